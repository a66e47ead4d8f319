//! Bare years: "in 2016", "the year 2000", "the 2008 crisis", "(2019)"; four-digit counts and names are left alone.

use super::Finder;
use super::meaning::{Found, Meaning, YearOf};
use super::scan::Scan;
use crate::rule::{Rule, RuleCard};
use annals_text::Shape;

pub(super) const RULE: Rule<Finder> = Rule {
    card: RuleCard { name: "time/year", about: "A year by itself, where its neighbours make it one.", cases: include_str!("year.toml") },
    find,
};

/// Words before four digits that make them a year.
const BEFORE: &[&str] = &[
    "in",
    "since",
    "by",
    "until",
    "till",
    "from",
    "to",
    "of",
    "during",
    "before",
    "after",
    "through",
    "between",
    "throughout",
    "for",
    "early",
    "late",
    "mid",
    "circa",
    "pre",
    "post",
    "the",
    "and",
    "or",
    "than",
    "as",
    "its",
    "their",
    "his",
    "her",
    "our",
    "a",
    "begin",
    "beyond",
    "over",
    "(",
    "back",
    "into",
    "on",
    "around",
    "about",
];

/// Of these only a few leave no doubt, even before a noun that could be counted.
const SURE: &[&str] =
    &["since", "until", "till", "during", "throughout", "early", "late", "circa", "mid", "the", "its", "their", "his", "her", "our"];

/// Plural nouns that are never counted in thousands in the news: years stand before them.
const YEARLY: &[&str] = &[
    "sales",
    "earnings",
    "profits",
    "revenues",
    "results",
    "losses",
    "elections",
    "proceeds",
    "forecasts",
    "estimates",
    "figures",
    "accounts",
    "dividends",
    "exports",
    "imports",
    "operations",
    "savings",
    "plans",
    "talks",
    "levels",
    "terms",
    "prices",
    "targets",
    "olympics",
    "games",
    "negotiations",
];

/// Events that are named with their year ("World Cup 2018").
const EVENTS: &[&str] = &[
    "conference",
    "expo",
    "cup",
    "games",
    "olympics",
    "festival",
    "summit",
    "forum",
    "fair",
    "congress",
    "championship",
    "championships",
    "awards",
    "exhibition",
    "convention",
    "budget",
    "election",
    "elections",
];

/// Words in `-s` that are no plural nouns.
const NO_PLURAL: &[&str] = &[
    "was", "is", "has", "as", "its", "this", "his", "us", "does", "thus", "versus", "plus", "across", "less", "unless", "whereas",
    "perhaps", "always", "series", "news", "gas", "sees", "says", "looks", "means", "marks", "makes", "shows",
];

fn find(scan: &Scan<'_>, i: usize) -> Option<Found> {
    if let Some(found) = before_christ(scan, i) {
        return Some(found);
    }
    let the = scan.after_the(i);
    if the > i && scan.is(the, "year") {
        if scan.are(the + 1, &["two", "thousand"]) {
            return Some(Found::new(i, the + 3, Meaning::Year(YearOf::Stated(2000))));
        }
        let year = scan.year(the + 1).filter(|_| !scan.counts_something(the + 2))?;
        return Some(Found::new(i, the + 2, Meaning::Year(YearOf::Stated(year))));
    }
    if the > i {
        return None;
    }
    if matches!(scan.word(i), "post" | "pre") {
        let year = scan.year(i + 2).filter(|_| scan.hyphen(i + 1))?;
        return Some(Found::new(i, i + 3, Meaning::Year(YearOf::Stated(year))));
    }
    if let Some((year, end)) = spoken(scan, i) {
        return Some(Found::new(i, end, Meaning::Year(YearOf::Stated(year))));
    }
    let year = scan.year(i)?;
    if scan.counts_something(i + 1) || !is_year(scan, i, year) {
        return None;
    }
    Some(Found::new(i, i + 1, Meaning::Year(YearOf::Stated(year))))
}

/// "264 BC", "44 B.C.": the first year before Christ is the year 0 of the calendar.
fn before_christ(scan: &Scan<'_>, i: usize) -> Option<Found> {
    if !matches!(scan.word(i + 1), "bc" | "b.c." | "bce") || !scan.capital(i + 1) {
        return None;
    }
    let year = scan.digits(i).filter(|year| (1..5000).contains(year))?;
    let year = 1 - i16::try_from(year).ok()?;
    Some(Found::new(i, i + 2, Meaning::Year(YearOf::Stated(year))))
}

