//! Reads the dates of feeds, in their prescribed forms and in the near misses that sites really send.

use annals_model::DateTime;
use jiff::civil::{Date, Time};

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Named zones that mean one offset, in minutes east of UTC. `IST` and the like mean several and are left out.
const ZONES: [(&str, i16); 20] = [
    ("z", 0),
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("bst", 60),
    ("wet", 0),
    ("west", 60),
    ("cet", 60),
    ("cest", 120),
    ("eet", 120),
    ("eest", 180),
    ("est", -300),
    ("edt", -240),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
    ("hkt", 480),
    ("jst", 540),
];

/// A date with as much of its time and offset as is stated; `None` when it cannot be read without guessing.
pub(super) fn parse(text: &str) -> Option<DateTime> {
    let text = text.trim();
    if text.len() > 100 {
        return None;
    }
    DateTime::parse(text).or_else(|| iso(text)).or_else(|| spelled(text))
}

/// `2025-02-26 09:30:00 +0800`, `2025-02-26T09:30:00 GMT`, `2025-02`, `20250226T093000Z`.
fn iso(text: &str) -> Option<DateTime> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        [day, clock, zone] => with_zone(DateTime::parse(&format!("{day}T{clock}"))?, zone),
        [moment, zone] if moment.contains('T') => with_zone(DateTime::parse(moment)?, zone),
        [compact] if compact.len() >= 8 && compact.get(..8)?.bytes().all(|byte| byte.is_ascii_digit()) => {
            let day = format!("{}-{}-{}", compact.get(..4)?, compact.get(4..6)?, compact.get(6..8)?);
            let rest = compact.get(8..)?;
            let rest = match rest.get(..7) {
                Some(clock) if clock.get(1..)?.bytes().all(|byte| byte.is_ascii_digit()) => {
                    format!("T{}:{}:{}{}", clock.get(1..3)?, clock.get(3..5)?, clock.get(5..7)?, rest.get(7..)?)
                }
                _ => rest.to_owned(),
            };
            DateTime::parse(&format!("{day}{rest}"))
        }
        _ => None,
    }
}

/// `Wed, 26 Feb 2025 17:42:00 +0800`, with the weekday left out or wrong, the month written out or before the day, a
/// year of two digits, a zone by name.
fn spelled(text: &str) -> Option<DateTime> {
    let (mut day, mut month, mut year, mut time, mut offset, mut afternoon) = (None, None, None, None, None, None);
    for word in text.split(|c: char| c.is_whitespace() || c == ',' || c == '(' || c == ')').filter(|word| !word.is_empty()) {
        let lower = word.trim_end_matches('.').to_ascii_lowercase();
        if lower.contains('-') && lower.as_bytes().first().is_some_and(u8::is_ascii_digit) {
            // 26-Feb-2025
            let mut parts = lower.split('-');
            day = parts.next().and_then(|part| part.parse().ok());
            month = parts.next().and_then(month_number);
            year = parts.next().and_then(year_number);
        } else if word.contains(':') && time.is_none() && !word.starts_with(['+', '-']) {
            let split = word.find(['+', '-', 'Z']).unwrap_or(word.len());
            let (clock, zone) = (word.get(..split)?, word.get(split..)?);
            // Midnight at the end of a day is written as 24:00 by some.
            let clock = clock.strip_prefix("24:").map_or_else(|| clock.to_owned(), |rest| format!("00:{rest}"));
            let clock = if clock.find(':') == Some(1) { format!("0{clock}") } else { clock };
            time = Some(clock.parse::<Time>().ok()?);
            if !zone.is_empty() {
                offset = Some(zone_minutes(zone)?);
            }
        } else if word.starts_with(['+', '-']) {
            offset = Some(zone_minutes(word)?);
        } else if word.bytes().all(|byte| byte.is_ascii_digit()) {
            if day.is_none() && word.len() <= 2 {
                day = word.parse::<i8>().ok();
            } else if year.is_none() {
                year = year_number(word);
            }
        } else if month.is_none() && month_number(&lower).is_some() {
            month = month_number(&lower);
        } else if matches!(lower.as_str(), "am" | "pm") {
            afternoon = Some(lower == "pm");
        } else if time.is_some()
            && let Some(minutes) = zone_minutes(word)
        {
            offset = offset.or(Some(minutes));
        }
    }
    let date = Date::new(year?, month?, day?).ok()?;
    if let (Some(afternoon), Some(clock)) = (afternoon, time) {
        let hour = clock.hour() % 12 + if afternoon { 12 } else { 0 };
        time = Some(clock.with().hour(hour).build().ok()?);
    }
    Some(DateTime { date, time, offset_minutes: time.and(offset) })
}

