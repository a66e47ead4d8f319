//! What happened when, from many articles: dated sentences, sorted, told once, and the busiest days chosen on demand.

use crate::alike;
use crate::choice;
use crate::dateline;
use crate::digest;
use crate::event;
use crate::page::{Page, pages};
use crate::point;
use crate::profile::Body;
use crate::same;
use crate::weight;
use annals_model::{Annotated, ArticleId, EntityId, Event, Figure, Line, RegionKind, Source};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Entries that one is compared with: enough for what was just said, and never quadratic.
const COMPARED: usize = 256;

/// First day and the first day after, as far as known.
type Days = (Option<Date>, Option<Date>);

/// What a timeline is asked for; the default is everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimelineOptions {
    /// Only events in which one of these takes part; all when empty.
    pub entities: Vec<EntityId>,
    /// Only events that end after the start of this day.
    pub from: Option<Date>,
    /// Only events that begin before this day.
    pub to: Option<Date>,
    /// At most this many days: those that most sentences and articles speak of.
    pub dates: Option<usize>,
    /// At most this many sentences a day: those that tell it best, sentences without a date that open its articles among them.
    pub sentences: Option<usize>,
}

/// Dated events, and sentences whose date is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// Sorted by first day, then range, then evidence.
    pub events: Vec<Event>,
    /// Dated words whose day is not known, in the order of articles and texts.
    pub undated: Vec<Line>,
    /// The articles that events and undated lines cite, numbered in order of publication.
    #[serde(default)]
    pub sources: Vec<Source>,
}

/// The timeline of `articles`, in any order: the same articles give the same timeline.
#[must_use]
pub fn timeline(articles: &[&Annotated], options: &TimelineOptions) -> Timeline {
    of_pages(&pages(articles), options)
}

