//! Concordance, trend, collocates, export and watch, as a user types them.

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

fn json(text: &str) -> Vec<serde_json::Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
}

/// A working folder in which the sample was run once.
fn ready() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    said(folder.path(), &["init", "."], 0);
    said(folder.path(), &["run", "--now", "2025-05-01T00:00:00Z"], 0);
    folder
}

/// The text of an article of the store.
fn text(folder: &Path, id: &str) -> (String, String) {
    let article = &json(&said(folder, &["show", id], 0))[0];
    (article["text"].as_str().expect("a text").to_owned(), article["headline"].as_str().unwrap_or("").to_owned())
}

#[test]
fn the_whole_index_is_studied() {
    let folder = ready();
    let folder = folder.path();
    concordance(folder);
    let months = trend(folder);
    export(folder, months);
    watch(folder);
    let words = json(&said(folder, &["collocates", "record", "--format", "jsonl", "--min", "2", "--stop-words"], 0));
    assert!(!words.is_empty() && words.iter().all(|row| row["observed"].as_u64() <= row["corpus"].as_u64() && row["word"] != "the"));
    let table = said(folder, &["collocates", "record", "--limit", "5"], 0);
    assert_eq!(table.lines().map(|line| line.matches('\t').count()).collect::<Vec<_>>(), [7; 6]);
    for nothing in [&["concordance", "zyzzyva"][..], &["trend", "zyzzyva"], &["collocates", "zyzzyva"], &["export", "zyzzyva"]] {
        assert_eq!(said(folder, nothing, 1), "");
    }
    for refused in [
        &["concordance", "(", "--sort", "left"][..],
        &["trend", "shares", "--from", "2025", "--to", "2024"],
        &["export", "shares", "--out", "none/x"],
    ] {
        let output = annals(folder, refused);
        assert_eq!(output.status.code(), Some(2), "{refused:?}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty());
    }
    for command in ["concordance", "trend", "collocates", "export"] {
        assert!(said(folder, &[command, "--help"], 0).contains("Examples:"), "{command}");
    }
    assert!(said(folder, &["watch", "run", "--help"], 0).contains("Examples:"));
}

fn concordance(folder: &Path) {
    let lines = json(&said(folder, &["concordance", "record", "--format", "jsonl"], 0));
    for line in &lines {
        let (text, headline) = text(folder, line["id"].as_str().expect("an id"));
        let whole = if line["in"] == "text" { text } else { headline };
        let at = |name: &str| usize::try_from(line[name].as_u64().expect("a number")).expect("a place");
        assert_eq!(whole.get(at("start")..at("end")), line["node"].as_str());
    }
    let table = said(folder, &["concordance", "record", "--sort", "left", "--context", "sentence"], 0);
    assert_eq!(table.lines().count(), lines.len() + 1);
    assert!(table.lines().all(|line| line.matches('\t').count() == 9));
    assert_eq!(said(folder, &["concordance", "record", "--limit", "3"], 0).lines().count(), 4);
    let sample = said(folder, &["concordance", "record", "--sample", "4", "--seed", "9"], 0);
    assert_eq!(sample.lines().count(), 5);
    assert_eq!(sample, said(folder, &["concordance", "record", "--sample", "4", "--seed", "9"], 0));
    let groups = json(&said(folder, &["concordance", "record", "--group", "--format", "jsonl"], 0));
    assert_eq!(groups.iter().map(|group| group["occurrences"].as_u64().expect("a number")).sum::<u64>(), lines.len() as u64);
    let months = json(&said(folder, &["concordance", "record", "--per", "month", "--format", "jsonl"], 0));
    assert_eq!(months.iter().map(|month| month["occurrences"].as_u64().expect("a number")).sum::<u64>(), lines.len() as u64);
}

/// Gives the articles that match "shares".
fn trend(folder: &Path) -> u64 {
    let csv = said(folder, &["trend", "shares", "record", "--by", "week"], 0);
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == 14), "{csv}");
    assert_eq!(rows[0][4..6], ["shares: articles", "shares: texts"]);
    let number = |cell: &str| cell.parse::<u64>().expect("a number");
    let (total, weeks) = rows.split_last().expect("rows");
    assert_eq!(weeks[1..].iter().map(|row| number(row[4])).sum::<u64>(), number(total[4]));
    assert_eq!((total[0], rows[rows.len() - 2][0]), ("total", "undated"));
    let svg = said(folder, &["trend", "shares", "record", "--by", "week", "--format", "svg", "--draw", "occurrences"], 0);
    for row in weeks[1..].iter().filter(|row| row[0] != "undated") {
        assert!(svg.contains(&format!("<title>{}, record: {}</title>", row[0], row[11])), "{row:?}");
    }
    let whole = &json(&said(folder, &["trend", "shares", "--format", "json"], 0))[0];
    assert_eq!(whole["total"]["queries"][0]["articles"], number(total[4]));
    number(total[4])
}

