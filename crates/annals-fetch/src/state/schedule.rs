//! When an address is asked again: as its publisher says, else as often as it has been seen to change; after a
//! failure, the later the more failures came before.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// Longest time between two visits of a listing, in seconds, whatever anyone says.
const LONGEST: u64 = 24 * 60 * 60;
/// A listing that was silent for some time is asked again after this part of that time.
const SILENCE_PARTS: u64 = 12;
/// First wait after a passing failure, in seconds; each further one is four times as long.
const FIRST_WAIT: u64 = 30;

/// The time to the next visit, in seconds, after so many seconds without news: a part of that silence. So news is late
/// by a small part of the time that it was waited for, whether a feed has it every hour or every week; a desk that is
/// silent at night is asked often again from its first news in the morning on; and no rate has to be learnt.
pub(super) fn interval(silence: u64) -> u64 {
    (silence / SILENCE_PARTS).min(LONGEST)
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
    // Divided first: a wait without end must not overflow.
    let surplus = doubled / (2 << 16) * u32::from(u16::from_be_bytes(first));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn headers_say_how_long_an_answer_is_fresh() {
        for (headers, expected) in [
            (&[("Cache-Control", "max-age=600")][..], Some(600)),
            (&[("cache-control", "public, Max-Age = \"600\", must-revalidate")], Some(600)),
            (&[("cache-control", "public"), ("cache-control", "max-age=600")], Some(600)),
            (&[("cache-control", "max-age=600"), ("age", "250")], Some(350)),
            (&[("cache-control", "max-age=600"), ("age", "900")], Some(0)),
            (&[("cache-control", "max-age=0")], Some(0)),
            (&[("cache-control", "s-maxage=600")], None),
            (&[("cache-control", "no-cache, max-age=600")], None),
            (&[("cache-control", "max-age=600, no-store")], None),
            (&[("cache-control", "max-age=soon")], None),
            (&[("cache-control", "max-age=99999999999999999999999")], None),
            (&[("expires", "Wed, 05 Mar 2025 12:30:00 GMT")], Some(1800)),
            (&[("expires", "Wed, 05 Mar 2025 12:30:00 GMT"), ("date", "Wed, 05 Mar 2025 12:20:00 GMT")], Some(600)),
            (&[("expires", "Wed, 05 Mar 2025 12:30:00 GMT"), ("cache-control", "max-age=5")], Some(5)),
            (&[("expires", "Wed, 05 Mar 2025 11:30:00 GMT")], None),
            (&[("expires", "0")], None),
            (&[("expires", "-1")], None),
            (&[], None),
        ] {
            let headers: Vec<(String, String)> = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            assert_eq!(fresh_for(&headers, at("2025-03-05T12:00:00Z")), expected, "{headers:?}");
        }
    }

    #[test]
    fn the_longer_of_what_is_stated_counts_up_to_a_day_else_the_interval_less_a_tenth() {
        assert_eq!(wait(900, None, None), 810_000);
        assert_eq!(wait(900, Some(60), None), 60_000);
        assert_eq!(wait(900, Some(60), Some(1800)), 1_800_000);
        assert_eq!(wait(900, Some(0), Some(0)), 810_000);
        assert_eq!(wait(0, None, None), 0);
        assert_eq!(wait(u64::MAX, Some(u64::MAX), None), 86_400_000);
        assert_eq!((interval(0), interval(12 * 60), interval(u64::MAX)), (0, 60, 86_400));
    }

    #[test]
    fn waits_double_with_up_to_half_as_much_again_and_differ_by_address() {
        let base = Duration::from_secs(1);
        let mut shares = Vec::new();
        for number in 0..200 {
            let url = format!("https://eastquay.example/{number}");
            for attempt in 0..4 {
                let wait = back_off(base, attempt, &url);
                assert_eq!(wait, back_off(base, attempt, &url));
                let doubled = base * 2_u32.pow(attempt);
                assert!((doubled..doubled * 3 / 2).contains(&wait), "{attempt}: {wait:?}");
                shares.push((wait - doubled).as_secs_f64() / doubled.as_secs_f64() * 2.0);
            }
        }
        // Spread evenly: about a quarter in each quarter.
        for quarter in 0..4 {
            let inside = shares.iter().filter(|share| (f64::from(quarter) / 4.0..f64::from(quarter + 1) / 4.0).contains(*share)).count();
            assert!((150..250).contains(&inside), "{inside} of 800 in quarter {quarter}");
        }
        assert_eq!(back_off(Duration::ZERO, 3, "x"), Duration::ZERO);
        assert!(back_off(Duration::MAX, u32::MAX, "x") >= Duration::from_secs(1));
    }

    #[test]
    fn later_runs_wait_four_times_as_long_each_time_up_to_a_day() {
        let now = at("2025-03-05T12:00:00Z");
        let seconds = |failures| later(failures, now).duration_since(now).as_secs();
        assert_eq!([0, 1, 2, 3, 7, 8, 255].map(seconds), [30, 30, 120, 480, 86_400, 86_400, 86_400]);
    }
}
