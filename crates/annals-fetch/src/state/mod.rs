//! What a crawl remembers from run to run: which addresses are known, which wait to be asked and when, how the hosts
//! behave. One file, which a kill at any moment leaves whole.
//!
//! Everything is written into one open transaction. [`CrawlState::commit`] makes it lasting together with the place
//! that the archive has reached; what was not committed has never happened, which is also how a dry run leaves no
//! trace. Lines of hosts lie in the file, so a frontier of millions of addresses takes no more memory than one of ten.

mod answer;
mod entrance;
mod line;
mod listing;
#[cfg(test)]
mod rhythm;
mod schedule;
mod settle;
mod site;
mod tables;

pub use listing::{Arrival, Listed, ListedEntry, arrive, read_listing, replay, take_listing};
pub use schedule::{back_off, fresh_for, later};

use crate::{Outcome, Validators};
use annals_model::DateTime;
use jiff::Timestamp;
use redb::{Database, WriteTransaction};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What a crawl remembers. For one thread.
pub struct CrawlState {
    // The transaction stands before its file: fields are dropped in order, and an open transaction is undone.
    transaction: Option<WriteTransaction>,
    file: Database,
    path: PathBuf,
    position: Vec<u8>,
    notes: Vec<String>,
    /// The next number of a place in a line.
    sequence: u64,
    /// The next number of a host.
    turn: u64,
    /// How many addresses stand how; few words, so they are held.
    tallies: BTreeMap<String, u64>,
    /// When the run under way began (milliseconds since 1970), unless the last one was finished.
    run: Option<i64>,
    /// Entries of lists that are older than this (seconds since 1970) are nothing to the run under way.
    since: Option<i64>,
}

/// One address to ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Task {
    /// The address as first asked for (by the plan or a feed), without fragment.
    pub url: String,
    /// The address now asked for, after redirects.
    pub at: String,
    /// Addresses that redirected here, the first one first.
    pub behind: Vec<String>,
    /// Whether it lists pages: a feed, a sitemap, a section page.
    pub listing: bool,
    /// Whether it is a section page: its links are the list.
    pub section: bool,
    /// How many lists led here.
    pub depth: u8,
    /// The date of publication that a feed gave.
    pub feed_date: Option<DateTime>,
    /// Passing failures so far, over all runs.
    pub attempts: u8,
}

impl Task {
    /// A task that begins at its own address; a fragment, which no server hears of, is left off.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        let mut url = url.into();
        url.truncate(url.find('#').unwrap_or(url.len()));
        Self { at: url.clone(), url, ..Self::default() }
    }

    /// The same, for an address that lists pages.
    #[must_use]
    pub fn listing(url: impl Into<String>) -> Self {
        Self { listing: true, ..Self::new(url) }
    }
}

/// How it stands with an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Never answered yet.
    #[default]
    Pending,
    /// Its page is kept. Stays so while it is asked for again.
    Kept,
    /// The server says that it is gone for good.
    Gone,
    /// It failed in a way that asking again does not mend.
    Failed,
    /// It failed too often.
    GivenUp,
    /// robots.txt closes it.
    Disallowed,
}

impl Standing {
    /// Its word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Kept => "kept",
            Self::Gone => "gone",
            Self::Failed => "failed",
            Self::GivenUp => "given-up",
            Self::Disallowed => "disallowed",
        }
    }
}

/// What is known of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The address as first asked for.
    pub url: String,
    /// How it stands.
    pub standing: Standing,
    /// Whether it is in a line, or handed out and not settled yet.
    pub waiting: bool,
    /// What the server said of the version we have.
    pub validators: Validators,
    /// SHA-256 of the body we have, in lower hexadecimal digits.
    pub sha256: Option<String>,
    /// The address that gave it and what the server said of it, when it is another.
    pub source: Option<String>,
    /// When that body came.
    pub fetched: Option<Timestamp>,
    /// When the server last answered for it.
    pub visited: Option<Timestamp>,
    /// Not asked before this moment.
    pub next: Option<Timestamp>,
    /// Seconds to the next visit, by how long nothing was new.
    pub interval: Option<u64>,
    /// Passing failures since it last answered.
    pub attempts: u8,
    /// Why it failed: the outcome's word and what was said.
    pub reason: Option<String>,
}

impl Seen {
    /// What to tell an address of the version we have; nothing, if another one gave it.
    #[must_use]
    pub fn known_to(&self, at: &str) -> Option<&Validators> {
        let gave = line::key(self.source.as_ref().unwrap_or(&self.url));
        let is_ours = self.standing == Standing::Kept && !self.validators.is_empty() && gave == line::key(at);
        is_ours.then_some(&self.validators)
    }
}

/// Why a task is to be put in line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enqueue {
    /// The plan names the address.
    Plan,
    /// A listing names it, and may say when the page was last changed. A bare day is best given as its beginning.
    Listed {
        /// When it was changed.
        updated: Option<Timestamp>,
    },
    /// It is to be asked whatever is known of it.
    Again,
}

/// What became of a task that was to be put in line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queued {
    /// It stands in its host's line now.
    New,
    /// It stood there already, or is being asked.
    Waiting,
    /// Its page is kept, and nothing says that it changed.
    Known,
    /// It will be asked at a later time.
    NotDue,
    /// It is not asked again: gone, refused for good, or given up.
    Gone,
    /// It is no address that could be asked.
    BadAddress,
}

/// What an answer says of its page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageFacts {
    /// The address that answered, after redirects.
    pub final_url: String,
    /// What the server says of this version; of an answer "not modified", only what it says anew.
    pub validators: Validators,
    /// SHA-256 of the body in lower hexadecimal digits; `None` for "not modified".
    pub sha256: Option<String>,
    /// When it came.
    pub fetched: Timestamp,
    /// How long the answer may be taken for fresh by its headers, in seconds.
    pub max_age: Option<u64>,
    /// How long the feed itself asks to wait, in seconds.
    pub ttl: Option<u64>,
    /// Of a listing: whether it named anything new. Else the bytes decide what is a change.
    pub changed: Option<bool>,
}

/// How a task ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Its page is in the archive.
    Kept(PageFacts),
    /// The page is as we have it.
    Unchanged(PageFacts),
    /// It redirects to an address whose page is kept already.
    Known {
        /// That address.
        final_url: String,
    },
    /// robots.txt closes it; the rule.
    Disallowed(String),
    /// It failed.
    Failed {
        /// How.
        outcome: Outcome,
        /// What was said.
        detail: String,
        /// When to ask again, if the caller knows better than the state; only for failures that pass.
        retry: Option<Timestamp>,
    },
}

/// An earlier capture of the same bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The address that gave them, after redirects.
    pub url: String,
    /// When they came.
    pub fetched: Timestamp,
    /// SHA-256 of the body, in lower hexadecimal digits.
    pub sha256: String,
}

/// How it goes with a host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HostState {
    /// Not asked before this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Timestamp>,
    /// Failed connections in a row.
    pub failures: u32,
}

/// How many addresses stand how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In a line, or handed out and not settled; whatever their standing.
    pub waiting: u64,
    /// Never answered yet.
    pub pending: u64,
    /// Whose page is kept.
    pub kept: u64,
    /// Gone for good.
    pub gone: u64,
    /// Failed for good.
    pub failed: u64,
    /// Failed too often.
    pub given_up: u64,
    /// Closed by robots.txt.
    pub disallowed: u64,
    /// Of all that last failed: how many with which outcome's word.
    pub reasons: BTreeMap<String, u64>,
}
