//! The main job: everything for the configured sources, only what is new.

use super::heard::Hear;
use super::index::in_step;
use super::{Engine, FetchOptions, Fetched, Listener, fetch, stories};
use crate::config::{Config, Source, is_address};
use crate::input::{self, Content, Given, Raw};
use crate::remote::{Note, Remote};
use crate::store::{Seen, Store};
use crate::{AnnalsError, Rejection, parallel, places, source};
use annals_archive::{Archive, ArchiveError};
use annals_index::{Beside, Index};
use annals_model::{Annotated, RawPage, sha256_hex};
use jiff::Timestamp;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Articles added between two commits: what a kill can cost.
const COMMIT_EVERY: usize = 2000;

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Pages fetched from the network, with those taken from archives there.
    pub fetched: u64,
    /// All that came of fetching.
    pub network: Fetched,
    /// Pages new in the archive.
    pub new_pages: u64,
    /// Pages that were known already.
    pub known_pages: u64,
    /// New pages that are no articles.
    pub not_articles: u64,
    /// New articles.
    pub articles: u64,
    /// Of these, new texts of an address known before.
    pub revised: u64,
    /// Mentions, times, figures and attributions found in the new articles.
    pub found: [u64; 4],
    /// Bytes of text read.
    pub bytes: u64,
    /// Stories told anew, and stories in all.
    pub stories: (u64, u64),
    /// Articles in the index.
    pub indexed: u64,
}

/// As [`run_heard`], with nobody listening to the network.
///
/// # Errors
/// As [`run_heard`].
pub fn run(config: &Config, engine: &Engine, now: Timestamp, listener: &Listener<'_>) -> Result<Summary, AnnalsError> {
    run_heard(config, engine, now, &mut |_| {}, listener)
}

/// Fetches, archives, cleans, annotates, indexes and tells stories; gives what it did. `hear` is told of every address asked.
///
/// # Errors
/// When the store cannot be read or written; a bad page is rejected and the rest goes on.
pub fn run_heard(
    config: &Config,
    engine: &Engine,
    now: Timestamp,
    hear: &mut Hear<'_>,
    listener: &Listener<'_>,
) -> Result<Summary, AnnalsError> {
    let mut summary = Summary::default();
    let mut store = Store::open(&config.store)?;
    if config.is_remote() {
        summary.network = fetch(config, &FetchOptions::default(), hear, listener)?;
        summary.fetched = summary.network.report.fetched as u64 + summary.network.archives.pages;
    }
    let mut archive = Archive::open(&Store::pages(&config.store))?;
    let kept = not_yet_read(&store, &archive)?;
    let (remote, mut read) = (Remote::open(&config.store)?, Vec::new());
    for configured in &config.sources {
        if let Some(folder) = &configured.files {
            let dates = source::feed_dates(folder);
            for file in or_left_out(source::page_files(folder), &folder.display().to_string(), listener) {
                if (listener.stop)() {
                    break;
                }
                match source::page(folder, &file, &dates, now) {
                    Ok(page) => keep_page(&store, &kept, &mut archive, &page, &mut summary)?,
                    Err(e) => {
                        (listener.reject)(&Rejection { file: file.display().to_string(), line: None, reason: e.to_string() });
                    }
                }
            }
        }
        if let Some(place) = configured.warc.as_ref().filter(|place| !is_address(place)) {
            let keep = &mut |page: &RawPage| keep_page(&store, &kept, &mut archive, page, &mut summary);
            read.extend(read_archives(place, configured, &remote, keep, listener)?);
        }
    }
    archive.finish()?;
    read.iter().try_for_each(|note| remote.keep(note))?;
    let mut index = in_step(&mut store, listener)?;
    read_pages(engine, &archive, &mut store, &mut index, &mut summary, listener)?;
    summary.stories = stories::retell(&mut store, &mut index, listener)?;
    summary.indexed = index.articles();
    Ok(summary)
}

