//! Decades and centuries: "the 1990s", "the '80s", "the nineties", "the 20th century".

use super::Finder;
use super::lexicon::Class;
use super::meaning::{Found, Meaning};
use super::scan::Scan;
use crate::rule::{Rule, RuleCard};
use annals_text::ordinal_word;

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard { name: "time/decade", about: "A decade or century by its number or name.", cases: include_str!("decade.toml") },
    find,
};

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    decade(scan, i).or_else(|| century(scan, i))
}

fn decade(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let the = scan.after_the(i);
    if let Some(Class::Decade(first)) = scan.class(the).filter(|_| the > i) {
        return Some(Found::new(i, the + 1, Meaning::Decade(1900 + first)));
    }
    let quoted = matches!(scan.word(the), "'" | "’" | "‘");
    let at = the + usize::from(quoted);
    let number = scan.digits(at)?;
    let plural = |k: usize| scan.tight(k) && matches!(scan.word(k), "s" | "'s" | "’s");
    if !plural(at + 1) {
        return None;
    }
    let first = match scan.word(at).len() {
        4 => i16::try_from(number).ok().filter(|y| (1500..2100).contains(y) && y % 10 == 0)?,
        2 if (quoted || the > i || matches!(scan.before(i), "early" | "late" | "-" | "mid") || after_decade(scan, i))
            && number.is_multiple_of(10) =>
        {
            1900 + i16::try_from(number).ok()?
        }
        _ => return None,
    };
    if scan.word(at).len() == 4 && scan.word(at + 1) != "s" && scan.token(at + 2).is_some_and(|t| t.is_word()) && the == i {
        // "1990's budget" is the budget of a year.
        return None;
    }
    Some(Found::new(i, at + 2, Meaning::Decade(first)))
}

/// "the 70s and 80s": the second of two.
fn after_decade(scan: &Scan<'_>, i: usize) -> bool {
    matches!(scan.before(i), "and" | "or") && i.checked_sub(2).is_some_and(|k| scan.tight(k) && matches!(scan.word(k), "s" | "'s" | "’s"))
}

fn century(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let at = scan.after_the(i);
    let (number, end) = match scan.digits(at) {
        Some(number) if matches!(scan.word(at + 1), "st" | "nd" | "rd" | "th") && scan.tight(at + 1) => (number, at + 2),
        Some(_) => return None,
        None => (ordinal_word(scan.word(at)).filter(|n| *n > 4)?, at + 1),
    };
    let end = if scan.hyphen(end) { end + 1 } else { end };
    if !scan.is(end, "century") || !(1..=22).contains(&number) {
        return None;
    }
    Some(Found::new(i, end + 1, Meaning::Century(i16::try_from(number - 1).ok()? * 100)))
}
