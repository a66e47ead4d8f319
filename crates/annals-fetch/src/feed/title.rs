//! Turns a feed's title into plain text: tags gone, references resolved, white space single.

/// Names of characters that titles use beside XML's own five.
const NAMED: [(&str, &str); 24] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("hellip", "…"),
    ("mdash", "—"),
    ("ndash", "–"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("pound", "£"),
    ("euro", "€"),
    ("yen", "¥"),
    ("cent", "¢"),
    ("copy", "©"),
    ("reg", "®"),
    ("trade", "™"),
    ("eacute", "é"),
    ("uuml", "ü"),
    ("ouml", "ö"),
    ("auml", "ä"),
];

/// The plain text; `None` when nothing is left.
pub(super) fn plain(title: &str) -> Option<String> {
    let mut out = String::with_capacity(title.len());
    let mut rest = title;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let (text, length) = if rest.starts_with('<') { tag(rest) } else { reference(rest) };
        out.push_str(&text);
        rest = rest.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    let words: Vec<&str> = out.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// A tag becomes nothing; a sign "less than" stays.
fn tag(rest: &str) -> (String, usize) {
    let inner = rest.get(1..).unwrap_or_default().trim_start_matches('/');
    let is_tag = inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!');
    // A tag longer than this is none.
    let end = rest.bytes().take(2000).position(|byte| byte == b'>');
    match end {
        Some(end) if is_tag => (String::new(), end + 1),
        _ => ("<".to_owned(), 1),
    }
}

fn reference(rest: &str) -> (String, usize) {
    let verbatim = || ("&".to_owned(), 1);
    let Some(end) = rest.bytes().take(12).position(|byte| byte == b';') else { return verbatim() };
    let Some(name) = rest.get(1..end) else { return verbatim() };
    let resolved = if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        };
        code.and_then(char::from_u32).filter(|c| !c.is_control()).map(String::from)
    } else {
        NAMED.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned())
    };
    resolved.map_or_else(verbatim, |text| (text, end + 1))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn titles_become_plain_text() {
        for (title, expected) in [
            ("  Tidewell\n  gains ", "Tidewell gains"),
            ("Banks <b>sink</b> &amp; rise", "Banks sink & rise"),
            ("Yield &lt; 4% &#8211; &#x2018;calm&#x2019;", "Yield < 4% – ‘calm’"),
            ("P/E < 12 & falling", "P/E < 12 & falling"),
            ("R&D; spending", "R&D; spending"),
            ("Oil&nbsp;at 70", "Oil at 70"),
        ] {
            assert_eq!(plain(title).as_deref(), Some(expected));
        }
        assert_eq!(plain(" <br/> "), None);
    }
}
