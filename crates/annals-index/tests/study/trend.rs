//! Counts by period add up, and agree with what a concordance shows.

use crate::news::index;
use annals_index::{ConcordanceOptions, Count, IndexError, Period, SearchOptions, TrendOptions};
use jiff::civil::date;

fn options(by: Period) -> TrendOptions {
    TrendOptions { by, ..TrendOptions::default() }
}

#[test]
fn months_without_a_match_are_shown_and_texts_count_once() {
    for each_commit in [1, 3, 100] {
        let (_dir, index) = index(each_commit);
        let trend = index.trend(&["dividend".into(), "nothing".into()], options(Period::Month)).unwrap();
        let rows: Vec<(&str, u64, Count)> = trend.rows.iter().map(|row| (row.period.as_str(), row.articles, row.counts[0])).collect();
        let count = |articles, texts, occurrences| Count { articles, texts, occurrences };
        assert_eq!(
            rows,
            [
                ("2024-12", 1, count(1, 1, 1)),
                // a1 and a2 print one text under two headlines.
                ("2025-01", 2, count(2, 1, 5)),
                ("2025-02", 1, count(1, 1, 3)),
                ("2025-03", 0, count(0, 0, 0)),
                ("2025-04", 1, count(0, 0, 0)),
            ]
        );
        assert_eq!(trend.rows[4].counts[1], count(1, 1, 2));
        let undated = trend.undated.unwrap();
        assert_eq!((undated.period.as_str(), undated.articles, undated.counts[0]), ("undated", 1, count(1, 1, 1)));
        // b3 is a wire copy of a1, another month's: once in all.
        assert_eq!(trend.total.counts[0], count(5, 3, 10));
        assert_eq!(trend.total.articles, 6);
        let words: u64 = trend.rows.iter().map(|row| row.words).sum::<u64>() + undated.words;
        assert_eq!(words, trend.total.words);
    }
}

#[test]
fn words_are_those_of_the_searched_texts() {
    let (_dir, index) = index(3);
    let trend = index
        .trend(&["nothing".into()], TrendOptions { from: Some(date(2025, 4, 1)), to: Some(date(2025, 5, 1)), by: Period::Day })
        .unwrap();
    assert_eq!(trend.rows.len(), 30);
    assert!(trend.undated.is_none());
    // "A quiet day", "Nothing rose and nothing fell. Shares, bonds and the river stood still."
    assert_eq!((trend.rows[6].period.as_str(), trend.rows[6].articles, trend.rows[6].words), ("2025-04-07", 1, 3 + 12));
    assert_eq!((trend.total.articles, trend.total.counts[0].occurrences), (1, 2));
}

#[test]
fn counts_agree_with_search_and_concordance() {
    let indexes = [1, 3].map(index);
    for query in [
        "dividend",
        "\"the river\"",
        "divi* OR river",
        "dividend NEAR/4 raised",
        "headline:dividend",
        "headline:dividend river",
        "firm:Varn",
        "firm:Varn OR dividend OR place:Orlin",
        "firm:Varn river",
        "published:2025",
        "river -shares",
        "<firm> NEAR/5 dividend",
        "dividend NEAR/5 <firm>",
        "<firm> PRE/4 dividend",
        "firm:Varn NEAR/5 dividend",
        "SENT(<place> river)",
        "ATLEAST/2(<firm>)",
        "\"Varn Mills\" OR varn OR mills",
    ] {
        for (_dir, index) in &indexes {
            let found = index.count(query, &SearchOptions::default()).unwrap() as u64;
            let given = index.concordance(query, &ConcordanceOptions::default(), &mut |_| Ok::<_, IndexError>(())).unwrap();
            for by in [Period::Day, Period::Week, Period::Month, Period::Quarter, Period::Year] {
                let trend = index.trend(&[query.to_owned()], options(by)).unwrap();
                let sum = |of: fn(&Count) -> u64| trend.rows.iter().chain(&trend.undated).map(|row| of(&row.counts[0])).sum::<u64>();
                assert_eq!((sum(|count| count.articles), trend.total.counts[0].articles), (found, found), "{query} {by:?}");
                assert_eq!(
                    (sum(|count| count.occurrences), trend.total.counts[0].occurrences),
                    (given.lines, given.lines),
                    "{query} {by:?}"
                );
                assert!(trend.rows.windows(2).all(|pair| pair[0].from < pair[1].from));
            }
        }
    }
}

#[test]
fn nothing_found_has_no_rows() {
    let (_dir, index) = index(3);
    let trend = index.trend(&["zebra".into()], options(Period::Year)).unwrap();
    assert!(trend.rows.is_empty() && trend.total.counts[0] == Count::default());
    assert!(index.trend(&["(".into()], options(Period::Year)).is_err());
}
