//! A possible mention, and which of those that overlap is kept.

use super::page::Page;
use annals_model::{Kind, Span};
use std::cmp::Reverse;
use std::ops::Range;

/// Whom a candidate names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// An entity of the gazetteer, by its offset.
    Listed(u32),
    /// Somebody the gazetteer does not know: `nil:<kind>:<slug>`.
    Unlisted(String),
}

/// Some tokens that may be a mention.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate {
    pub(super) tokens: Range<usize>,
    pub(super) kind: Kind,
    pub(super) who: Who,
    /// Confidence, 0 to 1.
    pub(super) score: f32,
    /// Filled in by the engine.
    pub(super) rule: &'static str,
}

impl Candidate {
    pub(super) fn listed(tokens: Range<usize>, kind: Kind, at: u32, score: f32) -> Self {
        Self { tokens, kind, who: Who::Listed(at), score, rule: "" }
    }

    /// A candidate for the listed firm or other body of this name; without one, for an unlisted entity.
    pub(super) fn named(page: &Page<'_>, tokens: Range<usize>, kind: Kind, score: f32) -> Self {
        let core = page.without_legal_form(tokens.clone());
        for part in [tokens.clone(), core] {
            let name = page.reading().span(part).of(page.reading().text());
            for used in page.gazetteer().meanings(name) {
                let listed = page.gazetteer().listed(used.entity);
                if let Some(listed) = listed
                    .filter(|listed| !matches!(listed.kind, Kind::Place | Kind::Index | Kind::Basket | Kind::Programme | Kind::Product))
                {
                    return Self::listed(tokens, listed.kind, used.entity, score);
                }
            }
        }
        Self::unlisted(page, tokens, kind, score)
    }

    /// A candidate for an entity the gazetteer does not know; its id comes from its name without legal form.
    pub(super) fn unlisted(page: &Page<'_>, tokens: Range<usize>, kind: Kind, score: f32) -> Self {
        let core = page.without_legal_form(tokens.clone());
        let name = page.reading().span(core).of(page.reading().text());
        let id = format!("nil:{}:{}", kind.name(), annals_text::slug(name));
        Self { tokens, kind, who: Who::Unlisted(id), score, rule: "" }
    }

    pub(super) fn span(&self, page: &Page<'_>) -> Span {
        page.reading().span(self.tokens.clone())
    }
}

/// Adds the candidates to what is settled: the longest first, then the one whose rule stands first; none may overlap another.
pub(super) fn settle(page: &mut Page<'_>, candidates: Vec<Candidate>) {
    let mut order: Vec<(Reverse<u32>, usize)> =
        candidates.iter().enumerate().map(|(i, candidate)| (Reverse(span_length(page, candidate)), i)).collect();
    order.sort_unstable();
    let mut slots: Vec<Option<Candidate>> = candidates.into_iter().map(Some).collect();
    for (_, i) in order {
        let Some(candidate) = slots.get_mut(i).and_then(Option::take) else { continue };
        if !candidate.tokens.is_empty()
            && page.is_free(candidate.tokens.clone())
            && !of_an_amount(page, &candidate)
            && !of_a_code(page, &candidate)
        {
            page.occupy(candidate);
        }
    }
    page.settled.sort_by_key(|candidate| candidate.tokens.start);
}

/// The letters of a currency's sign are no name: "HK" in "HK$31.20".
fn of_an_amount(page: &Page<'_>, candidate: &Candidate) -> bool {
    page.glued(candidate.tokens.end) && page.word(candidate.tokens.end) == "$"
}

/// The market before a code is part of the code: "NASDAQ" in "Nvidia (NASDAQ: NVDA)".
fn of_a_code(page: &Page<'_>, candidate: &Candidate) -> bool {
    let bracketed = candidate.tokens.start.checked_sub(1).is_some_and(|before| matches!(page.word(before), "(" | "["));
    candidate.kind == Kind::Exchange && bracketed && page.word(candidate.tokens.end) == ":"
}

fn span_length(page: &Page<'_>, candidate: &Candidate) -> u32 {
    let span = candidate.span(page);
    span.end - span.start
}
