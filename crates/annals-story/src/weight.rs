//! How much a word tells about a text: often here, rarely elsewhere (TF-IDF), as sparse vectors of length one.

use crate::alike::hash;
use crate::grammar;
use annals_text::Reading;
use std::collections::BTreeMap;

/// Weights by term, sorted by term.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Vector {
    pub(crate) terms: Vec<(u64, f64)>,
}

impl Vector {
    /// Sum of products over shared terms.
    pub(crate) fn dot(&self, other: &Self) -> f64 {
        let (mut i, mut j, mut sum) = (0, 0, 0.0);
        while let (Some(a), Some(b)) = (self.terms.get(i), other.terms.get(j)) {
            match a.0.cmp(&b.0) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    sum += a.1 * b.1;
                    i += 1;
                    j += 1;
                }
            }
        }
        sum
    }

    /// Adds `other`, term by term.
    pub(crate) fn add(&mut self, other: &Self) {
        let mut sum = Vec::with_capacity(self.terms.len() + other.terms.len());
        let (mut i, mut j) = (0, 0);
        loop {
            match (self.terms.get(i), other.terms.get(j)) {
                (None, None) => break,
                (Some(a), Some(b)) if a.0 == b.0 => {
                    sum.push((a.0, a.1 + b.1));
                    i += 1;
                    j += 1;
                }
                (Some(a), b) if b.is_none_or(|b| a.0 < b.0) => {
                    sum.push(*a);
                    i += 1;
                }
                (_, Some(b)) => {
                    sum.push(*b);
                    j += 1;
                }
                (Some(_), None) => break,
            }
        }
        self.terms = sum;
    }

    /// Keeps the `most` heaviest terms and makes the length one.
    fn finish(&mut self, most: usize) {
        if self.terms.len() > most {
            self.terms.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            self.terms.truncate(most);
            self.terms.sort_by_key(|term| term.0);
        }
        self.make_unit();
    }

    /// Makes the length one.
    pub(crate) fn make_unit(&mut self) {
        let length = self.terms.iter().map(|term| term.1 * term.1).sum::<f64>().sqrt();
        if length > 0.0 {
            self.terms.iter_mut().for_each(|term| term.1 /= length);
        }
    }
}

/// Counted terms of one text: term, count.
pub(crate) type Counts = Vec<(u64, f64)>;

/// In how many texts each term stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weights {
    /// Texts noted, and those that are taken to stand beside them and hold no term that was noted.
    texts: u32,
    seen_in: BTreeMap<u64, u32>,
}

impl Weights {
    /// Weights for texts that belong to a larger collection, of which `others` are not at hand.
    pub(crate) fn beside(others: u32) -> Self {
        Self { texts: others, ..Self::default() }
    }

    /// Notes the terms of one more text.
    pub(crate) fn note(&mut self, counts: impl IntoIterator<Item = (u64, f64)>) {
        self.texts = self.texts.saturating_add(1);
        for (term, _) in counts {
            *self.seen_in.entry(term).or_default() += 1;
        }
    }

    /// Notes the terms of one more text that do not stand in `known`; `fresh` when it belongs to none of those noted.
    pub(crate) fn note_others(&mut self, counts: impl IntoIterator<Item = (u64, f64)>, known: &Vector, fresh: bool) {
        self.texts = self.texts.saturating_add(u32::from(fresh));
        for (term, _) in counts {
            if known.terms.binary_search_by_key(&term, |own| own.0).is_err() {
                *self.seen_in.entry(term).or_default() += 1;
            }
        }
    }

    /// Forgets terms that stood in one text only once there are more than `most`: they join nothing.
    pub(crate) fn forget_rare(&mut self, most: usize) {
        if self.seen_in.len() > most {
            self.seen_in.retain(|_, texts| *texts > 1);
        }
    }

