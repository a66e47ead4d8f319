//! Pages kept for ever, in the web archives' own format, so that what was read can be read again.
//!
//! An archive is a folder of WARC 1.1 files, one gzip member a record. [`Archive::put`] adds a page,
//! [`Archive::pages`] gives all of them back in order, [`read_warc`] reads one file, ours or another's.
//! A process killed in the middle of a write loses at most the page it was writing.

mod archive;
mod atomic;
mod digest;
mod error;
mod index;
mod read;
mod record;

pub use archive::{Archive, ArchivePages};
pub use atomic::write_atomically;
pub use error::ArchiveError;
pub use index::Validators;
pub use read::{Pages, Position, read_warc, read_warc_from};
