//! Names of firms, indices, exchanges, regulators, media, places and other organisations.

use crate::document::Document;
use crate::rule::RuleCard;
use annals_model::{Mention, TimeExpr};

/// The cards of this concept's rules.
pub(crate) fn cards() -> impl Iterator<Item = RuleCard> {
    std::iter::empty()
}

/// All mentions but people's, sorted, none overlapping another, each with its entity id.
pub(crate) fn find(_document: &Document<'_>, _times: &[TimeExpr]) -> Vec<Mention> {
    Vec::new()
}
