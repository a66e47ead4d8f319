//! "Acme analyst Tom Roe", "Acme's chief economist Jane Poe", "Acme Chief China Equity Strategist Kim Lau".

use super::{FindRole, Stated, employer_before};
use crate::attribution::cue;
use crate::person::{lexicon, title};
use crate::rule::{Rule, RuleCard};
use annals_model::{Kind, Mention};
use annals_text::{Reading, Shape};
use std::ops::Range;

pub(super) const RULE: Rule<FindRole> = Rule {
    card: RuleCard {
        name: "role/before",
        about: "The title directly before the name, and the employer before the title.",
        cases: include_str!("before.toml"),
    },
    find,
};

/// The longest title, in tokens.
const LONGEST: usize = 10;

fn find(reading: &Reading<'_>, mentions: &[Mention], person: &Range<usize>) -> Option<Stated> {
    if reading.tokens().get(person.start).is_none_or(|t| t.line_start) {
        return None;
    }
    let mut last = person.start.checked_sub(1)?;
    if reading.surface(last) == "." {
        last = last.checked_sub(1)?;
    }
    let word = reading.word(last).trim_end_matches('.');
    let short = matches!(word, "sen" | "rep" | "gov" | "prof");
    if lexicon::head(word).is_none() && !short {
        return None;
    }
    let sentence = reading.sentences().get(reading.sentence_of(last)).map_or(last, |s| s.tokens.start);
    let limit = sentence.max(last.saturating_sub(LONGEST));
    let mut start = last;
    while start > limit {
        match step_back(reading, mentions, start, limit) {
            Some(next) => start = next,
            None => break,
        }
    }
    let employer = employer_before(reading, mentions, start);
    start = trim(reading, start, last);
    let begin = employer.map_or(start, |(_, first)| first);
    Some(Stated { title: Some(start..person.start), employer: employer.map(|(k, _)| k), tokens: begin..person.end })
}

/// One word further back that still belongs to the title.
fn step_back(reading: &Reading<'_>, mentions: &[Mention], start: usize, limit: usize) -> Option<usize> {
    let before = start.checked_sub(1)?;
    if reading.tokens().get(start).is_some_and(|t| t.line_start) {
        return None;
    }
    if let Some(mention) = title::mention_before(reading, mentions, start).and_then(|k| mentions.get(k)) {
        // "Chief | China | Equity Strategist": a place inside the title.
        let first = reading.token_at(mention.span.start);
        let inside = mention.kind == Kind::Place
            && first > limit
            && first.checked_sub(1).is_some_and(|k| lexicon::is_title_part(reading.word(k)) || reading.word(k) == "chief");
        return inside.then_some(first);
    }
    let word = reading.word(before);
    if is_title_word(word) {
        return Some(before);
    }
    // "snacks division head": one word says which.
    if matches!(reading.word(start), "division" | "unit") && before > limit && is_plain_modifier(reading, before) {
        return Some(before);
    }
    if matches!(reading.surface(before), "-" | "&" | "/")
        || (word == "and" && before > limit && lexicon::head(reading.word(before - 1)).is_some())
    {
        return (before > limit && reading.tokens().get(before - 1).is_some_and(|t| t.is_word())).then(|| before - 1);
    }
    // "Acme oil products analyst": unknown words count when the employer stands before them.
    let lower = |k: usize| is_plain_modifier(reading, k);
    (1..=3usize).find_map(|n| {
        let first = start.checked_sub(n).filter(|first| *first >= limit)?;
        ((first..start).all(lower) && employer_before(reading, mentions, first).is_some()).then_some(first)
    })
}

fn is_plain_modifier(reading: &Reading<'_>, k: usize) -> bool {
    reading.tokens().get(k).is_some_and(|t| t.is_word() && t.shape == Shape::Lower)
        && !cue::is_cue(reading.word(k))
        && reading.word(k).len() > 2
        && !lexicon::is_opener(reading.word(k))
        && !matches!(reading.word(k), "'s" | "the" | "its" | "whose" | "their")
}

fn is_title_word(word: &str) -> bool {
    lexicon::is_title_part(word) || lexicon::head(word).is_some()
}

/// "Chinese President" is the office of president; "Acme Research Chief Strategist" is Acme Research's chief strategist.
fn trim(reading: &Reading<'_>, start: usize, last: usize) -> usize {
    let leads = |k: usize| matches!(reading.word(k), "chief" | "head" | "director" | "senior" | "president" | "managing");
    if start < last
        && reading.word(start) == "research"
        && leads(start + 1)
        && reading.tokens().get(start).is_some_and(|t| t.is_capitalised())
    {
        return start + 1;
    }
    // "Company founder Jane Roe"
    if start < last && reading.word(start) == "company" && reading.word(last) != "secretary" {
        return start + 1;
    }
    let state = matches!(reading.word(last), "president" | "premier" | "chancellor" | "king" | "queen" | "pope" | "minister");
    let adjective = reading.word(start).ends_with("ese")
        || reading.word(start).ends_with("ian")
        || reading.word(start).ends_with("ish")
        || matches!(reading.word(start), "us" | "u.s." | "uk" | "german" | "french" | "greek" | "dutch" | "swiss" | "korean" | "american");
    if start < last && state && adjective { start + 1 } else { start }
}
