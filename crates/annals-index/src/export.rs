//! Export: every article that matches, as it is stored, and which state of the index it was taken from.

use crate::error::{IndexError, engine_error};
use crate::query::Days;
use crate::store::Index;
use crate::visit::Prepared;
use jiff::civil::Date;
use serde::Serialize;
use std::ops::ControlFlow;
use tantivy::DocAddress;
use tantivy::collector::Count;

/// Which state of the index was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Snapshot {
    /// The number of the commit, which grows with everything added or deleted; `None` when another process has committed
    /// since the index was opened.
    pub opstamp: Option<u64>,
    /// The parts of the index and their deletions in sixteen hexadecimal digits: equal for the same state, new after any
    /// change or merge.
    pub generation: String,
    /// Articles in the index.
    pub articles: u64,
}

/// The articles of a query, counted and ready to be read.
pub struct Export<'a> {
    index: &'a Index,
    prepared: Prepared,
    /// How many there are.
    pub articles: u64,
    /// The state they are read from.
    pub snapshot: Snapshot,
}

impl std::fmt::Debug for Export<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Export").field("articles", &self.articles).field("snapshot", &self.snapshot).finish_non_exhaustive()
    }
}

impl Index {
    /// Counts the articles of a query published from one day to before another; with a bound given, undated articles are
    /// left out. They can then be read from the very state that was counted, whatever is committed meanwhile.
    ///
    /// # Errors
    /// When the query cannot be honoured, or the index cannot be read.
    pub fn export(&self, query: &str, from: Option<Date>, to: Option<Date>) -> Result<Export<'_>, IndexError> {
        let failed = |error| engine_error(self.path(), error);
        let prepared = self.prepare(query, Days { from, to })?;
        let articles = prepared.searcher.search(&prepared.query, &Count).map_err(failed)? as u64;
        let snapshot = self.snapshot(&prepared)?;
        Ok(Export { index: self, prepared, articles, snapshot })
    }

    fn snapshot(&self, prepared: &Prepared) -> Result<Snapshot, IndexError> {
        let parts = |id: String, deletes: Option<u64>| format!("{id} {deletes:?}");
        let held: Vec<String> =
            prepared.searcher.segment_readers().iter().map(|part| parts(part.segment_id().uuid_string(), part.delete_opstamp())).collect();
        let meta = self.meta()?;
        let committed: Vec<String> = meta.segments.iter().map(|part| parts(part.id().uuid_string(), part.delete_opstamp())).collect();
        let sorted = |mut list: Vec<String>| {
            list.sort_unstable();
            list
        };
        let (held, committed) = (sorted(held), sorted(committed));
        let hash = held.iter().flat_map(|part| part.bytes().chain([0]));
        let hash = hash.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Ok(Snapshot {
            opstamp: (held == committed).then_some(meta.opstamp),
            generation: format!("{hash:016x}"),
            articles: prepared.searcher.num_docs(),
        })
    }
}

impl Export<'_> {
    /// Calls `each` with the line of articles.jsonl of every article, in the order of the index; gives their number.
    ///
    /// # Errors
    /// When the index cannot be read, or `each` fails.
    pub fn lines<E: From<IndexError>>(&self, each: &mut dyn FnMut(&str) -> Result<(), E>) -> Result<u64, E> {
        let mut given = 0;
        for (segment, reader) in (0..).zip(self.prepared.searcher.segment_readers()) {
            self.index.each_doc(&self.prepared, reader, &mut |doc| {
                each(&self.index.article_line(&self.prepared.searcher, DocAddress::new(segment, doc))?)?;
                given += 1;
                Ok::<_, E>(ControlFlow::Continue(()))
            })?;
        }
        Ok(given)
    }
}
