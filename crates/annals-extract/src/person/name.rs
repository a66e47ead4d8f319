//! What speaks for a run of capitalised words being a person's name: its words and how they are put together.

use super::lexicon;
use super::run::{Part, PartKind, Run};
use crate::Knowledge;
use crate::document::Document;
use annals_text::{Reading, Shape};
use std::ops::Range;

/// A part of a run that may be a name, with what stands before it.
pub(crate) struct Candidate<'a> {
    /// The run.
    pub(crate) run: &'a Run,
    /// Which of its parts.
    pub(crate) parts: Range<usize>,
    /// A title stands directly before ("Chief Executive", "analyst").
    pub(crate) titled: bool,
    /// A form of address that may stand before a last name alone ("Mr", "President").
    pub(crate) addressed: bool,
    /// It stands in a headline and the lists do not tell where it begins and ends.
    pub(crate) unsure: bool,
}

impl Candidate<'_> {
    /// Its tokens.
    pub(crate) fn tokens(&self) -> Range<usize> {
        self.run.tokens(&self.parts)
    }

    /// Its pieces.
    pub(crate) fn pieces(&self) -> &[Part] {
        self.run.parts.get(self.parts.clone()).unwrap_or(&[])
    }

    /// Number of full words in it.
    pub(crate) fn words(&self) -> usize {
        self.pieces().iter().filter(|part| part.kind == PartKind::Word).count()
    }
}

/// Cuts titles and sentence openers off a run; what is left may be a name.
pub(crate) fn candidate<'a>(document: &Document<'_>, run: &'a Run) -> Option<Candidate<'a>> {
    let reading = document.reading;
    let mut start = 0;
    let count = run.parts.len();
    let word = |k: usize| run.parts.get(k).map_or("", |part| reading.word(part.tokens.start)).trim_end_matches('.');
    let mut titled = false;
    let mut addressed = false;
    // The last title word with something after it: "Research Chief | Equity Strategist | Kinger Lau".
    for k in 0..count.saturating_sub(1) {
        let next_is_title = (k + 1..count).all(|n| lexicon::head(word(n)).is_some());
        let title = lexicon::head(word(k)).is_some() || lexicon::honorific(word(k)).is_some();
        // "Larry King Jr": a title word behind a first name is a surname unless a first name follows.
        let surname = k > start
            && is_given_name(document.knowledge, word(k - 1))
            && is_surname(document.knowledge, word(k))
            && !is_first_name(document.knowledge, word(k + 1));
        if title && !next_is_title && !surname {
            start = k + 1;
            titled = true;
            addressed = lexicon::honorific(word(k)).is_some();
        }
    }
    while start < count && run.parts.get(start).is_some_and(|part| part.kind == PartKind::Particle || part.kind == PartKind::Suffix) {
        start += 1;
    }
    while start < count && !titled && lexicon::is_opener(word(start)) {
        start += 1;
    }
    // "Democrat Jane Roe", "Meanwhile Jane Roe", "British Jane Roe": ordinary words that no one is called.
    while start + 2 < count && !titled && is_plain_word(document.knowledge, word(start)) && !is_first_name(document.knowledge, word(start))
    {
        start += 1;
    }
    let mut end = count;
    // "Tim Cook Stores": ordinary words behind a name.
    while end > start + 2
        && run.parts.get(end - 1).is_some_and(|part| part.kind == PartKind::Word)
        && is_plain_word(document.knowledge, word(end - 1))
        && !is_surname(document.knowledge, word(end - 1))
    {
        end -= 1;
    }
    let first = run.parts.get(start)?;
    if start == 0 {
        let before = first
            .tokens
            .start
            .checked_sub(1)
            .map_or("", |k| if reading.surface(k) == "." && k > 0 { reading.word(k - 1) } else { reading.word(k) });
        let joined = !reading.tokens().get(first.tokens.start).is_some_and(|t| t.line_start);
        titled |= joined && (lexicon::head(before).is_some() || before.strip_suffix('s').is_some_and(|one| lexicon::head(one).is_some()));
        addressed |= joined && lexicon::honorific(before).is_some();
        titled |= addressed;
    }
    // Where every word is capitalised, only the lists can tell where a name begins and ends.
    let mut unsure = run.in_title_case && !titled;
    if unsure {
        let family = |n: &usize| is_surname(document.knowledge, word(*n)) && !is_plain_word(document.knowledge, word(*n));
        let window = (start..end).filter(|&k| is_given_name(document.knowledge, word(k))).find_map(|k| {
            let middle =
                run.parts.get(k + 1).is_some_and(|part| part.kind == PartKind::Initial) || is_given_name(document.knowledge, word(k + 1));
            let last = (k + 2 < end && middle).then_some(k + 2).filter(family).or_else(|| (k + 1 < end).then_some(k + 1).filter(family))?;
            let suffixed = run.parts.get(last + 1).is_some_and(|part| part.kind == PartKind::Suffix);
            Some((k, last + 1 + usize::from(suffixed)))
        });
        if let Some(window) = window {
            ((start, end), unsure) = (window, false);
        }
    }
    // "Vice President", "Finance Minister": titles alone are nobody.
    let title_alone = (start..end)
        .filter(|&k| run.parts.get(k).is_some_and(|part| part.kind == PartKind::Word))
        .all(|k| lexicon::head(word(k)).is_some() || lexicon::is_title_part(word(k)) || lexicon::honorific(word(k)).is_some());
    (start < end && !title_alone).then_some(Candidate { run, parts: start..end, titled, addressed, unsure })
}

