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
            let names_other = m.kind == Kind::Person && names_noun(reading, inside.end, tokens.end);
            can_speak(m.kind) && !genitive && !ruled && !compound && !names_other
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

/// "Roe supporters", "Roe campaign chief Tom Poe": a name directly before a noun is not the one who speaks.
fn names_noun(reading: &Reading<'_>, i: usize, end: usize) -> bool {
    let word = reading.word(i);
    let plain = reading.tokens().get(i).is_some_and(|t| t.is_word() && !t.is_capitalised());
    i < end
        && plain
        && word.len() > 3
        && !verb::is_adverb(word)
        && !verb::is_auxiliary(word)
        && !cue::is_cue(word)
        && !(word.ends_with("ed") || word.ends_with("ing") || rules_noun(word))
        && !matches!(
            word,
            "whose"
                | "which"
                | "that"
                | "when"
                | "while"
                | "before"
                | "during"
                | "because"
                | "early"
                | "earlier"
                | "late"
                | "last"
                | "this"
                | "both"
                | "only"
                | "will"
                | "would"
                | "could"
                | "might"
                | "should"
                | "must"
                | "soon"
                | "since"
                | "through"
                | "went"
                | "came"
                | "told"
                | "here"
                | "there"
        )
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
            let names_other = m.kind == Kind::Person && names_noun(reading, inside.end, tokens.end);
            can_speak(m.kind)
                && !ruled
                && !names_other
                && !matches!(reading.word(inside.end), "'s" | "'" | "’")
                && reading.surface(inside.end) != "-"
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
    // "It said": the firm of the sentence before, kept as its own words.
    if subject.len() == 1 && reading.word(subject.start) == "it" && !can_speak_in(reading, mentions, subject) {
        return matches!(reading.word(verb), "said" | "says" | "added" | "expects");
    }
    let speaks_like = matches!(cue::cue(reading.word(verb)), Some(Cue::Say | Cue::Tell | Cue::Think | Cue::Show | Cue::Call));
    is_phrase(reading, mentions, subject) && (speaks_like || can_speak_in(reading, mentions, subject))
}

/// Whether the tokens hold a name that can speak, or are one phrase that may.
pub(crate) fn is_phrase(reading: &Reading<'_>, mentions: &[Mention], subject: &Range<usize>) -> bool {
    if subject.is_empty() || subject.len() > LONGEST {
        return false;
    }
    if can_speak_in(reading, mentions, subject) {
        return true;
    }
    let last = reading.word(subject.end - 1);
    let relative = matches!(last, "who" | "which" | "that" | "what" | "it" | "this" | "there" | "how" | "as" | "where");
    // A subject that holds a verb or a comma is no phrase.
    let broken = subject.clone().any(|k| {
        reading.surface(k) == ","
            || matches!(
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
                    | "has"
                    | "have"
                    | "had"
                    | "do"
                    | "does"
                    | "did"
                    | "let"
                    | "that"
            )
    });
    let first_person = subject.len() == 1 && matches!(last, "i" | "you" | "we");
    let noun = reading.tokens().get(subject.end - 1).is_some_and(|t| t.is_word() || t.is_number());
    !broken && !first_person && noun && !relative && subject.len() <= 12
}

/// The noun phrase that opens a sentence, up to its first verb: "Long-term investors | remain".
pub(crate) fn leading_range(reading: &Reading<'_>, tokens: &Range<usize>) -> Option<Range<usize>> {
    let mut start = tokens.start;
    // "Despite the rally, investors": a leading phrase ends at its comma.
    if matches!(
        reading.word(start),
        "despite"
            | "in"
            | "on"
            | "after"
            | "while"
            | "as"
            | "when"
            | "with"
            | "for"
            | "at"
            | "amid"
            | "later"
            | "earlier"
            | "but"
            | "and"
            | "instead"
            | "then"
    ) {
        let joins = matches!(reading.word(start), "but" | "and" | "then") && reading.surface(start + 1) != ",";
        start = if joins { start + 1 } else { (start..tokens.end).find(|&k| reading.surface(k) == ",")? + 1 };
    }
    if start < tokens.end && matches!(reading.word(start), "he" | "she" | "they" | "it") {
        return Some(start..start + 1);
    }
    let verb = (start + 1..tokens.end.min(start + 9)).find(|&k| {
        let word = reading.word(k);
        let lower = reading.tokens().get(k).is_some_and(|t| !t.is_capitalised());
        lower
            && (verb::is_auxiliary(word)
                || cue::is_cue(word)
                || matches!(word, "will" | "would" | "remain" | "remained" | "remains" | "may" | "could" | "can")
                || word.ends_with("n't")
                || (word.len() > 4 && word.ends_with("ed")))
    })?;
    let mut end = verb;
    while end > start + 1 && verb::is_adverb(reading.word(end - 1)) {
        end -= 1;
    }
    Some(start..end)
}

/// The words of the noun phrase that opens a sentence.
pub(crate) fn leading_phrase(reading: &Reading<'_>, tokens: &Range<usize>) -> Option<Span> {
    leading_range(reading, tokens).map(|range| reading.span(range))
}

/// Names the source of a noun phrase: a mention, else its words.
pub(crate) fn named(reading: &Reading<'_>, mentions: &[Mention], tokens: &Range<usize>, nearest_last: bool) -> (Option<u32>, Option<Span>) {
    if let Some(k) = head_mention(reading, mentions, tokens, nearest_last) {
        // "the judge", whoever it is, is kept as described.
        let described = mentions.get(k).filter(|m| m.nominal && m.entity.is_none());
        if let Some(m) = described {
            let inside = reading.tokens_in(m.span);
            let article =
                inside.start > tokens.start && matches!(reading.word(inside.start - 1), "the" | "a" | "an" | "its" | "his" | "her");
            return (None, Some(reading.span(inside.start - usize::from(article)..inside.end)));
        }
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
    if trimmed.len() > 1 && matches!(reading.word(trimmed.start), "but" | "and" | "instead" | "then" | "yet") {
        trimmed.start += 1 + usize::from(reading.surface(trimmed.start + 1) == "," && trimmed.len() > 2);
    }
    // "a new ad, which runs daily," is the ad; "in Boston on Monday, a guest" is the guest.
    if let Some(comma) = trimmed.clone().find(|&k| reading.surface(k) == ",") {
        if matches!(reading.word(comma + 1), "which" | "who" | "whose") && comma > trimmed.start {
            trimmed.end = comma;
        } else if reading.surface(trimmed.end - 1) != "," {
            trimmed.start = trimmed.clone().rev().find(|&k| reading.surface(k) == ",").map_or(trimmed.start, |last| last + 1);
        }
    }
    while trimmed.len() > 1
        && (verb::is_adverb(reading.word(trimmed.end - 1))
            || reading.tokens().get(trimmed.end - 1).is_some_and(|t| !t.is_word() && !t.is_number()))
    {
        trimmed.end -= 1;
    }
    (None, (!trimmed.is_empty()).then(|| reading.span(trimmed)))
}
