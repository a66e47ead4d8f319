//! Lengths of time that measure somebody or something: "31 years old", "a 45-year-old", "Jane Roe, 52,".

use crate::figure::number::{Numeral, Written};
use crate::figure::scan::{Found, Scene};
use annals_model::{Kind, Unit};
use annals_text::Reading;
use rust_decimal::Decimal;

/// Finds an age. Other lengths of time are times, not figures.
pub(crate) fn find(scene: &Scene<'_>, numeral: &Numeral) -> Option<Found> {
    let reading = scene.reading;
    if let Some((next, unit)) = years_old(reading, numeral.next) {
        let mut found = Found::new(reading, numeral, next, Unit::Duration, unit);
        found.unit_span = Some(reading.span(numeral.next..next));
        return Some(found);
    }
    let whole = numeral.written != Written::Fraction && numeral.scale == Decimal::ONE && !numeral.separated && numeral.suffix.is_none();
    if !whole || numeral.value < Decimal::ONE || numeral.value > Decimal::from(115) {
        return None;
    }
    let before = numeral.first.checked_sub(1)?;
    let aged = matches!(reading.word(before), "aged" | "age" | "turned")
        && !reading.tokens().get(numeral.next).is_some_and(|t| t.is_word() && !crate::figure::noun::stops(reading.word(numeral.next)));
    let closes = matches!(reading.surface(numeral.next), "," | ")" | ";");
    let apposed =
        numeral.written == Written::Digits && matches!(reading.surface(before), "," | "(") && closes && person_ends(scene, before);
    (aged || apposed).then(|| Found::new(reading, numeral, numeral.next, Unit::Duration, "year"))
}

/// "years old", "-year-old", "-year-olds": the token after, and the unit.
fn years_old(reading: &Reading<'_>, i: usize) -> Option<(usize, &'static str)> {
    let at = i + usize::from(reading.surface(i) == "-");
    let unit = match reading.word(at) {
        "year" | "years" => "year",
        "month" | "months" => "month",
        "week" | "weeks" => "week",
        "day" | "days" => "day",
        _ => return None,
    };
    let at = at + 1 + usize::from(reading.surface(at + 1) == "-");
    match reading.word(at) {
        "old" | "olds" => Some((at + 1, unit)),
        "of" if reading.word(at + 1) == "age" => Some((at + 2, unit)),
        _ => None,
    }
}

/// Whether a person's name ends just before token `i`.
fn person_ends(scene: &Scene<'_>, i: usize) -> bool {
    let Some(token) = i.checked_sub(1).and_then(|k| scene.reading.tokens().get(k)) else { return false };
    let after = scene.mentions.partition_point(|m| m.span.start < token.end);
    scene.mentions.get(after.saturating_sub(4)..after).unwrap_or_default().iter().any(|m| m.kind == Kind::Person && m.span.end == token.end)
}
