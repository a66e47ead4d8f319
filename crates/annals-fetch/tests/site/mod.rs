//! A web server of raw bytes on this machine, which answers as it is told: rightly, wrongly, slowly, not at all.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use annals_fetch::{AllowPrivate, CrawlState, Earlier, FetchError, Hooks, Keep, Outcome, Plan, Report, Told, fetch};
use annals_model::RawPage;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    /// All of it, as sent.
    pub(crate) head: String,
    pub(crate) at: Instant,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (header, value) = line.split_once(": ")?;
            header.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// How a server behaves towards one request.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// These bytes; then it closes.
    Bytes(Vec<u8>),
    /// These bytes in pieces of so many, with a pause before each.
    Slowly(Vec<u8>, usize, Duration),
    /// These bytes, then silence for so long.
    Silence(Vec<u8>, Duration),
    /// These bytes, then the connection is torn.
    Reset(Vec<u8>),
    /// A head, then the letter a without end.
    Endless(Vec<u8>),
}

impl Answer {
    pub(crate) fn new(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Self {
        Self::Bytes(whole(status, headers, body))
    }

    pub(crate) fn page(body: &str) -> Self {
        Self::new("200 OK", &[("Content-Type", "text/html; charset=utf-8")], body.as_bytes())
    }

    pub(crate) fn status(status: &str) -> Self {
        Self::new(status, &[], b"")
    }

    pub(crate) fn redirect(to: &str) -> Self {
        Self::new("302 Found", &[("Location", to)], b"")
    }
}

/// An answer with its length.
pub(crate) fn whole(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    [head.as_bytes(), body].concat()
}

type Answers = BTreeMap<String, Vec<Answer>>;

/// A server, a host of its own by its port.
pub(crate) struct Site {
    pub(crate) port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
    answers: Arc<Mutex<Answers>>,
    stop: Arc<AtomicBool>,
}

impl Site {
    /// Without robots.txt, and without pages.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let site = Self { port, requests: Arc::default(), answers: Arc::default(), stop: Arc::default() };
        let (requests, answers, stop) = (Arc::clone(&site.requests), Arc::clone(&site.answers), Arc::clone(&site.stop));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stop.load(Ordering::SeqCst) {
                    break;
                }
                let (requests, answers) = (Arc::clone(&requests), Arc::clone(&answers));
                // A client that hangs up early is one of the things tested.
                thread::spawn(move || serve(stream, &requests, &answers).ok());
            }
        });
        site
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The next answer for a path with its query; the last one given stays.
    pub(crate) fn answer(&self, path: &str, answer: Answer) -> &Self {
        self.answers.lock().expect("no panic").entry(path.to_owned()).or_default().push(answer);
        self
    }

    /// Forgets the answers for a path.
    pub(crate) fn forget(&self, path: &str) {
        self.answers.lock().expect("no panic").remove(path);
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("no panic").clone()
    }

    pub(crate) fn paths(&self) -> Vec<String> {
        self.requests().into_iter().map(|request| request.path).collect()
    }

    pub(crate) fn count(&self, path: &str) -> usize {
        self.paths().iter().filter(|asked| *asked == path).count()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for a client.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
    }
}

fn serve(mut stream: TcpStream, requests: &Mutex<Vec<Request>>, answers: &Mutex<Answers>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut buffer = [0; 16 << 10];
    // Looked at, not taken: closing a connection with bytes unread is what tears it.
    let head = loop {
        let length = stream.peek(&mut buffer)?;
        let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
        if text.ends_with("\r\n\r\n") {
            break text;
        }
        if length == 0 {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(1));
    };
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    requests.lock().expect("no panic").push(Request { path: path.clone(), head: head.clone(), at: Instant::now() });
    let answer = {
        let mut answers = answers.lock().expect("no panic");
        match answers.get_mut(&path) {
            Some(list) if list.len() > 1 => list.remove(0),
            Some(list) => list[0].clone(),
            None => Answer::status("404 Not Found"),
        }
    };
    if !matches!(answer, Answer::Reset(_)) {
        stream.read_exact(&mut buffer[..head.len()])?;
    }
    match answer {
        Answer::Bytes(bytes) => stream.write_all(&bytes)?,
        Answer::Slowly(bytes, piece, pause) => {
            for piece in bytes.chunks(piece) {
                thread::sleep(pause);
                stream.write_all(piece)?;
            }
        }
        Answer::Silence(bytes, pause) => {
            stream.write_all(&bytes)?;
            thread::sleep(pause);
        }
        Answer::Reset(bytes) => {
            stream.write_all(&bytes)?;
            // What was sent is to be read before the tear overtakes it.
            thread::sleep(Duration::from_millis(100));
        }
        Answer::Endless(head) => {
            stream.write_all(&head)?;
            loop {
                stream.write_all(&[b'a'; 4096])?;
            }
        }
    }
    Ok(())
}

