//! Searches for articles that hold any of some words: all lists are read once, side by side, and scores are added up in the
//! order of the query, so that equals stay equals.

use crate::best::Top;
use crate::terms::Part;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Score, SegmentReader};

/// Articles whose scores are held at once.
const WINDOW: usize = 4096;

/// Scores that are looked at together.
const ROW: usize = 16;

/// A list and where in its present block it stands.
struct Cursor<'a, 'b> {
    part: &'b Part<'a>,
    list: BlockSegmentPostings,
    at: usize,
}

impl Cursor<'_, '_> {
    /// The article it stands at.
    fn doc(&self) -> Option<DocId> {
        self.list.docs().get(self.at).copied()
    }

    /// Adds the scores of its articles in a window and goes on behind it.
    fn add(&mut self, base: DocId, scores: &mut [Score]) {
        loop {
            let (docs, times) = (self.list.docs().get(self.at..).unwrap_or(&[]), self.list.freqs().get(self.at..).unwrap_or(&[]));
            if docs.is_empty() {
                return;
            }
            for (doc, times) in docs.iter().zip(times) {
                let Some(score) = scores.get_mut((*doc - base) as usize) else { return };
                *score += self.part.score(*doc, *times);
                self.at += 1;
            }
            self.list.advance();
            self.at = 0;
        }
    }
}

/// Counts the articles of one part of the index that hold any of these words and offers the best.
pub(crate) fn any(parts: &[Part<'_>], reader: &SegmentReader, top: &mut Top<'_>, mut threshold: Score) -> tantivy::Result<usize> {
    let mut cursors = Vec::with_capacity(parts.len());
    for part in parts {
        let list = part.index.read_block_postings_from_terminfo(&part.info, IndexRecordOption::WithFreqs)?;
        cursors.push(Cursor { part, list, at: 0 });
    }
    let mut scores = vec![0.0; WINDOW];
    let mut total = 0;
    while let Some(next) = cursors.iter().filter_map(Cursor::doc).min() {
        let base = next - next % WINDOW as DocId;
        cursors.iter_mut().for_each(|cursor| cursor.add(base, &mut scores));
        for (docs, row) in (base..).step_by(ROW).zip(scores.chunks_mut(ROW)) {
            let found = row.iter().filter(|score| **score > 0.0).count();
            if found == 0 {
                continue;
            }
            let best = row.iter().copied().fold(0.0, Score::max);
            if !reader.has_deletes() {
                total += found;
            }
            if reader.has_deletes() || best > threshold {
                for (doc, score) in (docs..).zip(row.iter().copied()) {
                    if score > 0.0 && !reader.is_deleted(doc) {
                        total += usize::from(reader.has_deletes());
                        if score > threshold {
                            threshold = top.offer(doc, score);
                        }
                    }
                }
            }
            row.fill(0.0);
        }
    }
    Ok(total)
}
