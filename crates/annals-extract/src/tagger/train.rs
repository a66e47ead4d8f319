//! Learns the tagger's weights from texts whose names are marked: the averaged perceptron of Collins ("Discriminative Training
//! Methods for Hidden Markov Models", 2002) on the best path of each run of capitalised words.

use super::decode::Decoder;
use super::features::{features, runs};
use super::label::{LABELS, OUTSIDE, TYPES, begin, inside};
use super::model::{BUCKETS, ROW, Tagger};
use super::view::View;
use crate::document::Document;
use crate::{Knowledge, entity, person, time};
use annals_model::{Article, Span};

/// A text whose names are marked: span and `PER`, `ORG` or `LOC`; other types are read as no name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// The text.
    pub text: String,
    /// Bytes and type of each name.
    pub names: Vec<(Span, String)>,
}

/// A run of words: features and the right label of each.
struct Example {
    features: Vec<Vec<u32>>,
    labels: Vec<u8>,
}

/// Times the texts are gone through.
const ROUNDS: usize = 8;

/// A feature seen in fewer runs than this says nothing.
const SELDOM: u32 = 2;

/// Learns from the texts; the same texts in the same order give the same weights.
#[must_use]
pub fn train(texts: &[Marked], knowledge: &Knowledge) -> Tagger {
    let mut examples = Vec::new();
    for marked in texts {
        examples_of(marked, knowledge, &mut examples);
    }
    let mut seen = vec![0_u32; BUCKETS];
    for feature in examples.iter().flat_map(|example| example.features.iter().flatten()) {
        seen[*feature as usize % BUCKETS] += 1;
    }
    for list in examples.iter_mut().flat_map(|example| example.features.iter_mut()) {
        list.retain(|feature| seen[*feature as usize % BUCKETS] >= SELDOM);
    }
    learn(&examples)
}

/// Weights of now, and their sums over all steps up to the step at which each was last changed.
struct Averages {
    now: Tagger,
    sums: Vec<[i64; ROW]>,
    touched: Vec<[i64; ROW]>,
    transition_sums: [[i64; ROW]; ROW],
    transition_touched: [[i64; ROW]; ROW],
}

impl Averages {
    fn change(&mut self, feature: u32, label: u8, by: i16, step: i64) {
        let (at, label) = (feature as usize % BUCKETS, usize::from(label));
        let weight = &mut self.now.row_mut(feature)[label];
        self.sums[at][label] += i64::from(*weight) * (step - self.touched[at][label]);
        self.touched[at][label] = step;
        *weight = weight.saturating_add(by);
    }

    fn change_transition(&mut self, before: u8, after: u8, by: i16, step: i64) {
        let (a, b) = (usize::from(before), usize::from(after));
        let weight = self.now.transition_mut(before, after);
        self.transition_sums[a][b] += i64::from(*weight) * (step - self.transition_touched[a][b]);
        self.transition_touched[a][b] = step;
        *weight = weight.saturating_add(by);
    }

    /// The mean of each weight over all steps, in sixty-fourths.
    fn average(mut self, steps: i64) -> Tagger {
        let mean = |sum: i64, weight: i16, touched: i64| {
            let whole = sum + i64::from(weight) * (steps - touched);
            i16::try_from((whole * 64 / steps.max(1)).clamp(i64::from(i16::MIN), i64::from(i16::MAX))).unwrap_or(0)
        };
        for at in 0..BUCKETS {
            let feature = u32::try_from(at).unwrap_or(0);
            for label in 0..LABELS {
                let weight = self.now.row(feature)[label];
                self.now.row_mut(feature)[label] = mean(self.sums[at][label], weight, self.touched[at][label]);
            }
        }
        for before in 0..LABELS as u8 {
            for after in 0..LABELS as u8 {
                let (a, b) = (usize::from(before), usize::from(after));
                let weight = self.now.transition(before, after);
                *self.now.transition_mut(before, after) = mean(self.transition_sums[a][b], weight, self.transition_touched[a][b]);
            }
        }
        self.now
    }
}

fn learn(examples: &[Example]) -> Tagger {
    let mut averages = Averages {
        now: Tagger::default(),
        sums: vec![[0; ROW]; BUCKETS],
        touched: vec![[0; ROW]; BUCKETS],
        transition_sums: [[0; ROW]; ROW],
        transition_touched: [[0; ROW]; ROW],
    };
    let (mut decoder, mut labels, mut margins) = (Decoder::default(), Vec::new(), Vec::new());
    let mut step = 0_i64;
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..ROUNDS {
        // Another order each round (Fisher and Yates), by a generator whose course is always the same (Knuth's MMIX constants).
        for k in (1..order.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(k, usize::try_from(state >> 33).unwrap_or(0) % (k + 1));
        }
        for example in order.iter().filter_map(|k| examples.get(*k)) {
            step += 1;
            decoder.decode(&averages.now, &example.features, &mut labels, &mut margins);
            if labels == example.labels {
                continue;
            }
            let (mut right_before, mut wrong_before) = (OUTSIDE, OUTSIDE);
            for ((features, right), wrong) in example.features.iter().zip(&example.labels).zip(&labels) {
                if right != wrong {
                    for feature in features {
                        averages.change(*feature, *right, 1, step);
                        averages.change(*feature, *wrong, -1, step);
                    }
                }
                if (right_before, right) != (wrong_before, wrong) {
                    averages.change_transition(right_before, *right, 1, step);
                    averages.change_transition(wrong_before, *wrong, -1, step);
                }
                (right_before, wrong_before) = (*right, *wrong);
            }
        }
    }
    averages.average(step)
}

/// The runs of a text with their labels.
fn examples_of(marked: &Marked, knowledge: &Knowledge, out: &mut Vec<Example>) {
    let article = Article { text: marked.text.clone(), ..Article::default() };
    let reading = annals_text::read(&article.text);
    let document = Document { article: &article, reading: &reading, knowledge };
    let (times, _) = time::find(&document);
    let organisations = entity::find(&document, &times);
    let people = person::find(&document, &times, &organisations);
    let view = View::new(&document, &times, &organisations, &people);
    let mut right = vec![OUTSIDE; reading.len()];
    for (span, kind) in &marked.names {
        let Some(kind) = TYPES.iter().position(|known| known == kind) else { continue };
        let first = reading.tokens().partition_point(|token| token.end <= span.start);
        let tokens = (first..reading.len()).take_while(|i| reading.tokens()[*i].start < span.end);
        for (k, i) in tokens.enumerate() {
            right[i] = if k == 0 { begin(kind) } else { inside(kind) };
        }
    }
    for (number, sentence) in reading.sentences().iter().enumerate() {
        runs(&view, &sentence.tokens, |run| {
            let mut list = Vec::new();
            features(&view, number, &sentence.tokens, &run, &mut list);
            let mut labels = right[run.clone()].to_vec();
            // A name that began before the run (in small letters) begins with it.
            if let Some(first) = labels.first_mut().filter(|label| **label != OUTSIDE && **label % 2 == 0) {
                *first -= 1;
            }
            out.push(Example { features: list, labels });
        });
    }
}
