//! Days and stretches named by what they are counted from: "yesterday", "last week", "this year", "the previous year", "the quarter".

use super::meaning::{Amount, Base, Found, Meaning, Unit, Window, YearOf};
use super::scan::Scan;
use super::{Finder, clock};
use crate::rule::{Rule, RuleCard};
use annals_text::ordinal_word;

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard {
        name: "time/relative",
        about: "A day, week, month, quarter or year counted from the publication or from the date before it in the text.",
        cases: include_str!("relative.toml"),
    },
    find,
};

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    named_day(scan, i).or_else(|| same_period(scan, i)).or_else(|| counted(scan, i)).or_else(|| bare(scan, i))
}

/// "today", "yesterday morning", "the day before yesterday".
fn named_day(scan: &Scan<'_>, i: usize) -> Option<Found> {
    // "this time last year"
    if scan.are(i, &["this", "time"]) && scan.is(i + 3, "year") {
        let amount = match scan.word(i + 2) {
            "last" => -12,
            "next" => 12,
            _ => return None,
        };
        return Some(Found::new(i, i + 4, Meaning::Shift { unit: Unit::Month, amount, base: Base::Published }));
    }
    let (amount, end) = match scan.word(i) {
        "today" => (0, i + 1),
        "yesterday" => (-1, i + 1),
        "tomorrow" => (1, i + 1),
        "the" if scan.are(i + 1, &["day", "before", "yesterday"]) => (-2, i + 4),
        "the" if scan.are(i + 1, &["day", "after", "tomorrow"]) => (2, i + 4),
        _ => return None,
    };
    let mut found = Found::new(i, end, Meaning::Shift { unit: Unit::Day, amount, base: Base::Published });
    if let Some((part, end)) = clock::part_of_day_after(scan, end) {
        (found.clock, found.end) = (Some(part), end);
    }
    Some(found)
}

/// "the same period last year", "the corresponding quarter a year ago", "the year-earlier quarter", "the 2024 period".
fn same_period(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let the = scan.after_the(i);
    let mut at = the;
    while matches!(scan.word(at), "same" | "corresponding" | "comparable" | "similar") {
        at += 1;
    }
    let qualified = at > the;
    let mut year_earlier = false;
    if scan.is(at, "year") && scan.hyphen(at + 1) && matches!(scan.word(at + 2), "earlier" | "ago") {
        year_earlier = true;
        at += 3;
        at += usize::from(ordinal_word(scan.word(at)).is_some() && scan.is(at + 1, "quarter"));
    }
    let printed = scan.year(at).filter(|_| the > i && !year_earlier);
    at += usize::from(printed.is_some());
    let unit = match scan.unit(at) {
        Some((unit @ (Unit::Quarter | Unit::Month | Unit::Week | Unit::Half), false)) => Some(unit),
        _ if matches!(scan.word(at), "period" | "time") => None,
        // "the year-earlier profit": the article belongs to the profit.
        _ => return (year_earlier && the == i).then(|| Found::new(i, at, Meaning::Again { unit: None, years: -1 })),
    };
    let end = at + 1;
    if let Some(year) = printed.filter(|_| unit.is_none_or(|unit| unit == Unit::Quarter) && !scan.is(at, "time")) {
        return Some(Found::new(i, end, Meaning::SameIn { unit, year }));
    }
    if year_earlier {
        return Some(Found::new(i, end, Meaning::Again { unit, years: -1 }));
    }
    if !qualified && the == i {
        return None;
    }
    let of = if matches!(scan.word(end), "of" | "in") { end + 1 } else { end };
    if let Some((year, end)) = scan.year(of).filter(|_| qualified && of > end).map(|year| (year, of + 1)) {
        return Some(Found::new(i, end, Meaning::SameIn { unit, year }));
    }
    let year_back = match scan.year_phrase(of) {
        Some((YearOf::Published(-1) | YearOf::Previous(-1), end)) => Some(end),
        _ if scan.are(of, &["the", "last", "year"]) => Some(of + 3),
        _ if matches!(scan.word(of), "a" | "one") && scan.is(of + 1, "year") => {
            matches!(scan.word(of + 2), "ago" | "earlier" | "before").then_some(of + 3)
        }
        _ => None,
    };
    year_back.map(|end| Found::new(i, end, Meaning::Again { unit, years: -1 }))
}

