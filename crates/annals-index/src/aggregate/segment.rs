//! Counting in one part of the index: columns are opened once, then the documents found are run through them.

use super::{Aggregate, BTreeMap, BTreeSet, BucketOrder, Column, Compiler, Condition, Countable, Counted, NAME_PART, Number};
use std::cmp::Reverse;
use std::ops::Range;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column as Values, StrColumn};
use tantivy::query::EnableScoring;
use tantivy::{BitSet, DocId, Score, SegmentOrdinal, SegmentReader};

/// Takes down every document found, by part of the index.
pub(crate) struct Gather;

/// The documents of one part.
pub(crate) struct Gathered(SegmentOrdinal, Vec<DocId>);

impl Collector for Gather {
    type Fruit = Vec<(SegmentOrdinal, Vec<DocId>)>;
    type Child = Gathered;

    fn for_segment(&self, segment: SegmentOrdinal, _reader: &SegmentReader) -> tantivy::Result<Gathered> {
        Ok(Gathered(segment, Vec::new()))
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<(SegmentOrdinal, Vec<DocId>)>) -> tantivy::Result<Self::Fruit> {
        Ok(fruits)
    }
}

impl SegmentCollector for Gathered {
    type Fruit = (SegmentOrdinal, Vec<DocId>);

    fn collect(&mut self, doc: DocId, _score: Score) {
        self.1.push(doc);
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        self.1.extend_from_slice(docs);
    }

    fn harvest(self) -> Self::Fruit {
        (self.0, self.1)
    }
}

/// What was counted in a part of the index, or in several.
#[derive(Debug)]
pub(crate) enum Part {
    /// By value, and the articles of values already left out.
    Terms(BTreeMap<String, Cell>, u64),
    Calendar(BTreeMap<i64, Cell>),
    Filters(Vec<Cell>),
    /// Least and greatest.
    Ends(Option<(i64, i64)>),
    Values(u64),
    Texts(BTreeSet<String>),
    Numbers(BTreeSet<i64>),
}

/// A bucket being filled.
#[derive(Debug)]
pub(crate) struct Cell {
    pub(crate) count: u64,
    pub(crate) inside: Vec<Part>,
}

impl Cell {
    /// An empty one.
    pub(crate) fn none(inside: &[Aggregate]) -> Self {
        Self { count: 0, inside: inside.iter().map(Part::none).collect() }
    }

    fn add(&mut self, other: Self) {
        self.count += other.count;
        for (sum, part) in self.inside.iter_mut().zip(other.inside) {
            sum.add(part);
        }
    }
}

fn add_row<K: Ord>(rows: &mut BTreeMap<K, Cell>, key: K, cell: Cell) {
    match rows.entry(key) {
        std::collections::btree_map::Entry::Vacant(place) => drop(place.insert(cell)),
        std::collections::btree_map::Entry::Occupied(mut known) => known.get_mut().add(cell),
    }
}

impl Part {
    /// Nothing counted yet.
    pub(crate) fn none(aggregate: &Aggregate) -> Self {
        match &aggregate.counted {
            Counted::Terms { .. } => Self::Terms(BTreeMap::new(), 0),
            Counted::Calendar { .. } => Self::Calendar(BTreeMap::new()),
            Counted::Filters(filters) => Self::Filters(filters.iter().map(|_| Cell::none(&aggregate.inside)).collect()),
            Counted::Least(_) | Counted::Greatest(_) => Self::Ends(None),
            Counted::Values(_) => Self::Values(0),
            Counted::Distinct(Countable::Column(_)) => Self::Texts(BTreeSet::new()),
            Counted::Distinct(Countable::Number(_)) => Self::Numbers(BTreeSet::new()),
        }
    }