/// "nineteen ninety-seven", "twenty nineteen": a year as it is spoken.
pub(super) fn spoken(scan: &Scan<'_>, i: usize) -> Option<(i16, usize)> {
    if scan.are(i, &["two", "thousand"]) {
        let and = usize::from(scan.is(i + 2, "and"));
        let (rest, end) = scan.number_words(i + 2 + and).filter(|(rest, _)| (1..100).contains(rest))?;
        let counts =
            scan.unit(end).is_some() || scan.hyphen(end) || scan.lower(end) && !scan.reading.word(end).is_empty() && !closes(scan, end);
        return (!counts).then(|| i16::try_from(2000 + rest).ok().map(|year| (year, end)))?;
    }
    let century = match scan.word(i) {
        "eighteen" => 1800,
        "nineteen" => 1900,
        "twenty" => 2000,
        _ => return None,
    };
    if scan.dash(i + 1) {
        return None;
    }
    let (rest, end) = scan.number_words(i + 1).filter(|(rest, _)| (10..100).contains(rest))?;
    // "twenty thirty-year bonds" counts bonds; "nineteen fifty dollar notes" counts notes.
    if scan.unit(end).is_some() || scan.hyphen(end) {
        return None;
    }
    Some((century + i16::try_from(rest).ok()?, end))
}

/// Words behind a spoken year that show that it counts nothing.
fn closes(scan: &Scan<'_>, i: usize) -> bool {
    matches!(scan.word(i), "and" | "or" | "but" | "to" | "at" | "on" | "in" | "as" | "was" | "is" | "when" | "with" | "for" | "by" | "it")
}

fn is_year(scan: &Scan<'_>, i: usize, year: i16) -> bool {
    let before = scan.before(i);
    let next = scan.word(i + 1);
    // "1810.HK" is a share's code.
    if next == "." && scan.tight(i + 1) && scan.tight(i + 2) && scan.token(i + 2).is_some_and(|t| t.shape == Shape::Upper) {
        return false;
    }
    // A dash joins it to a word ("2000-seat") or to another number that is no year.
    if scan.hyphen(i + 1) && scan.digits(i + 2).is_none() {
        return false;
    }
    if matches!(next, "shares" | "points" | "people" | "million" | "billion" | "trillion" | "percent" | "pounds" | "dollars" | "euros") {
        return false;
    }
    // One of a row of numbers.
    if scan.digits(i + 1).is_some() || i.checked_sub(1).is_some_and(|k| scan.digits(k).is_some_and(|_| scan.word(k).len() > 2)) {
        return false;
    }
    let counted = counted_noun(scan, i + 1);
    // "The Directory, 1795-1799"
    if scan.dash(i + 1) && scan.year(i + 2).is_some_and(|to| to > year) {
        return true;
    }
    // "mid-1996", "in 1994, 1995 and 1997"
    if (scan.dash(i.wrapping_sub(1)) || before == ",")
        && i.checked_sub(2).is_some_and(|k| matches!(scan.word(k), "mid" | "early" | "late") || scan.year(k).is_some())
    {
        return true;
    }
    if scan.capital(i.wrapping_sub(1)) && !scan.reading.opens_sentence(i.wrapping_sub(1)) && !BEFORE.contains(&before) {
        // "Windows 2000", "Vision 2030"; but "Citigroup 2024 earnings" and "April 2024" (read elsewhere).
        if EVENTS.contains(&before) {
            return !counted;
        }
        return YEARLY.contains(&next) || matches!(next, "revenue" | "net" | "profit" | "income" | "budget" | "fiscal");
    }
    if SURE.contains(&before) {
        return true;
    }
    if BEFORE.contains(&before) {
        return !counted;
    }
    let opens = scan.reading.opens_sentence(i);
    (1900..2100).contains(&year) && !counted && (opens || !scan.lower(i + 1) || YEARLY.contains(&next) || scan.lower(i.wrapping_sub(1)))
}

/// Whether a plural noun follows that four digits could count ("2020 stores").
fn counted_noun(scan: &Scan<'_>, i: usize) -> bool {
    let noun = |k: usize| {
        let word = scan.word(k);
        scan.lower(k)
            && word.len() > 3
            && word.ends_with('s')
            && !word.ends_with("ss")
            && !YEARLY.contains(&word)
            && !NO_PLURAL.contains(&word)
            && !word.ends_with("is")
            && !word.ends_with("us")
    };
    noun(i)
}
