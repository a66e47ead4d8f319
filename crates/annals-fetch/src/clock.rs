//! Moments as servers write them in headers.

use jiff::Timestamp;
use std::time::Duration;

/// Longest time for which a server is left alone because it says so: who writes a year by mistake is looked at again
/// tomorrow.
pub(crate) const LONGEST_ASKED: Duration = Duration::from_secs(24 * 60 * 60);

/// A date of HTTP, as in `Wed, 26 Feb 2025 09:31:00 GMT`; a wrong weekday does no harm.
fn moment(value: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(value.trim()).ok()
}

/// `Retry-After`: seconds, or a moment; at the most [`LONGEST_ASKED`].
pub(crate) fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    let asked = if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than can be counted are many all the same.
        value.parse().map_or(Duration::MAX, Duration::from_secs)
    } else {
        moment(value)?.duration_since(now).try_into().unwrap_or_default()
    };
    Some(asked.min(LONGEST_ASKED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_in_both_forms() {
        let now = "2025-02-26T09:30:00Z".parse().unwrap();
        assert_eq!(retry_after(" 90 ", now), Some(Duration::from_secs(90)));
        assert_eq!(retry_after("Wed, 26 Feb 2025 09:31:00 GMT", now), Some(Duration::from_secs(60)));
        assert_eq!(retry_after("Wed, 26 Feb 2025 09:00:00 GMT", now), Some(Duration::ZERO));
        assert_eq!(retry_after("soon", now), None);
        assert_eq!(retry_after("", now), None);
    }

    #[test]
    fn nobody_is_left_alone_for_more_than_a_day() {
        let now = "2025-02-26T09:30:00Z".parse().unwrap();
        let day = Some(Duration::from_secs(86_400));
        for value in ["86400", "31536000", "999999999999999", "99999999999999999999999999", "Thu, 26 Feb 2099 09:31:00 GMT"] {
            assert_eq!(retry_after(value, now), day, "{value}");
        }
    }
}
