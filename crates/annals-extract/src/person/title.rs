//! Titles as printed: "head of institutional equities sales trading", "Chief China Equity Strategist".

use super::lexicon::{self, Head};
use crate::attribution::cue;
use annals_model::{Kind, Mention};
use annals_text::{Reading, Shape};
use std::ops::Range;

/// A title found in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Title {
    /// Its tokens, without article.
    pub(crate) tokens: Range<usize>,
    /// Office or calling.
    pub(crate) sort: Head,
}

/// A title with the employer stated beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Statement {
    /// The title.
    pub(crate) title: Option<Range<usize>>,
    /// Index into the mentions.
    pub(crate) employer: Option<usize>,
    /// The token after the statement.
    pub(crate) end: usize,
}

/// The longest title looked at, in tokens.
const LONGEST: usize = 10;

/// Whether people work for such a thing.
pub(crate) fn employs(kind: Kind) -> bool {
    matches!(kind, Kind::Firm | Kind::Organisation | Kind::Regulator | Kind::Exchange | Kind::Media | Kind::Agency)
}

/// The mention that starts at token `i`.
pub(crate) fn mention_at(reading: &Reading<'_>, mentions: &[Mention], i: usize) -> Option<usize> {
    let start = reading.tokens().get(i)?.start;
    let found = mentions.partition_point(|m| m.span.start < start);
    mentions.get(found).filter(|m| m.span.start == start).map(|_| found)
}

/// The mention that ends with token `i - 1`.
pub(crate) fn mention_before(reading: &Reading<'_>, mentions: &[Mention], i: usize) -> Option<usize> {
    let last = reading.tokens().get(i.checked_sub(1)?)?;
    let after = mentions.partition_point(|m| m.span.start < last.end);
    // Mentions do not overlap but for a name inside a name: two steps back suffice.
    (after.saturating_sub(2)..after).rev().find(|&k| mentions.get(k).is_some_and(|m| m.span.end == last.end))
}

/// The token after mention `k`.
pub(crate) fn token_after(reading: &Reading<'_>, mentions: &[Mention], k: usize) -> usize {
    mentions.get(k).map_or(0, |m| reading.token_at(m.span.end))
}

/// Reads a title that starts at token `i`, an article before it allowed.
pub(crate) fn title_at(reading: &Reading<'_>, mentions: &[Mention], i: usize) -> Option<Title> {
    let mut start = i;
    while is_determiner(reading.word(start)) && start < i + 2 {
        start += 1;
    }
    let with_article = start > i;
    let (mut end, sort) = core_at(reading, start, with_article)?;
    let mut tokens_end = end;
    // "chairman and chief executive", "founder & CEO"
    for _ in 0..2 {
        let joined = matches!(reading.word(end), "and" | "&" | "/");
        let Some((next, _)) = joined.then(|| core_at(reading, end + 1, false)).flatten() else { break };
        (end, tokens_end) = (next, next);
    }
    if let Some(complement) = complement_at(reading, mentions, end) {
        tokens_end = complement;
    }
    let bare_head = end == start + 1 && tokens_end == end && reading.word(start) == "head";
    (!bare_head).then_some(Title { tokens: start..tokens_end, sort })
}

/// Modifiers and the head: the token after the head.
fn core_at(reading: &Reading<'_>, start: usize, with_article: bool) -> Option<(usize, Head)> {
    let mut found = None;
    let mut unknown = 0;
    let mut k = start;
    while k < start + LONGEST {
        let token = reading.tokens().get(k)?;
        let word = reading.word(k);
        if k > start && token.line_start {
            break;
        }
        if !token.is_word() {
            let hyphen = matches!(reading.surface(k), "-" | "&" | "/") && token.space_before == (reading.surface(k) == "&");
            if !hyphen || k == start {
                break;
            }
            k += 1;
            continue;
        }
        if let Some(sort) = lexicon::head(word) {
            found = Some((k + 1, sort));
        } else if !lexicon::is_title_part(word) {
            // An unknown word: a modifier before the head, the end of the title after it.
            let based = word == "based" && reading.surface(k.wrapping_sub(1)) == "-";
            if found.is_some() || stops_title(word) || (token.shape == Shape::Lower && !based && cue::is_cue(word)) {
                break;
            }
            unknown += 1;
            if unknown > if with_article { 5 } else { 2 } {
                break;
            }
        } else if found.is_some() && token.is_capitalised() && !reading.tokens().get(k - 1).is_some_and(|t| t.is_capitalised()) {
            break;
        }
        k += 1;
    }
    found
}

/// "of emerging markets", "for China": the token after it, when no employer stands there.
fn complement_at(reading: &Reading<'_>, mentions: &[Mention], i: usize) -> Option<usize> {
    if !matches!(reading.word(i), "of" | "for") {
        return None;
    }
    let mut first = i + 1;
    while is_determiner(reading.word(first)) && first < i + 3 {
        first += 1;
    }
    if employer_starts(reading, mentions, first) {
        return None;
    }
    // "chief executive for nine years"
    if reading.word(i) == "for"
        && (first..first + 4).any(|k| matches!(reading.word(k), "year" | "years" | "months" | "decade" | "decades" | "weeks" | "now"))
    {
        return None;
    }
    let mut k = first;
    while k < first + LONGEST {
        let Some(token) = reading.tokens().get(k) else { break };
        let word = reading.word(k);
        if token.line_start || employer_starts(reading, mentions, k) {
            break;
        }
        let inside = if token.is_word() {
            !(stops_title(word) || (token.shape == Shape::Lower && cue::is_cue(word)))
        } else {
            matches!(reading.surface(k), "-" | "&" | "/")
        };
        if !inside {
            break;
        }
        k += 1;
    }
    while k > first && matches!(reading.word(k - 1), "and" | "&" | "-" | "the") {
        k -= 1;
    }
    (k > first).then_some(k)
}

