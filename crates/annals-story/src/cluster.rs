//! Which articles tell of one happening: texts that share their rare words and names, printed within days of each other.
//!
//! Every article becomes a vector of its heaviest words and names (TF-IDF). Only pairs that share such words within a
//! window of days are ever compared, and clusters merge while the mean likeness of all pairs between them (average
//! link) stays high: the mean is the product of two sums of vectors, so no table of all pairs is kept.

use crate::page::in_order;
use crate::weight::{Counts, Vector, Weights, counts, merge};
use annals_model::{Annotated, Kind, RegionKind};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// Heaviest terms kept of each article.
const TERMS: usize = 60;
/// Days between two articles on one happening, at most; clusters may run on for longer.
const WINDOW: i32 = 6;
/// How many of the latest articles with a term are looked at: bounds the work for common words.
const LOOK_BACK: usize = 128;
/// Nearest articles kept for each article.
const NEIGHBOURS: usize = 24;
/// Mean likeness at which two clusters are one happening: the best on labelled English news, .01 worse at .13 and .20.
const LIKENESS: f64 = 0.16;
/// The first sentences say what happened: their words count more, and as much as those of the headline.
const OPENING: f64 = 3.0;
/// Names and numbers tell two similar happenings apart.
const NAME: f64 = 2.0;
/// A mention of an entity, under whatever name.
const ENTITY: f64 = 0.5;
/// Bytes of the opening.
const OPENING_BYTES: usize = 600;
/// Articles that every collection is taken to be larger by. In a handful of articles a word of one of them would else
/// weigh far more than one of two, and what two reports share would drown in what each tells alone.
const BACKGROUND: u32 = 80;
/// Likeness below which two articles are no candidates.
const CANDIDATE: f64 = 0.08;

/// Groups `articles` by happening. Each group holds indices into `articles`, by publication (unknown last), then id;
/// groups are ordered by their first article. The same articles in another order give the same groups.
#[must_use]
pub fn cluster(articles: &[&Annotated]) -> Vec<Vec<usize>> {
    let order = in_order(articles);
    let sorted: Vec<&Annotated> = order.iter().filter_map(|i| articles.get(*i).copied()).collect();
    let vectors = vectors(&sorted);
    let days: Vec<Option<i32>> = sorted.iter().map(|annotated| annotated.article.anchor().map(day_number)).collect();
    let edges = neighbours(&vectors, &days);
    let groups = average_link(vectors, &edges);
    groups.into_iter().map(|group| group.into_iter().filter_map(|i| order.get(i).copied()).collect()).collect()
}

fn day_number(date: jiff::civil::Date) -> i32 {
    let seconds = annals_model::DateTime::from_date(date).unix_seconds();
    i32::try_from(seconds.div_euclid(86_400)).unwrap_or(i32::MAX)
}

fn vectors(articles: &[&Annotated]) -> Vec<Vector> {
    let counted: Vec<Counts> = articles.iter().map(|annotated| terms(annotated)).collect();
    let mut weights = Weights::beside(BACKGROUND);
    counted.iter().for_each(|counts| weights.note(counts));
    counted.iter().map(|counts| weights.vector(counts, TERMS)).collect()
}

/// Words of the content, those of the headline and the opening counted more, and the entities named.
fn terms(annotated: &Annotated) -> Counts {
    let article = &annotated.article;
    let start = article.regions.iter().find(|region| region.kind.is_content()).map_or(0, |region| region.span.start);
    let opening = start.saturating_add(u32::try_from(OPENING_BYTES).unwrap_or(0));
    let factor = |offset: u32, is_name: bool| {
        let kind = article.region_at(offset);
        let place = if kind == RegionKind::Headline || offset < opening { OPENING } else { 1.0 };
        if kind.is_content() { place * if is_name { NAME } else { 1.0 } } else { 0.0 }
    };
    let mut found = counts(&article.text, factor);
    if let Some(headline) = article.headline.as_deref().filter(|headline| !article.text.contains(*headline)) {
        found.extend(counts(headline, |_, is_name| OPENING * if is_name { NAME } else { 1.0 }));
    }
    // The words of a name count already; the entity itself joins its other names ("the lender", "KSB").
    for mention in &annotated.annotations.mentions {
        if let Some(id) = &mention.entity
            && mention.kind != Kind::Place
            && article.region_at(mention.span.start).is_content()
        {
            found.push((crate::alike::hash(id.as_str()) ^ 1, ENTITY));
        }
    }
    merge(found)
}

