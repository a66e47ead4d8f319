//! Numbers of shares: "15.176 million shares", "30 million Class A ordinary shares".

use crate::figure::number::{Numeral, Written};
use crate::figure::scan::{Found, Scene};
use annals_model::Unit;
use rust_decimal::Decimal;

/// Finds a number before "shares", with at most four describing words between.
pub(crate) fn find(scene: &Scene<'_>, numeral: &Numeral) -> Option<Found> {
    let reading = scene.reading;
    if numeral.written == Written::Fraction && numeral.scale == Decimal::ONE {
        return None;
    }
    let (mut at, mut scale) = (numeral.next, None);
    if let Some(suffix) = numeral.suffix {
        (at, scale) = (suffix.next, Some(suffix.factor));
    }
    let start = at;
    for _ in 0..5 {
        match reading.word(at) {
            "shares" => {
                let mut found = Found::new(reading, numeral, at + 1, Unit::Share, "share");
                found.unit_span = Some(reading.span(start..at + 1));
                if let Some(factor) = scale {
                    found.value = numeral.value.checked_mul(factor)?.normalize();
                    found.scale = factor;
                }
                return Some(found);
            }
            "new" | "ordinary" | "common" | "class" | "a" | "b" | "c" | "h" | "preferred" | "restricted" | "additional" | "treasury"
            | "own" | "existing" | "depositary" | "american" | "primary" | "secondary" | "-" | "its" | "of" | "outstanding" | "voting"
            | "non" => at += 1,
            _ => return None,
        }
        // "10 of its shares" counts nothing of scale; "a" only as a class.
        if reading.word(at - 1) == "of" && numeral.scale == Decimal::ONE {
            return None;
        }
    }
    None
}
