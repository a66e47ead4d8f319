//! A direction printed as a sign, and the words that make a figure a record.

use crate::figure::attach::window::Site;
use annals_model::{Direction, Figure};
use annals_text::Reading;

/// "+0.2%", "-1.4%": a printed sign.
pub(crate) fn signed(reading: &Reading<'_>, figure: &Figure) -> Option<Direction> {
    match figure.span.of(reading.text()).chars().next()? {
        '+' => Some(Direction::Up),
        '-' | '−' | '–' => Some(Direction::Down),
        _ => None,
    }
}

/// "plus $3.9 billion", "minus $2 billion": in and out where flows are told shortly before, else up and down.
pub(crate) fn signed_flow(reading: &Reading<'_>, site: &Site) -> Option<Direction> {
    let first = site.tokens.start;
    // The sign is part of the figure, or stands alone behind a colon or a bar.
    let alone = first.checked_sub(2).is_some_and(|k| matches!(reading.surface(k), ":" | "|" | ","));
    let plus = match (reading.word(first), if alone { reading.word(first - 1) } else { "" }) {
        ("plus", _) | (_, "plus") => true,
        ("minus", _) | (_, "minus") => false,
        _ => return None,
    };
    let flows = (first.saturating_sub(120)..first)
        .any(|k| matches!(reading.word(k), "funds" | "inflows" | "outflows" | "flows" | "inflow" | "outflow"));
    Some(match (plus, flows) {
        (true, true) => Direction::In,
        (true, false) => Direction::Up,
        (false, true) => Direction::Out,
        (false, false) => Direction::Down,
    })
}

/// "a record", "the highest … since": the figure is the most, or least, ever or for long.
pub(crate) fn record(reading: &Reading<'_>, site: &Site) -> bool {
    let before =
        site.left.clone().rev().take(3).any(|k| reading.word(k) == "record" && !matches!(reading.word(k + 1), "date" | "low-cost"));
    if before || reading.word(site.tokens.start) == "record" {
        return true;
    }
    let end = site.sentence.end.min(site.tokens.end + 16);
    let superlative = (site.tokens.end..end).find(|k| {
        matches!(
            reading.word(*k),
            "highest"
                | "lowest"
                | "largest"
                | "biggest"
                | "most"
                | "steepest"
                | "best"
                | "worst"
                | "record"
                | "fastest"
                | "smallest"
                | "strongest"
                | "weakest"
        )
    });
    let Some(at) =
        superlative.filter(|at| !(site.tokens.end..*at).any(|k| reading.tokens().get(k).is_some_and(annals_text::Token::is_number)))
    else {
        return false;
    };
    reading.word(at) == "record" && matches!(reading.word(at.saturating_sub(1)), "a" | "new" | "the" | "time")
        || (at..site.sentence.end.min(at + 8)).any(|k| matches!(reading.word(k), "since" | "ever" | "record" | "history"))
}
