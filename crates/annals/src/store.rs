//! The files of a store, and the record of what is safely in them.
//!
//! ```text
//! store/
//! ├── pages/*.warc.gz      every page as it came
//! ├── articles.jsonl       cleaned
//! ├── annotations.jsonl    one line per article, same order
//! ├── stories.jsonl        rewritten where stories changed
//! ├── digests.jsonl        one digest per story, same order
//! ├── seen.jsonl           pages already read: address, SHA-256, article
//! ├── index/               the search index
//! └── state.json           lengths of the files at the last commit
//! ```
//! A commit appends to the files, syncs them, commits the index, and last writes `state.json` in one rename. What a
//! killed run appended behind the recorded lengths is cut off by the next one and done again: nothing is lost or doubled.

use crate::AnnalsError;
use annals_archive::Position;
use annals_model::{Annotated, ArticleId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

/// The names of the files that only grow.
const GROWING: [&str; 3] = ["articles.jsonl", "annotations.jsonl", "seen.jsonl"];

/// A page already read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The page's address.
    pub url: String,
    /// SHA-256 of its body.
    pub sha256: String,
    /// The article made from it; `None` when it is none.
    pub article: Option<ArticleId>,
}

/// Lengths in bytes at the last commit.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct State {
    v: u32,
    lengths: BTreeMap<String, u64>,
    /// How far the archive was read.
    #[serde(default)]
    position: Position,
}

/// An open store: one writer at a time.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    files: Vec<(PathBuf, File)>,
    seen: BTreeMap<String, Seen>,
    position: Position,
    _lock: File,
}

impl Store {
    /// Opens or makes a store and cuts off what an interrupted run left behind.
    ///
    /// # Errors
    /// When another process holds it, or a file cannot be read or written.
    pub fn open(root: &Path) -> Result<Self, AnnalsError> {
        std::fs::create_dir_all(root).map_err(|source| AnnalsError::Write { path: root.to_owned(), source })?;
        let lock = lock(root)?;
        let state = read_state(root)?;
        let mut files = Vec::with_capacity(GROWING.len());
        for name in GROWING {
            let path = root.join(name);
            let failed = |source| AnnalsError::Write { path: path.clone(), source };
            let file = OpenOptions::new().create(true).append(true).open(&path).map_err(failed)?;
            let length = state.lengths.get(name).copied().unwrap_or(0);
            if file.metadata().map_err(failed)?.len() > length {
                file.set_len(length).map_err(failed)?;
            }
            files.push((path, file));
        }
        let seen = read_seen(&root.join("seen.jsonl"))?;
        Ok(Self { root: root.to_owned(), files, seen, position: state.position, _lock: lock })
    }

    /// The store's folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// How far the archive was read.
    #[must_use]
    pub fn position(&self) -> &Position {
        &self.position
    }

    /// Notes how far the archive was read; counts from the next commit on.
    pub fn set_position(&mut self, position: Position) {
        self.position = position;
    }

    /// Where the pages are.
    #[must_use]
    pub fn pages(root: &Path) -> PathBuf {
        root.join("pages")
    }

    /// Where the index is.
    #[must_use]
    pub fn index(root: &Path) -> PathBuf {
        root.join("index")
    }

    /// What is known of a page's address.
    #[must_use]
    pub fn seen(&self, url: &str) -> Option<&Seen> {
        self.seen.get(url)
    }

    /// Notes a page as read.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn note(&mut self, seen: Seen) -> Result<(), AnnalsError> {
        let line = serde_json::to_string(&seen).map_err(|e| AnnalsError::Input(e.to_string()))?;
        self.append(2, &line)?;
        self.seen.insert(seen.url.clone(), seen);
        Ok(())
    }

    /// Appends an article and its annotations.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn add(&mut self, annotated: &Annotated) -> Result<(), AnnalsError> {
        self.append(0, &annals_model::article_to_json(&annotated.article))?;
        self.append(1, &annals_model::annotations_to_json(&annotated.article, &annotated.annotations))
    }

    fn append(&mut self, file: usize, line: &str) -> Result<(), AnnalsError> {
        let (path, file) = &mut self.files[file];
        let mut bytes = Vec::with_capacity(line.len() + 1);
        bytes.extend_from_slice(line.as_bytes());
        bytes.push(b'\n');
        file.write_all(&bytes).map_err(|source| AnnalsError::Write { path: path.clone(), source })
    }

    /// Makes all that was appended count. Call it when the index has committed.
    ///
    /// # Errors
    /// When a file cannot be synced or the record not written; then the last commit still stands.
    pub fn commit(&mut self) -> Result<(), AnnalsError> {
        let mut state = State { v: 1, lengths: BTreeMap::new(), position: self.position.clone() };
        for ((path, file), name) in self.files.iter().zip(GROWING) {
            let failed = |source| AnnalsError::Write { path: path.clone(), source };
            file.sync_data().map_err(failed)?;
            state.lengths.insert(name.to_owned(), file.metadata().map_err(failed)?.len());
        }
        let bytes = serde_json::to_vec(&state).map_err(|e| AnnalsError::Input(e.to_string()))?;
        annals_archive::write_atomically(&self.root.join("state.json"), &bytes)?;
        Ok(())
    }
}

fn lock(root: &Path) -> Result<File, AnnalsError> {
    let path = root.join("lock");
    let failed = |source| AnnalsError::Write { path: path.clone(), source };
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => {
            Err(AnnalsError::Input(format!("{} is in use by another annals: wait for it to end", root.display())))
        }
        Err(std::fs::TryLockError::Error(source)) => Err(failed(source)),
    }
}

fn read_state(root: &Path) -> Result<State, AnnalsError> {
    let path = root.join("state.json");
    match std::fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|e| AnnalsError::Config { path, message: e.to_string() }),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(State::default()),
        Err(source) => Err(AnnalsError::Read { path, source }),
    }
}

fn read_seen(path: &Path) -> Result<BTreeMap<String, Seen>, AnnalsError> {
    let failed = |source| AnnalsError::Read { path: path.to_owned(), source };
    let mut seen = BTreeMap::new();
    for line in BufReader::new(File::open(path).map_err(failed)?).lines() {
        let line = line.map_err(failed)?;
        let row: Seen = serde_json::from_str(&line).map_err(|e| AnnalsError::Config { path: path.to_owned(), message: e.to_string() })?;
        seen.insert(row.url.clone(), row);
    }
    Ok(seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(url: &str) -> Seen {
        Seen { url: url.to_owned(), sha256: "0".to_owned(), article: None }
    }

    #[test]
    fn what_was_not_committed_is_cut_off() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = Store::open(folder.path()).expect("opens");
        store.note(seen("https://a.example/")).expect("written");
        store.commit().expect("committed");
        store.note(seen("https://b.example/")).expect("written");
        drop(store);
        // A torn line, as a kill in mid-write leaves it.
        let mut file = OpenOptions::new().append(true).open(folder.path().join("seen.jsonl")).expect("opens");
        file.write_all(b"{\"url\":\"https://c.ex").expect("written");
        let store = Store::open(folder.path()).expect("opens again");
        assert!(store.seen("https://a.example/").is_some());
        assert!(store.seen("https://b.example/").is_none());
    }

    #[test]
    fn one_writer_at_a_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = Store::open(folder.path()).expect("opens");
        assert!(Store::open(folder.path()).is_err());
        drop(first);
        assert!(Store::open(folder.path()).is_ok());
    }
}
