//! Columns of texts: each document has the numbers of its values, the values stand in a list in their order.

use super::{Column, NAME_PART, values::Numbers};
use std::sync::Arc;
use tantivy::SegmentReader;
use tantivy::columnar::{Dictionary, TermOrdHit};

/// Values of a column of texts.
pub(crate) struct Texts {
    /// Numbers of values, those that belong to the column: kinds of entity share one.
    pub(crate) numbers: Numbers,
    dictionary: Arc<Dictionary>,
    /// What stands before the value itself: the kind of entity and its mark.
    prefix: Prefix,
}

enum Prefix {
    None,
    Bytes(usize),
    /// To the mark, whatever the kind.
    Mark,
}

impl Texts {
    /// Opens a column; `None` when no document of this part has a value.
    pub(crate) fn open(column: Column, reader: &SegmentReader) -> tantivy::Result<Option<Self>> {
        let Some(name) = column.fast() else { return Ok(None) };
        let Some(values) = reader.fast_fields().str(name)? else { return Ok(None) };
        let (dictionary, ordinals) = values.into_parts();
        let most = dictionary.num_terms() as u64;
        let (range, prefix) = match column {
            Column::Entity(Some(kind)) => {
                let bound = |end: char| {
                    let key = format!("{}{end}", kind.name());
                    Ok::<_, tantivy::TantivyError>(match dictionary.term_ord_or_next(key)? {
                        TermOrdHit::Exact(ord) | TermOrdHit::Next(ord) => ord.min(most),
                    })
                };
                (bound(NAME_PART)?..bound('\u{20}')?, Prefix::Bytes(kind.name().len() + NAME_PART.len_utf8()))
            }
            Column::Entity(None) => (0..most, Prefix::Mark),
            _ => (0..most, Prefix::None),
        };
        Ok(Some(Self { numbers: Numbers { column: ordinals, range }, dictionary, prefix }))
    }

    fn value<'a>(&self, term: &'a [u8]) -> &'a str {
        let from = match self.prefix {
            Prefix::None => 0,
            Prefix::Bytes(bytes) => bytes,
            Prefix::Mark => term.iter().position(|byte| *byte == 0x1f).map_or(0, |at| at + 1),
        };
        term.get(from..).and_then(|value| std::str::from_utf8(value).ok()).unwrap_or("")
    }

    /// Whether one value may stand under several numbers.
    pub(crate) fn repeats(&self) -> bool {
        matches!(self.prefix, Prefix::Mark)
    }

    /// The values of numbers, which come in order.
    pub(crate) fn names(&self, numbers: &[u64]) -> tantivy::Result<Vec<String>> {
        let mut names = Vec::with_capacity(numbers.len());
        self.dictionary.sorted_ords_to_term_cb(numbers, |term| names.push(self.value(term).to_owned()))?;
        Ok(names)
    }
}
