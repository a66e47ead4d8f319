//! Which words of an article a query really matched, and the stretch of it that shows most of them.

use crate::analysis::{Word, exact_words_and_breaks, has_stem};
use crate::content::Content;
use crate::interval::find;
use crate::overlay::Mark;
use crate::plan::{Leaf, Plan, plan};
use crate::query::{Node, Scope};
use annals_model::Span;
use std::collections::BTreeSet;
use std::ops::Range;

/// What of a query can be seen in a text.
#[derive(Debug, Default)]
pub(crate) struct Visible {
    pub(crate) plans: Vec<(Scope, Plan)>,
    /// Entities asked for, by the names written.
    pub(crate) entities: Vec<(Option<annals_model::Kind>, String)>,
    /// Sides of OR that hold several conditions: what stands in them is shown only where the whole side holds.
    pub(crate) sides: Vec<Node>,
    /// For each plan, then each entity, the sides it stands in.
    pub(crate) plan_sides: Vec<Vec<usize>>,
    pub(crate) entity_sides: Vec<Vec<usize>>,
}

/// Collects what a query asks to be there; what must be absent cannot be shown.
pub(crate) fn visible(node: &Node) -> Visible {
    let mut found = Visible::default();
    collect(node, &[], &mut found);
    found
}

fn collect(node: &Node, sides: &[usize], found: &mut Visible) {
    match node {
        Node::Text(text) => {
            found.plans.push((text.scope, plan(&text.words)));
            found.plan_sides.push(sides.to_vec());
        }
        Node::Entity { kind, name } => {
            found.entities.push((*kind, name.clone()));
            found.entity_sides.push(sides.to_vec());
        }
        Node::And(nodes) => nodes.iter().for_each(|node| collect(node, sides, found)),
        Node::Or(nodes) => {
            for node in nodes {
                if matches!(node, Node::And(_) | Node::Boost(..)) {
                    let within: Vec<usize> = sides.iter().copied().chain([found.sides.len()]).collect();
                    found.sides.push(node.clone());
                    collect(node, &within, found);
                } else {
                    collect(node, sides, found);
                }
            }
        }
        Node::Boost(inner, _) => collect(inner, sides, found),
        _ => {}
    }
}

/// A match in the searched text, and which part of the query it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Match {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) part: usize,
}

/// All matches of the plans in a text, by start; one inside another is left out.
pub(crate) fn matches<'a>(content: &Content, plans: &[(Scope, Plan)], marks: &dyn Fn(&[&Word]) -> Vec<Mark<'a>>) -> Vec<Match> {
    let exact = exact_words_and_breaks(&content.text);
    let words: Vec<&Word> = exact.iter().filter(|word| !is_mark(word)).collect();
    let wants_marks = plans.iter().any(|(_, plan)| plan.leaves.iter().any(|leaf| matches!(leaf, Leaf::Slot(_))));
    let marks = if wants_marks { marks(&words) } else { Vec::new() };
    let mut found = Vec::new();
    for (part, (scope, plan)) in plans.iter().enumerate() {
        let inside = match scope {
            Scope::Everywhere => 0..content.text.len(),
            Scope::Headline => content.headline.clone(),
            Scope::Lead => content.lead.clone(),
        };
        let positions: Vec<Vec<u32>> = plan.leaves.iter().map(|leaf| positions(leaf, &exact, &marks, &inside)).collect();
        for (first, last) in find(&plan.shape, &positions, true).into_iter().flat_map(|interval| interval.parts) {
            if let (Some(first), Some(last)) = (word_at(&words, first), word_at(&words, last)) {
                found.push(Match { start: first.span.start, end: last.span.end, part });
            }
        }
    }
    outermost(found)
}

fn positions(leaf: &Leaf, words: &[Word], marks: &[Mark<'_>], inside: &Range<usize>) -> Vec<u32> {
    if let Leaf::Slot(term) = leaf {
        let opened = marks.iter().filter(|mark| mark.term.is(term)).map(|mark| mark.first);
        let closed = marks.iter().filter(|mark| mark.last > mark.first && mark.term.closes(term)).map(|mark| mark.last);
        return opened.chain(closed).collect::<BTreeSet<u32>>().into_iter().collect();
    }
    let wanted = |word: &&Word| match leaf {
        Leaf::Stem(stem) => has_stem(&word.term, stem),
        _ => leaf.matches_word(&word.term),
    };
    let scoped = |word: &&Word| inside.start <= word.span.start as usize && (word.span.end as usize) <= inside.end;
    let marks = matches!(leaf, Leaf::Starts(_));
    let of_kind = |word: &&Word| is_mark(word) == marks;
    words.iter().filter(of_kind).filter(scoped).filter(wanted).map(|word| word.position).collect()
}

/// Whether it is the start of a sentence or of a paragraph and no word.
fn is_mark(word: &Word) -> bool {
    word.term.as_str() < " "
}

fn word_at<'a>(words: &[&'a Word], position: u32) -> Option<&'a Word> {
    words.binary_search_by_key(&position, |word| word.position).ok().and_then(|at| words.get(at)).copied()
}

/// Matches by start, without those that lie in another.
pub(crate) fn outermost(mut found: Vec<Match>) -> Vec<Match> {
    found.sort_unstable_by_key(|found| (found.start, std::cmp::Reverse(found.end), found.part));
    let mut kept: Vec<Match> = Vec::with_capacity(found.len());
    for next in found {
        if kept.last().is_none_or(|last| next.end > last.end) {
            kept.push(next);
        }
    }
    kept
}

