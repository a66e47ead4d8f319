//! "Jane Roe, who heads Asia research at Acme".

use super::{FindRole, Stated};
use crate::person::title;
use crate::rule::{Rule, RuleCard};
use annals_model::Mention;
use annals_text::Reading;
use std::ops::Range;

pub(super) const RULE: Rule<FindRole> = Rule {
    card: RuleCard {
        name: "role/heading",
        about: "A clause says what somebody leads and where: “who heads Asia research at Acme”.",
        cases: include_str!("heading.toml"),
    },
    find,
};

fn find(reading: &Reading<'_>, mentions: &[Mention], person: &Range<usize>) -> Option<Stated> {
    let who = if reading.surface(person.end) == "," { person.end + 1 } else { person.end };
    if reading.word(who) != "who" {
        return None;
    }
    let mut verb = who + 1;
    while matches!(
        reading.word(verb),
        "now" | "currently" | "also" | "previously" | "formerly" | "recently" | "once" | "has" | "had" | "jointly"
    ) {
        verb += 1;
    }
    if matches!(reading.word(verb), "is" | "was" | "became" | "serves" | "served" | "works" | "worked") {
        let start = if reading.word(verb + 1) == "as" { verb + 2 } else { verb + 1 };
        let stated = title::statement_at(reading, mentions, start)?;
        return Some(Stated { title: stated.title, employer: stated.employer, tokens: person.start..stated.end });
    }
    let leads = matches!(
        reading.word(verb),
        "heads"
            | "headed"
            | "leads"
            | "led"
            | "runs"
            | "ran"
            | "oversees"
            | "oversaw"
            | "manages"
            | "managed"
            | "chairs"
            | "chaired"
            | "directs"
            | "covers"
            | "covered"
            | "founded"
            | "supervises"
    );
    // "who follows the stock for Acme": what is followed is no office, the employer is told.
    if matches!(reading.word(verb), "follows" | "followed" | "covers" | "covered" | "tracks" | "analyses" | "analyzes" | "works" | "worked")
    {
        let link = (verb + 1..verb + 8)
            .take_while(|&k| reading.tokens().get(k).is_some_and(annals_text::Token::is_word) && !matches!(reading.word(k), "who" | "that"))
            .find(|&k| matches!(reading.word(k), "for" | "at" | "with"));
        if let Some((employer, after)) = link.and_then(|k| title::employer_at(reading, mentions, k)) {
            return Some(Stated { title: None, employer: Some(employer), tokens: person.start..after });
        }
    }
    if !leads {
        return None;
    }
    // "who chairs the board": of the firm spoken of.
    if reading.word(verb).starts_with("chair") && reading.word(verb + 1) == "the" && reading.word(verb + 2) == "board" {
        return Some(Stated { title: None, employer: None, tokens: person.start..verb + 3 });
    }
    // "who runs Acme": the object is the employer itself.
    let object = verb + 1 + usize::from(title::is_determiner(reading.word(verb + 1)));
    if let Some(k) = title::mention_at(reading, mentions, object)
        && mentions.get(k).is_some_and(|m| title::employs(m.kind))
    {
        let end = title::token_after(reading, mentions, k);
        if !reading.tokens().get(end).is_some_and(|t| t.is_word()) {
            return Some(Stated { title: None, employer: Some(k), tokens: person.start..end });
        }
    }
    let end = (verb + 1..verb + 10).find(|&k| {
        !reading.tokens().get(k).is_some_and(|t| t.is_word() || matches!(reading.surface(k), "-" | "&"))
            || matches!(reading.word(k), "at" | "for" | "with" | "from" | "in")
    })?;
    let (employer, after) = title::employer_at(reading, mentions, end)?;
    (end > verb + 1).then_some(Stated { title: Some(verb..end), employer: Some(employer), tokens: person.start..after })
}
