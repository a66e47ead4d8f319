//! How fetching and running fare, in Prometheus' text form.
//!
//! Labels are outcomes and classes of answers, never hosts or addresses: their number stays small whatever is fetched.

mod page;

pub use page::MetricsPage;

use crate::jobs::{Heard, Summary};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Upper ends of the times counted, in milliseconds.
const ENDS: [u64; 12] = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000];

/// How a round ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Round {
    /// All was done; single addresses may have failed.
    Done,
    /// An error ended it.
    Failed,
    /// It was asked to stop.
    Stopped,
}

impl Round {
    const ALL: [Self; 3] = [Self::Done, Self::Failed, Self::Stopped];

    fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
        }
    }
}

#[derive(Debug, Default)]
struct Held {
    by_outcome: BTreeMap<&'static str, u64>,
    by_class: BTreeMap<&'static str, u64>,
    bytes: u64,
    /// Answers up to each end, and above all.
    times: [u64; ENDS.len() + 1],
    micros: u128,
    pending: Option<u64>,
    archive_bytes: u64,
    rounds: BTreeMap<&'static str, u64>,
    last: Option<(Timestamp, Round, Duration)>,
    pages: u64,
    articles: u64,
    indexed: Option<u64>,
}

/// Counts since the program was started.
#[derive(Debug, Default)]
pub struct Metrics(Mutex<Held>);

impl Metrics {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes down what happened while fetching.
    pub fn heard(&self, heard: &Heard<'_>) {
        let mut held = self.held();
        match heard {
            Heard::Asked(told) => {
                *held.by_outcome.entry(told.outcome.as_str()).or_default() += 1;
                held.bytes += told.bytes;
                if let Some(status) = told.status {
                    *held.by_class.entry(class(status)).or_default() += 1;
                    let place = ENDS.partition_point(|end| Duration::from_millis(*end) < told.took);
                    if let Some(count) = held.times.get_mut(place) {
                        *count += 1;
                    }
                    held.micros += told.took.as_micros();
                }
            }
            Heard::Bytes { more, .. } => held.archive_bytes += more,
            Heard::Pending(pending) => held.pending = Some(*pending),
        }
    }

    /// Takes down a round that has ended at `now` after so long.
    pub fn round(&self, how: Round, now: Timestamp, took: Duration, summary: Option<&Summary>) {
        let mut held = self.held();
        *held.rounds.entry(how.as_str()).or_default() += 1;
        held.last = Some((now, how, took));
        if let Some(summary) = summary {
            held.pages += summary.new_pages;
            held.articles += summary.articles;
            held.indexed = Some(summary.indexed);
        }
    }

    /// All counts as text.
    #[must_use]
    pub fn text(&self) -> String {
        let held = self.held();
        let mut text = Text(String::new());
        text.head("annals_fetch_addresses_total", "counter", "Addresses settled, by outcome.");
        for (outcome, count) in &held.by_outcome {
            text.line(&format!("annals_fetch_addresses_total{{outcome=\"{outcome}\"}}"), *count);
        }
        text.head("annals_fetch_answers_total", "counter", "Answers of servers, by class of status.");
        for (class, count) in &held.by_class {
            text.line(&format!("annals_fetch_answers_total{{class=\"{class}\"}}"), *count);
        }
        text.one("annals_fetch_bytes_total", "counter", "Bytes of bodies received, unpacked.", held.bytes);
        text.one("annals_fetch_archive_bytes_total", "counter", "Bytes of web archives received.", held.archive_bytes);
        text.head("annals_fetch_answer_seconds", "histogram", "Time from asking to the end of the answer.");
        let mut sum = 0;
        for (end, count) in ENDS.iter().zip(held.times) {
            sum += count;
            let seconds = Duration::from_millis(*end).as_secs_f64();
            text.line(&format!("annals_fetch_answer_seconds_bucket{{le=\"{seconds}\"}}"), sum);
        }
        let all: u64 = held.times.iter().sum();
        text.line("annals_fetch_answer_seconds_bucket{le=\"+Inf\"}", all);
        text.line("annals_fetch_answer_seconds_sum", Duration::from_micros(u64::try_from(held.micros).unwrap_or(u64::MAX)).as_secs_f64());
        text.line("annals_fetch_answer_seconds_count", all);
        if let Some(pending) = held.pending {
            text.one("annals_fetch_pending", "gauge", "Addresses waiting to be asked, now or in a later run.", pending);
        }
        text.head("annals_rounds_total", "counter", "Rounds of annals run, by how they ended.");
        for how in Round::ALL {
            let count = held.rounds.get(how.as_str()).copied().unwrap_or(0);
            text.line(&format!("annals_rounds_total{{result=\"{}\"}}", how.as_str()), count);
        }
        if let Some((at, how, took)) = held.last {
            text.one("annals_last_round_timestamp_seconds", "gauge", "When the last round ended.", at.as_second());
            text.one("annals_last_round_success", "gauge", "Whether it ended without an error.", u8::from(how != Round::Failed));
            text.one("annals_last_round_seconds", "gauge", "How long it took.", took.as_secs_f64());
        }
        text.one("annals_pages_total", "counter", "Pages read that were new.", held.pages);
        text.one("annals_articles_total", "counter", "Articles that were new.", held.articles);
        if let Some(indexed) = held.indexed {
            text.one("annals_index_articles", "gauge", "Articles in the index.", indexed);
        }
        text.0
    }
}

fn class(status: u16) -> &'static str {
    match status {
        100..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        500..600 => "5xx",
        _ => "other",
    }
}

struct Text(String);

impl Text {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn line(&mut self, name: &str, value: impl std::fmt::Display) {
        let _ = writeln!(self.0, "{name} {value}");
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: impl std::fmt::Display) {
        self.head(name, kind, help);
        self.line(name, value);
    }
}
