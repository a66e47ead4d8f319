//! Makes any page safe to read: a page built to choke its reader comes out shallow, short and balanced.
//!
//! An HTML5 parser spends quadratic time or space on some pages (a million open tags, thousands of attributes on one tag,
//! formatting that is opened anew in every paragraph). This pass is linear. It leaves out what holds no words (scripts,
//! styles, drawings, comments), which also makes the parser's work lighter, and hands structured data over apart.

use memchr::memchr;
use std::borrow::Cow;

/// A page longer than this is cut.
const LONGEST_PAGE: usize = 16 << 20;
/// Open elements at one time; real pages stay under 100.
const DEEPEST: usize = 300;
/// Open formatting elements at one time: the parser opens each again in every new paragraph.
const DEEPEST_FORMATTING: usize = 12;
/// Bytes of mark-up and words that are handed on; real pages, however long their scripts, stay under a tenth.
const MOST_KEPT: usize = 4 << 20;
/// Bytes of structured data that are handed on.
const MOST_DATA: usize = 2 << 20;
/// Tags of one page; real pages stay under 40,000.
const MOST_TAGS: usize = 60_000;
/// Attributes of one page; real pages stay under 10,000.
const MOST_ATTRIBUTES_IN_ALL: usize = 200_000;
/// Further `<html>` and `<body>` tags: the parser adds the attributes of each to the first.
const MOST_BODIES: usize = 8;
/// Signs `<` that open no tag; each is written as a reference, which costs the parser as much as a hundred letters.
const MOST_SIGNS: usize = 50_000;
/// Attributes of one tag: the parser compares each with each.
const MOST_ATTRIBUTES: usize = 128;

/// Tags without an end that are read as words.
const MOST_NEVER_ENDING: usize = 8;

/// A page that can be parsed without danger.
#[derive(Debug, Default)]
pub(crate) struct Guarded<'a> {
    /// Tags and text.
    pub(crate) html: String,
    /// Contents of `<script type="application/ld+json">`, in order.
    pub(crate) linked_data: Vec<&'a str>,
    /// Whether something was left out because there was too much of it.
    pub(crate) cut: bool,
}

/// Elements whose whole content is left out. None of them nests in itself in real pages.
const DROPPED: [&str; 13] =
    ["script", "style", "svg", "math", "iframe", "noembed", "noframes", "noscript", "textarea", "select", "canvas", "object", "audio"];
const VOID: [&str; 16] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "frame", "keygen"];
/// Elements that the parser closes by itself: they may stand open without being deep.
const SELF_CLOSING: [&str; 14] = ["p", "li", "dd", "dt", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "html", "head", "body"];
const FORMATTING: [&str; 14] = ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Elements that an inline close tag does not reach across.
const SPECIAL: [&str; 36] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "button",
    "caption",
    "center",
    "colgroup",
    "details",
    "dir",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "main",
    "marquee",
    "menu",
    "nav",
    "ol",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "ul",
];
/// Tags that change how the parser reads what follows; their content is kept, they are not.
const UNWRAPPED: [&str; 6] = ["plaintext", "xmp", "frameset", "template", "listing", "image"];

