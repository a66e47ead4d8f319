//! What an arrived page means for the crawl: it is known from now on, and what it lists goes in line. The same whether
//! it came from the network or, after a kill, out of the archive.

use super::line::key;
use super::schedule::fresh_for;
use super::{CrawlState, Enqueue, PageFacts, Queued, Settled, Task};
use crate::feed::listing;
use crate::links::article_links;
use crate::unpack::Unpacker;
use crate::{FetchError, Outcome, Validators};
use annals_model::{DateTime, RawPage};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use url::Url;

/// Longest list in bytes, unpacked; the protocol of sitemaps allows 50 MiB, and nobody's news need a third of it.
const MAX_UNPACKED: u64 = 16 << 20;
/// Lists of lists that are followed.
const MAX_DEPTH: u8 = 3;

/// What a listing's bytes hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Pages and further lists, in the listing's order.
    pub entries: Vec<ListedEntry>,
    /// How long it asks to be left alone, in seconds.
    pub ttl: Option<u64>,
}

/// One address that a listing names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedEntry {
    /// The address.
    pub url: String,
    /// Whether it is a list itself.
    pub list: bool,
    /// When its page was published.
    pub date: Option<DateTime>,
    /// When its page was last changed.
    pub updated: Option<Timestamp>,
}

impl ListedEntry {
    /// Whether it is dated after this second since 1970, or not dated.
    fn is_of(&self, since: Option<i64>) -> bool {
        // A bare day lasts until its end.
        let dated = self.date.map(|date| date.unix_seconds() + if date.time.is_none() { 24 * 60 * 60 } else { 0 });
        let latest = dated.max(self.updated.map(Timestamp::as_second));
        latest.is_none_or(|latest| since.is_none_or(|since| latest >= since))
    }
}

/// What came of an arrived page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// It is a page; or a listing that has not changed.
    Page,
    /// It is a listing: so many of its addresses went in line, so many did not, and these are no addresses.
    Listing {
        /// Put in line.
        new: usize,
        /// Known, waiting, gone or not due.
        known: usize,
        /// No addresses.
        bad: Vec<String>,
    },
    /// It brings no page, only word with this status that there is none; the crawl knows nothing more by it.
    NoPage(u16),
    /// It should be a listing and is none; why.
    NotAListing(String),
}

impl PageFacts {
    /// What a page that came says of itself.
    #[must_use]
    pub fn of(page: &RawPage) -> Self {
        let header = |name: &str| page.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone());
        // Of a page that broke off, the server must not be asked whether the whole has changed.
        let whole = header("warc-truncated").is_none_or(|why| why == "length");
        let validators = Validators { etag: header("etag"), last_modified: header("last-modified") };
        Self {
            final_url: page.final_url.clone(),
            validators: if whole { validators } else { Validators::default() },
            sha256: (page.status != 304).then(|| sha256(&page.body)),
            fetched: page.fetched,
            max_age: fresh_for(&page.headers, page.fetched),
            ttl: None,
            changed: None,
        }
    }
}

/// SHA-256 in lower hexadecimal digits.
fn sha256(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value & 15)]);
    Sha256::digest(bytes).iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// Reads what an arrived listing names.
///
/// # Errors
/// What is wrong, when the bytes are no listing.
pub fn read_listing(task: &Task, page: &RawPage) -> Result<Listed, String> {
    if task.section {
        let base = Url::parse(&page.final_url).map_err(|error| error.to_string())?;
        let links = article_links(&page.body, &base).into_iter();
        let entries = links.map(|link| ListedEntry { url: link.url, ..ListedEntry::default() }).collect();
        return Ok(Listed { entries, ttl: None });
    }
    let body = unpacked(&page.body)?;
    let read = listing(&body, Some(&page.final_url)).map_err(|error| error.to_string())?;
    let pages = read.feed.entries.into_iter().filter_map(|entry| {
        let updated = entry.updated.and_then(|updated| Timestamp::from_second(updated.unix_seconds()).ok());
        Some(ListedEntry { url: entry.url?, list: false, date: entry.published, updated })
    });
    let lists = read.sitemaps.into_iter().map(|url| ListedEntry { url, list: true, ..ListedEntry::default() });
    let entries = pages.chain(lists).filter(|entry| !entry.list || task.depth < MAX_DEPTH).collect();
    Ok(Listed { entries, ttl: read.ttl })
}

