//! Superlatives that the article itself contradicts: "the highest in a day since 2016", with a higher day between.

use super::{Failed, words};
use crate::claim::Told;
use crate::page::{Page, Passage};
use annals_model::{ClaimKey, ClaimKind, DateRange, Direction, Figure, Span};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Which way a superlative looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Most,
    Least,
}

struct Fact<'a> {
    figure: &'a Figure,
    key: &'a ClaimKey,
    value: Decimal,
    direction: Option<Direction>,
    period: DateRange,
}

/// Words that say that nothing was more, or less.
const MOST: &[&str] = &["highest", "largest", "biggest", "most", "record", "greatest", "steepest", "sharpest", "strongest", "best"];
const LEAST: &[&str] = &["lowest", "smallest", "least", "weakest", "slowest"];

/// Whether a text may hold a superlative at all.
pub(super) fn possible(text: &str) -> bool {
    MOST.iter().chain(LEAST).any(|word| text.contains(word))
}

/// Figures called the most or least since a day, or ever, beside a larger or smaller one of the same series after that day.
pub(super) fn failed(page: &Page<'_>, told: &[Told]) -> Vec<Failed> {
    let facts: Vec<Fact<'_>> =
        told.iter().filter(|told| told.claim.evidence.article == page.article.id).filter_map(|told| fact(page, told)).collect();
    let mut found = Vec::new();
    for one in &facts {
        let Some(passage) = page
            .passage_of(one.figure.span)
            .and_then(|at| page.passages.get(at))
            .filter(|passage| passage.region.is_content() && crate::claim::is_sentence(passage))
        else {
            continue;
        };
        let Some((way, said)) = superlative(page, passage, one.figure) else { continue };
        let Some(since) = since(page, passage, said) else { continue };
        let beats = |other: &&Fact<'_>| {
            let beyond = if way == Way::Most { other.value > one.value } else { other.value < one.value };
            let between = since.is_none_or(|day| other.period.from > day) && other.period.to <= one.period.from;
            beyond && between && same_series(one, other)
        };
        if let Some(other) = facts.iter().find(beats) {
            let (word, times) = if way == Way::Most { ("more", "most") } else { ("less", "least") };
            let why = format!(
                "{} is called the {times} since then, but {} is {word} and lies between",
                words(page, one.figure),
                words(page, other.figure)
            );
            found.push(Failed { check: "superlative", spans: vec![one.figure.span, other.figure.span], why, hint: None });
        }
    }
    found
}

fn fact<'a>(page: &Page<'a>, told: &'a Told) -> Option<Fact<'a>> {
    let ClaimKind::Figure { key, value, direction, .. } = &told.claim.kind else { return None };
    let period = key.period.filter(|_| key.metric.is_some())?;
    let evidence = told.claim.evidence.span;
    let figures = &page.annotations.figures;
    let first = figures.partition_point(|figure| figure.span.start < evidence.start);
    let mut inside = figures.iter().skip(first).take_while(|figure| figure.span.start < evidence.end);
    let figure = inside.find(|figure| figure.value == *value && evidence.contains(figure.span))?;
    Some(Fact { figure, key, value: *value, direction: *direction, period })
}

/// One subject, measure, unit and direction over stretches of one length: a day is not compared with a month.
fn same_series(a: &Fact<'_>, b: &Fact<'_>) -> bool {
    let length = |fact: &Fact<'_>| fact.period.to.since(fact.period.from).map_or(0, |days| days.get_days());
    let close = (length(a) - length(b)).abs() <= 3;
    let (x, y) = (a.key, b.key);
    close && x.subject == y.subject && x.metric == y.metric && x.unit == y.unit && x.deed == y.deed && a.direction == b.direction
}

/// The superlative said of a figure and where: in its sentence, with no other figure between.
fn superlative(page: &Page<'_>, passage: &Passage, figure: &Figure) -> Option<(Way, usize)> {
    let reading = &page.reading;
    let (first, last) = (reading.token_at(figure.span.start), reading.token_at(figure.span.end));
    let other = |k: usize| {
        let at = reading.tokens().get(k).map_or(0, |token| token.start);
        passage
            .figures
            .iter()
            .filter_map(|i| page.annotations.figures.get(*i))
            .any(|f| f.span != figure.span && f.pair.is_none() && f.span.start <= at && at < f.span.end)
    };
    let behind = (last..passage.tokens.end.min(last + 14)).take_while(|k| !other(*k));
    let before = (passage.tokens.start.max(first.saturating_sub(6))..first).rev().take_while(|k| !other(*k));
    let way = |k: usize| match reading.word(k) {
        // "the second highest", "one of the largest" say less; "almost the highest" too.
        _ if (k.saturating_sub(3)..k)
            .any(|j| matches!(reading.word(j), "second" | "third" | "among" | "one" | "nearly" | "almost" | "not" | "since")) =>
        {
            None
        }
        word if MOST.contains(&word) => Some((Way::Most, k)),
        word if LEAST.contains(&word) => Some((Way::Least, k)),
        _ => None,
    };
    behind.chain(before).find_map(way)
}

/// Since when: a day, `Some(None)` for ever; `None` when it is not said.
fn since(page: &Page<'_>, passage: &Passage, said: usize) -> Option<Option<Date>> {
    let reading = &page.reading;
    let end = passage.tokens.end.min(said + 14);
    if let Some(at) = (said..end).find(|k| reading.word(*k) == "since") {
        let from = reading.tokens().get(at)?.end;
        let after: Vec<Span> = passage.times.iter().filter_map(|i| page.annotations.times.get(*i)).map(|time| time.span).collect();
        let near = after.into_iter().find(|span| span.start >= from && reading.token_at(span.start) <= at + 10)?;
        let time = page.annotations.times.iter().find(|time| time.span == near)?;
        return time.to.map(|day| day.yesterday().ok());
    }
    let ever = reading.word(said) == "record" || (said..end).any(|k| matches!(reading.word(k), "ever" | "record"));
    ever.then_some(None)
}
