//! Reads a number as printed: digits with separators, number words, fractions, and the scale behind them.
//!
//! Overflow and misprinted separators give no number at all: none is better than a wrong one.

use crate::figure::glued::glued_code;
use crate::figure::lexicon::{cjk_scale, scale_word};
use crate::figure::vague;
use annals_model::{Currency, Span};
use annals_text::{Reading, Shape, number_word};
use rust_decimal::Decimal;

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// `23,477.9`.
    Digits,
    /// `two hundred`.
    Words,
    /// `2/3`, `a third`, `half`.
    Fraction,
}

/// A short scale letter, meant only when a currency or a counted noun says so: `5m`, `20k`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Suffix {
    /// 1,000,000 for `m`.
    pub(crate) factor: Decimal,
    /// The token after it.
    pub(crate) next: usize,
    /// It is a capital: `5M` is never five metres.
    pub(crate) capital: bool,
}

/// A number before anyone knows what it measures.
#[derive(Clone, Debug)]
pub(crate) struct Numeral {
    /// Digits, words and scale.
    pub(crate) span: Span,
    /// First token.
    pub(crate) first: usize,
    /// The token after the last.
    pub(crate) next: usize,
    /// Scales multiplied in.
    pub(crate) value: Decimal,
    /// The scale printed, 1 when none.
    pub(crate) scale: Decimal,
    /// Digits, words or fraction.
    pub(crate) written: Written,
    /// A scale letter behind it that waits for its unit.
    pub(crate) suffix: Option<Suffix>,
    /// A currency code glued before it: `RMB9.43`.
    pub(crate) code: Option<Currency>,
    /// It has separators or decimals, so it is no year and no name's number.
    pub(crate) separated: bool,
    /// "Dozens of", "tens of millions of": at least this many and less than ten times as many, and only with what is counted.
    pub(crate) vague: bool,
    /// The token after the figure before it: what that figure took cannot belong to this one.
    pub(crate) floor: usize,
}

/// The number that starts at token `i`.
pub(crate) fn read(reading: &Reading<'_>, i: usize) -> Option<Numeral> {
    let token = reading.tokens().get(i)?;
    if token.is_number() {
        return digits(reading, i);
    }
    if !token.is_word() {
        return unicode_fraction(reading.surface(i))
            .filter(|_| token.space_before)
            .map(|value| plain(token.span(), i, i + 1, value, Written::Fraction))
            .and_then(|numeral| with_scale(reading, numeral));
    }
    let word = reading.word(i);
    // A code before digits is written in capitals, or ends with a digit ("rs500"): most words are passed over here.
    let glued_code = |reading, i| {
        let last = word.as_bytes().last()?;
        let may = token.shape != Shape::Lower || last.is_ascii_digit() || !word.is_ascii();
        may.then(|| glued_code(reading, i)).flatten()
    };
    match word.as_bytes().first()? {
        b'a' | b'e' | b'f' | b'n' | b'o' | b'q' | b's' | b'z' => words(reading, i).or_else(|| glued_code(reading, i)),
        b'b' | b'c' | b'd' | b'h' | b'l' | b'm' | b't' => {
            vague::read(reading, i).or_else(|| words(reading, i)).or_else(|| glued_code(reading, i))
        }
        _ => glued_code(reading, i),
    }
}

pub(crate) fn plain(span: Span, first: usize, next: usize, value: Decimal, written: Written) -> Numeral {
    Numeral { span, first, next, value, scale: Decimal::ONE, written, suffix: None, code: None, separated: false, vague: false, floor: 0 }
}

/// `1,234.5` → 1234.5; `None` when the separators do not stand where English or Indian usage puts them.
pub(crate) fn parse_digits(surface: &str) -> Option<Decimal> {
    let (whole, fraction) = match surface.split_once('.') {
        Some((_, rest)) if rest.contains(['.', ',']) => return None,
        Some((whole, rest)) => (whole, Some(rest)),
        None => (surface, None),
    };
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    if let Some((last, middle)) = rest.split_last() {
        let western = last.len() == 3 && middle.iter().all(|g| g.len() == 3);
        let indian = last.len() == 3 && middle.iter().all(|g| g.len() == 2);
        if first.is_empty() || first.len() > 3 || !(western || indian) {
            return None;
        }
    }
    let mut plain = String::with_capacity(surface.len());
    plain.extend(surface.chars().filter(|c| *c != ','));
    let places = fraction.map_or(0, str::len);
    if plain.len() > 28 || places > 18 {
        return None;
    }
    plain.parse().ok()
}