    /// Adds what another part of the index gave for the same aggregate.
    pub(crate) fn add(&mut self, other: Self) {
        match (self, other) {
            (Self::Terms(sum, cut), Self::Terms(rows, also_cut)) => {
                *cut += also_cut;
                rows.into_iter().for_each(|(key, cell)| add_row(sum, key, cell));
            }
            (Self::Calendar(sum), Self::Calendar(rows)) => rows.into_iter().for_each(|(key, cell)| add_row(sum, key, cell)),
            (Self::Filters(sums), Self::Filters(cells)) => sums.iter_mut().zip(cells).for_each(|(sum, cell)| sum.add(cell)),
            (Self::Ends(sum), Self::Ends(ends)) => {
                *sum = match (*sum, ends) {
                    (Some((low, high)), Some((least, greatest))) => Some((low.min(least), high.max(greatest))),
                    (known, new) => known.or(new),
                };
            }
            (Self::Values(sum), Self::Values(count)) => *sum += count,
            (Self::Texts(sum), Self::Texts(texts)) => sum.extend(texts),
            (Self::Numbers(sum), Self::Numbers(numbers)) => sum.extend(numbers),
            _ => {}
        }
    }
}

/// Counts in one part of the index; `only` says that there is no other.
pub(crate) fn tally(
    aggregates: &[Aggregate],
    compiler: &Compiler<'_>,
    reader: &SegmentReader,
    docs: &[DocId],
    only: bool,
) -> tantivy::Result<Vec<Part>> {
    aggregates.iter().map(|aggregate| Opened::open(aggregate, compiler, reader, only)?.count(docs)).collect()
}

/// An aggregate with its columns opened.
struct Opened<'a> {
    aggregate: &'a Aggregate,
    data: Data,
    inside: Vec<Opened<'a>>,
    only: bool,
}

enum Data {
    Texts(Option<Texts>),
    Ordinals(Values<i64>),
    Moments(Moments),
    Sets(Vec<BitSet>),
}

/// Values of a column of texts.
struct Texts {
    column: StrColumn,
    /// The ordinals that belong to it: kinds of entity share a column.
    range: Range<u64>,
    /// Bytes before the value itself: the kind of entity and its mark.
    prefix: Prefix,
}

enum Prefix {
    None,
    Bytes(usize),
    /// To the mark, whatever the kind.
    Mark,
}

/// Moments in milliseconds.
pub(crate) enum Moments {
    Seconds(Values<i64>),
    Days(Values<tantivy::DateTime>),
    Microseconds(Values<i64>),
}

impl Moments {
    pub(crate) fn open(number: Number, reader: &SegmentReader) -> tantivy::Result<Self> {
        let fast = reader.fast_fields();
        Ok(match number {
            Number::Published => Self::Days(fast.date("published")?),
            Number::PublishedAt => Self::Seconds(fast.i64("published_at")?),
            Number::FirstSeen => Self::Microseconds(fast.i64("first_seen")?),
        })
    }

    pub(crate) fn of(&self, doc: DocId) -> Option<i64> {
        match self {
            Self::Seconds(values) => values.first(doc).map(|at| at.saturating_mul(1000)),
            Self::Days(values) => values.first(doc).map(|at| at.into_timestamp_millis()),
            Self::Microseconds(values) => values.first(doc).map(|at| at.div_euclid(1000)),
        }
    }
}

impl Texts {
    fn open(column: Column, reader: &SegmentReader) -> tantivy::Result<Option<Self>> {
        let Some(name) = column.fast() else { return Ok(None) };
        let Some(values) = reader.fast_fields().str(name)? else { return Ok(None) };
        let (range, prefix) = match column {
            Column::Entity(Some(kind)) => {
                let bound = |end: char| {
                    let key = format!("{}{end}", kind.name());
                    Ok::<_, tantivy::TantivyError>(match values.dictionary().term_ord_or_next(key)? {
                        tantivy::columnar::TermOrdHit::Exact(ord) | tantivy::columnar::TermOrdHit::Next(ord) => ord,
                    })
                };
                (bound(NAME_PART)?..bound('\u{20}')?, Prefix::Bytes(kind.name().len() + NAME_PART.len_utf8()))
            }
            Column::Entity(None) => (0..u64::MAX, Prefix::Mark),
            _ => (0..u64::MAX, Prefix::None),
        };
        let most = values.num_terms() as u64;
        Ok(Some(Self { column: values, range: range.start.min(most)..range.end.min(most), prefix }))
    }

