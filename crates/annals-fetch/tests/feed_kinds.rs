//! Reads every feed of `corpus/feeds` and compares title and entries with what is written beside it.

#![expect(clippy::print_stdout, reason = "the score by kind is what this test is read for")]

use annals_fetch::{Feed, FeedEntry, parse_feed};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/feeds")
}

/// Each feed with what is expected of it: kind, name, bytes, expectation.
fn cases() -> Vec<(String, String, Vec<u8>, Value)> {
    let mut cases = Vec::new();
    for folder in std::fs::read_dir(corpus()).expect("the corpus").map(|entry| entry.expect("a folder").path()) {
        let kind = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let files: Vec<PathBuf> = std::fs::read_dir(&folder).expect("a kind").map(|entry| entry.expect("a file").path()).collect();
        for path in &files {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let Some(stem) = name.strip_suffix(".json") else { continue };
            let expected = serde_json::from_slice(&std::fs::read(path).expect("readable")).expect("JSON");
            let feed = files
                .iter()
                .find(|file| *file != path && file.file_name().is_some_and(|n| n.to_string_lossy().starts_with(&format!("{stem}."))));
            let bytes = std::fs::read(feed.unwrap_or_else(|| panic!("no feed beside {}", path.display()))).expect("readable");
            cases.push((kind.clone(), stem.to_owned(), bytes, expected));
        }
    }
    cases.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    cases
}

static FEEDS: LazyLock<Vec<Vec<u8>>> =
    LazyLock::new(|| cases().into_iter().map(|(_, _, bytes, _)| bytes).filter(|bytes| bytes.len() < 30_000).collect());

fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name).and_then(Value::as_str).map(str::to_owned)
}

/// What is wrong with a feed as read, a line each.
fn faults(bytes: &[u8], expected: &Value) -> Vec<String> {
    let read = parse_feed(bytes, text(expected, "base").as_deref());
    let refused = expected.get("error").is_some();
    let feed: Feed = match (read, refused) {
        (Err(_), true) => return Vec::new(),
        (Ok(feed), true) => return vec![format!("was read with {} entries", feed.entries.len())],
        (Err(error), false) => return vec![error.to_string()],
        (Ok(feed), false) => feed,
    };
    let mut faults = Vec::new();
    let mut compare = |what: String, found: Option<String>, wanted: Option<String>| {
        if found != wanted {
            faults.push(format!("{what}: {found:.90?} for {wanted:.90?}"));
        }
    };
    compare("title".to_owned(), feed.title, text(expected, "title"));
    let entries = expected.get("entries").and_then(Value::as_array).expect("a list of entries");
    compare("entries".to_owned(), Some(feed.entries.len().to_string()), Some(entries.len().to_string()));
    for (place, (entry, wanted)) in feed.entries.iter().zip(entries).enumerate() {
        let FeedEntry { id, url, title, published, .. } = entry.clone();
        compare(format!("{place} id"), Some(id), text(wanted, "id"));
        compare(format!("{place} url"), url, text(wanted, "url"));
        compare(format!("{place} title"), title, text(wanted, "title"));
        compare(format!("{place} published"), published.map(|date| date.to_string()), text(wanted, "published"));
    }
    faults
}

#[test]
fn feeds_of_every_kind_are_read_right() {
    let cases = cases();
    assert!(cases.len() >= 120, "{} feeds", cases.len());
    let mut table: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (kind, name, bytes, expected) in &cases {
        let faults = faults(bytes, expected);
        let row = table.entry(kind).or_default();
        row.0 += 1;
        row.1 += usize::from(faults.is_empty());
        if !faults.is_empty() {
            wrong.push(format!("{kind}/{name}: {}", faults.join("; ")));
        }
    }
    for (kind, (all, right)) in &table {
        println!("{kind:12} {right:3} of {all:3}");
    }
    let right = cases.len() - wrong.len();
    println!("{right} of {} feeds right", cases.len());
    for line in &wrong {
        println!("wrong: {line}");
    }
    assert!(right * 100 >= cases.len() * 98, "{right} of {} feeds are right; wrong:\n{}", cases.len(), wrong.join("\n"));
}

/// One kind of damage: a piece cut out, a byte changed, a piece doubled, the end lost, another feed's piece put in.
fn damaged(bytes: &[u8], other: &[u8], sort: u8, at: usize, length: usize, byte: u8) -> Vec<u8> {
    let at = at % (bytes.len() + 1);
    let end = (at + length).min(bytes.len());
    let (before, piece, after) = (&bytes[..at], &bytes[at..end], &bytes[end..]);
    match sort {
        0 => [before, after].concat(),
        1 => [before, &[byte], after].concat(),
        2 => [before, piece, piece, after].concat(),
        3 => before.to_vec(),
        _ => [before, &other[at.min(other.len())..end.min(other.len())], after].concat(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn damaged_feeds_are_survived(feed in any::<prop::sample::Index>(), other in any::<prop::sample::Index>(), damages in prop::collection::vec((0..5_u8, any::<usize>(), 0..60_usize, any::<u8>()), 1..6)) {
        let mut bytes = FEEDS[feed.index(FEEDS.len())].clone();
        for (sort, at, length, byte) in damages {
            bytes = damaged(&bytes, &FEEDS[other.index(FEEDS.len())], sort, at, length, byte);
        }
        if let Ok(feed) = parse_feed(&bytes, Some("https://q.example/feed")) {
            for entry in feed.entries {
                prop_assert!(entry.url.is_none_or(|url| !url.trim().is_empty()));
                prop_assert!(entry.title.is_none_or(|title| !title.contains(char::is_control) && !title.trim().is_empty()));
            }
        }
    }
}
