//! Dates in figures: `1/20/2025` (month first, unless that is impossible), `20.01.2025` (day first), `7/8/07`, `05-Aug-2016`, `on 22/04`.

use super::Finder;
use super::meaning::{Found, Lean, Meaning, YearOf};
use super::scan::{Scan, full_year};
use crate::rule::{Rule, RuleCard};
use annals_text::month_number;

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard {
        name: "time/numeric",
        about: "Dates in figures with slashes, hyphens or dots; slashes are read the American way unless the month is impossible.",
        cases: include_str!("numeric.toml"),
    },
    find,
};

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let token = scan.token(i)?;
    if !token.is_number() {
        return with_name(scan, i).or_else(|| stuck(scan, i));
    }
    if token.end - token.start > 10 {
        return None;
    }
    dotted(scan, i).or_else(|| slashed(scan, i)).or_else(|| with_name(scan, i)).or_else(|| bare(scan, i)).or_else(|| short(scan, i))
}

/// What a piece between two signs can be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Year(i16),
    Month(i8),
    Small(i8),
}

fn piece(scan: &Scan<'_>, i: usize) -> Option<Piece> {
    if let Some(month) = month_number(scan.word(i)) {
        return Some(Piece::Month(month));
    }
    if let Some(year) = scan.year(i) {
        return Some(Piece::Year(year));
    }
    let small = scan.digits(i).filter(|n| (1..=31).contains(n) && scan.word(i).len() <= 2)?;
    i8::try_from(small).ok().map(Piece::Small)
}

/// `05-Aug-2016`, `Sep-23-2020`, `2020/Sep/23`, `Dec-2018`, `Oct/2`: a month by name between signs, in any order.
fn with_name(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let sign = scan.is(i + 1, "/") || scan.is(i + 1, "-");
    if !sign || !scan.tight(i + 1) || !scan.tight(i + 2) {
        return None;
    }
    let (first, second) = (piece(scan, i)?, piece(scan, i + 2)?);
    let goes_on = scan.word(i + 3) == scan.word(i + 1) && scan.tight(i + 3) && scan.tight(i + 4);
    if goes_on && let Some(third) = piece(scan, i + 4) {
        let found = match (first, second, third) {
            // "23-Sep-20": a year of two digits only in this order.
            (Piece::Small(day), Piece::Month(month), Piece::Small(_)) => (full_year(scan.digits(i + 4)?)?, month, day),
            _ => {
                let pieces = [first, second, third];
                let year = pieces.iter().find_map(|p| if let Piece::Year(year) = p { Some(*year) } else { None })?;
                let month = pieces.iter().find_map(|p| if let Piece::Month(month) = p { Some(*month) } else { None })?;
                let day = pieces.iter().find_map(|p| if let Piece::Small(day) = p { Some(*day) } else { None })?;
                (year, month, day)
            }
        };
        return Some(meaning(i, i + 5, found.0, found.1, found.2));
    }
    let end = i + 3;
    if scan.tight(end) && (scan.dash(end) || scan.is(end, "/")) && scan.tight(end + 1) {
        return None;
    }
    match (first, second) {
        (Piece::Month(month), Piece::Year(year)) => {
            Some(Found::new(i, end, Meaning::Month { year: YearOf::Stated(year), month, lean: Lean::Open }))
        }
        (Piece::Month(month), Piece::Small(day)) | (Piece::Small(day), Piece::Month(month)) if !scan.counts_something(end) => {
            Some(Found::new(i, end, Meaning::Day { year: YearOf::Implied, month, day }))
        }
        _ => None,
    }
}

/// `dec31`: a short month and a day written as one word.
pub(super) fn glued(word: &str) -> Option<(i8, i8)> {
    if !(4..=5).contains(&word.len()) || !word.is_ascii() {
        return None;
    }
    let (month, day) = word.split_at(3);
    let day = day.parse().ok().filter(|day| (1..=31).contains(day))?;
    Some((month_number(month)?, day))
}

