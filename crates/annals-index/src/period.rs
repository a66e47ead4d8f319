//! Days, weeks, months, quarters and years, each counted in whole numbers, so that no day of a calendar is lost between two.

use crate::compile::seconds;
use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday, date};
use serde::{Deserialize, Serialize};

/// How finely the days of publication are counted together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Civil days.
    Day,
    /// ISO weeks, from Monday on.
    Week,
    /// Civil months.
    #[default]
    Month,
    /// Quarters of the civil year.
    Quarter,
    /// Civil years.
    Year,
}

/// The Monday of the week that is number 0.
const FIRST_MONDAY: Date = date(1969, 12, 29);

impl Period {
    /// The number of the period a day lies in: days since 1970-01-01, weeks since Monday 1969-12-29, year·12 + month − 1,
    /// year·4 + quarter − 1, the year.
    #[must_use]
    pub fn number(self, day: Date) -> i64 {
        let (year, month) = (i64::from(day.year()), i64::from(day.month()) - 1);
        match self {
            Self::Day => seconds(day).div_euclid(86_400),
            // 1970 began on a Thursday.
            Self::Week => (seconds(day).div_euclid(86_400) + 3).div_euclid(7),
            Self::Month => year * 12 + month,
            Self::Quarter => year * 4 + month / 3,
            Self::Year => year,
        }
    }

    /// The first day of a period; `None` for a number that no calendar has.
    #[must_use]
    pub fn start(self, number: i64) -> Option<Date> {
        let month = |months: i64| {
            let month = i8::try_from(months.rem_euclid(12) + 1).ok()?;
            Date::new(i16::try_from(months.div_euclid(12)).ok()?, month, 1).ok()
        };
        let days = |from: Date, days: i64| from.checked_add(i32::try_from(days).ok()?.days()).ok();
        match self {
            Self::Day => days(date(1970, 1, 1), number),
            Self::Week => days(FIRST_MONDAY, number.checked_mul(7)?),
            Self::Month => month(number),
            Self::Quarter => month(number.checked_mul(3)?),
            Self::Year => month(number.checked_mul(12)?),
        }
    }

    /// The first day of a period; the first of all days for a number that no calendar has.
    #[must_use]
    pub fn first_day(self, number: i64) -> Date {
        self.start(number).unwrap_or(Date::MIN)
    }

    /// The first day after a period.
    #[must_use]
    pub fn end(self, number: i64) -> Date {
        self.first_day(number.saturating_add(1))
    }

    /// As people write it: `2025-02-26`, `2025-W09`, `2025-02`, `2025-Q1`, `2025`.
    #[must_use]
    pub fn label(self, number: i64) -> String {
        let first = self.first_day(number);
        match self {
            Self::Day => first.to_string(),
            Self::Week => {
                let week: ISOWeekDate = first.iso_week_date();
                debug_assert!(week.weekday() == Weekday::Monday || first == Date::MIN);
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month => format!("{:04}-{:02}", first.year(), first.month()),
            Self::Quarter => format!("{:04}-Q{}", first.year(), (first.month() + 2) / 3),
            Self::Year => format!("{:04}", first.year()),
        }
    }

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

/// The civil day whose midnight, in seconds since 1970, this is.
pub(crate) fn day_of(seconds: i64) -> Option<Date> {
    date(1970, 1, 1).checked_add(i32::try_from(seconds.div_euclid(86_400)).ok()?.days()).ok()
}

#[cfg(test)]
mod tests {
    use super::{Period, day_of};
    use jiff::civil::{Date, date};

    const ALL: [Period; 5] = [Period::Day, Period::Week, Period::Month, Period::Quarter, Period::Year];

    #[test]
    fn labels_are_those_of_the_calendar() {
        let label = |period: Period, day| period.label(period.number(day));
        let day = date(2025, 2, 26);
        assert_eq!(ALL.map(|period| label(period, day)), ["2025-02-26", "2025-W09", "2025-02", "2025-Q1", "2025"]);
        // The last days of 2024 lie in the first ISO week of 2025, the first of 2023 in the last of 2022.
        assert_eq!(label(Period::Week, date(2024, 12, 30)), "2025-W01");
        assert_eq!(label(Period::Week, date(2023, 1, 1)), "2022-W52");
        assert_eq!(label(Period::Quarter, date(2024, 12, 31)), "2024-Q4");
        assert_eq!(label(Period::Month, date(1969, 12, 31)), "1969-12");
    }

    #[test]
    fn every_day_lies_in_exactly_its_period() {
        let mut day = date(1968, 12, 20);
        while day < date(1973, 3, 3) {
            for period in ALL {
                let number = period.number(day);
                assert!(period.first_day(number) <= day && day < period.end(number), "{day} {period:?}");
                assert_eq!(period.number(period.end(number)), number + 1);
            }
            assert_eq!(day_of(crate::compile::seconds(day)), Some(day));
            day = day.tomorrow().unwrap();
        }
        assert_eq!(Period::Year.first_day(i64::MAX), Date::MIN);
        assert_eq!((Period::Week.start(i64::MAX), Period::Year.start(40_000), Period::Day.start(1 << 40)), (None, None, None));
        assert_eq!(Period::Week.start(-1), Some(date(1969, 12, 22)));
    }
}
