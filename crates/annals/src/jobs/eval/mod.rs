//! How well annals reads: its annotations scored against gold, concept by concept.

mod dates;
mod facts;
mod figures;
mod names;
mod own;
mod quotes;

use super::{Engine, Listener};
use crate::input::{self, Given};
use crate::{AnnalsError, Rejection};
use annals_model::{Annotated, Article, DateTime, Span};
use serde::Deserialize;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// What is scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Concept {
    /// Exact span and type of organisations, people, places.
    Names,
    /// TIMEX3: strict and relaxed spans, values.
    Dates,
    /// Value, unit and span of numbers.
    Figures,
    /// Spans of quotes and who said them.
    Quotes,
    /// Mentions with their entity (gold of our own, as all below).
    Links,
    /// People with title and employer.
    Roles,
    /// Analysts' actions.
    Actions,
    /// Which articles belong to one story.
    Stories,
    /// Sentences that a digest must hold.
    Points,
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
    fn add(&mut self, right: usize, predicted: usize, gold: usize) {
        self.right += right as u64;
        self.predicted += predicted as u64;
        self.gold += gold as u64;
    }

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
    #[serde(skip)]
    own: Option<Own>,
}

/// What gold of our own says concept by concept; the sets of others label one concept in `spans`.
#[derive(Debug, Default)]
struct Own {
    names: Vec<GoldSpan>,
    times: Vec<GoldSpan>,
    figures: Vec<GoldSpan>,
    facts: own::Facts,
}

impl Gold {
    fn names(&self) -> &[GoldSpan] {
        self.own.as_ref().map_or(&self.spans, |own| &own.names)
    }

    fn times(&self) -> &[GoldSpan] {
        self.own.as_ref().map_or(&self.spans, |own| &own.times)
    }

    fn figures(&self) -> &[GoldSpan] {
        self.own.as_ref().map_or(&self.spans, |own| &own.figures)
    }

    /// Whether the gold says all there is to find at a place: our own speaks of the content alone, the sets of others of the whole text.
    fn covers(&self, item: &Annotated, span: Span) -> bool {
        self.own.is_none() || in_content(item, span)
    }
}

/// Whether a span stands in the content: headline, headings, body, captions.
fn in_content(item: &Annotated, span: Span) -> bool {
    item.article.region_at(span.start).is_content()
}

/// The article's text with blanks for every byte outside the content, so that places keep their offsets.
fn content(article: &Article) -> String {
    let mut text = String::with_capacity(article.text.len());
    for region in &article.regions {
        match region.span.of(&article.text) {
            words if region.kind.is_content() => text.push_str(words),
            words => text.extend(std::iter::repeat_n('\n', words.len())),
        }
    }
    text
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
    #[serde(skip)]
    meant: Option<own::Meant>,
}

/// Scores gold: a file of records (JSON Lines), or a folder of annotated articles of our own (TOML) with the sample beside it.
/// What is no record is rejected and the rest counted.
///
/// # Errors
/// When file or folder cannot be read, or a concept is asked for that only our own gold has.
pub fn eval(engine: &Engine, gold: &Path, concept: Concept, listener: &Listener<'_>) -> Result<Vec<Score>, AnnalsError> {
    if gold.is_dir() {
        return eval_own(engine, gold, concept, listener);
    }
    let failed = |source| AnnalsError::Read { path: gold.to_owned(), source };
    let mut scorer = Scorer::new(concept).filter(|_| concept <= Concept::Quotes).ok_or_else(|| {
        AnnalsError::Input(format!("{}: only a folder of annotated articles can be scored for this concept", gold.display()))
    })?;
    for (number, line) in BufReader::new(File::open(gold).map_err(failed)?).lines().enumerate() {
        let line = line.map_err(failed)?;
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<Gold>(&line) {
            Ok(record) => {
                let item = read(engine, &record);
                scorer.add(&record, &item);
                (listener.step)();
            }
            Err(e) => {
                let line = Some(number as u64 + 1);
                (listener.reject)(&Rejection { file: gold.display().to_string(), line, reason: format!("no gold record: {e}") });
            }
        }
    }
    Ok(scorer.scores())
}

/// Scores the articles of a folder; their pages are in the folder `sample` beside it.
fn eval_own(engine: &Engine, folder: &Path, concept: Concept, listener: &Listener<'_>) -> Result<Vec<Score>, AnnalsError> {
    let failed = |source| AnnalsError::Read { path: folder.to_owned(), source };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            files.push(path);
        }
    }
    files.sort();
    let mut scorer = Scorer::new(concept);
    let mut told = Vec::new();
    for file in files {
        match own_article(engine, &file, &folder.with_file_name("sample")) {
            Ok((story, gold, item)) => {
                if let Some(scorer) = &mut scorer {
                    scorer.add(&gold, &item);
                }
                told.push((story, item));
                (listener.step)();
            }
            Err(reason) => (listener.reject)(&Rejection { file: file.display().to_string(), line: None, reason }),
        }
    }
    Ok(scorer.map_or_else(|| facts::stories(&told), |scorer| scorer.scores()))
}

