//! "Acme named Jane Roe as chief executive", "an analyst named Tom Poe", "with Zhang Wei as a portfolio manager".

use super::{FindRole, Stated};
use crate::person::title;
use crate::rule::{Rule, RuleCard};
use annals_model::Mention;
use annals_text::Reading;
use std::ops::Range;

pub(super) const RULE: Rule<FindRole> = Rule {
    card: RuleCard {
        name: "role/named",
        about: "Somebody is named, hired or mentioned as something by a firm.",
        cases: include_str!("named.toml"),
    },
    find,
};

/// How far back the firm may stand, in tokens.
const REACH: usize = 24;

fn find(reading: &Reading<'_>, mentions: &[Mention], person: &Range<usize>) -> Option<Stated> {
    let before = person.start.checked_sub(1)?;
    if matches!(reading.word(before), "named" | "called")
        && let Some(stated) = named_behind(reading, mentions, person, before)
    {
        return Some(stated);
    }
    let appoints = matches!(
        reading.word(before),
        "named" | "appointed" | "hired" | "promoted" | "elected" | "made" | "names" | "appoints" | "hires" | "with" | "picked" | "chose"
    );
    let as_title =
        reading.word(person.end) == "as" || (reading.word(before) != "with" && matches!(reading.word(person.end), "to" | "its" | "their"));
    if !appoints || !as_title {
        return None;
    }
    let first = if matches!(reading.word(person.end), "as" | "to") { person.end + 1 } else { person.end };
    let stated = title::statement_at(reading, mentions, first)?;
    let behind = stated.employer;
    let ahead = if behind.is_none() { firm_before(reading, mentions, before) } else { None };
    let start = ahead.map_or(person.start, |(_, first)| first);
    Some(Stated { title: stated.title, employer: behind.or(ahead.map(|(k, _)| k)), tokens: start..stated.end })
}

/// "having an analyst named Tom Poe"
fn named_behind(reading: &Reading<'_>, mentions: &[Mention], person: &Range<usize>, verb: usize) -> Option<Stated> {
    let article = (verb.saturating_sub(8)..verb).rev().find(|&k| matches!(reading.word(k), "a" | "an"))?;
    let found = title::title_at(reading, mentions, article).filter(|t| t.tokens.end == verb)?;
    let employer = firm_before(reading, mentions, article);
    let start = employer.map_or(found.tokens.start, |(_, first)| first);
    Some(Stated { title: Some(found.tokens), employer: employer.map(|(k, _)| k), tokens: start..person.end })
}

/// The first firm of the sentence before token `i`, and its first token.
fn firm_before(reading: &Reading<'_>, mentions: &[Mention], i: usize) -> Option<(usize, usize)> {
    let sentence = reading.sentences().get(reading.sentence_of(i)).map_or(i, |s| s.tokens.start);
    let from = sentence.max(i.saturating_sub(REACH));
    (from..i).find_map(|k| {
        title::mention_at(reading, mentions, k)
            .filter(|&m| mentions.get(m).is_some_and(|m| title::employs(m.kind) && !m.nominal))
            .map(|m| (m, k))
    })
}
