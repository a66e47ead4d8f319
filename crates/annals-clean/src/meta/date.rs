//! Reads a publication date however a page writes it: `2025-03-11T18:05:00+08:00`, "11 Mar 2025, 6:05pm", `20250311`.

use super::months::month;
use annals_model::DateTime;
use jiff::civil::{Date, Time};
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// Pages of the web are not older, and what an article's line may state is not later.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2200;

/// A date-time in one of the machine forms; a day in words when there is none. `None` for anything ambiguous.
pub(crate) fn read_date(stated: &str) -> Option<DateTime> {
    let stated = stated.trim();
    if stated.len() > 120 {
        return None;
    }
    machine_form(stated).or_else(|| find_day(stated, Order::Unsaid).map(DateTime::from_date)).filter(|d| YEARS.contains(&d.date.year()))
}

/// ISO 8601 in its many spellings, RFC 2822, seconds or milliseconds since 1970.
fn machine_form(stated: &str) -> Option<DateTime> {
    if let Some(exact) = DateTime::parse(stated) {
        return Some(exact);
    }
    if stated.bytes().all(|b| b.is_ascii_digit()) {
        let number: i64 = stated.parse().ok()?;
        return match stated.len() {
            8 => compact_day(stated).map(DateTime::from_date),
            14 => compact_day(stated.get(..8)?).map(|date| DateTime {
                date,
                time: compact_time(stated.get(8..).unwrap_or_default()),
                offset_minutes: None,
            }),
            10 => from_seconds(number),
            13 => from_seconds(number / 1000),
            _ => None,
        };
    }
    static LOOSE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?\s*(Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?").ok()
    });
    if let Some(found) = LOOSE.as_ref().and_then(|r| r.captures(stated)) {
        let date = day(number(&found, 1)?, number(&found, 2)?, number(&found, 3)?)?;
        let time = clock(&found, 4, 5, 6);
        let offset_minutes = time.and(found.get(7)).and_then(|z| zone(z.as_str()));
        return Some(DateTime { date, time, offset_minutes });
    }
    static MAIL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})[\s-]([A-Za-z]{3,9})\.?[\s-](\d{4}),?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?").ok()
    });
    if let Some(found) = MAIL.as_ref().and_then(|r| r.captures(stated)) {
        let month = month(found.get(2)?.as_str())?;
        let date = day(number(&found, 3)?, i32::from(month), number(&found, 1)?)?;
        return Some(DateTime { date, time: clock(&found, 4, 5, 6), offset_minutes: found.get(7).and_then(|z| zone(z.as_str())) });
    }
    static SCRIPT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (?:(\d{4}) )?(\d{1,2}):(\d{2}):(\d{2})(?: ?(GMT[+-]\d{4}|[+-]\d{4}|[A-Z]{3,4}))?(?: (\d{4}))?").ok()
    });
    let found = SCRIPT.as_ref()?.captures(stated)?;
    let year = number(&found, 3).or_else(|| number(&found, 8))?;
    let date = day(year, i32::from(month(found.get(1)?.as_str())?), number(&found, 2)?)?;
    Some(DateTime {
        date,
        time: clock(&found, 4, 5, 6),
        offset_minutes: found.get(7).and_then(|z| zone(z.as_str().trim_start_matches("GMT"))),
    })
}

/// Which of two numbers is the day: 3/4/2025 is in April where the day goes first, and in March where the month does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
    /// Nobody says: such a date is skipped, unless a dot or a number over twelve tells.
    Unsaid,
}

/// A day written in a text, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WrittenDay {
    pub(crate) date: Date,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The first day written in `text`.
pub(crate) fn find_day(text: &str, order: Order) -> Option<Date> {
    written_days(text, order, false).next().map(|d| d.date)
}

