//! Chinese and Japanese dates in figures: `2025年1月20日`, `2025年1月`, `1月20日`.

use super::Finder;
use super::meaning::{Found, Lean, Meaning, YearOf};
use super::scan::Scan;
use crate::rule::{Rule, RuleCard};

pub(super) const RULE: Rule<Finder> =
    Rule { card: RuleCard { name: "time/cjk", about: "Dates written with 年, 月, 日.", cases: include_str!("cjk.toml") }, find };

/// Tokens a date can be cut into at most: number and sign, three times.
const MOST_TOKENS: usize = 6;

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    scan.digits(i)?;
    if !scan.word(i + 1).starts_with(['年', '月']) {
        return None;
    }
    let mut year = None;
    let mut month = None;
    let mut number = 0_i16;
    let mut end = i;
    while end < i + MOST_TOKENS {
        // A word may go on behind the date ("2025年的"): such a date is not read, its end is no token's end.
        for c in scan.word(end).chars() {
            match (c, year, month) {
                ('0'..='9', _, _) => number = number.checked_mul(10)?.checked_add(i16::try_from(c.to_digit(10)?).ok()?)?,
                ('年', None, None) => (year, number) = (Some(number).filter(|y| (1500..2200).contains(y)), 0),
                ('月', _, None) => (month, number) = (i8::try_from(number).ok().filter(|m| (1..=12).contains(m)), 0),
                ('日' | '号' | '號', _, Some(month)) => {
                    let day = i8::try_from(number).ok().filter(|d| (1..=31).contains(d))?;
                    let closed = scan.word(end).ends_with(['日', '号', '號']);
                    let year = year.map_or(YearOf::Implied, YearOf::Stated);
                    return closed.then(|| Found::new(i, end + 1, Meaning::Day { year, month, day }));
                }
                _ => return None,
            }
        }
        end += 1;
        let goes_on = scan.digits(end).is_some() || scan.word(end).starts_with(['年', '月', '日', '号', '號']);
        if !goes_on {
            break;
        }
    }
    if number != 0 {
        return None;
    }
    let year = YearOf::Stated(year?);
    Some(match month {
        Some(month) => Found::new(i, end, Meaning::Month { year, month, lean: Lean::Open }),
        None => Found::new(i, end, Meaning::Year(year)),
    })
}
