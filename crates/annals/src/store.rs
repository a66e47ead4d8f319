//! The files of a store, and the record of what is safely in them.
//!
//! ```text
//! store/
//! ├── crawl.redb           what fetching remembers: addresses, hosts, what waits
//! ├── pages/*.warc.gz      every page as it came
//! ├── remote/              a note of each web archive of others, and those that are on their way
//! ├── articles.jsonl       cleaned
//! ├── annotations.jsonl    one line per article, same order
//! ├── stories.jsonl        rewritten where stories changed
//! ├── digests.jsonl        one digest per story, same order
//! ├── seen.jsonl           pages already read: address, SHA-256, article
//! ├── index/               the search index
//! ├── watch.jsonl          saved searches, each with how far it has read `articles.jsonl`
//! └── state.json           lengths of the files at the last commit, and how far the stories are told
//! ```
//! A commit appends to the files, syncs them, commits the index, and last writes `state.json` in one rename. What a
//! killed run appended behind the recorded lengths is cut off by the next one and done again: nothing is lost or doubled.
//! Stories and digests are written beside the old ones; `state.json` then says that they count, and both are renamed.
//! A run that was killed between is finished by the next one that opens the store.

use crate::AnnalsError;
use annals_archive::Position;
use annals_model::{Annotated, ArticleId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
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

/// The names of the files that are rewritten as a whole, in the order in which they are renamed.
const REWRITTEN: [&str; 2] = ["digests.jsonl", "stories.jsonl"];

/// What counts, as of the last commit.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct State {
    v: u32,
    /// Lengths in bytes of the files that only grow.
    lengths: BTreeMap<String, u64>,
    /// How far the archive was read.
    #[serde(default)]
    position: Position,
    /// Articles in the index.
    #[serde(default)]
    indexed: u64,
    /// The stories are told of the articles in so many bytes of `articles.jsonl`.
    #[serde(default)]
    told: u64,
    /// New stories and digests lie beside the old ones and count.
    #[serde(default)]
    renaming: bool,
}

/// An open store: one writer at a time.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    files: Vec<(PathBuf, File)>,
    seen: BTreeMap<String, Seen>,
    state: State,
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
        let mut store = Self { root: root.to_owned(), files, seen, state, _lock: lock };
        store.finish_renaming()?;
        Ok(store)
    }

    /// The store's folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// How far the archive was read.
    #[must_use]
    pub fn position(&self) -> &Position {
        &self.state.position
    }

    /// Notes how far the archive was read; counts from the next commit on.
    pub fn set_position(&mut self, position: Position) {
        self.state.position = position;
    }

    /// Articles in the index at the last commit: one that holds fewer has lost some.
    #[must_use]
    pub fn indexed(&self) -> u64 {
        self.state.indexed
    }

    /// Articles, in order, that are committed but that no story was told of yet.
    ///
    /// # Errors
    /// When the articles cannot be read.
    pub(crate) fn untold(&self) -> Result<Vec<ArticleId>, AnnalsError> {
        articles_in(&self.root, self.state.told, self.state.lengths.get(GROWING[0]).copied().unwrap_or(0))
    }

    /// Where new stories and digests are written before [`Store::replace_stories`].
    pub(crate) fn new_stories(&self) -> (PathBuf, PathBuf) {
        (beside(&self.root, "stories.jsonl"), beside(&self.root, "digests.jsonl"))
    }

    /// Puts new stories and digests, written and synced, in the place of the old ones: of all articles committed so far.
    ///
    /// # Errors
    /// When the disk refuses; then either the old ones count or the new ones do, never one of each.
    pub(crate) fn replace_stories(&mut self) -> Result<(), AnnalsError> {
        let told = self.state.lengths.get(GROWING[0]).copied().unwrap_or(0);
        let before = std::mem::replace(&mut self.state.told, told);
        self.state.renaming = true;
        if let Err(e) = self.write_state() {
            (self.state.told, self.state.renaming) = (before, false);
            return Err(e);
        }
        self.finish_renaming()
    }

    /// Renames stories and digests that count, throws away those that do not.
    fn finish_renaming(&mut self) -> Result<(), AnnalsError> {
        for name in REWRITTEN {
            let (from, to) = (beside(&self.root, name), self.root.join(name));
            let done = if self.state.renaming { std::fs::rename(&from, &to) } else { std::fs::remove_file(&from) };
            match done {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(AnnalsError::Write { path: to, source: e }),
                _ => {}
            }
        }
        if self.state.renaming {
            self.state.renaming = false;
            // This syncs the folder as well: the new names last before the state says so.
            self.write_state()?;
        }
        Ok(())
    }

    fn write_state(&self) -> Result<(), AnnalsError> {
        let bytes = serde_json::to_vec(&self.state).map_err(|e| AnnalsError::Input(e.to_string()))?;
        annals_archive::write_atomically(&self.root.join("state.json"), &bytes)?;
        Ok(())
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

    /// Makes all that was appended count. Call it when the index has committed, with the number of articles in it.
    ///
    /// # Errors
    /// When a file cannot be synced or the record not written; then the last commit still stands.
    pub fn commit(&mut self, indexed: u64) -> Result<(), AnnalsError> {
        let mut lengths = BTreeMap::new();
        for ((path, file), name) in self.files.iter().zip(GROWING) {
            let failed = |source| AnnalsError::Write { path: path.clone(), source };
            file.sync_data().map_err(failed)?;
            lengths.insert(name.to_owned(), file.metadata().map_err(failed)?.len());
        }
        self.state = State { v: 1, lengths, indexed, ..self.state.clone() };
        self.write_state()
    }
}

