//! Short lines made of printed words and a few of our own: "up nearly 70% (January 17)", "upgrade of China to overweight".

use crate::event;
use crate::page::{Page, Passage};
use crate::wording;
use annals_model::{Action, Evidence, Figure, Line, Metric, Span};

/// A figure: its measure, direction and hedge in our words, its number and period as printed.
pub(crate) fn figure(page: &Page<'_>, passage: &Passage, figure: &Figure, digest: bool) -> Option<Line> {
    let number = page.words(figure.span);
    let mut evidence = vec![page.receipt(figure.span)?];
    let mut words: Vec<&str> = Vec::new();
    // "up 21%" says by itself that it is a return.
    words.extend(figure.metric.filter(|metric| *metric != Metric::Return || figure.direction.is_none()).map(wording::metric));
    words.push(wording::modality(figure.modality));
    words.extend(figure.direction.map(wording::direction));
    words.push(wording::hedge(figure.hedge));
    words.push(number);
    words.dedup_by(|later, earlier| later == earlier && !later.is_empty());
    let mut text = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let old = figure.from.and_then(|i| page.annotations.figures.get(i as usize)).filter(|old| passage.span.contains(old.span));
    if let Some((old, receipt)) = old.and_then(|old| Some((old, page.receipt(old.span)?))) {
        text.push_str(" from ");
        text.push_str(page.words(old.span));
        evidence.push(receipt);
    }
    let period = figure.period.and_then(|i| page.annotations.times.get(i as usize)).filter(|time| passage.span.contains(time.span));
    let period = period.map(|time| event::with_preposition(page, passage, time.span));
    if let Some((span, receipt)) = period.and_then(|span| Some((span, page.receipt(span)?))) {
        text.push_str(" (");
        text.push_str(page.words(span));
        text.push(')');
        evidence.push(receipt);
    }
    if figure.record {
        text.push_str(wording::RECORD);
    }
    Some(finish(text, evidence, digest))
}

/// An analyst's action: its sort in our words, what is rated and the values as printed; `by` names the actor, for the
/// note of what is rated.
pub(crate) fn action(page: &Page<'_>, action: &Action, by: bool, digest: bool) -> Option<Line> {
    let evidence = vec![page.receipt(action.span)?];
    // Parts must be whole words of the action, so that a reader finds them at its receipt.
    let whole = |span: Span| {
        let tokens = page.reading.tokens_in(span);
        !tokens.is_empty() && page.reading.span(tokens) == span
    };
    let inside = |span: Span| Some(page.words(span)).filter(|words| action.span.contains(span) && !words.is_empty() && whole(span));
    let object = action.object_span.or_else(|| page.mention(action.object?).map(|mention| mention.span)).and_then(inside);
    let mut text = wording::action(action.kind).to_owned();
    let value = |value: &Option<annals_model::ActionValue>| value.as_ref().and_then(|value| inside(value.span));
    let actor = page.mention(action.actor).map(|mention| mention.span).and_then(inside).filter(|_| by);
    match object {
        Some(object) => text = format!("{text} {object}"),
        // "upgrade of", "target cut for": without an object the joining word goes.
        None => text.truncate(text.rfind(' ').unwrap_or(text.len())),
    }
    for (joint, words) in [(" to ", value(&action.to)), (" from ", value(&action.from)), (" by ", actor)] {
        if let Some(words) = words {
            text.push_str(joint);
            text.push_str(words);
        }
    }
    Some(finish(text, evidence, digest))
}

/// Line breaks inside printed words become spaces, and what rests on the outlet's digest says so.
fn finish(mut text: String, evidence: Vec<Evidence>, digest: bool) -> Line {
    if text.contains(['\n', '\r']) {
        text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    if digest {
        text.push_str(wording::OWN_DIGEST);
    }
    Line { text, evidence }
}
