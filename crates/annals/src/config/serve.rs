//! What listens: the HTTP server and the page of metrics.

use serde::Deserialize;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

/// The HTTP server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServeConfig {
    /// The address to listen on.
    pub address: IpAddr,
    /// The port; 0 lets the system choose one.
    pub port: u16,
    /// A file that holds the token which requests must know.
    pub token_file: Option<PathBuf>,
    /// The name of an environment variable that holds it.
    pub token_env: Option<String>,
    /// The largest body of a request, in kilobytes.
    pub body_kilobytes: usize,
    /// The most that one answer holds of articles, in megabytes.
    pub result_megabytes: usize,
    /// Seconds until a request is given up.
    pub seconds: u64,
    /// Seconds that running requests have to end when the server stops.
    pub grace_seconds: u64,
}

impl Default for ServeConfig {
    fn default() -> Self {
        Self {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 8737,
            token_file: None,
            token_env: None,
            body_kilobytes: 1024,
            result_megabytes: 32,
            seconds: 30,
            grace_seconds: 10,
        }
    }
}

/// Where `annals run` and `annals fetch` tell Prometheus how they fare.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MetricsConfig {
    /// The address to listen on; none: nobody listens.
    pub address: Option<SocketAddr>,
}
