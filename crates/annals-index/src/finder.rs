//! Where in an article a query matched, found from the word numbers that the index keeps; the text is only read to turn
//! numbers into bytes. The result is that of `highlight::matches`, for a small part of its work.

use crate::candidates::Source;
use crate::highlight::{Match, Visible};
use crate::interval::{Shape, find};
use crate::plan::Plan;
use crate::query::Scope;
use crate::schema::{Fields, Place};
use crate::wording::Wording;
use annals_model::EntityId;
use std::collections::BTreeSet;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, Term};

/// What of a query can be seen in articles, entities looked up.
pub(crate) struct Wanted {
    pub(crate) plans: Vec<(Scope, Plan)>,
    pub(crate) entities: Vec<BTreeSet<EntityId>>,
}

impl Wanted {
    /// From what a query shows and the ids its names stand for.
    pub(crate) fn new(entities: Vec<BTreeSet<EntityId>>, visible: Visible) -> Self {
        let entities = entities.into_iter().filter(|ids| !ids.is_empty()).collect();
        Self { plans: visible.plans, entities }
    }

    /// Whether there is nothing to be seen: the query holds conditions only.
    pub(crate) fn is_empty(&self) -> bool {
        self.plans.is_empty() && self.entities.is_empty()
    }
}

/// The word numbers of one plan's leaves in one part of the index.
struct Lists<'a> {
    plan: &'a Plan,
    place: Place,
    words: Vec<Source>,
    positions: Vec<Vec<u32>>,
}

impl<'a> Lists<'a> {
    fn open(plan: &'a Plan, place: Place, reader: &SegmentReader) -> tantivy::Result<Self> {
        let words = plan.leaves.iter().map(|leaf| Source::open(leaf, place, reader, None, 1.0)).collect::<tantivy::Result<Vec<_>>>()?;
        Ok(Self { plan, place, positions: vec![Vec::new(); words.len()], words })
    }

    /// Reads the numbers of a document; documents must be asked for in order.
    fn seek(&mut self, doc: DocId) {
        for (words, positions) in self.words.iter_mut().zip(&mut self.positions) {
            words.positions(doc, self.place, positions);
            positions.dedup();
        }
    }
}

/// Steps a list to a document and says whether it is there.
fn reach(list: &mut SegmentPostings, doc: DocId) -> bool {
    if list.doc() < doc {
        list.seek(doc);
    }
    list.doc() == doc
}

/// Finds matches in the documents of one part of the index.
pub(crate) struct Finder<'a> {
    lists: Vec<Lists<'a>>,
    found: Vec<(u32, u32, usize)>,
}

impl<'a> Finder<'a> {
    /// Opens the lists of all words wanted.
    pub(crate) fn open(wanted: &'a Wanted, fields: Fields, reader: &SegmentReader) -> tantivy::Result<Self> {
        let lists = wanted.plans.iter().map(|(scope, plan)| Lists::open(plan, fields.place(*scope), reader));
        Ok(Self { lists: lists.collect::<tantivy::Result<Vec<_>>>()?, found: Vec::new() })
    }

    /// The matches of words in a document, by start, none inside another; as bytes of the searched text.
    pub(crate) fn matches(&mut self, doc: DocId, wording: &Wording) -> Vec<Match> {
        self.found.clear();
        for (part, list) in self.lists.iter_mut().enumerate() {
            list.seek(doc);
            let intervals = find(&list.plan.shape, &list.positions, true);
            self.found.extend(intervals.into_iter().flat_map(|interval| interval.parts).map(|(first, last)| (first, last, part)));
        }
        let matched = |(first, last, part): &(u32, u32, usize)| {
            Some(Match { start: wording.word_at(*first)?.start, end: wording.word_at(*last)?.end, part: *part })
        };
        self.found.iter().filter_map(matched).collect()
    }
}

/// Counts matches in the documents of one part of the index, without reading a text.
pub(crate) struct Counter<'a> {
    lists: Vec<Lists<'a>>,
    /// The only thing wanted is the mentions of one entity: their number is kept as it is.
    counts: Vec<SegmentPostings>,
    found: Vec<(u32, u32)>,
}

impl<'a> Counter<'a> {
    /// `None` when the text must be read to count: words and entities, or parts of the text, are asked for together.
    pub(crate) fn open(wanted: &'a Wanted, fields: Fields, reader: &SegmentReader) -> tantivy::Result<Option<Self>> {
        let (mut lists, mut counts) = (Vec::new(), Vec::new());
        match (wanted.plans.as_slice(), wanted.entities.as_slice()) {
            ([], []) => {}
            ([], [ids]) => {
                let inverted = reader.inverted_index(fields.entity)?;
                for id in ids {
                    let term = Term::from_field_text(fields.entity, id.as_str());
                    counts.extend(inverted.read_postings(&term, IndexRecordOption::WithFreqs)?);
                }
            }
            (plans @ [(scope, _), rest @ ..], []) => {
                if rest.iter().any(|(other, _)| other != scope) {
                    return Ok(None);
                }
                for (scope, plan) in plans {
                    lists.push(Lists::open(plan, fields.place(*scope), reader)?);
                }
            }
            _ => return Ok(None),
        }
        Ok(Some(Self { lists, counts, found: Vec::new() }))
    }

    /// How many matches a document holds; documents must be asked for in order.
    pub(crate) fn count(&mut self, doc: DocId) -> u64 {
        let whole: u64 = self.counts.iter_mut().filter_map(|list| reach(list, doc).then(|| u64::from(list.term_freq()))).sum();
        if let [list] = self.lists.as_mut_slice()
            && let Shape::Leaf(leaf) = &list.plan.shape
        {
            list.seek(doc);
            return whole + list.positions.get(*leaf).map_or(0, Vec::len) as u64;
        }
        self.found.clear();
        for list in &mut self.lists {
            list.seek(doc);
            let intervals = find(&list.plan.shape, &list.positions, true);
            self.found.extend(intervals.into_iter().flat_map(|interval| interval.parts));
        }
        whole + outermost(&mut self.found)
    }
}

/// How many stretches of words lie in no other.
fn outermost(found: &mut [(u32, u32)]) -> u64 {
    found.sort_unstable_by_key(|(first, last)| (*first, std::cmp::Reverse(*last)));
    let mut kept = 0;
    let mut reached = None;
    for (_, last) in found.iter() {
        if reached.is_none_or(|reached| *last > reached) {
            kept += 1;
            reached = Some(*last);
        }
    }
    kept
}
