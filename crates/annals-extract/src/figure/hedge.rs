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
    // "$100+", "50+ analysts"
    if reading.surface(next) == "+" && reading.tokens().get(next).is_some_and(|t| !t.space_before) {
        return (Hedge::Over, first);
    }
    (Hedge::Exact, first)
}
