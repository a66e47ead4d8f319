//! Sums of money in every spelling of the news: HK$435 billion, USD 470m, 9.4 trillion yuan, 50 cents, 372亿港元.

use crate::figure::code::{self, Said};
use crate::figure::lexicon::{currency_by_sign, currency_entry_by_code, currency_name, currency_words, scale_word};
use crate::figure::number::{self, Numeral, Written};
use crate::figure::scan::{Found, Scene};
use crate::figure::{noun, per};
use annals_model::{Span, Unit};
use annals_text::Reading;
use rust_decimal::Decimal;

/// A currency printed before a number.
struct Before {
    said: Said,
    first: usize,
    span: Span,
    /// A plain "$": what it stands for may be said behind the number.
    plain_dollar: bool,
    /// "$-50.8bn": the minus stands between sign and number.
    minus: bool,
}

/// Finds money: a sign or code before the number, or currency words behind it.
pub(crate) fn find(scene: &Scene<'_>, numeral: &Numeral) -> Option<Found> {
    let reading = scene.reading;
    if let Some(code) = numeral.code {
        let (value, next) = take_suffix(numeral)?;
        let mut found = Found::new(reading, numeral, next, Unit::Money(Some(code)), currency_name(code));
        found.value = value;
        found.unit_span = None;
        return Some(with_per(reading, found));
    }
    let found = match before(scene, numeral).filter(|before| !contradicted(scene, numeral, before)) {
        Some(before) => opened(scene, numeral, &before)?,
        None => behind(scene, numeral).or_else(|| word_before(scene, numeral).and_then(|before| opened(scene, numeral, &before)))?,
    };
    Some(with_per(reading, found))
}

/// "Fondazione CRC 3 million euros": the letters before the number are a name, its currency is said behind it.
fn contradicted(scene: &Scene<'_>, numeral: &Numeral, before: &Before) -> bool {
    let reading = scene.reading;
    let letters = reading.tokens().get(before.first).is_some_and(|t| t.is_word()) && reading.surface(before.first).len() == 3;
    let next = numeral.suffix.map_or(numeral.next, |s| s.next);
    letters
        && before.first + 1 == numeral.first
        && code::words(scene, next).is_some_and(|said| !said.minor && said.currency.is_some() && said.currency != before.said.currency)
}

/// The sum whose currency stands before it.
fn opened(scene: &Scene<'_>, numeral: &Numeral, before: &Before) -> Option<Found> {
    let reading = scene.reading;
    let (mut value, mut next) = take_suffix(numeral)?;
    let mut said = before.said;
    if let Some(again) = said_behind(scene, next, before) {
        (said, next) = (again, again.next);
    }
    value = value.checked_mul(before.said.factor)?;
    if before.minus {
        value = -value;
    }
    // "$20 and 43 cents"
    if numeral.scale == Decimal::ONE
        && let Some((part, end)) = minor_part(scene, next, false)
    {
        (value, next) = (value.checked_add(part)?, end);
    }
    let mut found = Found::new(reading, numeral, next, Unit::Money(said.currency), said.name);
    found.value = value;
    if let Some(suffix) = numeral.suffix {
        found.scale = suffix.factor;
    }
    found.first = before.first;
    found.span.start = before.span.start;
    found.unit_span = Some(before.span);
    Some(found)
}

/// The value with a waiting scale letter, and the token after it.
fn take_suffix(numeral: &Numeral) -> Option<(Decimal, usize)> {
    match numeral.suffix {
        Some(suffix) => Some((numeral.value.checked_mul(suffix.factor)?.normalize(), suffix.next)),
        None => Some((numeral.value, numeral.next)),
    }
}

