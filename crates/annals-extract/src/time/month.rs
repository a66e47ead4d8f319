//! Months: "February", "January 2025", "last April", "this September", "June last year".

use super::Finder;
use super::meaning::{Found, Lean, Meaning, YearOf};
use super::scan::Scan;
use crate::rule::{Rule, RuleCard};
use annals_text::month_number;

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard {
        name: "time/month",
        about: "A month with or without its year; May, March and short forms only where the context is a date's.",
        cases: include_str!("month.toml"),
    },
    find,
};

/// Words before a month that leave no doubt that it is one.
const BEFORE: &[&str] = &[
    "in", "since", "by", "until", "till", "from", "to", "through", "before", "after", "during", "of", "between", "early", "late", "mid",
    "for", "around", "about", "mid-", "through", "on",
];

/// Nouns behind a month that leave no doubt either ("May sales").
const BEHIND: &[&str] = &[
    "sales",
    "figures",
    "data",
    "survey",
    "reading",
    "deal",
    "report",
    "meeting",
    "futures",
    "contract",
    "contracts",
    "delivery",
    "results",
    "earnings",
    "output",
    "exports",
    "imports",
    "orders",
    "inflation",
    "production",
    "index",
    "quarter",
    "election",
    "elections",
    "revenue",
];

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let (lean, at) = match scan.word(scan.after_the(i)) {
        "last" | "past" => (Lean::Last, scan.after_the(i) + 1),
        "next" | "coming" => (Lean::Next, scan.after_the(i) + 1),
        "this" if scan.is(i + 1, "past") => (Lean::Last, i + 2),
        "this" if scan.is(i + 1, "coming") => (Lean::Next, i + 2),
        "this" => (Lean::This, i + 1),
        _ => (Lean::Open, i),
    };
    if lean == Lean::Open
        && let Some(year) = scan.year(i)
    {
        // "2024 August"
        let (month, end) = scan.month(i + 1)?;
        let free = scan.digits(end).is_none() && !scan.hyphen(end);
        return free.then(|| Found::new(i, end, Meaning::Month { year: YearOf::Stated(year), month, lean }));
    }
    let (month, end) = scan.month(at)?;
    // "last Oct. 23": the day is read by its own rule.
    if lean != Lean::Open && scan.day_of_month(end).is_some() {
        return None;
    }
    if scan.hyphen(end) && month_number(scan.word(end + 1)).is_none() && scan.year(end + 1).is_none() {
        return None;
    }
    if let Some((year, end)) = scan.year_after(end).filter(|_| lean == Lean::Open) {
        return Some(Found::new(at, end, Meaning::Month { year, month, lean }));
    }
    if lean == Lean::Open && !is_month(scan, at, end) {
        return None;
    }
    Some(Found::new(i, end, Meaning::Month { year: YearOf::Implied, month, lean }))
}

/// Whether a bare name of a month is one, and not "may", "march", a person or a short form of something else.
fn is_month(scan: &Scan<'_>, i: usize, end: usize) -> bool {
    let before = scan.before(i);
    let after_date_word = BEFORE.contains(&before)
        || (matches!(before, "and" | "or" | "-" | "–") && i.checked_sub(2).is_some_and(|k| month_number(scan.word(k)).is_some()))
        || (matches!(before, "-" | "–" | "‑")
            && i.checked_sub(2).is_some_and(|k| matches!(scan.word(k), "mid" | "early" | "late" | "end")));
    let name_follows = scan.capital(end) && scan.token(end).is_some_and(|t| t.is_word()) && month_number(scan.word(end)).is_none();
    match scan.word(i) {
        "may" | "march" => {
            let noun = BEHIND.contains(&scan.word(end)) || (scan.is(end, "'s") || scan.is(end, "’s"));
            (after_date_word && !(name_follows && !scan.is(i, "may") && before == "of")) || (noun && !name_follows)
        }
        "april" | "june" | "august" | "july" => after_date_word || !name_follows,
        // "Jan-Mar 2025"
        word if word.len() <= 4 => !name_follows && (after_date_word || end > i + 1 || scan.hyphen(end) && scan.month(end + 1).is_some()),
        _ => true,
    }
}
