//! What stops a fetch as a whole; a page that fails stops nothing and is counted in the report.

use crate::Report;
use std::path::PathBuf;
use std::time::Duration;

/// Why a run, a feed or a robots.txt could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The plan cannot be carried out as it is written.
    #[error("the plan's {field} is `{value}`: {reason}")]
    Plan {
        /// The field of the plan.
        field: &'static str,
        /// What it holds.
        value: String,
        /// What is wrong, and what to write instead.
        reason: String,
    },
    /// The HTTP client could not be set up, for want of certificates as a rule.
    #[error("cannot set up the http client: {0}; check the system's certificates")]
    Client(String),
    /// These bytes are no feed.
    #[error("no feed can be read from {feed}: {reason}; rss, atom, rdf, json feed and sitemaps are understood")]
    Feed {
        /// Its address, or `the given bytes`.
        feed: String,
        /// What the reader said.
        reason: String,
    },
    /// A single address that was asked for gave no page.
    #[error("cannot read {url}: {outcome}: {reason}")]
    Address {
        /// The address.
        url: String,
        /// What became of it.
        outcome: crate::Outcome,
        /// What was said.
        reason: String,
        /// How long its server asks to be left alone.
        put_off: Option<Duration>,
    },
    /// The receiver of pages refused one, so the run was ended. What came before it is kept.
    #[error("the page {url} could not be kept: {reason}")]
    Sink {
        /// The page.
        url: String,
        /// The receiver's words.
        reason: String,
        /// What was done until then.
        report: Box<Report>,
    },
    /// What the crawl remembers cannot be read or written.
    #[error("the crawl's memory {} cannot be used: {reason}", path.display())]
    State {
        /// Its file.
        path: PathBuf,
        /// What is wrong, and what to do.
        reason: String,
    },
}
