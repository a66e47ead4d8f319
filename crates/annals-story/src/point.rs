//! The key points: whole sentences of the article that say most, chosen by a plain score and so that its parts are covered.
//!
//! | a sentence scores | for |
//! |---|---|
//! | 3 or 2 | being the first of the body: with a figure, an action, a record or who the headline names; without |
//! | 2, 1 | being in its first paragraph, in its first three |
//! | 1.5 each, at most 3 | a figure with subject and direction |
//! | 1 | the first such figure of the opening paragraphs |
//! | 0.75 each, with the next at most 1.5 | a figure of a known measure, and a move over a stretch that began more than a year ago |
//! | 0.5 each | any other figure |
//! | 2, and 0.5 each further one | an analyst's action; 0.5 when it names a new value |
//! | 1.5 | a record |
//! | 2 | a named cause ("driven by", "the turning point") |
//! | 2 | speaking against the news: a figure that moves the other way, a fall under "Challenges remain" |
//! | 1 | a figure set against the one before ("In contrast, …") |
//! | 1 each, at most 2 | a firm or index that the headline names |
//! | 0.5 each, at most 1 | any other firm or index |
//! | up to 1 | content words shared with the headline |
//! | 0.5, 1 | a known date, one of the last days |
//! | −1 | more than 45 words, or fewer than 8 |
//! | −1 | being a direct quotation |
//! | −0.75 | being about none whom the headline names, when it names any |
//! | −1 | looking back on what is over ("had climbed") |
//! | −6 | opening with a word that points back ("This", "It"): taken only when too few others stand; −1 when it is sure whom it means |
//! | −2 | opening with a word that carries on ("For example", "A week later"), or about a firm or index that it does not name; −0.5 when it is sure which |
//!
//! Questions, fragments, sentences cut by a region, and quotations without their speaker are never taken. Which of them
//! are taken together: `choose.rs`.

use crate::alike;
use crate::grammar;
use crate::page::{Page, Passage};
use crate::referent;
use crate::section::{self, Sections};
use crate::weight;
use annals_model::{Basis, EntityId, Figure, Grain, Kind, QuoteKind, RegionKind};
use jiff::ToSpan as _;
use std::collections::BTreeSet;

/// What a sentence is measured against: its page's headline and the place of its paragraphs.
pub(crate) struct Scale {
    headline_terms: BTreeSet<u64>,
    headline_entities: BTreeSet<EntityId>,
    /// First passage of the body, and the numbers of its first paragraphs.
    lede: Option<usize>,
    paragraphs: Vec<u32>,
    /// First passage of the opening paragraphs with a figure that moves.
    opening_figure: Option<usize>,
    pub(crate) sections: Sections,
}

impl Scale {
    pub(crate) fn new(page: &Page<'_>) -> Self {
        let headline = page.content().filter(|(_, passage)| passage.region == RegionKind::Headline);
        let headline_entities = headline.flat_map(|(_, passage)| page.who(passage)).collect();
        let words = page.article.headline.as_deref().unwrap_or_default();
        let headline_terms = weight::counts(words, |_, _| 1.0).into_iter().map(|(term, _)| term).collect();
        let body: Vec<(usize, &Passage)> = page.content().filter(|(_, passage)| passage.region == RegionKind::Body).collect();
        let mut paragraphs: Vec<u32> = Vec::new();
        let lede = body.iter().find(|(_, passage)| passage.whole && ends_whole(page, passage)).map(|(i, _)| *i);
        for (i, passage) in &body {
            if paragraphs.len() < 3 && lede.is_some_and(|lede| *i >= lede) && paragraphs.last() != Some(&passage.paragraph) {
                paragraphs.push(passage.paragraph);
            }
        }
        let opening = |passage: &&(usize, &Passage)| paragraphs.contains(&passage.1.paragraph);
        let moving = |(_, passage): &&(usize, &Passage)| figures(page, passage).any(|figure| is_told(figure) && !is_old(page, figure));
        let opening_figure = body.iter().filter(opening).find(moving).map(|(i, _)| *i);
        Self { headline_terms, headline_entities, lede, paragraphs, opening_figure, sections: Sections::new(page) }
    }
}

fn figures<'p>(page: &'p Page<'_>, passage: &'p Passage) -> impl Iterator<Item = &'p Figure> {
    passage.figures.iter().filter_map(|i| page.annotations.figures.get(*i))
}

/// Whether it is told of whom a figure is and which way it went.
fn is_told(figure: &Figure) -> bool {
    (figure.subject.is_some() || figure.subject_span.is_some()) && figure.direction.is_some()
}

