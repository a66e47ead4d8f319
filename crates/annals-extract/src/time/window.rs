//! Lengths of time that lie somewhere: "the past six years", "the next decade", "the first nine months", "recent weeks".

use super::Finder;
use super::meaning::{Amount, Found, Meaning, Unit, Window};
use super::scan::Scan;
use crate::rule::{Rule, RuleCard};

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard {
        name: "time/window",
        about: "A length of time that ends or begins with the day of publication, or is one of several.",
        cases: include_str!("window.toml"),
    },
    find,
};

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let the = scan.after_the(i);
    let window = match scan.word(the) {
        "past" | "last" | "preceding" | "previous" | "prior" | "latest" | "recent" => Window::Past,
        "next" | "coming" | "upcoming" | "following" => Window::Next,
        "first" | "initial" | "final" | "opening" => Window::Free,
        _ => return the_amount(scan, i).or_else(|| ahead(scan, i)),
    };
    let first = scan.is(the, "first");
    // "the past", "the recent" without a number needs a unit of its own.
    if let Some((unit, plural)) = scan.unit(the + 1) {
        let singular = !plural && the > i && matches!(scan.word(the), "past" | "last" | "next" | "coming");
        let vague = plural && matches!(scan.word(the), "recent" | "coming" | "past" | "upcoming");
        if scan.hyphen(the + 2) || matches!(unit, Unit::Quarter | Unit::Half | Unit::Weekend) && !vague {
            return None;
        }
        let amount = if vague { Amount::VAGUE } else { Amount::whole(1) };
        return (singular || vague).then(|| Found::new(i, the + 2, Meaning::Duration { amount, unit, window }));
    }
    let (amount, end) = scan.amount(the + 1)?;
    let (end, unit, plural) = unit_of(scan, end)?;
    if amount.count() == Some(1) && !plural && matches!(scan.word(the + 1), "a" | "an") {
        return None;
    }
    let window = if first && unit == Unit::Month && matches!(scan.word(end), "of" | "" | "." | "," | "to" | "and" | "as") && the > i {
        Window::FirstOfYear
    } else {
        window
    };
    Some(Found::new(i, or_so(scan, end), Meaning::Duration { amount, unit, window }))
}

/// "the nine months", "the few weeks".
fn the_amount(scan: &Scan<'_>, i: usize) -> Option<Found> {
    if !scan.is(i, "the") || scan.token(i + 1)?.is_word() && matches!(scan.word(i + 1), "a" | "an" | "half") {
        return None;
    }
    let (amount, end) = scan.amount(i + 1)?;
    let (end, unit, plural) = unit_of(scan, end)?;
    (plural || amount.count() == Some(1)).then(|| Found::new(i, end, Meaning::Duration { amount, unit, window: Window::Free }))
}

/// "the months ahead", "the years to come".
fn ahead(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let (unit, true) = scan.unit(i + 1).filter(|_| scan.is(i, "the"))? else { return None };
    let end = if scan.is(i + 2, "ahead") {
        i + 3
    } else if scan.are(i + 2, &["to", "come"]) {
        i + 4
    } else {
        return None;
    };
    Some(Found::new(i, end, Meaning::Duration { amount: Amount::VAGUE, unit, window: Window::Next }))
}

/// The unit behind an amount, past "more", "full", "trading"; not when an adjective is made of it ("two-year").
fn unit_of(scan: &Scan<'_>, end: usize) -> Option<(usize, Unit, bool)> {
    let skipped = matches!(scan.word(end), "more" | "full" | "trading" | "business" | "calendar" | "consecutive" | "straight" | "or");
    let end = if skipped { end + 1 } else { end };
    let (end, unit, plural) = match scan.unit(end) {
        Some((unit, plural)) => (end, unit, plural),
        None => {
            // "the next 12 to 18 months"
            let to = matches!(scan.word(end), "to" | "or" | "-" | "–");
            let (_, second) = to.then(|| scan.amount(end + 1))??;
            let (unit, plural) = scan.unit(second)?;
            (second, unit, plural)
        }
    };
    (!scan.hyphen(end + 1)).then_some((end + 1, unit, plural))
}

/// "… or so".
fn or_so(scan: &Scan<'_>, end: usize) -> usize {
    if scan.are(end, &["or", "so"]) { end + 2 } else { end }
}
