//! Runs the program in a folder and measures what it used.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The program, in a folder with a configuration.
pub struct Program {
    path: PathBuf,
    folder: PathBuf,
}

/// What a run of the program used.
#[derive(Clone, Debug)]
pub struct Used {
    /// Exit code; `None` when it was killed.
    pub code: Option<i32>,
    /// From start to end.
    pub time: Duration,
    /// Seconds of the processor; `None` where the system does not say.
    pub processor: Option<f64>,
    /// Most memory in bytes; `None` where the system does not say.
    pub memory: Option<u64>,
    /// What it wrote on standard error.
    pub said: String,
    /// What it printed.
    pub printed: String,
}

impl Program {
    /// Writes `annals.toml` into the folder; `fetch` holds lines of `[fetch]`, `sources` the sources and other tables.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn new(path: &Path, folder: &Path, fetch: &str, sources: &str) -> io::Result<Self> {
        let configuration =
            format!("store = \"store\"\n[fetch]\nuser_agent = \"annals/0.1 (+http://127.0.0.1/robot)\"\n{fetch}\n{sources}");
        fs::write(folder.join("annals.toml"), configuration)?;
        Ok(Self { path: path.to_owned(), folder: folder.to_owned() })
    }

    /// The folder in which the program keeps everything.
    #[must_use]
    pub fn store(&self) -> PathBuf {
        self.folder.join("store")
    }

    /// The folder in which the program keeps pages.
    #[must_use]
    pub fn pages(&self) -> PathBuf {
        self.store().join("pages")
    }

    /// Starts the program.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(&self, arguments: &[&str]) -> io::Result<Child> {
        let mut command = Command::new(&self.path);
        command.args(arguments);
        self.spawn(command)
    }

    /// Runs the program to its end where no file may grow beyond so many blocks of 512 bytes.
    ///
    /// # Errors
    /// When there is no shell, or the output cannot be read.
    pub fn run_cramped(&self, arguments: &[&str], blocks: u64) -> io::Result<Used> {
        // Without the trap the system would end the program instead of refusing to write.
        let mut command = Command::new("sh");
        command
            .args(["-c", "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"", "sh", &blocks.to_string()])
            .arg(&self.path)
            .args(arguments);
        let child = self.spawn(command)?;
        self.attend(child)
    }

    fn spawn(&self, mut command: Command) -> io::Result<Child> {
        command
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(File::create(self.folder.join("printed"))?)
            .stderr(File::create(self.folder.join("said"))?)
            .spawn()
    }

    /// Runs the program to its end.
    ///
    /// # Errors
    /// When it cannot be started, or its output cannot be read.
    pub fn run(&self, arguments: &[&str]) -> io::Result<Used> {
        let child = self.start(arguments)?;
        self.attend(child)
    }

    fn attend(&self, mut child: Child) -> io::Result<Used> {
        let (before, started) = (children(), Instant::now());
        let mut memory = None;
        let status = loop {
            // The peak only rises, so the last look before the end is as good as the end.
            memory = peak(child.id()).or(memory);
            if let Some(status) = child.try_wait()? {
                break status;
            }
            thread::sleep(Duration::from_millis(10));
        };
        Ok(Used {
            code: status.code(),
            time: started.elapsed(),
            processor: children().zip(before).map(|(after, before)| after - before),
            memory,
            said: self.read("said")?,
            printed: self.read("printed")?,
        })
    }

    /// What the last run wrote on standard error, as far as it came.
    ///
    /// # Errors
    /// When there is none.
    pub fn said(&self) -> io::Result<String> {
        self.read("said")
    }

    fn read(&self, name: &str) -> io::Result<String> {
        fs::read(self.folder.join(name)).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// Most memory that a process has held, in bytes.
fn peak(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// Seconds of the processor that this process has used.
pub(super) fn own() -> Option<f64> {
    ticks(11)
}

/// Seconds of the processor that all children which have ended used.
fn children() -> Option<f64> {
    ticks(13)
}

/// The sum of two neighbouring times of this process in seconds, the first at this place behind the process's name.
fn ticks(place: usize) -> Option<f64> {
    /// Linux counts these in hundredths of a second, whatever the machine.
    const TICKS: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name may hold anything, so what counts is the last bracket.
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks = fields.get(place)?.parse::<f64>().ok()? + fields.get(place + 1)?.parse::<f64>().ok()?;
    Some(ticks / TICKS)
}