/// Reads the web archives of a place on this machine that changed: the pages that their source wants. Gives what is to be noted
/// once these are safe.
fn read_archives(
    place: &str,
    wanted: &Source,
    remote: &Remote,
    keep: &mut dyn FnMut(&RawPage) -> Result<(), AnnalsError>,
    listener: &Listener<'_>,
) -> Result<Vec<Note>, AnnalsError> {
    let mut read = Vec::new();
    for path in or_left_out(places::archives(place), place, listener) {
        let Some(note) = remote.unread_file(&path, &wanted.choice()) else { continue };
        let damaged = Cell::new(false);
        let reject = |reason| {
            damaged.set(true);
            (listener.reject)(&Rejection { file: path.display().to_string(), line: None, reason });
        };
        let pages = match annals_archive::read_warc(&path) {
            Ok(pages) => pages,
            Err(e) => {
                reject(e.to_string());
                continue;
            }
        };
        for page in pages.only(wanted.filter()).take_while(|_| !(listener.stop)()) {
            match page {
                Ok(page) => keep(&page)?,
                Err(ArchiveError::Record { offset, reason, .. }) => reject(format!("at byte {offset}: {reason}")),
                Err(e) => reject(e.to_string()),
            }
        }
        // What is damaged is told by every run, until it is mended or taken away.
        if !damaged.get() && !(listener.stop)() {
            read.push(note);
        }
    }
    Ok(read)
}

/// How many sources lie on this machine and are read by [`run`] alone; those that are not there are told.
pub fn sources_here(config: &Config, listener: &Listener<'_>) -> usize {
    for configured in config.sources.iter().filter(|source| !source.is_remote()) {
        if let Some(folder) = &configured.files {
            or_left_out(source::page_files(folder), &folder.display().to_string(), listener);
        } else if let Some(place) = &configured.warc {
            or_left_out(places::archives(place), place, listener);
        }
    }
    config.sources.iter().filter(|source| !source.is_remote()).count()
}

/// What a source of this machine names; one that is not there is told, and the others are read.
fn or_left_out(found: Result<Vec<PathBuf>, AnnalsError>, place: &str, listener: &Listener<'_>) -> Vec<PathBuf> {
    found.unwrap_or_else(|e| {
        (listener.reject)(&Rejection { file: place.to_owned(), line: None, reason: e.to_string() });
        Vec::new()
    })
}

/// Address and SHA-256 of the pages that the archive holds behind what was read: of an interrupted run, or fetched since.
fn not_yet_read(store: &Store, archive: &Archive) -> Result<BTreeSet<(String, String)>, AnnalsError> {
    let pages = archive.pages_from(store.position())?.flatten();
    Ok(pages.map(|page| (page.url, sha256_hex(&page.body))).collect())
}

/// Puts a page into the archive unless its bytes are known or wait there already.
fn keep_page(
    store: &Store,
    kept: &BTreeSet<(String, String)>,
    archive: &mut Archive,
    page: &RawPage,
    summary: &mut Summary,
) -> Result<(), AnnalsError> {
    let sha256 = sha256_hex(&page.body);
    if kept.contains(&(page.url.clone(), sha256.clone())) {
        return Ok(());
    }
    if store.seen(&page.url).is_some_and(|seen| seen.sha256 == sha256) {
        summary.known_pages += 1;
        return Ok(());
    }
    archive.put(page, None, None)?;
    Ok(())
}

/// A page read: address, SHA-256 of its body, and the article it holds.
type Read = (String, String, Annotated);