/// For every article its nearest earlier ones: pairs (later, earlier), each once.
fn neighbours(vectors: &[Vector], days: &[Option<i32>]) -> Vec<(usize, usize, f64)> {
    let mut postings: BTreeMap<u64, Vec<(u32, f64)>> = BTreeMap::new();
    let mut score = vec![0.0_f64; vectors.len()];
    let mut edges = Vec::new();
    for (i, vector) in vectors.iter().enumerate() {
        let mut touched: Vec<usize> = Vec::new();
        for (term, weight) in &vector.terms {
            let listed = postings.entry(*term).or_default();
            for (j, other) in listed.iter().rev().take(LOOK_BACK) {
                let j = *j as usize;
                if !near(days.get(i), days.get(j)) {
                    break;
                }
                if let Some(sum) = score.get_mut(j) {
                    if *sum == 0.0 {
                        touched.push(j);
                    }
                    *sum += weight * other;
                }
            }
            listed.push((u32::try_from(i).unwrap_or(u32::MAX), *weight));
        }
        let mut ranked: Vec<(f64, usize)> = Vec::with_capacity(touched.len());
        for j in touched {
            let sum = score.get_mut(j).map_or(0.0, std::mem::take);
            if sum >= CANDIDATE {
                ranked.push((sum, j));
            }
        }
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (_, j) in ranked.into_iter().take(NEIGHBOURS) {
            if let Some(other) = vectors.get(j) {
                edges.push((i, j, vector.dot(other)));
            }
        }
    }
    edges
}

/// Whether two days lie in the window; an unknown day may be any.
fn near(a: Option<&Option<i32>>, b: Option<&Option<i32>>) -> bool {
    match (a.copied().flatten(), b.copied().flatten()) {
        (Some(a), Some(b)) => a.abs_diff(b) <= WINDOW.unsigned_abs(),
        _ => true,
    }
}

/// A growing cluster.
struct Group {
    members: Vec<usize>,
    sum: Vector,
    beside: BTreeSet<usize>,
    /// Counts its merges, so that stale candidates are told.
    version: u32,
}

/// A candidate merge; the largest likeness comes first, then the earliest articles. Positive floats order as their bits.
type Candidate = (u64, Reverse<usize>, Reverse<usize>, u32, u32);

/// Merges the two most alike neighbours until none are alike enough.
fn average_link(vectors: Vec<Vector>, edges: &[(usize, usize, f64)]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Option<Group>> = vectors
        .into_iter()
        .enumerate()
        .map(|(i, sum)| Some(Group { members: vec![i], sum, beside: BTreeSet::new(), version: 0 }))
        .collect();
    let mut heap: BinaryHeap<Candidate> = BinaryHeap::new();
    for (i, j, likeness) in edges {
        for (a, b) in [(*i, *j), (*j, *i)] {
            if let Some(Some(group)) = groups.get_mut(a) {
                group.beside.insert(b);
            }
        }
        if *likeness >= LIKENESS {
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
        grown.beside.extend(gone.beside.into_iter().filter(|other| *other != a));
        grown.version += 1;
        let Some(Some(grown)) = groups.get(a) else { continue };
        for other in &grown.beside {
            if let Some(Some(group)) = groups.get(*other) {
                let likeness = mean_likeness(grown, group);
                if likeness >= LIKENESS {
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
