//! Ranges of days and of figures.

use super::QueryError;
use super::scan::{Bracketed, error};
use crate::figure_key::FigureUnit;
use annals_model::{Currency, Unit};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Civil days, half-open; an end that is `None` is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// First day.
    pub from: Option<Date>,
    /// The first day after.
    pub to: Option<Date>,
}

/// Values of one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureRange {
    /// Of what.
    pub unit: FigureUnit,
    /// The least value and whether it belongs to the range; `None` is open.
    pub low: Option<(Decimal, bool)>,
    /// The greatest value and whether it belongs to the range; `None` is open.
    pub high: Option<(Decimal, bool)>,
    /// `@BYD`: an entity whose figure it is, by an id or any of its names.
    pub subject: Option<String>,
}

/// A year, month or day as its first day and the first day after.
fn period(text: &str) -> Option<(Date, Date)> {
    let mut numbers = text.split('-');
    let (year, month, day) = (numbers.next()?, numbers.next(), numbers.next());
    let digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    if numbers.next().is_some() || !digits(year, 4) || ![month, day].into_iter().flatten().all(|part| digits(part, 2)) {
        return None;
    }
    let number = |text: Option<&str>| text.map_or(Some(1), |text| text.parse::<i8>().ok());
    let first = Date::new(year.parse().ok()?, number(month)?, number(day)?).ok()?;
    let length = if day.is_some() {
        1.day()
    } else if month.is_some() {
        1.month()
    } else {
        1.year()
    };
    Some((first, first.checked_add(length).ok()?))
}

fn days_of(text: &str, column: usize) -> Result<(Date, Date), QueryError> {
    period(text).ok_or_else(|| error(column, format!("`{text}` is no date, write 2025, 2025-03 or 2025-03-14")))
}

/// `2025-03`, `>=2025-03`, `<2025-03-14`.
pub(super) fn days(text: &str, column: usize) -> Result<Days, QueryError> {
    if text == "*" {
        return Ok(Days { from: None, to: None });
    }
    let read = |rest: &str| days_of(rest, column);
    if let Some(rest) = text.strip_prefix(">=") {
        Ok(Days { from: Some(read(rest)?.0), to: None })
    } else if let Some(rest) = text.strip_prefix("<=") {
        Ok(Days { from: None, to: Some(read(rest)?.1) })
    } else if let Some(rest) = text.strip_prefix('>') {
        Ok(Days { from: Some(read(rest)?.1), to: None })
    } else if let Some(rest) = text.strip_prefix('<') {
        Ok(Days { from: None, to: Some(read(rest)?.0) })
    } else {
        let (from, to) = read(text)?;
        Ok(Days { from: Some(from), to: Some(to) })
    }
}

/// `[2025-01 TO 2025-03]`: from the first day of January to the last of March.
pub(super) fn days_between(range: &Bracketed) -> Result<Days, QueryError> {
    let read = |text: &str| if text == "*" { Ok(None) } else { days_of(text, range.column).map(Some) };
    let from = read(&range.from)?.map(|(first, after)| if range.from_included { first } else { after });
    let to = read(&range.to)?.map(|(first, after)| if range.to_included { after } else { first });
    if let (Some(from), Some(to)) = (from, to)
        && from >= to
    {
        return Err(error(range.column, "this range ends before it begins"));
    }
    Ok(Days { from, to })
}

const UNITS: &str = "%, pp, bp, points, shares, x, or a currency code such as HKD";

/// `20%`, `1e9HKD`, `>=20%`.
pub(super) fn figure(text: &str, column: usize) -> Result<FigureRange, QueryError> {
    let sign: String = text.chars().take_while(|c| matches!(c, '<' | '>' | '=')).collect();
    let (value, unit) = amount(text.get(sign.len()..).unwrap_or(""), column)?;
    let unit = unit.ok_or_else(|| error(column, format!("a figure needs its unit: {UNITS}")))?;
    let (low, high) = match sign.as_str() {
        "" => (Some((value, true)), Some((value, true))),
        ">=" => (Some((value, true)), None),
        ">" => (Some((value, false)), None),
        "<=" => (None, Some((value, true))),
        "<" => (None, Some((value, false))),
        _ => return Err(error(column, format!("`{sign}` is no comparison, write >, >=, < or <="))),
    };
    Ok(FigureRange { unit, low, high, subject: None })
}

/// `[20% TO 40%]`, `[1e9 TO *]HKD`; `behind` is what stands right behind the bracket.
pub(super) fn figures_between(range: &Bracketed, behind: &str) -> Result<FigureRange, QueryError> {
    let column = range.column;
    let read = |text: &str| if text == "*" { Ok((None, None)) } else { amount(text, column).map(|(value, unit)| (Some(value), unit)) };
    let ((low, low_unit), (high, high_unit)) = (read(&range.from)?, read(&range.to)?);
    let behind = if behind.is_empty() { None } else { Some(unit(behind, column)?) };
    let mut units = [low_unit, high_unit, behind].into_iter().flatten();
    let Some(unit) = units.next() else {
        return Err(error(column, format!("a range of figures needs its unit: {UNITS}")));
    };
    if units.any(|other| other != unit) {
        return Err(error(column, "both ends of the range must be of one unit"));
    }
    if let (Some(low), Some(high)) = (low, high)
        && low > high
    {
        return Err(error(column, "this range ends before it begins"));
    }
    Ok(FigureRange { unit, low: low.map(|v| (v, range.from_included)), high: high.map(|v| (v, range.to_included)), subject: None })
}

/// A number and the unit right behind it.
fn amount(text: &str, column: usize) -> Result<(Decimal, Option<FigureUnit>), QueryError> {
    let bytes = text.as_bytes();
    let mut end = 0;
    while let Some(byte) = bytes.get(end) {
        let exponent = matches!(byte, b'e' | b'E') && end > 0 && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        let sign = matches!(byte, b'-' | b'+') && end == 0;
        if !(byte.is_ascii_digit() || *byte == b'.' || exponent || sign) {
            break;
        }
        end += 1;
    }
    let (number, rest) = (text.get(..end).unwrap_or(""), text.get(end..).unwrap_or(""));
    let value = if number.contains(['e', 'E']) { Decimal::from_scientific(number).ok() } else { number.parse().ok() };
    let value = value.ok_or_else(|| error(column, format!("`{text}` is no number, write 20%, 1.5 or 1e9")))?;
    let unit = if rest.is_empty() { None } else { Some(unit(rest, column)?) };
    Ok((value, unit))
}

fn unit(text: &str, column: usize) -> Result<FigureUnit, QueryError> {
    Ok(FigureUnit::Plain(match text {
        "%" => Unit::Percent,
        "pp" => Unit::PercentagePoint,
        "bp" | "bps" => Unit::BasisPoint,
        "points" | "pts" => Unit::IndexPoint,
        "shares" => Unit::Share,
        "x" | "times" => Unit::Multiple,
        code => {
            let currency = Currency::new(code).ok_or_else(|| error(column, format!("`{code}` is no unit, known are {UNITS}")))?;
            return Ok(FigureUnit::Money(currency));
        }
    }))
}
