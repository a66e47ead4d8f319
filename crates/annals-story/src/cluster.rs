//! Which articles tell of one happening: texts that share their rare words and names, printed within days of each other.
//!
//! Every article becomes a vector of its heaviest words and names (TF-IDF). Only pairs that share such words within a
//! window of days are ever compared. Groups are first joined freely, by average link; then each is looked at by itself,
//! and falls apart when it turns out to hold two happenings of one kind ([`crate::apart`]).

use crate::apart::parts;
use crate::link::{Reach, average_link, neighbours};
use crate::sketch::{Sketch, sketch, unpacked};
use crate::weight::{Vector, Weights};
use annals_model::Annotated;

/// Heaviest terms kept of each article.
pub(crate) const TERMS: usize = 60;
/// Days between two articles on one happening, at most; clusters may run on for longer.
pub(crate) const WINDOW: i32 = 6;
/// Mean likeness at which two groups of one day are joined. Set on labelled English news, where .12 does as well, and held by the
/// stories of our own gold.
pub(crate) const LIKENESS: f64 = 0.13;
/// Articles that every collection is taken to be larger by. In a handful of articles a word of one of them would else
/// weigh far more than one of two, and what two reports share would drown in what each tells alone.
pub(crate) const BACKGROUND: u32 = 80;
/// The pairs that are compared.
const REACH: Reach = Reach { look_back: 128, neighbours: 24, candidate: 0.06 };

/// Groups `articles` by happening. Each group holds indices into `articles`, by publication (unknown last), then id;
/// groups are ordered by their first article. The same articles in another order give the same groups.
#[must_use]
pub fn cluster(articles: &[&Annotated]) -> Vec<Vec<usize>> {
    let sketches: Vec<Sketch> = articles.iter().map(|annotated| sketch(annotated)).collect();
    cluster_sketches(&sketches)
}

/// The same for articles of which only sketches are at hand.
#[must_use]
pub fn cluster_sketches(sketches: &[Sketch]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..sketches.len()).collect();
    order.sort_by_key(|i| sketches.get(*i).map(Sketch::order));
    let sorted: Vec<&Sketch> = order.iter().filter_map(|i| sketches.get(*i)).collect();
    let mut weights = Weights::beside(BACKGROUND);
    sorted.iter().for_each(|sketch| weights.note(unpacked(&sketch.words)));
    let vectors: Vec<Vector> = sorted.iter().map(|sketch| weights.vector(unpacked(&sketch.words), TERMS)).collect();
    drop(weights);
    let day = |i: usize| sorted.get(i).and_then(|sketch| sketch.day);
    let edges = neighbours(&vectors, |i, j| near(day(i), day(j)), &REACH);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for group in average_link(vectors.clone(), &edges, LIKENESS, day) {
        let members: Vec<_> = group.iter().filter_map(|i| Some((sorted.get(*i)?.names.as_ref(), vectors.get(*i)?))).collect();
        for part in parts(&members) {
            groups.push(part.into_iter().filter_map(|i| group.get(i).copied()).collect());
        }
    }
    groups.sort();
    groups.into_iter().map(|group| group.into_iter().filter_map(|i| order.get(i).copied()).collect()).collect()
}

/// Whether two days lie in the window; an unknown day may be any.
pub(crate) fn near(a: Option<i32>, b: Option<i32>) -> bool {
    a.zip(b).is_none_or(|(a, b)| a.abs_diff(b) <= WINDOW.unsigned_abs())
}
