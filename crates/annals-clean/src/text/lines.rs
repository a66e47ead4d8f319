//! A text's lines with what can be measured on each: its words, its end, its marks.

use super::line::floor;
use annals_model::{RegionKind, Span};

/// One line, without its line end.
#[derive(Clone, Debug)]
pub(super) struct Line<'a> {
    /// As printed.
    pub(super) text: &'a str,
    /// First byte in the whole text.
    pub(super) start: u32,
    /// The byte after the last, line end included.
    pub(super) end: u32,
    /// What it is, once decided.
    pub(super) kind: Option<RegionKind>,
    /// Why.
    pub(super) reason: &'static str,
    /// Whether an empty line stands above.
    pub(super) gap: bool,
    words: u32,
}

/// Letters of a line from which on it may be a paragraph.
const PARAGRAPH: usize = 90;

/// Signs that open an item of a list.
const BULLETS: [char; 12] = ['-', '–', '—', '•', '*', '·', '▪', '●', '◦', '‣', '■', '→'];

/// Lines that are told apart one by one; what follows counts as one. Real texts stay under 5,000.
const MOST_LINES: usize = 200_000;
/// How much of a line tells whether it is a caption or a byline, in bytes.
const OPENING: usize = 256;

/// A text's lines that are not empty, in order.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut gap = false;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let last = out.len() >= MOST_LINES;
        let piece = if last { rest } else { rest.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}']).next().unwrap_or(rest) };
        let end = start + piece.len();
        let line = piece.trim();
        if line.is_empty() {
            gap = true;
            start = end;
            continue;
        }
        let words = line
            .split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '.' | ',' | '-'))
            .filter(|w| w.chars().any(char::is_alphanumeric))
            .count();
        let span = Span::new(start, end);
        let words = u32::try_from(words).unwrap_or(u32::MAX);
        out.push(Line { text: line, start: span.start, end: span.end, kind: None, reason: "", gap, words });
        gap = false;
        start = end;
    }
    out
}

impl<'a> Line<'a> {
    /// Decides what it is.
    pub(super) fn set(&mut self, kind: RegionKind, reason: &'static str) {
        self.kind = Some(kind);
        self.reason = reason;
    }

    /// Decides what it is unless that is decided.
    pub(super) fn or_set(&mut self, kind: RegionKind, reason: &'static str) {
        if self.kind.is_none() {
            self.set(kind, reason);
        }
    }

    /// Without the sign of a list item.
    pub(super) fn bare(&self) -> &'a str {
        self.text.trim_start_matches(BULLETS).trim_start()
    }

    /// Number of words.
    pub(super) fn words(&self) -> usize {
        self.words as usize
    }

    /// Whether it opens with the sign of a list item.
    pub(super) fn is_item(&self) -> bool {
        let mut chars = self.text.chars();
        chars.next().is_some_and(|c| BULLETS.contains(&c)) && chars.next().is_some_and(|c| c.is_whitespace() || c.is_uppercase())
    }

    /// Whether it ends as a sentence ends.
    pub(super) fn ends_sentence(&self) -> bool {
        let end = self.text.trim_end_matches(['"', '”', '’', '\'', '»', ')', ']', '」', '』', ' ']);
        end.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟'])
    }

    /// Whether it is a paragraph: a sentence of some length, or a long line.
    pub(super) fn is_prose(&self) -> bool {
        let letters =
            if self.text.is_ascii() { self.text.len() } else { self.text.chars().map(|c| if c >= '\u{2e80}' { 3 } else { 1 }).sum() };
        (letters >= PARAGRAPH / 2 && self.ends_sentence() && (self.words >= 7 || letters > self.text.len() / 2 * 3))
            || letters >= 2 * PARAGRAPH
    }

    /// Whether its longer words all open with a capital: "Will the Rally Last?".
    pub(super) fn is_title_case(&self) -> bool {
        self.bare()
            .split_whitespace()
            .filter(|w| w.len() > 4)
            .all(|w| w.chars().find(|c| c.is_alphanumeric()).is_none_or(|c| !c.is_lowercase()))
    }

    /// Whether its first letter is no small one.
    pub(super) fn is_capitalised(&self) -> bool {
        self.bare().chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase())
    }

    /// Whether it is only signs.
    pub(super) fn is_lone_sign(&self) -> bool {
        !self.text.is_empty() && self.text.chars().count() <= 3 && !self.text.chars().any(char::is_alphanumeric)
    }

    /// "Photo: …", "(Image: …)", "Pictured: …".
    pub(super) fn is_caption(&self) -> bool {
        let opening = self.bare().trim_start_matches(['(', '[']);
        let folded = annals_text::fold(opening.get(..floor(opening, OPENING)).unwrap_or(opening));
        let opening = folded.split(':').next().unwrap_or_default();
        let named = ["photo by ", "photos by ", "image by ", "photograph by ", "picture by ", "illustration by ", "photo courtesy "]
            .iter()
            .any(|o| folded.starts_with(o));
        if named && self.words <= 30 {
            return true;
        }
        folded.contains(':')
            && matches!(
                opening.trim(),
                "photo"
                    | "photos"
                    | "photo by"
                    | "photo credit"
                    | "image"
                    | "image credit"
                    | "image source"
                    | "picture"
                    | "pictured"
                    | "file photo"
                    | "caption"
                    | "graphic"
                    | "illustration"
                    | "chart"
                    | "source"
                    | "photograph"
                    | "photo illustration"
            )
            && self.words <= 60
    }

    /// "By Jane Doe", "Reporting by …; editing by …", "Written by …".
    pub(super) fn is_byline(&self) -> bool {
        let bare = self.bare();
        let folded = annals_text::fold(bare.get(..floor(bare, OPENING)).unwrap_or(bare));
        if folded.starts_with('(') && annals_text::fold(bare).contains("reporting by ")
            || folded.starts_with("reporting by ")
            || folded.starts_with("editing by ")
        {
            return true;
        }
        let Some(rest) = ["by ", "written by ", "by: ", "author: ", "authors: ", "posted by ", "story by ", "words by "]
            .iter()
            .find_map(|o| folded.strip_prefix(o))
        else {
            return false;
        };
        let opening = folded.len() - rest.len();
        let names = bare.get(opening..).unwrap_or_default();
        self.words <= 12
            && !self.ends_sentence()
            && names
                .split_whitespace()
                .filter(|w| !matches!(*w, "and" | "&" | "|" | "," | "-"))
                .take(2)
                .all(|w| w.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase))
    }
}
