//! The relevance cases of `index/queries.toml` over the sample corpus, read as `annals run` reads it.

use annals::config::{Config, FetchConfig, MetricsConfig, ServeConfig, Source};
use annals::jobs::{self, Engine, Listener};
use annals_index::SearchOptions;
use annals_tests::house::{root, text};

#[test]
fn queries_find_what_they_should_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let sample = root().join("corpus/sample");
    let archive = Source { warc: Some(sample.join("eastquay-april.warc.gz").display().to_string()), ..Source::default() };
    let pages = Source { files: Some(sample), ..Source::default() };
    let config = Config {
        store: folder.path().to_owned(),
        fetch: FetchConfig::default(),
        serve: ServeConfig::default(),
        metrics: MetricsConfig::default(),
        sources: vec![pages, archive],
    };
    let listener = Listener { reject: &|rejection| panic!("{rejection}"), step: &|| {}, stop: &|| false };
    let now = "2025-05-01T00:00:00Z".parse().expect("a time");
    jobs::run(&config, &Engine::new(), now, &listener).expect("runs");
    let index = jobs::open_index(folder.path()).expect("an index");
    let file: toml::Table = text(&root().join("index/queries.toml")).parse().expect("TOML");
    let cases = file.get("query").and_then(toml::Value::as_array).expect("cases");
    assert!(cases.len() >= 10);
    let mut wrong = Vec::new();
    for case in cases {
        let word = |name: &str| case.get(name).and_then(toml::Value::as_str);
        let (query, first) = (word("q").expect("q"), word("first").expect("first"));
        let hits = index.search(query, &SearchOptions::default()).expect("a query").hits;
        let only = case.get("only").and_then(toml::Value::as_bool).unwrap_or(false);
        let found: Vec<&str> = hits.iter().map(|hit| hit.url.as_str()).collect();
        if found.first() != Some(&first) || (only && found.len() != 1) {
            wrong.push(format!("{query}: {found:?}, wanted {first} first{}", if only { " and alone" } else { "" }));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
