//! Multiples: "12 times earnings", "3x", "threefold", "doubled".

use crate::figure::number::{Numeral, Written};
use crate::figure::scan::{Found, Scene};
use annals_model::Unit;
use annals_text::{Reading, number_word};
use rust_decimal::Decimal;
use std::borrow::Cow;

/// Finds a number before "times" (when something is multiplied, not repeated), "x" or "-fold".
pub(crate) fn find(scene: &Scene<'_>, numeral: &Numeral) -> Option<Found> {
    let reading = scene.reading;
    let glued = reading.tokens().get(numeral.next).is_some_and(|t| !t.space_before);
    let next = match reading.word(numeral.next) {
        "times" | "time" if multiplies(reading, numeral.next + 1) => numeral.next + 1,
        "times" if compares(reading, numeral) => numeral.next + 1,
        "x" if glued && !reading.tokens().get(numeral.next + 1).is_some_and(|t| t.is_number()) => numeral.next + 1,
        "-" if glued && reading.word(numeral.next + 1) == "fold" => numeral.next + 2,
        "-" if glued && reading.word(numeral.next + 1) == "times" && multiplies(reading, numeral.next + 2) => numeral.next + 2,
        "fold" => numeral.next + 1,
        _ => return None,
    };
    let mut found = Found::new(reading, numeral, next, Unit::Multiple, "time");
    found.unit_span = Some(reading.span(numeral.next..next));
    Some(found)
}

/// "Trades at 21 times", "covered 1,120 times", "2.5 times": what stands before says that nothing is repeated, or no event
/// happens two and a half times.
fn compares(reading: &Reading<'_>, numeral: &Numeral) -> bool {
    if !numeral.value.is_integer() {
        return true;
    }
    let Some(before) = numeral.first.checked_sub(1) else { return false };
    let digits = numeral.written == Written::Digits;
    match reading.word(before) {
        "covered" | "subscribed" | "oversubscribed" | "pay" | "paid" | "trades" | "trading" | "multiply" => true,
        "at" | "below" | "above" | "past" | "with" | "to" | "by" => digits,
        _ => digits && numeral.value >= Decimal::ONE_THOUSAND,
    }
}

/// Words that follow "times" when it multiplies.
fn multiplies(reading: &Reading<'_>, at: usize) -> bool {
    matches!(
        reading.word(at),
        "earnings"
            | "forward"
            | "trailing"
            | "estimated"
            | "expected"
            | "projected"
            | "sales"
            | "revenue"
            | "revenues"
            | "book"
            | "profit"
            | "profits"
            | "ebitda"
            | "ebit"
            | "cash"
            | "as"
            | "more"
            | "less"
            | "higher"
            | "lower"
            | "larger"
            | "bigger"
            | "greater"
            | "faster"
            | "the"
            | "its"
            | "their"
            | "his"
            | "her"
            | "that"
            | "what"
            | "oversubscribed"
            | "over"
            | "annual"
            | "net"
            | "core"
            | "next"
            | "this"
            | "last"
            | "leverage"
            | "normal"
            | "current"
            | "cheaper"
            | "stronger"
            | "annualised"
            | "annualized"
            | "price"
            | "income"
            | "ev"
            | "gdp"
            | "longer"
            | "smaller"
            | "deposits"
            | "covered"
            | "free"
            | "12"
            | "2024"
            | "2025"
            | "2026"
    )
}

/// "doubled", "threefold": a multiple in one word at token `i`.
pub(crate) fn verb(reading: &Reading<'_>, i: usize) -> Option<Found> {
    let word = reading.word(i);
    if word.len() < 6 {
        return None;
    }
    let value = match word.as_bytes().first()? {
        b'd' | b't' | b'q' | b'h' | b'f' | b's' | b'e' | b'n' => match word {
            "doubled" | "doubles" | "doubling" => Decimal::TWO,
            "tripled" | "triples" | "tripling" | "trebled" | "trebles" | "trebling" => Decimal::from(3),
            "quadrupled" | "quadruples" | "quadrupling" => Decimal::from(4),
            "quintupled" => Decimal::from(5),
            "halved" | "halves" | "halving" => Decimal::new(5, 1),
            _ => Decimal::from(number_word(word.strip_suffix("fold")?)?),
        },
        _ => return None,
    };
    // "doubled down" is a manner of speaking, "doubles" a game of four.
    if matches!(reading.word(i + 1), "down" | "as" | "up")
        || (matches!(word, "doubles" | "triples") && !reading.tokens().get(i + 1).is_some_and(|t| t.is_word()))
    {
        return None;
    }
    let token = reading.tokens().get(i)?;
    Some(Found {
        span: token.span(),
        first: i,
        next: i + 1,
        after: i + 1,
        glued_suffix: false,
        minor: false,
        value,
        low: None,
        high: None,
        unit: Unit::Multiple,
        unit_span: None,
        unit_name: Cow::Borrowed("time"),
        per: None,
        scale: Decimal::ONE,
        bare: false,
        rule: "figure/multiple",
    })
}