    fn value<'a>(&self, term: &'a [u8]) -> &'a str {
        let from = match self.prefix {
            Prefix::None => 0,
            Prefix::Bytes(bytes) => bytes,
            Prefix::Mark => term.iter().position(|byte| *byte == 0x1f).map_or(0, |at| at + 1),
        };
        term.get(from..).and_then(|value| std::str::from_utf8(value).ok()).unwrap_or("")
    }

    /// The place of an ordinal among those that belong to it.
    fn place(&self, ord: u64) -> Option<usize> {
        self.range.contains(&ord).then(|| usize::try_from(ord - self.range.start).ok())?
    }

    fn ordinals(&self, doc: DocId) -> impl Iterator<Item = usize> + '_ {
        self.column.ords().values_for_doc(doc).filter_map(|ord| self.place(ord))
    }

    fn count(&self, docs: &[DocId]) -> Vec<u32> {
        let mut counts = vec![0_u32; usize::try_from(self.range.end - self.range.start).unwrap_or(0)];
        for doc in docs {
            for place in self.ordinals(*doc) {
                if let Some(count) = counts.get_mut(place) {
                    *count += 1;
                }
            }
        }
        counts
    }

    /// Calls with each place, in order, and its value.
    fn names(&self, places: &[usize], mut take: impl FnMut(usize, &str)) -> tantivy::Result<()> {
        let mut next = places.iter();
        let ordinals: Vec<u64> = places.iter().map(|place| self.range.start + *place as u64).collect();
        self.column.dictionary().sorted_ords_to_term_cb(&ordinals, |term| {
            if let Some(place) = next.next() {
                take(*place, self.value(term));
            }
        })?;
        Ok(())
    }
}

impl<'a> Opened<'a> {
    fn open(aggregate: &'a Aggregate, compiler: &Compiler<'_>, reader: &SegmentReader, only: bool) -> tantivy::Result<Self> {
        let data = match &aggregate.counted {
            Counted::Terms { column, .. } | Counted::Values(Countable::Column(column)) | Counted::Distinct(Countable::Column(column)) => {
                Data::Texts(Texts::open(*column, reader)?)
            }
            Counted::Calendar { unit, .. } => Data::Ordinals(reader.fast_fields().i64(unit.column())?),
            Counted::Filters(filters) => {
                Data::Sets(filters.iter().map(|filter| set(filter, compiler, reader)).collect::<tantivy::Result<_>>()?)
            }
            Counted::Least(number)
            | Counted::Greatest(number)
            | Counted::Values(Countable::Number(number))
            | Counted::Distinct(Countable::Number(number)) => Data::Moments(Moments::open(*number, reader)?),
        };
        let inside = aggregate.inside.iter().map(|inner| Self::open(inner, compiler, reader, only)).collect::<tantivy::Result<_>>()?;
        Ok(Self { aggregate, data, inside, only })
    }

    fn count(&self, docs: &[DocId]) -> tantivy::Result<Part> {
        Ok(match (&self.aggregate.counted, &self.data) {
            (Counted::Terms { size, order, least, .. }, Data::Texts(Some(texts))) => self.terms(texts, docs, *size, *order, *least)?,
            (Counted::Calendar { .. }, Data::Ordinals(values)) => {
                let mut dated: Vec<(i64, DocId)> =
                    docs.iter().filter_map(|doc| values.first(*doc).map(|ordinal| (ordinal, *doc))).collect();
                // Documents lie in order within an ordinal; most lists are sorted already, which this sort sees.
                dated.sort();
                let mut rows = BTreeMap::new();
                for group in dated.chunk_by(|a, b| a.0 == b.0) {
                    if let Some((ordinal, _)) = group.first() {
                        let held: Vec<DocId> =
                            if self.inside.is_empty() { Vec::new() } else { group.iter().map(|(_, doc)| *doc).collect() };
                        rows.insert(*ordinal, self.cell(group.len(), &held)?);
                    }
                }
                Part::Calendar(rows)
            }
            (Counted::Filters(_), Data::Sets(sets)) => {
                let cell = |set: &BitSet| {
                    let held: Vec<DocId> = docs.iter().copied().filter(|doc| set.contains(*doc)).collect();
                    self.cell(held.len(), &held)
                };
                Part::Filters(sets.iter().map(cell).collect::<tantivy::Result<_>>()?)
            }
            (Counted::Least(_) | Counted::Greatest(_), Data::Moments(moments)) => {
                let mut ends: Option<(i64, i64)> = None;
                for at in docs.iter().filter_map(|doc| moments.of(*doc)) {
                    ends = Some(ends.map_or((at, at), |(low, high)| (low.min(at), high.max(at))));
                }
                Part::Ends(ends)
            }
            (Counted::Values(_), Data::Texts(Some(texts))) => {
                Part::Values(docs.iter().map(|doc| texts.ordinals(*doc).count() as u64).sum())
            }
            (Counted::Values(_), Data::Moments(moments)) => {
                Part::Values(docs.iter().filter(|doc| moments.of(**doc).is_some()).count() as u64)
            }
            (Counted::Distinct(_), Data::Texts(Some(texts))) => {
                let places: Vec<usize> = there(&texts.count(docs));
                let mut values = BTreeSet::new();
                texts.names(&places, |_, value| {
                    values.insert(value.to_owned());
                })?;
                Part::Texts(values)
            }
            (Counted::Distinct(_), Data::Moments(moments)) => Part::Numbers(docs.iter().filter_map(|doc| moments.of(*doc)).collect()),
            _ => Part::none(self.aggregate),
        })
    }

