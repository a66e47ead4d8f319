//! The first articles in an order of up to three keys; equals always by id, so that a page can go on behind any hit.

use crate::aggregate::Moments;
use crate::condition::Number;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{StrColumn, TermOrdHit};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

/// Keys of one order at most, the id apart.
pub(crate) const MOST_KEYS: usize = 3;

/// What articles are put in order by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// The score.
    Score,
    /// A moment; articles without it come last, either way.
    Moment(Number),
    /// The id; keys behind it never matter.
    Id,
}

/// A key and its direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortBy {
    /// The key.
    pub key: SortKey,
    /// The greatest first.
    pub descending: bool,
}

/// The value of a key.
#[derive(Clone, Debug, PartialEq)]
pub enum SortValue {
    /// A score.
    Score(f32),
    /// A moment in milliseconds since 1970.
    Moment(Option<i64>),
    /// An id.
    Id(String),
}

type Keys = [i64; MOST_KEYS];

/// An order: keys, then the id.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    keys: Vec<SortBy>,
    id_descending: bool,
}

/// Where to go on: behind an article of these keys and this id, or behind all of these keys.
#[derive(Clone, Debug)]
pub(crate) struct After {
    keys: Keys,
    id: Option<String>,
}

impl Order {
    /// The order by these keys; `None` when they are too many.
    pub(crate) fn new(wanted: &[SortBy]) -> Option<Self> {
        let id = wanted.iter().position(|sort| sort.key == SortKey::Id);
        let keys: Vec<SortBy> = wanted.get(..id.unwrap_or(wanted.len()))?.to_vec();
        let id_descending = id.and_then(|at| wanted.get(at)).is_some_and(|sort| sort.descending);
        (keys.len() <= MOST_KEYS).then_some(Self { keys, id_descending })
    }

    /// Whether the scores of all articles are needed.
    pub(crate) fn by_score(&self) -> bool {
        self.keys.iter().any(|sort| sort.key == SortKey::Score)
    }

    /// Whether the best come first, so that the library's own shortcut to them can be taken.
    pub(crate) fn best_first(&self) -> bool {
        self.keys.first().is_some_and(|sort| sort.key == SortKey::Score && sort.descending)
    }

    /// Reads the values of a hit, as [`Order::values`] gave them; the id may be missing. `None` when they do not fit.
    pub(crate) fn after(&self, values: &[SortValue]) -> Option<After> {
        let mut keys = [0; MOST_KEYS];
        for ((place, sort), value) in keys.iter_mut().zip(&self.keys).zip(values) {
            *place = match (sort.key, value) {
                (SortKey::Score, SortValue::Score(score)) => key(Some(score_key(*score)), sort.descending),
                (SortKey::Moment(_), SortValue::Moment(at)) => key(*at, sort.descending),
                _ => return None,
            };
        }
        let id = match values.get(self.keys.len()..)? {
            [] => None,
            [SortValue::Id(id)] => Some(id.clone()),
            _ => return None,
        };
        Some(After { keys, id })
    }

    /// The values of a row, its id last.
    pub(crate) fn values(&self, row: &Row) -> Vec<SortValue> {
        let value = |(sort, key): (&SortBy, i64)| match sort.key {
            SortKey::Score => SortValue::Score(row.score),
            _ => SortValue::Moment((key != i64::MAX).then_some(if sort.descending { -key } else { key })),
        };
        self.keys.iter().zip(row.keys).map(value).chain([SortValue::Id(row.id.clone())]).collect()
    }

    fn compare(&self, a: &Row, b: &Row) -> Ordering {
        let ids = a.id.cmp(&b.id);
        a.keys.cmp(&b.keys).then(if self.id_descending { ids.reverse() } else { ids })
    }

    /// Puts rows in order.
    pub(crate) fn sort(&self, rows: &mut [Row]) {
        rows.sort_by(|a, b| self.compare(a, b));
    }
}

/// Smaller is earlier; what is missing is last.
fn key(value: Option<i64>, descending: bool) -> i64 {
    value.map_or(i64::MAX, |value| if descending { value.saturating_neg() } else { value }.min(i64::MAX - 1))
}

/// The score as a whole number of the same order.
fn score_key(score: f32) -> i64 {
    let bits = score.to_bits().cast_signed();
    i64::from(if bits < 0 { bits ^ i32::MAX } else { bits })
}

/// An article found.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    keys: Keys,
    pub(crate) id: String,
    pub(crate) score: Score,
    pub(crate) address: DocAddress,
}

/// Collects the first articles of an order.
pub(crate) struct First<'a> {
    pub(crate) order: &'a Order,
    pub(crate) keep: usize,
    pub(crate) after: Option<&'a After>,
}

/// The keys of articles in one part of the index.
pub(crate) struct Place {
    sources: Vec<(Option<Moments>, bool)>,
    ids: Option<StrColumn>,
    id_descending: bool,
}

