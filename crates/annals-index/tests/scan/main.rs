//! Queries at random over made-up articles: what the index finds and shows is what a plain reading of every article finds.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps")]

mod made_up;
mod reading;

use annals_index::{Beside, Index, SearchOptions};
use made_up::Made;
use proptest::prelude::*;
use reading::Asked;
use std::collections::BTreeMap;

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn the_index_finds_and_shows_what_is_there(
        articles in prop::collection::vec(made_up::article(), 1..9),
        queries in prop::collection::vec(reading::asked(), 40),
    ) {
        compare(&articles, &queries)?;
    }
}

fn compare(articles: &[Made], queries: &[Asked]) -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().unwrap();
    let mut index = Index::open(folder.path()).unwrap();
    let read: Vec<_> = articles.iter().enumerate().map(|(number, made)| made.written(&format!("a{number}"))).collect();
    for (number, (annotated, _)) in read.iter().enumerate() {
        index.add(annotated, Beside::default()).unwrap();
        if number % 3 == 2 {
            index.commit().unwrap();
        }
    }
    index.commit().unwrap();
    for asked in queries {
        let query = asked.query();
        let found = index.search(&query, &SearchOptions { limit: 100, ..SearchOptions::default() });
        let hits = found.map_err(|error| TestCaseError::fail(format!("{query}: {error}")))?;
        let spans = |hit: &annals_index::Hit| hit.matches.iter().map(|span| (span.start as usize, span.end as usize)).collect::<Vec<_>>();
        let given: BTreeMap<String, Vec<(usize, usize)>> = hits.hits.iter().map(|hit| (hit.id.0.clone(), spans(hit))).collect();
        let there: BTreeMap<String, Vec<(usize, usize)>> = read
            .iter()
            .filter(|(_, text)| asked.holds(text))
            .map(|(article, text)| (article.article.id.0.clone(), asked.shown(text)))
            .collect();
        if given != there {
            let texts: Vec<&str> = read.iter().map(|(item, _)| item.article.text.as_str()).collect();
            return Err(TestCaseError::fail(format!("{query}\nindex   {given:?}\nreading {there:?}\n{texts:#?}")));
        }
        prop_assert_eq!(hits.total, there.len(), "{}", query);
        prop_assert_eq!(index.count(&query, &SearchOptions::default()).unwrap(), there.len(), "{}", query);
        // The best are the same when no more are asked for, which passes over all that cannot come in.
        let few = index.search(&query, &SearchOptions { limit: 2, ..SearchOptions::default() }).unwrap();
        let best = |hits: &annals_index::Hits| hits.hits.iter().take(2).map(|hit| (hit.id.0.clone(), hit.score)).collect::<Vec<_>>();
        prop_assert_eq!(best(&few), best(&hits), "{}", query);
        prop_assert_eq!(few.total, there.len(), "{}", query);
        // The same tree, written out by the reader of queries, asks for the same.
        let again = annals_index::parse(&query).unwrap().to_string();
        prop_assert_eq!(index.count(&again, &SearchOptions::default()).unwrap(), there.len(), "{} as {}", query, again);
    }
    Ok(())
}