/// A list that is packed as a file, as `sitemap.xml.gz` is; other bytes as they are.
fn unpacked(body: &[u8]) -> Result<Cow<'_, [u8]>, String> {
    if !body.starts_with(&[0x1f, 0x8b]) {
        return Ok(Cow::Borrowed(body));
    }
    let mut unpacker = Unpacker::new("gzip", MAX_UNPACKED).map_err(|(_, reason)| reason)?;
    // What is cut or damaged further on lists something before.
    let end = unpacker.push(body).err();
    let whole = unpacker.so_far();
    if whole.is_empty() {
        Err(end.map_or_else(|| "its packed form is empty".to_owned(), |(_, reason)| reason))
    } else {
        Ok(Cow::Owned(whole))
    }
}

/// Settles a page that is in the archive, and puts in line what a listing names.
///
/// # Errors
/// [`FetchError::State`].
pub fn arrive(state: &mut CrawlState, task: &Task, page: &RawPage, now: Timestamp) -> Result<Arrival, FetchError> {
    let facts = PageFacts::of(page);
    if page.status == 304 {
        state.settle(task, Settled::Unchanged(facts), now)?;
        return Ok(Arrival::Page);
    }
    if !task.listing {
        state.settle(task, Settled::Kept(facts), now)?;
        return Ok(Arrival::Page);
    }
    match read_listing(task, page) {
        Ok(listed) => take_listing(state, task, facts, listed, now),
        Err(reason) => {
            state.settle(task, Settled::Failed { outcome: Outcome::NotAFeed, detail: reason.clone(), retry: None }, now)?;
            Ok(Arrival::NotAListing(reason))
        }
    }
}

/// Settles a listing that was read, and puts in line what it names.
///
/// # Errors
/// [`FetchError::State`].
pub fn take_listing(state: &mut CrawlState, task: &Task, facts: PageFacts, listed: Listed, now: Timestamp) -> Result<Arrival, FetchError> {
    let (mut new, mut known, mut bad) = (0, 0, Vec::new());
    let all = listed.entries.len();
    let entries: Vec<ListedEntry> = listed.entries.into_iter().filter(|entry| entry.is_of(state.since)).collect();
    // What was passed over is to be found by a run that wants it: the list must not be answered for as unchanged.
    let validators = if entries.len() == all { facts.validators } else { Validators::default() };
    for entry in entries {
        let mut entry_task = if entry.list { Task::listing(entry.url) } else { Task::new(entry.url) };
        (entry_task.depth, entry_task.feed_date) = (task.depth.saturating_add(1), entry.date);
        if key(&entry_task.url).is_some() && key(&entry_task.url) == key(&task.url) {
            continue;
        }
        match state.enqueue(&entry_task, Enqueue::Listed { updated: entry.updated }, now)? {
            Queued::New => new += 1,
            Queued::BadAddress => bad.push(entry_task.url),
            Queued::Waiting | Queued::Known | Queued::NotDue | Queued::Gone => known += 1,
        }
    }
    // Many feeds write the moment at which they are asked into themselves; only what they name is news.
    let facts = PageFacts { ttl: listed.ttl, changed: Some(new > 0), validators, ..facts };
    state.settle(task, Settled::Kept(facts), now)?;
    Ok(Arrival::Listing { new, known, bad })
}

/// Takes in a page of the archive that came after the last commit, as if it came now: its task is settled, and what it
/// lists goes in line. A page that no task asked for is noted as kept. An archive may hold redirects and refusals, too:
/// they are passed over, so that their addresses are asked for as if it did not.
///
/// # Errors
/// [`FetchError::State`].
pub fn replay(state: &mut CrawlState, page: &RawPage) -> Result<Arrival, FetchError> {
    if !matches!(page.status, 200..=299 | 304) {
        return Ok(Arrival::NoPage(page.status));
    }
    let known = key(&page.url).map(|key| state.row(&key)).transpose()?.flatten();
    let task = known.map_or_else(|| Task { feed_date: page.feed_date, ..Task::new(page.url.clone()) }, |row| row.task());
    arrive(state, &task, page, page.fetched)
}
