//! The desk in the middle of a run: gives every host's worker its next task, sends pages to be kept, and writes down
//! in the crawl's memory what became of each.

use super::account::Account;
use super::kept::{Handed, Saving};
use super::pace::Paces;
use super::post::{Done, Job, Letter, Rest, Shared, What};
use super::wanted::Wanted;
use crate::client::Requester;
use crate::hooks::Keep;
use crate::state::{CrawlState, Enqueue, Settled, Standing, Task};
use crate::{FetchError, Outcome, Plan, Report, Told, host_key};
use jiff::Timestamp;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval};
use url::Url;

/// How often the desk looks whether the run is to end.
pub(super) const TICK: Duration = Duration::from_millis(50);
/// Time between two moments at which all is brought to the disk.
const CHECKPOINT: Duration = Duration::from_millis(250);
/// What is under way when the run is to end has this long.
const GRACE: Duration = Duration::from_secs(2);
/// Memory for large bodies, in bytes.
const LARGE_TOGETHER: u64 = 40 << 20;
/// What stands for the host of what is no address.
pub(super) const NO_HOST: &str = "-";
/// Letters that wait for the desk, at the most.
const LETTERS: usize = 16;
/// Tasks passed over in a line at once, in search of a list when no more pages may be asked, or of a page.
const PASSED_OVER: usize = 100;