/// Reads `page` once and writes what is safe.
pub(crate) fn guard(page: &str) -> Guarded<'_> {
    let mut out = Guarded { html: String::with_capacity(page.len().min(LONGEST_PAGE) / 2), ..Guarded::default() };
    let short = page.get(..floor_boundary(page, LONGEST_PAGE)).unwrap_or_default();
    out.cut = short.len() < page.len();
    let page = short;
    out.html.push_str("<!DOCTYPE html>");
    let bytes = page.as_bytes();
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut formatting = 0;
    let mut tags = 0;
    let mut stray_closes = 0;
    let mut never_ending = 0;
    let mut signs = 0;
    let mut attributes = 0;
    let mut bodies = 0;
    let mut data = 0;
    // A close tag that was searched for and not found is not searched again.
    let mut unclosed = [false; DROPPED.len()];
    let mut unclosed_title = false;
    let mut at = 0;
    while at < bytes.len() {
        let Some(next) = memchr(b'<', &bytes[at..]).map(|i| at + i) else {
            out.cut |= !push_text(&mut out.html, &page[at..]);
            break;
        };
        if !push_text(&mut out.html, &page[at..next]) {
            out.cut = true;
            break;
        }
        let rest = &page[next..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            at = next + 4 + comment_end(comment);
            continue;
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            at = next + memchr(b'>', rest.as_bytes()).map_or(rest.len(), |e| e + 1);
            continue;
        }
        let Some(tag) = read_tag(rest) else {
            // A tag that never ends was read to the page's end: a parser drops the rest, and a page full of them would cost the square.
            never_ending += usize::from(rest.as_bytes().get(1).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'/'));
            if never_ending > MOST_NEVER_ENDING {
                out.cut = true;
                break;
            }
            signs += 1;
            if signs <= MOST_SIGNS {
                out.html.push_str("&lt;");
            } else {
                out.cut = true;
            }
            at = next + 1;
            continue;
        };
        at = next + tag.length;
        let name = lower(tag.name);
        if tag.closing {
            if !close(&mut out.html, &mut open, &mut formatting, &name) {
                // The parser closes these by itself and looks through all open elements for each.
                if SELF_CLOSING.contains(&name.as_ref()) && !matches!(name.as_ref(), "html" | "head" | "body") {
                    stray_closes += 1;
                    if stray_closes <= MOST_TAGS {
                        push_close(&mut out.html, &name);
                    } else {
                        out.cut = true;
                    }
                }
            }
            continue;
        }
        if let Some(which) = DROPPED.iter().position(|d| *d == name) {
            let content = &page[at..];
            let end = if unclosed[which] { None } else { find_close(content, DROPPED[which]) };
            unclosed[which] |= end.is_none();
            match end {
                Some((content_end, after)) => {
                    if which == 0 && has_linked_data_type(&rest[..tag.length]) {
                        data += content_end;
                        if data <= MOST_DATA {
                            out.linked_data.push(&content[..content_end]);
                        } else {
                            out.cut = true;
                        }
                    }
                    at += after;
                }
                // A script that never ends swallows the page, as in a browser; other elements are just left out.
                None if which < 2 => break,
                None => {}
            }
            continue;
        }
        if UNWRAPPED.contains(&name.as_ref()) {
            continue;
        }
        tags += 1;
        bodies += usize::from(matches!(name.as_ref(), "html" | "body"));
        if tags > MOST_TAGS || (bodies > MOST_BODIES && matches!(name.as_ref(), "html" | "body")) {
            out.cut = true;
            continue;
        }
        let keeps_open = !VOID.contains(&name.as_ref()) && !SELF_CLOSING.contains(&name.as_ref()) && name != "title";
        if keeps_open {
            let formats = FORMATTING.contains(&name.as_ref());
            if open.len() >= DEEPEST || (formats && formatting >= DEEPEST_FORMATTING) {
                out.cut = true;
                continue;
            }
            formatting += usize::from(formats);
            open.push(Open { formats, special: SPECIAL.contains(&name.as_ref()), name: name.clone() });
        }
        attributes += tag.attributes.min(MOST_ATTRIBUTES);
        if tag.attributes > MOST_ATTRIBUTES || attributes > MOST_ATTRIBUTES_IN_ALL {
            out.cut = true;
            out.html.push('<');
            out.html.push_str(&name);
            out.html.push('>');
        } else {
            out.html.push_str(&rest[..tag.length]);
            if !rest[..tag.length].ends_with('>') {
                out.html.push('>');
            }
        }
        if name == "title" {
            // The parser reads a title's content as text up to its close tag.
            let content = &page[at..];
            let found = if unclosed_title { None } else { find_close(content, "title") };
            unclosed_title |= found.is_none();
            let (end, after) = found.unwrap_or_else(|| {
                let end = memchr(b'<', content.as_bytes()).unwrap_or(content.len());
                (end, end)
            });
            out.cut |= !push_text(&mut out.html, content[..end].split('<').next().unwrap_or_default());
            out.html.push_str("</title>");
            at += after;
        }
    }
    out
}

struct TagText<'a> {
    name: &'a str,
    closing: bool,
    attributes: usize,
    length: usize,
}

