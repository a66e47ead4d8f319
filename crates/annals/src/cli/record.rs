//! Commands that put the archive on record: the brief of a day, ledgers of a firm or person.

use super::arguments::{Cli, Day};
use super::commands::{Outcome, listening, stop_on_interrupt};
use super::console::Console;
use annals::config::Config;
use annals::jobs::{self, LedgerQuery};
use annals_story::{Ledger, brief_markdown, ledger_csv};
use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use std::io::{BufWriter, Write};

#[derive(Debug, Subcommand)]
pub(crate) enum Record {
    /// The stories of a day, the weightiest first, a line each with its sources
    #[command(
        after_help = "A story weighs by the outlets that report it on their own (copies of a wire story count once), by its figures,\nrecords, rating changes, and by the indices and firms in headlines and openings.\n\nExamples:\n  annals brief\n  annals brief --date 2025-04-07\n  annals brief --date 2025-04-07 --format json --limit 5 > brief.json && annals verify brief.json"
    )]
    Brief(Brief),
    /// What is on record of a firm or person, a row for each statement: quotes, actions or figures
    #[command(
        after_help = "quotes: what a person said, or the people of a firm, by the roles that articles give them. actions: ratings and targets it\nchanged, or that were changed for it. figures: numbers about it, each measure as a series. Only what articles print in\nheadline, headings, body and captions. JSON Lines can be proved by `annals verify`.\n\nExamples:\n  annals ledger quotes --entity 'Ravi Thirukumar'\n  annals ledger actions --entity 'Goldman Sachs' --from 2025-01\n  annals ledger figures --entity index:HSI --format json"
    )]
    Ledger(LedgerOptions),
}

#[derive(Debug, Args)]
pub(crate) struct Brief {
    /// The day of publication; none: the last day that has articles
    #[arg(long, value_name = "DATE")]
    date: Option<jiff::civil::Date>,
    /// Only what had been received by this time (RFC 3339)
    #[arg(long, value_name = "TIME")]
    as_of: Option<Timestamp>,
    /// So many stories at the most
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = BriefFormat::Md)]
    format: BriefFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum BriefFormat {
    Md,
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct LedgerOptions {
    /// Which ledger
    #[arg(value_enum)]
    which: Which,
    /// A name, an alias or an id; may be given again
    #[arg(long, value_name = "E", required = true)]
    entity: Vec<String>,
    /// Articles published on this day or later
    #[arg(long, value_name = "DATE")]
    from: Option<Day>,
    /// Articles published before this day
    #[arg(long, value_name = "DATE")]
    to: Option<Day>,
    /// Only what had been received by this time (RFC 3339)
    #[arg(long, value_name = "TIME")]
    as_of: Option<Timestamp>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = LedgerFormat::Csv)]
    format: LedgerFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Which {
    /// What was said
    Quotes,
    /// Ratings and targets changed
    Actions,
    /// Numbers, as series
    Figures,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum LedgerFormat {
    Csv,
    /// JSON Lines
    Json,
}

/// Runs one of them.
pub(crate) fn command(cli: &Cli, record: &Record, console: &Console) -> anyhow::Result<Outcome> {
    let store = Config::read(&cli.common.config)?.store;
    let index = jobs::open_index(&store)?;
    let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    match record {
        Record::Brief(options) => {
            let day = match options.date {
                Some(day) => Some(day),
                None => jobs::last_day(&index)?,
            };
            let Some(day) = day else {
                console.summary("no article of the index has a date");
                return Ok(Outcome::Nothing);
            };
            let mut brief = jobs::brief(&index, &store, day, options.as_of)?;
            brief.stories.truncate(options.limit.unwrap_or(usize::MAX));
            if brief.stories.is_empty() {
                console.summary(&format!("no article of {day}"));
                return Ok(Outcome::Nothing);
            }
            match options.format {
                BriefFormat::Md => write!(out, "{}", brief_markdown(&brief))?,
                BriefFormat::Json => writeln!(out, "{}", serde_json::to_string(&brief)?)?,
            }
        }
        Record::Ledger(options) => {
            stop_on_interrupt(console);
            console.begin("articles");
            let which = match options.which {
                Which::Quotes => Ledger::Quotes,
                Which::Actions => Ledger::Actions,
                Which::Figures => Ledger::Figures,
            };
            let query = LedgerQuery {
                which,
                entities: options.entity.clone(),
                from: options.from.map(|day| day.0),
                to: options.to.map(|day| day.0),
                as_of: options.as_of,
            };
            let rows = listening(console, |listener| jobs::ledger(&index, &query, listener))?;
            if rows.is_empty() {
                console.summary("nothing is on record");
                return Ok(Outcome::Nothing);
            }
            match options.format {
                LedgerFormat::Csv => write!(out, "{}", ledger_csv(&rows, which))?,
                LedgerFormat::Json => {
                    rows.iter().try_for_each(|row| Ok::<_, anyhow::Error>(writeln!(out, "{}", serde_json::to_string(row)?)?))?
                }
            }
        }
    }
    out.flush()?;
    Ok(Outcome::Done)
}
