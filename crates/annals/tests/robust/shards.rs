//! Annotations in a folder of shards: the printed lines, cut; gone on with after a kill; refused for other inputs.

use crate::program::{Ended, annals, annals_with, files, lines, moment, signalled, start};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

const COMMAND: [&str; 5] = ["annotate", "in.jsonl", "--shard", "50", "--out"];

fn sharded(folder: &Path, dir: &str, more: &[&str]) -> Ended {
    annals(folder, &[&COMMAND[..], &[dir], more].concat())
}

/// A folder with articles in `in.jsonl`, two of the lines bad.
fn with_articles(count: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut input: Vec<String> = lines(count).lines().map(str::to_owned).collect();
    input.insert(count / 3, "{\"text\":5}".to_owned());
    input.insert(count / 2, "{\"id\":\"x\",".to_owned());
    std::fs::write(folder.path().join("in.jsonl"), input.join("\n")).expect("written");
    folder
}

fn shards(dir: &Path) -> Vec<(String, Vec<u8>)> {
    files(dir).into_iter().filter(|(name, _)| name.starts_with("annotations-") && name.ends_with(".jsonl")).collect()
}

fn written_at(path: &Path) -> SystemTime {
    std::fs::metadata(path).expect("a file").modified().expect("a time")
}

#[test]
fn shards_together_are_what_is_printed_on_any_number_of_threads() {
    let folder = with_articles(230);
    let printed = annals(folder.path(), &["annotate", "in.jsonl"]).expect_code(3);
    sharded(folder.path(), "one", &["--threads", "1"]).expect_code(3).expect_told(&["in.jsonl:77:", "in.jsonl:116:", "5 shards"]);
    sharded(folder.path(), "two", &["--threads", "2"]).expect_code(3);
    let one = files(&folder.path().join("one"));
    assert!(one == files(&folder.path().join("two")), "threads changed a byte");
    let shards = shards(&folder.path().join("one"));
    assert_eq!(shards.len(), 5);
    assert!(shards.iter().flat_map(|(_, bytes)| bytes).eq(&printed.out), "the shards are not what is printed");
    let of = |name: &str| String::from_utf8(one.iter().find(|(n, _)| n == name).expect(name).1.clone()).expect("UTF-8");
    let rejected = of("rejected.jsonl");
    assert_eq!(rejected.lines().count(), 2);
    assert!(rejected.contains("\"line\":77") && rejected.contains("\"line\":116"), "{rejected}");
    let complete: serde_json::Value = serde_json::from_str(&of("complete.json")).expect("JSON");
    assert_eq!((&complete["articles"], &complete["shards"], &complete["rejected"]), (&230.into(), &5.into(), &2.into()));
    let manifest: serde_json::Value = serde_json::from_str(&of("manifest.json")).expect("JSON");
    assert_eq!(manifest["inputs"][0]["file"], "in.jsonl");
    assert_eq!(manifest["options"]["articles_a_shard"], 50);
}

#[test]
fn a_finished_folder_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("in.jsonl"), lines(60)).expect("written");
    sharded(folder.path(), "out", &["--with-article"]).expect_code(0);
    let dir = folder.path().join("out");
    let (before, at) = (files(&dir), written_at(&dir.join("complete.json")));
    sharded(folder.path(), "out", &["--with-article"]).expect_code(0).expect_told(&["nothing to do"]);
    assert!(before == files(&dir) && at == written_at(&dir.join("complete.json")));
    // A shard that somebody removed is made again, the other is not touched.
    let kept = written_at(&dir.join("annotations-00000.jsonl"));
    std::fs::remove_file(dir.join("annotations-00001.jsonl")).expect("removed");
    sharded(folder.path(), "out", &["--with-article"]).expect_code(0).expect_told(&["1 new"]);
    assert!(shards(&dir) == before.into_iter().filter(|(name, _)| name.starts_with("annotations-")).collect::<Vec<_>>());
    assert_eq!(kept, written_at(&dir.join("annotations-00000.jsonl")));
}

#[test]
fn a_folder_of_rejects_says_so_again() {
    let folder = with_articles(60);
    sharded(folder.path(), "out", &[]).expect_code(3);
    sharded(folder.path(), "out", &[]).expect_code(3).expect_told(&["nothing to do", "in.jsonl:21:", "in.jsonl:31:"]);
}

#[test]
fn standard_input_is_gone_on_with_when_it_says_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = ["annotate", "--shard", "20", "--out", "out"];
    let printed = annals_with(folder.path(), &["annotate"], lines(50).as_bytes()).expect_code(0);
    annals_with(folder.path(), &arguments, lines(50).as_bytes()).expect_code(0);
    let dir = folder.path().join("out");
    assert!(shards(&dir).iter().flat_map(|(_, bytes)| bytes).eq(&printed.out));
    std::fs::remove_file(dir.join("annotations-00002.jsonl")).expect("removed");
    annals_with(folder.path(), &arguments, lines(50).as_bytes()).expect_code(0).expect_told(&["1 new"]);
    assert!(shards(&dir).iter().flat_map(|(_, bytes)| bytes).eq(&printed.out));
    for other in [lines(49), lines(51), lines(40), lines(50).replace("a-7\"", "b-7\"")] {
        annals_with(folder.path(), &arguments, other.as_bytes()).expect_code(2).expect_told(&["out", "other inputs"]);
    }
}

