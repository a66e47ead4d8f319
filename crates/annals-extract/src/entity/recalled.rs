//! Doubtful names of somebody who is named beyond doubt elsewhere in the article: "Target" beside "Target Corporation".

use super::{Find, listed};
use crate::rule::{Rule, RuleCard};

pub(super) const RULE: Rule<Find> = Rule {
    card: RuleCard {
        name: "entity/recalled",
        about: "A doubtful listed name counts when the same entity is named beyond doubt elsewhere in the article.",
        cases: include_str!("recalled.toml"),
    },
    find: |page, found| listed::scan(page, found, true),
};
