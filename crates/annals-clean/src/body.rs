//! Which blocks of a page are the article, and what each of them is.
//!
//! Own scoring, not a crate: trafilatura 0.6 stands on scraper 0.27 and brings a second html5ever; dom_smoothie 0.19 builds a
//! tree of its own, so each page would be parsed twice, and neither says which block is a caption, a digest or an insert.

use crate::block::{Block, Blocks, Sort};
use crate::hint::Hint;
use crate::text::fixture;
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
    let mut verdicts: Vec<Verdict> = page.blocks.iter().map(|block| judge(nodes, block, clues)).collect();
    let scores = scores(nodes, page, &verdicts);
    let Some(container) = clues.noted.or_else(|| container(nodes, page, &scores)) else { return Vec::new() };
    pardon_links(page, clues, &mut verdicts);
    let end = nodes.get(container).map_or(0, |n| n.end);
    let inside = |block: &Block| block.owner >= container && block.owner < end;
    let first = page.blocks.iter().position(inside).unwrap_or(0);
    let last = page.blocks.iter().rposition(inside).unwrap_or(0);
    let mut chosen: Vec<Chosen> = Vec::new();
    standfirst(page, &verdicts, first, clues, &mut chosen);
    for (index, block) in page.blocks.iter().enumerate().take(last + 1).skip(first).filter(|(_, b)| inside(b)) {
        match verdicts.get(index) {
            Some(Verdict::Keep(kind, reason)) => chosen.push(Chosen { block: index, kind: *kind, reason }),
            Some(Verdict::Folded) => chosen.push(Chosen { block: index, kind: RegionKind::Body, reason: "a paragraph folded away" }),
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
    crate::tail::cut(nodes, &page.blocks, &mut chosen);
    crate::echo::silence(&page.blocks, &mut chosen);
    crate::lead::clear(&page.blocks, &mut chosen);
    trim(nodes, page, &verdicts, &mut chosen);
    chosen
}

/// What a block is by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Verdict {
    /// Part of the article wherever it stands.
    Keep(RegionKind, &'static str),
    /// Part of the article if it stands between parts of it.
    Short,
    /// A paragraph the page folds away until it is asked for: part of the article if the article is around it.
    Folded,
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
        Some(Hint::Hidden) if weight >= 140 && links < 0.3 && matches!(block.sort, Sort::Paragraph | Sort::Item) => return Verdict::Folded,
        Some(hint) if hint.drops() => return if links > 0.5 { Verdict::Against } else { Verdict::Drop },
        _ => {}
    }
    if block.sort == Sort::Caption || hint == Some(Hint::Caption) {
        return if links > 0.8 { Verdict::Drop } else { Verdict::Keep(RegionKind::Caption, "words under a picture") };
    }
    if in_figure(nodes, block) && !block.ends_sentence() && weight < 300 {
        return Verdict::Keep(RegionKind::Caption, "words under a picture");
    }
    if weight < 240 && is_credit(&block.text) {
        return Verdict::Keep(RegionKind::Caption, "names who took a picture");
    }
    if links > 0.7 && (weight < 400 || block.sort == Sort::Item) {
        // A paragraph that is one link is another story; a heading may link to its own section.
        return if matches!(block.sort, Sort::Heading(_)) && links < 0.9 { Verdict::Short } else { Verdict::Against };
    }
    if let Some((kind, _)) = fixture(&block.text)
        && !(kind == RegionKind::Disclaimer && weight > 300)
    {
        return if kind == RegionKind::Citation { Verdict::Keep(kind, "a citation mark") } else { Verdict::Drop };
    }
    let preformatted = nodes.get(block.owner).is_some_and(|n| n.tag() == Some(Tag::Preformatted));
    if !preformatted && is_markup(&block.text) || block.text.starts_with("Lorem ipsum") {
        return Verdict::Drop;
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

/// Links that are the article's own: a heading over a paragraph, the items of a list that a sentence announces or that mostly says more.
fn pardon_links(page: &Blocks, clues: &Clues<'_>, verdicts: &mut [Verdict]) {
    let linked = |block: &Block| block.link_share() > 0.7;
    let free = |block: &Block| {
        clues.notes.get(block.owner).copied().flatten().is_none()
            && block.hint.is_none_or(|(hint, _)| hint == Hint::Body)
            && fixture(&block.text).is_none()
    };
    let kept = |verdict: Option<&Verdict>| matches!(verdict, Some(Verdict::Keep(RegionKind::Body, _)));
    let over_prose = |at: &usize| {
        let prose = |next: &Block| next.sort == Sort::Paragraph && next.weight() >= 140 && next.link_share() < 0.5;
        verdicts.get(*at) == Some(&Verdict::Against)
            && page.blocks.get(at + 1).is_some_and(prose)
            && kept(verdicts.get(at + 1))
            && page.blocks.get(*at).is_some_and(|b| matches!(b.sort, Sort::Heading(_)) && free(b))
    };
    // One such heading is another story's.
    let headings: Vec<usize> = (0..page.blocks.len()).filter(over_prose).collect();
    if headings.len() > 1 {
        headings.into_iter().for_each(|at| verdicts[at] = Verdict::Short);
    }
    let mut at = 0;
    while at < page.blocks.len() {
        let run = page.blocks.get(at..).unwrap_or_default().iter().take_while(|b| b.sort == Sort::Item).count();
        if run == 0 {
            at += 1;
            continue;
        }
        let items = &page.blocks[at..at + run];
        let announced = at.checked_sub(1).is_some_and(|before| {
            kept(verdicts.get(before))
                && page.blocks.get(before).is_some_and(|b| b.text.ends_with(':') && b.weight() >= 50 && b.link_share() < 0.5)
        });
        let links = items.iter().filter(|b| linked(b)).count();
        let told = (at..at + run).any(|i| kept(verdicts.get(i)));
        if announced || links * 2 < run && told {
            for (item, verdict) in items.iter().zip(&mut verdicts[at..at + run]) {
                if *verdict == Verdict::Against && free(item) {
                    *verdict = Verdict::Short;
                }
            }
        }
        at += run;
    }
}

/// "Photo: Karl Voss", "Image credit: …".
fn is_credit(text: &str) -> bool {
    const OPENINGS: [&str; 16] = [
        "photo",
        "photos",
        "image",
        "images",
        "picture",
        "credit",
        "photo credit",
        "image credit",
        "image source",
        "foto",
        "fotos",
        "bild",
        "bilder",
        "photograph",
        "photo by",
        "illustration",
    ];
    let Some((opening, rest)) = text.split_once(':').filter(|(opening, _)| opening.len() <= 16) else { return false };
    !rest.trim().is_empty() && OPENINGS.contains(&opening.trim().to_ascii_lowercase().as_str())
}

/// `[gallery ids="4"]`, `{{banner}}`, `<img src="…">`: what a page's own machinery should have replaced.
fn is_markup(text: &str) -> bool {
    let within = |open: &str, close: &str| text.starts_with(open) && text.ends_with(close);
    within("{{", "}}")
        || within("<", ">") && text.contains("=\"")
        || within("[", "]") && !text.contains("] ") && (text.contains('=') || text.contains('_') || text.contains("[/"))
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
            Verdict::Keep(..) | Verdict::Drop | Verdict::Folded => 0.0,
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
    let score_of = |index: usize| scores.get(index).copied().unwrap_or(0.0);
    let named: Vec<usize> = (0..nodes.len())
        .filter(|index| {
            let says_body = page.hints.get(*index).copied().flatten() == Some(Hint::Body);
            let is_article = nodes.get(*index).is_some_and(|n| n.tag() == Some(Tag::Article));
            says_body && score_of(*index) >= top * 0.35 || is_article && score_of(*index) >= top * 0.6
        })
        .collect();
    let Some(mut chosen) = named.iter().copied().max_by(|a, b| score_of(*a).total_cmp(&score_of(*b)).then(b.cmp(a))) else {
        return Some(best);
    };
    // Inner ones win as long as they keep nearly all of the words of the outer.
    for index in named {
        let inside = nodes.get(chosen).is_some_and(|n| index > chosen && index < n.end);
        if inside && score_of(index) >= score_of(chosen) * 0.85 {
            chosen = index;
        }
    }
    Some(joined(nodes, page, scores, chosen))
}

/// A page may cut its body into several elements of one name: then the element that holds them all is the article.
fn joined(nodes: &[Node<'_>], page: &Blocks, scores: &[f32], chosen: usize) -> usize {
    let score_of = |index: usize| scores.get(index).copied().unwrap_or(0.0);
    let Some(node) = nodes.get(chosen) else { return chosen };
    let (tag, class) = (node.tag(), node.attr("class"));
    if class.is_none() || page.hints.get(chosen).copied().flatten() != Some(Hint::Body) {
        return chosen;
    }
    let article_of = |index: usize| above(nodes, index).find(|i| nodes.get(*i).is_some_and(|n| n.tag() == Some(Tag::Article)));
    let twins: Vec<usize> = (0..nodes.len())
        .filter(|i| {
            let same = nodes
                .get(*i)
                .is_some_and(|n| n.tag() == tag && n.attr("class") == class && (*i < chosen && n.end <= chosen || *i >= node.end));
            same && score_of(*i) > 0.0
        })
        .collect();
    let others: f32 = twins.iter().map(|i| score_of(*i)).sum();
    // Each post of a front page has a body of the same name, but stands in an article of its own.
    if twins.is_empty() || others < score_of(chosen) * 0.03 || twins.iter().any(|i| article_of(*i) != article_of(chosen)) {
        return chosen;
    }
    let whole = above(nodes, chosen).find(|i| nodes.get(*i).is_some_and(|n| twins.iter().all(|t| t > i && *t < n.end)));
    whole.filter(|i| score_of(*i) >= (score_of(chosen) + others) * 0.9).unwrap_or(chosen)
}

/// The elements around a node, from the inside out.
fn above<'n>(nodes: &'n [Node<'_>], index: usize) -> impl Iterator<Item = usize> + 'n {
    std::iter::successors(nodes.get(index).map(|n| n.parent), move |i| nodes.get(*i).filter(|_| *i > 0).map(|n| n.parent))
}

/// The lines between the headline and the body that the page names a standfirst or repeats as its description.
fn standfirst(page: &Blocks, verdicts: &[Verdict], first: usize, clues: &Clues<'_>, chosen: &mut Vec<Chosen>) {
    for (index, block) in page.blocks.iter().enumerate().take(first) {
        let told = |text: &str, own: &str| crate::text::key(text).starts_with(own);
        if verdicts.get(index).is_some_and(|verdict| is_standfirst(block, *verdict, clues)) {
            let own = crate::text::key(&block.text);
            if chosen.iter().any(|c| page.blocks.get(c.block).is_some_and(|b| told(&b.text, &own))) {
                continue;
            }
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
fn trim(nodes: &[Node<'_>], page: &Blocks, verdicts: &[Verdict], chosen: &mut Vec<Chosen>) {
    let short = |c: &Chosen| matches!(verdicts.get(c.block), Some(Verdict::Short)) && c.reason != UNDER_HEADLINE;
    let is_list = |c: &Chosen| page.blocks.get(c.block).is_some_and(|b| matches!(b.sort, Sort::Item | Sort::Row));
    let tail = chosen.iter().rev().take_while(|c| short(c) && !is_list(c)).count();
    let body = chosen.len() - tail;
    // Several lines of some length on the level of the last sentence go on with it: a list whose items end without full stops.
    let parent = |c: &Chosen| page.blocks.get(c.block).and_then(|b| nodes.get(b.owner)).map(|n| n.parent);
    let last = body.checked_sub(1).and_then(|at| chosen.get(at)).and_then(parent);
    let goes_on = |c: &&Chosen| {
        parent(c) == last
            && page.blocks.get(c.block).is_some_and(|b| b.sort == Sort::Paragraph && (b.weight() >= 25 || b.link_share() > 0.7))
    };
    let lines = chosen.iter().skip(body).take_while(goes_on).count();
    chosen.truncate(if lines >= 3 { body + lines } else { body });
    let lead = chosen.iter().take_while(|c| short(c) && !is_list(c)).count();
    chosen.drain(..lead);
}
