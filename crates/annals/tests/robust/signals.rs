//! An interrupt or a request to end stops a run soon; what is committed stays, and the next run goes on.

use crate::news::{STORE, export, folder_with, run};
use crate::program::{files, signalled};
use std::time::{Duration, Instant};

#[test]
fn an_interrupted_run_ends_soon_and_is_gone_on_with() {
    const RUN: [&str; 3] = ["run", "--now", "2025-04-01T00:00:00Z"];
    let calm = folder_with(30);
    run(calm.path(), &[]).expect_code(0);
    let kept = |folder: &std::path::Path| -> Vec<(String, Vec<u8>)> {
        files(&folder.join(STORE)).into_iter().filter(|(name, _)| name.ends_with(".jsonl")).collect()
    };
    let (whole, exported) = (kept(calm.path()), export(calm.path()));
    // While pages are kept, while they are read, while stories are told.
    for (signal, file, at_least) in
        [("INT", "pages/annals-000001.cdxj", 200), ("TERM", "pages/annals-000001.warc.gz", 20_000), ("INT", "articles.jsonl", 1)]
    {
        let troubled = folder_with(30);
        let path = troubled.path().join(STORE).join(file);
        let begun = Instant::now();
        let ready = || std::fs::metadata(&path).is_ok_and(|meta| meta.len() >= at_least);
        signalled(troubled.path(), &RUN, ready, signal).expect_code(130).expect_told(&["interrupted"]);
        assert!(begun.elapsed() < Duration::from_secs(60), "it went on");
        run(troubled.path(), &[]).expect_code(0);
        for ((name, calm), (_, troubled)) in whole.iter().zip(&kept(troubled.path())) {
            assert!(calm == troubled, "{name} differs after {signal} at {file}");
        }
        assert!(exported == export(troubled.path()), "the index differs after {signal} at {file}");
    }
}
