//! Names with the family name first: "Yan Zhaojun", "Lee Ka-shing", "Andrew Leung Kwan-yuen".

use super::name::{Candidate, is_family_first, is_first_name, is_plain_word};
use super::{FindName, PERSON};
use crate::document::Document;
use crate::rule::{Rule, RuleCard};

pub(super) const RULE: Rule<FindName> = Rule {
    card: RuleCard {
        name: "person/family_first",
        about: "A Chinese, Korean or Vietnamese family name before given syllables, perhaps behind a Western first name.",
        cases: include_str!("family_first.toml"),
    },
    find,
};

fn find(document: &Document<'_>, candidate: &Candidate<'_>) -> Option<f32> {
    let (reading, knowledge) = (document.reading, document.knowledge);
    let pieces = candidate.pieces();
    if candidate.unsure || is_feast(document, candidate) {
        return None;
    }
    let first = pieces.first()?;
    let western = pieces.len() >= 3 && is_first_name(knowledge, reading.word(first.tokens.start));
    let rest = pieces.get(1..).unwrap_or(&[]);
    let fits = is_family_first(document, pieces) || (western && is_family_first(document, rest));
    // "So Long" and "An Hour" are no names: at least one word is none of English.
    let all_plain = pieces.iter().all(|part| part.tokens.len() == 1 && is_plain_word(knowledge, reading.word(part.tokens.start)));
    let given_plain = pieces.last().is_some_and(|part| part.tokens.len() == 1 && is_plain_word(knowledge, reading.word(part.tokens.start)));
    (fits && !all_plain && !(given_plain && pieces.len() == 2 && is_plain_word(knowledge, reading.word(first.tokens.start))))
        .then_some(PERSON)
}

/// "Ching Ming", "the Chung Yeung holiday": feasts have names that look like people's.
fn is_feast(document: &Document<'_>, candidate: &Candidate<'_>) -> bool {
    const FEASTS: &[[&str; 2]] = &[["ching", "ming"], ["qing", "ming"], ["chung", "yeung"], ["chong", "yang"]];
    let tokens = candidate.tokens();
    let named = tokens.len() == 2 && FEASTS.iter().any(|feast| document.reading.has_words(tokens.start, feast));
    let feast = matches!(document.reading.word(tokens.end), "festival" | "festivals" | "holiday" | "holidays" | "feast");
    let the = tokens.start.checked_sub(1).is_some_and(|k| document.reading.word(k) == "the");
    named || (feast && the)
}
