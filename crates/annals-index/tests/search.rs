//! A small index, filled by hand and searched in every way.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use annals_index::{Beside, Index, IndexError, SearchOptions, Sort};
use annals_model::{
    Access, Annotated, Annotations, Article, ArticleId, Currency, DateTime, Entity, EntityId, Figure, Hedge, Kind, Mention, Modality,
    Region, RegionKind, RuleName, Span, Unit,
};
use jiff::civil::date;
use rust_decimal::Decimal;
use tempfile::TempDir;

/// An article of headline, body and an advert; names in it are marked as mentions.
fn article(id: &str, published: &str, headline: &str, body: &str, names: &[(&str, Kind, &str, &str)]) -> Annotated {
    let advert = "Subscribe to our zebra letter today.";
    let text = format!("{headline}\n\n{body}\n\n{advert}");
    let ends = [headline.len() + 2, headline.len() + 2 + body.len() + 2, text.len()];
    let region = |start, end, kind| Region { span: Span::new(start, end), kind, reason: String::new() };
    let regions = vec![
        region(0, ends[0], RegionKind::Headline),
        region(ends[0], ends[1], RegionKind::Body),
        region(ends[1], ends[2], RegionKind::Promo),
    ];
    let mut annotations = Annotations { id: ArticleId(id.into()), ..Annotations::default() };
    for (surface, kind, entity, name) in names {
        for (start, found) in text.match_indices(surface) {
            let at = u32::try_from(annotations.mentions.len()).unwrap();
            annotations.mentions.push(Mention {
                span: Span::new(start, start + found.len()),
                kind: *kind,
                entity: Some(EntityId((*entity).into())),
                nominal: false,
                rule: RuleName::new("entity/test"),
                score: 1.0,
            });
            match annotations.entities.iter_mut().find(|known| known.id.as_str() == *entity) {
                Some(known) => known.mentions.push(at),
                None => annotations.entities.push(Entity {
                    id: EntityId((*entity).into()),
                    kind: *kind,
                    name: (*name).into(),
                    tickers: vec![],
                    parent: None,
                    mentions: vec![at],
                }),
            }
        }
    }
    let article = Article {
        id: ArticleId(id.into()),
        url: format!("https://outlet.example/{id}"),
        canonical: format!("https://outlet.example/{id}"),
        publisher: "Harbour Gazette".into(),
        headline: Some(headline.into()),
        published: DateTime::parse(published),
        lang: "en".into(),
        access: Access::Free,
        text,
        regions,
        ..Article::default()
    };
    Annotated { article, annotations }
}

fn figure(annotated: &mut Annotated, surface: &str, value: &str, unit: Unit) {
    let start = annotated.article.text.find(surface).unwrap();
    annotated.annotations.figures.push(Figure {
        span: Span::new(start, start + surface.len()),
        value: value.parse::<Decimal>().unwrap(),
        low: None,
        high: None,
        unit,
        unit_span: None,
        unit_name: "percent".into(),
        per: None,
        direction: None,
        hedge: Hedge::Exact,
        record: false,
        subject: None,
        subject_span: None,
        metric: None,
        period: None,
        from: None,
        to: None,
        origin: None,
        pair: None,
        carried: false,
        modality: Modality::Reported,
        rule: RuleName::new("figure/test"),
    });
}

fn sample() -> Vec<Annotated> {
    let mut mills = article(
        "a1",
        "2025-01-20T09:00:00+08:00",
        "Varn Mills raises dividend",
        "Varn Mills raised its dividend by 25% on Monday. The apple pie maker’s shares climbed.\n\nInvestors were buying. Bakers in Orlin cheered the deal.",
        &[("Varn Mills", Kind::Firm, "xx:varn-mills", "Varn Mills Holdings"), ("Orlin", Kind::Place, "place:orlin", "Orlin")],
    );
    figure(&mut mills, "25%", "25", Unit::Percent);
    let mut bank = article(
        "b2",
        "2025-02-28T23:30:00-05:00",
        "Orlin Bank cuts forecast",
        "Orlin Bank sees apples and a slice of pie at lower prices. Its analysts in the U.S. expect 24,000 points, and loans of HK$2 billion to Varn.",
        &[("Orlin Bank", Kind::Firm, "xx:orlin-bank", "Orlin Bank"), ("Varn", Kind::Firm, "xx:varn-mills", "Varn Mills Holdings")],
    );
    figure(&mut bank, "HK$2 billion", "2000000000", Unit::Money(Currency::new("HKD")));
    let quiet = article(
        "c3",
        "2024-12-31",
        "A quiet day",
        "Nothing rose and nothing fell. Pie and coffee were sold; the apple harvest came late.",
        &[],
    );
    let mut undated =
        article("d4", "", "Mills on the river", "The mills of Orlin stand on the river. Société Générale was not there.", &[]);
    undated.article.first_seen = Some("2025-03-01T12:00:00Z".parse().unwrap());
    undated.article.publisher = "Quay Wire".into();
    vec![mills, bank, quiet, undated]
}

