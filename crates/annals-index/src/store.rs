//! An index on disk: opened, filled, committed, read back.

use crate::cut::Cutter;
use crate::document::{Beside, document};
use crate::error::{IndexError, engine_error, opening_error};
use crate::folder::Folder;
use crate::packed::{unpack, unpack_article};
use crate::schema::{Fields, schema, tokenizers};
use crate::view::View;
use annals_model::{Annotated, Annotations, Article, ArticleId};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use tantivy::collector::{Count, TopDocs};
use tantivy::index::SegmentComponent;
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{
    DocAddress, IndexReader, IndexSettings, IndexSortByField, IndexWriter, Order, ReloadPolicy, Searcher, TantivyDocument, TantivyError,
    Term,
};

/// Memory for documents not yet written out.
const WRITER_BYTES: usize = 80_000_000;

/// A full-text index of articles in one folder. Many may read it at once, one may write.
///
/// Nothing added or deleted is seen, by this or any other reader, before [`Index::commit`]; a crash leaves the last
/// commit as it was.
pub struct Index {
    path: PathBuf,
    engine: tantivy::Index,
    reader: IndexReader,
    /// The last commit this index has seen.
    view: RwLock<Arc<View>>,
    fields: Fields,
    writer: Option<IndexWriter>,
    cutter: Cutter,
    /// A write found no room.
    full: Arc<AtomicBool>,
}

