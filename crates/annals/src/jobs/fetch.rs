//! Pages from the network into the store's WARC files, each asked for once, however often the job is stopped.

use super::heard::{Hear, Heard};
use super::{Listener, archives};
use crate::config::{Config, Source, check_address, is_address, is_bare};
use crate::polite::Visitor;
use crate::store::Store;
use crate::{AnnalsError, Rejection, remote};
use annals_archive::{Archive, ArchiveError, Crawler, Earlier, Position};
use annals_fetch::{CrawlState, Hooks, Keep, LISTED, Outcome, Plan, Report, Told};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use url::Url;

/// Pages told to the crawl's memory between two commits.
const CAUGHT_UP: u32 = 2000;

/// What to fetch, beside the configuration.
#[derive(Clone, Debug, Default)]
pub struct FetchOptions {
    /// Addresses of pages, feeds or web archives; with none, the configured sources.
    pub urls: Vec<String>,
    /// Only say what would be fetched.
    pub dry_run: bool,
    /// Entries of lists that are dated before this are passed over.
    pub since: Option<Timestamp>,
    /// Pages, at the most.
    pub max_pages: Option<usize>,
    /// Stop after so long.
    pub time_limit: Option<Duration>,
    /// Ask for lists that are not due yet, too, and for archives that were read.
    pub force: bool,
}

/// What came of fetching.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fetched {
    /// Of pages and lists.
    pub report: Report,
    /// Of web archives.
    pub archives: Archives,
    /// What was found and mended when the store was opened.
    pub notes: Vec<String>,
}

/// What came of the web archives of others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Archives {
    /// Read now.
    pub read: u64,
    /// Read in an earlier run, or of other days by their names.
    pub passed_over: u64,
    /// Not to be had, or not whole yet.
    pub failed: u64,
    /// Pages taken from them.
    pub pages: u64,
    /// Bytes received.
    pub bytes: u64,
}

/// Fetches politely and keeps every page as it came.
///
/// # Errors
/// When the store cannot be written or the plan is not usable; a page that fails is in what comes back.
pub fn fetch(config: &Config, options: &FetchOptions, hear: &mut Hear<'_>, listener: &Listener<'_>) -> Result<Fetched, AnnalsError> {
    let begun = Instant::now();
    std::fs::create_dir_all(&config.store).map_err(|source| AnnalsError::Write { path: config.store.clone(), source })?;
    let mut state = CrawlState::open(&config.store.join("crawl.redb"))?;
    let mut archive = Archive::open(&Store::pages(&config.store))?.crawler(crawler(config));
    let mut fetched = Fetched { notes: [archive.notes(), state.notes()].concat(), ..Fetched::default() };
    catch_up(&mut state, &mut archive, options.dry_run)?;
    let (mut plan, sources, unfit) = planned(config, options);
    let mut unread = Unread::default();
    for (url, reason) in unfit {
        unread.unfit(&url, (&url, None), reason, hear, listener);
    }
    add_lists(&mut plan, &mut state, &sources, &mut unread, hear, listener);
    if !plan.pages.is_empty() || !plan.feeds.is_empty() || !plan.sections.is_empty() {
        crawl(&plan, &mut state, &mut archive, &mut fetched, hear, listener)?;
    }
    fetched.report.failed_count += unread.count;
    fetched.report.failed.extend(unread.told);
    for ((host, outcome), count) in unread.failures {
        *fetched.report.failures.entry(host).or_default().entry(outcome).or_default() += count;
    }
    let until = plan.time_limit.map(|limit| begun + limit);
    let stop = || (listener.stop)() || until.is_some_and(|until| Instant::now() >= until);
    let listener = Listener { stop: &stop, ..*listener };
    let visitor = &mut Visitor::new(&plan, &stop);
    let mut job =
        archives::Job { plan: &plan, state: &mut state, archive: &mut archive, fetched: &mut fetched, visitor, store: &config.store };
    for source in &sources {
        job.read(source, hear, &listener)?;
    }
    if !options.dry_run {
        commit(&mut state, &mut archive)?;
        fetched.report.left = state.counts()?.waiting;
        hear(Heard::Pending(fetched.report.left));
    }
    Ok(fetched)
}

