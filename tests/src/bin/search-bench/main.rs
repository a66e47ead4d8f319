//! Measures search: `cargo run --release -p annals-tests --bin search-bench -- --articles 10000`.
//!
//! The generator's corpus is indexed twice in one run, by annals and by the search library alone (title, text, date,
//! outlet), and every kind of query is asked of both. All times are of the processor, on one thread, warm.

mod clock;
mod corpus;
mod ours;
mod raw;
mod report;
mod terms;

use clap::Parser;
use corpus::Annotate;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Measures search beside the search library alone, on made-up news.
#[derive(Parser)]
struct Arguments {
    /// How many articles
    #[arg(long, default_value_t = 10_000)]
    articles: usize,
    /// Whether articles are annotated before they are indexed; a million of them take an hour
    #[arg(long, value_enum, default_value_t = Annotate::All)]
    annotate: Annotate,
    /// Where corpus and indexes are kept; the corpus is used again
    #[arg(long, default_value = "target/search-bench")]
    folder: PathBuf,
    /// Queries of each kind
    #[arg(long, default_value_t = 60)]
    queries: usize,
    /// Use the indexes of the run before
    #[arg(long)]
    keep: bool,
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    std::fs::create_dir_all(&arguments.folder)?;
    let corpus = corpus::make(&arguments.folder, arguments.articles, arguments.annotate)?;
    let name = |kind: &str| arguments.folder.join(format!("{kind}-{}-{}", arguments.articles, arguments.annotate.name()));
    let (ours, raw) = (name("annals"), name("raw"));
    writeln!(out, "{} articles, annotations: {}", arguments.articles, arguments.annotate.name())?;
    if !arguments.keep {
        let built = [("annals", ours::build(&ours, &corpus)?), ("raw", raw::build(&raw, &corpus)?)];
        report::build(&mut out, &built)?;
    }
    let (ours, raw) = (ours::Ours::open(&ours)?, raw::Raw::open(&raw)?);
    let terms = terms::Terms::of(&raw, arguments.queries)?;
    report::queries(&mut out, &ours, &raw, &terms)?;
    Ok(())
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "search-bench: {error}");
            ExitCode::FAILURE
        }
    }
}