impl Index {
    /// Opens the index in a folder, making both when they are not there. Readers need no lock.
    ///
    /// # Errors
    /// When the folder cannot be used, or its index is of another version or damaged.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, IndexError> {
        let path = path.as_ref();
        std::fs::create_dir_all(path).map_err(|source| IndexError::Folder { path: path.to_path_buf(), source })?;
        Self::of_folder(path, true)
    }

    /// Opens an index that is there, to read it.
    ///
    /// # Errors
    /// When there is none, or it cannot be read, is of another version or damaged.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, IndexError> {
        let path = path.as_ref();
        match path.is_dir() {
            true => Self::of_folder(path, false),
            false => Err(IndexError::Missing { path: path.to_path_buf() }),
        }
    }

    fn of_folder(path: &Path, create: bool) -> Result<Self, IndexError> {
        let path = path.to_path_buf();
        let failed = |error: TantivyError| opening_error(&path, error);
        let directory = Folder::open(&path).map_err(|error| failed(error.into()))?;
        let full = directory.full();
        let (schema, fields) = schema();
        let there = tantivy::Index::exists(&directory).map_err(|error| failed(error.into()))?;
        let mut engine = match (there, create) {
            (true, _) => tantivy::Index::open(directory),
            (false, true) => tantivy::Index::builder().schema(schema.clone()).settings(settings()).open_or_create(directory),
            (false, false) => return Err(IndexError::Missing { path }),
        }
        .map_err(failed)?;
        if engine.schema() != schema || engine.settings().sort_by_field != settings().sort_by_field {
            return Err(IndexError::Version { path });
        }
        engine.set_tokenizers(tokenizers());
        check_positions(&engine).map_err(failed)?;
        let reader: IndexReader = engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(failed)?;
        let view = RwLock::new(Arc::new(View::open(reader.searcher(), fields).map_err(failed)?));
        Ok(Self { engine, reader, view, fields, writer: None, cutter: Cutter::new(), path, full })
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn fields(&self) -> Fields {
        self.fields
    }

    /// How many articles the last commit holds.
    #[must_use]
    pub fn articles(&self) -> u64 {
        self.searcher().num_docs()
    }

    /// The last commit this index has seen.
    pub(crate) fn searcher(&self) -> Searcher {
        self.view().searcher.clone()
    }

    /// The last commit this index has seen, opened.
    pub(crate) fn view(&self) -> Arc<View> {
        Arc::clone(&self.view.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The record of the last commit on disk.
    pub(crate) fn meta(&self) -> Result<tantivy::IndexMeta, IndexError> {
        self.engine.load_metas().map_err(|error| engine_error(&self.path, error))
    }

    /// Looks for what another process has committed since.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn refresh(&self) -> Result<(), IndexError> {
        let seen = || {
            self.reader.reload()?;
            View::open(self.reader.searcher(), self.fields)
        };
        let view = Arc::new(seen().map_err(|error| engine_error(&self.path, error))?);
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = view;
        Ok(())
    }

    /// An error of the writer, whose threads do not say why they died.
    fn write_error(path: &Path, full: &AtomicBool, error: TantivyError) -> IndexError {
        if full.load(Ordering::Relaxed) { IndexError::Full { path: path.to_owned() } } else { engine_error(path, error) }
    }

    fn writer(&mut self) -> Result<&mut IndexWriter, IndexError> {
        let writer = match self.writer.take() {
            Some(writer) => writer,
            None => {
                let opened = self.engine.writer_with_num_threads(1, WRITER_BYTES);
                opened.map_err(|error| Self::write_error(&self.path, &self.full, error))?
            }
        };
        Ok(self.writer.insert(writer))
    }

    /// Adds an article with what is known beside it; one of the same id is replaced.
    ///
    /// # Errors
    /// When another process is writing, or the disk fails.
    pub fn add(&mut self, annotated: &Annotated, beside: Beside<'_>) -> Result<(), IndexError> {
        let fields = self.fields;
        let (path, full) = (self.path.clone(), Arc::clone(&self.full));
        let document = document(annotated, beside, fields, &mut self.cutter);
        let writer = self.writer()?;
        writer.delete_term(Term::from_field_text(fields.id, annotated.article.id.as_str()));
        writer.add_document(document).map_err(|error| Self::write_error(&path, &full, error))?;
        Ok(())
    }

    /// Deletes the article of this id, or all articles of this address, and says how many of the last commit that are.
    ///
    /// # Errors
    /// When another process is writing.
    pub fn delete(&mut self, id_or_url: &str) -> Result<usize, IndexError> {
        let terms = [self.fields.id, self.fields.url].map(|field| Term::from_field_text(field, id_or_url));
        let mut found = 0;
        for term in terms {
            let query = TermQuery::new(term.clone(), IndexRecordOption::Basic);
            found += self.searcher().search(&query, &Count).map_err(|error| engine_error(&self.path, error))?;
            self.writer()?.delete_term(term);
        }
        Ok(found)
    }

    /// Deletes every article, to build the index anew.
    ///
    /// # Errors
    /// When another process is writing.
    pub fn clear(&mut self) -> Result<(), IndexError> {
        let path = self.path.clone();
        self.writer()?.delete_all_documents().map_err(|error| engine_error(&path, error))?;
        Ok(())
    }

    /// Makes all that was added and deleted visible at once, and safe on disk.
    ///
    /// # Errors
    /// When the disk fails; the last commit then stays as it was.
    pub fn commit(&mut self) -> Result<(), IndexError> {
        if let Some(writer) = self.writer.as_mut() {
            writer.commit().map_err(|error| Self::write_error(&self.path, &self.full, error))?;
        }
        self.refresh()
    }

    /// Commits, waits until the parts of the index are merged, and lets others write.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn finish(&mut self) -> Result<(), IndexError> {
        self.commit()?;
        if let Some(writer) = self.writer.take() {
            writer.wait_merging_threads().map_err(|error| Self::write_error(&self.path, &self.full, error))?;
        }
        self.refresh()
    }

    /// Whether the last commit holds an article.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn contains(&self, id: &ArticleId) -> Result<bool, IndexError> {
        Ok(self.address(id)?.is_some())
    }

    /// An article with its annotations, as they were added.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn get(&self, id: &ArticleId) -> Result<Option<Annotated>, IndexError> {
        let Some(address) = self.address(id)? else { return Ok(None) };
        let doc = self.stored(address)?;
        let failed = |reason: String| IndexError::Stored { path: self.path.clone(), id: id.0.clone(), reason };
        let article = self.article(&doc).map_err(failed)?;
        let annotations = self.annotations(&doc).map_err(failed)?;
        Ok(Some(Annotated { article, annotations }))
    }

    pub(crate) fn address(&self, id: &ArticleId) -> Result<Option<DocAddress>, IndexError> {
        let query = TermQuery::new(Term::from_field_text(self.fields.id, id.as_str()), IndexRecordOption::Basic);
        let found = self.searcher().search(&query, &TopDocs::with_limit(1).order_by_score());
        Ok(found.map_err(|error| engine_error(&self.path, error))?.first().map(|(_, address)| *address))
    }

    pub(crate) fn stored(&self, address: DocAddress) -> Result<TantivyDocument, IndexError> {
        self.searcher().doc(address).map_err(|error| engine_error(&self.path, error))
    }

    /// The annotations of a document.
    pub(crate) fn annotations(&self, doc: &TantivyDocument) -> Result<Annotations, String> {
        let packed = doc.get_first(self.fields.annotations).and_then(|value| value.as_bytes());
        packed.and_then(unpack).ok_or_else(|| "its annotations are not as they were written".to_owned())
    }

    /// The article of a document.
    pub(crate) fn article(&self, doc: &TantivyDocument) -> Result<Article, String> {
        let packed = doc.get_first(self.fields.article).and_then(|value| value.as_bytes());
        packed.and_then(unpack_article).ok_or_else(|| "it is not as it was written".to_owned())
    }
}

/// The latest articles lie first in every part of the index, undated ones last. They are kept in blocks that hold some ten
/// of them, at zstd's fastest level, which makes them a third smaller than lz4 at the same pace.
fn settings() -> IndexSettings {
    let latest_first = IndexSortByField { field: "published_at".to_owned(), order: Order::Desc };
    let compression = Compressor::Zstd(ZstdCompressor { compression_level: Some(1) });
    IndexSettings {
        sort_by_field: Some(latest_first),
        docstore_compression: compression,
        docstore_blocksize: 32 << 10,
        ..IndexSettings::default()
    }
}

/// The library opens an index without its word numbers and fails at the first phrase: better at once.
fn check_positions(engine: &tantivy::Index) -> tantivy::Result<()> {
    for segment in engine.searchable_segments()? {
        if let Err(error) = segment.open_read(SegmentComponent::Positions) {
            // A writer may have merged the segment away in this moment.
            let still_there = engine.searchable_segment_ids()?.contains(&segment.id());
            if still_there {
                return Err(error.into());
            }
        }
    }
    Ok(())
}
