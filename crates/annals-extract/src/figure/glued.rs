//! Numbers that touch the currency before them and were cut as one word with it: RMB9.43, $US55, PS8.1bn, 成交额435亿港元.

use crate::figure::code;
use crate::figure::lexicon::{cjk_scale, currency_by_code, currency_by_sign, currency_entry_by_code, currency_opening, scale_word};
use crate::figure::number::{Numeral, Written, parse_digits, plain, with_scale};
use annals_model::Span;
use annals_text::Reading;
use rust_decimal::Decimal;

/// `RMB9.43 trillion`, `USD470m`, `Rs500`: a currency code and digits that were cut as one word.
pub(crate) fn glued_code(reading: &Reading<'_>, i: usize) -> Option<Numeral> {
    let surface = reading.surface(i);
    let cut = surface.bytes().position(|byte| byte.is_ascii_digit())?;
    let prefix = surface.get(..cut)?;
    if i > 0 && reading.surface(i - 1) == "$" && reading.tokens().get(i).is_some_and(|t| !t.space_before) {
        return dollar_letters(reading, i, cut);
    }
    if !prefix.is_ascii() {
        return chinese(reading, i, cut);
    }
    let currency = match prefix {
        // What is left of "£" where a text was forced into ASCII; "PS5" is a game console.
        "PS" => currency_by_sign("£")?.code,
        // "R5bn" is rand; "R2" and "N95" are names.
        "R" => currency_entry_by_code("ZAR")?.code,
        "N" => currency_entry_by_code("NGN")?.code,
        _ => currency_by_code(prefix)?,
    };
    let apart = code::is_word_too(prefix) || prefix == "PS";
    let letter = prefix.len() == 1;
    let start = reading.tokens().get(i)?.start;
    let bytes = reading.text().as_bytes();
    let from = start as usize + cut;
    let mut end = digits_end(bytes, from);
    let value = parse_digits(reading.text().get(from..end)?)?;
    let mut next = reading.token_at(u32::try_from(end).ok()?);
    let mut scale = Decimal::ONE;
    // Letters left in the last token are its scale: the "m" of "USD470m".
    let last = reading.tokens().get(next.checked_sub(1)?)?;
    if (last.end as usize) > end {
        let (factor, _) = scale_word(reading.text().get(end..last.end as usize)?)?;
        scale = factor;
        end = last.end as usize;
    }
    next = next.max(i + 1);
    let mut numeral = plain(Span { start, end: u32::try_from(end).ok()? }, i, next, value.checked_mul(scale)?, Written::Digits);
    numeral.code = Some(currency);
    numeral.scale = scale;
    numeral.separated = true;
    let numeral = if scale == Decimal::ONE { with_scale(reading, numeral)? } else { numeral };
    // "TOP500" and "PS5" are names; "TRY1.5bn" and "PS21,700" are sums.
    let printed = reading.text().get(from..end)?;
    let sum = numeral.scale > Decimal::ONE || numeral.suffix.is_some() || printed.contains([',', '.']);
    ((!apart || sum) && (!letter || numeral.scale >= Decimal::ONE_THOUSAND)).then_some(numeral)
}

/// `$US55,931`, `$A82m`: Australian papers set the country behind the sign.
fn dollar_letters(reading: &Reading<'_>, i: usize, cut: usize) -> Option<Numeral> {
    let surface = reading.surface(i);
    let currency = currency_by_sign(&format!("{}$", surface.get(..cut)?))?.code;
    let start = reading.tokens().get(i)?.start as usize + cut;
    let bytes = reading.text().as_bytes();
    let mut end = digits_end(bytes, start);
    let mut value = parse_digits(reading.text().get(start..end)?)?;
    let next = reading.token_at(u32::try_from(end).ok()?).max(i + 1);
    let mut scale = Decimal::ONE;
    let last = reading.tokens().get(next - 1)?;
    if last.end as usize > end {
        scale = scale_word(reading.text().get(end..last.end as usize)?)?.0;
        value = value.checked_mul(scale)?;
        end = last.end as usize;
    }
    let sign = reading.tokens().get(i.checked_sub(1)?)?;
    let mut numeral = plain(Span { start: sign.start, end: u32::try_from(end).ok()? }, i - 1, next, value, Written::Digits);
    (numeral.code, numeral.scale, numeral.separated) = (Some(currency), scale, true);
    if scale == Decimal::ONE { with_scale(reading, numeral) } else { Some(numeral) }
}

/// The byte after the digits that start at `from`, their separators included.
fn digits_end(bytes: &[u8], from: usize) -> usize {
    let mut end = from;
    while bytes
        .get(end)
        .is_some_and(|b| b.is_ascii_digit() || (matches!(b, b'.' | b',') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit)))
    {
        end += 1;
    }
    end
}

/// `成交额435亿港元`: Chinese writes no spaces, so the number stands inside a word. Only sums of money are read there.
fn chinese(reading: &Reading<'_>, i: usize, cut: usize) -> Option<Numeral> {
    let from = reading.tokens().get(i)?.start as usize + cut;
    let mut end = digits_end(reading.text().as_bytes(), from);
    let value = parse_digits(reading.text().get(from..end)?)?;
    let last = reading.token_at(u32::try_from(end).ok()?).checked_sub(1)?;
    let rest = reading.text().get(end..reading.tokens().get(last)?.end as usize)?;
    let (factor, length) = cjk_scale(rest).unwrap_or((Decimal::ONE, 0));
    let (currency, word) = currency_opening(rest.get(length as usize..)?)?;
    end += length as usize + word;
    let span = Span { start: u32::try_from(from).ok()?, end: u32::try_from(end).ok()? };
    let mut numeral = plain(span, i, (last + 1).max(i + 1), value.checked_mul(factor)?, Written::Digits);
    numeral.code = Some(currency);
    numeral.scale = factor;
    numeral.separated = true;
    Some(numeral)
}
