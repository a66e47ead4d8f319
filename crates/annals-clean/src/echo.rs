//! Words a page shows twice, once for each size of screen or once more for printing: the second time says nothing.

use crate::block::{Block, Sort};
use crate::body::Chosen;
use std::collections::HashMap;

/// As many letters of sentences have to stand twice in a row: a recipe or a timetable repeats its lines under each of its headings.
const LONG: usize = 250;
/// A sentence that counts has as many letters.
const SENTENCE: usize = 100;

/// Leaves out runs of blocks that stood before, word for word and in the same order.
pub(crate) fn silence(blocks: &[Block], chosen: &mut Vec<Chosen>) {
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
