//! "Jane Roe: rates will fall": a headline, or a line of a talk, that opens with its speaker and a colon.

use super::{Scene, clause, source};
use crate::rule::{Rule, RuleCard};
use annals_model::{Attribution, Kind, RuleName};

pub(super) const RULE: Rule<super::FindAttributions> = Rule {
    card: RuleCard {
        name: "attribution/label",
        about: "A line that opens with a person's name and a colon is what that person says.",
        cases: include_str!("label.toml"),
    },
    find,
};

/// The longest speaker before the colon, in tokens.
const LONGEST: usize = 8;

fn find(scene: &Scene<'_>) -> Vec<Attribution> {
    let sentences = scene.reading().sentences();
    sentences.iter().filter_map(|sentence| read(scene, sentence.tokens.clone())).collect()
}

fn read(scene: &Scene<'_>, sentence: std::ops::Range<usize>) -> Option<Attribution> {
    let reading = scene.reading();
    let (start, end) = (sentence.start, clause::sentence_end(reading, &sentence));
    if !reading.tokens().get(start).is_some_and(|t| t.line_start) {
        return None;
    }
    let colon = (start + 1..end.min(start + LONGEST + 1)).find(|&k| reading.surface(k) == ":")?;
    // "Why Jane Roe left: a story" is a title, so every word before the colon belongs to a name.
    let name = (start..colon).all(|k| reading.tokens().get(k).is_some_and(|t| t.is_capitalised()) || reading.surface(k) == ".");
    let speaker = source::head_mention(reading, scene.mentions, &(start..colon), true)?;
    let mention = scene.mentions.get(speaker)?;
    let closes = reading.tokens_in(mention.span).end == colon;
    let first = colon + 1;
    let quoted = (first..end).any(|k| matches!(reading.surface(k), "‘" | "“" | "\""));
    if !name || !closes || mention.kind != Kind::Person || end < first + 3 || scene.is_direct(first) {
        return None;
    }
    if !quoted && !clause::has_finite(reading, first..end) {
        return None;
    }
    let content = vec![reading.span(first..end)];
    let kind = scene.kind_of(&content);
    Some(Attribution {
        source: u32::try_from(speaker).ok(),
        source_span: None,
        cue: Some(reading.span(colon..first)),
        content,
        kind,
        rule: RuleName::new(RULE.card.name),
    })
}
