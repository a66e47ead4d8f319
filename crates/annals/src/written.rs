//! Days and lengths of time as people write them: `2025-02`, `15m`.

use jiff::civil::Date;
use std::time::Duration;

/// The first day of a year, month or day as written: `2025`, `2025-02`, `2025-02-26`.
///
/// # Errors
/// What to write instead, in words.
pub fn day(text: &str) -> Result<Date, String> {
    let padded = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    padded.parse().map_err(|_| format!("`{text}` is no date: write 2025, 2025-02 or 2025-02-26"))
}

/// A length of time: numbers with `s`, `m`, `h` or `d` behind them, the largest first; a lone number is seconds.
///
/// # Errors
/// What to write instead, in words.
pub fn length(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is no length of time: write 90s, 15m, 2h, 1d or 1h30m");
    let (mut seconds, mut number, mut last) = (0_u64, String::new(), u64::MAX);
    for letter in text.trim().chars() {
        if letter.is_ascii_digit() {
            number.push(letter);
            continue;
        }
        let unit = match letter {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            _ => return Err(wrong()),
        };
        let count: u64 = number.parse().map_err(|_| wrong())?;
        seconds = count.checked_mul(unit).and_then(|more| seconds.checked_add(more)).filter(|_| unit < last).ok_or_else(wrong)?;
        last = unit;
        number.clear();
    }
    if !number.is_empty() {
        // Behind a unit a lone number says nothing certain: `1h30` may be minutes or seconds.
        let count: u64 = number.parse().map_err(|_| wrong())?;
        seconds = Some(count).filter(|_| last == u64::MAX).ok_or_else(wrong)?;
    } else if last == u64::MAX {
        return Err(wrong());
    }
    // Longer than a century is a slip of the hand, and would overflow clocks.
    Some(seconds).filter(|seconds| *seconds <= 100 * 366 * 86_400).map(Duration::from_secs).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::{day, length};

    #[test]
    fn lengths_are_read_as_written() {
        for (text, seconds) in [("90s", 90), ("15m", 900), ("2h", 7200), ("1d", 86_400), ("1h30m", 5400), ("45", 45), ("0", 0)] {
            assert_eq!(length(text).expect(text).as_secs(), seconds, "{text}");
        }
        for text in ["", "m", "15 m", "1h30", "30m1h", "1h1h", "-5m", "1.5h", "99999999999999999999d", "9999999999d", "soon"] {
            assert!(length(text).is_err(), "{text}");
        }
    }

    #[test]
    fn days_may_be_months_and_years() {
        for (text, first) in [("2025", "2025-01-01"), ("2025-02", "2025-02-01"), ("2025-02-26", "2025-02-26")] {
            assert_eq!(day(text).expect(text).to_string(), first);
        }
        assert!(day("February").is_err() && day("2025-02-30").is_err());
    }
}
