//! Counts of a search by what its articles name and where they come from.

use crate::document::NAME_PART;
use crate::query::KINDS;
use annals_model::Kind;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde::Serialize;
use std::collections::BTreeMap;
use std::str::FromStr;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::Query;
use tantivy::{DocId, Score, Searcher, SegmentOrdinal, SegmentReader};

/// What articles are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    /// Entities of a kind that they name.
    Entity(Kind),
    /// Outlet.
    Publisher,
    /// How much of the page was shown.
    Access,
    /// Language.
    Lang,
    /// Section of the outlet.
    Section,
    /// Story.
    Story,
    /// Day of publication.
    Day,
    /// Week of publication, named by its Monday.
    Week,
    /// Month of publication.
    Month,
    /// Quarter of publication.
    Quarter,
    /// Year of publication.
    Year,
}

const OTHERS: &[(&str, Facet)] = &[
    ("publisher", Facet::Publisher),
    ("access", Facet::Access),
    ("lang", Facet::Lang),
    ("section", Facet::Section),
    ("story", Facet::Story),
    ("day", Facet::Day),
    ("week", Facet::Week),
    ("month", Facet::Month),
    ("quarter", Facet::Quarter),
    ("year", Facet::Year),
];

impl Facet {
    /// Its name in options and results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Entity(kind) => kind.name(),
            other => OTHERS.iter().find(|(_, facet)| *facet == other).map_or("", |(name, _)| name),
        }
    }

    fn column(self) -> &'static str {
        match self {
            Self::Entity(_) => "facet",
            Self::Publisher => "publisher_name",
            other => other.name(),
        }
    }

    fn is_calendar(self) -> bool {
        matches!(self, Self::Day | Self::Week | Self::Month | Self::Quarter | Self::Year)
    }

    /// A number of the calendar as a reader writes it.
    fn written(self, number: i64) -> String {
        let after = |from: Date, days: i64| {
            from.checked_add(days.clamp(-700_000, 2_900_000).days()).map_or_else(|_| number.to_string(), |day| day.to_string())
        };
        match self {
            Self::Day => after(date(1970, 1, 1), number),
            Self::Week => after(date(1969, 12, 29), number.saturating_mul(7)),
            Self::Month => format!("{:04}-{:02}", number.div_euclid(12), number.rem_euclid(12) + 1),
            Self::Quarter => format!("{:04}-Q{}", number.div_euclid(4), number.rem_euclid(4) + 1),
            _ => format!("{number:04}"),
        }
    }
}

impl FromStr for Facet {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        if let Some((_, facet)) = OTHERS.iter().find(|(known, _)| *known == name) {
            return Ok(*facet);
        }
        KINDS.iter().find(|kind| kind.name() == name).map(|kind| Self::Entity(*kind)).ok_or_else(|| {
            let known: Vec<&str> = KINDS.iter().map(|kind| kind.name()).chain(OTHERS.iter().map(|(known, _)| *known)).collect();
            format!("there is no facet `{name}`, known are {}", known.join(", "))
        })
    }
}

/// The counts of one facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FacetCounts {
    /// What is counted by.
    pub facet: String,
    /// The most frequent first, equals by value; of the calendar in its order. An article counts once for each value.
    pub values: Vec<FacetValue>,
    /// Values left out.
    pub other_values: usize,
    /// Articles of the search without any value.
    pub without: usize,
}

/// A value and how many articles of the search have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FacetValue {
    /// Entity id, outlet, month and the like.
    pub value: String,
    /// Articles.
    pub count: usize,
}

/// Counts the articles of a query, at most `limit` values for each facet but those of the calendar.
pub(crate) fn count(searcher: &Searcher, query: &dyn Query, facets: &[Facet], limit: usize) -> tantivy::Result<Vec<FacetCounts>> {
    let counted = searcher.search(query, &Facets(facets.to_vec()))?;
    let table = |(facet, Counted { values, without }): (&Facet, Counted)| {
        let mut values: Vec<FacetValue> = values.into_iter().map(|(value, count)| FacetValue { value, count }).collect();
        let all = values.len();
        if !facet.is_calendar() {
            values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
            values.truncate(limit);
        }
        FacetCounts { facet: facet.name().to_owned(), other_values: all - values.len(), values, without }
    };
    Ok(facets.iter().zip(counted).map(table).collect())
}

#[derive(Default)]
struct Counted {
    values: BTreeMap<String, usize>,
    without: usize,
}

struct Facets(Vec<Facet>);

enum Values {
    /// Terms with the count of each, and what they begin with.
    Terms(Option<StrColumn>, Vec<usize>, std::ops::Range<u64>),
    Numbers(Column<i64>, BTreeMap<i64, usize>),
}

struct SegmentFacets(Vec<(Facet, Values, usize)>);

