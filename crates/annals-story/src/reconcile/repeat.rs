//! One figure printed twice in one article, of a subject that is described in other words each time: "the city's technology
//! index" and "the tech index"; or once as a range and once by its upper end.

use super::Item;
use super::compare::{agree, same_period};
use crate::claim::{is_described, stems};
use annals_model::{ArticleId, DateRange, Metric};
use std::collections::BTreeMap;

/// Described figures of one article that are compared pair by pair, at most.
const COMPARED: usize = 64;

/// Claims of one article that repeat each other, each group in text order, and whether a range is among them.
pub(super) fn repeats<'a>(items: &[Item<'a>]) -> Vec<(Vec<Item<'a>>, bool)> {
    let mut by_article: BTreeMap<&ArticleId, Vec<Item<'a>>> = BTreeMap::new();
    for item in items.iter().filter(|item| is_described(&item.key.subject)) {
        by_article.entry(&item.claim.evidence.article).or_default().push(*item);
    }
    let mut found = Vec::new();
    for items in by_article.values() {
        let mut groups: Vec<(Vec<Item<'a>>, bool)> = Vec::new();
        for item in items.iter().take(COMPARED) {
            let place = groups.iter_mut().find_map(|(group, range)| {
                let (same, capped) = group.iter().map(|other| repeat(other, item)).find(|found| found.0)?;
                *range |= capped;
                same.then_some(group)
            });
            match place {
                Some(group) => group.push(*item),
                None => groups.push((vec![*item], false)),
            }
        }
        found.extend(groups.into_iter().filter(|(group, _)| group.len() > 1));
    }
    found
}

/// Whether two claims of one article are one, and whether one is the upper end of the other's range.
fn repeat(a: &Item<'_>, b: &Item<'_>) -> (bool, bool) {
    let (x, y) = (stems(&a.key.subject), stems(&b.key.subject));
    let (short, long) = if x.len() <= y.len() { (&x, &y) } else { (&y, &x) };
    let named = short.len() >= 2 && short.iter().all(|stem| long.iter().any(|other| same_stem(stem, other)));
    let periods = match (a.key.period, b.key.period) {
        (Some(x), Some(y)) => same_period(x, y) || meets(x, y),
        (None, None) => true,
        _ => false,
    };
    let alike = named
        && a.key.unit == b.key.unit
        && same_measure(a.key.metric, b.key.metric)
        && a.key.deed == b.key.deed
        && a.modality == b.modality
        && a.key.base == b.key.base
        && agree(a.direction, b.direction)
        && periods;
    let capped = |x: &Item<'_>, y: &Item<'_>| {
        let range = matches!((y.interval.low, y.interval.high), (Some(low), Some(high)) if low < high);
        range && x.interval.low.is_none() && x.interval.high.is_some() && x.interval.high == y.interval.high
    };
    let cap = capped(a, b) || capped(b, a);
    let equal = a.value == b.value && a.interval == b.interval;
    (alike && (equal || cap), cap && !equal)
}

/// "Growth" and "return" are one when a description is all there is to tell what grows.
fn same_measure(a: Option<Metric>, b: Option<Metric>) -> bool {
    let change = |metric: Option<Metric>| matches!(metric, None | Some(Metric::Return | Metric::Growth));
    a == b || (change(a) && change(b))
}

/// "Tech" is "technology".
fn same_stem(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short == long || (short.len() >= 4 && long.starts_with(short))
}

/// A year to date that the article counts to two neighbouring days.
fn meets(a: DateRange, b: DateRange) -> bool {
    a.from == b.from && a.to.since(b.to).is_ok_and(|gap| gap.get_days().abs() <= 3)
}
