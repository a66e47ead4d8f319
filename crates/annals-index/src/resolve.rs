//! Entities named inside NEAR, PRE, SENT and PARA are looked up by their ids, which only the index knows.

use crate::query::{Node, Text, Words};
use annals_model::{EntityId, Kind};

/// Puts the ids of the entities that go by a name in the place of the name, wherever it stands among words.
pub(crate) fn resolve<E>(node: Node, ids: &impl Fn(Option<Kind>, &str) -> Result<Vec<EntityId>, E>) -> Result<Node, E> {
    let all = |nodes: Vec<Node>| nodes.into_iter().map(|node| resolve(node, ids)).collect::<Result<Vec<_>, E>>();
    Ok(match node {
        Node::Text(Text { scope, words }) => Node::Text(Text { scope, words: resolved(words, ids)? }),
        Node::And(nodes) => Node::And(all(nodes)?),
        Node::Or(nodes) => Node::Or(all(nodes)?),
        Node::Not(inner) => Node::Not(Box::new(resolve(*inner, ids)?)),
        Node::Boost(inner, factor) => Node::Boost(Box::new(resolve(*inner, ids)?), factor),
        other => other,
    })
}

fn resolved<E>(words: Words, ids: &impl Fn(Option<Kind>, &str) -> Result<Vec<EntityId>, E>) -> Result<Words, E> {
    let all = |parts: Vec<Words>| parts.into_iter().map(|part| resolved(part, ids)).collect::<Result<Vec<_>, E>>();
    Ok(match words {
        Words::Entity { kind, name } => Words::Any(ids(kind, &name)?.into_iter().map(|id| Words::Slot(id.0)).collect()),
        Words::Near { left, right, distance, ordered } => {
            Words::Near { left: Box::new(resolved(*left, ids)?), right: Box::new(resolved(*right, ids)?), distance, ordered }
        }
        Words::Any(parts) => Words::Any(all(parts)?),
        Words::Same { unit, parts } => Words::Same { unit, parts: all(parts)? },
        Words::AtLeast { times, of } => Words::AtLeast { times, of: Box::new(resolved(*of, ids)?) },
        other => other,
    })
}
