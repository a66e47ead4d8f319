//! What a search gives beside its hits: orders, pages, groups, counts, and why a hit stands where it does.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use annals_index::{Beside, Clause, Collapse, Hits, Index, IndexError, Recency, SearchOptions, Sort};
use annals_model::{Access, Annotated, Annotations, Article, ArticleId, DateTime, Entity, EntityId, Kind, Mention, RuleName, Span};
use proptest::prelude::*;
use tempfile::TempDir;

/// An article; every word of it that begins with a capital X is the name of a firm.
fn article(id: &str, published: &str, seen: &str, text: &str) -> Annotated {
    let mut annotations = Annotations { id: ArticleId(id.into()), ..Annotations::default() };
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.starts_with('X')) {
        let start = text.find(word).unwrap();
        let mention = u32::try_from(annotations.mentions.len()).unwrap();
        let entity = EntityId(format!("xx:{}", word.to_lowercase()));
        annotations.mentions.push(Mention {
            span: Span::new(start, start + word.len()),
            kind: Kind::Firm,
            entity: Some(entity.clone()),
            nominal: false,
            rule: RuleName::new("entity/test"),
            score: 1.0,
        });
        annotations.entities.push(Entity {
            id: entity,
            kind: Kind::Firm,
            name: word.into(),
            tickers: vec![],
            parent: None,
            mentions: vec![mention],
        });
    }
    let article = Article {
        id: ArticleId(id.into()),
        url: format!("https://outlet.example/{id}"),
        publisher: if id < "c" { "Harbour Gazette" } else { "Quay Wire" }.into(),
        published: DateTime::parse(published),
        first_seen: seen.parse().ok(),
        lang: "en".into(),
        access: Access::Free,
        text: text.into(),
        ..Article::default()
    };
    Annotated { article, annotations }
}

fn filled() -> (TempDir, Index) {
    let folder = tempfile::tempdir().unwrap();
    let mut index = Index::open(folder.path()).unwrap();
    for (id, published, seen, text, story, wire) in [
        ("a", "2025-01-20", "2025-03-01T00:00:00Z", "The tariff on tin fell, said Xeno and Xyst.", Some("s1"), None),
        ("b", "2025-02-28", "2025-02-28T10:00:00Z", "The tariff on tin fell, said Xeno and Xyst.", Some("s1"), Some("a")),
        ("c", "2024-12-30", "", "A tariff, a tariff and a tariff on oil.", Some("s2"), None),
        ("d", "", "2025-04-01T00:00:00Z", "The tariff on tin fell, wrote Xeno.", None, Some("a")),
        ("e", "2025-02-28", "2025-03-02T00:00:00Z", "No word of a tariff on oil or gas from the port of Orlin today.", None, None),
    ] {
        index.add(&article(id, published, seen, text), Beside { story, wire, version: None }).unwrap();
        index.commit().unwrap();
    }
    (folder, index)
}

fn ids(hits: &Hits) -> Vec<&str> {
    hits.hits.iter().map(|hit| hit.id.as_str()).collect()
}

fn search(index: &Index, query: &str, options: SearchOptions) -> Hits {
    index.search(query, &options).unwrap_or_else(|error| panic!("{query}: {error}"))
}

#[test]
fn hits_come_in_the_order_asked_for() {
    let (_folder, index) = filled();
    let options = SearchOptions::default;
    for (sort, expected) in [
        (Sort::Date, ["b", "e", "a", "c", "d"]),
        (Sort::DateAscending, ["c", "a", "b", "e", "d"]),
        (Sort::FirstSeen, ["d", "e", "a", "b", "c"]),
    ] {
        assert_eq!(ids(&search(&index, "tariff", SearchOptions { sort, ..options() })), expected, "{sort:?}");
        assert_eq!(ids(&search(&index, "tariff", SearchOptions { sort, pages: true, ..options() })), expected, "{sort:?}");
    }
    let best = search(&index, "tariff", options());
    assert_eq!(ids(&best), ids(&search(&index, "tariff", SearchOptions { pages: true, ..options() })));
    assert_eq!(ids(&best)[0], "c");
}

