//! A web server on this machine that does with every request what a function says, byte for byte, and writes down
//! when requests came and when their answers ended.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, IoSlice, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// A request that came, and how it was answered.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Path with query.
    pub path: String,
    /// Headers: names in lower case.
    pub headers: BTreeMap<String, String>,
    /// When its last header came.
    pub arrived: Instant,
    /// Just before the last bytes of the answer were handed to the network; `None` while it lasts.
    pub ended: Option<Instant>,
    /// Which connection it came on, counted from 0.
    pub connection: usize,
    /// How often this path had been asked for before.
    pub nth: usize,
}

/// What becomes of the connection after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// The next request may come.
    Keep,
    /// It is closed in order.
    Close,
    /// It is torn down: the client sees a reset.
    Reset,
}

/// What a server does with a request.
pub type Behaviour = dyn Fn(&mut Exchange<'_>) -> io::Result<Then> + Send + Sync;

/// A request that is being answered.
pub struct Exchange<'a> {
    /// The request.
    pub visit: Visit,
    /// The server's address without a slash at the end: `http://127.0.0.1:4711`.
    pub base: &'a str,
    stream: &'a mut TcpStream,
    shared: &'a Shared,
    /// Where the visit stands in the list.
    number: usize,
}

impl Exchange<'_> {
    /// Sends bytes as they are.
    ///
    /// # Errors
    /// When the client has gone.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// Sends a whole answer and keeps the connection; the length is added.
    ///
    /// # Errors
    /// When the client has gone.
    pub fn answer(&mut self, status: &str, headers: &[(&str, &str)], body: &[u8]) -> io::Result<Then> {
        self.answer_in_two(status, headers, body, &[])
    }

    /// As [`Exchange::answer`], with a body of two parts that are not copied together first.
    ///
    /// # Errors
    /// When the client has gone.
    pub fn answer_in_two(&mut self, status: &str, headers: &[(&str, &str)], first: &[u8], second: &[u8]) -> io::Result<Then> {
        let mut head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", first.len() + second.len());
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        self.mark_end();
        let mut parts = [IoSlice::new(head.as_bytes()), IoSlice::new(first), IoSlice::new(second)];
        let mut left = &mut parts[..];
        while left.iter().any(|part| !part.is_empty()) {
            let sent = self.stream.write_vectored(left)?;
            if sent == 0 {
                return Err(ErrorKind::WriteZero.into());
            }
            IoSlice::advance_slices(&mut left, sent);
        }
        Ok(Then::Keep)
    }

    /// Sends a small page that no other address has.
    ///
    /// # Errors
    /// When the client has gone.
    pub fn page(&mut self) -> io::Result<Then> {
        let body = format!("<html><title>Page</title><p>This is {}{}.</p></html>", self.base, self.visit.path);
        self.answer("200 OK", &[("Content-Type", "text/html; charset=utf-8")], body.as_bytes())
    }

    /// Does nothing for so long, or until the server ends.
    pub fn wait(&self, time: Duration) {
        let until = Instant::now() + time;
        while Instant::now() < until && !self.shared.stop.load(Ordering::SeqCst) {
            thread::sleep(Duration::from_millis(10).min(until.saturating_duration_since(Instant::now())));
        }
    }

    /// Whether the server still runs.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        !self.shared.stop.load(Ordering::SeqCst)
    }

    fn mark_end(&self) {
        let mut visits = self.shared.visits.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(visit) = visits.get_mut(self.number) {
            visit.ended = Some(Instant::now());
        }
    }
}

struct Shared {
    visits: Mutex<Vec<Visit>>,
    asked: Mutex<BTreeMap<String, usize>>,
    connections: Mutex<usize>,
    stop: AtomicBool,
}

/// The server, running until it is dropped.
pub struct Host {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Host {
    /// Starts a server at a free port of an address of this machine.
    ///
    /// # Errors
    /// When no port can be had there.
    pub fn start(ip: Ipv4Addr, behaviour: Arc<Behaviour>) -> io::Result<Self> {
        let listener = TcpListener::bind((ip, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            visits: Mutex::new(Vec::new()),
            asked: Mutex::new(BTreeMap::new()),
            connections: Mutex::new(0),
            stop: AtomicBool::new(false),
        });
        let for_thread = Arc::clone(&shared);
        let base: Arc<str> = format!("http://{address}").into();
        let thread = thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if for_thread.stop.load(Ordering::SeqCst) {
                    break;
                }
                let (shared, behaviour, base) = (Arc::clone(&for_thread), Arc::clone(&behaviour), Arc::clone(&base));
                // A client that hangs up early is one of the things tested.
                thread::spawn(move || talk(stream, &base, &shared, &*behaviour).ok());
            }
        });
        Ok(Self { address, shared, thread: Some(thread) })
    }

    /// The address of a path that begins with a slash.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Its port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// All requests so far, in the order in which they came.
    #[must_use]
    pub fn visits(&self) -> Vec<Visit> {
        self.shared.visits.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How often a path was asked for.
    #[must_use]
    pub fn asked(&self, path: &str) -> usize {
        self.shared.asked.lock().unwrap_or_else(PoisonError::into_inner).get(path).copied().unwrap_or(0)
    }

    /// How many connections were opened.
    #[must_use]
    pub fn connections(&self) -> usize {
        *self.shared.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for a client.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// Answers the requests of one connection.
fn talk(mut stream: TcpStream, base: &str, shared: &Shared, behaviour: &Behaviour) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_millis(500)))?;
    stream.set_nodelay(true)?;
    let connection = {
        let mut connections = shared.connections.lock().unwrap_or_else(PoisonError::into_inner);
        *connections += 1;
        *connections - 1
    };
    while let Some(head) = head(&mut stream, shared)? {
        let (number, visit) = note(&head, connection, shared);
        let mut exchange = Exchange { visit, base, stream: &mut stream, shared, number };
        let then = behaviour(&mut exchange)?;
        if shared.visits.lock().unwrap_or_else(PoisonError::into_inner).get(number).is_some_and(|visit| visit.ended.is_none()) {
            exchange.mark_end();
        }
        if then == Then::Reset {
            // The last byte of the request was never read: closing now tells the client so with a reset.
            return Ok(());
        }
        stream.read_exact(&mut [0])?;
        if then == Then::Close {
            return Ok(());
        }
    }
    Ok(())
}

