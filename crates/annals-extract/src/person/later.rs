//! Later mentions: "Cook noted", "Mr. Lau", "Xi" after the full name has been given somewhere in the article.

use super::lexicon::{self, Sex};
use super::people::People;
use super::{Found, name, pronoun};
use crate::attribution::cue;
use crate::document::Document;
use crate::rule::RuleCard;
use annals_text::{Reading, Shape};

pub(super) const CARD: RuleCard = RuleCard {
    name: "person/later",
    about: "The last name of somebody whose full name stands elsewhere in the article.",
    cases: include_str!("later.toml"),
};

/// All mentions in reading order: the names found before, and the last names and pronouns between them.
pub(super) fn find(document: &Document<'_>, taken: &[bool], named: Vec<Found>, people: &mut People) -> Vec<Found> {
    let reading = document.reading;
    let mut found: Vec<Found> = Vec::with_capacity(named.len() * 2);
    let mut named = named.into_iter().peekable();
    let mut speakers = pronoun::Speakers::default();
    let mut i = 0;
    while i < reading.len() {
        if let Some(full) = named.next_if(|full| full.tokens.start <= i) {
            let sex = address_before(reading, full.tokens.start).1;
            let (end, mut full) = (full.tokens.end, full);
            if full.tokens.len() == 1 {
                // "Mr. Lau": somebody known by full name, when the last name and the title fit.
                let title = address_before(reading, full.tokens.start).0;
                full.person = people.by_last_name(reading.word(full.tokens.start), title, sex).unwrap_or(full.person);
            }
            people.see(full.person, full.tokens.start, sex);
            speakers.hear(reading, &full.tokens, full.person);
            found.push(full);
            i = end.max(i);
            continue;
        }
        let next_named = named.peek().map_or(usize::MAX, |full| full.tokens.start);
        let Some(token) = reading.tokens().get(i) else { break };
        if token.is_word() && taken.get(i) == Some(&false) {
            let mention = if token.is_capitalised() { last_name_at(document, taken, people, i) } else { None };
            if let Some((person, start)) = mention.filter(|_| i < next_named) {
                let sex = address_before(reading, start).1;
                people.see(person, i, sex);
                let end = whole_last_name(reading, people, person, i);
                speakers.hear(reading, &(start..end), person);
                found.push(Found { tokens: start..end, person, nominal: false, rule: CARD.name, score: 0.8 });
                i = end;
                continue;
            } else if let Some(person) = pronoun::meant(reading, people, &speakers, i) {
                speakers.hear(reading, &(i..i + 1), person);
                found.push(Found { tokens: i..i + 1, person, nominal: true, rule: pronoun::CARD.name, score: 0.6 });
            }
        }
        i += 1;
    }
    found
}

/// The person called by the word at token `i`, and the first token of the mention (particles belong to it).
fn last_name_at(document: &Document<'_>, taken: &[bool], people: &People, i: usize) -> Option<(usize, usize)> {
    let (reading, knowledge) = (document.reading, document.knowledge);
    let word = reading.word(i);
    let token = reading.tokens().get(i)?;
    if token.shape == Shape::Upper && word.len() < 2 {
        return None;
    }
    let (title, sex) = address_before(reading, i);
    let by_last = people.by_last_name(word, title, sex);
    let person = by_last
        .or_else(|| people.by_given_name(word).filter(|_| name::is_first_name(knowledge, word) && !name::is_plain_word(knowledge, word)))?;
    // A longer capitalised stretch is another name: "Cook Islands", "Michelle Obama".
    let next = reading.tokens().get(i + 1);
    let goes_on = next.is_some_and(|t| {
        t.is_capitalised() && t.space_before && !t.line_start && taken.get(i + 1) != Some(&true) && reading.word(i + 1) != "'s"
    });
    let headline_verb =
        name::is_plain_word(knowledge, reading.word(i + 1)) && !names_a_thing(reading.word(i + 1)) && !name::is_plain_word(knowledge, word);
    if goes_on && !headline_verb && lexicon::head(reading.word(i + 1)).is_none() {
        return None;
    }
    if goes_on && (by_last.is_none() || name::is_first_name(knowledge, reading.word(i + 1)) && !headline_verb) {
        return None;
    }
    let start = i - person_particles(reading, people, person, i);
    let before = start.checked_sub(1);
    let previous = before.and_then(|k| reading.tokens().get(k));
    let opens_line = reading.tokens().get(start).is_some_and(|t| t.line_start);
    if let (Some(k), Some(previous)) = (before, previous)
        && previous.is_capitalised()
        && token.space_before
        && !opens_line
        && title.is_empty()
    {
        let opens = reading.opens_sentence(k)
            && name::is_plain_word(knowledge, reading.word(k))
            && !name::is_first_name(knowledge, reading.word(k));
        let is_title = lexicon::head(reading.word(k)).is_some();
        let another = taken.get(k) != Some(&true) && !opens && !is_title && !lexicon::is_opener(reading.word(k)) && reading.word(k) != "'s";
        if another {
            return None;
        }
    }
    // A hyphen before it: the second half of a compound.
    if before.is_some_and(|k| reading.surface(k) == "-")
        && !token.space_before
        && !before.is_some_and(|k| k > 0 && reading.tokens().get(k - 1).is_some_and(|t| t.is_capitalised()))
    {
        return None;
    }
    if name::is_plain_word(knowledge, word)
        && (reading.opens_sentence(i) || previous.is_none_or(|t| t.line_start))
        && title.is_empty()
        && !acts(reading, whole_last_name(reading, people, person, i))
    {
        return None;
    }
    Some((person, start))
}

