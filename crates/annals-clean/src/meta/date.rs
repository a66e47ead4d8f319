//! Reads a publication date however a page writes it: `2025-03-11T18:05:00+08:00`, "11 Mar 2025, 6:05pm", `20250311`.

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
    machine_form(stated).or_else(|| find_day(stated, false).map(DateTime::from_date)).filter(|d| YEARS.contains(&d.date.year()))
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

/// The first day written in `text`. `day_first`: whether 3/4/2025 is the third of April; without it such a date is skipped.
pub(crate) fn find_day(text: &str, day_first: bool) -> Option<Date> {
    static FORMS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?P<y1>(?:19|20)\d\d)\s?[-/.年년]\s?(?P<m1>1[0-2]|0?[1-9])\s?[-/.月월]\s?(?P<d1>3[01]|[12]\d|0?[1-9])(?:\D|$)",
            r"|(?P<d2>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|er|º|ª|\.)?[\s-]+(?:de\s+|di\s+|of\s+)?(?P<n2>\p{L}{3,12})[.,]?[\s-]+(?:de\s+|del\s+)?(?P<y2>(?:19|20)\d\d)(?:\D|$)",
            r"|(?P<n3>\p{L}{3,12})\.?\s+(?P<d3>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\.?,?\s+(?P<y3>(?:19|20)\d\d)(?:\D|$)",
            r"|(?P<d4>3[01]|[12]\d|0?[1-9])\s?(?P<s4>[./-])\s?(?P<m4>3[01]|[12]\d|0?[1-9])\s?[./-]\s?(?P<y4>(?:19|20)\d\d)(?:\D|$)",
        ))
        .ok()
    });
    for found in FORMS.as_ref()?.captures_iter(text).take(20) {
        let value = |name: &str| found.name(name).and_then(|m| m.as_str().parse::<i32>().ok());
        let read = if let (Some(y), Some(m), Some(d)) = (value("y1"), value("m1"), value("d1")) {
            day(y, m, d)
        } else if let (Some(d), Some(n), Some(y)) = (value("d2"), found.name("n2"), value("y2")) {
            month(n.as_str()).and_then(|m| day(y, i32::from(m), d))
        } else if let (Some(n), Some(d), Some(y)) = (found.name("n3"), value("d3"), value("y3")) {
            month(n.as_str()).and_then(|m| day(y, i32::from(m), d))
        } else if let (Some(a), Some(b), Some(y)) = (value("d4"), value("m4"), value("y4")) {
            let dotted = found.name("s4").is_some_and(|s| s.as_str() == ".");
            match (a, b) {
                (13.., _) => day(y, b, a),
                (_, 13..) => day(y, a, b),
                _ if a == b || dotted || day_first => day(y, b, a),
                _ => None,
            }
        } else {
            None
        };
        if read.is_some_and(|d| YEARS.contains(&d.year())) {
            return read;
        }
    }
    None
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

/// A month's name in English or a language whose pages are often met; by its first letters.
fn month(name: &str) -> Option<i8> {
    let folded = annals_text::fold(name);
    if let Some(english) = annals_text::month_number(&folded) {
        return Some(english);
    }
    const OTHERS: [(&str, i8); 76] = [
        ("januar", 1),
        ("janvier", 1),
        ("janv", 1),
        ("enero", 1),
        ("ene", 1),
        ("gennaio", 1),
        ("gen", 1),
        ("janeiro", 1),
        ("januari", 1),
        ("jaenner", 1),
        ("janner", 1),
        ("января", 1),
        ("сiчня", 1),
        ("stycznia", 1),
        ("ocak", 1),
        ("februar", 2),
        ("fevrier", 2),
        ("fevr", 2),
        ("febrero", 2),
        ("febbraio", 2),
        ("fevereiro", 2),
        ("fev", 2),
        ("februari", 2),
        ("февраля", 2),
        ("lutego", 2),
        ("subat", 2),
        ("marz", 3),
        ("maerz", 3),
        ("mars", 3),
        ("marzo", 3),
        ("marco", 3),
        ("maart", 3),
        ("марта", 3),
        ("marca", 3),
        ("mart", 3),
        ("avril", 4),
        ("avr", 4),
        ("abril", 4),
        ("abr", 4),
        ("aprile", 4),
        ("апреля", 4),
        ("kwietnia", 4),
        ("nisan", 4),
        ("mai", 5),
        ("mayo", 5),
        ("maggio", 5),
        ("maio", 5),
        ("mei", 5),
        ("мая", 5),
        ("maja", 5),
        ("juni", 6),
        ("juin", 6),
        ("junio", 6),
        ("giugno", 6),
        ("junho", 6),
        ("июня", 6),
        ("haziran", 6),
        ("juli", 7),
        ("juillet", 7),
        ("juil", 7),
        ("julio", 7),
        ("luglio", 7),
        ("julho", 7),
        ("июля", 7),
        ("temmuz", 7),
        ("aout", 8),
        ("agosto", 8),
        ("augusti", 8),
        ("августа", 8),
        ("ago", 8),
        ("agustus", 8),
        ("septembre", 9),
        ("septiembre", 9),
        ("settembre", 9),
        ("setembro", 9),
        ("сентября", 9),
    ];
    const LATER: [(&str, i8); 26] = [
        ("oktober", 10),
        ("octobre", 10),
        ("octubre", 10),
        ("ottobre", 10),
        ("outubro", 10),
        ("okt", 10),
        ("out", 10),
        ("ott", 10),
        ("октября", 10),
        ("pazdziernika", 10),
        ("ekim", 10),
        ("novembre", 11),
        ("noviembre", 11),
        ("novembro", 11),
        ("ноября", 11),
        ("listopada", 11),
        ("kasim", 11),
        ("dezember", 12),
        ("decembre", 12),
        ("diciembre", 12),
        ("dicembre", 12),
        ("dezembro", 12),
        ("dez", 12),
        ("dic", 12),
        ("декабря", 12),
        ("grudnia", 12),
    ];
    OTHERS.iter().chain(&LATER).find(|(word, _)| *word == folded).map(|(_, number)| *number)
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
    fn addresses() {
        let day = |url| day_in_url(url).map_or_else(String::new, |d| d.to_string());
        assert_eq!(day("https://a.example/markets/2025/03/11/x.html"), "2025-03-11");
        assert_eq!(day("https://a.example/news/20250311-byd.html"), "2025-03-11");
        assert_eq!(day("https://a.example/2025-03-11-title"), "2025-03-11");
        assert_eq!(day("https://a.example/id/202503119"), "");
    }
}