pub(crate) fn of_pages(pages: &[Page<'_>], options: &TimelineOptions) -> Timeline {
    let (mut events, mut undated, mut titles, mut listed, mut told) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let chosen = options.dates.is_some() || options.sentences.is_some();
    let mut beside = Vec::new();
    for page in pages {
        let (mut body, mut headlines) = (None, Vec::new());
        let own = events.len();
        let heads = dateline::datelines(page);
        for (passage, head) in page.passages.iter().zip(&heads) {
            if !passage.region.is_content() {
                // The outlet's own digest: what stands under a date, and dated sentences that need no other.
                if head.is_some() {
                    listed.extend(event::events(page, passage, head.as_ref()));
                } else if !passage.times.is_empty()
                    && !point::leans(page, passage)
                    && body.get_or_insert_with(|| Body::new(page)).lacks(page, passage)
                {
                    told.extend(event::events(page, passage, None));
                }
                continue;
            }
            if passage.times.is_empty() && head.is_none() {
                continue;
            }
            let found = event::events(page, passage, head.as_ref());
            if chosen {
                beside.extend(event::beside(page, passage, &found));
            }
            if passage.region == RegionKind::Headline {
                headlines.extend(found)
            } else {
                events.extend(found)
            }
            let asked = options.entities.is_empty() || page.who(passage).iter().any(|id| options.entities.contains(id));
            undated.extend(event::undated(page, passage).filter(|_| asked && head.is_none()));
        }
        // A headline tells what its article tells better; alone it is an event only when no sentence below it is of that day.
        headlines.retain(|headline| !events.iter().skip(own).take(COMPARED).any(|event| says(event, headline)));
        titles.extend(headlines);
    }
    events.retain(|event| wanted(event, options));
    titles.retain(|event| wanted(event, options));
    add_unsaid(&mut events, titles, true);
    add_unsaid(&mut events, listed, true);
    add_unsaid(&mut events, told, false);
    events.retain(|event| wanted(event, options));
    sort(&mut events);
    let by_id: same::ById<'_> = pages.iter().map(|page| (page.article.id.as_str(), page)).collect();
    let mut events = same::joined(&by_id, told_once(&by_id, events));
    if chosen {
        let openings = pages.iter().flat_map(choice::openings);
        let others = beside.into_iter().chain(openings).filter(|event| wanted(event, options)).collect();
        let (dates, sentences) = (options.dates.unwrap_or(usize::MAX), options.sentences.unwrap_or(usize::MAX));
        events = choice::choose(pages, events, others, dates, sentences);
        sort(&mut events);
    }
    let cited: BTreeSet<&ArticleId> =
        events.iter().map(|event| &event.line).chain(&undated).flat_map(|line| &line.evidence).map(|receipt| &receipt.article).collect();
    let sources = pages.iter().filter(|page| cited.contains(&page.article.id)).zip(1..).map(digest::source).collect();
    Timeline { events, undated, sources }
}

/// The content words of an entry, each once.
fn terms(event: &Event) -> Vec<u64> {
    weight::counts(&event.line.text, |_, _| 1.0).into_iter().map(|(term, _)| term).collect()
}

/// Whether a sentence of a body says what a headline says: of the same day, or of one within it, in half of its words or more.
fn says(event: &Event, headline: &Event) -> bool {
    let within = |a: &Event, b: &Event| a.from >= b.from && b.to.is_none_or(|end| a.to.is_some_and(|to| to <= end));
    (within(event, headline) || within(headline, event)) && annals_text::containment(&terms(headline), &terms(event)) >= 0.5
}

/// Adds the entries of outlets' own digests that are not told yet in mostly the same words: of the same days, for those
/// that stand under a date (`listed`), of whatever day for the others.
fn add_unsaid(events: &mut Vec<Event>, more: Vec<Event>, listed: bool) {
    /// Content words of an entry that another must hold to have said it already.
    const SAID: f64 = 0.6;
    if more.is_empty() {
        return;
    }
    let key = |event: &Event| listed.then_some((event.from, event.to));
    let mut told: BTreeMap<Option<Days>, Vec<Vec<u64>>> = BTreeMap::new();
    for event in events.iter() {
        told.entry(key(event)).or_default().push(terms(event));
    }
    for event in more {
        let own = terms(&event);
        let before = told.entry(key(&event)).or_default();
        if !before.iter().rev().take(COMPARED).any(|words| annals_text::containment(&own, words) >= SAID) {
            before.push(own);
            events.push(event);
        }
    }
}

fn wanted(event: &Event, options: &TimelineOptions) -> bool {
    let after = options.from.is_none_or(|from| event.to.is_none_or(|to| from < to));
    let before = options.to.is_none_or(|to| event.from.is_none_or(|from| from < to));
    after && before && (options.entities.is_empty() || event.entities.iter().any(|id| options.entities.contains(id)))
}

/// By first day, then range, then evidence.
pub(crate) fn sort(events: &mut [Event]) {
    events.sort_by(|a, b| {
        let key = |event: &Event| (event.from.or(event.to), event.from, event.to);
        key(a).cmp(&key(b)).then_with(|| a.line.evidence.cmp(&b.line.evidence)).then_with(|| a.surface.cmp(&b.surface))
    });
}

/// Events of the same days in mostly the same words become one with the evidence of all, unless their figures differ or
/// none of their names is shared.
fn told_once(pages: &same::ById<'_>, events: Vec<Event>) -> Vec<Event> {
    /// How many earlier events of the same days one is compared with: enough for copies, and never quadratic.
    const LOOK_BACK: usize = 64;
    let mut kept: Vec<Event> = Vec::with_capacity(events.len());
    let mut pairs: Vec<Vec<u64>> = Vec::with_capacity(events.len());
    let mut figures: Vec<Vec<&Figure>> = Vec::with_capacity(events.len());
    for event in events {
        // The date is the same already, in whatever words.
        let words = event.line.text.replacen(&event.surface, "", 1);
        let reading = annals_text::read(&words);
        let own = alike::word_pairs(&reading, 0..reading.len());
        let told = same::figures(&event, pages);
        let first = kept.len().saturating_sub(LOOK_BACK);
        let same = (first..kept.len()).find(|k| {
            kept.get(*k).is_some_and(|before| {
                (before.from, before.to) == (event.from, event.to)
                    && (before.entities.is_empty()
                        || event.entities.is_empty()
                        || before.entities.iter().any(|id| event.entities.contains(id)))
                    && before.line.evidence.iter().all(|e| event.line.evidence.iter().all(|f| e.article != f.article || e.span == f.span))
            }) && pairs.get(*k).is_some_and(|before| alike::says_the_same(before, &own))
                && figures.get(*k).is_none_or(|before| !same::differ(before, &told))
        });
        match same.and_then(|k| kept.get_mut(k)) {
            Some(before) => {
                before.line.evidence.extend(event.line.evidence);
                before.line.evidence.dedup();
                before.entities.extend(event.entities.into_iter().filter(|id| !before.entities.contains(id)).collect::<Vec<_>>());
            }
            None => {
                kept.push(event);
                pairs.push(own);
                figures.push(told);
            }
        }
    }
    // The first evidence is the one whose words are shown; the others follow in order.
    for event in &mut kept {
        if let Some((_, others)) = event.line.evidence.split_first_mut() {
            others.sort();
        }
    }
    kept
}
