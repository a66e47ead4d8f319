//! What a row or a line is about: the first cell of a table row, the head of its column, the words before a colon.

use crate::figure::attach::window::Site;
use crate::figure::scan::Scene;
use std::ops::Range;

/// A line longer than this is no row.
const ROW: usize = 80;
/// Rows looked back over for the head of a column.
const ROWS: usize = 400;

/// The words that name what a figure's line is about.
pub(crate) struct Label {
    /// The first cell, or the words before the colon.
    pub(crate) row: Range<usize>,
    /// The head of the figure's column.
    pub(crate) column: Option<Range<usize>>,
}

/// "Gold: plus $3.9 billion", "Acme | HK$47.30 | +1.9%".
pub(crate) fn find(scene: &Scene<'_>, site: &Site) -> Option<Label> {
    let reading = scene.reading;
    let start = line_start(scene, site.tokens.start);
    if site.tokens.start - start > ROW {
        return None;
    }
    let cells = (start..site.tokens.start).filter(|k| is_bar(scene, *k)).count();
    if cells > 0 {
        let first = (start..site.tokens.start).find(|k| is_bar(scene, *k))?;
        // A row may open with a bar of its own.
        let (from, to, column) = if first == start {
            (start + 1, (start + 1..site.tokens.start).find(|k| is_bar(scene, *k))?, cells)
        } else {
            (start, first, cells)
        };
        let row = words(scene, from..to)?;
        return Some(Label { row, column: head(scene, start, column) });
    }
    let colon = (start..site.tokens.start.min(start + 8)).find(|k| reading.surface(*k) == ":")?;
    // Only what the line says first is labelled: "Gold: plus $3.9 billion, or roughly 2%".
    let near = site.tokens.start - colon < 12 && !(colon + 1..site.tokens.start).any(|k| matches!(reading.surface(k), "." | "“" | "\""));
    let row = words(scene, start..colon).filter(|_| near)?;
    Some(Label { row, column: None })
}

fn is_bar(scene: &Scene<'_>, k: usize) -> bool {
    scene.reading.surface(k) == "|"
}

fn line_start(scene: &Scene<'_>, at: usize) -> usize {
    let tokens = scene.reading.tokens();
    (at.saturating_sub(ROW + 1)..=at).rev().find(|k| tokens.get(*k).is_some_and(|t| t.line_start)).unwrap_or(at.saturating_sub(ROW + 1))
}

/// The range without bullets, if any letters are left.
fn words(scene: &Scene<'_>, mut range: Range<usize>) -> Option<Range<usize>> {
    let word = |k: usize| scene.reading.tokens().get(k).is_some_and(|t| t.is_word());
    while range.start < range.end && !word(range.start) {
        range.start += 1;
    }
    (range.start < range.end).then_some(range)
}

/// The cell number `column` (bars before it) of the table's first row.
fn head(scene: &Scene<'_>, start: usize, column: usize) -> Option<Range<usize>> {
    let mut top = None;
    let mut at = start;
    while at > 0 && start - at < ROWS {
        let above = line_start(scene, at - 1);
        if !(above..at).any(|k| is_bar(scene, k)) {
            break;
        }
        top = Some(above..at);
        at = above;
    }
    let line = top?;
    // A head without a corner cell begins with the second column.
    let bars = |line: Range<usize>| line.filter(|k| is_bar(scene, *k)).count();
    let end = (start + 1..start + ROW).find(|k| scene.reading.tokens().get(*k).is_none_or(|t| t.line_start)).unwrap_or(start + ROW);
    let column = if bars(line.clone()) + 1 == bars(start..end) { column.saturating_sub(1) } else { column };
    let mut passed = 0;
    let mut from = line.start;
    for k in line.clone() {
        if is_bar(scene, k) {
            passed += 1;
            if passed == column {
                from = k + 1;
            } else if passed > column {
                return words(scene, from..k);
            }
        }
    }
    (passed == column).then(|| words(scene, from..line.end)).flatten()
}
