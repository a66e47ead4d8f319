//! A folder that annotations are written into piece by piece, so that a stopped job can go on where it was.
//!
//! ```text
//! DIR/
//! ├── manifest.json             the inputs, options and program it is made with; written first
//! ├── annotations-00000.jsonl   one shard: complete, or not there
//! ├── annotations-00001.jsonl
//! ├── shards.jsonl              a line per complete shard: articles, bytes, fingerprint of its input, rejected inputs
//! ├── rejected.jsonl            all rejected inputs in input order; written at the end
//! └── complete.json             counts of the whole; written last
//! ```
//! A shard is written to a temporary file, synced, noted in `shards.jsonl` and then renamed: a shard that has its name
//! is whole and noted. One that is noted but not there (a kill between the two, or somebody removed it) is made again.

use crate::{AnnalsError, Rejection};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

const MANIFEST: &str = "manifest.json";
const NOTES: &str = "shards.jsonl";
const REJECTED: &str = "rejected.jsonl";
const COMPLETE: &str = "complete.json";

/// What is noted of a complete shard.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    shard: u32,
    articles: u64,
    bytes: u64,
    input: String,
    rejected: Vec<Rejection>,
}

/// A complete shard.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    /// Articles in it.
    pub(crate) articles: u64,
    /// Fingerprint of the pieces of input it was made from.
    pub(crate) input: String,
    /// Where its line begins in the notes: rejected inputs are read from there when they are wanted.
    at: u64,
}

/// Counts of a whole folder, as they stand in `complete.json`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    pub(crate) shards: u64,
    pub(crate) articles: u64,
    pub(crate) rejected: u64,
    pub(crate) bytes: u64,
}

/// The folder, held by this process alone.
#[derive(Debug)]
pub(crate) struct ShardFolder {
    dir: PathBuf,
    /// Its lock keeps other processes out.
    notes: File,
    kept: BTreeMap<u32, Kept>,
}

/// A shard that is being written.
#[derive(Debug)]
pub(crate) struct OpenShard {
    number: u32,
    path: PathBuf,
    file: BufWriter<File>,
    articles: u64,
    bytes: u64,
    rejected: Vec<Rejection>,
}

