//! Speaker and verb beside a quote: "Jane Roe, chief economist at Acme, said", "said a person familiar with the matter".

use super::{source, verb};
use crate::document::Document;
use annals_model::{Kind, Mention, Span};
use annals_text::Reading;
use std::ops::Range;

/// How far before its verb a subject is looked for, in tokens.
const FARTHEST: usize = 60;

/// The longest bracket stepped over, in tokens.
const BRACKET: usize = 12;

/// Speaker and verb of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Saying {
    /// Index into the mentions.
    pub(crate) source: Option<u32>,
    /// The words of a source that no mention fits.
    pub(crate) source_span: Option<Span>,
    /// The verb.
    pub(crate) cue: Range<usize>,
    /// The tokens of speaker, verb and what belongs to them.
    pub(crate) tokens: Range<usize>,
}

/// Reads "X said", "said X", "he added" from token `i` on, within `limit`.
pub(crate) fn saying_after(document: &Document<'_>, mentions: &[Mention], i: usize, limit: usize) -> Option<Saying> {
    let reading = document.reading;
    let mut start = i;
    while start < limit && matches!(reading.surface(start), "," | "—" | "–" | "-") {
        start += 1;
    }
    if start >= limit {
        return None;
    }
    let mut first = start;
    while first < limit && first < start + 2 && verb::is_adverb(reading.word(first)) {
        first += 1;
    }
    if verb::speaks(reading.word(first)) {
        // "said James Cook, investment director"
        let end = phrase_end(reading, first + 1, limit);
        let mut phrase = first + 1..end;
        if phrase.is_empty() || matches!(reading.word(first + 1), "that" | "to" | "it" | "in" | "on" | "by" | "at") {
            return None;
        }
        // "says she warned", "said the rally had ended": a clause, no name.
        let clause = matches!(reading.word(first + 1), "he" | "she" | "they" | "there" | "we" | "i" | "you") && phrase.len() > 1;
        let verb_inside = phrase.clone().any(|k| {
            matches!(reading.word(k), "is" | "was" | "are" | "were" | "has" | "had" | "have" | "will" | "would" | "could" | "should")
        });
        if clause || verb_inside {
            return None;
        }
        let mut found = source::named(reading, mentions, &phrase, false);
        if found.0.is_none() && reading.surface(end) == "," {
            // "said Acme's chairwoman, Jane Roe": the name stands behind the comma.
            let behind = end + 1..phrase_end(reading, end + 1, limit);
            let named_behind = source::mentions_in(reading, mentions, &behind)
                .next()
                .and_then(|k| mentions.get(k))
                .is_some_and(|m| m.kind == Kind::Person && reading.token_at(m.span.start) <= end + 1);
            if named_behind {
                found = source::named(reading, mentions, &behind, false);
                phrase.end = behind.end;
            }
        }
        return Some(Saying { source: found.0, source_span: found.1, cue: first..first + 1, tokens: start..phrase.end });
    }
    // "James Cook, investment director at Acme, said"
    let verb =
        (start + 1..limit.min(start + source::LONGEST)).find(|&k| verb::speaks(reading.word(k)) && verb::is_finite(reading, start, k))?;
    if verb::is_refused(reading, start, verb) {
        return None;
    }
    let subject = subject_before(reading, start, verb);
    let found = source::named(reading, mentions, &subject, false);
    Some(Saying { source: found.0, source_span: found.1, cue: verb..verb + 1, tokens: start..verb + 1 })
}

/// Reads "X said", "X told reporters" that ends before token `end`, within the tokens from `limit` on.
pub(crate) fn saying_before(document: &Document<'_>, mentions: &[Mention], limit: usize, end: usize) -> Option<Saying> {
    let reading = document.reading;
    let from = limit.max(end.saturating_sub(source::LONGEST + 8));
    let verb = (from..end).rev().find(|&k| verb::speaks(reading.word(k)))?;
    let inverted = reading.word(verb).ends_with("ing");
    let clause = clause_start(reading, limit, verb);
    if verb::is_refused(reading, clause, verb) {
        return None;
    }
    let subject = if inverted { limit..verb } else { subject_before(reading, clause, verb) };
    if subject.is_empty() {
        return None;
    }
    let found = if inverted {
        // "She spoke to the staff, saying": the subject of the whole sentence speaks.
        let by_subject = source::leading_range(reading, &subject).map(|range| source::named(reading, mentions, &range, false));
        by_subject.unwrap_or_else(|| (source::head_mention(reading, mentions, &subject, false).and_then(|k| u32::try_from(k).ok()), None))
    } else {
        source::named(reading, mentions, &subject, true)
    };
    Some(Saying { source: found.0, source_span: found.1, cue: verb..verb + 1, tokens: subject.start..end })
}

