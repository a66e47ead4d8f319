//! The lines in which addresses wait: every host has its own, kept in the file, and an address stands in one at most.
//!
//! A place in a line is (host, due, number). Fresh addresses are due at 0 and so stand in the order in which they came.
//! What was redirected here, and what failed and has become due again, goes before them: the host has waited for it.

use super::tables::{HANDED, LINES, PAGES, Row, TURN_OF, TURNS};
use super::{CrawlState, Enqueue, Queued, Task, answer};
use crate::FetchError;
use crate::canonical::{canonical, host_key};
use jiff::Timestamp;
use redb::ReadableTable;
use url::Url;

/// Due at once, before what is fresh.
const FRONT: u64 = 1;

impl CrawlState {
    /// Puts a task in its host's line, unless the address is known and not to be asked again; says what became of it.
    ///
    /// # Errors
    /// [`FetchError::State`].
    pub fn enqueue(&mut self, task: &Task, why: Enqueue, now: Timestamp) -> Result<Queued, FetchError> {
        let (Some(key), Some(host)) = (key(&task.url), host_of(&task.at)) else { return Ok(Queued::BadAddress) };
        let Some(old) = self.row(&key)? else {
            let mut row = Row::of(task);
            self.stand(&key, &mut row, &host, 0)?;
            self.put_row(&key, None, &row)?;
            return Ok(Queued::New);
        };
        let verdict = answer::verdict(&old, task, why, self.run, now);
        let mut row = old.clone();
        if verdict == Queued::New {
            // The address stays the one under which its page is kept; redirects are followed anew.
            row.take_up(&Task { at: row.url.clone(), behind: Vec::new(), attempts: 0, ..task.clone() });
            row.copy = false;
            self.leave(&mut row)?;
            let host = host_of(&row.url).unwrap_or(host);
            self.stand(&key, &mut row, &host, 0)?;
        } else if row.place.is_some() {
            row.listing |= task.listing;
            row.section |= task.section;
            row.feed_date = row.feed_date.or(task.feed_date);
        }
        if row != old {
            self.put_row(&key, Some(&old), &row)?;
        }
        Ok(verdict)
    }

    /// The first task of a host's line that is due. It is handed out once in a run, and is not lost when the run is
    /// cut off before it was settled.
    ///
    /// # Errors
    /// [`FetchError::State`].
    pub fn next(&mut self, host: &str, now: Timestamp) -> Result<Option<Task>, FetchError> {
        loop {
            let Some((due, number, key)) = self.first(host, now)? else { return Ok(None) };
            let Some(row) = self.row(&key)? else {
                self.out_of_line(host, due, number)?;
                continue;
            };
            self.hand_out(host, due, number, &key)?;
            return Ok(Some(row.task()));
        }
    }

    /// The host in whose line an address waits, or is handed out; `None` when it does not wait.
    pub(crate) fn waits_at(&self, url: &str) -> Result<Option<String>, FetchError> {
        let row = key(url).map(|key| self.row(&key)).transpose()?.flatten();
        Ok(row.and_then(|row| row.place).map(|(host, ..)| host))
    }

    /// Hands out the task of one address, wherever in its line it stands; `None` when it does not wait, is not due, or
    /// is handed out already.
    pub(crate) fn pick(&mut self, url: &str, now: Timestamp) -> Result<Option<Task>, FetchError> {
        let Some(key) = key(url) else { return Ok(None) };
        let Some(row) = self.row(&key)? else { return Ok(None) };
        let Some((host, due, number)) = row.place.clone() else { return Ok(None) };
        if due > milliseconds(now) || self.is_handed(&row)? {
            return Ok(None);
        }
        self.hand_out(&host, due, number, &key)?;
        Ok(Some(row.task()))
    }

    /// The task that [`CrawlState::next`] would hand out.
    pub(crate) fn first_due(&self, host: &str, now: Timestamp) -> Result<Option<Task>, FetchError> {
        let Some((_, _, key)) = self.first(host, now)? else { return Ok(None) };
        Ok(self.row(&key)?.map(|row| row.task()))
    }

    /// Hosts with tasks that are due, in the order in which they came up.
    ///
    /// # Errors
    /// [`FetchError::State`].
    pub fn hosts(&self, now: Timestamp) -> Result<Vec<String>, FetchError> {
        let transaction = self.writing()?;
        let turns = transaction.open_table(TURNS).map_err(self.failed())?;
        let lines = transaction.open_table(LINES).map_err(self.failed())?;
        let mut hosts = Vec::new();
        for entry in turns.iter().map_err(self.failed())? {
            let (_, host) = entry.map_err(self.failed())?;
            let host = host.value();
            let due = lines.range((host, 0, 0)..=(host, milliseconds(now), u64::MAX)).map_err(self.failed())?.next();
            if due.transpose().map_err(self.failed())?.is_some() {
                hosts.push(host.to_owned());
            }
        }
        Ok(hosts)
    }

