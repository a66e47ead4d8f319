//! "Thomas Roe, executive director at Acme Ltd.", "Raymond Poe, Acme's chief investment officer for China".

use super::{FindRole, Stated};
use crate::person::title::{self, Statement};
use crate::rule::{Rule, RuleCard};
use annals_model::{Kind, Mention};
use annals_text::Reading;
use std::ops::Range;

pub(super) const RULE: Rule<FindRole> = Rule {
    card: RuleCard {
        name: "role/apposed",
        about: "A title between commas behind the name, with or without the employer.",
        cases: include_str!("apposed.toml"),
    },
    find,
};

fn find(reading: &Reading<'_>, mentions: &[Mention], person: &Range<usize>) -> Option<Stated> {
    let mut at = person.end;
    if !matches!(reading.surface(at), "," | "(" | "–" | "—") {
        return None;
    }
    at += 1;
    // "Jane Roe, 45, an analyst"
    if reading.tokens().get(at).is_some_and(|t| t.is_number()) && reading.surface(at + 1) == "," {
        at += 2;
    }
    // "said Roe, whose job is head of research"
    if reading.word(at) == "whose"
        && matches!(reading.word(at + 1), "job" | "title" | "post")
        && matches!(reading.word(at + 2), "is" | "was")
    {
        at += 3;
    }
    let mut stated = title::statement_at(reading, mentions, at)?;
    if belongs_to_next(reading, mentions, &stated) {
        return None;
    }
    if stated.employer.is_none() && reading.surface(stated.end) == "," {
        behind_comma(reading, mentions, &mut stated);
    }
    if stated.employer.is_none() && is_the_firms(reading, at) {
        stated.employer = firm_meant(reading, mentions, person.start);
    }
    Some(Stated { title: stated.title, employer: stated.employer, tokens: person.start..stated.end })
}

/// "…, chief executive Jane Roe": the title is the next person's.
fn belongs_to_next(reading: &Reading<'_>, mentions: &[Mention], stated: &Statement) -> bool {
    let title_end = stated.title.as_ref().map_or(stated.end, |t| t.end);
    title::mention_at(reading, mentions, title_end).and_then(|k| mentions.get(k)).is_some_and(|m| m.kind == Kind::Person)
}

/// "executive director, Acme Ltd.": the employer behind a comma of its own.
fn behind_comma(reading: &Reading<'_>, mentions: &[Mention], stated: &mut Statement) {
    let Some(k) = title::mention_at(reading, mentions, stated.end + 1) else { return };
    let after = title::token_after(reading, mentions, k);
    let closed = matches!(reading.surface(after), "," | "." | ")" | "");
    if closed && mentions.get(k).is_some_and(|m| title::employs(m.kind)) {
        (stated.employer, stated.end) = (Some(k), after);
    }
}

/// "the firm's", "the bank's": the firm named last is meant.
fn is_the_firms(reading: &Reading<'_>, i: usize) -> bool {
    reading.word(i) == "the"
        && matches!(
            reading.word(i + 1),
            "firm" | "company" | "bank" | "group" | "broker" | "brokerage" | "fund" | "lender" | "insurer" | "agency"
        )
        && reading.word(i + 2) == "'s"
}

/// The last firm named before token `i` in the same or the two sentences before.
fn firm_meant(reading: &Reading<'_>, mentions: &[Mention], i: usize) -> Option<usize> {
    let here = reading.sentence_of(i);
    let offset = reading.tokens().get(i)?.start;
    let after = mentions.partition_point(|m| m.span.start < offset);
    let last = (after.saturating_sub(8)..after).rev().find(|&k| mentions.get(k).is_some_and(|m| m.kind == Kind::Firm && !m.nominal))?;
    let there = reading.sentence_of(reading.token_at(mentions.get(last)?.span.start));
    (here.saturating_sub(there) <= 2).then_some(last)
}