/// Where the clause of the verb at `verb` begins: after a conjunction or a semicolon, at the earliest at `limit`.
pub(crate) fn clause_start(reading: &Reading<'_>, limit: usize, verb: usize) -> usize {
    let limit = limit.max(verb.saturating_sub(FARTHEST));
    let mut at = verb;
    while at > limit {
        let word = reading.word(at - 1);
        // "Acme (NASDAQ: ACM) said": the colon stands inside a bracket.
        if reading.surface(at - 1) == ")"
            && let Some(open) = (limit..at - 1).rev().take(BRACKET).find(|&k| reading.surface(k) == "(")
        {
            at = open;
            continue;
        }
        let boundary = matches!(
            word,
            "but"
                | "while"
                | "although"
                | "though"
                | "because"
                | "as"
                | "when"
                | "after"
                | "since"
                | "if"
                | "whereas"
                | ";"
                | ":"
                | "”"
                | "\""
        );
        if boundary {
            break;
        }
        at -= 1;
    }
    at
}

/// The subject of the verb at token `verb`, looked for from token `start` on.
pub(crate) fn subject_before(reading: &Reading<'_>, start: usize, verb: usize) -> Range<usize> {
    let mut end = verb;
    loop {
        let before = end.checked_sub(1).filter(|before| *before >= start).map_or("", |before| reading.word(before));
        // "She went on to say"
        let goes_on = before == "to" && end > start + 2 && reading.word(end - 2) == "on";
        if !goes_on && !verb::is_adverb(before) && !verb::is_auxiliary(before) {
            break;
        }
        end -= 1;
    }
    let mut begin = start;
    // "While Jane Roe praised the plan, critics said": the main clause begins behind the comma.
    let subordinate = start > 0
        && matches!(reading.word(start - 1), "while" | "although" | "though" | "because" | "as" | "when" | "after" | "since" | "if")
        && end > start
        && reading.surface(end - 1) != ",";
    if subordinate && let Some(comma) = (begin + 2..end - 1).rev().find(|&k| reading.surface(k) == ",") {
        begin = comma + 1;
    }
    // "In a note on Monday, Jane Roe": a leading phrase of place or time ends at its comma.
    if matches!(
        reading.word(begin),
        "in" | "on"
            | "at"
            | "during"
            | "after"
            | "before"
            | "asked"
            | "speaking"
            | "describing"
            | "citing"
            | "for"
            | "with"
            | "by"
            | "to"
            | "of"
            | "instead"
            | "meanwhile"
            | "still"
            | "however"
            | "yet"
            | "but"
            | "and"
            | "as"
            | "when"
            | "if"
            | "while"
            | "despite"
            | "since"
            | "under"
            | "from"
            | "last"
            | "earlier"
            | "later"
            | "then"
            | "also"
            | "so"
            | "indeed"
    ) && let Some(comma) = (begin..end).find(|&k| reading.surface(k) == ",").filter(|comma| comma + 1 < end)
    {
        begin = comma + 1;
    }
    while begin < end
        && (verb::is_adverb(reading.word(begin)) || matches!(reading.word(begin), "and" | "but" | "yet" | "so" | "," | "that"))
    {
        begin += 1;
    }
    // "She shook hands and said": the phrase before the first verb speaks.
    if end > begin + 2 && reading.word(end - 1) == "and" {
        let first = (begin + 1..end.min(begin + 9)).find(|&k| {
            let word = reading.word(k);
            let lower = reading.tokens().get(k).is_some_and(|t| t.is_word() && !t.is_capitalised());
            lower && (verb::is_auxiliary(word) || word.len() > 4 && word.ends_with("ed"))
                || matches!(reading.word(k - 1), "he" | "she" | "they")
        });
        end = first.unwrap_or(end);
    }
    begin..end
}

/// Where the noun phrase from token `i` on ends: at a comma, a stop, a mark, a relative word.
fn phrase_end(reading: &Reading<'_>, i: usize, limit: usize) -> usize {
    let mut at = i;
    while at < limit.min(i + source::LONGEST) {
        let surface = reading.surface(at);
        let initial_dot = surface == "." && at > i && reading.tokens().get(at + 1).is_some_and(|t| t.is_capitalised()) && at + 1 < limit;
        if matches!(surface, "," | ";" | ":" | "(" | "“" | "\"" | "—" | "–" | "!" | "?") || (surface == "." && !initial_dot) {
            break;
        }
        if at > i
            && matches!(
                reading.word(at),
                "who"
                    | "whose"
                    | "which"
                    | "that"
                    | "as"
                    | "when"
                    | "while"
                    | "after"
                    | "before"
                    | "during"
                    | "because"
                    | "adding"
                    | "referring"
                    | "on"
                    | "where"
            )
        {
            break;
        }
        at += 1;
    }
    at
}
