//! Reads the dates of feeds, in their prescribed forms and in the near misses that sites really send.
//!
//! What is not stated is not made up, with one exception: a month or a year alone is its first day, as readers of these
//! formats have always taken it. The day and the offset stay the publisher's own.

use super::words;
use annals_model::DateTime;
use jiff::civil::{Date, Time};
use std::borrow::Cow;

/// Years in which something in a feed can have been published.
const YEARS: std::ops::RangeInclusive<i16> = 1700..=2200;

/// A date with as much of its time and offset as is stated; `None` when it cannot be read without guessing.
pub(super) fn parse(text: &str) -> Option<DateTime> {
    let text = text.trim();
    if text.len() > 200 {
        return None;
    }
    if let Some(date) = DateTime::parse(text) {
        return Some(date);
    }
    let text = plainer(text);
    let (text, comment) = without_comments(&text);
    let text = text.trim();
    let date = epoch(text).or_else(|| iso(text)).or_else(|| spelled(text))?;
    let offset = date.offset_minutes.or_else(|| words::zone(comment.trim()));
    YEARS.contains(&date.date.year()).then(|| DateTime { offset_minutes: date.time.and(offset), ..date })
}

/// East Asian units and odd signs as the plain ones.
fn plainer(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let korean = text.contains(['년', '오']);
    let units = |c: char| match c {
        '\u{2212}' | '\u{2010}' | '\u{2011}' | '\u{2013}' | '년' | '年' | '월' | '月' => '-',
        '일' | '日' | '초' | '秒' | '\u{a0}' | '\u{3000}' => ' ',
        '시' | '時' | '时' | '분' | '分' => ':',
        _ => c,
    };
    let out: String = text.chars().map(units).collect();
    let out = out.replace("오후", " PM ").replace("오전", " AM ").replace("午後", " PM ").replace("午前", " AM ");
    // "2025년 3월 5일" has blanks behind its units.
    let mut joined = String::with_capacity(out.len() + 6);
    for c in out.chars() {
        if c == ' ' && joined.ends_with('-') && joined.starts_with(|first: char| first.is_ascii_digit()) {
            continue;
        }
        joined.push(c);
    }
    if korean && joined.contains(':') {
        // Dates in Korean words are of Korean clocks.
        joined.push_str(" +0900");
    }
    Cow::Owned(joined)
}

/// The text without what stands in brackets, and the last of that.
fn without_comments(text: &str) -> (Cow<'_, str>, &str) {
    if !text.contains('(') {
        return (Cow::Borrowed(text), "");
    }
    let (mut out, mut rest, mut comment) = (String::new(), text, "");
    while let Some((before, after)) = rest.split_once('(') {
        let (inside, behind) = after.split_once(')').unwrap_or((after, ""));
        out.push_str(before);
        out.push(' ');
        (comment, rest) = (inside, behind);
    }
    out.push_str(rest);
    (Cow::Owned(out), comment)
}

/// Seconds or milliseconds since 1970.
fn epoch(text: &str) -> Option<DateTime> {
    let text = text.split_once('.').filter(|(whole, _)| whole.len() == 10).map_or(text, |(whole, _)| whole);
    let seconds: i64 = match text.len() {
        _ if !text.bytes().all(|byte| byte.is_ascii_digit()) => return None,
        9 | 10 => text.parse().ok()?,
        13 => text.get(..10)?.parse().ok()?,
        _ => return None,
    };
    let moment = jiff::Timestamp::from_second(seconds).ok()?.to_zoned(jiff::tz::TimeZone::UTC);
    Some(DateTime { date: moment.date(), time: Some(moment.time()), offset_minutes: Some(0) })
}

/// ISO 8601 in all its forms, W3CDTF, and what databases print: `2025-02`, `2025-057`, `2025-W09-3`, `20250226T0930Z`,
/// `2025-02-26 09:30:00 +0800`, `2025/02/26`, with a month's name in the middle too.
fn iso(text: &str) -> Option<DateTime> {
    if text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return iso(&format!("{}T{}", text.get(..8)?, text.get(8..)?));
    }
    let split =
        text.char_indices().find(|(at, c)| c.is_whitespace() || (matches!(c, 'T' | 't') && text.get(..*at).is_some_and(ends_in_digit)));
    let (day, rest) =
        split.map_or((text, ""), |(at, c)| (text.get(..at).unwrap_or_default(), text.get(at + c.len_utf8()..).unwrap_or_default()));
    let date = iso_day(day)?;
    let rest = rest.trim();
    if rest.is_empty() {
        return Some(DateTime::from_date(date));
    }
    let mut words = rest.split_whitespace().peekable();
    let half = words.next_if(|word| half_of_day(word).is_some()).and_then(half_of_day);
    let (clock, mut offset) = clock_and_zone(words.next()?)?;
    let mut half = half;
    for word in words {
        half = half.or_else(|| half_of_day(word));
        offset = offset.or_else(|| words::zone(word));
    }
    moment(date, clock, half, offset)
}

