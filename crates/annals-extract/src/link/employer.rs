//! Whom somebody works for under a short name: "Roe of Acme" is the Acme Asset Management that Roe was said to be of.

use crate::document::Document;
use annals_model::{EntityId, Mention, Role};

/// Gives short names of employers the entity of the full one. A short name opens the full one, both are stated as the
/// employer of one person, and what the short one would mean alone is a parent of the other, or unlisted. Every other place
/// where the article prints the short name alike follows, unless it names that parent in other words, too. Returns whether
/// anything changed.
pub(crate) fn settle(document: &Document<'_>, mentions: &mut [Mention], roles: &[Role]) -> bool {
    let words = |mention: &Mention| mention.span.of(&document.article.text).to_owned();
    let mut changes: Vec<(usize, EntityId, EntityId)> = Vec::new();
    for role in roles {
        let Some((short, person)) = stated(mentions, role) else { continue };
        let name = words(short.1);
        let full = roles.iter().filter_map(|other| stated(mentions, other)).find(|(other, same)| {
            *same == person && other.1.entity != short.1.entity && opens(&name, &words(other.1)) && owns(document, short.1, other.1)
        });
        if let (Some((full, _)), Some(was)) = (full, &short.1.entity) {
            changes.extend(full.1.entity.clone().map(|entity| (short.0, was.clone(), entity)));
        }
    }
    for (at, was, entity) in &changes {
        let Some(name) = mentions.get(*at).map(&words) else { continue };
        let of_it = |mention: &Mention| mention.entity.as_ref() == Some(was);
        let only_so = mentions.iter().filter(|mention| of_it(mention)).all(|mention| mention.nominal || words(mention) == name);
        for (i, mention) in mentions.iter_mut().enumerate() {
            if i == *at || (only_so && of_it(mention)) {
                mention.entity = Some(entity.clone());
            }
        }
    }
    !changes.is_empty()
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