/// What a run works with.
pub(super) struct Desk<'a> {
    pub(super) state: &'a mut CrawlState,
    pub(super) stop: &'a (dyn Fn() -> bool + Sync),
    pub(super) account: Account<'a>,
    pub(super) shared: Rc<Shared>,
    pub(super) letters: mpsc::Receiver<Letter>,
    pub(super) pages: mpsc::Sender<Keep>,
    pub(super) kept: mpsc::UnboundedReceiver<Result<Vec<u8>, String>>,
    pub(super) workers: JoinSet<Rest>,
    /// Hosts that wait for a worker, in order.
    pub(super) waiting: VecDeque<String>,
    /// The same, to look up.
    pub(super) queued: BTreeSet<String>,
    /// Hosts with a worker; true when something came for them meanwhile.
    pub(super) active: BTreeMap<String, bool>,
    /// Hosts that are left alone in this run.
    pub(super) aside: BTreeSet<String>,
    /// Addresses that the run is about.
    pub(super) wanted: Wanted,
    /// Hosts whose pages were passed over because no more may be asked.
    pub(super) starved: BTreeSet<String>,
    /// A page for which the keeper has no room yet.
    pub(super) backlog: Option<(Keep, Handed)>,
    /// What the keeper has, in order.
    pub(super) handed: VecDeque<Handed>,
    /// Pages asked for.
    pub(super) asked: usize,
    /// Lists asked for that lists named.
    pub(super) lists: usize,
    /// Whether it was told that no more of these are asked.
    pub(super) lists_left: bool,
    /// Whether anything happened since the last checkpoint.
    pub(super) dirty: bool,
    pub(super) checkpoint: Instant,
    pub(super) saving: Saving,
    pub(super) ends: Option<Instant>,
    pub(super) ending: watch::Sender<bool>,
    /// When what is under way is cut off.
    pub(super) cut_off: Option<Instant>,
    pub(super) stopped: bool,
    /// The page that could not be kept, and why.
    pub(super) refused: Option<(String, String)>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(
        plan: &Plan,
        requester: Requester,
        state: &'a mut CrawlState,
        tell: &'a mut dyn FnMut(&Told),
        stop: &'a (dyn Fn() -> bool + Sync),
        pages: mpsc::Sender<Keep>,
        kept: mpsc::UnboundedReceiver<Result<Vec<u8>, String>>,
    ) -> Self {
        let (desk, letters) = mpsc::channel(LETTERS);
        let (ending, is_ending) = watch::channel(false);
        let large = (LARGE_TOGETHER / plan.max_bytes.max(1)).clamp(1, 64) as usize;
        let now = Instant::now();
        let shared = Shared {
            plan: plan.clone(),
            requester,
            desk,
            in_flight: Arc::new(Semaphore::new(plan.hosts_at_once.max(1))),
            large: Arc::new(Semaphore::new(large)),
            paces: Paces::new(plan.floor, plan.floors.clone()),
            requested: Cell::new(0),
            ending: is_ending,
        };
        Self {
            state,
            stop,
            account: Account::new(tell),
            shared: Rc::new(shared),
            letters,
            pages,
            kept,
            workers: JoinSet::new(),
            waiting: VecDeque::new(),
            queued: BTreeSet::new(),
            active: BTreeMap::new(),
            aside: BTreeSet::new(),
            wanted: Wanted::new(plan.only),
            starved: BTreeSet::new(),
            backlog: None,
            handed: VecDeque::new(),
            asked: 0,
            lists: 0,
            lists_left: false,
            dirty: true,
            checkpoint: now,
            saving: Saving::Rests,
            ends: plan.time_limit.and_then(|limit| now.checked_add(limit)),
            ending,
            cut_off: None,
            stopped: false,
            refused: None,
        }
    }

    /// The whole run.
    pub(super) async fn run(&mut self) -> Result<Report, FetchError> {
        self.begin()?;
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            self.start_workers()?;
            if self.saving == Saving::Due && self.backlog.is_none() {
                self.backlog = Some((Keep::Checkpoint, Handed::Checkpoint));
                (self.dirty, self.saving, self.checkpoint) = (false, Saving::UnderWay, Instant::now());
            }
            if self.workers.is_empty() && self.letters.is_empty() && self.backlog.is_none() && self.handed.is_empty() {
                break;
            }
            tokio::select! {
                permit = self.pages.clone().reserve_owned(), if self.backlog.is_some() => {
                    if let (Ok(permit), Some((page, handed))) = (permit, self.backlog.take()) {
                        permit.send(page);
                        self.handed.push_back(handed);
                    }
                }
                answer = self.kept.recv(), if !self.handed.is_empty() => self.answered(answer)?,
                Some(letter) = self.letters.recv(), if self.backlog.is_none() => self.open(letter)?,
                Some(rest) = self.workers.join_next(), if !self.workers.is_empty() => self.left_off(rest)?,
                _ = ticks.tick() => self.tick(),
            }
        }
        self.end().await
    }

    /// Notes that a run which is about a few addresses is about this one; asked for at once, if it waits.
    pub(super) fn want(&mut self, url: &str) -> Result<(), FetchError> {
        if !self.wanted.is_all()
            && let Some(host) = self.state.waits_at(url)?
        {
            self.wanted.add(&host, url);
            self.wake(&host);
        }
        Ok(())
    }

    fn open(&mut self, letter: Letter) -> Result<(), FetchError> {
        match letter {
            // Who asked and went away has no more use for the answer.
            Letter::Want { host, reply } => {
                let job = self.next(&host)?;
                let _ = reply.send(job);
            }
            Letter::Robots { origin, old, reply } => {
                let now = Timestamp::now();
                let body = if old { self.state.old_robots(&origin, now)? } else { self.state.robots(&origin, now)? };
                let _ = reply.send(body);
            }
            Letter::Learnt { origin, body, sitemaps } => {
                let now = Timestamp::now();
                self.state.set_robots(&origin, body.as_deref(), now)?;
                for url in sitemaps {
                    self.enqueue(&Task { depth: 1, ..Task::listing(url) }, Enqueue::Plan, now)?;
                }
            }
            Letter::Done(done) => {
                self.dirty = true;
                self.done(*done)?;
            }
        }
        Ok(())
    }

    /// A host's next task.
    fn next(&mut self, host: &str) -> Result<Option<Job>, FetchError> {
        if self.cut_off.is_some() || self.aside.contains(host) {
            return Ok(None);
        }
        let mut passed_over = 0;
        while passed_over < PASSED_OVER {
            let Some(task) = self.first(host)? else { return Ok(None) };
            let is_list = is_named_list(&task);
            if is_list && self.lists >= self.shared.plan.max_lists {
                self.leave_list(host, &task);
                passed_over += 1;
                continue;
            }
            let is_page = !task.listing && task.behind.is_empty();
            if is_page && self.asked >= self.shared.plan.max_pages {
                self.starved.insert(host.to_owned());
                passed_over += 1;
                continue;
            }
            self.asked += usize::from(is_page);
            self.lists += usize::from(is_list);
            // A dry run needs the whole list to say what is in it.
            let seen = if self.shared.plan.dry_run { None } else { self.state.seen(&task.url)? };
            let known = seen.and_then(|seen| seen.known_to(&task.at).cloned());
            return Ok(Some(Job { task, known }));
        }
        // Pages may stand behind the lists; others have their turn before the search goes on.
        if self.asked < self.shared.plan.max_pages {
            self.wake(host);
        }
        Ok(None)
    }

    /// Tells, once, that lists stay in line.
    fn leave_list(&mut self, host: &str, task: &Task) {
        if !self.lists_left {
            self.lists_left = true;
            let most = self.shared.plan.max_lists;
            let detail = format!("{most} lists that lists name were asked for in this run, no more are; the others wait, too");
            self.account.enter(&told(host.to_owned(), task, Outcome::Left, detail));
        }
    }

    /// The first task in a host's line that the run is about.
    fn first(&mut self, host: &str) -> Result<Option<Task>, FetchError> {
        let now = Timestamp::now();
        if self.wanted.is_all() {
            return self.state.next(host, now);
        }
        while let Some(url) = self.wanted.next(host) {
            let task = self.state.pick(&url, now)?;
            if task.is_some() {
                return Ok(task);
            }
        }
        Ok(None)
    }

    /// A page was not asked for after all, so another one may be.
    fn give_back(&mut self, task: &Task) {
        self.lists = self.lists.saturating_sub(usize::from(is_named_list(task)));
        if !task.listing && task.behind.is_empty() {
            self.asked = self.asked.saturating_sub(1);
            if let Some(host) = self.starved.pop_first() {
                self.wake(&host);
            }
        }
    }

    fn is_kept(&self, url: &str) -> Result<bool, FetchError> {
        Ok(self.state.seen(url)?.is_some_and(|seen| seen.standing == Standing::Kept))
    }

    fn done(&mut self, done: Done) -> Result<(), FetchError> {
        let Done { host, task, status, took, what } = done;
        let now = Timestamp::now();
        let tell = |outcome, detail| Told { status, took, ..told(host.clone(), &task, outcome, detail) };
        let told = match what {
            What::Page(arrived) => return self.keep(host, task, status, took, *arrived),
            What::Would => {
                self.account.report.would_fetch.push(task.url);
                return Ok(());
            }
            What::Disallowed(rule) => {
                self.give_back(&task);
                self.state.settle(&task, Settled::Disallowed(rule.clone()), now)?;
                tell(Outcome::Disallowed, rule)
            }
            What::Stays { outcome, reason } => {
                self.give_back(&task);
                tell(outcome, reason)
            }
            What::Moved => {
                // An article that was asked for again is asked for where it is now, too.
                let known = task.depth > 0 && !task.listing && self.is_kept(&task.at)? && !self.is_kept(&task.url)?;
                if known {
                    self.state.settle(&task, Settled::Known { final_url: task.at.clone() }, now)?;
                    tell(Outcome::Known, format!("redirects to {}", task.at))
                } else {
                    self.state.moved(&task, &host)?;
                    self.want(&task.url)?;
                    if let Some(host) = host_of(&task.at) {
                        self.wake(&host);
                    }
                    tell(Outcome::Redirected, task.at.clone())
                }
            }
            What::Failed { outcome, reason, retry } => {
                self.state.settle(&task, Settled::Failed { outcome, detail: reason.clone(), retry }, now)?;
                let given_up = outcome.is_passing() && self.state.seen(&task.url)?.is_some_and(|seen| seen.standing == Standing::GivenUp);
                if given_up { tell(Outcome::GivenUp, format!("{outcome}: {reason}")) } else { tell(outcome, reason) }
            }
        };
        self.account.enter(&told);
        Ok(())
    }

    fn tick(&mut self) {
        let now = Instant::now();
        if self.cut_off.is_none() {
            self.stopped = (self.stop)();
            if self.stopped || self.ends.is_some_and(|ends| now >= ends) {
                self.wind_up(GRACE);
            }
        }
        if self.cut_off.is_some_and(|cut_off| now >= cut_off) {
            self.workers.abort_all();
        }
        let due = self.dirty && self.saving == Saving::Rests && now.duration_since(self.checkpoint) >= CHECKPOINT;
        if due && !self.shared.plan.dry_run && self.refused.is_none() {
            self.saving = Saving::Due;
        }
    }

    /// Begins no more; what is under way has a little time.
    pub(super) fn wind_up(&mut self, grace: Duration) {
        let cut_off = Instant::now() + grace;
        self.cut_off = Some(self.cut_off.map_or(cut_off, |before| before.min(cut_off)));
        self.waiting.clear();
        self.queued.clear();
        self.ending.send_replace(true);
    }

    /// Brings all to the disk and closes the account.
    async fn end(&mut self) -> Result<Report, FetchError> {
        let mut report = std::mem::take(&mut self.account.report);
        report.requested = self.shared.requested.get();
        let waiting = self.state.counts()?.waiting;
        report.left = waiting.saturating_sub(report.would_fetch.len() as u64);
        if self.shared.plan.dry_run {
            return Ok(report);
        }
        if !self.stopped && self.refused.is_none() {
            self.state.finish();
        }
        let synced = match self.pages.send(Keep::Checkpoint).await {
            Ok(()) => self.kept.recv().await.unwrap_or_else(|| Err("the keeper ended before the run".to_owned())),
            Err(_) => Err("the keeper ended before the run".to_owned()),
        };
        let refused = match synced {
            Ok(position) => {
                self.state.commit(&position)?;
                self.refused.take()
            }
            Err(reason) => Some(self.refused.take().unwrap_or_else(|| ("at the end".to_owned(), reason))),
        };
        match refused {
            None => Ok(report),
            Some((url, reason)) => Err(FetchError::Sink { url, reason, report: Box::new(report) }),
        }
    }
}

/// Whether a task is a list that another list or robots.txt named, asked for the first time.
fn is_named_list(task: &Task) -> bool {
    task.listing && task.depth > 0 && task.behind.is_empty()
}

/// The host of an address.
pub(super) fn host_of(url: &str) -> Option<String> {
    Url::parse(url).ok().filter(Url::has_host).map(|url| host_key(&url))
}

/// Why something cannot be asked for at all.
pub(super) fn unfit(url: &str) -> (Outcome, &'static str) {
    match Url::parse(url) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") => (Outcome::Scheme, "only http and https are fetched"),
        _ => (Outcome::BadAddress, "it is no address"),
    }
}

/// Word of an address that was not asked.
pub(super) fn told(host: String, task: &Task, outcome: Outcome, detail: String) -> Told {
    Told { host, url: task.url.clone(), outcome, status: None, bytes: 0, took: Duration::ZERO, detail }
}
