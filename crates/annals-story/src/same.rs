//! One happening told in other words by several articles: same days, same figures of the same names, nothing added.

use crate::page::Page;
use crate::weight;
use annals_model::{Direction, EntityId, Event, Figure, Unit};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Earlier events of the same days that one is compared with.
const LOOK_BACK: usize = 64;
/// Digits that the shared figures must have together: "3%" and "two" are told of many things.
const DIGITS: usize = 3;
/// Content words of the shorter telling that the fuller one must hold.
const SHARED: f64 = 0.3;

/// What an event says, to compare it by.
struct Said<'a> {
    figures: Vec<&'a Figure>,
    page: Option<&'a Page<'a>>,
    terms: Vec<u64>,
}

/// The pages by their articles' ids.
pub(crate) type ById<'a> = BTreeMap<&'a str, &'a Page<'a>>;

/// The article whose words an event shows.
fn page_of<'a>(event: &Event, pages: &ById<'a>) -> Option<&'a Page<'a>> {
    event.line.evidence.first().and_then(|own| pages.get(own.article.as_str()).copied())
}

/// The figures in the words that an event shows; spans of time are none.
pub(crate) fn figures<'a>(event: &Event, pages: &ById<'a>) -> Vec<&'a Figure> {
    let (Some(own), Some(page)) = (event.line.evidence.first(), page_of(event, pages)) else { return Vec::new() };
    let figures = &page.annotations.figures;
    let first = figures.partition_point(|figure| figure.span.start < own.span.start);
    let inside = figures.iter().skip(first).take_while(|figure| figure.span.start < own.span.end);
    inside.filter(|figure| !matches!(figure.unit, Unit::Duration)).collect()
}

/// Whether of two lists of figures each has one that the other lacks: two sources that differ are two entries.
pub(crate) fn differ(a: &[&Figure], b: &[&Figure]) -> bool {
    let lacks =
        |a: &[&Figure], b: &[&Figure]| b.iter().any(|figure| !a.iter().any(|own| own.value == figure.value && own.unit == figure.unit));
    lacks(a, b) && lacks(b, a)
}

impl<'a> Said<'a> {
    fn new(event: &Event, pages: &ById<'a>) -> Self {
        let (page, figures) = (page_of(event, pages), figures(event, pages));
        let terms = weight::counts(&event.line.text, |_, _| 1.0).into_iter().map(|(term, _)| term).collect();
        Self { figures, page, terms }
    }

    fn subject(&self, figure: &Figure) -> Option<&EntityId> {
        self.page?.entity_of(figure.subject?)
    }

    /// Whether this says everything that `other` says in figures, and shares some of its words.
    fn holds(&self, other: &Self) -> bool {
        let told = |figure: &&Figure| {
            self.figures.iter().any(|own| {
                let subjects = self.subject(own).zip(other.subject(figure));
                equal(own, figure) && subjects.is_none_or(|(a, b)| a == b)
            })
        };
        let digits: usize = other.figures.iter().map(|figure| digits(figure.value)).sum();
        digits >= DIGITS && other.figures.iter().all(told) && annals_text::containment(&other.terms, &self.terms) >= SHARED
    }
}

/// Whether two figures are one: value, unit, whether up or down, whether reported or foreseen.
fn equal(a: &Figure, b: &Figure) -> bool {
    let way = |figure: &Figure| match figure.direction {
        Some(Direction::Up | Direction::In) => Some(true),
        Some(Direction::Down | Direction::Out) => Some(false),
        _ => None,
    };
    let same_way = way(a).zip(way(b)).is_none_or(|(a, b)| a == b);
    a.value == b.value && a.unit == b.unit && a.modality == b.modality && a.hedge == b.hedge && same_way
}

/// Digits of a number without zeros at its ends.
fn digits(value: Decimal) -> usize {
    let printed = value.abs().normalize().to_string().replace('.', "");
    printed.trim_matches('0').len()
}

/// Of events of the same days in which one name takes part and of which one says in figures all that the other says, the
/// fuller remains, the earlier of equal ones, with the evidence of both. Two sentences of one article stay two.
pub(crate) fn joined(pages: &ById<'_>, events: Vec<Event>) -> Vec<Event> {
    let said: Vec<Said<'_>> = events.iter().map(|event| Said::new(event, pages)).collect();
    let mut into: Vec<usize> = (0..events.len()).collect();
    for (i, event) in events.iter().enumerate() {
        let days = (event.from, event.to);
        let earlier = (i.saturating_sub(LOOK_BACK)..i).filter(|k| {
            into.get(*k) == Some(k)
                && events.get(*k).is_some_and(|other| {
                    (other.from, other.to) == days && other.line.note.is_some() == event.line.note.is_some() && may_join(other, event)
                })
        });
        let holds = |a: usize, b: usize| said.get(a).zip(said.get(b)).is_some_and(|(a, b)| a.holds(b));
        let found = earlier.into_iter().find_map(|k| if holds(k, i) { Some((k, i)) } else { holds(i, k).then_some((i, k)) });
        if let Some((fuller, shorter)) = found
            && let Some(place) = into.get_mut(shorter)
        {
            *place = fuller;
        }
    }
    let mut kept: Vec<Option<Event>> = events.into_iter().map(Some).collect();
    for i in 0..kept.len() {
        let mut fuller = into.get(i).copied().unwrap_or(i);
        // What it went into may have gone into a fuller one since.
        while let Some(next) = into.get(fuller).copied().filter(|next| *next != fuller) {
            fuller = next;
        }
        if fuller != i
            && let Some(shorter) = kept.get_mut(i).and_then(Option::take)
            && let Some(Some(event)) = kept.get_mut(fuller)
        {
            event.line.evidence.extend(shorter.line.evidence);
            if let Some((_, others)) = event.line.evidence.split_first_mut() {
                others.sort();
            }
            event.line.evidence.dedup();
        }
    }
    kept.into_iter().flatten().collect()
}

/// Of other articles, with a name in common.
fn may_join(a: &Event, b: &Event) -> bool {
    let apart = a.line.evidence.iter().all(|own| b.line.evidence.iter().all(|other| own.article != other.article));
    apart && a.entities.iter().any(|id| b.entities.contains(id))
}