/// "$", "HK$", "US $", "HKD", "£" before the number.
fn before(scene: &Scene<'_>, numeral: &Numeral) -> Option<Before> {
    let reading = scene.reading;
    let mut at = numeral.first.checked_sub(1).filter(|at| *at >= numeral.floor)?;
    let tokens = reading.tokens();
    let plain =
        |said: Said, first: usize, at: usize| Before { said, first, span: reading.span(first..at + 1), plain_dollar: false, minus: false };
    if tokens.get(at)?.is_word() {
        return if numeral.written == Written::Words { None } else { code_before(reading, numeral, at).map(|(s, f)| plain(s, f, at)) };
    }
    // "$-50.8bn"
    let glued = |k: usize| tokens.get(k).is_some_and(|t| !t.space_before);
    let minus = matches!(reading.surface(at), "-" | "−") && glued(at) && at > numeral.floor && glued(numeral.first);
    if minus {
        at -= 1;
        currency_by_sign(reading.surface(at))?;
    }
    let whole = |sign: &str| currency_by_sign(sign).map(|entry| Said::whole(entry, at + 1));
    let found = match reading.surface(at) {
        "." => {
            // "Rs. 500"
            let word = at.checked_sub(1)?;
            let sign = matches!(reading.surface(word), "Rs" | "Rp" | "Fr" | "Sfr").then(|| reading.surface(word))?;
            let entry = currency_entry_by_code(if sign.ends_with('r') { "CHF" } else { sign })?;
            Some(plain(Said::whole(entry, at + 1), word, at))
        }
        "$" | "＄" => Some(dollar_before(scene, at)?),
        "¥" | "￥" => Some(plain(Said::whole(scene.context.yen, at + 1), at, at)),
        // "#13 billion", "Y=28,030": what is left of "£" and "¥" where a text was forced into ASCII.
        "#" => {
            let large = numeral.scale >= Decimal::ONE_THOUSAND || numeral.suffix.is_some();
            let first = if at > 0 && matches!(reading.surface(at - 1), "GB" | "UK") { at - 1 } else { at };
            large.then(|| whole("£").map(|said| plain(said, first, at)))?
        }
        "=" => {
            let word = at.checked_sub(1).filter(|k| reading.surface(*k) == "Y" && glued(at))?;
            whole("¥").map(|said| plain(said, word, at))
        }
        sign if sign.is_ascii() => None,
        sign => whole(sign).map(|said| plain(said, at, at)),
    };
    found.map(|before| Before { minus, ..before })
}

/// "HKD 5", "RM5", "MEUR 60": the currency and its first token.
fn code_before(reading: &Reading<'_>, numeral: &Numeral, at: usize) -> Option<(Said, usize)> {
    let printed = reading.surface(at);
    let said = match currency_entry_by_code(printed).or_else(|| code::lower_code(printed)) {
        Some(entry) => Said::whole(entry, at + 1),
        None => {
            let (entry, factor) = code::scaled_code(printed)?;
            Said { factor, ..Said::whole(entry, at + 1) }
        }
    };
    // "USD/HKD 7.8" is a rate of exchange, not a sum; "ALL 50 states" and "TOP 10" are no lek and no paʻanga.
    if (at > 0 && reading.surface(at - 1) == "/") || (code::is_word_too(printed) && !sum_like(reading, numeral, at)) {
        return None;
    }
    let first = if at > numeral.floor && reading.surface(at - 1) == "$" { at - 1 } else { at };
    Some((said, first))
}

/// Whether a number beside a code that is also a word looks like a sum: scaled or with separators, and not in a line of capitals.
fn sum_like(reading: &Reading<'_>, numeral: &Numeral, code: usize) -> bool {
    let capitals = |k: Option<usize>| k.is_some_and(|k| reading.surface(k).len() > 1 && is_upper(reading.surface(k)));
    let sum = numeral.scale >= Decimal::ONE_THOUSAND || numeral.suffix.is_some() || numeral.separated;
    sum && !capitals(code.checked_sub(1)) && !capitals(Some(numeral.next.max(code + 1)))
}

fn is_upper(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_uppercase())
}

/// "$", "HK$", "US $", "c $" at token `at`.
fn dollar_before(scene: &Scene<'_>, at: usize) -> Option<Before> {
    let reading = scene.reading;
    let tokens = reading.tokens();
    if let Some(word) = at.checked_sub(1).filter(|k| tokens.get(*k).is_some_and(|t| t.is_word())) {
        let glued = tokens.get(at).is_some_and(|t| !t.space_before);
        let surface = reading.surface(word);
        // "a $5 toll" and "about us $5" are no sums of Australia and America.
        let apart = is_upper(surface) && surface != "A" && surface != "S" && surface != "I"
            || matches!(surface, "U.S." | "u.s" | "u.s." | "c" | "Mex" | "Cdn" | "hk" | "nt" | "nz")
            || (surface == "us" && word > 0 && tokens.get(word - 1).is_none_or(|t| !t.is_word()))
            || code::lower_code(surface).is_some();
        if (glued || apart)
            && let Some(entry) = code::dollar_of(surface)
        {
            let said = Said::whole(entry, at + 1);
            return Some(Before { said, first: word, span: reading.span(word..at + 1), plain_dollar: false, minus: false });
        }
    }
    let said = Said::whole(scene.context.dollar, at + 1);
    Some(Before { said, first: at, span: tokens.get(at)?.span(), plain_dollar: true, minus: false })
}