/// "last week", "the previous year", "the following day", "that month", "the latest quarter".
fn counted(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let the = scan.after_the(i);
    let word = scan.word(the);
    let at = match (word, scan.word(the + 1)) {
        ("this", "past" | "last") => the + 2,
        ("this" | "that", "same" | "coming") => the + 2,
        _ => the + 1,
    };
    let at = if matches!(scan.word(at), "full" | "trading" | "calendar" | "business" | "whole" | "entire") { at + 1 } else { at };
    let (unit, plural) = scan.unit(at)?;
    if plural || matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) && !matches!(word, "last" | "next") {
        return None;
    }
    if scan.hyphen(at + 1) && !matches!(scan.word(at + 2), "to" | "on") {
        return None;
    }
    let second = scan.word(the + 1);
    let (amount, base) = match word {
        // "the last week" counts seven days back: a duration, read elsewhere; "the last quarter" is the one before.
        "last" | "past" if the > i && !matches!(unit, Unit::Quarter | Unit::Half | Unit::Weekend) => return None,
        "past" => return None,
        "last" => (-1, Base::Published),
        "this" if matches!(second, "past" | "last") => (-1, Base::Published),
        "this" if second == "coming" => (1, Base::Published),
        "this" if second == "same" => (0, Base::Previous),
        "this" => (0, Base::Published),
        "current" if the > i => (0, Base::Published),
        "next" | "coming" if the > i && !matches!(unit, Unit::Day | Unit::Quarter | Unit::Weekend) => return None,
        "next" if unit == Unit::Day => (1, Base::Previous),
        "next" | "coming" => (1, Base::Published),
        "previous" | "prior" | "preceding" => (-1, if unit == Unit::Week { Base::Beside } else { Base::Previous }),
        "following" if the > i => (1, if unit == Unit::Week { Base::Beside } else { Base::Previous }),
        "same" if the > i => (0, Base::Previous),
        "that" => (0, Base::Previous),
        "latest" if the > i && matches!(unit, Unit::Quarter) => {
            return Some(Found::new(i, at + 1, Meaning::Again { unit: Some(unit), years: 0 }));
        }
        "full" if the > i && matches!(unit, Unit::Year) => (0, Base::Published),
        _ => return None,
    };
    if unit == Unit::Day && word == "this" || matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) {
        return None;
    }
    let mut found = Found::new(i, at + 1, Meaning::Shift { unit, amount, base });
    if let Some((part, end)) = clock::part_of_day_after(scan, at + 1).filter(|_| unit == Unit::Day) {
        (found.clock, found.end) = (Some(part), end);
    }
    Some(found)
}

/// "the quarter", "the year", "the weekend", "the latest period" where a preposition says that a stretch is meant.
fn bare(scan: &Scan<'_>, i: usize) -> Option<Found> {
    if !scan.is(i, "the") {
        return None;
    }
    let latest = scan.is(i + 1, "latest");
    if latest && scan.is(i + 2, "period") {
        return Some(Found::new(i, i + 3, Meaning::Again { unit: Some(Unit::Quarter), years: 0 }));
    }
    if let Some(found) = ending(scan, i) {
        return Some(found);
    }
    // "the week before" is read by its own rule.
    if super::shift::beside(scan, i).is_some() {
        return None;
    }
    let (unit, plural) = scan.unit(i + 1)?;
    if plural || scan.hyphen(i + 2) || unit == Unit::Year && (scan.year(i + 2).is_some() || scan.are(i + 2, &["two", "thousand"])) {
        return None;
    }
    let cued = matches!(
        scan.before(i),
        "for"
            | "in"
            | "of"
            | "during"
            | "by"
            | "from"
            | "within"
            | "over"
            | "far"
            | "throughout"
            | "through"
            | "into"
            | "later"
            | "earlier"
            | "late"
            | "early"
    );
    match unit {
        Unit::Quarter => Some(Found::new(i, i + 2, quarter_meant(scan, i + 2))),
        Unit::Weekend => Some(Found::new(i, i + 2, Meaning::Again { unit: Some(unit), years: 0 })),
        Unit::Year | Unit::Week | Unit::Month if cued => Some(Found::new(i, i + 2, Meaning::Again { unit: Some(unit), years: 0 })),
        _ => None,
    }
}

/// "the year ended March 31", "the fiscal year to June", "the week to Wednesday": a length that ends with a day.
fn ending(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let at = i + 1 + usize::from(matches!(scan.word(i + 1), "fiscal" | "financial" | "full"));
    let (unit, false) = scan.unit(at)? else { return None };
    let cue = if scan.is(at + 1, "that") { at + 2 } else { at + 1 };
    if !matches!(unit, Unit::Year | Unit::Week) || !matches!(scan.word(cue), "to" | "ended" | "ending" | "ends" | "through") {
        return None;
    }
    let to = if matches!(scan.word(cue + 1), "in" | "on") { cue + 2 } else { cue + 1 };
    let (inner, _) = super::point(scan, to)?;
    let window = match inner.meaning {
        Meaning::Day { year, month, day } => Window::Ending { year, month, day: Some(day) },
        Meaning::Month { year, month, .. } => Window::Ending { year, month, day: None },
        Meaning::Weekday { .. } | Meaning::Shift { unit: Unit::Day, .. } => Window::Free,
        _ => return None,
    };
    Some(Found::new(i, at + 1, Meaning::Duration { amount: Amount::whole(1), unit, window }))
}

/// "the quarter": the one that ended when the sentence goes on to say so, else the one spoken of.
fn quarter_meant(scan: &Scan<'_>, end: usize) -> Meaning {
    match super::quarter::ended(scan, end) {
        // A fiscal quarter that ends with a civil one is that one.
        Some((year, month)) if month % 3 == 0 => Meaning::Quarter { year, quarter: month / 3 },
        _ => Meaning::Again { unit: Some(Unit::Quarter), years: 0 },
    }
}
