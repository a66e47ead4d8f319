//! Numbers that are no figures: parts of names, dates, tickers, list and page numbers, phone numbers, scores, addresses.

use crate::figure::number::{Numeral, Written};
use crate::figure::scan::Scene;
use annals_model::Kind;
use annals_text::Reading;
use rust_decimal::Decimal;

/// Whether this number measures nothing, whatever follows it.
pub(crate) fn never(scene: &Scene<'_>, numeral: &Numeral) -> bool {
    let reading = scene.reading;
    inside_name(scene, numeral)
        || glued(reading, numeral)
        || bracketed(reading, numeral)
        || listed(reading, numeral)
        || chained(reading, numeral)
}

fn joined(reading: &Reading<'_>, i: usize) -> bool {
    reading.tokens().get(i).is_some_and(|t| !t.space_before)
}

/// "S&P 500", "CSI 300", "Magnificent 7": the number lies in a name that was found. Code-like words such as "RMB5" are looked at
/// by their own rule first.
fn inside_name(scene: &Scene<'_>, numeral: &Numeral) -> bool {
    let list = scene.mentions;
    let after = list.partition_point(|mention| mention.span.start < numeral.span.end);
    list.get(after.saturating_sub(4)..after).unwrap_or_default().iter().any(|mention| {
        mention.span.contains(numeral.span)
            && (mention.rule.as_str() == "correction"
                || (mention.span.len() > numeral.span.len() || numeral.written == Written::Words) && mention.kind != Kind::Person)
    })
}

/// Letters or signs that touch the number and make it part of a word, an address, a code: "GPT-4", "5paisa", "9988.HK", "21st",
/// "10-K", "3:1", "/2024/", "10^5".
fn glued(reading: &Reading<'_>, numeral: &Numeral) -> bool {
    let tokens = reading.tokens();
    if numeral.code.is_some() {
        return false;
    }
    if numeral.first > 0 && joined(reading, numeral.first) {
        let before = numeral.first - 1;
        match reading.surface(before) {
            // "Y=28,030" is a sum of yen where a text was forced into ASCII.
            "=" if joined(reading, before) => return reading.surface(before.saturating_sub(1)) != "Y",
            "/" | "%" | "_" | "&" | "?" | "@" | "^" | "×" | "*" | "\\" | "\"" if joined(reading, before) => return true,
            // "#13 billion" is what is left of "£13 billion"; "#3" is a place in a list.
            "#" => return numeral.scale < Decimal::ONE_THOUSAND && numeral.suffix.is_none(),
            "'" | "’" | "‘" => return true,
            ":" if joined(reading, before) && tokens.get(before.wrapping_sub(1)).is_some_and(|t| t.is_number()) => return true,
            "." if joined(reading, before) => return true,
            "−" | "-" if exponent(reading, before) => return true,
            "-" | "–" | "‑" if joined(reading, before) && numeral.written == Written::Digits => {
                let Some(two) = before.checked_sub(1).and_then(|k| tokens.get(k)) else { return true };
                let word = reading.word(before - 1);
                let measuring = matches!(
                    word,
                    "sub"
                        | "minus"
                        | "plus"
                        | "near"
                        | "about"
                        | "almost"
                        | "nearly"
                        | "top"
                        | "to"
                        | "under"
                        | "over"
                        | "and"
                        | "or"
                        | "percent"
                        | "cent"
                );
                if two.is_word() && !measuring && crate::figure::lexicon::scale_word(word).is_none() && !is_unit(reading, before - 1) {
                    return true;
                }
            }
            _ => {}
        }
    }
    let next = numeral.next;
    if !joined(reading, next) {
        return false;
    }
    let Some(token) = tokens.get(next) else { return false };
    if token.is_word() && numeral.written == Written::Digits {
        // Letters that are neither scale nor unit: ordinals, "5G", "1990s", names.
        let word = reading.word(next);
        let possessive = word.starts_with('\'') || word.starts_with('’');
        return !possessive && numeral.suffix.is_none() && !is_unit(reading, next);
    }
    match reading.surface(next) {
        ":" | "/" | "_" | "=" | "^" | "×" => tokens.get(next + 1).is_some_and(|t| t.is_number() && !t.space_before),
        "." => tokens.get(next + 1).is_some_and(|t| t.is_word() && !t.space_before && t.is_capitalised()),
        "-" => {
            // "10-K", "7-Eleven": a capital behind the hyphen that is no unit.
            tokens.get(next + 1).is_some_and(|t| t.is_word() && !t.space_before && t.is_capitalised())
                && numeral.written == Written::Digits
                && numeral.scale == Decimal::ONE
                && !is_unit(reading, next + 1)
        }
        _ => false,
    }
}

