//! The parts of an article between its headings, which way its news goes, and which parts and sentences go against it.

use crate::grammar;
use crate::page::{Page, Passage};
use annals_model::{Direction, RegionKind};
use std::ops::Range;

/// Words that open or head what speaks against the rest.
const COUNTER: &[&str] = &[
    "but",
    "challenge",
    "challenges",
    "concern",
    "concerns",
    "caution",
    "cautious",
    "despite",
    "doubt",
    "doubts",
    "downside",
    "headwind",
    "headwinds",
    "hurdle",
    "hurdles",
    "however",
    "nevertheless",
    "nonetheless",
    "obstacles",
    "pitfalls",
    "risk",
    "risks",
    "skeptics",
    "sceptics",
    "strains",
    "struggle",
    "struggles",
    "threats",
    "troubles",
    "uncertain",
    "uncertainty",
    "warning",
    "warnings",
    "worries",
    "yet",
];

/// Words for what goes up.
const RISES: &[&str] = &[
    "rise",
    "rose",
    "risen",
    "rises",
    "rising",
    "gain",
    "gained",
    "gains",
    "climb",
    "climbed",
    "climbs",
    "surge",
    "surged",
    "surges",
    "surging",
    "soar",
    "soared",
    "soars",
    "jump",
    "jumped",
    "jumps",
    "rally",
    "rallied",
    "rallies",
    "grew",
    "grow",
    "grows",
    "growth",
    "advance",
    "advanced",
    "recover",
    "recovered",
    "rebound",
    "rebounded",
    "boom",
    "record",
    "beat",
    "lifts",
    "lifted",
    "raises",
    "raised",
];

/// Words for what goes down.
const FALLS: &[&str] = &[
    "fall",
    "fell",
    "fallen",
    "falls",
    "falling",
    "drop",
    "dropped",
    "drops",
    "dropping",
    "slump",
    "slumped",
    "slumps",
    "dip",
    "dipped",
    "dips",
    "decline",
    "declined",
    "declines",
    "declining",
    "sink",
    "sank",
    "sunk",
    "sinks",
    "tumble",
    "tumbled",
    "tumbles",
    "plunge",
    "plunged",
    "plunges",
    "slide",
    "slid",
    "slides",
    "shrink",
    "shrank",
    "shrunk",
    "lose",
    "lost",
    "loses",
    "loss",
    "losses",
    "weak",
    "weaker",
    "weakened",
    "weakness",
    "cut",
    "cuts",
    "slowed",
    "slowing",
    "slowdown",
    "deflation",
    "recession",
    "contracted",
    "deficit",
    "rout",
    "warns",
    "warning",
];

/// The parts of a page.
pub(crate) struct Sections {
    /// The number of its part, of every passage.
    of: Vec<u32>,
    /// Of every part, whether its heading says that it speaks against the rest.
    counter: Vec<bool>,
    /// Which way the news goes: that of the first figure that moves, else of the headline's words.
    trend: Option<Direction>,
}

impl Sections {
    pub(crate) fn new(page: &Page<'_>) -> Self {
        let (mut of, mut counter, mut begun) = (Vec::with_capacity(page.passages.len()), vec![false], false);
        for passage in &page.passages {
            let heading = passage.region == RegionKind::Heading;
            if heading && begun {
                counter.push(false);
                begun = false;
            }
            if let Some(last) = counter.last_mut().filter(|_| heading) {
                *last |= words(page, passage.tokens.clone()).any(|word| COUNTER.contains(&word));
            }
            begun |= passage.region == RegionKind::Body;
            of.push(u32::try_from(counter.len() - 1).unwrap_or(u32::MAX));
        }
        Self { of, counter, trend: trend(page) }
    }

    /// The number of the part that passage `i` stands in.
    pub(crate) fn of(&self, i: usize) -> u32 {
        self.of.get(i).copied().unwrap_or(0)
    }

