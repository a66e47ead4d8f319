//! Searches for words that must all be there, within days or without, or of which any will do: the greater part of all searches,
//! read straight from the lists of the index. Scores are those of the search library, to the bit.

use crate::best::Top;
use crate::published::{Dates, Published, Stretch};
use crate::query::Days;
use crate::union::any;
use crate::view::{Lists, View};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

/// Lists longer than this are left to the library, which skips parts of them unread.
const LONG: u32 = 4096;

/// Articles in a block of a list.
const BLOCK: usize = 128;

/// Lists that together are longer than this: the library finds the best of any words without reading most of them.
const MANY: u64 = 200_000;

/// What rounding may add to a score.
const ROUNDING: Score = 1.000_01;

/// Words that must all be there, on some days; or any of which must.
pub(crate) struct Terms<'a> {
    terms: Vec<(&'a Lists, &'a Term)>,
    days: Option<Days>,
    any: bool,
}

impl<'a> Terms<'a> {
    /// The words of a query; `None` when it asks for something else.
    pub(crate) fn of(view: &'a View, query: &'a dyn Query) -> Option<Self> {
        let mut found = Self { terms: Vec::with_capacity(4), days: None, any: false };
        match query.downcast_ref::<BooleanQuery>() {
            None => found.add(view, query)?,
            Some(query) => {
                let clauses = query.clauses();
                found.any = clauses.len() > 1 && query.get_minimum_number_should_match() == 1;
                let wanted = if found.any { Occur::Should } else { Occur::Must };
                for (occur, clause) in clauses {
                    if *occur != wanted {
                        return None;
                    }
                    found.add(view, clause.as_ref())?;
                }
            }
        }
        if found.terms.is_empty() || (found.any && found.days.is_some()) { None } else { Some(found) }
    }

    fn add(&mut self, view: &'a View, query: &'a dyn Query) -> Option<()> {
        if let Some(query) = query.downcast_ref::<TermQuery>() {
            self.terms.push((view.lists(query.term().field())?, query.term()));
        } else {
            let Published(days) = query.downcast_ref::<Published>()?;
            self.days.replace(*days).is_none().then_some(())?;
        }
        Some(())
    }

    /// Counts the articles that hold them and offers the best; `None` when the library does it faster.
    pub(crate) fn search(&self, view: &View, top: &mut Top<'_>) -> tantivy::Result<Option<usize>> {
        let mut words = Vec::with_capacity(self.terms.len());
        for (lists, term) in &self.terms {
            let mut infos = Vec::with_capacity(lists.parts.len());
            for (index, _) in &lists.parts {
                infos.push(index.get_term_info(term)?);
            }
            let found_in: u64 = infos.iter().flatten().map(|info| u64::from(info.doc_freq)).sum();
            words.push(Word { lists, infos, found_in, weight: view.weight(found_in) });
        }
        let alone = words.len() == 1 && self.days.is_none();
        if alone && words.iter().flat_map(|word| &word.infos).flatten().any(|info| info.doc_freq > LONG) {
            return Ok(None);
        }
        if self.any {
            // A word that stands everywhere may weigh nothing.
            let weightless = words.iter().any(|word| word.weight <= 0.0);
            if weightless || words.iter().map(|word| word.found_in).sum::<u64>() > MANY {
                return Ok(None);
            }
            let mut total = 0;
            for (segment, reader) in (0_u32..).zip(view.searcher.segment_readers()) {
                let parts: Vec<Part<'_>> = words.iter().filter_map(|word| word.part(segment)).collect();
                let threshold = top.enter(segment);
                total += any(&parts, reader, top, threshold)?;
            }
            return Ok(Some(total));
        }
        words.sort_by_key(|word| word.found_in);
        let mut total = 0;
        for ((segment, reader), dates) in (0_u32..).zip(view.searcher.segment_readers()).zip(&view.dates) {
            let parts = words.iter().map(|word| word.part(segment)).collect::<Option<Vec<_>>>();
            let Some(mut parts) = parts else { continue };
            let within = Within { dates, stretch: self.days.map(|days| dates.on(days)), reader };
            let threshold = top.enter(segment);
            total += match parts.as_mut_slice() {
                [only] => only.search(&within, top, threshold)?,
                parts => all(parts, &within, top, threshold)?,
            };
        }
        Ok(Some(total))
    }
}

/// A word looked up.
struct Word<'a> {
    lists: &'a Lists,
    infos: Vec<Option<TermInfo>>,
    found_in: u64,
    weight: Score,
}

