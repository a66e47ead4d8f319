//! Whether two sentences tell of one event: the same people or firms, days that meet, and the same deed or words in common.

pub(crate) mod act;

use crate::claim::Told;
use crate::reconcile::{ClaimSource, origins};
use annals_model::{Act, ArticleId, Claim, ClaimKind, DateRange, EntityId, Relation, Verdict};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Event claims about one entity that are compared with a new one, at most.
const COMPARED: usize = 48;
/// Share of the shorter sentence's content words that the other must hold.
const SHARED_WORDS: f64 = 0.4;
/// The same where the deeds that were read are of other sorts.
const SHARED_BESIDE_DEEDS: f64 = 0.6;
/// Content words shared, at least, beside the names.
const WORDS: usize = 3;
/// Days between two articles, and from an event to an article that gives no day, within which they may tell of one deed.
const APART: i32 = 60;
const LOOKED_BACK: i32 = 90;

struct Event<'a> {
    index: u32,
    claim: &'a Claim,
    article: &'a ArticleId,
    published: Option<Date>,
    who: BTreeSet<&'a EntityId>,
    acts: &'a [Act],
    when: Option<DateRange>,
    sized: bool,
    terms: &'a [u64],
}

/// Adds a relation for every event that several articles tell of: the same event, or complements, when one gives its day and
/// another its size. An exact day is carried over to those that give none.
pub(crate) fn relate(told: &[Told], sources: &BTreeMap<&ArticleId, &ClaimSource>, found: &mut Vec<Relation>) {
    let events: Vec<Event<'_>> = told.iter().enumerate().filter_map(|(i, told)| read(i, told, sources)).collect();
    let mut by_entity: BTreeMap<&EntityId, Vec<usize>> = BTreeMap::new();
    let mut groups = Groups::new(events.len());
    for (i, event) in events.iter().enumerate() {
        let listed = event.who.iter().filter_map(|id| by_entity.get(id)).flat_map(|listed| listed.iter().rev().take(COMPARED));
        let candidates: BTreeSet<usize> = listed.copied().collect();
        let others = || candidates.iter().filter_map(|j| Some((*j, events.get(*j)?)));
        // One deed joins all who tell of it; like words join to the first.
        for (j, _) in others().filter(|(_, other)| one_deed(other, event)) {
            groups.join(i, j);
        }
        if let Some((j, _)) = others().find(|(_, other)| like_words(other, event)).filter(|_| groups.alone(i)) {
            groups.join(i, j);
        }
        for id in &event.who {
            by_entity.entry(id).or_default().push(i);
        }
    }
    for group in groups.all() {
        let members: Vec<&Event<'_>> = group.iter().filter_map(|i| events.get(*i)).collect();
        let articles: BTreeSet<&ArticleId> = members.iter().map(|event| event.article).collect();
        if articles.len() > 1 {
            found.push(relation(&members, sources));
        }
    }
}

/// Which events are one: each points to the first of its group.
struct Groups {
    first: Vec<usize>,
    joined: Vec<bool>,
}

impl Groups {
    fn new(events: usize) -> Self {
        Self { first: (0..events).collect(), joined: vec![false; events] }
    }

    fn first(&self, mut i: usize) -> usize {
        while let Some(next) = self.first.get(i).copied().filter(|next| *next != i) {
            i = next;
        }
        i
    }

    fn join(&mut self, a: usize, b: usize) {
        let first = self.first(a).min(self.first(b));
        // The way to the first stays short.
        for i in [self.first(a), self.first(b), a, b] {
            self.first.get_mut(i).into_iter().for_each(|slot| *slot = first);
            self.joined.get_mut(i).into_iter().for_each(|slot| *slot = true);
        }
    }

    /// Whether nothing was joined to it so far.
    fn alone(&self, i: usize) -> bool {
        self.joined.get(i) == Some(&false)
    }

    /// Groups of two and more, by their first members.
    fn all(&self) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for i in 0..self.first.len() {
            groups.entry(self.first(i)).or_default().push(i);
        }
        groups.into_values().filter(|group| group.len() > 1).collect()
    }
}

