//! Pages kept for ever, in the web archives' own format, so that what was read can be read again.
//!
//! An archive is a folder of WARC 1.1 files, one gzip member a record, each with a list beside it (CDXJ) that says
//! where which page lies. [`Archive::put`] adds a page, [`Archive::pages`] gives all of them back in order,
//! [`read_warc`] reads one file, ours or another's, WARC or the older ARC.
//! A process killed in the middle of a write loses at most the page it was writing.

mod archive;
mod atomic;
mod cdxj;
mod digest;
mod error;
mod folder;
mod mend;
mod pack;
mod pages;
mod read;
mod record;
mod writer;

pub use archive::Archive;
pub use atomic::write_atomically;
pub use error::ArchiveError;
pub use pages::ArchivePages;
pub use read::{Filter, Pages, Position, read_warc, read_warc_from, read_warc_onward};
pub use record::{Crawler, Earlier};
