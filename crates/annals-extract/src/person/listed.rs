//! Names told by the lists alone: a known first name and a known surname.

use super::name::{Candidate, is_given_name, is_plain_word, weight};
use super::{FindName, PERSON};
use crate::document::Document;
use crate::rule::{Rule, RuleCard};

pub(super) const RULE: Rule<FindName> = Rule {
    card: RuleCard {
        name: "person/listed",
        about: "A listed first name before a listed surname is a person, whatever stands around it.",
        cases: include_str!("listed.toml"),
    },
    find,
};

fn find(document: &Document<'_>, candidate: &Candidate<'_>) -> Option<f32> {
    if candidate.words() < 2 || candidate.unsure {
        return None;
    }
    let reading = document.reading;
    let plain =
        |part: Option<&super::run::Part>| part.is_none_or(|part| is_plain_word(document.knowledge, reading.word(part.tokens.start)));
    let pieces = candidate.pieces();
    // An unlisted surname will do behind a first name that is nothing else.
    let sure_first = pieces.first().is_some_and(|part| is_given_name(document.knowledge, reading.word(part.tokens.start)))
        && !plain(pieces.last())
        && candidate.words() == 2;
    (weight(document, candidate) >= if sure_first { 2 } else { 3 }).then_some(PERSON)
}