fn digits(reading: &Reading<'_>, i: usize) -> Option<Numeral> {
    let token = reading.tokens().get(i)?;
    let surface = reading.surface(i);
    let mut value = parse_digits(surface)?;
    let (mut span, mut first) = (token.span(), i);
    let mut separated = surface.contains(['.', ',']);
    // ".001 per cent": the point is a sign of its own when no digit stands before it.
    if !token.space_before
        && !separated
        && let Some(dot) = i.checked_sub(1)
        && reading.surface(dot) == "."
        && reading.tokens().get(dot).is_some_and(|t| t.space_before)
    {
        value = Decimal::new(1, u32::try_from(surface.len()).ok()?).checked_mul(value)?;
        (first, separated) = (dot, true);
        span.start = reading.tokens().get(dot)?.start;
    }
    let mut numeral = plain(span, first, i + 1, value, Written::Digits);
    numeral.separated = separated;
    let glued = |k: usize| reading.tokens().get(k).is_some_and(|t| !t.space_before);
    if let Some(part) = unicode_fraction(reading.surface(i + 1)).filter(|_| glued(i + 1)) {
        numeral.value = value.checked_add(part)?;
        numeral.next = i + 2;
        numeral.span.end = reading.tokens().get(i + 1)?.end;
    } else if let Some((part, next)) = slashed(reading, i + 1).filter(|_| !separated && !glued(i + 1)) {
        numeral.value = value.checked_add(part)?;
        numeral.next = next;
        numeral.span.end = reading.tokens().get(next - 1)?.end;
    } else if let Some((part, next)) =
        slashed(reading, i + 2).filter(|_| !separated && reading.surface(i + 1) == "-" && glued(i + 1) && glued(i + 2))
    {
        // "2-1/4 percent"
        numeral.value = value.checked_add(part)?;
        numeral.next = next;
        numeral.span.end = reading.tokens().get(next - 1)?.end;
    } else if let Some((part, next)) = slashed(reading, i).filter(|_| !separated) {
        numeral = plain(reading.span(i..next), i, next, part, Written::Fraction);
    }
    with_scale(reading, numeral)
}

/// `1/4` at token `i`: a proper fraction of small numbers.
fn slashed(reading: &Reading<'_>, i: usize) -> Option<(Decimal, usize)> {
    let tokens = reading.tokens();
    let (upper, slash, lower) = (tokens.get(i)?, tokens.get(i + 1)?, tokens.get(i + 2)?);
    if !upper.is_number() || !lower.is_number() || slash.space_before || lower.space_before || reading.surface(i + 1) != "/" {
        return None;
    }
    let (a, b): (u32, u32) = (reading.surface(i).parse().ok()?, reading.surface(i + 2).parse().ok()?);
    (a < b && b <= 64).then(|| (Decimal::from(a) / Decimal::from(b), i + 3))
}

fn unicode_fraction(surface: &str) -> Option<Decimal> {
    Some(match surface {
        "½" => Decimal::new(5, 1),
        "¼" => Decimal::new(25, 2),
        "¾" => Decimal::new(75, 2),
        "⅓" => Decimal::ONE / Decimal::from(3),
        "⅔" => Decimal::TWO / Decimal::from(3),
        "⅛" => Decimal::new(125, 3),
        "⅜" => Decimal::new(375, 3),
        "⅝" => Decimal::new(625, 3),
        "⅞" => Decimal::new(875, 3),
        _ => return None,
    })
}

