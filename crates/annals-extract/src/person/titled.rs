//! Names behind a title: "Chief Executive Jane Roe", "analyst Tom Ip", "Mr. Lau".

use super::name::{Candidate, is_plain_word, is_surname, weight};
use super::{FindName, PERSON};
use crate::document::Document;
use crate::rule::{Rule, RuleCard};
use annals_text::Shape;

pub(super) const RULE: Rule<FindName> = Rule {
    card: RuleCard {
        name: "person/titled",
        about: "A title or form of address stands directly before the name.",
        cases: include_str!("titled.toml"),
    },
    find,
};

fn find(document: &Document<'_>, candidate: &Candidate<'_>) -> Option<f32> {
    if !candidate.titled {
        return None;
    }
    let points = weight(document, candidate);
    if candidate.words() >= 2 {
        return (points >= 0).then_some(PERSON);
    }
    // A last name alone needs a form of address: "President Xi", not "Chief Wonders".
    let part = candidate.pieces().last()?;
    let word = document.reading.word(part.tokens.start);
    let shouted = document.reading.tokens().get(part.tokens.start).is_some_and(|t| t.shape == Shape::Upper);
    let known = is_surname(document.knowledge, word) || !is_plain_word(document.knowledge, word);
    (candidate.addressed && candidate.pieces().len() == 1 && known && !shouted && word.len() >= 2).then_some(PERSON)
}
