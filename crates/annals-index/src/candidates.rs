//! Articles that hold the words a shape needs, wherever they stand: lists of articles stepped through together.

use crate::interval::Shape;
use crate::plan::Leaf;
use crate::schema::Place;
use crate::sentences::Starts;
use crate::vocabulary::Vocabulary;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::Bm25Weight;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, TERMINATED, Term};

/// The articles of one leaf in a part of the index, and where its words stand in them.
pub(crate) enum Source {
    /// No article.
    None,
    /// One word.
    Word { postings: Box<SegmentPostings>, rank: Option<(Bm25Weight, FieldNormReader)> },
    /// The words of a form; each article that holds one scores the same.
    Words { words: Words, score: Score },
    /// The starts of sentences or paragraphs, which every article has.
    Starts(Starts),
}

impl Source {
    /// Opens the lists of a leaf. Without a weight its words say nothing about rank.
    pub(crate) fn open(
        leaf: &Leaf,
        place: Place,
        reader: &SegmentReader,
        weight: Option<Bm25Weight>,
        boost: Score,
    ) -> tantivy::Result<Self> {
        let option = IndexRecordOption::WithFreqsAndPositions;
        if let Some(term) = whole_term(leaf, place) {
            let Some(postings) = reader.inverted_index(term.field())?.read_postings(&term, option)? else { return Ok(Self::None) };
            let rank = match weight {
                Some(weight) => Some((weight.boost_by(boost), norms(term.field(), reader)?)),
                None => None,
            };
            return Ok(Self::Word { postings: Box::new(postings), rank });
        }
        match leaf {
            Leaf::Slot(_) => return Ok(Self::None),
            Leaf::Starts(unit) => return Ok(Self::Starts(Starts::open(reader, *unit)?)),
            _ => {}
        }
        let inverted = reader.inverted_index(place.exact)?;
        let mut lists = Vec::new();
        Vocabulary::of(leaf, place.exact)?.each(&inverted, &mut |word| {
            lists.push(inverted.read_postings_from_terminfo(word, option)?);
            Ok(())
        })?;
        Ok(Self::Words { words: Words::new(lists), score: boost })
    }

    /// The first article from `target` on; targets never fall.
    #[inline]
    fn reach(&mut self, target: DocId) -> DocId {
        match self {
            Self::None => TERMINATED,
            Self::Word { postings, .. } => match postings.doc() {
                doc if doc < target => postings.seek(target),
                doc => doc,
            },
            Self::Words { words, .. } => words.reach(target),
            Self::Starts(_) => target,
        }
    }

    /// In how many articles it stands, about.
    fn size(&self) -> u64 {
        match self {
            Self::None | Self::Starts(_) => 0,
            Self::Word { postings, .. } => u64::from(postings.doc_freq()),
            Self::Words { words, .. } => words.lists.iter().map(|list| u64::from(list.doc_freq())).sum(),
        }
    }

    /// The numbers of its words in an article that lie in a place, in order; some may stand several times.
    pub(crate) fn positions(&mut self, doc: DocId, place: Place, positions: &mut Vec<u32>) {
        positions.clear();
        if self.reach(doc) != doc {
            return;
        }
        match self {
            Self::None => return,
            Self::Word { postings, .. } => postings.append_positions_with_offset(0, positions),
            Self::Words { words, .. } => words.positions(doc, positions),
            // All of them: no stretch of text ends where a part of it does.
            Self::Starts(starts) => return starts.positions(doc, positions),
        }
        place.keep(positions);
    }

    /// How many numbers that are at most, without reading them; of several words only whether there is any is known.
    pub(crate) fn most_positions(&mut self, doc: DocId) -> u32 {
        if self.reach(doc) != doc {
            return 0;
        }
        match self {
            Self::Word { postings, .. } => postings.term_freq(),
            _ => u32::MAX,
        }
    }

    fn score(&mut self, doc: DocId) -> Option<Score> {
        if self.reach(doc) != doc {
            return None;
        }
        Some(match self {
            Self::None | Self::Starts(_) => 0.0,
            Self::Word { postings, rank } => {
                rank.as_ref().map_or(1.0, |(weight, norms)| weight.score(norms.fieldnorm_id(doc), postings.term_freq()))
            }
            Self::Words { score, .. } => *score,
        })
    }
}

/// The lists of several words, the one that stands first on top.
pub(crate) struct Words {
    lists: Vec<SegmentPostings>,
    order: BinaryHeap<Reverse<(DocId, usize)>>,
    here: Vec<usize>,
}

impl Words {
    fn new(lists: Vec<SegmentPostings>) -> Self {
        let order = lists.iter().enumerate().map(|(number, list)| Reverse((list.doc(), number))).collect();
        Self { lists, order, here: Vec::new() }
    }

    fn reach(&mut self, target: DocId) -> DocId {
        while let Some(mut top) = self.order.peek_mut() {
            let Reverse((doc, number)) = *top;
            if doc >= target {
                return doc;
            }
            match self.lists.get_mut(number).map(|list| list.seek(target)) {
                None | Some(TERMINATED) => {
                    PeekMut::pop(top);
                }
                Some(doc) => *top = Reverse((doc, number)),
            }
        }
        TERMINATED
    }

