//! The command `fetch`: its words, what is told while it works, and what failed at the end.

use super::arguments::{Cli, Day};
use super::commands::{Outcome, listening, stop_on_interrupt};
use super::console::Console;
use super::stopped;
use annals::config::Config;
use annals::jobs::{self, FetchOptions, Fetched, Heard};
use annals::metrics::{Metrics, MetricsPage};
use clap::Args;
use jiff::tz::TimeZone;
use serde_json::json;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

pub(crate) const HELP: &str =
    "robots.txt is obeyed, a host is asked by one connection with pauses between; pages are read by the next `annals run`. \
     Stopped at any moment (also by kill -9), the same command goes on: nothing is left out or kept twice, and asked again is only what was under way at a kill.

With --json-log every address asked is a line {\"kind\":\"fetch\",\"url\",\"host\",\"outcome\",\"status\",\"bytes\",\"milliseconds\",\"detail\",\"time\"}.

Examples:
  annals fetch
  annals fetch --dry-run
  annals fetch https://news.example/markets/today.html
  annals fetch https://data.example/crawl/news-20250226.warc.gz
  annals fetch --since 2025-02 --max-pages 500 --time-limit 10m";

/// Failures told in the table of a run, at the most.
const ROWS: usize = 30;

/// Words of `annals fetch`.
#[derive(Debug, Args)]
pub(crate) struct Fetch {
    /// Addresses of pages, feeds or web archives; none: the configured sources
    urls: Vec<String>,
    /// Say what would be fetched: only feeds, other lists and robots.txt are asked for, nothing is kept
    #[arg(long)]
    dry_run: bool,
    /// Only pages that their list dates on this day or later, or not at all
    #[arg(long, value_name = "DATE")]
    since: Option<Day>,
    /// Pages, at the most
    #[arg(long, value_name = "N")]
    max_pages: Option<usize>,
    /// Stop after so long: seconds, or 90s, 15m, 2h
    #[arg(long, value_name = "T", value_parser = annals::written::length)]
    time_limit: Option<Duration>,
    /// Ask for feeds that are not due yet, addresses that failed and archives that were read
    #[arg(long)]
    force: bool,
    /// Where Prometheus may ask how it goes
    #[arg(long, value_name = "ADDR")]
    metrics: Option<SocketAddr>,
}

/// Fetches once.
pub(crate) fn command(cli: &Cli, options: &Fetch, console: &Console) -> anyhow::Result<Outcome> {
    stop_on_interrupt(console);
    let config = Config::read(&cli.common.config)?;
    warn_of_contact(&config, console);
    let metrics = Arc::new(Metrics::default());
    let _page = open_page(options.metrics, &config, &metrics, console)?;
    console.begin("addresses");
    let since = options.since.map(|day| day.0.to_zoned(TimeZone::UTC).map(|day| day.timestamp())).transpose()?;
    let options = FetchOptions {
        urls: options.urls.clone(),
        dry_run: options.dry_run,
        since,
        max_pages: options.max_pages,
        time_limit: options.time_limit,
        force: options.force,
    };
    let fetched = listening(console, |listener| jobs::fetch(&config, &options, &mut |heard| tell(&heard, &metrics, console), listener))?;
    let mut out = std::io::stdout().lock();
    for url in &fetched.report.would_fetch {
        writeln!(out, "{url}")?;
    }
    out.flush()?;
    tell_troubles(&fetched, console);
    // Who names an address does not mean the sources.
    let here = if options.urls.is_empty() { listening(console, |listener| jobs::sources_here(&config, listener)) } else { 0 };
    // Who names an address wants it.
    if !options.urls.is_empty() && fetched.report.disallowed_count > 0 {
        console.left_out();
    }
    if stopped() {
        let left = fetched.report.left;
        console.message("warning", &format!("interrupted: what came is kept, {left} addresses wait; the same command goes on from there"));
    }
    let dry = if options.dry_run { "dry run: nothing was kept" } else { "`annals run` reads them" };
    let here = if here > 0 { "; sources on this machine are read by `annals run`" } else { "" };
    console.summary_with(&format!("{}; {dry}{here}", in_words(&fetched)), as_json(&fetched));
    Ok(Outcome::Done)
}

/// Says once that servers cannot know whom to turn to.
pub(crate) fn warn_of_contact(config: &Config, console: &Console) {
    if !config.fetch.has_contact() {
        let agent = &config.fetch.user_agent;
        let text = format!("[fetch] user_agent is `{agent}`: add an address where you can be reached, so that sites can write to you");
        console.message("warning", &text);
    }
}

/// Opens the page of metrics, if one is wanted. Where the configuration names its address, another run may have it already.
pub(crate) fn open_page(
    asked: Option<SocketAddr>,
    config: &Config,
    metrics: &Arc<Metrics>,
    console: &Console,
) -> anyhow::Result<Option<MetricsPage>> {
    let Some(address) = asked.or(config.metrics.address) else { return Ok(None) };
    let page = match MetricsPage::open(address, Arc::clone(metrics)) {
        Ok(page) => page,
        Err(e) if asked.is_none() => {
            console.message("warning", &format!("no metrics: cannot listen on {address}: {e}"));
            return Ok(None);
        }
        Err(e) => return Err(anyhow::anyhow!("cannot listen on {address}: {e}")),
    };
    if !address.ip().is_loopback() {
        console.message("warning", &format!("the metrics at {address} can be read from elsewhere"));
    }
    console.note(&format!("metrics at http://{}/metrics", page.address()));
    Ok(Some(page))
}

/// What is heard of the network goes to the metrics and, a line each, to the JSON log; archives show their bytes.
pub(crate) fn tell(heard: &Heard<'_>, metrics: &Metrics, console: &Console) {
    metrics.heard(heard);
    match heard {
        Heard::Asked(told) => console.event(|| {
            json!({
                "kind": "fetch",
                "url": told.url,
                "host": told.host,
                "outcome": told.outcome.as_str(),
                "status": told.status,
                "bytes": told.bytes,
                "milliseconds": u64::try_from(told.took.as_millis()).unwrap_or(u64::MAX),
                "detail": told.detail,
            })
        }),
        Heard::Bytes { url, done, of, .. } => console.progress(url, *done, *of),
        Heard::Pending(_) => {}
    }
}

/// What failed, by host and reason; what robots.txt closes; what was mended.
pub(crate) fn tell_troubles(fetched: &Fetched, console: &Console) {
    for note in &fetched.notes {
        console.message("note", note);
    }
    for (url, rule) in &fetched.report.disallowed {
        console.message("disallowed", &format!("{url} by {rule}"));
    }
    let failures = &fetched.report.failures;
    let mut rows: Vec<(usize, &str, &str)> = failures
        .iter()
        .flat_map(|(host, reasons)| reasons.iter().map(|(outcome, count)| (*count, host.as_str(), outcome.as_str())))
        .collect();
    if rows.is_empty() || console.is_json() {
        return;
    }
    rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
    let width = rows.iter().take(ROWS).map(|(_, host, _)| host.chars().count()).max().unwrap_or(4).clamp(4, 60);
    let mut table = format!("{:<width$}  {:<18}  failed", "host", "reason");
    for (count, host, outcome) in rows.iter().take(ROWS) {
        table.push_str(&format!("\n{host:<width$}  {outcome:<18}  {count:>6}"));
    }
    let more: usize = rows.iter().skip(ROWS).map(|row| row.0).sum();
    if more > 0 {
        table.push_str(&format!("\n{:<width$}  {:<18}  {more:>6}", format!("{} more", rows.len() - ROWS), ""));
    }
    console.note(&table);
}

/// What came, in a line.
pub(crate) fn in_words(fetched: &Fetched) -> String {
    let (report, archives) = (&fetched.report, &fetched.archives);
    let mut text = format!(
        "{} fetched, {} not modified, {} known, {} not due, {} left for a later run, {} disallowed by robots.txt, {} failed",
        report.fetched,
        report.not_modified + report.same_bytes,
        report.known,
        report.not_due,
        report.left,
        report.disallowed_count,
        report.failed_count
    );
    if archives.read + archives.passed_over + archives.failed > 0 {
        text.push_str(&format!(
            "; {} {} read ({} {}), {} passed over, {} failed",
            archives.read,
            if archives.read == 1 { "archive" } else { "archives" },
            archives.pages,
            if archives.pages == 1 { "page" } else { "pages" },
            archives.passed_over,
            archives.failed
        ));
    }
    text
}

/// The same for programs.
pub(crate) fn as_json(fetched: &Fetched) -> serde_json::Value {
    let (report, archives) = (&fetched.report, &fetched.archives);
    json!({
        "requested": report.requested,
        "fetched": report.fetched,
        "truncated": report.truncated,
        "not_modified": report.not_modified,
        "same_bytes": report.same_bytes,
        "known": report.known,
        "not_due": report.not_due,
        "left": report.left,
        "disallowed": report.disallowed_count,
        "failed": report.failed_count,
        "bytes": report.bytes,
        "failures": report.failures,
        "archives": {
            "read": archives.read,
            "passed_over": archives.passed_over,
            "failed": archives.failed,
            "pages": archives.pages,
            "bytes": archives.bytes,
        },
        "interrupted": stopped(),
    })
}
