//! The index of annals.

use crate::corpus::Corpus;
use crate::report::{Build, watched};
use annals_index::{
    Aggregate, Ask, Beside, BucketOrder, Column, Condition, Counted, Facet, Hits, Index, IndexError, Period, SearchOptions, parse,
};
use std::error::Error;
use std::path::Path;

/// Builds the index anew and says what that took.
pub(crate) fn build(folder: &Path, corpus: &Corpus) -> Result<Build, Box<dyn Error>> {
    let _ = std::fs::remove_dir_all(folder);
    let mut index = Index::open(folder)?;
    let mut built = watched(corpus, &mut index, |index, item| Ok(index.add(item, Beside::default())?), |index| Ok(index.finish()?))?;
    built.index_bytes = index.stats()?.index_bytes;
    Ok(built)
}

/// The index, asked as the command line asks it.
pub(crate) struct Ours {
    index: Index,
}

impl Ours {
    pub(crate) fn open(folder: &Path) -> Result<Self, IndexError> {
        Ok(Self { index: Index::open(folder)? })
    }

    /// The ids of ten hits and the number of all.
    pub(crate) fn top(&self, query: &str) -> Result<usize, IndexError> {
        self.index.ids(query, &SearchOptions::default()).map(|(total, _)| total)
    }

    /// Ten hits with snippets.
    pub(crate) fn with_snippets(&self, query: &str) -> Result<Hits, IndexError> {
        self.index.search(query, &SearchOptions::default())
    }

    /// Counts of what a query finds and no hits, as `annals search --facets`.
    pub(crate) fn facets(&self, query: &str, facets: &[Facet]) -> Result<(), IndexError> {
        self.index.search(query, &SearchOptions { limit: 0, facets: facets.to_vec(), ..SearchOptions::default() }).map(|_| ())
    }

    /// The ten outlets of the most articles, as an aggregation in Elasticsearch's form.
    pub(crate) fn by_outlet(&self, query: &str) -> Result<(), IndexError> {
        self.aggregate(query, Counted::Terms { column: Column::Publisher, size: 10, order: BucketOrder::MostFirst, least: 1 })
    }

    /// Months of the civil calendar, as an aggregation in Elasticsearch's form.
    pub(crate) fn by_month(&self, query: &str) -> Result<(), IndexError> {
        self.aggregate(query, Counted::Calendar { unit: Period::Month, least: 0, order: BucketOrder::KeyUp })
    }

    fn aggregate(&self, query: &str, counted: Counted) -> Result<(), IndexError> {
        let aggregates = vec![Aggregate { name: "counted".to_owned(), counted, inside: Vec::new() }];
        let ask = Ask { condition: Condition::Query(parse(query)?), size: 0, aggregates, ..Ask::default() };
        self.index.ask(&ask).map(|_| ())
    }
}