/// Whether a figure is of a stretch that began more than a year before publication.
fn is_old(page: &Page<'_>, figure: &Figure) -> bool {
    let period = figure.period.and_then(|i| page.annotations.times.get(i as usize)).and_then(|time| time.from);
    let year = page.day().and_then(|day| day.checked_sub(366.days()).ok());
    period.zip(year).is_some_and(|(from, year)| from < year)
}

/// How much a sentence says, by the table above.
pub(crate) fn score(page: &Page<'_>, scale: &Scale, index: usize, passage: &Passage) -> f64 {
    let reading = &page.reading;
    let words = || passage.tokens.clone().filter(|i| reading.tokens().get(*i).is_some_and(|token| token.is_word() || token.is_number()));
    let (mut told, mut plain, mut record) = (0.0_f64, 0.0_f64, false);
    for figure in figures(page, passage) {
        match figure {
            _ if is_told(figure) && !is_old(page, figure) => told += 1.0,
            Figure { metric: Some(_), .. } => plain += 0.75,
            _ => plain += 0.5,
        }
        record |= figure.record;
    }
    record |= words().any(|i| grammar::is_record(reading.word(i)));
    let (mut of_headline, mut others) = (0.0_f64, 0.0_f64);
    let about = about(page, passage);
    for id in &about {
        let kind = page.entity(id).map(|entity| entity.kind);
        if scale.headline_entities.contains(id) {
            of_headline += 1.0;
        } else if matches!(kind, Some(Kind::Firm | Kind::Index | Kind::Regulator | Kind::Exchange)) {
            others += 0.5;
        }
    }
    let says_much = told > 0.0 || record || of_headline > 0.0 || !passage.actions.is_empty();
    let mut sum = match scale.paragraphs.iter().position(|paragraph| *paragraph == passage.paragraph) {
        _ if scale.lede == Some(index) => {
            if says_much {
                3.0
            } else {
                2.0
            }
        }
        Some(0) => 2.0,
        Some(_) => 1.0,
        None => 0.0,
    };
    sum += (1.5 * told).min(3.0) + plain.min(1.5) + actions(page, passage);
    sum += of_headline.min(2.0) + others.min(1.0);
    let mut shared = BTreeSet::new();
    shared.extend(words().map(|i| alike::hash(weight::stem(reading.word(i)))).filter(|term| scale.headline_terms.contains(term)));
    #[expect(clippy::cast_precision_loss, reason = "a headline has few words")]
    if !scale.headline_terms.is_empty() {
        sum += shared.len() as f64 / scale.headline_terms.len() as f64;
    }
    let known = referent::referent(page, index).is_some();
    let contrast = section::contrasts(page, passage) && told > 0.0;
    for (holds, worth) in [
        (scale.opening_figure == Some(index), 1.0),
        (record, 1.5),
        (grammar::names_cause(reading, passage.tokens.clone()), 2.0),
        (scale.sections.counters(page, index, passage), 2.0),
        (contrast, 1.0),
        (times(page, passage).any(|time| time.from.is_some()), 0.5),
        (is_recent(page, passage), 0.5),
        (!(8..=45).contains(&words().count()), -1.0),
        (quoted(page, passage).is_some(), -1.0),
        (section::looks_back(page, passage), -1.0),
        (leans(page, passage), if known { -1.0 } else { -6.0 }),
        (follows_on(page, passage), if known || contrast { -0.5 } else { -2.0 }),
        (of_headline == 0.0 && !scale.headline_entities.is_empty(), -0.75),
    ] {
        sum += if holds { worth } else { 0.0 };
    }
    sum
}

/// Whom a sentence is about: those it names, those whose its figures are, those that act in it or are rated.
fn about(page: &Page<'_>, passage: &Passage) -> BTreeSet<EntityId> {
    let counted = figures(page, passage).filter_map(|figure| page.entity_of(figure.subject?));
    let actions = passage.actions.iter().filter_map(|i| page.annotations.actions.get(*i));
    let acting = actions.flat_map(|action| [Some(action.actor), action.object]).flatten().filter_map(|m| page.entity_of(m));
    page.who(passage).into_iter().chain(counted.chain(acting).cloned()).collect()
}

/// What analysts' actions are worth.
fn actions(page: &Page<'_>, passage: &Passage) -> f64 {
    let found: Vec<_> = passage.actions.iter().filter_map(|i| page.annotations.actions.get(*i)).collect();
    let further = f64::from(u32::try_from(found.len().saturating_sub(1).min(2)).unwrap_or(2));
    let valued = found.iter().any(|action| action.to.is_some());
    if found.is_empty() { 0.0 } else { 2.0 + 0.5 * further + if valued { 0.5 } else { 0.0 } }
}

