//! What the tagger sees of a word: its letters, how it is written, what the lists and the rules say, where else it stands.

use super::lexicon::{is_honorific, is_legal_form, is_place_cue};
use crate::document::Document;
use annals_model::{Kind, Mention, TimeExpr};
use annals_text::{Shape, Token, word_hash};
use std::ops::Range;

/// The word stands in mid-sentence with a capital elsewhere in the article.
const ELSEWHERE: u8 = 1;
/// It stands in small letters, too.
const SMALL: u8 = 2;
/// It stands behind a title or form of address.
const TITLED: u8 = 4;
/// It stands before a legal form.
const INCORPORATED: u8 = 8;
/// It stands behind "in", "at", "near".
const LOCATED: u8 = 16;

/// One word as features see it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Word {
    /// Of its small letters; 0 outside the sentence.
    pub(super) hash: u32,
    /// Of its first two and three, last two and three letters.
    pub(super) affixes: [u32; 4],
    /// How it is written.
    pub(super) shape: u8,
    /// What the lists say: first name, surname, ordinary word, nationality.
    pub(super) lists: u8,
    /// What the rules found here: 0, or kind and whether it goes on a name.
    pub(super) ruled: u8,
    /// Which rule found it.
    pub(super) rule: u32,
    /// Where else it stands.
    pub(super) elsewhere: u8,
}

/// How a sentence uses capitals: as usual, On Most Words, or THROUGHOUT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    Plain,
    Title,
    Capitals,
}

/// What is known of a capitalised word's other places.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    hash: u64,
    middle: u8,
    flags: u8,
    /// Rules' mentions it stands in: people, organisations, places.
    kinds: [u8; 3],
}

/// An article as the tagger sees it.
pub(super) struct View<'a> {
    pub(super) document: &'a Document<'a>,
    cases: Vec<Case>,
    ruled: Vec<u8>,
    rules: Vec<u32>,
    table: Vec<Seen>,
}

impl<'a> View<'a> {
    /// Looks the article over once. Both lists of mentions are the rules'.
    pub(super) fn new(document: &'a Document<'a>, times: &[TimeExpr], organisations: &[Mention], people: &[Mention]) -> Self {
        let reading = document.reading;
        let capitals = reading.tokens().iter().filter(|token| token.is_capitalised()).count();
        let mut view = Self {
            document,
            cases: Vec::with_capacity(reading.sentences().len()),
            ruled: vec![0; reading.len()],
            rules: vec![0; reading.len()],
            table: vec![Seen::default(); (capitals * 2 + 2).next_power_of_two()],
        };
        for time in times {
            reading.tokens_in(time.span).for_each(|i| view.ruled[i] = 1);
        }
        for mention in organisations.iter().chain(people).filter(|mention| !mention.nominal) {
            let code = 2 + 2 * group(mention.kind);
            let rule = hash(mention.rule.as_str());
            for (k, i) in reading.tokens_in(mention.span).enumerate() {
                view.ruled[i] = code + u8::from(k > 0);
                view.rules[i] = rule;
            }
        }
        view.look_over();
        view
    }

    fn look_over(&mut self) {
        let reading = self.document.reading;
        for sentence in reading.sentences() {
            let case = case_of(reading.tokens().get(sentence.tokens.clone()).unwrap_or_default());
            self.cases.push(case);
            let mut opens = true;
            for i in sentence.tokens.clone() {
                let Some(token) = reading.tokens().get(i).filter(|token| token.is_word()) else { continue };
                let first = std::mem::replace(&mut opens, false);
                if !token.is_capitalised() || case != Case::Plain {
                    continue;
                }
                let before = i.checked_sub(1).filter(|k| *k >= sentence.tokens.start).map_or("", |k| reading.word(k));
                let title = if before == "." { i.checked_sub(2).map_or("", |k| reading.word(k)) } else { before };
                let (ruled, next) = (self.ruled[i], reading.word(i + 1));
                let seen = self.seen_mut(word_hash(reading.word(i).as_bytes()));
                seen.middle = seen.middle.saturating_add(u8::from(!first));
                if is_honorific(title) {
                    seen.flags |= TITLED;
                }
                if is_legal_form(next) {
                    seen.flags |= INCORPORATED;
                }
                if is_place_cue(before) {
                    seen.flags |= LOCATED;
                }
                if let Some(kind) = ruled.checked_sub(2).map(|code| usize::from(code / 2)).filter(|kind| *kind < 3) {
                    seen.kinds[kind] = seen.kinds[kind].saturating_add(1);
                }
            }
        }
        for i in 0..reading.len() {
            if reading.tokens().get(i).is_some_and(|token| token.is_word() && token.shape == Shape::Lower) {
                let hash = word_hash(reading.word(i).as_bytes());
                let at = self.slot(hash);
                if self.table[at].hash == hash {
                    self.table[at].flags |= SMALL;
                }
            }
        }
    }

