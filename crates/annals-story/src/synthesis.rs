//! Several articles told as one story: the headline that says most of all, and a section for each turn of the story, by the
//! days on which it was reported.

use crate::alike;
use crate::choose::{self, Place};
use crate::page::Page;
use crate::weight::{Vector, Weights};
use annals_model::RegionKind;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The reports of one day, and what they say most of all.
pub(crate) struct Turn {
    /// The day; `None` for articles without a date, which come last.
    pub(crate) day: Option<Date>,
    /// Its articles: the first and the one after the last.
    pub(crate) pages: std::ops::Range<usize>,
    /// Its key points, each told once.
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

/// The turns of a story, in order: the key points of each day's articles, one of those that say the same in mostly the same
/// words or with the same figure (`twins`).
pub(crate) fn turns(pages: &[Page<'_>], twins: &BTreeMap<Place, Vec<Place>>) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    let mut start = 0;
    for day in pages.chunk_by(|a, b| a.day() == b.day()) {
        let mut told: Vec<(Place, Vec<u64>)> = Vec::new();
        for (p, i) in choose::points(day) {
            let (Some(page), place) = (day.get(p), (start + p, i)) else { continue };
            let Some(passage) = page.passages.get(i) else { continue };
            let pairs = alike::word_pairs(&page.reading, passage.tokens.clone());
            let twin = |other: &Place| twins.get(&place).is_some_and(|twins| twins.contains(other));
            if !told.iter().any(|(other, words)| twin(other) || alike::says_the_same(&pairs, words)) {
                told.push((place, pairs));
            }
        }
        let pages_of_day = start..start + day.len();
        start = pages_of_day.end;
        let places = told.into_iter().map(|(place, _)| place).collect();
        turns.push(Turn { day: day.first().and_then(Page::day), pages: pages_of_day, places });
    }
    turns
}
