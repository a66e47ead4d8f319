//! People and what they are: the fullest name in the sources, the title as printed, the firm they speak or act for.

use crate::page::Page;
use annals_model::{EntityId, Evidence, Mention, ProfilePerson, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Receipts of one person, about: a thousand repetitions prove no more.
const RECEIPTS: usize = 16;

/// What is stated of one person.
#[derive(Default)]
struct Known {
    name: String,
    name_at: Option<Evidence>,
    /// Titles as printed, with where they stand, by employer (`None` when none is stated), first statement first.
    stated: Vec<(Option<EntityId>, Option<String>, Vec<Evidence>)>,
}

/// The roles of all people of several pages.
#[derive(Default)]
pub(crate) struct Roles {
    people: BTreeMap<EntityId, Known>,
    employers: BTreeMap<EntityId, BTreeSet<EntityId>>,
    /// People in the order in which they are first given a role.
    order: Vec<EntityId>,
}

impl Roles {
    /// Reads all roles; those in adverts, menus and linked headlines are left out.
    pub(crate) fn new(pages: &[Page<'_>]) -> Self {
        let mut roles = Self::default();
        for page in pages {
            roles.read(page);
        }
        roles
    }

    fn read(&mut self, page: &Page<'_>) {
        for role in &page.annotations.roles {
            let Some(person) = page.entity_of(role.person) else { continue };
            let Some(passage) = page.passage_of(role.said_at).and_then(|i| page.passages.get(i)) else { continue };
            let within = |span: &Span| passage.span.contains(*span) && !page.words(*span).is_empty();
            let title = role.title.filter(within);
            let employer = role.employer.and_then(|m| page.entity_of(m));
            if title.is_none() && employer.is_none() {
                continue;
            }
            let mut evidence: Vec<Evidence> = page.receipt(role.said_at).into_iter().collect();
            evidence.extend(title.filter(|title| !role.said_at.contains(*title)).and_then(|title| page.receipt(title)));
            if !self.people.contains_key(person) {
                self.order.push(person.clone());
            }
            let known = self.people.entry(person.clone()).or_default();
            let title = title.map(|title| page.words(title).to_owned());
            let same = known.stated.iter_mut().find(|(firm, other, _)| firm.as_ref() == employer && *other == title);
            match same {
                Some((_, _, listed)) => listed.extend(evidence),
                None => known.stated.push((employer.cloned(), title, evidence)),
            }
            if let Some(employer) = employer {
                self.employers.entry(person.clone()).or_default().insert(employer.clone());
            }
        }
        // The fullest name: the longest printed one, of several the first.
        for mention in page.annotations.mentions.iter().filter(|mention| !mention.nominal) {
            let Some(known) = mention.entity.as_ref().and_then(|id| self.people.get_mut(id)) else { continue };
            let words = page.words(mention.span);
            if words.len() > known.name.len() && page.passage_of(mention.span).is_some() {
                known.name = words.to_owned();
                known.name_at = page.receipt(mention.span);
            }
        }
    }

    /// The firms a person speaks or acts for.
    pub(crate) fn employers(&self, person: &EntityId) -> impl Iterator<Item = &EntityId> {
        self.employers.get(person).into_iter().flatten()
    }

    /// The people of a firm, in the order in which they are first given a role.
    pub(crate) fn of(&self, firm: &EntityId) -> Vec<ProfilePerson> {
        let people = self.order.iter().filter_map(|id| self.people.get(id));
        people.filter_map(|known| person(known, |employer| employer == Some(firm))).collect()
    }

    /// Employer, the employer's mention and the number of the passage of every role of a page.
    pub(crate) fn on<'p>(page: &'p Page<'_>) -> Vec<(&'p EntityId, &'p Mention, usize)> {
        let read = |role: &annals_model::Role| {
            let employer = role.employer?;
            page.entity_of(role.person)?;
            Some((page.entity_of(employer)?, page.mention(employer)?, page.passage_of(role.said_at)?))
        };
        page.annotations.roles.iter().filter_map(read).collect()
    }
}

/// All people with a role, in the order in which they are first given one.
pub(crate) fn all(roles: &Roles) -> Vec<ProfilePerson> {
    roles.order.iter().filter_map(|id| roles.people.get(id)).filter_map(|known| person(known, |_| true)).collect()
}

/// A person as stated for the employers that `fits` allows; the first title printed, and all receipts.
fn person(known: &Known, fits: impl Fn(Option<&EntityId>) -> bool) -> Option<ProfilePerson> {
    let stated: Vec<_> = known.stated.iter().filter(|(employer, _, _)| fits(employer.as_ref())).collect();
    if stated.is_empty() || known.name.is_empty() {
        return None;
    }
    let title = stated.iter().find_map(|(_, title, _)| title.clone());
    let mut evidence: Vec<Evidence> = Vec::new();
    // The first statements, those of the title shown, and the fullest name.
    let titled = stated.iter().filter(|(_, own, _)| *own == title).flat_map(|(_, _, evidence)| evidence.iter().take(2));
    let receipts = titled.chain(stated.iter().flat_map(|(_, _, evidence)| evidence).take(RECEIPTS)).chain(&known.name_at);
    for receipt in receipts {
        let held = |other: &Evidence| other.article == receipt.article && other.span.contains(receipt.span);
        if !evidence.iter().any(held) {
            evidence.push(receipt.clone());
        }
    }
    Some(ProfilePerson { name: known.name.clone(), title, evidence })
}
