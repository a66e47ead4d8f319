//! Measures search: `cargo run --release -p annals-tests --bin search-bench -- --articles 10000`.
//!
//! The generator's corpus is indexed twice in one run, by annals and by the search library alone (title, text, date,
//! outlet), and every kind of query is asked of both. All times are of the processor, on one thread, warm.
//!
//! How figures grow: `--growth 10000,100000,1000000:none` measures each of these corpora and prints one table at the end;
//! `:none` indexes plain articles, since a million of them take an hour to annotate. `--json FILE` keeps all figures.

mod clock;
mod corpus;
mod kinds;
mod ours;
mod raw;
mod report;
mod terms;

use clap::Parser;
use corpus::Annotate;
use report::Report;
use std::error::Error;
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
    /// Several corpora one after the other and a table of them all: numbers of articles, `:none` behind one that is not
    /// annotated
    #[arg(long, value_name = "N[:none],…", value_delimiter = ',', conflicts_with = "articles", value_parser = size)]
    growth: Vec<(usize, Option<Annotate>)>,
    /// Where corpus and indexes are kept; the corpus is used again
    #[arg(long, default_value = "target/search-bench")]
    folder: PathBuf,
    /// Queries of each kind
    #[arg(long, default_value_t = 60)]
    queries: usize,
    /// Use the indexes of the run before
    #[arg(long)]
    keep: bool,
    /// Write all figures there: a list with an object for each corpus
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

fn size(text: &str) -> Result<(usize, Option<Annotate>), String> {
    let (number, kind) = text.strip_suffix(":none").map_or((text, None), |number| (number, Some(Annotate::None)));
    number.parse().map(|number| (number, kind)).map_err(|_| "a number of articles, with or without `:none`".to_owned())
}

/// Measures one corpus.
fn measure(out: &mut impl Write, arguments: &Arguments, articles: usize, annotate: Annotate) -> Result<Report, Box<dyn Error>> {
    let name = |kind: &str| arguments.folder.join(format!("{kind}-{articles}-{}", annotate.name()));
    let (ours, raw) = (name("annals"), name("raw"));
    let built = if arguments.keep {
        None
    } else {
        let corpus = corpus::make(&arguments.folder, articles, annotate)?;
        Some([ours::build(&ours, &corpus)?, raw::build(&raw, &corpus)?])
    };
    let mut report = Report::begin(out, articles, annotate.name(), built)?;
    let (ours, raw) = (ours::Ours::open(&ours)?, raw::Raw::open(&raw)?);
    let terms = terms::Terms::of(&raw, arguments.queries)?;
    kinds::measure(out, &mut report, &ours, &raw, &terms)?;
    Ok(report)
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    std::fs::create_dir_all(&arguments.folder)?;
    let one = [(arguments.articles, None)];
    let sizes = if arguments.growth.is_empty() { &one[..] } else { &arguments.growth };
    let mut reports = Vec::with_capacity(sizes.len());
    for (articles, annotate) in sizes {
        reports.push(measure(&mut out, arguments, *articles, annotate.unwrap_or(arguments.annotate))?);
        writeln!(out)?;
        // Written after each corpus: the next one may take hours.
        if let Some(path) = &arguments.json {
            let all: Vec<serde_json::Value> = reports.iter().map(Report::json).collect();
            std::fs::write(path, serde_json::to_string_pretty(&all)? + "\n")?;
        }
    }
    if !arguments.growth.is_empty() {
        report::growth(&mut out, &reports)?;
    }
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
