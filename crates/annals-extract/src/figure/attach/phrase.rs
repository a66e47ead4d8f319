//! The noun phrase that stands before a verb, with times, brackets and insertions between the two passed over.

use crate::figure::attach::window::{Site, parts};
use crate::figure::scan::Scene;
use annals_model::Span;
use std::ops::Range;

/// The noun phrase before a verb at token `verb`.
pub(crate) fn before_verb(scene: &Scene<'_>, site: &Site, verb: usize) -> Option<Range<usize>> {
    let reading = scene.reading;
    let floor = site.sentence.start.max(verb.saturating_sub(30));
    let mut end = verb;
    // Auxiliaries, brackets, a time and an insertion between subject and verb, in whatever order they come.
    let mut inserted = false;
    loop {
        let was = end;
        while end > floor && is_auxiliary(reading.word(end - 1)) {
            end -= 1;
        }
        // "Acme (1234.HK) rose": what stands in brackets is passed over.
        if end > floor
            && reading.surface(end - 1) == ")"
            && let Some(open) = (floor.max(end.saturating_sub(10))..end - 1).rev().find(|k| reading.surface(*k) == "(")
        {
            end = open;
        }
        // ", which has been rising, " between subject and verb: back to the comma that opened it.
        if !inserted && end > floor && reading.surface(end - 1) == "," {
            end = (floor..end - 1).rev().find(|k| reading.surface(*k) == ",")?;
            inserted = true;
        }
        end = before_time(scene, floor, end);
        if end == was {
            break;
        }
    }
    if end > floor && matches!(reading.word(end - 1), "which" | "who" | "that") {
        end -= 1;
        if end > floor && reading.surface(end - 1) == "," {
            end -= 1;
        }
    }
    let mut start = end;
    while start > floor {
        let k = start - 1;
        let word = reading.word(k);
        let stop = parts(reading, k)
            || matches!(reading.surface(k), "," | "." | "\"" | "“" | "”" | ")" | "[" | "]" | "-" if !joined(scene, k))
            || in_time(scene, k)
            || is_figure_like(scene, k)
            || matches!(
                word,
                "that"
                    | "as"
                    | "with"
                    | "after"
                    | "before"
                    | "since"
                    | "if"
                    | "where"
                    | "which"
                    | "who"
                    | "until"
                    | "despite"
                    | "over"
                    | "during"
                    | "than"
                    | "said"
                    | "says"
                    | "say"
                    | "added"
                    | "adding"
                    | "showed"
                    | "shows"
                    | "is"
                    | "are"
                    | "was"
                    | "were"
                    | "has"
                    | "have"
                    | "had"
                    | "will"
                    | "would"
                    | "could"
                    | "may"
                    | "might"
                    | "and"
                    | "or"
                    | "so"
                    | "then"
                    | "also"
                    | "believes"
                    | "expects"
                    | "estimates"
                    | "saw"
                    | "sees"
                    | "to"
                    | "seen"
            ) && !(word == "and" && ends_mention(scene, k))
            || (reading.word(k.saturating_sub(1)) == "that" && crate::figure::attach::clause::is_verb(scene, k))
            || crate::figure::attach::clause::is_finite(scene, k);
        if stop {
            break;
        }
        start = k;
        // "on the day the shares cost": an article behind a noun opens another phrase.
        if matches!(word, "the" | "its" | "their") && k > floor + 1 && follows_noun(scene, k) {
            break;
        }
    }
    // "Funds that buy American shares lost": the noun before "that", not the one bought.
    if start > floor + 3
        && matches!(reading.word(start - 2), "that" | "which" | "who")
        && crate::figure::attach::clause::is_verb(scene, start - 1)
        && reading.tokens().get(start - 3).is_some_and(|t| t.is_word())
    {
        let head = before_verb(scene, site, start - 2);
        if head.is_some() {
            return head;
        }
    }
    // Leading prepositions and determiners are no part of the subject.
    while start < end
        && matches!(
            reading.word(start),
            "the"
                | "a"
                | "an"
                | "in"
                | "on"
                | "at"
                | "by"
                | "for"
                | "from"
                | "of"
                | "its"
                | "their"
                | "while"
                | "meanwhile"
                | "separately"
                | "overall"
        )
    {
        start += 1;
    }
    // "at today's price you pay": cut behind the time, what is left is no phrase.
    (start < end && reading.word(start) != "'s").then_some(start..end)
}

