//! What is exported is what is stored, counted before; what is watched is what is new.

use crate::news::{article, corpus, index};
use annals_index::{Beside, Fresh, Index, IndexError};
use annals_model::{ArticleId, article_from_json};
use jiff::civil::date;

#[test]
fn rows_are_the_stored_articles_and_equal_the_count() {
    let (_dir, mut index) = index(2);
    let export = index.export("river", None, None).unwrap();
    let mut found = Vec::new();
    let given = export
        .lines(&mut |line| {
            found.push(article_from_json(line).unwrap());
            Ok::<_, IndexError>(())
        })
        .unwrap();
    assert_eq!((given, export.articles, found.len()), (5, 5, 5));
    for article in &found {
        assert!(
            corpus().iter().any(|item| item.article.text == article.text && item.article.published == article.published),
            "{}",
            article.id
        );
    }
    let bounded = index.export("river", Some(date(2025, 1, 1)), Some(date(2025, 2, 1))).unwrap();
    assert_eq!(bounded.articles, 2);
    let first = export.snapshot.clone();
    assert_eq!((first.articles, first.opstamp.is_some(), first.generation.len()), (6, true, 16));
    assert_eq!(bounded.snapshot, first);
    index.add(&article("f8", "2025-01-02", "More", "More of the river."), Beside::default()).unwrap();
    index.commit().unwrap();
    let later = index.export("river", None, None).unwrap();
    assert!(later.articles == 6 && later.snapshot.generation != first.generation && later.snapshot.opstamp > first.opstamp);
}

#[test]
fn a_state_that_was_counted_is_the_one_that_is_read() {
    let (dir, index) = index(2);
    let export = index.export("river", None, None).unwrap();
    let mut other = Index::open(dir.path()).unwrap();
    other.delete("a1").unwrap();
    other.finish().unwrap();
    assert_eq!(export.lines(&mut |_| Ok::<_, IndexError>(())).unwrap(), export.articles);
    let stale = index.export("river", None, None).unwrap();
    assert_eq!((stale.articles, stale.snapshot.opstamp), (5, None), "an old state does not take the number of a new one");
}

#[test]
fn a_watch_gives_the_latest_first_and_only_those_named() {
    let (_dir, index) = index(2);
    let fresh = |among: Option<&[ArticleId]>| {
        let mut found: Vec<Fresh> = Vec::new();
        let given = index
            .fresh("dividend", among, &mut |fresh| {
                found.push(fresh);
                Ok::<_, IndexError>(())
            })
            .unwrap();
        assert_eq!(given, found.len() as u64);
        found
    };
    let all = fresh(None);
    assert_eq!(all.iter().map(|fresh| fresh.id.as_str()).collect::<Vec<_>>(), ["b3", "a2", "a1", "c5", "d6"]);
    let text = index.get(&all[0].id).unwrap().unwrap().article.text;
    assert!(!all[0].matches.is_empty() && all[0].matches.iter().all(|span| span.of(&text).eq_ignore_ascii_case("dividend")));
    assert!(all[0].snippet.contains("dividend"));
    let some = fresh(Some(&[ArticleId("a1".into()), ArticleId("c4".into()), ArticleId("d6".into())]));
    assert_eq!(some.iter().map(|fresh| fresh.id.as_str()).collect::<Vec<_>>(), ["a1", "d6"]);
    assert!(fresh(Some(&[])).is_empty());
    assert!(index.check("(").is_err() && index.check("river").is_ok());
}
