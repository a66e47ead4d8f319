//! Where sentences end: at `.` `!` `?` before a capital, a digit or a quotation mark, and at every line break.
//!
//! A line break always ends a sentence: in cleaned pages and plain-text news a line is a paragraph, a heading or a list
//! item. A text with hard-wrapped lines is told by its line lengths, and its single breaks count as spaces.

use crate::reading::Sentence;
use crate::token::{Shape, Token, TokenKind, is_apostrophe};
use annals_model::Span;

/// Quotation marks and brackets in a row that are looked through, at the most: a line of nothing else stays cheap.
const MARKS: usize = 8;

/// Words whose final dot does not end a sentence.
const ABBREVIATIONS: &[&str] = &[
    "adm", "apr", "aug", "brig", "capt", "cie", "cmdr", "co", "col", "corp", "cos", "dec", "dept", "dr", "drs", "est", "etc", "feb", "fri",
    "gen", "gov", "hon", "inc", "jan", "jr", "jul", "jun", "lt", "ltd", "maj", "mar", "messrs", "mon", "mr", "mrs", "ms", "mt", "no",
    "nov", "nos", "oct", "pct", "prof", "pte", "pty", "rep", "reps", "rev", "sat", "sen", "sens", "sep", "sept", "sgt", "sr", "st", "sun",
    "thu", "thur", "thurs", "tue", "tues", "vs", "wed", "bhd", "sdn", "approx", "figs", "fig", "vol", "ave", "blvd", "bros", "mfg", "intl",
    "natl",
];

/// Abbreviations that often do stand at a sentence's end: a capital after them may open the next one.
const OFTEN_FINAL: &[&str] = &["bhd", "bros", "co", "corp", "cos", "etc", "inc", "jr", "ltd", "mfg", "pct", "pte", "pty", "sr"];

/// Words that open a sentence far more often than they go on a name.
const OPENERS: &[&str] = &[
    "a",
    "after",
    "all",
    "also",
    "although",
    "among",
    "an",
    "and",
    "as",
    "at",
    "because",
    "before",
    "both",
    "but",
    "by",
    "despite",
    "during",
    "each",
    "even",
    "for",
    "from",
    "he",
    "her",
    "his",
    "how",
    "however",
    "if",
    "in",
    "it",
    "its",
    "last",
    "many",
    "meanwhile",
    "more",
    "most",
    "no",
    "not",
    "of",
    "on",
    "one",
    "other",
    "our",
    "over",
    "she",
    "shares",
    "since",
    "so",
    "some",
    "such",
    "that",
    "the",
    "their",
    "there",
    "these",
    "they",
    "this",
    "those",
    "to",
    "under",
    "we",
    "what",
    "when",
    "where",
    "while",
    "with",
    "you",
    "analysts",
    "investors",
    "revenue",
];

/// Cuts the tokens of `text` into sentences.
pub(crate) fn split(text: &str, tokens: &[Token], folded: &str) -> Vec<Sentence> {
    let wrapped = hard_wrapped(text);
    let mut sentences = Vec::with_capacity(tokens.len() / 16 + 1);
    let (mut first, mut paragraph) = (0, 0);
    for i in 0..tokens.len() {
        let next = tokens.get(i + 1);
        let line_ends = next.is_some_and(|next| next.line_start && (!wrapped || blank_line(text, tokens[i].end, next.start)));
        if next.is_none() || line_ends || ends_here(text, tokens, folded, i) {
            sentences.push(Sentence { span: Span { start: tokens[first].start, end: tokens[i].end }, tokens: first..i + 1, paragraph });
            first = i + 1;
        }
        if line_ends {
            paragraph += 1;
        }
    }
    sentences
}

/// Most lines are of one length and stop in mid-sentence: an e-mail or an old wire file.
fn hard_wrapped(text: &str) -> bool {
    let (mut lines, mut wrapped) = (0_usize, 0_usize);
    let mut previous: Option<&str> = None;
    for line in text.lines().take(400) {
        if let Some(before) = previous.filter(|before| !before.trim().is_empty() && !line.trim().is_empty()) {
            lines += 1;
            let long = (50..=90).contains(&before.len());
            let open = before.trim_end().ends_with(|c: char| c.is_lowercase() || c == ',');
            let goes_on = line.trim_start().starts_with(char::is_alphanumeric);
            wrapped += usize::from(long && open && goes_on);
        }
        previous = Some(line);
    }
    lines >= 4 && wrapped * 2 > lines
}

fn blank_line(text: &str, from: u32, to: u32) -> bool {
    text[from as usize..to as usize].bytes().filter(|b| *b == b'\n').count() > 1
}