/// Whether an employer's name starts at token `i`. An unlisted name before "research" is the field: "head of China Internet research".
fn employer_starts(reading: &Reading<'_>, mentions: &[Mention], i: usize) -> bool {
    mention_at(reading, mentions, i).is_some_and(|k| {
        let unlisted = mentions.get(k).is_some_and(|m| m.entity.as_ref().is_some_and(|id| id.as_str().starts_with("nil:")));
        let field = matches!(reading.surface(token_after(reading, mentions, k)), "research" | "strategy" | "equities" | "equity");
        mentions.get(k).is_some_and(|m| employs(m.kind)) && !(unlisted && field)
    })
}

/// Words that no title holds (but in its "of" part, which is read apart).
fn stops_title(word: &str) -> bool {
    matches!(
        word,
        "at" | "in"
            | "with"
            | "from"
            | "who"
            | "whose"
            | "whom"
            | "that"
            | "which"
            | "to"
            | "by"
            | "on"
            | "of"
            | "for"
            | "as"
            | "is"
            | "was"
            | "were"
            | "are"
            | "be"
            | "been"
            | "has"
            | "had"
            | "have"
            | "will"
            | "would"
            | "could"
            | "can"
            | "may"
            | "might"
            | "should"
            | "did"
            | "does"
            | "do"
            | "not"
            | "but"
            | "or"
            | "when"
            | "while"
            | "where"
            | "after"
            | "before"
            | "because"
            | "if"
            | "than"
            | "he"
            | "she"
            | "it"
            | "they"
            | "we"
            | "i"
            | "you"
            | "his"
            | "her"
            | "their"
            | "our"
            | "this"
            | "these"
            | "those"
            | "also"
            | "into"
            | "over"
            | "under"
            | "about"
            | "during"
            | "since"
            | "until"
            | "through"
            | "against"
            | "between"
            | "among"
            | "without"
            | "and"
            | "'s"
    )
}

/// Articles and possessives before a title.
pub(crate) fn is_determiner(word: &str) -> bool {
    matches!(word, "a" | "an" | "the" | "its" | "his" | "her" | "their" | "our" | "my")
}

/// Reads a title with its employer from token `i`: "executive director at Y", "Y's chief officer for China", "CEO of Y".
pub(crate) fn statement_at(reading: &Reading<'_>, mentions: &[Mention], i: usize) -> Option<Statement> {
    let mut start = i;
    while is_determiner(reading.word(start)) && start < i + 2 {
        start += 1;
    }
    let mut employer = mention_at(reading, mentions, start).filter(|&k| mentions.get(k).is_some_and(|m| employs(m.kind)));
    if let Some(k) = employer {
        start = token_after(reading, mentions, k);
        if matches!(reading.word(start), "'s" | "'" | "’") {
            start += 1;
        }
    } else if let Some(after) = (start + 1..start + 4).find(|&k| reading.word(k) == "'s" && start > i) {
        // "the firm's chief economist"
        start = after + 1;
    } else {
        start = i;
    }
    let title = title_at(reading, mentions, start)?;
    let mut end = title.tokens.end;
    if employer.is_none()
        && let Some((k, after)) = employer_at(reading, mentions, end)
    {
        (employer, end) = (Some(k), after);
    }
    end = skip_location(reading, mentions, end);
    Some(Statement { title: Some(title.tokens), employer, end })
}

/// "at the US-based asset manager Federated Hermes": the mention and the token after it.
pub(crate) fn employer_at(reading: &Reading<'_>, mentions: &[Mention], i: usize) -> Option<(usize, usize)> {
    if !matches!(reading.word(i), "at" | "of" | "with" | "for" | "from" | "in") {
        return None;
    }
    let mut k = i + 1;
    while k < i + 10 {
        if let Some(found) = mention_at(reading, mentions, k) {
            let after = token_after(reading, mentions, found).max(k + 1);
            if mentions.get(found).is_some_and(|m| employs(m.kind) && !m.nominal) {
                return Some((found, after));
            }
            k = after;
            continue;
        }
        let token = reading.tokens().get(k)?;
        let word = reading.word(k);
        let passes = if token.is_word() {
            !stops_title(word) && !cue::is_cue(word) || matches!(word, "and" | "'s")
        } else {
            reading.surface(k) == "-"
        };
        if !passes || token.line_start {
            return None;
        }
        k += 1;
    }
    None
}

/// "in Singapore", "in New York": the token after the place.
fn skip_location(reading: &Reading<'_>, mentions: &[Mention], i: usize) -> usize {
    if !matches!(reading.word(i), "in" | "based") {
        return i;
    }
    let at = if reading.word(i) == "based" { i + 2 } else { i + 1 };
    match mention_at(reading, mentions, at) {
        Some(k) if mentions.get(k).is_some_and(|m| m.kind == Kind::Place) => token_after(reading, mentions, k),
        _ if reading.tokens().get(at).is_some_and(|t| t.is_capitalised()) => {
            (at..at + 4).find(|&k| !reading.tokens().get(k).is_some_and(|t| t.is_capitalised())).unwrap_or(at + 1)
        }
        _ => i,
    }
}

/// The firm whose name opens the sentence of token `i`.
pub(crate) fn opening_firm(reading: &Reading<'_>, mentions: &[Mention], i: usize) -> Option<usize> {
    let start = reading.sentences().get(reading.sentence_of(i))?.tokens.start;
    mention_at(reading, mentions, start)
        .or_else(|| mention_at(reading, mentions, start + 1))
        .filter(|&k| mentions.get(k).is_some_and(|m| employs(m.kind) && !m.nominal))
}
