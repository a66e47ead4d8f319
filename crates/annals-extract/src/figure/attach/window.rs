//! Where a figure's words end: the clause around it, told by commas, conjunctions and the neighbouring figures.

use annals_model::Figure;
use annals_text::Reading;
use std::ops::Range;

/// A figure's place among the tokens.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    /// Its tokens, hedge included.
    pub(crate) tokens: Range<usize>,
    /// The tokens of its sentence.
    pub(crate) sentence: Range<usize>,
    /// From the start of its clause (or the end of the figure before it) to its own start.
    pub(crate) left: Range<usize>,
    /// From its end to the next figure, comma or conjunction.
    pub(crate) right: Range<usize>,
    /// From the start of its clause, figures passed over, to its own start.
    pub(crate) clause: Range<usize>,
}

/// At most this many tokens are looked at on one side.
const REACH: usize = 40;

/// The places of all figures, in their order.
pub(crate) fn sites(reading: &Reading<'_>, found: &[(Figure, Range<usize>)]) -> Vec<Site> {
    let mut sites: Vec<Site> = Vec::with_capacity(found.len());
    for (index, (_, tokens)) in found.iter().enumerate() {
        let sentence = reading.sentences().get(reading.sentence_of(tokens.start)).map_or(0..0, |s| s.tokens.clone());
        let before = index.checked_sub(1).and_then(|k| found.get(k)).map_or(0, |(_, t)| t.end);
        let after = found.get(index + 1).map_or(usize::MAX, |(_, t)| t.start);
        let floor = sentence.start.max(tokens.start.saturating_sub(REACH));
        let mut start = tokens.start;
        while start > floor && !parts(reading, start - 1) {
            start -= 1;
            // What stands in closed brackets parts nothing.
            if reading.surface(start) == ")"
                && let Some(open) = (floor.max(start.saturating_sub(12))..start).rev().find(|k| reading.surface(*k) == "(")
            {
                start = open;
            }
        }
        let mut end = tokens.end;
        while end < sentence.end && end < tokens.end + 16 && end < after && !parts(reading, end) && reading.surface(end) != "," {
            end += 1;
        }
        sites.push(Site {
            tokens: tokens.clone(),
            sentence,
            left: start.max(before).min(tokens.start)..tokens.start,
            right: tokens.end..end,
            clause: start..tokens.start,
        });
    }
    sites
}

/// Signs and words that part two clauses.
pub(crate) fn parts(reading: &Reading<'_>, k: usize) -> bool {
    matches!(
        reading.word(k),
        ";" | ":"
            | "—"
            | "–"
            | "while"
            | "whereas"
            | "whilst"
            | "but"
            | "although"
            | "though"
            | "however"
            | "because"
            | "•"
            | "|"
            | "("
            | "when"
    )
}
