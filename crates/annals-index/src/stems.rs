//! Stems of words, remembered: news repeats itself, and to look a stem up costs a tenth of making it.

use crate::analysis::stem_of_analyzer;
use tantivy::tokenizer::TextAnalyzer;

/// Longer words are stemmed anew each time.
const LONGEST: usize = 15;

/// Stems that end in more bytes of their own than this are not remembered.
const ENDING: usize = 6;

/// Places for words: a power of two. A word that comes to the place of another takes it, so that no choice of words makes
/// looking up slow.
const PLACES: usize = 1 << 15;

/// A word and its stem: so many bytes of the word, then an ending of its own.
#[derive(Clone, Copy, Default)]
struct Known {
    /// The bytes of the word and its length; zero when the place is free.
    word: [u64; 2],
    kept: u8,
    length: u8,
    ending: [u8; ENDING],
}

/// Makes stems and remembers them.
pub(crate) struct Stems {
    stemmer: TextAnalyzer,
    places: Vec<Known>,
}

impl Stems {
    pub(crate) fn new() -> Self {
        Self { stemmer: stem_of_analyzer(), places: vec![Known::default(); PLACES] }
    }

    /// Calls with the stem of a word in two pieces: what it has of the word, and an ending of its own.
    #[inline]
    pub(crate) fn with(&mut self, word: &str, call: impl FnOnce(&str, &str)) {
        let Some(key) = key(word) else { return call(&stem(&mut self.stemmer, word), "") };
        let Some(place) = self.places.get_mut(place(key)) else { return };
        if place.word != key {
            let stem = stem(&mut self.stemmer, word);
            remember(place, key, word, &stem);
            return call(&stem, "");
        }
        let own = word.get(..usize::from(place.kept)).unwrap_or(word);
        let ending = place.ending.get(..usize::from(place.length)).and_then(|ending| std::str::from_utf8(ending).ok());
        call(own, ending.unwrap_or(""));
    }
}

/// Remembers a stem, unless its ending is too long or begins within a character.
#[cold]
fn remember(place: &mut Known, key: [u64; 2], word: &str, stem: &str) {
    let kept = word.bytes().zip(stem.bytes()).take_while(|(a, b)| a == b).count();
    let Some((_, ending)) = stem.split_at_checked(kept).filter(|_| word.is_char_boundary(kept)) else { return };
    if let Some(room) = place.ending.get_mut(..ending.len()) {
        room.copy_from_slice(ending.as_bytes());
        (place.word, place.kept, place.length) = (key, kept as u8, ending.len() as u8);
    }
}

/// A short word as two numbers, its length among them.
#[inline]
fn key(word: &str) -> Option<[u64; 2]> {
    let word = word.as_bytes();
    let (low, high) = word.split_at_checked(8).unwrap_or((word, &[]));
    (high.len() <= LONGEST - 8).then(|| [eight(low), eight(high) | (word.len() as u64) << 56])
}

/// A number with a word stirred in, eight bytes at a time.
#[inline]
pub(crate) fn mixed(number: u64, word: &str) -> u64 {
    word.as_bytes().chunks(8).fold(number ^ word.len() as u64, |number, piece| {
        let product = u128::from(number ^ eight(piece)) * 0x9e37_79b9_7f4a_7c15;
        (product ^ product >> 64) as u64
    })
}

/// Up to eight bytes as a number, the first one lowest.
#[inline]
fn eight(bytes: &[u8]) -> u64 {
    // Two pieces that may lie over each other tell all bytes without going through them one by one.
    let (first, last) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>());
    match (bytes, first, last) {
        ([], ..) => 0,
        (_, Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << (8 * (bytes.len().min(8) - 4))
        }
        ([a], ..) => u64::from(*a),
        ([a, b], ..) => u64::from(u16::from_le_bytes([*a, *b])),
        ([a, b, c, ..], ..) => u64::from(u32::from_le_bytes([*a, *b, *c, 0])),
    }
}

#[inline]
fn place([low, high]: [u64; 2]) -> usize {
    let mixed = (low ^ high.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> (64 - PLACES.trailing_zeros())) as usize
}

fn stem(stemmer: &mut TextAnalyzer, word: &str) -> String {
    let mut stem = String::new();
    stemmer.token_stream(word).process(&mut |token| stem.clone_from(&token.text));
    stem
}

#[cfg(test)]
mod tests {
    use super::{Stems, stem, stem_of_analyzer};
    use proptest::proptest;

    proptest! {
        #[test]
        fn what_is_remembered_is_the_stem(words in proptest::collection::vec("[a-zé']{1,20}(ing|ed|s|ies|ly|ational|y|'s)?", 1..60)) {
            let (mut stems, mut stemmer) = (Stems::new(), stem_of_analyzer());
            for word in words.iter().chain(&words) {
                let expected = stem(&mut stemmer, word);
                stems.with(word, |own, ending| assert_eq!(format!("{own}{ending}"), expected));
            }
        }
    }
}
