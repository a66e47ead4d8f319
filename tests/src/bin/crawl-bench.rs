//! Crawls made-up outlets on this machine with the program and says how that went: `crawl-bench pace`,
//! `crawl-bench polite --seconds 60`, `crawl-bench kills --trials 30`.

use annals_tests::crawl::kills::{self, Kills};
use annals_tests::crawl::{pace, polite};
use clap::{Parser, Subcommand};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Crawls made-up outlets on this machine; exit 1 when something is wrong.
#[derive(Parser)]
struct Arguments {
    /// The program; without it, the one beside this one
    #[arg(long, value_name = "FILE", global = true)]
    annals: Option<PathBuf>,
    /// The number from which all chance comes
    #[arg(long, default_value_t = 7, global = true)]
    seed: u64,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Pages a second, processor and memory, with nobody asking to wait
    Pace {
        /// Hosts
        #[arg(long, default_value_t = 50)]
        hosts: usize,
        /// Pages of each
        #[arg(long, default_value_t = 200)]
        pages: usize,
    },
    /// The rest that hosts are given, measured at the hosts
    Polite {
        /// How long
        #[arg(long, default_value_t = 60)]
        seconds: u64,
    },
    /// Crawls that are killed and taken up again
    Kills {
        /// How many
        #[arg(long, default_value_t = 30)]
        trials: usize,
        /// Hosts
        #[arg(long, default_value_t = 10)]
        hosts: usize,
        /// Reports of each
        #[arg(long, default_value_t = 200)]
        reports: usize,
    },
}

/// Whether all is well.
fn run(arguments: &Arguments) -> io::Result<bool> {
    let program = match &arguments.annals {
        Some(program) => program.clone(),
        None => std::env::current_exe()?.with_file_name(format!("annals{}", std::env::consts::EXE_SUFFIX)),
    };
    let program = program.canonicalize().map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", program.display())))?;
    let mut out = io::stdout();
    match arguments.what {
        What::Pace { hosts, pages } => {
            let pace = pace::run(&program, hosts, pages, arguments.seed)?;
            write!(out, "{pace}")?;
            if pace.used.code != Some(0) || pace.stored < pace.there {
                write!(out, "{}", pace.used.said)?;
            }
            Ok(pace.used.code == Some(0) && pace.stored == pace.there)
        }
        What::Polite { seconds } => {
            let measured = polite::run(&program, seconds)?;
            measured.iter().try_for_each(|host| writeln!(out, "{host}"))?;
            Ok(measured.iter().all(|host| host.wrong.is_none()))
        }
        What::Kills { trials, hosts, reports } => {
            let kills = Kills { trials, seed: arguments.seed, hosts, reports };
            let trials = kills::run(&program, &kills, &mut |trial| drop(writeln!(out, "{trial}")))?;
            let right = trials.iter().filter(|trial| trial.is_right()).count();
            writeln!(io::stdout(), "{right} of {} right", trials.len())?;
            Ok(right == trials.len())
        }
    }
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            let _ = writeln!(io::stderr(), "crawl-bench: {why}");
            ExitCode::from(2)
        }
    }
}
