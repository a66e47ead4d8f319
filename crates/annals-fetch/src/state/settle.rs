//! What is learnt when a task has ended: how its address stands, and when it may be asked again.

use super::line::{host_of, key, milliseconds};
use super::schedule::{self, later};
use super::tables::{DIGESTS, REASON, Row, moment};
use super::{Counts, CrawlState, Earlier, PageFacts, Seen, Settled, Standing, Task};
use crate::{FetchError, Outcome, Validators};
use jiff::Timestamp;
use redb::ReadableTable;

/// Passing failures after which an address is given up.
const MOST_FAILURES: u8 = 8;
/// How long an address that robots.txt closes is left alone, in milliseconds: as long as robots.txt is remembered.
const DISALLOWED_FOR: i64 = 24 * 60 * 60 * 1000;
/// When a missing page that is still listed is asked again, in milliseconds.
const MISSING_FOR: i64 = 7 * DISALLOWED_FOR;
/// Longest text of a failure that is remembered, in bytes.
const LONGEST_DETAIL: usize = 300;

impl CrawlState {
    /// What is known of an address.
    ///
    /// # Errors
    /// [`FetchError::State`].
    pub fn seen(&self, url: &str) -> Result<Option<Seen>, FetchError> {
        let Some(key) = key(url) else { return Ok(None) };
        Ok(self.row(&key)?.map(Row::seen))
    }

    /// Ends a task: it leaves its line, and what came of it is noted.
    ///
    /// # Errors
    /// [`FetchError::State`].
    pub fn settle(&mut self, task: &Task, how: Settled, now: Timestamp) -> Result<(), FetchError> {
        let Some(key) = key(&task.url) else { return Ok(()) };
        let old = self.row(&key)?;
        let mut row = old.clone().unwrap_or_else(|| Row::of(task));
        row.listing |= task.listing;
        row.section |= task.section;
        self.leave(&mut row)?;
        match how {
            Settled::Kept(facts) => self.kept(&key, &mut row, &facts, now)?,
            Settled::Unchanged(facts) => {
                answered(&mut row, &facts, false, now);
                row.standing = Standing::Kept;
            }
            Settled::Known { final_url } => self.known(&mut row, &final_url, now)?,
            Settled::Disallowed(rule) => {
                row.refused(Standing::Disallowed, "disallowed", &rule, now);
                row.next = Some(now.as_millisecond().saturating_add(DISALLOWED_FOR));
            }
            Settled::Failed { outcome, detail, retry } => {
                if outcome.is_passing() {
                    // What was not reached, or could not be written here, is no fault of the server's.
                    let counts = outcome.is_failure() && outcome != Outcome::Disk;
                    row.attempts = row.attempts.max(task.attempts).saturating_add(u8::from(counts));
                    self.put_off(&key, &mut row, task, retry, now)?;
                    row.outcome = Some(outcome.as_str().to_owned());
                    row.detail = Some(shortened(&detail));
                } else {
                    lasting(&mut row, task, outcome, &detail, now);
                }
            }
        }
        self.put_row(&key, old.as_ref(), &row)
    }

    /// An earlier capture of these bytes: of this address, else the first one of any.
    ///
    /// # Errors
    /// [`FetchError::State`].
    pub fn earlier(&self, url: &str, sha256: &str) -> Result<Option<Earlier>, FetchError> {
        if let Some(row) = key(url).map(|key| self.row(&key)).transpose()?.flatten()
            && row.sha256.as_deref() == Some(sha256)
            && let Some(fetched) = row.fetched.and_then(moment)
        {
            return Ok(Some(Earlier { url: row.source.unwrap_or(row.url), fetched, sha256: sha256.to_owned() }));
        }
        let Some(digest) = digest(sha256) else { return Ok(None) };
        let digests = self.writing()?.open_table(DIGESTS).map_err(self.failed())?;
        let Some(found) = digests.get(&digest).map_err(self.failed())? else { return Ok(None) };
        let (fetched, url) = found.value();
        Ok(moment(fetched).map(|fetched| Earlier { url: url.to_owned(), fetched, sha256: sha256.to_owned() }))
    }

