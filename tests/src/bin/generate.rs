//! Writes made-up market news: `cargo run --release -p annals-tests --bin generate -- --articles 10000 --seed 7 > articles.jsonl`.

use annals_tests::generator::{Articles, Options, Seed};
use clap::Parser;
use std::fs::File;
use std::io::{BufWriter, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Writes made-up market news as articles.jsonl; the same seed gives the same bytes.
#[derive(Parser)]
struct Arguments {
    /// How many articles
    #[arg(long, default_value_t = 10_000)]
    articles: usize,
    /// The number from which all chance comes
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Write the truth about each article into this file, one JSON object a line
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
    /// The span of publication in weeks; a longer run starts again at its beginning
    #[arg(long, default_value_t = Options::default().weeks)]
    weeks: u32,
    /// Articles a day, on average; articles ÷ days lets a long run fill the span once
    #[arg(long, default_value_t = Options::default().per_day)]
    per_day: f64,
}

fn write(arguments: &Arguments) -> std::io::Result<()> {
    let options = Options { weeks: arguments.weeks, per_day: arguments.per_day, ..Options::default() };
    let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let mut truth = arguments.truth.as_ref().map(File::create).transpose()?.map(BufWriter::new);
    for article in Articles::new(Seed(arguments.seed), options).take(arguments.articles) {
        writeln!(out, "{}", article.json())?;
        if let Some(truth) = &mut truth {
            writeln!(truth, "{}", article.truth.json())?;
        }
    }
    if let Some(mut truth) = truth {
        truth.flush()?;
    }
    out.flush()
}

fn main() -> ExitCode {
    match write(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        // A reader that has seen enough (`head`) is no failure.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "generate: cannot write: {error}");
            ExitCode::FAILURE
        }
    }
}
