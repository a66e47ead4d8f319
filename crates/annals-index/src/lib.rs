//! Full-text search over articles, entities and figures.
//!
//! [`Index`] keeps articles with their annotations in a folder; [`parse`] reads the query language; [`Index::search`]
//! gives ranked hits with the words that really matched.

mod analysis;
mod catalogue;
mod compile;
mod content;
mod document;
mod error;
mod figure_key;
mod folder;
mod highlight;
mod interval;
mod overlay;
mod plan;
mod positional;
mod query;
mod resolve;
mod schema;
mod search;
mod store;

pub use catalogue::Stats;
pub use document::Beside;
pub use error::IndexError;
pub use figure_key::FigureUnit;
pub use query::{Days, FigureRange, Node, Pattern, QueryError, Scope, Text, TextUnit, WholeField, Words, parse};
pub use schema::{SCHEMA_VERSION, schema_json};
pub use search::{Hit, Hits, SearchOptions, Sort};
pub use store::Index;