impl Collector for Facets {
    type Fruit = Vec<Counted>;
    type Child = SegmentFacets;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentFacets> {
        let values = |facet: Facet| -> tantivy::Result<Values> {
            if facet.is_calendar() {
                return Ok(Values::Numbers(reader.fast_fields().i64(facet.column())?, BTreeMap::new()));
            }
            let column = reader.fast_fields().str(facet.column())?;
            let range = match (&column, facet) {
                (Some(column), Facet::Entity(kind)) => ordinals(column, kind)?,
                (Some(column), _) => 0..column.num_terms() as u64,
                (None, _) => 0..0,
            };
            Ok(Values::Terms(column, vec![0; usize::try_from(range.end - range.start).unwrap_or(0)], range))
        };
        Ok(SegmentFacets(self.0.iter().map(|facet| Ok((*facet, values(*facet)?, 0))).collect::<tantivy::Result<_>>()?))
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<Vec<Counted>>>) -> tantivy::Result<Vec<Counted>> {
        let mut all: Vec<Counted> = self.0.iter().map(|_| Counted::default()).collect();
        for fruit in fruits {
            for (sum, found) in all.iter_mut().zip(fruit?) {
                sum.without += found.without;
                for (value, count) in found.values {
                    *sum.values.entry(value).or_default() += count;
                }
            }
        }
        Ok(all)
    }
}

/// The terms of a kind stand side by side in the dictionary of facets.
fn ordinals(column: &StrColumn, kind: Kind) -> tantivy::Result<std::ops::Range<u64>> {
    let bound = |end: char| -> tantivy::Result<u64> {
        let text = format!("{}{end}", kind.name());
        let (mut low, mut high) = (0, column.num_terms() as u64);
        let mut term = String::new();
        while low < high {
            let middle = low + (high - low) / 2;
            term.clear();
            column.ord_to_str(middle, &mut term)?;
            if term.as_str() < text.as_str() { low = middle + 1 } else { high = middle }
        }
        Ok(low)
    };
    Ok(bound(NAME_PART)?..bound('\u{20}')?)
}

impl SegmentCollector for SegmentFacets {
    type Fruit = tantivy::Result<Vec<Counted>>;

    fn collect(&mut self, doc: DocId, _: Score) {
        for (_, values, without) in &mut self.0 {
            let mut found = false;
            match values {
                Values::Terms(Some(column), counts, range) => {
                    for ord in column.term_ords(doc).filter(|ord| range.contains(ord)) {
                        if let Some(count) = usize::try_from(ord - range.start).ok().and_then(|at| counts.get_mut(at)) {
                            *count += 1;
                            found = true;
                        }
                    }
                }
                Values::Terms(None, ..) => {}
                Values::Numbers(column, counts) => {
                    if let Some(number) = column.first(doc) {
                        *counts.entry(number).or_default() += 1;
                        found = true;
                    }
                }
            }
            *without += usize::from(!found);
        }
    }

    fn harvest(self) -> tantivy::Result<Vec<Counted>> {
        let counted = |(facet, values, without): (Facet, Values, usize)| -> tantivy::Result<Counted> {
            let mut named = BTreeMap::new();
            match values {
                Values::Numbers(_, counts) => named.extend(counts.into_iter().map(|(number, count)| (facet.written(number), count))),
                Values::Terms(None, ..) => {}
                Values::Terms(Some(column), counts, range) => {
                    for (ord, count) in range.zip(counts).filter(|(_, count)| *count > 0) {
                        let mut term = String::new();
                        column.ord_to_str(ord, &mut term)?;
                        let value = term.split_once(NAME_PART).filter(|_| matches!(facet, Facet::Entity(_))).map(|(_, id)| id.to_owned());
                        named.insert(value.unwrap_or(term), count);
                    }
                }
            }
            Ok(Counted { values: named, without })
        };
        self.0.into_iter().map(counted).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Facet;
    use annals_model::Kind;

    #[test]
    fn names_are_read_back() {
        for facet in [Facet::Entity(Kind::Firm), Facet::Entity(Kind::Programme), Facet::Publisher, Facet::Week, Facet::Story] {
            assert_eq!(facet.name().parse(), Ok(facet));
        }
        assert!("colour".parse::<Facet>().is_err_and(|says| says.contains("firm, person") && says.contains("month")));
    }

    #[test]
    fn calendar_numbers_are_written_as_dates() {
        for (facet, number, written) in [
            (Facet::Day, 0, "1970-01-01"),
            (Facet::Day, 20_000, "2024-10-04"),
            (Facet::Week, 0, "1969-12-29"),
            (Facet::Week, 2871, "2025-01-06"),
            (Facet::Month, 2025 * 12 + 1, "2025-02"),
            (Facet::Quarter, 2024 * 4 + 3, "2024-Q4"),
            (Facet::Year, 2025, "2025"),
        ] {
            assert_eq!(facet.written(number), written);
        }
    }
}
