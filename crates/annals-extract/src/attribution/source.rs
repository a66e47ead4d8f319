//! Who speaks: the mention that a noun phrase is about, or its words when nobody is named.

use super::cue::{self, Cue};
use super::verb;
use crate::person::employs;
use annals_model::{Kind, Mention, Span};
use annals_text::Reading;
use std::ops::Range;

/// The longest speaker read, in tokens.
pub(crate) const LONGEST: usize = 28;

/// The mentions that start within `tokens`.
pub(crate) fn mentions_in(reading: &Reading<'_>, mentions: &[Mention], tokens: &Range<usize>) -> Range<usize> {
    if tokens.is_empty() {
        return 0..0;
    }
    let span = reading.span(tokens.clone());
    let first = mentions.partition_point(|m| m.span.start < span.start);
    let last = mentions.partition_point(|m| m.span.start < span.end);
    first..last.max(first)
}

/// Whether such a thing can speak.
fn can_speak(kind: Kind) -> bool {
    kind == Kind::Person || employs(kind)
}

/// The mention that a noun phrase is about: a person before a firm, none in the genitive or behind a preposition.
pub(crate) fn head_mention(reading: &Reading<'_>, mentions: &[Mention], tokens: &Range<usize>, nearest_last: bool) -> Option<usize> {
    let all = mentions_in(reading, mentions, tokens);
    let free = |&k: &usize| {
        mentions.get(k).is_some_and(|m| {
            let inside = reading.tokens_in(m.span);
            let genitive = matches!(reading.word(inside.end), "'s" | "'" | "’")
                && inside.end < tokens.end + 1
                && (m.kind == Kind::Person || !(inside.end..tokens.end).any(|k| speaks_for(reading.word(k))));
            let before = inside.start.checked_sub(1).filter(|b| *b >= tokens.start).map_or("", |b| reading.word(b));
            let ruled = rules_noun(before);
            let compound = reading.surface(inside.end) == "-";
            can_speak(m.kind) && !genitive && !ruled && !compound
        })
    };
    let people: Vec<usize> = all.clone().filter(|&k| mentions.get(k).is_some_and(|m| m.kind == Kind::Person)).filter(free).collect();
    // "Jane Roe, who knows Tom Poe, said": an apposition belongs to the first.
    let apposed = reading.surface(tokens.end.saturating_sub(1)) == ","
        && people.first().and_then(|&k| mentions.get(k)).is_some_and(|m| reading.surface(reading.tokens_in(m.span).end) == ",");
    let chosen = if nearest_last && !apposed { people.last() } else { people.first() };
    if let Some(k) = chosen {
        return Some(*k);
    }
    // A firm speaks only when nothing but its name stands there: "Acme said", not "Acme analysts said".
    all.filter(free).find(|&k| {
        mentions.get(k).is_some_and(|m| {
            let after = reading.tokens_in(m.span).end;
            after >= tokens.end
                || !reading.tokens().get(after).is_some_and(|t| t.is_word())
                || (after..tokens.end).any(|k| speaks_for(reading.word(k)))
        })
    })
}

/// "statistics from Acme", "a survey by Acme": the firm behind the paper.
fn through(reading: &Reading<'_>, mentions: &[Mention], tokens: &Range<usize>) -> Option<usize> {
    let paper = tokens.clone().take(6).find(|&k| speaks_for(reading.word(k)))?;
    mentions_in(reading, mentions, &(paper + 1..tokens.end)).find(|&k| {
        mentions.get(k).is_some_and(|m| {
            let first = reading.token_at(m.span.start);
            let linked = (paper + 1..first).take(5).any(|k| matches!(reading.word(k), "from" | "by" | "of"));
            employs(m.kind) && linked && !matches!(reading.word(reading.tokens_in(m.span).end), "'s" | "'" | "’")
        })
    })
}

/// People and papers through whom a firm speaks: "Acme analysts", "Acme's latest research".
fn speaks_for(word: &str) -> bool {
    matches!(
        word,
        "analysts"
            | "economists"
            | "strategists"
            | "researchers"
            | "officials"
            | "data"
            | "research"
            | "report"
            | "figures"
            | "statistics"
            | "estimates"
            | "survey"
            | "poll"
            | "study"
            | "note"
            | "calculations"
            | "forecasts"
            | "numbers"
            | "tracker"
            | "index"
    )
}

/// Whether some mention in the tokens can be the speaker.
pub(crate) fn can_speak_in(reading: &Reading<'_>, mentions: &[Mention], tokens: &Range<usize>) -> bool {
    head_mention(reading, mentions, tokens, false).is_some()
}

/// Whether a preposition before a name makes it part of another phrase ("shares of Acme").
fn rules_noun(word: &str) -> bool {
    matches!(
        word,
        "of" | "for" | "at" | "with" | "from" | "to" | "by" | "in" | "on" | "about" | "against" | "after" | "than" | "over" | "like"
    )
}

