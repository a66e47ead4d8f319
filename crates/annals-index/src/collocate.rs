//! Collocates: the words that keep company with what a query matched, more often than chance would have it.

use crate::association::{Counted, Measure};
use crate::error::{IndexError, engine_error};
use crate::query::Days;
use crate::store::Index;
use crate::visit::{Order, Prepared};
use crate::wording::Wording;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Searcher, TERMINATED, Term};

/// Conditions of collocates.
#[derive(Clone, Debug)]
pub struct CollocateOptions {
    /// Words looked at on each side of a match, within its paragraph.
    pub window: usize,
    /// How words are ranked.
    pub by: Measure,
    /// Words seen fewer times beside a match are left out.
    pub min: u64,
    /// Words given at most.
    pub limit: usize,
    /// Words left out, folded; they count as words of the text all the same.
    pub stop_words: BTreeSet<String>,
    /// First day of publication of the articles looked at; leaves undated ones out.
    pub from: Option<Date>,
    /// The first day after; leaves undated articles out.
    pub to: Option<Date>,
}

impl Default for CollocateOptions {
    fn default() -> Self {
        Self { window: 5, by: Measure::LogLikelihood, min: 3, limit: 50, stop_words: BTreeSet::new(), from: None, to: None }
    }
}

/// A word near matches.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Collocate {
    /// The word, folded.
    pub word: String,
    /// How often it stands near a match. A word near two matches counts once, one inside a match does not.
    pub observed: u64,
    /// How often it would by chance.
    pub expected: f64,
    /// Dunning's G², below zero where the word is rarer than expected; 3.84 is passed by chance once in twenty, 10.83 once
    /// in a thousand words.
    pub log_likelihood: f64,
    /// log₂ of observed over expected.
    pub mutual_information: f64,
    /// Observed before the match it is nearest to.
    pub left: u64,
    /// Observed behind it.
    pub right: u64,
    /// Its occurrences in the whole index.
    pub corpus: u64,
}

/// The company of a query.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Collocates {
    /// Matches.
    pub occurrences: u64,
    /// Articles with a match.
    pub articles: u64,
    /// Words near matches.
    pub near_words: u64,
    /// Words of the whole index.
    pub corpus_words: u64,
    /// Different words seen near matches, as often as asked.
    pub candidates: u64,
    /// The highest by the measure asked for, equals by word.
    pub collocates: Vec<Collocate>,
}

/// A word seen near matches.
#[derive(Clone, Copy, Debug, Default)]
struct Beside {
    left: u64,
    right: u64,
}

impl Index {
    /// The words that stand near what a query matched.
    ///
    /// # Errors
    /// When the query cannot be honoured, or the index cannot be read.
    pub fn collocates(&self, query: &str, options: &CollocateOptions) -> Result<Collocates, IndexError> {
        let prepared = self.prepare(query, Days { from: options.from, to: options.to })?;
        let mut result = Collocates::default();
        if prepared.wanted.is_empty() {
            return Ok(result);
        }
        let (words, counts) = self.company(&prepared, options.window, &mut result)?;
        let kept = |word: &str, beside: Beside| beside.left + beside.right >= options.min.max(1) && !options.stop_words.contains(word);
        let candidates: Vec<(String, Beside)> = words
            .into_iter()
            .map(|(word, at)| (word, counts.get(at).copied().unwrap_or_default()))
            .filter(|(word, beside)| kept(word, *beside))
            .collect();
        result.candidates = candidates.len() as u64;
        self.rank(&prepared.searcher, candidates, options, &mut result).map_err(|error| engine_error(self.path(), error))?;
        Ok(result)
    }

    /// Counts the words near matches.
    fn company(
        &self,
        prepared: &Prepared,
        window: usize,
        result: &mut Collocates,
    ) -> Result<(HashMap<String, usize>, Vec<Beside>), IndexError> {
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut counts: Vec<Beside> = Vec::new();
        self.visit(prepared, Order::Index, &mut |seen| {
            result.articles += u64::from(!seen.matches.is_empty());
            result.occurrences += seen.matches.len() as u64;
            let mut words: Vec<usize> = Vec::with_capacity(seen.wording.len());
            let inner: Vec<_> =
                seen.matches.iter().map(|found| seen.wording.words_in(found.start, found.end)).filter(|inner| !inner.is_empty()).collect();
            if inner.is_empty() {
                return Ok(ControlFlow::Continue(()));
            }
            let wording = Wording::each(&seen.content.text, &mut |word| {
                let at = known.get(word).copied().unwrap_or_else(|| {
                    counts.push(Beside::default());
                    known.insert(word.to_owned(), counts.len() - 1);
                    counts.len() - 1
                });
                words.push(at);
            });
            // For each word near a match how far it is from the nearest one, and on which side.
            let mut near: Vec<Option<(usize, bool)>> = vec![None; words.len()];
            for stretch in &inner {
                let (before, after) = (wording.paragraph(stretch.start), wording.paragraph(stretch.end - 1));
                let mut mark = |word: usize, distance: usize, left: bool| {
                    if let Some(place) = near.get_mut(word)
                        && place.is_none_or(|(known, _)| distance < known)
                    {
                        *place = Some((distance, left));
                    }
                };
                for word in stretch.start.saturating_sub(window).max(before.start)..stretch.start {
                    mark(word, stretch.start - word, true);
                }
                for word in stretch.end..stretch.end.saturating_add(window).min(after.end) {
                    mark(word, word - stretch.end + 1, false);
                }
            }
            for stretch in inner {
                near.get_mut(stretch).into_iter().flatten().for_each(|place| *place = None);
            }
            for (word, place) in words.iter().zip(near) {
                if let (Some((_, left)), Some(count)) = (place, counts.get_mut(*word)) {
                    result.near_words += 1;
                    *(if left { &mut count.left } else { &mut count.right }) += 1;
                }
            }
            Ok::<_, IndexError>(ControlFlow::Continue(()))
        })?;
        Ok((known, counts))
    }

