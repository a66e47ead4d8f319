//! What is on record of one firm or person, a row for each statement, with its receipt.

use crate::{ActionKind, ArticleId, DateTime, Direction, EntityId, Hedge, Line, Metric, Modality, QuoteKind};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What is on record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ledger", rename_all = "snake_case")]
pub enum LedgerEntry {
    /// Words that somebody said.
    Quotes {
        /// Who; `None` when the source is no named one.
        speaker: Option<EntityId>,
        /// The name as printed.
        name: Option<String>,
        /// Title as printed in this article.
        title: Option<String>,
        /// Whom the speaker speaks for, by this article.
        employer: Option<EntityId>,
        /// Verbatim, reported, or both.
        kind: QuoteKind,
    },
    /// A rating or a target, changed.
    Actions {
        /// Who changed it.
        actor: EntityId,
        /// Upgrade, downgrade …
        kind: ActionKind,
        /// What is rated, when it is a known entity.
        object: Option<EntityId>,
        /// The words for what is rated.
        object_surface: Option<String>,
        /// The old value; `None` when it is not stated.
        from: Option<String>,
        /// The new value; `None` when it is not stated.
        to: Option<String>,
    },
    /// A number about a subject.
    Figures {
        /// What is measured; `None` when it is not clear.
        metric: Option<Metric>,
        /// `percent`, `HKD`, `index_point` …
        unit: String,
        /// As printed, scales multiplied in.
        value: Decimal,
        /// What the hedge allows.
        low: Option<Decimal>,
        /// What the hedge allows.
        high: Option<Decimal>,
        /// How exactly it is said.
        hedge: Hedge,
        /// Which way.
        direction: Option<Direction>,
        /// First day of its period, when stated.
        from: Option<Date>,
        /// The first day after its period.
        to: Option<Date>,
        /// Whether it happened.
        modality: Modality,
        /// Who it comes from, when the article says so.
        origin: Option<EntityId>,
        /// The number as printed.
        surface: String,
    },
}

/// A row of a ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LedgerRow {
    /// Version of the form.
    pub v: u32,
    /// The firm, person or other entity whose ledger it is.
    pub entity: EntityId,
    /// What is on record.
    #[serde(flatten)]
    pub entry: LedgerEntry,
    /// The article.
    pub article: ArticleId,
    /// Its date.
    pub published: Option<DateTime>,
    /// Its outlet.
    pub publisher: String,
    /// The words, with their receipt.
    pub line: Line,
}
