//! Search, digests and timelines over HTTP, for programs as JSON and for readers as plain pages.
//!
//! The crate knows no index and no story: the binary hands over a [`Service`] of functions.

mod api;
mod error;
mod es;
mod metrics;
mod openapi;
mod page;
mod parameters;
mod routes;
mod service;

pub use error::ServeError;
pub use es::aggs::{EsAggregation, EsCounted, EsDay, EsOrder, EsUnit};
pub use es::body::{EsHighlight, EsSearch, EsSort, EsSource};
pub use es::field::EsField;
pub use es::query::{EsQuery, Least};
pub use es::response::{EsBucket, EsFound, EsHit, EsKey, EsTally};
pub use service::{
    Answer, ConcordanceRequest, DigestFormat, Failure, Function, Limits, SearchRequest, Service, TimelineRequest, TrendRequest, router,
    serve,
};