/// Reads a tag at the start of `text` with the states of the HTML tokenizer: a quote opens only after `=`.
fn read_tag(text: &str) -> Option<TagText<'_>> {
    let bytes = text.as_bytes();
    let closing = bytes.get(1) == Some(&b'/');
    let start = 1 + usize::from(closing);
    if !bytes.get(start)?.is_ascii_alphabetic() {
        return None;
    }
    let ends_name = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'>');
    let name_end = bytes[start..].iter().position(ends_name).map_or(bytes.len(), |e| start + e);
    let name = text.get(start..name_end)?;
    let mut at = name_end;
    let mut attributes = 0;
    while at < bytes.len() && bytes[at] != b'>' {
        if bytes[at].is_ascii_whitespace() || bytes[at] == b'/' {
            at += 1;
            continue;
        }
        attributes += 1;
        // The first sign of a name may be `=`.
        at += 1;
        while at < bytes.len() && !bytes[at].is_ascii_whitespace() && !matches!(bytes[at], b'/' | b'>' | b'=') {
            at += 1;
        }
        let mut value = at;
        while value < bytes.len() && bytes[value].is_ascii_whitespace() {
            value += 1;
        }
        if bytes.get(value) != Some(&b'=') {
            continue;
        }
        value += 1;
        while value < bytes.len() && bytes[value].is_ascii_whitespace() {
            value += 1;
        }
        at = match bytes.get(value) {
            Some(quote @ (b'"' | b'\'')) => memchr(*quote, &bytes[value + 1..]).map_or(bytes.len(), |e| value + 1 + e + 1),
            _ => bytes[value.min(bytes.len())..]
                .iter()
                .position(|b| b.is_ascii_whitespace() || *b == b'>')
                .map_or(bytes.len(), |e| value + e),
        };
    }
    // A tag that never ends is no tag: its text would be lost otherwise.
    (at < bytes.len()).then_some(TagText { name, closing, attributes, length: at + 1 })
}

/// An element that stands open.
struct Open<'a> {
    name: Cow<'a, str>,
    /// Whether it is formatting.
    formats: bool,
    /// Whether an inline close tag does not reach across it.
    special: bool,
}

/// Closes `name` as the parser would: formatting by itself, other inline elements only inside their block,
/// blocks with all that is still open inside, and nothing across the border of a table. Whether one was open.
fn close(html: &mut String, open: &mut Vec<Open<'_>>, formatting: &mut usize, name: &str) -> bool {
    let formats = FORMATTING.contains(&name);
    let block = SPECIAL.contains(&name);
    let mut found = None;
    for (depth, element) in open.iter().enumerate().rev() {
        if element.name == name {
            found = Some(depth);
            break;
        }
        if (element.special && element.name == "table") || (!formats && !block && element.special) {
            break;
        }
    }
    match found {
        Some(depth) if formats => {
            open.remove(depth);
            *formatting -= 1;
            push_close(html, name);
        }
        Some(depth) => {
            for inner in open.drain(depth..).rev() {
                *formatting -= usize::from(inner.formats);
                push_close(html, &inner.name);
            }
        }
        None => {}
    }
    found.is_some()
}

fn push_close(html: &mut String, name: &str) {
    html.push_str("</");
    html.push_str(name);
    html.push('>');
}

/// Appends text as far as the budget goes. Whether it went to the end.
fn push_text(html: &mut String, text: &str) -> bool {
    let room = MOST_KEPT.saturating_sub(html.len());
    let fits = text.len() < room;
    let text = text.get(..floor_boundary(text, room)).unwrap_or_default();
    if memchr(0, text.as_bytes()).is_some() {
        html.extend(text.chars().filter(|c| *c != '\0'));
    } else {
        html.push_str(text);
    }
    fits
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase()) { Cow::Owned(name.to_ascii_lowercase()) } else { Cow::Borrowed(name) }
}

/// Where `</name` starts in `content`, and the byte after its `>`.
fn find_close(content: &str, name: &str) -> Option<(usize, usize)> {
    let bytes = content.as_bytes();
    let mut from = 0;
    while let Some(found) = memchr(b'<', bytes.get(from..)?) {
        let start = from + found;
        let after = start + 2 + name.len();
        if bytes.get(start + 1) == Some(&b'/')
            && bytes.get(start + 2..after).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
            && bytes.get(after).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
        {
            let end = memchr(b'>', &bytes[after.min(bytes.len())..]).map_or(bytes.len(), |e| after + e + 1);
            return Some((start, end));
        }
        from = start + 1;
    }
    None
}

