//! Days of a named month: "Jan. 20, 2025", "Monday, January 20", "20 January 2025", "the 20th of January".

use super::meaning::{Found, Meaning, YearOf};
use super::scan::Scan;
use super::{Finder, clock, numeric};
use crate::rule::{Rule, RuleCard};

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard {
        name: "time/day",
        about: "A day of a named month, with or without weekday and year.",
        cases: include_str!("day.toml"),
    },
    find,
};

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let (start, weekday) = match scan.weekday(i) {
        Some((weekday, end)) => (scan.after_the(if scan.is(end, ",") { end + 1 } else { end }), Some(weekday)),
        None => (i, None),
    };
    if let Some(found) = year_first(scan, i) {
        return Some(found);
    }
    if start > i && scan.token(start).is_some_and(|t| t.is_number()) {
        // "Friday 7/6", "Monday, 2025-01-20"
        if let Some(full) = super::iso::find(scan, start).filter(|full| matches!(full.meaning, Meaning::Day { .. })) {
            return Some(Found { first: i, ..full });
        }
        if let Some((month, day, end)) = numeric::month_and_day(scan, start) {
            return Some(Found { weekday, ..Found::new(i, end, Meaning::Day { year: YearOf::Implied, month, day }) });
        }
    }
    if start == i
        && let Some(found) = borrowed(scan, i)
    {
        return Some(found);
    }
    let (month, day, end) = month_first(scan, start).or_else(|| day_first(scan, start))?;
    let (year, end) = scan.year_after(end).or_else(|| short_year(scan, end)).unwrap_or((YearOf::Implied, end));
    let mut found = Found { weekday, ..Found::new(i, end, Meaning::Day { year, month, day }) };
    if let Some((part, end)) = clock::part_of_day_after(scan, end) {
        (found.clock, found.end) = (Some(part), end);
    }
    Some(found)
}

/// "Jan. 20", "march eighth".
fn month_first(scan: &Scan<'_>, i: usize) -> Option<(i8, i8, usize)> {
    let (month, at) = scan.month(i)?;
    // "October, 1st"
    let at = if scan.is(at, ",") && scan.suffix(at + 2) { at + 1 } else { at };
    let at = scan.after_the(at);
    let (day, end) = scan.day_of_month(at).or_else(|| spelt(scan, at))?;
    if scan.token(at).is_some_and(|t| t.is_word()) {
        // "in March first quarter results": an ordinal that goes on with a noun is no day.
        let ends = scan.token(end).is_none_or(|t| !t.is_word())
            || matches!(scan.word(end), "at" | "in" | "on" | "to" | "and" | "of")
            || super::year::spoken(scan, end).is_some();
        return (ends && !scan.hyphen(end)).then_some((month, day, end));
    }
    let clock_follows = scan.is(end, ":") && scan.tight(end) && scan.tight(end + 1);
    (!scan.counts_something(end) && !clock_follows && !scan.is(end, "/")).then_some((month, day, end))
}

/// "2018 March 18".
fn year_first(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let year = scan.year(i)?;
    let (month, at) = scan.month(i + 1)?;
    let (day, end) =
        scan.day_of_month(at).filter(|(_, end)| scan.token(at).is_some_and(|t| t.is_number()) && !scan.counts_something(*end))?;
    (scan.year(end).is_none() && !scan.is(end, ",")).then(|| Found::new(i, end, Meaning::Day { year: YearOf::Stated(year), month, day }))
}

/// The "96" of "3 Aug 96": two figures that are no day, at the end of a clause.
fn short_year(scan: &Scan<'_>, i: usize) -> Option<(YearOf, usize)> {
    let year = scan.digits(i).filter(|year| *year > 31 && scan.word(i).len() == 2)?;
    let closed = scan.token(i + 1).is_none_or(|t| !t.is_word() && !t.is_number()) && !scan.counts_something(i + 1);
    closed.then(|| super::scan::full_year(year).map(|year| (YearOf::Stated(year), i + 1)))?
}

/// The "18" of "18 and 19 June", the "6" of "6-7 January 1916": a day whose month stands behind the next.
fn borrowed(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let number = scan.after_the(i);
    scan.token(number).filter(|t| t.is_number())?;
    let (day, end) = scan.day_of_month(number)?;
    if !(scan.dash(end) || matches!(scan.word(end), "and" | "or" | "to" | "until" | "till" | "through")) {
        return None;
    }
    let (month, second, after) = day_first(scan, end + 1).filter(|(_, second, _)| *second > day)?;
    let (year, _) = scan.year_after(after).unwrap_or((YearOf::Implied, after));
    (second > day).then(|| Found::new(i, end, Meaning::Day { year, month, day }))
}

/// "May twenty nine", "March ten": a day in cardinals, which only ends of clauses make sure.
fn spelt(scan: &Scan<'_>, i: usize) -> Option<(i8, usize)> {
    let (day, end) = scan.number_words(i).filter(|(day, _)| (1..=31).contains(day))?;
    let closed = scan.token(end).is_none_or(|t| !t.is_word() && !t.is_number()) && !scan.dash(end);
    (closed || super::year::spoken(scan, end).is_some()).then(|| i8::try_from(day).ok().map(|day| (day, end)))?
}

/// "20 January", "20th of January", "the 20th of January".
fn day_first(scan: &Scan<'_>, i: usize) -> Option<(i8, i8, usize)> {
    let (day, end) = scan.day_of_month(scan.after_the(i))?;
    // "the twenty-third day of September"
    let end = if scan.are(end, &["day", "of"]) { end + 1 } else { end };
    let of = scan.is(end, "of");
    if !of && scan.token(scan.after_the(i)).is_some_and(|t| t.is_word()) {
        return None;
    }
    let (month, end) = scan.month(if of { end + 1 } else { end })?;
    // "5 May 3": the number behind the month is the day, this one belongs to something else.
    (scan.day_of_month(end).is_none() || of || scan.is(end + 1, ":") || short_year(scan, end).is_some()).then_some((month, day, end))
}
