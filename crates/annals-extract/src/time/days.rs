//! Which day is meant by a weekday, or by a bare number of a day.

use super::meaning::{Base, Lean};
use super::memory::{Memory, Stretch};
use super::tense::Tense;
use super::value;
use annals_model::{Basis, DateRange, Grain};
use jiff::civil::{Date, Weekday};

/// For how many sentences a day or month named by its month tells the month of a bare number.
const DATED_FOR: usize = 3;

/// "The 18th": of the month said, of the one told of, else the next or the last that the sentence looks to.
pub(super) fn day_alone(day: i8, month: Option<(i64, Base)>, memory: &Memory, tense: &dyn Fn() -> Tense) -> Option<Stretch> {
    let in_month = |base: Date, months: i64| {
        let first = value::after(base.first_of_month(), Grain::Month, months)?;
        DateRange::day(Date::new(first.year(), first.month(), day).ok()?)
    };
    if let Some((months, base)) = month {
        let (from, basis) = match (base, memory.last) {
            (Base::Previous, Some(last)) => (last.range.from, Basis::Previous),
            _ => (memory.today()?, Basis::Published),
        };
        return Some(Stretch { range: in_month(from, months)?, grain: Grain::Day, basis });
    }
    let spoken = memory.dated.filter(|(_, sentence)| memory.sentence.saturating_sub(*sentence) <= DATED_FOR);
    if let Some((last, _)) = spoken {
        let turned = last.grain == Grain::Day && day < last.range.from.day();
        let range = in_month(last.range.from, i64::from(turned))?;
        return Some(Stretch { range, grain: Grain::Day, basis: Basis::Previous });
    }
    let today = memory.today()?;
    let months = if tense() == Tense::Future { [0, 1, 2] } else { [0, -1, -2] };
    let fits = |range: &DateRange| if tense() == Tense::Future { range.from >= today } else { range.from <= today };
    months.into_iter().filter_map(|months| in_month(today, months)).find(fits).map(|range| Stretch::published(range, Grain::Day))
}

/// "Fri 14th": the nearest day that is both, before or after as the sentence looks.
pub(super) fn weekday_day(weekday: i8, day: i8, today: Date, tense: &dyn Fn() -> Tense) -> Option<Stretch> {
    let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
    let nearest = |way: i64| {
        (0..=48_i64)
            .filter_map(|months| {
                let first = value::after(today.first_of_month(), Grain::Month, months * way)?;
                Date::new(first.year(), first.month(), day).ok()
            })
            .filter(|date| if way > 0 { *date >= today } else { *date <= today })
            .find(|date| date.weekday() == weekday)
    };
    let (back, ahead) = (nearest(-1), nearest(1));
    let distance = |date: Option<Date>| date.map_or(i32::MAX, |date| (date - today).get_days().abs());
    let date = match tense() {
        Tense::Future => ahead.or(back),
        Tense::Past => back.or(ahead),
        _ if distance(ahead) < distance(back) => ahead,
        _ => back,
    };
    Some(Stretch::published(DateRange::day(date?)?, Grain::Day))
}

/// A weekday by itself: news looks back to it, unless its sentence looks ahead or a word leads elsewhere.
pub(super) fn weekday_of(weekday: i8, lean: Lean, memory: &Memory, tense: &dyn Fn() -> Tense) -> Option<Stretch> {
    let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
    if let (Lean::Before | Lean::After, Some(last)) = (lean, memory.last) {
        let day = last.range.from.nth_weekday(if lean == Lean::Before { -1 } else { 1 }, weekday).ok()?;
        return Some(Stretch { range: DateRange::day(day)?, grain: Grain::Day, basis: Basis::Previous });
    }
    let today = memory.today()?;
    let same = today.weekday() == weekday;
    let day = match lean {
        Lean::Last => today.nth_weekday(-1, weekday).ok()?,
        Lean::Next => today.nth_weekday(1, weekday).ok()?,
        // What is less than a week away has no "last" or "next" in print; on a Sunday the week that ends is still "last".
        Lean::WeekBefore | Lean::Before if today.weekday() == Weekday::Sunday => today.nth_weekday(-1, weekday).ok()?,
        Lean::WeekBefore | Lean::Before | Lean::WeekAfter | Lean::After => {
            let weeks = if matches!(lean, Lean::WeekBefore | Lean::Before) { -1 } else { 1 };
            let monday = value::around(value::after(today, Grain::Week, weeks)?, Grain::Week)?.from;
            value::after(monday, Grain::Day, i64::from(weekday.to_monday_zero_offset()))?
        }
        Lean::This => {
            let monday = value::around(today, Grain::Week)?.from;
            monday.checked_add(jiff::Span::new().try_days(i64::from(weekday.to_monday_zero_offset())).ok()?).ok()?
        }
        Lean::Open if same => today,
        Lean::Open if tense() == Tense::Future => today.nth_weekday(1, weekday).ok()?,
        Lean::Open => today.nth_weekday(-1, weekday).ok()?,
    };
    Some(Stretch::published(DateRange::day(day)?, Grain::Day))
}

/// "Tuesday, January 10" without a year: the year near by in which it is a Tuesday.
pub(super) fn on_weekday(found: Stretch, weekday: Option<i8>) -> Stretch {
    let Some(weekday) = weekday.filter(|_| found.basis != Basis::Stated && found.grain == Grain::Day) else { return found };
    [0, -1, 1]
        .into_iter()
        .filter_map(|years| value::after(found.range.from, Grain::Year, years))
        .find(|day| day.weekday().to_monday_one_offset() == weekday)
        .and_then(DateRange::day)
        .map_or(found, |range| Stretch { range, ..found })
}
