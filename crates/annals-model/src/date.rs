//! Civil dates, half-open ranges of them, and the moment an article appeared.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// When an article was published, as exactly as its source says: a day, a local time, or a time with its offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime {
    /// The civil day in the source's own offset: the anchor of relative dates.
    pub date: Date,
    /// Time of day, when stated.
    pub time: Option<Time>,
    /// Minutes east of UTC, when stated.
    pub offset_minutes: Option<i16>,
}

/// Years in which an article can have been published.
const YEARS: std::ops::RangeInclusive<i16> = 1700..=2200;

impl DateTime {
    /// A bare day.
    #[must_use]
    pub fn from_date(date: Date) -> Self {
        Self { date, time: None, offset_minutes: None }
    }

    /// Reads a moment of the years 1700 to 2200: `2025-02-26`, `2025-02-26T09:30:00`, `2025-02-26 09:30` and RFC 3339 with `Z` or an offset.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let day = text.get(..10)?;
        let date: Date = day.parse().ok()?;
        // Newspapers are not older, and index and calendar arithmetic stay far from their ends.
        if !YEARS.contains(&date.year()) {
            return None;
        }
        let rest = &text[10..];
        if rest.is_empty() {
            return Some(Self::from_date(date));
        }
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        let split = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
        let clock = rest[..split].trim_end();
        let time: Time = clock.parse().ok()?;
        let offset_minutes = match rest[split..].trim() {
            "" => None,
            "Z" | "z" => Some(0),
            zone => Some(offset(zone)?),
        };
        Some(Self { date, time: Some(time), offset_minutes })
    }

    /// The instant in seconds since 1970, taking a missing time as midnight and a missing offset as UTC.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        let civil = self.date.to_datetime(self.time.unwrap_or_else(Time::midnight));
        let offset = i32::from(self.offset_minutes.unwrap_or(0)) * 60;
        civil
            .to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::Offset::from_seconds(offset).unwrap_or(jiff::tz::Offset::UTC)))
            .map_or(0, |zoned| zoned.timestamp().as_second())
    }
}

/// `+08:00`, `+0800` or `-05` in minutes.
fn offset(zone: &str) -> Option<i16> {
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = zone[1..].chars().filter(|c| *c != ':').collect();
    if !(digits.len() == 2 || digits.len() == 4) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let hours: i16 = digits[..2].parse().ok()?;
    let minutes: i16 = digits.get(2..4).filter(|m| !m.is_empty()).map_or(Some(0), |m| m.parse().ok())?;
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date)?;
        if let Some(time) = self.time {
            write!(f, "T{time}")?;
            match self.offset_minutes {
                None => {}
                Some(0) => f.write_str("Z")?,
                Some(minutes) => {
                    let sign = if minutes < 0 { '-' } else { '+' };
                    write!(f, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)?;
                }
            }
        }
        Ok(())
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no date or RFC 3339 date-time")))
    }
}

/// Civil days, half-open: `to` is the first day after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DateRange {
    /// First day.
    pub from: Date,
    /// The first day after.
    pub to: Date,
}

impl DateRange {
    /// The range of one day; `None` on the calendar's last day.
    #[must_use]
    pub fn day(date: Date) -> Option<Self> {
        Some(Self { from: date, to: date.tomorrow().ok()? })
    }

    /// Whether the two share a day.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }
}

/// How fine a date is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the units themselves")]
pub enum Grain {
    Second,
    Minute,
    Hour,
    PartOfDay,
    Day,
    Weekend,
    Week,
    Month,
    Quarter,
    Season,
    Half,
    Year,
    Decade,
    Century,
    Unknown,
}
