//! Articles that share much of their text, and which of them is the copy: a wire story printed by ten papers is one source.

use crate::page::Page;
use annals_model::{ArticleId, Kind, NearDuplicate, NearDuplicateKind, WireCopy};
use std::collections::{BTreeMap, BTreeSet};

/// Words in a run.
const RUN: usize = 5;
/// Jaccard similarity from which two texts are duplicates.
const DUPLICATE: f64 = 0.5;
/// Share of a text that must stand in another to be contained in it.
const CONTAINED: f64 = 0.8;
/// Runs of words that a text must have to count as contained: a single sentence is a quotation, not a copy.
const LEAST_RUNS: usize = 30;
/// How many articles with the same run of words are compared: the first ones, so that a thousand copies cost no million pairs.
const COMPARED: usize = 24;

/// Hashes of all runs of five words of the content, sorted, distinct.
fn runs(page: &Page<'_>) -> Vec<u64> {
    let words: Vec<u64> = page
        .content()
        .flat_map(|(_, passage)| passage.tokens.clone())
        .filter(|i| page.reading.tokens().get(*i).is_some_and(|token| token.is_word() || token.is_number()))
        .map(|i| crate::alike::hash(page.reading.word(i)))
        .collect();
    let mut found: Vec<u64> = words
        .windows(RUN)
        .map(|run| run.iter().fold(0, |hash: u64, word| (hash.rotate_left(13) ^ word).wrapping_mul(0x100_0000_01b3)))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Pairs of pages that share much of their text, by their numbers, the earlier first; of contained pairs the contained
/// one is `a`.
pub(crate) fn near_duplicates(pages: &[Page<'_>]) -> Vec<(usize, usize, NearDuplicate)> {
    let all: Vec<Vec<u64>> = pages.iter().map(runs).collect();
    let mut seen: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
    let mut found = Vec::new();
    for (i, own) in all.iter().enumerate() {
        let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
        for run in own {
            let listed = seen.entry(*run).or_default();
            for j in listed.iter() {
                *shared.entry(*j).or_default() += 1;
            }
            if listed.len() < COMPARED {
                listed.push(u32::try_from(i).unwrap_or(u32::MAX));
            }
        }
        for (j, _) in shared {
            let j = j as usize;
            if let (Some(earlier), Some(first), Some(second)) = (all.get(j), pages.get(j), pages.get(i))
                && let Some((turned, kind, score)) = compare(earlier, own)
            {
                let (a, b) = if turned { (second, first) } else { (first, second) };
                found.push((j, i, NearDuplicate { a: a.article.id.clone(), b: b.article.id.clone(), kind, score }));
            }
        }
    }
    found.sort_by_key(|(j, i, _)| (*j, *i));
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

/// Which articles are copies of which: of each set of near-duplicates from different outlets one is the origin, the
/// agency's own when its outlet is named by the others, else the earliest.
pub(crate) fn wire_copies(pages: &[Page<'_>], near: &[(usize, usize, NearDuplicate)]) -> Vec<WireCopy> {
    let mut leader: Vec<usize> = (0..pages.len()).collect();
    for (j, i, _) in near {
        let (a, b) = (find(&leader, *j), find(&leader, *i));
        if let Some(slot) = leader.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
    let mut sets: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for i in 0..pages.len() {
        sets.entry(find(&leader, i)).or_default().push(i);
    }
    let mut copies = Vec::new();
    for set in sets.into_values().filter(|set| set.len() > 1) {
        let members: Vec<&Page<'_>> = set.iter().filter_map(|i| pages.get(*i)).collect();
        let credited: Vec<BTreeSet<String>> = members.iter().map(|page| agencies(page)).collect();
        let credits = |page: &Page<'_>| {
            let name = annals_text::fold(&page.article.publisher);
            credited.iter().filter(|names| !name.is_empty() && names.contains(&name)).count()
        };
        let most = members.iter().map(|page| credits(page)).max().unwrap_or(0);
        // Members are in order of publication, so the first of the most credited is the earliest.
        let Some(origin) = members.iter().find(|page| most < 1 || credits(page) == most) else { continue };
        for page in &members {
            if page.article.id != origin.article.id && page.article.publisher != origin.article.publisher {
                copies.push(WireCopy { article: page.article.id.clone(), origin_article: origin.article.id.clone() });
            }
        }
    }
    let order: BTreeMap<&ArticleId, usize> = pages.iter().enumerate().map(|(i, page)| (&page.article.id, i)).collect();
    copies.sort_by_key(|copy| order.get(&copy.article).copied());
    copies
}

/// Folded names of the news agencies and outlets that a page names.
fn agencies(page: &Page<'_>) -> BTreeSet<String> {
    let named = page.annotations.mentions.iter().filter(|mention| matches!(page.kind_of(mention), Kind::Agency | Kind::Media));
    named.map(|mention| annals_text::fold(page.words(mention.span))).collect()
}

fn find(leader: &[usize], mut i: usize) -> usize {
    while let Some(up) = leader.get(i).copied().filter(|up| *up != i) {
        i = up;
    }
    i
}
