//! What a host's worker and the desk, which has the crawl's memory, write to each other.

use super::pace::Paces;
use crate::client::Requester;
use crate::state::{Listed, PageFacts, Task};
use crate::{Outcome, Plan, Validators};
use annals_model::RawPage;
use jiff::Timestamp;
use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch};

/// What all workers share.
pub(super) struct Shared {
    pub(super) plan: Plan,
    pub(super) requester: Requester,
    pub(super) desk: mpsc::Sender<Letter>,
    /// Requests under way.
    pub(super) in_flight: Arc<Semaphore>,
    /// Large bodies held, from the wire to the keeper.
    pub(super) large: Arc<Semaphore>,
    pub(super) paces: Paces,
    /// Requests sent.
    pub(super) requested: Cell<usize>,
    /// Turns true when the run is to end.
    pub(super) ending: watch::Receiver<bool>,
}

/// From a worker to the desk.
pub(super) enum Letter {
    /// What is the next task of this host?
    Want { host: String, reply: oneshot::Sender<Option<Job>> },
    /// Which robots.txt do we have of this origin, not older than a day, or than a month?
    Robots { origin: String, old: bool, reply: oneshot::Sender<Option<Vec<u8>>> },
    /// The robots.txt of this origin was read; nothing when the site has none.
    Learnt { origin: String, body: Option<Vec<u8>>, sitemaps: Vec<String> },
    /// A task is done, or at a turning.
    Done(Box<Done>),
}

/// A task with what is known of it.
pub(super) struct Job {
    pub(super) task: Task,
    pub(super) known: Option<Validators>,
}

/// What came of a task.
pub(super) struct Done {
    pub(super) host: String,
    pub(super) task: Task,
    pub(super) status: Option<u16>,
    pub(super) took: Duration,
    pub(super) what: What,
}

/// The same, in particular.
pub(super) enum What {
    Page(Box<Arrived>),
    Disallowed(String),
    /// The task's address is another now.
    Moved,
    Failed {
        outcome: Outcome,
        reason: String,
        /// When to ask again, if the server said.
        retry: Option<Timestamp>,
    },
    /// It was not asked at all and stays in its line.
    Stays {
        outcome: Outcome,
        reason: String,
    },
    /// In a dry run: it would be asked.
    Would,
}

/// A page, or word that it has not changed.
pub(super) struct Arrived {
    pub(super) page: RawPage,
    pub(super) request: String,
    pub(super) facts: PageFacts,
    pub(super) listed: Option<Listed>,
    pub(super) cut: bool,
    /// Holds a place among the large bodies until it is kept.
    pub(super) large: Option<OwnedSemaphorePermit>,
}

/// Why no more is asked of a host in this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aside {
    /// It cannot be reached.
    Connection,
    /// It asked to be left alone until then.
    Until(Timestamp),
    /// It wants longer pauses than a run can keep, and has had its one request.
    Slow,
}

/// How a worker leaves its host.
pub(super) struct Rest {
    pub(super) host: String,
    pub(super) aside: Option<Aside>,
    /// Whether it answered at all.
    pub(super) reached: bool,
}
