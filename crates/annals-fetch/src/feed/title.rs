//! Turns a feed's title into plain text: tags gone, references resolved, white space single.

use super::reference::{has_reference, meant, resolve_html};

/// How the characters of a title are to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Markup {
    /// As they are.
    Text,
    /// As HTML.
    Html,
    /// The format does not say: as HTML where it looks like it.
    Guess,
}

/// Elements whose text is no text of the page.
const SILENT: [&str; 3] = ["script", "style", "applet"];
/// Elements between which a reader sees a gap.
const GAPS: [&str; 17] = ["br", "p", "div", "li", "ul", "ol", "tr", "td", "th", "hr", "h1", "h2", "h3", "h4", "table", "blockquote", "dd"];
/// Elements inside lines that titles hold.
const LINES: [&str; 34] = [
    "a", "abbr", "acronym", "b", "big", "center", "cite", "code", "dd", "del", "em", "font", "i", "img", "ins", "kbd", "label", "mark",
    "nobr", "pre", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];
/// A tag longer than this is none.
const MAX_TAG: usize = 2000;

/// The plain text of a title whose format does not say what it is; `None` when nothing is left.
pub(super) fn plain(title: &str) -> Option<String> {
    read(title, Markup::Guess)
}

/// The plain text of a title; `None` when nothing is left.
pub(super) fn read(title: &str, markup: Markup) -> Option<String> {
    let html = match markup {
        Markup::Text => false,
        Markup::Html => title.contains(['<', '&']),
        Markup::Guess => title.contains(['<', '&']) && looks_like_html(title),
    };
    if html { tidy(&without_tags(title, markup == Markup::Html)) } else { tidy(title) }
}

/// White space single, control characters gone, those of Windows' charset as they were meant.
fn tidy(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let start = out.len();
        if start > 0 {
            out.push(' ');
        }
        let from = out.len();
        out.extend(word.chars().map(meant).filter(|c| !c.is_control() && *c != '\u{feff}'));
        if out.len() == from {
            out.truncate(start);
        }
    }
    (!out.is_empty()).then_some(out)
}

/// Whether there is a reference, the end of a tag or a tag that needs none.
fn looks_like_html(text: &str) -> bool {
    let tag = |at: usize| {
        text.get(at..)
            .and_then(Tag::read)
            .is_some_and(|tag| tag.known() && (tag.closing || matches!(tag.name.as_str(), "br" | "hr" | "img" | "wbr")))
    };
    has_reference(text) || text.match_indices('<').take(1000).any(|(at, _)| tag(at))
}

fn without_tags(text: &str, any_name: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        resolve_html(before, &mut out);
        match Tag::read(from).filter(|tag| any_name || tag.known()) {
            None => {
                out.push('<');
                rest = from.get(1..).unwrap_or_default();
            }
            Some(tag) => {
                if GAPS.contains(&tag.name.as_str()) {
                    out.push(' ');
                }
                rest = from.get(tag.length..).unwrap_or_default();
                if !tag.closing && SILENT.contains(&tag.name.as_str()) {
                    let ends =
                        |at: usize| rest.get(at + 2..at + 2 + tag.name.len()).is_some_and(|name| name.eq_ignore_ascii_case(&tag.name));
                    let end = rest.match_indices("</").find(|(at, _)| ends(*at));
                    rest = end.and_then(|(at, _)| rest.get(at..)).unwrap_or_default();
                }
            }
        }
    }
    resolve_html(rest, &mut out);
    out
}

struct Tag {
    /// In lower case; empty for a comment.
    name: String,
    closing: bool,
    length: usize,
}

impl Tag {
    fn read(text: &str) -> Option<Self> {
        if text.starts_with("<!--") {
            let end = text.as_bytes().windows(3).take(MAX_TAG).position(|window| window == b"-->");
            return end.map(|end| Self { name: String::new(), closing: false, length: end + 3 });
        }
        let closing = text.starts_with("</");
        let inner = text.get(1 + usize::from(closing)..)?;
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != ':' && c != '-').unwrap_or(inner.len());
        let name = inner.get(..end)?.to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let mut quote = None;
        for (at, byte) in text.bytes().enumerate().take(MAX_TAG) {
            match (quote, byte) {
                (Some(open), byte) if open == byte => quote = None,
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'<') if at > 0 => return None,
                (None, b'>') => return Some(Self { name, closing, length: at + 1 }),
                _ => {}
            }
        }
        None
    }

    fn known(&self) -> bool {
        let name = self.name.as_str();
        name.is_empty() || LINES.contains(&name) || GAPS.contains(&name) || SILENT.contains(&name)
    }
}

/// Whether the text of an element of this name is none of the page's.
pub(super) fn is_silent(name: &str) -> bool {
    SILENT.contains(&name)
}

/// Whether readers see a gap where an element of this name begins or ends.
pub(super) fn is_gap(name: &str) -> bool {
    GAPS.iter().any(|gap| name.eq_ignore_ascii_case(gap))
}

#[cfg(test)]
mod tests {
    use super::{Markup, plain, read};

    #[test]
    fn titles_become_plain_text() {
        for (title, expected) in [
            ("  Tidewell\n  gains ", "Tidewell gains"),
            ("Banks <b>sink</b> &amp; rise", "Banks sink & rise"),
            ("Yield &lt; 4% &#8211; &#x2018;calm&#x2019;", "Yield < 4% – ‘calm’"),
            ("P/E < 12 & falling", "P/E < 12 & falling"),
            ("R&D; spending", "R&D; spending"),
            ("Oil&nbsp;at 70", "Oil at 70"),
            ("One<br>two", "One two"),
            ("The <foo> and the <b>", "The <foo> and the <b>"),
            ("A<SCRIPT>x</Script>b", "Ab"),
        ] {
            assert_eq!(plain(title).as_deref(), Some(expected));
        }
        assert_eq!(plain(" <br/> "), None);
        assert_eq!(read("a <b>&amp;</b>", Markup::Text).as_deref(), Some("a <b>&amp;</b>"));
        assert_eq!(read("a <x>&amp;</x>", Markup::Html).as_deref(), Some("a &"));
    }
}
