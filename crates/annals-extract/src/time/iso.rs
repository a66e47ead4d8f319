//! Dates as machines write them: `2025-02-26`, `2025/02/26`, `2025-02-26T09:30:00Z`, `2025-W09`, `2025-Q1`, `2025-02`.

use super::meaning::{Clock, Found, Lean, Meaning, YearOf};
use super::scan::Scan;
use super::{Finder, clock};
use crate::rule::{Rule, RuleCard};

pub(super) const RULE: Rule<Finder> =
    Rule { card: RuleCard { name: "time/iso", about: "Dates and date-times in ISO 8601 form.", cases: include_str!("iso.toml") }, find };

pub(super) fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let year = scan.year(i)?;
    if !(scan.hyphen(i + 1) || scan.is(i + 1, "/") && scan.tight(i + 1) && scan.tight(i + 2)) {
        return None;
    }
    let stated = YearOf::Stated(year);
    let word = scan.word(i + 2);
    let closed = |end: usize| !(scan.tight(end) && (scan.digits(end).is_some() || scan.hyphen(end)));
    if let Some(month) = two_digits(word).filter(|m| (1..=12).contains(m)) {
        let same_sign = scan.word(i + 3) == scan.word(i + 1) && scan.tight(i + 3) && scan.tight(i + 4);
        if same_sign && let Some(day) = two_digits(scan.word(i + 4)).filter(|d| (1..=31).contains(d)) {
            let mut found = Found::new(i, i + 5, Meaning::Day { year: stated, month, day });
            if let Some((time, end)) = time(scan, i + 5) {
                (found.clock, found.end) = (Some(time), end);
            }
            return Some(found);
        }
        // "2010-11" is a range of two years; only a leading zero makes a month.
        return (word.starts_with('0') && scan.dash(i + 1) && closed(i + 3))
            .then(|| Found::new(i, i + 3, Meaning::Month { year: stated, month, lean: Lean::Open }));
    }
    if let Some(week) = word.strip_prefix('w').and_then(two_digits).filter(|w| (1..=53).contains(w)) {
        return Some(Found::new(i, i + 3, Meaning::IsoWeek { year: stated, week }));
    }
    let quarter: i8 = word.strip_prefix('q')?.parse().ok().filter(|q| (1..=4).contains(q))?;
    Some(Found::new(i, i + 3, Meaning::Quarter { year: stated, quarter }))
}

fn two_digits(word: &str) -> Option<i8> {
    (word.len() == 2 && word.bytes().all(|b| b.is_ascii_digit())).then(|| word.parse().ok())?
}

/// `T09:30`, `T09:30:00Z`, ` 09:30:00`, with an offset.
fn time(scan: &Scan<'_>, i: usize) -> Option<(Clock, usize)> {
    let hour = match scan.word(i).strip_prefix('t') {
        Some(hour) if scan.tight(i) => two_digits(hour)?,
        _ if !scan.tight(i) => two_digits(scan.word(i))?,
        _ => return None,
    };
    if !(0..24).contains(&hour) || !scan.is(i + 1, ":") || !scan.tight(i + 1) {
        return None;
    }
    let minute = two_digits(scan.word(i + 2)).filter(|m| *m < 60)?;
    let (mut second, mut end) = (None, i + 3);
    if scan.is(end, ":") && scan.tight(end) {
        let whole = scan.word(end + 1).split('.').next().and_then(two_digits).filter(|s| *s < 60);
        (second, end) = (whole, if whole.is_some() { end + 2 } else { end });
    }
    let (offset_minutes, end) = clock::zone(scan, end).unwrap_or((None, end));
    Some((Clock::At { hour, minute: Some(minute), second, offset_minutes }, end))
}
