//! Word lists that are asked about every word of a text: "no" is told from a word's ends and length, without looking it up.

use std::collections::BTreeMap;

/// Which first and last bytes words of each length have; tells of most other words that they are not among them.
#[derive(Clone, Debug)]
pub struct Sieve {
    first: [u32; 256],
    last: [u32; 256],
}

impl Default for Sieve {
    fn default() -> Self {
        Self { first: [0; 256], last: [0; 256] }
    }
}

impl Sieve {
    /// Adds a word.
    pub fn add(&mut self, word: &str) {
        if let [first, .., last] | [first @ last] = word.as_bytes() {
            self.first[usize::from(*first)] |= length_bit(word);
            self.last[usize::from(*last)] |= length_bit(word);
        }
    }

    /// `false` when the word is surely not among those added.
    #[inline]
    #[must_use]
    pub fn may_hold(&self, word: &str) -> bool {
        match word.as_bytes() {
            [first, .., last] | [first @ last] => self.first[usize::from(*first)] & self.last[usize::from(*last)] & length_bit(word) != 0,
            [] => false,
        }
    }
}

/// One bit for each length; those of 31 bytes and more share the last.
#[inline]
fn length_bit(word: &str) -> u32 {
    1 << word.len().min(31)
}

/// A list of words, each with what is said of it. It is built once and asked often; it never holds the empty word.
///
/// The hash is our own so that it is the same in every run and costs less than the look at the slot. It is no shield against
/// keys made to collide: build it from lists of this program, never from an article.
#[derive(Clone, Debug)]
pub struct WordMap<V> {
    sieve: Sieve,
    slots: Vec<Option<(&'static str, V)>>,
}

/// A list of words of which nothing more is said.
pub type WordSet = WordMap<()>;

impl<V> FromIterator<(&'static str, V)> for WordMap<V> {
    /// Of a word listed twice the later entry stays.
    fn from_iter<I: IntoIterator<Item = (&'static str, V)>>(words: I) -> Self {
        let words: Vec<(&'static str, V)> = words.into_iter().filter(|(word, _)| !word.is_empty()).collect();
        let size = (words.len() * 2).next_power_of_two().max(2);
        let mut map = Self { sieve: Sieve::default(), slots: Vec::new() };
        map.slots.resize_with(size, || None);
        for (word, value) in words {
            map.sieve.add(word);
            let at = map.slot(word);
            map.slots[at] = Some((word, value));
        }
        map
    }
}

impl WordSet {
    /// The set of these words.
    #[must_use]
    pub fn of(words: &[&'static str]) -> Self {
        words.iter().map(|word| (*word, ())).collect()
    }
}

impl<V> WordMap<Vec<V>> {
    /// All that is said of each word, in the order given: phrases by their first word.
    #[must_use]
    pub fn grouped(entries: impl IntoIterator<Item = (&'static str, V)>) -> Self {
        let mut groups: BTreeMap<&'static str, Vec<V>> = BTreeMap::new();
        for (word, value) in entries {
            groups.entry(word).or_default().push(value);
        }
        groups.into_iter().collect()
    }
}

impl<V> WordMap<V> {
    /// What is said of `word`.
    #[inline]
    #[must_use]
    pub fn get(&self, word: &str) -> Option<&V> {
        if !self.sieve.may_hold(word) {
            return None;
        }
        self.slots[self.slot(word)].as_ref().map(|(_, value)| value)
    }

    /// Whether `word` is listed.
    #[inline]
    #[must_use]
    pub fn contains(&self, word: &str) -> bool {
        self.get(word).is_some()
    }

    /// Number of words.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.iter().flatten().count()
    }

    /// Whether there is no word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The slot of `word`, or the free one where it would stand: half of the slots are free, so one is met.
    fn slot(&self, word: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = usize::try_from(word_hash(word.as_bytes()) >> 32).unwrap_or(0) & mask;
        while self.slots[at].as_ref().is_some_and(|(known, _)| *known != word) {
            at = (at + 1) & mask;
        }
        at
    }
}

/// Mixes the first eight bytes, the last eight and the length: words of a list seldom agree in all three. The high half is the
/// better mixed one.
#[inline]
#[must_use]
pub fn word_hash(word: &[u8]) -> u64 {
    let (first, last) = match (word.first_chunk::<8>(), word.last_chunk::<8>()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => match (word.first_chunk::<4>(), word.last_chunk::<4>()) {
            (Some(first), Some(last)) => (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last))),
            _ => (word.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)), 0),
        },
    };
    let mixed = (first ^ last.rotate_left(23) ^ word.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ mixed >> 29
}

#[cfg(test)]
mod tests {
    use super::{Sieve, WordMap, WordSet};

    #[test]
    fn words_are_found_and_others_are_not() {
        let words = ["a", "an", "the", "share", "shares", "considerably", "é", "a word of more than thirty-one bytes"];
        let map: WordMap<usize> = words.iter().enumerate().map(|(i, word)| (*word, i)).collect();
        for (i, word) in words.iter().enumerate() {
            assert_eq!(map.get(word), Some(&i), "{word}");
        }
        for other in ["", "b", "and", "shared", "è", "a word of less than thirty-one bytes"] {
            assert_eq!(map.get(other), None, "{other}");
        }
        assert_eq!(map.len(), words.len());
    }

    #[test]
    fn later_entries_stay_and_the_empty_word_is_left_out() {
        let map: WordMap<u8> = [("one", 1), ("", 2), ("one", 3)].into_iter().collect();
        assert_eq!((map.get("one"), map.get(""), map.len()), (Some(&3), None, 1));
        assert!(!WordSet::of(&[]).contains("one"));
        let grouped = WordMap::grouped([("to", 1), ("by", 2), ("to", 3)]);
        assert_eq!((grouped.get("to"), grouped.get("by")), (Some(&vec![1, 3]), Some(&vec![2])));
    }

    #[test]
    fn a_sieve_passes_all_it_was_given() {
        let mut sieve = Sieve::default();
        sieve.add("north");
        assert!(sieve.may_hold("north") && !sieve.may_hold("northern") && !sieve.may_hold("") && !sieve.may_hold("fifth"));
    }
}
