//! A rule: its name, a sentence about it, its cases, and the function that finds.

use crate::{action, attribution, entity, figure, person, time};

/// What `annals rules` prints: the tests are the manual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleCard {
    /// `concept/rule`.
    pub name: &'static str,
    /// One sentence.
    pub about: &'static str,
    /// The case file, TOML.
    pub cases: &'static str,
}

/// A rule of one concept; `F` is the function type that the concept's engine calls.
pub(crate) struct Rule<F> {
    /// Name, sentence, cases.
    pub(crate) card: RuleCard,
    /// The finder.
    pub(crate) find: F,
}

/// The cards of all rules, concept by concept, in the order in which they are tried.
#[must_use]
pub fn rules() -> Vec<RuleCard> {
    let mut cards = Vec::new();
    cards.extend(time::cards());
    cards.extend(entity::cards());
    cards.extend(person::cards());
    cards.extend(figure::cards());
    cards.extend(attribution::cards());
    cards.extend(action::cards());
    cards
}