/// The token after a last name that begins at token `i`: "Roe-Poe" is one, when the full name holds it so.
fn whole_last_name(reading: &Reading<'_>, people: &People, person: usize, i: usize) -> usize {
    let full = people.list.get(person).map(|p| p.fullest.clone()).unwrap_or_default();
    let Some(at) = full.clone().rev().find(|&k| reading.word(k) == reading.word(i)) else { return i + 1 };
    let mut end = i + 1;
    while reading.surface(end) == "-"
        && at + (end - i) + 1 < full.end
        && (end..end + 2).all(|k| reading.word(k) == reading.word(at + k - i) && reading.tokens().get(k).is_some_and(|t| !t.space_before))
    {
        end += 2;
    }
    end
}

/// How many particles stand before token `i` as they do in the person's full name ("de Blasio").
fn person_particles(reading: &Reading<'_>, people: &People, person: usize, i: usize) -> usize {
    let Some(full) = people.list.get(person).map(|p| p.fullest.clone()) else { return 0 };
    let Some(at) = full.clone().rev().find(|&k| reading.word(k) == reading.word(i)) else { return 0 };
    (1..=3)
        .take_while(|&n| {
            let (in_name, here) = (at.checked_sub(n), i.checked_sub(n));
            matches!((in_name, here), (Some(a), Some(b)) if a >= full.start && lexicon::is_particle(reading.word(a)) && reading.word(a) == reading.word(b))
        })
        .count()
}

/// Words that make a firm, a place or a work out of the name before them: "Cook Islands", "Trump Tower".
fn names_a_thing(word: &str) -> bool {
    matches!(
        word,
        "tower"
            | "towers"
            | "foundation"
            | "institute"
            | "university"
            | "college"
            | "school"
            | "hospital"
            | "center"
            | "centre"
            | "island"
            | "islands"
            | "bank"
            | "group"
            | "capital"
            | "holdings"
            | "partners"
            | "securities"
            | "company"
            | "companies"
            | "organization"
            | "organisation"
            | "hotel"
            | "hotels"
            | "street"
            | "avenue"
            | "road"
            | "bridge"
            | "park"
            | "lake"
            | "mountain"
            | "river"
            | "bay"
            | "city"
            | "county"
            | "stadium"
            | "airport"
            | "library"
            | "museum"
            | "award"
            | "prize"
            | "law"
            | "act"
            | "report"
            | "plaza"
            | "brothers"
            | "sons"
            | "associates"
            | "industries"
            | "steel"
            | "motors"
            | "foods"
            | "stores"
            | "media"
            | "press"
            | "university's"
            | "house"
            | "hall"
            | "square"
    )
}

/// What a person does follows: a verb, a possessive, a comma and a clause.
fn acts(reading: &Reading<'_>, i: usize) -> bool {
    cue::is_cue(reading.word(i))
        || matches!(
            reading.word(i),
            "'s" | "is"
                | "was"
                | "has"
                | "had"
                | "will"
                | "would"
                | "did"
                | "also"
                | "who"
                | "took"
                | "won"
                | "lost"
                | "became"
                | "joined"
                | "gathered"
                | "met"
                | "made"
                | "gave"
                | "went"
                | "came"
                | "began"
                | "and"
        )
}

/// The form of address or title before token `i` ("mr", "president", "" when none), and the sex it tells.
pub(super) fn address_before<'a>(reading: &'a Reading<'_>, i: usize) -> (&'a str, Option<Sex>) {
    let Some(mut k) = i.checked_sub(1) else { return ("", None) };
    if reading.surface(k) == "." && k > 0 {
        k -= 1;
    }
    if reading.tokens().get(i).is_some_and(|t| t.line_start) {
        return ("", None);
    }
    let word = reading.word(k).trim_end_matches('.');
    match (lexicon::honorific(word), lexicon::head(word)) {
        (Some(sex), _) => (word, Some(sex).filter(|sex| *sex != Sex::Either)),
        (None, Some(_)) => (word, None),
        _ => ("", None),
    }
}
