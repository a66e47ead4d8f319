//! The words of one searched text by number, with their bytes and paragraphs; and what stands around a stretch of it.

use crate::analysis::{PARAGRAPH_START, SENTENCE_START, Words};
use annals_model::Span;
use std::ops::Range;
use tantivy::tokenizer::{TokenStream, Tokenizer};

/// Words of a text in order, numbered as in the index.
#[derive(Debug, Default)]
pub(crate) struct Wording {
    positions: Vec<u32>,
    spans: Vec<Span>,
    /// Index of the first word of every paragraph.
    paragraphs: Vec<usize>,
}

impl Wording {
    /// Reads a text.
    pub(crate) fn of(text: &str) -> Self {
        Self::each(text, &mut |_| {})
    }

    /// Reads a text and shows every word, folded, as it comes.
    pub(crate) fn each(text: &str, word: &mut dyn FnMut(&str)) -> Self {
        let mut wording = Self::default();
        wording.spans.reserve(text.len() / 6);
        wording.positions.reserve(text.len() / 6);
        let mut words = Words { breaks: true };
        let mut stream = words.token_stream(text);
        while stream.advance() {
            let token = stream.token();
            if token.text == PARAGRAPH_START {
                wording.paragraphs.push(wording.spans.len());
            } else if token.text != SENTENCE_START {
                wording.positions.push(u32::try_from(token.position).unwrap_or(u32::MAX));
                wording.spans.push(Span::new(token.offset_from, token.offset_to));
                word(&token.text);
            }
        }
        wording
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.spans.len()
    }

    /// The bytes of the word of this number.
    pub(crate) fn word_at(&self, position: u32) -> Option<Span> {
        self.positions.binary_search(&position).ok().and_then(|at| self.spans.get(at)).copied()
    }

    /// Indices of the words that lie in these bytes.
    pub(crate) fn words_in(&self, start: u32, end: u32) -> Range<usize> {
        let first = self.spans.partition_point(|span| span.start < start);
        let last = self.spans.partition_point(|span| span.end <= end);
        first..last.max(first)
    }

    /// Indices of the words of the paragraph that holds the word of this index.
    pub(crate) fn paragraph(&self, word: usize) -> Range<usize> {
        let next = self.paragraphs.partition_point(|first| *first <= word);
        let first = next.checked_sub(1).and_then(|at| self.paragraphs.get(at)).copied().unwrap_or(0);
        first..self.paragraphs.get(next).copied().unwrap_or(self.spans.len())
    }

    /// The bytes of `text` from at most `reach` words before a stretch to as many behind it, in its paragraph; signs that
    /// hang on the outer words come with them.
    pub(crate) fn around(&self, text: &str, start: u32, end: u32, reach: usize) -> Range<usize> {
        let inner = self.words_in(start, end);
        let (before, after) = (self.paragraph(inner.start), self.paragraph(inner.end.saturating_sub(1).max(inner.start)));
        let first = inner.start.saturating_sub(reach).max(before.start);
        let last = inner.end.saturating_add(reach).min(after.end.max(inner.end));
        let from = self.spans.get(first).map_or(start, |word| word.start.min(start)) as usize;
        let to = last.checked_sub(1).and_then(|last| self.spans.get(last)).map_or(end, |word| word.end.max(end)) as usize;
        let (head, tail) = (text.get(..from).unwrap_or(""), text.get(to..).unwrap_or(""));
        let opening = head.len() - head.trim_end_matches(|c: char| !c.is_whitespace() && !c.is_alphanumeric()).len();
        let closing = tail.len() - tail.trim_start_matches(|c: char| !c.is_whitespace() && !c.is_alphanumeric()).len();
        from - opening..to + closing
    }
}

#[cfg(test)]
mod tests {
    use super::Wording;

    const TEXT: &str = "Mills reopen\n\nThe mills of Varn, “quiet” for long, reopened. So it goes.";

    fn around(surface: &str, reach: usize) -> &'static str {
        let at = u32::try_from(TEXT.find(surface).unwrap()).unwrap();
        let end = at + u32::try_from(surface.len()).unwrap();
        TEXT.get(Wording::of(TEXT).around(TEXT, at, end, reach)).unwrap()
    }

    #[test]
    fn what_stands_around_stays_in_the_paragraph() {
        assert_eq!(around("Varn", 2), "mills of Varn, “quiet” for");
        assert_eq!(around("mills of", 9), "The mills of Varn, “quiet” for long, reopened. So it goes.");
        assert_eq!(around("reopen", 1), "Mills reopen");
        assert_eq!(around("goes", 1), "it goes.");
        assert_eq!(around("long", 0), "long,");
    }

    #[test]
    fn words_are_found_by_number_and_by_bytes() {
        let wording = Wording::of(TEXT);
        assert_eq!(wording.len(), 13);
        assert_eq!(wording.word_at(0).map(|word| word.of(TEXT)), Some("Mills"));
        // The end of a paragraph takes a number.
        assert_eq!(wording.word_at(2), None);
        assert_eq!(wording.word_at(3).map(|word| word.of(TEXT)), Some("The"));
        assert_eq!(wording.paragraph(0), 0..2);
        assert_eq!(wording.paragraph(5), 2..13);
        assert!(Wording::of("").paragraph(0).is_empty());
    }
}
