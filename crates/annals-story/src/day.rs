//! Days and ranges of days as a reader says them: "20 January 2025", "week of 3 March 2025", "first quarter of 2025".

use annals_model::{Event, Grain};
use jiff::ToSpan as _;
use jiff::civil::Date;

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

fn month(date: Date) -> &'static str {
    usize::try_from(date.month() - 1).ok().and_then(|i| MONTHS.get(i)).copied().unwrap_or_default()
}

/// "20 January 2025".
pub(crate) fn day(date: Date) -> String {
    format!("{} {} {}", date.day(), month(date), date.year())
}

/// "20 Jan 2025".
pub(crate) fn short(date: Date) -> String {
    format!("{} {} {}", date.day(), month(date).get(..3).unwrap_or_default(), date.year())
}

/// "Feb 2025".
pub(crate) fn month_and_year(date: Date) -> String {
    format!("{} {}", month(date).get(..3).unwrap_or_default(), date.year())
}

/// The range `from..to` (the day `to` not counted) by the largest calendar unit that it fills, else from day to day.
pub(crate) fn range(from: Date, to: Date) -> String {
    let lasts = |days: jiff::Span| from.checked_add(days).is_ok_and(|end| end == to);
    let first_of_month = from.day() == 1;
    let (month_number, year) = (from.month(), from.year());
    if lasts(1.day()) {
        day(from)
    } else if first_of_month && month_number == 1 && year % 10 == 0 && lasts(10.years()) {
        format!("{year}s")
    } else if first_of_month && month_number == 1 && lasts(1.year()) {
        year.to_string()
    } else if first_of_month && matches!(month_number, 1 | 7) && lasts(6.months()) {
        format!("{} half of {year}", if month_number == 1 { "first" } else { "second" })
    } else if first_of_month && matches!(month_number, 1 | 4 | 7 | 10) && lasts(3.months()) {
        let name = ["first", "second", "third", "fourth"].get(usize::try_from(month_number / 3).unwrap_or(0)).copied().unwrap_or_default();
        format!("{name} quarter of {year}")
    } else if first_of_month && lasts(1.month()) {
        format!("{} {year}", month(from))
    } else {
        format!("{} to {}", day(from), to.yesterday().map_or_else(|_| day(to), day))
    }
}

/// The first unit of a stretch of time: "17 January 2025", "February 2025", "2024".
fn beginning(grain: Grain, from: Date) -> String {
    let unit = match grain {
        Grain::Month => 1.month(),
        Grain::Quarter => 3.months(),
        Grain::Half => 6.months(),
        Grain::Year => 1.year(),
        Grain::Decade => 10.years(),
        _ => 1.day(),
    };
    from.checked_add(unit)
        .map_or_else(|_| day(from), |to| if to.day() == from.day() && from.day() > 1 { day(from) } else { range(from, to) })
}

/// Whether a printed date is the open beginning of a stretch of time: "since January 17".
pub(crate) fn opens_range(surface: &str) -> bool {
    surface.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("since"))
}

/// Whether a printed date is a last day: "by year-end".
fn is_deadline(surface: &str) -> bool {
    surface.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("by"))
}

/// The date of an event in full.
pub(crate) fn event(event: &Event) -> String {
    if let Some(from) = event.from.filter(|_| opens_range(&event.surface)) {
        return format!("since {}", beginning(event.grain, from));
    }
    if let Some(last) = event.to.filter(|_| is_deadline(&event.surface)).and_then(|to| to.yesterday().ok()) {
        return format!("by {}", day(last));
    }
    match (event.from, event.to) {
        (Some(from), Some(to)) => {
            let days = |count: i64| from.checked_add(count.days()).is_ok_and(|end| end == to);
            match event.grain {
                Grain::Week if days(7) => format!("week of {}", day(from)),
                Grain::Weekend if days(2) || days(3) => format!("weekend of {}", day(from)),
                _ => range(from, to),
            }
        }
        (Some(from), None) => format!("from {}", day(from)),
        (None, Some(to)) => format!("until {}", to.yesterday().map_or_else(|_| day(to), day)),
        (None, None) => "date not known".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::range;
    use jiff::civil::date;

    #[test]
    fn the_largest_unit_that_fits_is_named() {
        for (from, to, said) in [
            (date(2025, 1, 20), date(2025, 1, 21), "20 January 2025"),
            (date(2025, 2, 1), date(2025, 3, 1), "February 2025"),
            (date(2025, 10, 1), date(2026, 1, 1), "fourth quarter of 2025"),
            (date(2024, 7, 1), date(2025, 1, 1), "second half of 2024"),
            (date(2024, 1, 1), date(2025, 1, 1), "2024"),
            (date(1990, 1, 1), date(2000, 1, 1), "1990s"),
            (date(2025, 1, 28), date(2025, 2, 21), "28 January 2025 to 20 February 2025"),
        ] {
            assert_eq!(range(from, to), said);
        }
    }
}