/// "ringgit 42", "dollar 22.5 million": the word before the number, where the number has no unit of its own.
fn word_before(scene: &Scene<'_>, numeral: &Numeral) -> Option<Before> {
    let reading = scene.reading;
    let tokens = reading.tokens();
    let at = numeral.first.checked_sub(1).filter(|at| *at >= numeral.floor)?;
    if numeral.written != Written::Digits || !tokens.get(at)?.is_word() {
        return None;
    }
    let first = (at.saturating_sub(2).max(numeral.floor)..=at).find(|k| currency_words(reading, *k).is_some_and(|hit| hit.2 == at + 1))?;
    let said = code::words(scene, first).filter(|said| !said.minor && said.next == at + 1)?;
    let after = numeral.suffix.map_or(numeral.next, |s| s.next);
    let closes = tokens
        .get(after)
        .is_none_or(|t| (t.is_word() && noun::stops(reading.word(after))) || matches!(reading.surface(after), "." | "," | ")" | ";"));
    let large = numeral.scale >= Decimal::ONE_THOUSAND || numeral.suffix.is_some();
    // "against the dollar 2 percent", "the pound 1.25": the word stands for the currency itself.
    let itself = first.checked_sub(1).is_some_and(|k| {
        matches!(reading.word(k), "the" | "against" | "in" | "of" | "per" | "a" | "an" | "versus" | "for" | "to" | "us" | "many")
            || tokens.get(k).is_some_and(|t| t.is_number())
    });
    let telling = !matches!(reading.word(at), "won" | "real" | "pound" | "sterling" | "marks" | "som" | "sol" | "yen" | "euro");
    (closes && !itself && telling && (large || !matches!(reading.word(at), "dollar" | "dollars"))).then(|| Before {
        said,
        first,
        span: reading.span(first..at + 1),
        plain_dollar: false,
        minus: false,
    })
}

