//! When: dates, times, durations and repeated times, as in TimeML's TIMEX3.

use crate::{DateRange, Grain, RuleName, Span};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The type of a TIMEX3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "TimeML's names")]
pub enum Timex {
    Date,
    Time,
    Duration,
    Set,
}

/// What a date's value rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The words say it all ("January 20, 2025").
    Stated,
    /// Counted from the article's publication ("on Monday").
    Published,
    /// Counted from another date of the text ("a week later").
    Previous,
    /// Nothing to count from: the value is unknown.
    None,
}

/// Which year a quarter or half belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calendar {
    /// January to December.
    #[default]
    Civil,
    /// A firm's own year ("fiscal 2025"); the civil range is unknown unless its end is said.
    Fiscal,
}

/// A time expression: without its preposition, "so far", "just".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeExpr {
    /// Where it stands.
    pub span: Span,
    /// DATE, TIME, DURATION or SET.
    pub kind: Timex,
    /// TIMEX3 value (`2025-02-26`, `2025-Q1`, `P10Y`, `PRESENT_REF`); `None` when it cannot be resolved.
    pub value: Option<String>,
    /// First day, when known; a range with an open end keeps the other side `None`.
    pub from: Option<Date>,
    /// The first day after, when known.
    pub to: Option<Date>,
    /// RFC 3339 instant, when day, time and offset are known.
    pub at: Option<String>,
    /// How fine it is said.
    pub grain: Grain,
    /// What the value rests on.
    pub basis: Basis,
    /// Civil or fiscal.
    pub calendar: Calendar,
    /// Index into times: this is the first half of a printed range, that the second.
    pub until: Option<u32>,
    /// The rule that found it.
    pub rule: RuleName,
}

impl TimeExpr {
    /// Both ends, when both are known.
    #[must_use]
    pub fn range(&self) -> Option<DateRange> {
        Some(DateRange { from: self.from?, to: self.to? })
    }
}
