//! Whether hosts are given the rest they ask for, measured where it counts: at the hosts.

use super::Program;
use crate::faulty::{Behaviour, Exchange, Host, Then, Visit};
use jiff::{Timestamp, ToSpan};
use std::fmt;
use std::io;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// What a host asks for.
struct Manner {
    name: &'static str,
    /// Its floor in the configuration; `None`: the common one.
    floor: Option<f64>,
    robots: &'static str,
    answer: fn(&mut Exchange<'_>) -> io::Result<Then>,
    /// Least time from the end of an answer to the next request.
    rest: f64,
    /// The path of which the first answer asks to wait, and for how many seconds.
    longer: Option<(&'static str, f64)>,
    /// Whether it may be asked for pages at all.
    open: bool,
}

/// The common floor in seconds.
const FLOOR: f64 = 0.3;
/// The longest delay of a robots.txt that is kept, in seconds.
const CAP: f64 = 5.0;
/// The page that asks to wait.
const BUSY: &str = "/page/3";

fn plain(exchange: &mut Exchange<'_>) -> io::Result<Then> {
    exchange.page()
}

fn seconds_later(exchange: &mut Exchange<'_>) -> io::Result<Then> {
    match (exchange.visit.path.as_str(), exchange.visit.nth) {
        (BUSY, 0) => exchange.answer("429 Too Many Requests", &[("Retry-After", "2")], b""),
        _ => exchange.page(),
    }
}

fn date_later(exchange: &mut Exchange<'_>) -> io::Result<Then> {
    match (exchange.visit.path.as_str(), exchange.visit.nth) {
        (BUSY, 0) => {
            // Dates of HTTP know no parts of a second: this moment is 2 to 3 seconds away.
            let date = (Timestamp::now() + 3.seconds()).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
            exchange.answer("503 Busy", &[("Retry-After", &date)], b"")
        }
        _ => exchange.page(),
    }
}

fn slow(exchange: &mut Exchange<'_>) -> io::Result<Then> {
    exchange.wait(Duration::from_millis(700));
    exchange.page()
}

fn moving(exchange: &mut Exchange<'_>) -> io::Result<Then> {
    match exchange.visit.path.strip_prefix("/page/").map(|number| format!("/moved/{number}")) {
        Some(target) => exchange.answer("302 Found", &[("Location", &target)], b""),
        None => exchange.page().map(|_| Then::Close),
    }
}

const PLAIN: Manner = Manner { name: "floor", floor: None, robots: "", answer: plain, rest: FLOOR, longer: None, open: true };

const MANNERS: [Manner; 11] = [
    PLAIN,
    Manner { name: "no floor", floor: Some(0.0), rest: 0.0, ..PLAIN },
    Manner { name: "its own floor", floor: Some(0.8), rest: 0.8, ..PLAIN },
    Manner { name: "crawl-delay", robots: "User-agent: *\nCrawl-delay: 1.5\n", rest: 1.5, ..PLAIN },
    Manner {
        name: "crawl-delay for us",
        robots: "User-agent: *\nCrawl-delay: 4\n\nUser-agent: annals\nCrawl-delay: 1\n",
        rest: 1.0,
        ..PLAIN
    },
    Manner { name: "crawl-delay below the floor", robots: "User-agent: *\nCrawl-delay: 0.1\n", ..PLAIN },
    Manner { name: "crawl-delay beyond the cap", robots: "User-agent: *\nCrawl-delay: 600\n", open: false, ..PLAIN },
    Manner { name: "retry-after in seconds", answer: seconds_later, longer: Some((BUSY, 2.0)), ..PLAIN },
    Manner { name: "retry-after as a date", answer: date_later, longer: Some((BUSY, 2.0)), ..PLAIN },
    Manner { name: "slow answers", answer: slow, ..PLAIN },
    Manner { name: "redirects, connections closed", answer: moving, ..PLAIN },
];

/// What was measured at a host.
#[derive(Clone, Debug)]
pub struct Measured {
    /// What the host asked for, in words.
    pub name: &'static str,
    /// Least seconds from the end of an answer to the next request that were asked for.
    pub asked: f64,
    /// Least that were given.
    pub least: f64,
    /// Given on average, the longer rest after a refusal left out.
    pub mean: f64,
    /// Given after a refusal that asked for a longer rest; with what was asked.
    pub longer: Option<(f64, f64)>,
    /// Requests.
    pub requests: usize,
    /// Requests in the busiest second.
    pub busiest: usize,
    /// Requests that came while another was being answered.
    pub overlapping: usize,
    /// What is wrong.
    pub wrong: Option<String>,
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:30} asked {:.3} s  least {:.4} s  mean {:.4} s  requests {:5}  in the busiest second {:4}  at once {}",
            self.name, self.asked, self.least, self.mean, self.requests, self.busiest, self.overlapping
        )?;
        if let Some((given, asked)) = self.longer {
            write!(f, "  after the refusal {given:.3} s of {asked} s")?;
        }
        self.wrong.iter().try_for_each(|wrong| write!(f, "\n    WRONG: {wrong}"))
    }
}

