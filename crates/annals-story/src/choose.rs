//! Which sentences stand together as key points: the best of each part of the article first, nothing said twice.

use crate::alike;
use crate::grammar;
use crate::page::{Page, Passage};
use crate::point::{self, Scale};
use annals_model::{Direction, EntityId, Figure, RegionKind};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// At least this many points, when the text has them.
const FEWEST: usize = 3;
/// At most this many.
const MOST: usize = 7;
/// One point for so many sentences.
const SENTENCES_A_POINT: usize = 4;
/// A second and further sentence of one paragraph loses this much for each already taken from it.
const SAME_PARAGRAPH: f64 = 0.75;
/// A sentence with an analyst's action, or a cause, loses this much for each such taken before.
const SAME_TURN: f64 = 1.0;
/// And this much when all whom it names are named in sentences taken before.
const NOBODY_NEW: f64 = 0.5;
/// And this much when it holds a figure that is told.
const TOLD_AGAIN: f64 = 1.5;
/// A part of an article is passed over when its best sentence says less than this.
const WORTH_A_POINT: f64 = 2.5;

/// A chosen sentence: page, passage.
pub(crate) type Place = (usize, usize);

/// A sentence that may be chosen.
struct Candidate {
    score: f64,
    place: Place,
    paragraph: u32,
    /// The part of the article, between headings.
    part: u32,
    /// An analyst acts in it; it names a cause.
    turns: [bool; 2],
    who: Vec<EntityId>,
    pairs: Vec<u64>,
    facts: Vec<Fact>,
}

/// A figure, whose it is, and of when.
#[derive(PartialEq, Eq)]
struct Fact {
    value: Decimal,
    unit: String,
    up: Option<bool>,
    subject: String,
    from: Option<Date>,
}

/// The key points of several pages, in the order of pages and texts.
pub(crate) fn points(pages: &[Page<'_>]) -> Vec<Place> {
    let (mut ranked, mut parts) = (Vec::new(), 0);
    for (p, page) in pages.iter().enumerate() {
        let scale = Scale::new(page);
        parts = parts.max(scale.sections.count());
        let body = page.content().filter(|(_, passage)| passage.region == RegionKind::Body && point::stands_alone(page, passage));
        ranked.extend(body.map(|(i, passage)| (point::score(page, &scale, i, passage), (p, i), scale.sections.of(i))));
    }
    let wanted = ranked.len().div_ceil(SENTENCES_A_POINT).clamp(FEWEST, MOST);
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    // Only the best can be chosen, so that a long text costs no more than a short one.
    ranked.truncate(MOST * 32);
    let ranked: Vec<Candidate> = ranked.into_iter().filter_map(|(score, place, part)| candidate(pages, score, place, part)).collect();
    let by_parts = pages.len() == 1 && parts > 2;
    let mut taken: Vec<&Candidate> = Vec::new();
    let mut open: Vec<&Candidate> = ranked.iter().collect();
    while taken.len() < wanted {
        open.retain(|one| !taken.iter().any(|other| other.place == one.place || repeats(other, one)));
        // A part has its turn when none with a sentence worth a point has had fewer.
        let turn = open.iter().filter(|one| gain(one, &taken) >= WORTH_A_POINT).map(|one| turns(one, &taken)).min();
        let has_turn = |one: &&&Candidate| !by_parts || turn.is_none_or(|turn| turns(one, &taken) <= turn);
        let best = open
            .iter()
            .filter(has_turn)
            .map(|one| (gain(one, &taken), *one))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.place.cmp(&a.1.place)));
        match best {
            // Sentences that lean on others only fill up to the fewest.
            Some((gain, one)) if gain > 0.0 || taken.len() < FEWEST => taken.push(one),
            _ => break,
        }
    }
    let mut places: Vec<Place> = taken.iter().map(|one| one.place).collect();
    places.sort_unstable();
    places
}

