//! From a feed's bytes to text: unpacked, its charset found by byte order mark, by what is stated, and by what the bytes are.

use super::codepage;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;
use std::io::Read;

/// How far into the bytes a charset may be stated.
const STATED_WITHIN: usize = 1024;
/// Most bytes that are read of a feed, unpacked, after the sitemap protocol.
pub(super) const MAX_BYTES: usize = 50 << 20;

/// The bytes themselves, unpacked if they are a gzip file. What is damaged or past the cap is left out.
pub(super) fn unpacked(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Cow::Borrowed(bytes.get(..MAX_BYTES).unwrap_or(bytes));
    }
    let mut reader = flate2::read::MultiGzDecoder::new(bytes).take(MAX_BYTES as u64);
    let mut out = Vec::new();
    let mut piece = vec![0; 1 << 16];
    // An error ends the file there: trailing rubbish is as common as a torn end.
    while let Ok(length @ 1..) = reader.read(&mut piece) {
        out.extend_from_slice(piece.get(..length).unwrap_or_default());
    }
    Cow::Owned(out)
}

/// The text of a feed, without byte order mark. What cannot be decoded becomes U+FFFD.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match bytes {
        [0xff, 0xfe, 0, 0, rest @ ..] | rest @ [b'<' | b'{', 0, 0, 0, ..] => return wide(rest, u32::from_le_bytes),
        [0, 0, 0xfe, 0xff, rest @ ..] | rest @ [0, 0, 0, b'<' | b'{', ..] => return wide(rest, u32::from_be_bytes),
        _ => {}
    }
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(length..).unwrap_or_default();
        return if encoding == UTF_8 { mended(rest) } else { encoding.decode_without_bom_handling(rest).0 };
    }
    match bytes {
        [0, b'<' | b'{', 0, ..] => return UTF_16BE.decode_without_bom_handling(bytes).0,
        [b'<' | b'{', 0, _, 0, ..] => return UTF_16LE.decode_without_bom_handling(bytes).0,
        // `<?xm` in EBCDIC: its letters and signs stand in the same places in all code pages of that family.
        [0x4c, 0x6f, 0xa7, 0x94, ..] => {
            let head = codepage::decode(bytes.get(..bytes.len().min(STATED_WITHIN)).unwrap_or_default(), "cp037").unwrap_or_default();
            let text = stated(head.as_bytes()).and_then(|label| codepage::decode(bytes, &label));
            return text.or_else(|| codepage::decode(bytes, "cp037")).unwrap_or_default().into();
        }
        _ => {}
    }
    let label = stated(bytes).unwrap_or_default();
    let encoding = codepage::standard(&label).filter(|known| *known != UTF_16BE && *known != UTF_16LE);
    // A text of seven bits is valid UTF-8 whatever it is.
    if let Some(encoding) = encoding.filter(|known| !known.is_ascii_compatible() && bytes.contains(&0x1b)) {
        return encoding.decode_without_bom_handling(bytes).0;
    }
    // A longer text in an older charset is almost never valid UTF-8 by chance, so this beats what is stated.
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    match encoding.filter(|known| *known != UTF_8) {
        Some(encoding) => return encoding.decode_without_bom_handling(bytes).0,
        None if encoding.is_none() && !label.is_empty() => {
            if let Some(text) = codepage::decode(bytes, &label) {
                return Cow::Owned(text);
            }
        }
        None => {}
    }
    // A stray byte in UTF-8 is likelier than another charset when the rest decodes.
    let broken = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    let foreign: usize = bytes.utf8_chunks().map(|chunk| chunk.valid().chars().filter(|c| !c.is_ascii()).count()).sum();
    if broken * if encoding.is_some() { 3 } else { 10 } <= foreign {
        return mended(bytes);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, chardetng::Utf8Detection::Deny).decode_without_bom_handling(bytes).0
}

/// UTF-8 in which what is none is taken for the Western charset, from which it strayed there as a rule.
fn mended(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    Cow::Owned(out)
}

/// UTF-32.
fn wide(bytes: &[u8], read: impl Fn([u8; 4]) -> u32) -> Cow<'static, str> {
    let one = |four: &[u8]| char::from_u32(read(four.try_into().unwrap_or_default())).unwrap_or(char::REPLACEMENT_CHARACTER);
    Cow::Owned(bytes.chunks_exact(4).map(one).collect())
}

/// The charset stated in the XML declaration.
fn stated(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(STATED_WITHIN))?;
    let start = head.windows(5).position(|window| window.eq_ignore_ascii_case(b"<?xml"))?;
    let head = head.get(start..)?;
    let declaration = String::from_utf8_lossy(head.get(..head.iter().position(|byte| *byte == b'>')?)?);
    let (_, rest) = declaration.split_once("encoding").or_else(|| declaration.split_once("ENCODING"))?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest.get(1..)?.split(quote).next().map(str::to_owned)
}

/// The text of base64 in UTF-8; `None` when it is none.
pub(super) fn base64(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()).take_while(|byte| *byte != b'=') {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(six)) & 0xff_ffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held & 0xff) as u8);
        }
    }
    String::from_utf8(out).ok()
}
