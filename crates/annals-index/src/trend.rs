//! Trend: how many articles matched, how many different texts, and how often, in each day, week, month, quarter or year.

use crate::error::{IndexError, engine_error};
use crate::finder::Counter;
use crate::period::{Period, day_of};
use crate::printed::Printed;
use crate::query::Days;
use crate::store::Index;
use crate::visit::Prepared;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use tantivy::{DocAddress, Searcher};

/// Conditions of a trend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TrendOptions {
    /// How finely days are counted together.
    pub by: Period,
    /// First day of publication; leaves undated articles out.
    pub from: Option<Date>,
    /// The first day after; leaves undated articles out.
    pub to: Option<Date>,
}

/// What of one query falls in one period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Articles that match.
    pub articles: u64,
    /// Different texts among them: copies of a wire story count once with it, and so do articles with the same words, the
    /// headline apart.
    pub texts: u64,
    /// Places where the query matched, as a concordance gives them; 0 for a query of conditions only.
    pub occurrences: u64,
}

/// One period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TrendRow {
    /// Its name (`2025-02`), `undated`, or `total`.
    pub period: String,
    /// Its first day; `None` for `undated` and `total`.
    pub from: Option<Date>,
    /// All articles of the index that fall in it.
    pub articles: u64,
    /// Words of their searched texts.
    pub words: u64,
    /// A count for each query, in the order asked.
    pub counts: Vec<Count>,
}

/// Counts by period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trend {
    /// How finely days are counted together.
    pub by: Period,
    /// The queries.
    pub queries: Vec<String>,
    /// Every period from the first to the last that matters, none left out: those in which a query matched, or those
    /// between the days asked for.
    pub rows: Vec<TrendRow>,
    /// Articles without a date of publication; `None` when days were asked for.
    pub undated: Option<TrendRow>,
    /// All rows together. A text that is printed in two periods counts once.
    pub total: TrendRow,
}

/// An article's period and text.
type Texts = Vec<(Option<i64>, u64)>;

impl Index {
    /// Counts queries by period.
    ///
    /// # Errors
    /// When a query cannot be honoured, or the index cannot be read.
    pub fn trend(&self, queries: &[String], options: TrendOptions) -> Result<Trend, IndexError> {
        let failed = |error| engine_error(self.path(), error);
        let days = Days { from: options.from, to: options.to };
        let searcher = self.searcher();
        let mut rows = self.denominators(&searcher, options).map_err(failed)?;
        let mut total = TrendRow { period: "total".to_owned(), ..TrendRow::default() };
        for row in rows.values_mut() {
            row.counts = vec![Count::default(); queries.len()];
            total.articles += row.articles;
            total.words += row.words;
        }
        for (number, query) in queries.iter().enumerate() {
            let prepared = self.prepare(query, days)?;
            let mut texts = Texts::new();
            let mut matched = Count::default();
            self.count_by_period(&prepared, options.by, &mut |period, text, occurrences| {
                texts.push((period, text));
                matched.articles += 1;
                matched.occurrences += occurrences;
                // Another process may have committed an article of a period that was empty a moment ago.
                let row = rows
                    .entry(period)
                    .or_insert_with(|| TrendRow { counts: vec![Count::default(); queries.len()], ..named(options.by, period) });
                if let Some(count) = row.counts.get_mut(number) {
                    count.articles += 1;
                    count.occurrences += occurrences;
                }
            })?;
            texts.sort_unstable();
            texts.dedup();
            for (period, _) in &texts {
                if let Some(count) = rows.get_mut(period).and_then(|row| row.counts.get_mut(number)) {
                    count.texts += 1;
                }
            }
            matched.texts = texts.iter().map(|(_, text)| *text).collect::<BTreeSet<u64>>().len() as u64;
            total.counts.push(matched);
        }
        let bounded = days.from.is_some() || days.to.is_some();
        let undated =
            rows.remove(&None).or_else(|| Some(TrendRow { counts: vec![Count::default(); queries.len()], ..named(options.by, None) }));
        Ok(Trend {
            by: options.by,
            queries: queries.to_vec(),
            rows: unbroken(rows, options, queries.len()),
            undated: undated.filter(|_| !bounded),
            total,
        })
    }

