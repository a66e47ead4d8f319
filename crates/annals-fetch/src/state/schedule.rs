//! When an address is asked again: as its publisher says, else as often as it has been seen to change; after a
//! failure, the later the more failures came before.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// Longest time between two visits of a listing, in seconds, whatever anyone says.
const LONGEST: u64 = 24 * 60 * 60;
/// First wait after a passing failure, in seconds; each further one is four times as long.
const FIRST_WAIT: u64 = 30;

/// The interval after a visit, in seconds. `since`: time since the visit before, if there was one.
pub(super) fn interval(interval: u64, since: Option<u64>, changed: bool) -> u64 {
    match (since, changed) {
        (None, _) => 0,
        (Some(_), true) => interval / 2,
        (Some(since), false) => (interval + interval / 2).max(since).min(LONGEST),
    }
}

/// How long to leave an address alone after a visit, in milliseconds: what its publisher says, else the interval, of
/// which a tenth is forgiven so that a run that begins a little early does not wait for the next one.
pub(super) fn wait(interval: u64, max_age: Option<u64>, ttl: Option<u64>) -> i64 {
    let stated = max_age.max(ttl).filter(|stated| *stated > 0);
    let milliseconds = stated.map_or(interval.min(LONGEST) * 900, |stated| stated.min(LONGEST) * 1000);
    i64::try_from(milliseconds).unwrap_or(i64::MAX)
}

/// When an address that has failed so many times (1 or more) is asked by a later run: 30 s after the first failure,
/// then four times as long each time, up to a day.
#[must_use]
pub fn later(failures: u8, now: Timestamp) -> Timestamp {
    let seconds = FIRST_WAIT.saturating_mul(4_u64.saturating_pow(u32::from(failures.saturating_sub(1)))).min(LONGEST);
    now.saturating_add(SignedDuration::from_secs(seconds.cast_signed())).unwrap_or(now)
}

/// How long to wait within a run before a further try (`attempt` 0 is the first one): `base`, doubled each time, and up
/// to half as much again, so that addresses which failed together do not come back together. The surplus comes from a
/// hash of the address and the attempt, so a run can be told again.
#[must_use]
pub fn back_off(base: Duration, attempt: u32, url: &str) -> Duration {
    let mut hash = Sha256::new();
    hash.update(url.as_bytes());
    hash.update(attempt.to_be_bytes());
    let first: [u8; 2] = hash.finalize().first_chunk().copied().unwrap_or_default();
    let doubled = base.saturating_mul(2_u32.saturating_pow(attempt.min(16)));
    let surplus = doubled / 2 * u32::from(u16::from_be_bytes(first)) / (u32::from(u16::MAX) + 1);
    doubled.saturating_add(surplus)
}

/// How long an answer may be taken for fresh by its headers, in seconds: `max-age` of `Cache-Control`, less the time
/// it lay in caches, else `Expires`. `None` when they say nothing, or that it must not be kept.
#[must_use]
pub fn fresh_for(headers: &[(String, String)], fetched: Timestamp) -> Option<u64> {
    let header = |name: &str| headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim());
    let control: Vec<&str> = headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("cache-control"))
        .flat_map(|(_, value)| value.split(',').map(str::trim))
        .collect();
    let says = |word: &str| control.iter().any(|directive| directive.eq_ignore_ascii_case(word));
    if says("no-cache") || says("no-store") {
        return None;
    }
    let max_age = control.iter().find_map(|directive| {
        let (name, value) = directive.split_once('=')?;
        name.trim().eq_ignore_ascii_case("max-age").then(|| value.trim().trim_matches('"').parse::<u64>().ok())?
    });
    if let Some(max_age) = max_age {
        let age = header("age").and_then(|age| age.parse().ok()).unwrap_or_default();
        return Some(max_age.saturating_sub(age));
    }
    let moment = |text: &str| jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text).ok();
    let expires = header("expires").and_then(moment)?;
    let sent = header("date").and_then(moment).unwrap_or(fetched);
    u64::try_from(expires.duration_since(sent).as_secs()).ok()
}
