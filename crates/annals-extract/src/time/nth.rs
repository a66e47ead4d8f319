//! Days by their number: "on the 18th", "the 15th day of next month", "Fri 14th", "Tuesday the eleventh", "Monday of last week".

use super::Finder;
use super::meaning::{Base, Found, Meaning, Unit};
use super::scan::Scan;
use crate::rule::{Rule, RuleCard};
use annals_text::weekday_number;

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard {
        name: "time/nth",
        about: "A day by its number alone, or a weekday with its day or its week.",
        cases: include_str!("nth.toml"),
    },
    find,
};

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    if let Some(weekday) = weekday_number(scan.word(i)) {
        return with_weekday(scan, i, weekday);
    }
    in_week(scan, i).or_else(|| alone(scan, i))
}

/// "Fri 14th", "Monday 21", "Tuesday the eleventh", "Tuesday of next week".
fn with_weekday(scan: &Scan<'_>, i: usize, weekday: i8) -> Option<Found> {
    let (_, end) = scan.weekday(i)?;
    if matches!(scan.word(end), "of" | "in")
        && let Some((weeks, base, end)) = week(scan, end + 1)
    {
        return Some(Found::new(i, end, Meaning::WeekdayIn { weekday, weeks, base }));
    }
    let number = scan.after_the(if scan.is(end, ",") { end + 1 } else { end });
    let (day, after) = scan.day_of_month(number)?;
    let closed = scan.token(after).is_none_or(|t| !t.is_word() && !t.is_number()) && !scan.counts_something(after);
    let goes_on = matches!(scan.word(after), "and" | "at" | "to" | "in" | "for" | "with" | "or");
    let sure = (scan.suffix(number + 1) || number > end && scan.is(number - 1, "the")) && (closed || goes_on) && !scan.hyphen(after);
    let plain = closed && number == end && !matches!(scan.word(after), "-" | "–" | "/" | ":");
    if scan.month(after).is_some() || scan.is(after, "of") || !(sure || plain) || scan.unit(after).is_some() {
        return None;
    }
    Some(Found::new(i, after, Meaning::WeekdayDay { weekday, day }))
}

/// "next week", "the previous week", "that week": how many weeks from what, and the end.
fn week(scan: &Scan<'_>, i: usize) -> Option<(i64, Base, usize)> {
    let the = scan.after_the(i);
    if !scan.is(the + 1, "week") {
        return None;
    }
    let (weeks, base) = match scan.word(the) {
        "last" | "past" => (-1, Base::Published),
        "this" | "current" => (0, Base::Published),
        "next" | "coming" => (1, Base::Published),
        "previous" | "preceding" | "prior" => (-1, Base::Previous),
        "following" => (1, Base::Previous),
        "that" | "same" => (0, Base::Previous),
        _ => return None,
    };
    Some((weeks, base, the + 2))
}

/// "next week Wednesday", "next week on Tuesday", "this week Mon".
fn in_week(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let (weeks, base, end) = week(scan, i)?;
    let at = match scan.word(end) {
        "on" | "-" | "–" => end + 1,
        _ => end,
    };
    let weekday = weekday_number(scan.word(at)).filter(|_| scan.capital(at) || scan.word(at).len() > 5)?;
    Some(Found::new(i, at + 1, Meaning::WeekdayIn { weekday, weeks, base }))
}

/// "on the 18th", "the 15th day of next month", "the 21st of this month", "the thirty-first day of the month".
fn alone(scan: &Scan<'_>, i: usize) -> Option<Found> {
    if !scan.is(i, "the") {
        return None;
    }
    let (day, end) = scan.day_of_month(i + 1)?;
    let named = scan.is(end, "day");
    let after = end + usize::from(named);
    let of = if scan.is(after, "of") { after + 1 } else { after };
    let the = scan.after_the(of);
    let month = match scan.word(the) {
        "this" => Some((0, Base::Published)),
        "last" => Some((-1, Base::Published)),
        "next" | "coming" => Some((1, Base::Published)),
        "previous" => Some((-1, Base::Previous)),
        "following" => Some((1, Base::Previous)),
        "same" | "that" => Some((0, Base::Previous)),
        _ => None,
    };
    if let Some(month) = month.filter(|_| matches!(scan.unit(the + 1), Some((Unit::Month, false)))) {
        return Some(Found::new(i, the + 2, Meaning::DayAlone { day, month: Some(month) }));
    }
    if of > after && the > of && matches!(scan.unit(the), Some((Unit::Month, false))) {
        return Some(Found::new(i, the + 1, Meaning::DayAlone { day, month: Some((0, Base::Published)) }));
    }
    // Alone only in figures: "on the third" may be anything.
    let suffixed = scan.suffix(i + 2) && !named;
    let cued = matches!(scan.before(i), "on" | "by" | "until" | "till" | "since" | "before" | "after" | "from" | "to" | "around");
    let part = scan.is(i.wrapping_sub(1), "of")
        && i.checked_sub(2).is_some_and(|k| matches!(scan.word(k), "morning" | "afternoon" | "evening" | "night"));
    let cued = cued || part;
    let closed = scan.token(end).is_none_or(|t| !t.is_word() && !t.is_number() && !scan.is(end, "-"))
        || matches!(
            scan.word(end),
            "and"
                | "but"
                | "to"
                | "at"
                | "in"
                | "with"
                | "when"
                | "was"
                | "were"
                | "the"
                | "after"
                | "as"
                | "it"
                | "he"
                | "she"
                | "they"
                | "we"
        );
    (suffixed && cued && closed).then(|| Found::new(i, end, Meaning::DayAlone { day, month: None }))
}
