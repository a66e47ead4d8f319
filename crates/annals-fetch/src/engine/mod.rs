//! Carries out a plan: many hosts at once, each by a worker of its own, with one desk in the middle that has the
//! crawl's memory, and a thread beside that writes pages down.
//!
//! A page goes from the worker over the desk to the keeper; only when the keeper has said that it is written does the
//! desk settle its task. Every quarter of a second the keeper brings all to the disk, and the desk makes its memory
//! lasting together with the place that the keeper has reached. So the memory never knows of a page that is not kept.

mod account;
mod desk;
mod hosts;
mod keeper;
mod kept;
mod opening;
mod pace;
mod post;
mod redirect;
mod site;
mod wanted;
mod worker;

use crate::client::Requester;
use crate::state::CrawlState;
use crate::{FetchError, Hooks, Plan, Report};
use desk::Desk;
pub(crate) use redirect::follow;
use std::thread;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;
use tokio::task::LocalSet;

/// Pages that wait for the keeper, at the most.
const KEPT_AHEAD: usize = 2;
/// Threads that resolve names and read lists, at the most.
const THREADS: usize = 64;

/// Fetches what the plan names, and what the lists among it name.
///
/// `state` remembers what was asked; what is in line there from earlier runs is asked too. A page that fails stops
/// nothing: it is told, counted in the report, and tried again later if that may help.
///
/// # Errors
/// [`FetchError::Plan`] and [`FetchError::Client`] before anything is sent; [`FetchError::State`] when the memory
/// cannot be used; [`FetchError::Sink`] when a page could not be kept, which ends the run.
pub fn fetch(plan: &Plan, state: &mut CrawlState, hooks: Hooks<'_>) -> Result<Report, FetchError> {
    let requester = Requester::new(plan)?;
    let runtime = runtime()?;
    let Hooks { keep, tell, stop } = hooks;
    let result = thread::scope(|scope| {
        let (pages, to_keep) = mpsc::channel(KEPT_AHEAD);
        let (answers, answered) = mpsc::unbounded_channel();
        scope.spawn(move || keeper::run(keep, to_keep, &answers));
        let mut desk = Desk::new(plan, requester, state, tell, stop, pages, answered);
        LocalSet::new().block_on(&runtime, desk.run())
        // The desk goes, and with it the keeper's work.
    });
    // A name that is still being resolved is not waited for.
    runtime.shutdown_background();
    // Of a dry run nothing stays; of one that failed, what is not on the disk has never happened.
    if plan.dry_run || result.is_err() {
        state.undo()?;
    }
    result
}

/// A runtime for one thread.
pub(crate) fn runtime() -> Result<Runtime, FetchError> {
    Builder::new_current_thread().enable_all().max_blocking_threads(THREADS).build().map_err(|error| FetchError::Client(error.to_string()))
}
