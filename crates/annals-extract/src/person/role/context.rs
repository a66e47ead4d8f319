//! Employers and titles that the sentences around tell: "chief executive Jane Roe said" in an article about one firm.

use crate::attribution::cue;
use crate::person::title;
use crate::person::topic::{self, Topics};
use crate::rule::RuleCard;
use annals_model::{EntityId, Kind, Mention, Role, RuleName};
use annals_text::Reading;
use std::collections::BTreeSet;
use std::ops::Range;

pub(super) const CARD: RuleCard = RuleCard {
    name: "role/context",
    about: "The employer, or the title, that the sentences around tell: an office in the one firm spoken of, “its”, “there”.",
    cases: include_str!("context.toml"),
};

/// How many roles before and behind one are looked at for its other half.
const NEAR: usize = 128;

/// How many tokens behind a person's title may be told: three sentences of any newspaper, and a bound where none ends.
const AHEAD: usize = 256;

/// Fills what is missing; `roles` stay sorted.
pub(super) fn complete(reading: &Reading<'_>, mentions: &[Mention], roles: &mut Vec<Role>) {
    join_halves(reading, mentions, roles);
    let topics = Topics::new(reading, mentions, roles);
    for role in roles.iter_mut().filter(|role| role.employer.is_none()) {
        let person = mentions.get(role.person as usize).map(|m| reading.tokens_in(m.span)).unwrap_or_default();
        let title = role.title.map(|t| reading.tokens_in(t));
        if let Some(employer) = employer(reading, &topics, &person, title).and_then(|k| u32::try_from(k).ok()) {
            role.employer = Some(employer);
            role.rule = RuleName::new(CARD.name);
        }
    }
    roles.retain(|role| role.employer.is_some() || role.title.is_some());
    let bare = rating_people(reading, mentions, &topics, roles);
    roles.extend(bare);
    roles.sort_by_key(|role| (role.said_at.order(), role.person));
    for k in 0..roles.len() {
        if let Some(title) = title_told_later(reading, mentions, roles, k)
            && let Some(role) = roles.get_mut(k)
        {
            role.title = Some(reading.span(title));
            role.rule = RuleName::new(CARD.name);
        }
    }
}

/// One place tells the title, another the employer: "Roe of Acme warned … said Roe, whose job is head of research".
fn join_halves(reading: &Reading<'_>, mentions: &[Mention], roles: &mut Vec<Role>) {
    let id = |k: u32| mentions.get(k as usize).and_then(|m| m.entity.as_ref());
    let mut joined = Vec::new();
    for k in 0..roles.len() {
        let Some(role) = roles.get(k).filter(|role| role.employer.is_none()) else { continue };
        let Some(title) = role.title.map(|t| t.of(reading.text()).to_lowercase()) else { continue };
        if !topic::comments(&title) && !is_office(&title) {
            continue;
        }
        let bare = |other: &&Role| other.title.is_none() && other.employer.is_some() && id(other.person) == id(role.person);
        let near = roles.get(k.saturating_sub(NEAR)..(k + NEAR).min(roles.len())).unwrap_or_default();
        let mut halves = near.iter().filter(bare);
        let Some(employer) = halves.next().and_then(|half| half.employer) else { continue };
        if halves.all(|half| half.employer.and_then(id) == id(employer)) {
            joined.push((k, employer));
        }
    }
    let mut done = Vec::new();
    for (k, employer) in joined {
        if let Some(role) = roles.get_mut(k) {
            (role.employer, role.rule) = (Some(employer), RuleName::new(CARD.name));
            done.extend(id(role.person));
        }
    }
    done.sort_unstable();
    roles.retain(|role| role.title.is_some() || id(role.person).is_none_or(|id| done.binary_search(&id).is_err()));
}

fn employer(reading: &Reading<'_>, topics: &Topics<'_>, person: &Range<usize>, title: Option<Range<usize>>) -> Option<usize> {
    let Some(title) = title else { return topics.firm_at(person.start) };
    let words: Vec<&str> = title.clone().map(|k| reading.word(k)).collect();
    let words = words.join(" ");
    if ["former", "retired", "ex"].iter().any(|past| words.split(' ').any(|word| word == *past)) {
        return None;
    }
    let before = |n: usize| title.start.checked_sub(n).map_or("", |k| reading.word(k));
    if before(1) == "its" || reading.word(title.end) == "there" || (before(1) == "'s" && before(3) == "the" && is_firm_word(before(2))) {
        return topics.firm_meant(title.start.min(person.start));
    }
    if before(1) == "whose" || matches!(before(2), "former" | "onetime") {
        return None;
    }
    if topic::comments(&words) {
        // "Tern Capital will vote for it, portfolio manager Jane Roe said."
        return topics.house_at(person.start).filter(|_| title.end == person.start && before(1) == ",");
    }
    if is_office(&words) && stands_alone(reading, title.start) { topics.firm_at(person.start) } else { None }
}

/// Whether nothing before the title says of what: not "panel Chairman", "Oversight Chairman", "campaign spokesman".
fn stands_alone(reading: &Reading<'_>, start: usize) -> bool {
    let Some(before) = start.checked_sub(1) else { return true };
    let word = reading.word(before);
    !reading.tokens().get(before).is_some_and(annals_text::Token::is_word)
        || reading.opens_sentence(start)
        || cue::is_cue(word)
        || title::is_determiner(word)
        || matches!(
            word,
            "and"
                | "company"
                | "but"
                | "to"
                | "by"
                | "with"
                | "from"
                | "as"
                | "for"
                | "that"
                | "when"
                | "while"
                | "though"
                | "where"
                | "is"
                | "was"
                | "until"
        )
}

