//! Articles read back from the index with no more work than their words need: annotations stay packed unless asked for.

use crate::error::{IndexError, engine_error};
use crate::schema::schema;
use crate::store::Index;
use annals_model::{Article, ArticleId, DateTime, Region, RegionKind, Span};
use jiff::Timestamp;
use serde::Deserialize;
use std::borrow::Cow;
use std::sync::LazyLock;
use tantivy::schema::Field;
use tantivy::schema::document::{DeserializeError, DocumentDeserialize, DocumentDeserializer};
use tantivy::{DocAddress, Searcher};

/// The fields of an article's line and of its annotations' line; the library asks for a document's form by type alone.
static LINES: LazyLock<(Field, Field)> = LazyLock::new(|| {
    let fields = schema().1;
    (fields.article, fields.annotations)
});

/// The line of articles.jsonl.
pub(crate) struct ArticleLine(pub(crate) String);

impl DocumentDeserialize for ArticleLine {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(mut document: D) -> Result<Self, DeserializeError> {
        // The article stands before the annotations: what follows it is not even copied.
        while let Some((field, line)) = document.next_field::<String>()? {
            if field == LINES.0 {
                return Ok(Self(line));
            }
        }
        Err(DeserializeError::custom("no article is stored"))
    }
}

/// The line of annotations.jsonl.
struct AnnotationsLine(String);

impl DocumentDeserialize for AnnotationsLine {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(mut document: D) -> Result<Self, DeserializeError> {
        while let Some((field, line)) = document.next_field::<String>()? {
            if field == LINES.1 {
                return Ok(Self(line));
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

/// A name in the text and whom it means.
#[derive(Debug, Deserialize)]
pub(crate) struct Named<'a> {
    start: u32,
    end: u32,
    #[serde(borrow)]
    pub(crate) entity: Option<Cow<'a, str>>,
}

impl Named<'_> {
    pub(crate) fn span(&self) -> Span {
        Span { start: self.start, end: self.end }
    }
}

#[derive(Deserialize)]
struct MentionsRow<'a> {
    #[serde(borrow, default)]
    mentions: Vec<Named<'a>>,
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

    /// Calls `each` with the names in an article's text.
    pub(crate) fn each_name(&self, searcher: &Searcher, address: DocAddress, each: &mut dyn FnMut(&Named<'_>)) -> Result<(), IndexError> {
        let line: AnnotationsLine = searcher.doc(address).map_err(|error| engine_error(self.path(), error))?;
        let row: MentionsRow<'_> = serde_json::from_str(&line.0).map_err(|error| self.unreadable(&line.0, &error))?;
        row.mentions.iter().for_each(each);
        Ok(())
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
