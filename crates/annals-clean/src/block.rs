//! A page as its blocks: every paragraph, heading, list item, table row and caption, with what speaks for and against it.

use crate::hint::{Hint, hint_of};
use crate::tree::{Node, Tag, What};
use std::collections::BTreeMap;

/// What sort of block it is by its mark-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    Paragraph,
    Heading(u8),
    Item,
    Row,
    Caption,
}

/// A run of words with nothing between that breaks the line.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) text: String,
    pub(crate) sort: Sort,
    /// The block element that owns it, an index into the nodes.
    pub(crate) owner: usize,
    /// Bytes of `text` inside links.
    pub(crate) linked: usize,
    /// Bytes of `text` in bold.
    pub(crate) bold: usize,
    /// What the nearest element with a telling name says, and which element that is.
    pub(crate) hint: Option<(Hint, usize)>,
    /// Where the page's own citation marks (`[1]`) stand in `text`.
    pub(crate) marks: Vec<(usize, usize)>,
}

impl Block {
    /// Letters' worth of words: a Chinese or Japanese character says as much as three letters.
    pub(crate) fn weight(&self) -> usize {
        if self.text.is_ascii() {
            return self.text.len();
        }
        self.text
            .chars()
            .map(|c| if ('\u{2e80}'..='\u{9fff}').contains(&c) || ('\u{ac00}'..='\u{d7af}').contains(&c) { 3 } else { 1 })
            .sum()
    }

    /// Share of the words inside links, 0 to 1.
    pub(crate) fn link_share(&self) -> f32 {
        if self.text.is_empty() { 0.0 } else { self.linked as f32 / self.text.len() as f32 }
    }

    /// Whether it ends as a sentence ends.
    pub(crate) fn ends_sentence(&self) -> bool {
        let trimmed = self.text.trim_end_matches(['"', '”', '’', '»', '\'', ')', ']', '」', '』', '“', ' ']);
        trimmed.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟', ':', ';'])
    }
}

/// A page's blocks in reading order.
pub(crate) struct Blocks {
    pub(crate) blocks: Vec<Block>,
    /// For every node, what its own names say.
    pub(crate) hints: Vec<Option<Hint>>,
}

/// Per node, what is inherited from above.
#[derive(Clone, Copy, Default)]
struct Inherited {
    owner: usize,
    hint: Option<(Hint, usize)>,
    linked: bool,
    bold: bool,
    superscript: bool,
    row: Option<usize>,
    preformatted: bool,
    heading: Option<u8>,
    item: bool,
    caption: bool,
    invisible: bool,
}

