//! The jobs of annals: stages wired together, streaming and in parallel, with files at both ends.
//!
//! This crate alone knows all stages. The binary beside it reads arguments, shows progress and prints.

pub mod config;
pub mod corrections;
mod csv;
mod error;
pub mod input;
pub mod jobs;
pub mod metrics;
pub mod outfile;
mod parallel;
mod places;
pub mod polite;
mod remote;
pub mod sample;
mod shards;
mod source;
pub mod store;
pub mod written;

pub use error::{AnnalsError, Rejection};
