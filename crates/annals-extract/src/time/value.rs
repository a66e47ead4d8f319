//! TIMEX3 values and the civil days they cover.

use super::meaning::Unit;
use annals_model::{DateRange, Grain};
use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

/// The TIMEX3 value of a stretch of the calendar that begins on `from`.
pub(super) fn date(from: Date, grain: Grain) -> String {
    let year = from.year();
    match grain {
        Grain::Week | Grain::Weekend => {
            let week = from.iso_week_date();
            let weekend = if grain == Grain::Weekend { "-WE" } else { "" };
            format!("{:04}-W{:02}{weekend}", week.year(), week.week())
        }
        Grain::Month => format!("{year:04}-{:02}", from.month()),
        Grain::Quarter => format!("{year:04}-Q{}", (from.month() - 1) / 3 + 1),
        Grain::Half => format!("{year:04}-H{}", if from.month() < 7 { 1 } else { 2 }),
        Grain::Season => format!("{year:04}-{}", season_name(from.month())),
        Grain::Year if year <= 0 => format!("BC{:04}", 1 - i32::from(year)),
        Grain::Year => format!("{year:04}"),
        Grain::Decade => format!("{:03}", year / 10),
        Grain::Century => format!("{:02}", year / 100),
        _ => from.to_string(),
    }
}

/// The TIMEX3 value of a duration of so many thousandths of a unit.
pub(super) fn duration(thousandths: i64, unit: Unit) -> String {
    let number = decimal(thousandths);
    match unit {
        Unit::Second => format!("PT{number}S"),
        Unit::Minute => format!("PT{number}M"),
        Unit::Hour => format!("PT{number}H"),
        Unit::Day => format!("P{number}D"),
        Unit::Weekend => format!("P{number}WE"),
        Unit::Week => format!("P{number}W"),
        Unit::Fortnight => format!("P{}W", decimal(thousandths.saturating_mul(2))),
        Unit::Month => format!("P{number}M"),
        Unit::Quarter => format!("P{number}Q"),
        Unit::Half => format!("P{}M", decimal(thousandths.saturating_mul(6))),
        Unit::Year => format!("P{number}Y"),
        Unit::Decade => format!("P{}Y", decimal(thousandths.saturating_mul(10))),
        Unit::Century => format!("P{}Y", decimal(thousandths.saturating_mul(100))),
    }
}

/// The TIMEX3 value of a duration of unknown length: `PXY`, `PTXH`.
pub(super) fn vague_duration(unit: Unit) -> &'static str {
    match unit {
        Unit::Second => "PTXS",
        Unit::Minute => "PTXM",
        Unit::Hour => "PTXH",
        Unit::Day | Unit::Weekend => "PXD",
        Unit::Week | Unit::Fortnight => "PXW",
        Unit::Month | Unit::Half => "PXM",
        Unit::Quarter => "PXQ",
        Unit::Year => "PXY",
        Unit::Decade => "PXY",
        Unit::Century => "PXCE",
    }
}

fn decimal(thousandths: i64) -> String {
    let (whole, rest) = (thousandths / 1000, thousandths % 1000);
    if rest == 0 {
        return whole.to_string();
    }
    let fraction = format!("{:03}", rest.abs());
    format!("{whole}.{}", fraction.trim_end_matches('0'))
}

/// The stretch of a grain that holds a day.
pub(super) fn around(day: Date, grain: Grain) -> Option<DateRange> {
    let from = match grain {
        Grain::Week => monday(day)?,
        Grain::Weekend => monday(day)?.checked_add(5.days()).ok()?,
        Grain::Month => day.first_of_month(),
        Grain::Quarter => Date::new(day.year(), (day.month() - 1) / 3 * 3 + 1, 1).ok()?,
        Grain::Half => Date::new(day.year(), if day.month() < 7 { 1 } else { 7 }, 1).ok()?,
        Grain::Year => day.first_of_year(),
        Grain::Decade => Date::new(day.year() / 10 * 10, 1, 1).ok()?,
        Grain::Century => Date::new(day.year() / 100 * 100, 1, 1).ok()?,
        _ => day,
    };
    Some(DateRange { from, to: after(from, grain, 1)? })
}

/// The day so many units of a grain after `day`, or before it.
pub(super) fn after(day: Date, grain: Grain, count: i64) -> Option<Date> {
    let span = jiff::Span::new();
    let span = match grain {
        Grain::Week => span.try_weeks(count),
        Grain::Weekend => {
            return if count == 1 { day.checked_add(2.days()).ok() } else { day.checked_add(span.try_weeks(count).ok()?).ok() };
        }
        Grain::Month => span.try_months(count),
        Grain::Quarter | Grain::Season => span.try_months(count.checked_mul(3)?),
        Grain::Half => span.try_months(count.checked_mul(6)?),
        Grain::Year => span.try_years(count),
        Grain::Decade => span.try_years(count.checked_mul(10)?),
        Grain::Century => span.try_years(count.checked_mul(100)?),
        _ => span.try_days(count),
    };
    day.checked_add(span.ok()?).ok()
}

