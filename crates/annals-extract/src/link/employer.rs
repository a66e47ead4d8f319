//! Whom somebody works for under a short name: "Roe of Acme" is the Acme Asset Management that Roe was said to be of.

use crate::document::Document;
use annals_model::{EntityId, Mention, Role};
use std::collections::{BTreeMap, BTreeSet};

/// How many names of employers of one person are compared.
const EMPLOYERS: usize = 64;

/// Gives short names of employers the entity of the full one. A short name opens the full one, both are stated as the
/// employer of one person, and what the short one would mean alone is a parent of the other, or unlisted. Every other place
/// where the article prints the short name alike follows, unless it names that parent in other words, too. Returns whether
/// anything changed.
pub(crate) fn settle(document: &Document<'_>, mentions: &mut [Mention], roles: &[Role]) -> bool {
    let changes = changes(document, mentions, roles);
    for Change { at, was, entity, everywhere } in &changes {
        for mention in mentions.iter_mut().filter(|mention| *everywhere && mention.entity.as_ref() == Some(was)) {
            mention.entity = Some(entity.clone());
        }
        if let Some(mention) = mentions.get_mut(*at) {
            mention.entity = Some(entity.clone());
        }
    }
    !changes.is_empty()
}

/// A short name that stands for a fuller one.
struct Change {
    /// The number of its mention.
    at: usize,
    was: EntityId,
    entity: EntityId,
    /// Whether all mentions of what it was follow; said with the first change of an entity only.
    everywhere: bool,
}

fn changes(document: &Document<'_>, mentions: &[Mention], roles: &[Role]) -> Vec<Change> {
    let words = |mention: &Mention| mention.span.of(&document.article.text);
    let mut employers: BTreeMap<&EntityId, Vec<&Mention>> = BTreeMap::new();
    for ((_, employer), person) in roles.iter().filter_map(|role| stated(mentions, role)) {
        let known = employers.entry(person).or_default();
        if known.len() < EMPLOYERS && !known.iter().any(|other| other.entity == employer.entity && words(other) == words(employer)) {
            known.push(employer);
        }
    }
    let mut changes: Vec<Change> = Vec::new();
    let mut done = BTreeSet::new();
    for ((at, short), person) in roles.iter().filter_map(|role| stated(mentions, role)) {
        let full = employers
            .get(person)
            .into_iter()
            .flatten()
            .find(|full| full.entity != short.entity && opens(words(short), words(full)) && owns(document, short, full));
        let Some((entity, was)) = full.and_then(|full| full.entity.clone()).zip(short.entity.clone()) else { continue };
        let of_it = |mention: &&Mention| mention.entity.as_ref() == Some(&was);
        let everywhere =
            done.insert(was.clone()) && mentions.iter().filter(of_it).all(|mention| mention.nominal || words(mention) == words(short));
        changes.push(Change { at, was, entity, everywhere });
    }
    changes
}

/// The employer's mention, with its number, and the person of a role.
fn stated<'m>(mentions: &'m [Mention], role: &Role) -> Option<((usize, &'m Mention), &'m EntityId)> {
    let at = role.employer? as usize;
    Some(((at, mentions.get(at)?), mentions.get(role.person as usize)?.entity.as_ref()?))
}

/// Whether `full` begins with all words of `short` and goes on.
fn opens(short: &str, full: &str) -> bool {
    full.strip_prefix(short).is_some_and(|rest| rest.starts_with(char::is_whitespace))
}

/// Whether the first's entity is a parent of the second's, near or far, or known by its name alone.
fn owns(document: &Document<'_>, short: &Mention, full: &Mention) -> bool {
    /// Parents of parents that are looked at.
    const GENERATIONS: usize = 6;
    let Some((short, full)) = short.entity.as_ref().zip(full.entity.as_ref()) else { return false };
    let gazetteer = document.knowledge.gazetteer();
    let parent = |id: &str| gazetteer.by_id(id)?.parent.and_then(|at| gazetteer.listed(at)).map(|listed| listed.id);
    let mut above = std::iter::successors(parent(full.as_str()), |id| parent(id)).take(GENERATIONS);
    short.as_str().starts_with("nil:") || above.any(|id| id == short.as_str())
}

#[cfg(test)]
mod tests {
    use crate::{Knowledge, annotate};

    /// The ids of all mentions of firms, in text order.
    fn firms(text: &str) -> Vec<String> {
        let article = annals_model::Article { text: text.to_owned(), lang: "en".to_owned(), ..Default::default() };
        let found = annotate(&article, &Knowledge::embedded());
        let firm = |mention: &annals_model::Mention| mention.kind == annals_model::Kind::Firm;
        found.mentions.iter().filter(|mention| firm(mention)).filter_map(|mention| mention.entity.as_ref()).map(|id| id.0.clone()).collect()
    }

    #[test]
    fn the_employer_of_one_person_is_one_firm() {
        for (text, same) in [
            (
                "\u{201c}It is cheap,\u{201d} said Mara Quill, an analyst at Maybank Securities. \u{201c}Buy,\u{201d} said Quill of Maybank.",
                true,
            ),
            ("Owen Brask, chief economist at Natixis Investment Managers, was calm. Brask of Natixis saw no risk.", true),
            ("Owen Brask, chief economist at Maybank Securities, was calm. Mara Quill of Maybank saw no risk.", false),
            ("Mara Quill, an analyst at Maybank Securities, was calm. Maybank said profit rose 4%.", false),
            ("Mara Quill, an analyst at Goldman Sachs, was calm. Quill of Maybank saw no risk.", false),
        ] {
            let firms = firms(text);
            assert_eq!(firms.len(), 2, "{text}: {firms:?}");
            assert_eq!(firms[0] == firms[1], same, "{text}: {firms:?}");
        }
    }
}
