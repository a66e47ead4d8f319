//! The article as name rules see it: where capitals mean something, what is taken already, how far a capitalised run goes.

use super::candidate::{Candidate, Who};
use super::listed;
use super::words::{is_calendar, is_function, is_role};
use crate::document::Document;
use crate::knowledge::Gazetteer;
use annals_model::TimeExpr;
use annals_text::{Reading, Sentence, Shape, Sieve, Token};
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

/// How a sentence uses capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// Capitals mark names.
    Plain,
    /// A headline: Most Words Are Capitalised.
    Title,
    /// ALL CAPITALS.
    Capitals,
}

/// The arguments of every name rule.
pub(super) struct Page<'a> {
    document: &'a Document<'a>,
    cases: Vec<Case>,
    taken: Vec<bool>,
    marks: Vec<u8>,
    last_names: HashSet<&'a str>,
    /// The names of the page that the gazetteer lists.
    pub(super) listed: Vec<listed::Name>,
    /// What earlier rounds have found, sorted.
    pub(super) settled: Vec<Candidate>,
    known: BTreeSet<u32>,
}

impl<'a> Page<'a> {
    pub(super) fn new(document: &'a Document<'a>, times: &[TimeExpr]) -> Self {
        let reading = document.reading;
        let cases = reading.sentences().iter().map(|sentence| case_of(reading, sentence)).collect();
        let mut taken = vec![false; reading.len()];
        for time in times {
            for i in reading.tokens_in(time.span) {
                taken[i] = true;
            }
        }
        let marks = marks(document, &taken);
        let last_names = last_names(document, &marks);
        let mut page = Self { document, cases, taken, marks, last_names, listed: Vec::new(), settled: Vec::new(), known: BTreeSet::new() };
        page.listed = listed::names(&page);
        page
    }

    pub(super) fn reading(&self) -> &'a Reading<'a> {
        self.document.reading
    }

