//! What two figures of one subject, measure and unit are to each other: the same fact, a series, another base, a conflict.

use super::{Item, Printed};
use crate::claim::{is_described, month};
use annals_model::{DateRange, Direction, Interval, Metric, Modality, Verdict};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Days after its day on which a result is still news: a day so near before publication is when it was told.
const ANNOUNCED: i32 = 10;
/// Share of the shorter sentence's content words that the other must hold to tell of the same thing, and their number.
const SHARED_WORDS: f64 = 0.4;
const WORDS: usize = 3;

pub(super) fn same_fact(a: &Item<'_>, b: &Item<'_>) -> bool {
    same_value(a, b)
        && agree(a.direction, b.direction)
        && same_modality(a, b)
        && a.key.base == b.key.base
        && match (a.period, b.period) {
            (Some(x), Some(y)) => same_period(x, y),
            (None, None) => same_article(a, b) || months(a, b).is_none_or(|(x, y)| x == y),
            (Some(x), None) => same_article(a, b) || unstated_month(b).is_some_and(|month| month.overlaps(x)),
            (None, Some(y)) => same_article(a, b) || unstated_month(a).is_some_and(|month| month.overlaps(y)),
        }
}

/// What has happened compares with what has, a forecast with a forecast; the price of a deed is one however it is told.
fn same_modality(a: &Item<'_>, b: &Item<'_>) -> bool {
    a.modality == b.modality || (a.key.deed.is_some() && b.key.deed.is_some()) || a.key.metric == Some(Metric::PriceTarget)
}

fn same_value(a: &Item<'_>, b: &Item<'_>) -> bool {
    values_meet((a.value, a.interval), (b.value, b.interval))
}

/// Equal values, or one closed interval that holds the other's value ("nearly 70" and "69.8").
pub(super) fn values_meet(a: (Decimal, Interval), b: (Decimal, Interval)) -> bool {
    let holds = |interval: Interval, x: Decimal| matches!((interval.low, interval.high), (Some(low), Some(high)) if low <= x && x <= high);
    a.0 == b.0 || rounded(a.0, b.0) || (!a.1.disjoint(b.1) && (holds(a.1, b.0) || holds(b.1, a.0)))
}

/// One is the other with fewer digits: 43.51 billion and 43.5 billion. The shorter one must still have three digits:
/// 20 is no rounding of 18.
pub(super) fn rounded(a: Decimal, b: Decimal) -> bool {
    let (a, b) = (a.normalize(), b.normalize());
    let (short, long) = if crate::claim::digits(a) <= crate::claim::digits(b) { (a, b) } else { (b, a) };
    let kept = u32::try_from(crate::claim::digits(short)).unwrap_or(u32::MAX);
    kept >= 3 && long.round_sf(kept).is_some_and(|cut| cut.normalize() == short)
}

fn same_article(a: &Item<'_>, b: &Item<'_>) -> bool {
    a.article() == b.article()
}

/// Up and in are one way, down and out the other; what has no direction contradicts none.
pub(super) fn sign(direction: Option<Direction>) -> i8 {
    match direction {
        Some(Direction::Up | Direction::In) => 1,
        Some(Direction::Down | Direction::Out) => -1,
        _ => 0,
    }
}

pub(super) fn agree(a: Option<Direction>, b: Option<Direction>) -> bool {
    sign(a) * sign(b) >= 0
}

/// The same days; of longer stretches give or take the last one ("to Feb. 20" may or may not count that day).
pub(super) fn same_period(a: DateRange, b: DateRange) -> bool {
    let days = |from: Date, to: Date| to.since(from).map_or(0, |length| length.get_days());
    let slack = i32::from(days(a.from, a.to).min(days(b.from, b.to)) > 3);
    a.from == b.from && days(a.to, b.to).abs() <= slack
}

fn unstated_month(item: &Item<'_>) -> Option<DateRange> {
    month(item.source?.published?)
}

