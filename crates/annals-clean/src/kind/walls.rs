//! Pages that stand before an article or in place of it: errors, checks for robots, sign-in and cookie walls, films, empty shells.

use super::Look;
use super::words::{BOT_WALLS, CONSENT, ERRORS, LOGIN, NEEDS_SCRIPT};
use crate::tree::{Node, Tag, What};
use memchr::memmem;

/// Marks in a page's source that a check for robots leaves. They count only where hardly any words are.
const BOT_MARKS: &[&str] = &[
    "cf-challenge",
    "cf_chl_opt",
    "challenge-platform",
    "_Incapsula_Resource",
    "px-captcha",
    "captcha-delivery.com",
    "geo.captcha-delivery",
    "h-captcha",
    "g-recaptcha",
    "cf-turnstile",
    "awswaf",
    "ak-challenge",
];
/// Words of the whole page, menus too, above which a mark of a robots' check in its source proves nothing.
const FEW_WORDS: usize = 1500;

/// The reason when something other than an article shows in front.
pub(super) fn wall(look: &Look<'_>, letters: usize) -> Option<String> {
    let says = look.meta.says_article;
    let whole: usize = look.blocks.iter().map(crate::block::Block::weight).sum();
    let heads = heads(look);
    if let Some(error) = heads.iter().find_map(|head| error_in(head))
        && (letters < 500 && !says || letters < 60)
    {
        return Some(format!("an error page: \"{error}\""));
    }
    let shown = shown(look);
    if let Some(words) = BOT_WALLS.iter().find(|words| shown.contains(**words))
        && whole < FEW_WORDS
        && (!says || letters < 300)
    {
        return Some(format!("a check for robots stands before the page: \"{words}\""));
    }
    if letters >= 300 && says {
        return None;
    }
    // An error told in a sentence of a page that has no other.
    if !says
        && letters < 400
        && whole < FEW_WORDS
        && let Some(error) = shown.split('\n').find_map(error_in)
    {
        return Some(format!("an error page: \"{error}\""));
    }
    let fields = look.nodes.iter().any(|n| n.attr("type").is_some_and(|t| t.eq_ignore_ascii_case("password")));
    let asks_in = || LOGIN.iter().any(|words| heads.iter().any(|head| head.starts_with(words)) || shown.contains(words));
    if fields
        && letters < 300
        && !says
        && (whole < 600 || heads.iter().any(|h| LOGIN.iter().any(|words| h.starts_with(words))))
        && asks_in()
    {
        return Some("a sign-in page".to_owned());
    }
    let consent: usize = look.blocks.iter().filter(|b| consents(&b.text)).map(crate::block::Block::weight).sum();
    if consent >= 60 && consent * 2 >= whole && !says {
        return Some("a cookie wall: the page only asks for consent".to_owned());
    }
    None
}

/// The reason for a page in which no text was found, as precise as its source allows.
pub(super) fn nothing(look: &Look<'_>) -> Option<String> {
    let whole: usize = look.blocks.iter().map(crate::block::Block::weight).sum();
    let has = |mark: &str| memmem::find(look.html.as_bytes(), mark.as_bytes()).is_some();
    if whole < FEW_WORDS && BOT_MARKS.iter().any(|mark| has(mark)) && !look.meta.says_article {
        return Some("a check for robots stands before the page".to_owned());
    }
    if let Some(reason) = film(look) {
        return Some(reason);
    }
    let folded = if whole < 400 { annals_text::fold(look.html) } else { String::new() };
    let wants = NEEDS_SCRIPT.iter().any(|words| folded.contains(words));
    let scripts = memmem::find_iter(look.html.as_bytes(), b"<script").count();
    if whole < 200 && (scripts > 0 || wants) || whole < 400 && wants {
        return Some("an empty shell: a script would have to bring the words".to_owned());
    }
    None
}

