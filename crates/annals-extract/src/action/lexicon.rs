//! The words of analysts: verbs that raise or lower, ratings, and what can be raised or lowered.

use annals_text::{Reading, WordMap};
use std::sync::LazyLock;

/// Which way a verb goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// "raised", "lifted".
    Up,
    /// "cut", "slashed".
    Down,
}

/// What a verb of analysts does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// "raised its target": it moves a target or a rating.
    Move(Way),
    /// "revised … upwards": its way is said by another word.
    Revise,
    /// "upgraded", "downgrading": it is the action itself.
    Grade(Way),
    /// "initiated", "started": it opens coverage.
    Open,
    /// "reiterated", "maintained": it leaves a rating as it was.
    Keep,
    /// "stays", "remains": the target itself does not move.
    Stay,
}

/// Verb forms by what they do.
const VERBS: &[(Act, &[&str])] = &[
    (
        Act::Move(Way::Up),
        &[
            "raised",
            "raises",
            "raise",
            "raising",
            "lifted",
            "lifts",
            "lifting",
            "lift",
            "hiked",
            "hikes",
            "hiking",
            "boosted",
            "boosts",
            "boosting",
            "increased",
            "increases",
            "increasing",
            "upped",
            "ups",
            "bumped",
        ],
    ),
    (
        Act::Move(Way::Down),
        &[
            "cut", "cuts", "cutting", "lowered", "lowers", "lowering", "lower", "slashed", "slashes", "slashing", "trimmed", "trims",
            "trimming", "reduced", "reduces", "reducing", "reduce", "dropped", "drops", "dropping",
        ],
    ),
    (Act::Grade(Way::Up), &["upgraded", "upgrades", "upgrading", "upgrade"]),
    (Act::Grade(Way::Down), &["downgraded", "downgrades", "downgrading", "downgrade"]),
    (Act::Revise, &["revised", "revises", "revising", "adjusted", "adjusts", "adjusting", "moved", "changed", "took", "nudged"]),
    (
        Act::Open,
        &[
            "initiated",
            "initiates",
            "initiating",
            "started",
            "starts",
            "starting",
            "began",
            "begins",
            "launched",
            "launches",
            "assumed",
            "resumed",
            "resumes",
            "reinstated",
            "initiate",
        ],
    ),
    (Act::Stay, &["stays", "stayed", "remains", "remained", "stands", "stood"]),
    (
        Act::Keep,
        &[
            "reiterated",
            "reiterates",
            "reiterating",
            "maintained",
            "maintains",
            "maintaining",
            "reaffirmed",
            "reaffirms",
            "reaffirming",
            "kept",
            "keeps",
            "keeping",
            "left",
            "leaves",
            "leaving",
            "retained",
            "retains",
            "retaining",
            "affirmed",
        ],
    ),
];

static ACTS: LazyLock<WordMap<Act>> =
    LazyLock::new(|| VERBS.iter().flat_map(|(act, forms)| forms.iter().map(|form| (*form, *act))).collect());

/// What a lower-case verb form does, if analysts do it.
pub(crate) fn act(word: &str) -> Option<Act> {
    ACTS.get(word).copied()
}

/// Which way a verb moves a target or a rating.
pub(crate) fn mover(word: &str) -> Option<Way> {
    act(word).and_then(|act| if let Act::Move(way) = act { Some(way) } else { None })
}

/// Whether another word says which way the verb goes.
pub(crate) fn reviser(word: &str) -> bool {
    act(word) == Some(Act::Revise)
}

/// Which way a verb is a change of rating by itself.
pub(crate) fn grader(word: &str) -> Option<Way> {
    act(word).and_then(|act| if let Act::Grade(way) = act { Some(way) } else { None })
}

/// Whether a verb opens coverage.
pub(crate) fn opener(word: &str) -> bool {
    act(word) == Some(Act::Open)
}

/// Whether a verb leaves a rating as it was.
pub(crate) fn keeper(word: &str) -> bool {
    act(word) == Some(Act::Keep)
}

/// Nouns for a number foreseen.
pub(crate) fn is_target(word: &str) -> bool {
    matches!(word, "target" | "targets" | "forecast" | "forecasts" | "estimate" | "estimates" | "projection" | "projections")
}

/// Nouns for an opinion.
pub(crate) fn is_rating(word: &str) -> bool {
    matches!(word, "rating" | "ratings" | "recommendation" | "recommendations" | "stance" | "view" | "outlook" | "call")
}

static RATINGS: LazyLock<WordMap<Vec<Vec<&'static str>>>> = LazyLock::new(|| {
    let phrases = include_str!("ratings.tsv").lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    WordMap::grouped(phrases.filter_map(|phrase| {
        let words: Vec<&'static str> = phrase.split([' ', '-']).collect();
        Some((*words.first()?, words))
    }))
});

/// The rating that starts at token `i`: the token after it.
pub(crate) fn rating(reading: &Reading<'_>, i: usize) -> Option<usize> {
    RATINGS
        .get(reading.word(i))?
        .iter()
        .filter_map(|words| {
            let mut at = i;
            for word in words {
                if at > i && reading.surface(at) == "-" {
                    at += 1;
                }
                if reading.word(at) != *word {
                    return None;
                }
                at += 1;
            }
            Some(at)
        })
        .max()
}
