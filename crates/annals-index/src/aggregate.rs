//! Counting what a search found: by value, by calendar, by condition; least, greatest, distinct; one inside another.
//!
//! Counts are exact: every value of every part of the index is counted, and only then the first ones are taken.

use crate::compile::Compiler;
use crate::condition::{Column, Condition, Number};
use crate::document::NAME_PART;
use crate::error::IndexError;
use crate::period::Period;
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

mod part;
mod segment;
mod texts;
mod values;

pub(crate) use part::{Cell, Part, Rows};
pub(crate) use segment::{Moments, tally};

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
        unit: Period,
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

/// The answer from what was counted in all parts of the index.
pub(crate) fn finished(aggregates: &[Aggregate], sums: Vec<Part>) -> Result<Vec<Tally>, IndexError> {
    let done = |(aggregate, sum): (&Aggregate, Part)| Ok(Tally { name: aggregate.name.clone(), found: found(aggregate, sum)? });
    aggregates.iter().zip(sums).map(done).collect()
}

fn found(aggregate: &Aggregate, sum: Part) -> Result<Found, IndexError> {
    let bucket =
        |key: Key, cell: Cell| Ok::<_, IndexError>(Bucket { key, count: cell.count, inside: finished(&aggregate.inside, cell.inside)? });
    Ok(match (&aggregate.counted, sum) {
        (Counted::Terms { size, order, least, .. }, Part::Terms(Rows { mut rows, cut, .. })) => {
            rows.retain(|(_, cell)| cell.count >= *least);
            sort(&mut rows, *order);
            let left: u64 = rows.iter().skip(*size).map(|(_, cell)| cell.count).sum();
            rows.truncate(*size);
            let buckets = rows.into_iter().map(|(key, cell)| bucket(Key::Text(key), cell)).collect::<Result<_, _>>()?;
            Found::Buckets(buckets, left + cut)
        }
        (Counted::Calendar { unit, least, order }, Part::Calendar(Rows { mut rows, .. })) => {
            if *least == 0 {
                rows = unbroken(rows, &aggregate.inside)?;
            }
            rows.retain(|(_, cell)| cell.count >= *least);
            sort(&mut rows, *order);
            let dated = rows.into_iter().filter_map(|(number, cell)| unit.start(number).map(|day| (day, cell)));
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

/// The buckets with the empty ones between them.
fn unbroken(rows: Vec<(i64, Cell)>, inside: &[Aggregate]) -> Result<Vec<(i64, Cell)>, IndexError> {
    let (Some((first, _)), Some((last, _))) = (rows.first(), rows.last()) else { return Ok(rows) };
    let (first, last) = (*first, *last);
    if last.saturating_sub(first) >= MOST_BUCKETS {
        let many = last.saturating_sub(first).saturating_add(1);
        return Err(IndexError::Unanswerable(format!(
            "{many} buckets are too many, {MOST_BUCKETS} are the most: take a longer interval, a range of days, or leave empty ones out"
        )));
    }
    let mut rows = rows.into_iter().peekable();
    Ok((first..=last).map(|number| rows.next_if(|row| row.0 == number).unwrap_or_else(|| (number, Cell::none(inside)))).collect())
}

fn sort<T: Ord + Clone>(rows: &mut [(T, Cell)], order: BucketOrder) {
    // The rows come by key, and the sort keeps equals as they are.
    match order {
        BucketOrder::MostFirst => rows.sort_by_key(|(_, cell)| Reverse(cell.count)),
        BucketOrder::FewestFirst => rows.sort_by_key(|(_, cell)| cell.count),
        BucketOrder::KeyUp => {}
        BucketOrder::KeyDown => rows.reverse(),
    }
}
