//! A firm's own year: "fiscal 2025", "fiscal year 2025", "FY25", "the 2025 fiscal year", "the current fiscal year".

use super::Finder;
use super::meaning::{Found, Meaning, YearOf};
use super::quarter::two_or_four;
use super::scan::Scan;
use crate::rule::{Rule, RuleCard};
use annals_model::Calendar;

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard {
        name: "time/fiscal",
        about: "A fiscal year; its civil days stay unknown, since only the firm knows where it begins.",
        cases: include_str!("fiscal.toml"),
    },
    find,
};

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let (year, end) = stated(scan, i).or_else(|| relative(scan, i))?;
    let mut found = Found::new(i, end, Meaning::Year(year));
    found.calendar = Calendar::Fiscal;
    Some(found)
}

fn stated(scan: &Scan<'_>, i: usize) -> Option<(YearOf, usize)> {
    if let Some((year, end)) = code(scan, i) {
        return Some((YearOf::Stated(year), end));
    }
    let the = scan.after_the(i);
    if let Some(year) = scan.year(the) {
        let fiscal = matches!(scan.word(the + 1), "fiscal" | "financial") && scan.is(the + 2, "year");
        return fiscal.then_some((YearOf::Stated(year), the + 3));
    }
    if !matches!(scan.word(the), "fiscal" | "financial") {
        return None;
    }
    let at = if scan.is(the + 1, "year") { the + 2 } else { the + 1 };
    if let Some(year) = scan.year(at).filter(|_| the + 1 == at || scan.is(the + 1, "year")) {
        return Some((YearOf::Stated(year), at + 1));
    }
    let (ends, _) = (at == the + 2 && the == i).then(|| super::quarter::ended(scan, at))??;
    Some((ends, at))
}

/// "the fiscal year", "the current fiscal year", "last fiscal year", "its fiscal year".
fn relative(scan: &Scan<'_>, i: usize) -> Option<(YearOf, usize)> {
    let the = scan.after_the(i);
    let (year, at) = match scan.word(the) {
        "current" | "this" => (YearOf::Published(0), the + 1),
        "last" | "latest" | "past" => (YearOf::Published(-1), the + 1),
        "next" | "coming" => (YearOf::Published(1), the + 1),
        "previous" | "prior" | "preceding" => (YearOf::Previous(-1), the + 1),
        "following" => (YearOf::Previous(1), the + 1),
        _ if the > i => (YearOf::Implied, the),
        _ => return None,
    };
    // "the fiscal year ended Jan. 31" is a length that ends with that day.
    let ends = the > i && matches!(scan.word(at + 2), "to" | "ended" | "ending" | "ends") && scan.month(at + 3).is_some();
    (matches!(scan.word(at), "fiscal" | "financial") && scan.is(at + 1, "year") && !ends).then_some((year, at + 2))
}

/// `FY25`, `FY2025`, `FY 2025`.
pub(super) fn code(scan: &Scan<'_>, i: usize) -> Option<(i16, usize)> {
    let digits = scan.word(i).strip_prefix("fy")?;
    if !scan.capital(i) {
        return None;
    }
    if digits.is_empty() {
        return two_or_four(scan.word(i + 1)).filter(|_| scan.digits(i + 1).is_some()).map(|year| (year, i + 2));
    }
    two_or_four(digits).map(|year| (year, i + 1))
}
