//! What a user knows better: names that annals must find, must leave alone, or must give to somebody else.
//!
//! Corrections stand above rules and tagger: their mentions stay and whatever overlaps them yields. Mentions that a correction found
//! or gave to another entity have the rule `correction`.

mod accept;
mod apply;
mod table;

pub use table::{Correction, Corrections};

pub(crate) use apply::{apply, strike};

use crate::document::Document;
use annals_model::{EntityId, Span, TimeExpr};
use std::ops::Range;
use table::Action;

/// A name that a correction found.
struct Hit<'c> {
    tokens: Range<usize>,
    span: Span,
    entity: &'c EntityId,
}

/// All names that corrections find, from left to right, the longest of those that begin together; `accepts` judges those that
/// only may be meant.
fn hits<'c>(document: &Document<'c>, accepts: impl Fn(&Range<usize>, &EntityId) -> bool) -> Vec<Hit<'c>> {
    let (corrections, reading) = (Corrections::of_document(document), document.reading);
    let mut hits = Vec::new();
    if !corrections.has_names() {
        return hits;
    }
    let mut start = 0;
    while start < reading.len() {
        let hit = corrections.at(reading, start).find_map(|(tokens, action)| {
            // "The Street" is listed with its article; the mention is without.
            let with_article = tokens.len() > 1 && reading.word(tokens.start) == "the";
            let tokens = tokens.start + usize::from(with_article)..tokens.end;
            let entity = match action {
                Action::Always(entity) => entity,
                Action::Alias(entity) if accepts(&tokens, entity) => entity,
                _ => return None,
            };
            Some(Hit { span: reading.span(tokens.clone()), tokens, entity })
        });
        start = hit.as_ref().map_or(start + 1, |hit| hit.tokens.end);
        hits.extend(hit);
    }
    hits
}

/// Whether a date holds a byte of `span`; the dates are sorted.
fn in_date(times: &[TimeExpr], span: Span) -> bool {
    let after = times.partition_point(|time| time.span.start < span.end);
    // Dates hardly lie in one another; a few back are looked at.
    times.get(after.saturating_sub(4)..after).unwrap_or_default().iter().any(|time| time.span.overlaps(span))
}

/// Takes away dates that a name which must be found stands in the way of: the "Friday" of "Black Friday Coffee".
pub(crate) fn clear(document: &Document<'_>, times: &mut Vec<TimeExpr>) {
    let hits = hits(document, |_, _| false);
    if hits.is_empty() {
        return;
    }
    let stays = |time: &TimeExpr| {
        let first = hits.partition_point(|hit| hit.span.end <= time.span.start);
        hits.get(first).is_none_or(|hit| hit.span.start >= time.span.end)
    };
    let mut places: Vec<Option<u32>> = Vec::with_capacity(times.len());
    let mut next = 0;
    for time in times.iter() {
        let place = stays(time).then_some(next);
        next += u32::from(place.is_some());
        places.push(place);
    }
    times.retain(stays);
    for time in times.iter_mut() {
        time.until = time.until.and_then(|until| places.get(until as usize).copied().flatten());
    }
}

#[cfg(test)]
mod tests;
