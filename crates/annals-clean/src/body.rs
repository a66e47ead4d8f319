//! Which blocks of a page are the article, and what each of them is.
//!
//! Own scoring, not a crate: trafilatura 0.6 stands on scraper 0.27 and brings a second html5ever; dom_smoothie 0.19 builds a
//! tree of its own, so each page would be parsed twice, and neither says which block is a caption, a digest or an insert.

use crate::block::{Block, Blocks, Sort};
use crate::hint::Hint;
use crate::text::furniture;
use crate::tree::{Node, Tag};
use annals_model::RegionKind;

/// Why a standfirst is in the text.
const UNDER_HEADLINE: &str = "the lines under the headline";

/// A block that goes into the text.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    /// Index into the blocks.
    pub(crate) block: usize,
    pub(crate) kind: RegionKind,
    pub(crate) reason: &'static str,
}

/// What helps to choose.
pub(crate) struct Clues<'a> {
    /// Letters and digits of the headline in lower case.
    pub(crate) headline: String,
    /// Letters and digits of the page's description.
    pub(crate) description: String,
    /// Element that notes on this outlet name as the body.
    pub(crate) noted: Option<usize>,
    /// For every node, whether notes on this outlet drop it or call it a digest.
    pub(crate) notes: &'a [Option<Hint>],
}