fn ends_in_digit(text: &str) -> bool {
    text.ends_with(|c: char| c.is_ascii_digit())
}

fn iso_day(text: &str) -> Option<Date> {
    if let Some((year, rest)) = text.split_once(['W', 'w']) {
        let year: i16 = year.trim_end_matches('-').parse().ok()?;
        let (week, day) = match rest.split_once('-') {
            Some((week, day)) => (week, day),
            None => rest.split_at_checked(2)?,
        };
        let day: i8 = if day.is_empty() { 1 } else { day.parse().ok()? };
        let day = jiff::civil::Weekday::from_monday_one_offset(day).ok()?;
        return jiff::civil::ISOWeekDate::new(year, week.parse().ok()?, day).ok().map(jiff::civil::ISOWeekDate::date);
    }
    let separator = ['/', '-'].into_iter().find(|sign| text.contains(*sign)).unwrap_or('.');
    let parts: Vec<&str> = text.split(separator).filter(|part| !part.is_empty()).collect();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match parts.as_slice() {
        [year, day] if year.len() == 4 && day.len() == 3 => day_of_year(year, day),
        [year, month] if year.len() == 4 && month.len() <= 2 => Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok(),
        [year, month, day] if year.len() == 4 && month.len() <= 2 => {
            Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
        }
        [year, month, day] if year.len() == 4 && !digits(month) => {
            Date::new(year.parse().ok()?, words::month(month)?, day.parse().ok()?).ok()
        }
        [year, month, day] if separator == '-' && [year, month, day].iter().all(|part| part.len() == 2) => {
            Date::new(year_number(year)?, month.parse().ok()?, day.parse().ok()?).ok()
        }
        [run] if digits(run) => match run.len() {
            4 => Date::new(run.parse().ok()?, 1, 1).ok(),
            6 => Date::new(year_number(run.get(..2)?)?, run.get(2..4)?.parse().ok()?, run.get(4..)?.parse().ok()?).ok(),
            7 => day_of_year(run.get(..4)?, run.get(4..)?),
            8 => Date::new(run.get(..4)?.parse().ok()?, run.get(4..6)?.parse().ok()?, run.get(6..)?.parse().ok()?).ok(),
            _ => None,
        },
        _ => None,
    }
}

fn day_of_year(year: &str, day: &str) -> Option<Date> {
    let date =
        Date::new(year.parse().ok()?, 1, 1).ok()?.checked_add(jiff::Span::new().try_days(day.parse::<i32>().ok()? - 1).ok()?).ok()?;
    (date.year() == year.parse::<i16>().ok()?).then_some(date)
}

/// A time of day, and whether it is the midnight that ends the day.
type Clock = (Time, bool);

