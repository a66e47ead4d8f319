//! Full-text search over articles, entities and figures.
//!
//! [`Index`] keeps articles with their annotations in a folder; [`parse`] reads the query language; [`Index::search`]
//! gives ranked hits with the words that really matched.

mod absent;
mod aggregate;
mod analysis;
mod ask;
mod association;
mod catalogue;
mod clauses;
mod collocate;
mod compile;
mod concordance;
mod condition;
mod content;
mod cut;
mod document;
mod error;
mod export;
mod facets;
mod figure_key;
mod finder;
mod folder;
mod highlight;
mod interval;
mod overlay;
mod packed;
mod passages;
mod period;
mod plan;
mod positional;
mod query;
mod rank;
mod ranking;
mod resolve;
mod schema;
mod search;
mod store;
mod stored;
mod trend;
mod visit;
mod watched;
mod wording;

pub use aggregate::{Aggregate, Bucket, BucketOrder, CalendarUnit, Countable, Counted, Found, Key, Tally};
pub use ask::{Ask, Asked, AskedHit};
pub use association::Measure;
pub use catalogue::Stats;
pub use clauses::Clause;
pub use collocate::{Collocate, CollocateOptions, Collocates};
pub use concordance::{ConcordanceOptions, Context, Given, Group, GroupBy, Line, LineOrder, Part};
pub use condition::{Column, Comparison, Condition, Number, count_words};
pub use document::Beside;
pub use error::IndexError;
pub use export::{Export, Snapshot};
pub use facets::{Facet, FacetCounts, FacetValue};
pub use figure_key::FigureUnit;
pub use passages::{Passage, Passages};
pub use period::Period;
pub use query::{Days, Expression, FigureRange, Node, Pattern, QueryError, Scope, Text, TextUnit, WholeField, Words, parse};
pub use ranking::{SortBy, SortKey, SortValue};
pub use schema::{SCHEMA_VERSION, schema_json};
pub use search::{Collapse, Hit, Hits, Recency, SearchOptions, Sort};
pub use store::Index;
pub use trend::{Count, Trend, TrendOptions, TrendRow};
pub use watched::Fresh;
