//! How fast texts are read: `cargo run --release -p annals-extract --example pace -- FILE…` prints megabytes a second, on one thread.
//!
//! A file is a plain text; blank lines in it part the articles. `--only time` reads dates alone, `--only time,figure` figures as well.

use annals_extract::{Knowledge, Wanted, annotate_only};
use annals_model::{Article, DateTime};
use std::hint::black_box;
use std::io::Write;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut wanted = Wanted { figures: true, names: true };
    let mut files = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--only" => {
                let list = arguments.next().unwrap_or_default();
                wanted = Wanted { figures: list.contains("figure"), names: false };
            }
            _ => files.push(argument),
        }
    }
    let begun = Instant::now();
    let knowledge = Knowledge::embedded();
    let opened = begun.elapsed();
    let mut articles = Vec::new();
    for file in &files {
        for text in std::fs::read_to_string(file)?.split("\n\n\n") {
            let published = DateTime::parse("2025-02-26");
            articles.push(Article { text: text.to_owned(), published, ..Article::default() });
        }
    }
    let bytes: usize = articles.iter().map(|article| article.text.len()).sum();
    let mut best = f64::INFINITY;
    let mut found = 0;
    for _ in 0..5 {
        let begun = Instant::now();
        found = 0;
        for article in &articles {
            let annotations = annotate_only(black_box(article), &knowledge, wanted);
            found += annotations.times.len() + annotations.figures.len() + annotations.mentions.len();
        }
        best = best.min(begun.elapsed().as_secs_f64());
    }
    #[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
    let megabytes = bytes as f64 / 1e6;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{megabytes:.2} MB in {} articles, best of 5: {:.1} MB/s, {found} found, opened in {opened:?}",
        articles.len(),
        megabytes / best
    )?;
    Ok(())
}
