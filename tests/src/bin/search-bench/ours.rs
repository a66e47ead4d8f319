//! The index of annals.

use crate::corpus::Corpus;
use crate::report::{Build, watched};
use annals_index::{Beside, Hits, Index, IndexError, SearchOptions};
use std::error::Error;
use std::path::Path;

/// Builds the index anew and says what that took.
pub(crate) fn build(folder: &Path, corpus: &Corpus) -> Result<Build, Box<dyn Error>> {
    let _ = std::fs::remove_dir_all(folder);
    let mut index = Index::open(folder)?;
    let mut built = watched(corpus, &mut index, |index, item| Ok(index.add(item, Beside::default())?), |index| Ok(index.finish()?))?;
    built.index_bytes = index.stats()?.index_bytes;
    Ok(built)
}

/// The index, asked as the command line asks it.
pub(crate) struct Ours {
    index: Index,
}

impl Ours {
    pub(crate) fn open(folder: &Path) -> Result<Self, IndexError> {
        Ok(Self { index: Index::open(folder)? })
    }

    /// The ids of ten hits and the number of all.
    pub(crate) fn top(&self, query: &str) -> Result<usize, IndexError> {
        self.index.ids(query, &SearchOptions::default()).map(|(total, _)| total)
    }

    /// Ten hits with snippets.
    pub(crate) fn with_snippets(&self, query: &str) -> Result<Hits, IndexError> {
        self.index.search(query, &SearchOptions::default())
    }
}