/// A stretch of text with its matches.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Snippet {
    pub(crate) text: String,
    /// Bytes of `text`.
    pub(crate) matches: Vec<Span>,
}

/// The window of about `length` bytes that shows most parts of the query, outside the headline when it can.
pub(crate) fn snippet(content: &Content, found: &[Match], length: usize) -> Snippet {
    if length == 0 {
        return Snippet::default();
    }
    let in_headline = |found: &Match| (found.end as usize) <= content.headline.end && content.headline.start <= found.start as usize;
    let outside: Vec<Match> = found.iter().filter(|found| !in_headline(found)).copied().collect();
    let shown = if outside.is_empty() { found } else { &outside };
    let Some((window, first)) = best_window(content, shown, length) else {
        let from = if content.lead.is_empty() { 0 } else { content.lead.start };
        let piece = content.stretch(from).unwrap_or(from..content.text.len());
        return cut(content, piece.clone(), from..piece.end, length, found);
    };
    // What comes before the first match helps to read it, as far as there is room.
    let piece = content.stretch(first).unwrap_or(0..content.text.len());
    let room = length.saturating_sub(window.len());
    let line =
        content.text.get(piece.start..window.start).and_then(|before| before.rfind('\n')).map_or(piece.start, |at| piece.start + at + 1);
    let start = line.max(window.start.saturating_sub(room / 2));
    cut(content, piece.clone(), start..piece.end, length.max(window.end - start), found)
}

/// The matches of one piece that lie in `length` bytes and answer most parts of the query; the earliest of equals.
fn best_window(content: &Content, found: &[Match], length: usize) -> Option<(Range<usize>, usize)> {
    let mut best: Option<((usize, usize), Range<usize>)> = None;
    for (at, first) in found.iter().enumerate() {
        let start = first.start as usize;
        let piece = content.stretch(start).unwrap_or(start..first.end as usize);
        let end = piece.end.min(start + length);
        let held: Vec<&Match> = found.get(at..).unwrap_or(&[]).iter().take_while(|next| (next.end as usize) <= end).take(64).collect();
        let mut parts: Vec<usize> = held.iter().map(|next| next.part).collect();
        parts.sort_unstable();
        parts.dedup();
        let worth = (parts.len(), held.len());
        if best.as_ref().is_none_or(|(most, _)| worth > *most) {
            let end = held.last().map_or(first.end as usize, |last| last.end as usize);
            best = Some((worth, start..end));
        }
    }
    best.map(|(_, window)| (window.clone(), window.start))
}

/// Cuts a stretch to its length at word boundaries, joins its lines, and carries the matches over.
fn cut(content: &Content, piece: Range<usize>, wanted: Range<usize>, length: usize, found: &[Match]) -> Snippet {
    let text = &content.text;
    let start = word_start(text, &piece, wanted.start);
    let end = word_end(text, start, wanted.end.min(start.saturating_add(length)), wanted.end);
    let whole = text.get(piece).unwrap_or("").trim();
    let mut snippet = Snippet::default();
    let mut places: Vec<(usize, usize)> = Vec::new();
    let words = text.get(start..end).unwrap_or("");
    let leading = words.len() - words.trim_start().len();
    if start + leading > text.len() - text.trim_start().len() && !whole.starts_with(words.trim()) {
        snippet.text.push('…');
    }
    let mut space = false;
    for (at, c) in words.char_indices().skip_while(|(at, _)| *at < leading) {
        if c.is_whitespace() {
            space = true;
            continue;
        }
        if std::mem::take(&mut space) {
            snippet.text.push(' ');
        }
        places.push((start + at, snippet.text.len()));
        snippet.text.push(c);
    }
    places.push((end, snippet.text.len()));
    let place = |byte: usize| places.get(places.partition_point(|(from, _)| *from < byte)).map(|(_, to)| *to);
    for found in found.iter().filter(|found| start <= found.start as usize && (found.end as usize) <= end) {
        if let (Some(from), Some(to)) = (place(found.start as usize), place_end(&places, &snippet.text, found.end as usize)) {
            snippet.matches.push(Span::new(from, to.max(from)));
        }
    }
    if !whole.ends_with(words.trim()) {
        snippet.text.push('…');
    }
    snippet
}

/// Where the last character before `byte` ends in the snippet.
fn place_end(places: &[(usize, usize)], text: &str, byte: usize) -> Option<usize> {
    let before = places.partition_point(|(from, _)| *from < byte).checked_sub(1)?;
    let (_, at) = places.get(before)?;
    Some(at + text.get(*at..)?.chars().next().map_or(0, char::len_utf8))
}

/// The first start of a word at or behind `from`, unless that skips too much.
fn word_start(text: &str, piece: &Range<usize>, from: usize) -> usize {
    let mut from = from.max(piece.start);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let opens = from == piece.start || text.get(..from).is_some_and(|before| before.ends_with(char::is_whitespace));
    if opens {
        return from;
    }
    let rest = text.get(from..piece.end).unwrap_or("");
    rest.find(char::is_whitespace).filter(|at| *at < 40).map_or(from, |at| from + at)
}

/// The last end of a word at or before `to`.
fn word_end(text: &str, start: usize, to: usize, limit: usize) -> usize {
    let mut to = to.min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let closes = to == limit || text.get(to..).is_some_and(|after| after.starts_with(char::is_whitespace));
    if closes {
        return to;
    }
    let before = text.get(start..to).unwrap_or("");
    before.rfind(char::is_whitespace).filter(|at| before.len() - at < 40 && *at > 0).map_or(to, |at| start + at)
}
