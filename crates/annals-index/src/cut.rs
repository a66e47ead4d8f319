//! A text cut once for all fields that hold its words: its words one behind the other, which the search library only has
//! to take apart.
//!
//! A word is a sign that tells its length, then the word. Other signs stand for a number without a word, for a word that
//! counts several times, and for a term that stands at a number of its own. All are ASCII, so that the whole is a text.

use crate::analysis::{PARAGRAPH_START, SENTENCE_START, Words};
use crate::sentences::{Start, push};
use crate::stems::Stems;
use annals_model::Span;
use std::ops::Range;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// A number without a word.
const GAP: u8 = 0;

/// Words are at most so long; their length is their sign.
const LONGEST: u8 = 120;

/// Before a word that stands several times at its number: this sign and a digit.
const REPEATED: u8 = 123;

/// Before a term that stands at a number of its own: this sign, the number in five parts of seven bits and the length in two.
const AT: u8 = 124;

/// Cuts texts; it remembers the stems of the words it has met.
pub(crate) struct Cutter {
    stems: Stems,
}

/// A text as words in a row, once as printed, once as stems, and where its sentences and paragraphs begin.
#[derive(Debug, Default)]
pub(crate) struct Cut {
    pub(crate) exact: String,
    pub(crate) stems: String,
    pub(crate) starts: Vec<Start>,
    words: Vec<CutWord>,
}

#[derive(Clone, Copy, Debug)]
struct CutWord {
    span: Span,
    position: u32,
    /// Where it begins in `exact`.
    exact: usize,
}

impl Cutter {
    pub(crate) fn new() -> Self {
        Self { stems: Stems::new() }
    }

    /// Cuts a text. `times` says how often a word stands at its number, at most nine times, by its bytes.
    pub(crate) fn cut(&mut self, text: &str, times: impl Fn(Range<usize>) -> u8) -> Cut {
        let mut cut = Cut { exact: String::with_capacity(text.len() * 5 / 4), stems: String::with_capacity(text.len()), ..Cut::default() };
        cut.words.reserve(text.len() / 5);
        let mut next = 0;
        let mut words = Words { breaks: true };
        let mut stream = words.token_stream(text);
        while stream.advance() {
            let token = stream.token();
            for _ in next..token.position {
                push_sign(&mut cut.exact, GAP);
                push_sign(&mut cut.stems, GAP);
            }
            next = next.max(token.position);
            let position = u32::try_from(token.position).unwrap_or(u32::MAX);
            match token.text.as_str() {
                PARAGRAPH_START => push(&mut cut.starts, Start { position, opens_paragraph: true }),
                SENTENCE_START => push(&mut cut.starts, Start { position, opens_paragraph: false }),
                word => {
                    next += 1;
                    let times = times(token.offset_from..token.offset_to);
                    cut.words.push(CutWord { span: Span::new(token.offset_from, token.offset_to), position, exact: cut.exact.len() });
                    push_times(&mut cut.exact, times);
                    push_word(&mut cut.exact, word, "");
                    self.stems.with(word, |own, ending| {
                        push_times(&mut cut.stems, if own.len() + ending.len() == 0 { 1 } else { times });
                        push_word(&mut cut.stems, own, ending);
                    });
                }
            }
        }
        cut
    }
}

impl Cut {
    /// The bytes and numbers of the words.
    pub(crate) fn words(&self) -> impl ExactSizeIterator<Item = (Span, u32)> + '_ {
        self.words.iter().map(|word| (word.span, word.position))
    }

    /// The words as printed that lie in a stretch of the text, numbered from its start.
    pub(crate) fn part(&self, inside: &Range<usize>) -> &str {
        let first = self.words.partition_point(|word| (word.span.start as usize) < inside.start);
        let end = self.words.partition_point(|word| (word.span.end as usize) <= inside.end).max(first);
        let place = |word: usize| self.words.get(word).map_or(self.exact.len(), |word| word.exact);
        self.exact.get(place(first)..place(end)).unwrap_or("")
    }
}

fn push_sign(cells: &mut String, sign: u8) {
    cells.push(char::from(sign & 0x7f));
}

fn push_times(cells: &mut String, times: u8) {
    if times > 1 {
        push_sign(cells, REPEATED);
        push_sign(cells, b'0' + times);
    }
}

/// Adds a word; only one without an ending may be too long.
fn push_word(cells: &mut String, word: &str, ending: &str) {
    let mut end = word.len().min(usize::from(LONGEST) - ending.len());
    while !word.is_char_boundary(end) {
        end -= 1;
    }
    push_sign(cells, (end + ending.len()) as u8);
    cells.push_str(word.get(..end).unwrap_or(word));
    cells.push_str(ending);
}

/// Adds a term, given in pieces, that stands at a number of its own.
pub(crate) fn push_at<const N: usize>(cells: &mut String, position: u32, pieces: [&str; N]) {
    let length: usize = pieces.iter().map(|piece| piece.len()).sum();
    if length < 1 << 14 {
        push_sign(cells, AT);
        for shift in [0, 7, 14, 21, 28] {
            push_sign(cells, (position >> shift) as u8);
        }
        push_sign(cells, length as u8);
        push_sign(cells, (length >> 7) as u8);
        cells.extend(pieces);
    }
}

/// What stands in a row of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell<'a> {
    Gap,
    Word { word: &'a str, times: u8 },
    At { position: u32, term: &'a str },
}

/// Takes a row of words apart.
#[derive(Clone, Copy)]
struct Cells<'a>(&'a str);

impl<'a> Cells<'a> {
    #[inline]
    fn take(&mut self, length: usize) -> Option<&'a str> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    #[inline]
    fn sign(&mut self) -> Option<u8> {
        self.take(1).and_then(|sign| sign.as_bytes().first().copied())
    }

