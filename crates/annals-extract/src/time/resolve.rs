//! From what was said to when it was: value, days and grain, counted from the publication or from the date before.

use super::holiday;
use super::meaning::{Base, Clock, Found, Lean, Meaning, Part, Unit, Window, YearOf};
use super::memory::{Memory, Stretch};
use super::tense::Tense;
use super::{days, trading, value};
use annals_model::{Basis, Calendar, DateRange, Grain, Timex};
use jiff::ToSpan;
use jiff::civil::Date;

/// What is attached to an expression.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    pub(super) kind: Timex,
    pub(super) value: Option<String>,
    pub(super) range: Option<DateRange>,
    pub(super) at: Option<String>,
    pub(super) grain: Grain,
    pub(super) basis: Basis,
}

/// A month so many days before the date told last belongs to the year after.
const HALF_A_YEAR: i64 = 183;

/// How many days ahead a day without a year may lie in a sentence without a verb.
const NEAR: i64 = 120;

/// Attaches value, days, grain and basis. `tense` is asked only where it matters.
pub(super) fn resolve(found: &Found, memory: &Memory, tense: &dyn Fn() -> Tense) -> Resolved {
    match &found.meaning {
        Meaning::Duration { amount, unit, window } => {
            let mut resolved = duration(memory, amount.thousandths, *unit, *window, tense);
            if let (Some((count, smaller)), Some(value)) = (found.rest, &mut resolved.value) {
                let rest = value::duration(count.saturating_mul(1000), smaller);
                value.push_str(rest.trim_start_matches(['P', 'T']));
                resolved.range = None;
            }
            resolved
        }
        Meaning::Set(value) => {
            Resolved { kind: Timex::Set, value: Some(value.clone()), range: None, at: None, grain: Grain::Unknown, basis: Basis::Stated }
        }
        Meaning::Reference(value) => Resolved {
            kind: Timex::Date,
            value: Some((*value).to_owned()),
            range: None,
            at: None,
            grain: Grain::Unknown,
            basis: Basis::Stated,
        },
        _ => date(found, memory, tense),
    }
}

fn date(found: &Found, memory: &Memory, tense: &dyn Fn() -> Tense) -> Resolved {
    let kind = if found.clock.is_some() { Timex::Time } else { Timex::Date };
    let stretch = stretch(&found.meaning, memory, tense);
    let stretch = stretch.map(|stretch| days::on_weekday(stretch, found.weekday));
    let Some(stretch) = stretch else {
        return Resolved { kind, value: None, range: None, at: None, grain: grain_said(found), basis: Basis::None };
    };
    let mut value = value::date(stretch.range.from, stretch.grain);
    let mut resolved =
        Resolved { kind, value: None, range: part_of(stretch, found.part, memory), at: None, grain: stretch.grain, basis: stretch.basis };
    if found.calendar == Calendar::Fiscal {
        resolved.range = None;
    }
    if let (Meaning::ToDate(_), Some(today)) = (&found.meaning, memory.today()) {
        resolved.range = today.tomorrow().ok().map(|to| DateRange { from: stretch.range.from, to });
    }
    match found.clock {
        Some(Clock::PartOfDay(part)) => {
            value = format!("{value}T{part}");
            resolved.grain = Grain::PartOfDay;
        }
        Some(Clock::At { hour, minute, second, offset_minutes }) => {
            value = format!("{value}T{hour:02}");
            resolved.grain = Grain::Hour;
            if let Some(minute) = minute {
                value = format!("{value}:{minute:02}");
                resolved.grain = Grain::Minute;
            } else {
                value.push_str(":00");
            }
            if let Some(second) = second {
                value = format!("{value}:{second:02}");
                resolved.grain = Grain::Second;
            }
            if let Some(offset) = offset_minutes.filter(|_| stretch.grain == Grain::Day) {
                let zone = if offset == 0 {
                    "Z".to_owned()
                } else {
                    format!("{}{:02}:{:02}", if offset < 0 { '-' } else { '+' }, offset.abs() / 60, offset.abs() % 60)
                };
                resolved.at = Some(format!("{}T{hour:02}:{:02}:{:02}{zone}", stretch.range.from, minute.unwrap_or(0), second.unwrap_or(0)));
                if offset == 0 {
                    value.push('Z');
                }
            }
        }
        None => {}
    }
    resolved.value = Some(value);
    resolved
}

