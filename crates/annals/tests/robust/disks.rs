//! Disks that are full or may not be written: said in words, nothing lost, gone on with when there is room.
//!
//! Mounting needs a system that lets the test do so; where it may not, the test says that it is skipped.

use crate::news::{STORE, export, folder_with, run};
use crate::program::{annals, files, lines, notice};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A small disk in memory, taken away at the end.
struct Disk(PathBuf);

impl Disk {
    /// Mounts a disk of so many kilobytes on a folder; `None`, with a notice, where that is not allowed.
    fn mount(folder: &Path, kilobytes: u64) -> Option<Self> {
        std::fs::create_dir_all(folder).expect("made");
        let done = mount(&["-t", "tmpfs", "-o", &format!("size={kilobytes}k"), "annals-test"], folder);
        if !done {
            notice("skipped: this user may not mount a disk");
        }
        done.then(|| Self(folder.to_owned()))
    }

    fn set(&self, options: &str) {
        assert!(mount(&["-o", &format!("remount,{options}")], &self.0), "remounted with {options}");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        Command::new("umount").arg("-l").arg(&self.0).status().ok();
    }
}

fn mount(arguments: &[&str], folder: &Path) -> bool {
    Command::new("mount").args(arguments).arg(folder).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// The store's files that must be the same to the byte.
fn kept(folder: &Path) -> Vec<(String, Vec<u8>)> {
    files(&folder.join(STORE)).into_iter().filter(|(name, _)| name.ends_with(".jsonl")).collect()
}

/// Bytes that a folder takes on a disk of 4 KiB blocks.
fn size(folder: &Path) -> u64 {
    std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| {
            let path = entry.expect("an entry").path();
            if path.is_dir() { size(&path) } else { path.metadata().expect("a file").len().next_multiple_of(4096) }
        })
        .sum()
}

#[test]
fn a_run_on_a_full_disk_loses_nothing() {
    const ARTICLES: usize = 16;
    let calm = folder_with(ARTICLES);
    run(calm.path(), &[]).expect_code(0);
    let (whole, exported) = (kept(calm.path()), export(calm.path()));
    let needed = size(&calm.path().join(STORE)) / 1000;

    let troubled = folder_with(ARTICLES);
    let mut refused = 0;
    for tenths in [1, 3, 5, 7, 8, 9] {
        let Some(disk) = Disk::mount(&troubled.path().join(STORE), needed * tenths / 10) else { return };
        let first = run(troubled.path(), &[]);
        if first.code == Some(2) {
            refused += 1;
            first.expect_code(2).expect_told(&["annals: error", "no room left", STORE]);
            // What is there can be read: all of it, or nothing yet.
            let stats = annals(troubled.path(), &["stats", "--json"]);
            assert!(stats.code == Some(0) || stats.err.contains("annals run"), "{stats:?}");
            run(troubled.path(), &[]).expect_code(2).expect_told(&["no room left"]);
        } else {
            first.expect_code(0);
        }
        disk.set("size=200m");
        run(troubled.path(), &[]).expect_code(0);
        for ((name, calm), (_, troubled)) in whole.iter().zip(&kept(troubled.path())) {
            assert!(calm == troubled, "{name} differs after {tenths} tenths of the room");
        }
        assert!(exported == export(troubled.path()), "the index differs after {tenths} tenths of the room");
    }
    assert!(refused >= 4, "only {refused} runs had too little room");
}