    /// How many parts there are.
    pub(crate) fn count(&self) -> usize {
        self.counter.len()
    }

    /// Whether a sentence speaks against the news: its own figure moves the other way; or it says so of what does, by its
    /// first word or by the heading over it.
    pub(crate) fn counters(&self, page: &Page<'_>, i: usize, passage: &Passage) -> bool {
        let Some(trend) = self.trend else { return false };
        let figures = passage.figures.iter().filter_map(|k| page.annotations.figures.get(*k));
        let moves: Vec<Direction> = figures
            .filter(|figure| figure.subject.is_some() || figure.subject_span.is_some())
            .filter_map(|figure| sense(figure.direction))
            .collect();
        if !moves.is_empty() {
            return moves.iter().all(|way| *way != trend);
        }
        let against = if trend == Direction::Up { FALLS } else { RISES };
        let headed = usize::try_from(self.of(i)).ok().and_then(|part| self.counter.get(part)).copied().unwrap_or(false);
        let opens = words(page, passage.tokens.clone()).next().is_some_and(|word| COUNTER.contains(&word));
        (headed || opens) && words(page, passage.tokens.clone()).any(|word| against.contains(&word))
    }
}

fn trend(page: &Page<'_>) -> Option<Direction> {
    let body = page.content().filter(|(_, passage)| passage.region == RegionKind::Body).flat_map(|(_, passage)| &passage.figures);
    let told =
        body.filter_map(|k| page.annotations.figures.get(*k)).filter(|figure| figure.subject.is_some() || figure.subject_span.is_some());
    let headline = page.article.headline.as_deref().map(annals_text::read);
    let said = headline.and_then(|reading| {
        (0..reading.len()).find_map(|k| match reading.word(k) {
            word if FALLS.contains(&word) => Some(Direction::Down),
            word if RISES.contains(&word) => Some(Direction::Up),
            _ => None,
        })
    });
    said.or_else(|| told.filter_map(|figure| sense(figure.direction)).next())
}

/// In is up, out is down.
fn sense(direction: Option<Direction>) -> Option<Direction> {
    match direction? {
        Direction::Up | Direction::In => Some(Direction::Up),
        Direction::Down | Direction::Out => Some(Direction::Down),
        Direction::Flat | Direction::Level => None,
    }
}

/// The words among `tokens`, in lower case.
fn words<'p>(page: &'p Page<'_>, tokens: Range<usize>) -> impl Iterator<Item = &'p str> {
    tokens.filter(|k| page.reading.tokens().get(*k).is_some_and(annals_text::Token::is_word)).map(|k| page.reading.word(k))
}

/// Whether a sentence sets itself against the one before: "In contrast, …", "… , whereas".
pub(crate) fn contrasts(page: &Page<'_>, passage: &Passage) -> bool {
    const OPENINGS: &[&[&str]] = &[
        &["in", "contrast"],
        &["by", "contrast"],
        &["however"],
        &["meanwhile"],
        &["but"],
        &["still"],
        &["despite"],
        &["although"],
        &["yet"],
    ];
    let first = passage.tokens.start;
    OPENINGS.iter().any(|words| first + words.len() <= passage.tokens.end && page.reading.has_words(first, words))
}

/// Whether what a sentence says is over: "had climbed".
pub(crate) fn looks_back(page: &Page<'_>, passage: &Passage) -> bool {
    const PARTICIPLES: &[&str] = &[
        "been", "become", "begun", "broken", "chosen", "done", "driven", "fallen", "given", "gone", "grown", "risen", "seen", "shown",
        "shrunk", "sunk", "taken", "written",
    ];
    let tokens = passage.tokens.clone();
    let done = |word: &str| grammar::is_verb(word) || PARTICIPLES.contains(&word);
    tokens.clone().any(|k| page.reading.word(k) == "had" && k + 1 < tokens.end && done(page.reading.word(k + 1)))
}
