//! Where the sentences and paragraphs of an article begin: for "both words in one sentence", read only where both stand.
//!
//! They are kept beside the words, as one small number a sentence: how many words behind the start before it stands, and
//! whether it opens no paragraph. So the first of most articles is 0, and a column that begins at 0 is read fastest.

use crate::query::TextUnit;
use crate::schema::SENTENCES;
use tantivy::DocId;
use tantivy::columnar::Column;
use tantivy::index::SegmentReader;

/// The first word of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Start {
    /// Its number in the text.
    pub(crate) position: u32,
    /// Whether it opens a paragraph, too.
    pub(crate) opens_paragraph: bool,
}

/// Adds a start that stands no earlier than those before it; two at one number are one.
pub(crate) fn push(starts: &mut Vec<Start>, start: Start) {
    match starts.last_mut() {
        Some(last) if last.position == start.position => last.opens_paragraph |= start.opens_paragraph,
        _ => starts.push(start),
    }
}

/// Starts as the index keeps them.
pub(crate) fn kept(starts: &[Start]) -> impl Iterator<Item = u64> + '_ {
    let before = std::iter::once(0).chain(starts.iter().map(|start| start.position));
    starts.iter().zip(before).map(|(start, before)| {
        let words = start.position.saturating_sub(before);
        u64::from(words) << 1 | u64::from(!start.opens_paragraph)
    })
}

/// The starts of one part of the index.
pub(crate) struct Starts {
    column: Column<u64>,
    unit: TextUnit,
    read: Vec<u64>,
}

impl Starts {
    /// Opens those of sentences or of paragraphs.
    pub(crate) fn open(reader: &SegmentReader, unit: TextUnit) -> tantivy::Result<Self> {
        Ok(Self { column: reader.fast_fields().u64(SENTENCES)?, unit, read: Vec::new() })
    }

    /// Adds the numbers of the words that begin a unit of an article, in order.
    pub(crate) fn positions(&mut self, doc: DocId, positions: &mut Vec<u32>) {
        let rows = self.column.index.value_row_ids(doc);
        if self.read.len() < rows.len() {
            self.read.resize(rows.len(), 0);
        }
        let Some(read) = self.read.get_mut(..rows.len()).filter(|read| !read.is_empty()) else { return };
        self.column.values.get_range(u64::from(rows.start), read);
        told(read, self.unit, positions);
    }
}

/// The numbers of the words that begin a unit, from starts as the index keeps them.
fn told(kept: &[u64], unit: TextUnit, positions: &mut Vec<u32>) {
    let mut end = positions.len();
    positions.resize(end + kept.len(), 0);
    let mut position = 0_u32;
    for start in kept {
        position = position.saturating_add((start >> 1) as u32);
        // Each is written and some are written over: which do not count cannot be foreseen.
        if let Some(place) = positions.get_mut(end) {
            *place = position;
        }
        end += usize::from(unit == TextUnit::Sentence || start & 1 == 0);
    }
    positions.truncate(end);
}

#[cfg(test)]
mod tests {
    use super::{Start, kept, push, told};
    use crate::query::TextUnit;

    #[test]
    fn starts_are_read_as_they_were_kept() {
        let mut starts = Vec::new();
        for (position, opens_paragraph) in
            [(0, true), (0, false), (7, false), (40, false), (40, true), (1_000_000, false), (u32::MAX, true)]
        {
            push(&mut starts, Start { position, opens_paragraph });
        }
        let kept: Vec<u64> = kept(&starts).collect();
        assert_eq!(kept[..3], [0, 15, 66]);
        let read = |unit| {
            let mut positions = Vec::new();
            told(&kept, unit, &mut positions);
            positions
        };
        assert_eq!(read(TextUnit::Sentence), [0, 7, 40, 1_000_000, u32::MAX]);
        assert_eq!(read(TextUnit::Paragraph), [0, 40, u32::MAX]);
    }
}