/// Somebody without title who moves a rating or a target in the paragraph that a house opens: "Acme Securities is bolder. Jane Roe
/// has lowered her target".
fn rating_people(reading: &Reading<'_>, mentions: &[Mention], topics: &Topics<'_>, roles: &[Role]) -> Vec<Role> {
    let id = |k: u32| mentions.get(k as usize).and_then(|m| m.entity.as_ref());
    let mut found: Vec<Role> = Vec::new();
    let mut told: BTreeSet<&EntityId> = roles.iter().filter_map(|role| id(role.person)).collect();
    for (k, mention) in mentions.iter().enumerate().filter(|(_, m)| m.kind == Kind::Person && !m.nominal && m.entity.is_some()) {
        let Ok(person) = u32::try_from(k) else { break };
        let tokens = reading.tokens_in(mention.span);
        let verb = tokens.end + usize::from(matches!(reading.word(tokens.end), "has" | "had" | "also"));
        let rates = crate::action::rates(reading, verb);
        let Some(entity) = mention.entity.as_ref().filter(|id| rates && !told.contains(id)) else {
            continue;
        };
        if let Some(house) = topics.house_at(tokens.start).and_then(|house| u32::try_from(house).ok()) {
            told.insert(entity);
            let rule = RuleName::new(CARD.name);
            found.push(Role { person, employer: Some(house), title: None, said_at: mention.span, rule });
        }
    }
    found
}

fn is_firm_word(word: &str) -> bool {
    matches!(
        word,
        "firm"
            | "company"
            | "bank"
            | "group"
            | "broker"
            | "brokerage"
            | "fund"
            | "lender"
            | "insurer"
            | "agency"
            | "house"
            | "chain"
            | "maker"
    )
}

/// Titles that name an office in a firm, and in nothing else.
fn is_office(title: &str) -> bool {
    const OFFICES: &[&str] = &[
        "chief executive",
        "ceo",
        "finance chief",
        "finance director",
        "financial director",
        "chief financial",
        "cfo",
        "chief operating",
        "coo",
        "operating chief",
        "chief technology officer",
        "chief commercial officer",
        "chairman",
        "chairwoman",
        "chairperson",
        "founder",
        "managing director",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "division head",
        "unit head",
    ];
    const ELSEWHERE: &[&str] = &[
        "committee",
        "commission",
        "state",
        "council",
        "ministry",
        "government",
        "foreign",
        "police",
        "party",
        "union",
        "house",
        "campaign",
        "panel",
        "oversight",
        "rep",
        "rep.",
        "sen",
        "sen.",
        "senate",
    ];
    let words: Vec<&str> = title.split(' ').collect();
    let holds = |phrase: &str| words.windows(phrase.split(' ').count()).any(|window| window.join(" ") == phrase);
    let governed =
        words.iter().position(|word| matches!(*word, "of" | "for")).is_some_and(|k| words.last() != Some(&"board") || k + 1 == words.len());
    OFFICES.iter().any(|office| holds(office)) && !governed && !ELSEWHERE.iter().any(|word| holds(word))
}

/// "Roe of Acme … The head of research guessed": the title of the person named last, told in one of the next sentences.
fn title_told_later(reading: &Reading<'_>, mentions: &[Mention], roles: &[Role], k: usize) -> Option<Range<usize>> {
    let role = roles.get(k)?;
    let near = roles.get(k.saturating_sub(NEAR)..(k + NEAR).min(roles.len())).unwrap_or_default();
    let person = mentions.get(role.person as usize)?;
    let titled = |other: &Role| other.title.is_some() && mentions.get(other.person as usize).is_some_and(|m| m.entity == person.entity);
    if role.title.is_some() || near.iter().any(titled) {
        return None;
    }
    let first = reading.token_at(person.span.end);
    let here = reading.sentence_of(first);
    let stranger = mentions
        .iter()
        .skip(role.person as usize + 1)
        .take(NEAR)
        .find(|m| m.kind == Kind::Person && !m.nominal && m.entity != person.entity)
        .map_or(reading.len(), |m| reading.token_at(m.span.start));
    let end = reading.sentences().get((here + 3).min(reading.sentences().len().saturating_sub(1)))?.tokens.end;
    let end = end.min(stranger).min(first + AHEAD);
    (first..end).filter(|&k| reading.word(k) == "the").find_map(|k| {
        let mut found = title::title_at(reading, mentions, k)?;
        // A verb that no list knows is taken for a part of the field: "head of car research guessed".
        let past = found.tokens.clone().skip(1).find(|&n| reading.word(n).ends_with("ed") && reading.word(n + 1) != "income");
        found.tokens.end = past.unwrap_or(found.tokens.end);
        let verb = reading.word(found.tokens.end);
        let acts = cue::is_cue(verb) || verb.ends_with("ed") || matches!(verb, "cut" | "has" | "had" | "sees" | "thinks");
        // Only what somebody is called who comments; "the chairman" beside an analyst is another.
        let words: Vec<&str> = found.tokens.clone().map(|n| reading.word(n)).collect();
        (acts && topic::comments(&words.join(" ")) && found.tokens.start == k + 1).then_some(found.tokens)
    })
}
