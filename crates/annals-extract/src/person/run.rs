//! Stretches of capitalised words that may hold a person's name: "Chief Executive Jane van der Roe Jr.".

use super::lexicon;
use crate::document::Document;
use annals_model::{Mention, Span, TimeExpr};
use annals_text::{Reading, Shape};
use std::ops::Range;

/// What a piece of a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PartKind {
    /// "Jane", "Kwan-yuen".
    Word,
    /// "J.", "J.P.", "JD".
    Initial,
    /// "van", "bin".
    Particle,
    /// "Jr.", "III".
    Suffix,
}

/// A piece of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// Its tokens; more than one when hyphens or a dot are within.
    pub(crate) tokens: Range<usize>,
    /// What it is.
    pub(crate) kind: PartKind,
}

/// A stretch of text that may hold a name.
pub(crate) struct Run {
    /// Its pieces in order; tokens between them are none of ours (a comma before "Jr.").
    pub(crate) parts: Vec<Part>,
    /// It stands in a line written in capitals or in Title Case, where capitals say nothing.
    pub(crate) in_title_case: bool,
}

impl Run {
    /// The tokens from the first piece of `parts` to the last.
    pub(crate) fn tokens(&self, parts: &Range<usize>) -> Range<usize> {
        let start = self.parts.get(parts.start).map_or(0, |part| part.tokens.start);
        let end = parts.end.checked_sub(1).and_then(|last| self.parts.get(last)).map_or(start, |part| part.tokens.end);
        start..end.max(start)
    }
}

/// Spans where no name is looked for, sorted: organisations, places and dates.
pub(crate) fn taken_spans(times: &[TimeExpr], organisations: &[Mention]) -> Vec<Span> {
    let mut taken: Vec<Span> =
        times.iter().map(|time| time.span).chain(organisations.iter().filter(|m| !m.nominal).map(|m| m.span)).collect();
    taken.sort_by_key(|span| span.order());
    taken
}

/// For each token, whether it lies in one of the sorted spans.
pub(crate) fn taken_tokens(reading: &Reading<'_>, taken: &[Span]) -> Vec<bool> {
    let mut flags = vec![false; reading.len()];
    for span in taken {
        for i in reading.tokens_in(*span) {
            if let Some(flag) = flags.get_mut(i) {
                *flag = true;
            }
        }
    }
    flags
}

/// All runs of the text, in order.
pub(crate) fn runs(document: &Document<'_>, taken: &[bool], organisations: &[Mention], mut each: impl FnMut(&Run)) {
    let reading = document.reading;
    let mut i = 0;
    let mut line = LineCase::default();
    while i < reading.len() {
        if !starts_part(reading, taken, i) {
            i += 1;
            continue;
        }
        let mut run = Run { parts: Vec::with_capacity(6), in_title_case: line.is_title_case(reading, i) };
        let mut at = i;
        while let Some(part) = next_part(document, taken, at, run.parts.last()) {
            at = part.tokens.end;
            run.parts.push(part);
            if run.parts.len() >= 24 {
                break;
            }
        }
        if let Some(last) = family_name_inside(document, organisations, taken, &run, at) {
            at = last.tokens.end;
            run.parts.push(last);
        }
        while run.parts.last().is_some_and(|part| part.kind == PartKind::Particle) {
            run.parts.pop();
        }
        at = at.max(i + 1);
        if !run.parts.is_empty() {
            each(&run);
        }
        i = at;
    }
}

fn starts_part(reading: &Reading<'_>, taken: &[bool], i: usize) -> bool {
    reading.tokens().get(i).is_some_and(|t| t.is_capitalised()) && taken.get(i) == Some(&false) && reading.word(i) != "'s"
}

/// The piece that starts at token `i` and goes on a name whose last piece is `before`.
fn next_part(document: &Document<'_>, taken: &[bool], i: usize, before: Option<&Part>) -> Option<Part> {
    let reading = document.reading;
    let token = reading.tokens().get(i)?;
    if before.is_some() && (token.line_start || (token.is_word() && !token.space_before)) {
        return None;
    }
    if before.is_some() && reading.surface(i) == "," && is_suffix(reading, i + 1) {
        return Some(Part { tokens: i + 1..suffix_end(reading, i + 1), kind: PartKind::Suffix });
    }
    if taken.get(i) != Some(&false) || !token.is_word() {
        return None;
    }
    if before.is_some() && is_suffix(reading, i) {
        return Some(Part { tokens: i..suffix_end(reading, i), kind: PartKind::Suffix });
    }
    if before.is_some_and(|part| part.kind != PartKind::Suffix) && lexicon::is_particle(reading.word(i)) {
        // "van der Roe", "bin Salman": a capitalised word must follow within three.
        let goes_on = (i + 1..i + 4)
            .take_while(|&k| k == i + 1 || lexicon::is_particle(reading.word(k - 1)) || reading.surface(k - 1) == "-")
            .any(|k| starts_part(reading, taken, k));
        if token.shape == Shape::Lower {
            if reading.surface(i + 1) == "-" && starts_part(reading, taken, i + 2) {
                return Some(Part { tokens: i..i + 3, kind: PartKind::Word });
            }
            return goes_on.then_some(Part { tokens: i..i + 1, kind: PartKind::Particle });
        }
        if goes_on && !token.line_start {
            return Some(Part { tokens: i..i + 1, kind: PartKind::Particle });
        }
    }
    if !token.is_capitalised() || before.is_some_and(|part| part.kind == PartKind::Suffix) {
        return None;
    }
    if before.is_some() && lexicon::is_opener(reading.word(i)) {
        return None;
    }
    // "Kim Kyung-hoon SHANGHAI": shouting begins something else.
    let shouts = |k: usize| {
        reading.tokens().get(k).is_some_and(|t| t.shape == Shape::Upper && t.end - t.start >= 3 && !reading.surface(k).ends_with('.'))
    };
    if before.is_some_and(|part| part.kind == PartKind::Word && !shouts(part.tokens.start)) && shouts(i) {
        return None;
    }
    let surface = reading.surface(i);
    let letters = surface.chars().count();
    if token.shape == Shape::Upper && letters == 1 && reading.surface(i + 1) == "." && !spaced(reading, i + 1) {
        return Some(Part { tokens: i..i + 2, kind: PartKind::Initial });
    }
    if surface.ends_with('.') || (token.shape == Shape::Upper && letters <= 2) {
        return Some(Part { tokens: i..i + 1, kind: PartKind::Initial });
    }
    let mut end = i + 1;
    while reading.surface(end) == "-" && !spaced(reading, end) && !spaced(reading, end + 1) && end < i + 6 {
        let joined = reading.tokens().get(end + 1).is_some_and(|t| t.is_word()) && taken.get(end + 1) == Some(&false);
        // "Kwan-yuen" is a name, "Beijing-based" and "Trump-backed" are not.
        if !joined
            || (reading.tokens().get(end + 1).is_some_and(|t| t.shape == Shape::Lower)
                && !is_given_syllable(document, reading.word(i), reading.word(end + 1)))
        {
            break;
        }
        end += 2;
    }
    if reading.surface(end) == "-"
        && !spaced(reading, end)
        && !spaced(reading, end + 1)
        && reading.tokens().get(end + 1).is_some_and(|t| t.is_word())
        && end == i + 1
    {
        // The first half of a compound that is no name stands alone.
        return Some(Part { tokens: i..end, kind: PartKind::Word });
    }
    // "Gov." and "Sen.": the dot belongs to the word.
    if reading.surface(end) == "." && !spaced(reading, end) && end == i + 1 && lexicon::honorific(reading.word(i)).is_some() && letters <= 6
    {
        end += 1;
    }
    Some(Part { tokens: i..end, kind: PartKind::Word })
}

