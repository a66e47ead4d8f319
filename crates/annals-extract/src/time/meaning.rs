//! What a date's words say before anybody asks when they were written: the known parts, and what is left open.

use super::trading::Market;
use annals_model::Calendar;

/// A unit of time, from the second to the century.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Half,
    Year,
    Decade,
    Century,
}

impl Unit {
    /// How many of its grain it is: a fortnight is two weeks.
    pub(super) fn times(self) -> i64 {
        if self == Self::Fortnight { 2 } else { 1 }
    }
}

/// Which year is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum YearOf {
    /// Printed.
    Stated(i16),
    /// Nothing is said.
    Implied,
    /// So many years after the publication's.
    Published(i16),
    /// So many years after that of the date before.
    Previous(i16),
}

/// What a shift is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    /// The day of publication.
    Published,
    /// The day of publication, counted to the day where weeks are ("in two weeks").
    Today,
    /// The date before it in the text.
    Previous,
    /// The whole unit beside the one that holds the date before it ("the following week").
    Beside,
}

/// Which of several equal names is meant: "Monday", "last Monday", "this Monday", "next Monday".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lean {
    /// The sentence decides.
    Open,
    Last,
    This,
    Next,
    /// The weekday of the week before or after this one: "last Friday", "next Friday".
    WeekBefore,
    WeekAfter,
    /// The one before the date before it in the text ("the previous Friday").
    Before,
    /// The one after it ("the following Friday").
    After,
}

/// A part of a longer stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// "early", "late", "mid-": thirds.
    Early,
    Middle,
    Late,
    /// "the start of", "the end of": of a year its first or last month.
    Start,
    End,
    /// "earlier this year": what has passed of it.
    Earlier,
    /// "later this year": what is still to come of it.
    Later,
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    /// TIMEX3's `MO`, `MI`, `AF`, `EV`, `NI`.
    PartOfDay(&'static str),
    /// Hour, minute, second as far as printed; minutes east of UTC when the zone is known.
    At { hour: i8, minute: Option<i8>, second: Option<i8>, offset_minutes: Option<i16> },
}

/// Which way a duration lies from the day of publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Window {
    /// Nothing is said.
    Free,
    /// "the past six years".
    Past,
    /// "the next decade".
    Next,
    /// "the first nine months" of a year.
    FirstOfYear,
    /// "the year ended March 31": it ends with this day, or with this month where no day is said.
    Ending { year: YearOf, month: i8, day: Option<i8> },
}

/// A count of units: `None` where it is vague ("several years").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    /// Thousandths, so that "two and a half" is exact.
    pub(super) thousandths: Option<i64>,
}

impl Amount {
    /// A whole number.
    pub(super) fn whole(count: i64) -> Self {
        Self { thousandths: count.checked_mul(1000) }
    }

    /// "several".
    pub(super) const VAGUE: Self = Self { thousandths: None };

    /// The count when it is whole.
    pub(super) fn count(self) -> Option<i64> {
        self.thousandths.filter(|t| t % 1000 == 0).map(|t| t / 1000)
    }
}

/// What was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A day of a month.
    Day { year: YearOf, month: i8, day: i8 },
    /// A weekday.
    Weekday { weekday: i8, lean: Lean },
    /// The week of a day.
    Week { year: YearOf, month: i8, day: i8 },
    /// A month.
    Month { year: YearOf, month: i8, lean: Lean },
    /// A quarter, 1 to 4.
    Quarter { year: YearOf, quarter: i8 },
    /// A half, 1 or 2.
    Half { year: YearOf, half: i8 },
    /// A season: `SP`, `SU`, `FA`, `WI`.
    Season { year: YearOf, season: &'static str, lean: Lean },
    /// A year.
    Year(YearOf),
    /// A week by its ISO number; -1 is the last of the year.
    IsoWeek { year: YearOf, week: i8 },
    /// A day by its number alone ("the 18th"), in a month so far from a base when one is said ("the 15th of next month").
    DayAlone { day: i8, month: Option<(i64, Base)> },
    /// A weekday that is a certain day of a month: "Fri 14th".
    WeekdayDay { weekday: i8, day: i8 },
    /// A weekday of a week so far from a base: "Tuesday of last week".
    WeekdayIn { weekday: i8, weeks: i64, base: Base },
    /// A trading day so many trading days from a base.
    Session { count: i64, base: Base, market: Option<Market> },
    /// The n-th trading day of a stretch, -1 the last; or the last before a day.
    SessionOf { count: i64, before: bool, market: Option<Market>, of: Box<Meaning> },
    /// So many units from another date: "two weeks before Christmas".
    Offset { unit: Unit, amount: i64, from: Box<Meaning> },
    /// The ten years from this one on.
    Decade(i16),
    /// The hundred years from this one on.
    Century(i16),
    /// So many units from a base: "last week", "two years ago", "a week later".
    Shift { unit: Unit, amount: i64, base: Base },
    /// The stretch spoken of last, so many years on: "a year earlier", "the same period last year", "the quarter".
    Again { unit: Option<Unit>, years: i16 },
    /// The stretch spoken of, in a printed year: "the 2024 period", "the same quarter of 2023".
    SameIn { unit: Option<Unit>, year: i16 },
    /// From the start of the publication's year, month, quarter or week to its day.
    ToDate(Unit),
    /// A holiday by its name's place in the list.
    Holiday { year: YearOf, holiday: usize, lean: Lean },
    /// A time of day; the day is open.
    TimeOfDay,
    /// A length of time.
    Duration { amount: Amount, unit: Unit, window: Window },
    /// A repeated time, with its TIMEX3 value.
    Set(String),
    /// `PRESENT_REF`, `PAST_REF`, `FUTURE_REF`.
    Reference(&'static str),
}

/// An expression found: its tokens and what they say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// First token.
    pub(super) first: usize,
    /// The token after the last.
    pub(super) end: usize,
    /// What is said.
    pub(super) meaning: Meaning,
    /// "early", "the end of".
    pub(super) part: Option<Part>,
    /// A time of day.
    pub(super) clock: Option<Clock>,
    /// The weekday printed beside a day of a month, 1 for Monday.
    pub(super) weekday: Option<i8>,
    /// What a length has beside its first unit: "1 hour and 30 minutes".
    pub(super) rest: Option<(i64, Unit)>,
    /// Civil or a firm's own year.
    pub(super) calendar: Calendar,
}

impl Found {
    /// A plain expression over `first..end`.
    pub(super) fn new(first: usize, end: usize, meaning: Meaning) -> Self {
        Self { first, end, meaning, part: None, clock: None, rest: None, weekday: None, calendar: Calendar::Civil }
    }

    /// Whether it names a point or stretch of the calendar (no duration, set or vague word).
    pub(super) fn is_date(&self) -> bool {
        !matches!(self.meaning, Meaning::Duration { .. } | Meaning::Set(_) | Meaning::Reference(_))
    }
}
