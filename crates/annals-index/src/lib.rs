//! Full-text search over articles, entities and figures.
//!
//! [`Index`] keeps articles with their annotations in a folder; [`parse`] reads the query language; [`Index::search`]
//! gives ranked hits with the words that really matched.

mod aggregate;
mod analysis;
mod ask;
mod catalogue;
mod compile;
mod condition;
mod content;
mod cut;
mod document;
mod error;
mod figure_key;
mod folder;
mod highlight;
mod interval;
mod overlay;
mod packed;
mod passages;
mod plan;
mod positional;
mod query;
mod ranking;
mod resolve;
mod schema;
mod search;
mod store;

pub use aggregate::{Aggregate, Bucket, BucketOrder, CalendarUnit, Countable, Counted, Found, Key, Tally};
pub use ask::{Ask, Asked, AskedHit};
pub use catalogue::Stats;
pub use condition::{Column, Comparison, Condition, Number, count_words};
pub use document::Beside;
pub use error::IndexError;
pub use figure_key::FigureUnit;
pub use passages::{Passage, Passages};
pub use query::{Days, FigureRange, Node, Pattern, QueryError, Scope, Text, TextUnit, WholeField, Words, parse};
pub use ranking::{SortBy, SortKey, SortValue};
pub use schema::{SCHEMA_VERSION, schema_json};
pub use search::{Hit, Hits, SearchOptions, Sort};
pub use store::Index;