fn stated(range: DateRange, grain: Grain) -> Stretch {
    Stretch { range, grain, basis: Basis::Stated }
}

/// The stretch of the calendar that is meant.
fn stretch(meaning: &Meaning, memory: &Memory, tense: &dyn Fn() -> Tense) -> Option<Stretch> {
    match *meaning {
        Meaning::Offset { unit, amount, ref from } => offset(unit, amount, stretch(from, memory, tense)?),
        Meaning::Session { count, base, market } => {
            let (day, basis) = match (base, memory.last_day) {
                (Base::Previous, Some(last)) => (last.range.from, Basis::Previous),
                (Base::Previous, None) if memory.last.is_some() && memory.published.is_none() => return None,
                _ => (memory.today()?, Basis::Published),
            };
            Some(Stretch { range: DateRange::day(trading::after(market, day, count)?)?, grain: Grain::Day, basis })
        }
        Meaning::SessionOf { count, before, market, ref of } => {
            let whole = stretch(of, memory, tense)?;
            let day = if before || count > 0 && whole.grain == Grain::Day {
                trading::after(market, whole.range.from, -1)?
            } else if count > 0 {
                trading::after(market, whole.range.from.yesterday().ok()?, count)?
            } else {
                trading::after(market, whole.range.to, count)?
            };
            let inside = before || whole.range.from <= day && day < whole.range.to;
            inside.then_some(Stretch { range: DateRange::day(day)?, grain: Grain::Day, basis: whole.basis })
        }
        Meaning::DayAlone { day, month } => days::day_alone(day, month, memory, tense),
        Meaning::WeekdayDay { weekday, day } => days::weekday_day(weekday, day, memory.today()?, tense),
        Meaning::WeekdayIn { weekday, weeks, base } => {
            let (day, basis) = match (base, memory.last) {
                (Base::Previous, Some(last)) => (last.range.from, Basis::Previous),
                _ => (memory.today()?, Basis::Published),
            };
            let monday = value::around(value::after(day, Grain::Week, weeks)?, Grain::Week)?.from;
            let day = value::after(monday, Grain::Day, i64::from(weekday) - 1)?;
            Some(Stretch { range: DateRange::day(day)?, grain: Grain::Day, basis })
        }
        Meaning::Day { year, month, day } => {
            in_year(year, Lean::Open, Grain::Day, memory, tense, &|y| DateRange::day(Date::new(y, month, day).ok()?))
        }
        Meaning::Week { year, month, day } => {
            in_year(year, Lean::Open, Grain::Week, memory, tense, &|y| value::around(Date::new(y, month, day).ok()?, Grain::Week))
        }
        Meaning::Month { year, month, lean } => {
            in_year(year, lean, Grain::Month, memory, tense, &|y| value::around(Date::new(y, month, 1).ok()?, Grain::Month))
        }
        Meaning::Quarter { year, quarter } => in_year(year, Lean::Open, Grain::Quarter, memory, tense, &|y| {
            value::around(Date::new(y, quarter * 3 - 2, 1).ok()?, Grain::Quarter)
        }),
        Meaning::Half { year, half } => {
            in_year(year, Lean::Open, Grain::Half, memory, tense, &|y| value::around(Date::new(y, half * 6 - 5, 1).ok()?, Grain::Half))
        }
        Meaning::Season { year, season, lean } => in_year(year, lean, Grain::Season, memory, tense, &|y| {
            let from = Date::new(y, value::season_month(season), 1).ok()?;
            Some(DateRange { from, to: value::after(from, Grain::Season, 1)? })
        }),
        Meaning::Holiday { year, holiday, lean } => in_year(year, lean, Grain::Day, memory, tense, &|y| holiday::day_in(holiday, y)),
        Meaning::Year(year) => {
            in_year(year, Lean::Open, Grain::Year, memory, tense, &|y| value::around(Date::new(y, 1, 1).ok()?, Grain::Year))
        }
        Meaning::IsoWeek { year, week } => {
            let (year, basis) = match year {
                YearOf::Stated(year) => (year, Basis::Stated),
                YearOf::Published(shift) => (memory.today()?.year().checked_add(shift)?, Basis::Published),
                _ => (memory.today()?.year(), Basis::Published),
            };
            let week = if week < 0 { Date::new(year, 12, 28).ok()?.iso_week_date().week() } else { week };
            Some(Stretch { range: value::around(value::iso_week(year, week)?, Grain::Week)?, grain: Grain::Week, basis })
        }
        Meaning::Decade(first) => Some(stated(value::around(Date::new(first, 1, 1).ok()?, Grain::Decade)?, Grain::Decade)),
        Meaning::Century(first) => Some(stated(value::around(Date::new(first, 1, 1).ok()?, Grain::Century)?, Grain::Century)),
        Meaning::Weekday { weekday, lean } => days::weekday_of(weekday, lean, memory, tense),
        Meaning::Shift { unit, amount, base } => shift(unit, amount, base, memory),
        Meaning::Again { unit, years } => again(unit, years, memory),
        Meaning::SameIn { unit, year } => {
            let spoken = again(unit, 0, memory).filter(|stretch| matches!(stretch.grain, Grain::Quarter | Grain::Month | Grain::Half));
            match spoken {
                Some(spoken) => again(unit, year.checked_sub(spoken.range.from.year())?, memory),
                None => Some(stated(value::around(Date::new(year, 1, 1).ok()?, Grain::Year)?, Grain::Year)),
            }
        }
        Meaning::ToDate(unit) => {
            let grain = value::grain(unit);
            Some(Stretch::published(value::around(memory.today()?, grain)?, grain))
        }
        Meaning::TimeOfDay => match memory.last.filter(|last| last.grain == Grain::Day) {
            Some(last) => Some(Stretch { basis: Basis::Previous, ..last }),
            None => Some(Stretch::published(DateRange::day(memory.today()?)?, Grain::Day)),
        },
        Meaning::Duration { .. } | Meaning::Set(_) | Meaning::Reference(_) => None,
    }
}