fn relation(members: &[&Event<'_>], sources: &BTreeMap<&ArticleId, &ClaimSource>) -> Relation {
    let by = |has: fn(&Event<'_>) -> bool| members.iter().filter(|event| has(event)).map(|event| event.article).collect::<BTreeSet<_>>();
    let (dated, sized) = (by(|event| event.when.is_some()), by(|event| event.sized));
    let completes = dated.difference(&sized).next().is_some() && sized.difference(&dated).next().is_some();
    let verdict = if completes { Verdict::Complements } else { Verdict::SameEvent };
    let undated = members.iter().any(|event| event.when.is_none());
    let finest = members
        .iter()
        .filter_map(|event| event.when)
        .min_by_key(|range| (range.to.since(range.from).map_or(0, |days| days.get_days()), *range));
    let when = finest.filter(|_| undated);
    let day = when.map(|range| crate::day::range(range.from, range.to));
    let why = match (verdict, day) {
        (Verdict::Complements, Some(day)) => format!("one event: its day ({day}) from one source, its size from another"),
        (Verdict::Complements, None) => "one event: its day from one source, its size from another".to_owned(),
        (_, Some(day)) => format!("one event in several articles; only some give its day ({day})"),
        (_, None) => "one event in several articles".to_owned(),
    };
    let own: Vec<&Claim> = members.iter().map(|event| event.claim).collect();
    let origins = origins(own.into_iter(), sources);
    let mut claims: Vec<u32> = members.iter().map(|event| event.index).collect();
    claims.sort_unstable();
    Relation { when, ..Relation::new(claims, verdict, origins, why) }
}

fn read<'a>(index: usize, told: &'a Told, sources: &BTreeMap<&ArticleId, &ClaimSource>) -> Option<Event<'a>> {
    let claim = &told.claim;
    let ClaimKind::Event { who, when, acts, sized, .. } = &claim.kind else { return None };
    let article = &claim.evidence.article;
    let published = sources.get(article).and_then(|source| source.published);
    let who = who.iter().chain(acts.iter().flat_map(|act| &act.who)).collect();
    Some(Event { index: u32::try_from(index).ok()?, claim, article, published, who, acts, when: *when, sized: *sized, terms: &told.terms })
}

fn days_meet(a: &Event<'_>, b: &Event<'_>) -> bool {
    a.when.zip(b.when).is_none_or(|(a, b)| a.overlaps(b))
}

/// One deed on days that meet.
fn one_deed(a: &Event<'_>, b: &Event<'_>) -> bool {
    days_meet(a, b) && near(a, b) && a.acts.iter().any(|x| b.acts.iter().any(|y| one_act(x, y)))
}

/// Two articles in mostly the same words; sentences with deeds of other sorts tell of others.
fn like_words(a: &Event<'_>, b: &Event<'_>) -> bool {
    let others =
        a.acts.is_empty() != b.acts.is_empty() || (!a.acts.is_empty() && !a.acts.iter().any(|x| b.acts.iter().any(|y| x.sort == y.sort)));
    let wanted = if others { SHARED_BESIDE_DEEDS } else { SHARED_WORDS };
    let shared = a.terms.iter().filter(|term| b.terms.binary_search(term).is_ok()).count();
    let shorter = a.terms.len().min(b.terms.len());
    #[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
    let enough = shared >= WORDS && shared as f64 >= wanted * shorter as f64;
    a.article != b.article && days_meet(a, b) && enough
}

/// Whether the articles, and the day that one of them gives, are near enough for a deed to be one.
fn near(a: &Event<'_>, b: &Event<'_>) -> bool {
    let days = |x: Date, y: Date| x.since(y).map_or(i32::MAX, |gap| gap.get_days());
    let published = || a.published.zip(b.published).is_none_or(|(x, y)| days(x, y).abs() <= APART);
    let told = |dated: &Event<'_>, other: &Event<'_>| match (dated.when, other.when, other.published) {
        // What has its day is told after it, and not much later, by one who gives no day.
        (Some(when), None, Some(day)) => (0..=LOOKED_BACK).contains(&days(day, when.from)),
        _ => true,
    };
    published() && told(a, b) && told(b, a)
}

/// The same sort of deed, by the same, to the same; a market's move that has the same cause.
fn one_act(a: &Act, b: &Act) -> bool {
    let shared = |skip: usize| a.who.iter().skip(skip).any(|id| b.who.iter().skip(skip).any(|other| other == id));
    if a.sort != b.sort {
        return false;
    }
    if act::is_move(&a.sort) {
        return a.who.first() == b.who.first() && shared(1);
    }
    shared(0) && a.what.iter().any(|word| b.what.contains(word))
}
