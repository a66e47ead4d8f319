//! A timeline as of a moment is that of an archive that ends there, byte for byte.

use annals::input::Given;
use annals::jobs::{Engine, Listener, StoryOptions, TimelineQuery, stories_of_files, timeline};
use annals_index::{Beside, Index};
use annals_model::{Annotated, article_from_json};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::path::Path;

/// When each article was first seen, and a moment before all.
const MOMENTS: [&str; 7] = [
    "2025-03-01T00:00:00Z",
    "2025-03-03T09:00:00Z",
    "2025-03-04T09:00:00Z",
    "2025-03-04T18:00:00Z",
    "2025-03-05T08:00:00Z",
    "2025-03-05T08:00:01Z",
    "2025-03-07T12:00:00Z",
];

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

/// Articles of a small world: a report, its revision, a copy, later ones that give a firm a shorter name and tell of the
/// same days again.
fn world() -> Vec<Value> {
    let article = |id: &str, seen: usize, published: &str, revises: Option<&str>, text: &str| {
        json!({
            "id": id, "url": format!("https://{}.example/{}", if id == "copy" { "quay" } else { "post" }, id.trim_end_matches("-v2")),
            "published": published, "first_seen": MOMENTS[seen], "revises": revises, "text": text,
        })
    };
    vec![
        article(
            "fire",
            1,
            "2025-03-03",
            None,
            "Fire halts plant\n\nKestrel Bank Ltd. closed its office in London on Monday after a fire. The bank had reopened the office on February 10. \
             Kestrel Bank Ltd. lost 4.25 million pounds on Monday.",
        ),
        article(
            "copy",
            2,
            "2025-03-04",
            None,
            "Kestrel Bank Ltd. closed its office in London on Monday after a fire. Insurers of Kestrel Bank Ltd. said on Tuesday that they would pay.",
        ),
        article(
            "fire-v2",
            3,
            "2025-03-04",
            Some("fire"),
            "Fire halts plant\n\nKestrel Bank Ltd. closed its office in London on Monday after a fire. The office reopened on Tuesday. \
             Kestrel Bank Ltd. lost 5.75 million pounds on Monday.",
        ),
        article(
            "later",
            4,
            "2025-03-05",
            None,
            "Kestrel Bank Ltd., known as Kestrel, opened a second office in the city on Wednesday. The shares of Kestrel rose 3.5% on Tuesday, and those of Tesla fell by 2.25% on Tuesday.",
        ),
        article(
            "last",
            6,
            "2025-03-07",
            None,
            "Kestrel Bank Ltd. closed its office in London on March 3, it said on Friday. Tesla rose 4.75% on Friday.",
        ),
    ]
}

fn cut(as_of: Timestamp) -> Vec<Value> {
    world().into_iter().filter(|line| line["first_seen"].as_str().is_some_and(|seen| moment(seen) <= as_of)).collect()
}

fn write(folder: &Path, name: &str, lines: &[Value]) -> String {
    let path = folder.join(name);
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    std::fs::write(&path, text).expect("written");
    path.to_string_lossy().into_owned()
}

fn index(engine: &Engine, folder: &Path, lines: &[Value]) {
    let mut index = Index::open(folder).expect("an index");
    for line in lines {
        let mut article = article_from_json(&line.to_string()).expect("an article");
        annals_clean::mark_regions(&mut article);
        let item = engine.annotated(Annotated { article, ..Annotated::default() });
        index.add(&item, Beside::default()).expect("added");
    }
    index.commit().expect("committed");
}

/// Every form of a timeline, one after the other.
fn printed(engine: &Engine, files: &[String], query: &TimelineQuery, folder: &Path) -> String {
    let listener = Listener { reject: &|rejected| panic!("{rejected}"), step: &|| {}, stop: &|| false };
    let told = timeline(engine, files, Given::default(), query, &|| Ok(Index::read(folder)?), &listener).expect("a timeline");
    let json = serde_json::to_string(&told).expect("JSON");
    [json, annals_story::timeline_markdown(&told), annals_story::timeline_csv(&told), annals_story::timeline_html(&told)].concat()
}

