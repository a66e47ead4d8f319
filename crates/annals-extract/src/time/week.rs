//! Weeks by a day or month they belong to: "the week ended Jan. 3", "the week of March 6", "the last week of March".

use super::Finder;
use super::meaning::{Found, Meaning, YearOf};
use super::scan::Scan;
use crate::rule::{Rule, RuleCard};
use annals_text::ordinal_word;

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard {
        name: "time/week",
        about: "A week named by one of its days, or by its place in a month; the value is the calendar week.",
        cases: include_str!("week.toml"),
    },
    find,
};

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    by_day(scan, i).or_else(|| in_month(scan, i)).or_else(|| numbered(scan, i)).or_else(|| in_year(scan, i))
}

/// "\[the\] week 31" of the year of publication; "week 3 of the trial" is another's.
fn numbered(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let at = scan.after_the(i);
    if !scan.is(at, "week") || at == i && !matches!(scan.before(i), "in" | "by" | "until" | "since" | "," | "from" | "for") {
        return None;
    }
    let week = scan.digits(at + 1).filter(|week| (1..=53).contains(week) && scan.word(at + 1).len() <= 2)?;
    let end = at + 2;
    let (year, end) = match scan.year(if scan.is(end, "of") { end + 1 } else { end }) {
        Some(year) => (YearOf::Stated(year), end + 1 + usize::from(scan.is(end, "of"))),
        None => (YearOf::Published(0), end),
    };
    let closed = scan.token(end).is_none_or(|t| !t.is_word() && !t.is_number() || matches!(scan.word(end), "and" | "or" | "but" | "to"))
        && !scan.counts_something(end)
        && !scan.dash(end);
    closed.then(|| Some(Found::new(i, end, Meaning::IsoWeek { year, week: i8::try_from(week).ok()? })))?
}

/// "the first week of 2015", "the last week of 2016".
fn in_year(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let at = scan.after_the(i);
    let (week, end) = match scan.word(at) {
        "last" | "final" => (-1, at + 1),
        _ => {
            let (week, end) = scan.day_of_month(at).filter(|(_, end)| *end > at + 1 || !scan.token(at).is_some_and(|t| t.is_number()))?;
            (week, end)
        }
    };
    if !(scan.is(end, "week") && matches!(scan.word(end + 1), "of" | "in")) {
        return None;
    }
    let year = scan.year(end + 2).filter(|_| !scan.counts_something(end + 3))?;
    Some(Found::new(i, end + 3, Meaning::IsoWeek { year: YearOf::Stated(year), week }))
}

/// "the week of March 6", "the week ending Jan. 3, 2025".
fn by_day(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let at = scan.after_the(i);
    if !(scan.is(at, "week") && matches!(scan.word(at + 1), "of" | "ended" | "ending" | "beginning" | "starting" | "commencing")) {
        return None;
    }
    let (month, end) = scan.month(if scan.is(at + 2, "on") { at + 3 } else { at + 2 })?;
    let (day, end) = scan.day_of_month(end).filter(|(_, end)| !scan.counts_something(*end))?;
    let (year, end) = scan.year_after(end).unwrap_or((YearOf::Implied, end));
    Some(Found::new(i, end, Meaning::Week { year, month, day }))
}

/// "the first week of May", "the last week of March 2024": the week of the 4th, the 11th …, of the last day but three.
fn in_month(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let at = scan.after_the(i);
    let number = match scan.word(at) {
        "last" | "final" => None,
        word => Some(i8::try_from(ordinal_word(word).filter(|n| (1..=4).contains(n))?).ok()?),
    };
    if !(scan.is(at + 1, "week") && matches!(scan.word(at + 2), "of" | "in")) {
        return None;
    }
    let (month, end) = scan.month(at + 3)?;
    let (year, end) = scan.year_after(end).unwrap_or((YearOf::Implied, end));
    // February 25 lies in the last week but for leap years' extra day: three days before the shortest end.
    let last = if month == 2 { 25 } else { 28 };
    let day = number.map_or(last, |number| number * 7 - 3);
    Some(Found::new(i, end, Meaning::Week { year, month, day }))
}
