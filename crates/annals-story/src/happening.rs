//! Whether two sentences of different articles tell of one event: the same people or firms, days that meet, words in common.

use crate::reconcile::{ClaimSource, origins};
use crate::weight;
use annals_model::{ArticleId, Claim, ClaimKind, DateRange, EntityId, Relation, Verdict};
use std::collections::{BTreeMap, BTreeSet};

/// Event claims about one entity that are compared with a new one, at most.
const COMPARED: usize = 48;
/// Share of the shorter sentence's content words that the other must hold.
const SHARED_WORDS: f64 = 0.4;
/// Content words shared, at least, beside the names.
const WORDS: usize = 3;

struct Told<'a> {
    index: u32,
    article: &'a ArticleId,
    who: &'a [EntityId],
    when: Option<DateRange>,
    terms: Vec<u64>,
}

/// Adds a relation for every event that several articles tell of: the same event, or, when only one knows its day, complements.
pub(crate) fn relate(claims: &[Claim], sources: &BTreeMap<&ArticleId, &ClaimSource>, found: &mut Vec<Relation>) {
    let told: Vec<Told<'_>> = claims.iter().enumerate().filter_map(|(i, claim)| read(i, claim)).collect();
    let mut by_entity: BTreeMap<&EntityId, Vec<usize>> = BTreeMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut group_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (i, event) in told.iter().enumerate() {
        let candidates: BTreeSet<usize> =
            event.who.iter().filter_map(|id| by_entity.get(id)).flat_map(|listed| listed.iter().rev().take(COMPARED)).copied().collect();
        let same = candidates.into_iter().find(|j| told.get(*j).is_some_and(|other| one_event(other, event)));
        if let Some(j) = same {
            let group = *group_of.entry(j).or_insert_with(|| {
                groups.push(vec![j]);
                groups.len() - 1
            });
            groups.get_mut(group).into_iter().for_each(|members| members.push(i));
            group_of.insert(i, group);
        }
        for id in event.who {
            by_entity.entry(id).or_default().push(i);
        }
    }
    for group in groups {
        let members: Vec<&Told<'_>> = group.iter().filter_map(|i| told.get(*i)).collect();
        let dated = members.iter().filter(|event| event.when.is_some()).count();
        let verdict = if dated > 0 && dated < members.len() { Verdict::Complements } else { Verdict::SameEvent };
        let why =
            if verdict == Verdict::Complements { "one event; only some sources give its day" } else { "one event in several articles" };
        let own: Vec<&Claim> = members.iter().filter_map(|event| claims.get(event.index as usize)).collect();
        let origins = origins(own.into_iter(), sources);
        found.push(Relation { claims: members.iter().map(|event| event.index).collect(), verdict, origins, why: why.to_owned() });
    }
}

fn read(index: usize, claim: &Claim) -> Option<Told<'_>> {
    let ClaimKind::Event { what, who, when } = &claim.kind else { return None };
    let terms = weight::counts(what, |_, _| 1.0).into_iter().map(|(term, _)| term).collect();
    Some(Told { index: u32::try_from(index).ok()?, article: &claim.evidence.article, who, when: *when, terms })
}

fn one_event(a: &Told<'_>, b: &Told<'_>) -> bool {
    let days_meet = match (a.when, b.when) {
        (Some(a), Some(b)) => a.overlaps(b),
        _ => true,
    };
    let shared = a.terms.iter().filter(|term| b.terms.binary_search(term).is_ok()).count();
    let shorter = a.terms.len().min(b.terms.len());
    #[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
    let enough = shared >= WORDS && shared as f64 >= SHARED_WORDS * shorter as f64;
    a.article != b.article && days_meet && enough
}