/// Crawls all these hosts at once for so long and measures.
///
/// # Errors
/// When a server or the program cannot be started.
pub fn run(program: &Path, seconds: u64) -> io::Result<Vec<Measured>> {
    let folder = tempfile::tempdir()?;
    let mut sources = String::new();
    let mut floors = String::new();
    let mut hosts = Vec::new();
    for manner in &MANNERS {
        let (robots, answer) = (manner.robots, manner.answer);
        let behaviour: Arc<Behaviour> = Arc::new(move |exchange| match exchange.visit.path.as_str() {
            "/robots.txt" if robots.is_empty() => exchange.answer("404 Not Found", &[], b""),
            "/robots.txt" => exchange.answer("200 OK", &[("Content-Type", "text/plain")], robots.as_bytes()),
            _ => answer(exchange),
        });
        let host = Host::start(Ipv4Addr::LOCALHOST, behaviour)?;
        let pages: Vec<String> = (1..=seconds * 20).map(|number| format!("\"{}\"", host.url(&format!("/page/{number}")))).collect();
        sources.push_str(&format!("[[source]]\npages = [{}]\n", pages.join(", ")));
        if let Some(floor) = manner.floor {
            let name = host.url("").replace("http://", "");
            floors.push_str(&format!("[[fetch.host]]\nname = \"{name}\"\nfloor_seconds = {floor:?}\n"));
        }
        hosts.push(host);
    }
    let fetch = format!("allow_private = true\nfloor_seconds = {FLOOR:?}\ndelay_cap_seconds = {CAP:?}\nmax_pages = 1000000\n");
    let program = Program::new(program, folder.path(), &(fetch + &floors), &sources)?;
    let limit = seconds.to_string();
    let mut child = program.start(&["fetch", "--time-limit", &limit])?;
    let (started, patience) = (Instant::now(), Duration::from_secs(seconds + 20));
    while child.try_wait()?.is_none() {
        if started.elapsed() > patience {
            child.kill()?;
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(MANNERS.iter().zip(&hosts).map(|(manner, host)| measure(manner, &host.visits(), seconds)).collect())
}

fn measure(manner: &Manner, visits: &[Visit], seconds: u64) -> Measured {
    let mut measured = Measured {
        name: manner.name,
        asked: manner.rest,
        least: f64::INFINITY,
        mean: 0.0,
        longer: None,
        requests: visits.len(),
        busiest: busiest(visits),
        overlapping: 0,
        wrong: None,
    };
    let mut rests = Vec::new();
    for pair in visits.windows(2) {
        let Some(ended) = pair[0].ended.filter(|ended| *ended <= pair[1].arrived) else {
            measured.overlapping += 1;
            continue;
        };
        let rest = (pair[1].arrived - ended).as_secs_f64();
        match manner.longer.filter(|(path, _)| *path == pair[0].path && pair[0].nth == 0) {
            Some((_, asked)) => measured.longer = Some((rest, asked)),
            None => rests.push(rest),
        }
    }
    measured.least = rests.iter().copied().fold(f64::INFINITY, f64::min);
    measured.mean = rests.iter().sum::<f64>() / rests.len().max(1) as f64;
    measured.wrong = wrong(manner, &measured, seconds);
    measured
}

/// The most requests within any second.
fn busiest(visits: &[Visit]) -> usize {
    let within =
        |first: usize| visits[first..].iter().take_while(|visit| visit.arrived - visits[first].arrived < Duration::from_secs(1)).count();
    (0..visits.len()).map(within).max().unwrap_or(0)
}

fn wrong(manner: &Manner, measured: &Measured, seconds: u64) -> Option<String> {
    if !manner.open {
        return (measured.requests > 2).then(|| format!("{} requests where robots.txt and one page may be asked for", measured.requests));
    }
    if measured.overlapping > 0 {
        return Some(format!("{} requests while another was answered", measured.overlapping));
    }
    if measured.least < manner.rest {
        return Some(format!("a rest of {} s", measured.least));
    }
    match (manner.longer, measured.longer) {
        (Some(_), None) => return Some("the refusal was never followed by a request".to_owned()),
        (Some((_, asked)), Some((given, _))) if given < asked => return Some(format!("{given} s of rest after the refusal")),
        // No host is kept waiting without need: half a second is for a busy machine, one for the parts of a date's second.
        (Some((_, asked)), Some((given, _))) if given > asked + 1.5 => return Some(format!("{given} s of rest after the refusal")),
        _ => {}
    }
    // Nor are the pages: the hosts' rest, and a little of a busy machine's time, is all that passes.
    let own = if manner.name == "slow answers" { 0.7 } else { 0.0 };
    let possible = (seconds as f64 - manner.longer.map_or(0.0, |(_, asked)| asked + 1.5)) / (manner.rest + own + 0.1);
    let least = if manner.rest == 0.0 { seconds as f64 * 20.0 } else { (possible * 0.8).floor() };
    ((measured.requests as f64) < least).then(|| format!("{} requests where {least} were possible", measured.requests))
}
