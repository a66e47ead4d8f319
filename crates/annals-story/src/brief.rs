//! The daily brief: which stories a day had, the weightiest first, each in one line with its sources.
//!
//! | a story weighs | for |
//! |---|---|
//! | 2 · ln(1 + n) | outlets that report it on their own |
//! | ln(1 + n) | figures about a firm or index, different ones |
//! | ln(1 + n) | ratings and targets changed |
//! | 1 | a record |
//! | 1 | an index named in headline or opening |
//! | ½ · ln(1 + n) | firms named in headlines |
//!
//! The weights are set by hand: what many report on their own comes before what one article tells at length.

use crate::digest::{digest, source};
use crate::duplicate::Copies;
use crate::page::{Page, pages};
use crate::synthesis::best_headline;
use annals_model::{Annotated, ArticleId, Brief, BriefStory, EntityId, Kind, RegionKind, VERSION};
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Firms and indices named for a story, at the most.
const ABOUT: usize = 6;
/// Passages of a body that are its opening.
const OPENING: usize = 2;

/// The brief of a day: `groups` are stories with their id and their articles, of which those of other days are left out.
/// Equal weights by id; the same stories in any order give the same brief.
#[must_use]
pub fn brief(day: Date, groups: &[(String, Vec<&Annotated>)]) -> Brief {
    let mut stories: Vec<BriefStory> = Vec::new();
    for (id, articles) in groups {
        let articles: Vec<&Annotated> = articles.iter().copied().filter(|item| item.article.anchor() == Some(day)).collect();
        if !articles.is_empty() {
            stories.push(story(id, &articles));
        }
    }
    stories.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.story.cmp(&b.story)));
    for (rank, story) in (1..).zip(&mut stories) {
        story.rank = rank;
    }
    Brief { v: VERSION, date: day, stories }
}

