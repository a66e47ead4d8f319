//! Moments as servers write them in headers.

use jiff::Timestamp;
use std::time::Duration;

/// A date of HTTP, as in `Wed, 26 Feb 2025 09:31:00 GMT`; a wrong weekday does no harm.
fn moment(value: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(value.trim()).ok()
}

/// `Retry-After`: seconds, or a moment.
pub(crate) fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    Some(moment(value)?.duration_since(now).try_into().unwrap_or_default())
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
    }
}
