//! Articles published on some days: neighbours in the index, since every part of it is sorted by the moment of publication.
//!
//! Days are those of an article's own offset, moments are the same for all. So the first and last day are looked at article by
//! article, and what lies between is known to match.

use crate::compile::seconds;
use crate::query::Days;
use std::ops::Range;
use tantivy::columnar::Column;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DateTime, DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError};

/// No civil time is further from the time of Greenwich, in seconds.
const WIDEST_OFFSET: i64 = 26 * 3600;

/// A query for days of publication; it adds nothing to the score.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Published(pub(crate) Days);

/// The dates of the articles in one part of the index.
pub(crate) struct Dates {
    pub(crate) moments: Column<i64>,
    days: Column<DateTime>,
    articles: DocId,
}

impl Dates {
    pub(crate) fn open(reader: &SegmentReader) -> tantivy::Result<Self> {
        let fast = reader.fast_fields();
        Ok(Self { moments: fast.i64("published_at")?, days: fast.date("published")?, articles: reader.max_doc() })
    }

    /// The first article published before a moment; undated ones lie behind all others.
    fn first_before(&self, moment: i64) -> DocId {
        let (mut from, mut to) = (0, self.articles);
        while from < to {
            let middle = from + (to - from) / 2;
            if self.moments.first(middle).is_some_and(|at| at >= moment) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }

    /// The articles of some days.
    pub(crate) fn on(&self, days: Days) -> Stretch {
        let (from, to) = (days.from.map(seconds), days.to.map(seconds));
        let first = |moment: Option<i64>| moment.map_or(0, |moment| self.first_before(moment));
        let last = |moment: Option<i64>| self.first_before(moment.unwrap_or(i64::MIN));
        let may = first(to.map(|to| to.saturating_add(WIDEST_OFFSET)))..last(from.map(|from| from.saturating_sub(WIDEST_OFFSET)));
        let must = first(to.map(|to| to.saturating_sub(WIDEST_OFFSET)))..last(from.map(|from| from.saturating_add(WIDEST_OFFSET)));
        Stretch { may, must, from: from.unwrap_or(i64::MIN), to: to.unwrap_or(i64::MAX) }
    }

    /// Whether an article of a stretch is of its days.
    pub(crate) fn holds(&self, stretch: &Stretch, doc: DocId) -> bool {
        stretch.must.contains(&doc)
            || self.days.first(doc).is_some_and(|day| (stretch.from..stretch.to).contains(&day.into_timestamp_secs()))
    }
}

/// Neighbours in the index.
pub(crate) struct Stretch {
    /// All that may be of the days.
    pub(crate) may: Range<DocId>,
    /// Those that are, whatever their offset.
    must: Range<DocId>,
    /// Midnights, as if all were written in one zone.
    from: i64,
    to: i64,
}

impl Query for Published {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(*self))
    }
}

impl Weight for Published {
    fn scorer(&self, reader: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let dates = Dates::open(reader)?;
        let stretch = dates.on(self.0);
        if stretch.may.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        let mut scorer = PublishedScorer { doc: stretch.may.start, dates, stretch };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let dates = Dates::open(reader)?;
        let stretch = dates.on(self.0);
        match stretch.may.contains(&doc) && dates.holds(&stretch, doc) {
            true => Ok(Explanation::new("published on these days", 0.0)),
            false => Err(TantivyError::InvalidArgument(format!("document {doc} was not published on these days"))),
        }
    }
}

struct PublishedScorer {
    doc: DocId,
    dates: Dates,
    stretch: Stretch,
}

impl PublishedScorer {
    /// Goes on to an article of the days, if this one is none.
    fn settle(&mut self) -> DocId {
        while self.doc < self.stretch.may.end && !self.dates.holds(&self.stretch, self.doc) {
            self.doc += 1;
        }
        if self.doc >= self.stretch.may.end {
            self.doc = TERMINATED;
        }
        self.doc
    }
}

impl DocSet for PublishedScorer {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.doc += 1;
        }
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.doc = self.doc.max(target);
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.stretch.may.end.saturating_sub(self.doc)
    }

    fn count_including_deleted(&mut self) -> u32 {
        let mut count = 0;
        while self.doc != TERMINATED {
            if self.stretch.must.contains(&self.doc) {
                count += self.stretch.must.end - self.doc;
                self.doc = self.stretch.must.end;
                self.settle();
            } else {
                count += 1;
                self.advance();
            }
        }
        count
    }
}

impl Scorer for PublishedScorer {
    fn score(&mut self) -> Score {
        0.0
    }
}
