//! From a text to the words that are looked up: folded, numbered, and on request brought to their stems.
//!
//! The same words come out when an article is indexed, when a query is read and when matches are found again in a text,
//! so the three can never disagree. Signs are no words and take no number: "year-to-date" is three words in a row.
//! A paragraph's end takes one number, so that no phrase reaches over it.

use annals_model::Span;
use annals_text::{Reading, TokenKind, fold_into};
use std::cell::RefCell;
use tantivy::tokenizer::{Language, RawTokenizer, Stemmer, TextAnalyzer, Token, TokenStream, Tokenizer};

/// The mark that stands at the first word of every sentence, where words are cut with `breaks`.
pub(crate) const SENTENCE_START: &str = "\u{2}";

/// The mark that stands at the first word of every paragraph, where words are cut with `breaks`.
pub(crate) const PARAGRAPH_START: &str = "\u{3}";

/// Longer words are cut here, in the index as in a query.
const LONGEST_WORD: usize = 120;

/// Cuts a text into words for Tantivy; with `breaks`, sentence and paragraph starts are marked.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    pub(crate) breaks: bool,
}

/// A word of a text, as it is looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// The term of the index.
    pub(crate) term: String,
    /// Its number in the text.
    pub(crate) position: u32,
    /// Its bytes in the text.
    pub(crate) span: Span,
}

/// The analyzer of unstemmed words, with sentence and paragraph starts.
pub(crate) fn exact_analyzer() -> TextAnalyzer {
    TextAnalyzer::from(Words { breaks: true })
}

/// The analyzer of English stems.
pub(crate) fn stem_analyzer() -> TextAnalyzer {
    TextAnalyzer::builder(Words { breaks: false }).filter(Stemmer::new(Language::English)).build()
}

/// The stem of a single word.
pub(crate) fn stem_of_analyzer() -> TextAnalyzer {
    TextAnalyzer::builder(RawTokenizer::default()).filter(Stemmer::new(Language::English)).build()
}

/// The one word that a text of plain letters is; `None` when there may be more to it.
fn only_word(text: &str) -> Option<Word> {
    let plain = (1..=LONGEST_WORD).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    plain.then(|| Word { term: text.to_ascii_lowercase(), position: 0, span: Span::new(0, text.len()) })
}

/// The words of a text, unstemmed.
pub(crate) fn exact_words(text: &str) -> Vec<Word> {
    if let Some(word) = only_word(text) {
        return vec![word];
    }
    collect(&mut TextAnalyzer::from(Words { breaks: false }), text)
}

/// The words of a text with its sentence and paragraph starts.
pub(crate) fn exact_words_and_breaks(text: &str) -> Vec<Word> {
    collect(&mut exact_analyzer(), text)
}

thread_local! {
    static STEMS: RefCell<TextAnalyzer> = RefCell::new(stem_of_analyzer());
}

fn with_stem<T>(word: &str, look: impl FnOnce(&str) -> T) -> T {
    STEMS.with_borrow_mut(|stems| {
        let mut stream = stems.token_stream(word);
        look(if stream.advance() { stream.token().text.as_str() } else { "" })
    })
}

/// Whether a folded word has this stem. No stem begins with another letter than its word does, but for a stem of signs.
pub(crate) fn has_stem(word: &str, stem: &str) -> bool {
    let (Some(first), Some(wanted)) = (word.bytes().next(), stem.bytes().next()) else { return false };
    // Marks of sentences and paragraphs are no words.
    let may = if first.is_ascii_alphabetic() { first == wanted } else { first >= b' ' };
    may && with_stem(word, |found| found == stem)
}

/// The words of a text as stems.
pub(crate) fn stemmed_words(text: &str) -> Vec<Word> {
    if let Some(mut word) = only_word(text) {
        word.term = with_stem(&word.term, str::to_owned);
        return vec![word];
    }
    collect(&mut stem_analyzer(), text)
}

fn collect(analyzer: &mut TextAnalyzer, text: &str) -> Vec<Word> {
    let mut words = Vec::with_capacity(text.len() / 6);
    analyzer.token_stream(text).process(&mut |token| {
        words.push(Word {
            term: token.text.clone(),
            position: u32::try_from(token.position).unwrap_or(u32::MAX),
            span: Span::new(token.offset_from, token.offset_to),
        });
    });
    words
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        WordStream {
            reading: annals_text::read(text),
            breaks: self.breaks,
            next: 0,
            inside: 0,
            sentence: None,
            marks: Marks::None,
            position: 0,
            token: Token::default(),
        }
    }
}

