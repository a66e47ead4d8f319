//! People and what they are: the fullest name in the sources, the title as printed, the firm they speak or act for.

use crate::page::{Page, Passage};
use annals_model::{EntityId, Evidence, Kind, Line, Mention, ProfilePerson, QuoteKind, RegionKind, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Receipts of one person, about: a thousand repetitions prove no more.
const RECEIPTS: usize = 16;

/// Quotations of one person, at most.
const QUOTES: usize = 16;
/// Words of the name of somebody without a role, at least: a family name alone may be anybody's.
const WORDS: usize = 2;

/// What is stated of one person.
#[derive(Default)]
struct Known {
    name: String,
    name_at: Option<Evidence>,
    /// Titles as printed, with where they stand, by employer, first statement first.
    stated: Vec<Stated>,
    quotes: Vec<Line>,
}

/// A title, an employer, or both, as stated.
struct Stated {
    employer: Option<EntityId>,
    /// The employer's name as printed there.
    firm: Option<String>,
    title: Option<String>,
    evidence: Vec<Evidence>,
}

/// The roles of all people of several pages.
#[derive(Default)]
pub(crate) struct Roles {
    people: BTreeMap<EntityId, Known>,
    employers: BTreeMap<EntityId, BTreeSet<EntityId>>,
    /// People in the order in which they are first given a role; those without one behind, in the order of the texts.
    order: Vec<EntityId>,
}

impl Roles {
    /// Reads all roles; those in adverts, menus and linked headlines are left out.
    pub(crate) fn new(pages: &[Page<'_>]) -> Self {
        let mut roles = Self::default();
        for page in pages {
            roles.read(page);
        }
        for page in pages {
            roles.name(page);
            roles.quote(page);
        }
        roles
    }

    /// Adds what is quoted word for word, to those who are known by then.
    fn quote(&mut self, page: &Page<'_>) {
        let direct = page.annotations.attributions.iter().filter(|said| said.kind != QuoteKind::Indirect);
        for (said, id) in direct.filter_map(|said| Some((said, page.entity_of(said.source?)?))) {
            let Some(known) = self.people.get_mut(id) else { continue };
            let open = QUOTES.saturating_sub(known.quotes.len());
            let content = said.content.iter().filter(|span| page.article.region_at(span.start).is_content());
            let quoted = content.filter(|span| page.words(**span).starts_with(['“', '"', '«', '‘', '\'']));
            known.quotes.extend(quoted.filter_map(|span| page.quote(*span)).take(open));
        }
    }

    /// Adds those who are named in full, though no role is stated.
    fn name(&mut self, page: &Page<'_>) {
        for (_, passage) in page.content().filter(|(_, passage)| passage.region != RegionKind::Caption) {
            let mentions = passage.mentions.iter().filter_map(|i| page.annotations.mentions.get(*i));
            for mention in mentions.filter(|mention| mention.kind == Kind::Person && !mention.nominal) {
                let Some(id) = mention.entity.as_ref().filter(|id| !self.people.contains_key(*id)) else { continue };
                let name = page.words(mention.span);
                if name.split_whitespace().count() >= WORDS && !writes(page, passage, mention) {
                    self.order.push(id.clone());
                    let known = Known { name: name.to_owned(), name_at: page.receipt(mention.span), ..Known::default() };
                    self.people.insert(id.clone(), known);
                }
            }
        }
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
            let firm =
                role.employer.and_then(|m| page.mention(m)).map(|mention| mention.span).filter(|firm| page.passage_of(*firm).is_some());
            let mut evidence: Vec<Evidence> = page.receipt(role.said_at).into_iter().collect();
            let apart = title.into_iter().chain(firm).filter(|span| !role.said_at.contains(*span));
            evidence.extend(apart.filter_map(|span| page.receipt(span)));
            if !self.people.contains_key(person) {
                self.order.push(person.clone());
            }
            let known = self.people.entry(person.clone()).or_default();
            let title = title.map(|title| page.words(title).to_owned());
            let firm = firm.map(|firm| page.words(firm).to_owned());
            match known.stated.iter_mut().find(|stated| stated.employer.as_ref() == employer && stated.title == title) {
                Some(stated) => stated.evidence.extend(evidence),
                None => known.stated.push(Stated { employer: employer.cloned(), firm, title, evidence }),
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

/// "By Ann Lee", "Reporting by Ann Lee": who wrote an article is not told of in it.
fn writes(page: &Page<'_>, passage: &Passage, mention: &Mention) -> bool {
    let by = page.reading.token_at(mention.span.start).checked_sub(1).filter(|k| page.reading.word(*k) == "by");
    let begins = |by: usize| {
        by <= passage.tokens.start + 1 || matches!(page.reading.word(by - 1), "reporting" | "editing" | "writing" | "photo" | "photos")
    };
    by.is_some_and(begins)
}

/// All people: those with a role in the order in which they are first given one, then those named in full without one.
pub(crate) fn all(roles: &Roles) -> Vec<ProfilePerson> {
    roles.order.iter().filter_map(|id| roles.people.get(id)).filter_map(|known| person(known, |_| true)).collect()
}

/// A person as stated for the employers that `fits` allows: the first title printed with its employer, and all receipts.
fn person(known: &Known, fits: impl Fn(Option<&EntityId>) -> bool) -> Option<ProfilePerson> {
    let stated: Vec<&Stated> = known.stated.iter().filter(|stated| fits(stated.employer.as_ref())).collect();
    if known.name.is_empty() || (stated.is_empty() && !(known.stated.is_empty() && fits(None))) {
        return None;
    }
    let titled = stated.iter().find(|stated| stated.title.is_some());
    let title = titled.and_then(|stated| stated.title.clone());
    let employed = titled.into_iter().chain(&stated).find(|stated| stated.firm.is_some());
    let mut evidence: Vec<Evidence> = Vec::new();
    // The first statements, those of the title and employer shown, and the fullest name.
    let shown = stated.iter().filter(|one| one.title == title || employed.is_some_and(|employed| employed.firm == one.firm));
    let shown = shown.flat_map(|stated| stated.evidence.iter().take(2));
    let receipts = shown.chain(stated.iter().flat_map(|stated| &stated.evidence).take(RECEIPTS)).chain(&known.name_at);
    for receipt in receipts {
        let held = |other: &Evidence| other.article == receipt.article && other.span.contains(receipt.span);
        if !evidence.iter().any(held) {
            evidence.push(receipt.clone());
        }
    }
    Some(ProfilePerson {
        name: known.name.clone(),
        title,
        employer: employed.and_then(|stated| stated.firm.clone()),
        employer_entity: employed.and_then(|stated| stated.employer.clone()),
        quotes: known.quotes.clone(),
        evidence,
    })
}