#[test]
fn old_articles_count_less_when_asked() {
    let (_folder, index) = filled();
    let now = "2025-03-01T00:00:00Z".parse().unwrap();
    let recent =
        |half_life| search(&index, "tariff", SearchOptions { recency: Some(Recency { half_life, now }), ..SearchOptions::default() });
    assert_eq!(ids(&recent(100_000.0))[0], "c", "an age of weeks is nothing beside a half-life of centuries");
    let weeks = recent(7.0);
    assert!(["b", "e"].contains(&ids(&weeks)[0]), "{:?}", ids(&weeks));
    let plain = search(&index, "tariff", SearchOptions::default());
    let score = |hits: &Hits, id: &str| hits.hits.iter().find(|hit| hit.id.as_str() == id).unwrap().score;
    // Forty days before the moment told from.
    let forty = recent(40.0);
    let ratio = score(&forty, "a") / score(&plain, "a");
    assert!((ratio - 0.5).abs() < 0.01, "{ratio}");
    let date = SearchOptions { sort: Sort::Date, recency: Some(Recency { half_life: 7.0, now }), ..SearchOptions::default() };
    assert!(matches!(index.search("tariff", &date), Err(IndexError::Refused { option: "recency", .. })));
    let none = SearchOptions { recency: Some(Recency { half_life: 0.0, now }), ..SearchOptions::default() };
    assert!(matches!(index.search("tariff", &none), Err(IndexError::Refused { option: "recency", .. })));
}

/// Ids page by page, two hits a page; `between` is done once after the first page.
fn turned(index: &mut Index, options: &SearchOptions, mut between: impl FnMut(&mut Index)) -> Vec<String> {
    let mut found = Vec::new();
    let mut after = None;
    for page in 0..20 {
        let hits = index.search("tariff", &SearchOptions { limit: 2, pages: true, after: after.clone(), ..options.clone() }).unwrap();
        found.extend(hits.hits.iter().map(|hit| hit.id.0.clone()));
        match hits.next {
            None => return found,
            next => after = next,
        }
        if page == 0 {
            between(index);
        }
    }
    panic!("pages without end: {found:?}")
}

#[test]
fn pages_go_on_where_the_last_one_ended() {
    let (_folder, mut index) = filled();
    let now = "2025-03-01T00:00:00Z".parse().unwrap();
    let recency = Some(Recency { half_life: 30.0, now });
    for options in [
        SearchOptions::default(),
        SearchOptions { sort: Sort::Date, ..SearchOptions::default() },
        SearchOptions { sort: Sort::DateAscending, ..SearchOptions::default() },
        SearchOptions { sort: Sort::FirstSeen, ..SearchOptions::default() },
        SearchOptions { recency, ..SearchOptions::default() },
        SearchOptions { collapse: Some(Collapse::Story), ..SearchOptions::default() },
    ] {
        let whole = search(&index, "tariff", options.clone());
        assert_eq!(turned(&mut index, &options, |_| {}), ids(&whole), "{options:?}");
        assert_eq!(whole.next, None);
    }
}

#[test]
fn pages_stand_what_is_committed_in_between() {
    let (_folder, mut index) = filled();
    let options = SearchOptions { sort: Sort::Date, ..SearchOptions::default() };
    let found = turned(&mut index, &options, |index| {
        index.add(&article("f", "2025-06-01", "", "A newer tariff."), Beside::default()).unwrap();
        index.add(&article("g", "2025-01-01", "", "An older tariff."), Beside::default()).unwrap();
        index.delete("e").unwrap();
        index.commit().unwrap();
    });
    assert_eq!(found, ["b", "e", "a", "g", "c", "d"], "what is newer came too late, nothing comes twice, nothing is passed over");
}

