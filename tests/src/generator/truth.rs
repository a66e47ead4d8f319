//! What is true about a made article, as a checker would like to be told.

use jiff::civil::Date;
use serde_json::{Value, json};

/// A figure that an article tells otherwise than its story's other articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Which figure ("amount").
    pub what: &'static str,
    /// The plain decimal told here.
    pub told: String,
    /// The plain decimal told by the others.
    pub elsewhere: String,
    /// A currency code, `percent`, `points` or `count`.
    pub unit: &'static str,
}

/// One figure that an article tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureTold {
    /// Which figure of the story ("amount", "change").
    pub what: &'static str,
    /// As printed: "$3.24 billion".
    pub surface: String,
    /// Its plain decimal: "3240000000".
    pub value: String,
    /// A currency code, `percent`, `points` or `count`.
    pub unit: &'static str,
}

/// One day that an article names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateTold {
    /// As printed: "on Tuesday".
    pub surface: String,
    /// The day meant.
    pub date: Date,
}

/// The truth about one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    /// The article.
    pub id: String,
    /// Its story, counted from 1.
    pub story: u64,
    /// How many articles tell this story in an endless run.
    pub story_size: usize,
    /// What happened: `results`, `rating`, `deal`, `market`, `post`, `plant`, `fine`, `outlook`.
    pub happening: &'static str,
    /// The day on which it happened.
    pub happened: Date,
    /// Gazetteer ids of the firms named as actors.
    pub firms: Vec<&'static str>,
    /// The article that this one copies with a few words changed.
    pub duplicate_of: Option<String>,
    /// The article that stands in this one in full.
    pub contains: Option<String>,
    /// The later article that this one stands in; a short run may end before it.
    pub contained_in: Option<String>,
    /// The planted contradiction.
    pub conflict: Option<Conflict>,
    /// Whether figures are rounded.
    pub rounded: bool,
    /// Figures told, in order; in a containing piece, those of its own words only.
    pub figures: Vec<FigureTold>,
    /// Days named, in order; in a containing piece, those of its own words only.
    pub dates: Vec<DateTold>,
}

/// An article with its truth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// Its name, the same in every run of this seed.
    pub id: String,
    /// Its address, on a host that does not exist.
    pub url: String,
    /// The invented outlet.
    pub publisher: &'static str,
    /// The headline; not part of the text.
    pub headline: String,
    /// An invented author.
    pub byline: String,
    /// RFC 3339 with the outlet's own offset.
    pub published: String,
    /// The section of the outlet.
    pub section: &'static str,
    /// Paragraphs with a blank line between.
    pub text: String,
    /// The truth about it.
    pub truth: Truth,
}

impl Generated {
    /// The article as one line of `articles.jsonl`, without the line's end.
    #[must_use]
    pub fn json(&self) -> String {
        json!({
            "id": self.id,
            "url": self.url,
            "publisher": self.publisher,
            "headline": self.headline,
            "byline": [self.byline],
            "published": self.published,
            "section": self.section,
            "text": self.text,
            "desk": self.truth.happening,
        })
        .to_string()
    }
}

impl Truth {
    /// The truth as one JSON object; what is not so is `null`.
    #[must_use]
    pub fn json(&self) -> String {
        let conflict = self.conflict.as_ref().map(
            |conflict| json!({ "what": conflict.what, "told": conflict.told, "elsewhere": conflict.elsewhere, "unit": conflict.unit }),
        );
        let figures: Vec<Value> = (self.figures.iter())
            .map(|told| json!({ "what": told.what, "surface": told.surface, "value": told.value, "unit": told.unit }))
            .collect();
        let dates: Vec<Value> = self.dates.iter().map(|told| json!({ "surface": told.surface, "date": told.date.to_string() })).collect();
        json!({
            "id": self.id,
            "story": self.story,
            "story_size": self.story_size,
            "happening": self.happening,
            "happened": self.happened.to_string(),
            "firms": self.firms,
            "duplicate_of": self.duplicate_of,
            "contains": self.contains,
            "contained_in": self.contained_in,
            "conflict": conflict,
            "rounded": self.rounded,
            "figures": figures,
            "dates": dates,
        })
        .to_string()
    }
}
