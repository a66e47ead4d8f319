//! "The market, Jane Roe said, would recover by spring."

use super::{Scene, clause, saying, source, verb};
use crate::rule::{Rule, RuleCard};
use annals_model::{Attribution, RuleName};

pub(super) const RULE: Rule<super::FindAttributions> = Rule {
    card: RuleCard {
        name: "attribution/parenthetical",
        about: "Speaker and verb between two commas in the middle of what is said.",
        cases: include_str!("parenthetical.toml"),
    },
    find,
};

/// The longest speaker between the commas, in tokens.
const LONGEST: usize = 8;

fn find(scene: &Scene<'_>) -> Vec<Attribution> {
    let sentences = scene.reading().sentences();
    sentences.iter().filter_map(|sentence| read(scene, sentence.tokens.clone())).collect()
}

fn read(scene: &Scene<'_>, sentence: std::ops::Range<usize>) -> Option<Attribution> {
    let reading = scene.reading();
    let (start, end) = (clause::sentence_start(reading, &sentence), clause::sentence_end(reading, &sentence));
    let cue = (start + 2..end.saturating_sub(2)).find(|&k| {
        let says = matches!(
            reading.word(k),
            "said"
                | "says"
                | "added"
                | "adds"
                | "noted"
                | "notes"
                | "argued"
                | "argues"
                | "believes"
                | "wrote"
                | "explained"
                | "warned"
                | "suggested"
        );
        says && reading.surface(k + 1) == "," && !scene.is_quoted(k)
    })?;
    let comma = (start + 1..cue).rev().take(LONGEST).find(|&k| reading.surface(k) == ",")?;
    let subject = saying::subject_before(reading, comma + 1, cue);
    let speaker =
        comma + 1 < cue && source::is_speaker(reading, scene.mentions, &subject, cue) && !verb::is_refused(reading, comma + 1, cue);
    // A title before the verb is an apposition's end, and the name stands further ahead.
    let determined = matches!(reading.word(comma + 1), "a" | "an" | "who" | "which");
    let whole = clause::has_finite(reading, start..comma) || clause::has_finite(reading, cue + 2..end);
    if !speaker || determined || !whole || scene.is_direct(start) || scene.is_quoted(comma) {
        return None;
    }
    let content = vec![reading.span(start..comma), reading.span(cue + 2..end)];
    let (source, source_span) = source::named(reading, scene.mentions, &subject, true);
    let kind = scene.kind_of(&content);
    Some(Attribution { source, source_span, cue: Some(reading.span(cue..cue + 1)), content, kind, rule: RuleName::new(RULE.card.name) })
}