/// A named stretch in its year; where no year is said, the one the sentence looks to.
fn in_year(
    year: YearOf,
    lean: Lean,
    grain: Grain,
    memory: &Memory,
    tense: &dyn Fn() -> Tense,
    in_it: &dyn Fn(i16) -> Option<DateRange>,
) -> Option<Stretch> {
    match year {
        YearOf::Stated(year) => in_it(year).map(|range| stated(range, grain)),
        YearOf::Published(shift) => {
            let today = memory.today()?;
            in_it(today.year().checked_add(shift)?).map(|range| Stretch::published(range, grain))
        }
        YearOf::Previous(shift) => match memory.last {
            Some(last) => in_it(last.range.from.year().checked_add(shift)?).map(|range| Stretch { range, grain, basis: Basis::Previous }),
            None => in_it(memory.today()?.year().checked_add(shift)?).map(|range| Stretch::published(range, grain)),
        },
        YearOf::Implied => {
            let today = memory.today()?;
            if lean == Lean::Open
                && !matches!(grain, Grain::Quarter | Grain::Half)
                && let Some(range) = told(memory, in_it)
            {
                return Some(Stretch { range, grain, basis: Basis::Previous });
            }
            let before = [in_it(today.year()), in_it(today.year().checked_sub(1)?), in_it(today.year().checked_sub(2)?)];
            let back = before.into_iter().flatten().find(|range| range.from <= today);
            let ahead = [in_it(today.year()), in_it(today.year().checked_add(1)?)].into_iter().flatten().find(|range| range.to > today);
            let range = match lean {
                Lean::Last | Lean::Before | Lean::WeekBefore => before.into_iter().flatten().find(|range| range.to <= today),
                Lean::Next | Lean::After | Lean::WeekAfter => ahead,
                Lean::This => in_it(today.year()).or(back),
                Lean::Open => open(back, ahead, today, grain, tense()),
            };
            range.map(|range| Stretch::published(range, grain))
        }
    }
}

