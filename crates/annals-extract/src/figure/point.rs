//! Points of several kinds: percentage points, basis points, and the points of an index.

use crate::figure::number::{Numeral, Written};
use crate::figure::scan::{Found, Scene};
use annals_model::{Kind, Unit};
use annals_text::Reading;
use rust_decimal::Decimal;

/// The token where a unit word may stand: behind a hyphen, and behind "of a" after a fraction.
fn unit_at(reading: &Reading<'_>, numeral: &Numeral) -> usize {
    let mut at = numeral.next;
    at += usize::from(reading.surface(at) == "-" && reading.tokens().get(at).is_some_and(|t| !t.space_before));
    if numeral.written == Written::Fraction {
        at += usize::from(reading.word(at) == "of");
        at += usize::from(matches!(reading.word(at), "a" | "one"));
    }
    at
}

/// "2.5 percentage points", "0.4 pp".
pub(crate) fn percentage_point(scene: &Scene<'_>, numeral: &Numeral) -> Option<Found> {
    let reading = scene.reading;
    let at = unit_at(reading, numeral);
    let next = match reading.word(at) {
        "percentage" | "percent" | "%" if matches!(reading.word(at + 1), "point" | "points") => at + 2,
        "percentage" if reading.surface(at + 1) == "-" && matches!(reading.word(at + 2), "point" | "points") => at + 3,
        "pp" | "ppt" | "ppts" | "pps" => at + 1,
        _ => return None,
    };
    let mut found = Found::new(reading, numeral, next, Unit::PercentagePoint, "percentage point");
    found.unit_span = Some(reading.span(at..next));
    Some(found)
}

/// "25 basis points", "25bps".
pub(crate) fn basis_point(scene: &Scene<'_>, numeral: &Numeral) -> Option<Found> {
    let reading = scene.reading;
    let at = unit_at(reading, numeral);
    let next = match reading.word(at) {
        "basis" if matches!(reading.word(at + 1), "point" | "points") => at + 2,
        "basis" if reading.surface(at + 1) == "-" && matches!(reading.word(at + 2), "point" | "points") => at + 3,
        "bps" | "bp" => at + 1,
        _ => return None,
    };
    let mut found = Found::new(reading, numeral, next, Unit::BasisPoint, "basis point");
    found.unit_span = Some(reading.span(at..next));
    Some(found)
}

/// "23,477.9 points", and an index's level without the word: "closed at 23,477.9".
pub(crate) fn index_point(scene: &Scene<'_>, numeral: &Numeral) -> Option<Found> {
    let reading = scene.reading;
    let at = unit_at(reading, numeral);
    // "Nifty may hold 8,050 levels"
    let level = matches!(reading.word(at), "levels" | "level") && numeral.value >= Decimal::ONE_THOUSAND;
    if level || matches!(reading.word(at), "point" | "points" | "pts") {
        if !speaks_of_index(scene, numeral.first) {
            return None;
        }
        let mut found = Found::new(reading, numeral, at + 1, Unit::IndexPoint, "point");
        found.unit_span = Some(reading.span(at..at + 1));
        return Some(found);
    }
    bare_level(scene, numeral).then(|| Found::new(reading, numeral, numeral.next, Unit::IndexPoint, "point"))
}

/// A number without unit in a sentence about an index, after a word that sets a level: "at", "to", "above".
fn bare_level(scene: &Scene<'_>, numeral: &Numeral) -> bool {
    let reading = scene.reading;
    let large = numeral.value >= Decimal::ONE_HUNDRED && (numeral.separated || numeral.value >= Decimal::from(10_000));
    let plain = numeral.written == Written::Digits && numeral.scale == Decimal::ONE && numeral.suffix.is_none() && numeral.code.is_none();
    if !large
        || !plain
        || reading.tokens().get(numeral.next).is_some_and(|t| t.is_word() && !crate::figure::noun::ends(reading.word(numeral.next)))
    {
        return false;
    }
    // A table: "Hang Seng Index | 24,771.14".
    if let Some(bar) = numeral.first.checked_sub(1).filter(|bar| reading.surface(*bar) == "|") {
        return named_before(scene, bar);
    }
    let mut before = numeral.first;
    for _ in 0..3 {
        before = before.saturating_sub(1);
        match reading.word(before) {
            "at" | "to" | "above" | "below" | "from" | "of" | "past" | "hit" | "reached" | "reach" | "touched" | "near" | "breached"
            | "crossed" | "topped" | "toward" | "towards" => {
                return speaks_of_index(scene, numeral.first);
            }
            "the" | "around" | "about" | "nearly" | "almost" | "a" | "high" | "low" | "record" | "over" | "just" | "roughly" => {}
            _ => return false,
        }
    }
    false
}

/// Whether the name of an index ends just before token `i`.
fn named_before(scene: &Scene<'_>, i: usize) -> bool {
    let Some(end) = i.checked_sub(1).and_then(|k| scene.reading.tokens().get(k)).map(|t| t.end) else { return false };
    let after = scene.mentions.partition_point(|m| m.span.start < end);
    scene.mentions.get(after.saturating_sub(4)..after).unwrap_or_default().iter().any(|m| m.kind == Kind::Index && m.span.end == end)
}

/// Whether the sentence names an index before or after the number, or goes on about it with "it" after a sentence that does.
fn speaks_of_index(scene: &Scene<'_>, first: usize) -> bool {
    let reading = scene.reading;
    let at = reading.sentence_of(first);
    if names_index(scene, at, first) {
        return true;
    }
    let Some(sentence) = reading.sentences().get(at) else { return false };
    let goes_on = (sentence.tokens.start.max(first.saturating_sub(12))..first).any(|k| matches!(reading.word(k), "it" | "its"));
    goes_on && at > 0 && reading.sentences().get(at - 1).is_some_and(|s| names_index(scene, at - 1, s.tokens.end.saturating_sub(1)))
}

/// Whether a sentence names an index, near its token `first`.
fn names_index(scene: &Scene<'_>, sentence: usize, first: usize) -> bool {
    let reading = scene.reading;
    let Some(sentence) = reading.sentences().get(sentence) else { return false };
    let from = scene.mentions.partition_point(|m| m.span.start < sentence.span.start);
    let mentioned =
        scene.mentions.iter().skip(from).take_while(|m| m.span.start < sentence.span.end).take(64).any(|m| m.kind == Kind::Index);
    let window = sentence.tokens.start.max(first.saturating_sub(40))..sentence.tokens.end.min(first + 20);
    mentioned
        || window.clone().any(|k| {
            matches!(
                reading.word(k),
                "index"
                    | "indices"
                    | "indexes"
                    | "gauge"
                    | "benchmark"
                    | "dow"
                    | "nasdaq"
                    | "nikkei"
                    | "ftse"
                    | "dax"
                    | "sensex"
                    | "nifty"
                    | "kospi"
                    | "topix"
                    | "taiex"
                    | "cac"
                    | "composite"
                    | "stoxx"
                    | "bovespa"
                    | "asx"
                    | "csi"
            )
        })
        || window.clone().any(|k| reading.word(k) == "hang" && reading.word(k + 1) == "seng")
        || window.into_iter().any(|k| reading.word(k) == "s" && reading.word(k + 1) == "&" && reading.word(k + 2) == "p")
}
