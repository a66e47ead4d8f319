//! What an article claims: figures with a known or described subject, and happenings with those who take part.

mod base;
mod deed;
mod flow;
mod subject;

use crate::dateline::{Dateline, datelines};
use crate::happening::act;
use crate::page::{Page, Passage};
use crate::weight;
use annals_model::{Claim, ClaimKey, ClaimKind, DateRange, Direction, EntityId, Figure, Hedge, Kind, Metric, Modality, Span, Timex, Unit};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

pub(crate) use base::is_hedge;
pub(crate) use flow::{mover_of as mover, subject as flow};
pub(crate) use subject::{is_described, stems};

/// A claim with what stands beside it in its sentence.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) claim: Claim,
    /// The content words of the sentence, sorted.
    pub(crate) terms: Vec<u64>,
    /// Other exact figures of the sentence with three digits or more, unit before value: what tells one occasion from another.
    pub(crate) anchors: Vec<(String, Decimal)>,
}

/// The claims of a page in text order, the outlet's own digest after the content.
pub(crate) fn claims(page: &Page<'_>) -> Vec<Told> {
    let old: BTreeSet<u32> = page.annotations.figures.iter().filter_map(|figure| figure.from).collect();
    let lines = datelines(page);
    let protagonist = subject::protagonist(page);
    let mut found = Vec::new();
    for content in [true, false] {
        for (at, passage) in page.passages.iter().enumerate().filter(|(_, passage)| passage.region.is_content() == content) {
            let before = found.len();
            let figures = passage.figures.iter().filter(|i| !u32::try_from(**i).is_ok_and(|i| old.contains(&i)));
            let made = figures.filter_map(|i| figure_claim(page, at, protagonist, page.annotations.figures.get(*i)?));
            let mut made: Vec<Claim> = made.collect();
            made.extend(event_claim(page, at, passage, lines.get(at).copied().flatten().as_ref()));
            if made.is_empty() {
                continue;
            }
            let terms = terms(page, passage);
            for claim in made {
                let anchors = anchors(page, passage, &claim);
                found.push(Told { claim, terms: terms.clone(), anchors });
            }
            debug_assert!(found.len() > before, "claims were made");
        }
    }
    found
}

/// The content words of a passage beside the names in it, sorted.
fn terms(page: &Page<'_>, passage: &Passage) -> Vec<u64> {
    let named: Vec<Span> = passage.mentions.iter().filter_map(|i| page.annotations.mentions.get(*i)).map(|mention| mention.span).collect();
    let apart = |at: u32, _| {
        let offset = passage.span.start + at;
        let next = named.partition_point(|span| span.end <= offset);
        if named.get(next).is_some_and(|span| span.start <= offset) { 0.0 } else { 1.0 }
    };
    weight::counts(page.words(passage.span), apart).into_iter().map(|(term, _)| term).collect()
}

/// Whether a passage is as long as a sentence may be; in what is longer, little can be told of what belongs to what.
pub(crate) fn is_sentence(passage: &Passage) -> bool {
    const LONGEST: usize = 400;
    passage.tokens.len() <= LONGEST
}