    fn cell(&self, count: usize, docs: &[DocId]) -> tantivy::Result<Cell> {
        Ok(Cell { count: count as u64, inside: self.inside.iter().map(|inner| inner.count(docs)).collect::<tantivy::Result<_>>()? })
    }

    fn terms(&self, texts: &Texts, docs: &[DocId], size: usize, order: BucketOrder, least: u64) -> tantivy::Result<Part> {
        let counts = texts.count(docs);
        let mut places = there(&counts);
        let count = |place: usize| counts.get(place).copied().unwrap_or(0);
        let mut cut = 0;
        // Where there is no other part of the index, what is left out is known before any value is read.
        if self.only {
            places.retain(|place| u64::from(count(*place)) >= least);
            match order {
                BucketOrder::MostFirst => places.sort_by_key(|place| Reverse(count(*place))),
                BucketOrder::FewestFirst => places.sort_by_key(|place| count(*place)),
                BucketOrder::KeyUp => {}
                BucketOrder::KeyDown => places.reverse(),
            }
            cut = places.iter().skip(size).map(|place| u64::from(count(*place))).sum();
            places.truncate(size);
            places.sort_unstable();
        }
        let mut held: BTreeMap<usize, Vec<DocId>> = BTreeMap::new();
        if !self.inside.is_empty() {
            held = places.iter().map(|place| (*place, Vec::with_capacity(count(*place) as usize))).collect();
            for doc in docs {
                for place in texts.ordinals(*doc) {
                    if let Some(docs) = held.get_mut(&place) {
                        docs.push(*doc);
                    }
                }
            }
        }
        let mut named: Vec<(usize, String)> = Vec::with_capacity(places.len());
        texts.names(&places, |place, value| named.push((place, value.to_owned())))?;
        let mut rows = BTreeMap::new();
        for (place, name) in named {
            let docs = held.remove(&place).unwrap_or_default();
            let cell = self.cell(count(place) as usize, &docs)?;
            add_row(&mut rows, name, cell);
        }
        Ok(Part::Terms(rows, cut))
    }
}

/// The places counted at least once.
fn there(counts: &[u32]) -> Vec<usize> {
    counts.iter().enumerate().filter(|(_, count)| **count > 0).map(|(place, _)| place).collect()
}

/// The documents of one part of the index that meet a condition.
fn set(filter: &Condition, compiler: &Compiler<'_>, reader: &SegmentReader) -> tantivy::Result<BitSet> {
    let query = compiler.condition(filter)?;
    let weight = query.weight(EnableScoring::disabled_from_searcher(compiler.searcher))?;
    let mut found = BitSet::with_max_value(reader.max_doc());
    weight.for_each_no_score(reader, &mut |docs| {
        for doc in docs {
            found.insert(*doc);
        }
    })?;
    Ok(found)
}
