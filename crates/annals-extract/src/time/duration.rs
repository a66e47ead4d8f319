//! Lengths of time: "30 months", "three-year", "a decade", "two and a half years", "for years".

use super::Finder;
use super::meaning::{Amount, Found, Meaning, Unit, Window};
use super::scan::Scan;
use crate::rule::{Rule, RuleCard};

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard {
        name: "time/duration",
        about: "A number of units of time, without its hedge, or units alone after for, in, over.",
        cases: include_str!("duration.toml"),
    },
    find,
};

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    plural_alone(scan, i)
        .or_else(|| long(scan, i))
        .or_else(|| letter(scan, i))
        .or_else(|| whole(scan, i))
        .or_else(|| counted(scan, i))
        .map(|found| with_rest(scan, found))
}

/// `10D`, `3h`, `5Y`: a number and the letter of its unit. `3D` is a picture, `2H` a half of a year, `5M` five million.
fn letter(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let word = scan.word(i + 1);
    if word.len() != 1 || !scan.tight(i + 1) || scan.tight(i + 2) && !scan.is(i + 2, ".") && !scan.is(i + 2, ",") {
        return None;
    }
    let (amount, end) = scan.amount(i).filter(|(_, end)| *end == i + 1)?;
    let upper = scan.capital(end);
    let unit = match word {
        "d" if !matches!(amount.count(), Some(2..=4)) => Unit::Day,
        "w" if upper => Unit::Week,
        "y" => Unit::Year,
        "h" if !upper => Unit::Hour,
        _ => return None,
    };
    amount.count()?;
    Some(Found::new(i, end + 1, Meaning::Duration { amount, unit, window: Window::Free }))
}

/// "all day", "another week", "another two years".
fn whole(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let another = scan.is(i, "another");
    if !another && !scan.is(i, "all") {
        return None;
    }
    let one = |unit| Meaning::Duration { amount: Amount::whole(1), unit, window: Window::Free };
    match scan.unit(i + 1) {
        Some((unit @ (Unit::Day | Unit::Week | Unit::Month | Unit::Year), false)) if !scan.hyphen(i + 2) => {
            return Some(Found::new(i, i + 2, one(unit)));
        }
        Some(_) => return None,
        None => {}
    }
    let found = counted(scan, i + 1).filter(|found| another && !matches!(scan.word(i + 1), "a" | "an") && !scan.dash(found.end))?;
    Some(Found { first: i, ..found })
}

fn counted(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let (amount, end) = scan.amount(i)?;
    let article = matches!(scan.word(i), "a" | "an");
    let hyphen = scan.hyphen(end);
    let mut at = if hyphen { end + 1 } else { end };
    // "two to three weeks", "12-18 months", "three-to-five-year"
    if scan.unit(at).is_none() {
        let to = if scan.hyphen(end) && scan.is(end + 1, "to") { end + 1 } else { end };
        if (matches!(scan.word(to), "to" | "or") || scan.dash(to)) && !article {
            let next = if scan.hyphen(to + 1) { to + 2 } else { to + 1 };
            if let Some((_, second)) = scan.amount(next) {
                at = if scan.hyphen(second) { second + 1 } else { second };
            }
        }
        if matches!(
            scan.word(at),
            "more"
                | "full"
                | "trading"
                | "business"
                | "calendar"
                | "consecutive"
                | "straight"
                | "additional"
                | "working"
                | "whole"
                | "long"
                | "successive"
                | "other"
        ) {
            at += 1;
        }
    }
    let (unit, plural) = scan.unit(at)?;
    if unit == Unit::Half || unit == Unit::Weekend && !plural || unit == Unit::Quarter && (hyphen || !plural) {
        return None;
    }
    // "a quarter of", "one second"; "a day's trading" stays a day.
    let one = amount.count() == Some(1);
    if unit == Unit::Second && !plural && !hyphen {
        return None;
    }
    if article && unit == Unit::Day && matches!(scan.before(i), "" | "such" | "what") {
        return None;
    }
    if !one
        && !plural
        && !hyphen
        && amount.thousandths.is_some_and(|t| t > 1000)
        && scan.lower(at + 1)
        && scan.token(i).is_some_and(|t| t.is_number())
    {
        // "five year low" is read, "2020 year" is not.
        if scan.word(i).len() >= 4 {
            return None;
        }
    }
    if matches!(scan.word(i), "some" | "many" | "few") && !plural {
        return None;
    }
    // "a 6-year-old", "aged 52 years", "31 years old": an age is a figure of its subject, no stretch of the calendar.
    if scan.is(at + 1, "old") || scan.hyphen(at + 1) && scan.is(at + 2, "old") || scan.is(at + 1, "of") && scan.is(at + 2, "age") {
        return None;
    }
    // "a year-earlier loss" is read with what is compared.
    if scan.hyphen(at + 1) && matches!(scan.word(at + 2), "earlier" | "ago") {
        return None;
    }
    let mut end = at + 1;
    // "a minute and a half", "one hour and half", "one year and a quarter"
    let mut amount = amount;
    for (words, thousandths) in [(["and", "a", "half"], 500), (["and", "a", "quarter"], 250)] {
        if scan.are(end, &words) {
            amount = Amount { thousandths: amount.thousandths.map(|t| t + thousandths) };
            end += 3;
        }
    }
    if scan.are(end, &["and", "half"]) && scan.token(end + 2).is_none_or(|t| !t.is_word() || matches!(scan.word(end + 2), "is" | "was")) {
        amount = Amount { thousandths: amount.thousandths.map(|t| t + 500) };
        end += 2;
    }
    Some(Found::new(i, end, Meaning::Duration { amount, unit, window: Window::Free }))
}

