//! Percentages: 21%, 5.4 percent, 19 per cent, 3pc, twenty percent.

use crate::figure::number::{Numeral, Written};
use crate::figure::scan::{Found, Scene};
use annals_model::Unit;

/// Finds a number before "%", "percent", "per cent", "pct", "pc".
pub(crate) fn find(scene: &Scene<'_>, numeral: &Numeral) -> Option<Found> {
    let reading = scene.reading;
    let mut at = numeral.next;
    let glued = |k: usize| reading.tokens().get(k).is_some_and(|t| !t.space_before);
    // "a 5-percent rise"; "half a percent", "a quarter of a percent"
    at += usize::from(reading.surface(at) == "-" && glued(at));
    if numeral.written == Written::Fraction {
        at += usize::from(reading.word(at) == "of");
        at += usize::from(matches!(reading.word(at), "a" | "one"));
    }
    let next = match reading.word(at) {
        "%" | "％" | "﹪" | "pct" => at + 1,
        "percent" | "percents" if reading.word(at + 1) != "point" && reading.word(at + 1) != "points" => at + 1,
        "per" if matches!(reading.word(at + 1), "cent" | "cents") => at + 2,
        "pc" if glued(at) || numeral.written == Written::Digits => at + 1,
        "percentage" if !matches!(reading.word(at + 1), "point" | "points" | "-") => at + 1,
        _ => return None,
    };
    // "%20" of an address
    if reading.word(at) == "%" && reading.tokens().get(next).is_some_and(|t| t.is_number() && !t.space_before) {
        return None;
    }
    let mut found = Found::new(reading, numeral, next, Unit::Percent, "percent");
    found.unit_span = Some(reading.span(at..next));
    Some(found)
}