    fn slot(&self, hash: u64) -> usize {
        let mask = self.table.len() - 1;
        let mut at = usize::try_from(hash >> 32).unwrap_or(0) & mask;
        while self.table[at].hash != 0 && self.table[at].hash != hash {
            at = (at + 1) & mask;
        }
        at
    }

    fn seen_mut(&mut self, hash: u64) -> &mut Seen {
        let at = self.slot(hash);
        self.table[at].hash = hash;
        &mut self.table[at]
    }

    /// How sentence `number` uses capitals.
    pub(super) fn case(&self, number: usize) -> Case {
        self.cases.get(number).copied().unwrap_or(Case::Plain)
    }

    /// Whether a rule found a name or a date at token `i`.
    pub(super) fn is_ruled(&self, i: usize) -> bool {
        self.ruled.get(i).is_some_and(|code| *code > 0)
    }

    /// Token `i` of a sentence; an empty word outside it.
    pub(super) fn word(&self, sentence: &Range<usize>, i: usize) -> Word {
        if !sentence.contains(&i) {
            return Word::default();
        }
        let reading = self.document.reading;
        let (Some(token), text) = (reading.tokens().get(i), reading.word(i)) else { return Word::default() };
        let entry = self.document.knowledge.word(text);
        let lists =
            u8::from(entry.first_name) | u8::from(entry.surname) << 1 | u8::from(entry.ordinary) << 2 | u8::from(entry.nationality) << 3;
        Word {
            hash: hash(text),
            affixes: affixes(text),
            shape: shape(token, reading.surface(i)),
            lists,
            ruled: self.ruled[i],
            rule: self.rules[i],
            elsewhere: if token.is_capitalised() { self.elsewhere(text, token) } else { 0 },
        }
    }

    fn elsewhere(&self, word: &str, token: &Token) -> u8 {
        let at = self.slot(word_hash(word.as_bytes()));
        let seen = self.table[at];
        if seen.hash == 0 {
            return 0;
        }
        // This very place counts once where it is in mid-sentence.
        let here = u8::from(!self.document.reading.opens_sentence(self.document.reading.token_at(token.start)));
        let mut code = seen.flags | if seen.middle > here { ELSEWHERE } else { 0 };
        let most = seen.kinds.iter().max().copied().unwrap_or(0);
        if most > 0 {
            let kind = seen.kinds.iter().position(|count| *count == most).unwrap_or(0);
            code |= u8::try_from(kind + 1).unwrap_or(0) << 5;
        }
        code
    }
}

/// People, organisations, places, indices, and what is made or planned.
fn group(kind: Kind) -> u8 {
    match kind {
        Kind::Person => 0,
        Kind::Firm | Kind::Agency | Kind::Regulator | Kind::Exchange | Kind::Media | Kind::Organisation => 1,
        Kind::Place => 2,
        Kind::Index => 3,
        Kind::Product | Kind::Basket | Kind::Programme => 4,
    }
}

fn case_of(tokens: &[Token]) -> Case {
    let (mut words, mut capitals, mut upper) = (0_usize, 0_usize, 0_usize);
    for token in tokens.iter().filter(|token| token.is_word() && token.end - token.start > 3) {
        words += 1;
        capitals += usize::from(token.is_capitalised());
        upper += usize::from(token.shape == Shape::Upper);
    }
    if words >= 3 && upper * 10 >= words * 7 {
        Case::Capitals
    } else if words >= 3 && capitals * 10 >= words * 7 {
        Case::Title
    } else {
        Case::Plain
    }
}

/// Of a word's letters: never 0, which stands for no word.
pub(super) fn hash(word: &str) -> u32 {
    let mixed = word_hash(word.as_bytes());
    u32::try_from(mixed >> 32).unwrap_or(0) ^ u32::try_from(mixed & 0xffff_ffff).unwrap_or(0) | 1
}

fn affixes(word: &str) -> [u32; 4] {
    let bytes = word.as_bytes();
    let part = |range: Option<&[u8]>, salt: u32| {
        range.map_or(0, |bytes| bytes.iter().fold(salt, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193)))
    };
    let end = |count: usize| bytes.len().checked_sub(count).and_then(|from| bytes.get(from..));
    [part(bytes.get(..2), 11), part(bytes.get(..3), 12), part(end(2), 13), part(end(3), 14)]
}

/// Number, sign, small, Title, UPPER of one, few or many letters, miXed, with digit, with dots.
fn shape(token: &Token, surface: &str) -> u8 {
    if token.is_number() {
        return 1;
    }
    if !token.is_word() {
        return match surface {
            "." => 2,
            "-" => 3,
            "&" => 4,
            _ => 5,
        };
    }
    let with_digit = surface.bytes().any(|byte| byte.is_ascii_digit());
    let base = match token.shape {
        Shape::Lower => 6,
        Shape::Title => 7,
        Shape::Mixed => 8,
        Shape::Upper if surface.ends_with('.') => 9,
        Shape::Upper => match surface.len() {
            1 => 10,
            2..=4 => 11,
            _ => 12,
        },
    };
    base + 8 * u8::from(with_digit)
}