/// "$76 US a barrel", "$5 million Canadian", "USD 23 billion dollars": the currency said again, or said at last.
fn said_behind(scene: &Scene<'_>, next: usize, before: &Before) -> Option<Said> {
    let reading = scene.reading;
    if let Some(again) = code::words(scene, next).filter(|again| !again.minor) {
        let same = again.currency == before.said.currency || before.plain_dollar || again.currency.is_some_and(|c| c.code() == "USD");
        return same.then_some(if before.plain_dollar { again } else { Said { next: again.next, ..before.said } });
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
    let closes = reading.tokens().get(next + 1).is_none_or(|t| !t.is_word() || noun::stops(reading.word(next + 1)));
    (closes || !matches!(reading.surface(next), "US" | "U.S." | "Canadian" | "Australian")).then_some(())?;
    Some(Said::whole(currency_by_sign(sign)?, next + 1))
}

/// "9 billion shekels", "50 cents", "112 HKD", "372亿港元", "12-cent".
fn behind(scene: &Scene<'_>, numeral: &Numeral) -> Option<Found> {
    let reading = scene.reading;
    let tokens = reading.tokens();
    // "亿港元" is one word: the scale was read, the currency is its rest.
    let inside = tokens.get(numeral.next.saturating_sub(1)).filter(|t| t.end > numeral.span.end && !numeral.vague);
    if let Some(token) = inside {
        let rest = reading.text().get(numeral.span.end as usize..token.end as usize)?;
        let entry = crate::figure::lexicon::currency_by_word(rest)?;
        let mut found = Found::new(reading, numeral, numeral.next, Unit::Money(Some(entry.code)), entry.name);
        found.span.end = token.end;
        found.unit_span = Some(Span { start: numeral.span.end, end: token.end });
        return Some(found);
    }
    let waiting = numeral.suffix.and_then(|suffix| Some((suffix, code::behind(scene, suffix.next)?)));
    let mut at = waiting.map_or(numeral.next, |(suffix, _)| suffix.next);
    at += usize::from(reading.surface(at) == "-" && tokens.get(at).is_some_and(|t| !t.space_before));
    let said = match waiting {
        Some((_, said)) => said,
        None => code::behind(scene, at).or_else(|| hundredth(scene, numeral, at))?,
    };
    let upper = numeral.value < Decimal::ONE && numeral.written == Written::Fraction;
    if (upper && !said.minor && reading.word(at).ends_with('s')) || !sure(scene, numeral, at) {
        return None;
    }
    let mut value = numeral.value;
    let mut scale = numeral.scale;
    let mut next = said.next;
    // "75 USD million"
    if let Some((factor, true)) = scale_word(reading.word(next)).filter(|_| numeral.scale == Decimal::ONE && waiting.is_none()) {
        (value, scale, next) = (value.checked_mul(factor)?, factor, next + 1);
    }
    if !said.minor
        && numeral.scale == Decimal::ONE
        && scale == Decimal::ONE
        && let Some((part, end)) = minor_part(scene, next, true).filter(|_| !between(reading, numeral.first))
    {
        (value, next) = (value.checked_add(part)?, end);
    }
    if let Some((suffix, _)) = waiting {
        value = value.checked_mul(suffix.factor)?;
        scale = suffix.factor;
    }
    value = value.checked_mul(said.factor)?;
    if said.minor {
        value = value.checked_div(Decimal::ONE_HUNDRED)?;
    }
    let mut found = Found::new(reading, numeral, next, Unit::Money(said.currency), said.name);
    found.value = value.normalize();
    found.scale = scale;
    found.minor = said.minor;
    found.unit_span = Some(reading.span(at..next));
    Some(found)
}

fn between(reading: &Reading<'_>, first: usize) -> bool {
    first.checked_sub(1).is_some_and(|k| matches!(reading.word(k), "between" | "from"))
}

/// "3 dollars 50 cents", "two pounds and five pence", and where `bare` allows it "15 dollars 50": the hundredths at token `next`
/// as a part of one, and the token after.
fn minor_part(scene: &Scene<'_>, next: usize, bare: bool) -> Option<(Decimal, usize)> {
    let reading = scene.reading;
    let joined = reading.word(next) == "and";
    let k = next + usize::from(joined);
    // Most sums end here: what follows is neither a digit nor a number word.
    if !reading.tokens().get(k).is_some_and(|t| t.is_number() || t.is_word()) {
        return None;
    }
    let part = number::read(reading, k).filter(|part| part.first == k && part.written != Written::Fraction && !part.vague)?;
    if part.value >= Decimal::ONE_HUNDRED || part.scale != Decimal::ONE || part.code.is_some() {
        return None;
    }
    let value = part.value.checked_div(Decimal::ONE_HUNDRED)?;
    if let Some(said) = code::behind(scene, part.next).filter(|said| said.minor) {
        return Some((value, said.next));
    }
    if matches!(reading.surface(part.next), "c" | "p") {
        return Some((value, part.next + 1));
    }
    let two = part.written == Written::Words || part.span.len() == 2;
    let ends = reading.tokens().get(part.next).is_none_or(|t| {
        t.line_start
            || matches!(reading.surface(part.next), "." | "," | ";" | ")" | "!" | "?")
            || matches!(reading.word(part.next), "and" | "more")
    });
    let time = scene.times.iter().any(|time| time.span.overlaps(part.span));
    (bare && two && ends && part.suffix.is_none() && !part.separated && !time).then_some((value, part.next))
}

/// "118.5p", "68 p at 1,112 p", "10 c": a lone letter is a hundredth when nothing goes on from it.
fn hundredth(scene: &Scene<'_>, numeral: &Numeral, i: usize) -> Option<Said> {
    let reading = scene.reading;
    let letter = reading.surface(i);
    if !matches!(letter, "p" | "c") || numeral.written != Written::Digits {
        return None;
    }
    let glued = reading.tokens().get(i).is_some_and(|t| !t.space_before);
    let alone = reading.tokens().get(i + 1).is_none_or(|t| !t.is_number())
        && matches!(reading.word(i + 1), "" | "," | "." | ")" | "at" | "to" | "and" | "a" | "per" | "from" | "in" | "on" | ";");
    let entry = if letter == "p" { currency_by_sign("£")? } else { scene.context.dollar };
    (if letter == "p" { glued || alone } else { alone }).then(|| Said { minor: true, ..Said::whole(entry, i + 1) })
}

/// Words that are more than a currency ("won", "real", "pounds", "sterling", "marks") need a scale, a large number, or the same
/// currency's sign elsewhere in the article; so do codes that are words.
fn sure(scene: &Scene<'_>, numeral: &Numeral, at: usize) -> bool {
    let scaled = numeral.scale > Decimal::ONE;
    let large = scaled || numeral.value >= Decimal::ONE_HUNDRED;
    match scene.reading.word(at) {
        "won" | "marks" | "real" | "reals" | "rand" | "rands" | "sol" | "soles" | "lei" | "lev" | "quid" | "kiwi" | "aussie" | "loonie"
        | "ore" | "fen" | "ether" | "dong" | "tether" | "crowns" | "leone" | "leones" | "lek" | "leks" | "lats" | "kip" | "kips"
        | "pula" | "tala" | "kina" | "vatu" | "som" | "soms" | "colon" | "lari" | "sen" | "kuna" | "taka" => {
            large || !numeral.value.is_integer()
        }
        "pound" | "pounds" => scaled || scene.context.sterling,
        _ if code::is_word_too(scene.reading.surface(at)) => sum_like(scene.reading, numeral, at),
        _ => true,
    }
}

fn with_per(reading: &Reading<'_>, mut found: Found) -> Found {
    if let Some((name, after)) = per::read(reading, found.next) {
        (found.per, found.after) = (Some(name), after);
    }
    found
}
