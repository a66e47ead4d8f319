//! A long sentence about several firms stands in full in one note; the others hold their own clause, or say where it is.

use crate::grammar;
use crate::page::{Page, Passage};
use crate::person::Roles;
use crate::profile;
use annals_model::{EntityId, Evidence, Line, Profile, See, Span};
use std::collections::BTreeMap;

/// Notes that a sentence stands in before it is shown once only.
const NOTES: usize = 3;
/// And its words.
const WORDS: usize = 25;

/// Leaves every long sentence that stands in several notes in one of them.
pub(crate) fn untangle(pages: &[Page<'_>], roles: &Roles, profiles: &mut [Profile]) {
    let mut notes: BTreeMap<Evidence, Vec<usize>> = BTreeMap::new();
    for (n, profile) in profiles.iter().enumerate().filter(|(_, profile)| !profile.says_nothing) {
        for receipt in profile.lines.iter().filter_map(|line| line.evidence.first()) {
            notes.entry(receipt.clone()).or_default().push(n);
        }
    }
    for (receipt, sharing) in notes.into_iter().filter(|(_, sharing)| sharing.len() >= NOTES) {
        let Some(page) = pages.iter().find(|page| page.article.id == receipt.article) else { continue };
        let Some(passage) = page.passage_of(receipt.span).and_then(|i| page.passages.get(i)) else { continue };
        if page.words(passage.span).split_whitespace().count() < WORDS {
            continue;
        }
        let ids: Vec<&EntityId> = sharing.iter().filter_map(|n| profiles.get(*n)).map(|profile| &profile.entity).collect();
        let Some(holder) = holder(page, passage, roles, &ids).cloned() else { continue };
        let Some(name) = profiles.iter().find(|profile| profile.entity == holder).map(|profile| profile.name.clone()) else { continue };
        for n in sharing {
            let Some(profile) = profiles.get_mut(n).filter(|profile| profile.entity != holder) else { continue };
            let clause = clause(page, passage, &profile.entity).and_then(|span| page.line(passage, span));
            let see = See { entity: holder.clone(), name: name.clone(), evidence: vec![receipt.clone()] };
            replace(profile, &receipt, clause, see);
        }
    }
}

fn replace(profile: &mut Profile, receipt: &Evidence, clause: Option<Line>, see: See) {
    let Some(at) = profile.lines.iter().position(|line| line.evidence.first() == Some(receipt)) else { return };
    match (clause, profile.lines.get_mut(at)) {
        (Some(clause), Some(line)) => *line = clause,
        _ => {
            profile.lines.remove(at);
            profile.see.push(see);
        }
    }
}

/// Whom a sentence is mostly about: who says it or speaks through somebody, who acts, whose its first figure is; else who
/// is named first as a subject, else who is named first.
fn holder<'i>(page: &Page<'_>, passage: &Passage, roles: &Roles, ids: &[&'i EntityId]) -> Option<&'i EntityId> {
    let listed = |id: &EntityId| ids.iter().find(|other| **other == id).copied();
    let said =
        passage.attributions.iter().filter_map(|i| page.annotations.attributions.get(*i)).filter_map(|said| page.entity_of(said.source?));
    let speaks = said.flat_map(|id| std::iter::once(id).chain(roles.employers(id))).find_map(&listed);
    let actions = passage.actions.iter().filter_map(|i| page.annotations.actions.get(*i));
    let acting = || actions.filter_map(|action| page.entity_of(action.actor)).find_map(&listed);
    let figures = passage.figures.iter().filter_map(|i| page.annotations.figures.get(*i));
    let counted = || figures.filter_map(|figure| page.entity_of(figure.subject?)).find_map(&listed);
    let mentions = || passage.mentions.iter().filter_map(|i| page.annotations.mentions.get(*i));
    let subject =
        || mentions().filter(|mention| profile::acts(page, passage, mention)).find_map(|mention| listed(mention.entity.as_ref()?));
    let named = || mentions().find_map(|mention| listed(mention.entity.as_ref()?));
    speaks.or_else(acting).or_else(counted).or_else(subject).or_else(named)
}

/// The clause that an entity is the subject of: between joining words or signs, with a finite verb behind the name.
fn clause(page: &Page<'_>, passage: &Passage, entity: &EntityId) -> Option<Span> {
    const JOINERS: &[&str] = &["and", "while", "whereas", "but", "as"];
    let reading = &page.reading;
    let mentions = passage.mentions.iter().filter_map(|i| page.annotations.mentions.get(*i));
    for mention in mentions.filter(|mention| mention.entity.as_ref() == Some(entity)) {
        let own = reading.tokens_in(mention.span);
        let Some(before) = own.start.checked_sub(1).filter(|k| *k >= passage.tokens.start) else { continue };
        let joined = JOINERS.contains(&reading.word(before)) || reading.surface(before) == ";";
        let verb = own.end..(own.end + 3).min(passage.tokens.end);
        if !joined || !verb.clone().any(|k| grammar::is_verb(reading.word(k))) {
            continue;
        }
        let ends = |k: usize| {
            let sign =
                matches!(reading.surface(k), ";" | "—" | "–") || (reading.surface(k) == "," && JOINERS.contains(&reading.word(k + 1)));
            sign || k + 1 == passage.tokens.end
        };
        let end = (verb.end..passage.tokens.end).find(|k| ends(*k))?;
        if end > own.start + 4 {
            return Some(reading.span(own.start..end));
        }
    }
    None
}
