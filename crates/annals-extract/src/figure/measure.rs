//! Physical measures: 40 km, 3-inch, 200lb, 87 mph, 1.5 degrees Celsius.

use crate::figure::lexicon::unit_words;
use crate::figure::number::{Numeral, Written};
use crate::figure::scan::{Found, Scene};
use crate::figure::{noun, per};
use annals_model::Unit;
use rust_decimal::Decimal;

/// Finds a number with a unit of measure.
pub(crate) fn find(scene: &Scene<'_>, numeral: &Numeral) -> Option<Found> {
    let reading = scene.reading;
    let tokens = reading.tokens();
    let mut at = numeral.next;
    let hyphen = reading.surface(at) == "-" && tokens.get(at).is_some_and(|t| !t.space_before);
    at += usize::from(hyphen);
    if numeral.written == Written::Fraction {
        at += usize::from(matches!(reading.word(at), "a" | "an"));
    }
    let glued = tokens.get(at).is_some_and(|t| !t.space_before) && numeral.written == Written::Digits && !hyphen;
    // "100m users" are a hundred million, "the 100m race" is run over metres; a capital is never a metre.
    if let Some(suffix) = numeral.suffix.filter(|s| s.next == at + 1 && reading.surface(at).len() == 1)
        && (suffix.capital || noun::counted(reading, suffix.next, false).is_some_and(|c| c.next == suffix.next + 1))
    {
        return None;
    }
    let (name, next) = unit_words(reading, at, glued)?;
    // "24 in the room": a preposition is no inch; "5 m" was waiting for its unit and found none better.
    if name == "foot" && reading.word(at) == "foot" && !hyphen && numeral.value != Decimal::ONE {
        return None;
    }
    if name == "stone" || (name == "degree" && matches!(reading.word(next), "of" | "in")) {
        return None;
    }
    let mut found = Found::new(reading, numeral, next, Unit::Count(Some(reading.span(at..next))), name);
    found.unit_span = Some(reading.span(at..next));
    per::name(reading, &mut found);
    Some(found)
}
