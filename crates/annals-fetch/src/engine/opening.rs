//! How a run begins: the plan's addresses go in line, and of those that failed before and are not asked again is told
//! why.

use super::desk::{Desk, NO_HOST, host_of, told, unfit};
use super::hosts::is_left_alone;
use crate::state::{Enqueue, HostState, Queued, Seen, Standing, Task};
use crate::{FetchError, Outcome};
use jiff::{SignedDuration, Timestamp};
use std::rc::Rc;

impl Desk<'_> {
    /// Puts the plan in line.
    pub(super) fn begin(&mut self) -> Result<(), FetchError> {
        let now = Timestamp::now();
        if self.state.begin(now)? {
            self.shared.paces.rest_first();
        }
        let shared = Rc::clone(&self.shared);
        let plan = &shared.plan;
        self.state.only_since(plan.since);
        let feeds = plan.feeds.iter().map(|url| Task::listing(url.trim()));
        let sections = plan.sections.iter().map(|url| Task { section: true, ..Task::listing(url.trim()) });
        let pages = plan.pages.iter().map(|url| Task::new(url.trim()));
        for task in feeds.chain(sections).chain(pages) {
            let why = if plan.force { self.forced(&task)? } else { Enqueue::Plan };
            self.enqueue(&task, why, now)?;
            self.want(&task.url)?;
        }
        if self.wanted.is_all() {
            for host in self.state.hosts(now)? {
                self.wake(&host);
            }
        }
        if !plan.dry_run {
            let position = self.state.position().to_vec();
            self.state.commit(&position)?;
        }
        Ok(())
    }

    /// Why an address is asked that is to be asked in any case. Its host is tried again, too, if it could not be
    /// reached; one that asked for rest keeps it.
    fn forced(&mut self, task: &Task) -> Result<Enqueue, FetchError> {
        if let Some(host) = host_of(&task.at) {
            let state = self.state.host(&host)?;
            if state.failures > 0 {
                self.state.set_host(&host, &HostState { next: None, ..state })?;
            }
        }
        // A page that we have is asked again by every plan, but not twice by a run that was cut off.
        let seen = self.state.seen(&task.url)?;
        let have = seen.is_some_and(|seen| seen.standing == Standing::Kept && !seen.waiting);
        Ok(if have && !task.listing { Enqueue::Plan } else { Enqueue::Again })
    }

    pub(super) fn enqueue(&mut self, task: &Task, why: Enqueue, now: Timestamp) -> Result<(), FetchError> {
        let (outcome, detail) = match self.state.enqueue(task, why, now)? {
            Queued::New | Queued::Waiting => {
                if let Some(host) = host_of(&task.at) {
                    self.wake(&host);
                }
                return Ok(());
            }
            Queued::Known => (Outcome::Known, String::new()),
            queued @ (Queued::NotDue | Queued::Gone) => match self.failed_before(task, now)? {
                Some(failed) => failed,
                None if queued == Queued::NotDue => (Outcome::NotDue, String::new()),
                None => (Outcome::Known, "gone, refused for good or given up".to_owned()),
            },
            Queued::BadAddress => {
                let (outcome, why) = unfit(&task.url);
                (outcome, why.to_owned())
            }
        };
        let host = host_of(&task.url).unwrap_or_else(|| NO_HOST.to_owned());
        self.account.enter(&told(host, task, outcome, detail));
        Ok(())
    }

    /// How an address that the plan names, and that is not asked now, failed before. What may pass is told to who named
    /// it by hand, unless its host rests, which is told for all its addresses at once.
    fn failed_before(&self, task: &Task, now: Timestamp) -> Result<Option<(Outcome, String)>, FetchError> {
        // What robots.txt names is nobody's wish.
        let Some(seen) = self.state.seen(&task.url)?.filter(|_| task.depth == 0) else { return Ok(None) };
        let host = host_of(&task.at).map(|host| self.state.host(&host)).transpose()?.unwrap_or_default();
        let rests = is_left_alone(&host, now);
        let told = match seen.standing {
            Standing::Pending => !self.wanted.is_all() && !rests,
            Standing::Kept => false,
            Standing::Gone | Standing::Failed | Standing::GivenUp | Standing::Disallowed => true,
        };
        Ok(if told { failure(&seen, now) } else { None })
    }
}

/// A failure that is remembered, in words: how, why, when, and what can be done.
fn failure(seen: &Seen, now: Timestamp) -> Option<(Outcome, String)> {
    let reason = seen.reason.as_deref()?;
    let (word, detail) = reason.split_once(": ").unwrap_or((reason, ""));
    let outcome = word.parse::<Outcome>().ok()?;
    Some(match seen.standing {
        Standing::Disallowed => (outcome, detail.to_owned()),
        Standing::Pending => {
            let next = seen.next.map(|next| format!(", is asked again after {next:.0}")).unwrap_or_default();
            (outcome, format!("{detail}{next}; --force asks now"))
        }
        standing => {
            let asked = seen.visited.map(|visited| format!(", asked {} ago", in_words(now.duration_since(visited)))).unwrap_or_default();
            let (outcome, detail) = if standing == Standing::GivenUp { (Outcome::GivenUp, reason) } else { (outcome, detail) };
            (outcome, format!("{detail}{asked}; --force asks again"))
        }
    })
}

/// A length of time as one says it: `12 minutes`.
fn in_words(time: SignedDuration) -> String {
    let seconds = time.as_secs().max(0);
    let (count, unit) = match seconds {
        0..60 => (seconds, "second"),
        60..3_600 => (seconds / 60, "minute"),
        3_600..172_800 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_in_their_largest_unit() {
        let said = [1, 59, 60, 720, 3_600, 172_799, 172_800, -5].map(|seconds| in_words(SignedDuration::from_secs(seconds)));
        assert_eq!(said, ["1 second", "59 seconds", "1 minute", "12 minutes", "1 hour", "47 hours", "2 days", "0 seconds"]);
    }
}
