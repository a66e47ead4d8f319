//! Dates as articles write them, always in agreement with the day of publication.

use super::random::Random;
use jiff::civil::{Date, Weekday};
use std::fmt::Write as _;

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const ORDINALS: [&str; 4] = ["first", "second", "third", "fourth"];

/// The day as a number: days after `start`.
#[must_use]
pub(super) fn day_after(start: Date, days: i64) -> Date {
    start.saturating_add(jiff::Span::new().days(days))
}

/// How many days `late` is after `early`.
#[must_use]
pub(super) fn days_between(early: Date, late: Date) -> i64 {
    let span = late.since(early).map(|span| i64::from(span.get_days()));
    span.unwrap_or(0)
}

/// The English name of a day of the week.
#[must_use]
pub(super) fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// The English name of a month.
#[must_use]
pub(super) fn month(date: Date) -> &'static str {
    MONTHS[usize::from(date.month().unsigned_abs()) - 1]
}

/// Writes "March 4" or "4 March".
pub(super) fn month_day(date: Date, day_first: bool, out: &mut String) {
    let _ = if day_first { write!(out, "{} {}", date.day(), month(date)) } else { write!(out, "{} {}", month(date), date.day()) };
}

/// Writes "March 4, 2025" or "4 March 2025".
pub(super) fn full(date: Date, day_first: bool, out: &mut String) {
    month_day(date, day_first, out);
    let _ = write!(out, "{}{}", if day_first { " " } else { ", " }, date.year());
}

/// Writes a phrase for a past day as seen from the day of publication: "on Tuesday", "yesterday", "on March 4".
pub(super) fn past(date: Date, published: Date, day_first: bool, random: &mut Random, out: &mut String) {
    match (days_between(date, published), random.below(10)) {
        (0, 0) => out.push_str("today"),
        (1, 0) => out.push_str("yesterday"),
        (1, 1) => {
            let _ = write!(out, "late on {}", weekday(date));
        }
        (0..=6, 0..=6) => {
            let _ = write!(out, "on {}", weekday(date));
        }
        (0..=6, 7) => {
            let _ = write!(out, "on {}, ", weekday(date));
            month_day(date, day_first, out);
            out.push(',');
        }
        (0..=300, _) => {
            out.push_str("on ");
            month_day(date, day_first, out);
        }
        _ => {
            out.push_str("on ");
            full(date, day_first, out);
        }
    }
}

/// The last full quarter before a day: year and quarter from 0 to 3.
#[must_use]
pub(super) fn quarter_before(date: Date) -> (i16, usize) {
    match (usize::from(date.month().unsigned_abs()) - 1) / 3 {
        0 => (date.year() - 1, 3),
        quarter => (date.year(), quarter - 1),
    }
}

/// Writes a phrase for a quarter: "in the first quarter", "in the three months to March 31".
pub(super) fn quarter((year, quarter): (i16, usize), day_first: bool, random: &mut Random, out: &mut String) {
    let day = if matches!(quarter, 0 | 3) { 31 } else { 30 };
    let end = jiff::civil::date(year, (quarter * 3 + 3) as i8, day);
    match random.below(6) {
        0 | 1 => {
            let _ = write!(out, "in the {} quarter", ORDINALS[quarter]);
        }
        2 => {
            let _ = write!(out, "in the {} quarter of {year}", ORDINALS[quarter]);
        }
        3 => {
            out.push_str("in the three months to ");
            month_day(end, day_first, out);
        }
        4 => {
            let _ = write!(out, "in the three months ended {} {year}", month(end));
        }
        _ => {
            out.push_str("in the quarter that ended on ");
            full(end, day_first, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{past, quarter_before};
    use crate::generator::random::Random;
    use jiff::civil::date;

    #[test]
    fn a_day_of_last_week_is_not_told_by_its_weekday() {
        let (happened, published) = (date(2025, 3, 4), date(2025, 3, 12));
        for seed in 0..50 {
            let mut text = String::new();
            past(happened, published, false, &mut Random::new(seed, 0), &mut text);
            assert_eq!(text, "on March 4");
        }
    }

    #[test]
    fn the_quarter_before_new_year_is_the_fourth() {
        assert_eq!(quarter_before(date(2025, 1, 2)), (2024, 3));
        assert_eq!(quarter_before(date(2025, 8, 2)), (2025, 1));
    }
}
