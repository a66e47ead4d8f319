//! What can go wrong on the disk, said so that a reader knows which file and what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Why an archive could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The disk, or the quota on it, has no room left.
    #[error("no room left to write {}: free some space and run again", path.display())]
    Full {
        /// The file that was being written.
        path: PathBuf,
    },
    /// Any other refusal of the operating system.
    #[error("cannot {what} {}: {source}", path.display())]
    Io {
        /// What was tried: `open`, `read`, `write`, …
        what: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's own words.
        source: io::Error,
    },
    /// One record is damaged; the records around it are still read.
    #[error("bad record in {file} at byte {offset}: {reason}; it is left out, the rest is read on")]
    Record {
        /// The file, as named by the caller.
        file: String,
        /// Where the record begins in the file: for gzip, where its member begins.
        offset: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// Another process is writing to the same archive.
    #[error("the archive {} is being written by another process: wait until it ends, or choose another folder", dir.display())]
    Busy {
        /// The archive's folder.
        dir: PathBuf,
    },
}

impl ArchiveError {
    /// Wraps an error of the operating system, telling a full disk from the rest.
    pub(crate) fn io(what: &'static str, path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => Self::Full { path: path.to_owned() },
            _ => Self::Io { what, path: path.to_owned(), source },
        }
    }
}