fn export(folder: &Path, articles: u64) {
    let now = ["--now", "2025-06-01T00:00:00Z"];
    let rows = json(&said(folder, &[&["export", "shares"], &now[..]].concat(), 0));
    let head = &rows[0]["export"];
    assert_eq!((&head["query"], head["articles"].as_u64()), (&"shares".into(), Some(articles)));
    assert_eq!(head["date"], "2025-06-01T00:00:00Z");
    assert!(head["snapshot"]["opstamp"].is_u64() && rows.len() as u64 == articles + 1);
    let stored = std::fs::read_to_string(folder.join("index/store/articles.jsonl")).expect("articles");
    let stored: Vec<serde_json::Value> = json(&stored);
    assert!(rows[1..].iter().all(|row| stored.contains(row)));
    let bare = json(&said(folder, &["export", "shares", "--no-text"], 0));
    assert!(bare[1..].iter().zip(&rows[1..]).all(|(bare, whole)| bare["text"].is_null() && bare["id"] == whole["id"]));
    said(folder, &["export", "shares", "--format", "csv", "--out", "shares.csv"], 0);
    let csv = std::fs::read_to_string(folder.join("shares.csv")).expect("a file");
    assert!(csv.starts_with("# {\"v\":1,"));
    // Quotation marks pair up, and outside of them there are as many line ends as rows.
    let mut quoted = false;
    let ends = csv.lines().skip(1).collect::<Vec<_>>().join("\n").chars().fold(0_u64, |ends, c| {
        quoted ^= c == '"';
        ends + u64::from(c == '\n' && !quoted)
    });
    assert_eq!((quoted, ends), (false, articles));
}

fn watch(folder: &Path) {
    assert_eq!(said(folder, &["watch", "list"], 1), "");
    said(folder, &["watch", "add", "records", "record"], 0);
    said(folder, &["watch", "add", "later", "record", "--from-now"], 0);
    said(folder, &["watch", "add", "records", "other"], 2);
    said(folder, &["watch", "add", "wrong", "("], 2);
    let ids = |text: &str| json(text).iter().map(|row| row["id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>();
    let run = ["watch", "run", "records", "--format", "jsonl"];
    let peeked = ids(&said(folder, &[&run[..], &["--peek"]].concat(), 0));
    let first = ids(&said(folder, &run, 0));
    assert!(!first.is_empty() && peeked == first);
    assert_eq!(said(folder, &run, 1), "");
    said(folder, &["watch", "run", "later"], 1);
    // What comes in later is given once, though it was published long before.
    let late = "{\"id\":\"late1\",\"url\":\"https://a.example/?x=1&y=2\",\"published\":\"1999-01-01\",\"headline\":\"An old & new record\",\"text\":\"The record stands.\"}\n{\"id\":\"late2\",\"text\":\"Nothing of the sort.\"}\n";
    std::fs::write(folder.join("late.jsonl"), late).expect("written");
    said(folder, &["index", "late.jsonl"], 0);
    let feed = ["watch", "run", "records", "--format", "atom", "--out", "feed.xml"];
    said(folder, &[&feed[..], &["--peek"]].concat(), 0);
    let peeked = std::fs::read_to_string(folder.join("feed.xml")).expect("a feed");
    said(folder, &feed, 0);
    let xml = std::fs::read_to_string(folder.join("feed.xml")).expect("a feed");
    assert_eq!(xml.matches("urn:annals:article:late1<").count(), 1);
    assert_eq!(xml.matches("<entry>").count(), (first.len() + 1).min(50));
    assert_eq!(peeked.matches("<entry>").count(), xml.matches("<entry>").count(), "given twice it is one entry");
    assert!(xml.contains("An old &amp; new record") && xml.contains("?x=1&amp;y=2\"/>"));
    said(folder, &feed, 1);
    assert_eq!(std::fs::read_to_string(folder.join("feed.xml")).expect("a feed"), xml, "nothing new leaves it alone");
    assert!(said(folder, &["watch", "run"], 0).starts_with("[later] An old & new record"));
    // A rebuilt index holds nothing new.
    said(folder, &["index"], 0);
    assert_eq!(said(folder, &["watch", "run"], 1), "");
    assert_eq!(said(folder, &["watch", "list"], 0).lines().count(), 2);
    said(folder, &["watch", "remove", "later"], 0);
    said(folder, &["watch", "remove", "later"], 1);
    said(folder, &["watch", "run", "later"], 2);
}