    /// When the first task of any line that is not due yet becomes so; for who wants to wait.
    ///
    /// # Errors
    /// [`FetchError::State`].
    pub fn next_due(&self, now: Timestamp) -> Result<Option<Timestamp>, FetchError> {
        let transaction = self.writing()?;
        let turns = transaction.open_table(TURNS).map_err(self.failed())?;
        let lines = transaction.open_table(LINES).map_err(self.failed())?;
        let mut earliest = None;
        for entry in turns.iter().map_err(self.failed())? {
            let (_, host) = entry.map_err(self.failed())?;
            let host = host.value();
            let after = (host, milliseconds(now).saturating_add(1), 0);
            let later = lines.range(after..=(host, u64::MAX, u64::MAX)).map_err(self.failed())?.next();
            if let Some((place, _)) = later.transpose().map_err(self.failed())? {
                let due = place.value().1;
                earliest = Some(earliest.map_or(due, |earliest: u64| earliest.min(due)));
            }
        }
        Ok(earliest.and_then(|due| Timestamp::from_millisecond(i64::try_from(due).ok()?).ok()))
    }

    /// Notes a redirect: the same task is now asked at another address (`task.at`), and stands first in its host's line.
    ///
    /// # Errors
    /// [`FetchError::State`].
    pub fn moved(&mut self, task: &Task, from_host: &str) -> Result<(), FetchError> {
        let Some(key) = key(&task.url) else { return Ok(()) };
        let old = self.row(&key)?;
        let mut row = old.clone().unwrap_or_else(|| Row::of(task));
        row.at = Some(task.at.clone()).filter(|at| *at != row.url);
        row.behind.clone_from(&task.behind);
        self.leave(&mut row)?;
        let host = host_of(&task.at).unwrap_or_else(|| from_host.to_owned());
        self.stand(&key, &mut row, &host, FRONT)?;
        self.put_row(&key, old.as_ref(), &row)
    }

    /// Puts what was handed out and never settled back into the lines, at its old place.
    pub(super) fn take_back(&mut self) -> Result<(), FetchError> {
        loop {
            let first = {
                let mut handed = self.writing()?.open_table(HANDED).map_err(self.failed())?;
                let first = handed.pop_first().map_err(self.failed())?;
                first.map(|(place, key)| {
                    let (host, due, number) = place.value();
                    (host.to_owned(), due, number, key.value().to_owned())
                })
            };
            let Some((host, due, number, key)) = first else { return Ok(()) };
            self.put_in_line(&host, due, number, &key)?;
        }
    }

    /// Gives a row a place at the end of its stretch of a line. `due` is 0 for what is fresh.
    pub(super) fn stand(&mut self, key: &str, row: &mut Row, host: &str, due: u64) -> Result<(), FetchError> {
        let number = self.sequence;
        self.sequence += 1;
        self.put_in_line(host, due, number, key)?;
        row.place = Some((host.to_owned(), due, number));
        Ok(())
    }

    /// Takes a row from its place, if it has one.
    pub(super) fn leave(&self, row: &mut Row) -> Result<(), FetchError> {
        let Some((host, due, number)) = row.place.take() else { return Ok(()) };
        let handed = {
            let mut handed = self.writing()?.open_table(HANDED).map_err(self.failed())?;
            handed.remove((host.as_str(), due, number)).map_err(self.failed())?.is_some()
        };
        if !handed {
            self.out_of_line(&host, due, number)?;
        }
        Ok(())
    }

    /// Whether a row is handed out now.
    pub(super) fn is_handed(&self, row: &Row) -> Result<bool, FetchError> {
        let Some((host, due, number)) = &row.place else { return Ok(false) };
        let handed = self.writing()?.open_table(HANDED).map_err(self.failed())?;
        Ok(handed.get((host.as_str(), *due, *number)).map_err(self.failed())?.is_some())
    }