/// In a story of long ago, the year goes on: "In May 2008 it failed. By September …". `None` outside such a story.
fn told(memory: &Memory, in_it: &dyn Fn(i16) -> Option<DateRange>) -> Option<DateRange> {
    let last = memory.story()?;
    let same = in_it(last.range.from.year())?;
    let turned = i64::from((last.range.from - same.from).get_days()) > HALF_A_YEAR && last.grain != Grain::Year;
    if turned { in_it(last.range.from.year().checked_add(1)?) } else { Some(same) }
}

/// Back, unless the sentence looks ahead or the day ahead is near and the one behind is far.
fn open(back: Option<DateRange>, ahead: Option<DateRange>, today: Date, grain: Grain, tense: Tense) -> Option<DateRange> {
    let (Some(back), Some(ahead)) = (back, ahead) else { return back.or(ahead) };
    let days = |from: Date, to: Date| i64::from((to - from).get_days());
    let (behind, before_us) = (days(back.from, today), days(today, ahead.from));
    // A day told as past that is a few days ahead: the clock of another place, or a line added after publication.
    if grain == Grain::Day && before_us <= 3 && behind > 350 {
        return Some(ahead);
    }
    // A quarter or half that has just ended is the one reported on, whatever is expected of it.
    let just_ended = matches!(grain, Grain::Quarter | Grain::Half) && days(back.to, today) < 62;
    let forward = match tense {
        Tense::Future if just_ended => before_us < 100,
        // A verb of the future looks ahead, but hardly over the better part of a year.
        Tense::Future => before_us < 300 || behind > 300,
        // A far verb of the past may belong to another clause ("said it would list on May 2").
        Tense::FarPast => grain == Grain::Day && before_us < 75 && behind > 280,
        Tense::Past => false,
        Tense::Open => before_us < NEAR && behind > 180,
    };
    Some(if forward { ahead } else { back })
}

/// "Two weeks before Christmas": a day stays a day, a year by years a year.
fn offset(unit: Unit, amount: i64, from: Stretch) -> Option<Stretch> {
    let day = value::after(from.range.from, value::grain(unit), amount.checked_mul(unit.times())?)?;
    Some(Stretch { range: value::around(day, from.grain)?, ..from })
}

fn is_day(stretch: &Stretch) -> bool {
    stretch.grain == Grain::Day
}

/// "last week", "two years ago", "a week later": the unit that holds the shifted day.
fn shift(unit: Unit, amount: i64, base: Base, memory: &Memory) -> Option<Stretch> {
    // "That day" is the last one named by day: a month or year spoken of since has no day to point to.
    let last = if matches!((unit, amount), (Unit::Day, 0)) { memory.last_day.or(memory.last.filter(is_day)) } else { memory.last };
    let (day, basis, base_grain) = match (base, last) {
        (Base::Previous | Base::Beside, None) if memory.last.is_some() => return None,
        (Base::Previous | Base::Beside, Some(last)) => (last.range.from, Basis::Previous, last.grain),
        _ => (memory.today()?, Basis::Published, Grain::Day),
    };
    if matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) {
        return None;
    }
    let grain = value::grain(unit);
    let shifted = value::after(day, if unit == Unit::Weekend { Grain::Week } else { grain }, amount.checked_mul(unit.times())?)?;
    // "a week later" than a day is a day; than a month, a week. "two years ago" is a year.
    let said = match (unit, base) {
        (Unit::Week, Base::Previous) if amount != 0 && base_grain == Grain::Day => Grain::Day,
        (Unit::Week | Unit::Fortnight, Base::Today) => Grain::Day,
        (Unit::Fortnight, _) => base_grain,
        (Unit::Decade, Base::Published) if amount < 0 => Grain::Year,
        (Unit::Decade | Unit::Century, _) if amount != 0 => Grain::Year,
        _ => grain,
    };
    Some(Stretch { range: value::around(shifted, said)?, grain: said, basis })
}

