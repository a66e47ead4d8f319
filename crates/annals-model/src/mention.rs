//! Who and what a text names: mentions, the entities they refer to, and the roles of people.

use crate::{EntityId, RuleName, Span};
use serde::{Deserialize, Serialize};

/// What sort of thing a mention names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the field's own")]
pub enum Kind {
    Firm,
    Person,
    Index,
    /// A news or data agency as an office of state or statistics ("Xinhua" is media, "Census Bureau" an agency).
    Agency,
    Regulator,
    Exchange,
    Media,
    Organisation,
    Place,
    Product,
    /// A named group of shares ("Magnificent 7").
    Basket,
    /// A market scheme ("Stock Connect").
    Programme,
}

impl Kind {
    /// The name used in JSON and in ids.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Firm => "firm",
            Self::Person => "person",
            Self::Index => "index",
            Self::Agency => "agency",
            Self::Regulator => "regulator",
            Self::Exchange => "exchange",
            Self::Media => "media",
            Self::Organisation => "organisation",
            Self::Place => "place",
            Self::Product => "product",
            Self::Basket => "basket",
            Self::Programme => "programme",
        }
    }
}

/// A span that refers to an entity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// Without "the" before and a final "'s".
    pub span: Span,
    /// What it names.
    pub kind: Kind,
    /// `None` when it could not be told which entity.
    pub entity: Option<EntityId>,
    /// A description ("the gauge") rather than a name.
    pub nominal: bool,
    /// The rule that found it.
    pub rule: RuleName,
    /// Confidence, 0 to 1.
    pub score: f32,
}

/// An entity of one article, with all its mentions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// Gazetteer id or `nil:<kind>:<folded name>`.
    pub id: EntityId,
    /// What it is.
    pub kind: Kind,
    /// Canonical name; for unlisted entities the fullest form in the article.
    pub name: String,
    /// `MIC:symbol`, e.g. `XHKG:9988`.
    pub tickers: Vec<String>,
    /// The entity that owns it.
    pub parent: Option<EntityId>,
    /// Indices into [`crate::Annotations::mentions`], ascending.
    pub mentions: Vec<u32>,
}

/// A person's title and employer as stated; `said_at` is the span that states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Index into mentions: a person.
    pub person: u32,
    /// Index into mentions: a firm or other organisation.
    pub employer: Option<u32>,
    /// "portfolio manager".
    pub title: Option<Span>,
    /// From the first to the last word of the statement.
    pub said_at: Span,
    /// The rule that found it.
    pub rule: RuleName,
}
