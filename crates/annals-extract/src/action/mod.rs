//! Rating changes and price-target moves.

use crate::document::Document;
use crate::rule::RuleCard;
use annals_model::{Action, Figure, Mention};

/// The cards of this concept's rules.
pub(crate) fn cards() -> impl Iterator<Item = RuleCard> {
    std::iter::empty()
}

/// All actions, sorted.
pub(crate) fn find(_document: &Document<'_>, _mentions: &[Mention], _figures: &[Figure]) -> Vec<Action> {
    Vec::new()
}
