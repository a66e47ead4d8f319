//! What the index knows: its articles in order, its entities and their names, its size.

use crate::document::NAME_PART;
use crate::error::{IndexError, engine_error};
use crate::schema::Fields;
use crate::store::Index;
use annals_model::{ArticleId, EntityId, Kind};
use annals_text::fold;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, Searcher, SegmentReader, TERMINATED};

/// How much an index holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Articles.
    pub articles: u64,
    /// Outlets.
    pub publishers: u64,
    /// Entities named in the searched regions.
    pub entities: u64,
    /// Articles without a date of publication.
    pub undated: u64,
    /// The first day of publication.
    pub oldest: Option<Date>,
    /// The last day of publication.
    pub newest: Option<Date>,
    /// Bytes of the articles' texts.
    pub text_bytes: u64,
    /// Bytes on disk.
    pub index_bytes: u64,
}

impl Index {
    /// How much the last commit holds.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn stats(&self) -> Result<Stats, IndexError> {
        self.read_stats().map_err(|error| engine_error(self.path(), error))
    }

    fn read_stats(&self) -> tantivy::Result<Stats> {
        let searcher = self.searcher();
        let mut stats = Stats { articles: searcher.num_docs(), ..Stats::default() };
        for reader in searcher.segment_readers() {
            let (bytes, days) = (reader.fast_fields().u64("text_bytes")?, reader.fast_fields().date("published")?);
            for doc in reader.doc_ids_alive() {
                stats.text_bytes += bytes.first(doc).unwrap_or(0);
                match days.first(doc).and_then(|day| day_of(day.into_timestamp_secs())) {
                    None => stats.undated += 1,
                    Some(day) => {
                        stats.oldest = Some(stats.oldest.map_or(day, |oldest| oldest.min(day)));
                        stats.newest = Some(stats.newest.map_or(day, |newest| newest.max(day)));
                    }
                }
            }
        }
        stats.publishers = terms(&searcher, self.fields().publisher_name, "")?.len() as u64;
        stats.entities = terms(&searcher, self.fields().entity, "")?.len() as u64;
        stats.index_bytes = searcher.space_usage()?.total().get_bytes();
        Ok(stats)
    }

    /// Ids of all articles by the instant of publication, then by id; undated ones last.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn all_ids(&self) -> Result<Vec<ArticleId>, IndexError> {
        self.ids_where(None, None, None)
    }

    /// Ids of the articles that name an entity, published from one day to before another, in order of publication.
    /// With a bound given, undated articles are left out.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn articles_about(&self, entity: &EntityId, from: Option<Date>, to: Option<Date>) -> Result<Vec<ArticleId>, IndexError> {
        self.ids_where(Some(entity), from, to)
    }

    /// Ids of the articles published from one day to before another, in order of publication.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn ids_between(&self, from: Date, to: Date) -> Result<Vec<ArticleId>, IndexError> {
        self.ids_where(None, Some(from), Some(to))
    }

    fn ids_where(&self, entity: Option<&EntityId>, from: Option<Date>, to: Option<Date>) -> Result<Vec<ArticleId>, IndexError> {
        self.read_ids(entity, from, to).map_err(|error| engine_error(self.path(), error))
    }

    fn read_ids(&self, entity: Option<&EntityId>, from: Option<Date>, to: Option<Date>) -> tantivy::Result<Vec<ArticleId>> {
        let view = self.view();
        let mut rows: Vec<(bool, i64, String)> = Vec::new();
        for (segment, reader) in (0..).zip(view.searcher.segment_readers()) {
            let (days, instants) = (reader.fast_fields().date("published")?, reader.fast_fields().i64("published_at")?);
            let docs = match entity {
                Some(entity) => docs_with(reader, self.fields().entity, entity.as_str())?,
                None => reader.doc_ids_alive().collect(),
            };
            for doc in docs {
                let day = days.first(doc).and_then(|day| day_of(day.into_timestamp_secs()));
                let inside =
                    day.map_or(from.is_none() && to.is_none(), |day| from.is_none_or(|from| from <= day) && to.is_none_or(|to| day < to));
                let id = if inside { view.ids.get(DocAddress::new(segment, doc)) } else { String::new() };
                if !id.is_empty() {
                    let at = instants.first(doc);
                    rows.push((at.is_none(), at.unwrap_or(0), id));
                }
            }
        }
        rows.sort_unstable();
        Ok(rows.into_iter().map(|(_, _, id)| ArticleId(id)).collect())
    }

    /// Ids of the entities that go by this name in the articles: canonical name, alias as printed, ticker or id; case and
    /// typography do not count. Sorted.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn entities_matching(&self, name: &str) -> Result<Vec<EntityId>, IndexError> {
        matching_entities(&self.searcher(), self.fields(), None, name).map_err(|error| engine_error(self.path(), error))
    }
}

/// Entities of a kind (or any) that go by this name.
pub(crate) fn matching_entities(searcher: &Searcher, fields: Fields, kind: Option<Kind>, name: &str) -> tantivy::Result<Vec<EntityId>> {
    let mut ids = BTreeSet::new();
    let prefix = format!("{}{NAME_PART}", fold(name));
    for term in terms(searcher, fields.name, &prefix)? {
        let mut parts = term.get(prefix.len()..).unwrap_or("").splitn(2, NAME_PART);
        if let (Some(found), Some(id)) = (parts.next(), parts.next())
            && kind.is_none_or(|kind| kind.name() == found)
        {
            ids.insert(EntityId(id.to_owned()));
        }
    }
    Ok(ids.into_iter().collect())
}

/// The terms of a field that begin so and stand in a living document.
fn terms(searcher: &Searcher, field: Field, prefix: &str) -> tantivy::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for reader in searcher.segment_readers() {
        let inverted = reader.inverted_index(field)?;
        let mut stream = inverted.terms().range().ge(prefix.as_bytes()).into_stream()?;
        while stream.advance() {
            let key = stream.key();
            if !key.starts_with(prefix.as_bytes()) {
                break;
            }
            let Ok(term) = std::str::from_utf8(key) else { continue };
            let living = match reader.alive_bitset() {
                None => true,
                Some(alive) => {
                    let mut postings = inverted.read_postings_from_terminfo(stream.value(), IndexRecordOption::Basic)?;
                    let mut doc = postings.doc();
                    while doc != TERMINATED && alive.is_deleted(doc) {
                        doc = postings.advance();
                    }
                    doc != TERMINATED
                }
            };
            if living {
                found.insert(term.to_owned());
            }
        }
    }
    Ok(found)
}

/// Living documents that hold a term.
fn docs_with(reader: &SegmentReader, field: Field, value: &str) -> tantivy::Result<Vec<u32>> {
    let term = tantivy::Term::from_field_text(field, value);
    let mut docs = Vec::new();
    if let Some(mut postings) = reader.inverted_index(field)?.read_postings(&term, IndexRecordOption::Basic)? {
        let mut doc = postings.doc();
        while doc != TERMINATED {
            if !reader.is_deleted(doc) {
                docs.push(doc);
            }
            doc = postings.advance();
        }
    }
    Ok(docs)
}

/// The civil day whose midnight this is.
fn day_of(seconds: i64) -> Option<Date> {
    let stamp = jiff::Timestamp::from_second(seconds).ok()?;
    Some(stamp.to_zoned(jiff::tz::TimeZone::UTC).date())
}
