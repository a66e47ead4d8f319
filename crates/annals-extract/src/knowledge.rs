//! What annals knows of the world before it reads: the gazetteer and the lists of people's names.

mod check;
mod format;
mod gazetteer;
mod meaning;
mod tables;

pub use check::{Fault, check_gazetteer};
pub use meaning::{Meaning, meanings_in};

pub(crate) use format::{AliasUse, Strength};
pub(crate) use gazetteer::{Gazetteer, Listed};

use crate::correction::Corrections;
use crate::tagger::Tagger;
use annals_model::Kind;
use format::{FIRST_NAME, FIRST_NAME_AFTER, NATIONALITY, ORDINARY, SURNAME, SURNAME_BEFORE, bucket};

/// Built once at start, shared read-only by all threads. It reads the compiled tables in place: nothing is parsed or copied.
#[derive(Debug)]
pub struct Knowledge {
    names: &'static [u8],
    buckets: &'static [u8],
    gazetteer: Gazetteer,
    tagger: Tagger,
    corrections: Corrections,
}

/// What the lists say of a first name or surname.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NameEntry {
    /// It is an ordinary word of English, too ("Will", "Rose", "Long").
    pub(crate) dictionary_word: bool,
    /// It is used in Chinese (Mandarin or Cantonese romanisation), Korean or Vietnamese names: family name first.
    pub(crate) family_first: bool,
}

/// What the lists say of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WordEntry {
    /// A first name.
    pub(crate) first_name: bool,
    /// A surname.
    pub(crate) surname: bool,
    /// An ordinary word of English.
    pub(crate) ordinary: bool,
    /// An adjective of nationality or the name of a people ("chinese").
    pub(crate) nationality: bool,
}

impl Default for Knowledge {
    fn default() -> Self {
        Self::embedded()
    }
}

impl Knowledge {
    /// The knowledge compiled into this program.
    #[must_use]
    pub fn embedded() -> Self {
        Self {
            names: include_bytes!(concat!(env!("OUT_DIR"), "/names.bin")),
            buckets: include_bytes!(concat!(env!("OUT_DIR"), "/buckets.bin")),
            gazetteer: Gazetteer::embedded(),
            tagger: Tagger::embedded(),
            corrections: Corrections::default(),
        }
    }

    /// The same with another model of names.
    #[must_use]
    pub fn with_tagger(self, tagger: Tagger) -> Self {
        Self { tagger, ..self }
    }

    /// The same with a user's corrections.
    #[must_use]
    pub fn with_corrections(self, corrections: Corrections) -> Self {
        Self { corrections, ..self }
    }

    /// What the entity called `id` is: as the gazetteer lists it, or as a made-up id says (`nil:firm:acme`).
    #[must_use]
    pub fn kind_of(&self, id: &str) -> Option<Kind> {
        self.gazetteer.kind_of(id)
    }

    /// What the user knows better.
    pub(crate) fn corrections(&self) -> &Corrections {
        &self.corrections
    }

    /// The statistical model of names.
    pub(crate) fn tagger(&self) -> &Tagger {
        &self.tagger
    }

    /// Looks up a first name, lower case.
    pub(crate) fn first_name(&self, word: &str) -> Option<NameEntry> {
        self.name(word, FIRST_NAME, FIRST_NAME_AFTER)
    }

    /// Looks up a surname, lower case.
    pub(crate) fn surname(&self, word: &str) -> Option<NameEntry> {
        self.name(word, SURNAME, SURNAME_BEFORE)
    }

    /// Whether a lower-case word is an ordinary word of English (for names at a sentence's start).
    pub(crate) fn is_dictionary_word(&self, word: &str) -> bool {
        self.bits(word) & ORDINARY != 0
    }

    /// All the lists say of a lower-case word, in one look.
    pub(crate) fn word(&self, word: &str) -> WordEntry {
        let bits = self.bits(word);
        let is = |bit: u8| bits & bit != 0;
        WordEntry { first_name: is(FIRST_NAME), surname: is(SURNAME), ordinary: is(ORDINARY), nationality: is(NATIONALITY) }
    }

    /// Firms, organisations, indices, places and the rest, by alias and ticker.
    pub(crate) fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    fn name(&self, word: &str, wanted: u8, ordered: u8) -> Option<NameEntry> {
        let bits = self.bits(word);
        (bits & wanted != 0).then_some(NameEntry { dictionary_word: bits & ORDINARY != 0, family_first: bits & ordered != 0 })
    }

    /// The bits of a lower-case word; none when no list has it.
    fn bits(&self, word: &str) -> u8 {
        let mut lot = self.lot(bucket(annals_text::word_hash(word.as_bytes()))).unwrap_or_default();
        while let Some((&[length, bits], rest)) = lot.split_first_chunk::<2>() {
            let Some((known, after)) = rest.split_at_checked(usize::from(length)) else { break };
            if known == word.as_bytes() {
                return bits;
            }
            lot = after;
        }
        0
    }

    /// The entries of a lot.
    fn lot(&self, bucket: usize) -> Option<&'static [u8]> {
        let (begin, rest) = self.buckets.get(bucket * 4..)?.split_first_chunk::<4>()?;
        let end = rest.first_chunk::<4>()?;
        self.names.get(u32::from_le_bytes(*begin) as usize..u32::from_le_bytes(*end) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::{Knowledge, NameEntry};

    #[test]
    fn names_and_ordinary_words() {
        let knowledge = Knowledge::embedded();
        assert_eq!(knowledge.first_name("gertrude"), Some(NameEntry { dictionary_word: false, family_first: false }));
        assert!(knowledge.surname("zhang").is_some_and(|name| name.family_first));
        assert!(knowledge.surname("rose").is_some_and(|name| name.dictionary_word));
        assert_eq!(knowledge.surname("quarterly"), None);
        assert!(knowledge.is_dictionary_word("quarterly") && !knowledge.is_dictionary_word("goldman"));
        assert!(knowledge.word("chinese").nationality && !knowledge.word("china").nationality);
    }
}
