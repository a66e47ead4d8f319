//! Currencies as printed beside a number: codes ("HKD", "MEUR"), signs ("US$", "€", "#"), words ("yuan", "Hong Kong dollars").

use crate::figure::lexicon::{CurrencyEntry, currency_by_sign, currency_entry_by_code, currency_words, scale_word};
use crate::figure::scan::Scene;
use annals_model::Currency;
use annals_text::Reading;
use rust_decimal::Decimal;

/// What was said of the currency.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said {
    /// `None`: a word of several countries, and the article names none or too many of them.
    pub(crate) currency: Option<Currency>,
    /// "Hong Kong dollar".
    pub(crate) name: &'static str,
    /// Its hundredth part is meant.
    pub(crate) minor: bool,
    /// A scale that was written into the code: the million of "MEUR".
    pub(crate) factor: Decimal,
    /// The token after it.
    pub(crate) next: usize,
}

impl Said {
    pub(crate) fn whole(entry: &'static CurrencyEntry, next: usize) -> Self {
        Self { currency: Some(entry.code), name: entry.name, minor: false, factor: Decimal::ONE, next }
    }
}

/// The currency said in words, a sign or a code at token `i`, behind a number.
pub(crate) fn behind(scene: &Scene<'_>, i: usize) -> Option<Said> {
    let reading = scene.reading;
    let token = reading.tokens().get(i).filter(|t| !t.line_start)?;
    let surface = reading.surface(i);
    if !token.is_word() {
        return sign_behind(scene, i, surface);
    }
    words(scene, i).or_else(|| {
        // "3.14US$"
        if reading.surface(i + 1) == "$" && !reading.tokens().get(i + 1)?.space_before && !number_at(reading, i + 2) {
            return dollar_of(surface).map(|entry| Said::whole(entry, i + 2));
        }
        let entry = printed_code(surface).or_else(|| lower_code(surface));
        entry.map(|entry| Said::whole(entry, i + 1)).or_else(|| {
            let (entry, factor) = scaled_code(surface)?;
            Some(Said { factor, ..Said::whole(entry, i + 1) })
        })
    })
}

/// Currency words at token `i`; a word of several countries is settled by the article.
pub(crate) fn words(scene: &Scene<'_>, i: usize) -> Option<Said> {
    let reading = scene.reading;
    let word = reading.word(i);
    if let Some(meant) = scene.context.shared(word, reading.text()) {
        return match meant {
            Some(entry) => Some(Said::whole(entry, i + 1)),
            // Crowns are won and sommes are sums: undecided, these are no money.
            None if matches!(word, "crowns" | "som" | "soms" | "colon" | "kwacha") => None,
            None => Some(Said { currency: None, name: undecided(word), minor: false, factor: Decimal::ONE, next: i + 1 }),
        };
    }
    let (entry, minor, next) = currency_words(reading, i)?;
    // "3 euro zone states" counts states.
    if matches!(word, "euro" | "dollar" | "yen") && matches!(reading.word(next), "zone" | "area" | "bloc" | "bonds" | "index") {
        return None;
    }
    let entry = match word {
        "dollar" | "dollars" | "cent" | "cents" | "buck" | "bucks" if next == i + 1 => scene.context.dollar_word,
        _ => entry,
    };
    Some(Said { minor, ..Said::whole(entry, next) })
}

/// The dictionary name of a word of several countries.
fn undecided(word: &str) -> &'static str {
    match word.trim_end_matches('s') {
        "peso" => "peso",
        "dinar" => "dinar",
        "rial" => "rial",
        "riyal" => "riyal",
        "krone" | "kroner" => "krone",
        "shilling" => "shilling",
        "manat" => "manat",
        "florin" => "florin",
        _ => "",
    }
}

/// "30 €", "100₾", "10 ¢", "30 $" when no number follows that the sign could open.
fn sign_behind(scene: &Scene<'_>, i: usize, surface: &str) -> Option<Said> {
    let reading = scene.reading;
    if surface == "¢" || surface == "￠" {
        return Some(Said { minor: true, ..Said::whole(scene.context.dollar, i + 1) });
    }
    // ASCII signs but the dollar are no money; most signs are settled here.
    if surface.is_ascii() && surface != "$" {
        return None;
    }
    let opens = number_at(reading, i + 1) && {
        // "10 $ 30 cents", "10 $ 30 $": the next number has a unit of its own.
        let after = reading.surface(i + 2);
        after != surface && !currency_words(reading, i + 2).is_some_and(|(_, minor, _)| minor)
    };
    if opens {
        return None;
    }
    let entry = match surface {
        "$" => scene.context.dollar,
        "¥" | "￥" => scene.context.yen,
        _ => currency_by_sign(surface)?,
    };
    Some(Said::whole(entry, i + 1))
}

