//! Brief and ledgers, as a user types them.

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

fn annals(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_annals")).args(arguments).current_dir(folder).output().expect("annals runs")
}

/// Runs it, sees that it ends so, and gives what it said.
fn said(folder: &Path, arguments: &[&str], code: i32) -> String {
    let output = annals(folder, arguments);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn json(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

#[test]
fn the_archive_is_put_on_record() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    said(folder, &["init", "."], 0);
    said(folder, &["run", "--now", "2025-05-01T00:00:00Z"], 0);
    brief(folder);
    synthesis(folder);
    let quotes = ledger(folder, "quotes", "Ravi Thirukumar");
    assert!(quotes.iter().all(|row| row["speaker"] == "nil:person:ravi-thirukumar" && row["name"] == "Ravi Thirukumar"));
    // What his firm's people said holds what he said where his employer is named.
    let of_firm = ledger(folder, "quotes", "Pellworth Asset Management");
    assert!(of_firm.iter().any(|row| row["speaker"] == "nil:person:ravi-thirukumar" && row["entity"] != row["speaker"]));
    let figures = ledger(folder, "figures", "index:HSI");
    let series: Vec<(String, String)> = figures.iter().map(|row| (row["metric"].to_string(), row["unit"].to_string())).collect();
    let different: BTreeSet<_> = series.iter().collect();
    let turns = series.windows(2).filter(|two| two[0] != two[1]).count();
    assert_eq!(turns + 1, different.len(), "each series stands together");
    for row in &figures {
        let (surface, text) = (row["surface"].as_str().unwrap_or("?"), row["line"]["text"].as_str().unwrap_or_default());
        assert!(text.contains(surface), "{surface} in {text}");
    }
    said(folder, &["ledger", "quotes", "--entity", "index:HSI"], 1);
    for refused in [&["ledger", "quotes", "--entity", "Zyzzyva Holdings"][..], &["ledger", "quotes"], &["brief", "--date", "2025-02-30"]] {
        let output = annals(folder, refused);
        assert_eq!(output.status.code(), Some(2), "{refused:?}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty());
    }
    for command in ["brief", "ledger"] {
        assert!(said(folder, &[command, "--help"], 0).contains("Examples:"), "{command}");
    }
}

fn brief(folder: &Path) {
    let whole = said(folder, &["brief", "--date", "2025-04-07", "--format", "json"], 0);
    std::fs::write(folder.join("brief.json"), &whole).expect("written");
    said(folder, &["verify", "brief.json"], 0);
    let brief = &json(&whole)[0];
    let stories = list(brief, "stories");
    assert!(!stories.is_empty());
    let sources: Vec<&Value> = stories.iter().flat_map(|story| list(story, "sources")).collect();
    assert!(sources.iter().all(|source| source["published"].as_str().is_some_and(|day| day.starts_with("2025-04-07"))));
    let found = &json(&said(folder, &["search", "*", "--from", "2025-04-07", "--to", "2025-04-08", "--json", "--limit", "1"], 0))[0];
    assert_eq!(found["total"].as_u64(), Some(sources.len() as u64), "every article of the day stands in one story");
    for (story, rank) in stories.iter().zip(1..) {
        assert_eq!(story["rank"].as_u64(), Some(rank));
        assert!(story["outlets"].as_u64() <= story["articles"].as_u64());
    }
    let weights: Vec<f64> = stories.iter().filter_map(|story| story["weight"].as_f64()).collect();
    assert!(weights.is_sorted_by(|a, b| a >= b) && weights.len() == stories.len());
    let shown = said(folder, &["brief", "--date", "2025-04-07", "--limit", "1"], 0);
    let headline = stories[0]["headline"].as_str().expect("a headline");
    assert!(shown.starts_with("# 7 April 2025\n\n## 1. ") && shown.contains(headline) && !shown.contains("## 2."));
    // The last day of the sample, when none is named.
    let last = &json(&said(folder, &["brief", "--format", "json"], 0))[0];
    let latest = &json(&said(folder, &["search", "*", "--sort", "date", "--json", "--limit", "1"], 0))[0];
    assert!(latest["hits"][0]["published"].as_str().zip(last["date"].as_str()).is_some_and(|(published, day)| published.starts_with(day)));
    said(folder, &["brief", "--date", "1999-01-01"], 1);
    said(folder, &["brief", "--date", "2025-04-07", "--as-of", "2000-01-01T00:00:00Z"], 1);
}

/// What a later day is said to have added, no article of an earlier day says.
fn synthesis(folder: &Path) {
    let stories = json(&said(folder, &["story"], 0));
    let mut days_told = 0;
    for story in stories.iter().filter(|story| list(story, "articles").len() > 1) {
        let ids: Vec<&str> = list(story, "articles").iter().filter_map(Value::as_str).collect();
        let told = &json(&said(folder, &[&["digest", "--format", "json"], ids.as_slice()].concat(), 0))[0];
        let sections = list(told, "sections");
        assert!(sections.len() != 1, "one turn is no story of several days");
        let day_of = |id: &Value| {
            let source = list(told, "sources").iter().find(|source| source["id"] == *id).expect("a source");
            source["published"].as_str().map(|published| published.get(..10).unwrap_or(published).to_owned())
        };
        for section in sections {
            days_told += 1;
            let day = section["day"].as_str().map(str::to_owned);
            for line in list(section, "lines") {
                let days: Vec<_> = list(line, "evidence").iter().map(|receipt| day_of(&receipt["article"])).collect();
                assert!(days.iter().all(|other| *other >= day), "said before {day:?}: {line}");
            }
        }
    }
    assert!(days_told > 4, "the sample has stories of several days");
}

/// A ledger's rows, proved; as a table it has as many.
fn ledger(folder: &Path, which: &str, entity: &str) -> Vec<Value> {
    let whole = said(folder, &["ledger", which, "--entity", entity, "--format", "json"], 0);
    std::fs::write(folder.join("ledger.json"), &whole).expect("written");
    said(folder, &["verify", "ledger.json"], 0);
    let rows = json(&whole);
    let table = said(folder, &["ledger", which, "--entity", entity], 0);
    assert!(table.starts_with("entity,") && table.matches("\r\n").count() == rows.len() + 1);
    assert!(rows.iter().all(|row| row["ledger"] == which && row["line"]["evidence"].as_array().is_some_and(|list| list.len() == 1)));
    let from = said(folder, &["ledger", which, "--entity", entity, "--from", "2025-03", "--format", "json"], 0);
    let later: Vec<Value> = rows.iter().filter(|row| row["published"].as_str().is_some_and(|day| day >= "2025-03")).cloned().collect();
    assert_eq!(json(&from), later);
    rows
}
