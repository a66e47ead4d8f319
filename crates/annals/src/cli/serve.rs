//! The command `serve`: its words, its limits, its token.

use super::arguments::Cli;
use super::commands::Outcome;
use super::console::Console;
use super::model::engine;
use annals::config::{Config, ServeConfig};
use annals::jobs;
use annals_serve::Limits;
use clap::Args;
use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// Words of `annals serve`; what is not given here is taken from the configuration.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Address to listen on, 127.0.0.1 when nothing else is configured
    #[arg(long, alias = "host", value_name = "IP")]
    address: Option<IpAddr>,
    /// Port to listen on; 0 lets the system choose one
    #[arg(long)]
    port: Option<u16>,
    /// File with the token that requests must know: Authorization: Bearer TOKEN
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// The largest body of a request, in kilobytes
    #[arg(long, value_name = "KB")]
    body_kilobytes: Option<usize>,
    /// Seconds until a request is given up
    #[arg(long)]
    seconds: Option<u64>,
}

/// Serves until interrupted. The address stands on standard output, in one line, as soon as it is listened on.
pub(crate) fn command(cli: &Cli, options: &Serve, console: &Console) -> anyhow::Result<Outcome> {
    let config = Config::read(&cli.common.config)?;
    let serve = &config.serve;
    let address = SocketAddr::new(options.address.unwrap_or(serve.address), options.port.unwrap_or(serve.port));
    let limits = Limits {
        body_bytes: options.body_kilobytes.unwrap_or(serve.body_kilobytes).saturating_mul(1024),
        result_bytes: serve.result_megabytes.saturating_mul(1 << 20),
        time: Duration::from_secs(options.seconds.unwrap_or(serve.seconds)),
        grace: Duration::from_secs(serve.grace_seconds),
        token: token(options.token_file.as_ref(), serve)?,
        ..Limits::default()
    };
    if limits.token.is_none() && !address.ip().is_loopback() {
        console
            .message("warning", &format!("{address} can be reached from elsewhere and no token is set: whoever reaches it may read all"));
    }
    let engine = engine(&cli.common.config, None)?;
    jobs::serve(engine, &config.store, address, limits, |address| {
        let mut out = std::io::stdout().lock();
        // Whoever closes standard output does not wait for the address.
        let _ = writeln!(out, "http://{address}/").and_then(|()| out.flush());
        console.summary("serving until interrupted");
    })?;
    Ok(Outcome::Done)
}

/// The token of a file or an environment variable, whichever is named.
fn token(file: Option<&PathBuf>, config: &ServeConfig) -> anyhow::Result<Option<String>> {
    let text = match (file.or(config.token_file.as_ref()), &config.token_env) {
        (Some(path), _) => {
            std::fs::read_to_string(path).map_err(|e| anyhow::anyhow!("cannot read the token in {}: {e}", path.display()))?
        }
        (None, Some(name)) => {
            #[expect(clippy::disallowed_methods, reason = "the configuration names this variable, so that the token lies in no file")]
            let value = std::env::var(name);
            value.map_err(|e| anyhow::anyhow!("cannot read the token in the environment variable {name}: {e}"))?
        }
        (None, None) => return Ok(None),
    };
    match text.trim() {
        "" => Err(anyhow::anyhow!("the token is empty: write it down, or configure none")),
        token => Ok(Some(token.to_owned())),
    }
}
