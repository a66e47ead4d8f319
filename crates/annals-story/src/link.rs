//! Average link: the two most alike groups become one, again and again, while the mean likeness of all pairs between them
//! is high, and the higher, the longer nothing was heard between them. The mean is the product of two sums of vectors, so no table of all pairs is kept.

use crate::weight::Vector;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};

/// Which pairs are looked at.
pub(crate) struct Reach {
    /// How many of the latest vectors with a term are looked at: bounds the work for common words.
    pub(crate) look_back: usize,
    /// Nearest neighbours kept for each.
    pub(crate) neighbours: usize,
    /// Likeness below which two are no candidates.
    pub(crate) candidate: f64,
}

/// For every vector its nearest earlier ones that are `near`: (later, earlier, likeness), each pair once. Once one is not
/// near, those before it are taken not to be either.
pub(crate) fn neighbours(vectors: &[Vector], near: impl Fn(usize, usize) -> bool, reach: &Reach) -> Vec<(usize, usize, f64)> {
    let mut postings: BTreeMap<u64, VecDeque<(u32, f64)>> = BTreeMap::new();
    let mut score = vec![0.0_f64; vectors.len()];
    let mut edges = Vec::new();
    for (i, vector) in vectors.iter().enumerate() {
        let mut touched: Vec<usize> = Vec::new();
        for (term, weight) in &vector.terms {
            let listed = postings.entry(*term).or_default();
            for (j, other) in listed.iter().rev() {
                let j = *j as usize;
                if !near(i, j) {
                    break;
                }
                if let Some(sum) = score.get_mut(j) {
                    if *sum == 0.0 {
                        touched.push(j);
                    }
                    *sum += weight * other;
                }
            }
            if listed.len() >= reach.look_back {
                listed.pop_front();
            }
            listed.push_back((u32::try_from(i).unwrap_or(u32::MAX), *weight));
        }
        let mut ranked: Vec<(f64, usize)> = Vec::with_capacity(touched.len());
        for j in touched {
            let sum = score.get_mut(j).map_or(0.0, std::mem::take);
            if sum >= reach.candidate {
                ranked.push((sum, j));
            }
        }
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (_, j) in ranked.into_iter().take(reach.neighbours) {
            if let Some(other) = vectors.get(j) {
                edges.push((i, j, vector.dot(other)));
            }
        }
    }
    edges
}

/// A growing cluster.
struct Group {
    members: Vec<usize>,
    sum: Vector,
    days: Days,
    beside: BTreeSet<usize>,
    /// Counts its merges, so that stale candidates are told.
    version: u32,
}

/// A candidate merge; the largest likeness comes first, then the earliest articles. Positive floats order as their bits.
type Candidate = (u64, Reverse<usize>, Reverse<usize>, u32, u32);

/// First and last day of a group, if those of all its articles are known.
pub(crate) type Days = Option<(i32, i32)>;

/// How many times as alike two groups must be for each day that passed between the one and the other.
const SILENCE: f64 = 0.25;
/// Days of silence that count, at the most.
const PATIENCE: i32 = 4;

/// By how much more alike than others two groups must be that were silent between these days.
pub(crate) fn strictness(a: Days, b: Days) -> f64 {
    let silent = a.zip(b).map_or(0, |(a, b)| b.0.saturating_sub(a.1).max(a.0.saturating_sub(b.1)).clamp(0, PATIENCE));
    1.0 + SILENCE * f64::from(silent)
}

/// The days of two groups together: unknown as soon as those of one are.
pub(crate) fn joint(a: Days, b: Days) -> Days {
    a.zip(b).map(|(a, b)| (a.0.min(b.0), a.1.max(b.1)))
}

/// Merges the two most alike neighbours until none are alike by `least`. `day` gives the day of a vector's article.
/// Groups of numbers, sorted, by their first.
pub(crate) fn average_link(
    vectors: Vec<Vector>,
    edges: &[(usize, usize, f64)],
    least: f64,
    day: impl Fn(usize) -> Option<i32>,
) -> Vec<Vec<usize>> {
    let days = |i: usize| day(i).map(|day| (day, day));
    let mut groups: Vec<Option<Group>> = vectors
        .into_iter()
        .enumerate()
        .map(|(i, sum)| Some(Group { members: vec![i], sum, days: days(i), beside: BTreeSet::new(), version: 0 }))
        .collect();
    let mut heap: BinaryHeap<Candidate> = BinaryHeap::new();
    for (i, j, likeness) in edges {
        for (a, b) in [(*i, *j), (*j, *i)] {
            if let Some(Some(group)) = groups.get_mut(a) {
                group.beside.insert(b);
            }
        }
        if *likeness >= least * strictness(days(*i), days(*j)) {
            heap.push((likeness.to_bits(), Reverse(*j), Reverse(*i), 0, 0));
        }
    }
    while let Some((_, Reverse(a), Reverse(b), version_a, version_b)) = heap.pop() {
        let current = |i: usize, version: u32| groups.get(i).and_then(Option::as_ref).is_some_and(|group| group.version == version);
        if !current(a, version_a) || !current(b, version_b) {
            continue;
        }
        let Some(gone) = groups.get_mut(b).and_then(Option::take) else { continue };
        for other in &gone.beside {
            if let Some(Some(group)) = groups.get_mut(*other) {
                group.beside.remove(&b);
                if *other != a {
                    group.beside.insert(a);
                }
            }
        }
        let Some(Some(grown)) = groups.get_mut(a) else { continue };
        grown.members.extend(gone.members);
        grown.sum.add(&gone.sum);
        grown.days = joint(grown.days, gone.days);
        grown.beside.extend(gone.beside.into_iter().filter(|other| *other != a));
        grown.version += 1;
        let Some(Some(grown)) = groups.get(a) else { continue };
        for other in &grown.beside {
            if let Some(Some(group)) = groups.get(*other) {
                let likeness = mean_likeness(grown, group);
                if likeness >= least * strictness(grown.days, group.days) {
                    let (first, second) = if a < *other { (a, *other) } else { (*other, a) };
                    let (v, w) = if a < *other { (grown.version, group.version) } else { (group.version, grown.version) };
                    heap.push((likeness.to_bits(), Reverse(first), Reverse(second), v, w));
                }
            }
        }
    }
    let mut found: Vec<Vec<usize>> = groups
        .into_iter()
        .flatten()
        .map(|mut group| {
            group.members.sort_unstable();
            group.members
        })
        .collect();
    found.sort();
    found
}

#[expect(clippy::cast_precision_loss, reason = "counts of articles are far below 2^52")]
fn mean_likeness(a: &Group, b: &Group) -> f64 {
    a.sum.dot(&b.sum) / (a.members.len() * b.members.len()) as f64
}
