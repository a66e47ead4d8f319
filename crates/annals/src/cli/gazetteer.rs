//! `annals gazetteer`: is it in order, and what does a name mean?

use super::commands::Outcome;
use super::console::Console;
use annals::jobs::gazetteer_tables;
use annals_extract::{Knowledge, check_gazetteer, meanings_in};
use clap::{Args, Subcommand};
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Gazetteer {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say what is wrong in the tables, a line a fault, with file and line
    #[command(
        after_help = "Found are names that two entities claim or that say too little by themselves, ids, owners and sources that lead\nnowhere, and rows out of form. A deliberate exception stands in exceptions.tsv with its reason.\nExit: 0 clean, 1 faults, 2 no gazetteer there.\n\nExamples:\n  annals gazetteer check\n  annals gazetteer check --path ../other/gazetteer"
    )]
    Check {
        /// The folder of the tables
        #[arg(long, default_value = FOLDER, value_name = "DIR")]
        path: PathBuf,
    },
    /// Print the entities a name may mean, the likeliest first; of an id, its names
    #[command(
        after_help = "Columns: strength, rank, id, kind, name, tickers, owner, row. Without the tables the built-in form answers, which keeps\nneither ranks nor rows.\n\nExamples:\n  annals gazetteer show Maybank\n  annals gazetteer show us:citigroup"
    )]
    Show {
        /// A name or an id
        #[arg(value_name = "NAME|ID")]
        name: String,
        /// The folder of the tables; the built-in ones where there is none
        #[arg(long, value_name = "DIR")]
        path: Option<PathBuf>,
    },
}

/// Where the tables stand in the sources.
const FOLDER: &str = "corpus/gazetteer";

/// Runs it.
pub(crate) fn command(options: &Gazetteer, console: &Console) -> anyhow::Result<Outcome> {
    match &options.command {
        Command::Check { path } => check(path.clone(), console),
        Command::Show { name, path } => show(name, path.clone(), console),
    }
}

fn check(path: PathBuf, console: &Console) -> anyhow::Result<Outcome> {
    if !path.is_dir() {
        anyhow::bail!(
            "no gazetteer at {}: the built-in one was compiled from tables that lie beside the sources; run this there, or name their folder with --path",
            path.display()
        );
    }
    let (tables, readme) = gazetteer_tables(&path)?;
    let faults = check_gazetteer(&tables, &readme);
    let mut out = std::io::stdout().lock();
    for fault in &faults {
        writeln!(out, "{}/{fault}", path.display())?;
    }
    console.summary(&format!("{} files, {} faults", tables.len(), faults.len()));
    Ok(if faults.is_empty() { Outcome::Done } else { Outcome::Nothing })
}

fn show(name: &str, path: Option<PathBuf>, console: &Console) -> anyhow::Result<Outcome> {
    let folder = path.or_else(|| Some(PathBuf::from(FOLDER)).filter(|folder| folder.is_dir()));
    let meanings = match &folder {
        Some(folder) => meanings_in(&gazetteer_tables(folder)?.0, name),
        None => Knowledge::embedded().meanings(name),
    };
    let mut out = std::io::stdout().lock();
    for found in &meanings {
        let rank = found.rank.map(|rank| rank.to_string()).unwrap_or_default();
        let row = found.row.as_ref().map(|(file, line)| format!("{file}:{line} {}", found.alias)).unwrap_or_default();
        let parent = found.parent.as_deref().unwrap_or_default();
        let cells = [found.strength, &rank, &found.id, &found.kind, &found.name, &found.tickers, parent, &row];
        writeln!(out, "{}", cells.join("\t"))?;
    }
    if meanings.is_empty() {
        console.summary(&format!("the gazetteer knows no `{name}`"));
        return Ok(Outcome::Nothing);
    }
    Ok(Outcome::Done)
}