fn filled() -> (TempDir, Index) {
    let dir = tempfile::tempdir().unwrap();
    let mut index = Index::open(dir.path()).unwrap();
    for annotated in sample() {
        index.add(&annotated, Beside { story: Some("s1"), ..Beside::default() }).unwrap();
    }
    index.commit().unwrap();
    (dir, index)
}

/// Ids found, sorted.
fn ids(index: &Index, query: &str) -> Vec<String> {
    let hits = index.search(query, &SearchOptions::default()).unwrap_or_else(|error| panic!("{query}: {error}"));
    let mut ids: Vec<String> = hits.hits.iter().map(|hit| hit.id.0.clone()).collect();
    assert_eq!(hits.total, ids.len(), "{query}");
    ids.sort();
    ids
}

#[test]
fn every_form_of_query_finds_what_it_says() {
    let (_dir, index) = filled();
    for (query, expected) in [
        ("raise", &["a1"][..]),
        ("=raise", &[]),
        ("=raised", &["a1"]),
        ("apple pie", &["a1", "b2", "c3"]),
        ("\"apple pie\"", &["a1"]),
        ("\"apple pie maker's\"", &["a1"]),
        ("\"pie apple\"~1", &[]),
        ("\"pie apple\"~2", &["a1"]),
        ("apple NEAR/1 pie", &["a1"]),
        ("apple NEAR/5 pie", &["a1", "b2"]),
        ("apple NEAR/6 pie", &["a1", "b2", "c3"]),
        ("apple PRE/5 pie", &["a1", "b2"]),
        ("pie PRE/6 apple", &["c3"]),
        ("(apple OR slice) NEAR/3 pie", &["a1", "b2"]),
        ("\"apple pie\" NEAR/3 shares", &["a1"]),
        ("appl* NEAR/1 pie", &["a1"]),
        ("appl*", &["a1", "b2", "c3"]),
        ("app?e", &["a1", "c3"]),
        ("*arvest", &["c3"]),
        ("harvst~1", &["c3"]),
        ("havrest~1", &["c3"]),
        ("nothing -fell", &[]),
        ("NOT apple", &["d4"]),
        ("-apple", &["d4"]),
        ("apple NOT harvest", &["a1", "b2"]),
        ("dividend OR forecast", &["a1", "b2"]),
        ("headline:mills", &["a1", "d4"]),
        ("headline:apple", &[]),
        ("headline:\"mills on the river\"", &["d4"]),
        ("lead:dividend", &["a1"]),
        ("lead:cheered", &["a1"]),
        ("zebra", &[]),
        ("societe", &["d4"]),
        ("\"SOCIÉTÉ générale\"", &["d4"]),
        ("24000", &["b2"]),
        ("U.S.", &["b2"]),
        ("SENT(dividend monday)", &["a1"]),
        ("SENT(dividend shares)", &[]),
        ("PARA(dividend shares)", &["a1"]),
        ("PARA(dividend buying)", &[]),
        ("ATLEAST/2(nothing)", &["c3"]),
        ("ATLEAST/3(nothing)", &[]),
        ("firm:\"Varn Mills\"", &["a1", "b2"]),
        ("firm:\"VARN MILLS HOLDINGS\"", &["a1", "b2"]),
        ("firm:xx:varn-mills", &["a1", "b2"]),
        ("firm:Orlin", &[]),
        ("place:Orlin", &["a1"]),
        ("entity:Orlin", &["a1"]),
        ("firm:\"Orlin Bank\" firm:Varn", &["b2"]),
        ("published:2025", &["a1", "b2"]),
        ("published:2025-02-28", &["b2"]),
        ("published:[2024-12 TO 2025-01]", &["a1", "c3"]),
        ("published:{2024-12 TO *]", &["a1", "b2"]),
        ("published:*", &["a1", "b2", "c3"]),
        ("NOT published:*", &["d4"]),
        ("first_seen:2025-03-01", &["d4"]),
        ("publisher:gazette", &["a1", "b2", "c3"]),
        ("publisher:\"quay wire\"", &["d4"]),
        ("access:free river", &["d4"]),
        ("figure:[20% TO 40%]", &["a1"]),
        ("figure:[26% TO *]%", &[]),
        ("money:[1e9 TO *]HKD", &["b2"]),
        ("money:[1e9 TO *]USD", &[]),
        ("id:c3", &["c3"]),
        ("url:\"https://outlet.example/a1\"", &["a1"]),
        ("story:s1 river", &["d4"]),
        ("*", &["a1", "b2", "c3", "d4"]),
        ("mills^3 OR bank", &["a1", "b2", "d4"]),
    ] {
        assert_eq!(ids(&index, query), expected, "{query}");
    }
}

