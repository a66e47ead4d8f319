//! The people of one article: who is meant by a full name, by "Mr. Lau", by "Cook".

use super::lexicon::{self, Sex};
use super::name::{self, Candidate};
use super::run::{Part, PartKind};
use super::title;
use crate::document::Document;
use std::collections::BTreeMap;
use std::ops::Range;

/// How many people of one last name are compared; a text that names more is no news.
const NAMESAKES: usize = 64;

/// A person of the article.
#[derive(Debug, Default)]
pub(crate) struct Person {
    /// The fullest form printed.
    pub(crate) fullest: Range<usize>,
    /// First given name, lower case; empty when only a last name is known.
    pub(crate) given: String,
    /// Words of titles beside the name, lower case.
    pub(crate) titles: Vec<String>,
    /// Told by a form of address.
    pub(crate) sex: Option<Sex>,
    /// The token at which it was last mentioned.
    pub(crate) last_seen: Option<usize>,
}

/// All people, and the words that call them.
#[derive(Debug, Default)]
pub(crate) struct People {
    /// In order of their first full mention.
    pub(crate) list: Vec<Person>,
    by_last_name: BTreeMap<String, Vec<usize>>,
    by_given_name: BTreeMap<String, Vec<usize>>,
}

impl People {
    /// Whether there is nobody.
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Adds a mention by full name (or by title and last name); answers whose it is.
    pub(crate) fn add(&mut self, document: &Document<'_>, candidate: &Candidate<'_>) -> usize {
        let reading = document.reading;
        let pieces = candidate.pieces();
        let last_names = last_names(document, pieces);
        let given = given_name(document, pieces, &last_names);
        if given.is_empty()
            && let Some(known) = last_names.first().and_then(|last| self.addressed(document, candidate, last))
        {
            return known;
        }
        let known = last_names.iter().find_map(|last| {
            let namesakes = self.by_last_name.get(last)?;
            namesakes
                .iter()
                .rev()
                .take(NAMESAKES)
                .copied()
                .find(|&k| self.list.get(k).is_some_and(|person| same_given(&person.given, &given)))
        });
        let person = known.unwrap_or_else(|| {
            self.list.push(Person { fullest: candidate.tokens(), ..Person::default() });
            self.list.len() - 1
        });
        for last in last_names {
            let namesakes = self.by_last_name.entry(last).or_default();
            if !namesakes.iter().rev().take(NAMESAKES).any(|&k| k == person) {
                namesakes.push(person);
            }
        }
        if given.len() > 2 {
            let bearers = self.by_given_name.entry(given.clone()).or_default();
            if bearers.last() != Some(&person) {
                bearers.push(person);
            }
        }
        let tokens = candidate.tokens();
        if let Some(known) = self.list.get_mut(person) {
            if reading.span(tokens.clone()).len() > reading.span(known.fullest.clone()).len() {
                known.fullest = tokens.clone();
            }
            if given.len() > known.given.len() {
                known.given = given;
            }
            learn_titles(document, known, &tokens);
        }
        person
    }

    /// "Senator Meyer": somebody named in full before, by title.
    fn addressed(&self, document: &Document<'_>, candidate: &Candidate<'_>, last: &str) -> Option<usize> {
        let (title, sex) = super::later::address_before(document.reading, candidate.tokens().start);
        self.by_last_name(last, title, sex)
    }

    /// Who of the people with this last name is meant at token `i`, given the title words and the sex told before it.
    pub(crate) fn by_last_name(&self, last: &str, title: &str, sex: Option<Sex>) -> Option<usize> {
        let namesakes = self.by_last_name.get(last)?;
        let fitting = |k: &usize| self.list.get(*k).is_some_and(|person| compatible(person.sex, sex));
        let titled = |k: &usize| !title.is_empty() && self.list.get(*k).is_some_and(|person| person.titles.iter().any(|t| t == title));
        let latest = |filter: &dyn Fn(&usize) -> bool| {
            namesakes
                .iter()
                .rev()
                .take(NAMESAKES)
                .copied()
                .filter(filter)
                .max_by_key(|&k| (self.list.get(k).and_then(|p| p.last_seen), std::cmp::Reverse(k)))
        };
        latest(&|k| titled(k) && fitting(k)).or_else(|| latest(&fitting))
    }

