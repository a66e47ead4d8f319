//! What a digest says of time beyond its dated sentences: happenings that a record names in passing, and deals and ratings
//! without a date.

use crate::event;
use crate::page::{Page, Passage};
use crate::record;
use annals_model::{Event, Evidence, Line, Metric, RegionKind, Span};

/// Lines without a date, at most.
const MOST: usize = 12;

/// Happenings with a year that records are counted from: "the widest since the harbour fire of 2000".
pub(crate) fn happenings(page: &Page<'_>) -> Vec<Event> {
    let mut found = Vec::new();
    for (_, passage) in page.content().filter(|(_, passage)| passage.region == RegionKind::Body) {
        for when in event::whens(page, passage) {
            let since = since_a_happening(page, passage, when.span).filter(|_| record::dates_a_record(page, passage, when.span));
            if let Some((surface, line)) = since.and_then(|surface| Some((surface, page.line(passage, passage.span)?))) {
                found.push(Event {
                    from: when.from,
                    to: when.to,
                    grain: when.grain,
                    basis: when.basis,
                    surface: page.words(surface).to_owned(),
                    line,
                    entities: page.who(passage),
                });
            }
        }
    }
    found
}

/// "since the harbour fire of 2000": from "since" to the date, when a happening is named between them.
fn since_a_happening(page: &Page<'_>, passage: &Passage, date: Span) -> Option<Span> {
    const HAPPENINGS: &[&str] = &[
        "attack",
        "attacks",
        "bailout",
        "bankruptcy",
        "bubble",
        "bust",
        "collapse",
        "crash",
        "crisis",
        "default",
        "devaluation",
        "disaster",
        "earthquake",
        "election",
        "embargo",
        "epidemic",
        "fire",
        "flood",
        "floods",
        "hurricane",
        "invasion",
        "launch",
        "listing",
        "lockdown",
        "lockdowns",
        "meltdown",
        "merger",
        "outbreak",
        "pandemic",
        "panic",
        "rebellion",
        "recession",
        "referendum",
        "revolution",
        "rout",
        "scandal",
        "shock",
        "slump",
        "strike",
        "sell-off",
        "storm",
        "takeover",
        "uprising",
        "war",
    ];
    let reading = &page.reading;
    let first = reading.token_at(date.start);
    let since = (passage.tokens.start..first).rev().take(8).find(|k| reading.word(*k) == "since")?;
    let of = first.checked_sub(1).filter(|k| matches!(reading.word(*k), "of" | "in"))?;
    let named = of > since + 1 && HAPPENINGS.contains(&reading.word(of - 1));
    named.then(|| Span { start: reading.span(since..since + 1).start, end: date.end })
}

/// Sentences with an analyst's action, or a firm's deal of a stated size, and no date; in text order. What `told` cites is
/// left out.
pub(crate) fn undated<'l>(page: &Page<'_>, told: impl Iterator<Item = &'l Evidence>) -> Vec<Line> {
    let cited: Vec<Span> = told.filter(|receipt| receipt.article == page.article.id).map(|receipt| receipt.span).collect();
    let body = page.content().filter(|(_, passage)| passage.region == RegionKind::Body && passage.whole);
    let dateless = |passage: &Passage| {
        let times = passage.times.iter().filter_map(|i| page.annotations.times.get(*i));
        times.filter(|time| time.kind != annals_model::Timex::Set).all(|time| time.from.is_none() && time.to.is_none())
    };
    let deals = |passage: &Passage| {
        let figures = passage.figures.iter().filter_map(|i| page.annotations.figures.get(*i));
        figures.filter(|figure| figure.metric == Some(Metric::Proceeds)).any(|figure| figure.subject.is_some())
    };
    let kept = body.map(|(_, passage)| passage).filter(|passage| !passage.actions.is_empty() || deals(passage));
    let new = kept.filter(|passage| dateless(passage) && !cited.iter().any(|span| span.overlaps(passage.span)));
    new.filter_map(|passage| page.line(passage, passage.span)).take(MOST).collect()
}
