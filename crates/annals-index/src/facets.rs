//! Counts of a search by what its articles name and where they come from.

use crate::aggregate::{Aggregate, BucketOrder, Cell, Counted, Part, tally};
use crate::compile::Compiler;
use crate::condition::Column;
use crate::period::Period;
use crate::query::KINDS;
use annals_model::Kind;
use serde::Serialize;
use std::cmp::Reverse;
use std::str::FromStr;
use tantivy::query::Query;

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
    /// ISO week of publication.
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

    /// What is counted for it, the first `limit` values of a column.
    fn counted(self, limit: usize) -> Counted {
        let terms = |column| Counted::Terms { column, size: limit, order: BucketOrder::MostFirst, least: 1 };
        let calendar = |unit| Counted::Calendar { unit, least: 1, order: BucketOrder::KeyUp };
        match self {
            Self::Entity(kind) => terms(Column::Entity(Some(kind))),
            Self::Publisher => terms(Column::Publisher),
            Self::Access => terms(Column::Access),
            Self::Lang => terms(Column::Lang),
            Self::Section => terms(Column::Section),
            Self::Story => terms(Column::Story),
            Self::Day => calendar(Period::Day),
            Self::Week => calendar(Period::Week),
            Self::Month => calendar(Period::Month),
            Self::Quarter => calendar(Period::Quarter),
            Self::Year => calendar(Period::Year),
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

impl FacetValue {
    fn new(value: String, count: u64) -> Self {
        Self { value, count: usize::try_from(count).unwrap_or(usize::MAX) }
    }
}

/// Counts the articles of a query in one pass: how many there are, and at most `limit` values for each facet but those of
/// the calendar.
pub(crate) fn count(
    compiler: &Compiler<'_>,
    query: &dyn Query,
    facets: &[Facet],
    limit: usize,
) -> tantivy::Result<(usize, Vec<FacetCounts>)> {
    let aggregate = |facet: &Facet| Aggregate { name: String::new(), counted: facet.counted(limit), inside: Vec::new() };
    let aggregates: Vec<Aggregate> = facets.iter().map(aggregate).collect();
    let (total, parts) = tally(compiler, query, &aggregates)?;
    let table = |((facet, aggregate), part): ((&Facet, &Aggregate), Part)| {
        let (values, other_values, held) = match (part, &aggregate.counted) {
            (Part::Terms(counted), _) => {
                let mut rows = counted.rows;
                let left_out = counted.cut_values + rows.len().saturating_sub(limit);
                // The rows come by value, and the sort keeps equals as they are.
                rows.sort_by_key(|(_, cell)| Reverse(cell.count));
                rows.truncate(limit);
                (rows.into_iter().map(|(value, cell)| FacetValue::new(value, cell.count)).collect(), left_out, counted.held)
            }
            (Part::Calendar(counted), Counted::Calendar { unit, .. }) => {
                let row = |(number, cell): &(i64, Cell)| FacetValue::new(unit.label(*number), cell.count);
                (counted.rows.iter().map(row).collect(), 0, counted.held)
            }
            _ => (Vec::new(), 0, 0),
        };
        let without = total.saturating_sub(usize::try_from(held).unwrap_or(usize::MAX));
        FacetCounts { facet: facet.name().to_owned(), values, other_values, without }
    };
    Ok((total, facets.iter().zip(&aggregates).zip(parts).map(table).collect()))
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
}