/// `two`, `twenty-five`, `two hundred and fifty`, `a million`, `one and a half`, `half a billion`.
fn words(reading: &Reading<'_>, i: usize) -> Option<Numeral> {
    // All that is read here begins with a number, an article, a half or a quarter.
    if !matches!(reading.word(i), "a" | "an" | "half" | "quarter") && number_word(reading.word(i)).is_none() {
        return None;
    }
    if let Some(numeral) = fraction_words(reading, i).or_else(|| out_of(reading, i)) {
        return Some(numeral);
    }
    let mut at = i;
    let mut current: Option<u64> = None;
    let mut hundreds = false;
    match reading.word(i) {
        "a" | "an" => {
            if !matches!(reading.word(i + 1), "hundred" | "thousand" | "million" | "billion" | "trillion" | "dozen" | "lakh" | "crore") {
                return None;
            }
            current = Some(1);
            at += 1;
        }
        "dozen" | "hundred" | "thousand" | "million" | "billion" | "trillion" => return None,
        _ => {}
    }
    let mut total = Decimal::ZERO;
    let mut largest = Decimal::ONE;
    let mut open_tens = false;
    let mut last = at;
    while at < i + 16 {
        let mut k = at;
        if reading.surface(k) == "-" && k > i {
            k += 1;
        }
        if hundreds && reading.word(k) == "and" && number_word(reading.word(k + 1)).is_some() {
            k += 1;
        }
        let word = reading.word(k);
        if let Some(n) = number_word(word).map(u64::from) {
            let fits = match current {
                None => true,
                Some(_) if open_tens => n > 0 && n < 10,
                Some(c) => c >= 100 && c.is_multiple_of(100) && n > 0,
            };
            if !fits {
                break;
            }
            current = Some(current.unwrap_or(0) + n);
            open_tens = (20..=90).contains(&n);
        } else if word == "hundred" && current.is_some_and(|c| c < 100) {
            current = current.map(|c| c * 100);
            (open_tens, hundreds) = (false, true);
        } else if word == "dozen" && current.is_some_and(|c| c < 100) {
            current = current.map(|c| c * 12);
            open_tens = false;
        } else if let Some((factor, true)) = scale_word(word).filter(|_| current.is_some() && word.len() > 3) {
            total = total.checked_add(Decimal::from(current.unwrap_or(1)).checked_mul(factor)?)?;
            largest = largest.max(factor);
            (current, open_tens, hundreds) = (None, false, true);
        } else if word == "and" && reading.word(k + 1) == "a" && reading.word(k + 2) == "half" && current.is_some_and(|c| c < 100) {
            let half = Decimal::from(current?).checked_add(Decimal::new(5, 1))?;
            return finish_words(reading, i, k + 3, half);
        } else {
            break;
        }
        at = k + 1;
        last = at;
    }
    let value = total.checked_add(Decimal::from(current.unwrap_or(0)))?;
    if last == i || (current.is_none() && total.is_zero()) {
        return None;
    }
    if largest == Decimal::ONE
        && let Some((decimals, next)) = spoken_decimals(reading, last)
    {
        return finish_words(reading, i, next, value.checked_add(decimals)?);
    }
    let mut numeral = plain(reading.span(i..last), i, last, value, Written::Words);
    numeral.scale = largest;
    if largest == Decimal::ONE { with_scale(reading, numeral) } else { Some(numeral) }
}

/// "point seven five" behind a number in words: 0.75, and the token after. "At one point two men" has no digits before its noun
/// that could be told from this, so a word must follow that is a scale or no noun.
fn spoken_decimals(reading: &Reading<'_>, at: usize) -> Option<(Decimal, usize)> {
    if reading.word(at) != "point" || (at >= 2 && reading.word(at - 2) == "at") {
        return None;
    }
    let mut value = Decimal::ZERO;
    let mut next = at + 1;
    for place in 1..=6 {
        let Some(digit) = number_word(reading.word(next)).filter(|n| *n < 10) else { break };
        value = value.checked_add(Decimal::new(i64::from(digit), place))?;
        next += 1;
    }
    (next > at + 1).then_some((value, next))
}

fn finish_words(reading: &Reading<'_>, i: usize, next: usize, value: Decimal) -> Option<Numeral> {
    with_scale(reading, plain(reading.span(i..next), i, next, value, Written::Words))
}

/// The parts a whole is cut into: `third` → 3.
fn part_word(word: &str) -> Option<u32> {
    Some(match word {
        "half" | "halves" => 2,
        "third" | "thirds" => 3,
        "quarter" | "quarters" => 4,
        "fifth" | "fifths" => 5,
        "sixth" | "sixths" => 6,
        "seventh" | "sevenths" => 7,
        "eighth" | "eighths" => 8,
        "tenth" | "tenths" => 10,
        _ => return None,
    })
}

/// `one in five`, `one out of three`, `nine out of 10`.
fn out_of(reading: &Reading<'_>, i: usize) -> Option<Numeral> {
    let upper = number_word(reading.word(i)).filter(|n| *n > 0)?;
    let at = match reading.word(i + 1) {
        // "eight of 10 voters"; "three of 11 orders" counts orders.
        "of" if matches!(reading.word(i + 2), "10" | "ten" | "100") && (i == 0 || reading.word(i - 1) != "the") => i + 2,
        "out" if reading.word(i + 2) == "of" => i + 3,
        "in" if upper == 1 => i + 2,
        _ => return None,
    };
    let lower = number_word(reading.word(at)).or_else(|| reading.word(at).parse().ok().filter(|n| *n <= 100))?;
    let value = Decimal::from(upper).checked_div(Decimal::from(lower))?;
    (upper < lower && scale_word(reading.word(at + 1)).is_none())
        .then(|| plain(reading.span(i..at + 1), i, at + 1, value, Written::Fraction))
}

