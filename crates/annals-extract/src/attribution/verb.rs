//! Whether a word is a verb that speaks here: its form, its helpers, and words that take it back.

use super::cue::{self, Cue};
use annals_text::Reading;

/// Verbs that may stand behind or before a quote.
pub(crate) fn speaks(word: &str) -> bool {
    matches!(cue::cue(word), Some(Cue::Say | Cue::Tell)) && !matches!(word, "read" | "posted" | "report")
        || matches!(word, "read" | "reads" | "posted" | "thought" | "believes" | "thinks")
}

/// Whether the word at `verb` can be the finite verb after a subject: no infinitive, no attribute.
pub(crate) fn is_finite(reading: &Reading<'_>, start: usize, verb: usize) -> bool {
    let mut before = verb;
    while before > start && is_adverb(reading.word(before - 1)) {
        before -= 1;
    }
    if before == start {
        return true;
    }
    let word = reading.word(before - 1);
    // "The letter goes on to say"
    if word == "to" && before > start + 1 && reading.word(before - 2) == "on" {
        return true;
    }
    if matches!(
        word,
        "to" | "the"
            | "a"
            | "an"
            | "his"
            | "her"
            | "their"
            | "its"
            | "our"
            | "my"
            | "your"
            | "of"
            | "for"
            | "by"
            | "such"
            | "'s"
            | "'"
            | "’"
            | "with"
            | "in"
            | "on"
            | "from"
            | "at"
            | "about"
            | "no"
            | "any"
            | "some"
            | "this"
            | "these"
            | "those"
    ) {
        return false;
    }
    // "states", "comments", "note": nouns unless a name or a pronoun stands before them.
    let noun_first = matches!(
        reading.word(verb),
        "states" | "state" | "comments" | "remarks" | "reports" | "report" | "posts" | "projects" | "signals" | "show"
    );
    if noun_first && reading.tokens().get(before - 1).is_some_and(|t| t.is_capitalised()) && reading.word(verb + 1) != "that" {
        return false;
    }
    !is_noun_too(reading.word(verb)) || is_subject_word(reading, before - 1, reading.word(verb))
}

/// Forms that are nouns as often as verbs.
fn is_noun_too(word: &str) -> bool {
    matches!(
        word,
        "state"
            | "states"
            | "comment"
            | "comments"
            | "remark"
            | "remarks"
            | "note"
            | "notes"
            | "report"
            | "reports"
            | "claim"
            | "claims"
            | "show"
            | "shows"
            | "signal"
            | "signals"
            | "project"
            | "projects"
            | "post"
            | "posts"
            | "promise"
            | "promises"
            | "pledge"
            | "pledges"
            | "answer"
            | "answers"
            | "hope"
            | "hopes"
            | "fear"
            | "fears"
            | "forecast"
            | "forecasts"
            | "estimate"
            | "estimates"
            | "demand"
            | "demands"
            | "vow"
            | "vows"
            | "doubt"
            | "doubts"
            | "quote"
            | "reads"
            | "read"
            | "suspect"
            | "suspects"
            | "reply"
            | "cautions"
            | "caution"
            | "stress"
            | "stresses"
            | "joke"
            | "jokes"
            | "mention"
            | "mentions"
            | "feel"
            | "worry"
            | "worries"
            | "highlight"
            | "highlights"
            | "response"
            | "reflects"
    )
}

/// Whether the word at `i` ends a subject for this verb form: a pronoun, a name, a plural before a base form.
fn is_subject_word(reading: &Reading<'_>, i: usize, verb: &str) -> bool {
    // "Acme Inc. estimates"
    let i = if reading.surface(i) == "." && i > 0 { i - 1 } else { i };
    let word = reading.word(i);
    let name = reading.tokens().get(i).is_some_and(|t| t.is_capitalised())
        || matches!(
            word,
            "," | "he"
                | "she"
                | "it"
                | "they"
                | "who"
                | "also"
                | "analysts"
                | "report"
                | "study"
                | "survey"
                | "poll"
                | "note"
                | "statement"
                | "research"
                | "letter"
                | "memo"
                | "article"
                | "paper"
        );
    let plural = word.len() > 3
        && word.ends_with('s')
        && matches!(verb, "show" | "claim" | "hope" | "fear" | "doubt" | "suspect" | "worry" | "estimate");
    let data = verb == "shows" && word.len() > 3;
    name || plural || data
}

/// Words that take back what the verb says: "declined to comment", "did not say", "if she said".
pub(crate) fn is_refused(reading: &Reading<'_>, from: usize, verb: usize) -> bool {
    let mut at = verb;
    for _ in 0..4 {
        let Some(before) = at.checked_sub(1).filter(|before| *before >= from) else { return false };
        let word = reading.word(before);
        // "goes on to say"
        if word == "to" && before > from && reading.word(before - 1) == "on" {
            return false;
        }
        if matches!(
            word,
            "not"
                | "never"
                | "declined"
                | "refused"
                | "to"
                | "would"
                | "could"
                | "should"
                | "might"
                | "may"
                | "cannot"
                | "can"
                | "must"
                | "nor"
                | "without"
                | "if"
                | "whether"
                | "unless"
                | "neither"
                | "no"
                | "nobody"
                | "will"
                | "shall"
        ) || word.ends_with("n't")
        {
            return true;
        }
        if !is_adverb(word) && !is_auxiliary(word) {
            return matches!(reading.word(from), "if" | "unless") && from < verb;
        }
        at = before;
    }
    false
}

pub(crate) fn is_adverb(word: &str) -> bool {
    (word.len() > 4 && word.ends_with("ly") && !matches!(word, "family" | "italy" | "july" | "reply" | "only" | "early"))
        || matches!(
            word,
            "also"
                | "later"
                | "then"
                | "once"
                | "often"
                | "still"
                | "even"
                | "further"
                | "just"
                | "again"
                | "always"
                | "now"
                | "first"
                | "himself"
                | "herself"
                | "themselves"
                | "itself"
                | "though"
                | "too"
        )
}

pub(crate) fn is_auxiliary(word: &str) -> bool {
    matches!(
        word,
        "has"
            | "had"
            | "have"
            | "is"
            | "was"
            | "were"
            | "are"
            | "been"
            | "be"
            | "being"
            | "did"
            | "does"
            | "do"
            | "having"
            | "went"
            | "goes"
            | "on"
    )
}