fn months(a: &Item<'_>, b: &Item<'_>) -> Option<(DateRange, DateRange)> {
    unstated_month(a).zip(unstated_month(b))
}

/// What two different facts of one subject, measure and unit are to each other.
pub(super) fn compare(a: &Item<'_>, b: &Item<'_>, printed: &Printed<'_>) -> Option<Verdict> {
    let (value, way) = (same_value(a, b), agree(a.direction, b.direction));
    if !same_modality(a, b) {
        return None;
    }
    let based = |x: &Item<'_>| x.key.base.is_some() || x.period.is_some();
    if a.key.base != b.key.base {
        // "Since the merger" against "this year": the same value says nothing of the same.
        let other = value && way && based(a) && based(b) && a.key.metric.is_some();
        return other.then_some(Verdict::DifferentPeriod);
    }
    match (a.period, b.period) {
        (Some(x), Some(y)) if !same_period(x, y) => Some(if value && way {
            Verdict::DifferentPeriod
        } else if x.overlaps(y) && x.from != y.from {
            return None;
        } else {
            Verdict::Series
        }),
        _ if value && way => None,
        _ => conflict(a, b, printed),
    }
}

/// Different articles, neither of which prints the other's value, one base, intervals that share no number (or opposite
/// directions).
fn conflict(a: &Item<'_>, b: &Item<'_>, printed: &Printed<'_>) -> Option<Verdict> {
    let counted = a.key.unit.starts_with("count:");
    let told_alike = || alike(&a.told.terms, &b.told.terms);
    // What is only counted, or only described, must be told in like words; a person's own thing is told by its owner.
    let own =
        is_described(&a.key.subject) && a.key.subject.0.contains("@nil:person:") && a.direction.is_some() && a.direction == b.direction;
    let measured = if is_described(&a.key.subject) || counted {
        own || (a.key.metric.is_some() || counted) && (told_alike() || quotes(a, b))
    } else {
        a.key.deed.is_some() || a.key.metric.is_some()
    };
    let differ = (a.interval.disjoint(b.interval) && !rounded(a.value, b.value)) || (is_signed(a) && !agree(a.direction, b.direction));
    if same_article(a, b) || !measured || opinions(a, b) || !differ || elsewhere(a, b) || !same_base(a, b) {
        return None;
    }
    if printed.says(a.article(), b) || printed.says(b.article(), a) {
        return None;
    }
    let replaces = |x: &Item<'_>, y: &Item<'_>| x.source.and_then(|source| source.revises.as_ref()) == Some(&y.claim.evidence.article);
    Some(if replaces(a, b) || replaces(b, a) { Verdict::Revised } else { Verdict::Conflict })
}

/// Whether up and down are signs of the number, as of a change, and do not only say how a level was reached.
fn is_signed(item: &Item<'_>) -> bool {
    let change = matches!(item.key.metric, Some(Metric::Return | Metric::Growth | Metric::Flow));
    let share =
        matches!(item.key.metric, Some(Metric::Earnings | Metric::Revenue | Metric::EarningsPerShare)) && item.key.unit == "percent";
    change || share
}

/// Targets and forecasts are compared only when they come from one house.
fn opinions(a: &Item<'_>, b: &Item<'_>) -> bool {
    let view = a.key.metric == Some(Metric::PriceTarget) || a.modality != Modality::Reported && a.key.deed.is_none();
    view && (a.claim.origin.is_none() || a.claim.origin != b.claim.origin)
}

/// Deeds of one sort in two places are two deeds.
fn elsewhere(a: &Item<'_>, b: &Item<'_>) -> bool {
    matches!((&a.key.place, &b.key.place), (Some(x), Some(y)) if x != y)
}