/// The days written in `text`, in order. `short_years`: whether 28.01.22 is one; a price or a version looks like it, a date line does not.
pub(crate) fn written_days(text: &str, order: Order, short_years: bool) -> impl Iterator<Item = WrittenDay> {
    static FORMS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?P<y1>(?:19|20)\d\d)\s?[-/.年년]\s?(?P<m1>1[0-2]|0?[1-9])\s?[-/.月월]\s?(?P<d1>3[01]|[12]\d|0?[1-9])(?:\D|$)",
            r"|(?P<d2>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|er|º|ª|\.)?[\s/-]+(?:de\s+|di\s+|of\s+|d['’]\s?)?(?P<n2>\p{L}{3,12})[.,]?[\s/-]+(?:de\s+|del\s+)?(?P<y2>(?:19|20)\d\d)(?:\D|$)",
            r"|(?P<n3>\p{L}{3,12})\.?\s+(?P<d3>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\.?,?\s+(?P<y3>(?:19|20)\d\d)(?:\D|$)",
            r"|(?P<d4>3[01]|[12]\d|0?[1-9])\s?(?P<s4>[./|-])\s?(?P<m4>3[01]|[12]\d|0?[1-9])\s?[./|-]\s?(?P<y4>(?:19|20)\d\d)(?:\D|$)",
            r"|(?P<y5>(?:19|20)\d\d)\.?\s+(?P<n5>\p{L}{3,12})\.?\s+(?P<d5>3[01]|[12]\d|0?[1-9])(?:\D|$)",
            r"|(?P<d6>3[01]|[12]\d|0?[1-9])\s+tháng\s+(?P<m6>1[0-2]|0?[1-9]),?\s+(?:năm\s+)?(?P<y6>(?:19|20)\d\d)(?:\D|$)",
            r"|(?P<d7>3[01]|[12]\d|0?[1-9])(?P<s7>[./])(?P<m7>3[01]|[12]\d|0?[1-9])[./](?P<y7>\d\d)(?:[^\d./]|[./]?\s|[./]?$)",
        ))
        .ok()
    });
    FORMS.as_ref().into_iter().flat_map(move |forms| forms.captures_iter(text).take(20)).filter_map(move |found| {
        let whole = found.get(0)?;
        // The end of a longer number is no day.
        if text.get(..whole.start()).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit())) {
            return None;
        }
        let read = read_form(&found, order, short_years).filter(|d| YEARS.contains(&d.year()))?;
        Some(WrittenDay { date: read, start: whole.start(), end: whole.end() })
    })
}

/// The day of one match of the forms above.
fn read_form(found: &Captures<'_>, order: Order, short_years: bool) -> Option<Date> {
    let value = |name: &str| found.name(name).and_then(|m| m.as_str().parse::<i32>().ok());
    let named = |name: &str| found.name(name).and_then(|m| month(m.as_str())).map(i32::from);
    for (y, m, d) in [("y1", "m1", "d1"), ("y6", "m6", "d6")] {
        if let (Some(y), Some(m), Some(d)) = (value(y), value(m), value(d)) {
            return day(y, m, d);
        }
    }
    for (y, n, d) in [("y2", "n2", "d2"), ("y3", "n3", "d3"), ("y5", "n5", "d5")] {
        if let (Some(y), Some(d)) = (value(y), value(d)) {
            return day(y, named(n)?, d);
        }
    }
    let (a, b, year, sign) = match (value("y4"), value("y7")) {
        (Some(year), _) => (value("d4")?, value("m4")?, year, found.name("s4")?),
        (None, Some(year)) if short_years => (value("d7")?, value("m7")?, 2000 + year, found.name("s7")?),
        _ => return None,
    };
    match (a, b) {
        (13.., _) => day(year, b, a),
        // Nobody writes months first with dots.
        (_, 13..) if sign.as_str() == "." && found.name("y7").is_some() => None,
        (_, 13..) => day(year, a, b),
        _ if a == b || sign.as_str() == "." || order == Order::DayFirst => day(year, b, a),
        _ if order == Order::MonthFirst => day(year, a, b),
        _ => None,
    }
}

/// The day in an address: `/2025/03/11/`, `/20250311-`, `-2025-03-11`.
pub(crate) fn day_in_url(url: &str) -> Option<Date> {
    static FORMS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"[/_.-](?:((?:19|20)\d\d)[/_-](1[0-2]|0?[1-9])[/_-](3[01]|[12]\d|0?[1-9])|((?:19|20)\d\d)(1[0-2]|0[1-9])(3[01]|[12]\d|0[1-9]))(?:[/_.?-]|$)").ok()
    });
    let path = url.split_once("://").map_or(url, |(_, rest)| rest).split(['?', '#']).next()?;
    let found = FORMS.as_ref()?.captures(path)?;
    let first = if found.get(1).is_some() { 1 } else { 4 };
    day(number(&found, first)?, number(&found, first + 1)?, number(&found, first + 2)?).filter(|d| d.year() >= 1995)
}

fn number(found: &Captures<'_>, group: usize) -> Option<i32> {
    found.get(group)?.as_str().parse().ok()
}

fn clock(found: &Captures<'_>, hour: usize, minute: usize, second: usize) -> Option<Time> {
    let part = |group| number(found, group).and_then(|n| i8::try_from(n).ok());
    Time::new(part(hour)?, part(minute)?, part(second).unwrap_or(0), 0).ok()
}