/// `half`, `a third`, `one-third`, `two-thirds`, `half a million`. What it is a part of is for the rules to see.
fn fraction_words(reading: &Reading<'_>, i: usize) -> Option<Numeral> {
    let word = reading.word(i);
    let (upper, lower, mut next) = if word == "half" {
        (1, 2, i + 1)
    } else if word == "quarter" {
        // "quarter million", never the quarter of a year.
        scale_word(reading.word(i + 1)).filter(|(_, always)| *always)?;
        (1, 4, i + 1)
    } else {
        let upper = if matches!(word, "a" | "an") { 1 } else { number_word(word).filter(|n| *n > 0 && *n < 10)? };
        let k = if reading.surface(i + 1) == "-" { i + 2 } else { i + 1 };
        let lower = part_word(reading.word(k))?;
        // Two quarters are half a year.
        if lower == 4 && upper == 2 {
            return None;
        }
        if (upper == 1) == reading.word(k).ends_with('s') {
            return None;
        }
        (upper, lower, k + 1)
    };
    let mut value = Decimal::from(upper).checked_div(Decimal::from(lower))?;
    // "half a million", "a quarter of a billion", "three quarters billion"
    let of = usize::from(reading.word(next) == "of");
    let a = usize::from(matches!(reading.word(next + of), "a" | "an"));
    if a >= of
        && let Some((factor, true)) = scale_word(reading.word(next + of + a)).filter(|_| reading.word(next + of + a).len() > 3)
    {
        next += of + a + 1;
        value = value.checked_mul(factor)?.normalize();
        let mut numeral = plain(reading.span(i..next), i, next, value, Written::Words);
        numeral.scale = factor;
        return Some(numeral);
    }
    Some(plain(reading.span(i..next), i, next, value, Written::Fraction))
}

/// Adds the scale word behind a number, if there is one.
pub(crate) fn with_scale(reading: &Reading<'_>, mut numeral: Numeral) -> Option<Numeral> {
    let tokens = reading.tokens();
    // "20-odd analysts": what is counted stands behind.
    if reading.surface(numeral.next) == "-" && reading.word(numeral.next + 1) == "odd" {
        numeral.next += 2;
    }
    let mut k = numeral.next;
    let hyphen = reading.surface(k) == "-" && tokens.get(k).is_some_and(|t| !t.space_before);
    k += usize::from(hyphen);
    let Some(token) = tokens.get(k).filter(|t| t.is_word()) else { return Some(numeral) };
    let surface = reading.surface(k);
    // "4 hundred million"
    if reading.word(k) == "hundred" && numeral.value < Decimal::ONE_HUNDRED && !numeral.separated && numeral.scale == Decimal::ONE {
        let (factor, next) = match scale_word(reading.word(k + 1)) {
            Some((factor, true)) => (factor.checked_mul(Decimal::ONE_HUNDRED)?, k + 2),
            _ => (Decimal::ONE_HUNDRED, k + 1),
        };
        let end = reading.span(k..next).end;
        return scaled(numeral, factor, next, end);
    }
    let Some((mut factor, always)) = scale_word(reading.word(k)) else {
        return match cjk_scale(surface) {
            Some((factor, length)) if !token.space_before => scaled(numeral, factor, k + 1, token.start + length),
            _ => Some(numeral),
        };
    };
    if hyphen && !always {
        return Some(numeral);
    }
    if !always {
        let capital = surface.chars().all(char::is_uppercase);
        let lower_t = surface == "t";
        if !lower_t {
            numeral.suffix = Some(Suffix { factor, next: k + 1, capital });
        }
        return Some(numeral);
    }
    let mut end = token.end;
    // "lakh crore", "thousand billion"
    if let Some((second, _)) = scale_word(reading.word(k + 1)).filter(|(_, always)| *always || reading.word(k + 1) == "cr")
        && let Some(product) = factor.checked_mul(second)
        && let Some(after) = tokens.get(k + 1)
    {
        (factor, end) = (product, after.end);
        k += 1;
    }
    scaled(numeral, factor, k + 1, end)
}

/// The number times `factor`; `None` on overflow.
fn scaled(mut numeral: Numeral, factor: Decimal, next: usize, end: u32) -> Option<Numeral> {
    numeral.value = numeral.value.checked_mul(factor)?.normalize();
    numeral.scale = factor;
    numeral.next = next;
    numeral.span.end = end;
    Some(numeral)
}
