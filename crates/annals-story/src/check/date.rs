//! Dates that the reader of dates doubts, with the dates of the article that speak against them.

use super::Failed;
use crate::page::Page;
use annals_model::{Basis, Grain, Span};
use jiff::civil::Date;

/// Dates shown beside a doubted one, at most.
const WITNESSES: usize = 6;

/// The doubts of an article about its own dates.
pub(super) fn failed(page: &Page<'_>) -> Vec<Failed> {
    let content =
        |span: Span| page.passage_of(span).and_then(|at| page.passages.get(at)).is_some_and(|passage| passage.region.is_content());
    let notes = page.annotations.notes.iter().filter(|note| note.kind.starts_with("suspect_") && content(note.span)).take(WITNESSES * 4);
    let failed = notes.map(|note| {
        let candidate = candidate(&note.text);
        let mut spans = vec![note.span];
        spans.extend(witnesses(page, note.span, candidate).into_iter().filter(|span| content(*span)));
        let hint = candidate.map(|day| format!("{day} may be meant"));
        let doubt = note.text.strip_suffix(" may be meant").and_then(|text| text.rsplit_once(';')).filter(|_| hint.is_some());
        let why = doubt.map_or_else(|| note.text.clone(), |(why, _)| why.to_owned());
        Failed { check: "date", spans, why, hint }
    });
    failed.collect()
}

/// The day that a note proposes: the ISO date before "may be meant".
fn candidate(text: &str) -> Option<Date> {
    let before = text.strip_suffix(" may be meant")?;
    before.rsplit(' ').next()?.parse().ok()
}

/// Other dates of the article: the proposed day itself, and dates with a year that are told of although they come after the
/// doubted day.
fn witnesses(page: &Page<'_>, doubted: Span, candidate: Option<Date>) -> Vec<Span> {
    let times = &page.annotations.times;
    let printed = times.iter().find(|time| time.span == doubted).and_then(|time| time.from);
    let (Some(printed), Some(candidate)) = (printed, candidate) else { return Vec::new() };
    let speaks = |from: Date, basis: Basis, grain: Grain| {
        let same = from == candidate && grain <= Grain::Day;
        let between = basis == Basis::Stated && grain <= Grain::Month && printed < from && from < candidate;
        same || between
    };
    let others = times.iter().filter(|time| time.span != doubted);
    let speaking = others.filter(|time| time.from.is_some_and(|from| speaks(from, time.basis, time.grain)));
    speaking.map(|time| time.span).take(WITNESSES).collect()
}
