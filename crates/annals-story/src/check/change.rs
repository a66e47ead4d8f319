//! A change and its two ends: "rose 12% to $56 from $50".

use super::span::Bounds;
use super::{Failed, figures, words};
use crate::claim::is_hedge;
use crate::page::{Page, Passage};
use annals_model::{Direction, Figure, Unit};
use rust_decimal::Decimal;

/// Words that say that a change was reckoned otherwise than from the two ends.
const RECKONED: &[&str] =
    &["constant", "organic", "like-for-like", "comparable", "excluding", "adjusted", "same-store", "annualised", "annualized", "points"];

/// Changes right before "to NEW from OLD" that these two do not make.
pub(super) fn failed(page: &Page<'_>, passage: &Passage) -> Vec<Failed> {
    let reading = &page.reading;
    if passage.tokens.clone().any(|k| RECKONED.contains(&reading.word(k))) {
        return Vec::new();
    }
    let figures = figures(page, passage);
    let mut found = Vec::new();
    for pair in figures.windows(2) {
        let [change, new] = pair else { continue };
        let old = new.from.and_then(|i| page.annotations.figures.get(i as usize));
        let Some(old) = old.filter(|old| old.unit == new.unit && change.unit == Unit::Percent && new.unit != Unit::Percent) else {
            continue;
        };
        let mut gap = reading.token_at(change.span.end)..reading.token_at(new.span.start);
        if gap.len() > 4 || !gap.clone().any(|k| reading.word(k) == "to") || !gap.all(|k| is_hedge(reading.word(k))) {
            continue;
        }
        found.extend(differs(page, change, new, old));
    }
    found
}

fn differs(page: &Page<'_>, change: &Figure, new: &Figure, old: &Figure) -> Option<Failed> {
    let (told, new_value, old_value) = (Bounds::of(change)?, Bounds::of(new)?, Bounds::of(old)?);
    if old_value.low <= Decimal::ZERO || new_value.low <= Decimal::ZERO {
        return None;
    }
    let ratio = new_value.over(old_value)?;
    let percent = |ratio: Decimal| (ratio - Decimal::ONE).checked_mul(Decimal::ONE_HUNDRED);
    let made = Bounds { low: percent(ratio.low)?, high: percent(ratio.high)? };
    let down = matches!(change.direction, Some(Direction::Down | Direction::Out));
    let up = matches!(change.direction, Some(Direction::Up | Direction::In));
    if !(down || up) {
        return None;
    }
    let signed = if down { Bounds { low: -told.high, high: -told.low } } else { told };
    if made.meets(signed) {
        return None;
    }
    let rate = new.value.checked_div(old.value).and_then(percent)?.round_dp(1).normalize();
    let why = format!("{} to {} from {}: the two make {rate}%", words(page, change), words(page, new), words(page, old));
    Some(Failed { check: "change", spans: vec![change.span, new.span, old.span], why, hint: None })
}
