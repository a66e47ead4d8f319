//! The words of the index that `word*`, `w?rd`, `word~1` or `/wo.*/` stand for, found in its sorted list of words.

use crate::plan::Leaf;
use crate::query::Pattern;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::query::{DfaWrapper, FuzzyTermQuery};
use tantivy::schema::{Field, Term};

/// How the words of a leaf are found.
pub(crate) enum Vocabulary {
    /// All that begin with some letters.
    Beginning(String),
    /// Those of a form, by the letters that all of them begin with.
    Form(Pattern),
    /// Those at most so many slips away.
    Slips(DfaWrapper),
    /// Those of the form of an expression; every word is tried.
    Tried(Leaf),
}

impl Vocabulary {
    /// For a leaf that is no single word.
    pub(crate) fn of(leaf: &Leaf, field: Field) -> tantivy::Result<Self> {
        Ok(match leaf {
            Leaf::Pattern(pattern) => match pattern.beginning() {
                Some(letters) => Self::Beginning(letters),
                None => Self::Form(pattern.clone()),
            },
            Leaf::Fuzzy(word, distance) => {
                Self::Slips(FuzzyTermQuery::new(Term::from_field_text(field, word), *distance, true).automaton()?)
            }
            _ => Self::Tried(leaf.clone()),
        })
    }

    /// Gives every word of the dictionary that is one, in order.
    pub(crate) fn each(
        &self,
        inverted: &InvertedIndexReader,
        found: &mut dyn FnMut(&TermInfo) -> tantivy::Result<()>,
    ) -> tantivy::Result<()> {
        let terms = inverted.terms();
        match self {
            // Words that begin alike stand in a row.
            Self::Beginning(letters) => {
                let mut range = terms.range().ge(letters.as_bytes()).without_keys();
                if let Some(after) = after(letters) {
                    range = range.lt(after);
                }
                let mut stream = range.into_stream()?;
                while stream.advance() {
                    found(stream.value())?;
                }
            }
            Self::Form(pattern) => {
                let letters = pattern.prefix();
                let mut range = terms.range().ge(letters.as_bytes());
                if let Some(after) = after(&letters) {
                    range = range.lt(after);
                }
                let mut stream = range.into_stream()?;
                while stream.advance() {
                    if std::str::from_utf8(stream.key()).is_ok_and(|word| pattern.matches(word)) {
                        found(stream.value())?;
                    }
                }
            }
            Self::Slips(automaton) => {
                let mut stream = terms.search(automaton).without_keys().into_stream()?;
                while stream.advance() {
                    found(stream.value())?;
                }
            }
            Self::Tried(leaf) => {
                let mut stream = terms.stream()?;
                while stream.advance() {
                    if std::str::from_utf8(stream.key()).is_ok_and(|word| leaf.matches_word(word)) {
                        found(stream.value())?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// The first bytes behind all that begin with some letters.
fn after(letters: &str) -> Option<Vec<u8>> {
    let mut bytes = letters.as_bytes().to_vec();
    // No byte of a letter is the greatest one.
    let last = bytes.last_mut()?;
    *last = last.checked_add(1)?;
    Some(bytes)
}
