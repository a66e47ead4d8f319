//! With which words and numbers a date can begin: all others are passed over after one look.

use super::scan::Scan;
use super::{holiday, lexicon, numeric};
use annals_text::{TokenKind, month_number, number_word, ordinal_word, weekday_number};

/// A number in digits.
pub(super) const NUMBER: u8 = 1;
/// The name of a month or weekday.
pub(super) const NAME: u8 = 2;
/// The article "the".
pub(super) const THE: u8 = 4;
/// "a", "an".
pub(super) const A: u8 = 8;
/// A unit of time.
pub(super) const UNIT: u8 = 16;
/// A number in words.
pub(super) const SPELT: u8 = 32;
/// Any other word or sign that opens an expression ("last", "early", "noon", a holiday's name).
pub(super) const LEAD: u8 = 64;

/// The sorts of token `i`, none when no expression can begin with it: most words are passed over here.
pub(super) fn opens(scan: &Scan<'_>, i: usize) -> u8 {
    let Some(token) = scan.token(i) else { return 0 };
    if token.is_number() {
        return if inside_code(scan, i) || !goes_on(scan, i) { 0 } else { NUMBER };
    }
    let word = scan.word(i);
    if !token.is_word() {
        return if matches!(word, "'" | "’" | "‘") && scan.digits(i + 1).is_some() { LEAD } else { 0 };
    }
    if word.len() > 13 {
        return 0;
    }
    let if_carried = |sort: u8| if can_carry(scan, i + 1) { sort } else { 0 };
    let coded = token.is_capitalised() && is_period_code(word) || word.as_bytes().last().is_some_and(u8::is_ascii_digit);
    if !lexicon::may_open(word) && !coded {
        return 0;
    }
    match word {
        // The commonest words of English need a date word behind them.
        "the" => if_carried(THE),
        "a" | "an" => if_carried(A),
        "its" | "their" | "our" | "his" | "her" | "all" | "another" => if_carried(LEAD),
        _ => match can_open(scan, i) {
            0 if holiday::opens(word) || token.is_capitalised() && is_period_code(word) => LEAD,
            sort => sort,
        },
    }
}

/// Whether what stands behind a number lets it be part of a date: a year may stand alone, other numbers do not.
fn goes_on(scan: &Scan<'_>, i: usize) -> bool {
    let (Some(token), Some(next)) = (scan.token(i), scan.token(i + 1)) else { return scan.year(i).is_some() };
    let word = scan.word(i + 1);
    match next.kind {
        TokenKind::Number => true,
        TokenKind::Sign => {
            token.end - token.start == 4 || token.end - token.start >= 8 || scan.tight(i + 1) && !matches!(word, "%" | "," | ")")
        }
        TokenKind::Word => {
            !next.space_before
                || token.end - token.start >= 8
                || token.end - token.start == 4 && !matches!(word, "percent" | "million" | "billion" | "trillion" | "points" | "shares")
                || lexicon::class(word).is_some()
                || month_number(word).is_some()
                || matches!(
                    word,
                    "to" | "and"
                        | "or"
                        | "of"
                        | "in"
                        | "times"
                        | "trading"
                        | "business"
                        | "session"
                        | "sessions"
                        | "more"
                        | "consecutive"
                        | "straight"
                        | "additional"
                        | "working"
                        | "whole"
                        | "long"
                        | "successive"
                        | "other"
                        | "hundred"
                        | "thousand"
                        | "a.m."
                        | "am"
                        | "p.m."
                        | "pm"
                        | "a"
                        | "p"
                        | "o'clock"
                        | "o’clock"
                        | "bc"
                        | "b.c."
                        | "bce"
                        | "short"
                        | "until"
                        | "till"
                        | "through"
                )
        }
    }
}

/// What a word is by which a date can begin.
fn can_open(scan: &Scan<'_>, i: usize) -> u8 {
    let word = scan.word(i);
    let mut sort = match lexicon::class(word) {
        Some(lexicon::Class::Unit(..)) => UNIT,
        Some(_) => LEAD,
        None => 0,
    };
    if number_word(word).is_some() || ordinal_word(word).is_some() {
        sort |= SPELT;
    }
    if sort != 0 {
        return sort | if matches!(word, "second") { SPELT } else { 0 };
    }
    let weekday =
        || weekday_number(word).is_some() || word.len() > 6 && word.strip_suffix('s').is_some_and(|one| weekday_number(one).is_some());
    let glued = || word.as_bytes().last().is_some_and(u8::is_ascii_digit) && numeric::glued(word).is_some();
    let name = month_number(word).is_some() && scan.month(i).is_some() || weekday() || glued();
    if name { NAME } else { 0 }
}

/// `q1`, `h2`, `fy25`.
fn is_period_code(word: &str) -> bool {
    word.starts_with(['q', 'h', 'f']) && word.len() <= 6 && word.bytes().any(|b| b.is_ascii_digit())
}

/// Whether a word can stand behind an article in a date.
fn can_carry(scan: &Scan<'_>, i: usize) -> bool {
    let word = scan.word(i);
    let Some(token) = scan.token(i) else { return false };
    token.is_number()
        || can_open(scan, i) != 0
        || token.is_capitalised() && (holiday::opens(word) || is_period_code(word))
        || matches!(
            word,
            "'" | "’"
                | "‘"
                | "couple"
                | "hundred"
                | "thousand"
                | "single"
                | "very"
                | "turn"
                | "foreseeable"
                | "near"
                | "immediate"
                | "distant"
                | "whole"
                | "entire"
                | "mere"
                | "close"
                | "similar"
                | "small"
                | "wee"
                | "night"
        )
}

/// A number stuck to a sign or letters before it belongs to an amount, a code or an address.
fn inside_code(scan: &Scan<'_>, i: usize) -> bool {
    if !scan.tight(i) {
        return false;
    }
    let Some(before) = i.checked_sub(1).and_then(|k| scan.token(k)) else { return false };
    if before.is_word() || before.is_number() {
        return true;
    }
    !matches!(scan.before(i), "(" | "[" | "'" | "’" | "‘" | "\"" | "“" | "," | ";" | "—" | "–" | "-" | "\u{2026}")
        || scan.dash(i - 1) && scan.tight(i - 1)
}
