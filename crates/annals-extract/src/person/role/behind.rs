//! "The chief executive of Acme, Jane Roe", "Acme's head of China research, Fang Ming".

use super::{FindRole, Stated};
use crate::person::title;
use crate::rule::{Rule, RuleCard};
use annals_model::{Kind, Mention};
use annals_text::Reading;
use std::ops::Range;

pub(super) const RULE: Rule<FindRole> = Rule {
    card: RuleCard {
        name: "role/behind",
        about: "The title and the employer first, then the name behind a comma.",
        cases: include_str!("behind.toml"),
    },
    find,
};

/// How far back the title may begin, in tokens.
const REACH: usize = 18;

fn find(reading: &Reading<'_>, mentions: &[Mention], person: &Range<usize>) -> Option<Stated> {
    let comma = person.start.checked_sub(1).filter(|&k| reading.surface(k) == ",")?;
    let sentence = reading.sentences().get(reading.sentence_of(comma)).map_or(comma, |s| s.tokens.start);
    let from = sentence.max(comma.saturating_sub(REACH));
    let (start, stated) =
        (from..comma).find_map(|k| title::statement_at(reading, mentions, k).filter(|s| s.end == comma).map(|s| (k, s)))?;
    // "Ann Poe, chief executive of Acme, Tom Roe": the title is Ann's.
    let anothers = start.checked_sub(2).filter(|_| reading.surface(start - 1) == ",").is_some_and(|_| {
        title::mention_before(reading, mentions, start - 1).and_then(|k| mentions.get(k)).is_some_and(|m| m.kind == Kind::Person)
    });
    (!anothers).then_some(Stated { title: stated.title, employer: stated.employer, tokens: start..person.end })
}
