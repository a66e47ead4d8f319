//! What is remembered of hosts and of their robots.txt.

use super::tables::{HOSTS, ROBOTS};
use super::{CrawlState, HostState};
use crate::FetchError;
use jiff::Timestamp;
use redb::ReadableTable;

/// How long a robots.txt is remembered, in milliseconds: RFC 9309 asks for no more than a day.
const ROBOTS_FOR: i64 = 24 * 60 * 60 * 1000;

impl CrawlState {
    /// How it goes with a host; of an unknown one, as if all were well.
    ///
    /// # Errors
    /// [`FetchError::State`].
    pub fn host(&self, host: &str) -> Result<HostState, FetchError> {
        let hosts = self.writing()?.open_table(HOSTS).map_err(self.failed())?;
        let Some(bytes) = hosts.get(host).map_err(self.failed())? else { return Ok(HostState::default()) };
        serde_json::from_slice(bytes.value()).map_err(self.failed())
    }

    /// Notes how it goes with a host.
    ///
    /// # Errors
    /// [`FetchError::State`].
    pub fn set_host(&mut self, host: &str, state: &HostState) -> Result<(), FetchError> {
        let mut hosts = self.writing()?.open_table(HOSTS).map_err(self.failed())?;
        if *state == HostState::default() {
            hosts.remove(host).map_err(self.failed())?;
        } else {
            let bytes = serde_json::to_vec(state).map_err(self.failed())?;
            hosts.insert(host, bytes.as_slice()).map_err(self.failed())?;
        }
        Ok(())
    }

    /// The robots.txt of an origin, if it was read within a day; empty when the site has none.
    ///
    /// # Errors
    /// [`FetchError::State`].
    pub fn robots(&self, origin: &str, now: Timestamp) -> Result<Option<Vec<u8>>, FetchError> {
        self.robots_within(origin, ROBOTS_FOR, now)
    }

    /// The same, if it was read within a month: for a site whose robots.txt cannot be read today.
    ///
    /// # Errors
    /// [`FetchError::State`].
    pub fn old_robots(&self, origin: &str, now: Timestamp) -> Result<Option<Vec<u8>>, FetchError> {
        self.robots_within(origin, 30 * ROBOTS_FOR, now)
    }

    fn robots_within(&self, origin: &str, age: i64, now: Timestamp) -> Result<Option<Vec<u8>>, FetchError> {
        let robots = self.writing()?.open_table(ROBOTS).map_err(self.failed())?;
        let found = robots.get(origin).map_err(self.failed())?;
        Ok(found.and_then(|found| {
            let (read, body) = found.value();
            // A clock that was set back must not keep a text for years.
            (0..age).contains(&now.as_millisecond().saturating_sub(read)).then(|| body.to_vec())
        }))
    }

    /// Remembers the robots.txt of an origin; `None` when the site has none.
    ///
    /// # Errors
    /// [`FetchError::State`].
    pub fn set_robots(&mut self, origin: &str, body: Option<&[u8]>, now: Timestamp) -> Result<(), FetchError> {
        let mut robots = self.writing()?.open_table(ROBOTS).map_err(self.failed())?;
        robots.insert(origin, (now.as_millisecond(), body.unwrap_or_default())).map_err(self.failed())?;
        Ok(())
    }
}
