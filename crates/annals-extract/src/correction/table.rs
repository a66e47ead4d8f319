//! The corrections as they are looked up: by the words of the names they are about.

use crate::document::Document;
use crate::knowledge::Gazetteer;
use annals_model::{EntityId, Kind};
use annals_text::{Reading, Shape, TokenKind};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// One line of a user's corrections. Names are matched word by word, whatever their accents, quotation marks, dashes and dots; a word
/// printed with a capital asks for one in the text, one in capitals for more than one, one in small letters for none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Correction {
    /// This name means that entity wherever a name can stand.
    Alias {
        /// The name.
        surface: String,
        /// Whom it means.
        entity: EntityId,
        /// What a new entity is; its first name is then what it is called.
        kind: Option<Kind>,
    },
    /// Every occurrence of these words means that entity.
    Always {
        /// The words.
        surface: String,
        /// Whom they mean.
        entity: EntityId,
        /// What a new entity is; its first name is then what it is called.
        kind: Option<Kind>,
    },
    /// These words are no name, or never the name of that entity.
    Never {
        /// The words.
        surface: String,
        /// Whom they never mean; `None` for anybody.
        entity: Option<EntityId>,
    },
    /// Whatever names the first entity names the second.
    Merge {
        /// The id that is given up.
        entity: EntityId,
        /// The id that stays.
        into: EntityId,
        /// What the second is, when it is new.
        kind: Option<Kind>,
    },
    /// This name, where it would mean that entity, means an entity of its own.
    Split {
        /// The name.
        surface: String,
        /// Whom it would mean.
        entity: EntityId,
    },
}

/// A user's corrections, ready for reading with.
#[derive(Debug, Default)]
pub struct Corrections {
    /// By the words of a name, parted by spaces.
    by_words: HashMap<String, Vec<Entry>>,
    /// How many words names with this first word have, the most first.
    lengths: HashMap<String, Vec<usize>>,
    merged: BTreeMap<EntityId, EntityId>,
    known: BTreeMap<EntityId, Known>,
}

/// What corrections say of an entity.
#[derive(Debug)]
struct Known {
    kind: Kind,
    name: Option<String>,
}

/// What to do with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Always(EntityId),
    Alias(EntityId),
    Never(Option<EntityId>),
    Split(EntityId),
}

/// The capitals of a name and what to do with it.
#[derive(Debug)]
struct Entry {
    capitals: Vec<Capitals>,
    action: Action,
}

/// How many capitals a word asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Capitals {
    Any,
    One,
    Many,
}

impl Corrections {
    /// Corrections from their lines; a name without letters and digits is about nothing and left out.
    #[must_use]
    pub fn new(lines: impl IntoIterator<Item = Correction>) -> Self {
        let mut corrections = Self::default();
        for line in lines {
            match line {
                Correction::Alias { surface, entity, kind } => {
                    corrections.know(&entity, kind, Some(&surface));
                    corrections.enter(&surface, Action::Alias(entity));
                }
                Correction::Always { surface, entity, kind } => {
                    corrections.know(&entity, kind, Some(&surface));
                    corrections.enter(&surface, Action::Always(entity));
                }
                Correction::Never { surface, entity } => corrections.enter(&surface, Action::Never(entity)),
                Correction::Split { surface, entity } => corrections.enter(&surface, Action::Split(entity)),
                Correction::Merge { entity, into, kind } => {
                    corrections.know(&into, kind, None);
                    corrections.merged.insert(entity, into);
                }
            }
        }
        corrections
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_words.is_empty() && self.merged.is_empty()
    }

    fn know(&mut self, entity: &EntityId, kind: Option<Kind>, name: Option<&str>) {
        let Some(kind) = kind else { return };
        let known = self.known.entry(entity.clone()).or_insert(Known { kind, name: None });
        if known.name.is_none() {
            known.name = name.map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }

    fn enter(&mut self, surface: &str, action: Action) {
        let reading = annals_text::read(surface);
        if reading.tokens().iter().all(|token| token.kind == TokenKind::Sign) {
            return;
        }
        let words: Vec<String> = (0..reading.len()).map(|i| key(&reading, i).into_owned()).collect();
        let Some(first) = words.first() else { return };
        let lengths = self.lengths.entry(first.clone()).or_default();
        if !lengths.contains(&words.len()) {
            lengths.push(words.len());
            lengths.sort_unstable_by_key(|length| std::cmp::Reverse(*length));
        }
        let capitals = (0..reading.len()).map(|i| capitals(&reading, i)).collect();
        let entries = self.by_words.entry(words.join(" ")).or_default();
        // `always` before `alias`, in the order of the lines.
        let rank = |entry: &Entry| !matches!(entry.action, Action::Always(_));
        let entry = Entry { capitals, action };
        let at = entries.partition_point(|other| rank(other) <= rank(&entry));
        entries.insert(at, entry);
    }

    /// What the names that begin at token `start` ask for, with the tokens of each; the longest first.
    pub(super) fn at<'c>(&'c self, reading: &'c Reading<'_>, start: usize) -> impl Iterator<Item = (Range<usize>, &'c Action)> {
        let lengths = self.lengths.get(&*key(reading, start)).filter(|_| !glued_on(reading, start));
        lengths.into_iter().flatten().flat_map(move |length| {
            let tokens = start..start + length;
            let entries = words(reading, tokens.clone()).and_then(|words| self.by_words.get(&words));
            let fits = move |entry: &&Entry| (start..).zip(&entry.capitals).all(|(i, wanted)| has_capitals(reading, i, *wanted));
            entries.into_iter().flatten().filter(fits).map(move |entry| (tokens.clone(), &entry.action))
        })
    }

