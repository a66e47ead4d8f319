//! What was counted in one part of the index, and how the parts are joined.

use super::{Aggregate, Countable, Counted};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// What was counted in a part of the index, or in several.
#[derive(Debug)]
pub(crate) enum Part {
    Terms(Rows<String>),
    Calendar(Rows<i64>),
    Filters(Vec<Cell>),
    /// Least and greatest.
    Ends(Option<(i64, i64)>),
    Values(u64),
    Texts(BTreeSet<String>),
    Numbers(BTreeSet<i64>),
}

/// Buckets by key, in the order of their keys.
#[derive(Debug)]
pub(crate) struct Rows<K> {
    pub(crate) rows: Vec<(K, Cell)>,
    /// Articles of values already left out.
    pub(crate) cut: u64,
    /// How many values those are.
    pub(crate) cut_values: usize,
    /// Articles that have a value.
    pub(crate) held: u64,
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

impl<K> Rows<K> {
    /// Of these buckets, none left out.
    pub(crate) fn new(rows: Vec<(K, Cell)>, held: u64) -> Self {
        Self { rows, cut: 0, cut_values: 0, held }
    }
}

impl<K: Ord> Rows<K> {
    /// Puts buckets in the order of their keys and joins those of one key.
    pub(crate) fn in_order(mut self) -> Self {
        self.rows.sort_by(|a, b| a.0.cmp(&b.0));
        let mut rows: Vec<(K, Cell)> = Vec::with_capacity(self.rows.len());
        for (key, cell) in self.rows {
            match rows.last_mut() {
                Some((last, sum)) if *last == key => sum.add(cell),
                _ => rows.push((key, cell)),
            }
        }
        Self { rows, ..self }
    }

    fn add(&mut self, other: Self) {
        self.cut += other.cut;
        self.cut_values += other.cut_values;
        self.held += other.held;
        if self.rows.is_empty() {
            self.rows = other.rows;
            return;
        }
        let mut joined = Vec::with_capacity(self.rows.len().max(other.rows.len()));
        let (mut ours, mut theirs) = (std::mem::take(&mut self.rows).into_iter().peekable(), other.rows.into_iter().peekable());
        loop {
            let order = match (ours.peek(), theirs.peek()) {
                (Some((a, _)), Some((b, _))) => a.cmp(b),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => break,
            };
            match order {
                Ordering::Less => joined.extend(ours.next()),
                Ordering::Greater => joined.extend(theirs.next()),
                Ordering::Equal => {
                    if let (Some((key, mut sum)), Some((_, cell))) = (ours.next(), theirs.next()) {
                        sum.add(cell);
                        joined.push((key, sum));
                    }
                }
            }
        }
        self.rows = joined;
    }
}

impl Part {
    /// Nothing counted yet.
    pub(crate) fn none(aggregate: &Aggregate) -> Self {
        match &aggregate.counted {
            Counted::Terms { .. } => Self::Terms(Rows::new(Vec::new(), 0)),
            Counted::Calendar { .. } => Self::Calendar(Rows::new(Vec::new(), 0)),
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
            (Self::Terms(sum), Self::Terms(rows)) => sum.add(rows),
            (Self::Calendar(sum), Self::Calendar(rows)) => sum.add(rows),
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

#[cfg(test)]
mod tests {
    use super::{Cell, Rows};

    fn rows(counts: &[(&str, u64)]) -> Rows<String> {
        let row = |(key, count): &(&str, u64)| ((*key).to_owned(), Cell { count: *count, inside: Vec::new() });
        Rows::new(counts.iter().map(row).collect(), 1)
    }

    fn plain(rows: &Rows<String>) -> Vec<(&str, u64)> {
        rows.rows.iter().map(|(key, cell)| (key.as_str(), cell.count)).collect()
    }

    #[test]
    fn buckets_of_one_key_are_joined() {
        assert_eq!(plain(&rows(&[("c", 1), ("a", 2), ("c", 4)]).in_order()), [("a", 2), ("c", 5)]);
        let mut sum = rows(&[("b", 1), ("d", 2), ("e", 9)]);
        sum.add(rows(&[("a", 3), ("d", 4)]));
        sum.add(rows(&[]));
        assert_eq!((plain(&sum), sum.held), (vec![("a", 3), ("b", 1), ("d", 6), ("e", 9)], 3));
    }
}
