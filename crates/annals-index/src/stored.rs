//! Articles read back from the index with no more work than their words need: annotations stay packed unless asked for.

use crate::error::{IndexError, engine_error};
use crate::packed::{unpack, unpack_article};
use crate::schema::schema;
use crate::store::Index;
use annals_model::{Article, Mention, article_to_json};
use std::sync::LazyLock;
use tantivy::schema::document::{DeserializeError, DocumentDeserialize, DocumentDeserializer};
use tantivy::schema::{Field, OwnedValue};
use tantivy::{DocAddress, Searcher};

/// The fields of an article and of its annotations; the library asks for a document's form by type alone.
static STORED: LazyLock<(Field, Field)> = LazyLock::new(|| {
    let fields = schema().1;
    (fields.article, fields.annotations)
});

/// The article, packed.
struct PackedArticle(Vec<u8>);

impl DocumentDeserialize for PackedArticle {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(document: D) -> Result<Self, DeserializeError> {
        // The article stands before the annotations: what follows it is not even copied.
        bytes_of(document, STORED.0).map(Self)
    }
}

/// The annotations, packed.
struct Packed(Vec<u8>);

impl DocumentDeserialize for Packed {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(document: D) -> Result<Self, DeserializeError> {
        bytes_of(document, STORED.1).map(Self)
    }
}

fn bytes_of<'de, D: DocumentDeserializer<'de>>(mut document: D, wanted: Field) -> Result<Vec<u8>, DeserializeError> {
    while let Some((field, value)) = document.next_field::<OwnedValue>()? {
        if field == wanted
            && let OwnedValue::Bytes(bytes) = value
        {
            return Ok(bytes);
        }
    }
    Err(DeserializeError::custom("it is not stored"))
}

impl Index {
    /// The line of articles.jsonl of a document.
    pub(crate) fn article_line(&self, searcher: &Searcher, address: DocAddress) -> Result<String, IndexError> {
        self.stored_article(searcher, address).map(|article| article_to_json(&article))
    }

    /// The article of a document.
    pub(crate) fn stored_article(&self, searcher: &Searcher, address: DocAddress) -> Result<Article, IndexError> {
        let packed: PackedArticle = searcher.doc(address).map_err(|error| engine_error(self.path(), error))?;
        unpack_article(&packed.0).ok_or_else(|| self.lost("it is not as it was written"))
    }

    /// The names in an article's text.
    pub(crate) fn names(&self, searcher: &Searcher, address: DocAddress) -> Result<Vec<Mention>, IndexError> {
        let packed: Packed = searcher.doc(address).map_err(|error| engine_error(self.path(), error))?;
        Ok(unpack(&packed.0).ok_or_else(|| self.lost("its annotations are not as they were written"))?.mentions)
    }

    fn lost(&self, reason: &str) -> IndexError {
        IndexError::Stored { path: self.path().to_path_buf(), id: String::new(), reason: reason.to_owned() }
    }
}