/// Whether one claim is quoted from the other's outlet.
fn quotes(a: &Item<'_>, b: &Item<'_>) -> bool {
    let names = |x: &Item<'_>, y: &Item<'_>| {
        let outlet = y.source.map(|source| annals_text::slug(&source.publisher)).filter(|name| !name.is_empty());
        let origin = x.claim.origin.as_ref().and_then(|id| id.0.rsplit(':').next());
        outlet.is_some() && outlet.as_deref() == origin
    };
    names(a, b) || names(b, a)
}

fn alike(a: &[u64], b: &[u64]) -> bool {
    let shared = a.iter().filter(|term| b.binary_search(term).is_ok()).count();
    #[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
    let enough = shared as f64 >= SHARED_WORDS * a.len().min(b.len()) as f64;
    shared >= WORDS && enough
}

/// What changes by the day.
pub(super) fn is_daily(metric: Option<Metric>) -> bool {
    matches!(
        metric,
        Some(
            Metric::Return | Metric::Level | Metric::Price | Metric::Flow | Metric::Turnover | Metric::TurnoverShare | Metric::MarketValue
        )
    )
}

/// The period that a figure is of. For what is told once a quarter or once for all, a day right before the publication is
/// that of the telling.
pub(super) fn period(item: &Item<'_>) -> Option<DateRange> {
    let stated = item.key.period?;
    let published = item.source.and_then(|source| source.published);
    let days = stated.to.since(stated.from).map_or(0, |length| length.get_days());
    let told = !is_daily(item.key.metric)
        && item.key.metric.is_some_and(|metric| metric != Metric::Rate)
        && days <= 1
        && published.is_some_and(|day| day.since(stated.from).is_ok_and(|gap| (0..=ANNOUNCED).contains(&gap.get_days())));
    // Targets are for the end of the year in which they are set, said or not.
    let horizon = item.key.metric == Some(Metric::PriceTarget) && published.is_some_and(|day| stated.from.year() == day.year());
    (!told && !horizon && item.key.deed.is_none()).then_some(stated)
}

/// Whether two periods are the same base. A period that is not stated is the month of publication; for what changes by
/// the day (returns, levels, flows) it is the day of publication, and the two articles must be of the same day, or give the
/// same price or level beside it.
fn same_base(a: &Item<'_>, b: &Item<'_>) -> bool {
    // Tallies of the counted grow by the day.
    let daily = (is_daily(a.key.metric) || a.key.unit.starts_with("count:")) && a.key.deed.is_none();
    let days = || Some((a.source?.published?, b.source?.published?));
    let stated_in_month = |stated: DateRange, other: &Item<'_>| {
        let day = other.source.and_then(|source| source.published);
        let within = month(stated.from).is_some_and(|month| stated.to <= month.to);
        if daily {
            day.and_then(DateRange::day).is_some_and(|day| day == stated)
        } else {
            within && unstated_month(other).is_some_and(|m| m.overlaps(stated))
        }
    };
    let anchored = || daily && a.told.anchors.iter().any(|anchor| b.told.anchors.contains(anchor));
    match (a.period, b.period) {
        (Some(x), Some(y)) => same_period(x, y),
        (Some(x), None) => stated_in_month(x, b) || anchored() || quotes(a, b),
        (None, Some(y)) => stated_in_month(y, a) || anchored() || quotes(a, b),
        (None, None) if daily => days().is_some_and(|(x, y)| x == y) || anchored(),
        (None, None) => months(a, b).is_some_and(|(x, y)| x == y),
    }
}

#[cfg(test)]
mod rounding {
    use super::rounded;
    use rust_decimal::Decimal;

    #[test]
    fn fewer_digits_of_one_number_are_no_other_number() {
        let d = |text: &str| text.parse::<Decimal>().expect("a number");
        assert!(rounded(d("23787.93"), d("23787.9")) && rounded(d("43500000000"), d("43510000000")));
        assert!(!rounded(d("18"), d("20")) && !rounded(d("1220000000"), d("1420000000")) && !rounded(d("43.5"), d("43.6")));
    }
}
