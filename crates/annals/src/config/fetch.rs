//! The manners on the network that a user can set.

use super::Wrong;
use serde::Deserialize;
use std::time::Duration;

/// Manners on the network.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FetchConfig {
    /// How we name ourselves to servers and in robots.txt, with an address where its user can be reached.
    pub user_agent: String,
    /// Seconds between two requests to one host, at the least.
    pub floor_seconds: f64,
    /// Hosts with another floor.
    pub host: Vec<HostConfig>,
    /// The longest delay asked for in a robots.txt that is kept, in seconds; a host that asks for more is left alone.
    pub delay_cap_seconds: f64,
    /// Seconds until a page is given up, from the connection to the last byte.
    pub timeout_seconds: f64,
    /// Seconds without a byte until a page is given up.
    pub stall_seconds: f64,
    /// The largest page kept, in megabytes of 1,048,576 bytes after decompression; a larger one is cut there and marked.
    pub max_megabytes: u64,
    /// Pages per run, at the most.
    pub max_pages: usize,
    /// Hosts asked at a time, each by one connection.
    pub hosts_at_once: usize,
    /// How often a passing failure is tried again in one run.
    pub retries: u8,
    /// Seconds before the first of these; the pauses grow.
    pub backoff_seconds: f64,
    /// Whether addresses of this machine and of private networks may be asked, or the names of the hosts of which they may.
    pub allow_private: AllowPrivate,
}

impl Default for FetchConfig {
    fn default() -> Self {
        Self {
            user_agent: concat!("annals/", env!("CARGO_PKG_VERSION")).to_owned(),
            floor_seconds: 2.0,
            host: Vec::new(),
            delay_cap_seconds: 60.0,
            timeout_seconds: 30.0,
            stall_seconds: 10.0,
            max_megabytes: 5,
            max_pages: 1000,
            hosts_at_once: 64,
            retries: 2,
            backoff_seconds: 1.0,
            allow_private: AllowPrivate::All(false),
        }
    }
}

/// A host with a floor of its own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostConfig {
    /// The host's name, with its port when that is not the scheme's own.
    pub name: String,
    /// Seconds between two requests to it, at the least.
    pub floor_seconds: f64,
}

/// Which private addresses may be asked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "true, false, or a list of host names")]
pub enum AllowPrivate {
    /// All of them, or none.
    All(bool),
    /// Those of the hosts with these names.
    Names(Vec<String>),
}

impl From<bool> for AllowPrivate {
    fn from(all: bool) -> Self {
        Self::All(all)
    }
}

impl FetchConfig {
    /// Whether the user agent says where its user can be reached: an address of the web or of mail.
    #[must_use]
    pub fn has_contact(&self) -> bool {
        self.user_agent.contains("://") || self.user_agent.split_once('@').is_some_and(|(_, domain)| domain.contains('.'))
    }

    /// Finds what cannot be meant.
    pub(super) fn check(&self) -> Result<(), Wrong> {
        let seconds = [
            ("floor_seconds", self.floor_seconds, true),
            ("delay_cap_seconds", self.delay_cap_seconds, true),
            ("timeout_seconds", self.timeout_seconds, false),
            ("stall_seconds", self.stall_seconds, false),
            ("backoff_seconds", self.backoff_seconds, true),
        ];
        for (field, value, zero) in seconds {
            if !is_length(value) || (value == 0.0 && !zero) {
                return Err(Wrong::new(format!("[fetch] {field}"), format!("{value} is no length of time in seconds")));
            }
        }
        for host in &self.host {
            if host.name.trim().is_empty() || host.name.contains(['/', ' ', '*']) {
                let reason = format!("`{}` is no host's name: write it as in news.example or news.example:8080", host.name);
                return Err(Wrong::new("[[fetch.host]] name", reason));
            }
            if !is_length(host.floor_seconds) {
                let reason = format!("{} of {} is no length of time in seconds", host.floor_seconds, host.name);
                return Err(Wrong::new("[[fetch.host]] floor_seconds", reason));
            }
        }
        for (field, value) in [("max_megabytes", self.max_megabytes), ("hosts_at_once", self.hosts_at_once as u64)] {
            if value == 0 {
                return Err(Wrong::new(format!("[fetch] {field}"), "must be at least 1"));
            }
        }
        if self.max_megabytes > 60 {
            return Err(Wrong::new("[fetch] max_megabytes", "must be 60 at the most: a page must fit into a record of the archive"));
        }
        if self.user_agent.trim().is_empty() || self.user_agent.chars().any(char::is_control) {
            return Err(Wrong::new("[fetch] user_agent", "write a name, a slash, a version, and where you can be reached"));
        }
        if let AllowPrivate::Names(names) = &self.allow_private
            && let Some(name) = names.iter().find(|name| name.trim().is_empty() || name.contains(['/', ' ', '*']))
        {
            return Err(Wrong::new("[fetch] allow_private", format!("`{name}` is no host's name")));
        }
        Ok(())
    }
}

/// Up to a year: longer is a slip of the hand, and would overflow clocks.
fn is_length(seconds: f64) -> bool {
    (0.0..=366.0 * 86_400.0).contains(&seconds)
}

/// Checked seconds as a length of time.
pub(super) fn seconds(value: f64) -> Duration {
    Duration::try_from_secs_f64(value).unwrap_or_default()
}