    /// All articles and words of each period.
    fn denominators(&self, searcher: &Searcher, options: TrendOptions) -> tantivy::Result<BTreeMap<Option<i64>, TrendRow>> {
        let mut sums: BTreeMap<Option<i64>, (u64, u64)> = BTreeMap::new();
        let bounded = options.from.is_some() || options.to.is_some();
        for reader in searcher.segment_readers() {
            let (days, words) = (reader.fast_fields().date("published")?, reader.fast_fields().u64("words")?);
            let mut clock = Clock::new(options.by);
            for doc in reader.doc_ids_alive() {
                let day = days.first(doc).and_then(|day| day_of(day.into_timestamp_secs()));
                let inside =
                    day.map_or(!bounded, |day| options.from.is_none_or(|from| from <= day) && options.to.is_none_or(|to| day < to));
                if inside {
                    let sum = sums.entry(clock.period(day)).or_default();
                    sum.0 += 1;
                    sum.1 += words.first(doc).unwrap_or(0);
                }
            }
        }
        let row =
            |(period, (articles, words)): (Option<i64>, (u64, u64))| (period, TrendRow { articles, words, ..named(options.by, period) });
        Ok(sums.into_iter().map(row).collect())
    }

    /// Calls `each` with the period, the text and the matches of every article.
    fn count_by_period(&self, prepared: &Prepared, by: Period, each: &mut dyn FnMut(Option<i64>, u64, u64)) -> Result<(), IndexError> {
        let failed = |error| engine_error(self.path(), error);
        let mut printed = Printed::of(&prepared.searcher).map_err(failed)?;
        for (segment, reader) in (0..).zip(prepared.searcher.segment_readers()) {
            let days = reader.fast_fields().date("published").map_err(failed)?;
            let mut clock = Clock::new(by);
            let mut counter = Counter::open(&prepared.wanted, self.fields(), reader).map_err(failed)?;
            let mut finder = if counter.is_none() { Some(self.finder(prepared, reader)?) } else { None };
            self.each_doc(prepared, reader, &mut |doc| {
                let occurrences = match (&mut counter, &mut finder) {
                    (Some(counter), _) => counter.count(doc),
                    (None, Some(finder)) => self.seen(prepared, finder, DocAddress::new(segment, doc))?.matches.len() as u64,
                    (None, None) => 0,
                };
                let day = days.first(doc).and_then(|day| day_of(day.into_timestamp_secs()));
                let text = printed.text(DocAddress::new(segment, doc)).map_err(failed)?;
                each(clock.period(day), text, occurrences);
                Ok::<_, IndexError>(ControlFlow::Continue(()))
            })?;
        }
        Ok(())
    }
}

/// Turns days into periods; neighbours often share a day.
struct Clock {
    by: Period,
    last: Option<(Date, i64)>,
}

impl Clock {
    fn new(by: Period) -> Self {
        Self { by, last: None }
    }

    fn period(&mut self, day: Option<Date>) -> Option<i64> {
        let day = day?;
        match self.last {
            Some((known, number)) if known == day => Some(number),
            _ => {
                let number = self.by.number(day);
                self.last = Some((day, number));
                Some(number)
            }
        }
    }
}

/// An empty row of a period.
fn named(by: Period, period: Option<i64>) -> TrendRow {
    TrendRow {
        period: period.map_or_else(|| "undated".to_owned(), |number| by.label(number)),
        from: period.map(|number| by.first_day(number)),
        ..TrendRow::default()
    }
}

/// The rows from the first to the last that matters, with those in between in which nothing was published.
fn unbroken(mut rows: BTreeMap<Option<i64>, TrendRow>, options: TrendOptions, queries: usize) -> Vec<TrendRow> {
    let matched = |row: &TrendRow| row.counts.iter().any(|count| count.articles > 0);
    let number = |day: Date| options.by.number(day);
    let mut kept = rows.iter().filter(|(_, row)| matched(row)).filter_map(|(period, _)| *period);
    let (first, last) = (kept.next(), kept.next_back());
    let last = last.or(first);
    let first = options.from.map(number).or(first);
    let last = options.to.and_then(|to| to.yesterday().ok()).map(number).or(last);
    let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
    (first..=last)
        .map(|period| {
            let empty = || TrendRow { counts: vec![Count::default(); queries], ..named(options.by, Some(period)) };
            rows.remove(&Some(period)).unwrap_or_else(empty)
        })
        .collect()
}
