//! From a run of words to the numbers of its features.

use super::view::{Case, View, Word};
use std::ops::Range;

/// Spreads a feature's parts over all 32 bits.
#[inline]
fn mix(template: u32, a: u32, b: u32) -> u32 {
    let mut h = (template.wrapping_mul(0x9e37_79b1)) ^ a.wrapping_mul(0x85eb_ca6b) ^ b.rotate_left(13).wrapping_mul(0xc2b2_ae35);
    h ^= h >> 15;
    h = h.wrapping_mul(0x2c1b_3c6d);
    h ^ h >> 13
}

/// The features of every word of the run `run` in sentence `number`, whose tokens are `sentence`.
pub(super) fn features(view: &View<'_>, number: usize, sentence: &Range<usize>, run: &Range<usize>, out: &mut Vec<Vec<u32>>) {
    // Two words on either side are seen as well.
    let words: Vec<Word> =
        (0..run.len() + 4).map(|k| (run.start + k).checked_sub(2).map_or_else(Word::default, |i| view.word(sentence, i))).collect();
    let case = match view.case(number) {
        Case::Plain => 0,
        Case::Title => 1,
        Case::Capitals => 2,
    };
    let opens = run.start == sentence.start || view.document.reading.opens_sentence(run.start);
    let length = u32::try_from(run.len().min(6)).unwrap_or(6);
    let (first, last) = (words[2], words[run.len() + 1]);
    let (outer_before, outer_after) = (words[1], words[run.len() + 2]);
    if out.len() < run.len() {
        out.resize_with(run.len(), Vec::new);
    }
    for k in 0..run.len() {
        let w = |offset: usize| words[k + offset];
        let (before2, before, word, after, after2) = (w(0), w(1), w(2), w(3), w(4));
        let place = u32::from(k == 0) | u32::from(k + 1 == run.len()) << 1 | u32::from(opens && k == 0) << 2 | case << 3;
        let [shape, lists, ruled, elsewhere] = [word.shape, word.lists, word.ruled, word.elsewhere].map(u32::from);
        let list = &mut out[k];
        list.clear();
        list.extend([
            mix(1, place, 0),
            mix(2, word.hash, 0),
            mix(3, before.hash, 0),
            mix(4, after.hash, 0),
            mix(5, before2.hash, 0),
            mix(6, after2.hash, 0),
            mix(7, before.hash, word.hash),
            mix(8, word.hash, after.hash),
            mix(9, shape, place),
            mix(10, u32::from(before.shape), shape),
            mix(11, shape, u32::from(after.shape)),
            mix(12, u32::from(before.shape) << 5 | shape, u32::from(after.shape)),
            mix(13, word.affixes[0], 0),
            mix(14, word.affixes[1], 0),
            mix(15, word.affixes[2], shape),
            mix(16, word.affixes[3], shape),
            mix(17, lists, shape),
            mix(18, lists, u32::from(before.lists) << 4 | u32::from(after.lists)),
            mix(19, lists, place),
            mix(20, ruled, place),
            mix(21, ruled, u32::from(before.ruled)),
            mix(22, ruled, u32::from(after.ruled)),
            mix(23, ruled, word.rule),
            mix(24, elsewhere, shape),
            mix(25, elsewhere, lists),
            mix(26, elsewhere, ruled),
            mix(27, place, length),
            mix(28, last.hash, u32::from(k + 1 == run.len())),
            mix(29, first.hash, u32::from(k == 0)),
            mix(30, outer_before.hash, u32::from(k == 0)),
            mix(31, outer_after.hash, u32::from(k + 1 == run.len())),
            mix(32, outer_before.hash, outer_after.hash),
            mix(33, u32::from(last.lists) << 4 | u32::from(first.lists), length << 4 | place),
            mix(34, last.affixes[3], place),
            mix(35, u32::from(before.elsewhere), elsewhere),
            mix(36, u32::from(after.ruled) << 8 | ruled, lists),
            mix(37, outer_before.hash, lists),
            mix(38, outer_after.hash, lists),
        ]);
    }
}

/// The runs of a sentence that may hold names: capitalised words, numbers right before them, and small words and signs between.
pub(super) fn runs(view: &View<'_>, sentence: &Range<usize>, mut each: impl FnMut(Range<usize>)) {
    let reading = view.document.reading;
    let tokens = reading.tokens();
    let open = |i: usize| tokens.get(i).is_some_and(|token| token.is_capitalised() && reading.word(i) != "'s");
    let mut i = sentence.start;
    while i < sentence.end {
        if !open(i) {
            i += 1;
            continue;
        }
        // "3D Systems", "20th Century Fox": a number begins a name.
        let mut start = i;
        if start > sentence.start && tokens[start - 1].is_number() {
            start -= 1;
        }
        let mut end = i + 1;
        'grow: while end < sentence.end {
            if open(end) || tokens[end].is_number() && end + 1 < sentence.end && open(end + 1) {
                end += 1;
                continue;
            }
            // Up to three joining words, then a capital again.
            for gap in 1..=3 {
                if end + gap > sentence.end || !super::lexicon::joins(reading.word(end + gap - 1)) {
                    break 'grow;
                }
                if end + gap < sentence.end && open(end + gap) {
                    end += gap + 1;
                    continue 'grow;
                }
            }
            break;
        }
        each(start..end);
        i = end;
    }
}
