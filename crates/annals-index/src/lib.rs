//! Full-text search over articles, entities and figures.
//!
//! [`Index`] keeps articles with their annotations in a folder; [`parse`] reads the query language; [`Index::search`]
//! gives ranked hits with the words that really matched.

mod absent;
mod analysis;
mod catalogue;
mod clauses;
mod compile;
mod content;
mod cut;
mod document;
mod error;
mod facets;
mod figure_key;
mod folder;
mod highlight;
mod interval;
mod overlay;
mod packed;
mod plan;
mod positional;
mod query;
mod rank;
mod resolve;
mod schema;
mod search;
mod store;

pub use catalogue::Stats;
pub use clauses::Clause;
pub use document::Beside;
pub use error::IndexError;
pub use facets::{Facet, FacetCounts, FacetValue};
pub use figure_key::FigureUnit;
pub use query::{Days, Expression, FigureRange, Node, Pattern, QueryError, Scope, Text, TextUnit, WholeField, Words, parse};
pub use schema::{SCHEMA_VERSION, schema_json};
pub use search::{Collapse, Hit, Hits, Recency, SearchOptions, Sort};
pub use store::Index;
