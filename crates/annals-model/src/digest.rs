//! What a reader gets: points, a note per firm, a timeline; every line with its receipt.

use crate::{ArticleId, Basis, Claim, DateTime, EntityId, Grain, Kind, Relation, Span};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A receipt: these bytes of that article's text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// The article.
    pub article: ArticleId,
    /// SHA-256 of the article's whole `text`.
    pub sha256: String,
    /// Where in the text.
    #[serde(flatten)]
    pub span: Span,
}

/// A printed statement. `evidence` is never empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// In points and timelines: the evidence's own words.
    pub text: String,
    /// Why this line stands apart: it is from the outlet's own digest, or holds a date that may be a slip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whom its opening words mean, when they do not say so themselves and it is sure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referent: Option<Referent>,
    /// Where it is written.
    pub evidence: Vec<Evidence>,
}

/// Whom a pronoun, a description or a short name means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referent {
    /// The line's own words that need it: "The company".
    pub words: String,
    /// Its fullest name, as printed at `evidence`.
    pub text: String,
    /// Who or what that is.
    pub entity: EntityId,
    /// Where the name is printed.
    pub evidence: Vec<Evidence>,
}

/// An article a digest was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The number that citations use, from 1.
    pub n: u32,
    /// The article.
    pub id: ArticleId,
    /// Its address; empty for a file.
    pub url: String,
    /// Its outlet.
    pub publisher: String,
    /// Its date.
    pub published: Option<DateTime>,
}

/// A person of a firm, with the title as printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfilePerson {
    /// Fullest name in the sources.
    pub name: String,
    /// Title as printed.
    pub title: Option<String>,
    /// The employer's name as printed beside the title, else as first printed for this person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<String>,
    /// The employer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer_entity: Option<EntityId>,
    /// What the sources quote, word for word, in the order of the texts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotes: Vec<Line>,
    /// Where name, title and employer stand.
    pub evidence: Vec<Evidence>,
}

/// A note on a firm or other organisation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// The entity.
    pub entity: EntityId,
    /// Canonical name.
    pub name: String,
    /// Firm, index …
    pub kind: Kind,
    /// `MIC:symbol`.
    pub tickers: Vec<String>,
    /// Who speaks or acts for it.
    pub people: Vec<ProfilePerson>,
    /// What the sources say of it or it says.
    pub lines: Vec<Line>,
    /// Figures about it.
    pub figures: Vec<Line>,
    /// Its rating and target changes.
    pub actions: Vec<Line>,
    /// It is named, and nothing more.
    pub says_nothing: bool,
    /// Its fullest name in the sources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printed: Option<String>,
    /// Notes that hold, in full, sentences that are about this entity among others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub see: Vec<See>,
}

/// A sentence that stands in another note: whose, and where it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct See {
    /// Whose note holds it.
    pub entity: EntityId,
    /// The name over that note.
    pub name: String,
    /// The sentence.
    pub evidence: Vec<Evidence>,
}

/// A dated line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// First day; `None` when only the end is known.
    pub from: Option<Date>,
    /// The first day after; `None` for an open end.
    pub to: Option<Date>,
    /// How fine.
    pub grain: Grain,
    /// What the date rests on.
    pub basis: Basis,
    /// The date as printed ("As of Wednesday"); both halves of a printed range.
    pub surface: String,
    /// What happened.
    pub line: Line,
    /// Who takes part.
    pub entities: Vec<EntityId>,
}

/// Sources that differ: all are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// What each says.
    pub claims: Vec<Line>,
    /// Why they cannot all be right.
    pub why: String,
    /// Sources that differ, or figures of one article that do not fit each other.
    #[serde(default)]
    pub kind: ConflictKind,
    /// A probable cause; nothing is changed for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// Who differs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConflictKind {
    /// Several articles.
    #[default]
    Sources,
    /// An article with itself.
    Check,
}

/// A text a digest rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestInput {
    /// The article.
    pub id: ArticleId,
    /// SHA-256 of its text.
    pub sha256: String,
}

/// What a digest was made from and with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The texts.
    pub inputs: Vec<ManifestInput>,
    /// Version of annals.
    pub version: String,
    /// The statistical model's name; `None` when rules alone read the text.
    pub model: Option<String>,
    /// Number of rules.
    pub rules: u32,
}

/// A turn of a story that was reported over several days: what its articles of one day added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// The headline of the day that says most of what all its headlines say; as given with its article.
    pub headline: Option<String>,
    /// The article that carries it.
    pub headline_from: Option<ArticleId>,
    /// The day of publication; `None` for articles without a date.
    pub day: Option<Date>,
    /// Statements that no earlier section holds, each with the receipts of all that say so.
    pub lines: Vec<Line>,
}

/// The digest of one article, or of several as one story.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Digest {
    /// Version of the form.
    pub v: u32,
    /// The source's headline; of several the one that says most of what all say.
    pub headline: Option<String>,
    /// The first source's date.
    pub published: Option<DateTime>,
    /// The sources, numbered.
    pub sources: Vec<Source>,
    /// The key points.
    pub points: Vec<Line>,
    /// The turns of a story that was reported over several days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    /// A note per firm.
    pub profiles: Vec<Profile>,
    /// All people named with a role.
    pub people: Vec<ProfilePerson>,
    /// What happened when, sorted.
    pub timeline: Vec<Event>,
    /// Dated words whose day is not known.
    pub undated: Vec<Line>,
    /// Where sources differ.
    pub conflicts: Vec<Conflict>,
    /// What the sources claim, as in a line of stories.
    #[serde(default)]
    pub claims: Vec<Claim>,
    /// How the claims relate.
    #[serde(default)]
    pub relations: Vec<Relation>,
    /// Inputs and versions.
    pub manifest: Manifest,
}
