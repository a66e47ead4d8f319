//! A text cut once for all fields that hold its words: a line for each word, which the search library only has to take apart.

use crate::analysis::{PARAGRAPH_START, SENTENCE_START, exact_analyzer, stem_of_analyzer};
use annals_model::Span;
use std::collections::HashMap;
use std::ops::Range;
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};

/// Before a term that stands at a number of its own: the number and this sign again, then the term.
const AT: char = '\u{1}';

/// Before a term that stands several times at its number: a digit, then the term.
const REPEATED: char = '\u{5}';

/// How many words are remembered with their stems.
const KNOWN_STEMS: usize = 200_000;

/// Cuts texts; it remembers the stems of the words it has met.
pub(crate) struct Cutter {
    words: TextAnalyzer,
    stemmer: TextAnalyzer,
    stems: HashMap<String, String>,
}

/// A text as lines, one for each word, once as printed with the starts of sentences and paragraphs, once as stems. An
/// empty line is a number without a word.
#[derive(Debug, Default)]
pub(crate) struct Cut {
    pub(crate) exact: String,
    pub(crate) stems: String,
    words: Vec<CutWord>,
}

#[derive(Clone, Copy, Debug)]
struct CutWord {
    span: Span,
    position: u32,
    /// Where its line begins in `exact`, with the starts before it, and in `stems`.
    exact: usize,
    stem: usize,
}

impl Cutter {
    pub(crate) fn new() -> Self {
        Self { words: exact_analyzer(), stemmer: stem_of_analyzer(), stems: HashMap::new() }
    }

    /// Cuts a text.
    pub(crate) fn cut(&mut self, text: &str) -> Cut {
        let mut cut = Cut { exact: String::with_capacity(text.len() * 5 / 4), stems: String::with_capacity(text.len()), words: Vec::new() };
        cut.words.reserve(text.len() / 5);
        let Self { words, stemmer, stems } = self;
        if stems.len() > KNOWN_STEMS {
            stems.clear();
        }
        let (mut next, mut marked) = (0, None);
        words.token_stream(text).process(&mut |token| {
            for _ in next..token.position {
                cut.exact.push('\n');
                cut.stems.push('\n');
            }
            next = next.max(token.position);
            let from = *marked.get_or_insert(cut.exact.len());
            cut.exact.push_str(&token.text);
            cut.exact.push('\n');
            if token.text == SENTENCE_START || token.text == PARAGRAPH_START {
                return;
            }
            marked = None;
            next += 1;
            cut.words.push(CutWord {
                span: Span::new(token.offset_from, token.offset_to),
                position: u32::try_from(token.position).unwrap_or(u32::MAX),
                exact: from,
                stem: cut.stems.len(),
            });
            if !stems.contains_key(&token.text) {
                let mut stem = token.text.clone();
                stemmer.token_stream(&token.text).process(&mut |token| stem.clone_from(&token.text));
                stems.insert(token.text.clone(), stem);
            }
            cut.stems.push_str(stems.get(&token.text).unwrap_or(&token.text));
            cut.stems.push('\n');
        });
        cut
    }
}

impl Cut {
    /// The bytes and numbers of the words.
    pub(crate) fn words(&self) -> impl Iterator<Item = (Span, u32)> + '_ {
        self.words.iter().map(|word| (word.span, word.position))
    }

    /// The lines of the words that lie in a stretch of the text: as printed, as stems.
    fn lines(&self, inside: &Range<usize>) -> [Range<usize>; 2] {
        let first = self.words.partition_point(|word| (word.span.start as usize) < inside.start);
        let end = self.words.partition_point(|word| (word.span.end as usize) <= inside.end).max(first);
        let from = self.words.get(first).map_or((self.exact.len(), self.stems.len()), |word| (word.exact, word.stem));
        let to = self.words.get(end).map_or((self.exact.len(), self.stems.len()), |word| (word.exact, word.stem));
        [from.0..to.0, from.1..to.1]
    }

    /// The words that lie in a stretch, numbered from its start.
    pub(crate) fn part(&self, inside: &Range<usize>) -> [&str; 2] {
        let [exact, stems] = self.lines(inside);
        [self.exact.get(exact).unwrap_or(""), self.stems.get(stems).unwrap_or("")]
    }

    /// All words, those of some stretches so many times each. Stretches are in order and apart.
    pub(crate) fn weighed(&self, stretches: &[(&Range<usize>, u8)]) -> [String; 2] {
        let mut all = [String::with_capacity(self.exact.len() * 5 / 4), String::with_capacity(self.stems.len() * 5 / 4)];
        let mut done = [0, 0];
        for (stretch, times) in stretches {
            for (number, lines) in self.lines(stretch).into_iter().enumerate() {
                let whole = if number == 0 { &self.exact } else { &self.stems };
                let (Some(out), Some(done)) = (all.get_mut(number), done.get_mut(number)) else { continue };
                let lines = lines.start.max(*done)..lines.end.max(*done);
                out.push_str(whole.get(*done..lines.start).unwrap_or(""));
                for line in whole.get(lines.clone()).unwrap_or("").split_inclusive('\n') {
                    if line.as_bytes().first().is_some_and(|first| *first >= b' ') {
                        out.push(REPEATED);
                        out.push(char::from(b'0' + times));
                    }
                    out.push_str(line);
                }
                *done = lines.end;
            }
        }
        for (number, (out, done)) in all.iter_mut().zip(done).enumerate() {
            let whole = if number == 0 { &self.exact } else { &self.stems };
            out.push_str(whole.get(done..).unwrap_or(""));
        }
        all
    }
}

