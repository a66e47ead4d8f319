//! Vague times: "now", "currently", "recently", "the future", "these days".

use super::Finder;
use super::meaning::{Found, Meaning};
use super::scan::Scan;
use crate::rule::{Rule, RuleCard};

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard {
        name: "time/vague",
        about: "A word for the present, the past or the future as such.",
        cases: include_str!("vague.toml"),
    },
    find,
};

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let (value, end) = reference(scan, i)?;
    Some(Found::new(i, end, Meaning::Reference(value)))
}

fn reference(scan: &Scan<'_>, i: usize) -> Option<(&'static str, usize)> {
    Some(match scan.word(i) {
        "right" if scan.is(i + 1, "now") => ("PRESENT_REF", i + 2),
        "now" if scan.hyphen(i + 1) || scan.dash(i.wrapping_sub(1)) && scan.tight(i) => return None,
        "now" | "currently" | "nowadays" => ("PRESENT_REF", i + 1),
        "these" if scan.is(i + 1, "days") => ("PRESENT_REF", i + 2),
        "present" if scan.before(i) == "at" => ("PRESENT_REF", i + 1),
        "recently" if scan.hyphen(i + 1) => return None,
        "recently" => ("PAST_REF", i + 1),
        "the" => return the(scan, i),
        _ => return None,
    })
}

/// "the future", "the near future", "in the past".
fn the(scan: &Scan<'_>, i: usize) -> Option<(&'static str, usize)> {
    let at = if matches!(scan.word(i + 1), "near" | "foreseeable" | "immediate" | "distant" | "recent" | "not-too-distant") {
        i + 2
    } else {
        i + 1
    };
    let noun = matches!(
        scan.word(at + 1),
        "" | "."
            | ","
            | ";"
            | "?"
            | "!"
            | "”"
            | "\""
            | "and"
            | "but"
            | "as"
            | "that"
            | "with"
            | "to"
            | "for"
            | "is"
            | "was"
            | "when"
            | "will"
            | "would"
            | "because"
            | "if"
    );
    match scan.word(at) {
        "future" if noun || scan.before(i) == "in" => Some(("FUTURE_REF", at + 1)),
        "past" if scan.before(i) == "in" && noun => Some(("PAST_REF", at + 1)),
        _ => None,
    }
}