fn candidate(pages: &[Page<'_>], score: f64, place: Place, part: u32) -> Option<Candidate> {
    let page = pages.get(place.0)?;
    let passage = page.passages.get(place.1)?;
    Some(Candidate {
        score,
        place,
        paragraph: passage.paragraph,
        part,
        turns: [!passage.actions.is_empty(), grammar::names_cause(&page.reading, passage.tokens.clone())],
        who: page.who(passage),
        pairs: alike::word_pairs(&page.reading, passage.tokens.clone()),
        facts: facts(page, passage),
    })
}

/// What a sentence adds to those taken.
fn gain(one: &Candidate, taken: &[&Candidate]) -> f64 {
    let beside = taken.iter().filter(|other| (other.place.0, other.paragraph) == (one.place.0, one.paragraph)).count();
    let told =
        |turn: usize| taken.iter().filter(|other| one.turns.get(turn) == Some(&true) && other.turns.get(turn) == Some(&true)).count();
    let turned = told(0) + told(1);
    let known: BTreeSet<&EntityId> = taken.iter().flat_map(|other| &other.who).collect();
    let nobody_new = !one.who.is_empty() && one.who.iter().all(|id| known.contains(id));
    #[expect(clippy::cast_precision_loss, reason = "at most seven")]
    let less = SAME_PARAGRAPH * beside as f64 + SAME_TURN * turned as f64;
    let again = taken.iter().any(|other| tells_again(other, one));
    one.score - less - if nobody_new { NOBODY_NEW } else { 0.0 } - if again { TOLD_AGAIN } else { 0.0 }
}

/// How many sentences of its part are taken; of the opening one does not count, for its first figure has a counterpart.
fn turns(one: &Candidate, taken: &[&Candidate]) -> usize {
    let of_part = taken.iter().filter(|other| (other.place.0, other.part) == (one.place.0, one.part)).count();
    if one.part == 0 { of_part.saturating_sub(1) } else { of_part }
}

/// Whether a sentence says again what one that is taken says: in mostly the same words, or with no figure that is not told.
fn repeats(taken: &Candidate, one: &Candidate) -> bool {
    let told = |fact: &Fact| taken.facts.iter().any(|other| same(fact, other));
    alike::says_the_same(&taken.pairs, &one.pairs) || (!one.facts.is_empty() && one.facts.iter().all(told))
}

/// Whether a sentence tells some figure again that one that is taken tells.
fn tells_again(taken: &Candidate, one: &Candidate) -> bool {
    one.facts.iter().any(|fact| taken.facts.iter().any(|other| same(fact, other)))
}

fn same(a: &Fact, b: &Fact) -> bool {
    let when = a.from.zip(b.from).is_none_or(|(a, b)| a == b);
    let way = a.up.zip(b.up).is_none_or(|(a, b)| a == b);
    (a.value, &a.unit, &a.subject) == (b.value, &b.unit, &b.subject) && when && way
}

/// The figures of a sentence whose subject is told; a sum in a second currency is none of its own.
fn facts(page: &Page<'_>, passage: &Passage) -> Vec<Fact> {
    let first = |i: usize, figure: &Figure| figure.pair.is_none_or(|pair| pair as usize > i);
    let figures = passage.figures.iter().filter_map(|i| Some((*i, page.annotations.figures.get(*i)?)));
    figures.filter(|(i, figure)| first(*i, figure)).filter_map(|(_, figure)| fact(page, figure)).collect()
}

fn fact(page: &Page<'_>, figure: &Figure) -> Option<Fact> {
    let of_entity = figure.subject.and_then(|m| page.entity_of(m)).map(|id| id.0.clone());
    let subject = of_entity.or_else(|| figure.subject_span.map(|span| page.words(span).to_lowercase()))?;
    let up = match figure.direction {
        Some(Direction::Up | Direction::In) => Some(true),
        Some(Direction::Down | Direction::Out) => Some(false),
        _ => None,
    };
    let from = figure.period.and_then(|i| page.annotations.times.get(i as usize)).and_then(|time| time.from);
    Some(Fact { value: figure.value, unit: figure.unit_name.clone(), up, subject, from })
}