    pub(super) fn gazetteer(&self) -> &'a Gazetteer {
        self.document.knowledge.gazetteer()
    }

    /// Sentences with the way they use capitals.
    pub(super) fn sentences(&self) -> impl Iterator<Item = (&'a Sentence, Case)> {
        self.reading().sentences().iter().zip(self.cases.iter().copied())
    }

    /// Token `i` in lower case; empty behind the end.
    pub(super) fn word(&self, i: usize) -> &'a str {
        self.reading().word(i)
    }

    /// The word before token `i` in lower case; empty at the text's start.
    pub(super) fn word_before(&self, i: usize) -> &'a str {
        i.checked_sub(1).map_or("", |before| self.word(before))
    }

    pub(super) fn token(&self, i: usize) -> Option<&'a Token> {
        self.reading().tokens().get(i)
    }

    pub(super) fn capitalised(&self, i: usize) -> bool {
        self.token(i).is_some_and(Token::is_capitalised)
    }

    /// Whether token `i` stands right against the one before it.
    pub(super) fn glued(&self, i: usize) -> bool {
        self.token(i).is_some_and(|token| !token.space_before)
    }

    /// Whether no date and no settled mention holds any of these tokens.
    pub(super) fn is_free(&self, tokens: Range<usize>) -> bool {
        self.taken.get(tokens).is_some_and(|taken| !taken.contains(&true))
    }

    /// Takes the candidate's tokens and remembers whom it names.
    pub(super) fn occupy(&mut self, candidate: Candidate) {
        for i in candidate.tokens.clone() {
            if let Some(taken) = self.taken.get_mut(i) {
                *taken = true;
            }
        }
        if let Who::Listed(at) = candidate.who {
            self.known.insert(at);
        }
        self.settled.push(candidate);
    }

    /// Whether the entity is named somewhere in the article beyond doubt.
    pub(super) fn is_named(&self, at: u32) -> bool {
        self.known.contains(&at)
    }

    fn marked(&self, i: usize, mark: u8) -> bool {
        self.marks.get(i).is_some_and(|marks| marks & mark != 0)
    }

    /// An ordinary word of English (as printed in the lists, or written small elsewhere in this article).
    pub(super) fn ordinary(&self, i: usize) -> bool {
        self.marked(i, ORDINARY)
    }

    /// The first word of its sentence, signs and opening quotation marks apart.
    pub(super) fn opens(&self, i: usize) -> bool {
        self.marked(i, OPENS)
    }

    pub(super) fn nationality(&self, i: usize) -> bool {
        self.marked(i, NATIONALITY)
    }

    pub(super) fn first_name(&self, i: usize) -> bool {
        self.marked(i, FIRST_NAME)
    }

    /// A first name that is nothing else in English.
    pub(super) fn sure_first_name(&self, i: usize) -> bool {
        self.marked(i, SURE_FIRST_NAME)
    }

    pub(super) fn surname(&self, i: usize) -> bool {
        self.marked(i, SURNAME)
    }

    /// A word that can be part of a firm's name: capitalised, no title, month or small word, not in a date.
    pub(super) fn name_word(&self, i: usize) -> bool {
        self.marked(i, NAME_WORD)
    }

    /// Whether the article calls a person by this last name ("Abbott", after "Tony Abbott").
    pub(super) fn is_last_name(&self, i: usize) -> bool {
        self.last_names.contains(self.word(i))
    }

    /// Goes left from `end` (exclusive) while words can belong to one name; stays behind `low`.
    /// In a headline an ordinary word ends the name. A sentence's first word is left out when it is ordinary.
    pub(super) fn run_before(&self, end: usize, low: usize, case: Case) -> usize {
        let low = low.max(end.saturating_sub(LONGEST_RUN));
        let mut start = end;
        while start > low {
            let before = start - 1;
            if self.name_word(before) || (self.initial(before) && start < end) {
                let stop = (case != Case::Plain && self.ordinary(before)) || (self.opens(before) && self.ordinary(before));
                if stop {
                    break;
                }
                start = before;
            } else if start < end || self.word(before) == ")" && end == start {
                // "Brellin Asset Management (Hong Kong) Ltd.": a place in brackets is part of the name.
                let inside = (low + 1..before).rev().take(3).find(|i| self.word(*i) == "(");
                match inside {
                    Some(open) if self.word(before) == ")" && (open + 1..before).all(|i| self.name_word(i)) && self.name_word(open - 1) => {
                        start = open
                    }
                    _ if before > low && self.joins(before) => start = before - 1,
                    _ => break,
                }
                if case != Case::Plain && self.ordinary(start) {
                    break;
                }
            } else {
                break;
            }
        }
        start
    }

    /// A "&" or hyphen at `i` with a name's word before it.
    fn joins(&self, i: usize) -> bool {
        i > 0 && self.bound(i) && self.name_word(i - 1)
    }

    /// "J." in "J. Crew": a single capital and its dot.
    fn initial(&self, i: usize) -> bool {
        self.token(i)
            .is_some_and(|token| token.kind == annals_text::TokenKind::Word && token.shape == Shape::Upper && token.end - token.start <= 4)
            && self.word(i).ends_with('.')
    }

    /// A "&" between words, or a hyphen glued on both sides.
    pub(super) fn bound(&self, i: usize) -> bool {
        match self.word(i) {
            "&" => true,
            "-" => self.glued(i) && self.glued(i + 1),
            _ => false,
        }
    }

    /// The end of the capitalised run that begins at `start`; a name's inner "&" and hyphens count, small words do not.
    pub(super) fn run_after(&self, start: usize, high: usize, case: Case) -> usize {
        let high = high.min(start + LONGEST_RUN);
        let mut end = start;
        while end < high {
            if self.name_word(end)
                && (end == start || !self.glued(end) || self.bound(end - 1))
                && !(case != Case::Plain && self.ordinary(end))
            {
                end += 1;
            } else if end > start && self.bound(end) && end + 1 < high && self.name_word(end + 1) {
                end += 2;
            } else {
                break;
            }
        }
        end
    }

    /// These tokens without a legal form at their end.
    pub(super) fn without_legal_form(&self, tokens: Range<usize>) -> Range<usize> {
        (tokens.start + 1..tokens.end)
            .find(|at| super::legal_form::end_of_form(self, *at, tokens.end) == Some(tokens.end))
            .map_or(tokens.clone(), |at| tokens.start..at)
    }
}

const ORDINARY: u8 = 1;
const NATIONALITY: u8 = 2;
const FIRST_NAME: u8 = 4;
const SURE_FIRST_NAME: u8 = 8;
const SURNAME: u8 = 16;
const NAME_WORD: u8 = 32;
const OPENS: u8 = 64;

/// Longest run of capitalised words that is looked at, in tokens.
const LONGEST_RUN: usize = 24;

