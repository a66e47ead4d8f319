//! From an article to what it says: names, people's roles, dates, figures, quotes, analysts' actions.
//!
//! Each concept is a folder; a rule is two files there (the rule and its cases) and one line in the folder's `RULES`.
//! Finding is local: a rule looks at a few tokens. Meaning is attached afterwards by plain functions.

mod action;
mod annotate;
mod attribution;
mod correction;
mod document;
mod entity;
mod figure;
mod knowledge;
mod link;
mod person;
mod rule;
mod tagger;
mod time;

pub use annotate::{Wanted, annotate, annotate_only};
pub use correction::{Correction, Corrections};
pub use knowledge::{Fault, Knowledge, Meaning, check_gazetteer, meanings_in};
pub use rule::{RuleCard, rules};
pub use tagger::{Marked, Tagger, train};
