//! A query for words near each other, asked of the index itself: candidates hold the words, their numbers decide.

use crate::candidates::{Docs, Source, whole_term};
use crate::decide::{Lists, decide};
use crate::plan::Plan;
use crate::schema::Place;
use std::sync::Arc;
use tantivy::index::SegmentReader;
use tantivy::query::{Bm25Weight, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SeekDangerResult, TERMINATED, TantivyError};

/// Articles whose words form the shape of a plan; ranked by the words that the shape needs, wherever they stand.
#[derive(Clone, Debug)]
pub(crate) struct PositionalQuery {
    pub(crate) plan: Arc<Plan>,
    pub(crate) place: Place,
}

impl Query for PositionalQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let weights = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => {
                let docs = Docs::of(&self.plan.shape);
                let weight = |(number, leaf)| match whole_term(leaf, self.place) {
                    Some(term) if docs.asks(number) => Bm25Weight::for_terms(statistics_provider, &[term]).map(Some),
                    _ => Ok(None),
                };
                self.plan.leaves.iter().enumerate().map(weight).collect::<tantivy::Result<Vec<_>>>()?
            }
            EnableScoring::Disabled { .. } => vec![None; self.plan.leaves.len()],
        };
        Ok(Box::new(PositionalWeight { plan: Arc::clone(&self.plan), place: self.place, weights }))
    }
}

struct PositionalWeight {
    plan: Arc<Plan>,
    place: Place,
    /// What each leaf says about rank.
    weights: Vec<Option<Bm25Weight>>,
}

impl PositionalWeight {
    /// A scorer that stands nowhere yet.
    fn open(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<PositionalScorer> {
        let open = |(leaf, weight): (_, &Option<Bm25Weight>)| Source::open(leaf, self.place, reader, weight.clone(), boost);
        let sources = self.plan.leaves.iter().zip(&self.weights).map(open).collect::<tantivy::Result<Vec<_>>>()?;
        let mut docs = Docs::of(&self.plan.shape);
        docs.order(&sources, reader.max_doc());
        let size = docs.size(&sources, reader.max_doc());
        let positions = vec![Vec::new(); sources.len()];
        Ok(PositionalScorer {
            docs,
            size,
            words: Read { place: self.place, doc: TERMINATED, read: vec![TERMINATED; sources.len()], sources, positions },
            plan: Arc::clone(&self.plan),
            doc: 0,
            found: false,
        })
    }
}

impl Weight for PositionalWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut scorer = self.open(reader, boost)?;
        scorer.find(0);
        Ok(Box::new(scorer))
    }

    fn scorer_danger(&self, reader: &SegmentReader, target: DocId, boost: Score) -> tantivy::Result<(SeekDangerResult, Box<dyn Scorer>)> {
        let mut scorer = self.open(reader, boost)?;
        Ok((scorer.seek_danger(target), Box::new(scorer)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.open(reader, 1.0)?;
        if scorer.find(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("words near each other: the sum of what each adds", scorer.score()))
    }

    /// The words alone say what an article scores: where they stand is only read when that is enough.
    fn for_each_pruning(
        &self,
        mut threshold: Score,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        let mut scorer = self.open(reader, 1.0)?;
        let mut doc = 0;
        loop {
            doc = scorer.docs.first(&mut scorer.words.sources, doc);
            if doc >= TERMINATED {
                return Ok(());
            }
            let score = scorer.score_at(doc);
            if score > threshold && scorer.is_match(doc) {
                threshold = callback(doc, score);
            }
            doc += 1;
        }
    }
}

struct PositionalScorer {
    docs: Docs,
    /// How many candidates there are, about.
    size: u64,
    words: Read,
    plan: Arc<Plan>,
    /// The present article; no article before it is still to come.
    doc: DocId,
    /// Whether the present article was looked at and is one.
    found: bool,
}

impl PositionalScorer {
    /// Goes to the first article from `target` on.
    fn find(&mut self, mut target: DocId) -> DocId {
        loop {
            self.doc = self.docs.first(&mut self.words.sources, target);
            self.found = true;
            if self.doc >= TERMINATED || self.is_match(self.doc) {
                return self.doc;
            }
            target = self.doc + 1;
        }
    }

    /// Whether the words of an article form the shape.
    fn is_match(&mut self, doc: DocId) -> bool {
        self.words.doc = doc;
        decide(&self.plan.shape, &mut self.words)
    }

    fn score_at(&mut self, doc: DocId) -> Score {
        self.docs.score(&mut self.words.sources, doc).unwrap_or(0.0)
    }
}

impl DocSet for PositionalScorer {
    fn advance(&mut self) -> DocId {
        if self.doc >= TERMINATED { TERMINATED } else { self.find(self.doc + 1) }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.found && self.doc >= target { self.doc } else { self.find(target.max(self.doc)) }
    }

    /// Says what is known without looking at more than one article: the others of an intersection may pass it over.
    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        if self.doc > target || target >= TERMINATED {
            return SeekDangerResult::SeekLowerBound(self.doc.max(target).min(TERMINATED));
        }
        if self.found && self.doc == target {
            return SeekDangerResult::Found;
        }
        let bound = self.docs.bound(&mut self.words.sources, target);
        self.found = bound == target && self.is_match(target);
        self.doc = if self.found { target } else { bound.max(target + 1) };
        if self.found { SeekDangerResult::Found } else { SeekDangerResult::SeekLowerBound(self.doc) }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.size / 10).unwrap_or(u32::MAX)
    }

    /// Reading where words stand costs about as much as stepping over ten articles.
    fn cost(&self) -> u64 {
        self.size.saturating_mul(10 * self.plan.leaves.len() as u64)
    }
}

