//! Sums of money in every spelling of the news: HK$435 billion, USD 470m, 9.4 trillion yuan, 50 cents, 372亿港元.

use crate::figure::lexicon::{CurrencyEntry, currency_by_sign, currency_entry_by_code, currency_name, currency_words, scale_word};
use crate::figure::number::{Numeral, Suffix, Written};
use crate::figure::per;
use crate::figure::scan::{Found, Scene};
use annals_model::{Article, Span, Unit};
use annals_text::Reading;
use rust_decimal::Decimal;

/// A currency printed before a number.
struct Before {
    entry: &'static CurrencyEntry,
    first: usize,
    span: Span,
    /// A plain "$": what it stands for may be said behind the number.
    plain_dollar: bool,
}

/// Finds money: a sign or code before the number, or currency words behind it.
pub(crate) fn find(scene: &Scene<'_>, numeral: &Numeral) -> Option<Found> {
    let reading = scene.reading;
    if let Some(code) = numeral.code {
        let (value, next) = take_suffix(numeral, None)?;
        let mut found = Found::new(reading, numeral, next, Unit::Money(Some(code)), currency_name(code));
        found.value = value;
        found.unit_span = None;
        return Some(with_per(reading, found));
    }
    if let Some(before) = before(scene, numeral) {
        let (value, mut next) = take_suffix(numeral, None)?;
        let mut entry = before.entry;
        if let Some((said, after)) = said_behind(reading, next, &before) {
            (entry, next) = (said, after);
        }
        let mut found = Found::new(reading, numeral, next, Unit::Money(Some(entry.code)), entry.name);
        found.value = value;
        if let Some(suffix) = numeral.suffix {
            found.scale = suffix.factor;
        }
        found.first = before.first;
        found.span.start = before.span.start;
        found.unit_span = Some(before.span);
        return Some(with_per(reading, found));
    }
    behind(scene, numeral).map(|found| with_per(reading, found))
}

/// The value with a waiting scale letter, and the token after it.
fn take_suffix(numeral: &Numeral, instead: Option<Suffix>) -> Option<(Decimal, usize)> {
    match instead.or(numeral.suffix) {
        Some(suffix) => Some((numeral.value.checked_mul(suffix.factor)?.normalize(), suffix.next)),
        None => Some((numeral.value, numeral.next)),
    }
}

/// "$", "HK$", "US $", "HKD", "£" before the number.
fn before(scene: &Scene<'_>, numeral: &Numeral) -> Option<Before> {
    let reading = scene.reading;
    let at = numeral.first.checked_sub(1)?;
    let tokens = reading.tokens();
    let sign = reading.surface(at);
    // "$-5", "$+5" do not occur in news; a minus stands before the sign and is read there.
    if tokens.get(at)?.is_word() {
        if numeral.written == Written::Words {
            return None;
        }
        let entry = currency_entry_by_code(sign).or_else(|| lower_code(sign))?;
        let mut span = tokens.get(at)?.span();
        let mut first = at;
        // "USD/HKD 7.8" is a rate of exchange, not a sum.
        if at > 0 && matches!(reading.surface(at - 1), "/") {
            return None;
        }
        // "U.S. dollar 5"? only codes and letter signs stand before; "Rs." has a point that was cut off.
        if at > 0 && reading.surface(at - 1) == "$" {
            first = at - 1;
            span.start = tokens.get(first)?.start;
        }
        return Some(Before { entry, first, span, plain_dollar: false });
    }
    match sign {
        "." => {
            // "Rs. 500"
            let word = at.checked_sub(1)?;
            let entry = (reading.surface(word) == "Rs" || reading.surface(word) == "Rp")
                .then(|| currency_entry_by_code(reading.surface(word)))??;
            Some(Before { entry, first: word, span: reading.span(word..at + 1), plain_dollar: false })
        }
        "$" | "＄" => {
            let mut letters = String::with_capacity(8);
            if let Some(word) = at.checked_sub(1).filter(|k| tokens.get(*k).is_some_and(|t| t.is_word())) {
                let glued = tokens.get(at).is_some_and(|t| !t.space_before);
                let surface = reading.surface(word);
                let upper = surface.bytes().all(|b| !b.is_ascii_lowercase())
                    || matches!(surface, "Mex" | "hk" | "nt" | "nz" | "usd" | "aud" | "cad" | "nzd" | "mxn");
                // "a $5 toll" is no Australian sum: single letters must touch the sign or be capitals other than an article's.
                let short = surface.len() > 1 || glued || (surface != "A" && upper) || surface == "c";
                if (glued || upper || surface == "c" || surface == "us") && short && surface.len() <= 4 {
                    let shown = surface.trim_end_matches('.');
                    for (name, sign) in [
                        ("US", "US$"),
                        ("U.S", "US$"),
                        ("USD", "US$"),
                        ("us", "US$"),
                        ("hk", "HK$"),
                        ("HKD", "HK$"),
                        ("c", "C$"),
                        ("usd", "US$"),
                        ("AUD", "A$"),
                        ("aud", "A$"),
                        ("cad", "C$"),
                        ("CAD", "C$"),
                        ("NZD", "NZ$"),
                        ("nzd", "NZ$"),
                        ("MXN", "MX$"),
                        ("mxn", "MX$"),
                        ("SGD", "S$"),
                        ("CDN", "C$"),
                        ("Cdn", "C$"),
                        ("CAN", "C$"),
                        ("Can", "C$"),
                    ] {
                        if shown == name {
                            letters.push_str(sign);
                        }
                    }
                    if letters.is_empty() {
                        letters.push_str(&surface.to_uppercase());
                        if surface == "Mex" {
                            letters.clear();
                            letters.push_str("MX");
                        }
                        letters.push('$');
                    }
                    if let Some(entry) = currency_by_sign(&letters) {
                        return Some(Before { entry, first: word, span: reading.span(word..at + 1), plain_dollar: false });
                    }
                }
            }
            Some(Before { entry: scene.dollar, first: at, span: tokens.get(at)?.span(), plain_dollar: true })
        }
        "¥" | "￥" => Some(Before { entry: scene.yen, first: at, span: tokens.get(at)?.span(), plain_dollar: false }),
        "-" if at >= 2 && !tokens.get(at)?.space_before => None,
        _ => {
            let entry = currency_by_sign(sign)?;
            Some(Before { entry, first: at, span: tokens.get(at)?.span(), plain_dollar: false })
        }
    }
}

