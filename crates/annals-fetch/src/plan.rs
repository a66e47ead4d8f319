//! What to fetch and how, and what came of it.

use crate::Outcome;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;

/// What to fetch, and the manners to keep.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Who asks, as sites see it; the word before the slash is the name looked for in robots.txt.
    pub user_agent: String,
    /// Addresses of pages; asked at every run, for a newer version than the one we have.
    pub pages: Vec<String>,
    /// Addresses of feeds and sitemaps; the pages they list are fetched too.
    pub feeds: Vec<String>,
    /// Addresses of section pages; the articles they link are fetched too.
    pub sections: Vec<String>,
    /// Whether sitemaps that a site's robots.txt names are read like feeds.
    pub robots_sitemaps: bool,
    /// Entries of lists that are dated before this are passed over.
    pub since: Option<Timestamp>,
    /// Least time between two requests to a host; a `Crawl-delay` in robots.txt raises it.
    pub floor: Duration,
    /// Hosts with another floor, by name in lower case, with the port when that is not the usual one.
    pub floors: BTreeMap<String, Duration>,
    /// Longest `Crawl-delay` that is sat out; a host that asks for more gets one request a run.
    pub delay_cap: Duration,
    /// Hosts asked at the same time, at most.
    pub hosts_at_once: usize,
    /// Longest body in bytes, after unpacking; of a longer one the beginning is kept and marked.
    pub max_bytes: u64,
    /// Longest time for connecting.
    pub connect: Duration,
    /// Longest time without a single byte.
    pub stall: Duration,
    /// Longest time for one request, from connecting to the last byte.
    pub timeout: Duration,
    /// How often a failure that may pass is tried again in this run.
    pub retries: u8,
    /// Wait before the first of these, doubled for each further one.
    pub backoff: Duration,
    /// Most pages asked for in this run; lists and robots.txt do not count.
    pub max_pages: usize,
    /// Most lists asked for in this run that other lists or robots.txt named; further ones stay pending.
    pub max_lists: usize,
    /// Longest time for the run; what is left then stays pending.
    pub time_limit: Option<Duration>,
    /// Most redirects followed for one page.
    pub max_redirects: usize,
    /// Whether addresses of private networks and of this machine may be asked.
    pub allow_private: AllowPrivate,
    /// Whether only what the plan names is asked, and what its lists lead to; what waits from earlier runs waits on.
    pub only: bool,
    /// Whether what the plan names is asked although its next visit is due later, or it failed for good; a host that
    /// asked for rest keeps it.
    pub force: bool,
    /// Only say which pages would be fetched: feeds and robots.txt are read, pages are not, nothing is kept.
    pub dry_run: bool,
}

/// Which addresses of private networks and of this machine may be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AllowPrivate {
    /// None of them.
    #[default]
    None,
    /// All of them.
    All,
    /// Those of hosts that bear these names, or are written as these addresses.
    Names(Vec<String>),
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            user_agent: concat!("annals/", env!("CARGO_PKG_VERSION"), " (+https://github.com/annals/annals)").to_owned(),
            pages: Vec::new(),
            feeds: Vec::new(),
            sections: Vec::new(),
            robots_sitemaps: false,
            since: None,
            floor: Duration::from_secs(1),
            floors: BTreeMap::new(),
            delay_cap: Duration::from_secs(300),
            hosts_at_once: 64,
            max_bytes: 5 << 20,
            connect: Duration::from_secs(10),
            stall: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            retries: 2,
            backoff: Duration::from_secs(1),
            max_pages: 10_000,
            max_lists: 1_000,
            time_limit: None,
            max_redirects: 5,
            allow_private: AllowPrivate::None,
            only: false,
            force: false,
            dry_run: false,
        }
    }
}

/// What a server said of the version of a page that we have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`, as sent.
    pub etag: Option<String>,
    /// `Last-Modified`, as sent.
    pub last_modified: Option<String>,
}

impl Validators {
    /// Whether there is nothing to compare versions by.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// Addresses that a report lists, at the most, of one kind; the counts are exact all the same.
pub const LISTED: usize = 1_000;

/// What came of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Requests sent, with those for robots.txt and those that redirects led to.
    pub requested: usize,
    /// Pages and feeds handed over whole or cut, that are new or changed.
    pub fetched: usize,
    /// Of these, how many were cut.
    pub truncated: usize,
    /// Pages and feeds that, the server says, have not changed.
    pub not_modified: usize,
    /// Pages and feeds that came with the same bytes as before.
    pub same_bytes: usize,
    /// Pages known from earlier that were not asked for again.
    pub known: usize,
    /// Addresses whose next visit is due later.
    pub not_due: usize,
    /// Addresses that robots.txt closes.
    pub disallowed_count: usize,
    /// The first [`LISTED`] of these, with the rule.
    pub disallowed: Vec<(String, String)>,
    /// Addresses that gave no page.
    pub failed_count: usize,
    /// The first [`LISTED`] of these, with outcome and reason as in `reset: connection closed`.
    pub failed: Vec<(String, String)>,
    /// All of these by host and outcome.
    pub failures: BTreeMap<String, BTreeMap<Outcome, usize>>,
    /// Addresses that still wait, for a later run.
    pub left: u64,
    /// Bytes handed over, unpacked.
    pub bytes: u64,
    /// In a dry run: the pages that would be asked for, in order.
    pub would_fetch: Vec<String>,
}