/// Chooses the article's blocks, in reading order. Empty when the page holds none.
pub(crate) fn choose(nodes: &[Node<'_>], page: &Blocks, clues: &Clues<'_>) -> Vec<Chosen> {
    let verdicts: Vec<Verdict> = page.blocks.iter().map(|block| judge(nodes, block, clues)).collect();
    let scores = scores(nodes, page, &verdicts);
    let Some(container) = clues.noted.or_else(|| container(nodes, page, &scores)) else { return Vec::new() };
    let end = nodes.get(container).map_or(0, |n| n.end);
    let inside = |block: &Block| block.owner >= container && block.owner < end;
    let first = page.blocks.iter().position(inside).unwrap_or(0);
    let last = page.blocks.iter().rposition(inside).unwrap_or(0);
    let mut chosen: Vec<Chosen> = Vec::new();
    standfirst(page, &verdicts, first, clues, &mut chosen);
    for (index, block) in page.blocks.iter().enumerate().take(last + 1).skip(first).filter(|(_, b)| inside(b)) {
        match verdicts.get(index) {
            Some(Verdict::Keep(kind, reason)) => chosen.push(Chosen { block: index, kind: *kind, reason }),
            // Inside the article it may end without a full stop and still be no furniture.
            Some(verdict @ Verdict::Short)
                if chosen.iter().all(|c| c.kind != RegionKind::Body) && is_standfirst(block, *verdict, clues) =>
            {
                chosen.push(Chosen { block: index, kind: RegionKind::Body, reason: UNDER_HEADLINE });
            }
            Some(Verdict::Short) => {
                let prose_next = matches!(verdicts.get(index + 1), Some(Verdict::Keep(RegionKind::Body, _)))
                    && page.blocks.get(index + 1).is_some_and(|b| b.weight() >= 60);
                chosen.push(Chosen { block: index, kind: short_kind(block, prose_next), reason: "a short block inside the article" });
            }
            _ => {}
        }
    }
    trim(page, &verdicts, &mut chosen);
    chosen
}

/// What a block is by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Verdict {
    /// Part of the article wherever it stands.
    Keep(RegionKind, &'static str),
    /// Part of the article if it stands between parts of it.
    Short,
    /// Furniture that says nothing about its neighbours.
    Drop,
    /// Furniture: the more of it, the less its container is the article.
    Against,
}

fn judge(nodes: &[Node<'_>], block: &Block, clues: &Clues<'_>) -> Verdict {
    let noted = clues.notes.get(block.owner).copied().flatten();
    let hint = noted.or(block.hint.map(|(h, _)| h));
    let links = block.link_share();
    let weight = block.weight();
    match hint {
        Some(Hint::Digest) => return Verdict::Keep(RegionKind::SourceDigest, "a box the outlet names a machine's digest"),
        Some(Hint::Citation) => return Verdict::Keep(RegionKind::Citation, "a list of sources"),
        Some(hint) if hint.drops() => return if links > 0.5 { Verdict::Against } else { Verdict::Drop },
        _ => {}
    }
    if block.sort == Sort::Caption || hint == Some(Hint::Caption) {
        return if links > 0.8 { Verdict::Drop } else { Verdict::Keep(RegionKind::Caption, "words under a picture") };
    }
    if in_figure(nodes, block) && !block.ends_sentence() && weight < 300 {
        return Verdict::Keep(RegionKind::Caption, "words under a picture");
    }
    if links > 0.7 && (weight < 400 || block.sort == Sort::Item) {
        // A paragraph that is one link is another story; a heading may link to its own section.
        return if matches!(block.sort, Sort::Heading(_)) && links < 0.9 { Verdict::Short } else { Verdict::Against };
    }
    if let Some((kind, _)) = furniture(&block.text)
        && !(kind == RegionKind::Disclaimer && weight > 300)
    {
        return if kind == RegionKind::Citation { Verdict::Keep(kind, "a citation mark") } else { Verdict::Drop };
    }
    match block.sort {
        Sort::Heading(_) => Verdict::Short,
        Sort::Row => Verdict::Short,
        _ if weight >= 140 && links < 0.5 => Verdict::Keep(RegionKind::Body, "a paragraph"),
        _ if weight >= 25 && block.ends_sentence() && links < 0.5 && block.text.contains(' ') => {
            Verdict::Keep(RegionKind::Body, "a sentence")
        }
        _ => Verdict::Short,
    }
}

fn in_figure(nodes: &[Node<'_>], block: &Block) -> bool {
    let mut at = block.owner;
    for _ in 0..4 {
        let Some(node) = nodes.get(at) else { return false };
        if node.tag() == Some(Tag::Figure) {
            return true;
        }
        at = node.parent;
    }
    false
}

/// For every element, how much it is the article: its sentences count for it, its menus against it.
fn scores(nodes: &[Node<'_>], page: &Blocks, verdicts: &[Verdict]) -> Vec<f32> {
    let mut scores = vec![0f32; nodes.len()];
    for (block, verdict) in page.blocks.iter().zip(verdicts) {
        let weight = block.weight() as f32;
        let points = match verdict {
            Verdict::Keep(RegionKind::Body, _) => weight * (1.0 - block.link_share()),
            Verdict::Keep(..) | Verdict::Drop => 0.0,
            Verdict::Short => -4.0,
            Verdict::Against => -10.0 - weight * 0.3,
        };
        if let Some(score) = scores.get_mut(block.owner) {
            *score += points;
        }
    }
    for index in (1..nodes.len()).rev() {
        if let (Some(parent), Some(score)) = (nodes.get(index).map(|n| n.parent), scores.get(index).copied())
            && parent < index
            && let Some(sum) = scores.get_mut(parent)
        {
            *sum += score;
        }
    }
    scores
}

/// The element that holds the article: what the page itself names so, else the one whose sentences most outweigh its menus.
fn container(nodes: &[Node<'_>], page: &Blocks, scores: &[f32]) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (index, node) in nodes.iter().enumerate() {
        let fits = node.tag().is_some_and(|t| t.is_block() || t == Tag::Cell);
        let (score, top) = (scores.get(index).copied().unwrap_or(0.0), best.and_then(|b| scores.get(b)).copied().unwrap_or(0.0));
        // Of an element and its only rich child the child is nearer to the words.
        if fits && score > 0.0 && (score > top || score == top && best.is_some_and(|b| nodes.get(b).is_some_and(|n| index < n.end))) {
            best = Some(index);
        }
    }
    let best = best?;
    let top = scores.get(best).copied().unwrap_or(0.0);
    let mut named: Option<(usize, f32)> = None;
    for (index, node) in nodes.iter().enumerate() {
        let score = scores.get(index).copied().unwrap_or(0.0);
        let says_body = page.hints.get(index).copied().flatten() == Some(Hint::Body);
        let is_article = node.tag() == Some(Tag::Article);
        if !(says_body || is_article) || score < top * 0.6 {
            continue;
        }
        // Inner ones win as long as they keep nearly all of the words of the outer.
        let inner = named.is_none_or(|(outer, s)| nodes.get(outer).is_some_and(|n| index < n.end) && score >= s * 0.85);
        if inner {
            named = Some((index, score));
        }
    }
    Some(named.map_or(best, |(index, _)| index))
}

/// The lines between the headline and the body that the page names a standfirst or repeats as its description.
fn standfirst(page: &Blocks, verdicts: &[Verdict], first: usize, clues: &Clues<'_>, chosen: &mut Vec<Chosen>) {
    for (index, block) in page.blocks.iter().enumerate().take(first) {
        if verdicts.get(index).is_some_and(|verdict| is_standfirst(block, *verdict, clues)) {
            chosen.push(Chosen { block: index, kind: RegionKind::Body, reason: UNDER_HEADLINE });
        }
    }
}

/// Whether the page names the block a standfirst, or repeats it as its description.
fn is_standfirst(block: &Block, verdict: Verdict, clues: &Clues<'_>) -> bool {
    let plausible =
        matches!(verdict, Verdict::Keep(RegionKind::Body, _) | Verdict::Short) && block.weight() >= 30 && block.link_share() < 0.3;
    if !plausible {
        return false;
    }
    let own = crate::text::key(&block.text);
    let named = block.hint.is_some_and(|(h, _)| h == Hint::Standfirst);
    let described =
        !clues.description.is_empty() && own.len() >= 30 && (clues.description.starts_with(&own) || own.starts_with(&clues.description));
    own != clues.headline && (named || described)
}

/// A heading by its mark-up, by bold type, or by standing alone as a few words without a full stop before a paragraph.
fn short_kind(block: &Block, prose_next: bool) -> RegionKind {
    match block.sort {
        Sort::Heading(_) => RegionKind::Heading,
        Sort::Paragraph
            if prose_next
                && block.weight() <= 80
                && block.linked == 0
                && !block.ends_sentence()
                && block.text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) =>
        {
            RegionKind::Heading
        }
        // A paragraph all in bold is a heading in pages without headings.
        Sort::Paragraph if block.bold * 10 >= block.text.len() * 9 && block.weight() <= 120 => RegionKind::Heading,
        _ => RegionKind::Body,
    }
}

/// Short blocks before the first sentence and after the last one are furniture.
fn trim(page: &Blocks, verdicts: &[Verdict], chosen: &mut Vec<Chosen>) {
    let short = |c: &Chosen| matches!(verdicts.get(c.block), Some(Verdict::Short)) && c.reason != UNDER_HEADLINE;
    let is_list = |c: &Chosen| page.blocks.get(c.block).is_some_and(|b| matches!(b.sort, Sort::Item | Sort::Row));
    while chosen.last().is_some_and(|c| short(c) && !is_list(c)) {
        chosen.pop();
    }
    let lead = chosen.iter().take_while(|c| short(c) && !is_list(c)).count();
    chosen.drain(..lead);
}