fn with_zone(moment: DateTime, zone: &str) -> Option<DateTime> {
    Some(DateTime { offset_minutes: Some(zone_minutes(zone)?), ..moment })
}

fn month_number(word: &str) -> Option<i8> {
    let start = word.get(..3)?;
    let index = MONTHS.iter().position(|month| start.eq_ignore_ascii_case(month))?;
    i8::try_from(index + 1).ok()
}

fn year_number(word: &str) -> Option<i16> {
    let year: i16 = word.parse().ok()?;
    match word.len() {
        4 => Some(year),
        // As RFC 2822 has it.
        2 => Some(if year < 50 { 2000 + year } else { 1900 + year }),
        _ => None,
    }
}

/// `+0800`, `-05:00`, `+08`, `GMT+8`, `EST`.
fn zone_minutes(zone: &str) -> Option<i16> {
    let lower = zone.to_ascii_lowercase();
    if let Some((_, minutes)) = ZONES.iter().find(|(name, _)| *name == lower) {
        return Some(*minutes);
    }
    let rest = lower.strip_prefix("gmt").or_else(|| lower.strip_prefix("utc")).unwrap_or(&lower);
    let sign = match rest.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = rest.chars().skip(1).filter(|c| *c != ':').collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes): (i16, i16) = match digits.len() {
        1 | 2 => (digits.parse().ok()?, 0),
        4 => (digits.get(..2)?.parse().ok()?, digits.get(2..)?.parse().ok()?),
        _ => return None,
    };
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn dates_keep_their_own_day_and_offset() {
        for (text, expected) in [
            ("Wed, 26 Feb 2025 00:42:00 +0800", "2025-02-26T00:42:00+08:00"),
            ("26 Feb 2025 17:42 GMT", "2025-02-26T17:42:00Z"),
            ("Wednesday, 26 February 2025 7:42:05 EST", "2025-02-26T07:42:05-05:00"),
            ("Mon, 26 Feb 2025 17:42:00 -0000", "2025-02-26T17:42:00Z"),
            ("Feb 26, 2025 05:42 PM HKT", "2025-02-26T17:42:00+08:00"),
            ("February 26, 2025", "2025-02-26"),
            ("26 Feb 25", "2025-02-26"),
            ("26-Feb-2025 12:00:00 UTC", "2025-02-26T12:00:00Z"),
            ("Wed, 26 Feb 2025 12:00:00 IST", "2025-02-26T12:00:00"),
            ("Wed, 26 Feb 2025 24:00:00 GMT", "2025-02-26T00:00:00Z"),
            ("Wed, 26 Feb 2025 12:00:00 GMT+8", "2025-02-26T12:00:00+08:00"),
            ("2025-02-26T00:30:00+08:00", "2025-02-26T00:30:00+08:00"),
            ("2025-02-26 09:30:00 +0800", "2025-02-26T09:30:00+08:00"),
            ("2025-02-26T09:30:00Z", "2025-02-26T09:30:00Z"),
            ("20250226T093000Z", "2025-02-26T09:30:00Z"),
            ("20250226", "2025-02-26"),
            (" 2025-02-26 ", "2025-02-26"),
        ] {
            assert_eq!(parse(text).map(|date| date.to_string()).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_not_guessed() {
        for text in [
            "",
            "yesterday",
            "31 Feb 2025",
            "Feb 2025",
            "12:30",
            "26 2025",
            "26 Foo 2025 10:00",
            "99 Feb 2025",
            "é",
            "-",
            "+",
            "1:é",
            "GMT é:0",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
