//! Weekdays: "Monday", "last Friday", "next Tuesday morning", "the previous Friday".

use super::meaning::{Found, Lean, Meaning};
use super::scan::Scan;
use super::{Finder, clock};
use crate::rule::{Rule, RuleCard};

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard {
        name: "time/weekday",
        about: "A weekday; news looks back to it unless its sentence looks ahead.",
        cases: include_str!("weekday.toml"),
    },
    find,
};

/// Words that make a weekday a name of its own ("Black Monday", "Super Tuesday").
const NAMES: &[&str] = &["black", "super", "ash", "cyber", "good", "bloody", "giving", "sheffield"];

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let the = scan.after_the(i);
    let (lean, at) = match scan.word(the) {
        "last" => (Lean::WeekBefore, the + 1),
        "past" => (Lean::Last, the + 1),
        "next" => (Lean::WeekAfter, the + 1),
        "coming" | "upcoming" => (Lean::Next, the + 1),
        "this" if scan.is(the + 1, "past") => (Lean::Last, the + 2),
        "this" if matches!(scan.word(the + 1), "coming" | "upcoming") => (Lean::Next, the + 2),
        "this" => (Lean::This, the + 1),
        "previous" | "preceding" | "prior" => (Lean::Before, the + 1),
        "following" => (Lean::After, the + 1),
        _ if the > i => return None,
        _ => (Lean::Open, i),
    };
    let (weekday, end) = scan.weekday(at)?;
    let before = scan.before(i);
    if lean == Lean::Open && scan.capital(i.wrapping_sub(1)) && NAMES.contains(&before) {
        return None;
    }
    // "The Sunday Times".
    if before == "the" && scan.capital(end) {
        return None;
    }
    let mut found = Found::new(i, end, Meaning::Weekday { weekday, lean });
    if let Some((part, end)) = clock::part_of_day_after(scan, end) {
        (found.clock, found.end) = (Some(part), end);
    }
    Some(found)
}
