//! What the index knows beside an article itself: the story it is told in, the text it prints, its version.

use crate::error::{IndexError, engine_error};
use crate::store::Index;
use annals_model::ArticleId;

/// What stands beside an article in the last commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Id of the story it belongs to.
    pub story: Option<String>,
    /// Id of the article whose text it prints, when that is another one.
    pub wire: Option<String>,
    /// 1 for a first version, one more for each revision.
    pub version: Option<u32>,
}

impl Index {
    /// What the last commit knows beside an article; `None` when it does not hold the article.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn beside(&self, id: &ArticleId) -> Result<Option<Known>, IndexError> {
        let Some(address) = self.address(id)? else { return Ok(None) };
        let read = || -> tantivy::Result<Known> {
            let searcher = self.searcher();
            let fast = searcher.segment_reader(address.segment_ord).fast_fields();
            let text = |field: &str| -> tantivy::Result<Option<String>> {
                let Some(column) = fast.str(field)? else { return Ok(None) };
                let Some(ord) = column.term_ords(address.doc_id).next() else { return Ok(None) };
                let mut value = String::new();
                column.ord_to_str(ord, &mut value)?;
                Ok(Some(value))
            };
            let version = fast.i64("version")?.first(address.doc_id);
            Ok(Known { story: text("story")?, wire: text("wire")?, version: version.and_then(|version| u32::try_from(version).ok()) })
        };
        read().map(Some).map_err(|error| engine_error(self.path(), error))
    }
}
