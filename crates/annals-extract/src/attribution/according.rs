//! "According to Liu Gang, an analyst at Acme, …" and "…, according to Acme data".

use super::source::{self, can_speak_in};
use super::{Scene, clause};
use crate::person::{lexicon, title};
use crate::rule::{Rule, RuleCard};
use annals_model::{Attribution, Kind, RuleName};

pub(super) const RULE: Rule<super::FindAttributions> = Rule {
    card: RuleCard {
        name: "attribution/according",
        about: "“According to” names the source before or behind what it says.",
        cases: include_str!("according.toml"),
    },
    find,
};

/// How far a name and the verb behind it are looked for, in tokens.
const LONGEST: usize = 48;

fn find(scene: &Scene<'_>) -> Vec<Attribution> {
    let reading = scene.reading();
    let mut found = Vec::new();
    for sentence in reading.sentences() {
        let mut from = sentence.tokens.start;
        while let Some(at) = (from..sentence.tokens.end).find(|&k| reading.word(k) == "according" && reading.word(k + 1) == "to") {
            from = at + 2;
            if !scene.is_quoted(at) {
                found.extend(read(scene, sentence.tokens.clone(), at));
            }
        }
    }
    found
}

fn read(scene: &Scene<'_>, sentence: std::ops::Range<usize>, at: usize) -> Option<Attribution> {
    let reading = scene.reading();
    let (start, end) = (clause::sentence_start(reading, &sentence), clause::sentence_end(reading, &sentence));
    let source_end = source_end(scene, at + 2, end);
    let leading = at <= start + 1;
    let phrase = at + 2..source_end;
    if phrase.is_empty() {
        return None;
    }
    let mut content = Vec::new();
    if leading {
        let first = source_end + usize::from(reading.surface(source_end) == ",");
        if first >= end || !clause::has_finite(reading, first..end.min(first + LONGEST)) && end - first < 4 {
            return None;
        }
        content.push(reading.span(first..end));
    } else {
        let mut last = at;
        while last > start && matches!(reading.surface(last - 1), "," | "—" | "–" | "-" | "(") {
            last -= 1;
        }
        if last < start + 2 {
            return None;
        }
        content.push(reading.span(start..last));
        // "Sales, according to Acme, will double": the rest belongs to it.
        if reading.surface(source_end) == "," && source_end + 3 < end && !clause::has_finite(reading, start..last.min(start + LONGEST)) {
            content.push(reading.span(source_end + 1..end));
        }
    }
    let (source, source_span) = source::named(reading, scene.mentions, &phrase, false);
    let kind = scene.kind_of(&content);
    Some(Attribution { source, source_span, cue: Some(reading.span(at..at + 2)), content, kind, rule: RuleName::new(RULE.card.name) })
}

/// Where the name of the source ends: behind an apposition, a title's name, at a comma.
fn source_end(scene: &Scene<'_>, i: usize, end: usize) -> usize {
    let reading = scene.reading();
    let mut at = (i..end.min(i + LONGEST))
        .find(|&k| matches!(reading.surface(k), "," | ";" | "—" | "–" | "(" | ":"))
        .unwrap_or(end.min(i + LONGEST));
    for _ in 0..2 {
        if reading.surface(at) != "," {
            break;
        }
        // ", a strategy analyst at Acme,"
        if let Some(stated) = title::statement_at(reading, scene.mentions, at + 1).filter(|s| s.end < end && reading.surface(s.end) == ",")
        {
            at = stated.end;
            continue;
        }
        // "Acme's head of research, Fang Ming,"
        let named =
            title::mention_at(reading, scene.mentions, at + 1).filter(|&k| scene.mentions.get(k).is_some_and(|m| m.kind == Kind::Person));
        let after = named.map(|k| title::token_after(reading, scene.mentions, k));
        match after.filter(|&after| {
            reading.surface(after) == ","
                && ((i..at).any(|k| lexicon::head(reading.word(k)).is_some()) || !can_speak_in(reading, scene.mentions, &(i..at)))
        }) {
            Some(after) => at = after,
            None => break,
        }
    }
    at
}