#[test]
fn a_token_of_another_page_is_refused() {
    let (_folder, index) = filled();
    for (after, says) in [("date:1:2::x", "in the order `date`"), ("relevance:1", "no token"), ("", "in the order")] {
        let refused = index.search("tariff", &SearchOptions { after: Some(after.into()), ..SearchOptions::default() }).unwrap_err();
        assert!(refused.to_string().starts_with("after: ") && refused.to_string().contains(says), "{refused}");
    }
}

#[test]
fn one_hit_stands_for_its_group() {
    let (_folder, index) = filled();
    let collapsed = |collapse, sort| {
        let hits = search(&index, "tariff", SearchOptions { collapse: Some(collapse), sort, ..SearchOptions::default() });
        assert_eq!((hits.total, hits.groups), (5, Some(hits.hits.len())));
        assert_eq!(hits.hits.iter().map(|hit| hit.collapsed.unwrap() + 1).sum::<usize>(), 5, "every article is in one group");
        hits.hits.iter().map(|hit| (hit.id.0.clone(), hit.collapsed.unwrap())).collect::<Vec<_>>()
    };
    let rows = |rows: &[(&str, usize)]| rows.iter().map(|(id, more)| ((*id).to_owned(), *more)).collect::<Vec<_>>();
    assert_eq!(collapsed(Collapse::Duplicate, Sort::Date), rows(&[("b", 2), ("e", 0), ("c", 0)]));
    assert_eq!(collapsed(Collapse::Duplicate, Sort::DateAscending), rows(&[("c", 0), ("a", 2), ("e", 0)]));
    assert_eq!(collapsed(Collapse::Story, Sort::Date), rows(&[("b", 1), ("e", 0), ("c", 0), ("d", 0)]));
    assert_eq!(collapsed(Collapse::Story, Sort::Relevance).len(), 4);
}

#[test]
fn articles_with_the_same_words_are_one_text() {
    let (_folder, mut index) = filled();
    index.add(&article("w1", "2025-01-05", "", "Wool is dear, again."), Beside::default()).unwrap();
    index.add(&article("w2", "2025-01-06", "", "Wool is dear: again!"), Beside::default()).unwrap();
    index.add(&article("w3", "2025-01-07", "", "Wool is dear."), Beside::default()).unwrap();
    // The text of w1 stands in another part of the index.
    index.commit().unwrap();
    index.add(&article("w4", "2025-01-08", "", "Wool was dear."), Beside { wire: Some("w1"), ..Beside::default() }).unwrap();
    index.commit().unwrap();
    let options = SearchOptions { collapse: Some(Collapse::Duplicate), sort: Sort::Date, ..SearchOptions::default() };
    let hits = search(&index, "wool", options);
    let told: Vec<(&str, usize)> = hits.hits.iter().map(|hit| (hit.id.as_str(), hit.collapsed.unwrap())).collect();
    assert_eq!((told, hits.total), (vec![("w4", 2), ("w3", 0)], 4));
}