fn times<'p>(page: &'p Page<'_>, passage: &'p Passage) -> impl Iterator<Item = &'p annals_model::TimeExpr> {
    passage.times.iter().filter_map(|i| page.annotations.times.get(*i))
}

/// Whether a sentence names a day or a week of the last days before publication.
fn is_recent(page: &Page<'_>, passage: &Passage) -> bool {
    let Some(day) = page.day() else { return false };
    let week = day.checked_sub(7.days()).ok();
    times(page, passage).any(|time| {
        time.grain <= Grain::Week && time.from.is_some_and(|from| from <= day) && time.to.zip(week).is_some_and(|(to, week)| to > week)
    })
}

/// Whether a sentence opens with a word that points back.
pub(crate) fn leans(page: &Page<'_>, passage: &Passage) -> bool {
    let first = passage.tokens.clone().find(|i| page.reading.tokens().get(*i).is_some_and(|token| token.is_word() || token.is_number()));
    let behind = behind_date(page, passage);
    let pronoun = |i: usize| matches!(page.reading.word(i), "he" | "she" | "it" | "they" | "his" | "her" | "its" | "their");
    // "This year" says when, not what.
    let dated = |i: usize| times(page, passage).any(|time| page.reading.token_at(time.span.start) == i);
    first.is_some_and(|i| grammar::points_back(page.reading.word(i)) && !dated(i)) || behind.is_some_and(pronoun)
}

/// The first word behind a date that opens a sentence: "On Thursday *he* …", "Since Jan. 17, *it* …".
pub(crate) fn behind_date(page: &Page<'_>, passage: &Passage) -> Option<usize> {
    let first = passage.tokens.start;
    let date = times(page, passage).find(|time| page.reading.token_at(time.span.start) <= first + 5)?;
    let preposed = (first..page.reading.token_at(date.span.start)).all(|k| {
        grammar::is_preposition(page.reading.word(k))
            || matches!(page.reading.word(k), "the" | "as" | "all" | "whole" | "course" | "early" | "late")
    });
    let mut end = page.reading.tokens_in(date.span).end;
    if matches!(page.reading.word(end), "to" | "and" | "until" | "through")
        && let Some(second) = times(page, passage).find(|time| page.reading.token_at(time.span.start) == end + 1)
    {
        end = page.reading.tokens_in(second.span).end;
    }
    (preposed && end < passage.tokens.end).then(|| end + usize::from(page.reading.surface(end) == ","))
}

/// Whether a sentence carries on from the one before: by its opening words, by a date that counts from another, or by a
/// description ("the company") of whom it does not name.
fn follows_on(page: &Page<'_>, passage: &Passage) -> bool {
    const OPENINGS: &[&[&str]] = &[
        &["for", "example"],
        &["for", "instance"],
        &["in", "addition"],
        &["by", "comparison"],
        &["as", "a", "result"],
        &["until", "then"],
        &["since", "then"],
        &["next", "up"],
        &["additionally"],
        &["also"],
        &["consequently"],
        &["furthermore"],
        &["however"],
        &["instead"],
        &["likewise"],
        &["meanwhile"],
        &["moreover"],
        &["nevertheless"],
        &["similarly"],
        &["still"],
        &["then"],
        &["therefore"],
        &["thus"],
    ];
    let reading = &page.reading;
    let first = passage.tokens.start;
    let opens = OPENINGS.iter().any(|words| first + words.len() <= passage.tokens.end && reading.has_words(first, words));
    // "At that rate", "For those months".
    let second = || !times(page, passage).any(|time| page.reading.token_at(time.span.start) <= first + 1);
    let points = grammar::is_preposition(reading.word(first)) && matches!(reading.word(first + 1), "that" | "those") && second();
    let leaning_date = passage.times.iter().filter_map(|i| page.annotations.times.get(*i)).any(|time| {
        let digits = page.words(time.span).contains(|c: char| c.is_ascii_digit());
        time.basis == Basis::Previous && !digits && time.span.start <= passage.span.start
    });
    let mut mentions =
        passage.mentions.iter().filter_map(|i| page.annotations.mentions.get(*i)).filter(|mention| mention.kind != Kind::Place);
    let subject = mentions.next().filter(|mention| mention.nominal && reading.token_at(mention.span.start) <= first + 3);
    let unnamed =
        subject.is_some_and(|subject| subject.entity.is_some() && !mentions.any(|other| !other.nominal && other.entity == subject.entity));
    opens || points || leaning_date || unnamed || described(page, passage)
}

