//! What to fetch and how, and what came of it.

use serde::Serialize;
use std::time::Duration;

/// What to fetch, and the manners to keep.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Who asks, as sites see it; the word before the slash is the name looked for in robots.txt.
    pub user_agent: String,
    /// Addresses of pages.
    pub pages: Vec<String>,
    /// Addresses of feeds and sitemaps; the pages they list are fetched too.
    pub feeds: Vec<String>,
    /// Least time between two requests to a host; a `Crawl-delay` in robots.txt raises it.
    pub floor: Duration,
    /// Longest body in bytes, after unpacking; a longer one is refused.
    pub max_bytes: u64,
    /// Longest time for one request, from connecting to the last byte.
    pub timeout: Duration,
    /// Most pages asked for in this run; feeds and robots.txt do not count.
    pub max_pages: usize,
    /// Longest time for the run; what is left then is listed in the report.
    pub time_limit: Option<Duration>,
    /// Most redirects followed for one page.
    pub max_redirects: usize,
    /// Whether addresses of private networks and of this machine may be asked.
    pub allow_private: bool,
    /// Whether pages known from earlier that a feed lists are asked for again, to see whether they changed.
    pub revisit: bool,
    /// Only say which pages would be fetched: feeds and robots.txt are read, pages are not.
    pub dry_run: bool,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            user_agent: concat!("annals/", env!("CARGO_PKG_VERSION"), " (+https://github.com/annals/annals)").to_owned(),
            pages: Vec::new(),
            feeds: Vec::new(),
            floor: Duration::from_secs(1),
            max_bytes: 16 << 20,
            timeout: Duration::from_secs(30),
            max_pages: 10_000,
            time_limit: None,
            max_redirects: 5,
            allow_private: false,
            revisit: true,
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

/// What came of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Requests sent, with those for robots.txt and those that redirects led to.
    pub requested: usize,
    /// Pages and feeds handed over.
    pub fetched: usize,
    /// Pages and feeds that have not changed since they were last fetched.
    pub not_modified: usize,
    /// Pages known from earlier that were not asked for again.
    pub known: usize,
    /// Addresses that robots.txt closes, with the rule.
    pub disallowed: Vec<(String, String)>,
    /// Addresses that gave no page, with the reason.
    pub failed: Vec<(String, String)>,
    /// Addresses not reached before a limit of the plan.
    pub left: Vec<String>,
    /// Bytes handed over, unpacked.
    pub bytes: u64,
    /// In a dry run: the pages that would be asked for, in order.
    pub would_fetch: Vec<String>,
}