/// Bytes of `articles.jsonl` at the last commit. Reading this needs no lock: articles are only ever appended.
///
/// # Errors
/// When the record cannot be read.
pub(crate) fn committed(root: &Path) -> Result<u64, AnnalsError> {
    Ok(read_state(root)?.lengths.get(GROWING[0]).copied().unwrap_or(0))
}

/// Ids of the articles in these bytes of `articles.jsonl`, in order; both ends are ends of lines.
///
/// # Errors
/// When the articles cannot be read.
pub(crate) fn articles_in(root: &Path, from: u64, to: u64) -> Result<Vec<ArticleId>, AnnalsError> {
    #[derive(Deserialize)]
    struct Head {
        id: ArticleId,
    }
    let path = root.join(GROWING[0]);
    let failed = |source| AnnalsError::Read { path: path.clone(), source };
    let mut file = File::open(&path).map_err(failed)?;
    file.seek(SeekFrom::Start(from)).map_err(failed)?;
    let mut ids = Vec::new();
    for line in BufReader::new(file.take(to.saturating_sub(from))).lines() {
        let line = line.map_err(failed)?;
        let head: Head =
            serde_json::from_str(&line).map_err(|e| AnnalsError::Config { path: path.clone(), message: format!("no article: {e}") })?;
        ids.push(head.id);
    }
    Ok(ids)
}

/// The article whose line ends at a byte of `articles.jsonl`; `None` when no line ends there.
///
/// # Errors
/// When the articles cannot be read.
pub(crate) fn article_before(root: &Path, end: u64) -> Result<Option<ArticleId>, AnnalsError> {
    let path = root.join(GROWING[0]);
    let failed = |source| AnnalsError::Read { path: path.clone(), source };
    let mut file = match File::open(&path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(failed(e)),
    };
    if end == 0 || file.metadata().map_err(failed)?.len() < end {
        return Ok(None);
    }
    let mut reach = 1 << 16;
    loop {
        let from = end.saturating_sub(reach);
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(from)).map_err(failed)?;
        Read::by_ref(&mut file).take(end - from).read_to_end(&mut bytes).map_err(failed)?;
        let Some((b'\n', line)) = bytes.split_last() else { return Ok(None) };
        let start = line.iter().rposition(|byte| *byte == b'\n').map(|at| at as u64 + 1);
        match (start, from) {
            (Some(start), _) => return Ok(articles_in(root, from + start, end).ok().and_then(|mut ids| ids.pop())),
            (None, 0) => return Ok(articles_in(root, 0, end).ok().and_then(|mut ids| ids.pop())),
            (None, _) => reach *= 4,
        }
    }
}

/// Where a file that is rewritten as a whole is written first.
fn beside(root: &Path, name: &str) -> PathBuf {
    root.join(format!("{name}.tmp"))
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
        store.commit(0).expect("committed");
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
    fn new_stories_count_together_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let read = |name: &str| std::fs::read_to_string(path(name)).expect("read");
        let write = |what: &str| {
            for name in ["stories.jsonl.tmp", "digests.jsonl.tmp"] {
                std::fs::write(path(name), what).expect("written");
            }
        };
        let mut store = Store::open(folder.path()).expect("opens");
        store.add(&Annotated::default()).expect("written");
        store.commit(1).expect("committed");
        assert_eq!(store.untold().expect("read").len(), 1);
        write("first");
        store.replace_stories().expect("replaced");
        assert!(store.untold().expect("read").is_empty());
        // Killed before the new ones counted.
        write("half");
        drop(store);
        drop(Store::open(folder.path()).expect("opens"));
        assert!(!path("stories.jsonl.tmp").exists() && read("stories.jsonl") == "first" && read("digests.jsonl") == "first");
        // Killed between the two renames.
        write("second");
        std::fs::rename(path("digests.jsonl.tmp"), path("digests.jsonl")).expect("renamed");
        std::fs::write(path("state.json"), read("state.json").replace("\"renaming\":false", "\"renaming\":true")).expect("written");
        drop(Store::open(folder.path()).expect("opens"));
        assert!(!path("stories.jsonl.tmp").exists() && read("stories.jsonl") == "second" && read("digests.jsonl") == "second");
    }

    #[test]
    fn articles_are_found_by_the_bytes_they_lie_in() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = Store::open(folder.path()).expect("opens");
        let mut ends = vec![0];
        // The second is longer than what is read at once.
        for (id, length) in [("a", 10), ("b", 200_000), ("c", 70_000)] {
            let mut item = Annotated::default();
            item.article.id = ArticleId(id.to_owned());
            item.article.text = "x".repeat(length);
            store.add(&item).expect("written");
            store.commit(1).expect("committed");
            ends.push(committed(folder.path()).expect("read"));
        }
        let ids = |from: usize, to: usize| -> Vec<String> {
            articles_in(folder.path(), ends[from], ends[to]).expect("read").into_iter().map(|id| id.0).collect()
        };
        assert_eq!((ids(0, 3), ids(1, 2), ids(3, 3)), (vec!["a".into(), "b".into(), "c".into()], vec!["b".into()], Vec::new()));
        let before = |end: u64| article_before(folder.path(), end).expect("read").map(|id| id.0);
        assert_eq!([ends[0], ends[1], ends[2], ends[3]].map(before), [None, Some("a".into()), Some("b".into()), Some("c".into())]);
        assert_eq!([ends[2] - 1, ends[3] + 1].map(before), [None, None]);
        assert_eq!(article_before(&folder.path().join("none"), 5).expect("no file"), None);
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
