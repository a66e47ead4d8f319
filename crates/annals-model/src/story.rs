//! Articles about one happening, the claims they make, and how these relate.

use crate::{ArticleId, DateRange, Direction, EntityId, Evidence, Interval, Metric};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A wire story and an outlet's copy of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireCopy {
    /// The copy.
    pub article: ArticleId,
    /// Where it came from.
    pub origin_article: ArticleId,
}

/// How two articles' texts overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NearDuplicateKind {
    /// Both say mostly the same words.
    Duplicate,
    /// `a` stands in `b`.
    Contained,
}

/// Two articles that share much of their text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NearDuplicate {
    /// First article; the contained one.
    pub a: ArticleId,
    /// Second article.
    pub b: ArticleId,
    /// Duplicate or contained.
    pub kind: NearDuplicateKind,
    /// Jaccard similarity, or containment of `a` in `b`; 0 to 1.
    pub score: f64,
}

/// What makes two figures comparable. Equal value alone never joins two claims.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClaimKey {
    /// Whom it is about.
    pub subject: EntityId,
    /// What it measures.
    pub metric: Option<Metric>,
    /// `percent`, `HKD`, `index_point` …
    pub unit: String,
    /// The period, when stated.
    pub period: Option<DateRange>,
}

/// A figure or an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClaimKind {
    /// A keyed number.
    Figure {
        /// Subject, metric, unit, period.
        key: ClaimKey,
        /// As printed.
        value: Decimal,
        /// What its hedge allows.
        low: Option<Decimal>,
        /// What its hedge allows.
        high: Option<Decimal>,
        /// Which way.
        direction: Option<Direction>,
    },
    /// Something that happened.
    Event {
        /// The words.
        what: String,
        /// Who takes part.
        who: Vec<EntityId>,
        /// When.
        when: Option<DateRange>,
    },
}

/// A statement that can be compared, with its receipt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Figure or event.
    #[serde(flatten)]
    pub kind: ClaimKind,
    /// Who it comes from, through however many articles; `None` for the article itself.
    pub origin: Option<EntityId>,
    /// Where it is printed.
    pub evidence: Evidence,
}

impl Claim {
    /// The interval of a figure claim.
    #[must_use]
    pub fn interval(&self) -> Option<Interval> {
        match self.kind {
            ClaimKind::Figure { low, high, .. } => Some(Interval { low, high }),
            ClaimKind::Event { .. } => None,
        }
    }
}

/// How claims relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "defined in the contract")]
pub enum Verdict {
    SameFact,
    Series,
    DifferentPeriod,
    LookAlike,
    Conflict,
    Revised,
    CheckFailed,
    SameEvent,
    Complements,
}

/// Two or more claims and what they are to each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// Indices into [`Story::claims`].
    pub claims: Vec<u32>,
    /// How they relate.
    pub verdict: Verdict,
    /// Number of independent origins.
    pub origins: u32,
    /// In words.
    pub why: String,
}

/// Articles about one happening.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// Version of the line.
    pub v: u32,
    /// The id of its first article.
    pub id: String,
    /// Its articles, by publication, then id.
    pub articles: Vec<ArticleId>,
    /// Copies of wire stories.
    pub wire: Vec<WireCopy>,
    /// Articles that share much of their text.
    pub near_duplicates: Vec<NearDuplicate>,
    /// What the articles claim.
    pub claims: Vec<Claim>,
    /// How the claims relate.
    pub relations: Vec<Relation>,
}
