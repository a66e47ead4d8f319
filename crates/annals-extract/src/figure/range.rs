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
            Some(mut range) => {
                joined.pop();
                // "from 24.2 to 33-35 billion euros"
                if let Some(left) = joined.last_mut() {
                    lend(scene.reading, left, &mut range);
                }
                joined.push(range);
            }
            None => {
                let mut right = right;
                if let Some(left) = joined.last_mut() {
                    lend(scene.reading, left, &mut right);
                    elliptical(scene.reading, left, &mut right);
                    money_once(scene.reading, left, &mut right);
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
    let next = if left.per == right.per { left.after } else { left.next };
    let gap = if hyphen_taken { right.first..right.first + 1 } else { next..right.first };
    if gap.len() != 1 || left.low.is_some() || right.low.is_some() {
        return None;
    }
    let word = reading.word(gap.start);
    // "$10-20 million", "Rs 4,000-5,000 crore", "HK$5-6 a share": a unit that stands first is printed once.
    let borrowed = borrow(reading, left, right, word);
    let right = borrowed.as_ref().unwrap_or(right);
    if right.bare {
        return None;
    }
    // "5m-10m euros": what looked like five metres is five million.
    let millions =
        left.unit_name == "metre" && left.glued_suffix && right.scale == Decimal::from(1_000_000) && matches!(right.unit, Unit::Money(_));
    let freed = millions.then(|| Found { unit: Unit::Count(None), bare: true, ..left.clone() });
    let left = freed.as_ref().unwrap_or(left);
    let before = left.first.checked_sub(1).map_or("", |k| reading.word(k));
    let between = before == "between" || (left.first >= 2 && reading.word(left.first - 2) == "between");
    let connects = match word {
        // "From 5 to 7 per cent to 3 to 5 per cent": what changes are ranges.
        "to" | "through" => before != "from" || !changes(reading, left.first) || reading.word(right.next) == "to",
        "-" | "–" | "—" | "−" | "~" => true,
        "and" => between,
        "or" => (unitless(left) || same_sort(left, right)) && small_step(left, right),
        _ => false,
    };
    if !connects || !(unitless(left) || same_sort(left, right)) || (!unitless(left) && left.per != right.per && left.per.is_some()) {
        return None;
    }
    // "A further 75 cents to $16.25": hundredths beside the whole are a step and the level it leads to.
    if word == "to" && !unitless(left) && ((left.minor && !right.minor) || moves_to(reading, left, right)) {
        return None;
    }
    let high = if hyphen_taken { right.value.abs() } else { right.value };
    let low = if left.scale == Decimal::ONE
        && right.scale > Decimal::ONE
        && left.unit != Unit::Multiple
        && left.value.saturating_mul(right.scale) <= high
    {
        left.value.checked_mul(right.scale)?
    } else if right.minor && unitless(left) {
        // "10 to 20 cents"
        left.value.checked_div(Decimal::ONE_HUNDRED)?
    } else {
        left.value
    };
    // "-18 to -34": the colder one is the lower.
    let (low, high) = if low > high && low.is_sign_negative() { (high, low) } else { (low, high) };
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

/// The right number with the unit of the left one, where only the left one has it and the two are written as a range.
fn borrow(reading: &Reading<'_>, left: &Found, right: &Found, word: &str) -> Option<Found> {
    let free = right.bare || (matches!(right.unit, Unit::Count(None)) && right.unit_span.is_none());
    let money = matches!(left.unit, Unit::Money(_)) && left.unit_span.is_some_and(|span| span.start == left.span.start);
    let glued = matches!(word, "-" | "–" | "—" | "−" | "~") && reading.tokens().get(right.first).is_some_and(|t| !t.space_before);
    let between = left.first.checked_sub(1).is_some_and(|k| reading.word(k) == "between") && word == "and";
    let scaled = right.scale > Decimal::ONE && (word == "to" || between);
    // "A $5-10 scale" has no second sum; "$10-K forms" no number; "$1 to 20 million people" counts people.
    let ends = closes(reading, right) || matches!(reading.word(right.next), "range" | "band" | "bracket" | "area");
    if !free || !money || !(glued || scaled) || !ends || right.value <= Decimal::ZERO {
        return None;
    }
    let mut sum = Found {
        unit: left.unit,
        unit_span: left.unit_span,
        unit_name: left.unit_name.clone(),
        rule: left.rule,
        bare: false,
        ..right.clone()
    };
    if let Some((per, after)) = crate::figure::per::read(reading, right.next) {
        (sum.per, sum.after) = (Some(per), after);
    }
    Some(sum)
}

/// "from 4.8 to 5.1 percent", "from 208 pounds to 193": the unit printed once holds for both numbers.
fn lend(reading: &Reading<'_>, left: &mut Found, right: &mut Found) {
    let from = left.first.checked_sub(1).is_some_and(|k| reading.word(k) == "from");
    let k = left.next + usize::from(reading.surface(left.next) == ",") + usize::from(reading.word(left.next) == "up");
    let k = if reading.surface(left.next) == "," && matches!(reading.word(k), "up" | "down") { k + 1 } else { k };
    // "to 430 pence from 560", "of 1,450 rupees, up from 1,180"
    let other_way = reading.word(k) == "from" && k + 1 == right.first && closes(reading, right);
    let to = reading.word(left.next) == "to" && left.next + 1 == right.first;
    if unitless(left) == unitless(right) || !((from && to) || other_way) {
        return;
    }
    let (lender, borrower) = if unitless(right) { (&*left, right) } else { (&*right, left) };
    if matches!(lender.unit, Unit::Count(None)) {
        return;
    }
    // "to 430 pence from 560": the second number counts pence as well.
    if lender.minor && borrower.scale == Decimal::ONE {
        let Some(value) = borrower.value.checked_div(Decimal::ONE_HUNDRED) else { return };
        borrower.value = value.normalize();
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

/// No word of its own goes on from the number.
fn closes(reading: &Reading<'_>, found: &Found) -> bool {
    reading.tokens().get(found.next).is_none_or(|t| !t.is_word() || crate::figure::noun::stops(reading.word(found.next)))
}

/// "Sales rose by 2 percent, but profit fell by 1": the second number means percent as well, when its clause ends with it.
fn elliptical(reading: &Reading<'_>, left: &Found, right: &mut Found) {
    let (Some(by), Some(by_left)) = (right.first.checked_sub(1), left.first.checked_sub(1)) else { return };
    let ends =
        reading.tokens().get(right.next).is_none_or(|t| t.line_start || matches!(reading.surface(right.next), "." | "," | ";" | ")"));
    if right.bare
        && ends
        && left.unit == Unit::Percent
        && reading.word(by) == "by"
        && reading.word(by_left) == "by"
        && by.checked_sub(1).is_some_and(|k| crate::figure::attach::lexicon::is_change(reading.word(k)))
        && reading.sentence_of(left.first) == reading.sentence_of(right.first)
    {
        (right.unit, right.unit_name, right.rule, right.bare) = (left.unit, left.unit_name.clone(), left.rule, false);
    }
}

/// "$5 billion on top of the four billion", "280 million of the 1.5 billion shekels": a sum whose currency is printed once.
fn money_once(reading: &Reading<'_>, left: &mut Found, right: &mut Found) {
    let bare = |found: &Found| matches!(found.unit, Unit::Count(None)) && found.unit_span.is_none() && found.scale >= Decimal::ONE_THOUSAND;
    if reading.sentence_of(left.first) != reading.sentence_of(right.first) {
        return;
    }
    let of_the = reading.word(left.next) == "of" && reading.word(left.next + 1) == "the" && left.next + 2 == right.first;
    let the = right.first.checked_sub(1).is_some_and(|k| reading.word(k) == "the") && closes_or_pronoun(reading, right);
    let (lender, borrower) = match (left.unit, right.unit) {
        (_, Unit::Money(_)) if of_the && bare(left) => (&*right, left),
        (Unit::Money(_), _) if the && bare(right) => (&*left, right),
        _ => return,
    };
    (borrower.unit, borrower.unit_name, borrower.rule) = (lender.unit, lender.unit_name.clone(), lender.rule);
}

fn closes_or_pronoun(reading: &Reading<'_>, found: &Found) -> bool {
    closes(reading, found) || matches!(reading.word(found.next), "it" | "they" | "he" | "she" | "already")
}

/// A number without unit of its own: "24.2", and the "310 million" of "310 million to 325 million pounds".
fn unitless(found: &Found) -> bool {
    found.bare || matches!(found.unit, Unit::Count(None))
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
    // "$89 to $93 billion" prints the scale once.
    let once = left.scale == Decimal::ONE && right.scale > Decimal::ONE && left.value < Decimal::ONE_THOUSAND;
    let step = if once { left.value.saturating_mul(right.scale) } else { left.value };
    if matches!(left.unit, Unit::Percent) || right.value <= step.saturating_mul(Decimal::from(3)) {
        return false;
    }
    let start = left.first.saturating_sub(6);
    (start..left.first).rev().take_while(|k| !matches!(reading.word(*k), "." | ";" | "," | "(" | ":" | "from" | "between")).any(|k| {
        let word = reading.word(k);
        word == "by" || matches!(word, "up" | "down") || crate::figure::attach::lexicon::is_change(word)
    })
}
