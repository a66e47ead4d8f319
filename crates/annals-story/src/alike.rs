//! Whether two sentences, or two articles, say the same in mostly the same words.

use annals_text::Reading;
use std::ops::Range;

/// Sorted, distinct hashes of the pairs of neighbouring words among `tokens`; one word alone counts as a pair.
pub(crate) fn word_pairs(reading: &Reading<'_>, tokens: Range<usize>) -> Vec<u64> {
    let words: Vec<u64> = tokens
        .filter(|i| reading.tokens().get(*i).is_some_and(|token| token.is_word() || token.is_number()))
        .map(|i| hash(reading.word(i)))
        .collect();
    let mut pairs: Vec<u64> = match words.as_slice() {
        [only] => vec![*only],
        words => words.windows(2).filter_map(|pair| Some(pair.first()?.rotate_left(17) ^ pair.get(1)?)).collect(),
    };
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Whether one of two sentences says little that the other does not.
pub(crate) fn says_the_same(a: &[u64], b: &[u64]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    !short.is_empty() && (annals_text::jaccard(a, b) >= 0.5 || (short.len() >= 4 && annals_text::containment(short, long) >= 0.75))
}

/// FNV-1a, the same on every machine.
pub(crate) fn hash(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::{says_the_same, word_pairs};

    #[test]
    fn a_longer_version_says_the_same_and_another_figure_does_not_matter_here() {
        let pairs = |text: &str| {
            let reading = annals_text::read(text);
            word_pairs(&reading, 0..reading.len())
        };
        let short = pairs("Kestrel Bank raised its dividend to 30 cents.");
        assert!(says_the_same(&short, &pairs("Kestrel Bank raised its dividend to 30 cents, the lender said on Monday.")));
        assert!(!says_the_same(&short, &pairs("Kestrel Bank named a new chief executive on Monday.")));
        assert!(!says_the_same(&[], &[]));
    }
}
