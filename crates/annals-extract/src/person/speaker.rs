//! Names that speak: "Kok Hoong Wong said", "said Mabrouk Chetouane".

use super::name::{Candidate, weight};
use super::{FindName, PERSON};
use crate::attribution::cue::{Cue, cue};
use crate::document::Document;
use crate::rule::{Rule, RuleCard};
use crate::tagger::is_media_word;

pub(super) const RULE: Rule<FindName> = Rule {
    card: RuleCard {
        name: "person/speaker",
        about: "A verb of saying stands directly before or after the name.",
        cases: include_str!("speaker.toml"),
    },
    find,
};

fn find(document: &Document<'_>, candidate: &Candidate<'_>) -> Option<f32> {
    if candidate.words() < 2 {
        return None;
    }
    let reading = document.reading;
    let tokens = candidate.tokens();
    // "According to Harbour Newswire": outlets are cited as people are.
    if is_media_word(reading.word(tokens.end.saturating_sub(1))) {
        return None;
    }
    let mut after = tokens.end;
    for _ in 0..2 {
        if matches!(
            reading.word(after),
            "also" | "has" | "had" | "later" | "then" | "once" | "recently" | "previously" | "himself" | "herself"
        ) {
            after += 1;
        }
    }
    let says = |word: &str| matches!(cue(word), Some(Cue::Say | Cue::Tell | Cue::Think));
    let speaks = says(reading.word(after))
        || tokens.start.checked_sub(1).is_some_and(|k| {
            matches!(cue(reading.word(k)), Some(Cue::Say)) || (reading.has_words(k.saturating_sub(1), &["according", "to"]))
        });
    (speaks && weight(document, candidate) >= 1).then_some(PERSON)
}
