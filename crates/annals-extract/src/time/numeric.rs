//! Dates in figures: `1/20/2025` (month first, unless that is impossible), `20.01.2025` (day first), `7/8/07`.

use super::Finder;
use super::meaning::{Found, Meaning, YearOf};
use super::scan::{Scan, full_year};
use crate::rule::{Rule, RuleCard};

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard {
        name: "time/numeric",
        about: "Dates in figures with slashes, hyphens or dots; slashes are read the American way unless the month is impossible.",
        cases: include_str!("numeric.toml"),
    },
    find,
};

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let token = scan.token(i).filter(|t| t.is_number())?;
    if token.end - token.start > 10 {
        return None;
    }
    dotted(scan, i).or_else(|| slashed(scan, i))
}

fn dotted(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let mut parts = scan.word(i).split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || day.len() > 2 || month.len() > 2 {
        return None;
    }
    let year: i16 = year.parse().ok().filter(|y| (1500..2200).contains(y))?;
    day_and_month(day.parse().ok()?, month.parse().ok()?, false).map(|(month, day)| meaning(i, i + 1, year, month, day))
}

fn slashed(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let slash = scan.is(i + 1, "/");
    if !(slash || scan.dash(i + 1)) || scan.word(i + 3) != scan.word(i + 1) || !(1..5).all(|k| scan.tight(i + k)) {
        return None;
    }
    let first = scan.digits(i).filter(|n| (1..=31).contains(n))?;
    let second = scan.digits(i + 2).filter(|n| (1..=31).contains(n))?;
    // A fourth part makes it a code or a path.
    if scan.tight(i + 5) && (scan.is(i + 5, "/") || scan.dash(i + 5) || scan.counts_something(i + 5)) {
        return None;
    }
    let year = match (scan.word(i + 4).len(), scan.digits(i + 4)?) {
        (2, year) if slash => full_year(year)?,
        (4, _) => scan.year(i + 4)?,
        _ => return None,
    };
    day_and_month(i8::try_from(first).ok()?, i8::try_from(second).ok()?, true).map(|(month, day)| meaning(i, i + 5, year, month, day))
}

/// Month and day of two numbers in print order.
fn day_and_month(first: i8, second: i8, month_first: bool) -> Option<(i8, i8)> {
    let (month, day) = if month_first && first <= 12 { (first, second) } else { (second, first) };
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some((month, day))
}

fn meaning(first: usize, end: usize, year: i16, month: i8, day: i8) -> Found {
    Found::new(first, end, Meaning::Day { year: YearOf::Stated(year), month, day })
}
