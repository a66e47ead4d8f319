//! Saved searches: what of the news that came in since the last time matches.
//!
//! A watch remembers how far it has read `articles.jsonl`, which only grows: nothing that is added can be missed, whatever
//! its dates, and nothing is given twice. The mark is saved after the output has been written. Killed between the two, the
//! same articles are given again by the next run, under the same ids.

use super::atom::{Feed, feed};
use super::concordance::json;
use super::open_index;
use crate::outfile::OutFile;
use crate::{AnnalsError, store};
use annals_index::{Fresh, Index};
use annals_model::ArticleId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Entries that a feed keeps.
const FEED: usize = 50;

/// A saved search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    v: u32,
    /// Its name.
    pub name: String,
    /// The query.
    pub query: String,
    /// When it was saved.
    pub added: Timestamp,
    /// When it last ran.
    pub last_run: Option<Timestamp>,
    /// Articles given so far.
    pub given: u64,
    /// Bytes of `articles.jsonl` looked through.
    read: u64,
    /// The article whose line ends there: a store that was made anew has another.
    last: Option<ArticleId>,
    /// The articles given last, the latest first, and when.
    recent: Vec<(ArticleId, Timestamp)>,
}

/// How what is new is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WatchFormat {
    /// For people.
    Text,
    /// JSON Lines, each with the watch's name.
    Jsonl,
    /// An Atom feed; into a file it keeps the last fifty entries.
    Atom(Option<PathBuf>),
}

/// What a run gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// Articles given.
    pub new: u64,
    /// Watches that ran.
    pub watches: usize,
    /// Watches that began anew because the store is another one.
    pub anew: Vec<String>,
}

/// The saved searches of a store, held by one process at a time.
#[derive(Debug)]
pub struct Watches {
    root: PathBuf,
    list: Vec<Watch>,
    _lock: File,
}

impl Watches {
    /// Opens those of a store that exists.
    ///
    /// # Errors
    /// When there is no store, another process holds them, or they cannot be read.
    pub fn open(root: &Path) -> Result<Self, AnnalsError> {
        if !root.is_dir() {
            return Err(AnnalsError::Input(format!("no store in {}: run `annals run` first", root.display())));
        }
        let (path, lock) = (root.join("watch.jsonl"), root.join("watch.lock"));
        let failed = |source| AnnalsError::Write { path: lock.clone(), source };
        let held = OpenOptions::new().create(true).truncate(false).write(true).open(&lock).map_err(failed)?;
        match held.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => {
                return Err(AnnalsError::Input(format!(
                    "the watches of {} are in use by another annals: wait for it to end",
                    root.display()
                )));
            }
            Err(std::fs::TryLockError::Error(source)) => return Err(failed(source)),
        }
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(source) => return Err(AnnalsError::Read { path, source }),
        };
        let read = |line: &str| serde_json::from_str(line).map_err(|e| AnnalsError::Config { path: path.clone(), message: e.to_string() });
        let list = text.lines().map(read).collect::<Result<Vec<Watch>, _>>()?;
        Ok(Self { root: root.to_owned(), list, _lock: held })
    }

    /// All of them, in the order they were added.
    #[must_use]
    pub fn list(&self) -> &[Watch] {
        &self.list
    }

    fn save(&self) -> Result<(), AnnalsError> {
        let mut bytes = Vec::new();
        for watch in &self.list {
            json(&mut bytes, watch)?;
        }
        annals_archive::write_atomically(&self.root.join("watch.jsonl"), &bytes)?;
        Ok(())
    }

    /// Saves a search. Its first run gives all that is there, unless `from_now`.
    ///
    /// # Errors
    /// When the name is taken or none, the query cannot be honoured, or the file not written.
    pub fn add(&mut self, name: &str, query: &str, from_now: bool, now: Timestamp) -> Result<(), AnnalsError> {
        if name.trim().is_empty() || name.chars().any(char::is_control) {
            return Err(AnnalsError::Input("a watch needs a name of one line".to_owned()));
        }
        if self.list.iter().any(|watch| watch.name == name) {
            return Err(AnnalsError::Input(format!("there is a watch `{name}` already: remove it first, or take another name")));
        }
        open_index(&self.root)?.check(query)?;
        let read = if from_now { store::committed(&self.root)? } else { 0 };
        let last = store::article_before(&self.root, read)?;
        let watch = Watch {
            v: 1,
            name: name.to_owned(),
            query: query.to_owned(),
            added: now,
            last_run: None,
            given: 0,
            read,
            last,
            recent: Vec::new(),
        };
        self.list.push(watch);
        self.save()
    }

    /// Forgets a search; says whether there was one of this name.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn remove(&mut self, name: &str) -> Result<bool, AnnalsError> {
        let before = self.list.len();
        self.list.retain(|watch| watch.name != name);
        if self.list.len() < before {
            self.save()?;
        }
        Ok(self.list.len() < before)
    }

    /// Writes what is new of one watch, or of all; with `peek` it stays new.
    ///
    /// # Errors
    /// When there is no such watch, its query cannot be honoured, or the output not written.
    pub fn run(
        &mut self,
        name: Option<&str>,
        format: &WatchFormat,
        peek: bool,
        now: Timestamp,
        out: &mut dyn Write,
    ) -> Result<Watched, AnnalsError> {
        let chosen: Vec<usize> = (0..self.list.len()).filter(|at| name.is_none_or(|name| self.list[*at].name == name)).collect();
        if let (Some(name), true) = (name, chosen.is_empty()) {
            let names: Vec<&str> = self.list.iter().map(|watch| watch.name.as_str()).collect();
            return Err(AnnalsError::Input(format!(
                "no watch `{name}`: there are {}",
                if names.is_empty() { "none".into() } else { names.join(", ") }
            )));
        }
        if matches!(format, WatchFormat::Atom(_)) && chosen.len() > 1 {
            return Err(AnnalsError::Input("a feed is of one watch: name it".to_owned()));
        }
        // The end is read before the index is opened: what is committed meanwhile is left for the next run.
        let end = store::committed(&self.root)?;
        let index = open_index(&self.root)?;
        let last = store::article_before(&self.root, end)?;
        let mut watched = Watched { watches: chosen.len(), ..Watched::default() };
        for at in chosen {
            let watch = &self.list[at];
            let among = match watch.read {
                0 => None,
                read if read <= end && store::article_before(&self.root, read)? == watch.last => {
                    Some(store::articles_in(&self.root, read, end)?)
                }
                _ => {
                    watched.anew.push(watch.name.clone());
                    None
                }
            };
            let (given, recent) = give(&index, watch, among.as_deref(), format, now, out)?;
            out.flush().map_err(AnnalsError::Output)?;
            watched.new += given;
            if !peek {
                let watch = &mut self.list[at];
                (watch.read, watch.last, watch.last_run) = (end, last.clone(), Some(now));
                watch.given += given;
                watch.recent = recent;
                self.save()?;
            }
        }
        Ok(watched)
    }
}

