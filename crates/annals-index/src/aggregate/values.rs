//! Counting the values of a column in blocks of documents: one counter for each value between the least and the greatest.

use std::ops::Range;
use tantivy::DocId;
use tantivy::columnar::{Column, ColumnIndex};

/// Counters at most; values farther apart are kept and sorted.
const MOST_COUNTERS: u64 = 1 << 24;

/// Documents of a block at most.
pub(crate) const BLOCK: usize = 64;

/// A column of whole numbers, and which of them count.
pub(crate) struct Numbers {
    pub(crate) column: Column<u64>,
    pub(crate) range: Range<u64>,
}

/// Counts of documents by value.
pub(crate) struct Counts {
    /// From the beginning of the range on; empty when it is too long.
    dense: Vec<u32>,
    /// Every value found, when the range is too long.
    sparse: Vec<u64>,
    /// Documents that have a value of the range.
    pub(crate) held: u64,
    docs: Vec<DocId>,
    rows: Vec<u32>,
    values: Vec<u64>,
}

impl Counts {
    /// Counts a value so many times; says whether it is one of the range.
    #[inline]
    fn add(&mut self, value: u64, times: u32, range: &Range<u64>) -> bool {
        let at = usize::try_from(value.wrapping_sub(range.start)).unwrap_or(usize::MAX);
        if let Some(count) = self.dense.get_mut(at) {
            *count += times;
            return true;
        }
        let kept = self.dense.is_empty() && range.contains(&value);
        if kept {
            self.sparse.extend(std::iter::repeat_n(value, times as usize));
        }
        kept
    }
}

impl Numbers {
    /// All values of a column.
    pub(crate) fn all(column: Column<u64>) -> Self {
        let range = if column.values.num_vals() == 0 { 0..0 } else { column.min_value()..column.max_value().saturating_add(1) };
        Self { column, range }
    }

    /// Counters at zero, for about so many documents.
    pub(crate) fn begin(&self, docs: usize) -> Counts {
        let long = self.range.end - self.range.start;
        // Few documents are cheaper to sort than many counters to look through.
        let dense = long <= MOST_COUNTERS && usize::try_from(long).is_ok_and(|long| long / 64 <= docs);
        let counters = if dense { usize::try_from(long).unwrap_or(0) } else { 0 };
        Counts { dense: vec![0; counters], sparse: Vec::new(), held: 0, docs: Vec::new(), rows: Vec::new(), values: Vec::new() }
    }

    /// Counts the values of a block of documents, which come in their order.
    pub(crate) fn count(&self, docs: &[DocId], counts: &mut Counts) {
        if !matches!(self.column.index, ColumnIndex::Full) {
            self.count_some(docs, counts);
            return;
        }
        let mut values = [0; BLOCK];
        for docs in docs.chunks(BLOCK) {
            let Some(values) = values.get_mut(..docs.len()) else { continue };
            match docs {
                // A stretch of documents one after the other is unpacked as one.
                [first, .., last] if (last - first) as usize == docs.len() - 1 => self.column.values.get_range(u64::from(*first), values),
                _ => self.column.values.get_vals(docs, values),
            }
            // Neighbours often share a value, above all a month: a stretch of them is counted at once.
            let (mut stretch, mut times) = (values.first().copied().unwrap_or(0), 0);
            for value in values.iter() {
                if *value != stretch {
                    counts.held += u64::from(times) * u64::from(counts.add(stretch, times, &self.range));
                    (stretch, times) = (*value, 0);
                }
                times += 1;
            }
            counts.held += u64::from(times) * u64::from(counts.add(stretch, times, &self.range));
        }
    }

    /// The same where some documents have no value, or several.
    fn count_some(&self, docs: &[DocId], counts: &mut Counts) {
        counts.docs.clear();
        counts.rows.clear();
        self.column.row_ids_for_docs(docs, &mut counts.docs, &mut counts.rows);
        let mut values = std::mem::take(&mut counts.values);
        values.resize(counts.rows.len(), 0);
        self.column.values.get_vals(&counts.rows, &mut values);
        let found = std::mem::take(&mut counts.docs);
        let mut last = None;
        for (doc, value) in found.iter().zip(&values) {
            if counts.add(*value, 1, &self.range) {
                counts.held += u64::from(last.replace(*doc) != Some(*doc));
            }
        }
        (counts.docs, counts.values) = (found, values);
    }