#[test]
fn other_inputs_options_or_files_are_refused() {
    let folder = with_articles(60);
    sharded(folder.path(), "out", &[]).expect_code(3);
    let before = files(&folder.path().join("out"));
    sharded(folder.path(), "out", &["--with-article"]).expect_code(2).expect_told(&["out", "options.with_article"]);
    sharded(folder.path(), "out", &["--published", "2025-02-26"]).expect_code(2).expect_told(&["options.published"]);
    annals(folder.path(), &["annotate", "in.jsonl", "in.jsonl", "--shard", "50", "--out", "out"]).expect_code(2).expect_told(&["inputs"]);
    annals(folder.path(), &["annotate", "in.jsonl", "--out", "out"]).expect_code(2).expect_told(&["articles_a_shard"]);
    annals(folder.path(), &["annotate", "missing.jsonl", "--out", "fresh"]).expect_code(2).expect_told(&["missing.jsonl"]);
    assert!(!folder.path().join("fresh").exists(), "a folder was made for nothing");
    annals(folder.path(), &["annotate", "in.jsonl", "--out", "in.jsonl"]).expect_code(2).expect_told(&["in.jsonl"]);
    std::fs::create_dir(folder.path().join("mine")).expect("made");
    std::fs::write(folder.path().join("mine/thesis.txt"), "mine").expect("written");
    sharded(folder.path(), "mine", &[]).expect_code(2).expect_told(&["mine", "thesis.txt"]);
    // One letter in the middle, the size as before.
    let input = std::fs::read_to_string(folder.path().join("in.jsonl")).expect("read");
    std::fs::write(folder.path().join("in.jsonl"), input.replacen("Larkspur", "Larkspar", 1)).expect("written");
    sharded(folder.path(), "out", &[]).expect_code(2).expect_told(&["out", "other inputs"]);
    assert!(before == files(&folder.path().join("out")), "a refused folder was changed");
}

#[test]
fn a_killed_job_is_gone_on_with_and_ends_in_the_same_bytes() {
    let folder = with_articles(400);
    let begun = Instant::now();
    sharded(folder.path(), "whole", &[]).expect_code(3);
    let took = begun.elapsed();
    let whole = files(&folder.path().join("whole"));
    let dir = folder.path().join("out");
    let mut seed = 11;
    let mut kills = 0;
    let mut known: Vec<(String, Vec<u8>, SystemTime)> = Vec::new();
    while kills < 12 {
        let mut child = start(folder.path(), &[&COMMAND[..], &["out"]].concat());
        std::thread::sleep(moment(&mut seed, took / 2));
        child.kill().expect("killed");
        child.wait().expect("gone");
        kills += 1;
        for (name, bytes, at) in &known {
            assert!(std::fs::read(dir.join(name)).expect("still there") == *bytes && written_at(&dir.join(name)) == *at, "{name} changed");
        }
        let now = if dir.exists() { shards(&dir) } else { Vec::new() };
        known = now.into_iter().map(|(name, bytes)| (name.clone(), bytes, written_at(&dir.join(&name)))).collect();
        assert!(known.iter().all(|(name, bytes, _)| whole.contains(&(name.clone(), bytes.clone()))), "a half shard has its name");
    }
    // Whatever the kills left, also a half-written shard.
    std::fs::create_dir_all(&dir).expect("made");
    if dir.join("manifest.json").exists() {
        std::fs::write(dir.join("annotations-00099.jsonl.tmp"), "half").expect("written");
    }
    sharded(folder.path(), "out", &[]).expect_code(3).expect_told(&["in.jsonl:134:", "in.jsonl:201:"]);
    let again: Vec<_> = files(&dir).into_iter().filter(|(name, _)| name != "shards.jsonl").collect();
    assert!(again == whole.into_iter().filter(|(name, _)| name != "shards.jsonl").collect::<Vec<_>>());
}

#[cfg(unix)]
#[test]
fn an_interrupt_keeps_the_complete_shards() {
    let folder = with_articles(600);
    sharded(folder.path(), "whole", &[]).expect_code(3);
    for (signal, dir) in [("INT", "int"), ("TERM", "term")] {
        let dir_path = folder.path().join(dir);
        let some = || dir_path.join("annotations-00001.jsonl").exists();
        let begun = Instant::now();
        signalled(folder.path(), &[&COMMAND[..], &[dir]].concat(), some, signal).expect_code(130).expect_told(&["interrupted"]);
        assert!(begun.elapsed() < Duration::from_secs(20), "it went on");
        assert!(!dir_path.join("complete.json").exists());
        assert!(!files(&dir_path).iter().any(|(name, _)| name.ends_with(".tmp")));
        sharded(folder.path(), dir, &[]).expect_code(3);
        assert!(files(&dir_path) == files(&folder.path().join("whole")));
    }
}
