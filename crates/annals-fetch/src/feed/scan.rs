//! Cuts a feed into tags and texts as forgivingly as browsers cut pages, because many feeds are broken XML.
//!
//! Every byte is looked at a bounded number of times, so that no input takes longer than its length warrants.

/// A tag longer than this, in bytes, is taken for text.
const MAX_TAG: usize = 1 << 16;

/// A piece of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `<name attributes>`, or `<name attributes/>` when `empty`.
    Start { name: &'a str, attributes: &'a str, empty: bool },
    /// `</name>`.
    End { name: &'a str },
    /// Text as printed, its references unresolved.
    Text(&'a str),
    /// What a CDATA section holds.
    Literal(&'a str),
    /// What stands between `<!DOCTYPE` and its `>`.
    Doctype(&'a str),
}

/// Walks over a feed.
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
    /// Whether the feed's first element was met: before it, CDATA marks are rubbish around the feed.
    pub(super) started: bool,
    /// Ends of which there is none further on, so that they are looked for once only.
    missing: [bool; 4],
    /// Where the next `"` and the next `'` stand, from the last place at which one was looked for.
    marks: [usize; 2],
    /// Whether a document type was met.
    typed: bool,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, started: false, missing: [false; 4], marks: [0; 2], typed: false }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The text up to `end`, stepping over both; `None` if it does not come any more.
    fn until(&mut self, skip: usize, end: &str, which: usize) -> Option<&'a str> {
        if self.missing.get(which).copied().unwrap_or(true) {
            return None;
        }
        let body = self.rest().get(skip..)?;
        let Some(length) = body.find(end) else {
            self.missing.iter_mut().skip(which).take(1).for_each(|missing| *missing = true);
            return None;
        };
        self.at += skip + length + end.len();
        body.get(..length)
    }

    /// So many bytes as text.
    fn text(&mut self, length: usize) -> Option<Token<'a>> {
        let text = self.rest().get(..length)?;
        self.at += length;
        Some(Token::Text(text))
    }

    /// The length of the tag that stands here, and whether it closes itself. A tag that meets another before its end is
    /// none.
    fn tag(&mut self) -> Option<(usize, bool)> {
        let bytes = self.rest().as_bytes();
        let mut at = 1;
        while at < MAX_TAG {
            match bytes.get(at)? {
                b'>' => return Some((at + 1, bytes.get(at - 1) == Some(&b'/'))),
                b'<' => return None,
                mark @ (b'"' | b'\'') if bytes.get(..at)?.trim_ascii_end().ends_with(b"=") => {
                    let close = self.mark(*mark, self.at + at + 1).checked_sub(self.at);
                    at = close.filter(|close| *close < MAX_TAG && closes(bytes, at, *close)).unwrap_or(at) + 1;
                }
                _ => at += 1,
            }
        }
        None
    }

    /// Where the next quotation mark of this sort stands, at or behind a place; far away when there is none. The text
    /// between is looked at once only, however many marks are not closed.
    fn mark(&mut self, mark: u8, from: usize) -> usize {
        let [double, single] = &mut self.marks;
        let known = if mark == b'"' { double } else { single };
        if *known < from {
            let found = self.text.as_bytes().get(from..).and_then(|rest| rest.iter().position(|byte| *byte == mark));
            *known = found.map_or(usize::MAX, |found| from + found);
        }
        *known
    }

    /// A declaration or a processing instruction: skipped up to its end, or a bare sign where it is none.
    fn special(&mut self) -> Option<Token<'a>> {
        let rest = self.rest();
        if rest.starts_with("<!--") {
            if self.until(4, "-->", 0).is_none() {
                self.at += 4;
            }
        } else if rest.starts_with("<![CDATA[") {
            if self.started
                && let Some(text) = self.until(9, "]]>", 1)
            {
                return Some(Token::Literal(text));
            } else if !self.started || self.missing[1] {
                self.at += 9;
            }
        } else if rest.starts_with("<?") {
            let declaration =
                rest.get(2..6).is_some_and(|target| target.eq_ignore_ascii_case("xml ") || target.eq_ignore_ascii_case("xml\n"));
            let closed = if declaration { self.until(2, ">", 2) } else { self.until(2, "?>", 3) };
            if closed.is_none() && self.until(2, ">", 2).is_none() {
                self.at += 2;
            }
        } else if rest.get(2..9).is_some_and(|word| word.eq_ignore_ascii_case("doctype")) && !self.typed && !self.started {
            self.typed = true;
            let length = doctype(rest);
            self.at += length.max(9);
            return rest.get(9..length.saturating_sub(1)).map(Token::Doctype);
        } else {
            let word = rest.as_bytes().get(2).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'[');
            let end = rest.bytes().skip(1).take(MAX_TAG).position(|byte| byte == b'>' || byte == b'<').map(|end| end + 1);
            match end.filter(|end| word && rest.as_bytes().get(*end) == Some(&b'>')) {
                Some(end) => self.at += end + 1,
                None => return self.text(1),
            }
        }
        None
    }
}

