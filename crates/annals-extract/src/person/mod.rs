//! People: their names, later mentions by last name, titles and employers.

mod apposed;
mod credited;
mod family_first;
mod later;
pub(crate) mod lexicon;
mod listed;
mod name;
mod people;
mod pronoun;
mod role;
mod run;
mod speaker;
pub(crate) mod title;
mod titled;
pub(crate) mod topic;

use crate::document::Document;
use crate::rule::{Rule, RuleCard};
use annals_model::{EntityId, Kind, Mention, Role, RuleName, TimeExpr};
use name::Candidate;
use people::People;
use std::ops::Range;
pub(crate) use title::employs;

/// Whether a candidate is a person, and how surely.
type FindName = fn(&Document<'_>, &Candidate<'_>) -> Option<f32>;

/// The score of a name with evidence.
const PERSON: f32 = 0.9;

/// Most telling first.
const RULES: &[Rule<FindName>] = &[titled::RULE, apposed::RULE, family_first::RULE, listed::RULE, speaker::RULE, credited::RULE];

/// The cards of this concept's rules.
pub(crate) fn cards() -> impl Iterator<Item = RuleCard> {
    RULES.iter().map(|rule| rule.card).chain([later::CARD, pronoun::CARD]).chain(role::cards())
}

/// A mention before its entity is known.
struct Found {
    tokens: Range<usize>,
    person: usize,
    nominal: bool,
    rule: &'static str,
    score: f32,
}

/// Mentions of people, each with its entity id (`nil:person:<slug of the fullest name>`), sorted.
///
/// Names come first, wherever in the text; then one pass in reading order joins last names and pronouns to them.
pub(crate) fn find(document: &Document<'_>, times: &[TimeExpr], organisations: &[Mention]) -> Vec<Mention> {
    let reading = document.reading;
    let taken = run::taken_tokens(reading, &run::taken_spans(times, organisations));
    let mut people = People::default();
    let mut named: Vec<Found> = Vec::new();
    run::runs(document, &taken, organisations, |run| {
        let Some(candidate) = name::candidate(document, run) else { return };
        let hit = RULES.iter().find_map(|rule| (rule.find)(document, &candidate).map(|score| (rule.card.name, score)));
        if let Some((rule, score)) = hit {
            named.push(Found { tokens: candidate.tokens(), person: people.add(document, &candidate), nominal: false, rule, score });
        }
    });
    if people.is_empty() {
        return Vec::new();
    }
    let found = later::find(document, &taken, named, &mut people);
    let ids: Vec<EntityId> = people
        .list
        .iter()
        .map(|person| EntityId(format!("nil:person:{}", annals_text::slug(reading.span(person.fullest.clone()).of(reading.text())))))
        .collect();
    found
        .into_iter()
        .map(|found| Mention {
            span: reading.span(found.tokens),
            kind: Kind::Person,
            entity: ids.get(found.person).cloned(),
            nominal: found.nominal,
            rule: RuleName::new(found.rule),
            score: found.score,
        })
        .collect()
}

/// Titles and employers as stated; indices point into `mentions`.
pub(crate) fn roles(document: &Document<'_>, mentions: &[Mention]) -> Vec<Role> {
    role::find(document, mentions)
}
