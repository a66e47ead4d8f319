//! Holidays: "Christmas", "Thanksgiving", "Lunar New Year", each with a rule or a list of days.

use super::Finder;
use super::meaning::{Found, Lean, Meaning, YearOf};
use super::scan::Scan;
use crate::rule::{Rule, RuleCard};
use annals_model::DateRange;
use annals_text::WordMap;
use jiff::civil::{Date, Weekday};
use std::sync::LazyLock;

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard {
        name: "time/holiday",
        about: "A holiday by name; its day is computed or looked up, and unknown where the list ends.",
        cases: include_str!("holiday.toml"),
    },
    find,
};

/// How a holiday's day is found.
enum Day {
    /// Month and day.
    Fixed(i8, i8),
    /// The n-th weekday of a month; -1 is the last.
    Nth(i8, Weekday, i8),
    /// The day so many days after another rule's.
    NthPlus(i8, Weekday, i8, i64),
    /// Days after Easter Sunday.
    Easter(i64),
    /// Listed first days.
    Listed(Vec<Date>),
}

/// A holiday of the list.
struct Holiday {
    words: Vec<&'static str>,
    day: Day,
}

/// Places in the list by first word, so that other words cost one look.
static BY_FIRST_WORD: LazyLock<WordMap<Vec<usize>>> =
    LazyLock::new(|| WordMap::grouped(HOLIDAYS.iter().enumerate().filter_map(|(place, holiday)| Some((*holiday.words.first()?, place)))));

static HOLIDAYS: LazyLock<Vec<Holiday>> = LazyLock::new(|| include_str!("holidays.tsv").lines().skip(1).filter_map(holiday).collect());

fn holiday(line: &'static str) -> Option<Holiday> {
    let mut fields = line.split('\t');
    let words = fields.next()?.split(' ').collect();
    let kind = fields.next()?;
    let arguments: Vec<&str> = fields.next()?.split(' ').collect();
    let number = |k: usize| arguments.get(k).and_then(|a| a.parse::<i8>().ok());
    let weekday = |k: usize| number(k).and_then(|w| Weekday::from_monday_one_offset(w).ok());
    let day = match kind {
        "fixed" => Day::Fixed(number(0)?, number(1)?),
        "nth" => Day::Nth(number(0)?, weekday(1)?, number(2)?),
        "nth_plus" => Day::NthPlus(number(0)?, weekday(1)?, number(2)?, i64::from(number(3)?)),
        "easter" => Day::Easter(i64::from(number(0)?)),
        _ => Day::Listed(arguments.iter().filter_map(|a| a.parse().ok()).collect()),
    };
    Some(Holiday { words, day })
}

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let (lean, at) = match scan.word(i) {
        "last" | "previous" => (Lean::Last, i + 1),
        "next" | "following" | "coming" => (Lean::Next, i + 1),
        "this" => (Lean::This, i + 1),
        _ => (Lean::Open, scan.after_the(i)),
    };
    let places = BY_FIRST_WORD.get(scan.word(at))?;
    let named = places.iter().filter_map(|place| HOLIDAYS.get(*place).map(|holiday| (*place, &holiday.words)));
    let (holiday, words) =
        named.filter(|(_, words)| scan.are(at, words)).map(|(k, words)| (k, words.len())).max_by_key(|(_, words)| *words)?;
    // In small letters only what is nothing else ("black friday"; but "on election day" may be any country's).
    let small = !scan.capital(at);
    let sure = || match scan.word(at) {
        "christmas" | "easter" | "thanksgiving" | "halloween" | "xmas" | "independence" => true,
        "may" | "election" | "memorial" | "republic" | "remembrance" | "spring" => false,
        _ => words > 1,
    };
    if small && !sure() {
        return None;
    }
    let end = at + words;
    let (year, end) = scan.year_after(end).unwrap_or((YearOf::Implied, end));
    // "the Christmas shopping": the article belongs to the noun.
    if scan.is(i, "the") && scan.lower(end) {
        return None;
    }
    Some(Found::new(i, end, Meaning::Holiday { year, holiday, lean }))
}

/// The first words of all holidays' names.
pub(super) fn first_words() -> impl Iterator<Item = &'static str> {
    HOLIDAYS.iter().filter_map(|holiday| holiday.words.first().copied())
}

/// Whether a holiday's name begins with this word.
pub(super) fn opens(word: &str) -> bool {
    BY_FIRST_WORD.contains(word)
}

/// The day of a holiday in a year, as a range of one day; `None` where it is not known.
pub(super) fn day_in(holiday: usize, year: i16) -> Option<DateRange> {
    let first = |month: i8| Date::new(year, month, 1).ok();
    let date = match &HOLIDAYS.get(holiday)?.day {
        Day::Fixed(month, day) => Date::new(year, *month, *day).ok()?,
        Day::Nth(month, weekday, nth) => first(*month)?.nth_weekday_of_month(*nth, *weekday).ok()?,
        Day::NthPlus(month, weekday, nth, days) => {
            let date = first(*month)?.nth_weekday_of_month(*nth, *weekday).ok()?;
            date.checked_add(jiff::Span::new().try_days(*days).ok()?).ok()?
        }
        Day::Easter(days) => easter(year)?.checked_add(jiff::Span::new().try_days(*days).ok()?).ok()?,
        Day::Listed(dates) => *dates.iter().find(|d| d.year() == year)?,
    };
    DateRange::day(date)
}

/// Easter Sunday of the western churches (the anonymous Gregorian computus).
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let month = (h + l - 7 * m + 114) / 31;
    let day = (h + l - 7 * m + 114) % 31 + 1;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::{HOLIDAYS, easter};

    #[test]
    fn easter_is_known_for_known_years() {
        for (year, day) in [(2000, "2000-04-23"), (2024, "2024-03-31"), (2025, "2025-04-20"), (2038, "2038-04-25")] {
            assert_eq!(easter(year).map(|d| d.to_string()).as_deref(), Some(day));
        }
    }

    #[test]
    fn every_line_is_read() {
        assert_eq!(HOLIDAYS.len(), include_str!("holidays.tsv").lines().count() - 1);
    }
}