/// A plan that loses no time.
pub(crate) fn plan() -> Plan {
    Plan {
        floor: Duration::from_millis(1),
        backoff: Duration::from_millis(5),
        connect: Duration::from_secs(2),
        stall: Duration::from_millis(500),
        timeout: Duration::from_secs(2),
        allow_private: AllowPrivate::All,
        ..Plan::default()
    }
}

pub(crate) fn pages(site: &Site, paths: &[&str]) -> Plan {
    Plan { pages: paths.iter().map(|path| site.url(path)).collect(), ..plan() }
}

pub(crate) fn feeds(site: &Site, paths: &[&str]) -> Plan {
    Plan { feeds: paths.iter().map(|path| site.url(path)).collect(), ..plan() }
}

/// A feed that lists these addresses.
pub(crate) fn feed(urls: &[String]) -> Answer {
    let items: String = urls.iter().map(|url| format!("<item><title>t</title><link>{url}</link></item>")).collect();
    let rss = format!("<rss version=\"2.0\"><channel><title>Wire</title>{items}</channel></rss>");
    Answer::new("200 OK", &[("Content-Type", "application/rss+xml")], rss.as_bytes())
}

/// What came of a run.
#[derive(Debug, Default)]
pub(crate) struct Run {
    pub(crate) report: Report,
    pub(crate) pages: Vec<RawPage>,
    pub(crate) requests: Vec<String>,
    pub(crate) same_as: Vec<Option<Earlier>>,
    pub(crate) checkpoints: usize,
    pub(crate) told: Vec<Told>,
}

impl Run {
    /// What became of the one address of which something was told.
    pub(crate) fn only(&self) -> (Outcome, &str) {
        let ends: Vec<&Told> = self.told.iter().filter(|told| told.outcome != Outcome::Redirected).collect();
        assert_eq!(ends.len(), 1, "{:?}", self.told);
        (ends[0].outcome, &ends[0].detail)
    }

    pub(crate) fn outcome(&self, url: &str) -> Option<Outcome> {
        self.told.iter().rev().find(|told| told.url == url).map(|told| told.outcome)
    }
}

/// Bodies of the pages that a run kept, as text.
pub(crate) fn bodies(run: &Run) -> Vec<String> {
    run.pages.iter().map(|page| String::from_utf8_lossy(&page.body).into_owned()).collect()
}

/// A memory in a folder of its own.
pub(crate) fn memory() -> (tempfile::TempDir, CrawlState) {
    let folder = tempfile::tempdir().expect("a folder");
    let state = CrawlState::open(&folder.path().join("crawl.redb")).expect("a memory");
    (folder, state)
}

pub(crate) fn run(plan: &Plan) -> Run {
    let (_folder, mut state) = memory();
    run_with(plan, &mut state)
}

pub(crate) fn run_with(plan: &Plan, state: &mut CrawlState) -> Run {
    try_run(plan, state, usize::MAX, &|| false).expect("a run")
}

/// Runs a plan with a keeper that has room for so many pages.
pub(crate) fn try_run(plan: &Plan, state: &mut CrawlState, room: usize, stop: &(dyn Fn() -> bool + Sync)) -> Result<Run, FetchError> {
    let (mut run, mut told) = (Run::default(), Vec::new());
    let mut keep = |keep: Keep| match keep {
        Keep::Page { .. } if run.pages.len() >= room => Err("no space left on device".to_owned()),
        Keep::Page { page, request, same_as } => {
            run.pages.push(page);
            run.requests.push(request);
            run.same_as.push(same_as);
            Ok(Vec::new())
        }
        Keep::Checkpoint => {
            run.checkpoints += 1;
            Ok((run.pages.len() as u64).to_be_bytes().to_vec())
        }
    };
    let report = fetch(plan, state, Hooks { keep: &mut keep, tell: &mut |news| told.push(news.clone()), stop })?;
    (run.report, run.told) = (report, told);
    Ok(run)
}
