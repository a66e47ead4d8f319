//! From bytes to characters: which alphabet a page is written in, even when it lies about it.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far into a page its own statement is looked for; browsers read 1,024 bytes, real pages state it later.
const PRESCAN: usize = 8192;
/// How much of a page the guess looks at.
const GUESS: usize = 1 << 16;

/// The characters of a body. A byte order mark wins; then valid UTF-8; then what the header or the page states;
/// then a guess. Bytes that fit nothing become U+FFFD. Never fails.
///
/// A page that states UTF-8 and is not, or states something else and is valid UTF-8, is read as what its bytes are.
#[must_use]
pub fn decode(body: &[u8], content_type: Option<&str>) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(body) {
        return encoding.decode_without_bom_handling(body.get(mark..).unwrap_or_default()).0.into_owned();
    }
    if let Some(wide) = wide_without_mark(body) {
        return wide.decode_without_bom_handling(body).0.into_owned();
    }
    let head = body.get(..PRESCAN).unwrap_or(body);
    let stated = content_type.and_then(charset_in).or_else(|| meta_charset(head));
    // ISO-2022-JP is pure ASCII bytes, so it must be believed before "valid UTF-8" is asked.
    let escapes = stated == Some(encoding_rs::ISO_2022_JP) && memchr::memchr(0x1b, body).is_some();
    if !escapes && let Ok(text) = std::str::from_utf8(body) {
        return text.to_owned();
    }
    let encoding = match stated {
        // Valid UTF-8 was handled above: one that states it is mostly right with a few broken bytes, or lies.
        Some(encoding) if encoding == UTF_8 => {
            if mostly_utf8(body) {
                UTF_8
            } else {
                guess(body)
            }
        }
        Some(encoding) if encoding != UTF_16LE && encoding != UTF_16BE => match encoding.decode_without_bom_handling(body) {
            (text, false) => return text.into_owned(),
            _ if mostly_utf8(body) => UTF_8,
            _ => encoding,
        },
        _ => guess(body),
    };
    encoding.decode_without_bom_handling(body).0.into_owned()
}

/// Whether these bytes are of no text in any charset, to judge by the first of them: zeros, or one control character in
/// ten. A picture, a PDF, a packed file.
#[must_use]
pub fn is_binary(bytes: &[u8]) -> bool {
    let head = bytes.get(..1 << 16).unwrap_or(bytes);
    if Encoding::for_bom(head).is_some() || wide_without_mark(head).is_some() {
        return false;
    }
    let control = head.iter().filter(|byte| matches!(byte, 1..=8 | 14..=26 | 28..=31 | 127)).count();
    head.contains(&0) || control * 10 > head.len()
}

/// Whether bytes are an HTML page rather than plain text or JSON: the first thing that is not white space is a tag,
/// and a known one stands near the start.
#[must_use]
pub fn looks_like_html(bytes: &[u8]) -> bool {
    let head = bytes.get(..PRESCAN).unwrap_or(bytes);
    let text = if let Some(wide) = Encoding::for_bom(head).map(|(e, _)| e).or_else(|| wide_without_mark(head)) {
        wide.decode(head).0.into_owned()
    } else {
        String::from_utf8_lossy(head).into_owned()
    };
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if !text.starts_with('<') {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    if lower.starts_with("<?xml") && !lower.contains("<html") {
        return false;
    }
    const TAGS: [&str; 18] = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<meta",
        "<title",
        "<div",
        "<article",
        "<section",
        "<main",
        "<p>",
        "<p ",
        "<h1",
        "<h2",
        "<table",
        "<span",
        "<a ",
        "<script",
    ];
    TAGS.iter().any(|tag| lower.contains(tag))
}

/// The encoding named in `text/html; charset=…`.
fn charset_in(content_type: &str) -> Option<&'static Encoding> {
    let lower = content_type.to_ascii_lowercase();
    let after = lower.split("charset").nth(1)?.trim_start().strip_prefix('=')?;
    let name = after.trim_start().trim_start_matches(['"', '\'']);
    let end = name.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | ',' | '>' | '/')).unwrap_or(name.len());
    Encoding::for_label(name.get(..end)?.as_bytes())
}

