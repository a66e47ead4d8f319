//! How exactly a number is meant: "about", "more than", "up to" before it, "or more" behind it.

use crate::figure::lexicon::{hedge_after, hedge_before};
use annals_model::{Hedge, Unit};
use annals_text::Reading;

/// The hedge of the figure in tokens `first..next`, and the token where its words begin.
pub(crate) fn read(reading: &Reading<'_>, first: usize, next: usize, end: u32, unit: Unit) -> (Hedge, usize) {
    if let Some((hedge, start)) = hedge_before(reading, first, false) {
        return (hedge, start);
    }
    // "nearly a 70% surge", "at least another $5 billion", "just over a record"
    let mut at = first;
    for _ in 0..2 {
        let Some(before) = at.checked_sub(1) else { break };
        if !matches!(
            reading.word(before),
            "a" | "an" | "the" | "net" | "another" | "further" | "additional" | "only" | "just" | "record" | "combined"
        ) {
            break;
        }
        at = before;
        if let Some((hedge, start)) = hedge_before(reading, at, true) {
            return (hedge, start);
        }
    }
    // Behind the number itself ("100,000 or more customers"), else behind its noun ("two weeks or so").
    let number_end = reading.token_at(end);
    if number_end < next
        && reading.word(number_end) == "or"
        && let Some(hedge) = hedge_after(reading, number_end)
    {
        return (hedge, first);
    }
    if let Some(hedge) = hedge_after(reading, next) {
        // "or more" and the like; a lone "maximum" is a noun's adjective.
        if reading.word(next) == "or" || unit != Unit::Count(None) {
            return (hedge, first);
        }
    }
    // "20-odd analysts"
    if (first + 1..next.min(first + 4)).any(|k| reading.surface(k) == "-" && reading.word(k + 1) == "odd") {
        return (Hedge::About, first);
    }
    // "$100+", "50+ analysts"
    if reading.surface(next) == "+" && reading.tokens().get(next).is_some_and(|t| !t.space_before) {
        return (Hedge::Over, first);
    }
    (Hedge::Exact, first)
}

/// Whether the figure that begins at token `first` is the one before it once more, in another unit: "more than 7.5 million crowns
/// ($1.1 million)", "just under 296 hp (224 kW / 300 PS)": a bound holds for both. `after` is the token behind the earlier figure, `opened` the bracket that
/// it stands in, 0 when it stands in none. Gives the bracket.
pub(crate) fn converted(reading: &Reading<'_>, after: usize, first: usize, opened: usize) -> Option<usize> {
    if first != after + 1 {
        return None;
    }
    match reading.surface(after) {
        "(" => Some(after),
        "/" | "," if opened > 0 => Some(opened),
        _ => None,
    }
}

/// Whether a bracket can say the one in the other: a sum in another currency, a measure in another measure.
pub(crate) fn convertible(unit: Unit, other: Unit) -> bool {
    match (unit, other) {
        (Unit::Money(a), Unit::Money(b)) => a != b,
        (Unit::Count(Some(_)), Unit::Count(Some(_))) => true,
        _ => false,
    }
}
