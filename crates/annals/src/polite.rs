//! Single addresses asked beside a crawl, with a crawl's manners: robots.txt first, a pause between requests to a host.

use annals_fetch::{CrawlState, FetchError, HostState, Outcome, Plan, Robots, Task, host_key, read_once, robots};
use annals_model::RawPage;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};
use url::Url;

/// Bytes of a robots.txt that count, after RFC 9309.
const MAX_ROBOTS: u64 = 500 << 10;
/// Longest time for a robots.txt.
const ROBOTS_TIME: Duration = Duration::from_secs(10);
/// Redirects that are followed to it, after RFC 9309.
const ROBOTS_REDIRECTS: usize = 5;

/// Longest time a server may put us off within a run; a longer one waits for a later run.
pub(crate) const LONGEST_PUT_OFF: Duration = Duration::from_secs(120);
/// Longest time a server may put us off at all: what it says once is believed for a day.
const MOST_PUT_OFF: Duration = Duration::from_hours(24);

/// How often is looked whether to stop.
const TICK: Duration = Duration::from_millis(50);

/// Asks for addresses one after another.
pub(crate) struct Visitor<'a> {
    plan: &'a Plan,
    stop: &'a (dyn Fn() -> bool + Sync),
    /// By origin; the reason when they could not be read.
    rules: BTreeMap<String, Result<Robots, String>>,
    /// When each host was last asked.
    asked: BTreeMap<String, Instant>,
    /// How it goes with the hosts, where no crawl's memory knows it.
    hosts: BTreeMap<String, HostState>,
}

impl<'a> Visitor<'a> {
    pub(crate) fn new(plan: &'a Plan, stop: &'a (dyn Fn() -> bool + Sync)) -> Self {
        Self { plan, stop, rules: BTreeMap::new(), asked: BTreeMap::new(), hosts: BTreeMap::new() }
    }

    /// The rules of an address's site, once it was asked.
    pub(crate) fn rules_of(&self, url: &Url) -> Option<&Robots> {
        self.rules.get(&url.origin().ascii_serialization())?.as_ref().ok()
    }

    /// Asks for an address, if its site allows it.
    ///
    /// # Errors
    /// Why no page came, in words.
    pub(crate) fn read(&mut self, mut state: Option<&mut CrawlState>, url: &str, max_bytes: u64) -> Result<RawPage, String> {
        let mut task = Task::new(url.trim());
        loop {
            let at = address(&task)?;
            self.admit(state.as_deref_mut(), &at)?;
            if let Some(page) = self.step(state.as_deref_mut(), self.plan, &mut task, &at, max_bytes).map_err(reason)? {
                return Ok(page);
            }
        }
    }

    /// Sends one request, and notes that it was sent.
    fn step(
        &mut self,
        state: Option<&mut CrawlState>,
        plan: &Plan,
        task: &mut Task,
        at: &Url,
        max_bytes: u64,
    ) -> Result<Option<RawPage>, FetchError> {
        let read = self.ask(plan, task, max_bytes);
        let (reached, put_off) = match &read {
            Err(FetchError::Address { outcome, put_off, .. }) => (!outcome.is_connection(), *put_off),
            _ => (true, None),
        };
        self.left(state, at, reached, put_off)?;
        read
    }

    /// Asks on a thread of its own, which is left to itself when the user does not want to wait any longer.
    fn ask(&self, plan: &Plan, task: &mut Task, max_bytes: u64) -> Result<Option<RawPage>, FetchError> {
        let (sender, receiver) = mpsc::channel();
        let (plan, mut asked) = (plan.clone(), task.clone());
        let spawned = std::thread::Builder::new().name("asking".to_owned()).spawn(move || {
            let read = read_once(&plan, &mut asked, max_bytes);
            // Nobody may be left to hear it.
            let _ = sender.send((asked, read));
        });
        spawned.map_err(|e| FetchError::Client(e.to_string()))?;
        loop {
            match receiver.recv_timeout(TICK) {
                Ok((asked, read)) => {
                    *task = asked;
                    return read;
                }
                Err(RecvTimeoutError::Timeout) if !(self.stop)() => {}
                Err(_) => {
                    let reason = "interrupted".to_owned();
                    return Err(FetchError::Address { url: task.url.clone(), outcome: Outcome::Left, reason, put_off: None });
                }
            }
        }
    }

    /// Waits until an address may be asked.
    ///
    /// # Errors
    /// When its site's robots.txt closes it or cannot be read, or its host is to be left alone for longer than a run waits.
    pub(crate) fn admit(&mut self, mut state: Option<&mut CrawlState>, url: &Url) -> Result<(), String> {
        self.pause(state.as_deref(), url)?;
        let origin = url.origin().ascii_serialization();
        if !self.rules.contains_key(&origin) {
            let rules = self.learn(state.as_deref_mut(), url, &origin);
            self.rules.insert(origin.clone(), rules);
        }
        match self.rules.get(&origin) {
            Some(Ok(rules)) => {
                if let (false, rule) = rules.allowed(url.as_str()) {
                    return Err(format!("robots.txt closes it: {}", rule.unwrap_or_else(|| "Disallow".to_owned())));
                }
            }
            Some(Err(reason)) => return Err(reason.clone()),
            None => {}
        }
        self.pause(state.as_deref(), url)
    }

