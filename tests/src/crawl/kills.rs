//! Crawls that are killed at moments left to chance and taken up again: is every page stored, and once?

use super::{Program, reports, sites, stored, warcio};
use crate::faulty::Visit;
use crate::generator::Random;
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// What is crawled and how often it is killed.
#[derive(Clone, Copy, Debug)]
pub struct Kills {
    /// Crawls, each from an empty store.
    pub trials: usize,
    /// The number from which all chance comes.
    pub seed: u64,
    /// Hosts.
    pub hosts: usize,
    /// Reports of each.
    pub reports: usize,
}

/// What came of one crawl.
#[derive(Clone, Debug, Default)]
pub struct Trial {
    /// When it was killed, counted from the start of that run.
    pub killed_after: Vec<Duration>,
    /// Kills that came too late: the crawl had ended.
    pub too_late: usize,
    /// Reports that are stored.
    pub stored: usize,
    /// Reports that are not.
    pub missing: Vec<String>,
    /// Reports that are stored more than once.
    pub twice: Vec<String>,
    /// What is wrong with the WARC files, by our reader and by warcio.
    pub damaged: Vec<String>,
    /// Reports asked for again in full, whose first answer a kill cut off or that it had not yet read.
    pub in_flight: usize,
    /// How long before the kill the answer to such a report had ended, at the most.
    pub oldest_in_flight: Duration,
    /// Reports asked for again in full without a kill near.
    pub again: Vec<String>,
    /// Reports of which was asked whether they have changed.
    pub conditional: usize,
    /// Why the last run failed.
    pub failed: Option<String>,
}

impl Trial {
    /// Whether all is as it must be.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.missing.is_empty() && self.twice.is_empty() && self.damaged.is_empty() && self.again.is_empty() && self.failed.is_none()
    }
}

impl fmt::Display for Trial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moments: Vec<String> = self.killed_after.iter().map(|time| format!("{:.2}", time.as_secs_f64())).collect();
        write!(
            f,
            "{}  killed at {} s; stored {}, missing {}, twice {}, damaged {}; asked twice {} (oldest {} ms before the kill), without need {}, \
             whether changed {}",
            if self.is_right() { "right" } else { "WRONG" },
            moments.join(", "),
            self.stored,
            self.missing.len(),
            self.twice.len(),
            self.damaged.len(),
            self.in_flight,
            self.oldest_in_flight.as_millis(),
            self.again.len(),
            self.conditional
        )?;
        let first = [self.missing.first(), self.twice.first(), self.damaged.first(), self.again.first(), self.failed.as_ref()];
        first.into_iter().flatten().try_for_each(|example| write!(f, "\n    {example}"))
    }
}

/// An answer that ended so long before a kill may still have been on its way into the archive: the client reads, unpacks
/// and writes it, and what it wrote is known again after the kill.
const ON_ITS_WAY: Duration = Duration::from_millis(100);

/// Crawls once without a kill to learn how long that takes, then once for every trial; `tell` hears of each.
///
/// # Errors
/// When a server or the program cannot be started, or a file not be written.
pub fn run(program: &Path, kills: &Kills, tell: &mut dyn FnMut(&Trial)) -> io::Result<Vec<Trial>> {
    let mut chance = Random::new(kills.seed, 1);
    let bodies = Arc::new(reports(40, kills.seed));
    let started = Instant::now();
    let whole = trial(program, kills, &[], &bodies)?;
    let time = started.elapsed();
    tell(&whole);
    let mut trials = vec![whole];
    for number in 0..kills.trials {
        // Once in two trials, twice or three times in the others.
        let count = 1 + if number % 2 == 0 { 0 } else { 1 + chance.below(2) };
        let moments: Vec<Duration> = (0..count).map(|_| time.mul_f64(0.02 + 0.9 * chance.unit() / count as f64)).collect();
        let trial = trial(program, kills, &moments, &bodies)?;
        tell(&trial);
        trials.push(trial);
    }
    Ok(trials)
}

fn trial(program: &Path, kills: &Kills, moments: &[Duration], bodies: &Arc<Vec<Vec<u8>>>) -> io::Result<Trial> {
    let folder = tempfile::tempdir()?;
    let sites = sites(kills.hosts, kills.reports, [kills.reports * 3 / 10, kills.reports * 4 / 10], bodies)?;
    let sources: String = sites.iter().map(super::Site::sources).collect();
    let program = Program::new(program, folder.path(), "allow_private = true\nfloor_seconds = 0.0\nmax_pages = 1000000\n", &sources)?;
    let mut trial = Trial::default();
    let mut killed = Vec::new();
    for moment in moments {
        let mut child = program.start(&["fetch"])?;
        thread::sleep(*moment);
        if child.try_wait()?.is_some() {
            trial.too_late += 1;
            continue;
        }
        child.kill()?;
        killed.push(Instant::now());
        trial.killed_after.push(*moment);
        child.wait()?;
    }
    let used = program.run(&["fetch"])?;
    if used.code != Some(0) {
        trial.failed = Some(format!("exit {:?}: {}", used.code, used.said));
    }
    let stored = stored(&program.pages());
    trial.damaged = stored.damaged;
    trial.damaged.extend(warcio(&program.pages())?.filter(|wrong| !wrong.is_empty()));
    for site in &sites {
        let mut by_path: BTreeMap<String, Vec<Visit>> = BTreeMap::new();
        for visit in site.host.visits() {
            by_path.entry(visit.path.clone()).or_default().push(visit);
        }
        for number in 0..site.reports {
            let url = site.report(number);
            match stored.pages.get(&url) {
                None => trial.missing.push(url.clone()),
                Some(1) => trial.stored += 1,
                Some(_) => trial.twice.push(url.clone()),
            }
            let path = url.trim_start_matches(&site.host.url("")).to_owned();
            let visits = by_path.remove(&path).unwrap_or_default();
            let (conditional, full): (Vec<_>, Vec<_>) = visits.into_iter().partition(|visit| visit.headers.contains_key("if-none-match"));
            trial.conditional += conditional.len();
            // All but the last answer must have been lost to a kill.
            for visit in full.iter().rev().skip(1) {
                match lost(visit, &killed) {
                    Some(before) if before <= ON_ITS_WAY => {
                        trial.in_flight += 1;
                        trial.oldest_in_flight = trial.oldest_in_flight.max(before);
                    }
                    before => trial.again.push(format!("{url} (answered {before:?} before a kill)")),
                }
            }
        }
    }
    Ok(trial)
}

/// How long before the next kill the answer had ended; zero when it had not; `None` without a kill after the request.
fn lost(visit: &Visit, killed: &[Instant]) -> Option<Duration> {
    let kill = killed.iter().find(|kill| **kill >= visit.arrived)?;
    Some(visit.ended.map_or(Duration::ZERO, |ended| kill.saturating_duration_since(ended)))
}
