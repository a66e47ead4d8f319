//! Asks a running `annals serve` with many clients at once and says how long the answers took:
//! `http-load 127.0.0.1:8737 --clients 32 --seconds 60 --queries queries.txt`.

use annals_tests::load::{Query, Summary, mixed, queries, run};
use clap::Parser;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// Asks a server with many clients at once; exit 1 when an answer failed.
#[derive(Parser)]
struct Arguments {
    /// Address and port of the server
    address: SocketAddr,
    /// Clients, each with a connection of its own and one request at a time
    #[arg(long, default_value_t = 32)]
    clients: usize,
    /// How long
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// A file of requests, one a line: a path to GET, or a path, a tab and the body to POST; a mix of its own without it
    #[arg(long, value_name = "FILE")]
    queries: Option<PathBuf>,
    /// The token the server asks for
    #[arg(long)]
    token: Option<String>,
}

fn report(arguments: &Arguments) -> Result<Summary, String> {
    let queries: Vec<Query> = match &arguments.queries {
        Some(path) => queries(&std::fs::read_to_string(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?),
        None => mixed(),
    };
    if queries.is_empty() {
        return Err("there is no request in that file".to_owned());
    }
    Ok(run(arguments.address, &queries, arguments.clients, Duration::from_secs(arguments.seconds), arguments.token.as_deref()))
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match report(&arguments) {
        Ok(summary) => {
            let _ = write!(std::io::stdout(), "{summary}");
            if summary.failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
        }
        Err(why) => {
            let _ = writeln!(std::io::stderr(), "http-load: {why}");
            ExitCode::from(2)
        }
    }
}
