//! Who may read the article, and whether the page shows all of it: what it states, its paywall's words, the way its text ends.
//!
//! `free`: the page says so. `metered`: it is sold, and all of it stands in the page. `truncated`: the page holds only its opening.
//! `unknown`: the page says nothing and nothing speaks against it. The paywall's words are never part of the text.

mod words;

use crate::block::{Block, Sort};
use crate::body::Chosen;
use crate::hint::Hint;
use crate::part::{blocks_under, note, surrounding};
use crate::tree::{Node, Tag, What};
use annals_model::{Access, RegionKind};
use memchr::memmem;
use regex::Regex;
use scraper::Selector;
use std::sync::LazyLock;
use words::{READER, REST, WALLS};

/// A sold text shorter than this, in bytes, is an opening.
const OPENING: usize = 1200;
/// A wall under a text longer than this, in bytes, is a frame that the whole text carries.
const LONG: usize = 4000;
/// A paywall has no more letters than this.
const LONGEST_BOX: usize = 1000;

/// Any words of a paywall, found in one pass; few blocks hold them.
static ANY_WALL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&WALLS.iter().map(|words| regex::escape(words)).collect::<Vec<_>>().join("|")).ok());

static LOCKED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#""cssSelector"\s*:\s*"((?:[^"\\]|\\.){1,200})""#).ok());

/// Notes the paywalls of a page, so that no word of theirs is taken for the article's; gives the block each begins with.
pub(crate) fn mark(nodes: &[Node<'_>], blocks: &[Block], notes: &mut Vec<Option<Hint>>) -> Vec<usize> {
    let mut walls = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        let kept_out = block.hint.is_some_and(|(h, _)| matches!(h, Hint::Comments | Hint::Hidden | Hint::Linked | Hint::Disclaimer));
        let noted = notes.get(block.owner).copied().flatten() == Some(Hint::Promo);
        // In a list of links to other stories the words are those stories' marks.
        let mark = block.sort == Sort::Item && block.linked > 0;
        if kept_out || noted || mark || !(amp_wall(nodes, block.owner) || is_wall(&block.text)) {
            continue;
        }
        let fits = |b: &Block| b.weight() < 50 || is_wall(&b.text) || sells(b, b.owner > block.owner);
        let element = surrounding(nodes, blocks, at, LONGEST_BOX, fits).unwrap_or(block.owner);
        walls.push(blocks_under(nodes, blocks, element, at).start);
        note(notes, nodes, element, Hint::Promo);
    }
    walls
}

/// Whether a block is a paywall's: short, nobody quoted, and it says what only a paywall says.
fn is_wall(text: &str) -> bool {
    if text.len() > 420 {
        return false;
    }
    let folded = annals_text::fold(text);
    let found = ANY_WALL.as_ref().and_then(|any| any.find(&folded)).map(|found| found.start());
    // A long line must open with it; a report on paywalls quotes somebody or is longer.
    let of_an_advert = || ["scroll", "advertisement", "werbung", "publicidad", "publicite"].iter().any(|words| folded.contains(words));
    found.is_some_and(|at| {
        (folded.len() <= 140 || at <= 60)
            && !folded.contains(" said")
            && !folded.contains(" says")
            && !folded.starts_with('"')
            && !of_an_advert()
    })
}

/// Whether a block of a paywall's box may be the paywall's: it is a button, no sentence, or stands behind the words of the wall and
/// names a price or speaks to the reader. The opening of the article may stand in the same box.
fn sells(block: &Block, behind: bool) -> bool {
    let promo = block.hint.is_some_and(|(h, _)| h == Hint::Promo);
    if promo || block.link_share() > 0.5 || !block.ends_sentence() && block.weight() < 120 {
        return true;
    }
    let item = block.sort == Sort::Item && block.weight() < 240;
    let folded = annals_text::fold(&block.text);
    let speaks = || folded.split(|c: char| !c.is_alphanumeric()).any(|word| READER.contains(&word));
    behind
        && (item
            || block.weight() < 300 && (folded.contains(['€', '$', '£', '¥', '円', '元']) || speaks() || crate::text::asks(&block.text)))
}

/// Whether AMP shows the element only to those who have not paid.
fn amp_wall(nodes: &[Node<'_>], owner: usize) -> bool {
    let mut at = owner;
    for _ in 0..5 {
        let Some(node) = nodes.get(at) else { return false };
        if node.attr("subscriptions-dialog").is_some() || node.attr("subscriptions-action").is_some() {
            return true;
        }
        if node.attr("amp-access").is_some_and(|a| a.trim_start().to_ascii_uppercase().starts_with("NOT ")) {
            return true;
        }
        at = node.parent;
    }
    false
}

/// What is known when the text has been chosen.
pub(crate) struct Shown<'a> {
    /// What structured data and tags state.
    pub(crate) stated: Access,
    pub(crate) nodes: &'a [Node<'a>],
    pub(crate) blocks: &'a [Block],
    pub(crate) chosen: &'a [Chosen],
    /// Contents of the page's structured data.
    pub(crate) linked: &'a [&'a str],
    /// Blocks that paywalls begin with.
    pub(crate) walls: &'a [usize],
    /// Bytes of running text.
    pub(crate) length: usize,
}

