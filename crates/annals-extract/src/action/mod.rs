//! Rating changes and price-target moves.
//!
//! A verb starts the attempt; the rule that knows it reads what is rated and the values, and the actor is looked for before the
//! verb, or behind "by". Without a named actor there is no action.

mod actor;
mod coverage;
mod house;
mod lexicon;
mod rating;
mod target;
mod values;

use crate::document::Document;
use crate::person::topic::Topics;
use crate::rule::{Rule, RuleCard};
use annals_model::{Action, Figure, Mention, Role, RuleName, Span};
use annals_text::Reading;

/// What a rule may look at.
pub(crate) struct Scene<'a> {
    pub(crate) reading: &'a Reading<'a>,
    pub(crate) mentions: &'a [Mention],
    pub(crate) figures: &'a [Figure],
    /// The actions found before, for "the target" and shared actors.
    pub(crate) earlier: &'a [Action],
    /// What the passages are about.
    pub(crate) topics: &'a Topics<'a>,
}

/// Looks at the verb at a token.
type Find = fn(&Scene<'_>, usize) -> Option<Action>;

const fn rule(name: &'static str, about: &'static str, cases: &'static str, find: Find) -> Rule<Find> {
    Rule { card: RuleCard { name, about, cases }, find }
}

/// Most specific first.
static RULES: &[Rule<Find>] = &[
    rule("action/target", "Targets and forecasts raised or cut.", include_str!("target.toml"), target::find),
    rule("action/rating", "Ratings and outlooks raised or cut.", include_str!("rating.toml"), rating::find),
    rule("action/coverage", "Coverage begun, ratings repeated.", include_str!("coverage.toml"), coverage::find),
];

/// The cards of this concept's rules.
pub(crate) fn cards() -> impl Iterator<Item = RuleCard> {
    RULES.iter().map(|rule| rule.card)
}

/// Whether token `verb` is an analyst's verb before a target or a rating: "has lowered her target".
pub(crate) fn rates(reading: &Reading<'_>, verb: usize) -> bool {
    lexicon::act(reading.word(verb)).is_some()
        && matches!(reading.word(verb + 1), "his" | "her" | "the" | "its" | "their")
        && (verb + 2..verb + 5).any(|k| reading.word(k).starts_with("target") || reading.word(k) == "rating")
}

/// All actions, sorted.
pub(crate) fn find(document: &Document<'_>, mentions: &[Mention], figures: &[Figure], roles: &[Role]) -> Vec<Action> {
    let reading = document.reading;
    let mut found: Vec<Action> = Vec::new();
    if mentions.is_empty() {
        return found;
    }
    let topics = Topics::new(reading, mentions, roles);
    for verb in 0..reading.len() {
        let word = reading.word(verb);
        if lexicon::act(word).is_none() {
            continue;
        }
        let scene = Scene { reading, mentions, figures, earlier: &found, topics: &topics };
        let hit = RULES.iter().find_map(|rule| Some(Action { rule: RuleName::new(rule.card.name), ..(rule.find)(&scene, verb)? }));
        let second = hit.as_ref().and_then(|first| target::second(&scene, verb, first));
        found.extend(hit);
        found.extend(second);
    }
    // The house acts through its people.
    for action in &mut found {
        if let Some(employer) = house::employer(mentions, &topics, action.actor) {
            action.actor = employer;
        }
    }
    found.sort_by_key(|action| action.span.order());
    without_short_forms(found, mentions)
}

/// A headline tells in short what the text tells in full: an action without values is left out when the same actor's same action
/// is told with them, of the same object or of one that only the fuller account names.
fn without_short_forms(found: Vec<Action>, mentions: &[Mention]) -> Vec<Action> {
    let entity = |mention: u32| mentions.get(mention as usize).and_then(|m| m.entity.as_ref());
    let bare = |action: &Action| action.from.is_none() && action.to.is_none();
    let fuller = |short: &Action| {
        found.iter().any(|full| {
            let same_object = short.object.is_none_or(|object| full.object.is_some_and(|other| entity(other) == entity(object)));
            !bare(full) && full.kind == short.kind && entity(full.actor).is_some_and(|id| entity(short.actor) == Some(id)) && same_object
        })
    };
    let keep: Vec<bool> = found.iter().map(|action| !(bare(action) && fuller(action))).collect();
    found.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(action, _)| action).collect()
}

/// From the actor, or the verb when the actor stands behind or in another clause, to the last value.
pub(crate) fn span_of(parts: &[Option<Span>]) -> Option<Span> {
    parts.iter().flatten().copied().reduce(Span::cover)
}