fn story(id: &str, articles: &[&Annotated]) -> BriefStory {
    let pages = pages(articles);
    let (_, wire) = Copies::among(&pages).of(pages.iter().map(|page| &page.article.id));
    let copies: BTreeSet<ArticleId> = wire.into_iter().map(|copy| copy.article).collect();
    let own: Vec<&Page<'_>> = pages.iter().filter(|page| !copies.contains(&page.article.id)).collect();
    let outlets: BTreeSet<&str> = own
        .iter()
        .map(|page| if page.article.publisher.is_empty() { page.article.id.as_str() } else { page.article.publisher.as_str() })
        .collect();
    let headline = best_headline(own.iter().copied());
    let mut told = digest(articles);
    BriefStory {
        rank: 0,
        story: id.to_owned(),
        headline: headline.map(|(words, _)| words.to_owned()),
        headline_from: headline.map(|(_, page)| page.article.id.clone()),
        line: (!told.points.is_empty()).then(|| told.points.swap_remove(0)),
        outlets: count(outlets.len()),
        articles: count(pages.len()),
        weight: weight(&own, outlets.len()),
        about: about(&own),
        sources: pages.iter().zip(1..).map(source).collect(),
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Firms and indices in headline and opening, those that most articles name first, then by first place.
fn about(pages: &[&Page<'_>]) -> Vec<EntityId> {
    let mut named: BTreeMap<EntityId, (usize, usize)> = BTreeMap::new();
    for page in pages {
        for id in opening(page) {
            let next = named.len();
            named.entry(id).or_insert((0, next)).0 += 1;
        }
    }
    let mut about: Vec<(EntityId, (usize, usize))> = named.into_iter().collect();
    about.sort_by_key(|(_, (articles, first))| (Reverse(*articles), *first));
    about.into_iter().take(ABOUT).map(|(id, _)| id).collect()
}

/// Firms and indices of the headline and the first passages of the body, each once.
fn opening(page: &Page<'_>) -> Vec<EntityId> {
    let headline = page.content().filter(|(_, passage)| passage.region == RegionKind::Headline);
    let body = page.content().filter(|(_, passage)| passage.region == RegionKind::Body).take(OPENING);
    let mut found: Vec<EntityId> = Vec::new();
    for id in headline.chain(body).flat_map(|(_, passage)| page.who(passage)) {
        if matches!(page.entity(&id).map(|entity| entity.kind), Some(Kind::Firm | Kind::Index)) && !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

#[expect(clippy::cast_precision_loss, reason = "counts of one day's articles")]
fn weight(pages: &[&Page<'_>], outlets: usize) -> f64 {
    let (mut figures, mut actions, mut record) = (BTreeSet::new(), BTreeSet::new(), false);
    let (mut firms, mut index) = (BTreeSet::new(), false);
    for page in pages {
        for (_, passage) in page.content() {
            for figure in passage.figures.iter().filter_map(|i| page.annotations.figures.get(*i)) {
                record |= figure.record;
                figures.extend(figure.subject.and_then(|i| page.entity_of(i)).map(|id| (id, figure.value)));
            }
            for action in passage.actions.iter().filter_map(|i| page.annotations.actions.get(*i)) {
                actions.extend(page.entity_of(action.actor).map(|id| (id, action.kind)));
            }
        }
        for id in opening(page) {
            index |= page.entity(&id).is_some_and(|entity| entity.kind == Kind::Index);
            firms.insert(id);
        }
    }
    let many = |number: usize| (number as f64).ln_1p();
    let flag = |is: bool| if is { 1.0 } else { 0.0 };
    let weight = 2.0 * many(outlets) + many(figures.len()) + many(actions.len()) + flag(record) + flag(index) + 0.5 * many(firms.len());
    (weight * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::brief;
    use annals_model::{Annotated, DateTime};

    fn article(id: &str, publisher: &str, headline: &str, text: &str, day: &str) -> Annotated {
        let mut item = Annotated::default();
        item.article.id.0 = id.into();
        item.article.publisher = publisher.into();
        item.article.headline = Some(headline.into());
        item.article.text = text.into();
        item.article.published = DateTime::parse(day);
        item
    }

    const WIRE: &str = "The port of Varnmouth closed its oldest quay on Tuesday after an inspection found cracks below the water line. \
        Ships are sent to the northern basin until the end of the season, the harbour board said in a note to masters and agents. \
        Repairs will take nine weeks and cost twice what had been set aside for the whole of the year, by the board's own reckoning.";

    #[test]
    fn what_many_report_on_their_own_comes_before_what_many_copy() {
        let copied = ["Quay Post", "Basin Mail", "Tide Telegraph"]
            .map(|outlet| article(&format!("copy {outlet}"), outlet, "Port closes oldest quay", WIRE, "2025-03-04"));
        let reported = [
            (
                "Quay Post",
                "Mill strike ends",
                "Weavers at the Orlin mills went back to their looms on Tuesday, eleven days after they had left them.",
            ),
            (
                "Basin Mail",
                "Orlin mill strike ends after eleven days",
                "The longest strike in the history of the Orlin mills is over, both sides said late on Tuesday.",
            ),
            (
                "Tide Telegraph",
                "Looms run again",
                "Machines turned again in the Orlin valley. A deal on night work had been struck before dawn, a weaver told us.",
            ),
        ]
        .map(|(outlet, headline, text)| article(&format!("own {outlet}"), outlet, headline, text, "2025-03-04"));
        let yesterday = article("old", "Quay Post", "Mill strike goes on", "The strike goes on.", "2025-03-03");
        let mut strike: Vec<&Annotated> = reported.iter().collect();
        strike.push(&yesterday);
        let mut groups = vec![("a quay".to_owned(), copied.iter().collect::<Vec<_>>()), ("b strike".to_owned(), strike)];
        let day = "2025-03-04".parse().expect("a day");
        let told = brief(day, &groups);
        let first: Vec<(&str, u32, u32)> = told.stories.iter().map(|story| (story.story.as_str(), story.outlets, story.articles)).collect();
        assert_eq!(first, [("b strike", 3, 3), ("a quay", 1, 3)]);
        assert_eq!(told.stories[0].headline.as_deref(), Some("Orlin mill strike ends after eleven days"));
        groups.reverse();
        assert_eq!(brief(day, &groups), told);
        assert!(brief("2025-03-09".parse().expect("a day"), &groups).stories.is_empty());
    }
}