impl Scorer for PositionalScorer {
    fn score(&mut self) -> Score {
        self.score_at(self.doc)
    }
}

/// The words of a plan, and their numbers in one article as far as they were read.
struct Read {
    place: Place,
    sources: Vec<Source>,
    doc: DocId,
    /// The article that each list was read of.
    read: Vec<DocId>,
    positions: Vec<Vec<u32>>,
}

impl Lists for Read {
    fn most(&mut self, leaf: usize) -> u32 {
        self.sources.get_mut(leaf).map_or(0, |source| source.most_positions(self.doc))
    }

    #[inline]
    fn read(&mut self, leaf: usize) -> bool {
        let (Some(source), Some(positions), Some(read)) =
            (self.sources.get_mut(leaf), self.positions.get_mut(leaf), self.read.get_mut(leaf))
        else {
            return false;
        };
        if *read != self.doc {
            *read = self.doc;
            source.positions(self.doc, self.place, positions);
        }
        !positions.is_empty()
    }

    fn read_once(&mut self, leaf: usize) {
        if self.read(leaf)
            && let Some(positions) = self.positions.get_mut(leaf)
        {
            positions.dedup();
        }
    }

    fn lists(&self) -> &[Vec<u32>] {
        &self.positions
    }
}

#[cfg(test)]
mod tests {
    use crate::compile::Compiler;
    use crate::document::Beside;
    use crate::query::{Node, Scope, Text, TextUnit, Words};
    use crate::resolve::resolve;
    use crate::store::Index;
    use annals_model::{Annotated, EntityId, Kind, Mention, RuleName, Span};
    use tantivy::collector::Count;

    /// One article; a name's kind is told by its first letter in capitals or not.
    fn index(folder: &std::path::Path) -> Index {
        let mut item = Annotated::default();
        item.article.id.0 = "a".into();
        item.article.text = "Orlin Bank Holdings lifted its rate. Then, on a quiet day, Varn fell by two points.".into();
        for (name, id) in [("Orlin Bank Holdings", "xx:orlin"), ("Varn", "xx:varn")] {
            let start = item.article.text.find(name).expect("a name of the text");
            item.annotations.mentions.push(Mention {
                span: Span::new(start, start + name.len()),
                kind: Kind::Firm,
                entity: Some(EntityId(id.into())),
                nominal: false,
                rule: RuleName::new("entity/test"),
                score: 1.0,
            });
        }
        let mut index = Index::open(folder).expect("an index");
        index.add(&item, Beside::default()).expect("added");
        index.commit().expect("committed");
        index
    }

    fn found(index: &Index, words: Words) -> bool {
        let node = Node::Text(Text { scope: Scope::Everywhere, words });
        let ids = |_: Option<Kind>, name: &str| Ok::<_, ()>(vec![EntityId(format!("xx:{name}")), EntityId("xx:nobody".into())]);
        let searcher = index.searcher();
        let compiler = Compiler { fields: index.fields(), searcher: &searcher };
        let query = compiler.compile(&resolve(node, &ids).expect("resolved")).expect("compiled");
        searcher.search(&query, &Count).expect("searched") == 1
    }

    fn near(left: Words, right: Words, distance: u32, ordered: bool) -> Words {
        Words::Near { left: Box::new(left), right: Box::new(right), distance, ordered }
    }

    #[test]
    fn distances_are_counted_from_the_end_of_a_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let index = index(folder.path());
        let firm = || Words::Slot("<firm>".into());
        let named = |name: &str| Words::Entity { kind: Some(Kind::Firm), name: name.into() };
        let word = |word: &str| Words::Exact(word.into());
        assert!(found(&index, firm()) && found(&index, named("varn")) && !found(&index, Words::Slot("<person>".into())));
        // "Holdings" is the name's last word, "Orlin" its first.
        assert!(found(&index, near(named("orlin"), word("lifted"), 1, true)));
        assert!(found(&index, near(firm(), word("lifted"), 1, false)));
        assert!(!found(&index, near(word("lifted"), named("orlin"), 5, true)));
        assert!(!found(&index, near(named("orlin"), word("rate"), 2, true)));
        assert!(found(&index, near(named("orlin"), word("rate"), 3, true)));
        assert!(found(&index, near(word("day"), firm(), 1, true)));
        let same = |parts| Words::Same { unit: TextUnit::Sentence, parts };
        assert!(found(&index, same(vec![named("varn"), word("points")])));
        assert!(!found(&index, same(vec![named("varn"), word("rate")])));
        assert!(found(&index, same(vec![firm(), word("rate")])));
        assert!(found(&index, Words::AtLeast { times: 2, of: Box::new(firm()) }));
        assert!(!found(&index, Words::AtLeast { times: 3, of: Box::new(firm()) }));
    }
}