/// The line of a term that stands at a number of its own.
pub(crate) fn push_at(lines: &mut String, position: u32, term: &str) {
    if !term.contains('\n') {
        lines.push(AT);
        lines.push_str(&position.to_string());
        lines.push(AT);
        lines.push_str(term);
        lines.push('\n');
    }
}

/// Takes lines apart for Tantivy.
#[derive(Clone, Copy)]
pub(crate) struct Lines;

impl Tokenizer for Lines {
    type TokenStream<'a> = LineStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> LineStream<'a> {
        LineStream { rest: text, next: 0, again: 0, token: Token { position: 0, ..Token::default() } }
    }
}

/// The words of some lines, one after another.
pub(crate) struct LineStream<'a> {
    rest: &'a str,
    /// The number of the next word.
    next: usize,
    /// How many times the present word is still to be given.
    again: u8,
    token: Token,
}

impl TokenStream for LineStream<'_> {
    fn advance(&mut self) -> bool {
        if self.again > 0 {
            self.again -= 1;
            return true;
        }
        while let Some((line, rest)) = self.rest.split_once('\n') {
            self.rest = rest;
            let Some(first) = line.chars().next() else {
                self.next += 1;
                continue;
            };
            let mut term = line;
            self.token.position = self.next;
            match first {
                AT => {
                    let (number, at) = line.get(1..).and_then(|line| line.split_once(AT)).unwrap_or(("", line));
                    self.token.position = number.parse().unwrap_or(self.next);
                    term = at;
                }
                REPEATED => {
                    self.again = line.as_bytes().get(1).map_or(1, |digit| digit.saturating_sub(b'0')).saturating_sub(1);
                    term = line.get(2..).unwrap_or("");
                    self.next += 1;
                }
                first if first < ' ' => {}
                _ => self.next += 1,
            }
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
    use super::{Cutter, Lines, push_at};
    use crate::analysis::{exact_words, exact_words_and_breaks, stemmed_words};
    use proptest::proptest;
    use tantivy::tokenizer::{TokenStream, Tokenizer};

    fn read(lines: &str) -> Vec<(String, u32)> {
        let mut found = Vec::new();
        Lines.token_stream(lines).process(&mut |token| found.push((token.text.clone(), token.position as u32)));
        found
    }

    fn pairs(words: Vec<crate::analysis::Word>) -> Vec<(String, u32)> {
        words.into_iter().map(|word| (word.term, word.position)).collect()
    }

    proptest! {
        #[test]
        fn lines_are_the_words_with_their_numbers(text in "([a-zé股.,!' ]|\\. |\n\n|shares|rising){0,60}") {
            let cut = Cutter::new().cut(&text);
            assert_eq!(read(&cut.exact), pairs(exact_words_and_breaks(&text)));
            assert_eq!(read(&cut.stems), pairs(stemmed_words(&text)));
            let words = exact_words(&text).into_iter().map(|word| (word.span, word.position)).collect::<Vec<_>>();
            assert_eq!(cut.words().collect::<Vec<_>>(), words);
        }
    }

    #[test]
    fn a_part_is_numbered_from_its_start_and_weighs_more() {
        let text = "Flat. Mills rising.\n\nThe mills rose. So";
        let cut = Cutter::new().cut(text);
        let headline = 6..19;
        let [exact, stems] = cut.part(&headline);
        assert_eq!(read(exact), pairs(exact_words_and_breaks("Mills rising"))[1..]);
        assert_eq!(read(stems), [("mill".to_owned(), 0), ("rise".to_owned(), 1)]);
        let [exact, stems] = cut.weighed(&[(&headline, 3), (&(21..25), 2)]);
        let mut doubled = read(&exact);
        doubled.dedup();
        assert_eq!(doubled, pairs(exact_words_and_breaks(text)));
        let stems: Vec<u32> = read(&stems).into_iter().filter(|(term, _)| term == "mill" || term == "the").map(|(_, at)| at).collect();
        assert_eq!(stems, [1, 1, 1, 4, 4, 5]);
    }

    #[test]
    fn terms_stand_at_numbers_of_their_own() {
        let mut lines = String::new();
        push_at(&mut lines, 7, "<firm>");
        push_at(&mut lines, 9, "us:a");
        assert_eq!(read(&lines), [("<firm>".to_owned(), 7), ("us:a".to_owned(), 9)]);
    }
}
