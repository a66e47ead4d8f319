//! Whose analysts speak: a firm named for its analyst's sake is not the firm whose figures are told.

use crate::figure::scan::Scene;
use annals_model::{Kind, Mention};

/// Mentions on either side among which the same firm is looked for.
const NEAR: usize = 60;

/// Whether a firm is named near here as the employer of one who judges others.
pub(crate) fn is_house(scene: &Scene<'_>, index: u32) -> bool {
    let index = index as usize;
    let Some(own) = scene.mentions.get(index).filter(|m| matches!(m.kind, Kind::Firm | Kind::Agency)) else { return false };
    let near = scene.mentions.get(index.saturating_sub(NEAR)..(index + NEAR).min(scene.mentions.len())).unwrap_or_default();
    own.entity.is_some() && near.iter().any(|m| m.entity == own.entity && employs(scene, m))
}

/// "Larkspur analyst Jane Roe", "Jane Roe of Larkspur", "an analyst at Larkspur", "Larkspur's Jane Roe".
fn employs(scene: &Scene<'_>, mention: &Mention) -> bool {
    let reading = scene.reading;
    let (start, end) = (reading.token_at(mention.span.start), reading.token_at(mention.span.end));
    if (end..end + 4).any(|k| judges(reading.word(k))) {
        return true;
    }
    let at = |n: usize| start.checked_sub(n).map_or("", |k| reading.word(k));
    // Trades whose names say that they judge or place money.
    let last = reading.word(end.saturating_sub(1));
    if matches!(last, "securities" | "research" | "brokers" | "brokerage" | "advisors" | "advisers" | "management" | "capital") {
        return true;
    }
    if at(1) == "for" && (2..8).any(|n| matches!(at(n), "follows" | "covers" | "rates")) {
        return true;
    }
    if matches!(at(1), "at" | "with" | "of" | "for") && (2..7).any(|n| judges(at(n)) || matches!(at(n), "research")) {
        return true;
    }
    false
}

fn judges(word: &str) -> bool {
    matches!(word, "analyst" | "analysts" | "strategist" | "strategists" | "economist" | "economists" | "manager" | "research")
}
