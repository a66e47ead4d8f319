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

/// "raised its target": a verb that moves a target or a rating.
pub(crate) fn mover(word: &str) -> Option<Way> {
    Some(match word {
        "raised" | "raises" | "raise" | "raising" | "lifted" | "lifts" | "lifting" | "lift" | "hiked" | "hikes" | "hiking" | "boosted"
        | "boosts" | "boosting" | "increased" | "increases" | "increasing" | "upped" | "ups" | "bumped" => Way::Up,
        "cut" | "cuts" | "cutting" | "lowered" | "lowers" | "lowering" | "lower" | "slashed" | "slashes" | "slashing" | "trimmed"
        | "trims" | "trimming" | "reduced" | "reduces" | "reducing" | "reduce" | "dropped" | "drops" | "dropping" => Way::Down,
        _ => return None,
    })
}

/// "revised … upwards": a verb whose way is said by another word.
pub(crate) fn reviser(word: &str) -> bool {
    matches!(word, "revised" | "revises" | "revising" | "adjusted" | "adjusts" | "adjusting" | "moved" | "changed" | "took" | "nudged")
}

/// "upgraded", "downgrading": a verb that is the action itself.
pub(crate) fn grader(word: &str) -> Option<Way> {
    Some(match word {
        "upgraded" | "upgrades" | "upgrading" | "upgrade" => Way::Up,
        "downgraded" | "downgrades" | "downgrading" | "downgrade" => Way::Down,
        _ => return None,
    })
}

/// "initiated", "started": verbs that open coverage.
pub(crate) fn opener(word: &str) -> bool {
    matches!(
        word,
        "initiated"
            | "initiates"
            | "initiating"
            | "started"
            | "starts"
            | "starting"
            | "began"
            | "begins"
            | "launched"
            | "launches"
            | "assumed"
            | "resumed"
            | "resumes"
            | "reinstated"
            | "initiate"
    )
}

/// "reiterated", "maintained": verbs that leave a rating as it was.
pub(crate) fn keeper(word: &str) -> bool {
    matches!(
        word,
        "reiterated"
            | "reiterates"
            | "reiterating"
            | "maintained"
            | "maintains"
            | "maintaining"
            | "reaffirmed"
            | "reaffirms"
            | "reaffirming"
            | "kept"
            | "keeps"
            | "keeping"
            | "retained"
            | "retains"
            | "retaining"
            | "affirmed"
    )
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
