//! Whether an address that turns up again is asked again, from what is known of it.

use super::tables::Row;
use super::{Enqueue, Queued, Standing, Task};
use jiff::Timestamp;

/// A day, in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;
/// Visits in vain after which a listing's word that a page has changed is not taken at once: some sitemaps write the
/// moment at which they are asked beside every page.
const PATIENCE: u8 = 3;

/// What becomes of a task whose address has this row. `run` is when the run under way began.
pub(super) fn verdict(row: &Row, task: &Task, why: Enqueue, run: Option<i64>, now: Timestamp) -> Queued {
    let now = now.as_millisecond();
    let due = row.next.is_none_or(|next| next <= now);
    let since = |visited: Option<i64>| visited.map_or(i64::MAX, |visited| now.saturating_sub(visited));
    if row.place.is_some() {
        let asleep = row.place.as_ref().is_some_and(|(_, due, _)| i64::try_from(*due).is_ok_and(|due| due > now));
        return match (asleep, why) {
            (false, _) => Queued::Waiting,
            (true, Enqueue::Again) => Queued::New,
            (true, _) => Queued::NotDue,
        };
    }
    if why == Enqueue::Again {
        return Queued::New;
    }
    let planned = why == Enqueue::Plan;
    match row.standing {
        Standing::Pending => Queued::New,
        // A page known as a page that is now named as a list is read for the first time.
        Standing::Kept if task.listing && !row.listing => Queued::New,
        Standing::Kept => match why {
            // Asked for already by the run under way, which may have been cut off since.
            Enqueue::Plan if run.is_some_and(|began| row.visited >= Some(began)) => known(task),
            Enqueue::Plan if task.listing && !due => Queued::NotDue,
            Enqueue::Plan | Enqueue::Again => Queued::New,
            Enqueue::Listed { updated } => {
                // Times without an offset are read as Greenwich's and may lie ahead; they count once they have come.
                let changed = updated.map(Timestamp::as_millisecond).is_some_and(|updated| Some(updated) > row.visited && updated <= now);
                let trusted = row.idle < PATIENCE || due;
                // Of a list that is named with a date, the date counts, but not for ever.
                let stale = task.listing && due && (updated.is_none() || since(row.visited) >= DAY);
                let asked = task.listing && run.is_some_and(|began| row.visited >= Some(began));
                if (changed && trusted) || (stale && !asked) { Queued::New } else { known(task) }
            }
        },
        Standing::Disallowed => {
            if due {
                Queued::New
            } else {
                Queued::NotDue
            }
        }
        Standing::Gone => Queued::Gone,
        // What the plan itself names gets another chance every day: its owner may have mended it meanwhile.
        Standing::Failed | Standing::GivenUp if planned && since(row.visited) >= DAY => Queued::New,
        Standing::Failed => match row.next {
            Some(next) if next <= now => Queued::New,
            Some(_) => Queued::NotDue,
            None => Queued::Gone,
        },
        Standing::GivenUp => Queued::Gone,
    }
}

fn known(task: &Task) -> Queued {
    if task.listing { Queued::NotDue } else { Queued::Known }
}