/// Prices, levels and numbers of shares beside a figure that are exact enough to name one occasion.
fn anchors(page: &Page<'_>, passage: &Passage, claim: &Claim) -> Vec<(String, Decimal)> {
    let ClaimKind::Figure { value, .. } = &claim.kind else { return Vec::new() };
    if !is_sentence(passage) {
        return Vec::new();
    }
    let figures = passage.figures.iter().filter_map(|i| page.annotations.figures.get(*i));
    let mut found: Vec<(String, Decimal)> = figures
        .filter(|other| other.hedge == Hedge::Exact && other.value != *value && digits(other.value) >= 3)
        .filter(|other| matches!(other.unit, Unit::Money(_) | Unit::IndexPoint | Unit::Share))
        .map(|other| (unit(other), other.value.normalize()))
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Digits of a number without leading and trailing noughts.
pub(crate) fn digits(x: Decimal) -> usize {
    x.normalize().mantissa().unsigned_abs().to_string().trim_end_matches('0').len()
}

/// A figure with a subject. Old values ("from 19,400", "against 6% a year earlier") are left out: their period is not said.
fn figure_claim(page: &Page<'_>, at: usize, protagonist: Option<&EntityId>, figure: &Figure) -> Option<Claim> {
    let passage = page.passages.get(at)?;
    let sentence = is_sentence(passage);
    if base::is_old_value(page, passage, figure) {
        return None;
    }
    let direction = direction(page, figure);
    let metric = metric(page, passage, figure, direction);
    let modality = modality(page, figure, metric);
    let period = if sentence { base::period(page, passage, figure, metric, modality) } else { None };
    let range = period.and_then(|time| base::range(page, passage, time)).filter(|range| range.from < range.to);
    let deed = if sentence { deed::read(page, passage, figure, metric) } else { None };
    let (subject, place, deed) = match deed {
        Some(done) => (done.party, done.place, Some(done.deed)),
        None if sentence => (flow::subject(page, at, figure).or_else(|| subject::find(page, at, protagonist, figure, metric))?, None, None),
        None => (figure.subject.and_then(|i| page.entity_of(i))?.clone(), None, None),
    };
    let mut span = figure.span;
    let near = [
        figure.subject.and_then(|i| page.mention(i)).map(|mention| mention.span),
        period.map(|time| time.span),
        figure.subject_span.filter(|_| is_described(&subject)),
    ];
    for other in near.into_iter().flatten().filter(|other| passage.span.contains(*other)) {
        span = span.cover(other);
    }
    let interval = figure.interval();
    let said = || figure.origin.and_then(|i| page.entity_of(i)).or_else(|| speaker(page, passage, figure.span));
    let set = || if sentence && metric == Some(Metric::PriceTarget) { house(page, passage, figure, &subject) } else { None };
    let origin = set().or_else(said).cloned();
    let base = if sentence && range.is_none() { base::words(page, passage, figure) } else { None };
    Some(Claim {
        kind: ClaimKind::Figure {
            key: ClaimKey { subject, metric, unit: unit(figure), period: range, deed, place, base },
            value: figure.value,
            low: interval.low,
            high: interval.high,
            direction,
            modality,
        },
        origin,
        evidence: page.receipt(span)?,
    })
}

/// Which way, also where "up" or "down" stands right before the figure.
fn direction(page: &Page<'_>, figure: &Figure) -> Option<Direction> {
    let first = page.reading.token_at(figure.span.start);
    let word = first.checked_sub(1).map_or("", |k| page.reading.word(k));
    figure.direction.or(match word {
        "up" | "higher" if figure.unit == Unit::Percent => Some(Direction::Up),
        "down" | "lower" if figure.unit == Unit::Percent => Some(Direction::Down),
        _ => None,
    })
}

/// What a figure measures. "Earns $5 million" are earnings; a share in percent that went up "from the offer price" is a
/// return, and so is what an index is up.
fn metric(page: &Page<'_>, passage: &Passage, figure: &Figure, direction: Option<Direction>) -> Option<Metric> {
    let first = page.reading.token_at(figure.span.start);
    let before = first.checked_sub(1).map_or("", |k| page.reading.word(k));
    let moved = matches!(direction, Some(Direction::Up | Direction::Down));
    let index = || figure.subject.and_then(|i| page.mention(i)).is_some_and(|mention| page.kind_of(mention) == Kind::Index);
    match (figure.metric, figure.unit) {
        (None, Unit::Money(_)) if matches!(before, "earns" | "earned" | "earning") => Some(Metric::Earnings),
        (None, Unit::Percent) if moved && index() => Some(Metric::Return),
        (Some(Metric::Price), Unit::Percent) if moved => Some(Metric::Return),
        // "Will end the year at 4,000": a target by another name.
        (Some(Metric::Level), Unit::IndexPoint) if figure.modality == Modality::Forecast && ends_the_year(page, passage, first) => {
            Some(Metric::PriceTarget)
        }
        (metric, _) => metric,
    }
}

fn ends_the_year(page: &Page<'_>, passage: &Passage, first: usize) -> bool {
    let reading = &page.reading;
    let near = first.saturating_sub(7).max(passage.tokens.start)..first;
    near.clone().any(|k| matches!(reading.word(k), "end" | "finish" | "close") && reading.has_words(k + 1, &["the", "year"]))
}

/// A move with no word of the future near it has happened, whatever else the sentence looks forward to.
fn modality(page: &Page<'_>, figure: &Figure, metric: Option<Metric>) -> Modality {
    const AHEAD: &[&str] =
        &["will", "would", "could", "may", "might", "should", "can", "to", "expects", "expect", "expected", "sees", "forecast", "if"];
    let first = page.reading.token_at(figure.span.start);
    let mut before = (1..=6).filter_map(|back| first.checked_sub(back)).map(|k| page.reading.word(k));
    let told = metric == Some(Metric::Return) && figure.unit == Unit::Percent && !before.any(|word| AHEAD.contains(&word));
    if told && figure.modality == Modality::Forecast { Modality::Reported } else { figure.modality }
}

/// Whose target a price target is: who acts on it, else the one other firm of its sentence.
fn house<'a>(page: &Page<'a>, passage: &Passage, figure: &Figure, subject: &EntityId) -> Option<&'a EntityId> {
    let actions = passage.actions.iter().filter_map(|i| page.annotations.actions.get(*i));
    let actor = actions.filter(|action| action.span.overlaps(figure.span)).find_map(|action| page.entity_of(action.actor));
    let firms = || {
        let named = passage.mentions.iter().filter_map(|i| page.annotations.mentions.get(*i));
        let firms: BTreeSet<&EntityId> = named
            .filter(|mention| page.kind_of(mention) == Kind::Firm)
            .filter_map(|mention| mention.entity.as_ref())
            .filter(|id| *id != subject)
            .collect();
        if firms.len() == 1 { firms.first().copied() } else { None }
    };
    let person = |id: &EntityId| page.entity(id).is_some_and(|entity| entity.kind == Kind::Person);
    let actor = actor.filter(|id| *id != subject);
    // A house speaks through its people.
    if actor.is_some_and(person) { firms().or(actor) } else { actor.or_else(firms) }
}

