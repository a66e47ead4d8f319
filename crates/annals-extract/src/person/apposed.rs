//! Names explained by what stands beside them: "Mabrouk Chetouane, head of strategy at Acme", "Ann Roe, 45,".

use super::name::{Candidate, weight};
use super::{FindName, PERSON, title};
use crate::document::Document;
use crate::rule::{Rule, RuleCard};

pub(super) const RULE: Rule<FindName> = Rule {
    card: RuleCard {
        name: "person/apposed",
        about: "A title, an age or a clause with “who” stands beside the name.",
        cases: include_str!("apposed.toml"),
    },
    find,
};

fn find(document: &Document<'_>, candidate: &Candidate<'_>) -> Option<f32> {
    if candidate.words() + candidate.pieces().iter().filter(|p| p.kind == super::run::PartKind::Initial).count() < 2 {
        return None;
    }
    let reading = document.reading;
    let tokens = candidate.tokens();
    let (before, end) = (tokens.start, tokens.end);
    let comma_after = reading.surface(end) == ",";
    let age = comma_after
        && reading.tokens().get(end + 1).is_some_and(|t| t.is_number())
        && matches!(reading.surface(end + 2), "," | "." | ")")
        && reading.surface(end + 1).len() == 2;
    let clause = comma_after && matches!(reading.word(end + 1), "who" | "whose" | "aged");
    let bracket = reading.surface(end) == "(" && reading.tokens().get(end + 1).is_some_and(|t| t.is_number());
    let stated = comma_after
        && title::statement_at(reading, &[], end + 1).is_some_and(|s| {
            matches!(reading.surface(s.end), "," | "." | "" | ";" | ")" | ":")
                || matches!(reading.word(s.end), "at" | "of" | "with" | "for" | "in" | "and" | "who" | "from" | "said")
        });
    let named_before = before > 1 && reading.surface(before - 1) == "," && title_ends_at(document, before - 1);
    let evidence = age || clause || bracket || stated || named_before;
    (evidence && weight(document, candidate) >= if age || clause || stated || named_before { 0 } else { 1 }).then_some(PERSON)
}

/// Whether a title, with or without its employer, ends before the comma at token `comma`.
fn title_ends_at(document: &Document<'_>, comma: usize) -> bool {
    let reading = document.reading;
    let sentence = reading.sentences().get(reading.sentence_of(comma)).map_or(comma, |s| s.tokens.start);
    (sentence.max(comma.saturating_sub(12))..comma)
        .any(|k| title::is_determiner(reading.word(k)) && title::statement_at(reading, &[], k).is_some_and(|s| s.end == comma))
}
