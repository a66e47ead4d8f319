//! Hedges that belong to a length of time: "nearly four years", "at least 30 days", "more than a week", "less than two months ago".

use super::meaning::{Found, Meaning};
use super::scan::Scan;

/// The token at which the expression begins when its hedge is counted to it; `floor` is the first token that is still free.
pub(super) fn first(scan: &Scan<'_>, found: &Found, floor: usize) -> usize {
    let first = found.first;
    let counted = match &found.meaning {
        Meaning::Duration { amount, .. } => amount.thousandths.is_some(),
        Meaning::Shift { .. } | Meaning::Again { .. } => true,
        _ => false,
    };
    // "Nearly" goes with numbers and articles, not with "the", "last" or units alone.
    if !counted || !(scan.amount(first).is_some() || scan.is(first, "the") && scan.amount(first + 2).is_some()) {
        return first;
    }
    let word = |back: usize| first.checked_sub(back).map_or("", |k| scan.word(k));
    // "A point more than a year before": a comparison, no hedge.
    let compared = matches!(scan.word(found.end.saturating_sub(1)), "before" | "earlier");
    let length = match (word(2), word(1)) {
        (_, "nearly" | "almost") => 1,
        ("more" | "less" | "fewer", "than") if word(3) == "no" => 3,
        ("more" | "less" | "fewer", "than") if !compared => 2,
        ("at", "least" | "most") | ("up", "to") => 2,
        _ => return first,
    };
    first.checked_sub(length).filter(|start| *start >= floor && *start >= scan.start).unwrap_or(first)
}
