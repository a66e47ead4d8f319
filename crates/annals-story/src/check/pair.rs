//! One sum in two currencies: "C$435 million ($320 million)". The rate between them must be one that was ever paid, and the
//! one of the article's other pairs.

use super::span::Bounds;
use super::{Failed, bands, counts_in_yi, scale_hint, words};
use crate::page::Page;
use annals_model::{Currency, Figure, Unit};
use rust_decimal::Decimal;

/// How far apart the rates of one article may lie; they may be of several days.
const APART: (i64, u32) = (6, 2);

/// Pairs that each is compared with, at most.
const COMPARED: usize = 32;

struct Pair<'a> {
    first: &'a Figure,
    second: &'a Figure,
    currencies: (Currency, Currency),
    /// Units of the first to one of the second, for what the digits allow.
    rate: Bounds,
}

pub(super) fn failed(page: &Page<'_>) -> Vec<Failed> {
    let pairs = pairs(page);
    let mut found = Vec::new();
    let mut sound: Vec<&Pair<'_>> = Vec::new();
    for pair in &pairs {
        let Some(band) = bands::rate(pair.currencies.0, pair.currencies.1) else { continue };
        if pair.rate.meets(band) {
            sound.push(pair);
            continue;
        }
        let (one, other) = (words(page, pair.first), words(page, pair.second));
        let why = format!("{one} and {other} are printed as one sum, but make {}", printed(pair));
        let near = |power: Decimal| {
            let up = pair.rate.scaled(power).is_some_and(|rate| rate.meets(band));
            up || Decimal::ONE.checked_div(power).and_then(|power| pair.rate.scaled(power)).is_some_and(|rate| rate.meets(band))
        };
        let yi = counts_in_yi(pair.first.unit) || counts_in_yi(pair.second.unit);
        found.push(Failed { check: "pair", spans: vec![pair.first.span, pair.second.span], why, hint: scale_hint(near, yi) });
    }
    for (i, a) in sound.iter().enumerate() {
        let apart = |b: &&&Pair<'_>| {
            let wide = |rate: Bounds| rate.wider(Decimal::new(APART.0, APART.1));
            let fits = wide(a.rate).is_none_or(|rate| rate.meets(b.rate))
                || a.reversed(b).is_none_or(|rate| wide(a.rate).is_none_or(|own| own.meets(rate)));
            a.alike(b) && !fits
        };
        // The first pair that does not fit is enough: all lines are shown.
        if let Some(b) = sound.iter().skip(i + 1).take(COMPARED).find(apart) {
            let why = format!(
                "{} and {} make {}, but {} and {} make {}",
                words(page, a.first),
                words(page, a.second),
                printed(a),
                words(page, b.first),
                words(page, b.second),
                printed(b),
            );
            found.push(Failed { check: "pair", spans: vec![a.first.span, a.second.span, b.first.span, b.second.span], why, hint: None });
        }
    }
    found
}

impl Pair<'_> {
    fn alike(&self, other: &Self) -> bool {
        self.currencies == other.currencies || (self.currencies.1, self.currencies.0) == other.currencies
    }

    /// The other's rate the other way round, when it is printed so.
    fn reversed(&self, other: &Self) -> Option<Bounds> {
        let one = Bounds { low: Decimal::ONE, high: Decimal::ONE };
        if self.currencies == other.currencies { None } else { one.over(other.rate) }
    }
}

/// The pairs of content, each once. Two units per one ("HK$5 a share ($0.64)") are no sums.
fn pairs<'a>(page: &Page<'a>) -> Vec<Pair<'a>> {
    let all = &page.annotations.figures;
    let mut found = Vec::new();
    for (i, first) in all.iter().enumerate() {
        let Some(second) = first.pair.and_then(|j| all.get(j as usize)).filter(|_| first.pair.is_some_and(|j| j as usize > i)) else {
            continue;
        };
        let (Unit::Money(Some(a)), Unit::Money(Some(b))) = (first.unit, second.unit) else { continue };
        let content = page.passage_of(first.span).and_then(|at| page.passages.get(at)).is_some_and(|passage| passage.region.is_content());
        let positive = first.value > Decimal::ZERO && second.value > Decimal::ZERO;
        if a == b || !content || !positive {
            continue;
        }
        let bounds = |figure: &Figure| Bounds::of(figure).filter(|bounds| bounds.low > Decimal::ZERO);
        let rate = bounds(first).zip(bounds(second)).and_then(|(x, y)| x.over(y)).and_then(|rate| rate.wider(Decimal::new(5, 3)));
        found.extend(rate.map(|rate| Pair { first, second, currencies: (a, b), rate }));
    }
    found
}

/// "7.78 HKD to the USD".
fn printed(pair: &Pair<'_>) -> String {
    let (a, b) = (pair.currencies.0.code(), pair.currencies.1.code());
    let (larger, smaller, over, under) =
        if pair.first.value >= pair.second.value { (pair.first, pair.second, a, b) } else { (pair.second, pair.first, b, a) };
    let rate = larger.value.checked_div(smaller.value).and_then(|rate| rate.round_sf(4)).unwrap_or_default().normalize();
    format!("{rate} {over} to one {under}")
}
