//! Reads the pages of an archive's files back, one file after the other.

use crate::read::{Filter, Pages, Position, read_warc_at};
use crate::{ArchiveError, folder};
use annals_model::RawPage;
use std::path::{Path, PathBuf};

/// The pages of an archive's files, one file after the other.
pub struct ArchivePages {
    dir: PathBuf,
    /// Last first.
    files: Vec<String>,
    current: Option<Pages>,
    position: Position,
    revisits: bool,
    filter: Filter,
}

impl ArchivePages {
    pub(crate) fn new(dir: &Path, mut files: Vec<String>, position: &Position, revisits: bool) -> Self {
        // Our own files last: they grow, and a place in a file behind them would pass over what is added to them.
        let order = |file: &str| (folder::number(file).is_some(), file.to_owned());
        files.retain(|file| position.file.is_empty() || order(file) >= order(&position.file));
        files.sort_by_key(|file| std::cmp::Reverse(order(file)));
        Self { dir: dir.to_owned(), files, current: None, position: position.clone(), revisits, filter: Filter::default() }
    }

    /// Gives only what the filter takes in; see [`Pages::only`].
    #[must_use]
    pub fn only(mut self, filter: Filter) -> Self {
        self.current = self.current.map(|pages| pages.only(filter.clone()));
        self.filter = filter;
        self
    }

    /// Where the next page will be looked for; kept by a caller who wants to go on from here another day.
    #[must_use]
    pub fn position(&self) -> Position {
        let offset = self.current.as_ref().map_or(self.position.offset, Pages::offset);
        Position { file: self.position.file.clone(), offset }
    }
}

impl Iterator for ArchivePages {
    type Item = Result<RawPage, ArchiveError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(pages) = &mut self.current {
                if let Some(page) = pages.next() {
                    return Some(page);
                }
                self.position.offset = pages.offset();
                self.current = None;
            }
            let name = self.files.pop()?;
            let path = self.dir.join(&name);
            if name != self.position.file {
                self.position = Position { file: name, offset: 0 };
            }
            match read_warc_at(&path, self.position.offset) {
                Ok(pages) => self.current = Some(pages.with_revisits(self.revisits).only(self.filter.clone())),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
