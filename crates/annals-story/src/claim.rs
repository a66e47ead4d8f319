//! What an article claims: figures with a known subject, and happenings with those who take part.

use crate::page::{Page, Passage};
use annals_model::{Claim, ClaimKey, ClaimKind, DateRange, EntityId, Figure, Modality, Span, Timex, Unit};
use std::collections::BTreeSet;

/// The claims of a page in text order, the outlet's own digest after the content.
pub(crate) fn claims(page: &Page<'_>) -> Vec<Claim> {
    let old: BTreeSet<u32> = page.annotations.figures.iter().filter_map(|figure| figure.from).collect();
    let mut found = Vec::new();
    for content in [true, false] {
        for passage in page.passages.iter().filter(|passage| passage.region.is_content() == content) {
            let figures = passage.figures.iter().filter(|i| !u32::try_from(**i).is_ok_and(|i| old.contains(&i)));
            found.extend(figures.filter_map(|i| figure_claim(page, passage, page.annotations.figures.get(*i)?)));
            found.extend(event_claim(page, passage));
        }
    }
    found
}

/// A figure with a subject. Left out: forecasts and targets without a period, which compare with nothing, and old
/// values ("from 19,400"), whose period is not said.
fn figure_claim(page: &Page<'_>, passage: &Passage, figure: &Figure) -> Option<Claim> {
    let subject = figure.subject.and_then(|i| page.entity_of(i))?;
    let period = figure.period.and_then(|i| page.annotations.times.get(i as usize));
    let range = period.and_then(annals_model::TimeExpr::range).filter(|range| range.from < range.to);
    if figure.modality != Modality::Reported && range.is_none() && figure.metric != Some(annals_model::Metric::PriceTarget) {
        return None;
    }
    let mut span = figure.span;
    let near = [figure.subject.and_then(|i| page.mention(i)).map(|mention| mention.span), period.map(|time| time.span)];
    for other in near.into_iter().flatten().filter(|other| passage.span.contains(*other)) {
        span = span.cover(other);
    }
    let interval = figure.interval();
    Some(Claim {
        kind: ClaimKind::Figure {
            key: ClaimKey { subject: subject.clone(), metric: figure.metric, unit: unit(figure), period: range },
            value: figure.value,
            low: interval.low,
            high: interval.high,
            direction: figure.direction,
        },
        origin: figure.origin.and_then(|i| page.entity_of(i)).or_else(|| speaker(page, passage, figure.span)).cloned(),
        evidence: page.receipt(span)?,
    })
}

/// `HKD`, `percent`, `count:vehicle`, `USD/barrel`.
pub(crate) fn unit(figure: &Figure) -> String {
    let mut name = match figure.unit {
        Unit::Money(Some(currency)) => currency.code().to_owned(),
        Unit::Count(_) => format!("count:{}", annals_text::slug(&figure.unit_name)),
        unit => unit.name().to_owned(),
    };
    if let Some(per) = &figure.per {
        name.push('/');
        name.push_str(per);
    }
    name
}

/// Who says the words at `span`.
fn speaker<'a>(page: &Page<'a>, passage: &Passage, span: Span) -> Option<&'a EntityId> {
    let said = |i: &usize| page.annotations.attributions.get(*i).filter(|said| said.content.iter().any(|content| content.contains(span)));
    passage.attributions.iter().filter_map(said).find_map(|said| page.entity_of(said.source?))
}

/// A statement with a verb in which somebody takes part; its day when it is known.
fn event_claim(page: &Page<'_>, passage: &Passage) -> Option<Claim> {
    let who = page.who(passage);
    let when = passage
        .times
        .iter()
        .filter_map(|i| page.annotations.times.get(*i))
        .filter(|time| matches!(time.kind, Timex::Date | Timex::Time))
        .filter_map(|time| Some((time.grain, time.range()?)))
        .filter(|(_, range)| range.from < range.to)
        .min_by_key(|(grain, range)| (*grain, *range))
        .map(|(_, range)| range);
    if who.is_empty() || !crate::grammar::has_verb(&page.reading, passage.tokens.clone()) {
        return None;
    }
    let origin = speaker(page, passage, passage.span).cloned();
    let what = page.words(passage.span).to_owned();
    Some(Claim { kind: ClaimKind::Event { what, who, when }, origin, evidence: page.receipt(passage.span)? })
}

/// The month that holds a day.
pub(crate) fn month(day: jiff::civil::Date) -> Option<DateRange> {
    Some(DateRange { from: day.first_of_month(), to: day.last_of_month().tomorrow().ok()? })
}
