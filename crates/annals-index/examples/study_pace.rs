//! Measures how fast an index is studied: `study_pace ARTICLES.jsonl QUERY…` indexes the articles, bare of annotations, and
//! times lines of a concordance, trends and collocates.

#![expect(clippy::print_stdout, reason = "figures for a person")]

use annals_index::{Beside, CollocateOptions, ConcordanceOptions, Index, IndexError, LineOrder, TrendOptions};
use annals_model::{Annotated, article_from_json};
use std::hint::black_box;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("name a file of articles and queries")?;
    let folder = tempfile::tempdir()?;
    let mut index = Index::open(folder.path())?;
    for line in std::fs::read_to_string(file)?.lines() {
        let article = article_from_json(line).map_err(|error| error.0)?;
        index.add(&Annotated { article, ..Annotated::default() }, Beside::default())?;
    }
    index.finish()?;
    for query in arguments {
        for (name, order) in [("index order", LineOrder::Index), ("by date", LineOrder::Date), ("by left", LineOrder::Left)] {
            let options = ConcordanceOptions { order, limit: Some(1000), ..ConcordanceOptions::default() };
            let mut lines = 0;
            let best = best_of(20, || {
                let mut each = |line: &annals_index::Line| {
                    black_box(line);
                    Ok::<_, IndexError>(())
                };
                lines = index.concordance(&query, &options, &mut each)?.lines;
                Ok(())
            })?;
            println!("{query}: {lines} lines {name}: {best:.2} ms");
        }
        let queries = [query.clone()];
        let best = best_of(20, || index.trend(&queries, TrendOptions::default()).map(|trend| drop(black_box(trend))))?;
        println!("{query}: trend by month: {best:.2} ms");
        let best = best_of(5, || index.collocates(&query, &CollocateOptions::default()).map(|found| drop(black_box(found))))?;
        println!("{query}: collocates: {best:.2} ms");
    }
    Ok(())
}

/// Milliseconds of the fastest of some runs.
fn best_of(runs: usize, mut run: impl FnMut() -> Result<(), IndexError>) -> Result<f64, IndexError> {
    let mut best = f64::INFINITY;
    for _ in 0..runs {
        let begun = Instant::now();
        run()?;
        best = best.min(begun.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(best)
}
