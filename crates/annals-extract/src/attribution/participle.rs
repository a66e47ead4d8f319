//! "…, arguing that better chances exist elsewhere", "…, citing weak demand".

use super::{Scene, clause, cue, source, verb};
use crate::rule::{Rule, RuleCard};
use annals_model::{Attribution, RuleName};

pub(super) const RULE: Rule<super::FindAttributions> = Rule {
    card: RuleCard {
        name: "attribution/participle",
        about: "What the subject of the sentence says on top: “…, adding that …”.",
        cases: include_str!("participle.toml"),
    },
    find,
};

fn find(scene: &Scene<'_>) -> Vec<Attribution> {
    let reading = scene.reading();
    let mut found = Vec::new();
    for sentence in reading.sentences() {
        let end = clause::sentence_end(reading, &sentence.tokens);
        let start = clause::sentence_start(reading, &sentence.tokens);
        let verb = (start + 2..end).find(|&k| {
            let word = reading.word(k);
            if !word.ends_with("ing") {
                return false;
            }
            let comma =
                reading.surface(k - 1) == "," || (matches!(reading.surface(k - 1), "”" | "\"" | "’") && reading.surface(k - 2) == ",");
            let noun_before = reading.word(k + 1) == "that"
                && reading.tokens().get(k - 1).is_some_and(|t| t.is_word() && !t.is_capitalised())
                && !verb::is_auxiliary(reading.word(k - 1))
                && !matches!(reading.word(k - 1), "not" | "by" | "without" | "of" | "for" | "before" | "after" | "from" | "to");
            let follows =
                comma || noun_before || (matches!(reading.word(k - 1), "and" | "while" | "in" | "also") && reading.word(k + 1) == "that");
            let says_clause = matches!(word, "saying" | "claiming" | "insisting" | "arguing" | "warning")
                && matches!(reading.word(k + 1), "that" | "he" | "she" | "they" | "it" | "there")
                && (matches!(reading.word(k - 1), "by" | "and") || matches!(reading.surface(k - 1), "–" | "—"));
            (follows || says_clause)
                && cue::is_cue(word)
                && !scene.is_quoted(k)
                && !matches!(
                    word,
                    "writing"
                        | "posting"
                        | "reading"
                        | "seeing"
                        | "finding"
                        | "feeling"
                        | "showing"
                        | "asking"
                        | "answering"
                        | "continuing"
                        | "knowing"
                        | "following"
                        | "referring"
                        | "echoing"
                        | "reflecting"
                        | "thinking"
                        | "quoting"
                        | "recounting"
                        | "comparing"
                )
        });
        let Some(verb) = verb else { continue };
        let first = verb + 1 + usize::from(reading.word(verb + 1) == "that");
        let with_clause = reading.word(verb + 1) == "that"
            || (reading.word(verb) == "claiming" && reading.word(verb + 1) == "to")
            || clause::has_finite(reading, first..end)
            || matches!(reading.word(verb), "citing" | "predicting" | "forecasting" | "expecting");
        if first + 1 >= end || !with_clause || scene.is_direct(first) {
            continue;
        }
        let subject = start..verb - 1;
        let named = source::sentence_subject(reading, scene.mentions, &subject);
        let source_span = if named.is_none() { source::leading_phrase(reading, &subject) } else { None };
        if named.is_none() && source_span.is_none() {
            continue;
        }
        let content = vec![reading.span(first..end)];
        let kind = scene.kind_of(&content);
        found.push(Attribution {
            source: named,
            source_span,
            cue: Some(reading.span(verb..verb + 1)),
            content,
            kind,
            rule: RuleName::new(RULE.card.name),
        });
    }
    found
}
