//! Who is asked next: every host has its own line, and while one host rests another is asked.

use crate::robots::Robots;
use annals_model::DateTime;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, Instant};
use url::Url;

/// One address to ask for.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    /// The address of the plan or feed.
    pub(crate) requested: String,
    /// The address now asked for, after redirects.
    pub(crate) url: Url,
    /// Whether it lists pages.
    pub(crate) listing: bool,
    /// How many lists led to this list.
    pub(crate) depth: u8,
    pub(crate) feed_date: Option<DateTime>,
    /// Addresses that redirected here.
    pub(crate) behind: BTreeSet<String>,
    /// How often the server asked us to come back later.
    pub(crate) put_off: u8,
    /// Whether it was counted as a page already.
    pub(crate) counted: bool,
}

/// What a site's robots.txt said.
pub(crate) enum Rules {
    Known(Robots),
    /// It could not be read, so nothing is asked for now; the reason.
    Unknown(String),
}

/// One host's line.
pub(crate) struct Host {
    pub(crate) tasks: VecDeque<Task>,
    /// Not asked before this moment.
    pub(crate) ready: Instant,
    /// Time between two requests.
    pub(crate) delay: Duration,
    /// By scheme, host and port.
    pub(crate) rules: BTreeMap<String, Rules>,
}

/// All lines, in the order in which hosts came up.
pub(crate) struct Queue {
    hosts: Vec<Host>,
    by_name: BTreeMap<String, usize>,
    floor: Duration,
}

impl Queue {
    pub(crate) fn new(floor: Duration) -> Self {
        Self { hosts: Vec::new(), by_name: BTreeMap::new(), floor }
    }

    /// The line of an address's host.
    pub(crate) fn host(&mut self, url: &Url) -> Option<&mut Host> {
        let name = url.host_str().unwrap_or_default().to_owned();
        let next = self.hosts.len();
        let index = *self.by_name.entry(name).or_insert(next);
        if index == next {
            self.hosts.push(Host { tasks: VecDeque::new(), ready: Instant::now(), delay: self.floor, rules: BTreeMap::new() });
        }
        self.hosts.get_mut(index)
    }

    /// Puts a task at the end of its host's line.
    pub(crate) fn push(&mut self, task: Task) {
        if let Some(host) = self.host(&task.url) {
            host.tasks.push_back(task);
        }
    }

    /// Puts a task at the head of its host's line.
    pub(crate) fn push_front(&mut self, task: Task) {
        if let Some(host) = self.host(&task.url) {
            host.tasks.push_front(task);
        }
    }

    /// The host whose turn comes first; among several, the one that came up first.
    pub(crate) fn next(&mut self) -> Option<&mut Host> {
        self.hosts.iter_mut().filter(|host| !host.tasks.is_empty()).min_by_key(|host| host.ready)
    }

    /// Takes all tasks out, host by host.
    pub(crate) fn drain(&mut self) -> Vec<Task> {
        self.hosts.iter_mut().flat_map(|host| host.tasks.drain(..)).collect()
    }
}