/// `9:15-05:00`, `09:30:00.5Z`, `0930`, `10`: the time and the offset, if there is one.
fn clock_and_zone(word: &str) -> Option<(Clock, Option<i16>)> {
    let split = word.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.' | ',')).unwrap_or(word.len());
    let (clock, zone) = word.split_at_checked(split)?;
    let clock = clock.trim_end_matches([':', ',', '.']);
    let (whole, fraction) = clock.split_once(['.', ',']).unwrap_or((clock, ""));
    let colons: Vec<&str> = whole.split(':').collect();
    let (hour, minute, second) = match colons.as_slice() {
        [hour, minute, second] => (*hour, *minute, *second),
        [hour, minute] => (*hour, *minute, "0"),
        [run] => (run.get(..2)?, run.get(2..4).unwrap_or("0"), run.get(4..6).unwrap_or("0")),
        _ => return None,
    };
    let short = |text: &str| text.len() <= 2;
    if !(short(hour) && short(minute) && short(second) && fraction.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let (hour, minute, second): (i8, i8, i8) = (hour.parse().ok()?, minute.parse().ok()?, second.parse().ok()?);
    let nanosecond: i32 = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
    // What follows a zone belongs to no prescription: `+00:00Z`.
    let end = zone.char_indices().find(|(at, c)| *at > 0 && !c.is_ascii_digit() && *c != ':').map_or(zone.len(), |(at, _)| at);
    let offset = words::zone(zone).or_else(|| words::zone(zone.get(..end)?));
    if hour == 24 && minute == 0 && second == 0 {
        return Some(((Time::midnight(), true), offset));
    }
    // A leap second is the last one of its minute.
    let time = Time::new(hour, minute, if second == 60 { 59 } else { second }, nanosecond).ok()?;
    Some(((time, false), offset))
}

/// Whether a word says "before noon" (false) or "after noon" (true).
fn half_of_day(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().replace('.', "").as_str() {
        "am" => Some(false),
        "pm" => Some(true),
        _ => None,
    }
}

fn moment(date: Date, (clock, next_day): Clock, half: Option<bool>, offset_minutes: Option<i16>) -> Option<DateTime> {
    let time = match half {
        Some(afternoon) if clock.hour() <= 12 => clock.with().hour(clock.hour() % 12 + if afternoon { 12 } else { 0 }).build().ok()?,
        _ => clock,
    };
    let date = if next_day { date.tomorrow().ok()? } else { date };
    Some(DateTime { date, time: Some(time), offset_minutes })
}

/// `Wed, 26 Feb 2025 17:42:00 +0800` and its kin: the weekday left out or wrong, the month written out, in another
/// language or before the day, a year of two digits or behind the time, a zone by name, days in figures.
fn spelled(text: &str) -> Option<DateTime> {
    let (mut day, mut month, mut year, mut clock, mut offset, mut half) = (None, None, None, None, None, None);
    let mut figures = None;
    for word in text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()) {
        let bare = word.trim_end_matches(['.', 'º', '°']);
        let figure =
            bare.strip_suffix("st").or_else(|| ["nd", "rd", "th", "er"].iter().find_map(|end| bare.strip_suffix(end))).unwrap_or(bare);
        let digits = figure.bytes().all(|byte| byte.is_ascii_digit());
        if word.contains(':') && word.starts_with(|c: char| c.is_ascii_digit()) {
            if clock.is_none() {
                let (read, zone) = clock_and_zone(word)?;
                clock = Some(read);
                offset = offset.or(zone);
                let tail = word.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '.'));
                half = half.or_else(|| half_of_day(tail));
            }
        } else if word.starts_with(['+', '-']) && bare.len() > 1 {
            // An offset in figures goes before a zone's name.
            offset = words::zone(bare).or(offset);
        } else if !figure.is_empty() && digits {
            if figure.len() <= 2 && day.is_none() {
                day = figure.parse::<i8>().ok();
            } else if year.is_none() {
                year = year_number(figure);
            }
        } else if bare.starts_with(|c: char| c.is_ascii_digit()) && bare.contains(['-', '/', '.']) {
            figures = Some(bare);
        } else if let Some(said) = half_of_day(word) {
            half = Some(said);
        } else if let Some(found) = words::month(bare).filter(|_| clock.is_none() || month.is_none()) {
            // Where two words may be a month, the first was a weekday: `mar, 15 juil.`.
            month = Some(found);
        } else if clock.is_some() {
            offset = offset.or_else(|| words::zone(bare));
        }
    }
    let date = match figures {
        Some(figures) => day_in_figures(figures, half.is_some())?,
        None => Date::new(year?, month?, day?).ok()?,
    };
    match clock {
        Some(clock) => moment(date, clock, half, offset),
        None => Some(DateTime::from_date(date)),
    }
}

/// `26-Feb-2025`, `26.2.2025`, `2025/02/26`, `2/26/2025`: a day whose order is plain, by its size or by the clock that
/// stands beside it.
fn day_in_figures(text: &str, halves: bool) -> Option<Date> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    if first.len() == 4 {
        return iso_day(&text.replace('.', "-"));
    }
    let year = year_number(third)?;
    if let Some(month) = words::month(second) {
        return Date::new(year, month, first.parse().ok()?).ok();
    }
    let (first, second): (i8, i8) = (first.parse().ok()?, second.parse().ok()?);
    let day_first = match (text.contains('.'), halves) {
        (true, _) => true,
        _ if first > 12 => true,
        _ if second > 12 || first == second => false,
        (false, true) => false,
        _ => return None,
    };
    if day_first { Date::new(year, second, first).ok() } else { Date::new(year, first, second).ok() }
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
            ("Wed, 26 Feb 2025 24:00:00 GMT", "2025-02-27T00:00:00Z"),
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
        for text in
            ["", "yesterday", "31 Feb 2025", "12:30", "26 2025", "26 Foo 2025 10:00", "99 Feb 2025", "é", "-", "+", "1:é", "GMT é:0"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