/// Cuts the page into blocks.
pub(crate) fn blocks(nodes: &[Node<'_>]) -> Blocks {
    let tables = data_tables(nodes);
    let prose = prose_under(nodes);
    let whole = prose.first().copied().unwrap_or(0);
    // Many small elements of one name count as one: a page may name each of its paragraphs.
    let mut by_class: BTreeMap<&str, usize> = BTreeMap::new();
    for (node, prose) in nodes.iter().zip(&prose).filter(|(_, prose)| **prose > 0) {
        if let Some(class) = node.attr("class") {
            *by_class.entry(class).or_default() += prose;
        }
    }
    let mut states: Vec<Inherited> = Vec::with_capacity(nodes.len());
    let mut out: Vec<Block> = Vec::new();
    let mut current: Option<Block> = None;
    let mut breaks = 0;
    let mut scratch = String::new();
    let mut own: Vec<Option<Hint>> = Vec::with_capacity(nodes.len());
    for (index, node) in nodes.iter().enumerate() {
        let above = if index == 0 { Inherited::default() } else { states.get(node.parent).copied().unwrap_or_default() };
        let mut state = above;
        match node.what {
            What::Element(tag, _) => {
                let mut hint = hint_of(node, &mut scratch);
                // A name on elements that hold much of the page's prose speaks of the page ("has-sidebar"), not of furniture.
                let share = match hint {
                    Some(Hint::Comments | Hint::Hidden) => 85,
                    _ if tag == Tag::Furniture => 70,
                    _ => 40,
                };
                let here =
                    node.attr("class").and_then(|c| by_class.get(c)).copied().unwrap_or(0).max(prose.get(index).copied().unwrap_or(0));
                let whole_page =
                    tag == Tag::Article || node.element().is_some_and(|e| matches!(e.value().name(), "html" | "body" | "main"));
                let exempt = whole_page && !matches!(hint, Some(Hint::Comments | Hint::Hidden));
                if hint.is_some_and(|h| h != Hint::Body) && (exempt || here * 100 > whole * share) {
                    hint = None;
                }
                own.push(hint);
                if let Some(hint) = hint {
                    state.hint = stronger(above.hint, (hint, index));
                }
                state.invisible |= tag == Tag::Empty;
                let in_data_row = above.row.is_some();
                match tag {
                    Tag::Link => state.linked = true,
                    Tag::Strong => state.bold = true,
                    Tag::Superscript => state.superscript = true,
                    Tag::Preformatted => state.preformatted = true,
                    Tag::Heading(level) => state.heading = Some(level),
                    Tag::Item => state.item = true,
                    Tag::Caption => state.caption = true,
                    Tag::Row if tables.get(index) == Some(&true) => state.row = Some(index),
                    _ => {}
                }
                if hint == Some(Hint::Caption) {
                    state.caption = true;
                }
                if node.attr("role") == Some("heading") {
                    state.heading = node.attr("aria-level").and_then(|l| l.parse().ok()).or(Some(2));
                }
                if tag == Tag::Break {
                    breaks += 1;
                    if breaks >= 2 {
                        finish(&mut current, &mut out);
                    } else if let Some(block) = &mut current {
                        soft_break(block);
                    }
                } else if !in_data_row && (tag.is_block() || tag == Tag::Cell) {
                    finish(&mut current, &mut out);
                    state.owner = index;
                } else if tag == Tag::Cell
                    && let Some(block) = &mut current
                    && !block.text.is_empty()
                {
                    block.text.truncate(block.text.trim_end().len());
                    block.text.push_str(" | ");
                }
            }
            What::Text(text) => {
                own.push(None);
                if !state.invisible {
                    let owner = state.row.unwrap_or(state.owner);
                    if current.as_ref().is_some_and(|block| block.owner != owner) {
                        finish(&mut current, &mut out);
                    }
                    if !text.trim().is_empty() {
                        breaks = 0;
                    }
                    append(&mut current, &mut out, text, owner, &state);
                }
            }
        }
        states.push(state);
    }
    finish(&mut current, &mut out);
    Blocks { blocks: out, hints: own }
}

/// Of two hints, one inside the other, the one that counts: what drops wins over what keeps, else the inner.
fn stronger(outer: Option<(Hint, usize)>, inner: (Hint, usize)) -> Option<(Hint, usize)> {
    match outer {
        Some((hint, _)) if hint.drops() && !inner.0.drops() => outer,
        Some((Hint::Digest | Hint::Citation, _)) if !inner.0.drops() => outer,
        Some((hint, _)) if hint.drops() && inner.0.drops() => outer,
        _ => Some(inner),
    }
}

/// Adds a text node to the current block, or opens one.
fn append(current: &mut Option<Block>, out: &mut Vec<Block>, text: &str, owner: usize, state: &Inherited) {
    if state.preformatted && text.contains("\n\n") {
        for part in text.split("\n\n") {
            append_words(current, part, owner, state);
            finish(current, out);
        }
        return;
    }
    append_words(current, text, owner, state);
}

fn append_words(current: &mut Option<Block>, text: &str, owner: usize, state: &Inherited) {
    if current.is_none() && text.trim().is_empty() {
        return;
    }
    let block = current.get_or_insert_with(|| Block {
        text: String::new(),
        sort: match state {
            Inherited { row: Some(_), .. } => Sort::Row,
            Inherited { caption: true, .. } => Sort::Caption,
            Inherited { heading: Some(level), .. } => Sort::Heading(*level),
            Inherited { item: true, .. } => Sort::Item,
            _ => Sort::Paragraph,
        },
        owner,
        linked: 0,
        bold: 0,
        hint: state.hint,
        marks: Vec::new(),
    });
    let before = block.text.len();
    push_collapsed(&mut block.text, text);
    let added = block.text.len() - before;
    if state.linked {
        block.linked += added;
    }
    if state.bold {
        block.bold += added;
    }
    if (state.superscript || state.hint.is_some_and(|(h, _)| h == Hint::Citation)) && is_mark(text) {
        block.marks.push((before, block.text.len()));
    }
    if block.hint.map(|h| h.1) != state.hint.map(|h| h.1) && !is_mark(text) && added > 0 {
        // Words of several owners in one block: the hint of all is the one they share; a share button inside a paragraph must not drop it.
        block.hint = if before == 0 { state.hint } else { outer_hint(block.hint, state.hint) };
    }
}

/// The hint whose element stands further out.
fn outer_hint(a: Option<(Hint, usize)>, b: Option<(Hint, usize)>) -> Option<(Hint, usize)> {
    match (a, b) {
        (Some(x), Some(y)) => Some(if x.1 <= y.1 { x } else { y }),
        _ => None,
    }
}

/// `1`, `[12]`, `[3][4]`, `(5)`, `*`: what stands raised to point at a source.
fn is_mark(text: &str) -> bool {
    let plain = text.trim();
    !plain.is_empty()
        && plain.len() <= 12
        && plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '[' | ']' | '(' | ')' | ',' | ' ' | '*' | '†' | '‡' | '^' | '–' | '-'))
        && (plain.starts_with('[') || plain.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | ' ' | '*' | '†' | '‡')))
}

