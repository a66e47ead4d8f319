//! Overlapping runs of words, hashed: how alike two texts are, and whether one stands in the other.

use crate::Reading;
use crate::token::TokenKind;

/// Sorted, distinct hashes of all runs of `size` words and numbers of a reading. Empty when the text is shorter.
#[must_use]
pub fn shingles(reading: &Reading<'_>, size: usize) -> Vec<u64> {
    let words: Vec<u64> =
        (0..reading.len()).filter(|i| reading.tokens()[*i].kind != TokenKind::Sign).map(|i| fnv(reading.word(i).as_bytes())).collect();
    let mut found: Vec<u64> = words
        .windows(size.max(1))
        .map(|run| run.iter().fold(0xcbf2_9ce4_8422_2325, |hash, word| (hash ^ word).wrapping_mul(0x100_0000_01b3).rotate_left(23)))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Shared ÷ all, 0 to 1; 0 when both are empty.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
pub fn jaccard(a: &[u64], b: &[u64]) -> f64 {
    let both = shared(a, b);
    let all = a.len() + b.len() - both;
    if all == 0 { 0.0 } else { both as f64 / all as f64 }
}

/// Share of `a` that stands in `b`, 0 to 1; 0 when `a` is empty.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
pub fn containment(a: &[u64], b: &[u64]) -> f64 {
    if a.is_empty() { 0.0 } else { shared(a, b) as f64 / a.len() as f64 }
}

fn shared(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut both) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                both += 1;
                i += 1;
                j += 1;
            }
        }
    }
    both
}

/// FNV-1a, the same on every machine.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::{containment, jaccard, shingles};

    #[test]
    fn a_part_is_contained_and_not_equal() {
        let whole = crate::read("the index rose to a record on Monday as banks led the gains in late trade");
        let part = crate::read("the index rose to a record on Monday");
        let (whole, part) = (shingles(&whole, 3), shingles(&part, 3));
        assert!(containment(&part, &whole) > 0.99);
        assert!(jaccard(&part, &whole) < 0.6);
        assert!(shingles(&crate::read("two words"), 3).is_empty());
    }
}
