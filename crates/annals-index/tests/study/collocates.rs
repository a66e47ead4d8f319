//! Words near a match, against counts made by hand.

use crate::news::{article, index};
use annals_index::{Beside, CollocateOptions, Index, Measure};
use std::collections::BTreeSet;

fn options(window: usize) -> CollocateOptions {
    CollocateOptions { window, min: 1, limit: 1000, ..CollocateOptions::default() }
}

#[test]
fn counts_are_those_made_by_hand() {
    let dir = tempfile::tempdir().unwrap();
    let mut index = Index::open(dir.path()).unwrap();
    // Two commits, two parts of the index.
    for (id, body) in [("x", "Cold rain fell and cold wind fell. Rain, rain!"), ("y", "The rain of spring.\n\nCold days.")] {
        index.add(&article(id, "2025-01-01", "News", body), Beside::default()).unwrap();
        index.commit().unwrap();
    }
    let found = index.collocates("rain", &options(1)).unwrap();
    // x: news | cold RAIN fell and cold wind fell RAIN RAIN; y: news | the RAIN of spring | cold days.
    assert_eq!((found.occurrences, found.articles, found.corpus_words), (4, 2, 1 + 9 + 1 + 4 + 2));
    let rows: Vec<(&str, u64, u64, u64, u64)> =
        found.collocates.iter().map(|row| (row.word.as_str(), row.observed, row.left, row.right, row.corpus)).collect();
    let mut sorted = rows.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, [("cold", 1, 1, 0, 3), ("fell", 2, 1, 1, 2), ("of", 1, 0, 1, 1), ("the", 1, 1, 0, 1)]);
    assert_eq!(found.near_words, 5);
    assert_eq!(rows[0].0, "fell");
    // 2 of 5 near, 2 of 17 in all: the table 2, 3, 0, 12 and its expected 10/17, 75/17, 24/17, 180/17.
    let by_hand =
        2.0 * (2.0 * (2.0 / (10.0 / 17.0_f64)).ln() + 3.0 * (3.0 / (75.0 / 17.0_f64)).ln() + 12.0 * (12.0 / (180.0 / 17.0_f64)).ln());
    assert!((found.collocates[0].log_likelihood - by_hand).abs() < 1e-9, "{by_hand}");
    assert!((found.collocates[0].expected - 10.0 / 17.0).abs() < 1e-9);
}

#[test]
fn a_window_stays_in_its_paragraph_and_counts_a_word_once() {
    let (_dir, index) = index(3);
    let found = index.collocates("\"varn mills\" OR dividend", &options(2)).unwrap();
    let of = |word: &str| found.collocates.iter().find(|row| row.word == word);
    // "Varn Mills raised its dividend": "raised" and "its" lie between two matches.
    assert_eq!(of("raised").map(|row| (row.observed, row.left, row.right)), Some((2, 0, 2)));
    assert_eq!(of("its").map(|row| (row.observed, row.left, row.right)), Some((2, 2, 0)));
    assert!(of("dividend").is_none() && of("deleted").is_none());
    assert!(found.collocates.iter().all(|row| row.observed <= row.corpus), "a word cannot be seen more often than it is there");
    // "Dividend up", and "Mills goes up. A dividend", as far from either; behind "Dividend up" a new paragraph begins.
    assert_eq!(of("up").map(|row| (row.observed, row.left, row.right)), Some((2, 0, 2)));
}

#[test]
fn the_best_are_the_same_whether_all_are_looked_up_or_not() {
    for each_commit in [1, 100] {
        let (_dir, index) = index(each_commit);
        for by in [Measure::LogLikelihood, Measure::MutualInformation, Measure::LogDice, Measure::Frequency] {
            let all = index.collocates("river OR dividend", &CollocateOptions { by, ..options(4) }).unwrap();
            for limit in [0, 1, 3, 7] {
                let few = index.collocates("river OR dividend", &CollocateOptions { by, limit, ..options(4) }).unwrap();
                assert_eq!(few.collocates, all.collocates[..limit], "{by:?}");
                assert_eq!(few.candidates, all.candidates);
            }
            assert!(all.candidates > 20 && all.candidates == all.collocates.len() as u64);
        }
    }
}

#[test]
fn rare_words_and_stop_words_are_left_out() {
    let (_dir, index) = index(3);
    let stop_words: BTreeSet<String> = ["the".to_owned()].into();
    let some = index.collocates("river", &CollocateOptions { min: 2, ..options(3) }).unwrap();
    assert!(some.collocates.iter().any(|row| row.word == "the") && some.collocates.iter().all(|row| row.observed >= 2));
    let without = index.collocates("river", &CollocateOptions { min: 2, stop_words, ..options(3) }).unwrap();
    assert!(without.collocates.iter().all(|row| row.word != "the"));
    assert_eq!(without.near_words, some.near_words);
    assert!(index.collocates("zebra", &options(3)).unwrap().collocates.is_empty());
}