#[test]
fn new_articles_on_a_full_disk_leave_the_old_ones_readable() {
    let folder = folder_with(4);
    let Some(disk) = Disk::mount(&folder.path().join(STORE), 200_000) else { return };
    run(folder.path(), &[]).expect_code(0);
    let before = kept(folder.path());
    let search = || -> BTreeSet<String> {
        let said = annals(folder.path(), &["search", "share", "--json", "--limit", "1000"]).expect_code(0).out;
        let hits: serde_json::Value = serde_json::from_slice(&said).expect("JSON");
        hits["hits"].as_array().expect("hits").iter().map(|hit| hit["id"].to_string()).collect()
    };
    let found = search();
    let page = folder.path().join("generated/late.example/late.html");
    std::fs::create_dir_all(page.parent().expect("a folder")).expect("made");
    let text = "<p>Shares of Acme Holdings rose 2% on Monday, the company said in a statement to the exchange.</p>".repeat(9);
    std::fs::write(&page, format!("<html><body><article><h1>Acme Holdings rises</h1>{text}</article></body></html>")).expect("written");
    disk.set(&format!("size={}k", size(&folder.path().join(STORE)) / 1024 + 40));
    run(folder.path(), &[]).expect_code(2).expect_told(&["no room left"]);
    assert!(found.len() > 3 && search().is_superset(&found), "what was there before is not found");
    annals(folder.path(), &["verify", "store/digests.jsonl"]).expect_code(0);
    disk.set("size=200m");
    run(folder.path(), &[]).expect_code(0);
    let late = annals(folder.path(), &["search", "headline:\"Acme Holdings rises\"", "--json"]).expect_code(0).said();
    let id = late.split("\"id\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an id").to_owned();
    assert!(annals(folder.path(), &["story"]).expect_code(0).said().contains(&id), "its story is not told");
    let after = kept(folder.path());
    let articles = |kept: &[(String, Vec<u8>)]| kept.iter().find(|(name, _)| name == "articles.jsonl").expect("articles").1.clone();
    assert!(articles(&after).starts_with(&articles(&before)) && articles(&after).len() > articles(&before).len());
}

#[test]
fn shards_on_a_full_disk_are_whole_or_not_there() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("in.jsonl"), lines(120)).expect("written");
    let printed = annals(folder.path(), &["annotate", "in.jsonl"]).expect_code(0).out;
    let Some(disk) = Disk::mount(&folder.path().join("out"), printed.len() as u64 / 2000) else { return };
    let arguments = ["annotate", "in.jsonl", "--shard", "10", "--out", "out"];
    annals(folder.path(), &arguments).expect_code(2).expect_told(&["no room left", "out/"]);
    let out = folder.path().join("out");
    let there = files(&out);
    assert!(there.iter().any(|(name, _)| name == "annotations-00001.jsonl") && !there.iter().any(|(name, _)| name.ends_with(".tmp")));
    disk.set("size=200m");
    annals(folder.path(), &arguments).expect_code(0);
    let shards = files(&out).into_iter().filter(|(name, _)| name.starts_with("annotations-")).flat_map(|(_, bytes)| bytes);
    assert!(shards.eq(printed));
}

#[test]
fn a_store_that_may_not_be_written_is_read_all_the_same() {
    let folder = folder_with(2);
    let Some(disk) = Disk::mount(&folder.path().join(STORE), 200_000) else { return };
    run(folder.path(), &[]).expect_code(0);
    let read: [&[&str]; 5] = [
        &["search", "share", "--json"],
        &["stats", "--json"],
        &["timeline", "--entity", "BYD"],
        &["story"],
        &["verify", "store/digests.jsonl"],
    ];
    let before: Vec<Vec<u8>> = read.iter().map(|arguments| annals(folder.path(), arguments).expect_code(0).out).collect();
    disk.set("ro");
    let after: Vec<Vec<u8>> = read.iter().map(|arguments| annals(folder.path(), arguments).expect_code(0).out).collect();
    assert!(before == after);
    std::fs::write(folder.path().join("more.jsonl"), lines(1)).expect("written");
    for arguments in [&["run"][..], &["index"], &["index", "more.jsonl"]] {
        let ended = annals(folder.path(), arguments).expect_code(2).expect_told(&["annals: error", STORE, "ead-only"]);
        assert!(!ended.err.contains("another"), "{}", ended.err);
    }
    // Only the index may not be written.
    disk.set("rw");
    let index = folder.path().join(STORE).join("index");
    if Command::new("mount").arg("--bind").args([&index, &index]).status().is_ok_and(|status| status.success()) {
        let bound = Disk(index.clone());
        bound.set("ro,bind");
        let ended = annals(folder.path(), &["index", "more.jsonl"]).expect_code(2).expect_told(&["annals: error", "index", "ead-only"]);
        assert!(!ended.err.contains("another"), "{}", ended.err);
        drop(bound);
        annals(folder.path(), &["index", "more.jsonl"]).expect_code(0).expect_told(&["1 articles indexed"]);
    } else {
        notice("skipped: this user may not bind a folder");
    }
}
