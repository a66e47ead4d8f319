//! Articles that hold any of many words, as `word*` asks for them: one bit an article, all with the same score.

use crate::plan::Leaf;
use crate::vocabulary::Vocabulary;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::index::{SegmentId, SegmentReader};
use tantivy::postings::{BlockSegmentPostings, SegmentPostings, TermInfo};
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, RegexQuery, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, TERMINATED, TantivyError};

/// Articles with a word of a form; each scores 1.
#[derive(Clone)]
pub(crate) struct WildcardQuery {
    leaf: Leaf,
    field: Field,
    /// What was found in each part of the index: a search counts first and orders then.
    known: Known,
}

/// The articles found, by part of the index.
type Known = Arc<Mutex<HashMap<SegmentId, Arc<Articles>>>>;

impl WildcardQuery {
    /// Looks the words of a leaf up in a field of unstemmed words.
    pub(crate) fn new(leaf: Leaf, field: Field) -> Self {
        Self { leaf, field, known: Known::default() }
    }
}

impl std::fmt::Debug for WildcardQuery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WildcardQuery").field("leaf", &self.leaf).field("field", &self.field).finish_non_exhaustive()
    }
}

impl Query for WildcardQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let words = match &self.leaf {
            // The library walks its dictionary by the expression itself.
            Leaf::Regex(expression) => Words::Walked(expression.query(self.field)?.weight(scoring)?),
            // So also where nothing says with which letters a word begins, unless the word is too long for it.
            Leaf::Pattern(pattern) if pattern.prefix().is_empty() => match RegexQuery::from_pattern(&pattern.expression(), self.field) {
                Ok(walk) => Words::Walked(walk.weight(scoring)?),
                Err(_) => Words::Told(Vocabulary::of(&self.leaf, self.field)?),
            },
            leaf => Words::Told(Vocabulary::of(leaf, self.field)?),
        };
        Ok(Box::new(WildcardWeight { words, field: self.field, known: Arc::clone(&self.known) }))
    }
}

enum Words {
    Told(Vocabulary),
    Walked(Box<dyn Weight>),
}

struct WildcardWeight {
    words: Words,
    field: Field,
    known: Known,
}

/// The articles of one part of the index.
enum Articles {
    None,
    /// Those of one word, as they are kept.
    Word(Box<SegmentPostings>),
    Bits(Arc<Bits>),
}

impl WildcardWeight {
    /// The articles of a part of the index, looked up once.
    fn articles(&self, reader: &SegmentReader) -> tantivy::Result<Arc<Articles>> {
        let id = reader.segment_id();
        if let Some(known) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return Ok(Arc::clone(known));
        }
        let found = Arc::new(self.look_up(reader)?);
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&found));
        Ok(found)
    }

    fn look_up(&self, reader: &SegmentReader) -> tantivy::Result<Articles> {
        let vocabulary = match &self.words {
            Words::Told(vocabulary) => vocabulary,
            Words::Walked(weight) => {
                let mut bits = Bits::new(reader.max_doc());
                weight.for_each_no_score(reader, &mut |docs| bits.add(docs))?;
                return Ok(Articles::Bits(Arc::new(bits)));
            }
        };
        let inverted = reader.inverted_index(self.field)?;
        let (mut first, mut several): (Option<TermInfo>, Option<(BlockSegmentPostings, Bits)>) = (None, None);
        vocabulary.each(&inverted, &mut |word| {
            if let Some((postings, bits)) = &mut several {
                inverted.reset_block_postings_from_terminfo(word, postings)?;
                bits.add_all(postings);
            } else if let Some(first) = &first {
                let mut postings = inverted.read_block_postings_from_terminfo(first, IndexRecordOption::Basic)?;
                let mut bits = Bits::new(reader.max_doc());
                bits.add_all(&mut postings);
                inverted.reset_block_postings_from_terminfo(word, &mut postings)?;
                bits.add_all(&mut postings);
                several = Some((postings, bits));
            } else {
                first = Some(word.clone());
            }
            Ok(())
        })?;
        Ok(match (several, first) {
            (Some((_, bits)), _) => Articles::Bits(Arc::new(bits)),
            (None, Some(only)) => Articles::Word(Box::new(inverted.read_postings_from_terminfo(&only, IndexRecordOption::Basic)?)),
            (None, None) => Articles::None,
        })
    }
}

impl Weight for WildcardWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match &*self.articles(reader)? {
            Articles::None => Box::new(EmptyScorer),
            Articles::Word(postings) => Box::new(Equal { docs: (**postings).clone(), score: boost }),
            Articles::Bits(bits) => Box::new(Equal { docs: BitsCursor::new(Arc::clone(bits)), score: boost }),
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("a word of this form", 1.0))
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        if let Some(alive) = reader.alive_bitset() {
            return Ok(self.scorer(reader, 1.0)?.count(alive));
        }
        Ok(match &*self.articles(reader)? {
            Articles::None => 0,
            Articles::Word(postings) => postings.doc_freq(),
            Articles::Bits(bits) => bits.count(),
        })
    }

    /// All have one score: with as many as are wanted, no other can come in.
    fn for_each_pruning(
        &self,
        mut threshold: Score,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        let mut scorer = self.scorer(reader, 1.0)?;
        let mut doc = scorer.doc();
        while doc != TERMINATED && threshold < 1.0 {
            threshold = callback(doc, 1.0);
            doc = scorer.advance();
        }
        Ok(())
    }
}