fn spaced(reading: &Reading<'_>, i: usize) -> bool {
    reading.tokens().get(i).is_none_or(|t| t.space_before)
}

/// The second half of a hyphenated given name as romanised in Hong Kong, Taiwan and Korea: short, and no English ending.
fn is_given_syllable(document: &Document<'_>, first: &str, second: &str) -> bool {
    let short = second.len() >= 2 && second.len() <= 6 && second.bytes().all(|b| b.is_ascii_lowercase());
    short
        && first.len() <= 6
        && (!document.knowledge.is_dictionary_word(second) || super::name::is_syllables(first, 1))
        && !matches!(second, "based" | "led" | "backed" | "born" | "run" | "era" | "like" | "style" | "owned" | "made" | "listed")
}

fn is_suffix(reading: &Reading<'_>, i: usize) -> bool {
    matches!(reading.surface(i), "Jr" | "Sr" | "Jr." | "Sr." | "II" | "III" | "IV")
}

fn suffix_end(reading: &Reading<'_>, i: usize) -> usize {
    if reading.surface(i + 1) == "." && !spaced(reading, i + 1) && matches!(reading.surface(i), "Jr" | "Sr") { i + 2 } else { i + 1 }
}

/// "Paris Hilton", "Jack London": a listed first name and then one word that is known as a place or firm.
fn family_name_inside(document: &Document<'_>, organisations: &[Mention], taken: &[bool], run: &Run, at: usize) -> Option<Part> {
    let reading = document.reading;
    let given = run.parts.iter().rev().find(|part| part.kind == PartKind::Word)?;
    let token = reading.tokens().get(at)?;
    if taken.get(at) != Some(&true)
        || !token.is_capitalised()
        || !token.space_before
        || token.line_start
        || run.in_title_case
        || token.shape == Shape::Upper
    {
        return None;
    }
    let one_word = given.tokens.len() == 1;
    let listed = document.knowledge.first_name(reading.word(given.tokens.start)).is_some_and(|entry| !entry.dictionary_word);
    let surname = document.knowledge.surname(reading.word(at)).is_some();
    let alone = organisations
        .binary_search_by_key(&token.start, |m| m.span.start)
        .ok()
        .and_then(|k| organisations.get(k))
        .is_some_and(|m| m.span == token.span());
    let ends = !reading.tokens().get(at + 1).is_some_and(|t| t.is_capitalised() && t.space_before);
    (one_word && listed && surname && alone && ends).then_some(Part { tokens: at..at + 1, kind: PartKind::Word })
}

/// Whether the line a token stands in is written in Title Case or capitals; remembers the line last asked for.
#[derive(Default)]
struct LineCase {
    until: usize,
    title_case: bool,
}

impl LineCase {
    fn is_title_case(&mut self, reading: &Reading<'_>, i: usize) -> bool {
        if i < self.until {
            return self.title_case;
        }
        let sentence = reading.sentences().get(reading.sentence_of(i));
        let Some(sentence) = sentence else { return false };
        let (mut long, mut capitals, mut first) = (0_usize, 0_usize, true);
        for k in sentence.tokens.clone() {
            if let Some(token) = reading.tokens().get(k).filter(|t| t.is_word() && (t.end - t.start >= 4 || t.is_capitalised())) {
                if !first {
                    long += 1;
                    capitals += usize::from(token.is_capitalised());
                }
                first = false;
            }
        }
        self.until = sentence.tokens.end;
        // Only a headline ends without a stop.
        let stops = sentence.tokens.end.checked_sub(1).is_some_and(|k| matches!(reading.surface(k), "." | "”" | "\"" | ","));
        self.title_case = long >= 4 && capitals * 10 >= long * if stops { 9 } else { 8 };
        self.title_case
    }
}
