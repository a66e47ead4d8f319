//! Parts of a page known by their own words: the box that stands around a line.

use crate::block::{Block, Sort};
use crate::hint::Hint;
use crate::tree::{Node, Tag};
use std::ops::Range;

/// The blocks under an element; blocks stand in the order of their owners' places, near `at`.
pub(crate) fn blocks_under(nodes: &[Node<'_>], blocks: &[Block], element: usize, at: usize) -> Range<usize> {
    let end = nodes.get(element).map_or(element, |n| n.end);
    let inside = |i: usize| blocks.get(i).is_some_and(|b| b.owner >= element && b.owner < end);
    let mut from = at;
    while from > 0 && inside(from - 1) {
        from -= 1;
    }
    let mut to = at;
    while inside(to) {
        to += 1;
    }
    from..to
}

/// The largest element around block `at` that is still a box: no more than `most` letters' worth of words and two fifths of the
/// page's, without the page's headline, and with only such blocks inside as `fits` lets pass.
pub(crate) fn surrounding(nodes: &[Node<'_>], blocks: &[Block], at: usize, most: usize, fits: impl Fn(&Block) -> bool) -> Option<usize> {
    let whole: usize = blocks.iter().map(Block::weight).sum();
    let mut best = None;
    let mut element = blocks.get(at)?.owner;
    for _ in 0..12 {
        let node = nodes.get(element)?;
        let name = node.element().map_or("", |e| e.value().name());
        if node.tag() == Some(Tag::Article) || matches!(name, "main" | "body" | "html") {
            break;
        }
        let range = blocks_under(nodes, blocks, element, at);
        let inside = blocks.get(range).unwrap_or_default();
        let weight: usize = inside.iter().map(Block::weight).sum();
        let alien = inside.iter().any(|b| b.sort == Sort::Heading(1) || !fits(b));
        if weight > most || weight * 5 > whole * 2 || alien {
            break;
        }
        best = Some(element);
        if node.parent == element {
            break;
        }
        element = node.parent;
    }
    best
}

/// Notes an element and all it holds.
pub(crate) fn note(notes: &mut Vec<Option<Hint>>, nodes: &[Node<'_>], element: usize, hint: Hint) {
    if notes.is_empty() {
        notes.resize(nodes.len(), None);
    }
    let end = nodes.get(element).map_or(element, |n| n.end);
    if let Some(slice) = notes.get_mut(element..end) {
        slice.fill(Some(hint));
    }
}