/// The words of the matches of an article.
fn matched(index: &Index, query: &str, id: &str) -> Vec<String> {
    let hits = index.search(query, &SearchOptions::default()).unwrap();
    let text = index.get(&ArticleId(id.into())).unwrap().unwrap().article.text;
    let hit = hits.hits.iter().find(|hit| hit.id.as_str() == id).unwrap();
    for span in &hit.snippet_matches {
        assert!(!span.of(&hit.snippet).is_empty(), "{query}: {span:?} in {}", hit.snippet);
    }
    hit.matches.iter().map(|span| span.of(&text).to_owned()).collect()
}

#[test]
fn matches_are_what_really_matched() {
    let (_dir, index) = filled();
    for (query, id, expected) in [
        ("\"apple pie\"", "a1", &["apple pie"][..]),
        ("raise", "a1", &["raises", "raised"]),
        ("=raised", "a1", &["raised"]),
        ("apple NEAR/5 pie", "b2", &["apples", "pie"]),
        ("appl*", "b2", &["apples"]),
        ("nothing -zebra", "c3", &["Nothing", "nothing"]),
        ("headline:mills", "a1", &["Mills"]),
        ("mills \"Varn Mills\"", "a1", &["Varn Mills", "Varn Mills"]),
        ("firm:Varn", "b2", &["Varn"]),
        ("SENT(dividend monday)", "a1", &["dividend", "Monday"]),
        ("generale", "d4", &["Générale"]),
        ("published:2025", "a1", &[]),
    ] {
        assert_eq!(matched(&index, query, id), expected, "{query}");
    }
}

#[test]
fn snippets_show_the_matches_and_end_at_words() {
    let dir = tempfile::tempdir().unwrap();
    let mut index = Index::open(dir.path()).unwrap();
    let filler = "Traders in the port town spoke of little else for days on end. ".repeat(30);
    let body = format!("{filler}Then the kestrel factory burned down overnight. {filler}");
    index.add(&article("x", "2025-01-01", "Port news", &body, &[]), Beside::default()).unwrap();
    index.commit().unwrap();
    let hits = index.search("kestrel factory", &SearchOptions { snippet_length: 120, ..SearchOptions::default() }).unwrap();
    let hit = &hits.hits[0];
    assert!(hit.snippet.contains("kestrel factory burned") && hit.snippet.len() < 140, "{}", hit.snippet);
    assert!(hit.snippet.starts_with('…') && hit.snippet.ends_with('…'), "{}", hit.snippet);
    assert!(hit.snippet.trim_matches('…').split_whitespace().all(|word| body.contains(word)), "{}", hit.snippet);
    assert_eq!(hit.snippet_matches.iter().map(|span| span.of(&hit.snippet)).collect::<Vec<_>>(), ["kestrel", "factory"]);
    let none = index.search("kestrel", &SearchOptions { snippet_length: 0, ..SearchOptions::default() }).unwrap();
    assert!(none.hits[0].snippet.is_empty() && none.hits[0].matches.len() == 1);
}