    /// Calls with each document and each of its values that counts.
    pub(crate) fn each(&self, docs: &[DocId], mut take: impl FnMut(DocId, u64)) {
        let (mut found, mut rows, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for docs in docs.chunks(BLOCK) {
            found.clear();
            rows.clear();
            self.column.row_ids_for_docs(docs, &mut found, &mut rows);
            values.resize(rows.len(), 0);
            self.column.values.get_vals(&rows, &mut values);
            found.iter().zip(&values).filter(|(_, value)| self.range.contains(value)).for_each(|(doc, value)| take(*doc, *value));
        }
    }

    /// The values found, in order, and how often each was.
    pub(crate) fn found(&self, counts: &mut Counts) -> Vec<(u64, u32)> {
        if counts.dense.is_empty() {
            counts.sparse.sort_unstable();
            return counts
                .sparse
                .chunk_by(|a, b| a == b)
                .filter_map(|same| Some((*same.first()?, u32::try_from(same.len()).ok()?)))
                .collect();
        }
        (self.range.start..).zip(&counts.dense).filter(|(_, count)| **count > 0).map(|(value, count)| (value, *count)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Numbers;
    use std::collections::BTreeMap;
    use tantivy::columnar::Column;
    use tantivy::schema::{FAST, Schema};
    use tantivy::{Index, TantivyDocument};

    /// A column of these values of each document.
    fn column(docs: &[&[u64]]) -> Column<u64> {
        let mut schema = Schema::builder();
        let field = schema.add_u64_field("number", FAST);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 20_000_000).expect("a writer");
        for values in docs {
            let mut doc = TantivyDocument::default();
            values.iter().for_each(|value| doc.add_u64(field, *value));
            writer.add_document(doc).expect("added");
        }
        writer.commit().expect("committed");
        let searcher = index.reader().expect("a reader").searcher();
        searcher.segment_reader(0).fast_fields().u64("number").expect("a column")
    }

    #[test]
    fn values_are_counted_one_by_one_whatever_the_column_is_like() {
        let one: Vec<Vec<u64>> = (0..300).map(|doc| vec![5 + doc * doc % 7]).collect();
        let some: Vec<Vec<u64>> = (0..300).map(|doc| if doc % 3 == 0 { vec![] } else { vec![doc % 11] }).collect();
        let many: Vec<Vec<u64>> = (0..300).map(|doc| (0..doc % 4).map(|at| at * 2 + doc % 5).collect()).collect();
        let far: Vec<Vec<u64>> = (0..300).map(|doc| vec![doc % 2 * 1_000_000_000_000 + doc % 3]).collect();
        for values in [one, some, many, far] {
            let values: Vec<&[u64]> = values.iter().map(Vec::as_slice).collect();
            let whole = Numbers::all(column(&values));
            let part = Numbers { column: whole.column.clone(), range: 2..9 };
            for numbers in [whole, part] {
                for docs in [(0..300).collect::<Vec<u32>>(), (0..300).filter(|doc| doc % 7 != 2).collect(), vec![], vec![3, 299]] {
                    let inside = |doc: &u32| values[*doc as usize].iter().filter(|value| numbers.range.contains(value));
                    let mut expected = BTreeMap::new();
                    docs.iter().flat_map(inside).for_each(|value| *expected.entry(*value).or_insert(0) += 1);
                    for expecting in [usize::MAX, 0] {
                        let mut counts = numbers.begin(expecting);
                        docs.chunks(64).for_each(|block| numbers.count(block, &mut counts));
                        assert_eq!(counts.held, docs.iter().filter(|doc| inside(doc).count() > 0).count() as u64);
                        assert_eq!(numbers.found(&mut counts), expected.clone().into_iter().collect::<Vec<_>>());
                    }
                }
            }
        }
    }
}
