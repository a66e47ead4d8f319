//! Which days of a long timeline are shown, and which sentences tell each best, when not everything fits.

use crate::alike;
use crate::event;
use crate::grammar;
use crate::page::Page;
use crate::same;
use crate::weight::{self, Vector, Weights};
use annals_model::{Event, Figure, QuoteKind, RegionKind, Span};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// First day and the first day after, as far as known.
type Days = (Option<Date>, Option<Date>);

/// Sentences of the body that open an article and say what it is about.
const OPENING: usize = 5;
/// Sentences weighed for one day: the best by themselves, before repeats are left out.
const WEIGHED: usize = 200;
/// Words of a sentence that tells something, at the least and at the most.
const LENGTH: std::ops::RangeInclusive<usize> = 8..=60;

/// A sentence that could tell a day.
struct Candidate<'a> {
    event: Event,
    /// Sorted word pairs, to know a repeat.
    pairs: Vec<u64>,
    vector: Vector,
    figures: Vec<&'a Figure>,
    /// What it is worth by itself: its place in the article, length, form, and how much of its words the articles share.
    worth: f64,
}

/// Sentences without a date that open an article, at the days that the article says it tells of: that of its publication
/// and the one before, where it names them. Each has the receipt of that date beside its own.
pub(crate) fn openings(page: &Page<'_>) -> Vec<Event> {
    let Some(today) = page.day() else { return Vec::new() };
    let dates = event::days_told(page, today);
    if dates.is_empty() {
        return Vec::new();
    }
    let body = page.passages.iter().filter(|passage| passage.region == RegionKind::Body).take(OPENING);
    let undated = body.filter(|passage| event::is_undated(page, passage));
    undated.flat_map(|passage| dates.iter().filter_map(|date| event::at(page, passage, date))).collect()
}