/// "$76 US a barrel", "$5 million Canadian", "USD 23 billion dollars": the currency said again, or said at last.
fn said_behind(reading: &Reading<'_>, next: usize, before: &Before) -> Option<(&'static CurrencyEntry, usize)> {
    if let Some((entry, false, after)) = currency_words(reading, next) {
        let same = entry.code == before.entry.code || entry.code.code() == "USD" || before.plain_dollar;
        return same.then_some((if before.plain_dollar { entry } else { before.entry }, after));
    }
    if !before.plain_dollar {
        return None;
    }
    let sign = match reading.surface(next) {
        "US" | "U.S." | "USD" => "US$",
        "Canadian" | "CAD" | "CDN" | "Cdn" => "C$",
        "Australian" | "AUD" => "A$",
        "HKD" => "HK$",
        "SGD" => "S$",
        "NZD" => "NZ$",
        _ => return None,
    };
    // "$5 billion US stimulus package": the country describes what follows.
    let closes = reading.tokens().get(next + 1).is_none_or(|t| !t.is_word() || crate::figure::noun::stops(reading.word(next + 1)));
    (closes || !matches!(reading.surface(next), "US" | "U.S." | "Canadian" | "Australian")).then_some(())?;
    Some((currency_by_sign(sign)?, next + 1))
}

/// "9 billion shekels", "50 cents", "112 HKD", "372亿港元", "12-cent".
fn behind(scene: &Scene<'_>, numeral: &Numeral) -> Option<Found> {
    let reading = scene.reading;
    let tokens = reading.tokens();
    let mut suffix = None;
    let mut at = numeral.next;
    if let Some(waiting) = numeral.suffix.filter(|s| currency_at(reading, s.next).is_some()) {
        suffix = Some(waiting);
        at = waiting.next;
    }
    at += usize::from(reading.surface(at) == "-" && tokens.get(at).is_some_and(|t| !t.space_before));
    let glued = tokens.get(at).is_some_and(|t| !t.space_before);
    // "亿港元" is one word: the scale was read, the currency is its rest.
    let inside = tokens.get(numeral.next.saturating_sub(1)).filter(|t| t.end > numeral.span.end);
    if let Some(token) = inside {
        let rest = reading.text().get(numeral.span.end as usize..token.end as usize)?;
        let entry = crate::figure::lexicon::currency_by_word(rest)?;
        let mut found = Found::new(reading, numeral, numeral.next, Unit::Money(Some(entry.code)), entry.name);
        found.span.end = token.end;
        found.unit_span = Some(Span { start: numeral.span.end, end: token.end });
        return Some(found);
    }
    let (entry, minor, next) = currency_at(reading, at).or_else(|| {
        (reading.surface(at) == "p" && numeral.written == Written::Digits && (glued || pence_alone(reading, at + 1)))
            .then(|| currency_by_sign("£").map(|e| (e, true, at + 1)))?
    })?;
    let entry = match entry.code.code() {
        "USD" if matches!(reading.word(at), "$" | "dollar" | "dollars" | "cent" | "cents" | "buck" | "bucks") => scene.dollar,
        _ => entry,
    };
    if numeral.written == Written::Fraction && !minor && numeral.value < Decimal::ONE && reading.word(at).ends_with('s') {
        return None;
    }
    if !sure(scene, numeral, at) {
        return None;
    }
    let mut value = numeral.value;
    let mut scale = numeral.scale;
    // "75 USD million"
    let mut next = next;
    if let Some((factor, true)) = scale_word(reading.word(next)).filter(|_| numeral.scale == Decimal::ONE && suffix.is_none()) {
        (value, scale, next) = (value.checked_mul(factor)?, factor, next + 1);
    }
    // "3 dollars 50 cents", "two pounds and five pence"
    if !minor && numeral.scale == Decimal::ONE {
        let k = next + usize::from(reading.word(next) == "and");
        if let Some(part) =
            crate::figure::number::read(reading, k).filter(|part| part.value < Decimal::ONE_HUNDRED && part.scale == Decimal::ONE)
            && let Some((_, true, end)) = currency_words(reading, part.next)
        {
            value = value.checked_add(part.value.checked_div(Decimal::ONE_HUNDRED)?)?;
            next = end;
        }
    }
    if let Some(suffix) = suffix {
        value = value.checked_mul(suffix.factor)?;
        scale = suffix.factor;
    }
    if minor {
        value = value.checked_div(Decimal::ONE_HUNDRED)?;
    }
    let mut found = Found::new(reading, numeral, next, Unit::Money(Some(entry.code)), entry.name);
    found.value = value.normalize();
    found.scale = scale;
    found.unit_span = Some(reading.span(at..next));
    Some(found)
}

