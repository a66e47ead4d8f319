//! How many pages a second the program fetches when nobody asks it to wait, and what that costs.

use super::program::own;
use super::{Program, Used, reports, sites, stored};
use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// What a crawl without delay came to.
#[derive(Clone, Debug)]
pub struct Pace {
    /// Pages stored.
    pub stored: usize,
    /// Pages there were.
    pub there: usize,
    /// From the first request's arrival to the end of the last answer, at the servers.
    pub served: Duration,
    /// Connections opened at the servers.
    pub connections: usize,
    /// Bytes of the WARC files.
    pub bytes: u64,
    /// What the program used.
    pub used: Used,
    /// Seconds of the processor that the servers used meanwhile; `None` where the system does not say.
    pub servers: Option<f64>,
}

impl Pace {
    /// Pages a second, from the start of the program to its end.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.stored as f64 / self.used.time.as_secs_f64().max(1e-9)
    }
}

impl fmt::Display for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} of {} pages in {:.2} s: {:.0} a second", self.stored, self.there, self.used.time.as_secs_f64(), self.rate())?;
        writeln!(f, "served within {:.2} s over {} connections", self.served.as_secs_f64(), self.connections)?;
        if let Some(seconds) = self.used.processor {
            writeln!(f, "processor {seconds:.2} s: {:.2} ms a page", seconds * 1e3 / self.stored.max(1) as f64)?;
        }
        if let Some(seconds) = self.servers {
            writeln!(f, "servers {seconds:.2} s of the same machine's processor")?;
        }
        if let Some(bytes) = self.used.memory {
            writeln!(f, "memory {:.1} MB at the most", bytes as f64 / 1e6)?;
        }
        writeln!(f, "archive {:.1} MB", self.bytes as f64 / 1e6)
    }
}

/// Crawls so many hosts with so many pages each.
///
/// # Errors
/// When a server or the program cannot be started.
pub fn run(program: &Path, hosts: usize, pages: usize, seed: u64) -> io::Result<Pace> {
    let folder = tempfile::tempdir()?;
    let bodies = Arc::new(reports(40, seed));
    let sites = sites(hosts, pages, [pages / 10, pages * 4 / 10], &bodies)?;
    let sources: String = sites.iter().map(super::Site::sources).collect();
    let program = Program::new(program, folder.path(), "allow_private = true\nfloor_seconds = 0.0\nmax_pages = 1000000\n", &sources)?;
    let before = own();
    let used = program.run(&["fetch"])?;
    let servers = own().zip(before).map(|(after, before)| after - before);
    let visits: Vec<_> = sites.iter().flat_map(|site| site.host.visits()).collect();
    let first = visits.iter().map(|visit| visit.arrived).min();
    let last = visits.iter().filter_map(|visit| visit.ended).max();
    let found = stored(&program.pages());
    let stored = sites
        .iter()
        .flat_map(|site| (0..site.reports).map(|number| site.report(number)))
        .filter(|url| found.pages.get(url) == Some(&1))
        .count();
    Ok(Pace {
        stored,
        there: hosts * pages,
        served: last.zip(first).map(|(last, first)| last - first).unwrap_or_default(),
        connections: sites.iter().map(|site| site.host.connections()).sum(),
        bytes: found.bytes,
        used,
        servers,
    })
}
