//! The clauses of a query asked one by one of one article: which of them hold, and what each adds to its score.

use crate::compile::Compiler;
use crate::query::Node;
use serde::Serialize;
use tantivy::query::{EnableScoring, Weight};
use tantivy::{DocAddress, DocSet, Score, Searcher};

/// What a clause of the query adds to the score of a hit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Clause {
    /// The clause, as it is written.
    pub query: String,
    /// Whether it holds.
    pub holds: bool,
    /// What it adds: the sum of its parts, times the boost; 0 for conditions that do not count.
    pub score: f32,
    /// The clauses inside AND and OR.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Clause>,
}

/// A clause made ready to be asked.
pub(crate) struct Asked {
    weight: Box<dyn Weight>,
    query: String,
    parts: Vec<Asked>,
}

impl Asked {
    /// Makes a clause ready, with its parts when they are to be told.
    pub(crate) fn new(node: &Node, compiler: &Compiler<'_>, parts: bool) -> tantivy::Result<Self> {
        let weight = compiler.compile(node)?.weight(EnableScoring::enabled_from_searcher(compiler.searcher))?;
        let inner = match node {
            Node::And(nodes) | Node::Or(nodes) if parts => nodes.as_slice(),
            _ => &[],
        };
        let parts = inner.iter().map(|node| Self::new(node, compiler, parts)).collect::<tantivy::Result<_>>()?;
        Ok(Self { weight, query: node.to_string(), parts })
    }

    /// What it adds to the score of an article; `None` when it does not hold.
    pub(crate) fn score(&self, searcher: &Searcher, address: DocAddress) -> tantivy::Result<Option<Score>> {
        let mut scorer = self.weight.scorer(searcher.segment_reader(address.segment_ord), 1.0)?;
        if scorer.doc() < address.doc_id {
            scorer.seek(address.doc_id);
        }
        Ok(if scorer.doc() == address.doc_id { Some(scorer.score()) } else { None })
    }

    /// The scores of the clause and its parts.
    pub(crate) fn explain(&self, searcher: &Searcher, address: DocAddress) -> tantivy::Result<Clause> {
        let score = self.score(searcher, address)?;
        let parts = self.parts.iter().map(|part| part.explain(searcher, address)).collect::<tantivy::Result<_>>()?;
        Ok(Clause { query: self.query.clone(), holds: score.is_some(), score: score.unwrap_or(0.0), parts })
    }
}