impl Place {
    /// Opens the columns an order needs.
    pub(crate) fn open(order: &Order, reader: &SegmentReader) -> tantivy::Result<Self> {
        let source = |sort: &SortBy| {
            Ok::<_, tantivy::TantivyError>(match sort.key {
                SortKey::Moment(number) => (Some(Moments::open(number, reader)?), sort.descending),
                _ => (None, sort.descending),
            })
        };
        Ok(Self {
            sources: order.keys.iter().map(source).collect::<tantivy::Result<_>>()?,
            ids: reader.fast_fields().str("id")?,
            id_descending: order.id_descending,
        })
    }

    fn keys(&self, doc: DocId, score: Score) -> Keys {
        let mut keys = [0; MOST_KEYS];
        for (place, (moments, descending)) in keys.iter_mut().zip(&self.sources) {
            *place = key(moments.as_ref().map_or(Some(score_key(score)), |moments| moments.of(doc)), *descending);
        }
        keys
    }

    /// The id's place among the ids of this part.
    fn rank(&self, doc: DocId) -> i64 {
        let ordinal = self.ids.as_ref().and_then(|ids| ids.term_ords(doc).next()).and_then(|ord| i64::try_from(ord).ok());
        ordinal.map_or(i64::MAX, |ord| if self.id_descending { -ord } else { ord })
    }

    fn rank_of(&self, id: &str) -> tantivy::Result<i64> {
        let Some(ids) = &self.ids else { return Ok(i64::MAX) };
        let signed = |ord: u64| i64::try_from(ord).unwrap_or(i64::MAX - 1);
        Ok(match (ids.dictionary().term_ord_or_next(id)?, self.id_descending) {
            (TermOrdHit::Exact(ord), false) => signed(ord),
            (TermOrdHit::Next(ord), false) => signed(ord) - 1,
            (TermOrdHit::Exact(ord) | TermOrdHit::Next(ord), true) => -signed(ord),
        })
    }

    /// The row of an article.
    pub(crate) fn row(&self, doc: DocId, score: Score, segment: SegmentOrdinal) -> tantivy::Result<Row> {
        let mut id = String::new();
        if let Some(ids) = &self.ids
            && let Some(ord) = ids.term_ords(doc).next()
        {
            ids.ord_to_str(ord, &mut id)?;
        }
        Ok(Row { keys: self.keys(doc, score), id, score, address: DocAddress::new(segment, doc) })
    }
}

/// An article that is in so far; the last of them all is the greatest.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    keys: Keys,
    rank: i64,
    doc: DocId,
    score: u32,
}

/// The first articles of one part of the index.
pub(crate) struct Collected {
    segment: SegmentOrdinal,
    place: Place,
    keep: usize,
    /// Keys and id that a candidate must come behind.
    after: Option<(Keys, i64)>,
    heap: BinaryHeap<Candidate>,
    count: usize,
}

impl Collector for First<'_> {
    type Fruit = (usize, Vec<Row>);
    type Child = Collected;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<Collected> {
        let place = Place::open(self.order, reader)?;
        let after = match self.after {
            None => None,
            Some(after) => Some((after.keys, after.id.as_ref().map_or(Ok(i64::MAX), |id| place.rank_of(id))?)),
        };
        Ok(Collected { segment, place, keep: self.keep, after, heap: BinaryHeap::new(), count: 0 })
    }

    fn requires_scoring(&self) -> bool {
        self.order.by_score()
    }

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<(usize, Vec<Row>)>>) -> tantivy::Result<(usize, Vec<Row>)> {
        let mut all = (0, Vec::new());
        for fruit in fruits {
            let (count, rows) = fruit?;
            all.0 += count;
            all.1.extend(rows);
        }
        self.order.sort(&mut all.1);
        all.1.truncate(self.keep);
        Ok(all)
    }
}

impl SegmentCollector for Collected {
    type Fruit = tantivy::Result<(usize, Vec<Row>)>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.count += 1;
        let candidate = Candidate { keys: self.place.keys(doc, score), rank: self.place.rank(doc), doc, score: score.to_bits() };
        if self.keep == 0 || self.after.is_some_and(|(keys, rank)| (candidate.keys, candidate.rank) <= (keys, rank)) {
            return;
        }
        if self.heap.len() < self.keep {
            self.heap.push(candidate);
        } else if let Some(mut last) = self.heap.peek_mut()
            && candidate < *last
        {
            *last = candidate;
        }
    }

    fn harvest(self) -> Self::Fruit {
        let row = |candidate: &Candidate| self.place.row(candidate.doc, f32::from_bits(candidate.score), self.segment);
        Ok((self.count, self.heap.iter().map(row).collect::<tantivy::Result<_>>()?))
    }
}

#[cfg(test)]
mod tests {
    use super::{key, score_key};

    #[test]
    fn keys_keep_the_order() {
        let scores = [-2.0, -0.5, 0.0, 0.1, 0.2, 7.5];
        assert!(scores.windows(2).all(|pair| score_key(pair[0]) < score_key(pair[1])));
        assert!(key(Some(5), true) < key(Some(4), true) && key(Some(4), false) < key(Some(5), false));
        assert!(key(Some(i64::MIN), true) < key(None, true) && key(Some(i64::MAX), false) < key(None, false));
    }
}
