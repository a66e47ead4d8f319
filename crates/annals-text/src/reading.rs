//! A text read once: its tokens and sentences, shared by all rules.

use crate::sentence;
use crate::token::{Token, tokens};
use annals_model::Span;
use std::ops::Range;

/// A sentence: its bytes and its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// From its first token to its last.
    pub span: Span,
    /// Indices of its tokens, half-open.
    pub tokens: Range<usize>,
    /// Number of the paragraph it stands in, from 0; a paragraph ends at every line break.
    pub paragraph: u32,
}

/// Tokens and sentences of one text. Every token lies in exactly one sentence.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    text: &'a str,
    folded: String,
    tokens: Vec<Token>,
    sentences: Vec<Sentence>,
}

/// Reads a text: one pass for tokens, one over the tokens for sentences.
#[must_use]
pub fn read(text: &str) -> Reading<'_> {
    let mut folded = String::with_capacity(text.len() + text.len() / 16);
    folded.push_str(text);
    folded.make_ascii_lowercase();
    let tokens = tokens(text, &mut folded);
    let sentences = sentence::split(text, &tokens, &folded);
    Reading { text, folded, tokens, sentences }
}

impl<'a> Reading<'a> {
    /// The text read.
    #[inline]
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// All tokens in order.
    #[inline]
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Number of tokens.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether the text holds no token.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// All sentences in order.
    #[inline]
    #[must_use]
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// Token `i` as printed; empty behind the end.
    #[inline]
    #[must_use]
    pub fn surface(&self, i: usize) -> &'a str {
        self.tokens.get(i).map_or("", |t| &self.text[t.start as usize..t.end as usize])
    }

    /// Token `i` in lower case with straight apostrophes; empty behind the end.
    #[inline]
    #[must_use]
    pub fn word(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| &self.folded[t.folded_start as usize..t.folded_end as usize])
    }

    /// Whether the tokens from `i` on are these words (lower case).
    #[inline]
    #[must_use]
    pub fn has_words(&self, i: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(k, word)| self.word(i + k) == *word)
    }

    /// The bytes from the first token of `tokens` to its last. `tokens` must hold at least one token of this reading.
    #[inline]
    #[must_use]
    pub fn span(&self, tokens: Range<usize>) -> Span {
        let start = self.tokens.get(tokens.start).map_or(0, |t| t.start);
        let end = tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(start, |t| t.end);
        Span { start, end: end.max(start) }
    }

    /// The first token that starts at byte `offset` or later.
    #[inline]
    #[must_use]
    pub fn token_at(&self, offset: u32) -> usize {
        self.tokens.partition_point(|t| t.start < offset)
    }

    /// The tokens that lie wholly in `span`.
    #[inline]
    #[must_use]
    pub fn tokens_in(&self, span: Span) -> Range<usize> {
        let first = self.token_at(span.start);
        let last = self.tokens.partition_point(|t| t.end <= span.end);
        first..last.max(first)
    }

    /// Index of the sentence that holds token `i`.
    #[inline]
    #[must_use]
    pub fn sentence_of(&self, i: usize) -> usize {
        self.sentences.partition_point(|s| s.tokens.end <= i)
    }

    /// The sentence that holds byte `offset` (or the first after it).
    #[inline]
    #[must_use]
    pub fn sentence_at(&self, offset: u32) -> Option<&Sentence> {
        self.sentences.get(self.sentences.partition_point(|s| s.span.end <= offset))
    }

    /// Whether token `i` is the first word of its sentence (signs and opening quotation marks apart).
    #[inline]
    #[must_use]
    pub fn opens_sentence(&self, i: usize) -> bool {
        match self.sentences.get(self.sentence_of(i)) {
            Some(sentence) => (sentence.tokens.start..i).all(|k| self.tokens.get(k).is_some_and(|t| !t.is_word() && !t.is_number())),
            None => false,
        }
    }
}
