//! Where an article ends although its page goes on: lists of other stories, notes on the author, letters from readers.

use crate::block::{Block, Sort};
use crate::body::Chosen;
use crate::text::{fixture, key};
use crate::tree::Node;
use annals_model::RegionKind;
use std::sync::LazyLock;

/// What a line at the end of an article announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    /// Other stories.
    Stories,
    /// Who wrote it, or who publishes it.
    Author,
}

/// Lines that announce other stories in the tongues of many outlets; compared without case and signs.
const STORIES: &[&str] = &[
    "related",
    "related articles",
    "related posts",
    "related stories",
    "related content",
    "related news",
    "related reading",
    "related resources",
    "related topics",
    "related products",
    "recent posts",
    "recent articles",
    "recent blog posts",
    "latest posts",
    "latest from our blog",
    "other articles",
    "other posts",
    "more articles",
    "more posts",
    "more stories",
    "more news",
    "more to read",
    "more like this",
    "more from this author",
    "more from the blog",
    "read next",
    "up next",
    "keep reading",
    "continue reading",
    "you may also like",
    "you might also like",
    "you may like",
    "you might like",
    "you may also enjoy",
    "you might also enjoy",
    "you may be interested in",
    "you might be interested in",
    "you may also be interested in",
    "recommended for you",
    "recommended reading",
    "recommended articles",
    "suggested articles",
    "similar articles",
    "similar posts",
    "featured articles",
    "featured posts",
    "popular posts",
    "popular articles",
    "trending articles",
    "trending now",
    "leave a comment",
    "leave a reply",
    "comments",
    "join the conversation",
    "das könnte sie auch interessieren",
    "das könnte dich auch interessieren",
    "auch interessant",
    "mehr zum thema",
    "weitere artikel",
    "lesen sie auch",
    "lesen sie mehr",
    "à lire aussi",
    "sur le même sujet",
    "articles similaires",
    "artículos relacionados",
    "noticias relacionadas",
    "te puede interesar",
    "también te puede interesar",
    "lee también",
    "você pode gostar",
    "você também pode gostar",
    "veja também",
    "leia também",
    "notícias relacionadas",
    "leggi anche",
    "potrebbe interessarti",
    "articoli correlati",
    "lees ook",
    "gerelateerde artikelen",
    "læs også",
    "les også",
    "läs också",
    "czytaj też",
    "zobacz także",
    "čtěte také",
    "читайте также",
    "читайте також",
    "関連記事",
    "あわせて読みたい",
    "관련기사",
    "相关阅读",
    "相关新闻",
];

/// Lines that announce a note on who wrote, checked or publishes the article.
const AUTHOR: &[&str] = &[
    "about the author",
    "about the authors",
    "about the writer",
    "about the reviewer",
    "about the editor",
    "about the contributor",
    "about the expert",
    "meet the author",
    "author bio",
    "written by",
    "reviewed by",
    "medically reviewed by",
    "über den autor",
    "über die autorin",
    "zum autor",
    "zur autorin",
    "à propos de lauteur",
    "sobre el autor",
    "sobre la autora",
    "sobre o autor",
    "sobre a autora",
    "lautore",
    "over de auteur",
    "об авторе",
];

static LABELS: LazyLock<Vec<(String, Label)>> = LazyLock::new(|| {
    let keys = |list: &[&str], label: Label| list.iter().map(|words| (key(words), label)).collect::<Vec<_>>();
    let mut all = keys(STORIES, Label::Stories);
    all.extend(keys(AUTHOR, Label::Author));
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
});

/// What the block announces, when it is a label at all.
fn label_of(block: &Block) -> Option<Label> {
    if block.text.len() > 80 || block.text.ends_with('.') && !block.text.ends_with("..") {
        return None;
    }
    let own = key(&block.text);
    if let Ok(at) = LABELS.binary_search_by(|(words, _)| words.as_str().cmp(own.as_str())) {
        return LABELS.get(at).map(|(_, label)| *label);
    }
    let heads = matches!(block.sort, Sort::Heading(_))
        && matches!(fixture(&block.text), Some((RegionKind::LinkedHeadline, _)))
        && block.link_share() < 0.5;
    heads.then_some(Label::Stories)
}

/// Leaves out what stands under a label, as far as the label's own part of the page goes.
pub(crate) fn cut(nodes: &[Node<'_>], blocks: &[Block], chosen: &mut Vec<Chosen>) {
    let (Some(first), Some(last)) = (chosen.first().map(|c| c.block), chosen.last().map(|c| c.block)) else { return };
    let weight_of = |from: usize, to: usize, chosen: &[Chosen]| -> usize {
        chosen
            .iter()
            .filter(|c| c.kind == RegionKind::Body && c.block >= from && c.block < to)
            .filter_map(|c| blocks.get(c.block))
            .map(Block::weight)
            .sum()
    };
    let mut at = first;
    while at <= last {
        let Some((block, label)) = blocks.get(at).and_then(|b| label_of(b).map(|label| (b, label))) else {
            at += 1;
            continue;
        };
        let end = reach(nodes, blocks, at, last, block, chosen);
        let led = blocks.get(at + 1..end).unwrap_or_default();
        let leads = led.iter().filter(|b| b.link_share() > 0.7).count();
        let (before, under) = (weight_of(0, at, chosen), weight_of(at, end, chosen));
        // What outweighs the article is hardly its tail; a note on the author is short.
        let fits = match label {
            // Other stories are links; prose that only mentions some is the article's.
            Label::Stories => under <= before * 2 && leads > 0 && leads * 3 >= led.len(),
            Label::Author => under <= before / 2 && under <= 2500,
        };
        if before >= 200 && fits {
            chosen.retain(|c| c.block < at || c.block >= end);
        }
        at = end.max(at + 1);
    }
}

/// The block after the last that stands under the label at `at`.
fn reach(nodes: &[Node<'_>], blocks: &[Block], at: usize, last: usize, label: &Block, chosen: &[Chosen]) -> usize {
    let parent = |block: &Block| nodes.get(block.owner).map_or(0, |n| n.parent);
    let level = |block: &Block| match block.sort {
        Sort::Heading(level) => level,
        _ => 7,
    };
    // The part of the page the label heads: its parent, or the next around it that holds more than the label.
    let mut part = parent(label);
    for _ in 0..3 {
        let holds_more = blocks.get(at + 1).is_some_and(|next| nodes.get(part).is_some_and(|n| next.owner < n.end));
        if holds_more {
            break;
        }
        part = nodes.get(part).map_or(0, |n| n.parent);
    }
    let end = nodes.get(part).map_or(0, |n| n.end);
    // Paragraphs on the level of the article's own go on with it, once the links are over.
    let own = chosen.iter().rev().filter(|c| c.block < at && c.kind == RegionKind::Body).find_map(|c| blocks.get(c.block)).map(parent);
    let mut links = 0;
    for index in at + 1..=last {
        let Some(block) = blocks.get(index) else { return index };
        if block.owner >= end || matches!(block.sort, Sort::Heading(_)) && level(block) <= level(label) && block.link_share() < 0.5 {
            return index;
        }
        links += usize::from(block.link_share() > 0.7);
        let prose = block.sort == Sort::Paragraph && block.ends_sentence() && block.weight() >= 80 && block.link_share() < 0.3;
        if prose && Some(parent(block)) == own && own == Some(parent(label)) && (links > 0 || level(label) == 7) {
            return index;
        }
    }
    last + 1
}