#[test]
fn the_headline_weighs_more_and_ties_go_to_the_latest() {
    let dir = tempfile::tempdir().unwrap();
    let mut index = Index::open(dir.path()).unwrap();
    let same = "The kestrel was seen near the harbour wall again.";
    for (id, day) in [("p", "2025-01-01"), ("r", "2025-01-03"), ("q", "2025-01-03"), ("s", "2025-01-02")] {
        index.add(&article(id, day, "Bird notes", same, &[]), Beside::default()).unwrap();
        // Parts of the index must not show in the order.
        index.commit().unwrap();
    }
    index
        .add(&article("t", "2020-01-01", "Kestrel returns", "It was seen near the harbour wall again, they said.", &[]), Beside::default())
        .unwrap();
    index.commit().unwrap();
    let order =
        |options: SearchOptions| index.search("kestrel", &options).unwrap().hits.iter().map(|hit| hit.id.0.clone()).collect::<Vec<_>>();
    assert_eq!(order(SearchOptions::default()), ["t", "q", "r", "s", "p"]);
    assert_eq!(order(SearchOptions { limit: 2, ..SearchOptions::default() }), ["t", "q"]);
    assert_eq!(order(SearchOptions { limit: 2, offset: 2, ..SearchOptions::default() }), ["r", "s"]);
    assert_eq!(order(SearchOptions { sort: Sort::Date, ..SearchOptions::default() }), ["q", "r", "s", "p", "t"]);
    assert_eq!(order(SearchOptions { limit: 0, ..SearchOptions::default() }), Vec::<String>::new());
    assert_eq!(order(SearchOptions { limit: usize::MAX, offset: 4, ..SearchOptions::default() }), ["p"]);
    assert_eq!(index.count("kestrel", &SearchOptions::default()).unwrap(), 5);
}

#[test]
fn conditions_narrow_the_search() {
    let (_dir, index) = filled();
    let ids = |options: SearchOptions| {
        let mut ids: Vec<String> = index.search("*", &options).unwrap().hits.iter().map(|hit| hit.id.0.clone()).collect();
        ids.sort();
        ids
    };
    let options = SearchOptions::default;
    assert_eq!(ids(SearchOptions { from: Some(date(2025, 1, 1)), ..options() }), ["a1", "b2"]);
    assert_eq!(ids(SearchOptions { from: Some(date(2024, 12, 31)), to: Some(date(2025, 2, 28)), ..options() }), ["a1", "c3"]);
    assert_eq!(ids(SearchOptions { firms: vec!["Varn Mills".into(), "xx:orlin-bank".into()], ..options() }), ["b2"]);
    assert_eq!(ids(SearchOptions { as_of: Some("2025-03-01T12:00:00Z".parse().unwrap()), ..options() }), ["d4"]);
    assert!(ids(SearchOptions { as_of: Some("2025-03-01T11:59:59Z".parse().unwrap()), ..options() }).is_empty());
}

#[test]
fn articles_come_back_as_they_went_in() {
    let (_dir, index) = filled();
    for annotated in sample() {
        assert!(index.contains(&annotated.article.id).unwrap());
        let back = index.get(&annotated.article.id).unwrap().unwrap();
        assert_eq!(back.article.text, annotated.article.text);
        assert_eq!(back.article.regions, annotated.article.regions);
        assert_eq!(back.annotations.mentions, annotated.annotations.mentions);
        assert_eq!(back.annotations.figures.len(), annotated.annotations.figures.len());
    }
    assert_eq!(index.get(&ArticleId("nobody".into())).unwrap(), None);
}

#[test]
fn the_same_id_replaces_and_deletion_is_committed() {
    let (_dir, mut index) = filled();
    index.add(&article("a1", "2025-01-20", "Varn Mills falls silent", "Not a word.", &[]), Beside::default()).unwrap();
    assert_eq!(ids(&index, "dividend"), ["a1"], "nothing is seen before the commit");
    index.commit().unwrap();
    assert!(ids(&index, "dividend").is_empty());
    assert_eq!(ids(&index, "silent"), ["a1"]);
    assert_eq!(index.stats().unwrap().articles, 4);
    assert_eq!(index.delete("https://outlet.example/b2").unwrap(), 1);
    assert_eq!(index.delete("c3").unwrap(), 1);
    assert_eq!(index.delete("nobody").unwrap(), 0);
    index.commit().unwrap();
    assert_eq!(ids(&index, "*"), ["a1", "d4"]);
    assert!(index.entities_matching("Orlin Bank").unwrap().is_empty());
}

