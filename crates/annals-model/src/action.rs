//! What analysts do: ratings changed, price targets moved.

use crate::{RuleName, Span};
use serde::{Deserialize, Serialize};

/// The sense of an analyst's action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the field's own")]
pub enum ActionKind {
    Upgrade,
    Downgrade,
    TargetRaise,
    TargetCut,
    Initiate,
    Reiterate,
}

/// A rating ("overweight") or a target ("24000"), with the figure that states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionValue {
    /// The rating in lower case, or the number without separators.
    pub value: String,
    /// Where it is printed.
    pub span: Span,
    /// Index into figures, for targets.
    pub figure: Option<u32>,
}

/// "Morgan Stanley lifted its target for the index to 24,000 from 19,400."
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Index into mentions: who acts.
    pub actor: u32,
    /// Index into mentions: what is rated; `None` when it is no named entity.
    pub object: Option<u32>,
    /// The words for what is rated.
    pub object_span: Option<Span>,
    /// Upgrade, downgrade, target raise …
    pub kind: ActionKind,
    /// The old value; `None` when not stated.
    pub from: Option<ActionValue>,
    /// The new value; `None` when not stated.
    pub to: Option<ActionValue>,
    /// From the actor to the last value.
    pub span: Span,
    /// The rule that found it.
    pub rule: RuleName,
}
