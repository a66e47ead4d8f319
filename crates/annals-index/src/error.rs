//! What can go wrong with an index on disk, and with a query.

use crate::folder::is_full;
use crate::query::QueryError;
use std::path::{Path, PathBuf};
use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};

/// Why an index could not be opened, written or searched.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The folder cannot be made or read.
    #[error("{}: cannot use this folder for the index: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The index was written by another version of this program.
    #[error("{}: the index is of another version, run `annals index` to rebuild", path.display())]
    Version {
        /// The folder.
        path: PathBuf,
    },
    /// Files of the index are missing or cut short.
    #[error("{}: the index is damaged ({reason}), run `annals index` to rebuild", path.display())]
    Damaged {
        /// The folder.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no index to read.
    #[error("{}: there is no index, run `annals run` or `annals index` first", path.display())]
    Missing {
        /// The folder.
        path: PathBuf,
    },
    /// The disk, or the quota on it, has no room left.
    #[error("{}: no room left to write the index: free some space and run again", path.display())]
    Full {
        /// The folder.
        path: PathBuf,
    },
    /// Another process is writing to it.
    #[error("{}: another process is writing to this index, wait until it has ended", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
    },
    /// A stored article cannot be read back.
    #[error("{}: article {id} cannot be read back ({reason}), run `annals index` to rebuild", path.display())]
    Stored {
        /// The folder.
        path: PathBuf,
        /// The article.
        id: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The query cannot be honoured as written.
    #[error("query, {0}")]
    Query(#[from] QueryError),
    /// An option of a search cannot be honoured.
    #[error("{option}: {reason}")]
    Refused {
        /// The option.
        option: &'static str,
        /// What is wrong with it and what to do.
        reason: String,
    },
    /// A question that cannot be answered as put.
    #[error("{0}")]
    Unanswerable(String),
    /// The search library failed.
    #[error("{}: {reason}", path.display())]
    Engine {
        /// The folder.
        path: PathBuf,
        /// What it said.
        reason: String,
    },
}

/// Puts the folder's name to what the search library said.
pub(crate) fn engine_error(path: &Path, error: TantivyError) -> IndexError {
    let path = path.to_path_buf();
    if let Some(cause) = cause(&error) {
        if is_full(cause) {
            return IndexError::Full { path };
        }
        return IndexError::Folder { path, source: std::io::Error::new(cause.kind(), cause.to_string()) };
    }
    match error {
        TantivyError::LockFailure(..) => IndexError::Locked { path },
        TantivyError::IncompatibleIndex(_) => IndexError::Version { path },
        other => IndexError::Engine { path, reason: plain(&other.to_string()) },
    }
}

/// As [`engine_error`], for what was found when an index was opened: files that do not hold what they should are damage.
pub(crate) fn opening_error(path: &Path, error: TantivyError) -> IndexError {
    use std::io::ErrorKind::{InvalidData, NotFound, UnexpectedEof};
    let damaged = match &error {
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. })
        | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, .. }) => {
            matches!(io_error.kind(), InvalidData | NotFound | UnexpectedEof)
        }
        TantivyError::IoError(cause) => matches!(cause.kind(), InvalidData | NotFound | UnexpectedEof),
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(_))
        | TantivyError::DataCorruption(_)
        | TantivyError::SchemaError(_)
        | TantivyError::DeserializeError(_)
        | TantivyError::InternalError(_) => true,
        _ => false,
    };
    let reason = plain(&error.to_string());
    let kept = match error {
        TantivyError::OpenReadError(OpenReadError::IncompatibleIndex(_)) => return IndexError::Version { path: path.to_path_buf() },
        other if !damaged => other,
        _ => return IndexError::Damaged { path: path.to_path_buf(), reason },
    };
    engine_error(path, kept)
}

/// What the system said, if it was the system that refused.
fn cause(error: &TantivyError) -> Option<&std::io::Error> {
    match error {
        TantivyError::IoError(cause)
        | TantivyError::LockFailure(LockError::IoError(cause), _)
        | TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error: cause, .. })
        | TantivyError::OpenReadError(OpenReadError::IoError { io_error: cause, .. })
        | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: cause, .. }) => Some(cause),
        _ => None,
    }
}

/// The library's sentence in our manner: one line, lowercase, no full stop.
fn plain(message: &str) -> String {
    let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.trim_end_matches('.');
    let mut letters = line.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => "unknown failure".to_owned(),
    }
}