/// Writes what is new of a watch; gives its number and the articles a feed now holds.
fn give(
    index: &Index,
    watch: &Watch,
    among: Option<&[ArticleId]>,
    format: &WatchFormat,
    now: Timestamp,
    out: &mut dyn Write,
) -> Result<(u64, Vec<(ArticleId, Timestamp)>), AnnalsError> {
    let mut recent: Vec<(ArticleId, Timestamp)> = Vec::new();
    let mut given = 0;
    if among.is_none_or(|ids| !ids.is_empty()) {
        given = index.fresh(&watch.query, among, &mut |fresh| {
            // The latest come first: a feed has room for these alone.
            if recent.len() < FEED {
                recent.push((fresh.id.clone(), now));
            }
            match format {
                WatchFormat::Text => text(&fresh, &watch.name, out),
                WatchFormat::Jsonl => json(out, &Row { watch: &watch.name, fresh: &fresh }),
                WatchFormat::Atom(_) => Ok(()),
            }
        })?;
    }
    let known = recent.len();
    for (id, at) in &watch.recent {
        if recent.len() < FEED && recent.iter().take(known).all(|(new, _)| new != id) {
            recent.push((id.clone(), *at));
        }
    }
    if let WatchFormat::Atom(file) = format {
        // Into a file goes all that a feed holds; to standard output what is new.
        let held = recent.get(..if file.is_some() { recent.len() } else { known }).unwrap_or(&recent);
        let feed = feed(&feed_of(index, watch, held)?);
        match file {
            // Nothing new leaves the file alone, so that nobody reads it again.
            Some(path) if given > 0 || !path.exists() => {
                let mut file = OutFile::create(path)?;
                file.write_all(feed.as_bytes()).map_err(|source| AnnalsError::Write { path: path.clone(), source })?;
                file.finish()?;
            }
            Some(_) => {}
            None => out.write_all(feed.as_bytes()).map_err(AnnalsError::Output)?,
        }
    }
    Ok((given, recent))
}

/// The entries of a feed, read back from the index: one that is no longer there, or no longer matches, is left out.
fn feed_of<'a>(index: &Index, watch: &'a Watch, held: &[(ArticleId, Timestamp)]) -> Result<Feed<'a>, AnnalsError> {
    let ids: Vec<ArticleId> = held.iter().map(|(id, _)| id.clone()).collect();
    let mut entries: Vec<(usize, Timestamp, Fresh)> = Vec::with_capacity(held.len());
    index.fresh(&watch.query, Some(&ids), &mut |fresh| {
        if let Some((at, (_, given))) = held.iter().enumerate().find(|(_, (id, _))| *id == fresh.id) {
            entries.push((at, *given, fresh));
        }
        Ok::<_, AnnalsError>(())
    })?;
    entries.sort_by_key(|(at, ..)| *at);
    let updated = held.first().map_or(watch.last_run.unwrap_or(watch.added), |(_, given)| *given);
    Ok(Feed {
        name: &watch.name,
        query: &watch.query,
        updated,
        entries: entries.into_iter().map(|(_, given, fresh)| (given, fresh)).collect(),
    })
}

#[derive(Serialize)]
struct Row<'a> {
    watch: &'a str,
    #[serde(flatten)]
    fresh: &'a Fresh,
}

fn text(fresh: &Fresh, name: &str, out: &mut dyn Write) -> Result<(), AnnalsError> {
    let date = fresh.published.map_or_else(|| "undated".to_owned(), |published| published.date.to_string());
    let headline = fresh.headline.as_deref().unwrap_or("(no headline)");
    writeln!(out, "[{name}] {headline}\n  {date}  {}  {}\n  {}", fresh.publisher, fresh.id, fresh.snippet).map_err(AnnalsError::Output)
}
