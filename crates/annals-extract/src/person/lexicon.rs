//! The small word lists behind people's names: titles, forms of address, particles, words that open sentences.

use annals_text::{WordMap, WordSet};
use std::sync::LazyLock;

/// Whether a title's head is an office or only says what somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Head {
    /// Held in a firm or a state: "analyst", "governor".
    Office,
    /// What somebody is: "author", "farmer".
    Calling,
}

/// Of whom a form of address is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sex {
    /// "Mr".
    Male,
    /// "Ms".
    Female,
    /// "Dr".
    Either,
}

static HEADS: LazyLock<WordMap<Head>> = LazyLock::new(|| {
    rows(include_str!("title_heads.tsv")).map(|(word, sort)| (word, if sort == "office" { Head::Office } else { Head::Calling })).collect()
});
static PARTS: LazyLock<WordSet> = LazyLock::new(|| rows(include_str!("title_parts.tsv")).map(|(word, _)| (word, ())).collect());
static HONORIFICS: LazyLock<WordMap<Sex>> = LazyLock::new(|| {
    rows(include_str!("honorifics.tsv"))
        .map(|(word, sex)| {
            let sex = match sex {
                "m" => Sex::Male,
                "f" => Sex::Female,
                _ => Sex::Either,
            };
            (word, sex)
        })
        .collect()
});
static OPENERS: LazyLock<WordSet> = LazyLock::new(|| rows(include_str!("openers.tsv")).map(|(word, _)| (word, ())).collect());
static PARTICLES: LazyLock<WordSet> = LazyLock::new(|| rows(include_str!("particles.tsv")).map(|(word, _)| (word, ())).collect());

/// The rows of a list without its source line and its heading: first and second column.
pub(crate) fn rows(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    list.lines().skip(2).filter_map(|line| {
        let mut columns = line.split('\t');
        let word = columns.next().filter(|word| !word.is_empty())?;
        Some((word, columns.next().unwrap_or("")))
    })
}

/// Whether a lower-case word can end a title ("analyst", plural "analysts" too).
pub(crate) fn head(word: &str) -> Option<Head> {
    HEADS.get(word).copied()
}

/// Whether a lower-case word can stand before a title's head ("senior", "equity").
pub(crate) fn is_title_part(word: &str) -> bool {
    PARTS.contains(word)
}

/// Whether a lower-case word may stand before a last name alone ("Mr", "President").
pub(crate) fn honorific(word: &str) -> Option<Sex> {
    HONORIFICS.get(word.trim_end_matches('.')).copied()
}

/// Whether a lower-case word opens sentences and is no name there ("But", "Meanwhile").
pub(crate) fn is_opener(word: &str) -> bool {
    OPENERS.contains(word)
}

/// Whether a lower-case word stands inside surnames ("van", "bin").
pub(crate) fn is_particle(word: &str) -> bool {
    PARTICLES.contains(word)
}