impl<'a> Word<'a> {
    fn part(&self, segment: u32) -> Option<Part<'a>> {
        let (index, norms) = self.lists.parts.get(segment as usize)?;
        let info = self.infos.get(segment as usize)?.clone()?;
        Some(Part { lists: self.lists, index, norms, info, weight: self.weight })
    }
}

/// A word in one part of the index.
pub(crate) struct Part<'a> {
    lists: &'a Lists,
    pub(crate) index: &'a tantivy::index::InvertedIndexReader,
    norms: &'a FieldNormReader,
    pub(crate) info: TermInfo,
    weight: Score,
}

/// The articles that count.
struct Within<'a> {
    dates: &'a Dates,
    stretch: Option<Stretch>,
    reader: &'a SegmentReader,
}

impl Within<'_> {
    fn first(&self) -> DocId {
        self.stretch.as_ref().map_or(0, |stretch| stretch.may.start)
    }

    fn end(&self) -> DocId {
        self.stretch.as_ref().map_or(TERMINATED, |stretch| stretch.may.end)
    }

    fn holds(&self, doc: DocId) -> bool {
        !self.reader.is_deleted(doc) && self.stretch.as_ref().is_none_or(|stretch| self.dates.holds(stretch, doc))
    }
}

impl Part<'_> {
    #[inline]
    pub(crate) fn score(&self, doc: DocId, times: u32) -> Score {
        let norm = self.norms.fieldnorm_id(doc);
        let length = self.lists.lengths.get(usize::from(norm)).copied().unwrap_or(1.0);
        let times = times as Score;
        self.weight * (times / (times + length))
    }

    fn search(&self, within: &Within<'_>, top: &mut Top<'_>, mut threshold: Score) -> tantivy::Result<usize> {
        let mut postings = self.index.read_block_postings_from_terminfo(&self.info, IndexRecordOption::WithFreqs)?;
        let all = within.stretch.is_none() && !within.reader.has_deletes();
        let (first, end) = (within.first(), within.end());
        if first >= end {
            return Ok(0);
        }
        let mut skip = if first > 0 { postings.seek(first) } else { 0 };
        let mut total = 0;
        loop {
            // The library knows the most that a whole block can give, not what the rest of a list can.
            let whole = threshold > Score::NEG_INFINITY && postings.block_len() == BLOCK;
            let scored = !whole || {
                let most = postings.block_max_score(self.norms, &self.lists.unit);
                self.lists.ceiling(most, self.weight) * ROUNDING > threshold
            };
            let docs = postings.docs().get(skip..).unwrap_or(&[]);
            if docs.is_empty() {
                break;
            }
            if all && !scored {
                total += docs.len();
            } else {
                for (doc, times) in docs.iter().zip(postings.freqs().get(skip..).unwrap_or(&[])) {
                    if *doc >= end {
                        return Ok(total);
                    }
                    if all || within.holds(*doc) {
                        total += 1;
                        if scored {
                            let score = self.score(*doc, *times);
                            if score > threshold {
                                threshold = top.offer(*doc, score);
                            }
                        }
                    }
                }
            }
            skip = 0;
            postings.advance();
        }
        Ok(total)
    }
}

/// Steps through several lists at once, the shortest first.
fn all(parts: &mut [Part<'_>], within: &Within<'_>, top: &mut Top<'_>, mut threshold: Score) -> tantivy::Result<usize> {
    let mut lists: Vec<SegmentPostings> = Vec::with_capacity(parts.len());
    for part in parts.iter() {
        lists.push(part.index.read_postings_from_terminfo(&part.info, IndexRecordOption::WithFreqs)?);
    }
    let Some((lead, others)) = lists.split_first_mut() else { return Ok(0) };
    let (mut doc, end) = (reach(lead, within.first()), within.end());
    let mut total = 0;
    'next: while doc < end && doc != TERMINATED {
        for other in others.iter_mut() {
            let found = reach(other, doc);
            if found > doc {
                doc = reach(lead, found);
                continue 'next;
            }
        }
        if within.holds(doc) {
            total += 1;
            let mut score = 0.0;
            for (part, list) in parts.iter().zip(std::iter::once(&*lead).chain(others.iter())) {
                score += part.score(doc, list.term_freq());
            }
            if score > threshold {
                threshold = top.offer(doc, score);
            }
        }
        doc = lead.advance();
    }
    Ok(total)
}

fn reach(list: &mut SegmentPostings, doc: DocId) -> DocId {
    if list.doc() < doc { list.seek(doc) } else { list.doc() }
}
