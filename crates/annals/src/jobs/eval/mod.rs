//! How well annals reads: its annotations scored against gold, concept by concept.

mod dates;
mod figures;
mod names;
mod quotes;

use super::{Engine, Listener};
use crate::{AnnalsError, Rejection};
use annals_model::{Annotated, DateTime};
use serde::Deserialize;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// What is scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concept {
    /// Exact span and type of organisations, people, places.
    Names,
    /// TIMEX3: strict and relaxed spans, values.
    Dates,
    /// Value, unit and span of numbers.
    Figures,
    /// Spans of quotes and who said them.
    Quotes,
}

/// A row of the result: precision, recall and F1 of one measure.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Score {
    /// What was counted.
    pub measure: String,
    /// Right ÷ predicted.
    pub precision: f64,
    /// Right ÷ gold.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
    /// Gold items.
    pub gold: u64,
    /// Predicted items.
    pub predicted: u64,
}

/// Right, predicted and gold items.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    right: u64,
    predicted: u64,
    gold: u64,
}

impl Count {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    fn score(self, measure: &str) -> Score {
        let share = |of: u64| if of == 0 { 0.0 } else { self.right as f64 / of as f64 };
        let (precision, recall) = (share(self.predicted), share(self.gold));
        let f1 = if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 };
        Score { measure: measure.to_owned(), precision, recall, f1, gold: self.gold, predicted: self.predicted }
    }
}

/// A gold record: a text with its labels; offsets are bytes, half-open.
#[derive(Debug, Deserialize)]
struct Gold {
    id: String,
    text: String,
    #[serde(rename = "ref", alias = "date")]
    reference: Option<String>,
    #[serde(default)]
    spans: Vec<GoldSpan>,
    #[serde(default)]
    quotes: Vec<quotes::GoldQuote>,
}

/// A label of a gold record; which fields it has depends on the set.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct GoldSpan {
    start: Option<u32>,
    end: Option<u32>,
    #[serde(rename = "type")]
    kind: Option<String>,
    value: serde_json::Value,
    alt_values: Vec<String>,
    value_hi: Option<f64>,
    unit: Option<String>,
    #[serde(rename = "kind")]
    quantity: Option<String>,
    optional: bool,
}

/// Scores a gold file; a line that is no record is rejected and the rest counted.
///
/// # Errors
/// When the file cannot be read.
pub fn eval(engine: &Engine, file: &Path, concept: Concept, listener: &Listener<'_>) -> Result<Vec<Score>, AnnalsError> {
    let failed = |source| AnnalsError::Read { path: file.to_owned(), source };
    let mut scorer = Scorer::new(concept);
    for (number, line) in BufReader::new(File::open(file).map_err(failed)?).lines().enumerate() {
        let line = line.map_err(failed)?;
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<Gold>(&line) {
            Ok(gold) => {
                let item = read(engine, &gold);
                scorer.add(&gold, &item);
                (listener.step)();
            }
            Err(e) => {
                let line = Some(number as u64 + 1);
                (listener.reject)(&Rejection { file: file.display().to_string(), line, reason: format!("no gold record: {e}") });
            }
        }
    }
    Ok(scorer.scores())
}

/// The gold's text as an article of its day, annotated.
fn read(engine: &Engine, gold: &Gold) -> Annotated {
    let published = gold.reference.as_deref().and_then(|day| DateTime::parse(day.get(..10)?));
    let mut article = annals_model::Article {
        id: annals_model::ArticleId(gold.id.clone()),
        text: gold.text.clone(),
        published,
        ..annals_model::Article::default()
    };
    annals_clean::mark_regions(&mut article);
    engine.annotated(Annotated { article, ..Annotated::default() })
}

/// The running counts of one concept.
enum Scorer {
    Names(names::Counts),
    Dates(dates::Counts),
    Figures(figures::Counts),
    Quotes(quotes::Counts),
}

impl Scorer {
    fn new(concept: Concept) -> Self {
        match concept {
            Concept::Names => Self::Names(names::Counts::default()),
            Concept::Dates => Self::Dates(dates::Counts::default()),
            Concept::Figures => Self::Figures(figures::Counts::default()),
            Concept::Quotes => Self::Quotes(quotes::Counts::default()),
        }
    }

    fn add(&mut self, gold: &Gold, item: &Annotated) {
        match self {
            Self::Names(counts) => counts.add(gold, item),
            Self::Dates(counts) => counts.add(gold, item),
            Self::Figures(counts) => counts.add(gold, item),
            Self::Quotes(counts) => counts.add(gold, item),
        }
    }

    fn scores(&self) -> Vec<Score> {
        match self {
            Self::Names(counts) => counts.scores(),
            Self::Dates(counts) => counts.scores(),
            Self::Figures(counts) => counts.scores(),
            Self::Quotes(counts) => counts.scores(),
        }
    }
}

/// Pairs spans one to one: exact pairs first, then by the largest overlap. Indices into both lists.
fn pair(gold: &[(u32, u32)], predicted: &[(u32, u32)]) -> Vec<(usize, usize)> {
    let mut candidates = Vec::new();
    for (i, a) in gold.iter().enumerate() {
        for (j, b) in predicted.iter().enumerate() {
            let shared = i64::from(a.1.min(b.1)) - i64::from(a.0.max(b.0));
            if shared > 0 {
                candidates.push((a != b, -shared, i, j));
            }
        }
    }
    candidates.sort_unstable();
    let (mut used_gold, mut used_predicted) = (vec![false; gold.len()], vec![false; predicted.len()]);
    let mut pairs = Vec::new();
    for (_, _, i, j) in candidates {
        if !used_gold[i] && !used_predicted[j] {
            (used_gold[i], used_predicted[j]) = (true, true);
            pairs.push((i, j));
        }
    }
    pairs
}
