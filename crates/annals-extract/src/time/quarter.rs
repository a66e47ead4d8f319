//! Quarters and halves: "the first quarter of 2025", "Q1 2025", "1Q25", "H1", "third-quarter", "last year's second half".

use super::Finder;
use super::meaning::{Found, Meaning, YearOf};
use super::scan::{Scan, full_year};
use crate::rule::{Rule, RuleCard};
use annals_model::Calendar;
use annals_text::ordinal_word;

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard {
        name: "time/quarter",
        about: "A quarter or half of a year, in words or as Q1, 1Q25, H1.",
        cases: include_str!("quarter.toml"),
    },
    find,
};

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    in_words(scan, i).or_else(|| in_figures(scan, i)).or_else(|| by_month(scan, i))
}

/// "the December quarter": the quarter that ends with a month.
fn by_month(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let (month, end) = scan.month(scan.after_the(i)).filter(|(month, _)| month % 3 == 0)?;
    if !scan.is(end, "quarter") || scan.hyphen(end + 1) {
        return None;
    }
    let (year, end) = scan.year_after(end + 1).unwrap_or((YearOf::Implied, end + 1));
    Some(Found::new(i, end, Meaning::Quarter { year, quarter: month / 3 }))
}

/// "the fiscal first quarter of 2025", "this year's third quarter", "the 2024 second half".
fn in_words(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let (mut year, mut at) = owner(scan, i).unwrap_or((YearOf::Implied, scan.after_the(i)));
    let owned = year != YearOf::Implied;
    let mut fiscal = owned && matches!(scan.word(scan.after_the(i)), "fiscal" | "financial");
    if matches!(scan.word(at), "fiscal" | "financial") {
        fiscal = true;
        at += if scan.hyphen(at + 1) { 2 } else { 1 };
    }
    let (number, mut end) = match scan.word(at) {
        "final" => (4, at + 1),
        "1" | "2" | "3" | "4" if matches!(scan.word(at + 1), "st" | "nd" | "rd" | "th") => (scan.digits(at)?, at + 2),
        "opening" => (1, at + 1),
        "last" if scan.is(at + 1, "half") => (2, at + 1),
        word => (ordinal_word(word)?, at + 1),
    };
    // "the third-quarter results": the article belongs to the results.
    if scan.hyphen(end) && !owned && scan.is(i, "the") && scan.lower(end + 2) {
        return None;
    }
    if scan.hyphen(end) || matches!(scan.word(end), "fiscal" | "financial") {
        fiscal |= !scan.dash(end);
        end += 1;
    }
    let half = match scan.word(end) {
        "quarter" => false,
        "half" if number <= 2 => true,
        _ => return None,
    };
    end += 1;
    let mut number = i8::try_from(number).ok().filter(|n| (1..=4).contains(n))?;
    if half && scan.word(at) == "final" {
        number = 2;
    }
    // "a first quarter-final", "second half-time": no part of a year.
    if scan.hyphen(end) && !matches!(scan.word(end + 1), "to" | "on") && ordinal_word(scan.word(end + 1)).is_none() {
        return None;
    }
    if year == YearOf::Implied {
        if let Some((_, after)) = fiscal_word(scan, end) {
            fiscal = true;
            if let Some(stated) = scan.year(after) {
                (year, end) = (YearOf::Stated(stated), after + 1);
            }
        } else if let Some((stated, after)) = scan.year_after(end) {
            (year, end) = (stated, after);
        } else if half && scan.is(end, "of") && !scan.are(end, &["of", "the", "year"]) {
            // "the second half of the decade", "of the match".
            return None;
        } else if scan.are(end, &["of", "the", "year"]) {
            end += 3;
        } else if let Some((ends, _)) = ended(scan, end) {
            year = ends;
        }
    }
    let meaning = if half { Meaning::Half { year, half: number } } else { Meaning::Quarter { year, quarter: number } };
    let mut found = Found::new(i, end, meaning);
    found.calendar = if fiscal { Calendar::Fiscal } else { Calendar::Civil };
    Some(found)
}

/// "of fiscal \[year\]" behind a quarter: the token after it.
fn fiscal_word(scan: &Scan<'_>, i: usize) -> Option<((), usize)> {
    let of = if matches!(scan.word(i), "of" | "in") { i + 1 } else { i };
    let of = scan.after_the(of);
    if !matches!(scan.word(of), "fiscal" | "financial") {
        return None;
    }
    Some(((), if scan.is(of + 1, "year") { of + 2 } else { of + 1 }))
}

