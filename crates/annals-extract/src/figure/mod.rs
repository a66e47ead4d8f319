//! Money, percent, points, shares, multiples and counts, with their meaning.

use crate::document::Document;
use crate::rule::RuleCard;
use annals_model::{Attribution, Figure, Mention, TimeExpr};

/// The cards of this concept's rules.
pub(crate) fn cards() -> impl Iterator<Item = RuleCard> {
    std::iter::empty()
}

/// All figures, sorted, with subject, metric, period and the rest attached.
pub(crate) fn find(_document: &Document<'_>, _mentions: &[Mention], _times: &[TimeExpr], _attributions: &[Attribution]) -> Vec<Figure> {
    Vec::new()
}
