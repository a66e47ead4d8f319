//! How the crawl's memory lies in its file: which tables there are, and what a row of each says.
//!
//! Rows are JSON with the empty fields left out: they can be read with any tool when a run behaved strangely, and a
//! field that a later version adds needs no new version of the file. Packed numbers would save about a third of the
//! room, and reading a row costs no more than finding it.

use super::{Seen, Standing, Task};
use crate::{FetchError, Validators};
use annals_model::DateTime;
use jiff::Timestamp;
use redb::TableDefinition;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Version of the tables below; a file of another version is set aside.
pub(super) const SCHEMA: u64 = 1;

/// A place in a host's line: the host, the moment from which it may be asked (milliseconds since 1970; 0 for what has
/// no such moment), and a number that only rises.
pub(super) type Place<'a> = (&'a str, u64, u64);

/// By canonical address: what is known of it, a [`Row`].
pub(super) const PAGES: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("pages");
/// Lines of the hosts: place to canonical address.
pub(super) const LINES: TableDefinition<'_, Place<'static>, &str> = TableDefinition::new("lines");
/// What was handed out and is not settled yet; goes back into the lines when a run begins.
pub(super) const HANDED: TableDefinition<'_, Place<'static>, &str> = TableDefinition::new("handed");
/// Hosts with a line, in the order in which they came up.
pub(super) const TURNS: TableDefinition<'_, u64, &str> = TableDefinition::new("turns");
/// A host's number in [`TURNS`].
pub(super) const TURN_OF: TableDefinition<'_, &str, u64> = TableDefinition::new("turn_of");
/// How it goes with a host, a [`super::HostState`].
pub(super) const HOSTS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("hosts");
/// By origin: when its robots.txt was read (milliseconds since 1970), and its text.
pub(super) const ROBOTS: TableDefinition<'_, &str, (i64, &[u8])> = TableDefinition::new("robots");
/// By SHA-256 of a body: when it was first kept, and at which address.
pub(super) const DIGESTS: TableDefinition<'_, [u8; 32], (i64, &str)> = TableDefinition::new("digests");
/// How many addresses stand how.
pub(super) const TALLIES: TableDefinition<'_, &str, u64> = TableDefinition::new("tallies");
/// Single facts: the version of the tables, the archive's position, counters, the run.
pub(super) const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");

/// What is known of an address.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Row {
    /// As first asked for; left out where that is the canonical form itself, which most are.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) url: String,
    /// Where redirects have led, when a task is under way there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) at: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) behind: Vec<String>,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) listing: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) section: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) depth: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) feed_date: Option<DateTime>,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) attempts: u8,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) standing: Standing,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) etag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) last_modified: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sha256: Option<String>,
    /// When the bytes that we have came; milliseconds since 1970, as all moments here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fetched: Option<i64>,
    /// The address that gave them, when it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<String>,
    /// When the server last answered for it, with a page or with "not modified", or refused it for good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) visited: Option<i64>,
    /// When a visit last found something new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) changed: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<i64>,
    /// Seconds to the next visit, by how long nothing was new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) interval: Option<u64>,
    /// Visits in a row that found nothing new.
    #[serde(skip_serializing_if = "is_default")]
    pub(super) idle: u8,
    /// Word of the outcome that it failed with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) detail: Option<String>,
    /// Its place in a line, or among what is handed out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) place: Option<(String, u64, u64)>,
    /// Known only because another address redirects here: the page is kept and counted there.
    #[serde(skip_serializing_if = "is_default")]
    pub(super) copy: bool,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Row {
    pub(super) fn of(task: &Task) -> Self {
        let mut row = Self { url: task.url.clone(), ..Self::default() };
        row.take_up(task);
        row
    }

    /// Notes what a task says beyond its address.
    pub(super) fn take_up(&mut self, task: &Task) {
        self.listing |= task.listing;
        self.section |= task.section;
        self.depth = task.depth;
        self.feed_date = task.feed_date.or(self.feed_date);
        self.attempts = self.attempts.max(task.attempts);
        self.at = Some(task.at.clone()).filter(|at| *at != self.url);
        self.behind.clone_from(&task.behind);
    }

    pub(super) fn task(&self) -> Task {
        Task {
            url: self.url.clone(),
            at: self.at.clone().unwrap_or_else(|| self.url.clone()),
            behind: self.behind.clone(),
            listing: self.listing,
            section: self.section,
            depth: self.depth,
            feed_date: self.feed_date,
            attempts: self.attempts,
        }
    }

    pub(super) fn seen(self) -> Seen {
        let reason = match (self.outcome, self.detail) {
            (Some(outcome), Some(detail)) => Some(format!("{outcome}: {detail}")),
            (outcome, detail) => outcome.or(detail),
        };
        Seen {
            url: self.url,
            standing: self.standing,
            waiting: self.place.is_some(),
            validators: Validators { etag: self.etag, last_modified: self.last_modified },
            sha256: self.sha256,
            source: self.source,
            fetched: self.fetched.and_then(moment),
            visited: self.visited.and_then(moment),
            next: self.next.and_then(moment),
            interval: self.interval,
            attempts: self.attempts,
            reason,
        }
    }

    /// The tallies that this row counts in.
    pub(super) fn tallies(&self) -> Vec<String> {
        let mut tallies = Vec::new();
        if self.place.is_some() {
            tallies.push("waiting".to_owned());
        }
        if !self.copy {
            tallies.push(self.standing.as_str().to_owned());
            tallies.extend(self.outcome.as_ref().map(|outcome| format!("{REASON}{outcome}")));
        }
        tallies
    }
}

/// What names of tallies of reasons begin with.
pub(super) const REASON: &str = "reason/";

pub(super) fn moment(milliseconds: i64) -> Option<Timestamp> {
    Timestamp::from_millisecond(milliseconds).ok()
}

/// Whatever the file's library says, as our error that names the file.
pub(super) fn failed<E: std::fmt::Display>(path: &Path) -> impl Fn(E) -> FetchError + '_ {
    move |error| FetchError::State { path: path.to_owned(), reason: error.to_string() }
}
