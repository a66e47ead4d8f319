//! What annals knows of the world before it reads: the gazetteer and the lists of people's names.

/// Built once at start, shared read-only by all threads.
#[derive(Debug, Default)]
pub struct Knowledge {}

/// What the lists say of a first name or surname.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NameEntry {
    /// It is an ordinary word of English, too ("Will", "Rose", "Long").
    pub(crate) dictionary_word: bool,
    /// It is used in Chinese (Mandarin or Cantonese romanisation), Korean or Vietnamese names: family name first.
    pub(crate) family_first: bool,
}

impl Knowledge {
    /// The knowledge compiled into this program.
    #[must_use]
    pub fn embedded() -> Self {
        Self {}
    }

    /// Looks up a first name, lower case.
    pub(crate) fn first_name(&self, _word: &str) -> Option<NameEntry> {
        None
    }

    /// Looks up a surname, lower case.
    pub(crate) fn surname(&self, _word: &str) -> Option<NameEntry> {
        None
    }

    /// Whether a lower-case word is an ordinary word of English (for names at a sentence's start).
    pub(crate) fn is_dictionary_word(&self, _word: &str) -> bool {
        false
    }
}
