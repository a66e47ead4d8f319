//! Runs annals as a user does, and writes the news it reads.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A run that takes longer has lost its bounds.
const LONGEST: Duration = Duration::from_secs(120);

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// The exit code; `None` when a signal ended it.
    pub(crate) code: Option<i32>,
    /// Standard output.
    pub(crate) out: Vec<u8>,
    /// Standard error.
    pub(crate) err: String,
}

impl Ended {
    /// Standard output as text.
    pub(crate) fn said(&self) -> String {
        String::from_utf8_lossy(&self.out).into_owned()
    }

    /// Asserts the exit code, and that nothing panicked.
    #[track_caller]
    pub(crate) fn expect_code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.err, self.said().chars().take(2000).collect::<String>());
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self
    }

    /// Asserts that standard error holds these words.
    #[track_caller]
    pub(crate) fn expect_told(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.err.contains(word), "no `{word}` in: {}", self.err.chars().take(2000).collect::<String>());
        }
        self
    }
}

/// Starts annals in `folder`; its output is read by [`finish`].
pub(crate) fn start(folder: &Path, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_annals"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("annals starts")
}

/// Gives the program its input and waits for its end.
#[track_caller]
pub(crate) fn finish(mut child: Child, input: &[u8]) -> Ended {
    let begun = Instant::now();
    let (mut stdin, mut stdout, mut stderr) =
        (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"), child.stderr.take().expect("a pipe"));
    let input = input.to_vec();
    // A program that does not read its input closes the pipe early.
    let writer = std::thread::spawn(move || stdin.write_all(&input).ok());
    let reader = std::thread::spawn(move || {
        let mut out = Vec::new();
        stdout.read_to_end(&mut out).map(|_| out).unwrap_or_default()
    });
    let listener = std::thread::spawn(move || {
        let mut err = Vec::new();
        stderr.read_to_end(&mut err).ok();
        String::from_utf8_lossy(&err).into_owned()
    });
    let status = loop {
        if let Some(status) = child.try_wait().expect("waited for") {
            break status;
        }
        if begun.elapsed() > LONGEST {
            child.kill().expect("killed");
            panic!("no end after {LONGEST:?}");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    writer.join().expect("written");
    Ended { code: status.code(), out: reader.join().expect("read"), err: listener.join().expect("read") }
}

/// Runs annals in `folder` with this on standard input.
#[track_caller]
pub(crate) fn annals_with(folder: &Path, arguments: &[&str], input: &[u8]) -> Ended {
    finish(start(folder, arguments), input)
}

/// Runs annals in `folder`.
#[track_caller]
pub(crate) fn annals(folder: &Path, arguments: &[&str]) -> Ended {
    annals_with(folder, arguments, b"")
}

/// Starts annals and sends it a signal (`INT`, `TERM`, `KILL`) once `ready` holds; gives how it ended.
#[track_caller]
pub(crate) fn signalled(folder: &Path, arguments: &[&str], ready: impl Fn() -> bool, signal: &str) -> Ended {
    let child = start(folder, arguments);
    let (id, begun) = (child.id().to_string(), Instant::now());
    while !ready() {
        assert!(begun.elapsed() < LONGEST, "what was waited for does not come");
        std::thread::sleep(Duration::from_millis(1));
    }
    let sent = Command::new("kill").args([&format!("-{signal}"), &id]).status().expect("kill runs");
    assert!(sent.success(), "the program had ended");
    finish(child, b"")
}

/// A number from a seed, as even as a test needs (SplitMix64).
pub(crate) fn random(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *seed;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A moment before `end`.
pub(crate) fn moment(seed: &mut u64, end: Duration) -> Duration {
    Duration::from_micros(random(seed) % (end.as_micros() as u64).max(1))
}

/// The files of a folder by name, with their bytes.
pub(crate) fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), std::fs::read(&path).expect("a file")))
        .collect();
    found.sort();
    found
}

/// Short articles as JSON Lines, each with its own names and figures.
pub(crate) fn lines(count: usize) -> String {
    (0..count)
        .map(|i| {
            let day = 1 + i % 28;
            let text = format!(
                "Shares of Northgate {i} Holdings rose {}.{}% to HK${i}.20 on Monday, the highest close since June 2021.\\n\\n\
                 Larkspur Securities raised its price target for Northgate {i} Holdings to HK${} from HK${i}. \
                 “Orders are back,” said Mei Tanaka, chief strategist at Larkspur Securities.",
                i % 9,
                i % 7,
                i + 6
            );
            format!("{{\"id\":\"a-{i}\",\"published\":\"2025-02-{day:02}\",\"text\":\"{text}\"}}\n")
        })
        .collect()
}

/// Tells the reader of the test's log what was left out, or measured.
#[expect(clippy::print_stdout, reason = "the log of a test is its standard output")]
pub(crate) fn notice(text: &str) {
    println!("{text}");
}
