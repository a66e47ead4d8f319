//! Pages from the network into the store's WARC files.

use super::Listener;
use crate::config::Config;
use crate::store::Store;
use crate::{AnnalsError, Rejection};
use annals_archive::Archive;
use annals_fetch::{FetchError, Report};
use std::time::Duration;

/// The reason with which an interrupt ends the fetching.
const INTERRUPTED: &str = "interrupted";

/// What to fetch, beside the configuration.
#[derive(Clone, Debug, Default)]
pub struct FetchOptions {
    /// Addresses of pages; with none, the configured feeds and pages.
    pub urls: Vec<String>,
    /// Only say what would be fetched.
    pub dry_run: bool,
    /// Pages, at the most.
    pub max_pages: Option<usize>,
    /// Stop after so long.
    pub time_limit: Option<Duration>,
}

/// Fetches politely and keeps every page as it came.
///
/// # Errors
/// When the archive cannot be written or the plan is not usable; a page that fails is in the report.
pub fn fetch(config: &Config, options: &FetchOptions, listener: &Listener<'_>) -> Result<Report, AnnalsError> {
    let mut plan = config.plan();
    if !options.urls.is_empty() {
        plan.feeds.clear();
        plan.pages.clone_from(&options.urls);
    }
    plan.dry_run = options.dry_run;
    plan.max_pages = options.max_pages.unwrap_or(plan.max_pages);
    plan.time_limit = options.time_limit;
    let mut archive = Archive::open(&Store::pages(&config.store))?;
    let seen = |_: &str| None;
    let mut keep = |page| {
        archive.put(&page, None, None).map_err(|e| e.to_string())?;
        (listener.step)();
        if (listener.stop)() { Err(INTERRUPTED.to_owned()) } else { Ok(()) }
    };
    let report = match annals_fetch::fetch(&plan, &seen, &mut keep) {
        Err(FetchError::Sink { reason, report, .. }) if reason == INTERRUPTED => *report,
        other => other?,
    };
    archive.finish()?;
    for (url, reason) in &report.failed {
        (listener.reject)(&Rejection { file: url.clone(), line: None, reason: reason.clone() });
    }
    Ok(report)
}