/// Waits for a request and reads its head up to the last byte, which stays; `None` when no more requests come.
fn head(stream: &mut TcpStream, shared: &Shared) -> io::Result<Option<Vec<u8>>> {
    let mut seen = [0; 16 << 10];
    loop {
        match stream.peek(&mut seen) {
            Ok(0) => return Ok(None),
            Ok(length) => {
                if let Some(end) = seen[..length].windows(4).position(|four| four == b"\r\n\r\n") {
                    let mut head = vec![0; end + 3];
                    stream.read_exact(&mut head)?;
                    return Ok(Some(head));
                }
                thread::sleep(Duration::from_millis(1));
            }
            Err(error) if [ErrorKind::WouldBlock, ErrorKind::TimedOut, ErrorKind::Interrupted].contains(&error.kind()) => {}
            Err(error) => return Err(error),
        }
        if shared.stop.load(Ordering::SeqCst) {
            return Ok(None);
        }
    }
}

/// Writes a request down; gives its number in the list.
fn note(head: &[u8], connection: usize, shared: &Shared) -> (usize, Visit) {
    let arrived = Instant::now();
    let text = String::from_utf8_lossy(head);
    let mut lines = text.lines();
    let path = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default().to_owned();
    let headers =
        lines.filter_map(|line| line.split_once(':')).map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
    let nth = {
        let mut asked = shared.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let count = asked.entry(path.clone()).or_insert(0);
        *count += 1;
        *count - 1
    };
    let visit = Visit { path, headers, arrived, ended: None, connection, nth };
    let mut visits = shared.visits.lock().unwrap_or_else(PoisonError::into_inner);
    visits.push(visit.clone());
    (visits.len() - 1, visit)
}

#[cfg(test)]
mod tests {
    use super::{Host, Then};
    use std::io::{ErrorKind, Read, Write};
    use std::net::{Ipv4Addr, TcpStream};
    use std::sync::Arc;
    use std::time::Duration;

    #[test]
    fn answers_are_kept_closed_or_torn() {
        let host = Host::start(
            Ipv4Addr::LOCALHOST,
            Arc::new(|exchange| match exchange.visit.path.as_str() {
                "/torn" => {
                    exchange.send(b"HTTP/1.1 200 OK\r\n")?;
                    exchange.wait(Duration::from_millis(20));
                    Ok(Then::Reset)
                }
                "/shut" => exchange.answer("200 OK", &[], b"last").map(|_| Then::Close),
                _ => exchange.page(),
            }),
        )
        .expect("a server");
        let mut client = TcpStream::connect(("127.0.0.1", host.port())).expect("connected");
        for _ in 0..2 {
            client.write_all(b"GET /good HTTP/1.1\r\nHost: x\r\n\r\n").expect("sent");
            let mut answer = [0; 1000];
            let length = client.read(&mut answer).expect("answered");
            assert!(String::from_utf8_lossy(&answer[..length]).contains("/good.</p>"));
        }
        client.write_all(b"GET /shut HTTP/1.1\r\n\r\n").expect("sent");
        let mut answer = Vec::new();
        client.read_to_end(&mut answer).expect("closed in order");
        assert!(answer.ends_with(b"last"));
        let mut client = TcpStream::connect(("127.0.0.1", host.port())).expect("connected");
        client.write_all(b"GET /torn HTTP/1.1\r\n\r\n").expect("sent");
        let mut answer = Vec::new();
        assert_eq!(client.read_to_end(&mut answer).expect_err("torn").kind(), ErrorKind::ConnectionReset);
        assert_eq!((host.asked("/good"), host.connections()), (2, 2));
        let visits = host.visits();
        assert_eq!((visits[1].nth, visits[3].connection), (1, 1));
        assert!(visits[0].ended.expect("ended") <= visits[1].arrived && visits[0].headers["host"] == "x");
    }
}
