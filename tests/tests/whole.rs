//! From the network to search, in one go: a configured feed is fetched, read, told and found.

use annals::config::{Config, FetchConfig, MetricsConfig, ServeConfig, Source};
use annals::jobs::{self, Engine, Listener, Summary, TimelineQuery};
use annals_index::SearchOptions;
use annals_tests::server::{Answer, Server};
use std::path::Path;

const FEED: &str = "/harbourpost.example/feed.xml";
const PAGES: [&str; 2] = ["/eastquay.example/news/20250226-stocks-jump.html", "/tickerlane.example/story/2025/03/byd-rings-the-till.html"];

fn config(server: &Server, store: &Path) -> Config {
    Config {
        store: store.to_owned(),
        fetch: FetchConfig { floor_seconds: 0.001, allow_private: true.into(), ..FetchConfig::default() },
        serve: ServeConfig::default(),
        metrics: MetricsConfig::default(),
        sources: vec![
            Source { feed: Some(server.url(FEED)), ..Source::default() },
            Source { pages: PAGES.iter().map(|page| server.url(page)).collect(), ..Source::default() },
        ],
    }
}

fn run(config: &Config, engine: &Engine) -> Summary {
    let now = "2025-05-01T00:00:00Z".parse().expect("a time");
    let listener = Listener { reject: &|rejection| panic!("{rejection}"), step: &|| {}, stop: &|| false };
    jobs::run(config, engine, now, &listener).expect("runs")
}

#[test]
fn what_is_fetched_is_read_told_and_found() {
    let server = Server::start().expect("a server");
    server.answer("/robots.txt", Answer::new("404 Not Found", &[], b""));
    let folder = tempfile::tempdir().expect("a folder");
    let (config, engine) = (config(&server, folder.path()), Engine::new());
    let first = run(&config, &engine);
    assert_eq!((first.articles, first.indexed), (4, 4), "{first:?}");
    assert!(first.fetched >= 5, "{first:?}");
    assert!(first.found.iter().all(|found| *found > 10), "{first:?}");

    let index = jobs::open_index(folder.path()).expect("an index");
    let hits = index.search("firm:BYD", &SearchOptions::default()).expect("a query").hits;
    assert!(hits.iter().any(|hit| hit.url.contains("byd-rings-the-till")), "{hits:?}");
    assert!(hits.iter().all(|hit| hit.published.is_some()), "{hits:?}");

    let query = TimelineQuery { entities: vec!["BYD".to_owned()], ..TimelineQuery::default() };
    let listener = Listener { reject: &|_| {}, step: &|| {}, stop: &|| false };
    let open = || jobs::open_index(folder.path());
    let timeline = jobs::timeline(&engine, &[], annals::input::Given::default(), &query, &open, &listener).expect("a timeline");
    assert!(!timeline.events.is_empty());
    for event in &timeline.events {
        let evidence = event.line.evidence.first().expect("a receipt");
        let article = index.get(&evidence.article).expect("read").expect("known").article;
        assert_eq!(evidence.span.of(&article.text), event.line.text);
    }
    drop(index);

    // The second run asks whether anything changed, and works on nothing.
    let before = server.requests().len();
    let second = run(&config, &engine);
    assert_eq!((second.articles, second.stories.0), (0, 0), "{second:?}");
    assert!(server.requests().len() > before);
}
