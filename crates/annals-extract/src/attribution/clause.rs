//! Where a reported clause begins and ends, and whether it is one.

use super::cue::{self, Cue};
use annals_text::Reading;
use std::ops::Range;

/// Where the content ends before a further predicate of the same speaker: "…, but offered no proof", "…, and left".
pub(crate) fn content_end(reading: &Reading<'_>, start: usize, end: usize) -> usize {
    let next_predicate = |k: usize| {
        let word = reading.word(k);
        (word.len() > 4 && word.ends_with("ed") && reading.tokens().get(k).is_some_and(|t| !t.is_capitalised()))
            || (cue::is_cue(word) && !word.ends_with("ing"))
            || matches!(word, "went" | "left" | "gave" | "took" | "made")
    };
    for k in start + 3..end {
        if reading.surface(k) == "," && matches!(reading.word(k + 1), "and" | "but") && next_predicate(k + 2) {
            return k;
        }
        // "… that rents rise but argues for patience"
        if reading.word(k) == "but"
            && matches!(reading.word(k + 1), "did" | "does" | "argues" | "argued" | "insists" | "insisted" | "declined")
        {
            return k;
        }
        // "Half say they are for it, compared with a third in May"
        if reading.surface(k) == "," && matches!(reading.word(k + 1), "compared" | "though" | "although" | "whereas") {
            return k;
        }
        // "“aim high first,” marking a change": behind the closing mark the writer speaks.
        let closes = matches!(reading.surface(k), "”" | "\"") && reading.surface(k - 1) == ",";
        if closes && k + 1 < end && reading.word(k + 1).len() > 5 && reading.word(k + 1).ends_with("ing") {
            return k + 1;
        }
    }
    end
}

/// Whether the tokens hold a finite verb that can be told by its form alone.
pub(crate) fn has_finite(reading: &Reading<'_>, tokens: Range<usize>) -> bool {
    tokens.into_iter().any(|k| {
        matches!(
            reading.word(k),
            "is" | "are"
                | "was"
                | "were"
                | "will"
                | "would"
                | "could"
                | "should"
                | "may"
                | "might"
                | "must"
                | "can"
                | "has"
                | "have"
                | "had"
                | "did"
                | "does"
                | "do"
                | "cannot"
                | "needs"
                | "remains"
                | "seems"
                | "makes"
                | "became"
                | "becomes"
                | "means"
                | "got"
                | "went"
                | "came"
                | "made"
                | "took"
                | "won"
                | "lost"
                | "fell"
                | "rose"
                | "gave"
                | "left"
        ) || reading.word(k).ends_with("n't")
            || reading.word(k).ends_with("'re")
            || reading.word(k).ends_with("'ll")
            || reading.word(k).ends_with("'ve")
            || (reading.word(k).len() > 4
                && reading.word(k).ends_with("ed")
                && reading.tokens().get(k).is_some_and(|t| !t.is_capitalised()))
            || (matches!(reading.word(k), "he" | "she" | "they" | "we" | "i") && reading.tokens().get(k + 1).is_some_and(|t| t.is_word()))
    })
}

/// The last token that belongs to the sentence's words: its stop and closing marks are left out.
pub(crate) fn sentence_end(reading: &Reading<'_>, sentence: &Range<usize>) -> usize {
    let mut end = sentence.end;
    while end > sentence.start && matches!(reading.surface(end - 1), "." | "!" | "?" | ")" | "…" | ";" | ":") {
        // A bracket opened inside stays.
        if reading.surface(end - 1) == ")" && (sentence.start..end).any(|k| reading.surface(k) == "(") {
            break;
        }
        end -= 1;
    }
    end
}

/// How far into a sentence a dateline may reach, in tokens.
const DATELINE: usize = 14;

/// The first token of a sentence that belongs to the statement: bullets and opening marks are left out.
pub(crate) fn sentence_start(reading: &Reading<'_>, sentence: &Range<usize>) -> usize {
    // "LONDON (Newswire) - Sales fell": a dateline is no part of it.
    let dateline = (sentence.start + 1..sentence.end.min(sentence.start + DATELINE))
        .find(|&k| reading.surface(k) == ")" && matches!(reading.surface(k + 1), "-" | "–" | "—"))
        .filter(|_| reading.tokens().get(sentence.start).is_some_and(|t| t.line_start && t.is_capitalised()));
    (dateline.map_or(sentence.start, |k| k + 2)..sentence.end)
        .find(|&k| {
            reading.tokens().get(k).is_some_and(|t| t.is_word() || t.is_number())
                || matches!(reading.surface(k), "$" | "€" | "£" | "“" | "\"" | "‘")
        })
        .unwrap_or(sentence.start)
}

