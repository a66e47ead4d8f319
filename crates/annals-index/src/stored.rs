//! Articles read back from the index with no more work than their words need: annotations stay packed unless asked for.

use crate::error::{IndexError, engine_error};
use crate::packed::unpack;
use crate::schema::schema;
use crate::store::Index;
use annals_model::{Article, ArticleId, DateTime, Mention, Region, RegionKind, Span};
use jiff::Timestamp;
use serde::Deserialize;
use std::sync::LazyLock;
use tantivy::schema::document::{DeserializeError, DocumentDeserialize, DocumentDeserializer};
use tantivy::schema::{Field, OwnedValue};
use tantivy::{DocAddress, Searcher};

/// The fields of an article's line and of its annotations; the library asks for a document's form by type alone.
static STORED: LazyLock<(Field, Field)> = LazyLock::new(|| {
    let fields = schema().1;
    (fields.article, fields.annotations)
});

/// The line of articles.jsonl.
pub(crate) struct ArticleLine(pub(crate) String);

impl DocumentDeserialize for ArticleLine {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(mut document: D) -> Result<Self, DeserializeError> {
        // The article stands before the annotations: what follows it is not even copied.
        while let Some((field, line)) = document.next_field::<String>()? {
            if field == STORED.0 {
                return Ok(Self(line));
            }
        }
        Err(DeserializeError::custom("no article is stored"))
    }
}

/// The annotations, packed.
struct Packed(Vec<u8>);

impl DocumentDeserialize for Packed {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(mut document: D) -> Result<Self, DeserializeError> {
        while let Some((field, value)) = document.next_field::<OwnedValue>()? {
            if field == STORED.1
                && let OwnedValue::Bytes(bytes) = value
            {
                return Ok(Self(bytes));
            }
        }
        Err(DeserializeError::custom("no annotations are stored"))
    }
}

#[derive(Deserialize)]
struct ArticleRow {
    id: ArticleId,
    url: String,
    publisher: String,
    headline: Option<String>,
    published: Option<DateTime>,
    first_seen: Option<Timestamp>,
    text: String,
    regions: Vec<RegionRow>,
}

#[derive(Deserialize)]
struct RegionRow {
    start: u32,
    end: u32,
    kind: RegionKind,
}

impl Index {
    /// The line of articles.jsonl of a document.
    pub(crate) fn article_line(&self, searcher: &Searcher, address: DocAddress) -> Result<String, IndexError> {
        let line: ArticleLine = searcher.doc(address).map_err(|error| engine_error(self.path(), error))?;
        Ok(line.0)
    }

    /// What is shown of an article: id, address, outlet, headline, dates, text and regions; the rest is left empty.
    pub(crate) fn shown_article(&self, searcher: &Searcher, address: DocAddress) -> Result<Article, IndexError> {
        let line = self.article_line(searcher, address)?;
        let row: ArticleRow = serde_json::from_str(&line).map_err(|error| self.unreadable(&line, &error))?;
        let region = |row: RegionRow| Region { span: Span { start: row.start, end: row.end }, kind: row.kind, reason: String::new() };
        Ok(Article {
            id: row.id,
            url: row.url,
            publisher: row.publisher,
            headline: row.headline,
            published: row.published,
            first_seen: row.first_seen,
            text: row.text,
            regions: row.regions.into_iter().map(region).collect(),
            ..Article::default()
        })
    }

    /// The names in an article's text.
    pub(crate) fn names(&self, searcher: &Searcher, address: DocAddress) -> Result<Vec<Mention>, IndexError> {
        let packed: Packed = searcher.doc(address).map_err(|error| engine_error(self.path(), error))?;
        let lost = || IndexError::Stored {
            path: self.path().to_path_buf(),
            id: String::new(),
            reason: "its annotations are not as they were written".to_owned(),
        };
        Ok(unpack(&packed.0).ok_or_else(lost)?.mentions)
    }

    fn unreadable(&self, line: &str, error: &serde_json::Error) -> IndexError {
        #[derive(Deserialize)]
        struct Head {
            id: String,
        }
        let id = serde_json::from_str::<Head>(line).map(|head| head.id).unwrap_or_default();
        IndexError::Stored { path: self.path().to_path_buf(), id, reason: error.to_string() }
    }
}
