//! Counting in one part of the index: columns are opened once, then blocks of the documents found are run through them.

use super::part::{Cell, Part, Rows};
use super::texts::Texts;
use super::values::{Counts, Numbers};
use super::{Aggregate, BTreeMap, BTreeSet, BucketOrder, Compiler, Condition, Countable, Counted, Number};
use std::cmp::Ordering;
use tantivy::columnar::{Column as Values, ColumnType, MonotonicallyMappableToU64};
use tantivy::query::{EnableScoring, Query, Weight};
use tantivy::{BitSet, DocId, SegmentReader};

/// Counts what a query finds: how many documents there are, and each aggregate, over all parts of the index.
pub(crate) fn tally(compiler: &Compiler<'_>, query: &dyn Query, aggregates: &[Aggregate]) -> tantivy::Result<(usize, Vec<Part>)> {
    let searcher = compiler.searcher;
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let only = searcher.segment_readers().len() == 1;
    let mut sums: Option<Vec<Part>> = None;
    let mut total = 0;
    for reader in searcher.segment_readers() {
        let open = |aggregate| Opened::open(aggregate, compiler, reader, only);
        let opened = aggregates.iter().map(open).collect::<tantivy::Result<Vec<_>>>()?;
        let (found, parts) = run(&opened, weight.as_ref(), reader)?;
        total += found;
        match &mut sums {
            None => sums = Some(parts),
            Some(sums) => sums.iter_mut().zip(parts).for_each(|(sum, part)| sum.add(part)),
        }
    }
    Ok((total, sums.unwrap_or_else(|| aggregates.iter().map(Part::none).collect())))
}

/// One pass over the documents of a part of the index; what needs a list of them all is counted after it.
fn run(opened: &[Opened<'_>], weight: &dyn Weight, reader: &SegmentReader) -> tantivy::Result<(usize, Vec<Part>)> {
    let mut running: Vec<Running> = opened.iter().map(|one| one.begin(usize::MAX)).collect();
    let listed = running.iter().any(|one| matches!(one, Running::Listed));
    let (mut total, mut list) = (0, Vec::new());
    let mut take = |docs: &[DocId]| {
        total += docs.len();
        for (one, running) in opened.iter().zip(&mut running) {
            one.feed(running, docs);
        }
        if listed {
            list.extend_from_slice(docs);
        }
    };
    match reader.alive_bitset() {
        None => weight.for_each_no_score(reader, &mut take)?,
        Some(alive) => {
            let mut living = Vec::new();
            weight.for_each_no_score(reader, &mut |docs| {
                living.clear();
                living.extend(docs.iter().copied().filter(|doc| alive.is_alive(*doc)));
                take(&living);
            })?;
        }
    }
    let parts = opened.iter().zip(running).map(|(one, running)| one.end(running, &list)).collect::<tantivy::Result<_>>()?;
    Ok((total, parts))
}

/// An aggregate with its columns opened.
struct Opened<'a> {
    aggregate: &'a Aggregate,
    data: Data,
    inside: Vec<Opened<'a>>,
    only: bool,
}

enum Data {
    Texts(Texts),
    Ordinals(Numbers),
    Moments(Moments),
    Sets(Vec<BitSet>),
    /// No document has a value.
    None,
}