/// Who crawls, for the head of each WARC file.
fn crawler(config: &Config) -> Crawler {
    Crawler { operator: None, user_agent: Some(config.fetch.user_agent.clone()) }
}

/// The plan, the sources whose lists and archives are looked into beside it, and what was named by hand but is no address, with
/// the reason.
fn planned(config: &Config, options: &FetchOptions) -> (Plan, Vec<Source>, Vec<(String, String)>) {
    let (mut plan, mut unfit) = (config.plan(), Vec::new());
    let mut sources = config.sources.clone();
    if !options.urls.is_empty() {
        plan.only = true;
        plan.pages.clear();
        plan.feeds.retain(|feed| options.urls.contains(feed));
        plan.sections.retain(|section| options.urls.contains(section));
        sources.clear();
        for url in &options.urls {
            if let Err(reason) = check_address(url) {
                unfit.push((url.clone(), reason));
                continue;
            }
            let configured = plan.feeds.contains(url) || plan.sections.contains(url);
            match (configured, remote::is_archive_address(url), is_feed_by_name(url)) {
                (true, ..) => {}
                (_, true, _) => sources.push(Source { warc: Some(url.clone()), ..Source::default() }),
                (.., true) => plan.feeds.push(url.clone()),
                _ => plan.pages.push(url.clone()),
            }
        }
    }
    plan.dry_run = options.dry_run;
    plan.force = options.force;
    plan.since = options.since;
    plan.max_pages = options.max_pages.unwrap_or(plan.max_pages);
    plan.time_limit = options.time_limit;
    (plan, sources, unfit)
}

/// Whether an address that is named by hand is that of a feed, as far as its name tells.
fn is_feed_by_name(url: &str) -> bool {
    let path = Url::parse(url).map(|url| url.path().to_ascii_lowercase()).unwrap_or_default();
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    [".xml", ".rss", ".atom", ".rdf", ".xml.gz"].iter().any(|ending| name.ends_with(ending))
        || ["feed", "feeds", "rss", "atom", "feed.json"].contains(&name)
}

/// Tells the crawl's memory what a killed run had kept but not yet noted.
fn catch_up(state: &mut CrawlState, archive: &mut Archive, dry_run: bool) -> Result<(), AnnalsError> {
    let position: Position = serde_json::from_slice(state.position()).unwrap_or_default();
    let mut pages = archive.replay(&position)?;
    let mut told = 0_u32;
    while let Some(page) = pages.next() {
        match page {
            Ok(page) => {
                annals_fetch::replay(state, &page)?;
                told += 1;
                // What a store of years without a memory holds is not taken in one piece.
                if !dry_run && told.is_multiple_of(CAUGHT_UP) {
                    state.commit(&written(&pages.position())?)?;
                }
            }
            // Damage is reported when the pages are read.
            Err(ArchiveError::Record { .. }) => {}
            Err(e) => return Err(e.into()),
        }
    }
    if dry_run { Ok(()) } else { commit(state, archive) }
}

/// Makes memory and archive lasting together.
pub(super) fn commit(state: &mut CrawlState, archive: &mut Archive) -> Result<(), AnnalsError> {
    let position = archive.checkpoint()?;
    state.commit(&written(&position)?)?;
    Ok(())
}

/// A place in the archive as the crawl's memory keeps it.
fn written(position: &Position) -> Result<Vec<u8>, AnnalsError> {
    serde_json::to_vec(position).map_err(|e| AnnalsError::Input(e.to_string()))
}

/// What could not be asked for at all: how much, and the first of it with the reason.
#[derive(Default)]
struct Unread {
    count: usize,
    told: Vec<(String, String)>,
    /// Of these how many by host and kind are no addresses, or none that is fetched.
    failures: BTreeMap<(String, Outcome), usize>,
}

impl Unread {
    fn add(&mut self, file: &str, line: Option<u64>, reason: String, listener: &Listener<'_>) {
        (listener.reject)(&Rejection { file: file.to_owned(), line, reason: reason.clone() });
        self.count += 1;
        if self.told.len() < LISTED {
            self.told.push((file.to_owned(), reason));
        }
    }

