//! Seasons: "last fall", "the summer of 2024", "this spring", "winter 2023".

use super::Finder;
use super::lexicon::Class;
use super::meaning::{Found, Lean, Meaning, YearOf};
use super::scan::Scan;
use crate::rule::{Rule, RuleCard};

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard {
        name: "time/season",
        about: "A season, where its neighbours show that no fall in prices and no metal spring is meant.",
        cases: include_str!("season.toml"),
    },
    find,
};

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let the = scan.after_the(i);
    let (lean, at) = match scan.word(the) {
        "last" | "past" | "previous" => (Lean::Last, the + 1),
        "next" | "coming" | "following" => (Lean::Next, the + 1),
        "this" if matches!(scan.word(the + 1), "past" | "last") => (Lean::Last, the + 2),
        "this" if scan.is(the + 1, "coming") => (Lean::Next, the + 2),
        "this" => (Lean::This, the + 1),
        _ => (Lean::Open, the),
    };
    let Some(Class::Season(season)) = scan.class(at) else { return None };
    let end = at + 1;
    if let Some((year, end)) = scan.year_after(end) {
        return Some(Found::new(i, end, Meaning::Season { year, season, lean: Lean::Open }));
    }
    let before = scan.before(i);
    let sure = match lean {
        // "this fall in prices"
        Lean::This => season != "FA" || !matches!(scan.word(end), "in" | "of" | "from" | "to"),
        Lean::Open if scan.is(at, "fall") => {
            matches!(before, "in" | "early" | "late" | "until" | "since" | "by")
                && !matches!(scan.word(end), "in" | "of" | "from" | "to")
                && (the > i || before != "in")
        }
        Lean::Open => {
            matches!(
                before,
                "in" | "by"
                    | "since"
                    | "until"
                    | "early"
                    | "late"
                    | "during"
                    | "over"
                    | "for"
                    | "through"
                    | "mid"
                    | "of"
                    | "throughout"
                    | "before"
                    | "after"
                    | "from"
                    | "into"
            ) && !scan.capital(at)
                && !scan.hyphen(end)
                && (the > i || !scan.lower(end) || matches!(scan.word(end), "and" | "or" | "as" | "when" | "but" | "to" | "with"))
        }
        _ => true,
    };
    sure.then(|| Found::new(i, end, Meaning::Season { year: YearOf::Implied, season, lean }))
}
