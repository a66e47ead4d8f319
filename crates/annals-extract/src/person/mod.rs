//! People: their names, later mentions by last name, titles and employers.

use crate::document::Document;
use crate::rule::RuleCard;
use annals_model::{Mention, Role, TimeExpr};

/// The cards of this concept's rules.
pub(crate) fn cards() -> impl Iterator<Item = RuleCard> {
    std::iter::empty()
}

/// Mentions of people, each with its entity id (`nil:person:<slug of the fullest name>`), sorted.
pub(crate) fn find(_document: &Document<'_>, _times: &[TimeExpr], _organisations: &[Mention]) -> Vec<Mention> {
    Vec::new()
}

/// Titles and employers as stated; indices point into `mentions`.
pub(crate) fn roles(_document: &Document<'_>, _mentions: &[Mention]) -> Vec<Role> {
    Vec::new()
}
