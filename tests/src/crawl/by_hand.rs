//! Fetching by the libraries alone, without the program: plan, archive and memory put together by hand.

use annals_archive::{Archive, ArchiveError, Earlier, Position};
use annals_fetch::{CrawlState, FetchError, Hooks, Keep, Plan, Report, Told};
use std::error::Error;
use std::path::Path;

/// What came of a run.
pub struct Crawled {
    /// The report; or the error that ended the run.
    pub report: Result<Report, FetchError>,
    /// One for every address of which something was to be said, in order.
    pub told: Vec<Told>,
}

/// Carries out a plan with the archive and the memory of a folder, as the program does.
///
/// # Errors
/// When the folder cannot be written or read; what ends the run itself is in what comes back.
pub fn crawl(plan: &Plan, folder: &Path) -> Result<Crawled, Box<dyn Error>> {
    let mut state = CrawlState::open(&folder.join("crawl.redb"))?;
    let mut archive = Archive::open(&folder.join("pages"))?;
    let reached: Position = serde_json::from_slice(state.position()).unwrap_or_default();
    for page in archive.replay(&reached)? {
        match page {
            Ok(page) => drop(annals_fetch::replay(&mut state, &page)?),
            Err(ArchiveError::Record { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let mut keep = |keep: Keep| -> Result<Vec<u8>, String> {
        match keep {
            Keep::Page { page, request, same_as } => {
                let same_as = same_as.map(|same| Earlier { url: same.url, fetched: same.fetched, sha256: same.sha256 });
                archive.put(&page, Some(&request), same_as.as_ref()).map(|()| Vec::new()).map_err(|error| error.to_string())
            }
            Keep::Checkpoint => {
                let position = archive.checkpoint().map_err(|error| error.to_string())?;
                serde_json::to_vec(&position).map_err(|error| error.to_string())
            }
        }
    };
    let mut told = Vec::new();
    let hooks = Hooks { keep: &mut keep, tell: &mut |one| told.push(one.clone()), stop: &|| false };
    let report = annals_fetch::fetch(plan, &mut state, hooks);
    if !plan.dry_run {
        let position = archive.checkpoint()?;
        state.commit(&serde_json::to_vec(&position)?)?;
    }
    Ok(Crawled { report, told })
}