/// The encoding a `<meta>` tag near the start states; UTF-16 in such a tag is a lie, for we could read it as bytes.
fn meta_charset(head: &[u8]) -> Option<&'static Encoding> {
    let lower = head.to_ascii_lowercase();
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(lower.get(from..)?, b"<meta") {
        let start = from + at;
        let end = memchr::memchr(b'>', lower.get(start..)?).map_or(lower.len(), |e| start + e);
        let tag = String::from_utf8_lossy(lower.get(start..end)?);
        if let Some(encoding) = charset_in(&tag) {
            return Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding });
        }
        from = end.max(start + 5);
    }
    None
}

/// UTF-16 sent without a mark shows as every second byte zero.
fn wide_without_mark(body: &[u8]) -> Option<&'static Encoding> {
    let head = body.get(..64)?;
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    match (zeros(0), zeros(1)) {
        (0..=2, 28..) => Some(UTF_16LE),
        (28.., 0..=2) => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether at most one byte in five hundred that is not ASCII breaks UTF-8, or very few at all.
fn mostly_utf8(body: &[u8]) -> bool {
    let (mut broken, mut wide) = (0usize, 0usize);
    for chunk in body.utf8_chunks() {
        wide += chunk.valid().bytes().filter(|b| *b >= 0xc2).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken * 10 <= wide
}

fn guess(body: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    // Tags are ASCII and say nothing; the first stretch with other bytes does.
    let from = body.iter().position(|b| *b >= 0x80).unwrap_or(0);
    let end = body.len().min(from.saturating_add(GUESS));
    detector.feed(body.get(from..end).unwrap_or(body), true);
    let found = detector.guess(None, Utf8Detection::Allow);
    if found == encoding_rs::ISO_8859_8 { WINDOWS_1252 } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stated_and_true() {
        assert_eq!(decode("Größe".as_bytes(), Some("text/html; charset=utf-8")), "Größe");
        assert_eq!(decode(b"Gr\xf6\xdfe", Some("text/html; charset=ISO-8859-1")), "Größe");
        assert_eq!(decode(b"<meta charset='windows-1251'>\xcf\xf0\xe8\xe2\xe5\xf2", None), "<meta charset='windows-1251'>Привет");
    }

    #[test]
    fn lies_are_seen_through() {
        assert_eq!(decode("Größe in Zürich".as_bytes(), Some("text/html; charset=ISO-8859-1")), "Größe in Zürich");
        let latin = b"<html><meta charset=utf-8><p>Der B\xf6rsengang der M\xfcnchner f\xe4llt gr\xf6\xdfer aus, hei\xdft es f\xfcr n\xe4chste Woche.";
        assert!(decode(latin, Some("text/html; charset=utf-8")).contains("Börsengang der Münchner"));
    }

    #[test]
    fn marks_and_wide_pages() {
        assert_eq!(decode(b"\xef\xbb\xbfabc", None), "abc");
        assert_eq!(decode(b"\xff\xfea\0b\0", None), "ab");
        let wide: Vec<u8> =
            "<html><body><p>No mark is sent, yet it is wide.</p></body></html>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(decode(&wide, None).starts_with("<html><body>"));
        assert!(looks_like_html(&wide));
    }

    #[test]
    fn a_few_broken_bytes_do_not_change_the_alphabet() {
        let mut body = "Señal débil: más años, según él, qué día tan güero".repeat(20).into_bytes();
        body.extend_from_slice(b"\xff tail");
        assert!(decode(&body, Some("text/html; charset=utf-8")).starts_with("Señal débil"));
    }

    #[test]
    fn html_or_not() {
        assert!(looks_like_html(b"  <!DOCTYPE html><p>x"));
        assert!(looks_like_html(b"<div>text</div>"));
        assert!(!looks_like_html(b"Shares < 5 rose"));
        assert!(!looks_like_html(b"<?xml version='1.0'?><rss></rss>"));
        assert!(!looks_like_html(b"{\"html\":\"<p>\"}"));
        assert!(!looks_like_html(b""));
        let every: Vec<u8> = (0..=255).collect();
        assert!(is_binary(&every) && is_binary(b"\x1f\x8b\x08\x01\x02\x03") && is_binary(b"%PDF\0"));
        assert!(!is_binary(b"") && !is_binary("Soci\u{e9}t\u{e9} \u{4e2d}\n\t".as_bytes()) && !is_binary(b"Soci\xe9t\xe9"));
        assert!(!is_binary(&"Shares rise. ".repeat(9).encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()));
    }
}
