//! The distance between two requests to a host, kept whoever sends them.

use super::post::Shared;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard, OwnedSemaphorePermit};
use tokio::time::{Instant, sleep_until};

/// Paces of all hosts of the run.
pub(super) struct Paces {
    hosts: RefCell<BTreeMap<String, Arc<Mutex<Pace>>>>,
    floor: Duration,
    floors: BTreeMap<String, Duration>,
    /// Hosts that were not asked yet rest from this moment on.
    begin: Cell<Option<Instant>>,
}

/// A host's pace.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// Not asked before this moment.
    pub(super) ready: Instant,
    /// From the end of an answer to the next request.
    pub(super) delay: Duration,
}

impl Pace {
    /// The site asks for more distance.
    pub(super) fn lengthen(&mut self, delay: Duration) {
        if delay > self.delay {
            self.ready += delay - self.delay;
            self.delay = delay;
        }
    }
}

/// The right to send one request.
pub(super) struct Turn {
    pace: OwnedMutexGuard<Pace>,
    _in_flight: OwnedSemaphorePermit,
}

impl Paces {
    pub(super) fn new(floor: Duration, floors: BTreeMap<String, Duration>) -> Self {
        Self { hosts: RefCell::default(), floor, floors, begin: Cell::new(None) }
    }

    /// Begins with a rest: a run that was cut off may have asked any host a moment ago.
    pub(super) fn rest_first(&self) {
        self.begin.set(Some(Instant::now()));
    }

    fn of(&self, host: &str) -> Arc<Mutex<Pace>> {
        let mut hosts = self.hosts.borrow_mut();
        if let Some(pace) = hosts.get(host) {
            return Arc::clone(pace);
        }
        let delay = self.floors.get(host).copied().unwrap_or(self.floor);
        let ready = self.begin.get().map_or_else(Instant::now, |begin| begin + delay);
        let pace = Arc::new(Mutex::new(Pace { ready, delay }));
        hosts.insert(host.to_owned(), Arc::clone(&pace));
        pace
    }

    /// Changes a host's pace; between its requests only.
    pub(super) async fn set(&self, host: &str, change: impl FnOnce(&mut Pace)) {
        let pace = self.of(host);
        change(&mut *pace.lock().await);
    }

    /// The same, when nobody is asking it.
    pub(super) fn set_idle(&self, host: &str, change: impl FnOnce(&mut Pace)) {
        if let Ok(mut pace) = self.of(host).try_lock() {
            change(&mut pace);
        }
    }

    /// How long a host still rests, if nobody is asking it.
    pub(super) fn rests(&self, host: &str) -> Duration {
        let hosts = self.hosts.borrow();
        let ready = hosts.get(host).and_then(|pace| Some(pace.try_lock().ok()?.ready));
        ready.map_or(Duration::ZERO, |ready| ready.saturating_duration_since(Instant::now()))
    }
}

impl Shared {
    /// Waits until a host may be asked; `None` when the run ends before.
    pub(super) async fn turn(&self, host: &str) -> Option<Turn> {
        let mut ending = self.ending.clone();
        let waits = async {
            let pace = self.paces.of(host).lock_owned().await;
            sleep_until(pace.ready).await;
            let in_flight = Arc::clone(&self.in_flight).acquire_owned().await.ok()?;
            Some(Turn { pace, _in_flight: in_flight })
        };
        tokio::select! {
            biased;
            _ = ending.wait_for(|ending| *ending) => None,
            turn = waits => turn,
        }
    }
}

impl Turn {
    /// The answer has ended: the host rests, at least as long as asked for.
    pub(super) fn over(mut self, at_least: Duration) {
        self.pace.ready = Instant::now() + self.pace.delay.max(at_least);
    }

    /// The host asked for more distance without saying how much.
    pub(super) fn slow_down(&mut self, cap: Duration) {
        self.pace.delay = (self.pace.delay * 2).min(cap.max(self.pace.delay));
    }
}