    /// Adds the numbers of all words that stand in an article which was reached.
    fn positions(&mut self, doc: DocId, positions: &mut Vec<u32>) {
        self.here.clear();
        while let Some(Reverse((_, number))) = self.order.peek().filter(|top| top.0.0 == doc).copied() {
            self.order.pop();
            self.here.push(number);
        }
        for number in &self.here {
            if let Some(list) = self.lists.get_mut(*number) {
                list.append_positions_with_offset(0, positions);
            }
        }
        if self.here.len() > 1 {
            positions.sort_unstable();
        }
        self.order.extend(self.here.drain(..).map(|number| Reverse((doc, number))));
    }
}

/// Which sources an article must be in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Docs {
    /// In this one.
    Leaf(usize),
    /// In all of these; in none when there are none.
    All(Vec<Docs>),
    /// In any of these.
    Any(Vec<Docs>),
}

impl Docs {
    /// What a shape needs.
    pub(crate) fn of(shape: &Shape) -> Self {
        let all = |parts: Vec<Self>| {
            let mut flat = Vec::with_capacity(parts.len());
            for part in parts {
                match part {
                    // Nothing holds all of nothing.
                    Self::All(inner) if !inner.is_empty() => flat.extend(inner),
                    part => flat.push(part),
                }
            }
            Self::All(flat)
        };
        match shape {
            // What opens a mark is there whenever the mark is.
            Shape::Leaf(leaf) | Shape::Span { open: leaf, .. } => Self::Leaf(*leaf),
            Shape::Run { leaves, .. } => Self::All(leaves.iter().map(|leaf| Self::Leaf(*leaf)).collect()),
            Shape::Near { left, right, .. } => all(vec![Self::of(left), Self::of(right)]),
            Shape::Any(parts) => Self::Any(parts.iter().map(Self::of).collect()),
            Shape::Same { parts, .. } => all(parts.iter().map(Self::of).collect()),
            Shape::AtLeast { of, .. } => Self::of(of),
        }
    }

    /// Whether a leaf is among them.
    pub(crate) fn asks(&self, wanted: usize) -> bool {
        match self {
            Self::Leaf(leaf) => *leaf == wanted,
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.asks(wanted)),
        }
    }

    /// Puts the rarest first wherever all must be there.
    pub(crate) fn order(&mut self, sources: &[Source], articles: u32) {
        if let Self::All(parts) | Self::Any(parts) = self {
            parts.iter_mut().for_each(|part| part.order(sources, articles));
            if matches!(self, Self::All(_)) {
                let Self::All(parts) = self else { return };
                parts.sort_by_key(|part| part.size(sources, articles));
            }
        }
    }

    /// How many articles these are, about.
    pub(crate) fn size(&self, sources: &[Source], articles: u32) -> u64 {
        match self {
            Self::Leaf(leaf) => sources.get(*leaf).map_or(0, Source::size).min(u64::from(articles)),
            Self::All(parts) => {
                let share = |part: &Self| part.size(sources, articles) as f64 / f64::from(articles.max(1));
                let all = if parts.is_empty() { 0.0 } else { parts.iter().map(share).product() };
                (all * f64::from(articles)) as u64
            }
            Self::Any(parts) => parts.iter().map(|part| part.size(sources, articles)).sum::<u64>().min(u64::from(articles)),
        }
    }

    /// No article before this one and from `target` on is among them; it is `target` when that one is. Targets never fall,
    /// and no source is sent beyond one, so that several parts may ask the same source.
    pub(crate) fn bound(&self, sources: &mut [Source], target: DocId) -> DocId {
        match self {
            Self::Leaf(leaf) => sources.get_mut(*leaf).map_or(TERMINATED, |source| source.reach(target)),
            Self::All(parts) if parts.is_empty() => TERMINATED,
            Self::All(parts) => {
                for part in parts {
                    let bound = part.bound(sources, target);
                    if bound > target {
                        return bound;
                    }
                }
                target
            }
            Self::Any(parts) => {
                let mut least = TERMINATED;
                for part in parts {
                    least = least.min(part.bound(sources, target));
                    if least <= target {
                        break;
                    }
                }
                least
            }
        }
    }

    /// The first article from `target` on.
    pub(crate) fn first(&self, sources: &mut [Source], mut target: DocId) -> DocId {
        while target < TERMINATED {
            let bound = self.bound(sources, target);
            if bound == target {
                return target;
            }
            target = bound;
        }
        TERMINATED
    }

    /// The sum of what the words of an article add; `None` when one is wanting.
    pub(crate) fn score(&self, sources: &mut [Source], doc: DocId) -> Option<Score> {
        match self {
            Self::Leaf(leaf) => sources.get_mut(*leaf)?.score(doc),
            Self::All(parts) => parts.iter().try_fold(0.0, |sum, part| Some(sum + part.score(sources, doc)?)),
            Self::Any(parts) => {
                parts.iter().filter_map(|part| part.score(sources, doc)).fold(None, |sum, score| Some(sum.unwrap_or(0.0) + score))
            }
        }
    }
}

/// The term of the index that a leaf is, when it is a single one.
pub(crate) fn whole_term(leaf: &Leaf, place: Place) -> Option<Term> {
    match leaf {
        Leaf::Stem(term) => Some(Term::from_field_text(place.stems, term)),
        Leaf::Exact(term) => Some(Term::from_field_text(place.exact, term)),
        Leaf::Slot(term) => Some(Term::from_field_text(place.overlay?, term)),
        Leaf::Pattern(_) | Leaf::Fuzzy(..) | Leaf::Regex(_) | Leaf::Starts(_) => None,
    }
}

/// The lengths of articles in a field.
fn norms(field: Field, reader: &SegmentReader) -> tantivy::Result<FieldNormReader> {
    Ok(reader.fieldnorms_readers().get_field(field)?.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1)))
}
