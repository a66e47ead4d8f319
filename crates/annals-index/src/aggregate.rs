//! Counting what a search found: by value, by calendar, by condition; least, greatest, distinct; one inside another.
//!
//! Counts are exact: every value of every part of the index is counted, and only then the first ones are taken.

use crate::compile::Compiler;
use crate::condition::{Column, Condition, Number};
use crate::document::NAME_PART;
use crate::error::IndexError;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

mod segment;

pub(crate) use segment::{Gather, Moments, Part, tally};

/// Buckets of one calendar at most: also the empty ones are given.
const MOST_BUCKETS: i64 = 65_536;

/// One thing to count, under a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregate {
    /// Its name in the answer.
    pub name: String,
    /// What is counted.
    pub counted: Counted,
    /// What is counted inside each bucket.
    pub inside: Vec<Aggregate>,
}

/// What is counted.
#[derive(Clone, Debug, PartialEq)]
pub enum Counted {
    /// Articles by the values of a column.
    Terms {
        /// The column.
        column: Column,
        /// Buckets at most.
        size: usize,
        /// Which come first.
        order: BucketOrder,
        /// Buckets of fewer articles are left out.
        least: u64,
    },
    /// Articles by the calendar of their days of publication.
    Calendar {
        /// How long a bucket is.
        unit: CalendarUnit,
        /// Buckets of fewer articles are left out; at 0 empty ones between others are given too.
        least: u64,
        /// Which come first.
        order: BucketOrder,
    },
    /// Articles that meet each of these.
    Filters(Vec<Condition>),
    /// The least value.
    Least(Number),
    /// The greatest value.
    Greatest(Number),
    /// How many values there are.
    Values(Countable),
    /// How many different values there are.
    Distinct(Countable),
}

/// A field whose values can be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Countable {
    /// Values compared as wholes.
    Column(Column),
    /// Moments.
    Number(Number),
}

/// The order of buckets; equals by key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BucketOrder {
    /// The most articles first.
    #[default]
    MostFirst,
    /// The fewest first.
    FewestFirst,
    /// By key.
    KeyUp,
    /// By key, backwards.
    KeyDown,
}

/// A stretch of the civil calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarUnit {
    /// A day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A month.
    Month,
    /// Three months from January, April, July or October.
    Quarter,
    /// A year.
    Year,
}

impl CalendarUnit {
    /// The column of its ordinals.
    pub(crate) fn column(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The first day of the stretch with this ordinal.
    #[must_use]
    pub fn start(self, ordinal: i64) -> Option<Date> {
        let months = |months: i64| {
            let month = i8::try_from(months.rem_euclid(12) + 1).ok()?;
            Date::new(i16::try_from(months.div_euclid(12)).ok()?, month, 1).ok()
        };
        let days = |first: Date, days: Option<i64>| first.checked_add(i32::try_from(days?).ok()?.days()).ok();
        match self {
            Self::Day => days(date(1970, 1, 1), Some(ordinal)),
            Self::Week => days(date(1969, 12, 29), ordinal.checked_mul(7)),
            Self::Month => months(ordinal),
            Self::Quarter => months(ordinal.checked_mul(3)?),
            Self::Year => months(ordinal.checked_mul(12)?),
        }
    }
}

/// What was counted, under its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    /// The name asked for.
    pub name: String,
    /// The result.
    pub found: Found,
}

/// A result of counting.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// Buckets, and the articles of those left out.
    Buckets(Vec<Bucket>, u64),
    /// A moment in milliseconds since 1970; `None` when no article has one.
    Moment(Option<i64>),
    /// A number of values.
    Count(u64),
}

/// Articles that have something in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Bucket {
    /// What they have in common.
    pub key: Key,
    /// How many they are.
    pub count: u64,
    /// What was counted among them.
    pub inside: Vec<Tally>,
}

/// What the articles of a bucket have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// A value.
    Text(String),
    /// The first day of a stretch of the calendar.
    Start(Date),
    /// The condition of this number.
    Filter(usize),
}

/// Joins what the parts of the index gave.
pub(crate) fn joined(aggregates: &[Aggregate], parts: Vec<Vec<Part>>) -> Result<Vec<Tally>, IndexError> {
    let mut sums: Vec<Part> = aggregates.iter().map(Part::none).collect();
    for segment in parts {
        for (sum, part) in sums.iter_mut().zip(segment) {
            sum.add(part);
        }
    }
    finished(aggregates, sums)
}

