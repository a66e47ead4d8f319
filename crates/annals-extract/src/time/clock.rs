//! Times of day: "9:30 a.m. Hong Kong time", "16:00 UTC on Monday", "noon Thursday", "this morning".

use super::lexicon::Class;
use super::meaning::{Base, Clock, Found, Meaning, Unit};
use super::scan::Scan;
use super::{Finder, point, set};
use crate::rule::{Rule, RuleCard};
use std::sync::LazyLock;

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard {
        name: "time/clock",
        about: "A time of day or a named part of the day, with its zone and its day where they are printed.",
        cases: include_str!("clock.toml"),
    },
    find,
};

/// Names of zones as words, and minutes east of UTC.
static ZONES: LazyLock<Vec<(Vec<&'static str>, Option<i16>)>> = LazyLock::new(|| {
    let lines = include_str!("zones.tsv").lines().skip(1).filter_map(|line| line.split_once('\t'));
    lines.map(|(name, minutes)| (name.split(' ').collect(), minutes.parse().ok())).collect()
});

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    if let Some(found) = part_of(scan, i) {
        return Some(found);
    }
    let (clock, end) = at(scan, i).or_else(|| named(scan, i))?;
    // "9 am every Monday"
    if let Clock::At { hour, minute, .. } = clock
        && let Some((value, end)) = set::every(scan, end)
    {
        return Some(Found::new(i, end, Meaning::Set(set::with_clock(&value, hour, minute))));
    }
    let mut found = Found::new(i, end, Meaning::TimeOfDay);
    found.clock = Some(clock);
    if matches!(clock, Clock::PartOfDay(_))
        && !matches!(scan.word(i), "noon" | "midday" | "midnight" | "overnight" | "tonight" | "lunchtime")
    {
        found.meaning = match scan.word(scan.after_the(i)) {
            "last" => Meaning::Shift { unit: Unit::Day, amount: -1, base: Base::Published },
            "next" | "following" => Meaning::Shift { unit: Unit::Day, amount: 1, base: Base::Previous },
            "same" | "that" => Meaning::Shift { unit: Unit::Day, amount: 0, base: Base::Previous },
            _ => Meaning::Shift { unit: Unit::Day, amount: 0, base: Base::Published },
        };
        return Some(found);
    }
    if matches!(scan.word(i), "tonight" | "overnight") {
        found.meaning = Meaning::Shift { unit: Unit::Day, amount: 0, base: Base::Published };
        return Some(found);
    }
    // "5 p.m. EST Nov. 9", "noon on Thursday", "10:35 a.m., Friday"
    let mut day = found.end;
    if scan.is(day, ",") {
        day += 1;
    }
    if scan.is(day, "on") || scan.is(day, "of") {
        day += 1;
    }
    if let Some((date, _)) = point(scan, day).filter(|(date, _)| date.is_date() && date.clock.is_none() && date.part.is_none())
        && matches!(
            date.meaning,
            Meaning::Day { .. } | Meaning::Weekday { .. } | Meaning::Holiday { .. } | Meaning::Shift { unit: Unit::Day, .. }
        )
    {
        (found.meaning, found.end) = (date.meaning, date.end);
    }
    Some(found)
}

