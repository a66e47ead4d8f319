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
            Some((form, Change { direction, verb: part.contains('v'), noun: part.contains('n'), adverb: part.contains('a'), metric }))
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