/// A page of moving or still pictures without a text.
pub(super) fn film(look: &Look<'_>) -> Option<String> {
    let kind = look.nodes.iter().find(|n| n.attr("property").is_some_and(|p| p == "og:type")).and_then(|n| n.attr("content"));
    let declares = |name: &str| look.linked.iter().any(|block| memmem::find(block.as_bytes(), name.as_bytes()).is_some());
    let player = look.nodes.iter().any(|n| n.element().is_some_and(|e| matches!(e.value().name(), "video" | "amp-video" | "amp-youtube")));
    if kind.is_some_and(|k| k.starts_with("video")) || player || declares("\"VideoObject\"") {
        return Some("a film's page without a text".to_owned());
    }
    let pictures = look.nodes.iter().filter(|n| n.element().is_some_and(|e| matches!(e.value().name(), "img" | "amp-img"))).count();
    let named = || {
        look.nodes.iter().filter_map(Node::element).any(|e| {
            let names = [e.attr("class"), e.attr("id")];
            names.into_iter().flatten().any(|n| {
                let lower = n.to_ascii_lowercase();
                lower.contains("gallery") || lower.contains("slideshow") || lower.contains("bildergalerie") || lower.contains("photo-essay")
            })
        })
    };
    let words: usize = look.blocks.iter().filter(|b| b.link_share() < 0.5).map(crate::block::Block::weight).sum();
    (pictures >= 3 && words < 800 && (declares("\"ImageGallery\"") || declares("\"MediaGallery\"") || named()))
        .then(|| "a gallery of pictures without a text".to_owned())
}

/// Title, first headings: folded.
fn heads(look: &Look<'_>) -> Vec<String> {
    let title = look.meta.title.as_deref().into_iter();
    let headline = look.article.headline.as_deref().into_iter();
    let headings = look.blocks.iter().filter(|b| matches!(b.sort, crate::block::Sort::Heading(1 | 2))).map(|b| b.text.as_str()).take(4);
    title.chain(headline).chain(headings).filter(|t| t.len() <= 200).map(annals_text::fold).collect()
}

/// All words shown, folded, a line a block; of a long page the beginning.
fn shown(look: &Look<'_>) -> String {
    let mut out = String::new();
    if let Some(title) = &look.meta.title {
        annals_text::fold_into(title, &mut out);
        out.push('\n');
    }
    for block in look.blocks {
        if out.len() > 8000 {
            break;
        }
        annals_text::fold_into(&block.text, &mut out);
        out.push('\n');
    }
    if look.blocks.is_empty() {
        // Words that stand in no block: a page of a few bytes without mark-up.
        for node in look.nodes.iter().take(200) {
            if let (What::Text(text), true) = (&node.what, look.nodes.get(node.parent).and_then(Node::tag) != Some(Tag::Empty)) {
                annals_text::fold_into(text, &mut out);
            }
        }
    }
    out
}

/// The words of an error in a line that says little else.
fn error_in(line: &str) -> Option<&'static str> {
    let line = line.trim();
    if line.chars().count() > 140 {
        return None;
    }
    ERRORS.iter().copied().find(|words| {
        let Some(at) = line.find(words) else { return false };
        let (before, after) = (&line[..at], &line[at + words.len()..]);
        let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        // A number by itself is an error only in front, or behind the outlet's name: "404", "404 - …", "The Post | 404".
        let number = words.bytes().all(|b| b.is_ascii_digit());
        let alone = if number {
            before.trim().is_empty() && after.trim_start().starts_with(['-', '|', ':', '.', '!']) || line == *words
        } else {
            before.chars().count() <= 40
        };
        alone && apart(before.chars().next_back()) && apart(after.chars().next())
    })
}

/// Whether a block is about cookies and consent.
fn consents(text: &str) -> bool {
    let folded = annals_text::fold(text);
    CONSENT.iter().filter(|words| folded.contains(**words)).count() >= if folded.len() < 60 { 1 } else { 2 }
}