/// Whether a lower-case word is a listed first name and no ordinary word.
pub(crate) fn is_given_name(knowledge: &Knowledge, word: &str) -> bool {
    is_first_name(knowledge, word) && !is_plain_word(knowledge, word)
}

/// Whether a lower-case word is listed as a first name.
pub(crate) fn is_first_name(knowledge: &Knowledge, word: &str) -> bool {
    knowledge.first_name(word).is_some()
}

/// Whether a lower-case word is listed as a surname.
pub(crate) fn is_surname(knowledge: &Knowledge, word: &str) -> bool {
    knowledge.surname(word).is_some()
}

/// Whether a lower-case word is an ordinary word of English.
pub(crate) fn is_plain_word(knowledge: &Knowledge, word: &str) -> bool {
    knowledge.is_dictionary_word(word) || lexicon::is_opener(word)
}

/// How much the words themselves speak for a name; 3 is enough without any context.
pub(crate) fn weight(document: &Document<'_>, candidate: &Candidate<'_>) -> i32 {
    let (reading, knowledge) = (document.reading, document.knowledge);
    let words = candidate.words();
    let (mut points, mut seen) = (0, 0);
    for part in candidate.pieces() {
        let word = reading.word(part.tokens.start);
        match part.kind {
            PartKind::Suffix => points += 2,
            PartKind::Particle => points += 1,
            PartKind::Initial => points += i32::from(words > 0),
            PartKind::Word => {
                seen += 1;
                let plain = is_plain_word(knowledge, word);
                let entry = if seen == 1 && words > 1 {
                    knowledge.first_name(word).or_else(|| knowledge.surname(word).filter(|e| e.family_first))
                } else {
                    knowledge.surname(word)
                };
                let listed_elsewhere = entry.is_some() || is_first_name(knowledge, word) || is_surname(knowledge, word);
                let inner = seen > 1 && seen < words;
                points += match (entry.is_some(), plain || entry.is_some_and(|e| e.dictionary_word)) {
                    (true, false) if inner => 1,
                    (true, false) => 2,
                    (true, true) => i32::from(!inner),
                    (false, true) if listed_elsewhere => -1,
                    (false, true) => -4,
                    (false, false) => 0,
                };
                let shouting = reading.tokens().get(part.tokens.start).is_some_and(|t| t.shape == Shape::Upper) && word.len() >= 3;
                points -= if shouting { 3 } else { 0 };
                points +=
                    i32::from(part.tokens.len() > 1 && reading.tokens().get(part.tokens.end - 1).is_some_and(|t| t.shape == Shape::Lower));
            }
        }
    }
    if words > 4 {
        points -= 3;
    }
    let first = candidate.tokens().start;
    if reading.opens_sentence(first) && is_plain_word(knowledge, reading.word(first)) {
        points -= 1;
    }
    points
}

/// Whether the name is put together as in China, Korea or Vietnam, the family name first: "Yan Zhaojun", "Lee Ka-shing", "Kim Jong Un".
pub(crate) fn is_family_first(document: &Document<'_>, pieces: &[Part]) -> bool {
    let (reading, knowledge) = (document.reading, document.knowledge);
    let [family, given @ ..] = pieces else { return false };
    let family_word = reading.word(family.tokens.start);
    if family.tokens.len() != 1
        || given.is_empty()
        || given.len() > 2
        || !knowledge.surname(family_word).is_some_and(|entry| entry.family_first)
    {
        return false;
    }
    if given.iter().any(|part| part.kind != PartKind::Word) {
        return false;
    }
    let western_end = pieces.last().is_some_and(|last| {
        knowledge.surname(reading.word(last.tokens.start)).is_some_and(|e| !e.family_first)
            && !is_syllables(reading.word(last.tokens.start), 3)
    });
    let given_fits = given.iter().all(|part| is_given(reading, part));
    given_fits && !western_end
}

/// A given name of one to three syllables, hyphenated or not.
fn is_given(reading: &Reading<'_>, part: &Part) -> bool {
    let hyphenated = part.tokens.len() == 3;
    (hyphenated && reading.span(part.tokens.clone()).len() <= 14) || is_syllables(reading.word(part.tokens.start), 3)
}

/// Whether a lower-case word falls into at most `most` syllables of romanised Chinese or Korean.
pub(crate) fn is_syllables(word: &str, most: usize) -> bool {
    if word.is_empty() {
        return true;
    }
    if most == 0 || !word.is_ascii() {
        return false;
    }
    let bytes = word.as_bytes();
    let starts =
        ["", "zh", "ch", "sh", "ts", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y", "w"];
    let ends = [
        "iang", "iong", "uang", "eong", "yeon", "yung", "ang", "eng", "ing", "ong", "ung", "ian", "iao", "uai", "uan", "eun", "eon", "yun",
        "ai", "ei", "ui", "ao", "ou", "iu", "ie", "ue", "er", "an", "en", "in", "un", "on", "ia", "ua", "uo", "oo", "oi", "am", "im", "um",
        "ok", "ak", "ik", "uk", "at", "it", "ee", "oh", "ah", "eu", "ae", "yu", "a", "e", "i", "o", "u",
    ];
    starts.iter().filter(|start| bytes.starts_with(start.as_bytes())).any(|start| {
        let rest = word.get(start.len()..).unwrap_or("");
        ends.iter().filter(|end| rest.starts_with(**end)).any(|end| is_syllables(rest.get(end.len()..).unwrap_or("-"), most - 1))
    })
}