/// The days most spoken of, and for each the sentences that tell it best, none of which repeats another. A day counts by
/// the sentences that tell it and by the articles they stand in; weeks, months and longer ranges less. `others` may tell a
/// day beside the events proper: openings of articles, and sentences that name the day in passing.
pub(crate) fn choose(pages: &[Page<'_>], events: Vec<Event>, others: Vec<Event>, dates: usize, sentences: usize) -> Vec<Event> {
    let mut spoken: BTreeMap<Days, (usize, BTreeSet<&str>)> = BTreeMap::new();
    for event in events.iter().chain(&others) {
        let (count, articles) = spoken.entry((event.from, event.to)).or_default();
        *count += event.line.evidence.len();
        articles.extend(event.line.evidence.iter().map(|receipt| receipt.article.as_str()));
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of sentences are far below 2^52")]
    let weigh = |(day, (count, articles)): (Days, (usize, BTreeSet<&str>))| ((count + articles.len()) as f64 * sharpness(day), day);
    let mut ranked: Vec<(f64, Days)> = spoken.into_iter().map(weigh).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    ranked.truncate(dates);
    let shown: BTreeSet<Days> = ranked.iter().map(|(_, day)| *day).collect();
    if sentences == usize::MAX {
        return events.into_iter().filter(|event| shown.contains(&(event.from, event.to))).collect();
    }
    let mut days: BTreeMap<Days, Vec<Candidate<'_>>> = BTreeMap::new();
    for candidate in weighed(pages, events.into_iter().chain(others).filter(|event| shown.contains(&(event.from, event.to))).collect()) {
        days.entry((candidate.event.from, candidate.event.to)).or_default().push(candidate);
    }
    // The busiest day takes a sentence first: no sentence is shown at two days.
    let mut taken = BTreeSet::new();
    let mut kept = Vec::new();
    for (_, day) in ranked {
        let mut candidates = days.remove(&day).unwrap_or_default();
        candidates.retain(|candidate| candidate.event.line.evidence.first().is_none_or(|own| !taken.contains(own)));
        for event in best(candidates, sentences) {
            taken.extend(event.line.evidence.first().cloned());
            kept.push(event);
        }
    }
    kept
}

/// What a mention of a range counts when days are chosen: a month is named in passing more often than a day.
fn sharpness((from, to): Days) -> f64 {
    let days = from.zip(to).and_then(|(from, to)| to.since(from).ok()).map(|length| length.get_days());
    match days {
        Some(..=1) => 1.0,
        Some(2..=7) => 0.5,
        Some(8..=31) => 0.2,
        _ => 0.1,
    }
}

/// The events as candidates, each weighed among all.
fn weighed<'a>(pages: &'a [Page<'a>], events: Vec<Event>) -> Vec<Candidate<'a>> {
    let shared = shared_terms(pages);
    let by_id: same::ById<'_> = pages.iter().map(|page| (page.article.id.as_str(), page)).collect();
    let vectors = Weights::vectors(events.iter().map(|event| event.line.text.as_str()));
    let candidate = |(event, vector): (Event, Vector)| {
        let reading = annals_text::read(&event.line.text);
        let place = event.line.evidence.first().and_then(|own| Some((by_id.get(own.article.as_str())?, own.span)));
        let number = place.map_or(0, |(page, span)| page.passages.partition_point(|passage| passage.span.end <= span.start));
        let words = reading.tokens().iter().filter(|token| token.is_word() || token.is_number()).count();
        let mut worth = 1.0 + 1.0 / (1.0 + f64::from(u32::try_from(number).unwrap_or(u32::MAX)));
        if !vector.terms.is_empty() {
            let known: f64 = vector.terms.iter().map(|(term, _)| shared.get(term).copied().unwrap_or(0.0)).sum();
            worth *= 1.0 + 4.0 * known / f64::from(u32::try_from(vector.terms.len()).unwrap_or(u32::MAX));
        }
        if words < *LENGTH.start() {
            worth *= 0.5;
        } else if words > *LENGTH.end() {
            worth *= 0.6;
        }
        // What was said is told by what happened, where that is known.
        if place.is_some_and(|(page, span)| is_mostly_quoted(page, span)) {
            worth *= 0.7;
        }
        let pairs = alike::word_pairs(&reading, 0..reading.len());
        let figures = same::figures(&event, &by_id);
        Candidate { event, pairs, vector, figures, worth }
    };
    events.into_iter().zip(vectors).map(candidate).collect()
}

/// Whether most of a sentence is somebody's own words.
fn is_mostly_quoted(page: &Page<'_>, span: Span) -> bool {
    let attributions = &page.annotations.attributions;
    let own = |content: &&Span| content.overlaps(span);
    let Some(passage) = page.passages.iter().find(|passage| passage.span.contains(span)) else { return false };
    let direct = passage.attributions.iter().filter_map(|i| attributions.get(*i)).filter(|said| said.kind == QuoteKind::Direct);
    let length = |content: &Span| content.end.min(span.end).saturating_sub(content.start.max(span.start));
    let quoted: u32 = direct.flat_map(|said| &said.content).filter(own).map(length).sum();
    quoted * 2 > span.end - span.start
}

/// The share of the articles in which each term stands.
fn shared_terms(pages: &[Page<'_>]) -> BTreeMap<u64, f64> {
    let mut seen: BTreeMap<u64, u32> = BTreeMap::new();
    for page in pages {
        let reading = &page.reading;
        let tokens = page.content().flat_map(|(_, passage)| passage.tokens.clone());
        let words = tokens.filter(|k| reading.tokens().get(*k).is_some_and(annals_text::Token::is_word)).map(|k| reading.word(k));
        let terms: BTreeSet<u64> = words.filter(|word| !grammar::is_stop_word(word)).map(|word| alike::hash(weight::stem(word))).collect();
        for term in terms {
            *seen.entry(term).or_default() += 1;
        }
    }
    let articles = f64::from(u32::try_from(pages.len().max(1)).unwrap_or(u32::MAX));
    seen.into_iter().map(|(term, count)| (term, f64::from(count) / articles)).collect()
}

/// Up to `count` of the candidates of a day: those most like the sum of all, by their worth, each unlike those before it.
fn best(candidates: Vec<Candidate<'_>>, count: usize) -> Vec<Event> {
    /// How alike two sentences may be, and how much likeness counts against one.
    const ALIKE: f64 = 0.6;
    const AGAINST: f64 = 0.7;
    let mut all = Vector::default();
    candidates.iter().for_each(|candidate| all.add(&candidate.vector));
    let mut left: Vec<(f64, Candidate<'_>)> =
        candidates.into_iter().map(|candidate| (candidate.vector.dot(&all) * candidate.worth, candidate)).collect();
    left.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.event.line.evidence.cmp(&b.1.event.line.evidence)));
    left.truncate(WEIGHED.max(count));
    let mut taken: Vec<Candidate<'_>> = Vec::new();
    // How alike each is to what is taken already.
    let mut nearest = vec![0.0_f64; left.len()];
    while taken.len() < count {
        let value = |(i, (score, _)): (usize, &(f64, Candidate<'_>))| (score * (1.0 - AGAINST * nearest.get(i).copied().unwrap_or(1.0)), i);
        let next = left.iter().enumerate().map(value).min_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let Some((_, at)) = next else { break };
        let (_, mut candidate) = left.remove(at);
        nearest.remove(at);
        let mut further = 0;
        let mut confirmed = Vec::new();
        left.retain(|(_, other)| {
            let likeness = candidate.vector.dot(&other.vector);
            let same = alike::says_the_same(&candidate.pairs, &other.pairs);
            let repeats = same || likeness > ALIKE;
            if same && !same::differ(&candidate.figures, &other.figures) {
                confirmed.extend(other.event.line.evidence.iter().cloned());
            }
            if repeats {
                nearest.remove(further);
            } else {
                if let Some(near) = nearest.get_mut(further) {
                    *near = near.max(likeness);
                }
                further += 1;
            }
            !repeats
        });
        let evidence = &mut candidate.event.line.evidence;
        confirmed.retain(|receipt| evidence.iter().all(|own| own.article != receipt.article));
        evidence.extend(confirmed);
        if let Some((_, others)) = evidence.split_first_mut() {
            others.sort();
        }
        evidence.dedup();
        taken.push(candidate);
    }
    taken.into_iter().map(|candidate| candidate.event).collect()
}