/// "the morning of April 19", "the night of May 3", "the small hours of Thursday"; "in the morning" of the day spoken of.
fn part_of(scan: &Scan<'_>, i: usize) -> Option<Found> {
    if !scan.is(i, "the") {
        return None;
    }
    let at = i + 1 + usize::from(matches!(scan.word(i + 1), "early" | "late"));
    let (part, end) = match (scan.word(at), scan.word(at + 1)) {
        ("small" | "wee", "hours") => ("NI", at + 2),
        ("night", _) => ("NI", at + 1),
        ("morning", "hours" | "session") => ("MO", at + 2),
        ("morning", _) => ("MO", at + 1),
        ("afternoon", "session") => ("AF", at + 2),
        ("afternoon", _) => ("AF", at + 1),
        ("evening", _) => ("EV", at + 1),
        _ => return None,
    };
    let clock = Some(Clock::PartOfDay(part));
    if matches!(scan.word(end), "of" | "on")
        && let Some((date, _)) = point(scan, end + 1).filter(|(date, _)| date.clock.is_none() && date.part.is_none())
        && matches!(date.meaning, Meaning::Day { .. } | Meaning::Weekday { .. } | Meaning::Holiday { .. } | Meaning::DayAlone { .. })
    {
        return Some(Found { first: i, clock, ..date });
    }
    // "in the morning" where the clause ends, so that it is no habit and no noun of something else.
    let closed = scan.token(end).is_none_or(|t| !t.is_word() && !t.is_number() && !scan.dash(end));
    let cued = at == i + 1 && part != "NI" && matches!(scan.before(i), "in" | "during" | "by");
    (cued && closed).then(|| Found { clock, ..Found::new(i, end, Meaning::TimeOfDay) })
}

/// "9:30 a.m.", "9 am", "16:00", "11 o'clock", with zone.
pub(super) fn at(scan: &Scan<'_>, i: usize) -> Option<(Clock, usize)> {
    let hour = scan.digits(i).filter(|h| *h < 25 && scan.word(i).len() <= 2)?;
    let mut hour = i8::try_from(hour).ok()?;
    let (mut minute, mut second, mut end) = (None, None, i + 1);
    if let Some(digits) = minutes(scan, end) {
        (minute, end) = (Some(digits), end + 2);
        if let Some(digits) = minutes(scan, end) {
            (second, end) = (Some(digits), end + 2);
        }
    }
    let half = half_of_day(scan, end);
    if let Some((afternoon, after)) = half {
        if hour > 12 {
            return None;
        }
        hour = hour % 12 + if afternoon { 12 } else { 0 };
        end = after;
    } else if minute.is_none() {
        let oclock = matches!(scan.word(end), "o'clock");
        let of_day = scan.are(end, &["in", "the"]) && matches!(scan.class(end + 2), Some(Class::PartOfDay(_)));
        if oclock {
            end += 1;
        } else if of_day && matches!(scan.before(i), "at" | "by" | "until" | "since" | "before" | "after" | "about" | "around") {
            hour = if scan.is(end + 2, "morning") { hour } else { hour % 12 + 12 };
            end += 3;
        } else {
            return None;
        }
    }
    let zoned = zone(scan, end);
    let (offset_minutes, zoned_end) = zoned.unwrap_or((None, end));
    // "from 9:30 to 16:00": the second half of a range.
    let second_half = matches!(scan.before(i), "to" | "and" | "-" | "–")
        && i.checked_sub(3).is_some_and(|k| scan.is(k, ":") && scan.word(k + 1).len() == 2);
    let cue = second_half
        || matches!(
            scan.before(i),
            "at" | "by" | "until" | "till" | "from" | "after" | "before" | "around" | "about" | "between" | "since"
        );
    // Two bare numbers with a colon are a score unless something says otherwise.
    if half.is_none() && minute.is_some() && zoned.is_none() && !(cue && scan.word(i + 2).len() == 2) {
        return None;
    }
    Some((Clock::At { hour: hour % 24, minute, second, offset_minutes }, zoned_end))
}

/// `:30` behind an hour.
fn minutes(scan: &Scan<'_>, i: usize) -> Option<i8> {
    if !(scan.is(i, ":") && scan.tight(i) && scan.tight(i + 1) && scan.word(i + 1).len() == 2) {
        return None;
    }
    scan.digits(i + 1).filter(|m| *m < 60).and_then(|m| i8::try_from(m).ok())
}

/// "a.m.", "pm", and "p.m" whose last dot ended the sentence: whether it is the afternoon, and the end.
fn half_of_day(scan: &Scan<'_>, i: usize) -> Option<(bool, usize)> {
    match scan.word(i) {
        "a.m." | "am" => Some((false, i + 1)),
        "p.m." | "pm" => Some((true, i + 1)),
        "a" if scan.is(i + 1, ".") && scan.is(i + 2, "m") && scan.tight(i + 1) => Some((false, i + 3)),
        "p" if scan.is(i + 1, ".") && scan.is(i + 2, "m") && scan.tight(i + 1) => Some((true, i + 3)),
        _ => None,
    }
}

