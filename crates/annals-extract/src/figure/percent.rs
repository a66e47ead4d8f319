//! Percentages: 21%, 5.4 percent, 19 per cent, 3pc, twenty percent.

use crate::figure::number::{Numeral, Written};
use crate::figure::scan::{Found, Scene};
use annals_model::Unit;
use annals_text::Reading;

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
    if let Some(found) = wrong_way_round(reading, numeral) {
        return Some(found);
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

/// "Per cent of 210" at the head of a line: the unit before its number, as dictated notes and column heads have it. "What percent
/// of 10 is that", "a small percentage of the 50 members" and "5 percent of 200" say something else.
fn wrong_way_round(reading: &Reading<'_>, numeral: &Numeral) -> Option<Found> {
    let of = numeral.first.checked_sub(1).filter(|of| reading.word(*of) == "of")?;
    let first = match reading.word(of.checked_sub(1)?) {
        "percent" | "percents" | "percentage" => of - 1,
        "cent" | "cents" if of >= 2 && reading.word(of - 2) == "per" => of - 2,
        _ => return None,
    };
    let tokens = reading.tokens();
    let closes =
        tokens.get(numeral.next).is_none_or(|t| t.line_start || !t.is_word() && matches!(reading.surface(numeral.next), "." | "," | ";"));
    if !tokens.get(first)?.line_start || !closes || numeral.written == Written::Fraction {
        return None;
    }
    let mut found = Found::new(reading, numeral, numeral.next, Unit::Percent, "percent");
    found.first = first;
    found.span.start = tokens.get(first)?.start;
    found.unit_span = Some(reading.span(first..of));
    Some(found)
}