/// Whether a plain noun, no preposition or conjunction, stands before token `k`.
fn follows_noun(scene: &Scene<'_>, k: usize) -> bool {
    let word = scene.reading.word(k - 1);
    scene.reading.tokens().get(k - 1).is_some_and(|t| t.is_word()) && !crate::figure::noun::stops(word) && !word.ends_with("ing")
}

/// "profit for 2024 grew", "revenue in the fourth quarter rose": the end without the time and its preposition.
fn before_time(scene: &Scene<'_>, floor: usize, end: usize) -> usize {
    let reading = scene.reading;
    let mut k = end;
    if k > floor && matches!(reading.word(k - 1), "quarter" | "half" | "year") && k > floor + 1 && in_time(scene, k - 2) {
        k -= 1;
    }
    let before = k;
    while k > floor && in_time(scene, k - 1) {
        k -= 1;
    }
    if k == before || k == floor {
        return end;
    }
    while k > floor && matches!(reading.word(k - 1), "the" | "for" | "in" | "of" | "during" | "on" | "its" | "those" | "these" | "that") {
        k -= 1;
    }
    if k > floor { k } else { end }
}

/// A hyphen inside a compound.
fn joined(scene: &Scene<'_>, k: usize) -> bool {
    scene.reading.surface(k) == "-" && scene.reading.tokens().get(k).is_some_and(|t| !t.space_before)
}

fn ends_mention(scene: &Scene<'_>, and: usize) -> bool {
    let Some(before) = and.checked_sub(1).and_then(|k| scene.reading.tokens().get(k)) else { return false };
    let after = scene.mentions.partition_point(|m| m.span.start < before.end);
    scene.mentions.get(after.saturating_sub(3)..after).unwrap_or_default().iter().any(|m| m.span.end == before.end)
}

/// Whether a token is part of a time expression.
pub(crate) fn in_time(scene: &Scene<'_>, k: usize) -> bool {
    let Some(token) = scene.reading.tokens().get(k) else { return false };
    let at = scene.times.partition_point(|t| t.span.end <= token.start);
    scene.times.get(at).is_some_and(|t| t.span.start <= token.start)
}

fn is_figure_like(scene: &Scene<'_>, k: usize) -> bool {
    let Some(token) = scene.reading.tokens().get(k) else { return false };
    if matches!(scene.reading.surface(k), "%" | "percent" | "cent") {
        return true;
    }
    token.is_number() && !mentions_at(scene, token.span())
}

fn mentions_at(scene: &Scene<'_>, span: Span) -> bool {
    let after = scene.mentions.partition_point(|m| m.span.start < span.end);
    scene.mentions.get(after.saturating_sub(3)..after).unwrap_or_default().iter().any(|m| m.span.contains(span))
}

fn is_auxiliary(word: &str) -> bool {
    matches!(
        word,
        "has"
            | "have"
            | "had"
            | "was"
            | "were"
            | "is"
            | "are"
            | "be"
            | "been"
            | "being"
            | "will"
            | "would"
            | "could"
            | "may"
            | "might"
            | "should"
            | "can"
            | "to"
            | "also"
            | "already"
            | "only"
            | "just"
            | "even"
            | "still"
            | "now"
            | "then"
            | "both"
            | "all"
            | "not"
            | "expected"
            | "likely"
            | "set"
            | "forecast"
            | "projected"
            | "ended"
            | "closed"
            | "finished"
            | "traded"
            | "trading"
            | "opened"
            | "by"
            | "managed"
            | "further"
            | "closing"
            | "ending"
            | "trended"
            | "put"
            | "puts"
            | "putting"
            | "give"
            | "gives"
            | "gave"
            | "given"
            | "giving"
            | "trending"
            | "moved"
            | "having"
            | "need"
            | "needs"
            | "want"
            | "wants"
            | "plans"
            | "continued"
            | "began"
            | "started"
            | "helped"
            | "failed"
            | "go"
            | "goes"
            | "went"
            | "gone"
            | "going"
            | "come"
            | "came"
            | "comes"
            | "did"
            | "does"
            | "do"
            | "due"
            | "able"
            | "took"
            | "take"
            | "takes"
            | "taken"
            | "taking"
            | "win"
            | "won"
            | "wins"
            | "winning"
    ) || (word.len() > 4 && word.ends_with("ly") && word != "family" && word != "italy")
}