/// The subject of a sentence that goes on with its verb: its first free mention, before any verb of saying.
pub(crate) fn sentence_subject(reading: &Reading<'_>, mentions: &[Mention], tokens: &Range<usize>) -> Option<u32> {
    let k = mentions_in(reading, mentions, tokens).find(|&k| {
        mentions.get(k).is_some_and(|m| {
            let inside = reading.tokens_in(m.span);
            let before = inside.start.checked_sub(1).filter(|b| *b >= tokens.start).map_or("", |b| reading.word(b));
            let ruled = rules_noun(before);
            can_speak(m.kind) && !ruled && !matches!(reading.word(inside.end), "'s" | "'" | "’") && reading.surface(inside.end) != "-"
        })
    })?;
    // It must stand near the sentence's head: what a verb acts on does not speak.
    let first = reading.token_at(mentions.get(k)?.span.start);
    let acted_on = (tokens.start..first).any(|k| {
        verb::is_auxiliary(reading.word(k))
            || (reading.word(k).len() > 4
                && reading.word(k).ends_with("ed")
                && reading.tokens().get(k).is_some_and(|t| !t.is_capitalised()))
    });
    if acted_on { None } else { u32::try_from(k).ok() }
}

/// The mention whose genitive mark is token `mark`.
pub(crate) fn genitive_before(reading: &Reading<'_>, mentions: &[Mention], from: usize, mark: usize) -> Option<u32> {
    let k = mentions_in(reading, mentions, &(from..mark))
        .rev()
        .find(|&k| mentions.get(k).is_some_and(|m| can_speak(m.kind) && reading.tokens_in(m.span).end == mark))?;
    u32::try_from(k).ok()
}

/// Whether the subject of a verb can be somebody who speaks, and is short enough to be one phrase.
pub(crate) fn is_speaker(reading: &Reading<'_>, mentions: &[Mention], subject: &Range<usize>, verb: usize) -> bool {
    if subject.len() > LONGEST {
        return false;
    }
    if can_speak_in(reading, mentions, subject) {
        return true;
    }
    let last = subject.end.checked_sub(1).map_or("", |k| reading.word(k));
    let only = subject.len() == 1;
    // "It said": the firm of the sentence before, kept as its own words.
    if only && last == "it" {
        return matches!(reading.word(verb), "said" | "says" | "added" | "expects");
    }
    let relative = matches!(last, "who" | "which" | "that" | "what" | "it" | "this" | "there" | "how" | "as" | "where");
    let speaks_like = matches!(cue::cue(reading.word(verb)), Some(Cue::Say | Cue::Tell | Cue::Think | Cue::Show | Cue::Call));
    // A subject that holds a verb or a comma is no phrase.
    let broken = subject.clone().any(|k| {
        reading.surface(k) == ","
            || matches!(
                reading.word(k),
                "is" | "are" | "was" | "were" | "will" | "would" | "could" | "should" | "may" | "might" | "has" | "have" | "had"
            )
    });
    let first_person = only && matches!(last, "i" | "you" | "we");
    if broken || first_person {
        return false;
    }
    let noun = reading.tokens().get(subject.end.saturating_sub(1)).is_some_and(|t| t.is_word() || t.is_number());
    speaks_like && noun && !relative && subject.len() <= 12
}

/// The noun phrase that opens a sentence, up to its first verb: "Long-term investors | remain".
pub(crate) fn leading_phrase(reading: &Reading<'_>, tokens: &Range<usize>) -> Option<Span> {
    let mut start = tokens.start;
    // "Despite the rally, investors": a leading phrase ends at its comma.
    if matches!(reading.word(start), "despite" | "in" | "on" | "after" | "while" | "as" | "when" | "with" | "for" | "at" | "amid") {
        start = (start..tokens.end).find(|&k| reading.surface(k) == ",")? + 1;
    }
    let verb = (start + 1..tokens.end.min(start + 9)).find(|&k| {
        let word = reading.word(k);
        verb::is_auxiliary(word)
            || cue::is_cue(word)
            || matches!(word, "will" | "would" | "remain" | "remained" | "remains" | "may" | "could" | "can")
            || (word.len() > 4 && word.ends_with("ed"))
    })?;
    Some(reading.span(start..verb))
}

/// Names the source of a noun phrase: a mention, else its words.
pub(crate) fn named(reading: &Reading<'_>, mentions: &[Mention], tokens: &Range<usize>, nearest_last: bool) -> (Option<u32>, Option<Span>) {
    if let Some(k) = head_mention(reading, mentions, tokens, nearest_last) {
        return (u32::try_from(k).ok(), None);
    }
    if let Some(k) = through(reading, mentions, tokens) {
        return (u32::try_from(k).ok(), None);
    }
    let mut trimmed = tokens.clone();
    while trimmed.start < trimmed.end
        && !reading.tokens().get(trimmed.start).is_some_and(|t| t.is_word() || t.is_number() || reading.surface(trimmed.start) == "@")
    {
        trimmed.start += 1;
    }
    while trimmed.end > trimmed.start && reading.tokens().get(trimmed.end - 1).is_some_and(|t| !t.is_word() && !t.is_number()) {
        trimmed.end -= 1;
    }
    (None, (!trimmed.is_empty()).then(|| reading.span(trimmed)))
}
