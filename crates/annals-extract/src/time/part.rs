//! Parts of longer stretches: "early 2022", "mid-January", "late September of the previous year", "the end of March", "later this year".

use super::meaning::{Base, Found, Meaning, Part, Unit};
use super::scan::Scan;
use super::{Finder, point};
use crate::rule::{Rule, RuleCard};

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard {
        name: "time/part",
        about: "An early, middle or late part, the start or end of a stretch; the value stays the whole stretch's.",
        cases: include_str!("part.toml"),
    },
    find,
};

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    ends_of(scan, i).or_else(|| year_end(scan, i)).or_else(|| adverb(scan, i))
}

/// "\[the\] end of 1990", "\[the\] beginning of the year", "the middle of October", "the last half of the '80s".
fn ends_of(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let mut at = scan.after_the(i);
    at += usize::from(scan.is(at, "very"));
    let part = match scan.word(at) {
        "start" | "beginning" | "opening" => Part::Start,
        "middle" => Part::Middle,
        "end" | "close" => Part::End,
        _ => return None,
    };
    if !scan.is(at + 1, "of")
        || at == i && !matches!(scan.before(i), "by" | "until" | "since" | "at" | "before" | "from" | "to" | "through" | "till")
    {
        return None;
    }
    let (inner, _) = point(scan, at + 2).filter(|(inner, _)| stretch(inner))?;
    Some(wrap(i, part, inner))
}

/// "year-end", "\[the\] year end", "year's end", "month-end", "fiscal year-end 2025".
fn year_end(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let the = scan.after_the(i);
    let (unit, false) = scan.unit(the)? else { return None };
    let end = if scan.hyphen(the + 1) || matches!(scan.word(the + 1), "'s" | "’s") { the + 2 } else { the + 1 };
    if !scan.is(end, "end") || !matches!(unit, Unit::Year | Unit::Quarter | Unit::Month) || scan.hyphen(end + 1) {
        return None;
    }
    let meaning = match scan.year_after(end + 1) {
        Some((year, after)) if unit == Unit::Year => return Some(wrap(i, Part::End, Found::new(the, after, Meaning::Year(year)))),
        _ => Meaning::Again { unit: Some(unit), years: 0 },
    };
    let mut found = Found::new(i, end + 1, meaning);
    found.part = Some(Part::End);
    Some(found)
}

/// "early 2022", "late in the year", "mid-January", "earlier this week", "the late 1970s".
fn adverb(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let at = scan.after_the(i);
    let (part, word_end) = match scan.word(at) {
        "early" => (Part::Early, at + 1),
        "late" => (Part::Late, at + 1),
        "mid" => (Part::Middle, at + 1),
        // "by end-March"
        "end" if at == i && scan.hyphen(at + 1) => (Part::End, at + 1),
        "earlier" if at == i => (Part::Earlier, at + 1),
        "later" if at == i => (Part::Later, at + 1),
        _ => return None,
    };
    let joined = scan.hyphen(word_end) || scan.dash(word_end) && scan.tight(word_end);
    let in_it = matches!(scan.word(word_end), "in" | "on");
    let next = word_end + usize::from(joined || in_it);
    let (inner, _) = point(scan, next).filter(|(inner, _)| stretch(inner))?;
    if matches!(part, Part::Earlier | Part::Later) && matches!(inner.meaning, Meaning::Weekday { .. } | Meaning::Day { .. }) {
        return None;
    }
    if matches!(part, Part::Earlier | Part::Later) && matches!(inner.meaning, Meaning::Year(super::meaning::YearOf::Stated(_))) && in_it {
        return None;
    }
    Some(wrap(i, part, inner))
}

/// Whether a part of it can be named.
fn stretch(found: &Found) -> bool {
    found.part.is_none() && found.is_date() && !matches!(found.meaning, Meaning::TimeOfDay | Meaning::ToDate(_))
}

fn wrap(first: usize, part: Part, inner: Found) -> Found {
    let meaning = match inner.meaning {
        // "late yesterday", "earlier today" are that day.
        Meaning::Again { unit: Some(unit @ (Unit::Year | Unit::Month | Unit::Week)), years: 0 } => {
            Meaning::Shift { unit, amount: 0, base: Base::Published }
        }
        other => other,
    };
    Found { first, part: Some(part), meaning, ..inner }
}
