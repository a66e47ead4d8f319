//! Corrections laid over what rules and tagger have found.

use super::accept::accepts;
use super::table::Action;
use super::{Corrections, Hit, hits};
use crate::document::Document;
use crate::tagger::is_legal_form;
use annals_model::{EntityId, Kind, Mention, RuleName, Span, TimeExpr};
use annals_text::Reading;
use std::collections::{BTreeMap, BTreeSet};

/// The name the mentions of corrections go by.
const RULE: RuleName = RuleName::new("correction");

/// Takes away mentions whose words are no name, and the "she" and "the bank" of entities that have no name left.
pub(crate) fn strike(document: &Document<'_>, mentions: &mut Vec<Mention>) {
    let (corrections, reading) = (Corrections::of_document(document), document.reading);
    if !corrections.has_names() {
        return;
    }
    let mut struck: BTreeSet<EntityId> = BTreeSet::new();
    mentions.retain(|mention| {
        let tokens = reading.tokens_in(mention.span);
        let stays = mention.nominal || !corrections.of(reading, tokens).any(|action| *action == Action::Never(None));
        if !stays {
            struck.extend(mention.entity.clone());
        }
        stays
    });
    if struck.is_empty() {
        return;
    }
    for named in mentions.iter().filter(|mention| !mention.nominal).filter_map(|mention| mention.entity.as_ref()) {
        struck.remove(named);
    }
    mentions.retain(|mention| !mention.nominal || !mention.entity.as_ref().is_some_and(|entity| struck.contains(entity)));
}

/// Lays names that corrections find over the mentions of an article, and gives mentions the entities that corrections say.
/// The mentions are sorted without overlaps, before and after.
pub(crate) fn apply(document: &Document<'_>, times: &[TimeExpr], mentions: &mut Vec<Mention>) {
    let corrections = Corrections::of_document(document);
    if corrections.is_empty() {
        return;
    }
    let gazetteer = document.knowledge.gazetteer();
    let kind_of = |entity: &EntityId| corrections.kind_of(entity, gazetteer);
    let hits = hits(document, |tokens, entity| kind_of(entity).is_some_and(|kind| accepts(document, times, mentions, tokens, kind)));
    let mut carried = BTreeMap::new();
    let laid: Vec<Mention> = hits
        .into_iter()
        .filter_map(|hit| {
            let kind = kind_of(hit.entity)?;
            Some(lay(document, mentions, &hit, kind, &mut carried))
        })
        .collect();
    for mention in mentions.iter_mut().filter(|mention| !overlaps_any(&laid, mention.span)) {
        let given = mention.entity.as_ref().and_then(|entity| {
            let carried = carried.get(entity).cloned();
            carried.or_else(|| if mention.nominal { None } else { elsewhere(document, mention, entity) })
        });
        if let Some(entity) = given {
            give(mention, entity, kind_of);
        }
    }
    if !laid.is_empty() {
        mentions.retain(|mention| !overlaps_any(&laid, mention.span));
        mentions.extend(laid);
        mentions.sort_by_key(|mention| mention.span.order());
    }
    for mention in mentions.iter_mut() {
        if let Some(into) = mention.entity.as_ref().and_then(|entity| corrections.merged(entity)) {
            give(mention, into.clone(), kind_of);
        }
    }
}

fn give(mention: &mut Mention, entity: EntityId, kind_of: impl Fn(&EntityId) -> Option<Kind>) {
    mention.kind = kind_of(&entity).unwrap_or(mention.kind);
    mention.entity = Some(entity);
    mention.rule = RULE;
}

/// A hit's mention. Where a rule found the same name under an id made up from it, all mentions of that id go to the hit's entity,
/// too, and those of a person's last name: the "Tanaka" and "she" after "Mei Tanaka".
fn lay(document: &Document<'_>, mentions: &[Mention], hit: &Hit<'_>, kind: Kind, carried: &mut BTreeMap<EntityId, EntityId>) -> Mention {
    let reading = document.reading;
    let first = mentions.partition_point(|mention| mention.span.end <= hit.span.start);
    let same = mentions.get(first).filter(|mention| mention.span == hit.span || only_form_follows(reading, mention.span, hit.span));
    if let Some(old) = same.and_then(|mention| mention.entity.as_ref()).filter(|old| old.as_str().starts_with("nil:")) {
        carried.entry(old.clone()).or_insert_with(|| hit.entity.clone());
    }
    if kind == Kind::Person && hit.tokens.len() > 1 {
        let first = reading.word(hit.tokens.start);
        let family_first = document.knowledge.surname(first).is_some_and(|entry| entry.family_first);
        for last_name in [Some(reading.word(hit.tokens.end - 1)), family_first.then_some(first)].into_iter().flatten() {
            let called = EntityId(format!("nil:person:{}", annals_text::slug(last_name)));
            carried.entry(called).or_insert_with(|| hit.entity.clone());
        }
    }
    let span = same.map_or(hit.span, |mention| mention.span);
    Mention { span, kind, entity: Some(hit.entity.clone()), nominal: false, rule: RULE, score: 1.0 }
}

/// Whether a span is a name and its legal form: "Acme Holdings Ltd." for "Acme Holdings".
pub(super) fn only_form_follows(reading: &Reading<'_>, whole: Span, name: Span) -> bool {
    let rest = reading.tokens_in(Span { start: name.end, end: whole.end.max(name.end) });
    whole.start == name.start
        && whole.end > name.end
        && rest.clone().all(|i| matches!(reading.word(i), "." | ",") || is_legal_form(reading.word(i).trim_end_matches('.')))
}

/// Whom a mention means when not the entity it has; `None` when it may keep it.
fn elsewhere(document: &Document<'_>, mention: &Mention, entity: &EntityId) -> Option<EntityId> {
    let (corrections, reading, gazetteer) = (Corrections::of_document(document), document.reading, document.knowledge.gazetteer());
    if !corrections.has_names() {
        return None;
    }
    let name = mention.span.of(reading.text());
    let mut barred: Vec<&EntityId> = Vec::new();
    for action in corrections.of(reading, reading.tokens_in(mention.span)) {
        match action {
            Action::Split(from) if from == entity => return Some(own(mention.kind, name, entity)),
            Action::Never(Some(never)) => barred.push(never),
            _ => {}
        }
    }
    if !barred.contains(&entity) {
        return None;
    }
    let listed = gazetteer.meanings(name).into_iter().filter_map(|used| gazetteer.listed(used.entity));
    let mut listed = listed.filter(|listed| mention.kind != Kind::Person && !barred.iter().any(|never| never.as_str() == listed.id));
    Some(listed.next().map_or_else(|| own(mention.kind, name, entity), |listed| EntityId(listed.id.to_owned())))
}

/// An id made up from the name alone, other than the one it must not have.
fn own(kind: Kind, name: &str, not: &EntityId) -> EntityId {
    let id = EntityId(format!("nil:{}:{}", kind.name(), annals_text::slug(name)));
    if id == *not { EntityId(format!("{id}-2")) } else { id }
}

/// Whether a sorted list without overlaps has a mention that shares a byte with `span`.
fn overlaps_any(sorted: &[Mention], span: Span) -> bool {
    let at = sorted.partition_point(|mention| mention.span.end <= span.start);
    sorted.get(at).is_some_and(|mention| mention.span.start < span.end)
}
