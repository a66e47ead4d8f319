//! Days on which an exchange trades: "the previous session", "the last trading day of February", "three sessions ago".

use super::meaning::{Base, Found, Meaning, Unit};
use super::scan::Scan;
use super::{Finder, point};
use crate::rule::{Rule, RuleCard};
use annals_text::{WordMap, ordinal_word};
use jiff::civil::{Date, Weekday};
use std::sync::LazyLock;

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard {
        name: "time/trading",
        about: "A trading day before or after another, or of a month or year; the exchange's closed days are left out.",
        cases: include_str!("trading.toml"),
    },
    find,
};

/// An exchange by its market code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Market([u8; 4]);

/// Records of a code, a year and twelve months of bits, in order (see `build.rs`).
static CLOSED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/closed_days.bin"));

/// Bytes of a record.
const RECORD: usize = 4 + 2 + 12 * 4;

/// No exchange is closed for so many days in a row: a search ends here.
const LONGEST_CLOSURE: i64 = 40;

/// Words that name a market.
static MARKETS: LazyLock<WordMap<Market>> = LazyLock::new(|| {
    let lines = include_str!("markets.tsv").lines().skip(1).filter_map(|line| line.split_once('\t'));
    lines.filter_map(|(word, mic)| Some((word, Market(mic.as_bytes().try_into().ok()?)))).collect()
});

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    beside(scan, i).or_else(|| of_stretch(scan, i)).or_else(|| counted(scan, i))
}

/// "trading day", "business day", "session", "trading session": the end, and whether it is in the plural.
fn session(scan: &Scan<'_>, i: usize) -> Option<(usize, bool)> {
    match (scan.word(i), scan.word(i + 1)) {
        ("trading" | "business", "day" | "session") => Some((i + 2, false)),
        ("trading" | "business", "days" | "sessions") => Some((i + 2, true)),
        ("session", _) => Some((i + 1, false)),
        ("sessions", _) => Some((i + 1, true)),
        _ => None,
    }
}

/// "the previous session", "the next trading day", "the last trading day".
fn beside(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let the = scan.after_the(i);
    let (count, base) = match scan.word(the) {
        "previous" | "prior" | "preceding" => (-1, Base::Previous),
        "following" | "next" if the > i => (1, Base::Previous),
        "last" if the > i => (-1, Base::Published),
        _ => return None,
    };
    let (end, false) = session(scan, the + 1)? else { return None };
    let plain_session = scan.is(the + 1, "session");
    // "The last session of parliament" is none; "the last trading day of May" is read with its month.
    if matches!(scan.word(end), "of" | "in") || scan.hyphen(end) || plain_session && scan.is(the, "last") {
        return None;
    }
    Some(Found::new(i, end, Meaning::Session { count, base, market: market(scan, i) }))
}

/// "the first trading day of the year", "the final session of February", "the last trading day before Christmas".
fn of_stretch(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let the = scan.after_the(i);
    let count = match scan.word(the) {
        "last" | "final" => -1,
        word => i64::from(ordinal_word(word).filter(|number| *number <= 10)?),
    };
    let (end, false) = session(scan, the + 1)? else { return None };
    let before = scan.is(end, "before") && count < 0;
    if !(matches!(scan.word(end), "of" | "in") || before) {
        return None;
    }
    let (inner, _) = point(scan, end + 1).filter(|(inner, _)| inner.clock.is_none() && inner.part.is_none())?;
    let sort = match inner.meaning {
        Meaning::Day { .. } | Meaning::Holiday { .. } | Meaning::Weekday { .. } => before,
        Meaning::Month { .. }
        | Meaning::Year(_)
        | Meaning::Quarter { .. }
        | Meaning::Half { .. }
        | Meaning::Again { unit: Some(_), .. } => !before,
        Meaning::Shift { unit: Unit::Week | Unit::Month | Unit::Quarter | Unit::Year, .. } => !before,
        _ => false,
    };
    sort.then(|| Found::new(i, inner.end, Meaning::SessionOf { count, before, market: market(scan, i), of: Box::new(inner.meaning) }))
}

