//! The first hits are the same whether they are looked for alone or among all that match.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use annals_index::{Beside, Index, IndexError, SearchOptions, Sort};
use annals_model::{Annotated, Article, ArticleId, DateTime};

const WORDS: [&str; 7] = ["apple", "pear", "plum", "quince", "cherry", "damson", "medlar"];

/// Numbers that are the same in every run.
struct Made(u64);

impl Made {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// Few words, days and lengths, so that many articles are equal by score and date; every third has an id of its own form.
fn article(number: u64, made: &mut Made) -> Article {
    let id =
        if number.is_multiple_of(3) { format!("own-{number}") } else { format!("{:016x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15)) };
    let offset = ["Z", "+14:00", "-12:00", "+05:30"][made.below(4) as usize];
    let published = format!("2025-03-{:02}T{:02}:00:00{offset}", 1 + made.below(6), 12 * made.below(2));
    let length = [3, 3, 5, 9][made.below(4) as usize];
    // Rare words come late in the list.
    let text = (0..length).map(|_| WORDS[(made.below(7) * made.below(7) / 6) as usize % 7]).collect::<Vec<_>>().join(" ");
    let published = if made.below(8) == 0 { None } else { DateTime::parse(&published) };
    Article { id: ArticleId(id), text, published, ..Article::default() }
}

#[test]
fn the_first_hits_are_those_of_all() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = Index::open(folder.path()).unwrap();
    let (mut made, mut kept) = (Made(11), Vec::new());
    for batch in 0..3 {
        for number in 0..700 {
            let article = article(batch * 700 + number, &mut made);
            index.add(&Annotated { article: article.clone(), ..Annotated::default() }, Beside::default()).unwrap();
            kept.push(article);
        }
        index.commit().unwrap();
        for _ in 0..40 * batch {
            let gone = kept.swap_remove(made.below(kept.len() as u64) as usize);
            index.delete(gone.id.as_str()).unwrap();
        }
        index.commit().unwrap();
        check(&index, &kept);
    }
}

fn check(index: &Index, kept: &[Article]) {
    let queries = [
        "apple",
        "medlar",
        "apple AND medlar",
        "apple pear plum",
        "medlar OR damson",
        "apple OR pear OR medlar",
        "\"apple pear\"",
        "apple NEAR/3 plum",
        "apple NOT pear",
        "*",
        "pear published:[2025-03-02 TO 2025-03-04]",
        "apple pear published:2025-03-03",
        "published:[2025-03-05 TO *]",
        "published:2025-03-01 OR medlar",
    ];
    for query in queries {
        for sort in [Sort::Relevance, Sort::Date] {
            for limit in [1, 2, 10, 60, 5000] {
                let options = SearchOptions { limit, sort, offset: usize::from(limit == 10) * 7, ..SearchOptions::default() };
                let all = index.ids(query, &SearchOptions { pages: true, ..options.clone() }).unwrap();
                assert_eq!(index.ids(query, &options).unwrap(), all, "{query} {sort:?} {limit}");
            }
        }
        assert_eq!(index.count(query, &SearchOptions::default()).unwrap(), index.ids(query, &SearchOptions::default()).unwrap().0);
    }
    for (from, to) in [(1, 1), (2, 4), (3, 3), (1, 6), (6, 9)] {
        let of_day = |article: &&Article| article.published.is_some_and(|at| (from..=to).contains(&at.date.day()));
        let query = format!("published:[2025-03-{from:02} TO 2025-03-{to:02}]");
        assert_eq!(index.count(&query, &SearchOptions::default()).unwrap(), kept.iter().filter(of_day).count(), "{query}");
    }
}

#[test]
fn an_index_that_is_not_sorted_is_of_another_version() {
    let folder = tempfile::tempdir().unwrap();
    drop(Index::open(folder.path()).unwrap());
    let meta = folder.path().join("meta.json");
    let written: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&meta).unwrap()).unwrap();
    let mut unsorted = written.clone();
    unsorted["index_settings"].as_object_mut().unwrap().remove("sort_by_field").unwrap();
    std::fs::write(&meta, unsorted.to_string()).unwrap();
    assert!(matches!(Index::read(folder.path()), Err(IndexError::Version { .. })));
    std::fs::write(&meta, written.to_string()).unwrap();
    assert!(Index::read(folder.path()).is_ok());
}
