//! Who said what: source, cue and content, PolNeAR's three parts.

use crate::{RuleName, Span};
use serde::{Deserialize, Serialize};

/// Whether the words are the speaker's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuoteKind {
    /// In quotation marks throughout.
    Direct,
    /// Reported in the writer's words.
    Indirect,
    /// Reported, with some words in quotation marks.
    Mixed,
}

/// A statement and who made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// Index into mentions; `None` for an unnamed source.
    pub source: Option<u32>,
    /// The source's words when no mention fits ("an analyst from a foreign institution").
    pub source_span: Option<Span>,
    /// "said", "according to".
    pub cue: Option<Span>,
    /// One or more stretches; a direct quote holds its quotation marks.
    pub content: Vec<Span>,
    /// Direct, indirect or mixed.
    pub kind: QuoteKind,
    /// The rule that found it.
    pub rule: RuleName,
}
