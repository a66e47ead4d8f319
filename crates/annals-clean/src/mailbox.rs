//! Boxes that ask for an email address: a letter to subscribe to, never the article's words.

use crate::block::{Block, Sort};
use crate::hint::Hint;
use crate::part::note;
use crate::tree::{Node, Tag};

/// Such a box has no more letters than this.
const LONGEST_BOX: usize = 320;

/// Notes the boxes around fields for an address.
pub(crate) fn mark(nodes: &[Node<'_>], blocks: &[Block], notes: &mut Vec<Option<Hint>>) {
    let whole: usize = blocks.iter().map(Block::weight).sum();
    for (index, node) in nodes.iter().enumerate() {
        let asks = node.tag() == Some(Tag::Empty)
            && node.element().is_some_and(|e| e.value().name() == "input")
            && ["type", "name", "autocomplete"]
                .iter()
                .any(|attribute| node.attr(attribute).is_some_and(|v| v.eq_ignore_ascii_case("email")));
        if !asks {
            continue;
        }
        let mut boxed = None;
        let mut element = node.parent;
        for _ in 0..6 {
            let Some(above) = nodes.get(element).filter(|n| n.tag() != Some(Tag::Article) && element > 0 && n.end > index) else { break };
            if above.element().is_some_and(|e| matches!(e.value().name(), "main" | "body")) {
                break;
            }
            let inside = || blocks.iter().filter(|b| b.owner >= element && b.owner < above.end);
            let weight: usize = inside().map(Block::weight).sum();
            if weight > LONGEST_BOX || weight * 5 > whole * 2 || inside().any(|b| b.sort == Sort::Heading(1)) {
                break;
            }
            boxed = Some(element);
            element = above.parent;
        }
        if let Some(element) = boxed {
            note(notes, nodes, element, Hint::Promo);
        }
    }
}
