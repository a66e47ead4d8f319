//! A run is killed again and again, at any moment, and gone on with: in the end everything is as if nothing had happened.
//!
//! The plain test reads the sample and some more articles; the long one reads thousands: `ANNALS_KILLS=20
//! ANNALS_ARTICLES=2000 cargo test --release -p annals --test robust killed_run`.

use crate::news::{STORE, export, folder_with, run};
use crate::program::{annals, files, moment, notice, start};
use std::path::Path;
use std::time::Instant;

/// Files of a store that must be the same to the byte.
const SAME: [&str; 5] = ["articles.jsonl", "annotations.jsonl", "stories.jsonl", "digests.jsonl", "seen.jsonl"];

#[expect(clippy::disallowed_methods, reason = "how long a test may take is asked of its caller")]
fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

fn kept(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let kept: Vec<_> = files(&folder.join(STORE)).into_iter().filter(|(name, _)| SAME.contains(&name.as_str())).collect();
    assert_eq!(kept.len(), SAME.len());
    kept
}

#[test]
fn a_killed_run_ends_in_the_same_bytes() {
    let (kills, articles) = (number("ANNALS_KILLS", 20), number("ANNALS_ARTICLES", 20) as usize);
    let calm = folder_with(articles);
    let begun = Instant::now();
    run(calm.path(), &["--threads", "1"]).expect_code(0);
    let took = begun.elapsed();
    let (whole, exported) = (kept(calm.path()), export(calm.path()));
    assert!(exported.len() >= articles, "{} of {articles} articles", exported.len());

    let same = |troubled: &Path, hit: u64| {
        for ((name, calm), (_, troubled)) in whole.iter().zip(&kept(troubled)) {
            assert!(calm == troubled, "{name} differs after {hit} kills");
        }
        assert!(exported == export(troubled), "the index differs after {hit} kills");
    };

    let troubled = folder_with(articles);
    let (mut seed, mut hit, mut whole_runs) = (20_250_226, 0, 0);
    while hit < kills {
        let mut child = start(troubled.path(), &["run", "--now", "2025-04-01T00:00:00Z", "--threads", "2"]);
        std::thread::sleep(moment(&mut seed, took));
        let ended = child.try_wait().expect("asked").is_some();
        child.kill().ok();
        child.wait().expect("gone");
        if !ended {
            hit += 1;
            continue;
        }
        // It was done before its kill came: begin again, so that every kill hits something.
        same(troubled.path(), hit);
        whole_runs += 1;
        assert!(whole_runs <= 5 * kills, "kills come too late");
        std::fs::remove_dir_all(troubled.path().join(STORE)).expect("removed");
    }
    run(troubled.path(), &["--threads", "2"]).expect_code(0);
    same(troubled.path(), hit);
    annals(troubled.path(), &["verify", "store/digests.jsonl"]).expect_code(0);
    notice(&format!("{articles} articles, {hit} kills, {took:?} undisturbed, {} whole runs: same bytes", whole_runs + 1));
}

#[test]
fn a_lost_index_is_built_anew_by_the_next_run() {
    let folder = folder_with(10);
    run(folder.path(), &[]).expect_code(0);
    let exported = export(folder.path());
    std::fs::remove_dir_all(folder.path().join(STORE).join("index")).expect("removed");
    run(folder.path(), &[]).expect_code(0);
    assert!(exported == export(folder.path()));
}

#[test]
fn an_index_that_cannot_be_read_is_set_aside_and_built_anew() {
    let folder = folder_with(10);
    run(folder.path(), &[]).expect_code(0);
    let exported = export(folder.path());
    let index = folder.path().join(STORE).join("index");
    let aside = |number: u32| folder.path().join(STORE).join(format!("index.aside-{number}"));
    let harm: [&dyn Fn(); 3] = [
        &|| std::fs::write(index.join("meta.json"), "{").expect("written"),
        &|| {
            let store = files(&index).into_iter().map(|(name, _)| name).find(|name| name.ends_with(".pos")).expect("a file of positions");
            std::fs::remove_file(index.join(store)).expect("removed");
        },
        &|| {
            let meta = std::fs::read_to_string(index.join("meta.json")).expect("read");
            std::fs::write(index.join("meta.json"), meta.replace("\"words_", "\"words_0")).expect("written");
        },
    ];
    for (number, (harm, job)) in (1..).zip(harm.iter().zip(["run", "index", "run"])) {
        harm();
        let told = annals(folder.path(), &["search", "the"]);
        assert!(told.code != Some(0) && told.err.contains("run `annals index` to rebuild"), "{}", told.err);
        annals(folder.path(), &[job]).expect_code(0);
        assert!(exported == export(folder.path()), "the index differs after harm {number}");
        assert!(aside(number).exists() && !aside(number + 1).exists());
    }
}