/// Where the content of the verb at `verb` begins, when a clause (or, for forecasts, what is forecast) follows.
pub(crate) fn content_start(reading: &Reading<'_>, verb: usize, end: usize) -> Option<usize> {
    let word = reading.word(verb);
    let next = verb + 1;
    if next >= end {
        return None;
    }
    let class = cue::cue(word)?;
    if class == Cue::Call {
        return None;
    }
    let that = (next..end.min(next + 12)).find(|&k| {
        reading.word(k) == "that"
            && !is_relative(reading, k)
            && !(k > next && matches!(reading.word(k - 1), "of" | "in" | "by" | "for" | "with" | "and" | "about" | "than"))
    });
    if that == Some(next) {
        return Some(next + 1);
    }
    if reading.surface(next) == ":" {
        return (next + 1 < end && !matches!(word, "read" | "reads")).then_some(next + 1);
    }
    if class == Cue::Tell {
        let object = hearer_end(reading, next, end);
        // "told the paper of her home town last week she would stay": the clause begins at its pronoun.
        let stop = (next + 1..end.min(next + 10)).find(|&k| reading.surface(k) == ",").unwrap_or(end.min(next + 10));
        let pronoun = || (next + 1..stop).find(|&k| matches!(reading.word(k), "he" | "she" | "they") && k + 2 < end);
        let direct =
            || object.filter(|&after| after < end && !stops_clause(reading, after) && has_finite(reading, after..end.min(after + 14)));
        return that.map(|that| that + 1).or_else(direct).or_else(pronoun);
    }
    if let Some(after) = skip_setting(reading, next) {
        // "said in a note on Monday rates would fall"
        let after = if after > next { skip_setting(reading, after).unwrap_or(after) } else { after };
        let said = matches!(word, "said" | "says") && end > after + 3 && reading.word(after) != "to";
        let clause =
            after < end && after > next && !stops_clause(reading, after) && (said || has_finite(reading, after..end.min(after + 14)));
        return that.map(|that| that + 1).or_else(|| clause.then_some(after));
    }
    if stops_clause(reading, next) {
        // "pointed out that", "went on to say that"
        return that.filter(|&that| that <= next + 2).map(|that| that + 1);
    }
    // A verb behind the first comma is another clause's: "announced a plan, which was late".
    let stop = (next + 2..end.min(next + 16)).find(|&k| reading.surface(k) == ",").unwrap_or(end.min(next + 16));
    let clause = has_finite(reading, next..stop);
    let fits = match (class, word) {
        (_, "said" | "says" | "say" | "saying") => end > next + 1,
        (
            _,
            "expect" | "expects" | "expected" | "predict" | "predicts" | "predicted" | "forecast" | "forecasts" | "estimate" | "estimates"
            | "estimated" | "project" | "projects" | "projected" | "anticipate" | "anticipates" | "anticipated",
        ) => end > next + 2,
        (
            Cue::Think,
            "believe" | "believes" | "believed" | "think" | "thinks" | "thought" | "reckon" | "reckons" | "hopes" | "hoped" | "fears"
            | "feared" | "doubts" | "knows" | "assumes" | "feels" | "felt",
        ) => clause,
        (
            _,
            "highlighted" | "highlights" | "stressed" | "stresses" | "emphasized" | "emphasizes" | "emphasised" | "emphasises"
            | "underlined" | "underlines",
        ) if reading.word(next) == "the" => end > next + 2,
        (Cue::Say | Cue::Show, _) => clause && starts_clause(reading, next),
        _ => that.is_some_and(|that| that <= next + 1),
    };
    let start = if word == "see" || word == "sees" { next } else { that.filter(|&that| that <= next + 1).map_or(next, |that| that + 1) };
    fits.then_some(start)
}

