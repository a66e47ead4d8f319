//! "Critics called the plan “a gamble”", "the press dubbed it the “great retreat”".

use super::{Scene, clause, cue, saying, source, verb};
use crate::rule::{Rule, RuleCard};
use annals_model::{Attribution, QuoteKind, RuleName};

pub(super) const RULE: Rule<super::FindAttributions> = Rule {
    card: RuleCard {
        name: "attribution/naming",
        about: "What somebody calls a thing, in quotation marks.",
        cases: include_str!("naming.toml"),
    },
    find,
};

/// How many tokens may stand between the verb and the opening mark.
const REACH: usize = 8;

fn find(scene: &Scene<'_>) -> Vec<Attribution> {
    let reading = scene.reading();
    let mut found = Vec::new();
    for quotation in scene.quotations.iter().filter(|q| !q.unclosed) {
        let mark = quotation.tokens.start;
        let Some(sentence) = reading.sentences().get(reading.sentence_of(mark)) else { continue };
        let start = clause::sentence_start(reading, &sentence.tokens);
        let Some(verb) = (start.max(mark.saturating_sub(REACH))..mark).rev().find(|&k| names(reading.word(k))) else { continue };
        let between_ok =
            !(verb + 1..mark).any(|k| matches!(reading.surface(k), "," | ";" | ":" | "“" | "”" | "\"") || cue::is_cue(reading.word(k)));
        let own = verb.checked_sub(1).is_some_and(|k| {
            !matches!(reading.word(k), "so" | "also-known" | "is" | "are" | "was" | "were" | "been" | "be" | "being" | "to")
        });
        if !between_ok || !own || !verb::is_finite(reading, start, verb) || verb::is_refused(reading, start, verb) || scene.is_quoted(verb)
        {
            continue;
        }
        let clause_start = saying::clause_start(reading, start, verb);
        let subject = saying::subject_before(reading, clause_start, verb);
        let participle = reading.word(verb).ends_with("ing");
        if subject.is_empty() || (!participle && !source::is_speaker(reading, scene.mentions, &subject, verb)) {
            continue;
        }
        let leading = if participle { source::leading_range(reading, &subject) } else { None };
        let (source, source_span) = source::named(reading, scene.mentions, leading.as_ref().unwrap_or(&subject), true);
        if participle && source.is_none() && source_span.is_none() {
            continue;
        }
        // "called the plan “a gamble”": the thing belongs to it, when it is short.
        let short = mark - verb <= 6 && mark > verb + 1;
        let (first, kind) = if short { (verb + 1, QuoteKind::Mixed) } else { (mark, QuoteKind::Direct) };
        let attribution = Attribution {
            source,
            source_span,
            cue: Some(reading.span(verb..verb + 1)),
            content: vec![reading.span(first..quotation.tokens.end)],
            kind,
            rule: RuleName::new(RULE.card.name),
        };
        found.push(attribution);
    }
    found
}

/// Verbs that give a name or a judgement.
fn names(word: &str) -> bool {
    cue::cue(word) == Some(cue::Cue::Call) || matches!(word, "rename" | "renamed" | "renames" | "nickname" | "nicknamed")
}
