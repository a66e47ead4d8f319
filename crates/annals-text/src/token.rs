//! Words, numbers and signs: the pieces a rule looks at.
//!
//! * A run of letters, with digits after the first letter, is one word: `Q1`, `CSI300`, `COVID`.
//! * `U.S.`, `p.m.`, `J.P.` stay one word with their dots; `Jan.` is a word and a sign.
//! * A possessive `'s` (straight or curly) is a word of its own; `O'Neill`, `don't` and `l'Oréal` are one word.
//! * A number keeps its separators: `23,477.9`; letters after it are a word: `5.6` `bn`, `21` `st`.
//! * Every other character is a sign of its own: `HK` `$` `435`, `year` `-` `to` `-` `date`.

use annals_model::Span;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, perhaps with digits after the first.
    Word,
    /// Digits with their separators.
    Number,
    /// One other character.
    Sign,
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `shares`, and everything that is no word.
    Lower,
    /// `Shares`.
    Title,
    /// `HSBC`, `U.S.`, and single capitals.
    Upper,
    /// `DeepSeek`, `iPhone`.
    Mixed,
}

/// One piece of text. 24 bytes; its words are slices of the text or of the reading's folded copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// First byte in the text.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    pub(crate) folded_start: u32,
    pub(crate) folded_end: u32,
    /// Word, number or sign.
    pub kind: TokenKind,
    /// How it is written.
    pub shape: Shape,
    /// White space, or the text's start, stands before it.
    pub space_before: bool,
    /// A line break stands before it (or the text's start).
    pub line_start: bool,
}

impl Token {
    /// Where it stands.
    #[inline]
    #[must_use]
    pub fn span(&self) -> Span {
        Span { start: self.start, end: self.end }
    }

    /// Whether it begins with a capital.
    #[inline]
    #[must_use]
    pub fn is_capitalised(&self) -> bool {
        self.kind == TokenKind::Word && self.shape != Shape::Lower
    }

    /// Whether it is a word.
    #[inline]
    #[must_use]
    pub fn is_word(&self) -> bool {
        self.kind == TokenKind::Word
    }

    /// Whether it is a number in digits.
    #[inline]
    #[must_use]
    pub fn is_number(&self) -> bool {
        self.kind == TokenKind::Number
    }
}

/// What an ASCII byte can do in a token; a byte of another character is [`FOREIGN`].
const SPACE: u8 = 1;
const BREAK: u8 = 2;
const DIGIT: u8 = 4;
const LOWER: u8 = 8;
const UPPER: u8 = 16;
const FOREIGN: u8 = 32;

/// The class of every byte, so that plain English is cut without looking at characters.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'\n' | b'\r' => SPACE | BREAK,
            b' ' | b'\t' | b'\x0b' | b'\x0c' => SPACE,
            b'0'..=b'9' => DIGIT,
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            128.. => FOREIGN,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

#[inline]
fn class(byte: u8) -> u8 {
    CLASSES[usize::from(byte)]
}

/// Cuts `text` into tokens. `folded` is the text in lower case as far as it is ASCII, byte for byte; words with other letters
/// have their lower-case form appended to it.
pub(crate) fn tokens(text: &str, folded: &mut String) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut found = Vec::with_capacity(bytes.len() / 5 + 4);
    let (mut at, mut space_before, mut line_start) = (0, true, true);
    while at < bytes.len() {
        let first = class(bytes[at]);
        if first & SPACE != 0 {
            space_before = true;
            line_start |= first & BREAK != 0;
            at += 1;
            continue;
        }
        let (end, kind, shape, plain) = if first & (LOWER | UPPER) != 0 {
            let (end, shape, plain) = word(text, at);
            (end, TokenKind::Word, shape, plain)
        } else if first & DIGIT != 0 {
            (number_end(bytes, at), TokenKind::Number, Shape::Lower, true)
        } else {
            let c = char_at(text, at);
            if first & FOREIGN != 0 && (c.is_whitespace() || is_invisible(c)) {
                space_before |= c.is_whitespace();
                at += c.len_utf8();
                continue;
            }
            if is_letter(c) {
                let end = word_end(text, at);
                (end, TokenKind::Word, shape(&text[at..end]), false)
            } else if is_apostrophe(c) && !space_before && possessive(text, at) {
                let end = at + c.len_utf8() + 1;
                (end, TokenKind::Word, shape(&text[at..end]), c == '\'')
            } else {
                (at + c.len_utf8(), TokenKind::Sign, Shape::Lower, first & FOREIGN == 0)
            }
        };
        let (mut folded_start, mut folded_end) = (at, end);
        if !plain {
            folded_start = folded.len();
            lower_into(&text[at..end], folded);
            folded_end = folded.len();
        }
        found.push(Token {
            start: offset(at),
            end: offset(end),
            folded_start: offset(folded_start),
            folded_end: offset(folded_end),
            kind,
            shape,
            space_before,
            line_start,
        });
        (space_before, line_start) = (false, false);
        at = end;
    }
    found
}

