//! The story of several articles on one happening: what they claim, what they copy, where they agree and differ.

use crate::claim;
use crate::duplicate::Copies;
use crate::page::{Page, pages};
use crate::reconcile::{ClaimSource, reconcile};
use annals_model::{Annotated, Relation, Story, VERSION, Verdict};

/// The story of one cluster. Articles come by publication, then id, whatever order they are given in.
#[must_use]
pub fn story(articles: &[&Annotated]) -> Story {
    of_pages(&pages(articles))
}

/// The same for articles of which is known what they share with any other, in this story or another.
#[must_use]
pub fn story_among(articles: &[&Annotated], copies: &Copies) -> Story {
    told(&pages(articles), copies)
}

pub(crate) fn of_pages(pages: &[Page<'_>]) -> Story {
    told(pages, &Copies::among(pages))
}

fn told(pages: &[Page<'_>], copies: &Copies) -> Story {
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
    let claims: Vec<_> = pages.iter().flat_map(claim::claims).collect();
    let mut relations = reconcile(&claims, &sources);
    relations.extend(failed_checks(pages, &claims));
    Story {
        v: VERSION,
        id: pages.first().map_or_else(String::new, |page| page.article.id.0.clone()),
        articles: pages.iter().map(|page| page.article.id.clone()).collect(),
        near_duplicates: near,
        wire,
        claims,
        relations,
    }
}

/// Figures of one article that a note of the reader of figures says cannot all be right.
fn failed_checks(pages: &[Page<'_>], claims: &[annals_model::Claim]) -> Vec<Relation> {
    let mut found = Vec::new();
    for page in pages {
        for note in page.annotations.notes.iter().filter(|note| is_failed_check(&note.kind)) {
            let touched = claims.iter().enumerate().filter(|(_, claim)| {
                claim.evidence.article == page.article.id
                    && matches!(claim.kind, annals_model::ClaimKind::Figure { .. })
                    && claim.evidence.span.overlaps(note.span)
            });
            let claims: Vec<u32> = touched.filter_map(|(i, _)| u32::try_from(i).ok()).collect();
            if !claims.is_empty() {
                found.push(Relation { claims, verdict: Verdict::CheckFailed, origins: 1, why: note.text.clone() });
            }
        }
    }
    found
}

/// Whether a note says that printed numbers do not fit each other.
pub(crate) fn is_failed_check(kind: &str) -> bool {
    kind.ends_with("_mismatch")
}
