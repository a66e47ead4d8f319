//! The first hits of a query and how many there are, with as little reading as the query allows.
//!
//! Every part of the index is sorted by the moment of publication, the latest first, so within a part equals by score come in
//! the order of their dates.

use crate::published::Published;
use crate::terms::Terms;
use crate::view::View;
use std::cmp::Ordering;
use tantivy::query::{BooleanQuery, ConstScoreQuery, EnableScoring, Occur, Query, TermQuery, Weight};
use tantivy::{DocAddress, DocId, DocSet, Score, SegmentOrdinal, TERMINATED};

/// An article that matches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Row {
    pub(crate) score: Score,
    pub(crate) address: DocAddress,
}

/// How many articles match, and the first of them.
#[derive(Debug, Default)]
pub(crate) struct Best {
    pub(crate) total: usize,
    pub(crate) rows: Vec<Row>,
}

/// The best articles: by score, then the latest, then by id.
pub(crate) fn by_score(view: &View, query: &dyn Query, keep: usize) -> tantivy::Result<Best> {
    if keep == 0 {
        return Ok(Best { total: count(view, query)?, rows: Vec::new() });
    }
    if query.is::<ConstScoreQuery>() || query.is::<Published>() || query.is::<crate::wildcard::WildcardQuery>() {
        return in_order(view, &*query.weight(view.scoring())?, keep);
    }
    let mut top = Top::new(view, keep);
    if let Some(terms) = Terms::of(view, query)
        && let Some(total) = terms.search(view, &mut top)?
    {
        return Ok(Best { total, rows: top.into_rows() });
    }
    let weight = query.weight(view.scoring())?;
    let mut total = 0;
    if is_pruned(query) {
        total = count(view, query)?;
        for (segment, reader) in (0..).zip(view.searcher.segment_readers()) {
            let mut threshold = top.enter(segment);
            weight.for_each_pruning(threshold, reader, &mut |doc, score| {
                if !reader.is_deleted(doc) {
                    threshold = top.offer(doc, score);
                }
                threshold
            })?;
        }
    } else {
        for (segment, reader) in (0..).zip(view.searcher.segment_readers()) {
            let mut threshold = top.enter(segment);
            weight.for_each(reader, &mut |doc, score| {
                if reader.is_deleted(doc) {
                    return;
                }
                total += 1;
                if score > threshold {
                    threshold = top.offer(doc, score);
                }
            })?;
        }
    }
    Ok(Best { total, rows: top.into_rows() })
}

/// The latest articles; equals by id. They have no score.
pub(crate) fn by_date(view: &View, query: &dyn Query, keep: usize) -> tantivy::Result<Best> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(&view.searcher))?;
    let mut best = in_order(view, &*weight, keep)?;
    best.rows.iter_mut().for_each(|row| row.score = 0.0);
    Ok(best)
}

/// How many articles match.
pub(crate) fn count(view: &View, query: &dyn Query) -> tantivy::Result<usize> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(&view.searcher))?;
    let counts = view.searcher.segment_readers().iter().map(|reader| weight.count(reader).map(|count| count as usize));
    counts.sum()
}

/// Whether the library finds the best without a look at all: then counting apart is the lesser work.
fn is_pruned(query: &dyn Query) -> bool {
    match query.downcast_ref::<BooleanQuery>() {
        Some(query) => query.clauses().iter().all(|(occur, clause)| *occur == Occur::Should && clause.is::<TermQuery>()),
        None => query.is::<TermQuery>(),
    }
}

/// The first articles where all have one score: those of every part as they come, until the date of the last one is passed.
fn in_order(view: &View, weight: &dyn Weight, keep: usize) -> tantivy::Result<Best> {
    let mut best = Best::default();
    for (segment, reader) in (0..).zip(view.searcher.segment_readers()) {
        let Some(dates) = view.dates.get(segment as usize) else { continue };
        let mut scorer = weight.scorer(reader, 1.0)?;
        let mut doc = scorer.doc();
        if doc == TERMINATED {
            continue;
        }
        let score = scorer.score();
        let from = best.rows.len();
        let mut last = None;
        while doc != TERMINATED {
            if !reader.is_deleted(doc) {
                let published_at = dates.moments.first(doc);
                let full = best.rows.len() - from >= keep;
                if full && last != Some(published_at) {
                    break;
                }
                last = Some(published_at);
                best.total += 1;
                best.rows.push(Row { score, address: DocAddress::new(segment, doc) });
            }
            doc = scorer.advance();
        }
        best.total += match reader.alive_bitset() {
            Some(alive) => scorer.count(alive),
            None => scorer.count_including_deleted(),
        } as usize;
    }
    sort(view, &mut best.rows, keep);
    Ok(best)
}

/// Dates are read where scores are equal, ids where dates are equal, too.
fn compare(view: &View, a: &Row, b: &Row) -> Ordering {
    b.score
        .total_cmp(&a.score)
        .then_with(|| view.published_at(b.address).cmp(&view.published_at(a.address)))
        .then_with(|| view.ids.compare(a.address, b.address))
}

fn sort(view: &View, rows: &mut Vec<Row>, keep: usize) {
    rows.sort_unstable_by(|a, b| compare(view, a, b));
    rows.truncate(keep);
}

/// The best so far.
pub(crate) struct Top<'a> {
    view: &'a View,
    keep: usize,
    rows: Vec<Row>,
    /// The last one that is in, once there are enough.
    last: Option<Row>,
    segment: SegmentOrdinal,
}

impl<'a> Top<'a> {
    fn new(view: &'a View, keep: usize) -> Self {
        Self { view, keep, rows: Vec::with_capacity(keep.min(512) * 2), last: None, segment: 0 }
    }

    /// Goes on to a part of the index; gives the score that its first article must be above.
    pub(crate) fn enter(&mut self, segment: SegmentOrdinal) -> Score {
        self.segment = segment;
        self.threshold()
    }

    /// Takes an article in if it is among the best; gives the score that a later one of this part must be above.
    pub(crate) fn offer(&mut self, doc: DocId, score: Score) -> Score {
        let row = Row { score, address: DocAddress::new(self.segment, doc) };
        if let Some(last) = &self.last
            && compare(self.view, &row, last) != Ordering::Less
        {
            // Later articles of this part are not later by date.
            let passed = self.view.published_at(row.address) < self.view.published_at(last.address);
            return if passed { last.score } else { self.threshold() };
        }
        self.rows.push(row);
        // Those that are out are only thrown away once they are as many as those that are in.
        let full = if self.last.is_none() { self.keep } else { self.keep.saturating_mul(2) };
        if self.rows.len() >= full
            && let Some(at) = self.keep.checked_sub(1)
        {
            let (_, last, _) = self.rows.select_nth_unstable_by(at, |a, b| compare(self.view, a, b));
            self.last = Some(*last);
            self.rows.truncate(self.keep);
        }
        self.threshold()
    }

    /// Equals of the last one are wanted: they may be later.
    fn threshold(&self) -> Score {
        self.last.as_ref().map_or(Score::NEG_INFINITY, |last| last.score.next_down())
    }

    fn into_rows(mut self) -> Vec<Row> {
        sort(self.view, &mut self.rows, self.keep);
        self.rows
    }
}
