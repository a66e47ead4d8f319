//! Reads a web page as a stream of tags and text, for those who look for links and need no tree.
//!
//! A tree of a hostile page costs memory and, where elements are nested in tens of thousands, time beyond its length.
//! A stream costs neither: every byte is looked at once or twice. What a browser would mend in a tree does not move a link.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::borrow::Cow;

/// How far into a page its charset may be stated, as browsers have it.
const STATED_WITHIN: usize = 1024;

/// One piece of a page.
#[derive(Debug)]
pub(crate) enum Piece<'a> {
    Open(Tag<'a>),
    /// The name of a closing tag, as written.
    Close(&'a str),
    /// Text as written, with its character references.
    Text(&'a str),
}

/// An opening tag.
#[derive(Debug)]
pub(crate) struct Tag<'a> {
    /// As written.
    pub(crate) name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Tag<'a> {
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The value of an attribute, the first of that name, with its character references resolved and white space trimmed.
    pub(crate) fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        let (_, value) = self.attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(match resolve(value) {
            Cow::Borrowed(value) => Cow::Borrowed(value.trim()),
            Cow::Owned(value) => Cow::Owned(value.trim().to_owned()),
        })
    }

    /// Whether an attribute holds this word among others, in any case.
    pub(crate) fn has_word(&self, name: &str, word: &str) -> bool {
        self.get(name).is_some_and(|value| value.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case(word)))
    }
}

/// The text of a page's bytes: by byte order mark, else UTF-8 if it is that, else by what the page states.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(bytes.get(length..).unwrap_or_default()).0;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(STATED_WITHIN)).unwrap_or_default()).to_ascii_lowercase();
    let stated = head.split_once("charset").and_then(|(_, rest)| {
        let label = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        Encoding::for_label(label.split(['"', '\'', ';', ' ', '>', '/']).next()?.as_bytes())
    });
    // A page that says UTF-8 and has a broken byte is UTF-8 with a broken byte.
    stated.unwrap_or(if head.contains("charset") { UTF_8 } else { WINDOWS_1252 }).decode_without_bom_handling(bytes).0
}

/// The pieces of a page in order.
pub(crate) struct Pieces<'a> {
    rest: &'a str,
    /// The element whose content is no markup, when one has just been opened.
    raw: Option<&'a str>,
}

pub(crate) fn pieces(text: &str) -> Pieces<'_> {
    Pieces { rest: text, raw: None }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if let Some(name) = self.raw.take() {
            self.rest = &self.rest[end_of_raw(self.rest, name)..];
        }
        loop {
            let text = self.rest;
            if text.is_empty() {
                return None;
            }
            let Some(markup) = text.strip_prefix('<') else {
                let (before, rest) = text.split_at(text.find('<').unwrap_or(text.len()));
                self.rest = rest;
                return Some(Piece::Text(before));
            };
            if let Some(comment) = markup.strip_prefix("!--") {
                self.rest = after_comment(comment);
            } else if markup.starts_with(|sign: char| sign.is_ascii_alphabetic()) {
                let (tag, rest) = tag(markup)?;
                self.rest = rest;
                if RAW.iter().any(|name| tag.is(name)) {
                    self.raw = Some(tag.name);
                }
                return Some(Piece::Open(tag));
            } else if let Some(name) = markup.strip_prefix('/').filter(|name| name.starts_with(|sign: char| sign.is_ascii_alphabetic())) {
                let (tag, rest) = tag(name)?;
                self.rest = rest;
                return Some(Piece::Close(tag.name));
            } else if markup.starts_with(['!', '?', '/']) {
                self.rest = markup.split_once('>').map_or("", |(_, rest)| rest);
            } else {
                let end = markup.find('<').map_or(text.len(), |at| at + 1);
                self.rest = &text[end..];
                return Some(Piece::Text(&text[..end]));
            }
        }
    }
}

/// Elements whose content holds no tags.
const RAW: [&str; 8] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

fn after_comment(comment: &str) -> &str {
    for at_once in [">", "->"] {
        if let Some(rest) = comment.strip_prefix(at_once) {
            return rest;
        }
    }
    // Browsers end a comment at `--!>` too.
    comment
        .match_indices("--")
        .find_map(|(at, _)| {
            let rest = &comment[at + 2..];
            rest.strip_prefix('>').or_else(|| rest.strip_prefix("!>")).or_else(|| rest.strip_prefix("->"))
        })
        .unwrap_or("")
}

/// Where `</name` stands, or the text's end.
fn end_of_raw(text: &str, name: &str) -> usize {
    text.match_indices("</")
        .map(|(at, _)| at)
        .find(|at| {
            let rest = &text.as_bytes()[at + 2..];
            rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
                && rest.get(name.len()).is_none_or(|after| !after.is_ascii_alphanumeric())
        })
        .unwrap_or(text.len())
}

/// A tag from its name to behind its `>`; `None` when the page ends within it.
fn tag(text: &str) -> Option<(Tag<'_>, &str)> {
    const SPACE: [char; 5] = [' ', '\t', '\n', '\r', '\u{c}'];
    let end = text.find(|sign: char| SPACE.contains(&sign) || matches!(sign, '/' | '>'))?;
    let (name, mut rest) = text.split_at(end);
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(SPACE).trim_start_matches('/');
        if let Some(rest) = rest.strip_prefix('>') {
            return Some((Tag { name, attributes }, rest));
        }
        if rest.starts_with(SPACE) {
            continue;
        }
        // The first sign of a name may be anything, even `=`.
        let first = rest.chars().next()?.len_utf8();
        let end = first + rest[first..].find(|sign: char| SPACE.contains(&sign) || matches!(sign, '/' | '>' | '='))?;
        let (key, after) = rest.split_at(end);
        rest = after;
        let mut value = "";
        if let Some(after) = rest.trim_start_matches(SPACE).strip_prefix('=') {
            let after = after.trim_start_matches(SPACE);
            (value, rest) = match after.chars().next()? {
                quote @ ('"' | '\'') => after[1..].split_once(quote)?,
                _ => after.split_at(after.find(|sign: char| SPACE.contains(&sign) || sign == '>')?),
            };
        }
        attributes.push((key, value));
    }
}

