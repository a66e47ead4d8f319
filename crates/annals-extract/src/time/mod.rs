//! Dates, times of day, durations and repeated times, as TIMEX3.

use crate::document::Document;
use crate::rule::RuleCard;
use annals_model::{Note, TimeExpr};

/// The cards of this concept's rules.
pub(crate) fn cards() -> impl Iterator<Item = RuleCard> {
    std::iter::empty()
}

/// All time expressions, sorted, resolved where the article allows it, and notes on dates that cannot be right.
pub(crate) fn find(_document: &Document<'_>) -> (Vec<TimeExpr>, Vec<Note>) {
    (Vec::new(), Vec::new())
}