    /// The vector of a text: `(1 + ln count) · ln(1 + texts / texts with the term)`, its heaviest terms, length one.
    /// A term that is found in one text only joins nothing, but says how much else the text is about.
    pub(crate) fn vector(&self, counts: impl IntoIterator<Item = (u64, f64)>, most: usize) -> Vector {
        let weight = |(term, count): (u64, f64)| {
            let seen = f64::from(self.seen_in.get(&term).copied().unwrap_or(1).max(1));
            (term, (1.0 + count.ln().max(-0.9)) * (1.0 + f64::from(self.texts) / seen).ln())
        };
        let mut vector = Vector { terms: counts.into_iter().map(weight).collect() };
        vector.finish(most);
        vector
    }

    /// The vectors of several short texts, weighed among themselves.
    pub(crate) fn vectors<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<Vector> {
        let counts: Vec<Counts> = texts.map(|text| counts(text, |_, _| 1.0)).collect();
        let mut weights = Self::default();
        counts.iter().for_each(|counts| weights.note(counts.iter().copied()));
        counts.iter().map(|counts| weights.vector(counts.iter().copied(), usize::MAX)).collect()
    }
}

/// The content words of a text, stemmed roughly, counted with the factor that `factor` gives for a byte offset and for
/// whether it is a name (a capital in mid-sentence) or a number.
pub(crate) fn counts(text: &str, factor: impl Fn(u32, bool) -> f64) -> Counts {
    counts_in(&annals_text::read(text), factor)
}

/// The same for a text that is read already.
pub(crate) fn counts_in(reading: &Reading<'_>, factor: impl Fn(u32, bool) -> f64) -> Counts {
    let mut found: Counts = Vec::with_capacity(reading.len() / 2);
    for (i, token) in reading.tokens().iter().enumerate() {
        let word = reading.word(i);
        if (token.is_word() && !grammar::is_stop_word(word)) || (token.is_number() && word.len() > 1) {
            let is_name = token.is_number() || (token.is_capitalised() && !reading.opens_sentence(i));
            let worth = factor(token.start, is_name);
            if worth > 0.0 {
                found.push((hash(stem(word)), worth));
            }
        }
    }
    merge(found)
}

/// Sums the counts of equal terms.
pub(crate) fn merge(mut found: Counts) -> Counts {
    found.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    found.dedup_by(|later, kept| {
        let same = later.0 == kept.0;
        if same {
            kept.1 += later.1;
        }
        same
    });
    found
}

/// A word without its commonest endings: "rallies", "rallied" and "rally" meet.
pub(crate) fn stem(word: &str) -> &str {
    let long = |rest: &str| rest.chars().count() >= 3;
    for ending in ["ingly", "edly", "ings", "ing", "ied", "ies", "ed", "es", "ly", "s", "y", "e"] {
        if let Some(rest) = word.strip_suffix(ending).filter(|rest| long(rest) && !(ending == "s" && rest.ends_with('s'))) {
            return rest;
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::{Vector, Weights, stem};

    #[test]
    fn forms_of_a_word_meet() {
        for (a, b) in [("rallies", "rallied"), ("raises", "raised"), ("trading", "trades"), ("bank", "banks")] {
            assert_eq!(stem(a), stem(b));
        }
        assert_ne!(stem("price"), stem("print"));
    }

    #[test]
    fn shared_rare_words_join_more_than_shared_common_ones() {
        let texts = ["bank lifts dividend", "bank lifts outlook", "zeppelin lands dividend", "bank closes branch"];
        let vectors = Weights::vectors(texts.into_iter());
        let dot = |i: usize, j: usize| vectors.get(i).zip(vectors.get(j)).map_or(0.0, |(a, b)| a.dot(b));
        assert!(dot(0, 2) > dot(0, 3));
        assert!((dot(0, 0) - 1.0).abs() < 1e-9);
        let mut sum = Vector::default();
        sum.add(&vectors[0]);
        sum.add(&vectors[2]);
        assert!((sum.dot(&vectors[0]) - 1.0 - dot(0, 2)).abs() < 1e-9);
    }
}