#[test]
fn what_is_seen_later_changes_nothing_of_what_was_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = Engine::new();
    let at = |name: String| folder.path().join(name);
    let all = write(folder.path(), "all.jsonl", &world());
    index(&engine, &at("all".to_owned()), &world());
    let mut different = std::collections::BTreeSet::new();
    for (n, as_of) in MOMENTS.into_iter().map(moment).enumerate() {
        let lines = cut(as_of);
        let part = write(folder.path(), &format!("cut-{n}.jsonl"), &lines);
        index(&engine, &at(format!("cut-{n}")), &lines);
        for (entities, dates) in [
            (vec![], None),
            (vec!["Kestrel Bank Ltd."], None),
            (vec!["Kestrel"], None),
            (vec!["Tesla", "Kestrel"], None),
            (vec![], Some(2)),
        ] {
            let entities: Vec<String> = entities.into_iter().map(str::to_owned).collect();
            let query = TimelineQuery { entities, dates, sentences: dates, ..TimelineQuery::default() };
            let then = TimelineQuery { as_of: Some(as_of), ..query.clone() };
            let files = printed(&engine, std::slice::from_ref(&all), &then, &at("all".to_owned()));
            if !lines.is_empty() {
                let expected = printed(&engine, std::slice::from_ref(&part), &query, &at("all".to_owned()));
                assert_eq!(files, expected, "files as of {as_of}, {query:?}");
            }
            let store = printed(&engine, &[], &then, &at("all".to_owned()));
            assert_eq!(store, printed(&engine, &[], &query, &at(format!("cut-{n}"))), "the store as of {as_of}, {query:?}");
            if query.entities.is_empty() && dates.is_none() {
                different.insert(files);
            }
        }
        let words = TimelineQuery { query: Some("office".to_owned()), ..TimelineQuery::default() };
        let then = TimelineQuery { as_of: Some(as_of), ..words.clone() };
        let store = printed(&engine, &[], &then, &at("all".to_owned()));
        assert_eq!(store, printed(&engine, &[], &words, &at(format!("cut-{n}"))), "a query as of {as_of}");
    }
    assert_eq!(different.len(), 6, "there is something to tell apart");
    // Of a revised article the version of then is told, and it alone.
    let figures = |as_of: &str| {
        let query = TimelineQuery { as_of: Some(moment(as_of)), ..TimelineQuery::default() };
        let told = printed(&engine, std::slice::from_ref(&all), &query, folder.path());
        (told.contains("4.25 million"), told.contains("5.75 million"))
    };
    assert_eq!((figures(MOMENTS[2]), figures(MOMENTS[3])), ((true, false), (false, true)));
}

#[test]
fn stories_as_of_a_moment_are_those_of_the_articles_seen_by_then() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = Engine::new();
    let all = write(folder.path(), "all.jsonl", &world());
    let listener = Listener { reject: &|rejected| panic!("{rejected}"), step: &|| {}, stop: &|| false };
    let told = |file: &String, as_of: Option<Timestamp>| {
        let mut out = Vec::new();
        stories_of_files(&engine, std::slice::from_ref(file), StoryOptions { as_of, ..StoryOptions::default() }, &mut out, &listener)
            .expect("stories");
        String::from_utf8(out).expect("UTF-8")
    };
    for as_of in MOMENTS.into_iter().skip(1).map(moment) {
        let part = write(folder.path(), "cut.jsonl", &cut(as_of));
        assert_eq!(told(&all, Some(as_of)), told(&part, None), "as of {as_of}");
    }
}

#[test]
fn a_timeline_may_be_that_of_one_story() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = Engine::new();
    let all = write(folder.path(), "all.jsonl", &world());
    let of = |id: &str| TimelineQuery { story: Some(id.to_owned()), ..TimelineQuery::default() };
    let listener = Listener { reject: &|_| {}, step: &|| {}, stop: &|| false };
    let ask = |query: &TimelineQuery, files: &[String]| {
        timeline(&engine, files, Given::default(), query, &|| Ok(Index::read(folder.path())?), &listener)
    };
    let told = ask(&of("copy"), std::slice::from_ref(&all)).expect("a timeline");
    assert!(told.sources.iter().any(|source| source.id.as_str() == "copy"), "{:?}", told.sources);
    assert!(ask(&of("nobody"), std::slice::from_ref(&all)).is_err());
    let query = TimelineQuery { query: Some("office".to_owned()), ..TimelineQuery::default() };
    assert!(ask(&query, &[all]).is_err(), "a query of files is refused, not passed over");
}