/// The grain a unit is said in.
pub(super) fn grain(unit: Unit) -> Grain {
    match unit {
        Unit::Second => Grain::Second,
        Unit::Minute => Grain::Minute,
        Unit::Hour => Grain::Hour,
        Unit::Day => Grain::Day,
        Unit::Weekend => Grain::Weekend,
        Unit::Week | Unit::Fortnight => Grain::Week,
        Unit::Month => Grain::Month,
        Unit::Quarter => Grain::Quarter,
        Unit::Half => Grain::Half,
        Unit::Year => Grain::Year,
        Unit::Decade => Grain::Decade,
        Unit::Century => Grain::Century,
    }
}

/// The first month of a season by its TIMEX3 name.
pub(super) fn season_month(season: &str) -> i8 {
    match season {
        "SP" => 3,
        "SU" => 6,
        "FA" => 9,
        _ => 12,
    }
}

fn season_name(month: i8) -> &'static str {
    match month {
        3..=5 => "SP",
        6..=8 => "SU",
        9..=11 => "FA",
        _ => "WI",
    }
}

/// The Monday of a day's week.
fn monday(day: Date) -> Option<Date> {
    let back = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(jiff::Span::new().try_days(back).ok()?).ok()
}

/// The Monday of an ISO week.
pub(super) fn iso_week(year: i16, week: i8) -> Option<Date> {
    ISOWeekDate::new(year, week, Weekday::Monday).ok().map(ISOWeekDate::date)
}

#[cfg(test)]
mod tests {
    use super::{after, around, date, iso_week};
    use annals_model::Grain;
    use jiff::civil::Date;

    /// The first day and the grain of a value, read by the letters of TIMEX3 and not by this module's own table.
    fn parse(value: &str) -> Option<(Date, Grain)> {
        if let Some(year) = value.strip_prefix("BC") {
            return Some((Date::new(1 - year.parse::<i16>().ok()?, 1, 1).ok()?, Grain::Year));
        }
        let (head, tail) = value.split_once('-').unwrap_or((value, ""));
        let number: i16 = head.parse().ok()?;
        let first = |month: i8| Date::new(number, month, 1).ok();
        Some(match (head.len(), tail) {
            (2, "") => (Date::new(number * 100, 1, 1).ok()?, Grain::Century),
            (3, "") => (Date::new(number * 10, 1, 1).ok()?, Grain::Decade),
            (4, "") => (first(1)?, Grain::Year),
            (4, "SP") => (first(3)?, Grain::Season),
            (4, "SU") => (first(6)?, Grain::Season),
            (4, "FA") => (first(9)?, Grain::Season),
            (4, "WI") => (first(12)?, Grain::Season),
            (4, half) if half.starts_with('H') => (first(half[1..].parse::<i8>().ok()? * 6 - 5)?, Grain::Half),
            (4, quarter) if quarter.starts_with('Q') => (first(quarter[1..].parse::<i8>().ok()? * 3 - 2)?, Grain::Quarter),
            (4, week) if week.starts_with('W') => match week.strip_suffix("-WE") {
                Some(week) => (after(iso_week(number, week[1..].parse().ok()?)?, Grain::Day, 5)?, Grain::Weekend),
                None => (iso_week(number, week[1..].parse().ok()?)?, Grain::Week),
            },
            (4, month) if month.len() == 2 => (first(month.parse().ok()?)?, Grain::Month),
            _ => (value.parse().ok()?, Grain::Day),
        })
    }

    #[test]
    fn what_is_printed_is_read_back() {
        let grains = [
            Grain::Day,
            Grain::Weekend,
            Grain::Week,
            Grain::Month,
            Grain::Quarter,
            Grain::Half,
            Grain::Year,
            Grain::Decade,
            Grain::Century,
        ];
        let mut day: Date = "1898-01-01".parse().expect("a date");
        while day.year() < 2051 {
            for grain in grains {
                let from = around(day, grain).expect("within the calendar").from;
                assert_eq!(parse(&date(from, grain)), Some((from, grain)), "{day} {grain:?}");
            }
            if day.day() == 1 && day.month() % 3 == 0 {
                assert_eq!(parse(&date(day, Grain::Season)), Some((day, Grain::Season)));
            }
            day = after(day, Grain::Day, 1).expect("within the calendar");
        }
        let old = Date::new(-263, 1, 1).expect("a date");
        assert_eq!(date(old, Grain::Year), "BC0264");
        assert_eq!(parse("BC0264"), Some((old, Grain::Year)));
    }

    #[test]
    fn no_step_leaves_the_calendar_with_a_cry() {
        for day in [Date::MIN, Date::MAX, Date::ZERO] {
            for grain in [Grain::Day, Grain::Week, Grain::Weekend, Grain::Month, Grain::Season, Grain::Year, Grain::Century] {
                for count in [i64::MIN, -1, 0, 1, 9_999, i64::MAX] {
                    if let Some(there) = after(day, grain, count) {
                        assert!(!date(there, grain).is_empty());
                    }
                }
                assert!(around(day, grain).is_none_or(|range| range.from < range.to));
            }
        }
    }
}