    /// Tells of what cannot be asked as of every address that was.
    fn unfit(&mut self, url: &str, place: (&str, Option<u64>), reason: String, hear: &mut Hear<'_>, listener: &Listener<'_>) {
        let parsed = Url::parse(url).ok().filter(|_| !is_bare(url));
        let other = parsed.as_ref().is_some_and(|url| !matches!(url.scheme(), "http" | "https"));
        let told = Told {
            host: parsed.filter(Url::has_host).map_or_else(|| "-".to_owned(), |url| annals_fetch::host_key(&url)),
            url: url.to_owned(),
            outcome: if other { Outcome::Scheme } else { Outcome::BadAddress },
            status: None,
            bytes: 0,
            took: Duration::ZERO,
            detail: reason.clone(),
        };
        hear(Heard::Asked(&told));
        (listener.step)();
        *self.failures.entry((told.host, told.outcome)).or_default() += 1;
        self.add(place.0, place.1, reason, listener);
    }
}

/// Adds the pages of lists to the plan.
fn add_lists(
    plan: &mut Plan,
    state: &mut CrawlState,
    sources: &[Source],
    unread: &mut Unread,
    hear: &mut Hear<'_>,
    listener: &Listener<'_>,
) {
    let asked = plan.clone();
    let mut visitor = Visitor::new(&asked, listener.stop);
    for list in sources.iter().filter_map(|source| source.list.as_ref()) {
        let bytes = if is_address(list) {
            visitor.read(Some(state), list, remote::MAX_LIST).map(|read| read.body)
        } else {
            std::fs::read(list).map_err(|e| format!("cannot be read: {e}"))
        };
        match bytes.and_then(|bytes| remote::lines(&bytes)) {
            Ok(lines) => {
                for (number, line) in lines {
                    match check_line(&line) {
                        Ok(()) => plan.pages.push(line),
                        Err(reason) => unread.unfit(&line, (list, Some(number)), reason, hear, listener),
                    }
                }
            }
            Err(reason) => unread.add(list, None, reason, listener),
        }
    }
}

/// Whether a line of a list is an address and nothing else.
fn check_line(line: &str) -> Result<(), String> {
    let (shown, more) = match line.char_indices().nth(200) {
        Some((at, _)) => (line.get(..at).unwrap_or_default(), "…"),
        None => (line, ""),
    };
    match line.split_whitespace().next() {
        Some(first) if first.len() < line.len() && check_address(first).is_ok() => {
            Err(format!("other words follow the address in `{shown}{more}`"))
        }
        _ if more.is_empty() || check_address(line).is_ok() => check_address(line),
        _ => Err(format!("`{shown}{more}` is no address")),
    }
}

/// Carries out the plan.
fn crawl(
    plan: &Plan,
    state: &mut CrawlState,
    archive: &mut Archive,
    fetched: &mut Fetched,
    hear: &mut Hear<'_>,
    listener: &Listener<'_>,
) -> Result<(), AnnalsError> {
    let mut keep = |keep: Keep| -> Result<Vec<u8>, String> {
        match keep {
            Keep::Page { page, request, same_as } => {
                let same_as = same_as.map(|same| Earlier { url: same.url, fetched: same.fetched, sha256: same.sha256 });
                archive.put(&page, Some(&request), same_as.as_ref()).map(|()| Vec::new()).map_err(|e| e.to_string())
            }
            Keep::Checkpoint => {
                let position = archive.checkpoint().map_err(|e| e.to_string())?;
                written(&position).map_err(|e| e.to_string())
            }
        }
    };
    let mut tell = |told: &Told| {
        (listener.step)();
        hear(Heard::Asked(told));
    };
    fetched.report = annals_fetch::fetch(plan, state, Hooks { keep: &mut keep, tell: &mut tell, stop: listener.stop })?;
    for (url, reason) in &fetched.report.failed {
        (listener.reject)(&Rejection { file: url.clone(), line: None, reason: reason.clone() });
    }
    Ok(())
}
