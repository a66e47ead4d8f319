//! The search API that programs know from Elasticsearch: a part of its language, each other part refused by name.

pub(crate) mod aggs;
pub(crate) mod body;
pub(crate) mod field;
pub(crate) mod handlers;
pub(crate) mod query;
mod reading;
pub(crate) mod response;

use serde_json::{Value, json};

/// The one index there is.
pub(crate) const INDEX: &str = "articles";

/// Hits that `from` and `size` can reach.
pub(crate) const WINDOW: usize = 10_000;

/// Why a request is not honoured, in the shape its clients read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EsError {
    pub(crate) status: u16,
    pub(crate) kind: &'static str,
    pub(crate) reason: String,
}

impl EsError {
    /// A part that is not of the language.
    pub(crate) fn parsing(reason: impl Into<String>) -> Self {
        Self { status: 400, kind: "parsing_exception", reason: reason.into() }
    }

    /// A part with a value it cannot have.
    pub(crate) fn argument(reason: impl Into<String>) -> Self {
        Self { status: 400, kind: "illegal_argument_exception", reason: reason.into() }
    }

    /// The error as JSON.
    pub(crate) fn json(&self) -> Value {
        let cause = json!({ "type": self.kind, "reason": self.reason });
        json!({ "error": { "root_cause": [cause], "type": self.kind, "reason": self.reason }, "status": self.status })
    }
}