    fn first(&self, host: &str, now: Timestamp) -> Result<Option<(u64, u64, String)>, FetchError> {
        let lines = self.writing()?.open_table(LINES).map_err(self.failed())?;
        for (from, to) in [(FRONT, milliseconds(now)), (0, 0)] {
            let mut due = lines.range((host, from, 0)..=(host, to, u64::MAX)).map_err(self.failed())?;
            if let Some((place, key)) = due.next().transpose().map_err(self.failed())? {
                let (_, due, number) = place.value();
                return Ok(Some((due, number, key.value().to_owned())));
            }
        }
        Ok(None)
    }

    fn hand_out(&self, host: &str, due: u64, number: u64, key: &str) -> Result<(), FetchError> {
        self.out_of_line(host, due, number)?;
        let mut handed = self.writing()?.open_table(HANDED).map_err(self.failed())?;
        handed.insert((host, due, number), key).map_err(self.failed())?;
        Ok(())
    }

    fn put_in_line(&mut self, host: &str, due: u64, number: u64, key: &str) -> Result<(), FetchError> {
        let turn = self.turn;
        let is_new = {
            let transaction = self.writing()?;
            transaction.open_table(LINES).map_err(self.failed())?.insert((host, due, number), key).map_err(self.failed())?;
            let mut turn_of = transaction.open_table(TURN_OF).map_err(self.failed())?;
            let is_new = turn_of.get(host).map_err(self.failed())?.is_none();
            if is_new {
                turn_of.insert(host, turn).map_err(self.failed())?;
                transaction.open_table(TURNS).map_err(self.failed())?.insert(turn, host).map_err(self.failed())?;
            }
            is_new
        };
        self.turn += u64::from(is_new);
        Ok(())
    }

    /// Takes a place out of its line; a host without a line loses its turn, so that hosts of old are not looked through.
    fn out_of_line(&self, host: &str, due: u64, number: u64) -> Result<(), FetchError> {
        let transaction = self.writing()?;
        let mut lines = transaction.open_table(LINES).map_err(self.failed())?;
        lines.remove((host, due, number)).map_err(self.failed())?;
        let rest = lines.range((host, 0, 0)..=(host, u64::MAX, u64::MAX)).map_err(self.failed())?.next();
        if rest.transpose().map_err(self.failed())?.is_some() {
            return Ok(());
        }
        let turn = {
            let mut turn_of = transaction.open_table(TURN_OF).map_err(self.failed())?;
            turn_of.remove(host).map_err(self.failed())?.map(|turn| turn.value())
        };
        if let Some(turn) = turn {
            transaction.open_table(TURNS).map_err(self.failed())?.remove(turn).map_err(self.failed())?;
        }
        Ok(())
    }

    pub(super) fn row(&self, key: &str) -> Result<Option<Row>, FetchError> {
        let pages = self.writing()?.open_table(PAGES).map_err(self.failed())?;
        let Some(bytes) = pages.get(key).map_err(self.failed())? else { return Ok(None) };
        let mut row: Row = serde_json::from_slice(bytes.value()).map_err(self.failed())?;
        if row.url.is_empty() {
            key.clone_into(&mut row.url);
        }
        Ok(Some(row))
    }

    /// Writes a row and counts it anew.
    pub(super) fn put_row(&mut self, key: &str, old: Option<&Row>, new: &Row) -> Result<(), FetchError> {
        let bytes = if new.url == key {
            serde_json::to_vec(&Row { url: String::new(), ..new.clone() }).map_err(self.failed())?
        } else {
            serde_json::to_vec(new).map_err(self.failed())?
        };
        {
            let mut pages = self.writing()?.open_table(PAGES).map_err(self.failed())?;
            pages.insert(key, bytes.as_slice()).map_err(self.failed())?;
        }
        for tally in old.map(Row::tallies).unwrap_or_default() {
            if let Some(count) = self.tallies.get_mut(&tally) {
                *count = count.saturating_sub(1);
            }
        }
        for tally in new.tallies() {
            *self.tallies.entry(tally).or_default() += 1;
        }
        Ok(())
    }
}

/// The canonical form of an address, under which it is known.
pub(super) fn key(url: &str) -> Option<String> {
    Url::parse(url).ok().filter(Url::has_host).map(|url| canonical(&url))
}

/// The host in whose line an address stands.
pub(super) fn host_of(url: &str) -> Option<String> {
    Url::parse(url).ok().filter(Url::has_host).map(|url| host_key(&url))
}

/// A moment as lines count it; the first two numbers are kept for what is fresh and what goes first.
pub(super) fn milliseconds(moment: Timestamp) -> u64 {
    u64::try_from(moment.as_millisecond()).unwrap_or(0).max(FRONT)
}