/// "10−30" behind "×": the second number is a power.
fn exponent(reading: &Reading<'_>, sign: usize) -> bool {
    sign >= 2
        && joined(reading, sign)
        && reading.tokens().get(sign - 1).is_some_and(|t| t.is_number())
        && matches!(reading.surface(sign - 2), "×" | "^")
}

/// Whether a word that touches a number is a unit the rules know.
fn is_unit(reading: &Reading<'_>, i: usize) -> bool {
    use crate::figure::lexicon::{cjk_scale, currency_by_word, currency_entry_by_code, unit_words};
    matches!(
        reading.word(i),
        "pc" | "pct"
            | "dollars"
            | "euros"
            | "yen"
            | "percent"
            | "bps"
            | "bp"
            | "pp"
            | "ppt"
            | "ppts"
            | "x"
            | "p"
            | "pt"
            | "pts"
            | "c"
            | "cent"
            | "fold"
            | "per"
            | "or"
    ) || unit_words(reading, i, true).is_some()
        || currency_entry_by_code(reading.surface(i)).is_some()
        || cjk_scale(reading.surface(i)).is_some()
        || (!reading.surface(i).is_ascii() && currency_by_word(reading.surface(i)).is_some())
        || crate::figure::code::dollar_of(reading.surface(i)).is_some_and(|_| reading.surface(i + 1) == "$" && joined(reading, i + 1))
}

/// "\[1\]", and a figure alone in brackets "(1)" at a list's head.
fn bracketed(reading: &Reading<'_>, numeral: &Numeral) -> bool {
    let Some(before) = numeral.first.checked_sub(1) else { return false };
    reading.surface(before) == "[" && reading.surface(numeral.next) == "]"
}

/// A number alone on its line, or at its head as a list number: "1", "2.", "3)".
fn listed(reading: &Reading<'_>, numeral: &Numeral) -> bool {
    let tokens = reading.tokens();
    let starts = |i: usize| tokens.get(i).is_none_or(|t| t.line_start);
    if !starts(numeral.first) || numeral.written != Written::Digits || numeral.code.is_some() {
        return numeral.first > 0
            && reading.surface(numeral.first - 1) == "("
            && starts(numeral.first - 1)
            && reading.surface(numeral.next) == ")"
            && !numeral.separated;
    }
    starts(numeral.next) || (!numeral.separated && matches!(reading.surface(numeral.next), "." | ")") && joined(reading, numeral.next))
}

/// Three or more numbers chained by hyphens ("555-123-4567"), or a number after "+" and before another: a phone number.
fn chained(reading: &Reading<'_>, numeral: &Numeral) -> bool {
    let tokens = reading.tokens();
    let number = |i: usize| tokens.get(i).is_some_and(|t| t.is_number());
    let hyphen = |i: usize| matches!(reading.surface(i), "-" | "–" | "." | "‑") && joined(reading, i);
    let first = numeral.first;
    if numeral.written != Written::Digits || !number(first) {
        return false;
    }
    let right = |i: usize| hyphen(i + 1) && number(i + 2) && joined(reading, i + 2);
    let left = |i: usize| i >= 2 && hyphen(i - 1) && number(i - 2) && joined(reading, i);
    let chain = (right(first) && right(first + 2)) || (left(first) && left(first - 2)) || (left(first) && right(first));
    // "(212) 555-1234", "+852 2123 4567"
    let area = first >= 2 && reading.surface(first - 1) == ")" && number(first - 2) && right(first);
    let plus = first > 0 && reading.surface(first - 1) == "+" && joined(reading, first) && number(first + 1);
    chain || area || plus || (first >= 2 && number(first - 1) && reading.surface(first - 2) == "+")
}

