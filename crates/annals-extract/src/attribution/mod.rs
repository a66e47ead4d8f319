//! Who said what: direct, indirect and mixed quotes with source and cue.

use crate::document::Document;
use crate::rule::RuleCard;
use annals_model::{Attribution, Mention};

/// The cards of this concept's rules.
pub(crate) fn cards() -> impl Iterator<Item = RuleCard> {
    std::iter::empty()
}

/// All attributions, sorted by their first content.
pub(crate) fn find(_document: &Document<'_>, _mentions: &[Mention]) -> Vec<Attribution> {
    Vec::new()
}
