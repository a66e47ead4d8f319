//! The page on which the metrics stand: a listener of a few lines that answers one short request after another.

use super::Metrics;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Longest head of a request, in bytes.
const MAX_HEAD: usize = 8 << 10;
/// Longest time for a whole request and its answer: nobody who dawdles keeps others waiting longer.
const LONGEST: Duration = Duration::from_secs(2);

/// A page of metrics, listening until it is dropped.
#[derive(Debug)]
pub struct MetricsPage {
    address: SocketAddr,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl MetricsPage {
    /// Listens on `address` and answers `GET /metrics`.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub fn open(address: SocketAddr, metrics: Arc<Metrics>) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        let address = listener.local_addr()?;
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::Builder::new().name("metrics".to_owned()).spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::Acquire) {
                    break;
                }
                match stream {
                    // A client that hangs up has its reasons.
                    Ok(stream) => drop(answer(&stream, &metrics)),
                    // Out of handles, most likely: not at once again.
                    Err(_) => std::thread::sleep(Duration::from_millis(100)),
                }
            }
        })?;
        Ok(Self { address, stop, thread: Some(thread) })
    }

    /// The address as it is, with its port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for MetricsPage {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        let mut own = self.address;
        if own.ip().is_unspecified() {
            own.set_ip(if own.is_ipv4() { std::net::Ipv4Addr::LOCALHOST.into() } else { std::net::Ipv6Addr::LOCALHOST.into() });
        }
        // Wakes the thread that waits for a client.
        let woken = TcpStream::connect_timeout(&own, Duration::from_millis(500)).is_ok();
        if let Some(thread) = self.thread.take().filter(|_| woken) {
            drop(thread.join());
        }
    }
}

fn answer(mut stream: &TcpStream, metrics: &Metrics) -> std::io::Result<()> {
    let begun = Instant::now();
    stream.set_write_timeout(Some(LONGEST))?;
    let (mut head, mut piece) = (Vec::new(), [0; 1024]);
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        let left = LONGEST.checked_sub(begun.elapsed()).filter(|left| !left.is_zero());
        stream.set_read_timeout(Some(left.ok_or(std::io::ErrorKind::TimedOut)?))?;
        let read = stream.read(&mut piece)?;
        head.extend_from_slice(piece.get(..read).unwrap_or_default());
        if read == 0 || head.len() > MAX_HEAD {
            return Ok(());
        }
    }
    let line = String::from_utf8_lossy(&head).lines().next().unwrap_or_default().to_owned();
    let mut words = line.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (status, text) = match (method, target.split('?').next()) {
        ("GET" | "HEAD", Some("/metrics")) => ("200 OK", metrics.text()),
        ("GET" | "HEAD", _) => ("404 Not Found", "the metrics are at /metrics\n".to_owned()),
        _ => ("405 Method Not Allowed", "only GET\n".to_owned()),
    };
    let length = text.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    if method != "HEAD" {
        stream.write_all(text.as_bytes())?;
    }
    stream.flush()
}
