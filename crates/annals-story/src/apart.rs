//! Two happenings of one kind share most of their words: two earthquakes, two acquittals, two profit warnings of a week.
//!
//! So a group is looked at by itself: a name that all its articles hold tells nothing there, and one that half of them
//! hold tells much. Weighed so, the articles on one happening still share names; those on two share hardly any, and the
//! group falls apart. What is left over in small pieces goes to the part it is most like.

use crate::link::{Reach, average_link, neighbours};
use crate::weight::Vector;
use std::collections::BTreeMap;

/// Groups smaller than this stay together: their names say too little.
pub(crate) const LEAST: usize = 6;
/// A part has at least so many articles …
const PART: usize = 3;
/// … and is at least this share of its group (one in five).
const SHARE: usize = 5;
/// How much the likeness of all words counts beside that of names.
const WORDS: f64 = 0.2;
/// Mean likeness at which two parts stay one: on labelled English news two happenings of one kind reach .118, and parts
/// of one happening lie above .126.
const ONE: f64 = 0.122;
/// In a group all pairs are compared, up to a bound on the work.
const REACH: Reach = Reach { look_back: 512, neighbours: 64, candidate: 0.02 };

/// The parts that a group falls into, as numbers of its members, sorted; a single part when it is one happening. Members
/// are given by their names with counts and by their vectors among all articles.
pub(crate) fn parts(members: &[(&[(u32, f32)], &Vector)]) -> Vec<Vec<usize>> {
    let whole = || vec![(0..members.len()).collect()];
    if members.len() < LEAST {
        return whole();
    }
    let vectors = inner_vectors(members);
    let edges = neighbours(&vectors, |_, _| true, &REACH);
    let mut pieces = average_link(vectors.clone(), &edges, ONE, |_| None);
    let least = PART.max(members.len().div_ceil(SHARE));
    pieces.sort_by_key(|piece| std::cmp::Reverse(piece.len()));
    let large = pieces.iter().take_while(|piece| piece.len() >= least).count();
    if large < 2 {
        return whole();
    }
    let small = pieces.split_off(large);
    let centres: Vec<Vector> = pieces.iter().map(|piece| centre(piece, &vectors)).collect();
    for i in small.into_iter().flatten() {
        let Some(own) = vectors.get(i) else { continue };
        let likeness = |part: &usize| centres.get(*part).map_or(0.0, |centre| own.dot(centre));
        let best = (0..pieces.len()).max_by(|a, b| likeness(a).total_cmp(&likeness(b)).then(b.cmp(a))).unwrap_or(0);
        if let Some(piece) = pieces.get_mut(best) {
            piece.push(i);
        }
    }
    pieces.iter_mut().for_each(|piece| piece.sort_unstable());
    pieces.sort();
    pieces
}

/// Vectors of the names, weighed among the members alone, and beside them the words as weighed among all articles.
fn inner_vectors(members: &[(&[(u32, f32)], &Vector)]) -> Vec<Vector> {
    let mut holders: BTreeMap<u32, usize> = BTreeMap::new();
    for (name, _) in members.iter().flat_map(|(names, _)| names.iter()) {
        *holders.entry(*name).or_default() += 1;
    }
    let weight = |(name, count): &(u32, f32)| {
        let holders = holders.get(name).copied().unwrap_or(0);
        let tells = holders > 1 && holders < members.len();
        tells.then(|| (u64::from(*name) | NAMES, (1.0 + f64::from(*count).ln()) * ratio(members.len(), holders).ln()))
    };
    let vector = |(names, words): &(&[(u32, f32)], &Vector)| {
        let mut own = Vector { terms: names.iter().filter_map(weight).collect() };
        own.make_unit();
        let words = words.terms.iter().map(|(term, weight)| (*term, weight * WORDS.sqrt()));
        // Numbers of words are below those of names, so the list stays sorted.
        Vector { terms: words.chain(own.terms).collect() }
    };
    members.iter().map(vector).collect()
}

/// Set in numbers of names, so that no word has them.
const NAMES: u64 = 1 << 32;

fn centre(piece: &[usize], vectors: &[Vector]) -> Vector {
    let mut sum = Vector::default();
    piece.iter().filter_map(|i| vectors.get(*i)).for_each(|vector| sum.add(vector));
    let share = ratio(1, piece.len());
    sum.terms.iter_mut().for_each(|term| term.1 *= share);
    sum
}

#[expect(clippy::cast_precision_loss, reason = "counts of articles are far below 2^52")]
fn ratio(a: usize, b: usize) -> f64 {
    a as f64 / b as f64
}
