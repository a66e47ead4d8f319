//! The thread that writes pages down, one after another, while others are still on their way.

use crate::hooks::Keep;
use tokio::sync::mpsc;

/// Keeps what comes, and answers each with what the keeper said. After a page that could not be kept no further one is
/// tried: what follows would leave a gap that nobody sees.
pub(super) fn run(
    keep: &mut (dyn FnMut(Keep) -> Result<Vec<u8>, String> + Send),
    mut pages: mpsc::Receiver<Keep>,
    answers: &mpsc::UnboundedSender<Result<Vec<u8>, String>>,
) {
    let mut full: Option<String> = None;
    while let Some(page) = pages.blocking_recv() {
        let answer = match (&full, &page) {
            (Some(reason), Keep::Page { .. }) => Err(reason.clone()),
            _ => keep(page),
        };
        if let Err(reason) = &answer {
            full.get_or_insert_with(|| reason.clone());
        }
        if answers.send(answer).is_err() {
            return;
        }
    }
}