/// Which marks are still to be given before the next word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marks {
    None,
    Sentence,
    ParagraphAndSentence,
}

/// The words of one text, one after another.
pub(crate) struct WordStream<'a> {
    reading: Reading<'a>,
    breaks: bool,
    /// Index of the token to look at.
    next: usize,
    /// Bytes of that token already given, for scripts that write without spaces.
    inside: usize,
    /// The sentence last stepped into.
    sentence: Option<usize>,
    marks: Marks,
    /// The number of the next word.
    position: usize,
    token: Token,
}

impl WordStream<'_> {
    /// Steps into the sentence of the next token and counts paragraph ends.
    fn enter_sentence(&mut self) {
        let sentences = self.reading.sentences();
        let mut sentence = self.sentence.unwrap_or(0);
        while sentences.get(sentence).is_some_and(|s| s.tokens.end <= self.next) {
            sentence += 1;
        }
        if self.sentence == Some(sentence) {
            return;
        }
        let paragraph = |i: usize| sentences.get(i).map(|s| s.paragraph);
        let opens_paragraph = self.sentence.is_none_or(|before| paragraph(before) != paragraph(sentence));
        self.sentence = Some(sentence);
        if opens_paragraph {
            self.marks = Marks::ParagraphAndSentence;
            // Text that opens with bare signs has no word before the break.
            self.position += usize::from(self.position > 0);
        } else if self.marks == Marks::None {
            self.marks = Marks::Sentence;
        }
    }

    fn give_mark(&mut self, start: usize, end: usize) -> bool {
        let term = match self.marks {
            Marks::None => return false,
            Marks::ParagraphAndSentence => {
                self.marks = Marks::Sentence;
                PARAGRAPH_START
            }
            Marks::Sentence => {
                self.marks = Marks::None;
                SENTENCE_START
            }
        };
        if !self.breaks {
            self.marks = Marks::None;
            return false;
        }
        self.token.text.clear();
        self.token.text.push_str(term);
        self.place(start, end);
        true
    }

    fn place(&mut self, start: usize, end: usize) {
        self.token.position = self.position;
        self.token.offset_from = start;
        self.token.offset_to = end;
        self.token.position_length = 1;
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some(token) = self.reading.tokens().get(self.next).copied() {
            if self.inside == 0 {
                self.enter_sentence();
            }
            let surface = self.reading.surface(self.next);
            let rest = surface.get(self.inside..).unwrap_or("");
            let is_word = token.kind != TokenKind::Sign || rest.chars().next().is_some_and(char::is_alphanumeric);
            if rest.is_empty() || !is_word {
                self.next += 1;
                self.inside = 0;
                continue;
            }
            let length = piece_length(rest);
            let start = token.start as usize + self.inside;
            if self.give_mark(start, start + length) {
                return true;
            }
            self.token.text.clear();
            let piece = rest.get(..length).unwrap_or(rest);
            if token.kind == TokenKind::Number {
                push_number(piece, &mut self.token.text);
            } else if piece.is_ascii() {
                self.token.text.push_str(piece);
                self.token.text.make_ascii_lowercase();
            } else {
                fold_into(piece, &mut self.token.text);
            }
            cut(&mut self.token.text);
            self.place(start, start + length);
            self.inside += length;
            if self.token.text.is_empty() {
                continue;
            }
            self.position += 1;
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

/// Length of the word at the start of a token: all of it, or one character of a script that writes without spaces.
fn piece_length(rest: &str) -> usize {
    if rest.is_ascii() {
        return rest.len();
    }
    match rest.char_indices().find(|(_, c)| is_unspaced(*c)) {
        Some((0, c)) => c.len_utf8(),
        Some((at, _)) => at,
        None => rest.len(),
    }
}

/// Han, kana, Thai, Lao, Khmer and Burmese write words without spaces between them.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// A number without the commas that part its thousands: "24,000" and "24000" are one word, "1,2" stays as it is.
fn push_number(number: &str, out: &mut String) {
    let whole = number.split_once('.').map_or(number, |(whole, _)| whole);
    let mut groups = whole.split(',');
    let leading = groups.next().unwrap_or("");
    let grouped = (1..=3).contains(&leading.len()) && groups.all(|group| group.len() == 3);
    if grouped {
        out.extend(number.chars().filter(|c| *c != ','));
    } else {
        out.push_str(number);
    }
}

fn cut(term: &mut String) {
    if term.len() > LONGEST_WORD {
        let mut end = LONGEST_WORD;
        while !term.is_char_boundary(end) {
            end -= 1;
        }
        term.truncate(end);
    }
}

#[cfg(test)]
mod tests {
    use super::{PARAGRAPH_START, SENTENCE_START, Word, exact_words, exact_words_and_breaks, stemmed_words};

    fn numbered(words: &[Word]) -> Vec<(&str, u32)> {
        words.iter().map(|word| (word.term.as_str(), word.position)).collect()
    }

    #[test]
    fn words_are_folded_and_numbered() {
        let words = exact_words("Société’s year–to-date gain: 24,000.50 points (5.6%)");
        assert_eq!(
            numbered(&words),
            [("societe", 0), ("'s", 1), ("year", 2), ("to", 3), ("date", 4), ("gain", 5), ("24000.50", 6), ("points", 7), ("5.6", 8)]
        );
        assert_eq!(numbered(&exact_words("1,2 and 1,234,56")), [("1,2", 0), ("and", 1), ("1,234,56", 2)]);
    }

    #[test]
    fn a_paragraph_end_takes_a_number() {
        assert_eq!(
            numbered(&exact_words("Shares rose.\n\nBanks fell. So it goes")).iter().map(|w| w.1).collect::<Vec<_>>(),
            [0, 1, 3, 4, 5, 6, 7]
        );
        assert_eq!(numbered(&exact_words("* * *\n\nShares")), [("shares", 0)]);
    }

    #[test]
    fn sentence_and_paragraph_starts_are_marked() {
        let words = exact_words_and_breaks("Up. “Down” it went.\n\nFlat.");
        let terms: Vec<&str> = words.iter().map(|w| w.term.as_str()).collect();
        assert_eq!(
            terms,
            [PARAGRAPH_START, SENTENCE_START, "up", SENTENCE_START, "down", "it", "went", PARAGRAPH_START, SENTENCE_START, "flat"]
        );
    }

    #[test]
    fn unspaced_scripts_are_cut_by_character() {
        assert_eq!(numbered(&exact_words("A股上涨 today")), [("a", 0), ("股", 1), ("上", 2), ("涨", 3), ("today", 4)]);
    }

    #[test]
    fn stems_stand_at_the_places_of_their_words() {
        let text = "Investors were buying shares, investing heavily";
        let (exact, stems) = (exact_words(text), stemmed_words(text));
        assert_eq!(exact.len(), stems.len());
        assert!(exact.iter().zip(&stems).all(|(a, b)| a.position == b.position && a.span == b.span));
        assert_eq!(stems[2].term, "buy");
        assert_eq!(stems[3].term, "share");
    }

    #[test]
    fn a_word_of_plain_letters_is_read_as_any_text_is() {
        for text in ["a", "Buying", "cannot", "USD", "don", "iPhone", "McDonald", "Gonna", "THE", "shares", "ag", "Mr", "am", "km"] {
            let long = super::collect(&mut super::TextAnalyzer::from(super::Words { breaks: false }), text);
            assert_eq!(exact_words(text), long, "{text}");
            assert_eq!(stemmed_words(text), super::collect(&mut super::stem_analyzer(), text), "{text}");
        }
    }

    #[test]
    fn a_stem_begins_as_its_word_does() {
        let words = "skis skies dying lying tying idly gently ugly early only singly sky news howe atlas cosmos bias andes inning \
                     yes youth yelling boyish generously communism arsenal sayings y ys aed ing eing ied ies us ss 's 90s x-ray";
        for word in words.split_whitespace() {
            let stem = super::with_stem(word, str::to_owned);
            assert!(super::has_stem(word, &stem), "{word} {stem}");
        }
        assert!(!super::has_stem("banks", "rate") && !super::has_stem(super::SENTENCE_START, super::SENTENCE_START));
    }

    #[test]
    fn very_long_words_are_cut_on_a_character() {
        let words = exact_words(&"é".repeat(500));
        assert_eq!(words.len(), 1);
        assert!(words[0].term.len() <= 120);
    }
}
