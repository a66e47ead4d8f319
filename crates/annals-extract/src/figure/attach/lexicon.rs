//! Words of change and what they say: direction, part of speech, and the metric they carry.

use crate::figure::lexicon::rows;
use annals_model::{Direction, Metric};
use annals_text::WordMap;
use std::sync::LazyLock;

/// What a word of change says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change {
    /// Which way.
    pub(crate) direction: Direction,
    /// It is used as a verb.
    pub(crate) verb: bool,
    /// It is used as a noun.
    pub(crate) noun: bool,
    /// It stands behind a number as an adverb: "up", "lower".
    pub(crate) adverb: bool,
    /// It sets one thing against another: "beat the old record by 5%".
    pub(crate) compares: bool,
    /// It is a trade: "bought a net $5 billion", not "bought a boat for $5".
    pub(crate) trades: bool,
    /// The metric that goes with it: a flow for "inflow".
    pub(crate) metric: Option<Metric>,
}

static CHANGES: LazyLock<WordMap<Change>> = LazyLock::new(|| {
    rows(include_str!("directions.tsv"))
        .filter_map(|row| {
            let [form, direction, part, metric] = row[..] else { return None };
            let direction = match direction {
                "up" => Direction::Up,
                "down" => Direction::Down,
                "in" => Direction::In,
                "out" => Direction::Out,
                "flat" => Direction::Flat,
                _ => return None,
            };
            let metric = match metric {
                "flow" => Some(Metric::Flow),
                "growth" => Some(Metric::Growth),
                "proceeds" => Some(Metric::Proceeds),
                _ => None,
            };
            let is = |letter: char| part.contains(letter);
            let (verb, noun, adverb, compares, trades) = (is('v'), is('n'), is('a'), is('c'), is('t'));
            Some((form, Change { direction, verb, noun, adverb, compares, trades, metric }))
        })
        .collect()
});

/// What a lower-case word says of change.
pub(crate) fn change(word: &str) -> Option<Change> {
    CHANGES.get(word).copied()
}

/// Whether a lower-case word is one of change.
pub(crate) fn is_change(word: &str) -> bool {
    CHANGES.contains(word)
}
