//! A cleaned article: frozen text, its regions, and what its page says about it.

use crate::{ArticleId, DateTime, Span};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a stretch of an article's text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegionKind {
    /// The article's own headline.
    Headline,
    /// A heading inside the article.
    Heading,
    /// The article itself.
    Body,
    /// A machine digest printed by the outlet.
    SourceDigest,
    /// Words under a picture.
    Caption,
    /// Citation marks and source lists.
    Citation,
    /// A headline of another article (READ MORE, related).
    LinkedHeadline,
    /// Adverts and calls to subscribe.
    Promo,
    /// Menus, share buttons, bylines' furniture.
    Navigation,
    /// Legal notes, copyright lines.
    Disclaimer,
}

impl RegionKind {
    /// Whether digest, story, timeline and index take facts from it.
    #[must_use]
    pub fn is_content(self) -> bool {
        matches!(self, Self::Headline | Self::Heading | Self::Body | Self::Caption)
    }

    /// The name used in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Heading => "heading",
            Self::Body => "body",
            Self::SourceDigest => "source_digest",
            Self::Caption => "caption",
            Self::Citation => "citation",
            Self::LinkedHeadline => "linked_headline",
            Self::Promo => "promo",
            Self::Navigation => "navigation",
            Self::Disclaimer => "disclaimer",
        }
    }
}

/// A stretch of text and what it is. Regions are sorted, do not overlap, and together cover every byte of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: RegionKind,
    /// Why we think so ("opens with READ MORE").
    pub reason: String,
}

/// Where the publication date was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "names of the places")]
pub enum DateSource {
    Jsonld,
    Opengraph,
    Meta,
    Microdata,
    Time,
    Url,
    Text,
    Feed,
    Given,
}

/// How much of the article the page shows to everybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "plain words")]
pub enum Access {
    Free,
    Metered,
    Truncated,
    #[default]
    Unknown,
}

/// An article after cleaning. Nothing changes `text` any more.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Article {
    /// Kept when given, else [`ArticleId::of`] canonical URL and text.
    pub id: ArticleId,
    /// The address it was read from.
    pub url: String,
    /// The address it says is its own; equals `url` when it says nothing.
    pub canonical: String,
    /// The outlet: the name it gives itself, else the host without "www.".
    pub publisher: String,
    /// The headline.
    pub headline: Option<String>,
    /// Author names.
    pub byline: Vec<String>,
    /// When it was published.
    pub published: Option<DateTime>,
    /// Where that was found.
    pub published_from: Option<DateSource>,
    /// When it was last changed.
    pub modified: Option<DateTime>,
    /// When we received it.
    pub first_seen: Option<Timestamp>,
    /// ISO 639-1 code; `en` when nothing else is known.
    pub lang: String,
    /// Section of the outlet.
    pub section: Option<String>,
    /// How much of it was shown.
    pub access: Access,
    /// The earlier text at the same address that this one replaces.
    pub revises: Option<ArticleId>,
    /// The words. Plain text is kept byte for byte; HTML is blocks with a blank line between.
    pub text: String,
    /// What is what in `text`.
    pub regions: Vec<Region>,
    /// Why this is no article, when `text` is empty.
    pub reason: Option<String>,
    /// Whatever else the input held.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

impl Article {
    /// What the byte at `offset` is part of; body when no region says otherwise.
    #[must_use]
    pub fn region_at(&self, offset: u32) -> RegionKind {
        let after = self.regions.partition_point(|region| region.span.start <= offset);
        match after.checked_sub(1).and_then(|before| self.regions.get(before)) {
            Some(region) if offset < region.span.end => region.kind,
            _ => RegionKind::Body,
        }
    }

    /// The civil day relative dates count from.
    #[must_use]
    pub fn anchor(&self) -> Option<jiff::civil::Date> {
        self.published.map(|published| published.date)
    }
}
