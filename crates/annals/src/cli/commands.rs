//! Commands that work on the store: init, run, fetch, index, serve, stats.

use super::arguments::{Cli, Command, Fetch};
use super::console::Console;
use super::model::engine;
use super::{STOP, stopped};
use annals::config::Config;
use annals::input::Given;
use annals::jobs::{self, FetchOptions, Listener, Summary};
use annals::{Rejection, sample};
use jiff::Timestamp;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// How a command ended, when not in an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done, or found.
    Done,
    /// Nothing found, or a proof failed.
    Nothing,
}

/// A listener that prints to the console and stops on an interrupt.
pub(crate) fn listening<T>(console: &Console, job: impl FnOnce(&Listener<'_>) -> T) -> T {
    let reject = |rejection: &Rejection| console.reject(rejection);
    let step = || console.step();
    job(&Listener { reject: &reject, step: &step, stop: &stopped })
}

/// The clock, unless fixed by `--now`.
pub(crate) fn now(cli: &Cli) -> Timestamp {
    cli.common.now.unwrap_or_else(Timestamp::now)
}

/// Runs one of the store's commands.
pub(crate) fn store_command(cli: &Cli, console: &Console) -> anyhow::Result<Outcome> {
    match &cli.command {
        Command::Init { dir } => init(dir, console),
        Command::Run => run(cli, console),
        Command::Fetch(options) => fetch(cli, options, console),
        Command::Index { files } => index(cli, files, console),
        Command::Serve(options) => super::serve::command(cli, options, console),
        Command::Stats { json } => stats(cli, *json),
        _ => Ok(Outcome::Done),
    }
}

fn init(dir: &Path, console: &Console) -> anyhow::Result<Outcome> {
    let written = sample::init(dir)?;
    console.summary(&format!("{} files in {}; next: cd {} && annals run", written.len(), dir.display(), dir.display()));
    Ok(Outcome::Done)
}

/// The first interrupt asks jobs to stop after the item at hand; what is committed stays.
pub(crate) fn stop_on_interrupt(console: &Console) {
    let set = ctrlc::set_handler(|| STOP.store(true, Ordering::Relaxed));
    if let Err(e) = set {
        console.message("warning", &format!("an interrupt will not be safe: {e}"));
    }
}

fn run(cli: &Cli, console: &Console) -> anyhow::Result<Outcome> {
    stop_on_interrupt(console);
    let config = Config::read(&cli.common.config)?;
    let engine = engine(&cli.common.config, None)?;
    let begun = Instant::now();
    console.begin("pages");
    let summary = listening(console, |listener| jobs::run(&config, &engine, now(cli), listener))?;
    console.summary(&run_summary(&config, &summary, begun.elapsed(), console.rejected()));
    if stopped() {
        console.message("warning", "interrupted: what was committed stays, the next run goes on from there");
    }
    Ok(Outcome::Done)
}

#[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
fn run_summary(config: &Config, summary: &Summary, took: Duration, rejected: u64) -> String {
    let Summary { fetched, new_pages, known_pages, not_articles, articles, revised, found, bytes, stories, indexed } = summary;
    let megabytes = *bytes as f64 / 1e6;
    let seconds = took.as_secs_f64();
    let store = config.store.display();
    format!(
        "pages      {new_pages} new, {known_pages} known, {not_articles} no articles, {fetched} from the network, {rejected} rejected\n\
         articles   {articles} new ({revised} revised), {megabytes:.2} MB of text, {:.1} MB/s\n\
         found      {} mentions, {} dates, {} figures, {} quotes\n\
         stories    {} told anew, {} in all\n\
         index      {indexed} articles in {store} ({seconds:.1} s)\n\
         try next   annals search 'record southbound'\n           \
         annals timeline --entity BYD\n           \
         annals stats",
        if seconds > 0.0 { megabytes / seconds } else { 0.0 },
        found[0],
        found[1],
        found[2],
        found[3],
        stories.0,
        stories.1,
    )
}

fn fetch(cli: &Cli, options: &Fetch, console: &Console) -> anyhow::Result<Outcome> {
    stop_on_interrupt(console);
    let config = Config::read(&cli.common.config)?;
    console.begin("pages");
    let options = FetchOptions {
        urls: options.urls.clone(),
        dry_run: options.dry_run,
        max_pages: options.max_pages,
        time_limit: options.time_limit.map(Duration::from_secs),
    };
    let report = listening(console, |listener| jobs::fetch(&config, &options, listener))?;
    let mut out = std::io::stdout().lock();
    for url in &report.would_fetch {
        writeln!(out, "{url}")?;
    }
    console.summary(&format!(
        "{} fetched, {} not modified, {} known, {} left for a later run, {} disallowed by robots.txt, {} failed; `annals run` reads them",
        report.fetched,
        report.not_modified,
        report.known,
        report.left.len(),
        report.disallowed.len(),
        report.failed.len()
    ));
    for (url, rule) in &report.disallowed {
        console.message("disallowed", &format!("{url} by {rule}"));
    }
    Ok(Outcome::Done)
}

fn index(cli: &Cli, files: &[String], console: &Console) -> anyhow::Result<Outcome> {
    stop_on_interrupt(console);
    let config = Config::read(&cli.common.config)?;
    let engine = engine(&cli.common.config, None)?;
    console.begin("articles");
    let done = if files.is_empty() {
        listening(console, |listener| jobs::rebuild(&config.store, listener))?
    } else {
        let given = Given { published: None, now: Some(now(cli)) };
        listening(console, |listener| jobs::add_files(&engine, &config.store, files, given, listener))?
    };
    console.summary(&format!("{done} articles indexed"));
    Ok(Outcome::Done)
}

fn stats(cli: &Cli, json: bool) -> anyhow::Result<Outcome> {
    let config = Config::read(&cli.common.config)?;
    let stats = jobs::open_index(&config.store)?.stats()?;
    let value = serde_json::to_value(&stats)?;
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{value}")?;
    } else if let Some(fields) = value.as_object() {
        for (name, value) in fields {
            let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            writeln!(out, "{:<14} {shown}", name.replace('_', " "))?;
        }
    }
    Ok(Outcome::Done)
}
