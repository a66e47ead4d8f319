//! From an arrived page to a settled task: in between, the keeper has written it down.

use super::desk::{Desk, NO_HOST, host_of, told as describe, unfit};
use super::post::Arrived;
use crate::hooks::Keep;
use crate::state::{Arrival, Listed, PageFacts, Settled, Task, take_listing};
use crate::{FetchError, Outcome, Told};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;

/// Where the next checkpoint stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Saving {
    Rests,
    /// To be sent once the keeper has room.
    Due,
    UnderWay,
}

/// What the keeper was given.
pub(super) enum Handed {
    Page(Box<InKeep>),
    Checkpoint,
}

/// A page on its way to the disk.
pub(super) struct InKeep {
    task: Task,
    facts: PageFacts,
    listed: Option<Listed>,
    told: Told,
    _large: Option<OwnedSemaphorePermit>,
}

impl Desk<'_> {
    /// Sends a page to the keeper.
    pub(super) fn keep(
        &mut self,
        host: String,
        task: Task,
        status: Option<u16>,
        took: Duration,
        arrived: Arrived,
    ) -> Result<(), FetchError> {
        let Arrived { page, request, facts, listed, cut, large } = arrived;
        let same_as = match (page.status, &facts.sha256) {
            (304, _) => match self.state.seen(&task.url)?.and_then(|seen| seen.sha256) {
                Some(sha256) => self.state.earlier(&task.url, &sha256)?,
                None => None,
            },
            (_, Some(sha256)) => self.state.earlier(&task.url, sha256)?,
            (_, None) => None,
        };
        let outcome = match (page.status, cut, &same_as) {
            (304, ..) => Outcome::NotModified,
            (_, _, Some(_)) => Outcome::SameBytes,
            (_, true, _) => Outcome::Truncated,
            _ => Outcome::Fetched,
        };
        let detail = if page.final_url == page.url { String::new() } else { page.final_url.clone() };
        let told = Told { status, took, bytes: page.body.len() as u64, ..describe(host.clone(), &task, outcome, detail) };
        let in_keep = InKeep { task, facts, listed, told, _large: large };
        if self.shared.plan.dry_run {
            return self.settle(in_keep);
        }
        self.backlog = Some((Keep::Page { page, request, same_as }, Handed::Page(Box::new(in_keep))));
        Ok(())
    }

    /// The keeper has spoken.
    pub(super) fn answered(&mut self, answer: Option<Result<Vec<u8>, String>>) -> Result<(), FetchError> {
        let Some(handed) = self.handed.pop_front() else { return Ok(()) };
        let answer = answer.unwrap_or_else(|| Err("the keeper ended before the run".to_owned()));
        match (handed, answer) {
            (Handed::Page(page), Ok(_)) => self.settle(*page)?,
            (Handed::Checkpoint, Ok(position)) => {
                self.saving = Saving::Rests;
                self.state.commit(&position)?;
            }
            (Handed::Page(page), Err(reason)) => {
                let told = Told { outcome: Outcome::Disk, detail: reason.clone(), ..page.told };
                if self.refused.is_none() {
                    self.account.enter(&told);
                }
                self.refuse(page.task.url, reason);
            }
            (Handed::Checkpoint, Err(reason)) => {
                self.saving = Saving::Rests;
                self.refuse("at a checkpoint".to_owned(), reason);
            }
        }
        Ok(())
    }

    pub(super) fn refuse(&mut self, url: String, reason: String) {
        self.refused.get_or_insert((url, reason));
        self.wind_up(Duration::ZERO);
    }

    /// A page is written down: its task is settled, and what it lists goes in line.
    pub(super) fn settle(&mut self, in_keep: InKeep) -> Result<(), FetchError> {
        let InKeep { task, facts, listed, told, _large } = in_keep;
        let now = Timestamp::now();
        match listed {
            _ if told.outcome == Outcome::NotModified => self.state.settle(&task, Settled::Unchanged(facts), now)?,
            None => self.state.settle(&task, Settled::Kept(facts), now)?,
            Some(listed) => {
                let named: Vec<String> =
                    if self.wanted.is_all() { Vec::new() } else { listed.entries.iter().map(|entry| entry.url.clone()).collect() };
                let hosts: BTreeSet<String> = listed.entries.iter().filter_map(|entry| host_of(&entry.url)).collect();
                if let Arrival::Listing { known, bad, .. } = take_listing(self.state, &task, facts, listed, now)? {
                    self.account.report.known += known;
                    for url in bad {
                        let (outcome, reason) = unfit(&url);
                        let host = host_of(&url).unwrap_or_else(|| NO_HOST.to_owned());
                        self.account.enter(&describe(host, &Task::new(url), outcome, format!("{reason}; {} lists it", task.url)));
                    }
                }
                for url in named {
                    self.want(&url)?;
                }
                for host in hosts {
                    self.wake(&host);
                }
            }
        }
        self.account.enter(&told);
        Ok(())
    }
}
