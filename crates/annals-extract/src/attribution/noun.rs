//! "Trump's assertion that the U.S. was ahead", "the bank's forecast that rates will fall".

use super::{Scene, clause, source};
use crate::rule::{Rule, RuleCard};
use annals_model::{Attribution, RuleName};

pub(super) const RULE: Rule<super::FindAttributions> = Rule {
    card: RuleCard {
        name: "attribution/noun",
        about: "Somebody's claim, view or forecast, in the genitive, with a clause.",
        cases: include_str!("noun.toml"),
    },
    find,
};

fn find(scene: &Scene<'_>) -> Vec<Attribution> {
    let reading = scene.reading();
    let mut found = Vec::new();
    for sentence in reading.sentences() {
        let end = clause::sentence_end(reading, &sentence.tokens);
        for noun in sentence.tokens.start + 2..end {
            let fits = matches!(
                reading.word(noun),
                "assertion"
                    | "claim"
                    | "claims"
                    | "contention"
                    | "belief"
                    | "view"
                    | "warning"
                    | "warnings"
                    | "statement"
                    | "argument"
                    | "suggestion"
                    | "prediction"
                    | "forecast"
                    | "announcement"
                    | "promise"
                    | "insistence"
                    | "assurance"
                    | "allegation"
                    | "complaint"
                    | "expectation"
                    | "estimate"
                    | "conclusion"
                    | "remark"
                    | "comment"
            );
            if !fits || reading.word(noun + 1) != "that" || scene.is_quoted(noun) || !matches!(reading.word(noun - 1), "'s" | "'" | "’") {
                continue;
            }
            let stop = (noun + 3..end.min(noun + 60)).find(|&k| reading.surface(k) == ",").unwrap_or(end);
            let from = noun.saturating_sub(8).max(sentence.tokens.start);
            let Some(source) = source::genitive_before(reading, scene.mentions, from, noun - 1) else { continue };
            let content = vec![reading.span(noun + 2..stop)];
            let kind = scene.kind_of(&content);
            found.push(Attribution {
                source: Some(source),
                source_span: None,
                cue: Some(reading.span(noun..noun + 1)),
                content,
                kind,
                rule: RuleName::new(RULE.card.name),
            });
        }
    }
    found
}