/// What the lists say of each capitalised word, looked up once.
fn marks(document: &Document<'_>, taken: &[bool]) -> Vec<u8> {
    let (reading, knowledge) = (document.reading, document.knowledge);
    // Web addresses and handles are written small whatever they name.
    let plain = |i: usize| {
        let glued_on =
            |i: usize| reading.tokens().get(i).is_some_and(|token| !token.space_before && (token.is_word() || token.is_number()));
        let sign_after = matches!(reading.word(i + 1), "." | "/" | "@" | "_") && glued_on(i + 2);
        reading.tokens()[i].space_before && !sign_after
    };
    // Only a word that is printed with a capital, too, is asked for below.
    let mut capitals = Sieve::default();
    (0..reading.len()).filter(|i| reading.tokens()[*i].is_capitalised()).for_each(|i| capitals.add(reading.word(i)));
    let small: HashSet<&str> = (0..reading.len())
        .filter(|i| reading.tokens()[*i].is_word() && reading.tokens()[*i].shape == Shape::Lower)
        .filter(|i| capitals.may_hold(reading.word(*i)) && plain(*i))
        .map(|i| reading.word(i))
        .collect();
    let mark = |i: usize| {
        let (token, word) = (&reading.tokens()[i], reading.word(i));
        if !token.is_capitalised() {
            return if token.is_word() { ORDINARY } else { 0 };
        }
        let mut marks = 0;
        let (function, calendar) = (is_function(word), is_calendar(word));
        let entry = knowledge.word(word);
        if function || calendar || entry.ordinary || small.contains(word) {
            marks |= ORDINARY;
        }
        marks |= if entry.nationality { NATIONALITY } else { 0 } | if entry.surname { SURNAME } else { 0 };
        marks |= if entry.first_name { FIRST_NAME } else { 0 } | if entry.first_name && !entry.ordinary { SURE_FIRST_NAME } else { 0 };
        let beside_and = reading.word(i + 1) == "&" || i > 0 && reading.word(i - 1) == "&";
        if (word.len() > 1 || beside_and) && !function && !calendar && !is_role(word) && word != "'s" && !taken[i] {
            marks |= NAME_WORD;
        }
        marks
    };
    let mut marks: Vec<u8> = (0..reading.len()).map(mark).collect();
    for sentence in reading.sentences() {
        let first = sentence.tokens.clone().find(|i| reading.tokens().get(*i).is_some_and(|token| token.is_word() || token.is_number()));
        if let Some(marks) = first.and_then(|first| marks.get_mut(first)) {
            *marks |= OPENS;
        }
    }
    marks
}

/// Last names of people the article calls by first and last name or by title, where the last word is a known surname.
fn last_names<'a>(document: &Document<'a>, marks: &[u8]) -> HashSet<&'a str> {
    let reading: &'a Reading<'a> = document.reading;
    let has = |i: usize, mark: u8| marks.get(i).is_some_and(|marks| marks & mark != 0);
    let follows = |i: usize| reading.tokens().get(i).is_some_and(|token| token.space_before && !token.line_start);
    let mut found = HashSet::new();
    for i in 1..reading.len() {
        let surname = has(i, SURNAME) && has(i, NAME_WORD) && follows(i) && super::head_word::head(reading.word(i)).is_none();
        let first = has(i - 1, SURE_FIRST_NAME) || has(i - 1, FIRST_NAME) && !has(i - 1, OPENS);
        let titled = matches!(reading.word(i - 1), "mr" | "mrs" | "ms" | "minister" | "president" | "senator" | "dr");
        // "Morgan Stanley" is a firm though "Morgan" is a first name.
        if surname && (titled || first && !names_firm(document, i - 1..i + 1)) {
            found.insert(reading.word(i));
        }
    }
    found
}

fn names_firm(document: &Document<'_>, tokens: Range<usize>) -> bool {
    let reading = document.reading;
    let meanings = document.knowledge.gazetteer().meanings(reading.span(tokens).of(reading.text()));
    meanings.iter().any(|used| used.known)
}

/// How this sentence does.
pub(crate) fn case_of(reading: &Reading<'_>, sentence: &Sentence) -> Case {
    let (mut words, mut small, mut upper) = (0_u32, 0_u32, 0_u32);
    for i in sentence.tokens.clone() {
        let Some(token) = reading.tokens().get(i).filter(|token| token.is_word()) else { continue };
        // Small words stay small in headlines, too.
        if token.span().len() < 4 && token.shape != Shape::Upper || token.shape == Shape::Lower && is_function(reading.word(i)) {
            continue;
        }
        words += 1;
        small += u32::from(token.shape == Shape::Lower);
        upper += u32::from(token.shape == Shape::Upper);
    }
    if words >= 3 && upper * 10 >= words * 7 {
        Case::Capitals
    } else if words >= 4 && small * 12 <= words {
        Case::Title
    } else {
        Case::Plain
    }
}