    /// What is asked for the name that is printed in exactly these tokens, with or without "the" before it.
    pub(super) fn of<'c>(&'c self, reading: &'c Reading<'_>, tokens: Range<usize>) -> impl Iterator<Item = &'c Action> {
        let article = tokens.start.checked_sub(1).filter(|before| reading.word(*before) == "the");
        let starts = [Some(tokens.start), article].into_iter().flatten();
        starts.flat_map(move |start| self.at(reading, start)).filter(move |(found, _)| found.end == tokens.end).map(|(_, action)| action)
    }

    /// The id that an entity goes by in the end; `None` when it keeps its own.
    pub(super) fn merged(&self, entity: &EntityId) -> Option<&EntityId> {
        let mut last = self.merged.get(entity)?;
        // A ring of ids ends where it began.
        for _ in 0..self.merged.len() {
            match self.merged.get(last) {
                Some(next) if next != entity => last = next,
                _ => break,
            }
        }
        Some(last)
    }

    /// What an entity is: by the gazetteer, by these corrections, by the id itself.
    pub(super) fn kind_of(&self, entity: &EntityId, gazetteer: &Gazetteer) -> Option<Kind> {
        let known = || self.known.get(entity).map(|known| known.kind);
        gazetteer.kind_of(entity.as_str()).or_else(known)
    }

    /// What a new entity is called.
    pub(crate) fn name_of(&self, entity: &EntityId) -> Option<&str> {
        self.known.get(entity).and_then(|known| known.name.as_deref())
    }

    /// Whether any name is corrected; else only ids are.
    pub(super) fn has_names(&self) -> bool {
        !self.by_words.is_empty()
    }

    /// The corrections an article is read with.
    pub(super) fn of_document<'a>(document: &Document<'a>) -> &'a Self {
        document.knowledge.corrections()
    }
}

/// The words of these tokens as names are looked up by; `None` when a line or the text ends among them or a word goes on.
fn words(reading: &Reading<'_>, tokens: Range<usize>) -> Option<String> {
    let mut words = String::new();
    for i in tokens.clone() {
        let token = reading.tokens().get(i)?;
        if i > tokens.start {
            if token.line_start {
                return None;
            }
            words.push(' ');
        }
        words.push_str(&key(reading, i));
    }
    (!glued_on(reading, tokens.end)).then_some(words)
}

/// A word without case, accents, curly marks and dots: "U.S." is "us".
fn key<'r>(reading: &'r Reading<'_>, i: usize) -> Cow<'r, str> {
    let word = reading.word(i);
    let folded = if word.is_ascii() { Cow::Borrowed(word) } else { Cow::Owned(annals_text::fold(word)) };
    if folded.len() > 1 && folded.contains('.') && reading.tokens().get(i).is_some_and(annals_text::Token::is_word) {
        Cow::Owned(folded.replace('.', ""))
    } else {
        folded
    }
}

fn capitals(reading: &Reading<'_>, i: usize) -> Capitals {
    match reading.tokens().get(i).map(|token| (token.kind, token.shape)) {
        // "The Street" is "the Street" in mid-sentence.
        _ if i == 0 && reading.word(i) == "the" => Capitals::Any,
        Some((TokenKind::Word, Shape::Upper)) if key(reading, i).chars().count() > 1 => Capitals::Many,
        Some((TokenKind::Word, Shape::Title | Shape::Mixed | Shape::Upper)) => Capitals::One,
        _ => Capitals::Any,
    }
}

fn has_capitals(reading: &Reading<'_>, i: usize, wanted: Capitals) -> bool {
    let Some(token) = reading.tokens().get(i) else { return false };
    match wanted {
        Capitals::Any => true,
        Capitals::One => token.shape != Shape::Lower,
        Capitals::Many => matches!(token.shape, Shape::Upper | Shape::Mixed),
    }
}

/// Whether token `i` goes on the word before it: the "bn" of "5.6bn".
fn glued_on(reading: &Reading<'_>, i: usize) -> bool {
    let Some([before, token]) = i.checked_sub(1).and_then(|before| reading.tokens().get(before..=i)) else { return false };
    !token.space_before && token.kind != TokenKind::Sign && before.kind != TokenKind::Sign && reading.word(i) != "'s"
}
