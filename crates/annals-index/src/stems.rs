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

    /// Calls with the stem of a word.
    pub(crate) fn with(&mut self, word: &str, call: impl FnOnce(&str)) {
        let Some(key) = key(word) else { return call(&stem(&mut self.stemmer, word)) };
        let Some(place) = self.places.get_mut(place(key)) else { return };
        if place.word != key {
            let stem = stem(&mut self.stemmer, word);
            let kept = word.bytes().zip(stem.bytes()).take_while(|(a, b)| a == b).count();
            let ending = stem.as_bytes().get(kept..).unwrap_or(&[]);
            if let Some(room) = place.ending.get_mut(..ending.len()) {
                room.copy_from_slice(ending);
                (place.word, place.kept, place.length) = (key, kept as u8, ending.len() as u8);
            }
            return call(&stem);
        }
        if place.length == 0 {
            return call(word.get(..usize::from(place.kept)).unwrap_or(word));
        }
        let (kept, length) = (usize::from(place.kept), usize::from(place.length));
        let mut bytes = [0; LONGEST + ENDING];
        let (own, rest) = bytes.split_at_mut(kept.min(LONGEST));
        for (to, from) in own.iter_mut().zip(word.bytes()) {
            *to = from;
        }
        for (to, from) in rest.iter_mut().zip(place.ending) {
            *to = from;
        }
        let known = bytes.get(..kept + length).and_then(|bytes| std::str::from_utf8(bytes).ok());
        call(known.unwrap_or(word));
    }
}

/// A short word as two numbers, its length among them.
#[inline]
fn key(word: &str) -> Option<[u64; 2]> {
    let mut bytes = [0; 16];
    bytes.get_mut(..word.len()).filter(|_| word.len() <= LONGEST)?.copy_from_slice(word.as_bytes());
    let [.., length] = &mut bytes;
    *length = word.len() as u8;
    let (low, high) = bytes.split_at(8);
    Some([u64::from_le_bytes(low.try_into().ok()?), u64::from_le_bytes(high.try_into().ok()?)])
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
                stems.with(word, |found| assert_eq!(found, expected));
            }
        }
    }
}