/// Whether a sentence ends after token `i`.
fn ends_here(text: &str, tokens: &[Token], folded: &str, i: usize) -> bool {
    let token = &tokens[i];
    let dotted = token.end > token.start && text.as_bytes()[token.end as usize - 1] == b'.';
    if token.kind == TokenKind::Number || token.kind == TokenKind::Word && !dotted {
        return false;
    }
    let surface = |k: usize| &text[tokens[k].start as usize..tokens[k].end as usize];
    let word = |k: usize| &folded[tokens[k].folded_start as usize..tokens[k].folded_end as usize];
    // Closing quotation marks and brackets belong to the sentence that ends before them.
    let mut stop = i;
    while stop > 0 && i - stop < MARKS && tokens[stop].kind == TokenKind::Sign && is_closer(surface(stop)) && !tokens[stop].space_before {
        stop -= 1;
    }
    if i + 1 < tokens.len() && !tokens[i + 1].space_before && is_closer(surface(i + 1)) {
        return false;
    }
    let dotted_word = stop == i && token.kind == TokenKind::Word;
    let sign = tokens[stop].kind == TokenKind::Sign;
    let terminal = sign && matches!(surface(stop), "." | "!" | "?" | "…" | "。" | "！" | "？");
    if !terminal && !dotted_word {
        return false;
    }
    if sign && matches!(surface(stop), "。" | "！" | "？") {
        return true;
    }
    let Some(next) = tokens.get(i + 1) else { return true };
    if !next.space_before {
        return false;
    }
    let mut begin = i + 1;
    while begin + 1 < tokens.len() && begin - i <= MARKS && tokens[begin].kind == TokenKind::Sign && is_opener(surface(begin)) {
        begin += 1;
    }
    let opens = tokens[begin].is_capitalised() || tokens[begin].kind == TokenKind::Number || begin > i + 1 || !surface(begin).is_ascii();
    let lower_name = tokens[begin].kind == TokenKind::Word && tokens[begin].shape == Shape::Lower;
    if !opens || (lower_name && begin == i + 1) {
        return tokens[begin].kind == TokenKind::Sign && matches!(surface(begin), "•" | "–" | "—" | "-");
    }
    if dotted_word {
        // "U.S. stocks" is out already; "the U.S. The index" ends, "U.S. Treasury" does not.
        return OPENERS.contains(&word(begin));
    }
    if surface(stop) != "." || stop == 0 || stop != i {
        return true;
    }
    let before = &tokens[stop - 1];
    if before.kind != TokenKind::Word || tokens[stop].space_before {
        return true;
    }
    let single_initial = before.shape == Shape::Upper && surface(stop - 1).chars().count() == 1 && word(stop - 1) != "i";
    if single_initial {
        return OPENERS.contains(&word(begin));
    }
    // "no" abbreviates "number" only before a number, "mar" and "sun" only as capitals.
    let abbreviated = ABBREVIATIONS.contains(&word(stop - 1));
    if !abbreviated || (word(stop - 1) == "no" && tokens[begin].kind != TokenKind::Number) {
        return true;
    }
    // "Acme Co. Ltd. (AC) rose": a bracket goes on; a quotation mark opens the next sentence.
    let quotation = begin > i + 1 && !matches!(surface(i + 1), "(" | "[");
    OFTEN_FINAL.contains(&word(stop - 1)) && (OPENERS.contains(&word(begin)) || quotation)
}

fn is_closer(sign: &str) -> bool {
    matches!(sign, "\"" | "”" | ")" | "]" | "»") || sign.chars().all(is_apostrophe)
}

fn is_opener(sign: &str) -> bool {
    matches!(sign, "\"" | "“" | "‘" | "(" | "[" | "«" | "'")
}

#[cfg(test)]
mod tests {
    fn cut(text: &str) -> Vec<&str> {
        crate::read(text).sentences().iter().map(|s| s.span.of(text)).collect()
    }

    #[test]
    fn dots_that_end_and_dots_that_do_not() {
        assert_eq!(cut("Acme Corp. rose. It fell."), ["Acme Corp. rose.", "It fell."]);
        assert_eq!(cut("Shares of Acme Inc. The firm fell."), ["Shares of Acme Inc.", "The firm fell."]);
        assert_eq!(cut("Acme Mining Co. Ltd. (AMC) rose."), ["Acme Mining Co. Ltd. (AMC) rose."]);
        assert_eq!(cut("The U.S. Treasury sold bonds."), ["The U.S. Treasury sold bonds."]);
        assert_eq!(cut("It left the U.S. The dollar rose."), ["It left the U.S.", "The dollar rose."]);
        assert_eq!(cut("On Jan. 20 it rose 2.5% to No. 3."), ["On Jan. 20 it rose 2.5% to No. 3."]);
        assert_eq!(cut("Mr. J. Smith spoke. Ms. Lee left."), ["Mr. J. Smith spoke.", "Ms. Lee left."]);
    }

    #[test]
    fn quotation_marks_close_with_their_sentence() {
        assert_eq!(cut("“It is over.” She left."), ["“It is over.”", "She left."]);
        assert_eq!(cut("\"It is over,\" she said. \"We go.\""), ["\"It is over,\" she said.", "\"We go.\""]);
        assert_eq!(cut("“Why now?” he asked."), ["“Why now?” he asked."]);
    }

    #[test]
    fn lines_end_sentences_unless_wrapped() {
        assert_eq!(cut("A heading\nA paragraph."), ["A heading", "A paragraph."]);
        let wrapped = "the quick recovery of shares in the city of London has taken\nmany by surprise and more than a few of the older hands say\nthat it cannot go on for ever while rates stay where they are\nand the pound is as weak as it has been in ten years or more\nwhich is what the bank said in its last report on the matter.";
        assert_eq!(cut(wrapped).len(), 1);
    }
}
