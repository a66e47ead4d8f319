//! Words between quotation marks, whatever the marks; a quote that runs over paragraphs closes only in its last.

use annals_model::Span;
use annals_text::Reading;
use std::ops::Range;

/// A stretch between quotation marks, the marks included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quotation {
    /// Its tokens from mark to mark.
    pub(crate) tokens: Range<usize>,
    /// Its paragraph ended before a closing mark came.
    pub(crate) unclosed: bool,
    /// It goes on the unclosed one of the paragraph before.
    pub(crate) goes_on: bool,
}

impl Quotation {
    /// Its bytes.
    pub(crate) fn span(&self, reading: &Reading<'_>) -> Span {
        reading.span(self.tokens.clone())
    }

    /// Number of words inside.
    pub(crate) fn words(&self, reading: &Reading<'_>) -> usize {
        self.tokens.clone().filter(|&i| reading.tokens().get(i).is_some_and(|t| t.is_word() || t.is_number())).count()
    }

    /// The token before the closing mark, as printed.
    pub(crate) fn last_sign<'a>(&self, reading: &Reading<'a>) -> &'a str {
        let mut at = self.tokens.end.saturating_sub(if self.unclosed { 1 } else { 2 });
        // ''so it was,''
        while at > self.tokens.start && matches!(reading.surface(at), "'" | "’" | "‘") {
            at -= 1;
        }
        reading.surface(at)
    }
}

/// What a mark may do where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Opens,
    Closes,
    Either,
    None,
}

/// All quotations of the text in order; marks inside another quotation are part of it.
pub(crate) fn quotations(reading: &Reading<'_>) -> Vec<Quotation> {
    let mut found: Vec<Quotation> = Vec::new();
    let mut paragraph_start = 0;
    let mut before_unclosed = false;
    let mut sentences = reading.sentences().iter().peekable();
    while let Some(sentence) = sentences.next() {
        if sentences.peek().is_some_and(|next| next.paragraph == sentence.paragraph) {
            continue;
        }
        let before = found.len();
        in_paragraph(reading, paragraph_start..sentence.tokens.end, &mut found);
        // A paragraph that opens with a mark goes on the one before, when that was left open.
        if before_unclosed {
            match found.get_mut(before) {
                Some(first) if first.tokens.start == paragraph_start => first.goes_on = true,
                _ => {}
            }
        }
        before_unclosed = found.len() > before && found.last().is_some_and(|last| last.unclosed);
        paragraph_start = sentence.tokens.end;
    }
    // An unclosed mark that nothing goes on is a slip, unless it opens its paragraph.
    let keep: Vec<bool> = (0..found.len())
        .map(|k| {
            let Some(quotation) = found.get(k) else { return false };
            let opens_paragraph = reading.tokens().get(quotation.tokens.start).is_some_and(|t| t.line_start);
            !quotation.unclosed || opens_paragraph || found.get(k + 1).is_some_and(|next| next.goes_on)
        })
        .collect();
    let mut keep = keep.into_iter();
    found.retain(|_| keep.next().unwrap_or(false));
    found
}

fn in_paragraph(reading: &Reading<'_>, tokens: Range<usize>, found: &mut Vec<Quotation>) {
    let mut open: Option<(usize, bool)> = None;
    let mut i = tokens.start;
    while i < tokens.end {
        let (mark, width, single) = mark_at(reading, i, tokens.end);
        match (open, mark) {
            (_, Mark::None) => {}
            (None, Mark::Opens | Mark::Either) => open = Some((i, single)),
            (None, Mark::Closes) => {}
            (Some((start, by_single)), Mark::Closes | Mark::Either) if by_single == single => {
                found.push(Quotation { tokens: start..i + width, unclosed: false, goes_on: false });
                open = None;
            }
            // A second opening double mark: the first one was never closed.
            (Some((_, false)), Mark::Opens) if !single && matches!(reading.surface(i), "“" | "”") => open = Some((i, single)),
            (Some((_, true)), Mark::Opens | Mark::Either) if !single => open = Some((i, single)),
            _ => {}
        }
        i += width;
    }
    if let Some((start, false)) = open {
        found.push(Quotation { tokens: start..tokens.end, unclosed: true, goes_on: false });
    }
}

/// What the sign at token `i` does, how many tokens it takes, and whether it is a single mark.
fn mark_at(reading: &Reading<'_>, i: usize, end: usize) -> (Mark, usize, bool) {
    let Some(token) = reading.tokens().get(i) else { return (Mark::None, 1, false) };
    if token.is_word() || token.is_number() {
        return (Mark::None, 1, false);
    }
    let surface = reading.surface(i);
    let space_after = |k: usize| k >= end || reading.tokens().get(k).is_none_or(|t| t.space_before);
    match surface {
        // “here,“ – an opening mark that closes.
        "“" if !token.space_before && space_after(i + 1) => (Mark::Closes, 1, false),
        "“" | "«" | "„" => (Mark::Opens, 1, false),
        // A closing mark at a line's start that touches the next word was meant to open.
        "”" | "»" if token.line_start && !space_after(i + 1) => (Mark::Opens, 1, false),
        "”" | "»" => (Mark::Closes, 1, false),
        "\"" | "＂" => (by_space(reading, i, token.space_before || token.line_start, space_after(i + 1)), 1, false),
        "'" | "’" | "‘" | "`" => {
            let next = reading.tokens().get(i + 1).filter(|t| !t.space_before && i + 1 < end);
            if next.is_some() && matches!(reading.surface(i + 1), "'" | "’" | "‘" | "`") {
                return (by_space(reading, i, token.space_before || token.line_start, space_after(i + 2)), 2, false);
            }
            let mark = single_mark(reading, i, token.space_before || token.line_start, space_after(i + 1));
            (mark, 1, true)
        }
        _ => (Mark::None, 1, false),
    }
}

/// A mark without direction opens after a space and closes before one.
fn by_space(reading: &Reading<'_>, i: usize, space_before: bool, space_after: bool) -> Mark {
    let after_opener = i > 0 && matches!(reading.surface(i - 1), "(" | "[" | "—" | "–" | "-" | "‘" | "“");
    match (space_before || after_opener, space_after) {
        (true, false) => Mark::Opens,
        (false, true) => Mark::Closes,
        _ => Mark::Either,
    }
}

/// Single marks quote only where they cannot be apostrophes: before a word, and after a stop.
fn single_mark(reading: &Reading<'_>, i: usize, space_before: bool, space_after: bool) -> Mark {
    let stop_before = i > 0 && matches!(reading.surface(i - 1), "," | "." | "?" | "!" | "…");
    let word_after = reading.tokens().get(i + 1).is_some_and(|t| t.is_word());
    if space_before && !space_after && word_after && !matches!(reading.word(i + 1), "s" | "em" | "til" | "cause" | "n" | "tis" | "twas") {
        Mark::Opens
    } else if !space_before && space_after && (stop_before || reading.surface(i) == "’" && i > 0 && !reading.word(i - 1).ends_with('s')) {
        Mark::Closes
    } else {
        Mark::None
    }
}
