//! The columns that every page of hits needs, opened once for each commit that is searched rather than for every hit.

use crate::rank::Ids;
use crate::store::Index;
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::columnar::Column;
use tantivy::{DocAddress, Searcher};

/// Opened columns of one commit.
pub(crate) struct Columns {
    generation: u64,
    published_at: Vec<Column<i64>>,
    /// Ids of articles.
    pub(crate) ids: Ids,
}

impl Columns {
    /// The instant of publication, seconds since 1970.
    pub(crate) fn published_at(&self, address: DocAddress) -> Option<i64> {
        self.published_at.get(address.segment_ord as usize)?.first(address.doc_id)
    }
}

/// Keeps the columns of the commit searched last.
#[derive(Default)]
pub(crate) struct OpenColumns(Mutex<Option<Arc<Columns>>>);

impl Index {
    /// The columns of the commit that a searcher looks at.
    pub(crate) fn columns(&self, searcher: &Searcher) -> tantivy::Result<Arc<Columns>> {
        let generation = searcher.generation().generation_id();
        let mut open = self.open_columns().0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(columns) = open.as_ref().filter(|columns| columns.generation == generation) {
            return Ok(Arc::clone(columns));
        }
        let published_at =
            searcher.segment_readers().iter().map(|reader| reader.fast_fields().i64("published_at")).collect::<tantivy::Result<_>>()?;
        let columns = Arc::new(Columns { generation, published_at, ids: Ids::of(searcher)? });
        *open = Some(Arc::clone(&columns));
        Ok(columns)
    }
}
