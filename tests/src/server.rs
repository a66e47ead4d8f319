//! A small web server on this machine that plays the sample's outlets, and misbehaves when asked to.
//!
//! Every folder of the sample is a host: `/harbourpost.example/feed.xml` is that outlet's feed, with its links turned
//! towards this server. Further answers are given by hand, as bytes. It ends when it is dropped.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    /// Path with query.
    pub path: String,
    /// Headers: names in lower case.
    pub headers: BTreeMap<String, String>,
    /// When its last header came.
    pub at: Instant,
}

/// An answer given by hand.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The whole answer, status line and all.
    pub bytes: Vec<u8>,
    /// Time before each piece of it is sent.
    pub pause: Duration,
    /// Length in bytes of a piece.
    pub piece: usize,
}

impl Answer {
    /// An answer with a status line such as `200 OK`, header lines, and a body; its length is added.
    #[must_use]
    pub fn new(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Self {
        let mut head = format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        Self::raw([head.as_bytes(), body].concat())
    }

    /// An answer as raw bytes, right or wrong.
    #[must_use]
    pub fn raw(bytes: Vec<u8>) -> Self {
        Self { bytes, pause: Duration::ZERO, piece: usize::MAX }
    }

    /// The same, sent in pieces with a pause before each.
    #[must_use]
    pub fn slowly(mut self, piece: usize, pause: Duration) -> Self {
        self.piece = piece.max(1);
        self.pause = pause;
        self
    }
}

/// Answers by path, several for one path in turn; the last one stays.
type Answers = BTreeMap<String, Vec<Answer>>;

/// The server, running.
pub struct Server {
    port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
    answers: Arc<Mutex<Answers>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server over the sample.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let port = listener.local_addr()?.port();
        let (requests, answers) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(Answers::new())));
        let stop = Arc::new(AtomicBool::new(false));
        let shared = (Arc::clone(&requests), Arc::clone(&answers), Arc::clone(&stop));
        let thread = thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if shared.2.load(Ordering::SeqCst) {
                    break;
                }
                let (requests, answers) = (Arc::clone(&shared.0), Arc::clone(&shared.1));
                // A client that hangs up early is one of the things tested.
                thread::spawn(move || serve(stream, port, &requests, &answers).ok());
            }
        });
        Ok(Self { port, requests, answers, stop, thread: Some(thread) })
    }

    /// The address of a path that begins with a slash.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Gives an answer by hand for a path with its query; a second one for the same path is given the second time.
    pub fn answer(&self, path: &str, answer: Answer) {
        if let Ok(mut answers) = self.answers.lock() {
            answers.entry(path.to_owned()).or_default().push(answer);
        }
    }

    /// All requests so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().map(|requests| requests.clone()).unwrap_or_default()
    }

    /// Paths of all requests so far, in order.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        self.requests().into_iter().map(|request| request.path).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for a client.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn serve(mut stream: TcpStream, port: u16, requests: &Mutex<Vec<Request>>, answers: &Mutex<Answers>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut reader = BufReader::new(stream.try_clone()?).take(1 << 16);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let Some(path) = line.split(' ').nth(1).map(str::to_owned) else { return Ok(()) };
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let request = Request { path, headers, at: Instant::now() };
    if let Ok(mut requests) = requests.lock() {
        requests.push(request.clone());
    }
    let by_hand = answers.lock().ok().and_then(|mut answers| {
        let list = answers.get_mut(&request.path)?;
        if list.len() > 1 { Some(list.remove(0)) } else { list.first().cloned() }
    });
    let answer = by_hand.unwrap_or_else(|| from_sample(&request, port));
    for piece in answer.bytes.chunks(answer.piece) {
        thread::sleep(answer.pause);
        stream.write_all(piece)?;
        stream.flush()?;
    }
    Ok(())
}

/// Where the sample lies.
#[must_use]
pub fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus/sample")
}

/// A file of the sample as a server would send it: with a version, so that it can be asked whether it changed.
fn from_sample(request: &Request, port: u16) -> Answer {
    let path = request.path.split('?').next().unwrap_or_default();
    // All outlets share this server's one robots.txt; the first outlet's speaks for them.
    let path = if path == "/robots.txt" { "/harbourpost.example/robots.txt" } else { path };
    let inside = !path.split('/').any(|part| part == "..");
    let Some(bytes) = Some(sample().join(path.trim_start_matches('/'))).filter(|_| inside).and_then(|file| fs::read(file).ok()) else {
        return Answer::new("404 Not Found", &[("Content-Type", "text/html")], b"<p>no such page");
    };
    let (media, bytes) = match path.rsplit('.').next() {
        Some("xml") => ("application/rss+xml", turned(&bytes, port)),
        Some("txt") => ("text/plain", bytes),
        _ => ("text/html; charset=utf-8", bytes),
    };
    let etag = format!("\"{}-{}\"", path.len(), bytes.len());
    if request.headers.get("if-none-match") == Some(&etag) {
        return Answer::new("304 Not Modified", &[("ETag", &etag)], b"");
    }
    Answer::new("200 OK", &[("Content-Type", media), ("ETag", &etag), ("Last-Modified", "Wed, 12 Mar 2025 01:10:00 GMT")], &bytes)
}

/// A feed with its links to the sample's hosts turned towards this server.
fn turned(feed: &[u8], port: u16) -> Vec<u8> {
    let mut text = String::from_utf8_lossy(feed).into_owned();
    for host in fs::read_dir(sample()).into_iter().flatten().flatten() {
        if let Ok(host) = host.file_name().into_string() {
            text = text.replace(&format!("https://{host}"), &format!("http://127.0.0.1:{port}/{host}"));
        }
    }
    text.into_bytes()
}