    /// The one person called so by first name.
    pub(crate) fn by_given_name(&self, given: &str) -> Option<usize> {
        match self.by_given_name.get(given).map(Vec::as_slice) {
            Some([one]) => Some(*one),
            _ => None,
        }
    }

    /// Notes that a person was mentioned at token `i`.
    pub(crate) fn see(&mut self, person: usize, i: usize, sex: Option<Sex>) {
        if let Some(person) = self.list.get_mut(person) {
            person.last_seen = Some(i);
            person.sex = person.sex.or(sex.filter(|sex| *sex != Sex::Either));
        }
    }
}

/// Whether two told sexes do not speak against each other.
pub(crate) fn compatible(a: Option<Sex>, b: Option<Sex>) -> bool {
    !matches!((a, b), (Some(Sex::Male), Some(Sex::Female)) | (Some(Sex::Female), Some(Sex::Male)))
}

/// One first name is the other, its initial, or unknown.
fn same_given(a: &str, b: &str) -> bool {
    a.is_empty() || b.is_empty() || a == b || (a.len().min(b.len()) == 1 && a.chars().next() == b.chars().next())
}

/// The title words beside a name, and the sex its form of address tells.
fn learn_titles(document: &Document<'_>, person: &mut Person, tokens: &Range<usize>) {
    let reading = document.reading;
    let mut before = tokens.start;
    // "an analyst named Tom Poe"
    if before > 0 && matches!(reading.word(before - 1), "named" | "called") {
        before -= 1;
    }
    while before > 0
        && (reading.surface(before - 1) == "."
            || lexicon::head(reading.word(before - 1)).is_some()
            || lexicon::honorific(reading.word(before - 1)).is_some())
        && before + 6 > tokens.start
    {
        before -= 1;
        let word = reading.word(before);
        if word != "." && person.titles.len() < 16 {
            person.titles.push(word.trim_end_matches('.').to_owned());
        }
        if let Some(sex) = lexicon::honorific(word).filter(|sex| *sex != Sex::Either) {
            person.sex = person.sex.or(Some(sex));
        }
    }
    if reading.surface(tokens.end) == ","
        && let Some(stated) = title::statement_at(reading, &[], tokens.end + 1).and_then(|s| s.title)
    {
        for k in stated {
            if lexicon::head(reading.word(k)).is_some() && person.titles.len() < 16 {
                person.titles.push(reading.word(k).to_owned());
            }
        }
    }
}

/// The words that call a person later: the last name; for names that may be in either order, both ends.
fn last_names(document: &Document<'_>, pieces: &[Part]) -> Vec<String> {
    let reading = document.reading;
    let words: Vec<&Part> = pieces.iter().filter(|part| part.kind == PartKind::Word).collect();
    let word = |part: &Part| reading.word(part.tokens.start).to_owned();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return Vec::new() };
    let family_first = |part: &Part| document.knowledge.surname(reading.word(part.tokens.start)).is_some_and(|entry| entry.family_first);
    if words.len() >= 3
        && name::is_family_first(document, pieces.get(1..).unwrap_or(&[]))
        && !family_first(first)
        && let Some(middle) = words.get(1)
    {
        // "Andrew Leung Kwan-yuen"
        return vec![word(middle)];
    }
    if name::is_family_first(document, pieces) {
        let western_too =
            family_first(last) && last.tokens.len() == 1 && name::is_syllables(reading.word(last.tokens.start), 1) && words.len() >= 3;
        return if western_too { vec![word(first), word(last)] } else { vec![word(first)] };
    }
    vec![word(last)]
}

fn given_name(document: &Document<'_>, pieces: &[Part], last_names: &[String]) -> String {
    let reading = document.reading;
    pieces
        .iter()
        .filter(|part| matches!(part.kind, PartKind::Word | PartKind::Initial))
        .map(|part| reading.word(part.tokens.start).trim_end_matches('.'))
        .find(|word| pieces.len() > 1 && !last_names.iter().any(|last| last == word))
        .unwrap_or("")
        .to_owned()
}