fn day(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn compact_day(digits: &str) -> Option<Date> {
    day(digits.get(..4)?.parse().ok()?, digits.get(4..6)?.parse().ok()?, digits.get(6..8)?.parse().ok()?)
}

fn compact_time(digits: &str) -> Option<Time> {
    Time::new(digits.get(..2)?.parse().ok()?, digits.get(2..4)?.parse().ok()?, digits.get(4..6)?.parse().ok()?, 0).ok()
}

fn from_seconds(seconds: i64) -> Option<DateTime> {
    DateTime::parse(&jiff::Timestamp::from_second(seconds).ok()?.to_string())
}

/// Minutes east of UTC.
fn zone(text: &str) -> Option<i16> {
    if matches!(text, "Z" | "z" | "UTC" | "GMT" | "") {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let hours: i16 = digits.get(..2)?.parse().ok()?;
    let minutes: i16 = digits.get(2..4).map_or(Some(0), |m| m.parse().ok())?;
    (text.starts_with(['+', '-']) && hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        read_date(text).map_or_else(|| "-".to_owned(), |d| d.to_string())
    }

    #[test]
    fn machine_forms() {
        assert_eq!(read("2025-03-11T18:05:00+08:00"), "2025-03-11T18:05:00+08:00");
        assert_eq!(read("2025-03-11T18:05:00.123Z"), "2025-03-11T18:05:00.123Z");
        assert_eq!(read("2025-03-11 18:05:00 +0800"), "2025-03-11T18:05:00+08:00");
        assert_eq!(read("2025/3/1 7:05"), "2025-03-01T07:05:00");
        assert_eq!(read("20250311"), "2025-03-11");
        assert_eq!(read("1741687500"), "2025-03-11T10:05:00Z");
        assert_eq!(read("1741687500000"), "2025-03-11T10:05:00Z");
        assert_eq!(read("Tue, 11 Mar 2025 18:05:00 GMT"), "2025-03-11T18:05:00Z");
        assert_eq!(read("Tue Mar 11 18:05:00 +0000 2025"), "2025-03-11T18:05:00Z");
    }

    #[test]
    fn words() {
        assert_eq!(read("Published March 11th, 2025 6:05 p.m."), "2025-03-11");
        assert_eq!(read("11. März 2025"), "2025-03-11");
        assert_eq!(read("le 11 août 2024 à 10h"), "2024-08-11");
        assert_eq!(read("11 de marzo de 2025"), "2025-03-11");
        assert_eq!(read("2025年3月11日"), "2025-03-11");
        assert_eq!(read("11.03.2025, 12:00"), "2025-03-11");
        assert_eq!(read("25/03/2025"), "2025-03-25");
    }

    #[test]
    fn what_is_ambiguous_or_no_date_is_none() {
        for text in ["03/04/2025", "tomorrow", "2025", "99/99/2025", "4050-04-08T18:20", "99999999999", "1234567", "31 Foo 2025", ""] {
            assert_eq!(read(text), "-", "{text}");
        }
    }

    #[test]
    fn the_order_decides_where_numbers_do_not() {
        let first = |text, order| find_day(text, order).map_or_else(String::new, |d| d.to_string());
        assert_eq!(first("posted 3/4/2025", Order::DayFirst), "2025-04-03");
        assert_eq!(first("posted 3/4/2025", Order::MonthFirst), "2025-03-04");
        assert_eq!(first("posted 3/4/2025", Order::Unsaid), "");
        assert_eq!(first("posted 3.4.2025", Order::MonthFirst), "2025-04-03", "dots are for days first");
        assert_eq!(first("posted 3/24/2025", Order::DayFirst), "2025-03-24");
        assert_eq!(first("11 | 03 | 2025", Order::DayFirst), "2025-03-11");
        assert_eq!(first("2025. május 5.", Order::Unsaid), "2025-05-05");
        assert_eq!(first("ngày 5 tháng 3 năm 2025", Order::Unsaid), "2025-03-05");
        assert_eq!(first("2025. 3. 11. 오후 2:08", Order::Unsaid), "2025-03-11");
        assert_eq!(first("11 d’agosto de 2024", Order::Unsaid), "2024-08-11");
        assert_eq!(first("Tel. 04511.03.2025", Order::DayFirst), "", "the end of a number");
    }

    #[test]
    fn short_years_count_only_when_asked() {
        let all = |text, short| written_days(text, Order::DayFirst, short).map(|d| d.date.to_string()).collect::<Vec<_>>().join(" ");
        assert_eq!(all("28.01.22 / 0 comments", true), "2022-01-28");
        assert_eq!(all("am 26/10/13, 03:48", true), "2013-10-26");
        assert_eq!(all("28.01.22", false), "");
        assert_eq!(all("version 1.2.10.4 and 10.30.45", true), "");
        assert_eq!(all("1 May 2024, changed 3 June 2024", false), "2024-05-01 2024-06-03");
    }

    #[test]
    fn addresses() {
        let day = |url| day_in_url(url).map_or_else(String::new, |d| d.to_string());
        assert_eq!(day("https://a.example/markets/2025/03/11/x.html"), "2025-03-11");
        assert_eq!(day("https://a.example/news/20250311-byd.html"), "2025-03-11");
        assert_eq!(day("https://a.example/2025-03-11-title"), "2025-03-11");
        assert_eq!(day("https://a.example/id/202503119"), "");
    }
}
