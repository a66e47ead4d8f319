//! The command line: arguments, what a person sees, and a function per command.

mod arguments;
mod commands;
mod console;
mod feed;
mod fetch;
mod gazetteer;
mod model;
mod read;
mod record;
mod run;
mod search;
mod serve;
mod show;
mod study;
mod watch;

pub(crate) use arguments::Cli;

use annals::AnnalsError;
use arguments::Command;
use commands::Outcome;
use console::Console;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

/// More threads than this only wait for each other.
const MOST_THREADS: usize = 256;

/// Set by an interrupt: jobs end after the item at hand.
static STOP: AtomicBool = AtomicBool::new(false);

/// Whether the user asked to stop.
fn stopped() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// Runs a command; the exit codes are those of the contract.
pub(crate) fn main(cli: Cli) -> ExitCode {
    let console = Console::new(cli.common.quiet, cli.common.json_log);
    if let Some(threads) = cli.common.threads {
        // A second pool cannot exist yet: this is the first thing done.
        let built = rayon::ThreadPoolBuilder::new().num_threads(threads.clamp(1, MOST_THREADS)).build_global();
        if let Err(e) = built {
            console.message("error", &format!("cannot start {threads} threads: {e}"));
            return ExitCode::from(2);
        }
    }
    let outcome = match &cli.command {
        Command::Init { .. } | Command::Run(_) | Command::Fetch(_) | Command::Index { .. } | Command::Serve(_) | Command::Stats { .. } => {
            commands::store_command(&cli, &console)
        }
        Command::Search(options) => search::command(&cli, options, &console),
        Command::Record(options) => record::command(&cli, options, &console),
        Command::Study(options) => study::command(&cli, options, &console),
        Command::Watch(options) => watch::command(&cli, options, &console),
        Command::Gazetteer(options) => gazetteer::command(options, &console),
        Command::Feed(options) => feed::feed(&cli, options, &console),
        Command::Robots(options) => feed::robots(&cli, options, &console),
        Command::Rules { name } => show::rules(name.as_deref()),
        _ => read::command(&cli, &console),
    };
    match outcome {
        // As a shell reports a program that was interrupted: 128 and the signal's number.
        Ok(outcome) if stopped() && outcome != Outcome::Ended => ExitCode::from(130),
        Ok(Outcome::Ended) => ExitCode::SUCCESS,
        Ok(Outcome::Done) if console.rejected() > 0 => ExitCode::from(3),
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        Err(e) if e.downcast_ref::<AnnalsError>().is_some_and(AnnalsError::is_broken_pipe) => ExitCode::SUCCESS,
        Err(e) if e.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe) => ExitCode::SUCCESS,
        Err(e) => {
            // A bare error of the system is one of standard output: files are named where they are opened.
            let e = match e.downcast::<std::io::Error>() {
                Ok(e) => AnnalsError::Output(e).into(),
                Err(e) => e,
            };
            console.message("error", &e.to_string());
            ExitCode::from(2)
        }
    }
}
