//! Several articles told as one story: the headline that says most of all, and a section for each turn of the story, by the
//! days on which it was reported.

use crate::alike;
use crate::choose::{self, Place};
use crate::page::Page;
use crate::weight::{Vector, Weights};
use annals_model::RegionKind;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Statements of one section, at the most.
const STATEMENTS: usize = 5;

/// The reports of one day, and what is new in them.
pub(crate) struct Turn {
    /// The day; `None` for articles without a date, which come last.
    pub(crate) day: Option<Date>,
    /// Its articles: the first and the one after the last.
    pub(crate) pages: std::ops::Range<usize>,
    /// Sentences that say what no earlier turn said.
    pub(crate) places: Vec<Place>,
}

/// The headline as given with the article, else as it stands in the text.
pub(crate) fn headline<'a>(page: &Page<'a>) -> Option<&'a str> {
    let given = page.article.headline.as_deref().map(str::trim).filter(|words| !words.is_empty());
    let printed = || page.content().find(|(_, passage)| passage.region == RegionKind::Headline).map(|(_, p)| page.words(p.span));
    given.or_else(printed)
}

/// The headline nearest to all headlines together, with its page; of equals the earliest.
pub(crate) fn best_headline<'p, 'a>(pages: impl IntoIterator<Item = &'p Page<'a>>) -> Option<(&'a str, &'p Page<'a>)>
where
    'a: 'p,
{
    let headlines: Vec<(&str, &Page<'_>)> = pages.into_iter().filter_map(|page| Some((headline(page)?, page))).collect();
    let vectors = Weights::vectors(headlines.iter().map(|(words, _)| *words));
    let mut all = Vector::default();
    vectors.iter().for_each(|vector| all.add(vector));
    let near = vectors.iter().map(|vector| vector.dot(&all));
    headlines.into_iter().zip(near).reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(headline, _)| headline)
}

/// The turns of a story, in order: the key points of each day's articles, without what an earlier day told in mostly the
/// same words or with the same figure (`twins`). Empty when all articles are of one day: the story has one turn only.
pub(crate) fn turns(pages: &[Page<'_>], twins: &BTreeMap<Place, Vec<Place>>) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    let mut told: Vec<(Place, Vec<u64>)> = Vec::new();
    let mut start = 0;
    for day in pages.chunk_by(|a, b| a.day() == b.day()) {
        let pages_of_day = start..start + day.len();
        let before = told.len();
        let mut places = Vec::new();
        for (p, i) in choose::points(day) {
            let (Some(page), place) = (day.get(p), (start + p, i)) else { continue };
            let Some(passage) = page.passages.get(i) else { continue };
            let pairs = alike::word_pairs(&page.reading, passage.tokens.clone());
            let twin = |other: &Place| twins.get(&place).is_some_and(|twins| twins.contains(other));
            let old = |(other, words): &(Place, Vec<u64>)| twin(other) || alike::says_the_same(&pairs, words);
            if places.len() < STATEMENTS && !told.iter().take(before).any(old) {
                places.push(place);
                told.push((place, pairs));
            }
        }
        start = pages_of_day.end;
        turns.push(Turn { day: day.first().and_then(Page::day), pages: pages_of_day, places });
    }
    if turns.len() < 2 {
        turns.clear();
    }
    turns.retain(|turn| !turn.places.is_empty());
    turns
}