/// A zone by name or as `(GMT +8)`, `UTC+08:00`, `+08:00`: minutes east of UTC when known, and the end.
pub(super) fn zone(scan: &Scan<'_>, i: usize) -> Option<(Option<i16>, usize)> {
    let open = usize::from(scan.is(i, "("));
    let at = i + open;
    let named = ZONES.iter().filter(|(words, _)| scan.are(at, words)).max_by_key(|(words, _)| words.len());
    let (minutes, mut end) = match named {
        Some((words, minutes)) => {
            // "et", "ist", "z" are words of other things unless in capitals.
            if words.len() == 1 && !scan.capital(at) {
                return None;
            }
            (*minutes, at + words.len())
        }
        None => offset(scan, at).filter(|_| open == 0 && scan.tight(at)).map(|(minutes, end)| (Some(minutes), end))?,
    };
    let mut minutes = minutes;
    if let (Some(base), Some((shift, after))) = (minutes, offset(scan, end)) {
        (minutes, end) = (base.checked_add(shift), after);
    }
    if open == 1 {
        return scan.is(end, ")").then_some((minutes, end + 1));
    }
    Some((minutes, end))
}

/// `+8`, `-05:00`, `+0800` in minutes.
fn offset(scan: &Scan<'_>, i: usize) -> Option<(i16, usize)> {
    let sign = match scan.word(i) {
        "+" => 1,
        "-" | "−" | "–" => -1,
        _ => return None,
    };
    let digits = scan.digits(i + 1).filter(|_| scan.tight(i + 1))?;
    let number = i16::try_from(digits).ok()?;
    match scan.word(i + 1).len() {
        4 => Some((sign * (number / 100 * 60 + number % 100), i + 2)).filter(|_| number < 1500),
        1 | 2 if number < 15 => {
            let minute = minutes(scan, i + 2);
            Some((sign * (number * 60 + i16::from(minute.unwrap_or(0))), if minute.is_some() { i + 4 } else { i + 2 }))
        }
        _ => None,
    }
}

/// "noon", "this morning", "last night", "the next morning".
fn named(scan: &Scan<'_>, i: usize) -> Option<(Clock, usize)> {
    match scan.word(i) {
        "noon" | "midday" => return Some((Clock::At { hour: 12, minute: Some(0), second: None, offset_minutes: None }, i + 1)),
        "midnight" => return Some((Clock::At { hour: 0, minute: Some(0), second: None, offset_minutes: None }, i + 1)),
        "overnight" | "tonight" if !scan.hyphen(i + 1) => return Some((Clock::PartOfDay("NI"), i + 1)),
        _ => {}
    }
    let the = scan.after_the(i);
    let leads = match scan.word(the) {
        "this" | "last" | "that" => the == i,
        "next" | "following" | "same" => true,
        _ => false,
    };
    let at = if leads { the + 1 } else { return None };
    if scan.is(at, "night") {
        return Some((Clock::PartOfDay("NI"), at + 1));
    }
    match scan.class(at)? {
        Class::PartOfDay(part) => Some((Clock::PartOfDay(part), at + 1)),
        _ => None,
    }
}

/// "morning" behind a day ("Friday morning"), and the end.
pub(super) fn part_of_day_after(scan: &Scan<'_>, i: usize) -> Option<(Clock, usize)> {
    if scan.is(i, "night") {
        return Some((Clock::PartOfDay("NI"), i + 1));
    }
    match scan.class(i)? {
        Class::PartOfDay(part) if !scan.word(i).ends_with('s') && !matches!(scan.word(i), "tonight" | "overnight") => {
            Some((Clock::PartOfDay(part), i + 1))
        }
        _ => None,
    }
}
