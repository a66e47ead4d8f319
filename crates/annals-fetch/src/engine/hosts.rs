//! Which hosts have a worker, which wait for one, and which are left alone.

use super::desk::{Desk, TICK, told};
use super::post::{Aside, Rest};
use super::worker::{LONGEST_PUT_OFF, Worker};
use crate::clock::LONGEST_ASKED;
use crate::state::{HostState, Task, later};
use crate::{FetchError, Outcome};
use jiff::Timestamp;
use std::rc::Rc;
use std::time::Duration;
use tokio::task::JoinError;
use tokio::time::Instant;

/// Workers, at the least: most of them wait for their host's next turn, with one idle connection each.
const WORKERS: usize = 400;

impl Desk<'_> {
    /// Sees to it that a host has a worker.
    pub(super) fn wake(&mut self, host: &str) {
        if self.aside.contains(host) {
            return;
        }
        if let Some(more) = self.active.get_mut(host) {
            *more = true;
        } else if self.queued.insert(host.to_owned()) {
            self.waiting.push_back(host.to_owned());
        }
    }

    pub(super) fn start_workers(&mut self) -> Result<(), FetchError> {
        let most = self.shared.plan.hosts_at_once.max(WORKERS);
        while self.cut_off.is_none() && self.workers.len() < most {
            let Some(host) = self.waiting.pop_front() else { break };
            self.queued.remove(&host);
            let now = Timestamp::now();
            let state = self.rested(&host, now)?;
            let wait = rest(&state, now);
            if is_left_alone(&state, now) {
                let asked_for_rest = state.failures == 0;
                if (asked_for_rest || !self.wanted.is_all())
                    && let Some(task) = self.named_first(&host, now)?
                {
                    let until = state.next.map(|next| format!("{next:.0}")).unwrap_or_default();
                    let (outcome, detail) = if asked_for_rest {
                        (Outcome::RateLimited, format!("its host asked to be left alone until {until}, for {} s more", wait.as_secs()))
                    } else {
                        (Outcome::Unreachable, format!("its host could not be reached, is tried again after {until}; --force asks now"))
                    };
                    self.account.enter(&told(host.clone(), &task, outcome, detail));
                }
                self.aside.insert(host);
                continue;
            }
            if !wait.is_zero() {
                self.shared.paces.set_idle(&host, |pace| pace.ready = pace.ready.max(Instant::now() + wait));
            }
            self.active.insert(host.clone(), false);
            self.workers.spawn_local(Worker::new(host, Rc::clone(&self.shared)).run());
        }
        Ok(())
    }

    /// The task that a host would be asked first.
    fn named_first(&self, host: &str, now: Timestamp) -> Result<Option<Task>, FetchError> {
        if self.wanted.is_all() { self.state.first_due(host, now) } else { Ok(self.wanted.first(host).map(Task::new)) }
    }

    /// How it goes with a host. Nobody is left alone for longer than a day: a moment beyond that was written by a clock
    /// that was ahead.
    fn rested(&mut self, host: &str, now: Timestamp) -> Result<HostState, FetchError> {
        let old = self.state.host(host)?;
        let latest = now.checked_add(LONGEST_ASKED).unwrap_or(now);
        let new = HostState { next: old.next.map(|next| next.min(latest)), ..old.clone() };
        if new != old {
            self.state.set_host(host, &new)?;
            self.dirty = true;
        }
        Ok(new)
    }

    /// A worker leaves its host.
    pub(super) fn left_off(&mut self, rest: Result<Rest, JoinError>) -> Result<(), FetchError> {
        let Rest { host, aside, reached } = match rest {
            Ok(rest) => rest,
            Err(error) if error.is_cancelled() => return Ok(()),
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        };
        let more = self.active.remove(&host).unwrap_or_default();
        let now = Timestamp::now();
        let old = self.state.host(&host)?;
        let rests = self.shared.paces.rests(&host);
        let mut new = HostState { next: None, failures: if reached { 0 } else { old.failures } };
        match aside {
            Some(Aside::Connection) => {
                new.failures = old.failures.saturating_add(1);
                new.next = Some(later(u8::try_from(new.failures).unwrap_or(u8::MAX), now));
            }
            Some(Aside::Until(until)) => new.next = Some(until),
            // A run that begins right after this one keeps its distance too.
            None | Some(Aside::Slow) if rests > TICK => new.next = now.checked_add(rests).ok(),
            None | Some(Aside::Slow) => {}
        }
        if new != old {
            self.state.set_host(&host, &new)?;
            self.dirty = true;
        }
        if aside.is_some() {
            self.aside.insert(host);
        } else if more {
            self.wake(&host);
        }
        Ok(())
    }
}

/// How long a host rests from now on.
fn rest(host: &HostState, now: Timestamp) -> Duration {
    host.next.map_or(Duration::ZERO, |next| next.duration_since(now).try_into().unwrap_or_default())
}

/// Whether a host is not asked in this run: one that rests is waited for, one that could not be reached is not.
pub(super) fn is_left_alone(host: &HostState, now: Timestamp) -> bool {
    let wait = rest(host, now);
    wait > LONGEST_PUT_OFF || (host.failures > 0 && !wait.is_zero())
}
