//! Articles that share much of their text, and which of them is the copy: a wire story printed by ten papers is one source.
//!
//! Two articles are looked at when they share fingerprints, wherever they stand in the collection and whatever story they
//! are told in; then all their runs of words are compared, so that what is said of them is exact.

use crate::page::Page;
use crate::sketch::{Sketch, sketch_read};
use annals_model::{Annotated, Article, ArticleId, NearDuplicate, NearDuplicateKind, WireCopy};
use annals_text::Reading;
use std::collections::{BTreeMap, BTreeSet};

/// Words in a run.
const RUN: usize = 5;
/// Jaccard similarity from which two texts are duplicates.
const DUPLICATE: f64 = 0.5;
/// Share of a text that must stand in another to be contained in it.
const CONTAINED: f64 = 0.8;
/// Runs of words that a text must have to count as contained: a single sentence is a quotation, not a copy.
const LEAST_RUNS: usize = 30;
/// Of so many neighbouring runs the one with the smallest hash is a fingerprint: any twenty words printed alike share one.
const WINNOW: usize = 16;
/// Two texts are compared when they share at least this part of the fingerprints of the shorter (one in five).
const SHARED: usize = 5;
/// How many articles with the same fingerprint are looked at: the first and the latest ones, so that a thousand copies
/// cost no million pairs.
const FIRST: usize = 16;
const LATEST: usize = 4;

/// Hashes of all runs of five words of the content, in order of text.
pub(crate) fn run_sequence(article: &Article, reading: &Reading<'_>) -> Vec<u64> {
    let words: Vec<u64> = (reading.tokens().iter().enumerate())
        .filter(|(_, token)| (token.is_word() || token.is_number()) && article.region_at(token.start).is_content())
        .map(|(i, _)| crate::alike::hash(reading.word(i)))
        .collect();
    words
        .windows(RUN)
        .map(|run| run.iter().fold(0, |hash: u64, word| (hash.rotate_left(13) ^ word).wrapping_mul(0x100_0000_01b3)))
        .collect()
}

/// Hashes of all runs of five words of an article's content, sorted, distinct: what [`copies`] compares.
#[must_use]
pub fn runs(annotated: &Annotated) -> Vec<u64> {
    sorted(run_sequence(&annotated.article, &annotated_text(annotated)))
}

fn annotated_text(annotated: &Annotated) -> Reading<'_> {
    annals_text::read(&annotated.article.text)
}

