//! Parts and their total: "A, B and C, for a total of …", "…, of which …", and what a list of takers drew of a larger flow.

use super::span::Bounds;
use super::{Failed, counts_in_yi, figures, grouped, scale_hint, words};
use crate::claim;
use crate::page::{Page, Passage};
use annals_model::{EntityId, Figure, Hedge, Metric, TimeExpr, Timex, Unit};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// Sums whose parts do not fit them, in the order of the parts.
pub(super) fn failed(page: &Page<'_>, at: usize, passage: &Passage) -> Vec<Failed> {
    let figures = figures(page, passage);
    let mut found: Vec<Failed> = total(page, passage, &figures).into_iter().collect();
    found.extend(share(page, &figures));
    found.extend(drawn(page, at, passage, &figures));
    found
}

/// "A, B and C, for a total of T": parts of one unit right before a total in one sentence must make it.
fn total(page: &Page<'_>, passage: &Passage, figures: &[&Figure]) -> Option<Failed> {
    const TOTALS: &[&str] = &["total", "totalling", "totaling", "together", "combined", "altogether"];
    let reading = &page.reading;
    let lead = |figure: &Figure| {
        let first = reading.token_at(figure.span.start);
        (first.saturating_sub(3).max(passage.tokens.start)..first).any(|k| TOTALS.contains(&reading.word(k)))
    };
    let last = figures.iter().rposition(|figure| lead(figure))?;
    let whole = figures.get(last)?;
    let parts = figures.get(..last)?;
    // One list: equal units without a gap, joined by commas and "and", each said once.
    let parts: Vec<&Figure> = parts.iter().rev().take_while(|part| comparable(part, whole)).copied().collect();
    if parts.len() < 2 || parts.len() < last || !parts.iter().all(|part| part.pair.is_none() && part.from.is_none() && part.to.is_none()) {
        return None;
    }
    let joined = reading.token_at(parts.first()?.span.end)..reading.token_at(whole.span.start);
    let for_total =
        joined.clone().any(|k| reading.word(k) == "for" || reading.word(k).starts_with("totall") || reading.word(k) == "totaling");
    let listed = reading.token_at(parts.last()?.span.end)..joined.end;
    let other = listed
        .clone()
        .any(|k| matches!(reading.word(k), "including" | "of" if reading.word(k + 1) == "which") || reading.word(k) == "including");
    if !for_total || other {
        return None;
    }
    let sum = sum(&parts)?;
    let printed = Bounds::of(whole)?;
    if sum.meets(printed.wider(Decimal::new(2, 3))?) {
        return None;
    }
    let exact: Decimal = parts.iter().map(|part| part.value).sum();
    let why = format!("the parts make {}, the total is printed as {}", grouped(exact), words(page, whole));
    Some(Failed { check: "sum", spans: spans(whole, parts.iter().rev().copied()), why, hint: None })
}

/// "T, of which P", "T, with P of that": a part is no larger than its whole.
fn share(page: &Page<'_>, figures: &[&Figure]) -> Option<Failed> {
    let reading = &page.reading;
    figures.windows(2).find_map(|pair| {
        let [whole, part] = pair else { return None };
        if !comparable(part, whole) || whole.pair.is_some() || part.value <= whole.value {
            return None;
        }
        let gap = reading.token_at(whole.span.end)..reading.token_at(part.span.start);
        let end = reading.token_at(part.span.end);
        let near = gap.len() <= 5;
        let of_which = gap.clone().any(|k| reading.has_words(k, &["of", "which"]));
        let of_that = near && reading.has_words(end, &["of", "that"]);
        let open = matches!(whole.hedge, Hedge::Over | Hedge::AtLeast);
        if !(near && of_which || of_that) || open {
            return None;
        }
        let why = format!("{} is said to be a part of {}", words(page, part), words(page, whole));
        Some(Failed { check: "sum", spans: vec![part.span, whole.span], why, hint: None })
    })
}

/// What several takers drew of a flow in a time that lies within that of the whole: together no more than its total.
fn drawn(page: &Page<'_>, at: usize, passage: &Passage, figures: &[&Figure]) -> Option<Failed> {
    let parts = takers(page, passage, figures)?;
    let first = *parts.first()?;
    let mover = claim::mover(page, at)?;
    let length = parts.iter().filter_map(|part| part.period).find_map(|i| days(page, page.annotations.times.get(i as usize)?))?;
    let total = |figure: &&Figure| {
        let place = page.passage_of(figure.span).filter(|other| *other != at);
        let whole = place.is_some_and(|place| says_total(page, place, figure) && claim::flow(page, place, figure).as_ref() == Some(&mover));
        let longer = figure.period.and_then(|i| days(page, page.annotations.times.get(i as usize)?)).is_some_and(|days| days >= length);
        whole && longer && figure.metric == Some(Metric::Flow) && figure.unit == first.unit && figure.hedge == Hedge::Exact
    };
    let total = page.annotations.figures.iter().find(total)?;
    let exact = parts.iter().try_fold(Decimal::ZERO, |sum, part| sum.checked_add(part.value))?;
    if sum(&parts)?.low <= Bounds::of(total)?.high {
        return None;
    }
    let why = format!("the parts make {}, more than the total of {}", grouped(exact), words(page, total));
    let fits = |power: Decimal| exact.checked_div(power).is_some_and(|sum| sum <= total.value);
    let hint = scale_hint(fits, counts_in_yi(first.unit));
    Some(Failed { check: "sum", spans: spans(total, parts.iter().copied()), why, hint })
}

