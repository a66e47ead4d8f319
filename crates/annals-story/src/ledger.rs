//! Ledgers: what one firm or person said, what was said to be done, and the figures about it, row by row.

use crate::claim::unit;
use crate::page::{Page, Passage};
use annals_model::{Annotated, EntityId, LedgerEntry, LedgerRow, Line, Region, Span, VERSION};
use std::collections::BTreeSet;

/// Which ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ledger {
    /// What a person, or the people of a firm, said.
    Quotes,
    /// Ratings and targets that a firm changed, or that were changed for it.
    Actions,
    /// Figures about it.
    Figures,
}

/// The rows of one article, in text order; `wanted` are the ids of the entity (one entity may be known by several).
///
/// Adverts, menus, linked headlines and the outlet's own digest give no rows.
#[must_use]
pub fn ledger(annotated: &Annotated, wanted: &BTreeSet<EntityId>, which: Ledger) -> Vec<LedgerRow> {
    let page = Page::new(annotated);
    match which {
        Ledger::Quotes => quotes(&page, wanted),
        Ledger::Actions => actions(&page, wanted),
        Ledger::Figures => figures(&page, wanted),
    }
}

/// Puts rows of several articles in the order of a ledger: figures by measure, unit and period, so that each series runs
/// on; all else by publication (unknown last). Equals by article and place.
pub fn by_series(rows: &mut [LedgerRow]) {
    rows.sort_by_cached_key(|row| {
        let series = match &row.entry {
            LedgerEntry::Figures { metric, unit, from, .. } => {
                Some((metric.is_none(), *metric, unit.clone(), from.or_else(|| row.published.map(|published| published.date))))
            }
            _ => None,
        };
        let at = row.line.evidence.first().map(|evidence| evidence.span.order());
        let published = row.published.map(annals_model::DateTime::unix_seconds);
        (row.entity.clone(), series, published.is_none(), published, row.article.clone(), at)
    });
}

fn row(page: &Page<'_>, entity: &EntityId, entry: LedgerEntry, passage: &Passage, span: Span) -> Option<LedgerRow> {
    let line = Line { text: page.words(span).to_owned(), evidence: vec![page.receipt(span)?], ..page.line(passage, passage.span)? };
    Some(LedgerRow {
        v: VERSION,
        entity: entity.clone(),
        entry,
        article: page.article.id.clone(),
        published: page.article.published,
        publisher: page.article.publisher.clone(),
        line,
    })
}

/// The content passage where a span begins.
fn passage<'p>(page: &'p Page<'_>, span: Span) -> Option<&'p Passage> {
    let first = page.passages.partition_point(|passage| passage.span.end <= span.start);
    page.passages.get(first).filter(|passage| passage.region.is_content() && passage.span.start < span.end)
}

/// Whether a stretch lies in content from end to end.
fn in_content(page: &Page<'_>, span: Span) -> bool {
    let touches = |region: &&Region| region.span.overlaps(span);
    page.article.regions.iter().filter(touches).all(|region| region.kind.is_content())
}

fn quotes(page: &Page<'_>, wanted: &BTreeSet<EntityId>) -> Vec<LedgerRow> {
    let annotations = page.annotations;
    let mut rows = Vec::new();
    for said in &annotations.attributions {
        let Some(whole) = said.content.iter().copied().reduce(Span::cover) else { continue };
        let Some(passage) = passage(page, whole).filter(|_| in_content(page, whole)) else { continue };
        let mention = said.source.and_then(|i| page.mention(i));
        let Some(speaker) = mention.and_then(|mention| mention.entity.as_ref()) else { continue };
        let roles = || annotations.roles.iter().filter(|role| page.entity_of(role.person) == Some(speaker));
        let employers: Vec<&EntityId> = roles().filter_map(|role| page.entity_of(role.employer?)).collect();
        let owner = std::iter::once(speaker).chain(employers.iter().copied()).find(|id| wanted.contains(*id));
        let Some(owner) = owner else { continue };
        // The fullest name in the article: the first one is often the short one of a headline.
        let names = annotations.mentions.iter().filter(|mention| mention.entity.as_ref() == Some(speaker) && !mention.nominal);
        let name = names.map(|mention| page.words(mention.span)).reduce(|kept, next| if next.len() > kept.len() { next } else { kept });
        let entry = LedgerEntry::Quotes {
            speaker: Some(speaker.clone()),
            name: name.map(str::to_owned),
            title: roles().find_map(|role| role.title).map(|title| page.words(title).to_owned()),
            employer: employers.first().map(|id| (*id).clone()),
            kind: said.kind,
        };
        rows.extend(row(page, owner, entry, passage, whole));
    }
    rows
}

fn actions(page: &Page<'_>, wanted: &BTreeSet<EntityId>) -> Vec<LedgerRow> {
    let mut rows = Vec::new();
    for action in &page.annotations.actions {
        let Some(passage) = passage(page, action.span) else { continue };
        let Some(actor) = page.entity_of(action.actor) else { continue };
        let object = action.object.and_then(|i| page.entity_of(i));
        let Some(owner) = [Some(actor), object].into_iter().flatten().find(|id| wanted.contains(*id)) else { continue };
        let value = |value: &Option<annals_model::ActionValue>| value.as_ref().map(|value| value.value.clone());
        let entry = LedgerEntry::Actions {
            actor: actor.clone(),
            kind: action.kind,
            object: object.cloned(),
            object_surface: action.object_span.map(|span| page.words(span).to_owned()),
            from: value(&action.from),
            to: value(&action.to),
        };
        rows.extend(row(page, owner, entry, passage, passage.span));
    }
    rows
}

fn figures(page: &Page<'_>, wanted: &BTreeSet<EntityId>) -> Vec<LedgerRow> {
    let mut rows = Vec::new();
    for figure in &page.annotations.figures {
        let Some(passage) = passage(page, figure.span) else { continue };
        let Some(subject) = figure.subject.and_then(|i| page.entity_of(i)).filter(|id| wanted.contains(*id)) else { continue };
        let period = figure.period.and_then(|i| page.annotations.times.get(i as usize)).and_then(annals_model::TimeExpr::range);
        let interval = figure.interval();
        let entry = LedgerEntry::Figures {
            metric: figure.metric,
            unit: unit(figure),
            value: figure.value,
            low: interval.low,
            high: interval.high,
            hedge: figure.hedge,
            direction: figure.direction,
            from: period.map(|range| range.from),
            to: period.map(|range| range.to),
            modality: figure.modality,
            origin: figure.origin.and_then(|i| page.entity_of(i)).cloned(),
            surface: page.words(figure.span).to_owned(),
        };
        rows.extend(row(page, subject, entry, passage, passage.span));
    }
    rows
}