/// `HKD`, `percent`, `count:vehicle`, `USD/barrel`.
pub(crate) fn unit(figure: &Figure) -> String {
    // A price is that of a share, said or not.
    let share = matches!(figure.metric, Some(Metric::PriceTarget | Metric::Price)) && figure.per.as_deref() == Some("share");
    let mut name = match figure.unit {
        Unit::Money(Some(currency)) => currency.code().to_owned(),
        Unit::Count(_) => format!("count:{}", annals_text::slug(&figure.unit_name)),
        unit => unit.name().to_owned(),
    };
    if let Some(per) = figure.per.as_ref().filter(|_| !share) {
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

/// A statement with a verb in which somebody takes part; its day when it is known, be it from the date line above it.
fn event_claim(page: &Page<'_>, at: usize, passage: &Passage, under: Option<&Dateline>) -> Option<Claim> {
    let who = page.who(passage);
    let own = passage
        .times
        .iter()
        .filter_map(|i| page.annotations.times.get(*i))
        .filter(|time| matches!(time.kind, Timex::Date | Timex::Time))
        .filter_map(|time| Some((time.grain, time.range()?)))
        .filter(|(_, range)| range.from < range.to)
        .min_by_key(|(grain, range)| (*grain, *range))
        .map(|(_, range)| range);
    let head = || under.and_then(|head| Some(DateRange { from: head.when.from?, to: head.when.to? })).filter(|range| range.from < range.to);
    let when = own.or_else(head);
    if who.is_empty() || !crate::grammar::has_verb(&page.reading, passage.tokens.clone()) {
        return None;
    }
    let origin = speaker(page, passage, passage.span).cloned();
    let what = page.words(passage.span).to_owned();
    let acts = if is_sentence(passage) { act::acts(page, at, passage) } else { Vec::new() };
    let sized = passage.figures.iter().filter_map(|i| page.annotations.figures.get(*i));
    let sized = sized.into_iter().any(|figure| matches!(figure.unit, Unit::Money(_) | Unit::Percent | Unit::IndexPoint | Unit::Share));
    Some(Claim { kind: ClaimKind::Event { what, who, when, acts, sized }, origin, evidence: page.receipt(passage.span)? })
}

/// The month that holds a day.
pub(crate) fn month(day: jiff::civil::Date) -> Option<DateRange> {
    Some(DateRange { from: day.first_of_month(), to: day.last_of_month().tomorrow().ok()? })
}
