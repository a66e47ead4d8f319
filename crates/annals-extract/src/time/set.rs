//! Again and again: "daily", "annually", "every Monday", "each quarter", "2.5% a year", "twice a week".

use super::lexicon::Class;
use super::meaning::{Clock, Found, Meaning, Unit};
use super::scan::Scan;
use super::value::duration;
use super::{Finder, clock};
use crate::rule::{Rule, RuleCard};
use annals_text::{month_number, weekday_number};

pub(super) const RULE: Rule<Finder> =
    Rule { card: RuleCard { name: "time/set", about: "A repeated time, also the time of a rate.", cases: include_str!("set.toml") }, find };

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let (mut value, mut end) =
        every(scan, i).or_else(|| adverb(scan, i)).or_else(|| weekdays(scan, i)).or_else(|| often(scan, i)).or_else(|| rate(scan, i))?;
    // "every day at 7:13 p.m.", "Thursdays at 9 am"
    if scan.is(end, "at")
        && let Some((Clock::At { hour, minute, .. }, after)) = clock::at(scan, end + 1)
    {
        (value, end) = (with_clock(&value, hour, minute), after);
    }
    Some(Found::new(i, end, Meaning::Set(value)))
}

/// A repeated day with its hour: `T19:13` for every day, `XXXX-WXX-1T16` for a weekday.
pub(super) fn with_clock(value: &str, hour: i8, minute: Option<i8>) -> String {
    let day = if value.starts_with("XXXX-W") { value.split('T').next().unwrap_or(value) } else { "" };
    match minute {
        Some(minute) => format!("{day}T{hour:02}:{minute:02}"),
        None => format!("{day}T{hour:02}"),
    }
}

/// "once a week", "twice a year", "three times a day".
fn often(scan: &Scan<'_>, i: usize) -> Option<(String, usize)> {
    let at = match scan.word(i) {
        "once" | "twice" => i + 1,
        _ => scan.number_words(i).map(|(_, end)| end).or(scan.digits(i).map(|_| i + 1)).filter(|end| scan.is(*end, "times"))? + 1,
    };
    let at = if scan.is(at, "in") { at + 1 } else { at };
    if !matches!(scan.word(at), "a" | "an" | "per" | "each" | "every") {
        return None;
    }
    let (unit, false) = scan.unit(at + 1)? else { return None };
    (unit >= Unit::Minute && !scan.hyphen(at + 2) && !matches!(scan.word(at + 2), "ago" | "later" | "earlier"))
        .then(|| (duration(1000, unit), at + 2))
}

/// "every day", "each July", "every other week", "every three months", "every Monday morning".
pub(super) fn every(scan: &Scan<'_>, i: usize) -> Option<(String, usize)> {
    if !matches!(scan.word(i), "every" | "each") {
        return None;
    }
    let mut at = i + 1;
    let other = scan.is(at, "other");
    at += usize::from(other);
    match scan.word(at) {
        "weekday" => return Some(("P1WD".to_owned(), at + 1)),
        "weekend" => return Some(("XXXX-WXX-WE".to_owned(), at + 1)),
        "night" => return Some(("XXXX-XX-XXTNI".to_owned(), at + 1)),
        _ => {}
    }
    if let Some((weekday, end)) = scan.weekday(at) {
        return Some((format!("XXXX-WXX-{weekday}"), end));
    }
    if let Some((month, end)) = scan.month(at) {
        return Some((format!("XXXX-{month:02}"), end));
    }
    match scan.class(at) {
        Some(Class::Season(season)) => return Some((format!("XXXX-{season}"), at + 1)),
        Some(Class::PartOfDay(part)) => return Some((format!("XXXX-XX-XXT{part}"), at + 1)),
        _ => {}
    }
    at += usize::from(matches!(scan.word(at), "single" | "trading" | "business" | "calendar" | "fiscal"));
    // "each quarter-point cut" is no time.
    if let Some((unit, false)) = scan.unit(at).filter(|_| !scan.hyphen(at + 1)) {
        return Some((duration(if other { 2000 } else { 1000 }, unit), at + 1));
    }
    let (amount, end) = scan.amount(at)?;
    let (unit, _) = scan.unit(end)?;
    Some((duration(amount.thousandths?, unit), end + 1))
}

