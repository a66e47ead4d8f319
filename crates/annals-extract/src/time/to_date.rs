//! Up to the day of writing: "year-to-date", "YTD", "month-to-date", "so far this year", "since the start of the year".

use super::Finder;
use super::meaning::{Found, Meaning, Unit};
use super::scan::Scan;
use crate::rule::{Rule, RuleCard};

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard {
        name: "time/to_date",
        about: "From the start of the year, quarter, month or week to the day of publication; the value is the whole year.",
        cases: include_str!("to_date.toml"),
    },
    find,
};

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let (unit, end) = short(scan, i).or_else(|| long(scan, i)).or_else(|| so_far(scan, i)).or_else(|| since(scan, i))?;
    Some(Found::new(i, end, Meaning::ToDate(unit)))
}

fn short(scan: &Scan<'_>, i: usize) -> Option<(Unit, usize)> {
    let unit = match scan.word(i) {
        "ytd" => Unit::Year,
        "qtd" => Unit::Quarter,
        "mtd" => Unit::Month,
        "wtd" => Unit::Week,
        _ => return None,
    };
    Some((unit, i + 1))
}

/// "year-to-date", "year to date", "the year to date".
fn long(scan: &Scan<'_>, i: usize) -> Option<(Unit, usize)> {
    let at = scan.after_the(i);
    let (unit, false) = scan.unit(at)? else { return None };
    let to = if scan.dash(at + 1) { at + 2 } else { at + 1 };
    let date = if scan.dash(to + 1) { to + 2 } else { to + 1 };
    let known = matches!(unit, Unit::Year | Unit::Quarter | Unit::Month | Unit::Week);
    (known && scan.is(to, "to") && scan.is(date, "date")).then_some((unit, date + 1))
}

/// "[so far] this year", "this year [so far]", "the year [so far]".
fn so_far(scan: &Scan<'_>, i: usize) -> Option<(Unit, usize)> {
    let (unit, false) = scan.unit(i + 1).filter(|_| matches!(scan.word(i), "this" | "the"))? else { return None };
    let known = matches!(unit, Unit::Year | Unit::Quarter | Unit::Month | Unit::Week);
    let before = scan.before(i) == "far" || scan.before(i) == "in" && i.checked_sub(2).is_some_and(|k| scan.is(k, "far"));
    let after = scan.are(i + 2, &["so", "far"]);
    (known && (before || after)).then_some((unit, i + 2))
}

/// "\[since\] the start of the year", "\[from\] the beginning of this month".
fn since(scan: &Scan<'_>, i: usize) -> Option<(Unit, usize)> {
    if scan.before(i) != "since" {
        return None;
    }
    let at = scan.after_the(i);
    if !(matches!(scan.word(at), "start" | "beginning" | "turn") && scan.is(at + 1, "of") && matches!(scan.word(at + 2), "the" | "this")) {
        return None;
    }
    let (unit, false) = scan.unit(at + 3)? else { return None };
    matches!(unit, Unit::Year | Unit::Quarter | Unit::Month | Unit::Week).then_some((unit, at + 4))
}