/// What was counted so far.
enum Running {
    Values(Counts),
    Ends(Option<(i64, i64)>),
    Number(u64),
    Numbers(BTreeSet<i64>),
    /// It is counted when all documents are known.
    Listed,
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

/// The column of a calendar's numbers, as they lie in the index.
fn ordinals(name: &str, reader: &SegmentReader) -> tantivy::Result<Data> {
    let column = reader.fast_fields().u64_lenient_for_type(Some(&[ColumnType::I64]), name)?;
    Ok(column.map_or(Data::None, |(column, _)| Data::Ordinals(Numbers::all(column))))
}

impl<'a> Opened<'a> {
    fn open(aggregate: &'a Aggregate, compiler: &Compiler<'_>, reader: &SegmentReader, only: bool) -> tantivy::Result<Self> {
        let data = match &aggregate.counted {
            Counted::Terms { column, .. } | Counted::Values(Countable::Column(column)) | Counted::Distinct(Countable::Column(column)) => {
                Texts::open(*column, reader)?.map_or(Data::None, Data::Texts)
            }
            Counted::Calendar { unit, .. } => ordinals(unit.name(), reader)?,
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

    /// Nothing counted yet, of about so many documents.
    fn begin(&self, docs: usize) -> Running {
        match (&self.aggregate.counted, &self.data) {
            (Counted::Terms { .. } | Counted::Calendar { .. }, _) if !self.inside.is_empty() => Running::Listed,
            (_, Data::Texts(Texts { numbers, .. }) | Data::Ordinals(numbers)) => Running::Values(numbers.begin(docs)),
            (Counted::Least(_) | Counted::Greatest(_), _) => Running::Ends(None),
            (Counted::Values(_), _) => Running::Number(0),
            (Counted::Distinct(Countable::Number(_)), _) => Running::Numbers(BTreeSet::new()),
            _ => Running::Listed,
        }
    }

    /// Counts a block of documents.
    fn feed(&self, running: &mut Running, docs: &[DocId]) {
        match (running, &self.data) {
            (Running::Values(counts), Data::Texts(Texts { numbers, .. }) | Data::Ordinals(numbers)) => numbers.count(docs, counts),
            (Running::Ends(ends), Data::Moments(moments)) => {
                for at in docs.iter().filter_map(|doc| moments.of(*doc)) {
                    *ends = Some(ends.map_or((at, at), |(low, high)| (low.min(at), high.max(at))));
                }
            }
            (Running::Number(count), Data::Moments(moments)) => {
                *count += docs.iter().filter(|doc| moments.of(**doc).is_some()).count() as u64;
            }
            (Running::Numbers(numbers), Data::Moments(moments)) => numbers.extend(docs.iter().filter_map(|doc| moments.of(*doc))),
            _ => {}
        }
    }

    /// What was counted; `docs` is the list of all documents, where one is needed.
    fn end(&self, running: Running, docs: &[DocId]) -> tantivy::Result<Part> {
        Ok(match (&self.aggregate.counted, running, &self.data) {
            (Counted::Terms { size, order, least, .. }, Running::Values(mut counts), Data::Texts(texts)) => {
                let found = texts.numbers.found(&mut counts);
                self.terms(texts, Chosen::of(found, counts.held, self.first(texts, (*size, *order, *least))), BTreeMap::new())?
            }
            (Counted::Terms { size, order, least, .. }, Running::Listed, Data::Texts(texts)) => {
                let mut counts = texts.numbers.begin(docs.len());
                texts.numbers.count(docs, &mut counts);
                let found = texts.numbers.found(&mut counts);
                let chosen = Chosen::of(found, counts.held, self.first(texts, (*size, *order, *least)));
                let mut lists: BTreeMap<u64, Vec<DocId>> =
                    chosen.values.iter().map(|(value, count)| (*value, Vec::with_capacity(*count as usize))).collect();
                texts.numbers.each(docs, |doc, value| {
                    if let Some(list) = lists.get_mut(&value) {
                        list.push(doc);
                    }
                });
                self.terms(texts, chosen, lists)?
            }
            (Counted::Calendar { .. }, Running::Values(mut counts), Data::Ordinals(numbers)) => {
                let row = |(value, count): (u64, u32)| (i64::from_u64(value), Cell { count: u64::from(count), inside: Vec::new() });
                Part::Calendar(Rows::new(numbers.found(&mut counts).into_iter().map(row).collect(), counts.held))
            }
            (Counted::Calendar { .. }, Running::Listed, Data::Ordinals(numbers)) => {
                let mut dated: Vec<(u64, DocId)> = Vec::with_capacity(docs.len());
                numbers.each(docs, |doc, value| dated.push((value, doc)));
                // Documents lie in order within an ordinal; most lists are sorted already, which this sort sees.
                dated.sort();
                let mut rows = Vec::new();
                for group in dated.chunk_by(|a, b| a.0 == b.0) {
                    let Some((ordinal, _)) = group.first() else { continue };
                    let held: Vec<DocId> = group.iter().map(|(_, doc)| *doc).collect();
                    rows.push((i64::from_u64(*ordinal), self.cell(held.len() as u64, &held)?));
                }
                Part::Calendar(Rows::new(rows, dated.len() as u64))
            }
            (Counted::Filters(_), _, Data::Sets(sets)) => {
                let cell = |set: &BitSet| {
                    let held: Vec<DocId> = docs.iter().copied().filter(|doc| set.contains(*doc)).collect();
                    self.cell(held.len() as u64, &held)
                };
                Part::Filters(sets.iter().map(cell).collect::<tantivy::Result<_>>()?)
            }
            (Counted::Values(_), Running::Values(mut counts), Data::Texts(texts)) => {
                Part::Values(texts.numbers.found(&mut counts).iter().map(|(_, count)| u64::from(*count)).sum())
            }
            (Counted::Distinct(_), Running::Values(mut counts), Data::Texts(texts)) => {
                let numbers: Vec<u64> = texts.numbers.found(&mut counts).into_iter().map(|(number, _)| number).collect();
                Part::Texts(texts.names(&numbers)?.into_iter().collect())
            }
            (_, Running::Ends(ends), _) => Part::Ends(ends),
            (_, Running::Number(count), _) => Part::Values(count),
            (_, Running::Numbers(numbers), _) => Part::Numbers(numbers),
            _ => Part::none(self.aggregate),
        })
    }

    /// What comes first, where that is known before any value is read: there is no other part of the index, and no value
    /// has several numbers.
    fn first(&self, texts: &Texts, first: First) -> Option<First> {
        (self.only && !texts.repeats()).then_some(first)
    }

    fn cell(&self, count: u64, docs: &[DocId]) -> tantivy::Result<Cell> {
        let inner = |inner: &Self| {
            let mut running = inner.begin(docs.len());
            inner.feed(&mut running, docs);
            inner.end(running, docs)
        };
        Ok(Cell { count, inside: self.inside.iter().map(inner).collect::<tantivy::Result<_>>()? })
    }

    /// Reads the values of what was chosen, and counts inside each.
    fn terms(&self, texts: &Texts, chosen: Chosen, mut lists: BTreeMap<u64, Vec<DocId>>) -> tantivy::Result<Part> {
        let numbers: Vec<u64> = chosen.values.iter().map(|(number, _)| *number).collect();
        let mut rows = Vec::with_capacity(numbers.len());
        for ((number, count), name) in chosen.values.into_iter().zip(texts.names(&numbers)?) {
            let docs = lists.remove(&number).unwrap_or_default();
            rows.push((name, self.cell(u64::from(count), &docs)?));
        }
        let rows = Rows { rows, cut: chosen.cut, cut_values: chosen.cut_values, held: chosen.held };
        Ok(Part::Terms(if texts.repeats() { rows.in_order() } else { rows }))
    }
}

/// How many buckets at most, in which order, of at least how many articles.
type First = (usize, BucketOrder, u64);

/// Numbers of values that come into the answer, in order, with their counts.
struct Chosen {
    values: Vec<(u64, u32)>,
    cut: u64,
    cut_values: usize,
    held: u64,
}

impl Chosen {
    /// Takes all; or where there is no other part of the index, the first ones of the order before any value is read.
    fn of(mut values: Vec<(u64, u32)>, held: u64, first: Option<First>) -> Self {
        let (mut cut, mut cut_values) = (0, 0);
        if let Some((size, order, least)) = first {
            values.retain(|(_, count)| u64::from(*count) >= least);
            if values.len() > size {
                let all: u64 = values.iter().map(|(_, count)| u64::from(*count)).sum();
                cut_values = values.len() - size;
                if size > 0 {
                    values.select_nth_unstable_by(size - 1, |a, b| compare(order, a, b));
                }
                values.truncate(size);
                cut = all - values.iter().map(|(_, count)| u64::from(*count)).sum::<u64>();
                values.sort_unstable();
            }
        }
        Self { values, cut, cut_values, held }
    }
}

fn compare(order: BucketOrder, a: &(u64, u32), b: &(u64, u32)) -> Ordering {
    match order {
        BucketOrder::MostFirst => b.1.cmp(&a.1).then(a.0.cmp(&b.0)),
        BucketOrder::FewestFirst => a.1.cmp(&b.1).then(a.0.cmp(&b.0)),
        BucketOrder::KeyUp => a.0.cmp(&b.0),
        BucketOrder::KeyDown => b.0.cmp(&a.0),
    }
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
