//! "Brask of Orland", "Tarn's Mira Olden": the employer alone.

use super::{FindRole, Stated, employer_before};
use crate::person::title;
use crate::rule::{Rule, RuleCard};
use annals_model::{Kind, Mention};
use annals_text::Reading;
use std::ops::Range;

pub(super) const RULE: Rule<FindRole> = Rule {
    card: RuleCard {
        name: "role/member",
        about: "The employer alone: “Roe of Acme”, “Acme’s Jane Roe”.",
        cases: include_str!("member.toml"),
    },
    find,
};

fn find(reading: &Reading<'_>, mentions: &[Mention], person: &Range<usize>) -> Option<Stated> {
    if matches!(reading.word(person.end), "of" | "at" | "from" | "with") {
        let first = person.end + 1 + usize::from(title::is_determiner(reading.word(person.end + 1)));
        let direct = title::mention_at(reading, mentions, first);
        if let Some(k) = direct
            && mentions.get(k).is_some_and(|m| title::employs(m.kind) && !m.nominal)
            && reading.word(title::token_after(reading, mentions, k)) != "'s"
        {
            return Some(Stated { title: None, employer: Some(k), tokens: person.start..title::token_after(reading, mentions, k) });
        }
    }
    // "Acme is tied to its seat, and Roe there does not mind": the firm that opens the sentence.
    if reading.word(person.end) == "there"
        && let Some(k) = title::opening_firm(reading, mentions, person.start)
    {
        return Some(Stated { title: None, employer: Some(k), tokens: person.start..person.end + 1 });
    }
    if let Some((k, after)) = fund_at(reading, mentions, person) {
        return Some(Stated { title: None, employer: Some(k), tokens: person.start..after });
    }
    let genitive = person.start.checked_sub(1).filter(|&k| matches!(reading.word(k), "'s"))?;
    let (k, first) = employer_before(reading, mentions, genitive + 1)?;
    // A regulator or an outlet in the genitive is as often the thing talked of as the employer.
    let firm = mentions.get(k).is_some_and(|m| matches!(m.kind, Kind::Firm | Kind::Organisation | Kind::Media));
    firm.then_some(Stated { title: None, employer: Some(k), tokens: first..person.end })
}

/// "Roe has doubled the weight in her fund at Acme": whose fund somebody runs.
fn fund_at(reading: &Reading<'_>, mentions: &[Mention], person: &Range<usize>) -> Option<(usize, usize)> {
    let end = reading.sentences().get(reading.sentence_of(person.start))?.tokens.end.min(person.end + 14);
    let next = mentions.partition_point(|m| m.span.start < reading.span(person.clone()).end);
    let stranger = mentions.iter().skip(next).take(4).find(|m| m.kind == Kind::Person && !m.nominal);
    let end = stranger.map_or(end, |m| end.min(reading.token_at(m.span.start)));
    (person.end + 1..end)
        .find(|&k| {
            matches!(reading.word(k - 1), "his" | "her")
                && matches!(reading.word(k), "fund" | "funds" | "team" | "desk" | "portfolio")
                && reading.word(k + 1) == "at"
        })
        .and_then(|k| title::employer_at(reading, mentions, k + 1))
}
