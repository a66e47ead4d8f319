//! The house behind an analyst, the analyst behind "she", and the stock behind "it".

use super::Scene;
use super::actor::Actor;
use crate::person::topic::Topics;
use annals_model::{Kind, Mention, Span};

/// How many sentences back somebody is still "she".
const REACH: usize = 3;

/// The one employer that the article tells of a person.
pub(crate) fn employer(mentions: &[Mention], topics: &Topics<'_>, actor: u32) -> Option<u32> {
    let person = mentions.get(actor as usize).filter(|m| m.kind == Kind::Person)?;
    topics.employer_of(person.entity.as_ref()?)
}

/// "She raised", "the analyst cut", "the broker lowered": who was named before.
pub(crate) fn spoken_of(scene: &Scene<'_>, start: usize, verb: usize) -> Option<Actor> {
    let reading = scene.reading;
    let word = (start..verb).rev().find(|&k| {
        matches!(reading.word(k), "he" | "she" | "it")
            || (k > start
                && reading.word(k - 1) == "the"
                && matches!(reading.word(k), "analyst" | "analysts" | "strategist" | "broker" | "brokerage" | "bank" | "house"))
    })?;
    referent(scene, word)
}

/// Whose target it is: the person behind "his" or "her" at a token.
pub(crate) fn owner(scene: &Scene<'_>, word: usize) -> Option<Actor> {
    referent(scene, word)
}

fn referent(scene: &Scene<'_>, word: usize) -> Option<Actor> {
    let reading = scene.reading;
    let firm = matches!(reading.word(word), "it" | "broker" | "brokerage" | "bank" | "house");
    let offset = reading.tokens().get(word)?.start;
    let before = scene.mentions.partition_point(|m| m.span.start < offset);
    let (k, mention) = scene
        .mentions
        .get(..before)?
        .iter()
        .enumerate()
        .rev()
        .take(24)
        .find(|(k, m)| !m.nominal && if firm { m.kind == Kind::Firm && scene.topics.is_house(*k) } else { m.kind == Kind::Person })?;
    let there = reading.sentence_of(reading.token_at(mention.span.start));
    let index = u32::try_from(k).ok()?;
    let rates = firm || employer(scene.mentions, scene.topics, index).is_some();
    (rates && reading.sentence_of(word) <= there + REACH).then(|| Actor {
        mention: index,
        span: reading.tokens().get(word).map_or(mention.span, annals_text::Token::span),
        passive: false,
    })
}

/// What "the stock", "it", "her target" rates: that of the action just told, else what the passage is about. The span is the words
/// at hand, or the firm's name when there are none. Unless a rating is printed (`graded`), a firm that is no house may as well speak
/// of itself, and rates nothing.
pub(crate) fn rated(scene: &Scene<'_>, verb: usize, actor: u32, words: Option<Span>, graded: bool) -> (Option<u32>, Option<Span>) {
    let reading = scene.reading;
    let known = employer(scene.mentions, scene.topics, actor).unwrap_or(actor);
    if !graded && !scene.topics.is_house(known as usize) && scene.mentions.get(actor as usize).is_some_and(|m| m.kind != Kind::Person) {
        return (None, words);
    }
    let id = |k: u32| scene.mentions.get(k as usize).and_then(|m| m.entity.as_ref());
    let here = reading.sentence_of(verb);
    let same = |other: u32| id(employer(scene.mentions, scene.topics, other).unwrap_or(other)) == id(known);
    let told =
        scene.earlier.iter().rev().take(4).find(|a| same(a.actor) && reading.sentence_of(reading.token_at(a.span.start)) + 2 >= here);
    let object = match told.and_then(|a| a.object) {
        Some(object) => Some(object),
        None => scene.topics.rated_at(verb, known as usize).and_then(|k| u32::try_from(k).ok()),
    };
    let own = scene.mentions.get(object.unwrap_or(u32::MAX) as usize).map(|m| m.span);
    (object, words.or(own))
}

/// Whether words name nothing themselves: "the stock", "it", "her price target".
pub(crate) fn points_back(scene: &Scene<'_>, words: Option<Span>) -> bool {
    let Some(span) = words else { return true };
    scene.reading.tokens_in(span).all(|k| {
        let word = scene.reading.word(k);
        super::lexicon::rating(scene.reading, k).is_some()
            || word.ends_with("maker")
            || matches!(
                word,
                "the"
                    | "a"
                    | "an"
                    | "his"
                    | "her"
                    | "its"
                    | "their"
                    | "it"
                    | "them"
                    | "stock"
                    | "stocks"
                    | "share"
                    | "shares"
                    | "price"
                    | "rating"
                    | "target"
                    | "company"
                    | "firm"
                    | "lender"
                    | "bank"
                    | "retailer"
                    | "insurer"
                    | "airline"
                    | "chain"
                    | "miner"
                    | "brewer"
                    | "recommendation"
                    | "coverage"
                    | "call"
                    | "stance"
                    | "view"
                    | "12"
                    | "month"
                    | "-"
                    | "one"
                    | "notch"
                    | "by"
                    | "own"
                    | "of"
                    | "\""
                    | "“"
                    | "”"
            )
    })
}