/// "68 p at 1,112 p": a lone "p" is pence when nothing goes on from it.
fn pence_alone(reading: &Reading<'_>, i: usize) -> bool {
    reading.tokens().get(i).is_none_or(|t| !t.is_number())
        && matches!(reading.word(i), "" | "," | "." | ")" | "at" | "to" | "and" | "a" | "per" | "from" | "in" | "on" | ";")
}

/// Currency words or a code at token `i`.
fn currency_at(reading: &Reading<'_>, i: usize) -> Option<(&'static CurrencyEntry, bool, usize)> {
    if let Some(hit) = currency_words(reading, i) {
        return Some(hit);
    }
    let surface = reading.surface(i);
    if matches!(surface, "€" | "£" | "₹" | "元") {
        return currency_by_sign(surface).map(|entry| (entry, false, i + 1));
    }
    if matches!(surface, "$") && !reading.tokens().get(i + 1).is_some_and(|t| t.is_number()) {
        return currency_by_sign("$").map(|entry| (entry, false, i + 1));
    }
    let code = surface.len() == 3 && surface.bytes().all(|b| b.is_ascii_uppercase());
    code.then(|| currency_entry_by_code(surface)).flatten().or_else(|| lower_code(surface)).map(|entry| (entry, false, i + 1))
}

/// Codes that careless hands write in lower case; others are words too often.
fn lower_code(surface: &str) -> Option<&'static CurrencyEntry> {
    let code = match surface {
        "usd" => "USD",
        "rmb" | "cny" => "CNY",
        "hkd" => "HKD",
        "eur" => "EUR",
        "gbp" => "GBP",
        "aud" => "AUD",
        "sgd" => "SGD",
        "jpy" => "JPY",
        "inr" => "INR",
        _ => return None,
    };
    currency_entry_by_code(code)
}

/// Words that are more than a currency ("won", "real", "pounds", "sterling", "marks") need a scale, a large number, or the same
/// currency's sign elsewhere in the article.
fn sure(scene: &Scene<'_>, numeral: &Numeral, at: usize) -> bool {
    let scaled = numeral.scale > Decimal::ONE;
    match scene.reading.word(at) {
        "won" | "marks" | "real" | "reals" | "rand" | "sol" | "soles" | "lei" | "lev" | "quid" | "kiwi" | "aussie" | "loonie" | "ore"
        | "fen" | "ether" | "dong" | "tether" => scaled || numeral.value >= Decimal::ONE_HUNDRED,
        "pound" | "pounds" => scaled || scene.sterling,
        _ => true,
    }
}

fn with_per(reading: &Reading<'_>, mut found: Found) -> Found {
    found.per = per::read(reading, found.next);
    found
}

/// What a bare "$" and a bare "¥" stand for in this article.
///
/// "$" is the US dollar, unless the article says "US$" beside it and comes from an outlet whose address names another dollar
/// country (".com.au", ".ca", ".com.hk" …): there the bare sign is the local dollar. "¥" is the yen, unless the article speaks of
/// yuan or renminbi and never of yen.
pub(crate) fn bare_signs(article: &Article) -> (Option<&'static CurrencyEntry>, Option<&'static CurrencyEntry>) {
    let text = article.text.as_str();
    let mut dollar = "$";
    if text.contains("US$") || text.contains("U.S.$") || text.contains("US $") {
        let host = article.url.split("//").last().unwrap_or_default().split('/').next().unwrap_or_default();
        for (ending, sign) in [(".au", "A$"), (".ca", "C$"), (".hk", "HK$"), (".nz", "NZ$"), (".sg", "S$"), (".tw", "NT$")] {
            if host.ends_with(ending) {
                dollar = sign;
            }
        }
    }
    let chinese = text.contains('¥') && ["yuan", "renminbi", "RMB", "CNY"].iter().any(|word| text.contains(word));
    let yen = if chinese && !text.contains("yen") { "RMB" } else { "¥" };
    (currency_by_sign(dollar), currency_by_sign(yen))
}
