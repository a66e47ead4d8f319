//! `annals watch`: saved searches.

use super::arguments::Cli;
use super::commands::{Outcome, now};
use super::console::Console;
use annals::config::Config;
use annals::jobs::{WatchFormat, Watched, Watches};
use clap::{Args, Subcommand, ValueEnum};
use std::io::{BufWriter, Write};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct Watch {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Save a search; its first run gives all that is there
    #[command(after_help = "Examples:\n  annals watch add byd 'firm:BYD'\n  annals watch add --from-now records '\"record high\"'")]
    Add {
        /// Its name
        name: String,
        /// The query, in the language of `annals search`
        query: String,
        /// Pass over what is there now
        #[arg(long)]
        from_now: bool,
    },
    /// The saved searches: name, query, last run, articles given
    #[command(after_help = "Example:\n  annals watch list --json")]
    List {
        /// As JSON Lines
        #[arg(long)]
        json: bool,
    },
    /// Forget a search
    #[command(after_help = "Example:\n  annals watch remove byd")]
    Remove {
        /// Its name
        name: String,
    },
    /// What came in since the last run of each watch, the latest first
    #[command(
        after_help = "Nothing that `annals run` or `annals index FILE` adds is missed, whatever its dates. The mark is set when the output is\nwritten: killed before that, the next run gives the same articles again, under the same ids. A feed is of one watch; with\n--out it keeps the last fifty entries, and the file changes only when something is new.\nExit: 0 something new, 1 nothing new.\n\nExamples:\n  annals watch run\n  annals watch run byd --format jsonl\n  annals watch run byd --format atom --out byd.xml\n  annals watch run --peek"
    )]
    Run {
        /// Only this one
        name: Option<String>,
        /// Form of the output
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// The file of the feed
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Look only: what is new stays new
        #[arg(long)]
        peek: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Jsonl,
    Atom,
}

/// Runs it.
pub(crate) fn command(cli: &Cli, options: &Watch, console: &Console) -> anyhow::Result<Outcome> {
    let mut watches = Watches::open(&Config::read(&cli.common.config)?.store)?;
    match &options.command {
        Command::Add { name, query, from_now } => {
            watches.add(name, query, *from_now, now(cli))?;
            console.summary(&format!("watch `{name}` saved; next: annals watch run"));
            Ok(Outcome::Done)
        }
        Command::List { json } => list(&watches, *json, console),
        Command::Remove { name } => {
            if !watches.remove(name)? {
                console.summary(&format!("no watch `{name}`"));
                return Ok(Outcome::Nothing);
            }
            Ok(Outcome::Done)
        }
        Command::Run { name, format, out, peek } => {
            let format = match (format, out) {
                (Format::Atom, out) => WatchFormat::Atom(out.clone()),
                (_, Some(_)) => anyhow::bail!("--out is the file of a feed: add --format atom, or send the output there"),
                (Format::Text, None) => WatchFormat::Text,
                (Format::Jsonl, None) => WatchFormat::Jsonl,
            };
            let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
            let Watched { new, watches, anew } = watches.run(name.as_deref(), &format, *peek, now(cli), &mut out)?;
            for name in anew {
                console.message("warning", &format!("the store is not the one that watch `{name}` has read: it began anew"));
            }
            console.summary(&match watches {
                0 => "no watches: annals watch add NAME QUERY".to_owned(),
                watches => format!("{new} new in {watches} watches"),
            });
            Ok(if new == 0 { Outcome::Nothing } else { Outcome::Done })
        }
    }
}

fn list(watches: &Watches, json: bool, console: &Console) -> anyhow::Result<Outcome> {
    let mut out = std::io::stdout().lock();
    for watch in watches.list() {
        let last_run = watch.last_run.map(|time| time.to_string());
        if json {
            let row = serde_json::json!({ "name": watch.name, "query": watch.query, "added": watch.added, "last_run": last_run, "given": watch.given });
            writeln!(out, "{row}")?;
        } else {
            writeln!(out, "{}\t{}\t{}\t{}", watch.name, watch.query, last_run.as_deref().unwrap_or("never"), watch.given)?;
        }
    }
    if watches.list().is_empty() {
        console.summary("no watches: annals watch add NAME QUERY");
        return Ok(Outcome::Nothing);
    }
    Ok(Outcome::Done)
}
