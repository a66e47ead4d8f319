//! So long ago, so much later: "two years ago", "a week later", "three months earlier", "a year ago", "five years from now".

use super::Finder;
use super::meaning::{Amount, Base, Found, Meaning, Unit};
use super::scan::Scan;
use crate::rule::{Rule, RuleCard};

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard {
        name: "time/shift",
        about: "A point so many units before or after the publication or the date before it in the text.",
        cases: include_str!("shift.toml"),
    },
    find,
};

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    beside(scan, i).or_else(|| counted(scan, i))
}

/// "the day before", "the year after", "the week after next", "the day after Christmas".
pub(super) fn beside(scan: &Scan<'_>, i: usize) -> Option<Found> {
    if !scan.is(i, "the") {
        return None;
    }
    let (unit, false) = scan.unit(i + 1)? else { return None };
    if !matches!(unit, Unit::Day | Unit::Week | Unit::Month | Unit::Quarter | Unit::Year) {
        return None;
    }
    let sign = match scan.word(i + 2) {
        "before" | "previous" | "earlier" | "preceding" => -1,
        "after" | "following" | "later" => 1,
        _ => return None,
    };
    let end = i + 3;
    match (scan.word(i + 2), scan.word(end)) {
        ("after", "next") => return Some(Found::new(i, end + 1, Meaning::Shift { unit, amount: 2, base: Base::Published })),
        ("before", "last") if unit != Unit::Day => {
            return Some(Found::new(i, end + 1, Meaning::Shift { unit, amount: -2, base: Base::Published }));
        }
        _ => {}
    }
    if matches!(scan.word(i + 2), "before" | "after")
        && let Some((from, end)) = counted_from(scan, unit, end)
    {
        return Some(Found::new(i, end, Meaning::Offset { unit, amount: sign, from: Box::new(from) }));
    }
    // "the day before the vote" counts from what is no date.
    let closed = scan
        .token(end)
        .is_none_or(|t| !t.is_word() && !t.is_number() && !scan.dash(end) && !matches!(scan.word(end), "(" | "$" | "“" | "\""))
        || matches!(scan.word(end), "and" | "but" | "or" | "when" | "while" | "as" | "with");
    closed.then(|| Found::new(i, end, Meaning::Shift { unit, amount: sign, base: Base::Beside }))
}

/// A date that units can be counted from: a day, or a stretch of the unit's own size.
fn counted_from(scan: &Scan<'_>, unit: Unit, i: usize) -> Option<(Meaning, usize)> {
    let (inner, _) = super::point(scan, i)?;
    if inner.clock.is_some() || inner.part.is_some() {
        return None;
    }
    let fits = match inner.meaning {
        Meaning::Day { .. } | Meaning::Weekday { .. } | Meaning::Holiday { .. } | Meaning::Shift { unit: Unit::Day, .. } => true,
        Meaning::Month { .. } => matches!(unit, Unit::Month | Unit::Year),
        Meaning::Year(_) => unit == Unit::Year,
        _ => false,
    };
    // "two days after the Monday meeting", "a week after Christmas sales began": the date belongs to a noun.
    let noun = scan.lower(inner.end) && scan.token(inner.end).is_some_and(|t| t.is_word()) && !ends_phrase(scan.word(inner.end));
    (fits && !scan.is(i, "the") && !noun && !matches!(scan.word(inner.end), "'s" | "’s")).then_some((inner.meaning, inner.end))
}

/// Words that can follow a date that stands by itself.
fn ends_phrase(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "or"
            | "but"
            | "in"
            | "on"
            | "at"
            | "to"
            | "for"
            | "with"
            | "by"
            | "from"
            | "as"
            | "when"
            | "while"
            | "after"
            | "before"
            | "that"
            | "the"
            | "a"
            | "was"
            | "is"
            | "has"
            | "had"
            | "will"
            | "it"
            | "he"
            | "she"
            | "they"
            | "which"
            | "because"
            | "since"
            | "until"
            | "if"
    )
}