fn number_at(reading: &Reading<'_>, i: usize) -> bool {
    reading.tokens().get(i).is_some_and(|t| t.is_number())
}

/// A code of three capitals, or a sign of letters ("RM", "Rs", "NIS") that is no word or measure.
fn printed_code(surface: &str) -> Option<&'static CurrencyEntry> {
    let code = surface.len() == 3 && surface.bytes().all(|b| b.is_ascii_uppercase());
    let sign = matches!(surface, "RM" | "Rs" | "Rp" | "Dh" | "Dhs" | "Php" | "KSh" | "FCFA" | "kn" | "Kč" | "zł");
    (code || sign).then(|| currency_entry_by_code(surface)).flatten()
}

/// Codes that careless hands write in lower case; others are words too often.
pub(crate) fn lower_code(surface: &str) -> Option<&'static CurrencyEntry> {
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

/// "MEUR", "KUSD", "EURm", "USDbn": annual reports write the scale into the code.
pub(crate) fn scaled_code(surface: &str) -> Option<(&'static CurrencyEntry, Decimal)> {
    if !matches!(surface.len(), 4 | 5) || !surface.is_ascii() {
        return None;
    }
    let (code, scale) = match surface.as_bytes().first()? {
        b'M' | b'K' if surface.len() == 4 && surface.bytes().all(|b| b.is_ascii_uppercase()) => (surface.get(1..)?, surface.get(..1)?),
        _ => (surface.get(..3)?, surface.get(3..).filter(|rest| rest.bytes().all(|b| b.is_ascii_lowercase()))?),
    };
    if is_word_too(code) || !code.bytes().all(|b| b.is_ascii_uppercase()) {
        return None;
    }
    Some((currency_entry_by_code(code)?, scale_word(scale)?.0))
}

/// Codes that are also words, names, tickers or time zones in capitals: alone beside a small number they are no money.
pub(crate) fn is_word_too(code: &str) -> bool {
    matches!(
        code,
        "ALL"
            | "TOP"
            | "TRY"
            | "CUP"
            | "PEN"
            | "SOS"
            | "MAD"
            | "BAM"
            | "BOB"
            | "RON"
            | "GEL"
            | "MOP"
            | "COP"
            | "LAK"
            | "ANG"
            | "SAR"
            | "MUR"
            | "MAN"
            | "ERN"
            | "SIT"
            | "WST"
            | "ETH"
            | "ESP"
            | "DEM"
            | "FIM"
            | "PTE"
            | "SHP"
            | "STN"
            | "SSP"
            | "NIO"
            | "SDR"
            | "NIS"
    )
}

/// The entry of the letters before a "$": "US", "HK", "Mex", "Cdn".
pub(crate) fn dollar_of(letters: &str) -> Option<&'static CurrencyEntry> {
    let shown = letters.trim_end_matches('.');
    let sign = match shown {
        "US" | "U.S" | "u.s" | "us" | "USD" | "usd" | "Us" => "US$",
        "hk" | "HK" | "HKD" | "hkd" => "HK$",
        "c" | "C" | "CA" | "CAD" | "cad" | "CDN" | "Cdn" | "CAN" | "Can" => "C$",
        "A" | "AU" | "AUD" | "aud" | "AUS" | "Aus" => "A$",
        "NZ" | "nz" | "NZD" | "nzd" => "NZ$",
        "S" | "SG" | "SGD" | "sgd" => "S$",
        "NT" | "nt" | "NTD" | "TW" | "TWD" => "NT$",
        "MX" | "Mex" | "MXN" | "mxn" => "MX$",
        _ => "",
    };
    if !sign.is_empty() {
        return currency_by_sign(sign);
    }
    if shown.is_empty() || shown.len() > 3 || !shown.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    // "TT$", "Bds$", "CLP$": as listed.
    let mut sign = [b'$'; 4];
    sign.get_mut(..shown.len())?.copy_from_slice(shown.as_bytes());
    currency_by_sign(std::str::from_utf8(sign.get(..=shown.len())?).ok()?)
}
