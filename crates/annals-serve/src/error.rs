//! What can keep the server from running.

use std::net::SocketAddr;

/// Why serving ended.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is taken or not ours.
    #[error("{address}: cannot listen here: {source}")]
    Bind {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The connection broke down while serving.
    #[error("{address}: serving ended: {source}")]
    Serve {
        /// The address listened on.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
}
