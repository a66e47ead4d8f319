//! The command `run`: its words, one round or one after another, and what a round did.

use super::arguments::Cli;
use super::commands::{Outcome, listening, now, stop_on_interrupt};
use super::console::Console;
use super::fetch::{as_json, in_words, open_page, tell, tell_troubles, warn_of_contact};
use super::model::engine;
use super::stopped;
use annals::config::Config;
use annals::jobs::{self, Engine, Summary};
use annals::metrics::{Metrics, Round};
use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub(crate) const HELP: &str = "Only what is new is worked on.

With --every, rounds go on until the program is asked to stop (SIGTERM, Ctrl-C; exit 0). Each begins so long after the last \
     one began, or at once when that took longer; a failed one is told and the next one tried. Between rounds nothing is locked, \
     and the configuration is read anew.

Examples:
  annals run
  annals run -c news/annals.toml
  annals run --every 15m --metrics 127.0.0.1:9464 --json-log 2>> run.log";

/// What a person may want to do with what was read.
const HINTS: &str = "
try next   annals search 'record southbound'
           annals timeline --entity BYD
           annals stats";

/// Words of `annals run`.
#[derive(Debug, Args)]
pub(crate) struct Run {
    /// Again and again: 90s, 15m, 2h, 1d
    #[arg(long, value_name = "T", value_parser = interval)]
    every: Option<Duration>,
    /// Where Prometheus may ask how it goes
    #[arg(long, value_name = "ADDR")]
    metrics: Option<SocketAddr>,
}

/// Runs once, or until asked to stop.
pub(crate) fn command(cli: &Cli, options: &Run, console: &Console) -> anyhow::Result<Outcome> {
    stop_on_interrupt(console);
    let config = Config::read(&cli.common.config)?;
    if config.is_remote() {
        warn_of_contact(&config, console);
    }
    let engine = engine(&cli.common.config, None)?;
    let metrics = Arc::new(Metrics::default());
    let page = open_page(options.metrics, &config, &metrics, console)?;
    let Some(every) = options.every else {
        round(cli, &config, &engine, &metrics, true, console)?;
        return Ok(Outcome::Done);
    };
    while !stopped() {
        let begun = Instant::now();
        // A configuration that was spoilt since is told, and may be mended before the next round.
        let config = Config::read(&cli.common.config).map_err(anyhow::Error::from);
        if config.is_err() {
            metrics.round(Round::Failed, Timestamp::now(), begun.elapsed(), None);
        }
        if let Err(e) = config.and_then(|config| round(cli, &config, &engine, &metrics, false, console)) {
            console.message("error", &format!("this round failed, the next one is tried: {e}"));
        }
        sleep_until(begun + every);
    }
    drop(page);
    console.note("stopped as asked; what was committed stays");
    Ok(Outcome::Ended)
}

/// A length of time between two rounds: shorter than a second is a slip of the hand, and the servers asked would not like it.
fn interval(text: &str) -> Result<Duration, String> {
    let length = annals::written::length(text)?;
    if length < Duration::from_secs(1) { Err("a round a second is the most".to_owned()) } else { Ok(length) }
}

/// Waits; a request to stop ends it at once.
fn sleep_until(moment: Instant) {
    while !stopped() {
        match moment.checked_duration_since(Instant::now()) {
            // The request unparks this thread. Should that go astray, it is seen within a second.
            Some(left) if !left.is_zero() => std::thread::park_timeout(left.min(Duration::from_secs(1))),
            _ => return,
        }
    }
}

/// One round, with its summary.
fn round(cli: &Cli, config: &Config, engine: &Engine, metrics: &Metrics, hints: bool, console: &Console) -> anyhow::Result<()> {
    let (begun, rejected) = (Instant::now(), console.rejected());
    console.begin("pages");
    let done =
        listening(console, |listener| jobs::run_heard(config, engine, now(cli), &mut |heard| tell(&heard, metrics, console), listener));
    let how = match &done {
        Err(_) => Round::Failed,
        Ok(_) if stopped() => Round::Stopped,
        Ok(_) => Round::Done,
    };
    metrics.round(how, Timestamp::now(), begun.elapsed(), done.as_ref().ok());
    let summary = done?;
    let rejected = console.rejected() - rejected;
    tell_troubles(&summary.network, console);
    if stopped() && hints {
        console.message("warning", "interrupted: what was committed stays, the next run goes on from there");
    }
    let mut text = in_lines(config, &summary, begun.elapsed(), rejected);
    if hints && !stopped() {
        text.push_str(HINTS);
    }
    console.summary_with(&text, figures(config, &summary, rejected));
    Ok(())
}

/// A round for programs.
fn figures(config: &Config, summary: &Summary, rejected: u64) -> Value {
    let [mentions, dates, figures, quotes] = summary.found;
    json!({
        "pages": { "new": summary.new_pages, "known": summary.known_pages, "no_articles": summary.not_articles },
        "articles": { "new": summary.articles, "revised": summary.revised, "bytes": summary.bytes, "indexed": summary.indexed },
        "found": { "mentions": mentions, "dates": dates, "figures": figures, "quotes": quotes },
        "stories": { "told": summary.stories.0, "all": summary.stories.1 },
        "rejected": rejected,
        "fetch": config.is_remote().then(|| as_json(&summary.network)),
        "interrupted": stopped(),
    })
}

/// A round for people.
#[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
fn in_lines(config: &Config, summary: &Summary, took: Duration, rejected: u64) -> String {
    let Summary { fetched, network, new_pages, known_pages, not_articles, articles, revised, found, bytes, stories, indexed } = summary;
    let network = if config.is_remote() { format!("network    {}\n", in_words(network)) } else { String::new() };
    let megabytes = *bytes as f64 / 1e6;
    let seconds = took.as_secs_f64();
    let store = config.store.display();
    format!(
        "{network}pages      {new_pages} new, {known_pages} known, {not_articles} no articles, {fetched} from the network, {rejected} rejected\n\
         articles   {articles} new ({revised} revised), {megabytes:.2} MB of text, {:.1} MB/s\n\
         found      {} mentions, {} dates, {} figures, {} quotes\n\
         stories    {} told anew, {} in all\n\
         index      {indexed} articles in {store} ({seconds:.1} s)",
        if seconds > 0.0 { megabytes / seconds } else { 0.0 },
        found[0],
        found[1],
        found[2],
        found[3],
        stories.0,
        stories.1,
    )
}
