//! The story of several articles on one happening: what they claim, what they copy, where they agree and differ.

use crate::check::{self, Failed};
use crate::claim;
use crate::duplicate::Copies;
use crate::page::{Page, pages};
use crate::reconcile::{self, ClaimSource, Printed};
use annals_model::{Annotated, ArticleId, Story, VERSION};

/// The story of one cluster. Articles come by publication, then id, whatever order they are given in.
#[must_use]
pub fn story(articles: &[&Annotated]) -> Story {
    of_pages(&pages(articles)).0
}

/// The same for articles of which is known what they share with any other, in this story or another.
#[must_use]
pub fn story_among(articles: &[&Annotated], copies: &Copies) -> Story {
    told(&pages(articles), copies).0
}

/// The story, and the checks that its articles do not pass.
pub(crate) fn of_pages(pages: &[Page<'_>]) -> (Story, Vec<(ArticleId, Failed)>) {
    told(pages, &Copies::among(pages))
}

fn told(pages: &[Page<'_>], copies: &Copies) -> (Story, Vec<(ArticleId, Failed)>) {
    let (near, wire) = copies.of(pages.iter().map(|page| &page.article.id));
    let sources: Vec<ClaimSource> = pages
        .iter()
        .map(|page| ClaimSource {
            article: page.article.id.clone(),
            published: page.day(),
            publisher: page.article.publisher.clone(),
            copy_of: wire.iter().find(|copy| copy.article == page.article.id).map(|copy| copy.origin_article.clone()),
            revises: page.article.revises.clone(),
        })
        .collect();
    let told: Vec<_> = pages.iter().flat_map(claim::claims).collect();
    let mut printed = Printed::default();
    for page in pages {
        printed.note(page);
    }
    let mut relations = reconcile::relations(&told, &sources, &printed);
    let mut failed = Vec::new();
    for page in pages {
        for check in check::failed(page, &told) {
            relations.extend(check::relation(page, &check, &told));
            failed.push((page.article.id.clone(), check));
        }
    }
    let claims = told.into_iter().map(|told| told.claim).collect();
    let story = Story {
        v: VERSION,
        id: pages.first().map_or_else(String::new, |page| page.article.id.0.clone()),
        articles: pages.iter().map(|page| page.article.id.clone()).collect(),
        near_duplicates: near,
        wire,
        claims,
        relations,
    };
    (story, failed)
}
