//! The plain data every stage of annals speaks, and its JSON Lines form.
//!
//! * Offsets are bytes into [`Article::text`] (UTF-8), half-open, on character boundaries.
//! * Dates are civil, ranges half-open: February 2025 is `2025-02-01..2025-03-01`.
//! * Numbers are exact decimals in the unit as printed: 21% is `21` [`Unit::Percent`], never `0.21`.
//! * Lists are sorted by `(start, Reverse(end))`; an index into a list is a `u32` named after what it points to.
//!
//! Nothing here reads a file, the clock or the network.

mod action;
mod annotations;
mod article;
mod attribution;
mod brief;
mod date;
mod digest;
mod figure;
mod id;
mod json;
mod ledger;
mod mention;
mod page;
mod span;
mod story;
mod time;

pub use action::{Action, ActionKind, ActionValue};
pub use annotations::{Annotated, Annotations, Note, RuleName};
pub use article::{Access, Article, DateSource, Region, RegionKind};
pub use attribution::{Attribution, QuoteKind};
pub use brief::{Brief, BriefStory};
pub use date::{DateRange, DateTime, Grain};
pub use digest::{
    Conflict, ConflictKind, Digest, Event, Evidence, Line, Manifest, ManifestInput, Profile, ProfilePerson, Referent, Section, See, Source,
};
pub use figure::{Currency, Direction, Figure, Hedge, Interval, Metric, Modality, Unit};
pub use id::{ArticleId, EntityId, sha256_hex};
pub use json::{InputError, annotations_from_json, annotations_to_json, article_from_json, article_to_json, article_with_annotations};
pub use ledger::{LedgerEntry, LedgerRow};
pub use mention::{Entity, Kind, Mention, Role};
pub use page::RawPage;
pub use span::Span;
pub use story::{Act, Claim, ClaimKey, ClaimKind, Deed, NearDuplicate, NearDuplicateKind, Relation, Story, Verdict, WireCopy};
pub use time::{Basis, Calendar, TimeExpr, Timex};

/// Version of every JSON line written; readers refuse a higher one.
pub const VERSION: u32 = 1;
