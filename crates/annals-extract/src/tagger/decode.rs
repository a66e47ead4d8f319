//! The likeliest labels of a run of words, found by Viterbi's algorithm.

use super::label::{LABELS, OUTSIDE, follows};
use super::model::{ROW, Tagger};

/// A score no path has.
const NEVER: i32 = i32::MIN / 4;

/// Working memory that is used again for every run.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    scores: Vec<[i32; ROW]>,
    best: Vec<[i32; ROW]>,
    back: Vec<[u8; ROW]>,
}

impl Decoder {
    /// Labels of the words whose features are given, and how far each label's own score lies above that of standing outside.
    pub(super) fn decode(&mut self, model: &Tagger, features: &[Vec<u32>], labels: &mut Vec<u8>, margins: &mut Vec<i32>) {
        labels.clear();
        margins.clear();
        self.scores.clear();
        self.scores.extend(features.iter().map(|features| {
            let mut sum = [0_i32; ROW];
            for feature in features {
                for (sum, weight) in sum.iter_mut().zip(model.row(*feature)) {
                    *sum += i32::from(*weight);
                }
            }
            sum
        }));
        self.best.clear();
        self.back.clear();
        for (i, scores) in self.scores.iter().enumerate() {
            let (mut best, mut back) = ([NEVER; ROW], [0_u8; ROW]);
            for after in 0..LABELS as u8 {
                for before in 0..LABELS as u8 {
                    let reached = match i.checked_sub(1) {
                        None if before == OUTSIDE => 0,
                        None => NEVER,
                        Some(i) => self.best[i][usize::from(before)],
                    };
                    if reached == NEVER || !follows(before, after) {
                        continue;
                    }
                    let score = reached + i32::from(model.transition(before, after)) + scores[usize::from(after)];
                    if score > best[usize::from(after)] {
                        (best[usize::from(after)], back[usize::from(after)]) = (score, before);
                    }
                }
            }
            self.best.push(best);
            self.back.push(back);
        }
        let Some(last) = self.best.last() else { return };
        let mut label = (0..LABELS as u8).max_by_key(|label| (last[usize::from(*label)], std::cmp::Reverse(*label))).unwrap_or(OUTSIDE);
        for i in (0..self.back.len()).rev() {
            labels.push(label);
            margins.push(self.scores[i][usize::from(label)] - self.scores[i][usize::from(OUTSIDE)]);
            label = self.back[i][usize::from(label)];
        }
        labels.reverse();
        margins.reverse();
    }
}