/// `Dec31`, `Dec31, 1994`.
fn stuck(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let (month, day) = glued(scan.word(i)).filter(|_| !scan.dash(i + 1) && !scan.dash(i.wrapping_sub(1)))?;
    let (year, end) = scan.year_after(i + 1).unwrap_or((YearOf::Implied, i + 1));
    Some(Found::new(i, end, Meaning::Day { year, month, day }))
}

/// `20161016`, `12-2015`, `2015-12`.
fn bare(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let word = scan.word(i);
    if word.len() == 8 {
        let digits = scan.digits(i)?;
        let year = i16::try_from(digits / 10_000).ok().filter(|year| (1900..2100).contains(year))?;
        let month = i8::try_from(digits / 100 % 100).ok().filter(|month| (1..=12).contains(month))?;
        let day = i8::try_from(digits % 100).ok().filter(|day| (1..=31).contains(day))?;
        let counted = scan.token(i + 1).is_some_and(|t| t.is_word()) || scan.counts_something(i + 1);
        return (!counted).then(|| meaning(i, i + 1, year, month, day));
    }
    let end = i + 3;
    if !scan.hyphen(i + 1) || scan.tight(end) && (scan.hyphen(end) || scan.counts_something(end)) {
        return None;
    }
    let (month, year) = match (piece(scan, i)?, piece(scan, i + 2)?) {
        (Piece::Small(month), Piece::Year(year)) => (month, year),
        // "2010-11" is a range of two years; after a year it cannot be, the second number is a month.
        (Piece::Year(year), Piece::Small(month)) if i16::from(month) <= year % 100 || scan.word(i + 2).len() == 1 => (month, year),
        _ => return None,
    };
    let found = Found::new(i, end, Meaning::Month { year: YearOf::Stated(year), month, lean: Lean::Open });
    (month <= 12).then_some(found)
}

/// `22/04`, `11/20`: two numbers, where a preposition, a weekday or a date of the same form before them shows that they are a day.
fn short(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let before = scan.before(i);
    let listed = || {
        matches!(before, "," | "or" | "and")
            && i.checked_sub(4).is_some_and(|k| scan.is(k + 1, "/") && scan.digits(k).is_some() && scan.digits(k + 2).is_some())
    };
    let cued = matches!(before, "on" | "by" | "until" | "till" | "before" | "after" | "since" | "dated" | "starting") || listed();
    if !cued || !scan.is(i + 1, "/") {
        return None;
    }
    let (month, day, end) = month_and_day(scan, i)?;
    Some(Found::new(i, end, Meaning::Day { year: YearOf::Implied, month, day }))
}

/// Month and day of `7/6`, `7-6`, `7.6` whatever stands before it, and the end.
pub(super) fn month_and_day(scan: &Scan<'_>, i: usize) -> Option<(i8, i8, usize)> {
    let word = scan.word(i);
    if let Some((first, second)) = word.split_once('.') {
        let (month, day) = day_and_month(first.parse().ok()?, second.parse().ok()?, true)?;
        let counted = scan.counts_something(i + 1)
            || scan.token(i + 1).is_some_and(|t| t.is_word() && !matches!(scan.word(i + 1), "with" | "at" | "and"));
        return (second.len() <= 2 && !counted && scan.before(i) != ",").then_some((month, day, i + 1));
    }
    let sign = scan.is(i + 1, "/") || scan.is(i + 1, "-");
    let end = i + 3;
    if !sign
        || !scan.tight(i + 1)
        || !scan.tight(i + 2)
        || scan.counts_something(end)
        || scan.tight(end) && (scan.is(end, "/") || scan.dash(end))
    {
        return None;
    }
    let (Piece::Small(first), Piece::Small(second)) = (piece(scan, i)?, piece(scan, i + 2)?) else { return None };
    let (month, day) = day_and_month(first, second, true)?;
    Some((month, day, end))
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
