//! Money that moves between markets: who sends it and where to, so that "southbound money" and "mainland buyers of Hong
//! Kong shares" are one subject.

use crate::page::{Page, Passage};
use annals_model::{EntityId, Figure, Metric, Unit};

/// Who moves money into Hong Kong's market or out of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mover {
    Mainland,
    Foreign,
}

/// The subject of a flow into the stock market of Hong Kong; `None` for other figures and other flows.
///
/// When the figure's own sentence names nobody, the sentence before it in the same paragraph does.
pub(crate) fn subject(page: &Page<'_>, at: usize, figure: &Figure) -> Option<EntityId> {
    if figure.metric != Some(Metric::Flow) || !matches!(figure.unit, Unit::Money(_)) {
        return None;
    }
    let passage = page.passages.get(at)?;
    // A firm's own flow ("Tencent drew HK$2 billion of it") is the firm's.
    let own = figure.subject.and_then(|i| page.mention(i)).is_some_and(|mention| {
        !matches!(
            page.kind_of(mention),
            annals_model::Kind::Place | annals_model::Kind::Exchange | annals_model::Kind::Programme | annals_model::Kind::Index
        )
    });
    if own {
        return None;
    }
    let before = at
        .checked_sub(1)
        .and_then(|k| page.passages.get(k))
        .filter(|other| other.paragraph == passage.paragraph && other.region == passage.region);
    let stands_in =
        || (passage.tokens.start..passage.tokens.start + 2).any(|k| matches!(page.reading.word(k), "they" | "these" | "this" | "it"));
    let bare = || names_only_the_flow(page, figure) || stands_in();
    let (mover, shown) = match mover(page, passage) {
        Some(found) => (found.0, found.1 || market(page, passage) || before.is_some_and(|before| market(page, before))),
        None => {
            let before = before.filter(|_| bare())?;
            let found = mover(page, before)?;
            (found.0, found.1 || market(page, before) || market(page, passage))
        }
    };
    shown.then(|| id(mover))
}

/// Who moves money into Hong Kong's market by what a passage says, or the one before it in its paragraph.
pub(crate) fn mover_of(page: &Page<'_>, at: usize) -> Option<EntityId> {
    let passage = page.passages.get(at)?;
    let before = at.checked_sub(1).and_then(|k| page.passages.get(k)).filter(|other| other.paragraph == passage.paragraph);
    mover(page, passage).or_else(|| mover(page, before?)).map(|found| id(found.0))
}

fn id(mover: Mover) -> EntityId {
    let name = match mover {
        Mover::Mainland => "mainland",
        Mover::Foreign => "foreign",
    };
    EntityId(format!("nil:flow:{name}-to-hong-kong"))
}

/// The first mover of a passage, and whether its name says the market too ("southbound").
fn mover(page: &Page<'_>, passage: &Passage) -> Option<(Mover, bool)> {
    const MONEY: &[&str] = &[
        "investors",
        "capital",
        "funds",
        "fund",
        "money",
        "buyers",
        "buying",
        "traders",
        "trading",
        "flows",
        "flow",
        "inflows",
        "inflow",
        "purchases",
        "cash",
        "savers",
        "investment",
        "sellers",
    ];
    let reading = &page.reading;
    let near = |k: usize| (k + 1..(k + 4).min(passage.tokens.end)).any(|next| MONEY.contains(&reading.word(next)));
    passage.tokens.clone().find_map(|k| match reading.word(k) {
        "southbound" | "southern" if near(k) => Some((Mover::Mainland, true)),
        "mainland" | "chinese" if near(k) => Some((Mover::Mainland, false)),
        "foreign" | "overseas" | "offshore" | "international" if near(k) => Some((Mover::Foreign, false)),
        _ => None,
    })
}

/// Whether Hong Kong's market is named.
fn market(page: &Page<'_>, passage: &Passage) -> bool {
    let reading = &page.reading;
    passage.tokens.clone().any(|k| {
        reading.has_words(k, &["hong", "kong"])
            && !(k > 0 && matches!(reading.word(k - 1), "from" | "of") && reading.word(k.saturating_sub(2)) == "out")
    })
}

/// "A net inflow", "that": words that say nothing about whose money it is.
fn names_only_the_flow(page: &Page<'_>, figure: &Figure) -> bool {
    const PLAIN: &[&str] = &[
        "a",
        "an",
        "the",
        "this",
        "that",
        "net",
        "total",
        "daily",
        "inflow",
        "inflows",
        "flow",
        "flows",
        "influx",
        "purchases",
        "buying",
        "of",
        "it",
    ];
    let Some(span) = figure.subject_span else { return true };
    page.reading.tokens_in(span).all(|k| PLAIN.contains(&page.reading.word(k)))
}