    /// Notes that a host was asked, whether it was `reached`, and how long it asks to be left alone: also for a crawl, and for
    /// later runs.
    ///
    /// # Errors
    /// When the crawl's memory cannot be used.
    pub(crate) fn left(
        &mut self,
        state: Option<&mut CrawlState>,
        url: &Url,
        reached: bool,
        put_off: Option<Duration>,
    ) -> Result<(), FetchError> {
        let host = host_key(url);
        let rests = self.distance(url).max(put_off.unwrap_or_default().min(MOST_PUT_OFF));
        self.asked.insert(host.clone(), Instant::now());
        if !reached {
            // When such a host is tried again is the crawl's to say.
            return Ok(());
        }
        let known = HostState { next: Timestamp::now().checked_add(rests).ok(), failures: 0 };
        match state {
            Some(state) => state.set_host(&host, &known)?,
            None => drop(self.hosts.insert(host, known)),
        }
        Ok(())
    }

    /// The time between two requests to an address's host.
    fn distance(&self, url: &Url) -> Duration {
        let delay = self.rules_of(url).and_then(Robots::delay).unwrap_or_default().min(self.plan.delay_cap);
        self.plan.floors.get(&host_key(url)).copied().unwrap_or(self.plan.floor).max(delay)
    }

    /// Waits until a host may be asked.
    fn pause(&self, state: Option<&CrawlState>, url: &Url) -> Result<(), String> {
        let (host, distance) = (host_key(url), self.distance(url));
        let HostState { next, failures } = match state {
            Some(state) => state.host(&host).map_err(reason)?,
            None => self.hosts.get(&host).cloned().unwrap_or_default(),
        };
        let rests: Duration = next.and_then(|next| next.duration_since(Timestamp::now()).try_into().ok()).unwrap_or_default();
        if let Some(next) = next
            && (rests > LONGEST_PUT_OFF.max(distance) || (failures > 0 && !rests.is_zero()))
        {
            return Err(format!("{host} is left alone until {next:.0}"));
        }
        let now = Instant::now();
        let ready = self.asked.get(&host).map_or(now, |asked| *asked + distance).max(now + rests);
        wait(ready, self.stop);
        if (self.stop)() { Err("interrupted".to_owned()) } else { Ok(()) }
    }

    /// The rules of a site: remembered for a day, else asked for.
    fn learn(&mut self, mut state: Option<&mut CrawlState>, url: &Url, origin: &str) -> Result<Robots, String> {
        let now = Timestamp::now();
        let known = state.as_ref().and_then(|state| state.robots(origin, now).ok().flatten());
        if let Some(body) = known {
            return Ok(robots(&body, &self.plan.user_agent));
        }
        let Ok(at) = url.join("/robots.txt") else { return Ok(Robots::allow_all()) };
        let timeout = self.plan.timeout.min(ROBOTS_TIME);
        let plan = Plan { timeout, max_redirects: ROBOTS_REDIRECTS, ..self.plan.clone() };
        let mut task = Task::new(at.as_str());
        let body = loop {
            let hop = address(&task)?;
            self.pause(state.as_deref(), &hop)?;
            match self.step(state.as_deref_mut(), &plan, &mut task, &hop, MAX_ROBOTS) {
                Ok(Some(page)) => break Some(page.body),
                Ok(None) => {}
                // Where there are none, everything is allowed.
                Err(FetchError::Address { outcome, .. }) if has_none(outcome) => break None,
                Err(e) => return Err(format!("{at} {}", reason(e))),
            }
        };
        if let Some(state) = &mut state {
            state.set_robots(origin, body.as_deref(), now).map_err(|e| e.to_string())?;
        }
        Ok(body.map_or_else(Robots::allow_all, |body| robots(&body, &self.plan.user_agent)))
    }
}

/// Whether this outcome of asking for a robots.txt means that there is none.
#[must_use]
pub fn has_none(outcome: Outcome) -> bool {
    use Outcome::{ClientError, Forbidden, Gone, Missing, RedirectLimit, RedirectLoop, RedirectNowhere};
    matches!(outcome, Missing | Gone | Forbidden | ClientError | RedirectLoop | RedirectLimit | RedirectNowhere)
}

/// Where a task is now.
fn address(task: &Task) -> Result<Url, String> {
    Url::parse(&task.at).map_err(|e| format!("`{}` is no address: {e}", task.at))
}

/// What was said of an address that gave nothing.
fn reason(error: FetchError) -> String {
    match error {
        FetchError::Address { outcome, reason, .. } => format!("{outcome}: {reason}"),
        other => other.to_string(),
    }
}

/// Waits for a moment, but not longer than the user does.
pub(crate) fn wait(until: Instant, stop: &(dyn Fn() -> bool + Sync)) {
    while !stop() {
        match until.checked_duration_since(Instant::now()) {
            Some(left) if !left.is_zero() => std::thread::sleep(left.min(TICK)),
            _ => break,
        }
    }
}
