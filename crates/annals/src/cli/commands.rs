//! Commands that work on the store: init, run, fetch, index, serve, stats.

use super::arguments::{Cli, Command};
use super::console::Console;
use super::model::engine;
use super::{STOP, stopped};
use annals::config::Config;
use annals::input::Given;
use annals::jobs::{self, Listener};
use annals::{Rejection, sample};
use jiff::Timestamp;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::Ordering;

/// How a command ended, when not in an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done, or found.
    Done,
    /// Nothing found, or a proof failed.
    Nothing,
    /// What goes on until it is asked to stop was asked to.
    Ended,
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
        Command::Run(options) => super::run::command(cli, options, console),
        Command::Fetch(options) => super::fetch::command(cli, options, console),
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

/// The first interrupt asks jobs to stop after the item at hand; what is committed stays. It also wakes the thread that
/// called this.
pub(crate) fn stop_on_interrupt(console: &Console) {
    let caller = std::thread::current();
    let set = ctrlc::set_handler(move || {
        STOP.store(true, Ordering::Relaxed);
        caller.unpark();
    });
    if let Err(e) = set {
        console.message("warning", &format!("an interrupt will not be safe: {e}"));
    }
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
