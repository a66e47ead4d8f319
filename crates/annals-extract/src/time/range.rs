//! The second half of a printed range: "Feb. 17-20", "from Jan. 28 to Feb. 20, 2025", "2019-21", "between March and May".
//!
//! Both halves are date words of their own, so both get a span: in "2019-21" the halves are "2019" and "21".

use super::meaning::{Found, Meaning, YearOf};
use super::scan::Scan;
use super::{point, value};
use annals_model::{Basis, Grain, TimeExpr};
use jiff::civil::Date;

/// What follows a date and belongs to it.
pub(super) struct Second {
    pub(super) found: Found,
    /// The rule that found it; `None`: read as a bare number of the first half's rule.
    pub(super) rule: Option<&'static str>,
    /// The end of a range, and not one more of a list ("April 24 and 25").
    pub(super) range: bool,
}

/// The second half that follows `first`.
pub(super) fn second_half(scan: &Scan<'_>, first: &Found) -> Option<Second> {
    if first.clock.is_some() || !first.is_date() {
        return None;
    }
    let at = first.end;
    let dash = scan.dash(at);
    let between = scan.is(at, "and") && scan.before(first.first) == "between";
    let range = dash || between || matches!(scan.word(at), "to" | "through" | "until" | "till" | "thru");
    let list = matches!(scan.word(at), "and" | "or" | "&");
    if !range && !list {
        return None;
    }
    if let Some(found) = bare_number(scan, first, at + 1, dash).filter(|found| range || closed(scan, found.end)) {
        return Some(Second { found, rule: None, range });
    }
    let (found, rule) = point(scan, at + 1)?;
    // Of a list only what shares its year or month with its neighbour is read with it.
    (same_sort(first, &found) && (range || lends(first, &found))).then_some(Second { found, rule: Some(rule), range })
}

/// Whether a bare number behind "and" ends there, and counts nothing ("on May 4 and 5 more").
fn closed(scan: &Scan<'_>, end: usize) -> bool {
    scan.token(end).is_none_or(|t| !t.is_word() && !t.is_number() && !matches!(scan.word(end), "%" | "$"))
        || matches!(scan.word(end), "in" | "at" | "to" | "and" | "with" | "were" | "was" | "when" | "of" | "by" | "for" | "as")
}

/// "August and September 1914", "18 and 19 June": the second half prints what the first leaves open.
fn lends(first: &Found, second: &Found) -> bool {
    use Meaning::{Day, Month};
    match (&first.meaning, &second.meaning) {
        (
            Month { year: YearOf::Implied, .. } | Day { year: YearOf::Implied, .. },
            Month { year: YearOf::Stated(_), .. } | Day { year: YearOf::Stated(_), .. },
        ) => true,
        (Day { month, .. }, Day { month: other, .. }) => month == other,
        _ => false,
    }
}

/// "17-20" of a month, "2019-21" of years.
fn bare_number(scan: &Scan<'_>, first: &Found, at: usize, dash: bool) -> Option<Found> {
    match first.meaning {
        Meaning::Day { year, month, day } => {
            let (second, end) = scan.day_of_month(at).filter(|(second, _)| *second > day)?;
            let word = scan.token(at).is_some_and(|t| t.is_word());
            if word || scan.counts_something(end) || scan.month(end).is_some() || scan.is(end, ":") {
                return None;
            }
            let stated = scan.year_after(end);
            let (year, end) = stated.unwrap_or((year, end));
            Some(Found::new(at, end, Meaning::Day { year, month, day: second }))
        }
        Meaning::Year(YearOf::Stated(year)) if dash => {
            let number = scan.digits(at).filter(|_| scan.word(at).len() == 2 && !scan.counts_something(at + 1))?;
            let second = year / 100 * 100 + i16::try_from(number).ok()?;
            (second > year).then(|| Found::new(at, at + 1, Meaning::Year(YearOf::Stated(second))))
        }
        _ => None,
    }
}

/// Ends of a range are in order: of two names that were each read for itself, the one out of order moves by a week or a year.
pub(super) fn put_in_order(first: &mut TimeExpr, second: &mut TimeExpr, step: Grain, today: Option<Date>) {
    let (Some(from), Some(until), Some(today)) = (first.from, second.from, today) else { return };
    let read_alone = first.basis == Basis::Published && second.basis == Basis::Published;
    if !read_alone || from <= until || first.grain != second.grain || !matches!(first.grain, Grain::Day | Grain::Month) {
        return;
    }
    let (moved, count) = if from > today { (second, 1) } else { (first, -1) };
    let shift = |day: Option<Date>| value::after(day?, step, count);
    let (Some(from), Some(to)) = (shift(moved.from), shift(moved.to)) else { return };
    (moved.from, moved.to) = (Some(from), Some(to));
    moved.value = Some(value::date(from, moved.grain));
}

/// Whether two dates can be the ends of one range.
fn same_sort(first: &Found, second: &Found) -> bool {
    use Meaning::{Day, Half, Holiday, Month, Quarter, Season, Shift, Weekday, Year};
    second.is_date()
        && matches!(
            (&first.meaning, &second.meaning),
            (Day { .. } | Weekday { .. } | Holiday { .. }, Day { .. } | Weekday { .. } | Holiday { .. })
                | (Month { .. } | Day { .. }, Month { .. })
                | (Month { .. }, Day { .. })
                | (Year(_), Year(_))
                | (Quarter { .. } | Half { .. }, Quarter { .. } | Half { .. })
                | (Season { .. }, Season { .. })
                | (_, Shift { .. })
        )
}

/// A year printed once holds for both halves.
pub(super) fn share_year(first: &mut Found, second: &mut Found) {
    let order = |found: &Found| match found.meaning {
        Meaning::Day { month, day, .. } => Some((month, day)),
        Meaning::Month { month, .. } => Some((month, 0)),
        Meaning::Quarter { quarter, .. } => Some((quarter, 0)),
        Meaning::Half { half, .. } => Some((half, 0)),
        _ => None,
    };
    let (Some(early), Some(late)) = (order(first), order(second)) else { return };
    let turns = i16::from(early > late);
    let (Some(first_year), Some(second_year)) = (year_of(first), year_of(second)) else { return };
    match (*first_year, *second_year) {
        (YearOf::Implied, YearOf::Stated(year)) => *first_year = YearOf::Stated(year - turns),
        (YearOf::Stated(year), YearOf::Implied) => *second_year = YearOf::Stated(year + turns),
        (YearOf::Implied, other @ (YearOf::Published(_) | YearOf::Previous(_))) if turns == 0 => *first_year = other,
        _ => {}
    }
}

fn year_of(found: &mut Found) -> Option<&mut YearOf> {
    match &mut found.meaning {
        Meaning::Day { year, .. } | Meaning::Month { year, .. } | Meaning::Quarter { year, .. } | Meaning::Half { year, .. } => Some(year),
        _ => None,
    }
}