/// "daily"; "weekly", "annually" … only as adverbs: "quarterly results" are no repeated time.
fn adverb(scan: &Scan<'_>, i: usize) -> Option<(String, usize)> {
    let (thousandths, unit) = match scan.word(i) {
        "daily" | "everyday" => (1000, Unit::Day),
        "hourly" => (1000, Unit::Hour),
        "weekly" => (1000, Unit::Week),
        "fortnightly" | "biweekly" => (2000, Unit::Week),
        "monthly" => (1000, Unit::Month),
        "bimonthly" => (2000, Unit::Month),
        "quarterly" => (3000, Unit::Month),
        "semiannually" => (6000, Unit::Month),
        "yearly" | "annually" | "annual" => (1000, Unit::Year),
        _ => return None,
    };
    // "Daily Mail", "the weekly": a name or a newspaper.
    if scan.capital(i) && scan.capital(i + 1) || scan.capital(i) && !scan.reading.opens_sentence(i) {
        return None;
    }
    // "hang-seng-weekly-loss" is an address.
    if scan.dash(i.wrapping_sub(1)) && scan.tight(i) {
        return None;
    }
    let adjective = scan.token(i + 1).is_some_and(|t| t.is_word())
        && !matches!(
            scan.word(i + 1),
            "in" | "on"
                | "at"
                | "by"
                | "for"
                | "from"
                | "to"
                | "and"
                | "or"
                | "over"
                | "until"
                | "through"
                | "with"
                | "since"
                | "if"
                | "when"
                | "as"
                | "after"
                | "before"
                | "while"
                | "during"
                | "between"
                | "but"
                | "than"
                | "of"
        );
    let anyhow = matches!(scan.word(i), "daily" | "hourly" | "annually" | "everyday" | "annual");
    (anyhow || !adjective && scan.before(i) != "the").then(|| (duration(thousandths, unit), i + 1))
}

/// "Mondays", "Tuesday nights", "weekends".
fn weekdays(scan: &Scan<'_>, i: usize) -> Option<(String, usize)> {
    if let Some(weekday) = scan.word(i).strip_suffix('s').filter(|w| w.len() > 5).and_then(weekday_number) {
        return Some((format!("XXXX-WXX-{weekday}"), i + 1));
    }
    let weekday = weekday_number(scan.word(i)).filter(|_| scan.word(i).len() > 5)?;
    match scan.class(i + 1) {
        Some(Class::PartOfDay(part)) if scan.word(i + 1).ends_with('s') => Some((format!("XXXX-WXX-{weekday}T{part}"), i + 2)),
        Some(Class::Unit(Unit::Day, true)) if scan.is(i + 1, "nights") => Some((format!("XXXX-WXX-{weekday}TNI"), i + 2)),
        _ => None,
    }
}

/// "2.5% a year", "15 a month", "$3 billion per quarter", "twice a week": the time of a rate.
fn rate(scan: &Scan<'_>, i: usize) -> Option<(String, usize)> {
    let per = scan.is(i, "per");
    if per && scan.is(i + 1, "annum") {
        return Some((duration(1000, Unit::Year), i + 2));
    }
    if !(per || matches!(scan.word(i), "a" | "an")) {
        return None;
    }
    let (unit, false) = scan.unit(i + 1)? else { return None };
    if matches!(unit, Unit::Half | Unit::Weekend | Unit::Second) || scan.hyphen(i + 2) {
        return None;
    }
    if matches!(scan.word(i + 2), "ago" | "earlier" | "later" | "before" | "after" | "or" | "of" | "from" | "'s" | "’s")
        || scan.are(i + 2, &["and", "a", "half"])
    {
        return None;
    }
    let cued =
        per || matches!(scan.before(i), "once" | "twice" | "times" | "%" | "percent" | "pct" | "hours" | "days") || counted_before(scan, i);
    cued.then(|| (duration(1000, unit), i + 2))
}

/// Whether a number stands a few words before, with nothing between them that breaks the rate ("for", "in", a verb's comma).
fn counted_before(scan: &Scan<'_>, i: usize) -> bool {
    for back in 1..=4 {
        let Some(k) = i.checked_sub(back) else { return false };
        let Some(token) = scan.token(k) else { return false };
        let word = scan.word(k);
        if token.is_number() || annals_text::number_word(word).is_some() {
            return month_number(scan.before(k)).is_none() && scan.year(k).is_none();
        }
        if !token.is_word()
            || matches!(
                word,
                "for"
                    | "in"
                    | "of"
                    | "after"
                    | "within"
                    | "over"
                    | "than"
                    | "about"
                    | "nearly"
                    | "just"
                    | "only"
                    | "almost"
                    | "by"
                    | "last"
                    | "lasted"
                    | "to"
                    | "and"
                    | "before"
                    | "quite"
                    | "was"
                    | "is"
                    | "had"
                    | "has"
                    | "during"
                    | "at"
                    | "such"
                    | "from"
            )
        {
            return false;
        }
    }
    false
}
