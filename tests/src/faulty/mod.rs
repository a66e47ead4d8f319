//! What goes wrong on the network, one fault a host, each with the end it is to have.

mod body;
mod certificate;
mod connection;
mod deaf;
mod gate;
mod host;
mod listing;
mod moves;
pub mod packing;
mod status;

pub use certificate::{BrokenTls, Certificate};
pub use deaf::DeafPort;
pub use host::{Behaviour, Exchange, Host, Then, Visit};

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;

/// Where a fault strikes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// At a page: `/fault` of the fault's host.
    Page,
    /// At a feed: `/fault` of the fault's host.
    Feed,
    /// At `/robots.txt`; `/fault` is a good page.
    Robots,
    /// At an address that is not the host's own.
    Elsewhere(String),
}

/// How a fault is to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// The word for it, as in logs and summaries.
    pub outcome: &'static str,
    /// How often the address is asked for in one run; for robots.txt, how often that is; `None` where nobody counts.
    pub asked: Option<usize>,
    /// Whether a page is kept.
    pub kept: bool,
    /// Whether the host's other pages, asked for before and after, are kept in the same run.
    pub others: bool,
}

/// A fault.
pub struct Fault {
    /// Its name.
    pub name: &'static str,
    /// Where it strikes.
    pub place: Place,
    /// What its host does with requests, those for good pages left out.
    pub behaviour: Arc<Behaviour>,
    /// How it is to end.
    pub end: End,
}

/// How often a passing failure is asked for in one run: once, and twice again.
const ASKED_AGAIN: usize = 3;

impl Fault {
    fn new(name: &'static str, place: Place, behaviour: Arc<Behaviour>) -> Self {
        Self { name, place, behaviour, end: End { outcome: "fetched", asked: Some(1), kept: true, others: true } }
    }

    fn page(name: &'static str, behaviour: impl Fn(&mut Exchange<'_>) -> io::Result<Then> + Send + Sync + 'static) -> Self {
        Self::new(name, Place::Page, Arc::new(behaviour))
    }

    fn feed(name: &'static str, behaviour: impl Fn(&mut Exchange<'_>) -> io::Result<Then> + Send + Sync + 'static) -> Self {
        Self::new(name, Place::Feed, Arc::new(behaviour))
    }

    fn robots(name: &'static str, behaviour: impl Fn(&mut Exchange<'_>) -> io::Result<Then> + Send + Sync + 'static) -> Self {
        Self::new(name, Place::Robots, Arc::new(behaviour))
    }

    /// An address at which there is no server, or none of ours.
    fn elsewhere(name: &'static str, url: String, outcome: &'static str) -> Self {
        let mut fault = Self::new(name, Place::Elsewhere(url), Arc::new(|exchange| exchange.page()));
        fault.end = End { outcome, asked: None, kept: false, others: true };
        fault
    }

    /// It fails for good: asked for once.
    fn lasting(mut self, outcome: &'static str) -> Self {
        self.end = End { outcome, asked: Some(1), kept: false, others: true };
        self
    }

    /// It may pass: asked for again in the same run, as often as the plan says.
    fn passing(mut self, outcome: &'static str) -> Self {
        self.end = End { outcome, asked: Some(ASKED_AGAIN), kept: false, others: true };
        self
    }

    /// A page comes of it after so many requests.
    fn kept(mut self, outcome: &'static str, asked: usize) -> Self {
        self.end = End { outcome, asked: Some(asked), kept: true, others: true };
        self
    }

    /// The host's other pages are not to be had in this run either.
    fn alone(mut self) -> Self {
        self.end.others = false;
        self
    }

    /// Starts the fault's host: `/before` and `/after` are good pages, everything else is the fault's.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn start(&self) -> io::Result<Host> {
        let (behaviour, robots) = (Arc::clone(&self.behaviour), self.place == Place::Robots);
        Host::start(
            Ipv4Addr::LOCALHOST,
            Arc::new(move |exchange| match exchange.visit.path.as_str() {
                "/robots.txt" if !robots => exchange.answer("404 Not Found", &[], b""),
                "/before" | "/after" | "/listed" => exchange.page(),
                "/fault" if robots => exchange.page(),
                _ => behaviour(exchange),
            }),
        )
    }
}

/// All faults that servers can commit. `trap` is the port of a server on [`TRAP`] and on `127.0.0.1` that nobody may ask.
#[must_use]
pub fn faults(trap: u16) -> Vec<Fault> {
    [connection::faults(), body::faults(), packing::faults(), status::faults(), moves::faults(trap), gate::faults(), listing::faults()]
        .into_iter()
        .flatten()
        .collect()
}

/// The address of a server that redirects lead to and that must never be asked.
pub const TRAP: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 66);
