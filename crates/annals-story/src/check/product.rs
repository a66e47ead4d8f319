//! A number of shares times their price: "raised $140 million by selling 5 million shares at $20".

use super::span::Bounds;
use super::{Failed, figures, grouped, words};
use crate::page::{Page, Passage};
use annals_model::{Figure, Metric, Unit};
use rust_decimal::Decimal;

/// What costs may take of the proceeds, and what rounding may add, as shares.
const COSTS: (i64, u32) = (7, 2);

/// Proceeds that are not price times number, in a sentence with one of each.
pub(super) fn failed(page: &Page<'_>, passage: &Passage) -> Option<Failed> {
    let figures = figures(page, passage);
    let reading = &page.reading;
    let before = |figure: &Figure| reading.token_at(figure.span.start).checked_sub(1).map_or("", |k| reading.word(k));
    let [shares] = figures.iter().filter(|figure| figure.unit == Unit::Share).collect::<Vec<_>>()[..] else { return None };
    let money = figures.iter().filter(|figure| matches!(figure.unit, Unit::Money(Some(_))));
    let each = |figure: &&&Figure| before(figure) == "at" && figure.value < Decimal::from(100_000);
    let [price] = money.clone().filter(each).collect::<Vec<_>>()[..] else { return None };
    let same = money
        .filter(|figure| figure.unit == price.unit && figure.metric == Some(Metric::Proceeds) && figure.value > Decimal::from(100_000));
    let [proceeds] = same.collect::<Vec<_>>()[..] else { return None };
    let made = Bounds::of(shares)?.times(Bounds::exact(price.value))?;
    // After costs it may be less.
    let allowed = Bounds { low: made.low.checked_mul(Decimal::ONE - Decimal::new(COSTS.0, COSTS.1))?, high: made.high };
    let printed = Bounds::of(proceeds)?;
    if printed.meets(allowed) {
        return None;
    }
    let product = grouped(shares.value.checked_mul(price.value)?);
    let why = format!("{} at {} make {product}, not {}", words(page, shares), words(page, price), words(page, proceeds));
    Some(Failed { check: "product", spans: vec![proceeds.span, shares.span, price.span], why, hint: None })
}