/// "a year earlier", "the same period last year", "the quarter": the stretch spoken of, so many years on.
fn again(unit: Option<Unit>, years: i16, memory: &Memory) -> Option<Stretch> {
    let quarter = memory.quarter.filter(|(_, sentence)| memory.sentence.saturating_sub(*sentence) <= 5).map(|(stretch, _)| stretch);
    let today = memory.today();
    let (range, grain, basis) = match unit {
        Some(Unit::Quarter) => match (quarter, today) {
            (Some(quarter), _) => (quarter.range, Grain::Quarter, Basis::Previous),
            (None, Some(today)) => {
                // The quarter that is reported on is the last full one.
                let this = value::around(today, Grain::Quarter)?;
                (value::around(this.from.yesterday().ok()?, Grain::Quarter)?, Grain::Quarter, Basis::Published)
            }
            _ => return None,
        },
        // "By the end of the year" in a story of old days is that year's.
        Some(unit @ (Unit::Year | Unit::Month)) if years == 0 && memory.story().is_some_and(|last| last.grain <= value::grain(unit)) => {
            let (last, grain) = (memory.story()?, value::grain(unit));
            (value::around(last.range.from, grain)?, grain, Basis::Previous)
        }
        Some(unit) if years == 0 => {
            let (today, grain) = (today?, value::grain(unit));
            // From Monday to Friday "the weekend" is the one before.
            let back = if unit == Unit::Weekend && today.weekday().to_monday_one_offset() < 6 { -1 } else { 0 };
            (value::around(value::after(today, Grain::Week, back)?, grain)?, grain, Basis::Published)
        }
        Some(unit) => {
            let grain = value::grain(unit);
            let day = memory.last.map(|last| last.range.from).or(today)?;
            (value::around(day, grain)?, grain, if memory.last.is_some() { Basis::Previous } else { Basis::Published })
        }
        None => match (quarter, memory.last, today) {
            (Some(quarter), ..) => (quarter.range, Grain::Quarter, Basis::Previous),
            (None, Some(last), _) if matches!(last.grain, Grain::Month | Grain::Half | Grain::Year) => {
                (last.range, last.grain, Basis::Previous)
            }
            (None, last, today) => {
                let basis = if today.is_some() { Basis::Published } else { Basis::Previous };
                let day = today.or(last.map(|last| last.range.from))?;
                (value::around(day, Grain::Year)?, Grain::Year, basis)
            }
        },
    };
    let shift = |day: Date| value::after(day, Grain::Year, i64::from(years));
    Some(Stretch { range: DateRange { from: shift(range.from)?, to: shift(range.to)? }, grain, basis })
}

/// The days of "early", "late", "the end of" …: thirds, and the first or last month of a year or quarter.
fn part_of(stretch: Stretch, part: Option<Part>, memory: &Memory) -> Option<DateRange> {
    let DateRange { from, to } = stretch.range;
    let Some(part) = part else { return Some(stretch.range) };
    let days = i64::from((to - from).get_days());
    let day = |n: i64| from.checked_add(jiff::Span::new().try_days(n).ok()?).ok();
    let (third, two_thirds) = match stretch.grain {
        Grain::Month => (day(10)?, day(20)?),
        Grain::Year => (value::after(from, Grain::Month, 4)?, value::after(from, Grain::Month, 8)?),
        Grain::Quarter => (value::after(from, Grain::Month, 1)?, value::after(from, Grain::Month, 2)?),
        _ => (day(days / 3)?, day(days - days / 3)?),
    };
    let (first, last) = match stretch.grain {
        Grain::Year | Grain::Half => (value::after(from, Grain::Month, 1)?, value::after(to, Grain::Month, -1)?),
        Grain::Decade | Grain::Century => (value::after(from, Grain::Year, 1)?, value::after(to, Grain::Year, -1)?),
        _ => (third, two_thirds),
    };
    let range = match part {
        Part::Early => DateRange { from, to: third },
        Part::Middle => DateRange { from: third, to: two_thirds },
        Part::Late => DateRange { from: two_thirds, to },
        Part::Start => DateRange { from, to: first },
        Part::End => DateRange { from: last, to },
        Part::Earlier => DateRange {
            from,
            to: memory.today().and_then(|today| today.checked_add(1.days()).ok()).filter(|t| *t > from && *t < to).unwrap_or(to),
        },
        Part::Later => DateRange { from: memory.today().filter(|t| *t > from && *t < to).unwrap_or(from), to },
    };
    (days > 1 && range.from < range.to).then_some(range).or(Some(stretch.range))
}

