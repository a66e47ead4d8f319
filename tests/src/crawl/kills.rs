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
    /// How long the last run took.
    pub took: Duration,
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

/// Answers that the program may hold without having written them down, beside one for every host: a kill loses them, so
/// they are asked for again. Whatever was answered before these is kept, or a crawl that is killed often never ends.
const UNWRITTEN: usize = 8;
/// From a kill to the next run.
const REST: Duration = Duration::from_millis(50);

/// Crawls once without a kill to learn how long that takes, then once for every trial; `tell` hears of each.
///
/// # Errors
/// When a server or the program cannot be started, or a file not be written.
pub fn run(program: &Path, kills: &Kills, tell: &mut dyn FnMut(&Trial)) -> io::Result<Vec<Trial>> {
    let mut chance = Random::new(kills.seed, 1);
    let bodies = Arc::new(reports(40, kills.seed));
    let whole = trial(program, kills, &[], &bodies)?;
    let time = whole.took;
    tell(&whole);
    let mut trials = vec![whole];
    while trials.len() <= kills.trials {
        // Once in two trials, twice or three times in the others.
        let count = 1 + if trials.len() % 2 == 1 { 0 } else { 1 + chance.below(2) };
        let moments: Vec<Duration> = (0..count).map(|_| time.mul_f64(0.02 + 0.95 * chance.unit() / count as f64)).collect();
        let trial = trial(program, kills, &moments, &bodies)?;
        // A crawl that had ended before it was to be killed says nothing.
        if !trial.killed_after.is_empty() {
            tell(&trial);
            trials.push(trial);
        }
    }
    Ok(trials)
}

fn trial(program: &Path, kills: &Kills, moments: &[Duration], bodies: &Arc<Vec<Vec<u8>>>) -> io::Result<Trial> {
    let folder = tempfile::tempdir()?;
    let sites = sites(kills.hosts, kills.reports, [kills.reports * 3 / 10, kills.reports * 4 / 10], bodies)?;
    let sources: String = sites.iter().map(super::Site::sources).collect();
    let program = Program::new(program, folder.path(), "allow_private = true\nfloor_seconds = 0.0\nmax_pages = 1000000\n", &sources)?;
    let mut trial = Trial::default();
    let started = Instant::now();
    let (mut killed, mut logs) = (Vec::new(), String::new());
    for moment in moments {
        let mut child = program.start(&["fetch", "--json-log"])?;
        thread::sleep(*moment);
        if child.try_wait()?.is_some() {
            trial.too_late += 1;
            continue;
        }
        child.kill()?;
        child.wait()?;
        // What the killed program had sent may still wait at a server; then nobody asks any more.
        thread::sleep(REST);
        killed.push(Instant::now());
        trial.killed_after.push(*moment);
        logs.push_str(&program.said()?);
    }
    let used = program.run(&["fetch", "--json-log"])?;
    trial.took = used.time;
    logs.push_str(&used.said);
    if used.code != Some(0) {
        trial.failed = Some(format!("exit {:?}: {}", used.code, used.said));
    }
    let stored = stored(&program.pages());
    trial.damaged = stored.damaged;
    trial.damaged.extend(warcio(&program.pages())?.filter(|wrong| !wrong.is_empty()));
    let ends: Vec<Instant> = sites.iter().flat_map(|site| site.host.visits()).filter_map(|visit| visit.ended).collect();
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
                match lost(visit, &ends, &killed, kills.hosts + UNWRITTEN) {
                    Ok(before) => {
                        trial.in_flight += 1;
                        trial.oldest_in_flight = trial.oldest_in_flight.max(before);
                    }
                    Err(why) => trial.again.push(format!("{url}: {why}; {}", history(&full, started, &url, &logs))),
                }
            }
        }
    }
    Ok(trial)
}

/// When an address was asked for and answered, in milliseconds since the start, and what the program said of it.
fn history(visits: &[Visit], started: Instant, url: &str, logs: &str) -> String {
    let millis = |moment: Instant| (moment - started).as_millis();
    let told = |visit: &Visit| format!("{}-{:?}", millis(visit.arrived), visit.ended.map(millis));
    let visits: Vec<String> = visits.iter().map(told).collect();
    let url = format!("\"{url}\"");
    let said: Vec<&str> = logs.lines().filter(|line| line.contains(&url)).collect();
    format!("asked and answered at {} ms\n      {}", visits.join(", "), said.join("\n      "))
}

/// How long before the next kill the answer had ended, zero when it had not; an error when there was no kill, or when
/// more than `last` answers ended between the answer and the kill.
fn lost(visit: &Visit, ends: &[Instant], killed: &[Instant], last: usize) -> Result<Duration, String> {
    let kill = killed.iter().find(|kill| **kill >= visit.arrived).ok_or("asked for again without a kill")?;
    let Some(ended) = visit.ended.filter(|ended| ended <= kill) else { return Ok(Duration::ZERO) };
    let later = ends.iter().filter(|end| **end > ended && *end <= kill).count();
    let before = (*kill - ended).saturating_sub(REST);
    if later <= last { Ok(before) } else { Err(format!("answered {before:?} before a kill, {later} answers before the last")) }
}
