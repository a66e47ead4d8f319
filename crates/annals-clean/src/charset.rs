//! From bytes to characters: which alphabet a page is written in, even when it lies about it.

use crate::prescan::{charset_in, stated_in_page};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far into a page its own statement is looked for; browsers read 1,024 bytes, real pages state it later.
const PRESCAN: usize = 8192;
/// How much of a page the guess looks at.
const GUESS: usize = 1 << 16;
/// Fewer bytes beyond ASCII do not outweigh a statement.
const FEWEST: usize = 40;

/// The characters of a body. A byte order mark wins; then valid UTF-8; then what the header or the page states;
/// then a guess. Bytes that fit nothing become U+FFFD. Never fails.
///
/// A page that states UTF-8 and is not, or states something else and is valid UTF-8, is read as what its bytes are. So is one
/// that states a western alphabet, which fits any bytes, when its bytes stand in runs as those of other scripts do.
#[must_use]
pub fn decode(body: &[u8], content_type: Option<&str>) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(body) {
        return read(encoding, body.get(mark..).unwrap_or_default()).0;
    }
    let header = content_type.and_then(charset_in);
    if let Some(wide) = wide_without_mark(body).or_else(|| header.filter(|e| is_wide(e) && body.contains(&0))) {
        return read(wide, body).0;
    }
    let page = stated_in_page(body.get(..PRESCAN).unwrap_or(body));
    // ISO-2022-JP is pure ASCII bytes, so it must be believed before "valid UTF-8" is asked.
    if switches_to_japanese(body)
        && let (text, 0) = read(ISO_2022_JP, body)
    {
        return text;
    }
    if let Ok(text) = std::str::from_utf8(body) {
        return text.to_owned();
    }
    if mostly_utf8(body) {
        return read(UTF_8, body).0;
    }
    // Neither is UTF-8, as was just seen, and a wide one would have shown.
    let possible = |stated: Option<&'static Encoding>| stated.filter(|e| *e != UTF_8 && !is_wide(e) && *e != ISO_2022_JP);
    let stated = match (possible(header), possible(page)) {
        // A server's setting for all its pages is western more often than its pages are.
        (Some(header), Some(page)) if header == WINDOWS_1252 => Some(page),
        (header, page) => header.or(page),
    };
    let Some(stated) = stated else { return read(guess(body), body).0 };
    let (text, broken) = read(stated, body);
    if stated == WINDOWS_1252 && !in_runs(body) || broken == 0 && stated != WINDOWS_1252 {
        return text;
    }
    let guessed = guess(body);
    let (other, broken_other) = read(guessed, body);
    // A page cut off inside a character breaks once, whatever it states.
    let better = if stated == WINDOWS_1252 { broken_other <= 1 } else { broken_other * 4 + 2 < broken };
    if better && guessed != stated { other } else { text }
}

/// The characters, and how many of them were broken.
fn read(encoding: &'static Encoding, body: &[u8]) -> (String, usize) {
    let (text, faulty) = encoding.decode_without_bom_handling(body);
    let broken = if faulty { text.matches('\u{fffd}').count().max(1) } else { 0 };
    (text.into_owned(), broken)
}

fn is_wide(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

/// Whether bytes switch to two-byte Japanese as ISO-2022-JP does; no other alphabet holds that.
fn switches_to_japanese(body: &[u8]) -> bool {
    memchr::memchr(0x1b, body).is_some() && [&b"\x1b$B"[..], b"\x1b$@"].iter().any(|switch| memchr::memmem::find(body, switch).is_some())
}

/// Whether most bytes beyond ASCII stand beside another such: letters of western languages stand among plain ones, those of
/// Chinese, Japanese, Korean, Russian or Greek beside each other.
fn in_runs(body: &[u8]) -> bool {
    let (mut wide, mut beside) = (0usize, 0usize);
    let mut before = false;
    for (index, byte) in body.iter().enumerate() {
        let is_wide = *byte >= 0x80;
        if is_wide {
            wide += 1;
            beside += usize::from(before || body.get(index + 1).is_some_and(|next| *next >= 0x80));
        }
        before = is_wide;
    }
    wide >= FEWEST && beside * 10 >= wide * 8
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

/// UTF-16 sent without a mark shows as every second byte zero.
fn wide_without_mark(body: &[u8]) -> Option<&'static Encoding> {
    // A page may turn to Chinese soon; its first tag is ASCII.
    let first = body.iter().position(|b| !matches!(b, 0 | b' ' | b'\n' | b'\r' | b'\t'))?;
    let pair = |at: usize| body.get(at..at + 2);
    if pair(first) == Some(b"<\0") && body.get(first + 2).is_some_and(|b| matches!(b, b'!' | b'?') || b.is_ascii_alphabetic()) {
        if first % 2 == 0 && body.get(first + 3) == Some(&0) {
            return Some(UTF_16LE);
        }
        if first % 2 == 1 && body.get(first - 1) == Some(&0) {
            return Some(UTF_16BE);
        }
    }
    let head = body.get(..64)?;
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    match (zeros(0), zeros(1)) {
        (0..=2, 28..) => Some(UTF_16LE),
        (28.., 0..=2) => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether UTF-8 breaks at most once for ten characters beyond ASCII.
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
    // Not the last bytes, whatever follows: a character cut in two at the end would rule out its own alphabet.
    detector.feed(body.get(from..end).unwrap_or(body), false);
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