/// Who may read the article, and whether all of it is there.
pub(crate) fn access(shown: &Shown<'_>) -> Access {
    let stated = match shown.stated {
        Access::Unknown => tags(shown.nodes),
        stated => stated,
    };
    let last = shown.chosen.iter().rfind(|c| c.kind == RegionKind::Body);
    let Some(last) = last else { return stated };
    let ending = shown.blocks.get(last.block).map_or("", |b| b.text.trim_end());
    let breaks_off = ending.ends_with('…') || ending.ends_with("...") || ending.ends_with("[…]") || ending.ends_with("[...]");
    let first = shown.chosen.first().map_or(0, |c| c.block);
    let body = |from: usize| {
        let blocks = shown.chosen.iter().filter(|c| c.kind == RegionKind::Body && c.block >= from);
        blocks.filter_map(|c| shown.blocks.get(c.block)).map(Block::weight).sum::<usize>()
    };
    let whole = body(0);
    // A wall counts where the text ends: one that most of the text follows is a mark ("for subscribers"), or stands there for nothing,
    // and teasers of other articles carry marks of their own.
    let near = |wall: &usize| *wall >= first && *wall <= last.block + 8 && body(*wall) * 5 <= whole;
    let wall = shown.walls.iter().any(near);
    match stated {
        Access::Free if wall && (breaks_off || shown.length < 800) => Access::Truncated,
        Access::Free => Access::Free,
        Access::Metered | Access::Truncated => match locked(shown) {
            Some(false) if shown.length < LONG || wall || breaks_off => Access::Truncated,
            Some(true) if !wall && !breaks_off => Access::Metered,
            _ if shown.length < OPENING || breaks_off || wall && shown.length < LONG => Access::Truncated,
            _ => Access::Metered,
        },
        Access::Unknown if wall => {
            if shown.length < LONG || breaks_off {
                Access::Truncated
            } else {
                Access::Metered
            }
        }
        Access::Unknown if breaks_off && shown.length < 2000 && leads_to_rest(shown, last.block) => Access::Truncated,
        Access::Unknown => Access::Unknown,
    }
}

/// Whether the part that structured data calls locked holds words; `None` when no such part is named.
fn locked(shown: &Shown<'_>) -> Option<bool> {
    let mut named = None;
    for block in shown.linked.iter().filter(|block| memmem::find(block.as_bytes(), b"cssSelector").is_some()) {
        for found in LOCKED.as_ref()?.captures_iter(block).take(8) {
            let Some(selector) = found.get(1).and_then(|s| Selector::parse(s.as_str()).ok()) else { continue };
            // A part that is not there at all proves nothing: templates name what they never print.
            for element in crate::page::matching(shown.nodes, &selector) {
                named = Some(named.unwrap_or(false) || chosen_under(shown, element) >= 60);
            }
        }
    }
    named
}

/// Letters' worth of the chosen blocks under an element.
fn chosen_under(shown: &Shown<'_>, element: usize) -> usize {
    let end = shown.nodes.get(element).map_or(element, |n| n.end);
    let chosen = shown.chosen.iter().filter(|c| c.kind == RegionKind::Body).filter_map(|c| shown.blocks.get(c.block));
    chosen.filter(|b| b.owner >= element && b.owner < end).map(Block::weight).sum()
}

/// Whether a link to the rest follows the last paragraph.
fn leads_to_rest(shown: &Shown<'_>, last: usize) -> bool {
    shown.blocks.get(last + 1..).unwrap_or_default().iter().take(3).any(|b| {
        b.text.len() <= 80 && {
            let folded = annals_text::fold(&b.text);
            REST.iter().any(|words| folded.starts_with(words))
        }
    })
}

/// What tags and microdata say that structured data left open.
fn tags(nodes: &[Node<'_>]) -> Access {
    for node in nodes {
        let What::Element(tag, element) = node.what else { continue };
        let micro = element.attr("itemprop").is_some_and(|p| p.eq_ignore_ascii_case("isAccessibleForFree"));
        if !micro && (tag != Tag::Empty || element.value().name() != "meta") {
            continue;
        }
        let name = element.attr("property").or_else(|| element.attr("name")).or_else(|| element.attr("itemprop")).unwrap_or_default();
        let Some(content) = element.attr("content").or_else(|| element.attr("href")) else { continue };
        let found = stated(&name.to_ascii_lowercase(), &content.trim().to_ascii_lowercase());
        if found != Access::Unknown {
            return found;
        }
    }
    Access::Unknown
}

/// What one tag states.
fn stated(name: &str, content: &str) -> Access {
    let content = content.rsplit('/').next().unwrap_or(content);
    let yes = matches!(content, "true" | "1" | "yes" | "y" | "on");
    let no = matches!(content, "false" | "0" | "no" | "n" | "off");
    if name.ends_with("isaccessibleforfree") {
        return if yes {
            Access::Free
        } else if no {
            Access::Metered
        } else {
            Access::Unknown
        };
    }
    let of_access = name.contains("paywall")
        || name.contains("content_tier")
        || name.contains("content-tier")
        || name.contains("contenttier")
        || name.contains("premium")
        || name.contains("access-level")
        || name.contains("accesslevel")
        || name.contains("article:access");
    if !of_access || content.len() > 20 {
        return Access::Unknown;
    }
    match content {
        _ if yes => Access::Metered,
        "locked" | "metered" | "premium" | "paid" | "hard" | "soft" | "subscriber" | "subscribers" | "subscription" | "plus"
        | "registered" => Access::Metered,
        "free" | "open" | "public" | "none" => Access::Free,
        // "premium: false" says that everybody may read it.
        _ if no => Access::Free,
        _ => Access::Unknown,
    }
}