/// "in two weeks" where the sentence looks ahead: a date, unless a figure before it says that something changes in that time.
fn ahead(scan: &Scan<'_>, i: usize, end: usize) -> bool {
    // "in a quarter that …" is a part of the calendar; "in a day" is a length.
    let (unit_word, one) = (scan.word(end.saturating_sub(1)), matches!(scan.word(i), "a" | "an" | "one"));
    if one && matches!(unit_word, "quarter" | "day" | "two" | "so" | "more") {
        return false;
    }
    if scan.before(i) != "in" || scan.hyphen(end) || matches!(scan.word(end), "of" | "for" | "at" | "'s" | "’s") {
        return false;
    }
    let figure = |back: usize| {
        i.checked_sub(back).and_then(|k| scan.token(k)).is_some_and(|t| t.is_number())
            || i.checked_sub(back).is_some_and(|k| matches!(scan.word(k), "%" | "percent" | "first" | "time"))
    };
    !(2..=8).any(figure) && super::tense::tense(scan, i, end) == super::tense::Tense::Future
}

fn counted(scan: &Scan<'_>, i: usize) -> Option<Found> {
    let (amount, end) = match scan.unit(i) {
        // "years ago"
        Some((_, true)) => (Amount::VAGUE, i),
        _ => scan.amount(i)?,
    };
    let end = if matches!(scan.word(end), "full" | "more" | "trading" | "business" | "short") { end + 1 } else { end };
    let (unit, _) = scan.unit(end)?;
    let mut after = end + 1;
    // "a week or so ago"
    if scan.are(after, &["or", "so"]) || scan.are(after, &["or", "two"]) || scan.are(after, &["or", "more"]) {
        after += 2;
    }
    let (sign, base, after) = match scan.word(after) {
        "ago" => (-1, Base::Published, after + 1),
        "earlier" | "previously" => (-1, Base::Previous, after + 1),
        "later" | "afterwards" | "afterward" => (1, Base::Previous, after + 1),
        "hence" => (1, Base::Published, after + 1),
        "from" if matches!(scan.word(after + 1), "now" | "today") && unit >= Unit::Day => (1, Base::Today, after + 2),
        // "$2 million a year before."
        "before"
            if scan.token(after + 1).is_none_or(|t| !t.is_word() && !t.is_number())
                && !matches!(scan.word(after + 1), "(" | "“" | "\"") =>
        {
            (-1, Base::Previous, after + 1)
        }
        word @ ("before" | "after" | "from" | "since") => {
            let amount = amount.count().filter(|count| *count < 10_000)?;
            let (from, end) = counted_from(scan, unit, after + 1)
                .filter(|_| scan.unit(i + 2).is_none() || !matches!(scan.word(i + 1), "trading" | "business"))?;
            // "64 days from May 3 to July 6" names the ends of the days.
            if matches!(word, "from" | "since") && matches!(scan.word(end), "to" | "until" | "through" | "till" | "-" | "–") {
                return None;
            }
            let amount = if word == "before" { -amount } else { amount };
            return Some(Found::new(i, end, Meaning::Offset { unit, amount, from: Box::new(from) }));
        }
        _ if unit >= Unit::Day && ahead(scan, i, after) => (1, Base::Today, after),
        _ => return None,
    };
    // "a year later than planned" counts from something else.
    if base == Base::Previous && scan.is(after, "than") {
        return None;
    }
    let Some(count) = amount.count() else {
        let vague = if sign < 0 { "PAST_REF" } else { "FUTURE_REF" };
        return amount.thousandths.is_none().then(|| Found::new(i, after, Meaning::Reference(vague)));
    };
    if unit == Unit::Year && count == 1 && sign < 0 {
        return Some(Found::new(i, after, Meaning::Again { unit: None, years: -1 }));
    }
    (count < 10_000).then(|| Found::new(i, after, Meaning::Shift { unit, amount: sign * count, base }))
}