impl ShardFolder {
    /// Makes the folder, or goes on with one made from the same inputs with the same options; removes what a killed
    /// job left half written.
    ///
    /// # Errors
    /// When the folder was made otherwise or holds other files, another process is writing it, or the disk refuses.
    pub(crate) fn open(dir: &Path, manifest: &Value) -> Result<Self, AnnalsError> {
        std::fs::create_dir_all(dir).map_err(|source| AnnalsError::Write { path: dir.to_owned(), source })?;
        let manifest_path = dir.join(MANIFEST);
        let names = names(dir)?;
        if !names.iter().any(|name| name == MANIFEST)
            && let Some(other) = names.iter().find(|name| *name != NOTES && !is_half_written(name))
        {
            return Err(AnnalsError::Input(format!("{} holds {other} and no {MANIFEST}: choose an empty or a new folder", dir.display())));
        }
        let notes = lock(dir)?;
        match std::fs::read(&manifest_path) {
            Ok(bytes) => same(dir, &bytes, manifest)?,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                let text = serde_json::to_string_pretty(manifest).map_err(|e| AnnalsError::Input(e.to_string()))?;
                annals_archive::write_atomically(&manifest_path, format!("{text}\n").as_bytes())?;
            }
            Err(source) => return Err(AnnalsError::Read { path: manifest_path, source }),
        }
        for name in names.iter().filter(|name| is_half_written(name)) {
            let path = dir.join(name);
            std::fs::remove_file(&path).map_err(|source| AnnalsError::Write { path, source })?;
        }
        let mut folder = Self { dir: dir.to_owned(), notes, kept: BTreeMap::new() };
        folder.read_notes()?;
        Ok(folder)
    }

    /// A shard that is complete.
    pub(crate) fn kept(&self, number: u32) -> Option<&Kept> {
        self.kept.get(&number)
    }

    /// The number behind the last complete shard's.
    pub(crate) fn end(&self) -> u32 {
        self.kept.last_key_value().map_or(0, |(number, _)| number + 1)
    }

    /// Whether the folder was finished once.
    pub(crate) fn is_marked_complete(&self) -> bool {
        self.dir.join(COMPLETE).exists()
    }

    /// Takes the mark of completeness away: something is missing.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(crate) fn unmark(&self) -> Result<(), AnnalsError> {
        let path = self.dir.join(COMPLETE);
        match std::fs::remove_file(&path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(AnnalsError::Write { path, source: e }),
            _ => Ok(()),
        }
    }

    /// The rejected inputs of a complete shard, in input order.
    ///
    /// # Errors
    /// When the notes cannot be read.
    pub(crate) fn rejected(&self, kept: &Kept) -> Result<Vec<Rejection>, AnnalsError> {
        let path = self.dir.join(NOTES);
        let failed = |source| AnnalsError::Read { path: path.clone(), source };
        let mut reader = BufReader::new(&self.notes);
        reader.seek(SeekFrom::Start(kept.at)).map_err(failed)?;
        let mut line = Vec::new();
        reader.read_until(b'\n', &mut line).map_err(failed)?;
        let note: Note =
            serde_json::from_slice(&line).map_err(|e| AnnalsError::Config { path: path.clone(), message: format!("no note: {e}") })?;
        Ok(note.rejected)
    }

    /// Begins a shard.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub(crate) fn begin(&self, number: u32) -> Result<OpenShard, AnnalsError> {
        let path = self.dir.join(format!("{}.tmp", shard_name(number)));
        let file = File::create(&path).map_err(|source| AnnalsError::Write { path: path.clone(), source })?;
        Ok(OpenShard { number, path, file: BufWriter::with_capacity(1 << 16, file), articles: 0, bytes: 0, rejected: Vec::new() })
    }

    /// Makes a shard last and gives it its name; `input` is the fingerprint of what it was made from.
    ///
    /// # Errors
    /// When the disk refuses; then the shard does not count.
    pub(crate) fn keep(&mut self, shard: OpenShard, input: String) -> Result<(), AnnalsError> {
        let path = shard.path.clone();
        let kept = self.make_last(shard, input);
        if kept.is_err() {
            // Its bytes may be what the disk has no room for; if this fails too, opening the folder again removes it.
            let _ = std::fs::remove_file(path);
        }
        kept
    }

    fn make_last(&mut self, shard: OpenShard, input: String) -> Result<(), AnnalsError> {
        let OpenShard { number, path, file, articles, bytes, rejected } = shard;
        let failed = |source| AnnalsError::Write { path: path.clone(), source };
        file.into_inner().map_err(|e| failed(e.into_error()))?.sync_all().map_err(failed)?;
        let note = Note { shard: number, articles, bytes, input, rejected };
        let at = self.write_note(&note)?;
        let name = self.dir.join(shard_name(number));
        std::fs::rename(&path, &name).map_err(failed)?;
        sync_folder(&self.dir)?;
        self.kept.insert(number, Kept { articles, input: note.input, at });
        Ok(())
    }

    /// Appends a line to the notes and brings it to the disk; gives where it begins.
    fn write_note(&mut self, note: &Note) -> Result<u64, AnnalsError> {
        let path = self.dir.join(NOTES);
        let mut line = serde_json::to_vec(note).map_err(|e| AnnalsError::Input(e.to_string()))?;
        line.push(b'\n');
        let at = self.notes.seek(SeekFrom::End(0)).map_err(|source| AnnalsError::Write { path: path.clone(), source })?;
        let written = self.notes.write_all(&line).and_then(|()| self.notes.sync_data());
        if let Err(source) = written {
            // Half a line would swallow the next one; if this fails too, opening the folder again mends it.
            let _ = self.notes.set_len(at);
            return Err(AnnalsError::Write { path, source });
        }
        Ok(at)
    }

    /// Lists the rejected inputs and, last of all, marks the folder complete.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(crate) fn complete(&self) -> Result<Counts, AnnalsError> {
        let mut counts = Counts { shards: self.kept.len() as u64, ..Counts::default() };
        let path = self.dir.join(format!("{REJECTED}.tmp"));
        let failed = |source| AnnalsError::Write { path: path.clone(), source };
        let mut file = BufWriter::new(File::create(&path).map_err(failed)?);
        for (number, kept) in &self.kept {
            counts.articles += kept.articles;
            counts.bytes += self.length(*number).unwrap_or(0);
            for rejection in self.rejected(kept)? {
                counts.rejected += 1;
                let line = serde_json::to_string(&rejection).map_err(|e| AnnalsError::Input(e.to_string()))?;
                writeln!(file, "{line}").map_err(failed)?;
            }
        }
        file.into_inner().map_err(|e| failed(e.into_error()))?.sync_all().map_err(failed)?;
        std::fs::rename(&path, self.dir.join(REJECTED)).map_err(failed)?;
        let mut value = serde_json::to_value(counts).map_err(|e| AnnalsError::Input(e.to_string()))?;
        value["v"] = 1.into();
        annals_archive::write_atomically(&self.dir.join(COMPLETE), format!("{value}\n").as_bytes())?;
        Ok(counts)
    }

    /// Bytes of a complete shard.
    fn length(&self, number: u32) -> Option<u64> {
        std::fs::metadata(self.dir.join(shard_name(number))).ok().map(|meta| meta.len())
    }

    /// Learns which shards are complete; cuts off a line that a kill left torn.
    fn read_notes(&mut self) -> Result<(), AnnalsError> {
        let path = self.dir.join(NOTES);
        let failed = |source| AnnalsError::Read { path: path.clone(), source };
        let (mut at, mut whole, mut line) = (0, true, Vec::new());
        let mut found = BTreeMap::new();
        let mut reader = BufReader::new(&self.notes);
        reader.seek(SeekFrom::Start(0)).map_err(failed)?;
        while whole {
            line.clear();
            let read = reader.read_until(b'\n', &mut line).map_err(failed)? as u64;
            if read == 0 {
                break;
            }
            match serde_json::from_slice::<Note>(&line) {
                Ok(note) if line.ends_with(b"\n") => {
                    found.insert(note.shard, (Kept { articles: note.articles, input: note.input, at }, note.bytes));
                    at += read;
                }
                _ => whole = false,
            }
        }
        drop(reader);
        if !whole {
            self.notes.set_len(at).map_err(|source| AnnalsError::Write { path: path.clone(), source })?;
        }
        found.retain(|number, (_, bytes)| self.length(*number) == Some(*bytes));
        self.kept = found.into_iter().map(|(number, (kept, _))| (number, kept)).collect();
        Ok(())
    }
}

