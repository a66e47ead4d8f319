//! One commit of the index, opened: what every search reads is looked up once, not for every hit.

use crate::ids::Ids;
use crate::published::Dates;
use crate::schema::Fields;
use std::sync::Arc;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::InvertedIndexReader;
use tantivy::query::{Bm25StatisticsProvider, Bm25Weight, EnableScoring};
use tantivy::schema::Field;
use tantivy::{DocAddress, Score, Searcher, Term};

/// A commit, opened.
pub(crate) struct View {
    pub(crate) searcher: Searcher,
    pub(crate) ids: Ids,
    /// When articles were published, for every part of the index.
    pub(crate) dates: Vec<Dates>,
    /// Words of the text: stems, then those as printed.
    lists: [Lists; 2],
}

/// The words of one field.
pub(crate) struct Lists {
    pub(crate) field: Field,
    /// For every part of the index, its lists and the lengths of its articles.
    pub(crate) parts: Vec<(Arc<InvertedIndexReader>, FieldNormReader)>,
    words: u64,
    /// What BM25 adds to the frequency of a word, for every length.
    pub(crate) lengths: Box<[Score; 256]>,
    /// The library's own weight of a word in one article, to ask it for the most that a stretch of a list can give.
    pub(crate) unit: Bm25Weight,
    unit_weight: Score,
}

/// The two settings of BM25, as the search library has them.
const K1: Score = 1.2;
const B: Score = 0.75;

impl Lists {
    fn open(searcher: &Searcher, field: Field) -> tantivy::Result<Self> {
        let mut parts = Vec::with_capacity(searcher.segment_readers().len());
        for reader in searcher.segment_readers() {
            parts.push((reader.inverted_index(field)?, reader.get_fieldnorms_reader(field)?));
        }
        let words = parts.iter().map(|(lists, _)| lists.total_num_tokens()).sum();
        let average = words as Score / articles(searcher) as Score;
        let mut lengths = Box::new([0.0; 256]);
        for (norm, length) in (0..=u8::MAX).zip(lengths.iter_mut()) {
            *length = K1 * (1.0 - B + B * FieldNormReader::id_to_fieldnorm(norm) as Score / average);
        }
        let unit = Bm25Weight::for_one_term_without_explain(1, articles(searcher).max(1), average);
        let unit_weight = weight(articles(searcher).max(1), 1);
        Ok(Self { field, parts, words, lengths, unit, unit_weight })
    }

    /// What a score told by `unit` is for a word of this weight, but for rounding.
    pub(crate) fn ceiling(&self, score: Score, weight: Score) -> Score {
        score / self.unit_weight * weight
    }
}

/// All articles, also those deleted since: what the library tells the weight of a word from.
fn articles(searcher: &Searcher) -> u64 {
    searcher.segment_readers().iter().map(|reader| u64::from(reader.max_doc())).sum()
}

impl View {
    pub(crate) fn open(searcher: Searcher, fields: Fields) -> tantivy::Result<Self> {
        let dates = searcher.segment_readers().iter().map(Dates::open);
        Ok(Self {
            ids: Ids::of(&searcher)?,
            dates: dates.collect::<tantivy::Result<_>>()?,
            lists: [Lists::open(&searcher, fields.text.stems)?, Lists::open(&searcher, fields.text.exact)?],
            searcher,
        })
    }

    /// The words of a field, when it is one of the text's.
    pub(crate) fn lists(&self, field: Field) -> Option<&Lists> {
        self.lists.iter().find(|lists| lists.field == field)
    }

    /// When an article was published.
    pub(crate) fn published_at(&self, address: DocAddress) -> Option<i64> {
        self.dates.get(address.segment_ord as usize)?.moments.first(address.doc_id)
    }

    /// Asks for scores.
    pub(crate) fn scoring(&self) -> EnableScoring<'_> {
        EnableScoring::enabled_from_statistics_provider(self, &self.searcher)
    }

    /// The weight of a word in so many articles.
    pub(crate) fn weight(&self, found_in: u64) -> Score {
        weight(articles(&self.searcher), found_in)
    }
}

fn weight(articles: u64, found_in: u64) -> Score {
    let rarity = (articles.saturating_sub(found_in) as Score + 0.5) / (found_in as Score + 0.5);
    (1.0 + rarity).ln() * (1.0 + K1)
}

impl Bm25StatisticsProvider for View {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        match self.lists(field) {
            Some(lists) => Ok(lists.words),
            None => self.searcher.total_num_tokens(field),
        }
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(articles(&self.searcher))
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let Some(lists) = self.lists(term.field()) else { return self.searcher.doc_freq(term) };
        let mut found = 0;
        for (index, _) in &lists.parts {
            found += u64::from(index.doc_freq(term)?);
        }
        Ok(found)
    }
}
