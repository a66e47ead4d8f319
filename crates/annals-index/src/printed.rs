//! Which text an article prints: copies of a wire story print its text, and articles with the same words print one text.

use std::collections::HashMap;
use tantivy::collector::TopDocs;
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::TermQuery;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, Searcher, Term};

/// The texts of all articles, as numbers.
pub(crate) struct Printed<'a> {
    searcher: &'a Searcher,
    id: Field,
    parts: Vec<(Column<u64>, Option<StrColumn>)>,
    /// The texts of articles that others took over, by their ids.
    origins: HashMap<String, u64>,
}

impl<'a> Printed<'a> {
    pub(crate) fn of(searcher: &'a Searcher) -> tantivy::Result<Self> {
        let part = |reader: &tantivy::SegmentReader| {
            let fast = reader.fast_fields();
            Ok((fast.u64("text_key")?, fast.str("wire")?))
        };
        Ok(Self {
            searcher,
            id: searcher.schema().get_field("id")?,
            parts: searcher.segment_readers().iter().map(part).collect::<tantivy::Result<_>>()?,
            origins: HashMap::new(),
        })
    }

    /// The number of the text that an article prints.
    pub(crate) fn text(&mut self, address: DocAddress) -> tantivy::Result<u64> {
        let Some(origin) = self.origin(address)? else { return Ok(self.own(address.segment_ord as usize, address.doc_id)) };
        if let Some(text) = self.origins.get(&origin) {
            return Ok(*text);
        }
        let text = self.text_of(&origin)?;
        self.origins.insert(origin, text);
        Ok(text)
    }

    fn own(&self, part: usize, doc: DocId) -> u64 {
        self.parts.get(part).and_then(|(keys, _)| keys.first(doc)).unwrap_or(0)
    }

    /// The id of the article whose text it prints, when that is another one.
    fn origin(&self, address: DocAddress) -> tantivy::Result<Option<String>> {
        let column = self.parts.get(address.segment_ord as usize).and_then(|(_, wire)| wire.as_ref());
        let Some(column) = column else { return Ok(None) };
        let Some(ord) = column.term_ords(address.doc_id).next() else { return Ok(None) };
        let mut id = String::new();
        Ok(column.ord_to_str(ord, &mut id)?.then_some(id))
    }

    /// The text of the article of this id; a number of the id itself when the index does not hold it.
    fn text_of(&self, id: &str) -> tantivy::Result<u64> {
        let query = TermQuery::new(Term::from_field_text(self.id, id), IndexRecordOption::Basic);
        let found = self.searcher.search(&query, &TopDocs::with_limit(1).order_by_score())?;
        let Some((_, address)) = found.first() else {
            return Ok(id.bytes().fold(!0, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)));
        };
        Ok(self.own(address.segment_ord as usize, address.doc_id))
    }
}