    /// How many addresses stand how.
    ///
    /// # Errors
    /// [`FetchError::State`].
    pub fn counts(&self) -> Result<Counts, FetchError> {
        self.writing()?;
        let of = |name: &str| self.tallies.get(name).copied().unwrap_or_default();
        let reasons = self.tallies.iter().filter(|(_, count)| **count > 0);
        Ok(Counts {
            waiting: of("waiting"),
            pending: of(Standing::Pending.as_str()),
            kept: of(Standing::Kept.as_str()),
            gone: of(Standing::Gone.as_str()),
            failed: of(Standing::Failed.as_str()),
            given_up: of(Standing::GivenUp.as_str()),
            disallowed: of(Standing::Disallowed.as_str()),
            reasons: reasons.filter_map(|(name, count)| Some((name.strip_prefix(REASON)?.to_owned(), *count))).collect(),
        })
    }

    fn kept(&mut self, key: &str, row: &mut Row, facts: &PageFacts, now: Timestamp) -> Result<(), FetchError> {
        let same_bytes = facts.sha256.is_some() && facts.sha256 == row.sha256;
        answered(row, facts, facts.changed.unwrap_or(!same_bytes), now);
        row.standing = Standing::Kept;
        row.copy = false;
        if same_bytes {
            // The bytes stay noted where they were found first; a version that another address names is not one of theirs.
            if super::line::key(&facts.final_url)
                .is_some_and(|gave| Some(gave) != super::line::key(row.source.as_ref().unwrap_or(&row.url)))
            {
                (row.etag, row.last_modified) = (None, None);
            }
        } else {
            row.sha256.clone_from(&facts.sha256);
            row.fetched = Some(facts.fetched.as_millisecond());
            row.source = Some(facts.final_url.clone()).filter(|source| *source != row.url && !source.is_empty());
        }
        if let Some(digest) = facts.sha256.as_deref().and_then(digest) {
            let mut digests = self.writing()?.open_table(DIGESTS).map_err(self.failed())?;
            if digests.get(&digest).map_err(self.failed())?.is_none() {
                let address = row.source.as_ref().unwrap_or(&row.url).as_str();
                digests.insert(&digest, (facts.fetched.as_millisecond(), address)).map_err(self.failed())?;
            }
        }
        self.known_too(key, row, &facts.final_url)
    }

    /// Where a page was found after redirects, it is known as well, so that a link straight to it asks for nothing.
    fn known_too(&mut self, key: &str, row: &Row, final_url: &str) -> Result<(), FetchError> {
        let Some(other) = super::line::key(final_url).filter(|other| other != key) else { return Ok(()) };
        let old = self.row(&other)?;
        if let Some(old) = &old {
            let own = old.standing == Standing::Kept && !old.copy;
            if own || old.listing != row.listing || self.is_handed(old)? {
                return Ok(());
            }
        }
        let mut copy = Row { url: final_url.to_owned(), at: None, behind: Vec::new(), source: None, copy: true, ..row.clone() };
        if let Some(old) = &old {
            copy.url.clone_from(&old.url);
            copy.source = Some(final_url.to_owned()).filter(|source| *source != copy.url);
            self.leave(&mut old.clone())?;
        }
        copy.place = None;
        self.put_row(&other, old.as_ref(), &copy)
    }

    /// A redirect led to an address that is known already.
    fn known(&self, row: &mut Row, final_url: &str, now: Timestamp) -> Result<(), FetchError> {
        let other = key(final_url).map(|other| self.row(&other)).transpose()?.flatten();
        answered(row, &PageFacts::default(), false, now);
        row.standing = Standing::Kept;
        row.copy = row.fetched.is_none();
        if let Some(other) = other.filter(|_| row.copy) {
            row.source = Some(other.source.unwrap_or(other.url));
            (row.sha256, row.fetched) = (other.sha256, other.fetched);
            (row.etag, row.last_modified) = (other.etag, other.last_modified);
        }
        Ok(())
    }