fn finished(aggregates: &[Aggregate], sums: Vec<Part>) -> Result<Vec<Tally>, IndexError> {
    let done = |(aggregate, sum): (&Aggregate, Part)| Ok(Tally { name: aggregate.name.clone(), found: found(aggregate, sum)? });
    aggregates.iter().zip(sums).map(done).collect()
}

fn found(aggregate: &Aggregate, sum: Part) -> Result<Found, IndexError> {
    let bucket = |key: Key, cell: segment::Cell| {
        Ok::<_, IndexError>(Bucket { key, count: cell.count, inside: finished(&aggregate.inside, cell.inside)? })
    };
    Ok(match (&aggregate.counted, sum) {
        (Counted::Terms { size, order, least, .. }, Part::Terms(rows, cut)) => {
            let mut rows: Vec<(String, segment::Cell)> = rows.into_iter().filter(|(_, cell)| cell.count >= *least).collect();
            sort(&mut rows, *order);
            let left: u64 = rows.iter().skip(*size).map(|(_, cell)| cell.count).sum();
            rows.truncate(*size);
            let buckets = rows.into_iter().map(|(key, cell)| bucket(Key::Text(key), cell)).collect::<Result<_, _>>()?;
            Found::Buckets(buckets, left + cut)
        }
        (Counted::Calendar { unit, least, order }, Part::Calendar(mut rows)) => {
            if *least == 0
                && let (Some((first, _)), Some((last, _))) = (rows.first_key_value(), rows.last_key_value())
            {
                let (first, last) = (*first, *last);
                if last.saturating_sub(first) >= MOST_BUCKETS {
                    let many = last.saturating_sub(first).saturating_add(1);
                    return Err(IndexError::Unanswerable(format!(
                        "{many} buckets are too many, {MOST_BUCKETS} are the most: take a longer interval, a range of days, or leave empty ones out"
                    )));
                }
                for ordinal in first..=last {
                    rows.entry(ordinal).or_insert_with(|| segment::Cell::none(&aggregate.inside));
                }
            }
            let mut rows: Vec<(i64, segment::Cell)> = rows.into_iter().filter(|(_, cell)| cell.count >= *least).collect();
            sort(&mut rows, *order);
            let dated = rows.into_iter().filter_map(|(ordinal, cell)| unit.start(ordinal).map(|day| (day, cell)));
            Found::Buckets(dated.map(|(day, cell)| bucket(Key::Start(day), cell)).collect::<Result<_, _>>()?, 0)
        }
        (_, Part::Filters(cells)) => {
            let buckets = cells.into_iter().enumerate().map(|(at, cell)| bucket(Key::Filter(at), cell));
            Found::Buckets(buckets.collect::<Result<_, _>>()?, 0)
        }
        (Counted::Least(_), Part::Ends(ends)) => Found::Moment(ends.map(|(least, _)| least)),
        (_, Part::Ends(ends)) => Found::Moment(ends.map(|(_, greatest)| greatest)),
        (_, Part::Values(count)) => Found::Count(count),
        (_, Part::Texts(texts)) => Found::Count(texts.len() as u64),
        (_, Part::Numbers(numbers)) => Found::Count(numbers.len() as u64),
        (_, Part::Terms(..) | Part::Calendar(_)) => Found::Count(0),
    })
}

fn sort<T: Ord + Clone>(rows: &mut [(T, segment::Cell)], order: BucketOrder) {
    // The rows come by key, and the sort keeps equals as they are.
    match order {
        BucketOrder::MostFirst => rows.sort_by_key(|(_, cell)| Reverse(cell.count)),
        BucketOrder::FewestFirst => rows.sort_by_key(|(_, cell)| cell.count),
        BucketOrder::KeyUp => {}
        BucketOrder::KeyDown => rows.reverse(),
    }
}

#[cfg(test)]
mod tests {
    use super::CalendarUnit;
    use jiff::civil::date;

    #[test]
    fn ordinals_are_first_days() {
        for (unit, ordinal, day) in [
            (CalendarUnit::Day, 1, date(1970, 1, 2)),
            (CalendarUnit::Week, 0, date(1969, 12, 29)),
            (CalendarUnit::Week, -1, date(1969, 12, 22)),
            (CalendarUnit::Month, 2025 * 12 + 1, date(2025, 2, 1)),
            (CalendarUnit::Quarter, 2025 * 4 + 3, date(2025, 10, 1)),
            (CalendarUnit::Year, 2025, date(2025, 1, 1)),
        ] {
            assert_eq!(unit.start(ordinal), Some(day));
        }
        assert_eq!(CalendarUnit::Week.start(i64::MAX), None);
        assert_eq!(CalendarUnit::Year.start(40_000), None);
    }
}