/// "ended Dec. 31[, 2024]": the year in which the stretch ended.
pub(super) fn ended(scan: &Scan<'_>, i: usize) -> Option<(YearOf, i8)> {
    let at = if scan.is(i, "that") || scan.is(i, ",") { i + 1 } else { i };
    if !matches!(scan.word(at), "ended" | "ending" | "to") {
        return None;
    }
    let (month, end) = scan.month(if scan.is(at + 1, "in") { at + 2 } else { at + 1 })?;
    let end = scan.day_of_month(end).map_or(end, |(_, end)| end);
    let year = scan.year_after(end).map_or(YearOf::Implied, |(year, _)| year);
    Some((year, month))
}

/// "this year's", "last year's", "2024's", "the 2024": the year a quarter belongs to when it stands before it.
fn owner(scan: &Scan<'_>, i: usize) -> Option<(YearOf, usize)> {
    let the = scan.after_the(i);
    // "fiscal 2025's"
    let fiscal = usize::from(matches!(scan.word(the), "fiscal" | "financial")) + usize::from(scan.is(the + 1, "year"));
    if let Some(year) = scan.year(the + fiscal).filter(|_| fiscal > 0) {
        return matches!(scan.word(the + fiscal + 1), "'s" | "’s").then_some((YearOf::Stated(year), the + fiscal + 2));
    }
    if let Some(year) = scan.year(the) {
        let possessive = matches!(scan.word(the + 1), "'s" | "’s");
        return Some((YearOf::Stated(year), the + 1 + usize::from(possessive)));
    }
    let (year, end) = scan.year_phrase(i)?;
    matches!(scan.word(end), "'s" | "’s").then_some((year, end + 1))
}

/// "Q1 2025", "Q1'25", "1Q25", "1H 2025", "2025 Q1", "H1 of FY25".
fn in_figures(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let mut calendar = Calendar::Civil;
    let (before, at) = match scan.year(i) {
        Some(year) => (Some(YearOf::Stated(year)), i + 1),
        None => (None, i),
    };
    let word = scan.word(at);
    let (half, number, printed, mut end) = if word.starts_with(['q', 'h']) {
        let number = word.get(1..)?;
        (word.starts_with('h'), number.parse::<i8>().ok().filter(|_| number.len() == 1)?, None, at + 1)
    } else {
        // "1Q25": a digit, and a word stuck to it.
        let number = scan.digits(at).filter(|_| word.len() == 1)?;
        let letters = scan.word(at + 1);
        if !scan.tight(at + 1) || !letters.starts_with(['q', 'h']) {
            return None;
        }
        let rest = letters.get(1..)?.trim_start_matches("fy");
        let printed = match rest {
            "" => None,
            digits => Some(two_or_four(digits)?),
        };
        (letters.starts_with('h'), i8::try_from(number).ok()?, printed, at + 2)
    };
    if !(1..=if half { 2 } else { 4 }).contains(&number) || !scan.capital(end - 1) {
        return None;
    }
    let mut year = before.or(printed.map(YearOf::Stated));
    if year.is_none() {
        let of = if matches!(scan.word(end), "of" | "in" | "-" | "/") { end + 1 } else { end };
        if let Some((fiscal, after)) = super::fiscal::code(scan, of) {
            (year, end, calendar) = (Some(YearOf::Stated(fiscal)), after, Calendar::Fiscal);
        } else if let Some((stated, after)) = scan.year_after(end) {
            (year, end) = (Some(stated), after);
        } else if matches!(scan.word(end), "-" | "/")
            && let Some(stated) = scan.year(end + 1)
        {
            (year, end) = (Some(YearOf::Stated(stated)), end + 2);
        }
    }
    let year = year.unwrap_or(YearOf::Implied);
    let meaning = if half { Meaning::Half { year, half: number } } else { Meaning::Quarter { year, quarter: number } };
    let mut found = Found::new(i, end, meaning);
    found.calendar = calendar;
    Some(found)
}

/// `25` or `2025` as a year.
pub(super) fn two_or_four(digits: &str) -> Option<i16> {
    match digits.len() {
        2 => full_year(digits.parse().ok()?),
        4 => digits.parse().ok().filter(|y| (1900..2200).contains(y)),
        _ => None,
    }
}