fn duration(memory: &Memory, thousandths: Option<i64>, unit: Unit, window: Window, tense: &dyn Fn() -> Tense) -> Resolved {
    let value = match thousandths {
        Some(thousandths) => value::duration(thousandths, unit),
        None => value::vague_duration(unit).to_owned(),
    };
    let count = thousandths.filter(|t| t % 1000 == 0).map(|t| t / 1000);
    let range = count.and_then(|count| lying(memory, count, unit, window, tense)).filter(|range| range.from < range.to);
    let basis = if range.is_some() { Basis::Published } else { Basis::Stated };
    Resolved { kind: Timex::Duration, value: Some(value), range, at: None, grain: value::grain(unit), basis }
}

/// The days a duration covers when it ends or begins with the day of publication.
fn lying(memory: &Memory, count: i64, unit: Unit, window: Window, tense: &dyn Fn() -> Tense) -> Option<DateRange> {
    if let Window::Ending { year, month, day } = window {
        let ends = in_year(year, Lean::Open, Grain::Day, memory, tense, &|y| match day {
            Some(day) => DateRange::day(Date::new(y, month, day).ok()?),
            None => DateRange::day(Date::new(y, month, 1).ok()?.last_of_month()),
        })?;
        let to = ends.range.to;
        return Some(DateRange { from: value::after(to, value::grain(unit), -count)?, to });
    }
    let today = memory.today()?;
    if matches!(unit, Unit::Second | Unit::Minute | Unit::Hour | Unit::Weekend) {
        return None;
    }
    let grain = value::grain(unit);
    let tomorrow = today.tomorrow().ok()?;
    match window {
        Window::Past => Some(DateRange { from: value::after(tomorrow, grain, -count)?, to: tomorrow }),
        Window::Next => Some(DateRange { from: today, to: value::after(today, grain, count)? }),
        Window::FirstOfYear => {
            let of = |year: i16| {
                let from = Date::new(year, 1, 1).ok()?;
                Some(DateRange { from, to: value::after(from, grain, count)? })
            };
            (count < 12).then(|| of(today.year()).filter(|range| range.to <= tomorrow).or_else(|| of(today.year() - 1)))?
        }
        Window::Free | Window::Ending { .. } => None,
    }
}

/// The grain an unresolved expression is said in.
fn grain_said(found: &Found) -> Grain {
    match (found.clock, &found.meaning) {
        (Some(Clock::PartOfDay(_)), _) => Grain::PartOfDay,
        (Some(Clock::At { minute: Some(_), .. }), _) => Grain::Minute,
        (Some(Clock::At { .. }), _) => Grain::Hour,
        (
            None,
            Meaning::Day { .. }
            | Meaning::Weekday { .. }
            | Meaning::Holiday { .. }
            | Meaning::DayAlone { .. }
            | Meaning::WeekdayDay { .. }
            | Meaning::WeekdayIn { .. }
            | Meaning::Session { .. }
            | Meaning::SessionOf { .. },
        ) => Grain::Day,
        (None, Meaning::Week { .. } | Meaning::IsoWeek { .. }) => Grain::Week,
        (None, Meaning::Month { .. }) => Grain::Month,
        (None, Meaning::Quarter { .. }) => Grain::Quarter,
        (None, Meaning::Half { .. }) => Grain::Half,
        (None, Meaning::Season { .. }) => Grain::Season,
        (None, Meaning::Year(_)) => Grain::Year,
        (None, Meaning::Shift { unit, .. } | Meaning::ToDate(unit) | Meaning::Again { unit: Some(unit), .. }) => value::grain(*unit),
        _ => Grain::Unknown,
    }
}