/// An annotated article of our own: its story, the gold, and what annals finds.
fn own_article(engine: &Engine, file: &Path, sample: &Path) -> Result<(String, Gold, Annotated), String> {
    let text = std::fs::read_to_string(file).map_err(|e| e.to_string())?;
    let own: own::OwnGold = toml::from_str(&text).map_err(|e| e.to_string())?;
    let page = sample.join(&own.page);
    let raw = input::pieces(&[page.display().to_string()]).map_err(|e| e.to_string())?.next().ok_or("an empty page")?;
    let item = input::article(raw, Given::default(), &engine.publishers).map_err(|e| e.to_string())?;
    let item = engine.annotated(item);
    let story = own.story.clone();
    Ok((story, own.resolve(item.article.id.as_str(), &content(&item.article))?, item))
}

/// The gold's text as an article of its day, annotated.
fn read(engine: &Engine, gold: &Gold) -> Annotated {
    let published = gold.reference.as_deref().and_then(|day| DateTime::parse(day.get(..10)?));
    let mut article = Article { id: annals_model::ArticleId(gold.id.clone()), text: gold.text.clone(), published, ..Article::default() };
    annals_clean::mark_regions(&mut article);
    engine.annotated(Annotated { article, ..Annotated::default() })
}

/// The running counts of one concept.
enum Scorer {
    Names(names::Counts),
    Dates(dates::Counts),
    Figures(figures::Counts),
    Quotes(quotes::Counts),
    Links(facts::Links),
    Roles(facts::Roles),
    Actions(facts::Actions),
    Points(facts::Points),
}

impl Scorer {
    /// `None` for stories, which are scored over all articles together.
    fn new(concept: Concept) -> Option<Self> {
        Some(match concept {
            Concept::Names => Self::Names(names::Counts::default()),
            Concept::Dates => Self::Dates(dates::Counts::default()),
            Concept::Figures => Self::Figures(figures::Counts::default()),
            Concept::Quotes => Self::Quotes(quotes::Counts::default()),
            Concept::Links => Self::Links(facts::Links::default()),
            Concept::Roles => Self::Roles(facts::Roles::default()),
            Concept::Actions => Self::Actions(facts::Actions::default()),
            Concept::Points => Self::Points(facts::Points::default()),
            Concept::Stories => return None,
        })
    }

    fn add(&mut self, gold: &Gold, item: &Annotated) {
        let facts = gold.own.as_ref().map(|own| &own.facts);
        match self {
            Self::Names(counts) => counts.add(gold, item),
            Self::Dates(counts) => counts.add(gold, item),
            Self::Figures(counts) => counts.add(gold, item),
            Self::Quotes(counts) => counts.add(gold, item),
            Self::Links(counts) => facts.into_iter().for_each(|facts| counts.add(facts, item)),
            Self::Roles(counts) => facts.into_iter().for_each(|facts| counts.add(facts, item)),
            Self::Actions(counts) => facts.into_iter().for_each(|facts| counts.add(facts, item)),
            Self::Points(counts) => facts.into_iter().for_each(|facts| counts.add(facts, item)),
        }
    }

    fn scores(&self) -> Vec<Score> {
        match self {
            Self::Names(counts) => counts.scores(),
            Self::Dates(counts) => counts.scores(),
            Self::Figures(counts) => counts.scores(),
            Self::Quotes(counts) => counts.scores(),
            Self::Links(counts) => counts.scores(),
            Self::Roles(counts) => counts.scores(),
            Self::Actions(counts) => counts.scores(),
            Self::Points(counts) => counts.scores(),
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

#[cfg(test)]
mod tests {
    use super::{Article, content};
    use annals_model::{Region, RegionKind, Span};

    #[test]
    fn content_keeps_its_places_and_blanks_the_rest() {
        let region = |start, end, kind| Region { span: Span { start, end }, kind, reason: String::new() };
        let article = Article {
            text: "Profit rose.\n\n£1 a week\n\nCaption".to_owned(),
            regions: vec![region(0, 14, RegionKind::Body), region(14, 26, RegionKind::Promo), region(26, 33, RegionKind::Caption)],
            ..Article::default()
        };
        let kept = content(&article);
        assert_eq!(kept.len(), article.text.len());
        assert_eq!(kept.split_whitespace().collect::<Vec<_>>(), ["Profit", "rose.", "Caption"]);
        assert_eq!(kept.find("Caption"), article.text.find("Caption"));
    }
}
