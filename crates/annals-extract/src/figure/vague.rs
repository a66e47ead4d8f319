//! Numbers that only give an order of magnitude: "dozens of", "millions of", "tens of thousands of".

use crate::figure::number::{Numeral, Written, plain};
use annals_text::Reading;
use rust_decimal::Decimal;

/// The vague number that starts at token `i`: its words, with the token after "of" as the next one. Its value is the least it can
/// mean ("tens of thousands of" are ten thousand at least).
pub(crate) fn read(reading: &Reading<'_>, i: usize) -> Option<Numeral> {
    let first = magnitude(reading.word(i))?;
    let mut value = first;
    let mut last = i + 1;
    if reading.word(i + 1) == "of"
        && let Some(second) = magnitude(reading.word(i + 2)).filter(|second| *second > first)
    {
        value = first.checked_mul(second)?;
        last = i + 3;
    } else if first == Decimal::TEN {
        // "Tens of people" is hardly written; lone tens are scores in tests.
        return None;
    }
    if reading.word(last) != "of" {
        return None;
    }
    let next = last + 1;
    // A number before it makes it exact ("three dozens"), a determiner behind it makes it a part.
    if caption(reading, i, next) {
        return None;
    }
    let before = i.checked_sub(1).and_then(|k| reading.tokens().get(k)).is_some_and(|t| t.is_number());
    let part = matches!(reading.word(next), "the" | "them" | "us" | "these" | "those" | "it" | "its" | "their" | "our" | "a" | "an");
    if before || part {
        return None;
    }
    let mut numeral = plain(reading.span(i..last), i, next, value, Written::Words);
    (numeral.scale, numeral.vague) = (value, true);
    Some(numeral)
}

/// "(in millions of dollars)", "amounts in billions of yen": the heading of a table.
fn caption(reading: &Reading<'_>, i: usize, next: usize) -> bool {
    let Some(before) = i.checked_sub(1).filter(|k| reading.word(*k) == "in") else { return false };
    reading.tokens().get(before).is_some_and(|t| t.line_start)
        || before.checked_sub(1).is_some_and(|k| {
            matches!(reading.surface(k), "(" | ":" | "[")
                || (reading.surface(k) == "," && crate::figure::lexicon::currency_words(reading, next).is_some())
                || matches!(reading.word(k), "figures" | "amounts" | "expressed" | "stated" | "numbers" | "data" | "values" | "dollars")
        })
}

fn magnitude(word: &str) -> Option<Decimal> {
    Some(match word {
        "tens" => Decimal::TEN,
        "dozens" => Decimal::from(12),
        "hundreds" => Decimal::ONE_HUNDRED,
        "thousands" => Decimal::ONE_THOUSAND,
        "lakhs" => Decimal::from(100_000),
        "millions" => Decimal::from(1_000_000),
        "crores" => Decimal::from(10_000_000),
        "billions" => Decimal::from(1_000_000_000_i64),
        "trillions" => Decimal::from(1_000_000_000_000_i64),
        _ => return None,
    })
}