    /// A failure that passes: back into the line, for the moment given or one the farther off the more failures came
    /// before; or given up.
    fn put_off(&mut self, key: &str, row: &mut Row, task: &Task, retry: Option<Timestamp>, now: Timestamp) -> Result<(), FetchError> {
        if row.attempts >= MOST_FAILURES {
            row.standing = Standing::GivenUp;
            row.next = None;
            row.visited = Some(now.as_millisecond());
            return Ok(());
        }
        if retry.is_none() {
            (row.at, row.behind) = (None, Vec::new());
        } else {
            row.at = Some(task.at.clone()).filter(|at| *at != row.url);
            row.behind.clone_from(&task.behind);
        }
        let due = retry.unwrap_or_else(|| later(row.attempts, now));
        row.next = Some(due.as_millisecond());
        let host = host_of(row.at.as_ref().unwrap_or(&row.url)).unwrap_or_default();
        self.stand(key, row, &host, milliseconds(due))
    }
}

impl Row {
    fn refused(&mut self, standing: Standing, outcome: &str, detail: &str, now: Timestamp) {
        self.standing = standing;
        self.outcome = Some(outcome.to_owned());
        self.detail = Some(shortened(detail));
        self.visited = Some(now.as_millisecond());
        (self.at, self.behind, self.next) = (None, Vec::new(), None);
    }
}

/// A failure that asking again does not mend.
fn lasting(row: &mut Row, task: &Task, outcome: Outcome, detail: &str, now: Timestamp) {
    let word = outcome.as_str();
    row.refused(if word == "gone" { Standing::Gone } else { Standing::Failed }, word, detail, now);
    row.next = match word {
        "missing" => Some(now.as_millisecond().saturating_add(MISSING_FOR)),
        // These depend on the configuration, which may be another one tomorrow; but for redirects they cost no request.
        "private-address" | "scheme" | "bad-address" if task.behind.is_empty() => Some(now.as_millisecond()),
        "private-address" | "scheme" | "bad-address" => Some(now.as_millisecond().saturating_add(DISALLOWED_FOR)),
        _ => None,
    };
}

/// The server answered with the page, or that it has not changed.
fn answered(row: &mut Row, facts: &PageFacts, changed: bool, now: Timestamp) {
    let at = now.as_millisecond();
    if changed || row.changed.is_none() {
        (row.changed, row.idle) = (Some(at), 0);
    } else {
        row.idle = row.idle.saturating_add(1);
    }
    let silence = u64::try_from(at.saturating_sub(row.changed.unwrap_or(at))).unwrap_or_default() / 1000;
    let interval = schedule::interval(silence);
    row.interval = Some(interval);
    row.next = Some(at.saturating_add(schedule::wait(interval, facts.max_age, facts.ttl)));
    row.visited = Some(at);
    row.attempts = 0;
    (row.at, row.behind, row.outcome, row.detail) = (None, Vec::new(), None, None);
    let Validators { etag, last_modified } = facts.validators.clone();
    if facts.sha256.is_some() {
        (row.etag, row.last_modified) = (etag, last_modified);
    } else {
        row.etag = etag.or_else(|| row.etag.take());
        row.last_modified = last_modified.or_else(|| row.last_modified.take());
    }
}

fn digest(sha256: &str) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    if sha256.len() != 64 || !sha256.is_ascii() {
        return None;
    }
    for (index, byte) in digest.iter_mut().enumerate() {
        *byte = u8::from_str_radix(sha256.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(digest)
}

fn shortened(text: &str) -> String {
    text[..text.floor_char_boundary(LONGEST_DETAIL)].to_owned()
}