/// Articles of one score.
struct Equal<T> {
    docs: T,
    score: Score,
}

impl<T: DocSet> DocSet for Equal<T> {
    fn advance(&mut self) -> DocId {
        self.docs.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.docs.doc() >= target { self.docs.doc() } else { self.docs.seek(target) }
    }

    fn doc(&self) -> DocId {
        self.docs.doc()
    }

    fn size_hint(&self) -> u32 {
        self.docs.size_hint()
    }

    fn count_including_deleted(&mut self) -> u32 {
        self.docs.count_including_deleted()
    }
}

impl<T: DocSet + 'static> Scorer for Equal<T> {
    fn score(&mut self) -> Score {
        self.score
    }
}

/// One bit for each article of a part of the index.
struct Bits(Vec<u64>);

impl Bits {
    fn new(articles: u32) -> Self {
        Self(vec![0; (articles as usize).div_ceil(64)])
    }

    fn add(&mut self, docs: &[DocId]) {
        for doc in docs {
            if let Some(word) = self.0.get_mut(*doc as usize / 64) {
                *word |= 1 << (doc % 64);
            }
        }
    }

    fn add_all(&mut self, postings: &mut BlockSegmentPostings) {
        while !postings.docs().is_empty() {
            self.add(postings.docs());
            postings.advance();
        }
    }

    fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }
}

/// Steps from one set bit to the next.
struct BitsCursor {
    bits: Arc<Bits>,
    /// The bits at and behind the present one, in its word.
    rest: u64,
    doc: DocId,
    count: u32,
}

impl BitsCursor {
    fn new(bits: Arc<Bits>) -> Self {
        let count = bits.count();
        let mut cursor = Self { bits, rest: 0, doc: 0, count };
        cursor.go_to(0);
        cursor
    }

    /// Goes to the first set bit from `target` on.
    fn go_to(&mut self, target: DocId) -> DocId {
        let mut at = target as usize / 64;
        self.rest = self.bits.0.get(at).copied().unwrap_or(0) & (u64::MAX << (target % 64));
        while self.rest == 0 {
            at += 1;
            match self.bits.0.get(at) {
                Some(word) => self.rest = *word,
                None => {
                    self.doc = TERMINATED;
                    return TERMINATED;
                }
            }
        }
        self.doc = u32::try_from(at * 64).unwrap_or(TERMINATED) + self.rest.trailing_zeros();
        self.doc
    }
}

impl DocSet for BitsCursor {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        self.rest &= self.rest.wrapping_sub(1);
        if self.rest == 0 {
            return self.go_to((self.doc / 64 + 1) * 64);
        }
        self.doc = self.doc / 64 * 64 + self.rest.trailing_zeros();
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target { self.doc } else { self.go_to(target) }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.count
    }

    /// All from the present one on.
    fn count_including_deleted(&mut self) -> u32 {
        if self.doc == TERMINATED {
            return 0;
        }
        let behind = self.bits.0.get(self.doc as usize / 64 + 1..).unwrap_or(&[]);
        let count = self.rest.count_ones() + behind.iter().map(|word| word.count_ones()).sum::<u32>();
        self.go_to(TERMINATED);
        count
    }
}

#[cfg(test)]
mod tests {
    use super::{Bits, BitsCursor};
    use proptest::collection::btree_set;
    use proptest::proptest;
    use std::collections::BTreeSet;
    use std::sync::Arc;
    use tantivy::{DocSet, TERMINATED};

    fn cursor(docs: &BTreeSet<u32>) -> BitsCursor {
        let mut bits = Bits::new(300);
        bits.add(&docs.iter().copied().collect::<Vec<_>>());
        BitsCursor::new(Arc::new(bits))
    }

    proptest! {
        #[test]
        fn bits_are_stepped_through_and_sought(docs in btree_set(0_u32..300, 0..40), targets in btree_set(0_u32..310, 0..12)) {
            let mut steps = cursor(&docs);
            for doc in &docs {
                assert_eq!(steps.doc(), *doc);
                steps.advance();
            }
            assert_eq!((steps.doc(), steps.advance()), (TERMINATED, TERMINATED));
            let mut jumps = cursor(&docs);
            assert_eq!(jumps.size_hint() as usize, docs.len());
            for target in targets {
                assert_eq!(jumps.seek(target), docs.range(target..).next().copied().unwrap_or(TERMINATED));
            }
            assert_eq!(jumps.seek(TERMINATED), TERMINATED);
            let mut rest = cursor(&docs);
            rest.seek(70);
            assert_eq!(rest.count_including_deleted() as usize, docs.range(70..).count());
            assert_eq!((rest.doc(), rest.count_including_deleted()), (TERMINATED, 0));
        }
    }
}
