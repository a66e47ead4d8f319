//! What a page says of its own alphabet near its start: in a `<meta>` tag, or in the line that opens XML.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::{memchr, memmem};

/// The encoding stated in `head`, the page's first bytes, as browsers look for it: comments are passed over, `content` counts
/// only beside `http-equiv=content-type`. UTF-16 is a lie here, for we could read it as bytes.
pub(crate) fn stated_in_page(head: &[u8]) -> Option<&'static Encoding> {
    let lower = head.to_ascii_lowercase();
    let start = lower.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
    let opening = lower.get(start..).filter(|rest| rest.starts_with(b"<?xml"));
    let in_xml = opening.and_then(|rest| rest.get(5..memchr(b'>', rest)?)).and_then(|line| value_of(line, b"encoding"));
    in_meta(&lower).or_else(|| in_xml.and_then(Encoding::for_label)).map(|encoding| {
        if encoding == UTF_16LE || encoding == UTF_16BE {
            UTF_8
        } else if encoding == encoding_rs::X_USER_DEFINED {
            WINDOWS_1252
        } else {
            encoding
        }
    })
}

fn in_meta(lower: &[u8]) -> Option<&'static Encoding> {
    let mut from = 0;
    while let Some(at) = memchr(b'<', lower.get(from..)?) {
        let start = from + at;
        let rest = lower.get(start..)?;
        if let Some(comment) = rest.strip_prefix(b"<!--") {
            // A comment without an end hides the rest. `<!-->` is a whole comment.
            from = start + 2 + memmem::find(rest.get(2..)?, b"-->").filter(|_| !comment.is_empty())? + 3;
            continue;
        }
        from = start + 1;
        let Some(inside) = rest.strip_prefix(b"<meta") else { continue };
        if inside.first().is_none_or(|byte| !byte.is_ascii_whitespace() && *byte != b'/') {
            continue;
        }
        let tag = inside.get(..memchr(b'>', inside).unwrap_or(inside.len()))?;
        let found = value_of(tag, b"charset").and_then(Encoding::for_label).or_else(|| {
            let declares = value_of(tag, b"http-equiv").is_some_and(|value| value == b"content-type");
            let content = value_of(tag, b"content").filter(|_| declares)?;
            charset_in(&String::from_utf8_lossy(content))
        });
        if found.is_some() {
            return found;
        }
    }
    None
}

/// The value of the attribute `name` among the attributes `tag`, which is in lower case.
fn value_of<'a>(tag: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let skip = |mut at: usize, bytes: &[u8]| {
        while tag.get(at).is_some_and(|byte| byte.is_ascii_whitespace() || bytes.contains(byte)) {
            at += 1;
        }
        at
    };
    let mut at = 0;
    loop {
        at = skip(at, b"/");
        let start = at;
        while tag.get(at).is_some_and(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'=')) {
            at += 1;
        }
        if at == start && tag.get(at) != Some(&b'=') {
            return None;
        }
        let found = tag.get(start..at)? == name;
        let equals = skip(at, b"");
        if tag.get(equals) != Some(&b'=') {
            continue;
        }
        let value = skip(equals + 1, b"");
        let (from, to) = match tag.get(value) {
            Some(quote @ (b'"' | b'\'')) => (value + 1, value + 1 + memchr(*quote, tag.get(value + 1..)?)?),
            _ => (value, value + tag.get(value..)?.iter().position(u8::is_ascii_whitespace).unwrap_or(tag.len() - value)),
        };
        if found {
            return tag.get(from..to);
        }
        at = to + usize::from(from > value);
    }
}

/// The encoding named in `text/html; charset=…`.
pub(crate) fn charset_in(content_type: &str) -> Option<&'static Encoding> {
    let lower = content_type.to_ascii_lowercase();
    // "charset" may stand in another word first.
    lower.split("charset").skip(1).find_map(|after| {
        let name = after.trim_start().strip_prefix('=')?.trim_start();
        let name = name.trim_start_matches(['"', '\'']);
        let end = name.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | ',' | '>' | '/')).unwrap_or(name.len());
        Encoding::for_label(name.get(..end)?.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, EUC_JP, GBK, SHIFT_JIS};

    #[test]
    fn statements_are_found() {
        let cases: [(&str, Option<&'static Encoding>); 22] = [
            ("<meta charset=utf-8>", Some(UTF_8)),
            ("<META CHARSET='GB2312' >", Some(GBK)),
            ("<meta charset = \"big5\"/>", Some(BIG5)),
            ("<meta/charset=big5>", Some(BIG5)),
            ("<meta name=x charset=shift_jis>", Some(SHIFT_JIS)),
            ("<meta http-equiv=\"Content-Type\" content=\"text/html; charset=EUC-JP\">", Some(EUC_JP)),
            ("<meta content='text/html;charset = euc-jp' http-equiv=content-type>", Some(EUC_JP)),
            ("<meta content='charset; charset=euc-jp' http-equiv=content-type>", Some(EUC_JP)),
            ("<meta name=description content='all about charset=big5'>", None),
            ("<meta name=description content='a > charset=big5'><meta charset=gbk>", Some(GBK)),
            ("<!-- <meta charset=big5> --><meta charset=gbk>", Some(GBK)),
            ("<!--><meta charset=gbk>", Some(GBK)),
            ("<!-- <meta charset=gbk>", None),
            ("<metadata charset=big5>", None),
            ("<meta charset=\"\"><meta charset=nonsense><meta charset=gbk>", Some(GBK)),
            ("<meta charset=utf-16>", Some(UTF_8)),
            ("<meta charset=x-user-defined>", Some(WINDOWS_1252)),
            ("<?xml version=\"1.0\" encoding=\"GB2312\"?><html>", Some(GBK)),
            ("\n<?xml version='1.0' encoding='Shift_JIS' ?><html>", Some(SHIFT_JIS)),
            ("<?xml version=\"1.0\" encoding=\"GB2312\"?><meta charset=big5>", Some(BIG5)),
            ("<?xml version=\"1.0\"", None),
            ("<meta charset", None),
        ];
        for (page, expected) in cases {
            assert_eq!(stated_in_page(page.as_bytes()), expected, "{page}");
        }
    }
}