#[test]
fn facets_count_every_article_once_for_each_value() {
    let (_folder, index) = filled();
    let counts = |query: &str, names: &str, facet_limit| {
        let facets = names.split(',').map(|name| name.parse().unwrap()).collect();
        let hits = search(&index, query, SearchOptions { facets, facet_limit, limit: 1, ..SearchOptions::default() });
        let told = |facet: &annals_index::FacetCounts| {
            let values: Vec<String> = facet.values.iter().map(|value| format!("{}={}", value.value, value.count)).collect();
            format!("{} {} +{} -{}", facet.facet, values.join(" "), facet.other_values, facet.without)
        };
        hits.facets.iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(
        counts("tariff", "firm,publisher,month,person", 10),
        [
            "firm xx:xeno=3 xx:xyst=2 +0 -2",
            "publisher Quay Wire=3 Harbour Gazette=2 +0 -0",
            "month 2024-12=1 2025-01=1 2025-02=2 +0 -1",
            "person  +0 -5"
        ]
    );
    assert_eq!(counts("tin", "firm,year,story", 1), ["firm xx:xeno=3 +1 -0", "year 2025=2 +0 -1", "story s1=2 +0 -1"]);
    assert_eq!(counts("zebra", "firm,day", 1), ["firm  +0 -0", "day  +0 -0"]);
    assert_eq!(counts("published:2025-02", "week,quarter,lang,access", 9)[..2], ["week 2025-W09=2 +0 -0", "quarter 2025-Q1=2 +0 -0"]);
}

/// The clause's parts add up to it.
fn adds_up(clause: &Clause) {
    if !clause.parts.is_empty() && clause.holds {
        let sum: f32 = clause.parts.iter().filter(|part| part.holds).map(|part| part.score).sum();
        assert!((sum - clause.score).abs() < 1e-3, "{clause:?}");
    }
    clause.parts.iter().for_each(adds_up);
}

#[test]
fn a_score_is_explained_by_its_clauses() {
    let (_folder, index) = filled();
    for query in [
        "tariff",
        "tariff tin",
        "tin OR oil^3",
        "tariff AND (tin OR oil OR \"on oil\") AND published:2025",
        "tariff NOT gas",
        "firm:xeno tariff",
    ] {
        let hits = search(&index, query, SearchOptions { explain: true, ..SearchOptions::default() });
        assert!(!hits.hits.is_empty());
        for hit in &hits.hits {
            let clause = hit.explain.as_ref().unwrap();
            assert!(clause.holds && (clause.score - hit.score).abs() < 1e-3, "{query}: {clause:?} {}", hit.score);
            adds_up(clause);
        }
    }
    let hits = search(&index, "tin OR oil", SearchOptions { explain: true, ..SearchOptions::default() });
    let clause = hits.hits.iter().find(|hit| hit.id.as_str() == "c").and_then(|hit| hit.explain.clone()).unwrap();
    assert_eq!(clause.parts.iter().map(|part| (part.query.as_str(), part.holds)).collect::<Vec<_>>(), [("tin", false), ("oil", true)]);
}

#[test]
fn a_side_of_or_is_shown_where_it_holds_as_a_whole() {
    let (_folder, index) = filled();
    let shown = |query: &str, id: &str| {
        let hits = search(&index, query, SearchOptions::default());
        let hit = hits.hits.iter().find(|hit| hit.id.as_str() == id).unwrap();
        let text = index.get(&hit.id).unwrap().unwrap().article.text;
        hit.matches.iter().map(|span| span.of(&text).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(shown("(tariff published:2020) OR tin", "a"), ["tin"]);
    assert_eq!(shown("(tariff published:2025) OR tin", "a"), ["tariff", "tin"]);
    assert_eq!(shown("(tariff firm:xyst) OR (tin firm:xeno)", "d"), ["tin", "Xeno"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Page by page the hits are those of one long page, whatever ties there are.
    #[test]
    fn pages_together_are_the_whole(
        articles in prop::collection::vec((0_u8..4, prop::option::of(1_u8..5), 1_usize..4), 1..20),
        sort in prop::sample::select(vec![Sort::Relevance, Sort::Date, Sort::DateAscending, Sort::FirstSeen]),
        collapse in prop::option::of(prop::sample::select(vec![Collapse::Story, Collapse::Duplicate])),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut index = Index::open(folder.path()).unwrap();
        for (number, (group, day, times)) in articles.iter().enumerate() {
            let day = day.map_or_else(String::new, |day| format!("2025-03-0{day}"));
            let item = article(&format!("a{number:02}"), &day, &format!("{day}T00:00:00Z"), &"tariff ".repeat(*times));
            let group = format!("a{group:02}");
            let wire = Some(group.as_str()).filter(|wire| *wire != item.article.id.as_str());
            index.add(&item, Beside { story: Some(&group), wire, version: None }).unwrap();
            if number % 5 == 4 {
                index.commit().unwrap();
            }
        }
        index.commit().unwrap();
        let options = SearchOptions { sort, collapse, limit: 100, ..SearchOptions::default() };
        let whole = index.search("tariff", &options).unwrap();
        let whole = ids(&whole).into_iter().map(str::to_owned).collect::<Vec<_>>();
        prop_assert_eq!(turned(&mut index, &options, |_| {}), whole);
    }
}
