//! Damaged indexes are told, never a panic; readers see whole commits; updates neither double nor lose.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use annals_index::{Beside, Index, IndexError, SearchOptions};
use annals_model::{Annotated, Article, ArticleId, DateTime};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

fn article(id: usize, words: &str) -> Annotated {
    let id = format!("a{id:03}");
    let article = Article {
        url: format!("https://outlet.example/{id}"),
        id: ArticleId(id),
        headline: Some("Harbour news".into()),
        published: DateTime::parse("2025-03-01"),
        text: format!("Harbour news\n\nThe mills of Varn reopened. {words}"),
        ..Article::default()
    };
    Annotated { article, ..Annotated::default() }
}

fn filled(folder: &Path, articles: usize) -> Index {
    let mut index = Index::open(folder).unwrap();
    for id in 0..articles {
        index.add(&article(id, "Round 0."), Beside::default()).unwrap();
    }
    index.finish().unwrap();
    index
}

fn count(index: &Index, query: &str) -> usize {
    index.count(query, &SearchOptions::default()).unwrap()
}

#[test]
fn a_damaged_index_is_told_and_never_a_panic() {
    let whole = tempfile::tempdir().unwrap();
    drop(filled(whole.path(), 30));
    let files: Vec<_> = std::fs::read_dir(whole.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() > 6);
    let mut told = 0;
    for file in &files {
        let name = file.file_name().unwrap().to_str().unwrap();
        let bytes = std::fs::read(file).unwrap();
        let half = bytes.get(..bytes.len() / 2).unwrap().to_vec();
        let short = bytes.get(..bytes.len().saturating_sub(1)).unwrap().to_vec();
        for harm in [None, Some(half), Some(short), Some(Vec::new()), Some(b"no such thing".to_vec())] {
            let broken = tempfile::tempdir().unwrap();
            for other in &files {
                std::fs::copy(other, broken.path().join(other.file_name().unwrap())).unwrap();
            }
            match &harm {
                None => std::fs::remove_file(broken.path().join(name)).unwrap(),
                Some(bytes) => std::fs::write(broken.path().join(name), bytes).unwrap(),
            }
            // Locks hold nothing, and the list of files is only for tidying up.
            let read = Index::read(broken.path());
            if name.ends_with(".lock") || name == ".managed.json" {
                assert!(read.is_ok() || matches!(read, Err(IndexError::Damaged { .. })), "{name}");
                continue;
            }
            let length = harm.as_ref().map(Vec::len);
            // A line break at its end says nothing.
            if name == "meta.json" && length == Some(bytes.len() - 1) {
                continue;
            }
            let error = read.map(|_| ()).map_err(|error| (error.to_string(), error)).expect_err(name);
            match (name, &harm) {
                ("meta.json", None) => assert!(matches!(error.1, IndexError::Missing { .. }), "{}", error.0),
                _ => assert!(matches!(error.1, IndexError::Damaged { .. } | IndexError::Version { .. }), "{name} {length:?}: {}", error.0),
            }
            assert!(error.0.contains("run `annals"), "{}", error.0);
            told += 1;
        }
    }
    assert!(told >= 30, "{told}");
}

#[test]
fn a_reader_sees_whole_commits_only() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = filled(folder.path(), 40);
    let done = AtomicBool::new(false);
    let rounds: BTreeSet<usize> = std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let (mut seen, reader) = (BTreeSet::new(), Index::read(folder.path()).unwrap());
            loop {
                let last = done.load(Ordering::Acquire);
                reader.refresh().unwrap();
                let hits = reader.search("round", &SearchOptions { limit: 100, ..SearchOptions::default() }).unwrap();
                assert_eq!(hits.total, 40);
                let ids: BTreeSet<&str> = hits.hits.iter().map(|hit| hit.id.as_str()).collect();
                assert_eq!(ids.len(), 40);
                let texts: BTreeSet<&str> = hits.hits.iter().map(|hit| hit.snippet.as_str()).collect();
                assert_eq!(texts.len(), 1, "articles of two rounds at once");
                seen.extend(texts.iter().filter_map(|text| text.split("Round ").nth(1)?.trim_end_matches('.').parse::<usize>().ok()));
                if last {
                    return seen;
                }
            }
        });
        for round in 1..=20 {
            for id in 0..40 {
                index.add(&article(id, &format!("Round {round}.")), Beside::default()).unwrap();
            }
            index.commit().unwrap();
        }
        done.store(true, Ordering::Release);
        reader.join().unwrap()
    });
    assert!(rounds.contains(&20), "{rounds:?}");
    assert_eq!(count(&index, "*"), 40);
}

#[test]
fn adds_updates_and_deletions_add_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = filled(folder.path(), 10);
    // The same id twice in one batch, and once more after the commit.
    for words in ["First.", "Second."] {
        index.add(&article(3, words), Beside::default()).unwrap();
    }
    let version = Some(3);
    index.add(&article(9, "Revised."), Beside { version, ..Beside::default() }).unwrap();
    index.commit().unwrap();
    assert_eq!(["a000", "a009", "none"].map(|id| index.version(&ArticleId(id.into())).unwrap()), [Some(1), version, None]);
    assert_eq!((count(&index, "*"), count(&index, "first"), count(&index, "second")), (10, 0, 1));
    index.add(&article(3, "Third."), Beside::default()).unwrap();
    index.add(&article(10, "Third."), Beside::default()).unwrap();
    assert_eq!(index.delete("https://outlet.example/a005").unwrap(), 1);
    assert_eq!(count(&index, "*"), 10, "nothing is seen before the commit");
    index.finish().unwrap();
    assert_eq!((count(&index, "*"), count(&index, "second"), count(&index, "third")), (10, 0, 2));
    // A writer that dies with work not committed leaves the last commit.
    index.add(&article(11, "Fourth."), Beside::default()).unwrap();
    index.clear().unwrap();
    drop(index);
    let index = Index::read(folder.path()).unwrap();
    assert_eq!((count(&index, "*"), count(&index, "fourth")), (10, 0));
}

#[test]
fn a_folder_without_an_index_is_told_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path().to_path_buf(), folder.path().join("none")] {
        let error = Index::read(&path).map(|_| ()).unwrap_err();
        assert!(matches!(error, IndexError::Missing { .. }), "{error}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