/// A bare number that belongs to the capitalised word before it: "Web 2.0", "Big 12", "Article 50", "No. 3", "Model 3". Only for
/// numbers that have no unit of their own.
pub(crate) fn named(reading: &Reading<'_>, numeral: &Numeral) -> bool {
    if numeral.written != Written::Digits || numeral.scale != Decimal::ONE || numeral.code.is_some() {
        return false;
    }
    let Some(before) = numeral.first.checked_sub(1) else { return false };
    let tokens = reading.tokens();
    let Some(token) = tokens.get(before) else { return false };
    let word = reading.word(before);
    if matches!(
        word,
        "no" | "nos"
            | "number"
            | "chapter"
            | "page"
            | "pages"
            | "article"
            | "section"
            | "level"
            | "phase"
            | "stage"
            | "tier"
            | "version"
            | "route"
            | "flight"
            | "channel"
            | "highway"
            | "grade"
            | "room"
            | "exit"
            | "gate"
            | "rule"
            | "item"
            | "step"
            | "episode"
            | "season"
            | "type"
            | "category"
            | "top"
            | "bottom"
            | "final"
            | "last-"
            | "group"
            | "id"
            | "box"
            | "lot"
            | "figure"
            | "fig"
            | "table"
            | "appendix"
            | "schedule"
            | "line"
            | "code"
    ) {
        return !matches!(word, "top" | "bottom" | "number" | "final" | "group" | "line" | "no")
            || !followed_by_noun(reading, numeral.next);
    }
    if reading.surface(before) == "." && matches!(reading.word(before.wrapping_sub(1)), "no" | "nos" | "vol" | "art" | "sec" | "fig") {
        return true;
    }
    token.is_capitalised() && !reading.opens_sentence(before) && !numeral.separated && !is_plain_capital(word)
}

fn followed_by_noun(reading: &Reading<'_>, i: usize) -> bool {
    reading.tokens().get(i).is_some_and(|t| t.is_word()) && !crate::figure::noun::stops(reading.word(i))
}

/// Words that are capitals in headlines without naming anything.
fn is_plain_capital(word: &str) -> bool {
    matches!(
        word,
        "in" | "at"
            | "by"
            | "to"
            | "of"
            | "for"
            | "with"
            | "and"
            | "or"
            | "from"
            | "over"
            | "about"
            | "some"
            | "than"
            | "least"
            | "nearly"
            | "almost"
            | "around"
            | "under"
            | "up"
            | "only"
            | "just"
            | "all"
            | "these"
            | "those"
            | "more"
            | "another"
            | "its"
            | "their"
            | "has"
            | "have"
            | "hits"
            | "hit"
            | "cuts"
            | "cut"
            | "adds"
            | "added"
            | "the"
            | "a"
            | "kills"
            | "as"
            | "that"
            | "after"
            | "on"
            | "into"
            | "between"
            | "will"
            | "names"
            | "sells"
            | "buys"
            | "opens"
            | "closes"
            | "sees"
            | "lost"
            | "won"
            | "gains"
            | "sheds"
            | "top"
            | "every"
            | "raises"
            | "reaches"
            | "exceeds"
            | "tops"
            | "creates"
            | "loses"
            | "lays"
            | "off"
            | "hires"
            | "fires"
            | "plans"
            | "wins"
    )
}

/// "575 Wilton Road": a house number.
pub(crate) fn street(reading: &Reading<'_>, next: usize) -> bool {
    let tokens = reading.tokens();
    (next..next + 4).take_while(|k| tokens.get(*k).is_some_and(|t| t.is_capitalised())).skip(1).any(|k| {
        matches!(
            reading.word(k),
            "street" | "road" | "avenue" | "ave" | "rd" | "lane" | "drive" | "blvd" | "boulevard" | "square" | "plaza" | "st" | "terrace"
        )
    })
}