/// "three sessions ago", "two trading days later".
fn counted(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let (amount, end) = scan.amount(i)?;
    let (end, _) = session(scan, end)?;
    let (sign, base) = match scan.word(end) {
        "ago" => (-1, Base::Published),
        "earlier" => (-1, Base::Previous),
        "later" => (1, Base::Previous),
        _ => return None,
    };
    let count = amount.count().filter(|count| (1..=250).contains(count))?;
    Some(Found::new(i, end + 1, Meaning::Session { count: sign * count, base, market: market(scan, i) }))
}

/// The market an expression is about: the one named nearest before it in its sentence, else after it, else most often in the article.
fn market(scan: &Scan<'_>, i: usize) -> Option<Market> {
    let named = |k: usize| scan.capital(k).then(|| MARKETS.get(scan.word(k)).copied()).flatten();
    let sentence = (scan.start..i).rev().find_map(named).or_else(|| (i..scan.end).find_map(named));
    sentence.or_else(|| {
        let mut counts: Vec<(Market, usize)> = Vec::new();
        for (k, token) in scan.reading.tokens().iter().enumerate().filter(|(_, token)| token.is_capitalised()) {
            let Some(market) = MARKETS.get(scan.reading.word(k)).copied().filter(|_| token.is_word()) else { continue };
            match counts.iter_mut().find(|(known, _)| *known == market) {
                Some((_, count)) => *count += 1,
                None => counts.push((market, 1)),
            }
        }
        // Of markets named equally often the first named.
        counts.iter().rev().max_by_key(|(_, count)| *count).map(|(market, _)| *market)
    })
}

/// Whether a market trades on a day; where no market is known or the list ends, on weekdays.
fn trades(market: Option<Market>, day: Date) -> bool {
    if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
        return false;
    }
    let Some(market) = market else { return true };
    !closed_by_list(market, day)
}

fn closed_by_list(market: Market, day: Date) -> bool {
    fn key(record: &[u8]) -> (&[u8], u16) {
        let year = record.get(4..6).and_then(|bytes| bytes.try_into().ok()).map_or(0, u16::from_le_bytes);
        (record.get(..4).unwrap_or_default(), year)
    }
    let Ok(year) = u16::try_from(day.year()) else { return false };
    let wanted = (market.0.as_slice(), year);
    let (mut low, mut high) = (0, CLOSED.len() / RECORD);
    while low < high {
        let middle = usize::midpoint(low, high);
        let Some(record) = CLOSED.get(middle * RECORD..(middle + 1) * RECORD) else { return false };
        match key(record).cmp(&wanted) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => {
                let month = 6 + 4 * (usize::try_from(day.month()).unwrap_or(1) - 1);
                let days = record.get(month..month + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes);
                return days >> day.day() & 1 == 1;
            }
        }
    }
    false
}

/// The trading day so many trading days after `day`, or before it.
pub(super) fn after(market: Option<Market>, day: Date, count: i64) -> Option<Date> {
    let (mut day, mut left, mut idle) = (day, count.abs(), 0);
    while left > 0 {
        day = if count < 0 { day.yesterday() } else { day.tomorrow() }.ok()?;
        if trades(market, day) {
            (left, idle) = (left - 1, 0);
        } else {
            idle += 1;
            if idle > LONGEST_CLOSURE {
                return None;
            }
        }
    }
    Some(day)
}

#[cfg(test)]
mod tests {
    use super::{CLOSED, Market, RECORD, after, trades};

    fn day(text: &str) -> jiff::civil::Date {
        text.parse().expect("a date")
    }

    #[test]
    fn closed_days_are_known() {
        assert_eq!(CLOSED.len() % RECORD, 0);
        let hong_kong = Some(Market(*b"XHKG"));
        // The first three days of the lunar year and Good Friday.
        assert!(!trades(hong_kong, day("2025-01-29")) && !trades(hong_kong, day("2025-04-18")) && trades(hong_kong, day("2025-02-03")));
        assert!(trades(Some(Market(*b"XNYS")), day("2025-01-29")) && trades(None, day("2025-01-29")));
        assert_eq!(after(hong_kong, day("2025-02-03"), -1), Some(day("2025-01-28")));
        assert_eq!(after(Some(Market(*b"XNYS")), day("2025-07-03"), 1), Some(day("2025-07-07")));
    }
}
