//! How strongly a word keeps company with a query: measures over four counts, as in textbooks of corpus linguistics.

use serde::{Deserialize, Serialize};

/// How words are ranked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Dunning's G², below zero where a word is rarer than expected: how sure it is that the two belong together.
    #[default]
    LogLikelihood,
    /// log₂ of observed over expected: how much more often than by chance; favours rare words.
    MutualInformation,
    /// 14 + log₂ of the Dice coefficient: comparable between corpora of any size.
    LogDice,
    /// The number of times observed.
    Frequency,
}

/// A word beside a query, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counted {
    /// The word's occurrences near the query.
    pub(crate) together: u64,
    /// All words near the query.
    pub(crate) near: u64,
    /// The word's occurrences in the corpus.
    pub(crate) word: u64,
    /// Words of the corpus.
    pub(crate) corpus: u64,
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
impl Counted {
    /// How often the word would stand near the query if the two had nothing to do with each other.
    pub(crate) fn expected(self) -> f64 {
        if self.corpus == 0 { 0.0 } else { self.word as f64 * (self.near as f64 / self.corpus as f64) }
    }

    /// Dunning's G² over the table of two by two (near or far, this word or another), with its sign.
    pub(crate) fn log_likelihood(self) -> f64 {
        let far = self.corpus.saturating_sub(self.near);
        let table = [
            (self.together, self.near, self.word),
            (self.near.saturating_sub(self.together), self.near, self.corpus.saturating_sub(self.word)),
            (self.word.saturating_sub(self.together), far, self.word),
            (far.saturating_sub(self.word.saturating_sub(self.together)), far, self.corpus.saturating_sub(self.word)),
        ];
        let part = |(observed, row, column): (u64, u64, u64)| match observed {
            0 => 0.0,
            _ => observed as f64 * (observed as f64 / (row as f64 * (column as f64 / self.corpus as f64))).ln(),
        };
        // Of equal shares rounding can leave less than nothing.
        let squared = 2.0 * table.map(part).iter().sum::<f64>().max(0.0);
        if (self.together as f64) < self.expected() { -squared } else { squared }
    }

    /// The value of a measure; it falls when the word is more frequent in the corpus and all else stays.
    pub(crate) fn measured(self, measure: Measure) -> f64 {
        match measure {
            Measure::LogLikelihood => self.log_likelihood(),
            Measure::MutualInformation => (self.together as f64 / self.expected()).log2(),
            Measure::LogDice => 14.0 + (2.0 * self.together as f64 / (self.near as f64 + self.word as f64)).log2(),
            Measure::Frequency => self.together as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Counted, Measure};

    const NEAR: f64 = 1e-9;

    #[test]
    fn log_likelihood_is_that_worked_out_by_hand() {
        // Observed 10 of 100 words near, 20 of 1000 in the corpus. The table is 10, 90, 10, 890; expected 2, 98, 18, 882:
        // 2·(10·ln 5 + 90·ln(90/98) + 10·ln(10/18) + 890·ln(890/882))
        // = 2·(16.094379 − 7.664203 − 5.877867 + 8.036172) = 21.176963
        let counted = Counted { together: 10, near: 100, word: 20, corpus: 1000 };
        let by_hand =
            2.0 * (10.0 * 5f64.ln() + 90.0 * (90.0 / 98.0_f64).ln() + 10.0 * (10.0 / 18.0_f64).ln() + 890.0 * (890.0 / 882.0_f64).ln());
        assert!((counted.log_likelihood() - by_hand).abs() < NEAR);
        assert!((counted.log_likelihood() - 21.176_963).abs() < 1e-5, "{}", counted.log_likelihood());
        assert!((counted.expected() - 2.0).abs() < NEAR);
    }

    #[test]
    fn rarer_than_expected_is_below_zero_and_independent_is_nothing() {
        // Table 1, 99, 99, 801; expected 10, 90, 90, 810.
        let avoided = Counted { together: 1, near: 100, word: 100, corpus: 1000 };
        let by_hand =
            2.0 * (0.1f64.ln() + 99.0 * (99.0 / 90.0_f64).ln() + 99.0 * (99.0 / 90.0_f64).ln() + 801.0 * (801.0 / 810.0_f64).ln());
        assert!((avoided.log_likelihood() + by_hand).abs() < NEAR && by_hand > 14.0);
        let independent = Counted { together: 10, near: 100, word: 100, corpus: 1000 };
        assert!(independent.log_likelihood().abs() < NEAR);
    }

    #[test]
    fn the_other_measures() {
        let counted = Counted { together: 8, near: 100, word: 20, corpus: 1000 };
        assert!((counted.measured(Measure::MutualInformation) - 2.0).abs() < NEAR);
        assert!((counted.measured(Measure::LogDice) - (14.0 + (16.0 / 120.0_f64).log2())).abs() < NEAR);
        assert!((counted.measured(Measure::Frequency) - 8.0).abs() < NEAR);
    }

    #[test]
    fn every_measure_falls_as_the_word_gets_more_frequent() {
        for measure in [Measure::LogLikelihood, Measure::MutualInformation, Measure::LogDice, Measure::Frequency] {
            let values: Vec<f64> = (8..900).map(|word| Counted { together: 8, near: 100, word, corpus: 1000 }.measured(measure)).collect();
            assert!(values.windows(2).all(|pair| pair[0] >= pair[1] - NEAR), "{measure:?}");
        }
    }
}
