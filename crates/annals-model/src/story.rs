//! Articles about one happening, the claims they make, and how these relate.

use crate::{ArticleId, DateRange, Direction, EntityId, Evidence, Interval, Metric, Modality};
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
    /// What the money is paid for, when it is the price of a deed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deed: Option<Deed>,
    /// Where the deed is done, when said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<EntityId>,
    /// From when the figure counts, as printed, when that is no date of the calendar: "since the merger".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
}

/// What a sum of money is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// A firm or a part of one is bought; the subject is what is bought.
    Takeover,
    /// A penalty or settlement; the subject is who pays.
    Fine,
    /// Something is built or bought to produce with; the subject is who pays.
    Investment,
}

/// One thing done in a sentence, sorted by what sort of deed it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Act {
    /// The sort: `release`, `fall`, `meet` …
    pub sort: String,
    /// Who does it or to whom it happens, as far as they are listed.
    pub who: Vec<EntityId>,
    /// The words for what it is done to, shortened to their stems.
    pub what: Vec<String>,
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
        /// Reported, forecast or a target.
        #[serde(default, skip_serializing_if = "is_reported")]
        modality: Modality,
    },
    /// Something that happened.
    Event {
        /// The words.
        what: String,
        /// Who takes part.
        who: Vec<EntityId>,
        /// When.
        when: Option<DateRange>,
        /// The deeds it tells of, sorted.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        acts: Vec<Act>,
        /// Whether it says how much.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        sized: bool,
    },
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
fn is_reported(modality: &Modality) -> bool {
    *modality == Modality::Reported
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
    /// Which check failed: `sum`, `pair`, `change`, `product`, `superlative`, `date`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// A probable cause; nothing is changed for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The day of an event that only some of its articles give.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<DateRange>,
}

impl Relation {
    /// A relation without check, hint and day.
    #[must_use]
    pub fn new(claims: Vec<u32>, verdict: Verdict, origins: u32, why: String) -> Self {
        Self { claims, verdict, origins, why, check: None, hint: None, when: None }
    }
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
