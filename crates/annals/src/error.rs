//! What can go wrong in a job, and the inputs a job had to leave out.

use serde::{Deserialize, Serialize};
use std::io::ErrorKind;
use std::path::PathBuf;
use thiserror::Error;

/// Why a job stopped.
#[derive(Debug, Error)]
#[expect(missing_docs, reason = "each variant's message says what it is")]
pub enum AnnalsError {
    #[error("cannot read {path}: {source}")]
    Read { path: PathBuf, source: std::io::Error },
    #[error("{}", cannot_write(&path.display().to_string(), source))]
    Write { path: PathBuf, source: std::io::Error },
    #[error("{}", cannot_write("the output", _0))]
    Output(std::io::Error),
    #[error("{path}: {message}")]
    Config { path: PathBuf, message: String },
    #[error("no configuration at {path}: run `annals init DIR` to make a working folder, or name a file with -c")]
    NoConfig { path: PathBuf },
    #[error("{0}")]
    Input(String),
    #[error(transparent)]
    Fetch(#[from] annals_fetch::FetchError),
    #[error(transparent)]
    Archive(#[from] annals_archive::ArchiveError),
    #[error(transparent)]
    Index(#[from] annals_index::IndexError),
    #[error(transparent)]
    Serve(#[from] annals_serve::ServeError),
}

/// A full disk is told from the rest: there is something to be done about it.
fn cannot_write(what: &str, source: &std::io::Error) -> String {
    match source.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            format!("no room left to write {what}: free some space and run again")
        }
        _ => format!("cannot write {what}: {source}"),
    }
}

impl AnnalsError {
    /// Whether the reader of our output went away, which is no error to the user.
    #[must_use]
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(e) if e.kind() == ErrorKind::BrokenPipe)
    }
}

/// An input left out, named so that it can be found again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// File, `-` for standard input.
    pub file: String,
    /// Line or record, from 1; `None` for the whole file.
    pub line: Option<u64>,
    /// Why, in words.
    pub reason: String,
}

impl std::fmt::Display for Rejection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.reason),
            None => write!(f, "{}: {}", self.file, self.reason),
        }
    }
}