/// Whether a sentence begins about "the company", "the carmaker", "these two" before anyone is named.
fn described(page: &Page<'_>, passage: &Passage) -> bool {
    const OTHERS: &[&str] = &["designer", "developer", "seller", "stock", "strategist", "analyst", "unit"];
    let reading = &page.reading;
    let named = passage
        .mentions
        .iter()
        .filter_map(|i| page.annotations.mentions.get(*i))
        .find(|mention| !mention.nominal && mention.kind != Kind::Place);
    let end = named.map_or(passage.tokens.end, |mention| reading.token_at(mention.span.start)).min(passage.tokens.start + 10);
    (passage.tokens.start..end).any(|k| {
        let calls = |word: &str| grammar::calls_a_firm(word) || OTHERS.contains(&word);
        let noun = || (k + 1..(k + 4).min(end)).any(|n| calls(reading.word(n)));
        reading.word(k) == "these" || (reading.word(k) == "the" && noun())
    })
}

/// Whether a sentence can stand alone: whole, closed by a full stop, with a verb, no question, no quotation without speaker.
pub(crate) fn stands_alone(page: &Page<'_>, passage: &Passage) -> bool {
    let words = passage.tokens.clone().filter(|i| page.reading.tokens().get(*i).is_some_and(annals_text::Token::is_word)).count();
    let verb = || grammar::has_verb(&page.reading, passage.tokens.clone());
    passage.whole
        && words >= 5
        && ends_whole(page, passage)
        && verb()
        && quoted(page, passage) != Some(false)
        && balanced(page.words(passage.span))
}

/// Whether a sentence ends in a full stop or an exclamation mark, closing quotation marks and brackets apart, or before the
/// number of a source, behind which its full stop is.
fn ends_whole(page: &Page<'_>, passage: &Passage) -> bool {
    let next = page.reading.tokens().get(passage.tokens.end);
    if passage.region == RegionKind::Body && next.is_some_and(|next| page.article.region_at(next.start) == RegionKind::Citation) {
        return !page.words(passage.span).ends_with([':', ';', ',']);
    }
    if is_list_item(page, passage) && !page.words(passage.span).ends_with([':', ';', ',']) {
        return true;
    }
    let words = page.words(passage.span).trim_end_matches(['"', '”', '’', '\'', ')', ']', '»']);
    words.ends_with(['.', '!', '。', '！']) && !words.ends_with("..")
}

/// Whether a sentence is an item of a list, which needs no full stop when it tells a figure.
fn is_list_item(page: &Page<'_>, passage: &Passage) -> bool {
    let before = page.article.text.get(..passage.span.start as usize).unwrap_or_default().trim_end_matches([' ', '\t', '\u{a0}']);
    before.ends_with(['•', '▪', '●', '‣', '-', '*']) && figures(page, passage).any(is_told)
}

/// Every quotation that is opened is closed.
fn balanced(words: &str) -> bool {
    let count = |sign: char| words.matches(sign).count();
    count('“') == count('”') && count('"').is_multiple_of(2)
}

/// For a sentence that is a direct quotation, for the most part: whether its speaker stands in it.
fn quoted(page: &Page<'_>, passage: &Passage) -> Option<bool> {
    let said = passage.attributions.iter().filter_map(|i| page.annotations.attributions.get(*i));
    let mut found = None;
    for attribution in said.filter(|said| said.kind != QuoteKind::Indirect) {
        let inside = |span: annals_model::Span| span.start < span.end && passage.span.contains(span);
        let quoted = attribution.content.iter().filter(|content| content.start < content.end && content.overlaps(passage.span));
        let covered: usize =
            quoted.map(|content| (content.end.min(passage.span.end) - content.start.max(passage.span.start)) as usize).sum();
        if covered * 2 < (passage.span.end - passage.span.start) as usize {
            continue;
        }
        let source = attribution.source.and_then(|i| page.mention(i)).map(|mention| mention.span).or(attribution.source_span);
        let speaker = source.is_some_and(inside);
        found = Some(found.unwrap_or(true) && speaker);
    }
    let bare = page.words(passage.span).trim_start().starts_with(['“', '"', '«']);
    let closes = page.words(passage.span).trim_end().ends_with(['”', '"', '»']);
    found.or((bare && closes).then_some(false))
}