    /// Looks up how frequent the candidates are and keeps the highest. Every measure falls with the frequency of the word,
    /// and a word is at least as frequent as the number of its articles, which costs nothing to know: the candidates are
    /// tried in the order of what they could reach, until no other can come in.
    fn rank(
        &self,
        searcher: &Searcher,
        candidates: Vec<(String, Beside)>,
        options: &CollocateOptions,
        result: &mut Collocates,
    ) -> tantivy::Result<()> {
        result.corpus_words = corpus_words(searcher)?;
        let counted = |beside: Beside, word: u64, result: &Collocates| {
            let together = beside.left + beside.right;
            Counted { together, near: result.near_words, word: word.max(together), corpus: result.corpus_words }
        };
        let mut rows: Vec<(f64, String, Beside)> = Vec::with_capacity(candidates.len());
        for (word, beside) in candidates {
            let articles = searcher.doc_freq(&Term::from_field_text(self.fields().text.exact, &word))?;
            let reach = if searcher_has_deletes(searcher) { 0 } else { articles };
            rows.push((counted(beside, reach, result).measured(options.by), word, beside));
        }
        rows.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let mut best: Vec<(f64, Collocate)> = Vec::new();
        let higher = |a: &(f64, Collocate), b: &(f64, Collocate)| b.0.total_cmp(&a.0).then_with(|| a.1.word.cmp(&b.1.word));
        for (reach, word, beside) in rows {
            let lowest = options.limit.checked_sub(1).and_then(|last| best.get(last)).map(|(value, _)| *value);
            if options.limit == 0 || lowest.is_some_and(|lowest| reach < lowest) {
                break;
            }
            let corpus = self.word_frequency(searcher, &word)?;
            let counted = counted(beside, corpus, result);
            let row = (
                counted.measured(options.by),
                Collocate {
                    word,
                    observed: counted.together,
                    expected: counted.expected(),
                    log_likelihood: counted.log_likelihood(),
                    mutual_information: counted.measured(Measure::MutualInformation),
                    left: beside.left,
                    right: beside.right,
                    corpus: counted.word,
                },
            );
            let at = best.partition_point(|known| higher(known, &row).is_lt());
            best.insert(at, row);
            best.truncate(options.limit);
        }
        result.collocates = best.into_iter().map(|(_, collocate)| collocate).collect();
        Ok(())
    }

    /// How often a word stands in the whole index.
    fn word_frequency(&self, searcher: &Searcher, word: &str) -> tantivy::Result<u64> {
        let field = self.fields().text.exact;
        let (mut sum, mut positions) = (0, Vec::new());
        for reader in searcher.segment_readers() {
            let inverted = reader.inverted_index(field)?;
            let Some(mut postings) =
                inverted.read_postings(&Term::from_field_text(field, word), IndexRecordOption::WithFreqsAndPositions)?
            else {
                continue;
            };
            while postings.doc() != TERMINATED {
                if !reader.is_deleted(postings.doc()) {
                    // Words of the headline and the lead stand several times at their numbers.
                    postings.positions(&mut positions);
                    positions.dedup();
                    sum += positions.len() as u64;
                }
                postings.advance();
            }
        }
        Ok(sum)
    }
}

fn searcher_has_deletes(searcher: &Searcher) -> bool {
    searcher.segment_readers().iter().any(tantivy::SegmentReader::has_deletes)
}

/// Words of all searched texts.
fn corpus_words(searcher: &Searcher) -> tantivy::Result<u64> {
    let mut sum = 0;
    for reader in searcher.segment_readers() {
        let words = reader.fast_fields().u64("words")?;
        sum += reader.doc_ids_alive().map(|doc| words.first(doc).unwrap_or(0)).sum::<u64>();
    }
    Ok(sum)
}
