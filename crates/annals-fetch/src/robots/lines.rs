//! The lines of a robots.txt: what each says, however carelessly it is written.
//!
//! The grammar of RFC 9309 is kept, and the slips are read that Google's reader and Scrapy's both forgive: a missing
//! colon, white space around the key, misspelt keys. What is none of these says nothing.

/// Bytes of a robots.txt that count: RFC 9309 asks for at least 500 KiB, and Google stops there.
pub(super) const LIMIT: usize = 500 << 10;

/// What one line says; values are trimmed and without comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    Agent(&'a [u8]),
    Allow(&'a [u8]),
    Disallow(&'a [u8]),
    Delay(&'a [u8]),
    /// A rule about the pace that we do not keep to; it is a rule of its group all the same.
    Pace(&'a [u8]),
    Sitemap(&'a [u8]),
}

type Made<'a> = fn(&'a [u8]) -> Line<'a>;

/// The keys, and the misspellings of them that stand in real files. A slip in `Allow` is not forgiven: read wrongly it
/// would open what is closed.
const fn keys<'a>() -> [(&'static str, Made<'a>); 20] {
    [
        ("user-agent", Line::Agent),
        ("useragent", Line::Agent),
        ("user agent", Line::Agent),
        ("allow", Line::Allow),
        ("disallow", Line::Disallow),
        ("dissallow", Line::Disallow),
        ("dissalow", Line::Disallow),
        ("disalow", Line::Disallow),
        ("diaslow", Line::Disallow),
        ("diasllow", Line::Disallow),
        ("disallaw", Line::Disallow),
        ("crawl-delay", Line::Delay),
        ("crawldelay", Line::Delay),
        ("crawl delay", Line::Delay),
        ("request-rate", Line::Pace),
        ("visit-time", Line::Pace),
        ("sitemap", Line::Sitemap),
        ("sitemaps", Line::Sitemap),
        ("site-map", Line::Sitemap),
        ("site map", Line::Sitemap),
    ]
}

/// The lines of a file that say something, in order. A line that the limit cuts is left out.
pub(super) fn lines(bytes: &[u8]) -> impl Iterator<Item = Line<'_>> {
    let ends = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let whole = match bytes.get(..LIMIT) {
        Some(head) if !bytes.get(LIMIT).is_none_or(ends) => &head[..head.iter().rposition(ends).unwrap_or(0)],
        Some(head) => head,
        None => bytes,
    };
    let whole = whole.strip_prefix(b"\xef\xbb\xbf").unwrap_or(whole);
    whole.split(ends).filter_map(read)
}

fn read(line: &[u8]) -> Option<Line<'_>> {
    let line = trim(line.split(|byte| *byte == b'#').next()?);
    let Some(colon) = line.iter().position(|byte| *byte == b':') else { return without_colon(line) };
    let (key, value) = (trim(&line[..colon]), &line[colon + 1..]);
    match made(key) {
        Some(made) => Some(made(trim(value))),
        // `Sitemap https://…`: the colon is the address's own.
        None if value.first().is_some_and(|byte| !byte.is_ascii_whitespace()) => without_colon(line),
        None => None,
    }
}

/// A key, white space and a single word. More words are prose: "Disallow everything here".
fn without_colon(line: &[u8]) -> Option<Line<'_>> {
    let gap = line.iter().rposition(u8::is_ascii_whitespace)?;
    made(trim(&line[..gap])).map(|made| made(&line[gap + 1..]))
}

fn made<'a>(key: &[u8]) -> Option<Made<'a>> {
    keys().into_iter().find(|(name, _)| key.eq_ignore_ascii_case(name.as_bytes())).map(|(_, made)| made)
}

/// Without white space at either end; a no-break space, which editors of web pages leave, counts as such.
fn trim(mut text: &[u8]) -> &[u8] {
    const NO_BREAK: &[u8] = "\u{a0}".as_bytes();
    loop {
        let before = text.len();
        text = text.trim_ascii();
        // A vertical tab is no white space to Rust, but is to readers written in C.
        text = text.strip_prefix(NO_BREAK).or_else(|| text.strip_prefix(b"\x0b")).unwrap_or(text);
        text = text.strip_suffix(NO_BREAK).or_else(|| text.strip_suffix(b"\x0b")).unwrap_or(text);
        if text.len() == before {
            return text;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_read() {
        let text = "\u{feff}User-Agent : a\rDISALLOW:/b # c\r\n\tuser agent d\n useragent:e\nSitemap https://f/\nDissallow\t/g\n\u{a0}Allow:\u{a0}/h\u{a0}";
        let expected = [
            Line::Agent(b"a"),
            Line::Disallow(b"/b"),
            Line::Agent(b"d"),
            Line::Agent(b"e"),
            Line::Sitemap(b"https://f/"),
            Line::Disallow(b"/g"),
            Line::Allow(b"/h"),
        ];
        assert_eq!(lines(text.as_bytes()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_is_no_rule_says_nothing() {
        for line in [
            "Disallow",
            "Disallow everything here",
            "Disallowed: /a",
            "Alow: /a",
            ": /a",
            "# Disallow: /a",
            "<p>Disallow: /a</p>",
            "\0Disallow: /a",
        ] {
            assert_eq!(lines(line.as_bytes()).collect::<Vec<_>>(), [], "{line}");
        }
    }

    #[test]
    fn the_line_that_the_limit_cuts_is_left_out() {
        let file = |ahead: usize| [b"#".repeat(ahead), b"\nDisallow: /a/b\nDisallow: /c".to_vec()].concat();
        let line = "\nDisallow: /a/b".len();
        assert_eq!(lines(&file(LIMIT - line)).collect::<Vec<_>>(), [Line::Disallow(b"/a/b")]);
        assert_eq!(lines(&file(LIMIT - line + 1)).count(), 0);
        assert_eq!(lines(&file(LIMIT - line - 20)).count(), 2);
        assert_eq!(lines(&b"Disallow: /".repeat(LIMIT)).count(), 0);
    }
}
