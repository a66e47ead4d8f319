//! Writes the chosen blocks as the article's text, one blank line between them, and says for every byte what it is.

use crate::block::Block;
use crate::body::Chosen;
use crate::text::key;
use annals_model::{Article, Region, RegionKind, Span};
use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

const HEADLINE_REASON: &str = "the page's headline";
const LINKED_REASON: &str = "the text of the page's structured data";

/// Writes headline and blocks with their regions.
pub(crate) fn write(article: &mut Article, blocks: &[Block], chosen: &[Chosen]) {
    let headline = article.headline.clone().unwrap_or_default();
    let headline_key = key(&headline);
    let mut writer = Writer::default();
    if !headline.is_empty() && !chosen.is_empty() {
        writer.push(&headline, RegionKind::Headline, HEADLINE_REASON);
    }
    for (at, part) in chosen.iter().enumerate() {
        let Some(block) = blocks.get(part.block) else { continue };
        if part.kind != RegionKind::Caption && at < 6 && !headline_key.is_empty() && key(&block.text) == headline_key {
            continue;
        }
        writer.block(block, part);
    }
    (article.text, article.regions) = writer.done();
}

/// The text JSON-LD gives, when the page itself shows none or only its opening.
pub(crate) fn from_linked_data(article: &mut Article, body: &str) {
    let mut writer = Writer::default();
    if let Some(headline) = &article.headline {
        writer.push(headline, RegionKind::Headline, HEADLINE_REASON);
    }
    writer.linked(body);
    (article.text, article.regions) = writer.done();
}

/// A block's words without its citation marks: they point at a list and say nothing.
fn without_marks(block: &Block) -> String {
    let mut out = String::with_capacity(block.text.len());
    let mut from = 0;
    for (start, end) in &block.marks {
        push_after_space(&mut out, block.text.get(from..*start).unwrap_or_default());
        from = *end;
    }
    push_after_space(&mut out, block.text.get(from..).unwrap_or_default());
    out
}

/// Appends words; where a mark stood between two spaces, one is left.
fn push_after_space(out: &mut String, words: &str) {
    let doubled = out.ends_with(' ') && words.starts_with(' ');
    out.push_str(words.get(usize::from(doubled)..).unwrap_or_default());
}

/// A text that grows by blocks, with its regions.
#[derive(Default)]
pub(crate) struct Writer {
    text: String,
    regions: Vec<Region>,
}

impl Writer {
    /// Adds a block of words; words that are none are left out.
    pub(crate) fn push(&mut self, words: &str, kind: RegionKind, reason: &str) {
        let words = match is_nfc_quick(words.chars()) {
            IsNormalized::Yes => Cow::Borrowed(words),
            _ => Cow::Owned(words.nfc().collect::<String>()),
        };
        let words = words.trim();
        if words.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        if let Some(last) = self.regions.last_mut() {
            last.span.end = Span::new(0, start).end;
        }
        self.text.push_str(words);
        let end = self.text.len();
        match self.regions.last_mut() {
            Some(last) if last.kind == kind && kind != RegionKind::Headline => last.span.end = Span::new(0, end).end,
            _ => self.regions.push(Region { span: Span::new(start, end), kind, reason: reason.to_owned() }),
        }
    }

    /// Goes on with the last paragraph where it broke off in a sentence and `words` take it up in small letters; gives where they begin.
    pub(crate) fn push_on(&mut self, words: &str) -> Option<usize> {
        let last = self.regions.last().filter(|last| last.kind == RegionKind::Body)?;
        let open = self.text.chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, ',' | '-' | '–'));
        if !open || !words.starts_with(char::is_lowercase) || last.span.is_empty() {
            return None;
        }
        self.text.push(' ');
        let start = self.text.len();
        self.text.push_str(words);
        let end = self.text.len();
        if let Some(last) = self.regions.last_mut() {
            last.span.end = Span::new(start, end).end;
        }
        Some(start)
    }

    /// Adds a chosen block of the page.
    pub(crate) fn block(&mut self, block: &Block, part: &Chosen) {
        if part.kind == RegionKind::Body && !block.marks.is_empty() {
            self.push(&without_marks(block), part.kind, part.reason);
        } else {
            self.push(&block.text, part.kind, part.reason);
        }
    }

    /// Adds a text of structured data, HTML or plain, a block a line.
    pub(crate) fn linked(&mut self, body: &str) {
        for line in linked_lines(body) {
            self.push(&line, RegionKind::Body, LINKED_REASON);
        }
    }

    /// Where the next block will begin.
    pub(crate) fn next_start(&self) -> usize {
        if self.text.is_empty() { 0 } else { self.text.len() + 2 }
    }

    /// Where the last block ended.
    pub(crate) fn end(&self) -> usize {
        self.text.len()
    }

    /// Text and regions.
    pub(crate) fn done(self) -> (String, Vec<Region>) {
        (self.text, self.regions)
    }
}

/// The lines of a text of structured data, white space collapsed, blank ones left out.
pub(crate) fn linked_lines(body: &str) -> Vec<String> {
    let plain = if body.contains('<') || body.contains('&') { Cow::Owned(crate::meta::unescape(body)) } else { Cow::Borrowed(body) };
    plain.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|line| !line.is_empty()).collect()
}
