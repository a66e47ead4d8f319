//! From a feed's bytes to text: the charset is found by byte order mark, by what is stated, and by what the bytes are.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// How far into the bytes a charset may be stated.
const STATED_WITHIN: usize = 1024;

/// The text of a feed, without byte order mark. What cannot be decoded becomes U+FFFD.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(bytes.get(length..).unwrap_or_default()).0;
    }
    match bytes {
        [0, b'<' | b'{', 0, ..] => return UTF_16BE.decode_without_bom_handling(bytes).0,
        [b'<' | b'{', 0, _, 0, ..] => return UTF_16LE.decode_without_bom_handling(bytes).0,
        _ => {}
    }
    // A longer text in an older charset is almost never valid UTF-8 by chance, so this beats what is stated.
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let stated = stated(bytes).filter(|encoding| *encoding != UTF_8 && *encoding != UTF_16BE && *encoding != UTF_16LE);
    let encoding = stated.unwrap_or_else(|| {
        // One stray byte in UTF-8 is likelier than another charset when the rest decodes.
        let lossy = String::from_utf8_lossy(bytes);
        let broken = lossy.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
        let foreign = lossy.chars().filter(|c| !c.is_ascii()).count();
        if broken * 10 < foreign {
            return UTF_8;
        }
        let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        detector.guess(None, chardetng::Utf8Detection::Deny)
    });
    encoding.decode_without_bom_handling(bytes).0
}

/// The charset stated in the XML declaration.
fn stated(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(STATED_WITHIN))?;
    let end = head.windows(2).position(|window| window == b"?>")?;
    let declaration = String::from_utf8_lossy(head.get(..end)?);
    let (_, rest) = declaration.split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Encoding::for_label(rest.get(1..)?.split(quote).next()?.as_bytes())
}