/// A list of sums with a taker each, in a sentence on an inflow or on money put to work.
fn takers<'a>(page: &Page<'a>, passage: &Passage, figures: &[&'a Figure]) -> Option<Vec<&'a Figure>> {
    const FLOWS: &[&str] = &["inflow", "inflows", "influx", "capital", "money", "funds", "buying", "purchases", "flow", "flows"];
    let reading = &page.reading;
    let first = figures.iter().find(|figure| matches!(figure.unit, Unit::Money(Some(_))) && taker(page, passage, figure).is_some())?;
    let parts: Vec<&Figure> =
        figures.iter().filter(|figure| comparable(figure, first) && taker(page, passage, figure).is_some()).copied().collect();
    let subjects: BTreeSet<&EntityId> = parts.iter().filter_map(|part| taker(page, passage, part)).collect();
    let flows = passage.tokens.clone().any(|k| FLOWS.contains(&reading.word(k)));
    // One list: what stands between two parts is a comma, "and" or a name.
    let listed = parts.windows(2).all(|pair| matches!(pair, [a, b] if reading.token_at(b.span.start) - reading.token_at(a.span.end) <= 8));
    let whole = parts.iter().all(|part| part.from.is_none() && part.to.is_none() && part.pair.is_none());
    (parts.len() >= 2 && subjects.len() == parts.len() && flows && listed && whole).then_some(parts)
}

/// Who drew a sum: the name behind it ("$9 million of Acme"), else the figure's subject.
fn taker<'a>(page: &Page<'a>, passage: &Passage, figure: &Figure) -> Option<&'a EntityId> {
    let reading = &page.reading;
    let last = reading.token_at(figure.span.end);
    let behind = || {
        let mut named = passage.mentions.iter().filter_map(|i| page.annotations.mentions.get(*i));
        named.find(|mention| reading.token_at(mention.span.start) == last + 1)?.entity.as_ref()
    };
    if matches!(reading.word(last), "of" | "into" | "in" | "to" | "for") { behind() } else { page.entity_of(figure.subject?) }
}

/// Whether a figure is called a total: "a total net inflow of", "in all".
fn says_total(page: &Page<'_>, at: usize, figure: &Figure) -> bool {
    let reading = &page.reading;
    let (first, last) = (reading.token_at(figure.span.start), reading.token_at(figure.span.end));
    let start = page.passages.get(at).map_or(first, |passage| passage.tokens.start);
    let before =
        (first.saturating_sub(12).max(start)..first).any(|k| matches!(reading.word(k), "total" | "overall" | "cumulative" | "altogether"));
    before || reading.has_words(last, &["in", "all"]) || reading.has_words(last, &["in", "total"])
}

/// The length of a period in days, up to the publication; of "a month" and the like its usual length.
fn days(page: &Page<'_>, time: &TimeExpr) -> Option<i32> {
    if let Some(range) = time.range() {
        let end = page.day().and_then(|day| day.tomorrow().ok()).map_or(range.to, |day| day.min(range.to));
        return end.since(range.from).ok().map(|length| length.get_days()).filter(|days| *days > 0);
    }
    let value = time.value.as_deref().filter(|_| time.kind == Timex::Duration)?;
    let (count, unit) = value.strip_prefix('P')?.split_at_checked(value.len().checked_sub(2)?)?;
    let each = match unit {
        "D" => 1,
        "W" => 7,
        "M" => 30,
        "Y" => 365,
        _ => return None,
    };
    count.parse::<i32>().ok()?.checked_mul(each)
}

fn comparable(a: &Figure, b: &Figure) -> bool {
    let same_unit = match (a.unit, b.unit) {
        (Unit::Money(Some(a)), Unit::Money(Some(b))) => a == b,
        (Unit::Share, Unit::Share) => true,
        (Unit::Count(_), Unit::Count(_)) => a.unit_name == b.unit_name,
        _ => false,
    };
    same_unit && a.per == b.per && a.modality == b.modality
}

fn sum(parts: &[&Figure]) -> Option<Bounds> {
    let zero = Bounds { low: Decimal::ZERO, high: Decimal::ZERO };
    parts.iter().try_fold(zero, |sum, part| sum.add(Bounds::of(part)?))
}

fn spans<'f>(whole: &Figure, parts: impl Iterator<Item = &'f Figure>) -> Vec<annals_model::Span> {
    std::iter::once(whole.span).chain(parts.map(|part| part.span)).collect()
}
