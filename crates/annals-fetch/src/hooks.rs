//! What a run does with what it gets: pages go to whoever keeps them, news of every address to whoever watches.

use crate::{Earlier, Outcome};
use annals_model::RawPage;
use std::time::Duration;

/// The three ways in which a run speaks with its caller.
pub struct Hooks<'a> {
    /// Keeps pages; runs on a thread of its own, in the order in which pages came. What it returns for a
    /// [`Keep::Checkpoint`] is stored with the crawl's state; for a page it is not looked at. An error ends the run.
    pub keep: &'a mut (dyn FnMut(Keep) -> Result<Vec<u8>, String> + Send),
    /// Hears of every address that was answered, failed or was passed over.
    pub tell: &'a mut dyn FnMut(&Told),
    /// Asked every 50 ms; once it says yes the run ends cleanly, and what is left stays pending.
    pub stop: &'a (dyn Fn() -> bool + Sync),
}

/// What is to be kept.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly all are pages")]
pub enum Keep {
    /// A page with a status of success; or status 304 and no body, when the version we have is still the newest. A
    /// body that was cut is marked by the header `warc-truncated` with the reason.
    Page {
        /// The page, its body unpacked.
        page: RawPage,
        /// The request's first line and headers as sent, each ended by CR LF, without the empty line behind them.
        request: String,
        /// An earlier capture of the same bytes: this one need not be stored again.
        same_as: Option<Earlier>,
    },
    /// Bring all pages to the disk and give the place reached, in bytes of the keeper's own.
    Checkpoint,
}

/// What became of one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Host name, with its port when that is not the usual one.
    pub host: String,
    /// The address, as first asked for.
    pub url: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Status of the answer, if one came.
    pub status: Option<u16>,
    /// Bytes of the body, unpacked.
    pub bytes: u64,
    /// From the request to the last byte.
    pub took: Duration,
    /// More about it: a reason, a rule, an address; may be empty.
    pub detail: String,
}
