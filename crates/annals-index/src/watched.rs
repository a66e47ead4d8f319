//! Saved searches: which of the articles that came in lately match.

use crate::error::{IndexError, engine_error};
use crate::highlight::snippet;
use crate::query::Days;
use crate::store::Index;
use crate::visit::Order;
use annals_model::{ArticleId, DateTime, Span};
use jiff::Timestamp;
use serde::Serialize;
use std::ops::ControlFlow;
use tantivy::Term;
use tantivy::query::{BooleanQuery, Occur, TermSetQuery};

/// Bytes of a snippet, about.
const SNIPPET: usize = 240;

/// An article that a saved search found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fresh {
    /// Its id, which stays the same however often it is given.
    pub id: ArticleId,
    /// Its headline.
    pub headline: Option<String>,
    /// When it was published.
    pub published: Option<DateTime>,
    /// When it was received.
    pub first_seen: Option<Timestamp>,
    /// The outlet.
    pub publisher: String,
    /// Its address.
    pub url: String,
    /// A stretch of its text that shows matches, on one line; `…` where it was cut.
    pub snippet: String,
    /// What matched, as bytes of the article's text, by start.
    pub matches: Vec<Span>,
}

impl Index {
    /// Calls `each` with the articles that match, the latest first; of all articles, or only of those named.
    ///
    /// # Errors
    /// When the query cannot be honoured, the index cannot be read, or `each` fails.
    pub fn fresh<E: From<IndexError>>(
        &self,
        query: &str,
        among: Option<&[ArticleId]>,
        each: &mut dyn FnMut(Fresh) -> Result<(), E>,
    ) -> Result<u64, E> {
        let mut prepared = self.prepare(query, Days { from: None, to: None })?;
        if let Some(ids) = among {
            let terms: Vec<Term> = ids.iter().map(|id| Term::from_field_text(self.fields().id, id.as_str())).collect();
            let known = prepared.query.box_clone();
            prepared.query = Box::new(BooleanQuery::new(vec![(Occur::Must, known), (Occur::Must, Box::new(TermSetQuery::new(terms)))]));
        }
        let mut given = 0;
        self.visit(&prepared, Order::Date, &mut |seen| {
            let cut = snippet(&seen.content, &seen.matches, SNIPPET);
            let spans = seen.matches.iter().filter_map(|found| seen.content.in_article(Span { start: found.start, end: found.end }));
            given += 1;
            each(Fresh {
                matches: spans.collect(),
                snippet: cut.text,
                id: seen.article.id,
                headline: seen.article.headline,
                published: seen.article.published,
                first_seen: seen.article.first_seen,
                publisher: seen.article.publisher,
                url: seen.article.url,
            })?;
            Ok::<_, E>(ControlFlow::Continue(()))
        })?;
        Ok(given)
    }

    /// Whether a query can be honoured by this index.
    ///
    /// # Errors
    /// When it cannot.
    pub fn check(&self, query: &str) -> Result<(), IndexError> {
        let prepared = self.prepare(query, Days { from: None, to: None })?;
        // Some faults show only where the words are looked up.
        let none = tantivy::query::EnableScoring::disabled_from_searcher(&prepared.searcher);
        prepared.query.weight(none).map(drop).map_err(|error| engine_error(self.path(), error))
    }
}