impl<'a> Iterator for Scanner<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = self.rest();
            let bytes = rest.as_bytes();
            match bytes {
                [] => return None,
                [b'<', b'!' | b'?', ..] => {
                    if let Some(token) = self.special() {
                        return Some(token);
                    }
                }
                [b'<', b'/', ..] => {
                    let name = name_at(rest, 2);
                    let after = rest.get(2 + name.len()..).unwrap_or_default();
                    match after.bytes().take(MAX_TAG).position(|byte| byte == b'>' || byte == b'<') {
                        _ if name.is_empty() => return self.text(1),
                        Some(end) => self.at += 2 + name.len() + end + usize::from(after.as_bytes().get(end) == Some(&b'>')),
                        None => self.at = self.text.len(),
                    }
                    return Some(Token::End { name });
                }
                [b'<', ..] => {
                    let name = name_at(rest, 1);
                    let Some((length, empty)) = (!name.is_empty()).then(|| self.tag()).flatten() else { return self.text(1) };
                    self.at += length;
                    let end = length - 1 - usize::from(empty);
                    return Some(Token::Start { name, attributes: rest.get(1 + name.len()..end).unwrap_or_default(), empty });
                }
                _ => return self.text(rest.find('<').unwrap_or(rest.len())),
            }
        }
    }
}

/// The element's name at this place; empty when there is none.
fn name_at(text: &str, from: usize) -> &str {
    let rest = text.get(from..).unwrap_or_default();
    if !rest.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        return "";
    }
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '<' | '/' | '=' | '"' | '\'' | '&')).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

/// Whether the quotation mark at `close` closes the one at `at`, or was meant for another because this one's was
/// forgotten.
fn closes(bytes: &[u8], at: usize, close: usize) -> bool {
    let follows = bytes.get(close + 1).is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/' | b'?'));
    // Two values that touch are told apart from a mark that closes nothing by there being no tag between.
    follows || bytes.get(at..close).is_some_and(|value| !value.contains(&b'<') && !value.contains(&b'>'))
}

/// The length of a document type declaration with its internal subset.
fn doctype(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut inside) = (9, false);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'>' if !inside => return at + 1,
            b'[' => inside = true,
            b']' => inside = false,
            b'"' | b'\'' => match bytes.get(at + 1..).and_then(|rest| rest.iter().position(|other| other == byte)) {
                Some(length) => at += length + 1,
                None => return text.find('>').map_or(9, |end| end + 1),
            },
            b'<' if text.get(at..).is_some_and(|rest| rest.starts_with("<!--")) => match text.get(at..).and_then(|rest| rest.find("-->")) {
                Some(length) => at += length,
                None => break,
            },
            b'<' if !inside => return at,
            _ => {}
        }
        at += 1;
    }
    text.find('>').map_or(9, |end| end + 1)
}

/// The attributes of a tag, name and value as printed; marks may be missing.
pub(super) fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '='));
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(end)?;
        if name.is_empty() {
            return None;
        }
        let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start) else {
            rest = after;
            return Some((name, ""));
        };
        let quote = value.as_bytes().first().filter(|byte| matches!(byte, b'"' | b'\''));
        let (from, to) = match quote {
            Some(quote) => {
                let close = value.bytes().skip(1).position(|byte| byte == *quote).map(|close| close + 1);
                (1, close.filter(|close| closes(value.as_bytes(), 0, *close)))
            }
            None => (0, None),
        };
        let to = to.unwrap_or_else(|| value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len()));
        rest = value.get(to..).unwrap_or_default();
        Some((name, value.get(from..to).unwrap_or_default()))
    })
}

#[cfg(test)]
mod tests {
    use super::{Scanner, Token, attributes};

    fn shape(text: &str) -> String {
        let mut scanner = Scanner::new(text);
        scanner.started = true;
        let mut out = String::new();
        for token in scanner {
            match token {
                Token::Start { name, empty, .. } => out.push_str(&format!("({name}{}", if empty { ")" } else { "" })),
                Token::End { .. } => out.push(')'),
                Token::Text(text) => out.push_str(text),
                Token::Literal(text) => out.push_str(&format!("[{text}]")),
                Token::Doctype(_) => out.push('!'),
            }
        }
        out
    }

    #[test]
    fn signs_that_open_no_tag_are_text() {
        for (text, expected) in [
            ("<a>x</a>", "(ax)"),
            ("<a b='>'/>", "(a)"),
            ("<a>1 < 2 <3 <- << x<b</a>", "(a1 < 2 <3 <- << x<b)"),
            ("<a><![CDATA[<b>]]]]><![CDATA[>]]></a>", "(a[<b>]]][>])"),
            ("<a><![CDATA[open</a>", "(aopen)"),
            ("<a><!-- <b> --><?x <c> ?>y</a >", "(ay)"),
            ("<a x=\"y>z</a><b x=\"1\">", "(az)(b"),
            ("<a><!-- open", "(a open"),
            ("<a", "<a"),
        ] {
            assert_eq!(shape(text), expected, "{text}");
        }
    }

    #[test]
    fn attributes_are_read_with_and_without_marks() {
        let read = |text| attributes(text).map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("|");
        assert_eq!(read(" a=\"1 2\" b='3'c=4 d e = \"5\"/"), "a=1 2|b=3|c=4|d=|e=5");
        assert_eq!(read(" isPermaLink=\"false"), "isPermaLink=false");
    }
}
