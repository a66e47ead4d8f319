//! Speakers named by a pronoun or a title: "he said", "the analyst noted".

use super::lexicon::{self, Sex};
use super::people::{People, compatible};
use crate::attribution::cue::{Cue, cue};
use crate::rule::RuleCard;
use annals_text::Reading;
use std::ops::Range;

pub(super) const CARD: RuleCard = RuleCard {
    name: "person/pronoun",
    about: "“He”, “she” or “the analyst” beside a verb of saying: the last speaker, else the last subject; marked as nominal.",
    cases: include_str!("pronoun.toml"),
};

/// How far back, in sentences, somebody is still meant by a pronoun.
const REACH: usize = 6;

/// Who spoke and who acted last.
#[derive(Default)]
pub(super) struct Speakers {
    /// Newest last: token and person.
    heard: Vec<(usize, usize, bool)>,
}

impl Speakers {
    /// Notes a mention; speakers and subjects are remembered as such.
    pub(super) fn hear(&mut self, reading: &Reading<'_>, tokens: &Range<usize>, person: usize) {
        let first_in_sentence =
            tokens.start <= 3 + reading.sentences().get(reading.sentence_of(tokens.start)).map_or(0, |s| s.tokens.start);
        // "Acme's analyst, Jane Roe, is the first to …"
        let comma = usize::from(reading.surface(tokens.end) == ",");
        let subject = matches!(reading.word(tokens.end + comma), "is" | "was" | "has" | "had" | "will");
        let strong = speaks(reading, tokens) || first_in_sentence || subject;
        if self.heard.len() > 64 {
            self.heard.drain(..32);
        }
        self.heard.push((tokens.start, person, strong));
    }

    fn latest(&self, reading: &Reading<'_>, i: usize, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let here = reading.sentence_of(i);
        let near = |&&(at, person, _): &&(usize, usize, bool)| here.saturating_sub(reading.sentence_of(at)) <= REACH && fits(person);
        let strong = self.heard.iter().rev().filter(near).find(|(_, _, strong)| *strong);
        strong.or_else(|| self.heard.iter().rev().find(near)).map(|(_, person, _)| *person)
    }
}

/// Whether a verb of saying stands beside the mention.
pub(super) fn speaks(reading: &Reading<'_>, tokens: &Range<usize>) -> bool {
    let mut after = tokens.end;
    while after < tokens.end + 2 && is_between(reading.word(after)) {
        after += 1;
    }
    let says = |word: &str| matches!(cue(word), Some(Cue::Say | Cue::Tell | Cue::Think | Cue::Call));
    says(reading.word(after))
        || tokens.start.checked_sub(1).is_some_and(|k| {
            matches!(cue(reading.word(k)), Some(Cue::Say)) || (reading.word(k) == "to" && k > 0 && reading.word(k - 1) == "according")
        })
}

fn is_between(word: &str) -> bool {
    matches!(
        word,
        "also"
            | "has"
            | "had"
            | "have"
            | "later"
            | "then"
            | "once"
            | "recently"
            | "previously"
            | "further"
            | "repeatedly"
            | "often"
            | "himself"
            | "herself"
            | "went"
    )
}

/// Whom the pronoun or "the analyst" at token `i` means, when it speaks.
pub(super) fn meant(reading: &Reading<'_>, people: &People, speakers: &Speakers, i: usize) -> Option<usize> {
    let word = reading.word(i);
    let sex = match word {
        "he" => Sex::Male,
        "she" => Sex::Female,
        _ => return described(reading, people, speakers, i),
    };
    if !speaks(reading, &(i..i + 1)) {
        return None;
    }
    speakers.latest(reading, i, |person| people.list.get(person).is_some_and(|p| compatible(p.sex, Some(sex))))
}

/// "the analyst noted": the last person with that title.
fn described(reading: &Reading<'_>, people: &People, speakers: &Speakers, i: usize) -> Option<usize> {
    let before = i.checked_sub(1)?;
    if reading.word(before) != "the" {
        return None;
    }
    let word = reading.word(i);
    if lexicon::head(word).is_none() || !speaks(reading, &(i..i + 1)) {
        return None;
    }
    speakers.latest(reading, i, |person| people.list.get(person).is_some_and(|p| p.titles.iter().any(|title| title == word)))
}