/// "the meeting that was held": no reported clause.
fn is_relative(reading: &Reading<'_>, that: usize) -> bool {
    matches!(
        reading.word(that + 1),
        "is" | "was" | "were" | "are" | "has" | "had" | "have" | "will" | "would" | "could" | "can" | "may" | "might" | "aired" | "came"
    )
}

/// Signs and words after a verb that no reported clause begins with.
pub(crate) fn stops_clause(reading: &Reading<'_>, i: usize) -> bool {
    let sign = reading.tokens().get(i).is_some_and(|t| !t.is_word() && !t.is_number())
        && !matches!(reading.surface(i), "“" | "\"" | "‘" | "'" | "$" | "€" | "£");
    sign || matches!(
        reading.word(i),
        "so" | "about"
            | "of"
            | "for"
            | "by"
            | "with"
            | "from"
            | "as"
            | "and"
            | "or"
            | "but"
            | "than"
            | "against"
            | "into"
            | "up"
            | "out"
            | "down"
            | "off"
            | "yes"
            | "when"
            | "after"
            | "before"
            | "then"
            | "again"
            | "'s"
            | "outside"
            | "inside"
            | "while"
            | "near"
            | "under"
            | "over"
            | "between"
            | "throughout"
            | "across"
            | "since"
            | "until"
            | "because"
            | "though"
            | "although"
            | "alongside"
            | "toward"
            | "towards"
            | "upon"
            | "him"
            | "them"
            | "himself"
            | "herself"
            | "themselves"
            | "like"
            | "during"
            | "on"
            | "in"
            | "at"
            | "that"
    )
}

/// "it", "the", "growth", a name: a subject may begin here.
pub(crate) fn starts_clause(reading: &Reading<'_>, i: usize) -> bool {
    reading.tokens().get(i).is_some_and(|t| t.is_word() || t.is_number() || matches!(reading.surface(i), "“" | "\"" | "$"))
        && !matches!(reading.word(i), "to" | "at" | "in" | "on")
}

/// The token after the hearer: "told reporters", "told the paper", "told Jane Roe".
fn hearer_end(reading: &Reading<'_>, i: usize, end: usize) -> Option<usize> {
    let mut at = i;
    while at < end && matches!(reading.word(at), "the" | "a" | "an" | "his" | "her" | "its" | "their") {
        at += 1;
    }
    if reading.tokens().get(at).is_some_and(|t| t.is_capitalised()) {
        while at < end && at < i + 5 && reading.tokens().get(at).is_some_and(|t| t.is_capitalised()) {
            at += 1;
        }
        if reading.word(at) == "'s" {
            at += 2;
        }
    } else {
        at += 1;
    }
    let after = skip_setting(reading, at).unwrap_or(at);
    (after > i).then_some(after)
}

/// "Monday", "yesterday", "earlier".
pub(crate) fn is_day(reading: &Reading<'_>, k: usize) -> bool {
    matches!(
        reading.word(k),
        "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "yesterday"
            | "today"
            | "earlier"
            | "afterward"
            | "afterwards"
            | "recently"
    )
}

/// "on Monday", "in a note", "Tuesday", "late on Friday": the token after it; `None` when nothing of the kind stands there.
fn skip_setting(reading: &Reading<'_>, i: usize) -> Option<usize> {
    let day = |k: usize| is_day(reading, k);
    if day(i) {
        return Some(i + 1 + usize::from(matches!(reading.word(i + 1), "morning" | "afternoon" | "evening" | "night")));
    }
    if !matches!(reading.word(i), "on" | "in" | "at" | "during" | "late" | "early" | "last" | "this" | "via" | "through" | "to") {
        return None;
    }
    if day(i + 1) {
        return Some(i + 2);
    }
    if reading.word(i) == "last" || (reading.word(i) == "this" && matches!(reading.word(i + 1), "week" | "month" | "year")) {
        return Some(i + 2);
    }
    if reading.word(i) == "this" {
        return None;
    }
    if matches!(reading.word(i + 1), "a" | "an" | "the")
        && matches!(
            reading.word(i + 2),
            "statement"
                | "note"
                | "report"
                | "interview"
                | "tweet"
                | "email"
                | "filing"
                | "speech"
                | "memo"
                | "letter"
                | "release"
                | "briefing"
                | "post"
                | "call"
        )
    {
        return Some(if day(i + 3) { i + 4 } else { i + 3 });
    }
    Some(i)
}
