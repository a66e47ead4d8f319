//! A query for words near each other, asked of the index itself: candidates hold the words, their numbers decide.

use crate::interval::{Shape, holds};
use crate::plan::{Leaf, Plan};
use crate::schema::Place;
use std::sync::Arc;
use tantivy::index::{InvertedIndexReader, SegmentReader};
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, TERMINATED, Term};

/// Articles whose words form the shape of a plan; ranked as the candidates are.
#[derive(Debug)]
pub(crate) struct PositionalQuery {
    pub(crate) candidates: Box<dyn Query>,
    pub(crate) plan: Arc<Plan>,
    pub(crate) place: Place,
}

impl Clone for PositionalQuery {
    fn clone(&self) -> Self {
        Self { candidates: self.candidates.box_clone(), plan: Arc::clone(&self.plan), place: self.place }
    }
}

impl Query for PositionalQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let candidates = self.candidates.weight(scoring)?;
        Ok(Box::new(PositionalWeight { candidates, plan: Arc::clone(&self.plan), place: self.place }))
    }
}

struct PositionalWeight {
    candidates: Box<dyn Weight>,
    plan: Arc<Plan>,
    place: Place,
}

impl Weight for PositionalWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let (stems, exact) = (reader.inverted_index(self.place.stems)?, reader.inverted_index(self.place.exact)?);
        let mut postings = Vec::with_capacity(self.plan.leaves.len());
        for leaf in &self.plan.leaves {
            postings.push(leaf_postings(leaf, self.place, reader, &stems, &exact)?);
        }
        let mut scorer = PositionalScorer {
            candidates: self.candidates.scorer(reader, boost)?,
            positions: vec![Vec::new(); postings.len()],
            postings,
            plan: Arc::clone(&self.plan),
            place: self.place,
        };
        if scorer.doc() != TERMINATED && !scorer.matches() {
            scorer.advance();
        }
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.candidates.explain(reader, doc)
    }
}

/// The postings of every term of the dictionary that a leaf stands for.
pub(crate) fn leaf_postings(
    leaf: &Leaf,
    place: Place,
    reader: &SegmentReader,
    stems: &Arc<InvertedIndexReader>,
    exact: &Arc<InvertedIndexReader>,
) -> tantivy::Result<Vec<SegmentPostings>> {
    let option = IndexRecordOption::WithFreqsAndPositions;
    let prefix = match leaf {
        Leaf::Stem(term) => return Ok(stems.read_postings(&Term::from_field_text(place.stems, term), option)?.into_iter().collect()),
        Leaf::Exact(term) => return Ok(exact.read_postings(&Term::from_field_text(place.exact, term), option)?.into_iter().collect()),
        Leaf::Slot(term) => {
            let Some(overlay) = place.overlay else { return Ok(Vec::new()) };
            return Ok(reader.inverted_index(overlay)?.read_postings(&Term::from_field_text(overlay, term), option)?.into_iter().collect());
        }
        Leaf::Pattern(pattern) => pattern.prefix(),
        Leaf::Fuzzy(..) | Leaf::Regex(_) => String::new(),
    };
    let mut found = Vec::new();
    let mut terms = exact.terms().range().ge(prefix.as_bytes()).into_stream()?;
    while terms.advance() {
        let key = terms.key();
        if !key.starts_with(prefix.as_bytes()) {
            break;
        }
        if std::str::from_utf8(key).is_ok_and(|word| word >= " " && leaf.matches_word(word)) {
            found.push(exact.read_postings_from_terminfo(terms.value(), option)?);
        }
    }
    Ok(found)
}

struct PositionalScorer {
    candidates: Box<dyn Scorer>,
    postings: Vec<Vec<SegmentPostings>>,
    /// Word numbers of each leaf in the present document.
    positions: Vec<Vec<u32>>,
    plan: Arc<Plan>,
    place: Place,
}

impl PositionalScorer {
    /// Whether the words of the present candidate form the shape.
    fn matches(&mut self) -> bool {
        let doc = self.candidates.doc();
        for (lists, positions) in self.postings.iter_mut().zip(&mut self.positions) {
            positions.clear();
            let mut filled = 0;
            for list in lists {
                if list.doc() < doc {
                    list.seek(doc);
                }
                if list.doc() == doc {
                    list.append_positions_with_offset(0, positions);
                    filled += 1;
                }
            }
            if filled > 1 {
                positions.sort_unstable();
            }
            self.place.keep(positions);
        }
        is_found(&self.plan.shape, &self.positions)
    }
}

fn is_found(shape: &Shape, positions: &[Vec<u32>]) -> bool {
    holds(shape, positions)
}

impl DocSet for PositionalScorer {
    fn advance(&mut self) -> DocId {
        while self.candidates.advance() != TERMINATED {
            if self.matches() {
                break;
            }
        }
        self.candidates.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.candidates.doc() >= target {
            return self.candidates.doc();
        }
        if self.candidates.seek(target) == TERMINATED || self.matches() {
            return self.candidates.doc();
        }
        self.advance()
    }

    fn doc(&self) -> DocId {
        self.candidates.doc()
    }

    fn size_hint(&self) -> u32 {
        self.candidates.size_hint()
    }
}

impl Scorer for PositionalScorer {
    fn score(&mut self) -> Score {
        self.candidates.score()
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
