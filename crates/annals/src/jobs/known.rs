//! What was known at a moment: the articles first seen by then, each in its version of then.

use crate::AnnalsError;
use annals_index::Index;
use annals_model::{Annotated, Article, ArticleId};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Whether an article had been seen at a moment. One of which it is not known when it was first seen counts as seen when
/// it was published, a day without a time when that day is over everywhere; one with neither as never seen.
#[must_use]
pub fn was_seen(article: &Article, as_of: Timestamp) -> bool {
    const DAY: i64 = 24 * 3600;
    /// Where a clock time comes last.
    const FURTHEST_WEST: i64 = 12 * 3600;
    if let Some(first_seen) = article.first_seen {
        return first_seen <= as_of;
    }
    article.published.is_some_and(|published| {
        let at = match (published.time, published.offset_minutes) {
            (Some(_), Some(_)) => published.unix_seconds(),
            (Some(_), None) => published.unix_seconds() + FURTHEST_WEST,
            (None, _) => annals_model::DateTime::from_date(published.date).unix_seconds() + DAY + FURTHEST_WEST,
        };
        at <= as_of.as_second()
    })
}

/// The articles that had been seen at `as_of` (all without one), in their order.
#[must_use]
pub fn seen_by(mut articles: Vec<Annotated>, as_of: Option<Timestamp>) -> Vec<Annotated> {
    if let Some(as_of) = as_of {
        articles.retain(|item| was_seen(&item.article, as_of));
    }
    articles
}

/// Leaves out every article that another of them revises: of each only the last version remains.
#[must_use]
pub fn last_versions(mut articles: Vec<Annotated>) -> Vec<Annotated> {
    let revised: BTreeSet<ArticleId> = articles.iter().filter_map(|item| item.article.revises.clone()).collect();
    articles.retain(|item| !revised.contains(&item.article.id));
    articles
}

/// The articles of these ids that are in the index, in their order.
pub(super) fn read(index: &Index, ids: impl IntoIterator<Item = ArticleId>) -> Result<Vec<Annotated>, AnnalsError> {
    let mut articles = Vec::new();
    for id in ids {
        articles.extend(index.get(&id)?);
    }
    Ok(articles)
}

#[cfg(test)]
mod tests {
    use super::{last_versions, seen_by, was_seen};
    use annals_model::{Annotated, Article, ArticleId, DateTime};
    use jiff::Timestamp;

    fn at(moment: &str) -> Timestamp {
        moment.parse().expect("a moment")
    }

    fn article(id: &str, first_seen: Option<&str>, published: Option<&str>, revises: Option<&str>) -> Annotated {
        let id_of = |id: &str| ArticleId(id.to_owned());
        let article = Article {
            id: id_of(id),
            first_seen: first_seen.map(at),
            published: published.and_then(DateTime::parse),
            revises: revises.map(id_of),
            ..Article::default()
        };
        Annotated { article, ..Annotated::default() }
    }

    #[test]
    fn seen_is_what_was_first_seen_by_then_or_published_when_that_is_not_known() {
        for (first_seen, published, as_of, seen) in [
            (Some("2025-03-01T12:00:00Z"), None, "2025-03-01T12:00:00Z", true),
            (Some("2025-03-01T12:00:00Z"), Some("2025-02-01"), "2025-03-01T11:59:59Z", false),
            (None, Some("2025-03-01T12:00:00+08:00"), "2025-03-01T04:00:00Z", true),
            (None, Some("2025-03-01T12:00:00+08:00"), "2025-03-01T03:59:59Z", false),
            (None, Some("2025-03-01"), "2025-03-02T12:00:00Z", true),
            (None, Some("2025-03-01"), "2025-03-02T11:59:59Z", false),
            (None, Some("2025-03-01T12:00:00"), "2025-03-02T00:00:00Z", true),
            (None, Some("2025-03-01T12:00:00"), "2025-03-01T23:59:59Z", false),
            (None, None, "2099-01-01T00:00:00Z", false),
        ] {
            let item = article("a", first_seen, published, None);
            assert_eq!(was_seen(&item.article, at(as_of)), seen, "{first_seen:?} {published:?} {as_of}");
        }
    }

    #[test]
    fn of_each_article_the_version_of_then_remains() {
        let all = || {
            vec![
                article("a1", Some("2025-03-01T00:00:00Z"), None, None),
                article("a2", Some("2025-03-02T00:00:00Z"), None, Some("a1")),
                article("b", Some("2025-03-02T00:00:00Z"), None, None),
                article("a3", Some("2025-03-03T00:00:00Z"), None, Some("a2")),
            ]
        };
        let ids = |as_of: Option<&str>| -> Vec<String> {
            let known = last_versions(seen_by(all(), as_of.map(at)));
            known.into_iter().map(|item| item.article.id.0).collect()
        };
        assert_eq!(ids(Some("2025-02-28T00:00:00Z")), [""; 0]);
        assert_eq!(ids(Some("2025-03-01T00:00:00Z")), ["a1"]);
        assert_eq!(ids(Some("2025-03-02T10:00:00Z")), ["a2", "b"]);
        assert_eq!(ids(None), ["b", "a3"]);
    }
}
