//! Runs annals as a user does, in a folder whose configuration may ask this machine.

use annals_tests::server::Server;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What takes longer does not end.
const LONGEST: Duration = Duration::from_secs(60);

/// A working folder whose configuration ends with `sources`.
pub(crate) fn folder(sources: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let text = format!(
        "store = \"store\"\n\n[fetch] # as it was\nuser_agent = \"annals-test/1 (+http://127.0.0.1/)\"\nfloor_seconds = 0.01\n\
         backoff_seconds = 0.01\nstall_seconds = 2\nallow_private = true\n\n{sources}"
    );
    std::fs::write(folder.path().join("annals.toml"), text).expect("written");
    folder
}

/// A server without rules for robots.
pub(crate) fn server() -> Server {
    let server = Server::start().expect("a server");
    server.answer("/robots.txt", annals_tests::server::Answer::new("404 Not Found", &[], b""));
    server
}

/// The program at work; what it says is gathered meanwhile.
pub(crate) struct Running {
    child: Child,
    err: Arc<Mutex<String>>,
    reader: Option<std::thread::JoinHandle<()>>,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn start(folder: &Path, arguments: &[&str]) -> Running {
    let mut child = Command::new(env!("CARGO_BIN_EXE_annals"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("annals starts");
    let stderr = child.stderr.take().expect("a pipe");
    let err = Arc::new(Mutex::new(String::new()));
    let held = Arc::clone(&err);
    let reader = std::thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            held.lock().expect("held").push_str(&(line + "\n"));
        }
    });
    Running { child, err, reader: Some(reader) }
}

impl Running {
    /// What it has said so far on standard error.
    pub(crate) fn told(&self) -> String {
        self.err.lock().expect("held").clone()
    }

    /// Waits until it has said something.
    #[track_caller]
    pub(crate) fn until(&self, what: impl Fn(&str) -> bool) -> String {
        let begun = Instant::now();
        loop {
            let told = self.told();
            if what(&told) {
                return told;
            }
            assert!(begun.elapsed() < LONGEST, "what was waited for does not come: {told}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub(crate) fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([&format!("-{signal}"), &self.child.id().to_string()]).status().expect("kill runs");
        assert!(sent.success(), "the program had ended");
    }

    /// Waits for its end.
    #[track_caller]
    pub(crate) fn end(mut self) -> Ended {
        let begun = Instant::now();
        let mut stdout = self.child.stdout.take().expect("a pipe");
        let out = std::thread::spawn(move || {
            let mut out = String::new();
            stdout.read_to_string(&mut out).ok();
            out
        });
        let code = loop {
            if let Some(status) = self.child.try_wait().expect("waited for") {
                break status.code();
            }
            if begun.elapsed() > LONGEST {
                self.child.kill().expect("killed");
                panic!("no end after {LONGEST:?}: {}", self.told());
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        if let Some(reader) = self.reader.take() {
            reader.join().expect("read");
        }
        Ended { code, out: out.join().expect("read"), err: self.told() }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // A test that failed leaves nothing running.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Runs annals to its end and asserts the exit code.
#[track_caller]
pub(crate) fn annals(folder: &Path, arguments: &[&str], code: i32) -> Ended {
    let ended = start(folder, arguments).end();
    assert_eq!(ended.code, Some(code), "{arguments:?}\n{}\n{}", ended.err, ended.out.chars().take(2000).collect::<String>());
    assert!(!ended.err.contains("panicked"), "{}", ended.err);
    ended
}