impl OpenShard {
    /// Appends an article's line.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(crate) fn add(&mut self, line: &str) -> Result<(), AnnalsError> {
        self.articles += 1;
        self.bytes += line.len() as u64 + 1;
        writeln!(self.file, "{line}").map_err(|source| AnnalsError::Write { path: self.path.clone(), source })
    }

    /// Notes an input that was left out.
    pub(crate) fn reject(&mut self, rejection: Rejection) {
        self.rejected.push(rejection);
    }

    /// Throws the shard away.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(crate) fn discard(self) -> Result<(), AnnalsError> {
        let Self { path, file, .. } = self;
        drop(file.into_parts());
        std::fs::remove_file(&path).map_err(|source| AnnalsError::Write { path, source })
    }
}

/// The name of a shard's file.
fn shard_name(number: u32) -> String {
    format!("annotations-{number:05}.jsonl")
}

/// Whether a file of this name is one that we write under another name first.
fn is_half_written(name: &str) -> bool {
    (name.starts_with("annotations-") || name.starts_with(REJECTED)) && name.ends_with(".jsonl.tmp")
        || name.starts_with(".annals-") && name.ends_with(".part")
}

/// The names in a folder, sorted.
fn names(dir: &Path) -> Result<Vec<String>, AnnalsError> {
    let failed = |source| AnnalsError::Read { path: dir.to_owned(), source };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(failed)? {
        names.push(entry.map_err(failed)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// Opens the notes and holds the folder by them.
fn lock(dir: &Path) -> Result<File, AnnalsError> {
    let path = dir.join(NOTES);
    let failed = |source| AnnalsError::Write { path: path.clone(), source };
    let notes = OpenOptions::new().create(true).read(true).append(true).open(&path).map_err(failed)?;
    match notes.try_lock() {
        Ok(()) => Ok(notes),
        Err(TryLockError::WouldBlock) => {
            Err(AnnalsError::Input(format!("{} is being written by another annals: wait for it to end", dir.display())))
        }
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

/// Makes the names in a folder last through a power cut.
fn sync_folder(dir: &Path) -> Result<(), AnnalsError> {
    if cfg!(unix) {
        File::open(dir).and_then(|dir| dir.sync_all()).map_err(|source| AnnalsError::Write { path: dir.to_owned(), source })?;
    }
    Ok(())
}

/// Refuses a folder that was made otherwise, saying in what.
fn same(dir: &Path, there: &[u8], now: &Value) -> Result<(), AnnalsError> {
    let there: Value = serde_json::from_slice(there)
        .map_err(|e| AnnalsError::Config { path: dir.join(MANIFEST), message: format!("no manifest of annals: {e}") })?;
    match difference("", &there, now) {
        None => Ok(()),
        Some(other) => Err(AnnalsError::Input(format!(
            "{} was made with other inputs or options ({other}): choose another folder, or remove this one",
            dir.display()
        ))),
    }
}

/// The first place where two values differ, in words.
fn difference(place: &str, there: &Value, now: &Value) -> Option<String> {
    match (there, now) {
        (Value::Object(old), Value::Object(new)) => {
            let names = new.keys().chain(old.keys().filter(|name| !new.contains_key(*name)));
            let deeper = |name: &String| if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
            names.into_iter().find_map(|name| difference(&deeper(name), &there[name], &now[name]))
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            old.iter().zip(new).enumerate().find_map(|(i, (old, new))| difference(&format!("{place}[{i}]"), old, new))
        }
        (Value::Array(old), Value::Array(new)) => Some(format!("{} {place} there, {} now", old.len(), new.len())),
        _ if there == now => None,
        _ => Some(format!("{place} is {there} there, {now} now")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn filled(folder: &mut ShardFolder, number: u32, line: &str) {
        let mut shard = folder.begin(number).expect("begun");
        shard.add(line).expect("written");
        shard.reject(Rejection { file: "a".to_owned(), line: Some(u64::from(number)), reason: "bad".to_owned() });
        folder.keep(shard, format!("input {number}")).expect("kept");
    }

    #[test]
    fn complete_shards_are_known_again_and_torn_ones_are_gone() {
        let dir = tempfile::tempdir().expect("a folder");
        let manifest = json!({"inputs": [{"file": "a", "bytes": 3}], "options": {"with_article": false}});
        let mut folder = ShardFolder::open(dir.path(), &manifest).expect("opens");
        filled(&mut folder, 0, "zero");
        filled(&mut folder, 1, "one");
        folder.begin(2).expect("begun").add("half").expect("written");
        assert!(ShardFolder::open(dir.path(), &manifest).is_err(), "two writers");
        drop(folder);
        let mut notes = OpenOptions::new().append(true).open(dir.path().join(NOTES)).expect("opens");
        notes.write_all(b"{\"shard\":2,\"art").expect("written");
        // A shard that somebody took away is made again.
        std::fs::remove_file(dir.path().join(shard_name(0))).expect("removed");
        let mut folder = ShardFolder::open(dir.path(), &manifest).expect("opens again");
        assert!(!dir.path().join("annotations-00002.jsonl.tmp").exists());
        assert!(folder.kept(0).is_none() && folder.kept(2).is_none() && folder.end() == 2);
        let kept = folder.kept(1).expect("kept").clone();
        assert_eq!((kept.articles, kept.input.as_str()), (1, "input 1"));
        assert_eq!(folder.rejected(&kept).expect("read")[0].line, Some(1));
        filled(&mut folder, 0, "zero");
        let counts = folder.complete().expect("complete");
        assert_eq!(counts, Counts { shards: 2, articles: 2, rejected: 2, bytes: 9 });
        let rejected = std::fs::read_to_string(dir.path().join(REJECTED)).expect("a list");
        assert_eq!(rejected.lines().count(), 2);
        assert!(folder.is_marked_complete());
    }

    #[test]
    fn a_folder_made_otherwise_is_refused_and_says_in_what() {
        let dir = tempfile::tempdir().expect("a folder");
        let manifest = json!({"inputs": [{"file": "a", "bytes": 3}], "options": {"with_article": false}});
        drop(ShardFolder::open(dir.path(), &manifest).expect("opens"));
        for (other, word) in [
            (json!({"inputs": [{"file": "a", "bytes": 4}], "options": {"with_article": false}}), "inputs[0].bytes is 3 there, 4 now"),
            (json!({"inputs": [{"file": "a", "bytes": 3}], "options": {"with_article": true}}), "options.with_article"),
            (json!({"inputs": [], "options": {"with_article": false}}), "1 inputs there, 0 now"),
        ] {
            let message = ShardFolder::open(dir.path(), &other).expect_err("refused").to_string();
            assert!(message.contains(word), "{message}");
        }
        let stranger = tempfile::tempdir().expect("a folder");
        std::fs::write(stranger.path().join("thesis.txt"), "mine").expect("written");
        let message = ShardFolder::open(stranger.path(), &manifest).expect_err("refused").to_string();
        assert!(message.contains("thesis.txt"), "{message}");
    }
}
