//! Commands that only show: rules, feeds, robots.txt.

use super::arguments::{Cli, Command, Feed, Robots};
use super::commands::Outcome;
use std::io::{Read, Write};

/// Runs one of them.
pub(crate) fn command(cli: &Cli) -> anyhow::Result<Outcome> {
    match &cli.command {
        Command::Rules { name } => rules(name.as_deref()),
        Command::Feed(Feed::Parse { file }) => feed(file),
        Command::Robots(options) => robots(options),
        _ => Ok(Outcome::Done),
    }
}

/// All rules, a line each; one rule with its cases.
fn rules(name: Option<&str>) -> anyhow::Result<Outcome> {
    let mut out = std::io::stdout().lock();
    let cards = annals_extract::rules();
    let exact = cards.iter().find(|card| Some(card.name) == name);
    if let Some(card) = exact {
        writeln!(out, "{}\n{}\n\n{}", card.name, card.about, card.cases.trim_end())?;
        return Ok(Outcome::Done);
    }
    let mut found = Outcome::Nothing;
    for card in cards.iter().filter(|card| card.name.contains(name.unwrap_or_default())) {
        writeln!(out, "{:<32} {}", card.name, card.about)?;
        found = Outcome::Done;
    }
    Ok(found)
}

fn feed(file: &str) -> anyhow::Result<Outcome> {
    let feed = annals_fetch::parse_feed(&bytes(file)?, None)?;
    writeln!(std::io::stdout().lock(), "{}", serde_json::to_string(&feed)?)?;
    Ok(Outcome::Done)
}

fn robots(options: &Robots) -> anyhow::Result<Outcome> {
    let robots = annals_fetch::robots(&bytes(&options.file)?, &options.agent);
    let mut out = std::io::stdout().lock();
    for path in &options.paths {
        let (allowed, rule) = robots.allowed(path);
        writeln!(out, "{}", serde_json::json!({ "path": path, "allowed": allowed, "rule": rule }))?;
    }
    if options.info {
        let delay = robots.delay().map(|delay| delay.as_secs_f64());
        writeln!(out, "{}", serde_json::json!({ "delay": delay, "sitemaps": robots.sitemaps() }))?;
    }
    Ok(Outcome::Done)
}

/// A file's bytes; `-` is standard input.
pub(crate) fn bytes(file: &str) -> anyhow::Result<Vec<u8>> {
    if file == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(|e| anyhow::anyhow!("cannot read standard input: {e}"))?;
        return Ok(bytes);
    }
    std::fs::read(file).map_err(|e| anyhow::anyhow!("cannot read {file}: {e}"))
}