/// The byte after a comment whose content starts `comment`.
fn comment_end(comment: &str) -> usize {
    if comment.starts_with('>') {
        return 1;
    }
    if comment.starts_with("->") {
        return 2;
    }
    let bytes = comment.as_bytes();
    let mut from = 0;
    while let Some(found) = memchr(b'>', &bytes[from..]) {
        let end = from + found;
        // Browsers end a comment at `--!>` too.
        if bytes[..end].ends_with(b"--") || bytes[..end].ends_with(b"--!") {
            return end + 1;
        }
        from = end + 1;
    }
    comment.len()
}

fn has_linked_data_type(tag: &str) -> bool {
    let lower = tag.to_ascii_lowercase();
    lower.contains("ld+json") || lower.contains("ld&#x2b;json")
}

/// The largest boundary of `text` at or below `limit`.
fn floor_boundary(text: &str, limit: usize) -> usize {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::guard;

    #[test]
    fn words_stay_and_scripts_go() {
        let page = guard(
            "<HTML><title>A &amp; B</title><script>if (a<b) x('<p>');</script><script type='application/ld+json'>{\"a\":1}</script><p class=\"x>y\">One<!-- <p> --> two",
        );
        assert_eq!(page.linked_data, ["{\"a\":1}"]);
        assert_eq!(page.html, "<!DOCTYPE html><HTML><title>A &amp; B</title><p class=\"x>y\">One two");
        assert!(!page.cut);
    }

    #[test]
    fn a_sign_is_no_tag() {
        assert_eq!(guard("a < b <3 <p>").html, "<!DOCTYPE html>a &lt; b &lt;3 <p>");
        assert_eq!(guard("growth <a href=\"x").html, "<!DOCTYPE html>growth &lt;a href=\"x");
    }

    #[test]
    fn bombs_are_cut_in_linear_time() {
        for bomb in ["<div>", "<b>", "<p>", "<table><tr><td>", "<a href=x>", "</div>", "<svg>", "<!--", "<script", "<font x>y</p>"] {
            let page = guard(&bomb.repeat(400_000)).html;
            let depth = page.matches("<div>").count();
            assert!(depth <= super::DEEPEST, "{bomb}: {depth}");
        }
        let wide = format!("<p {}>words</p>", "a=1 ".repeat(100_000));
        assert_eq!(guard(&wide).html, "<!DOCTYPE html><p>words</p>");
    }

    #[test]
    fn a_page_has_a_budget() {
        let long = "Zinc rose again. ".repeat(600_000);
        assert!(guard(&format!("<p>{long}</p>")).cut);
        assert!(!guard(&format!("<p>{}</p><script>{long}</script>", &long[..super::MOST_KEPT / 2])).cut);
        let many = "<b a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8>x</b>".repeat(40_000);
        let page = guard(&many);
        assert!(page.cut && page.html.matches("a=1").count() * 8 <= super::MOST_ATTRIBUTES_IN_ALL, "{}", page.html.matches("a=1").count());
        assert_eq!(page.html.matches("<b").count(), 40_000);
        let data = format!("<script type=application/ld+json>[\"{}\"]</script>", "x".repeat(super::MOST_DATA / 2));
        assert_eq!(guard(&data.repeat(4)).linked_data.len(), 1);
        assert!(guard(&"<body a=1>".repeat(100)).html.matches("<body").count() <= super::MOST_BODIES);
    }

    #[test]
    fn comments_end_where_a_browser_ends_them() {
        let ends =
            [("<!-->a", "a"), ("<!--->a", "a"), ("<!-- x --!>a", "a"), ("<!-- - -- x ---->a", "a"), ("<!-- x -- > b", ""), ("<!--", "")];
        for (comment, left) in ends {
            assert_eq!(guard(comment).html, format!("<!DOCTYPE html>{left}"), "{comment}");
        }
    }
}
