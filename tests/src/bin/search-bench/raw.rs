//! The search library alone: title, text, date and outlet, asked in its own terms.

use crate::corpus::Corpus;
use crate::report::{Build, watched};
use std::error::Error;
use std::ops::Bound;
use std::path::Path;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::aggregation::{AggContextParams, AggregationCollector};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{AllQuery, BooleanQuery, PhraseQuery, Query, RangeQuery, RegexQuery, TermQuery};
use tantivy::schema::{DateOptions, FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TEXT};
use tantivy::{DateTime, Index, ReloadPolicy, Searcher, TantivyDocument, Term};

#[derive(Clone, Copy)]
struct Fields {
    title: Field,
    text: Field,
    date: Field,
    outlet: Field,
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let fields = Fields {
        title: schema.add_text_field("title", TEXT | STORED),
        text: schema.add_text_field("text", TEXT | STORED),
        date: schema.add_date_field("date", DateOptions::from(INDEXED | FAST)),
        outlet: schema.add_text_field("outlet", STRING | FAST),
    };
    (schema.build(), fields)
}

/// Builds the index anew and says what that took.
pub(crate) fn build(folder: &Path, corpus: &Corpus) -> Result<Build, Box<dyn Error>> {
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder)?;
    let (schema, fields) = schema();
    let index = Index::create_in_dir(folder, schema)?;
    let mut writer = Some(index.writer_with_num_threads::<TantivyDocument>(1, 80_000_000)?);
    let mut built = watched(
        corpus,
        &mut writer,
        |writer, item| {
            let mut doc = TantivyDocument::default();
            doc.add_text(fields.title, item.article.headline.as_deref().unwrap_or(""));
            doc.add_text(fields.text, &item.article.text);
            doc.add_text(fields.outlet, &item.article.publisher);
            if let Some(published) = item.article.published {
                doc.add_date(fields.date, DateTime::from_timestamp_secs(published.unix_seconds()));
            }
            writer.as_mut().ok_or("closed")?.add_document(doc)?;
            Ok(())
        },
        |writer| {
            let mut writer = writer.take().ok_or("closed")?;
            writer.commit()?;
            Ok(writer.wait_merging_threads()?)
        },
    )?;
    built.index_bytes = index.reader()?.searcher().space_usage()?.total().get_bytes();
    Ok(built)
}

/// The index, opened.
pub(crate) struct Raw {
    searcher: Searcher,
    fields: Fields,
}

impl Raw {
    pub(crate) fn open(folder: &Path) -> tantivy::Result<Self> {
        let index = Index::open_in_dir(folder)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { searcher: reader.searcher(), fields: schema().1 })
    }

    fn word(&self, word: &str) -> Term {
        Term::from_field_text(self.fields.text, word)
    }

    pub(crate) fn term(&self, word: &str) -> Box<dyn Query> {
        Box::new(TermQuery::new(self.word(word), IndexRecordOption::WithFreqs))
    }

    pub(crate) fn all(&self, words: &[&str]) -> Box<dyn Query> {
        Box::new(BooleanQuery::intersection(words.iter().map(|word| self.term(word)).collect()))
    }

    pub(crate) fn any(&self, words: &[&str]) -> Box<dyn Query> {
        Box::new(BooleanQuery::union(words.iter().map(|word| self.term(word)).collect()))
    }

    pub(crate) fn phrase(&self, words: &[&str], slop: u32) -> Box<dyn Query> {
        let terms = words.iter().enumerate().map(|(at, word)| (at, self.word(word))).collect();
        Box::new(PhraseQuery::new_with_offset_and_slop(terms, slop))
    }

    pub(crate) fn prefix(&self, prefix: &str) -> tantivy::Result<Box<dyn Query>> {
        Ok(Box::new(RegexQuery::from_pattern(&format!("{prefix}.*"), self.fields.text)?))
    }

    pub(crate) fn term_between(&self, word: &str, from: i64, to: i64) -> Box<dyn Query> {
        let day = |at: i64| Term::from_field_date(self.fields.date, DateTime::from_timestamp_secs(at));
        let range = RangeQuery::new(Bound::Included(day(from)), Bound::Excluded(day(to)));
        Box::new(BooleanQuery::intersection(vec![self.term(word), Box::new(range)]))
    }

    /// Ten hits and nothing else.
    pub(crate) fn top(&self, query: &dyn Query) -> tantivy::Result<()> {
        self.searcher.search(query, &TopDocs::with_limit(10).order_by_score()).map(|_| ())
    }

    /// Ten hits and the number of all.
    pub(crate) fn top_and_count(&self, query: &dyn Query) -> tantivy::Result<()> {
        self.searcher.search(query, &(Count, TopDocs::with_limit(10).order_by_score())).map(|_| ())
    }

    /// An aggregation over the articles with a word, or over all.
    pub(crate) fn aggregate(&self, word: Option<&str>, request: &Aggregations) -> tantivy::Result<()> {
        let collector = AggregationCollector::from_aggs(request.clone(), AggContextParams::default());
        let query = word.map_or_else(|| Box::new(AllQuery) as Box<dyn Query>, |word| self.term(word));
        self.searcher.search(&query, &collector).map(|_| ())
    }

    /// Words of letters alone with the number of articles they stand in, the most frequent first.
    pub(crate) fn words(&self) -> tantivy::Result<Vec<(String, u32)>> {
        let mut words = std::collections::BTreeMap::new();
        for reader in self.searcher.segment_readers() {
            let inverted = reader.inverted_index(self.fields.text)?;
            let mut stream = inverted.terms().stream()?;
            while stream.advance() {
                let docs = stream.value().doc_freq;
                if let Ok(word) = std::str::from_utf8(stream.key())
                    && word.len() > 2
                    && word.bytes().all(|b| b.is_ascii_lowercase())
                {
                    *words.entry(word.to_owned()).or_insert(0) += docs;
                }
            }
        }
        let mut words: Vec<(String, u32)> = words.into_iter().collect();
        words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(words)
    }

    /// A text of the index, by number.
    pub(crate) fn text(&self, number: u32) -> tantivy::Result<String> {
        use tantivy::schema::Value;
        let mut left = number % u32::try_from(self.searcher.num_docs()).unwrap_or(u32::MAX).max(1);
        for (ord, reader) in (0..).zip(self.searcher.segment_readers()) {
            if left < reader.max_doc() {
                let doc: TantivyDocument = self.searcher.doc(tantivy::DocAddress::new(ord, left))?;
                return Ok(doc.get_first(self.fields.text).and_then(|value| value.as_str()).unwrap_or("").to_owned());
            }
            left -= reader.max_doc();
        }
        Ok(String::new())
    }
}