/// Character references that stand in addresses and headlines.
const NAMED: [(&str, &str); 38] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("ndash", "–"),
    ("mdash", "—"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("hellip", "…"),
    ("pound", "£"),
    ("euro", "€"),
    ("eacute", "é"),
    ("raquo", "»"),
    ("laquo", "«"),
    ("middot", "·"),
    ("bull", "•"),
    ("copy", "©"),
    ("agrave", "à"),
    ("aacute", "á"),
    ("auml", "ä"),
    ("aring", "å"),
    ("ccedil", "ç"),
    ("egrave", "è"),
    ("iacute", "í"),
    ("ntilde", "ñ"),
    ("oacute", "ó"),
    ("ouml", "ö"),
    ("oslash", "ø"),
    ("uacute", "ú"),
    ("uuml", "ü"),
    ("Auml", "Ä"),
    ("Ouml", "Ö"),
    ("Uuml", "Ü"),
    ("szlig", "ß"),
];

/// Text with its character references resolved; those not known stay as written.
pub(crate) fn resolve(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find('&') else { return Cow::Borrowed(text) };
    let (before, mut rest) = text.split_at(first);
    let mut resolved = before.to_owned();
    while let Some(reference) = rest.strip_prefix('&') {
        let end = reference.bytes().take(10).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
        let (name, after) = reference.split_at(end);
        match (named(name), after.strip_prefix(';')) {
            (Some(sign), Some(after)) => {
                resolved.push_str(&sign);
                rest = after;
            }
            // `&amp` of old pages; `&lt=1` in an address is a parameter.
            (Some(sign), None) if name == "amp" => {
                resolved.push_str(&sign);
                rest = after;
            }
            _ => {
                resolved.push('&');
                rest = reference;
            }
        }
        let next = rest.find('&').unwrap_or(rest.len());
        resolved.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    Cow::Owned(resolved)
}

fn named(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else {
        return NAMED.iter().find(|(known, _)| *known == name).map(|(_, sign)| (*sign).to_owned());
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        pieces(text)
            .map(|piece| match piece {
                Piece::Open(tag) => format!("<{} {:?}>", tag.name, tag.get("href").unwrap_or_default()),
                Piece::Close(name) => format!("</{name}>"),
                Piece::Text(text) => text.to_owned(),
            })
            .collect()
    }

    #[test]
    fn tags_are_read_as_browsers_read_them() {
        for (page, expected) in [
            ("<a href='/x'>y</a>", "<a \"/x\">y</a>"),
            ("<A\nHREF = \"/x?a=1&amp;b=2\" >y</A >", "<A \"/x?a=1&b=2\">y</A>"),
            ("<a href=/x/y>z", "<a \"/x/y\">z"),
            ("<a title='>' href= /x >z", "<a \"/x\">z"),
            ("<a/href=x/>z", "<a \"x/\">z"),
            ("<a href=1 href=2>", "<a \"1\">"),
            ("a < b <c>", "a < b <c \"\">"),
            ("<!-- <a href=x> --><b>", "<b \"\">"),
            ("<!--><b>", "<b \"\">"),
            ("<!-- a --!><b><!-- c", "<b \"\">"),
            ("<script>if (a<b) '<a href=x>'</script ><b>", "<script \"\"></script><b \"\">"),
            ("<title></titles><a></title>x", "<title \"\"></title>x"),
            ("<!doctype html><?php a?></ x><b>", "<b \"\">"),
            ("x<a href='y", "x"),
            ("<a =x href=y>", "<a \"y\">"),
        ] {
            assert_eq!(told(page), expected, "{page}");
        }
    }

    #[test]
    fn references_are_resolved_once() {
        for (text, expected) in [
            ("a&amp;amp;b", "a&amp;b"),
            ("&#x27;&#39;&quot;&rsquo;", "''\"’"),
            ("/x?a=1&b=2&lt=3&copy=4", "/x?a=1&b=2&lt=3&copy=4"),
            ("&ampx &unknown; &#xffffff; &", "&ampx &unknown; &#xffffff; &"),
        ] {
            assert_eq!(resolve(text), expected, "{text}");
        }
    }

    #[test]
    fn charsets_are_found() {
        assert_eq!(decode(b"<meta charset=\"iso-8859-1\">caf\xe9"), "<meta charset=\"iso-8859-1\">café");
        assert_eq!(decode(b"caf\xe9"), "café");
        assert_eq!(decode(b"\xff\xfea\0"), "a");
        assert_eq!(decode("café".as_bytes()), "café");
    }

    #[test]
    fn hostile_pages_are_read_in_time() {
        let takes = |part: &str, bytes: usize| {
            let page = part.repeat(bytes / part.len());
            let begun = std::time::Instant::now();
            assert!(pieces(&page).count() <= page.len());
            assert!(resolve(&page).len() <= page.len());
            begun.elapsed()
        };
        for part in ["<div>", "<a ", "<!--", "<script>", "<a href=\"", "<", "</", "&amp", "--", "<a b=c d ", "<title></titl", "<b/////"] {
            let (quarter, whole) = (takes(part, 1 << 18), takes(part, 1 << 20));
            // Four times the page may take four times as long; sixteen times would be quadratic.
            assert!(whole < quarter * 10 + std::time::Duration::from_millis(500), "{part}: {whole:?} against {quarter:?}");
        }
    }
}
