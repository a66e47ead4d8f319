//! A port that takes no more connections: whoever connects hears nothing, neither yes nor no.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

/// The port, deaf until it is dropped.
pub struct DeafPort {
    address: SocketAddr,
    _listener: TcpListener,
    _waiting: Vec<TcpStream>,
}

impl DeafPort {
    /// Fills the line of a port at which nobody takes connections; `None` where the line has no end.
    #[must_use]
    pub fn start() -> Option<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).ok()?;
        let address = listener.local_addr().ok()?;
        let mut waiting = Vec::new();
        while waiting.len() < 800 {
            match TcpStream::connect_timeout(&address, Duration::from_millis(300)) {
                Ok(stream) => waiting.push(stream),
                Err(_) => return Some(Self { address, _listener: listener, _waiting: waiting }),
            }
        }
        None
    }

    /// The address of a path that begins with a slash.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}
