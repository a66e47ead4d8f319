//! What a rule may look at: the article, its reading, and what annals knows of the world.

use crate::Knowledge;
use annals_model::Article;
use annals_text::Reading;

/// The arguments of every rule.
pub(crate) struct Document<'a> {
    /// The article; `article.anchor()` is the day relative dates count from.
    pub(crate) article: &'a Article,
    /// Its tokens and sentences.
    pub(crate) reading: &'a Reading<'a>,
    /// Gazetteer and name lists.
    pub(crate) knowledge: &'a Knowledge,
}
