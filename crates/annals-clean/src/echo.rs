//! Words a page shows twice, once for each size of screen or once more for printing: the second time says nothing.

use crate::block::{Block, Sort};
use crate::body::Chosen;
use std::collections::HashMap;

/// As many letters of sentences have to stand twice in a row: a recipe or a timetable repeats its lines under each of its headings.
const LONG: usize = 250;
/// A sentence that counts has as many letters.
const SENTENCE: usize = 100;

/// A block from this length on may be the whole article once more, in one piece, to be read aloud.
const WHOLE: usize = 1500;
/// As many other blocks have to be found in it.
const FOUND: usize = 3;

/// Leaves out what stood before.
pub(crate) fn silence(blocks: &[Block], chosen: &mut Vec<Chosen>) {
    silence_whole(blocks, chosen);
    silence_runs(blocks, chosen);
}

/// Leaves out blocks that are mostly made of other blocks.
fn silence_whole(blocks: &[Block], chosen: &mut Vec<Chosen>) {
    let text_of = |part: &Chosen| blocks.get(part.block).map_or("", |b| b.text.as_str());
    let long: Vec<usize> = chosen.iter().filter(|part| text_of(part).len() >= WHOLE).map(|part| part.block).take(8).collect();
    for whole in long {
        let Some(text) = blocks.get(whole).map(|b| b.text.as_str()) else { continue };
        let parts =
            chosen.iter().filter(|part| part.block != whole).map(text_of).filter(|part| part.len() >= SENTENCE && part.len() < text.len());
        let (mut found, mut letters) = (0, 0);
        for part in parts.filter(|part| text.contains(part)) {
            found += 1;
            letters += part.len();
        }
        if found >= FOUND && letters * 2 >= text.len() {
            chosen.retain(|part| part.block != whole);
        }
    }
}

/// Leaves out runs of blocks that stood before, word for word and in the same order.
fn silence_runs(blocks: &[Block], chosen: &mut Vec<Chosen>) {
    let texts: Vec<&str> = chosen.iter().map(|part| blocks.get(part.block).map_or("", |b| b.text.as_str())).collect();
    let mut seen: HashMap<&str, usize> = HashMap::with_capacity(texts.len());
    let mut echo = vec![false; texts.len()];
    let mut at = 0;
    while at < texts.len() {
        let Some(first) = seen.get(texts[at]).copied() else {
            seen.insert(texts[at], at);
            at += 1;
            continue;
        };
        // What stood before ends where the repetition starts.
        let run = (0..at - first).take_while(|n| at + n < texts.len() && texts[at + n] == texts[first + n]).count();
        let prose =
            |part: &&Chosen| blocks.get(part.block).filter(|b| b.sort == Sort::Paragraph && b.ends_sentence()).map_or(0, Block::weight);
        let letters: usize = chosen[at..at + run].iter().map(|part| prose(&part)).filter(|weight| *weight >= SENTENCE).sum();
        if run > 1 && letters >= LONG {
            echo[at..at + run].fill(true);
        }
        at += run.max(1);
    }
    let mut at = 0;
    chosen.retain(|_| {
        at += 1;
        echo.get(at - 1) != Some(&true)
    });
}