/// Reads the archive's pages that were not read before.
fn read_pages(
    engine: &Engine,
    archive: &Archive,
    store: &mut Store,
    index: &mut Index,
    summary: &mut Summary,
    listener: &Listener<'_>,
) -> Result<(), AnnalsError> {
    let mut pages = archive.pages_from(store.position())?;
    loop {
        // A bad record is left out; a file that cannot be read ends the run, for what lies behind is not to be passed over.
        let mut unreadable = None;
        let mut pieces = pages.by_ref().map_while(|page| match page {
            Ok(page) => Some(Raw { file: page.url.clone(), line: None, content: Content::Page(Box::new(page)) }),
            Err(e @ ArchiveError::Record { .. }) => {
                Some(Raw { file: "archive".to_owned(), line: None, content: Content::Bad(e.to_string()) })
            }
            Err(e) => {
                unreadable = Some(e);
                None
            }
        });
        let (fresh, more) = read_some(engine, store, &mut pieces, summary, listener)?;
        if let Some(e) = unreadable {
            return Err(e.into());
        }
        let any = !fresh.is_empty();
        keep_articles(store, index, fresh, summary)?;
        // An interrupt may have swallowed a page: the next run looks at this stretch again and passes over what is known.
        if !(listener.stop)() && *store.position() != pages.position() {
            store.set_position(pages.position());
        } else if !any {
            break;
        }
        index.commit()?;
        store.commit(index.articles())?;
        if !more || (listener.stop)() {
            break;
        }
    }
    Ok(())
}

/// Reads up to [`COMMIT_EVERY`] pieces; also says whether there may be more.
fn read_some(
    engine: &Engine,
    store: &Store,
    pieces: &mut (dyn Iterator<Item = Raw> + Send),
    summary: &mut Summary,
    listener: &Listener<'_>,
) -> Result<(Vec<Read>, bool), AnnalsError> {
    let work = |raw: Raw| -> Result<Option<Read>, Rejection> {
        let (url, sha256) = match &raw.content {
            Content::Page(page) => (page.url.clone(), sha256_hex(&page.body)),
            _ => (String::new(), String::new()),
        };
        if store.seen(&url).is_some_and(|seen| seen.sha256 == sha256) {
            return Ok(None);
        }
        let item = input::article(raw, Given::default(), &engine.publishers)?;
        let item = if item.article.text.is_empty() { item } else { engine.annotated(item) };
        Ok(Some((url, sha256, item)))
    };
    let (mut taken, mut fresh) = (0, Vec::new());
    parallel::ordered(pieces.take(COMMIT_EVERY).take_while(|_| !(listener.stop)()), Raw::size, work, |read| {
        taken += 1;
        (listener.step)();
        match read {
            Ok(Some(read)) => fresh.push(read),
            Ok(None) => summary.known_pages += 1,
            Err(rejection) => (listener.reject)(&rejection),
        }
        Ok::<(), AnnalsError>(())
    })?;
    Ok((fresh, taken == COMMIT_EVERY))
}

/// Adds articles to files and index, in order; a new text of a known address revises the old one.
fn keep_articles(store: &mut Store, index: &mut Index, read: Vec<Read>, summary: &mut Summary) -> Result<(), AnnalsError> {
    // Ids added in this batch, which the index does not show yet.
    let mut fresh = BTreeMap::new();
    for (url, sha256, mut item) in read {
        summary.new_pages += 1;
        let before = store.seen(&url).and_then(|seen| seen.article.clone());
        let mut article = None;
        if item.article.text.is_empty() {
            summary.not_articles += 1;
        } else {
            article = Some(item.article.id.clone());
            // The same text may stand under several addresses that name one as theirs, or come back after a change.
            if !index.contains(&item.article.id)? && !fresh.contains_key(&item.article.id) {
                let mut version = 1;
                if let Some(before) = &before {
                    summary.revised += 1;
                    version = 1 + fresh.get(before).copied().or(index.beside(before)?.and_then(|known| known.version)).unwrap_or(1);
                    item.article.revises = Some(before.clone());
                }
                store.add(&item)?;
                fresh.insert(item.article.id.clone(), version);
                index.add(&item, Beside { version: Some(version), ..Beside::default() })?;
                summary.articles += 1;
                summary.bytes += item.article.text.len() as u64;
                let a = &item.annotations;
                for (sum, list) in summary.found.iter_mut().zip([a.mentions.len(), a.times.len(), a.figures.len(), a.attributions.len()]) {
                    *sum += list as u64;
                }
            }
        }
        store.note(Seen { url, sha256, article })?;
    }
    Ok(())
}
