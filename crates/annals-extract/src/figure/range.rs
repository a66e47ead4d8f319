//! Two numbers as one interval: "20% to 30%", "15%-20%", "between $2 and $3 billion".

use crate::figure::scan::{Found, Scene};
use annals_model::{Span, Unit};
use annals_text::Reading;
use rust_decimal::Decimal;

/// Joins neighbours into ranges, in place. "from 19,400 to 24,000" after a verb of change stays two figures.
pub(crate) fn join(scene: &Scene<'_>, found: &mut Vec<Found>) {
    let mut joined: Vec<Found> = Vec::with_capacity(found.len());
    for right in found.drain(..) {
        let range = joined.last().and_then(|left| range(scene.reading, left, &right));
        match range {
            Some(range) => {
                joined.pop();
                joined.push(range);
            }
            None => {
                let mut right = right;
                if let Some(left) = joined.last_mut() {
                    lend(scene.reading, left, &mut right);
                }
                joined.push(right);
            }
        }
    }
    *found = joined;
}

fn range(reading: &Reading<'_>, left: &Found, right: &Found) -> Option<Found> {
    // "-20%" behind "15%" was read with its own minus: the hyphen is the range's.
    let hyphen_taken = right.first == left.next && matches!(reading.surface(right.first), "-" | "–" | "−");
    let gap = if hyphen_taken { right.first..right.first + 1 } else { left.next..right.first };
    if gap.len() != 1 || left.low.is_some() || right.low.is_some() || right.bare {
        return None;
    }
    let word = reading.word(gap.start);
    let before = left.first.checked_sub(1).map_or("", |k| reading.word(k));
    let between = before == "between" || (left.first >= 2 && reading.word(left.first - 2) == "between");
    let connects = match word {
        "to" | "through" => before != "from" || !changes(reading, left.first),
        "-" | "–" | "—" | "−" | "~" => true,
        "and" => between,
        "or" => same_sort(left, right) && small_step(left, right),
        _ => false,
    };
    if !connects || !(unitless(left) || same_sort(left, right)) || (!unitless(left) && left.per != right.per && left.per.is_some()) {
        return None;
    }
    if word == "to" && !unitless(left) && moves_to(reading, left, right) {
        return None;
    }
    let high = if hyphen_taken { right.value.abs() } else { right.value };
    let low = if left.scale == Decimal::ONE
        && right.scale > Decimal::ONE
        && (unitless(left) || left.value < Decimal::ONE_THOUSAND)
        && left.value.saturating_mul(right.scale) <= high
    {
        left.value.checked_mul(right.scale)?
    } else {
        left.value
    };
    if low >= high || (left.bare && matches!(right.unit, Unit::Count(None))) {
        return None;
    }
    Some(Found {
        span: Span { start: left.span.start, end: right.span.end },
        first: left.first,
        next: right.next,
        value: low.normalize(),
        low: Some(low.normalize()),
        high: Some(high),
        unit_span: right.unit_span.or(left.unit_span),
        scale: right.scale,
        ..right.clone()
    })
}

/// "from 4.8 to 5.1 percent", "from 208 pounds to 193": the unit printed once holds for both numbers.
fn lend(reading: &Reading<'_>, left: &mut Found, right: &mut Found) {
    let from = left.first.checked_sub(1).is_some_and(|k| reading.word(k) == "from");
    let other_way = reading.word(left.next) == "from" && left.next + 1 == right.first;
    let to = reading.word(left.next) == "to" && left.next + 1 == right.first;
    if unitless(left) == unitless(right) || !((from && to) || other_way) {
        return;
    }
    let (lender, borrower) = if unitless(right) { (&*left, right) } else { (&*right, left) };
    if matches!(lender.unit, Unit::Count(None)) {
        return;
    }
    if lender.scale > Decimal::ONE && borrower.scale == Decimal::ONE && borrower.value < Decimal::ONE_THOUSAND {
        let Some(value) = borrower.value.checked_mul(lender.scale) else { return };
        borrower.value = value.normalize();
    }
    borrower.unit = lender.unit;
    borrower.unit_name = lender.unit_name.clone();
    borrower.rule = lender.rule;
    borrower.bare = false;
}

/// A number without unit of its own.
fn unitless(found: &Found) -> bool {
    found.bare || (matches!(found.unit, Unit::Count(None)) && found.scale == Decimal::ONE)
}

fn same_sort(left: &Found, right: &Found) -> bool {
    match (left.unit, right.unit) {
        (Unit::Count(_), Unit::Count(_)) => left.bare || left.unit_name == right.unit_name,
        (a, b) => a == b,
    }
}

/// "two or three", "5% or 6%": an estimate, not a choice.
fn small_step(left: &Found, right: &Found) -> bool {
    left.value < right.value && right.value <= left.value.saturating_mul(Decimal::from(3))
}

/// A verb of change just before "from": "rose from", "up from", "lifted its target from".
fn changes(reading: &Reading<'_>, from: usize) -> bool {
    let start = from.saturating_sub(8);
    (start..from).rev().take_while(|k| !matches!(reading.surface(*k), "." | ";")).any(|k| {
        let word = reading.word(k);
        crate::figure::attach::lexicon::is_change(word)
            || matches!(word, "went" | "go" | "goes" | "going" | "moved" | "moves" | "changed" | "revised" | "swung" | "slow" | "slowed")
    })
}

/// "rose by $3 to $20": the first is a step, the second the level reached; "by $15 million to $20 million" is a range.
fn moves_to(reading: &Reading<'_>, left: &Found, right: &Found) -> bool {
    if matches!(left.unit, Unit::Percent) || right.value <= left.value.saturating_mul(Decimal::from(3)) {
        return false;
    }
    let Some(before) = left.first.checked_sub(1) else { return false };
    let word = reading.word(before);
    word == "by" || crate::figure::attach::lexicon::is_change(word)
}
