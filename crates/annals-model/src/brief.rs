//! The day at a glance: its stories in the order of their weight, a line each.

use crate::{ArticleId, EntityId, Line, Source};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A story of the day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BriefStory {
    /// Its place, from 1.
    pub rank: u32,
    /// Id of the story; the id of its first article when it was told of no story yet.
    pub story: String,
    /// The headline of the day that says most of what all its headlines say; as given with its article.
    pub headline: Option<String>,
    /// The article that carries it.
    pub headline_from: Option<ArticleId>,
    /// What happened, in the words of a source, with the receipts of all that say so.
    pub line: Option<Line>,
    /// Outlets that report it on their own: copies of a wire story count with the wire.
    pub outlets: u32,
    /// Its articles of the day.
    pub articles: u32,
    /// The weight that the order rests on; only comparable within one brief.
    pub weight: f64,
    /// Firms and indices it is about, those that most articles name first.
    pub about: Vec<EntityId>,
    /// The articles of the day, numbered as citations use them.
    pub sources: Vec<Source>,
}

/// The stories of a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    /// Version of the form.
    pub v: u32,
    /// The day.
    pub date: Date,
    /// The heaviest first.
    pub stories: Vec<BriefStory>,
}
