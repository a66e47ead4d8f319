//! Search, digests and timelines over HTTP, for programs as JSON and for readers as plain pages.
//!
//! The crate knows no index and no story: the binary hands over a [`Service`] of functions.

mod api;
mod error;
mod page;
mod service;

pub use error::ServeError;
pub use service::{Answer, DigestFormat, Failure, Function, SearchRequest, Service, router, serve};