/// "1 hour and 30 minutes", "two years and three months": one length in two units.
fn with_rest(scan: &Scan<'_>, found: Found) -> Found {
    let Meaning::Duration { unit, .. } = found.meaning else { return found };
    let at = if matches!(scan.word(found.end), "and" | ",") { found.end + 1 } else { found.end };
    let Some((amount, end)) =
        scan.amount(at).filter(|_| !matches!(scan.word(at), "a" | "an" | "one" | "several" | "some" | "many" | "few"))
    else {
        return found;
    };
    let ago = matches!(scan.word(end + 1), "ago" | "later" | "earlier");
    let Some((smaller, _)) = scan.unit(end).filter(|_| !scan.hyphen(end + 1) && !ago) else { return found };
    let follows = matches!(
        (unit, smaller),
        (Unit::Hour, Unit::Minute) | (Unit::Minute, Unit::Second) | (Unit::Year, Unit::Month) | (Unit::Month | Unit::Week, Unit::Day)
    );
    match amount.count().filter(|_| follows && (at > found.end || unit <= Unit::Hour)) {
        Some(count) => Found { end: end + 1, rest: Some((count, smaller)), ..found },
        None => found,
    }
}

/// "for years", "within weeks", "months of talks".
fn plural_alone(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let (unit, true) = scan.unit(i)? else { return None };
    if matches!(unit, Unit::Half | Unit::Weekend | Unit::Quarter | Unit::Second) {
        return None;
    }
    let cued = matches!(
        scan.before(i),
        "for" | "in" | "within" | "over" | "after" | "of" | "took" | "take" | "takes" | "last" | "spend" | "spent" | "by"
    );
    let counted = i.checked_sub(1).is_some_and(|k| scan.token(k).is_some_and(|t| t.is_number()));
    let of = scan.is(i + 1, "of") && unit != Unit::Hour && !counted;
    (cued && !(scan.before(i) == "of" && scan.is(i + 1, "of")) || of)
        .then(|| Found::new(i, i + 1, Meaning::Duration { amount: Amount::VAGUE, unit, window: Window::Free }))
}

/// "decades-long", "year-long", "decades-old".
fn long(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let (unit, plural) = scan.unit(i)?;
    if !(scan.hyphen(i + 1) && matches!(scan.word(i + 2), "long" | "old")) {
        return None;
    }
    // "6-year-old": an age.
    if scan.dash(i.wrapping_sub(1)) && scan.tight(i) {
        return None;
    }
    let amount = if plural { Amount::VAGUE } else { Amount::whole(1) };
    Some(Found::new(i, i + 3, Meaning::Duration { amount, unit, window: Window::Free }))
}