/// Where a word may break or which way it runs: no letter of it.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Appends with runs of white space as one space, invisible characters left out.
fn push_collapsed(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            c if is_invisible(c) => {}
            c if c.is_whitespace() || c.is_control() => {
                if !out.is_empty() && !out.ends_with([' ', '\n']) {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
}

/// A single `<br>`: a new line after a sentence, else a space.
fn soft_break(block: &mut Block) {
    let end = block.text.trim_end().len();
    block.text.truncate(end);
    if !block.text.is_empty() {
        let line = block.ends_sentence();
        block.text.push(if line { '\n' } else { ' ' });
    }
}

fn finish(current: &mut Option<Block>, out: &mut Vec<Block>) {
    if let Some(mut block) = current.take() {
        block.text.truncate(block.text.trim_end_matches([' ', '\n', '|']).len());
        if block.text.chars().any(char::is_alphanumeric) {
            out.push(block);
        }
    }
}

/// For every node, the bytes of running text under it: long pieces outside links.
fn prose_under(nodes: &[Node<'_>]) -> Vec<usize> {
    let mut prose = vec![0usize; nodes.len()];
    let mut linked = vec![false; nodes.len()];
    for (index, node) in nodes.iter().enumerate() {
        linked[index] = node.tag() == Some(Tag::Link) || (index > 0 && linked[node.parent]);
        if let What::Text(text) = node.what {
            let length = text.trim().len();
            if length >= 50 && !linked[index] && nodes[node.parent].tag() != Some(Tag::Empty) {
                prose[index] = length;
            }
        }
    }
    for index in (1..nodes.len()).rev() {
        prose[nodes[index].parent] += prose[index];
    }
    prose
}

/// Marks the rows of tables that hold data: short cells, no blocks inside. A table that lays out a page is no table to a reader.
fn data_tables(nodes: &[Node<'_>]) -> Vec<bool> {
    let mut data = vec![false; nodes.len()];
    let mut table_of: Vec<usize> = vec![0; nodes.len()];
    let mut bad: Vec<bool> = vec![false; nodes.len()];
    let mut cell_words: Vec<usize> = vec![0; nodes.len()];
    let mut cell_of: Vec<usize> = vec![0; nodes.len()];
    for (index, node) in nodes.iter().enumerate() {
        let (above, cell) = if index == 0 { (0, 0) } else { (table_of[node.parent], cell_of[node.parent]) };
        table_of[index] = above;
        cell_of[index] = cell;
        match node.what {
            What::Element(Tag::Table, _) => {
                bad[above] = true;
                table_of[index] = index;
                cell_of[index] = 0;
            }
            What::Element(Tag::Cell, _) => cell_of[index] = index,
            What::Element(Tag::Heading(_) | Tag::Article | Tag::Quote | Tag::Figure, _) if above > 0 => bad[above] = true,
            What::Text(text) if cell > 0 => {
                cell_words[cell] += text.trim().len();
                if cell_words[cell] > 300 {
                    bad[above] = true;
                }
            }
            _ => {}
        }
    }
    for (index, node) in nodes.iter().enumerate() {
        if node.tag() == Some(Tag::Row) {
            let table = table_of[index];
            data[index] = table > 0 && !bad[table];
        }
    }
    data
}