    fn number(&mut self, parts: u32) -> Option<u32> {
        (0..parts).try_fold(0, |number, part| Some(number | u32::from(self.sign()?) << (7 * part)))
    }
}

impl<'a> Iterator for Cells<'a> {
    type Item = Cell<'a>;

    #[inline]
    fn next(&mut self) -> Option<Cell<'a>> {
        let mut sign = self.sign()?;
        let mut times = 1;
        if sign == REPEATED {
            times = self.sign()?.saturating_sub(b'0');
            sign = self.sign()?;
        }
        Some(match sign {
            GAP => Cell::Gap,
            AT => {
                let position = self.number(5)?;
                let length = self.number(2)?;
                Cell::At { position, term: self.take(length as usize)? }
            }
            length => Cell::Word { word: self.take(usize::from(length))?, times },
        })
    }
}

/// The words of a row, without gaps.
pub(crate) fn words_of(cells: &str) -> impl Iterator<Item = &str> {
    Cells(cells).filter_map(|cell| match cell {
        Cell::Word { word, .. } => Some(word),
        _ => None,
    })
}

/// Takes rows of words apart for Tantivy.
#[derive(Clone, Copy)]
pub(crate) struct Row;

impl Tokenizer for Row {
    type TokenStream<'a> = RowStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> RowStream<'a> {
        RowStream { cells: Cells(text), next: 0, again: 0, token: Token { position: 0, ..Token::default() } }
    }
}

/// The words of a row, one after another.
pub(crate) struct RowStream<'a> {
    cells: Cells<'a>,
    /// The number of the next word.
    next: usize,
    /// How many times the present word is still to be given.
    again: u8,
    token: Token,
}

impl TokenStream for RowStream<'_> {
    fn advance(&mut self) -> bool {
        if self.again > 0 {
            self.again -= 1;
            return true;
        }
        for cell in self.cells.by_ref() {
            self.token.position = self.next;
            let term = match cell {
                Cell::Gap => {
                    self.next += 1;
                    continue;
                }
                Cell::Word { word, times } => {
                    self.next += 1;
                    self.again = times.saturating_sub(1);
                    word
                }
                Cell::At { position, term } => {
                    self.token.position = position as usize;
                    term
                }
            };
            self.token.text.clear();
            self.token.text.push_str(term);
            return true;
        }
        false
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::{Cutter, Row, push_at};
    use crate::analysis::{PARAGRAPH_START, SENTENCE_START, exact_words, exact_words_and_breaks, stemmed_words};
    use proptest::proptest;
    use std::collections::BTreeSet;
    use tantivy::tokenizer::{TokenStream, Tokenizer};

    fn read(cells: &str) -> Vec<(String, u32)> {
        let mut found = Vec::new();
        Row.token_stream(cells).process(&mut |token| found.push((token.text.clone(), token.position as u32)));
        found
    }

    fn pairs(words: Vec<crate::analysis::Word>) -> Vec<(String, u32)> {
        words.into_iter().map(|word| (word.term, word.position)).collect()
    }

    proptest! {
        #[test]
        fn a_row_is_the_words_with_their_numbers(text in "([a-zé股.,!' ]|\\. |\n\n|shares|rising|[a-z]{110,130}){0,60}") {
            let cut = Cutter::new().cut(&text, |_| 1);
            assert_eq!(read(&cut.exact), pairs(exact_words(&text)));
            assert_eq!(read(&cut.stems), pairs(stemmed_words(&text)));
            let words = exact_words(&text).into_iter().map(|word| (word.span, word.position)).collect::<Vec<_>>();
            assert_eq!(cut.words().collect::<Vec<_>>(), words);
            let marked = |mark: &str| {
                let words = exact_words_and_breaks(&text).into_iter();
                words.filter(|word| word.term == mark).map(|word| word.position).collect::<BTreeSet<u32>>()
            };
            let starts = |paragraphs: bool| {
                let starts = cut.starts.iter().filter(|start| start.opens_paragraph || !paragraphs);
                starts.map(|start| start.position).collect::<BTreeSet<u32>>()
            };
            assert_eq!(starts(false), marked(SENTENCE_START));
            assert_eq!(starts(true), marked(PARAGRAPH_START));
            assert!(cut.starts.is_sorted_by(|a, b| a.position < b.position));
        }
    }

    #[test]
    fn a_part_is_numbered_from_its_start_and_weighs_more() {
        let text = "Flat. Mills rising.\n\nThe mills rose. So";
        let headline = 6..19;
        let cut = Cutter::new().cut(text, |word| match word.start {
            6..19 => 3,
            21..25 => 2,
            _ => 1,
        });
        let mut exact = read(cut.part(&headline));
        exact.dedup();
        assert_eq!(exact, pairs(exact_words("Mills rising")));
        let mut doubled = read(&cut.exact);
        doubled.dedup();
        assert_eq!(doubled, pairs(exact_words(text)));
        let stems = read(&cut.stems);
        let stems: Vec<u32> = stems.into_iter().filter(|(term, _)| term == "mill" || term == "the").map(|(_, at)| at).collect();
        assert_eq!(stems, [1, 1, 1, 4, 4, 5]);
    }

    #[test]
    fn terms_stand_at_numbers_of_their_own() {
        let mut cells = String::new();
        push_at(&mut cells, 7, ["<firm>", ""]);
        push_at(&mut cells, 123_456, ["us:", &"é".repeat(200)]);
        push_at(&mut cells, u32::MAX, ["", "z"]);
        let expected = [("<firm>".to_owned(), 7), (format!("us:{}", "é".repeat(200)), 123_456), ("z".to_owned(), u32::MAX)];
        assert_eq!(read(&cells), expected);
    }
}
