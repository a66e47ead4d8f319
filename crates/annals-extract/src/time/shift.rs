//! So long ago, so much later: "two years ago", "a week later", "three months earlier", "a year ago", "five years from now".

use super::Finder;
use super::meaning::{Amount, Base, Found, Meaning, Unit};
use super::scan::Scan;
use crate::rule::{Rule, RuleCard};

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard {
        name: "time/shift",
        about: "A point so many units before or after the publication or the date before it in the text.",
        cases: include_str!("shift.toml"),
    },
    find,
};

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let (amount, end) = match scan.unit(i) {
        // "years ago"
        Some((_, true)) => (Amount::VAGUE, i),
        _ => scan.amount(i)?,
    };
    let end = if matches!(scan.word(end), "full" | "more" | "trading" | "business" | "short") { end + 1 } else { end };
    let (unit, _) = scan.unit(end)?;
    let mut after = end + 1;
    // "a week or so ago"
    if scan.are(after, &["or", "so"]) || scan.are(after, &["or", "two"]) || scan.are(after, &["or", "more"]) {
        after += 2;
    }
    let (sign, base, after) = match scan.word(after) {
        "ago" => (-1, Base::Published, after + 1),
        "earlier" | "previously" => (-1, Base::Previous, after + 1),
        "later" | "afterwards" | "afterward" => (1, Base::Previous, after + 1),
        "hence" => (1, Base::Published, after + 1),
        "from" if matches!(scan.word(after + 1), "now" | "today") => (1, Base::Published, after + 2),
        _ => return None,
    };
    // "a year later than planned" counts from something else.
    if base == Base::Previous && scan.is(after, "than") {
        return None;
    }
    let Some(count) = amount.count() else {
        let vague = if sign < 0 { "PAST_REF" } else { "FUTURE_REF" };
        return amount.thousandths.is_none().then(|| Found::new(i, after, Meaning::Reference(vague)));
    };
    if unit == Unit::Year && count == 1 && sign < 0 {
        return Some(Found::new(i, after, Meaning::Again { unit: None, years: -1 }));
    }
    (count < 10_000).then(|| Found::new(i, after, Meaning::Shift { unit, amount: sign * count, base }))
}