/// The end of a word that opens with an ASCII letter, how it is written, and whether it is ASCII throughout.
fn word(text: &str, start: usize) -> (usize, Shape, bool) {
    let bytes = text.as_bytes();
    let mut end = start;
    let (mut capitals, mut small) = (0_u32, 0_u32);
    while let Some(class) = bytes.get(end).map(|byte| class(*byte)).filter(|class| class & (LOWER | UPPER | DIGIT) != 0) {
        capitals += u32::from(class & UPPER != 0);
        small += u32::from(class & LOWER != 0);
        end += 1;
    }
    let stop = bytes.get(end).copied().unwrap_or(b' ');
    // Accents, apostrophes and dotted initials take the long way.
    if class(stop) & FOREIGN != 0 || stop == b'\'' || stop == b'.' && end == start + 1 {
        end = word_end(text, start);
        let surface = &text[start..end];
        return (end, shape(surface), surface.is_ascii());
    }
    let opens_upper = class(bytes[start]) & UPPER != 0;
    let shape = match (capitals, small) {
        (0, _) => Shape::Lower,
        (_, 0) => Shape::Upper,
        (1, _) if opens_upper => Shape::Title,
        _ => Shape::Mixed,
    };
    (end, shape, true)
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn char_at(text: &str, at: usize) -> char {
    text[at..].chars().next().unwrap_or('\0')
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || (!c.is_ascii() && c.is_alphabetic())
}

/// Straight and curly apostrophes.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '＇')
}

/// Soft hyphens, zero-width characters and byte order marks carry no words.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Digits, with `,` `.` between digits: `1,000.5`; a full stop at the end stays outside.
fn number_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while at < bytes.len() {
        let inside = bytes[at].is_ascii_digit() || (matches!(bytes[at], b',' | b'.') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit));
        if !inside {
            break;
        }
        at += 1;
    }
    at
}

/// The end of a word that starts at `start` with a letter.
fn word_end(text: &str, start: usize) -> usize {
    if let Some(end) = dotted_end(text.as_bytes(), start) {
        return end;
    }
    let mut end = start;
    let mut chars = text[start..].char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let here = start + i;
        if is_letter(c) || c.is_ascii_digit() || is_mark(c) {
            end = here + c.len_utf8();
        } else if is_apostrophe(c) {
            // "O'Neill" and "don't" go on; "Kong's" and "investors'" stop before the apostrophe.
            let letter_after = chars.peek().is_some_and(|(_, next)| is_letter(*next));
            if !letter_after || possessive(text, here) {
                break;
            }
        } else {
            break;
        }
    }
    end
}

/// Combining marks belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// `U.S.`, `p.m.`, `J.P.`: single letters, each with a dot, two or more.
fn dotted_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    let mut letters = 0;
    while at + 1 < bytes.len() && bytes[at].is_ascii_alphabetic() && bytes[at + 1] == b'.' {
        letters += 1;
        at += 2;
    }
    let cut_in_word = bytes.get(at).is_some_and(|b| b.is_ascii_alphanumeric());
    (letters >= 2 && !cut_in_word).then_some(at)
}

/// Whether the apostrophe at `at` opens a final `'s`.
fn possessive(text: &str, at: usize) -> bool {
    let mut after = text[at..].chars().skip(1);
    matches!(after.next(), Some('s' | 'S')) && !after.next().is_some_and(|c| is_letter(c) || c.is_ascii_digit())
}

fn shape(surface: &str) -> Shape {
    let mut first = true;
    let (mut opens_upper, mut uppers, mut lowers) = (false, 0, 0);
    for c in surface.chars() {
        if c.is_uppercase() {
            uppers += 1;
            opens_upper |= first;
        } else if c.is_lowercase() {
            lowers += 1;
        }
        first = false;
    }
    match (uppers, lowers) {
        (0, _) => Shape::Lower,
        (_, 0) => Shape::Upper,
        (1, _) if opens_upper => Shape::Title,
        _ => Shape::Mixed,
    }
}

/// Lower case, with typographic apostrophes made straight; accents stay.
fn lower_into(surface: &str, out: &mut String) {
    for c in surface.chars() {
        if is_apostrophe(c) {
            out.push('\'');
        } else {
            out.extend(c.to_lowercase());
        }
    }
}

#[cfg(test)]
mod tests {
    fn cut(text: &str) -> Vec<String> {
        let reading = crate::read(text);
        (0..reading.len()).map(|i| reading.surface(i).to_owned()).collect()
    }

    #[test]
    fn words_numbers_and_signs() {
        assert_eq!(cut("HK$435 billion"), ["HK", "$", "435", "billion"]);
        assert_eq!(cut("5.6bn, 23,477.9."), ["5.6", "bn", ",", "23,477.9", "."]);
        assert_eq!(cut("Hong Kong’s U.S. 21st"), ["Hong", "Kong", "’s", "U.S.", "21", "st"]);
        assert_eq!(cut("investors' O'Neill don’t"), ["investors", "'", "O'Neill", "don’t"]);
        assert_eq!(cut("year-to-date Q1 9988.HK"), ["year", "-", "to", "-", "date", "Q1", "9988", ".", "HK"]);
        assert_eq!(cut("S.E.C. J.P. Morgan p.m."), ["S.E.C.", "J.P.", "Morgan", "p.m."]);
    }

    #[test]
    fn folded_words_are_lower_case() {
        let reading = crate::read("Zürich’s HSBC");
        assert_eq!(reading.word(0), "zürich");
        assert_eq!(reading.word(1), "'s");
        assert_eq!(reading.word(2), "hsbc");
    }
}