#[test]
fn the_catalogue_knows_articles_and_entities() {
    let (_dir, index) = filled();
    let texts = |ids: Vec<ArticleId>| ids.into_iter().map(|id| id.0).collect::<Vec<_>>();
    assert_eq!(texts(index.all_ids().unwrap()), ["c3", "a1", "b2", "d4"]);
    let varn = EntityId("xx:varn-mills".into());
    for name in ["Varn Mills", "varn mills holdings", "Varn", "xx:varn-mills"] {
        assert_eq!(index.entities_matching(name).unwrap(), std::slice::from_ref(&varn), "{name}");
    }
    assert!(index.entities_matching("Var").unwrap().is_empty());
    assert_eq!(texts(index.articles_about(&varn, None, None).unwrap()), ["a1", "b2"]);
    assert_eq!(texts(index.articles_about(&varn, Some(date(2025, 2, 1)), None).unwrap()), ["b2"]);
    assert_eq!(texts(index.articles_about(&varn, None, Some(date(2025, 2, 1))).unwrap()), ["a1"]);
    let stats = index.stats().unwrap();
    assert_eq!((stats.articles, stats.publishers, stats.entities, stats.undated), (4, 2, 3, 1));
    assert_eq!((stats.oldest, stats.newest), (Some(date(2024, 12, 31)), Some(date(2025, 2, 28))));
    assert_eq!(stats.text_bytes, sample().iter().map(|annotated| annotated.article.text.len() as u64).sum::<u64>());
    assert!(stats.index_bytes > 0);
}

#[test]
fn one_writes_and_many_read() {
    let (dir, mut index) = filled();
    index.add(&article("e5", "2025-04-01", "Fresh", "Fresh news.", &[]), Beside::default()).unwrap();
    let mut second = Index::open(dir.path()).unwrap();
    assert_eq!(ids(&second, "*").len(), 4);
    let refused = second.add(&sample()[0], Beside::default());
    assert!(matches!(refused, Err(IndexError::Locked { .. })), "{refused:?}");
    index.finish().unwrap();
    second.refresh().unwrap();
    assert_eq!(ids(&second, "fresh"), ["e5"]);
    second.add(&sample()[0], Beside::default()).unwrap();
    second.commit().unwrap();
}

#[test]
fn what_was_not_committed_is_gone_and_the_rest_is_whole() {
    let (dir, mut index) = filled();
    index.add(&article("e5", "2025-04-01", "Fresh", "Fresh news.", &[]), Beside::default()).unwrap();
    drop(index);
    let index = Index::open(dir.path()).unwrap();
    assert_eq!(ids(&index, "*"), ["a1", "b2", "c3", "d4"]);
}

#[test]
fn an_index_of_another_version_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    drop(Index::open(dir.path()).unwrap());
    let meta = dir.path().join("meta.json");
    let text = std::fs::read_to_string(&meta).unwrap();
    let other = text.replace(&format!("words_{}", annals_index::SCHEMA_VERSION), "words_0");
    assert_ne!(text, other);
    std::fs::write(&meta, other).unwrap();
    let error = Index::open(dir.path()).map(|_| ()).unwrap_err();
    assert!(matches!(error, IndexError::Version { .. }) && error.to_string().contains("run `annals index` to rebuild"), "{error}");
    assert!(error.to_string().contains(&dir.path().display().to_string()));
}

#[test]
fn a_query_that_cannot_be_honoured_is_an_error() {
    let (_dir, index) = filled();
    let error = index.search("apple AND (pie", &SearchOptions::default()).unwrap_err();
    assert_eq!(error.to_string(), "query, column 11: this bracket is never closed");
}

/// With `ANNALS_WRITE_SCHEMA` set it writes the checked-in form anew.
#[test]
fn the_schema_is_the_one_checked_in() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../index/schema.json");
    if std::env::var_os("ANNALS_WRITE_SCHEMA").is_some() {
        std::fs::write(path, annals_index::schema_json()).unwrap();
    }
    let checked_in = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(
        checked_in,
        annals_index::schema_json(),
        "the schema has changed: raise SCHEMA_VERSION and run this test with ANNALS_WRITE_SCHEMA=1"
    );
}
