//! The query language: what a reader writes, as a tree. Nothing here touches an index.
//!
//! Operators bind in this order, the tightest first: field and boost, `NOT` and `-`, `NEAR/n` and `PRE/n`, `AND` (also
//! unwritten, between words side by side), `OR`. What cannot be honoured is an error that names its column.

mod field;
mod parse;
mod pattern;
mod range;
mod scan;

pub use parse::parse;
pub use pattern::Pattern;
pub(crate) use pattern::within_distance;
pub use range::{Days, FigureRange};

use annals_model::{Access, Kind};
use std::fmt;

/// Why a query cannot be honoured, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// Character of the query, from 1.
    pub column: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}: {}", self.column, self.message)
    }
}

impl std::error::Error for QueryError {}

/// A query, read.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// `*`: every article.
    All,
    /// Words of the text.
    Text(Text),
    /// All of these.
    And(Vec<Node>),
    /// Any of these.
    Or(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
    /// This, counting so many times as much.
    Boost(Box<Node>, f32),
    /// Articles that name an entity, by id or by any of its names.
    Entity {
        /// `None` for `entity:`.
        kind: Option<Kind>,
        /// An id, a name or an alias, as written.
        name: String,
    },
    /// Published on these days, in the article's own offset.
    Published(Days),
    /// First seen on these days, in UTC.
    FirstSeen(Days),
    /// A figure in this range.
    Figure(FigureRange),
    /// Words of the outlet's name, in this order.
    Publisher(String),
    /// How much of the page was shown.
    Access(Access),
    /// A field compared as a whole.
    Whole(WholeField, String),
}

/// A field that is compared as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WholeField {
    /// Article id.
    Id,
    /// Address.
    Url,
    /// Language code.
    Lang,
    /// Section of the outlet.
    Section,
    /// Story id.
    Story,
}

/// Words and where they are looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Where.
    pub scope: Scope,
    /// What.
    pub words: Words,
}

/// The part of an article that words are looked for in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Headline, headings, body, captions.
    #[default]
    Everywhere,
    /// The headline.
    Headline,
    /// The opening of the body.
    Lead,
}

/// What is looked for in the words of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Words {
    /// A word in any of its forms; one written with signs inside ("S&P") is a run of words.
    Stems(String),
    /// `=word`, `"exact phrase"`: as printed, typography apart.
    Exact(String),
    /// `"a b"~3`: the words of a phrase, moved by so many places in all.
    Sloppy(String, u32),
    /// `word*`, `w?rd`.
    Pattern(Pattern),
    /// `word~1`: so many letters changed, added, left out or swapped.
    Fuzzy(String, u8),
    /// `a NEAR/5 b`, `a PRE/5 b`.
    Near {
        /// One side.
        left: Box<Words>,
        /// The other.
        right: Box<Words>,
        /// Words from the end of one to the start of the other, 1 for neighbours.
        distance: u32,
        /// The left side comes first.
        ordered: bool,
    },
    /// A group joined by OR.
    Any(Vec<Words>),
    /// `SENT(a b)`, `PARA(a b)`: all in one sentence or paragraph.
    Same {
        /// Sentence or paragraph.
        unit: TextUnit,
        /// What must stand in it.
        parts: Vec<Words>,
    },
    /// A mark of the text: `<firm>`, `<figure>`, `<money>`, `<HKD>`, `<date>` …, or the id of an entity. Marks are known
    /// everywhere, not in headline or lead alone.
    Slot(String),
    /// `firm:"Goldman Sachs"` among words: the places that name the entity.
    Entity {
        /// `None` for `entity:`.
        kind: Option<Kind>,
        /// An id, a name or an alias, as written.
        name: String,
    },
    /// `ATLEAST/5(a)`: so many times in one article.
    AtLeast {
        /// How many times.
        times: u32,
        /// Of what.
        of: Box<Words>,
    },
}

/// A unit of running text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextUnit {
    /// To the full stop.
    Sentence,
    /// To the line break.
    Paragraph,
}

#[cfg(test)]
mod tests;
