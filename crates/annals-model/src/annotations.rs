//! Everything found in one article, standing off from its text.

use crate::{Action, ArticleId, Attribution, Entity, Figure, Mention, Role, Span, TimeExpr};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// `concept/rule`: the rule that found something.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleName(pub Cow<'static, str>);

impl RuleName {
    /// The name of a rule of ours.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Something a reader should know about a stretch of text ("the year cannot be right").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Where.
    pub span: Span,
    /// `suspect_year`, `sum_mismatch`, `not_read` …
    pub kind: String,
    /// In words.
    pub text: String,
}

/// What an article says, found. Every list is sorted by `(start, Reverse(end))`, entities by first mention.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Annotations {
    /// The article.
    pub id: ArticleId,
    /// Names and what they refer to.
    pub mentions: Vec<Mention>,
    /// The entities behind the mentions.
    pub entities: Vec<Entity>,
    /// Titles and employers of people.
    pub roles: Vec<Role>,
    /// Dates, times, durations.
    pub times: Vec<TimeExpr>,
    /// Numbers with their meaning.
    pub figures: Vec<Figure>,
    /// Who said what.
    pub attributions: Vec<Attribution>,
    /// Rating and target changes.
    pub actions: Vec<Action>,
    /// What a reader should know.
    pub notes: Vec<Note>,
}

impl Annotations {
    /// The entity a mention refers to.
    #[must_use]
    pub fn entity_of(&self, mention: u32) -> Option<&Entity> {
        let id = self.mentions.get(mention as usize)?.entity.as_ref()?;
        self.entities.iter().find(|entity| entity.id == *id)
    }
}

/// An article with what was found in it: what story, index and serve work on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Annotated {
    /// The article.
    pub article: crate::Article,
    /// What it says.
    pub annotations: Annotations,
}