fn sorted(mut runs: Vec<u64>) -> Vec<u64> {
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// The fingerprints of a sequence of runs, sorted, distinct.
pub(crate) fn prints(runs: &[u64]) -> Box<[u32]> {
    // Mixed first, so that which of several is smallest does not hang on their last word.
    let mixed: Vec<u32> = runs.iter().map(|run| ((run ^ (run >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32) as u32).collect();
    let mut found: Vec<u32> = Vec::new();
    for window in mixed.windows(WINNOW.min(mixed.len()).max(1)) {
        if let Some(least) = window.iter().min().filter(|least| found.last() != Some(least)) {
            found.push(*least);
        }
    }
    found.sort_unstable();
    found.dedup();
    found.into()
}

/// What articles share with others: near-duplicates, each noted at its later article, and whose text a copy prints.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Copies {
    pub(crate) near: BTreeMap<ArticleId, Vec<NearDuplicate>>,
    pub(crate) origins: BTreeMap<ArticleId, ArticleId>,
}

/// Finds near-duplicates and wire copies among all the articles sketched. `runs` gives the [`runs`] of the article of a
/// number; it is asked for those only that share fingerprints.
pub fn copies<E>(sketches: &[Sketch], mut runs: impl FnMut(usize) -> Result<Vec<u64>, E>) -> Result<Copies, E> {
    let mut order: Vec<usize> = (0..sketches.len()).collect();
    order.sort_by_key(|i| sketches.get(*i).map(Sketch::order));
    let mut ids = BTreeSet::new();
    order.retain(|i| sketches.get(*i).is_some_and(|sketch| ids.insert(&sketch.id)));
    let sorted: Vec<&Sketch> = order.iter().filter_map(|i| sketches.get(*i)).collect();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let mut found = Copies::default();
    for (i, earlier) in candidates(&sorted) {
        let (Some(second), Some(number)) = (sorted.get(i), order.get(i)) else { continue };
        let own = runs(*number)?;
        for j in earlier {
            let (Some(first), Some(number)) = (sorted.get(j), order.get(j)) else { continue };
            if let Some((turned, kind, score)) = compare(&runs(*number)?, &own) {
                let (a, b) = if turned { (second, first) } else { (first, second) };
                let pair = NearDuplicate { a: a.id.clone(), b: b.id.clone(), kind, score };
                found.near.entry(second.id.clone()).or_default().push(pair);
                pairs.push((j, i));
            }
        }
    }
    found.origins = origins(&sorted, &pairs);
    Ok(found)
}

/// For each article, by its number, the earlier ones that share enough fingerprints with it; those without any left out.
fn candidates(sorted: &[&Sketch]) -> Vec<(usize, Vec<usize>)> {
    let number = |i: usize| u32::try_from(i).unwrap_or(u32::MAX);
    let mut all: Vec<(u32, u32)> =
        sorted.iter().enumerate().flat_map(|(i, sketch)| sketch.prints.iter().map(move |print| (*print, number(i)))).collect();
    all.sort_unstable();
    let mut found = Vec::new();
    let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
    for (i, sketch) in sorted.iter().enumerate() {
        shared.clear();
        for print in &sketch.prints {
            let from = all.partition_point(|entry| entry < &(*print, 0));
            let to = all.partition_point(|entry| entry < &(*print, number(i)));
            let latest = to.saturating_sub(LATEST).max((from + FIRST).min(to));
            for (_, j) in all.get(from..to.min(from + FIRST)).into_iter().chain(all.get(latest..to)).flatten() {
                *shared.entry(*j).or_default() += 1;
            }
        }
        let enough = |j: &u32, both: usize| {
            let other = sorted.get(*j as usize).map_or(0, |other| other.prints.len());
            both * SHARED >= sketch.prints.len().min(other)
        };
        let earlier: Vec<usize> = shared.iter().filter(|(j, both)| enough(j, **both)).map(|(j, _)| *j as usize).collect();
        if !earlier.is_empty() {
            found.push((i, earlier));
        }
    }
    found
}

/// How the texts overlap, and whether the second is the contained one.
fn compare(a: &[u64], b: &[u64]) -> Option<(bool, NearDuplicateKind, f64)> {
    let jaccard = annals_text::jaccard(a, b);
    if jaccard >= DUPLICATE {
        return Some((false, NearDuplicateKind::Duplicate, rounded(jaccard)));
    }
    let turned = b.len() < a.len();
    let contained = if turned { annals_text::containment(b, a) } else { annals_text::containment(a, b) };
    (contained >= CONTAINED && a.len().min(b.len()) >= LEAST_RUNS).then_some((turned, NearDuplicateKind::Contained, rounded(contained)))
}

fn rounded(score: f64) -> f64 {
    (score * 10_000.0).round() / 10_000.0
}

/// Whose text each copy prints: of each set of near-duplicates from different outlets one is the origin, the agency's own
/// when its outlet is named by the others, else the earliest.
fn origins(sorted: &[&Sketch], pairs: &[(usize, usize)]) -> BTreeMap<ArticleId, ArticleId> {
    let mut leader: Vec<usize> = (0..sorted.len()).collect();
    for (j, i) in pairs {
        let (a, b) = (find(&leader, *j), find(&leader, *i));
        if let Some(slot) = leader.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
    let mut sets: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for i in pairs.iter().flat_map(|(j, i)| [*j, *i]) {
        sets.entry(find(&leader, i)).or_default().insert(i);
    }
    let mut found = BTreeMap::new();
    for set in sets.into_values() {
        let members: Vec<&Sketch> = set.iter().filter_map(|i| sorted.get(*i).copied()).collect();
        let credits = |sketch: &Sketch| {
            let name = &sketch.publisher;
            members.iter().filter(|other| !name.is_empty() && other.credits.binary_search(name).is_ok()).count()
        };
        let most = members.iter().map(|sketch| credits(sketch)).max().unwrap_or(0);
        // Members are in order of publication, so the first of the most credited is the earliest.
        let Some(origin) = members.iter().find(|sketch| most < 1 || credits(sketch) == most) else { continue };
        for sketch in &members {
            if sketch.id != origin.id && sketch.publisher != origin.publisher {
                found.insert(sketch.id.clone(), origin.id.clone());
            }
        }
    }
    found
}

impl Copies {
    /// What these pages share among themselves.
    pub(crate) fn among(pages: &[Page<'_>]) -> Self {
        if pages.len() < 2 {
            return Self::default();
        }
        let sketches: Vec<Sketch> = pages.iter().map(|page| sketch_read(page.article, page.annotations, &page.reading)).collect();
        let runs = |i: usize| Ok(pages.get(i).map_or_else(Vec::new, |page| sorted(run_sequence(page.article, &page.reading))));
        copies::<std::convert::Infallible>(&sketches, runs).unwrap_or_default()
    }

    /// The near-duplicates whose later article is one of these, in their order, and the copies among them.
    pub(crate) fn of<'a>(&self, ids: impl Iterator<Item = &'a ArticleId>) -> (Vec<NearDuplicate>, Vec<WireCopy>) {
        let (mut near, mut wire) = (Vec::new(), Vec::new());
        for id in ids {
            near.extend(self.near.get(id).into_iter().flatten().cloned());
            wire.extend(self.origins.get(id).map(|origin| WireCopy { article: id.clone(), origin_article: origin.clone() }));
        }
        (near, wire)
    }
}

fn find(leader: &[usize], mut i: usize) -> usize {
    while let Some(up) = leader.get(i).copied().filter(|up| *up != i) {
        i = up;
    }
    i
}
