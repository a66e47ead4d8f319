//! From the tree of a query to a query of the search library.

use crate::absent::excluded;
use crate::candidates::whole_term;
use crate::catalogue::matching_entities;
use crate::figure_key::{bound_key, end_key, subject_key};
use crate::interval::Shape;
use crate::plan::{Leaf, Plan, plan};
use crate::positional::PositionalQuery;
use crate::published::Published;
use crate::query::{Days, FigureRange, Node, Scope, Text, WholeField, Words};
use crate::schema::{Fields, Place};
use crate::wildcard::WildcardQuery;
use annals_model::{Access, Kind};
use annals_text::fold;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::ops::Bound;
use std::sync::Arc;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, ExistsQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

/// What a query is compiled against.
pub(crate) struct Compiler<'a> {
    pub(crate) fields: Fields,
    pub(crate) searcher: &'a Searcher,
}

impl Compiler<'_> {
    /// Compiles a tree.
    pub(crate) fn compile(&self, node: &Node) -> tantivy::Result<Box<dyn Query>> {
        Ok(match node {
            Node::All => filter(Box::new(AllQuery)),
            Node::Text(text) => self.text(text)?,
            Node::And(nodes) => self.all(nodes)?,
            Node::Or(nodes) => {
                let queries = nodes.iter().map(|node| self.compile(node)).collect::<tantivy::Result<Vec<_>>>()?;
                Box::new(BooleanQuery::union(queries))
            }
            Node::Not(inner) => absent(self.compile(inner)?),
            Node::Boost(inner, factor) => Box::new(BoostQuery::new(self.compile(inner)?, *factor)),
            Node::Entity { kind, name } => self.entity(*kind, name)?,
            Node::Published(days) => self.published(*days),
            Node::FirstSeen(days) => {
                let micros = |date: Option<Date>| date.map(|date| seconds(date).saturating_mul(1_000_000));
                self.first_seen(micros(days.from), micros(days.to))
            }
            Node::Figure(range) => filter(self.figure(range)?),
            Node::Publisher(words) => {
                let place = Place { scope: Scope::Everywhere, stems: self.fields.publisher, exact: self.fields.publisher, overlay: None };
                filter(self.words(&plan(&Words::Exact(words.clone())), place)?)
            }
            Node::Access(access) => filter(term(self.fields.access, access_name(*access))),
            Node::Whole(field, value) => {
                let (field, value) = match field {
                    WholeField::Id => (self.fields.id, value.clone()),
                    WholeField::Url => (self.fields.url, value.clone()),
                    WholeField::Lang => (self.fields.lang, fold(value)),
                    WholeField::Section => (self.fields.section, fold(value)),
                    WholeField::Story => (self.fields.story, value.clone()),
                };
                filter(term(field, &value))
            }
        })
    }

    fn all(&self, nodes: &[Node]) -> tantivy::Result<Box<dyn Query>> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::with_capacity(nodes.len() + 1);
        for node in nodes {
            clauses.push(match node {
                Node::Not(inner) => (Occur::MustNot, excluded(self.compile(inner)?)),
                _ => (Occur::Must, self.compile(node)?),
            });
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, filter(Box::new(AllQuery))));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    fn text(&self, text: &Text) -> tantivy::Result<Box<dyn Query>> {
        let plan = plan(&text.words);
        self.words(&plan, self.fields.place(text.scope))
    }

    /// The words of a plan in one place.
    fn words(&self, plan: &Plan, place: Place) -> tantivy::Result<Box<dyn Query>> {
        // Only the numbers of its words tell a part of the text.
        let whole = place.scope == Scope::Everywhere;
        // What opens a mark is there whenever the mark is.
        if whole && let Shape::Leaf(leaf) | Shape::Span { open: leaf, .. } = &plan.shape {
            return Ok(plan.leaves.get(*leaf).map_or_else(|| Box::new(EmptyQuery) as Box<dyn Query>, |leaf| leaf_query(leaf, place)));
        }
        if let Shape::Run { leaves, slop: 0 } = &plan.shape
            && whole
            && let Some(terms) =
                leaves.iter().map(|leaf| plan.leaves.get(*leaf).and_then(|leaf| whole_term(leaf, place))).collect::<Option<Vec<_>>>()
            && terms.len() > 1
        {
            return Ok(Box::new(PhraseQuery::new(terms)));
        }
        Ok(Box::new(PositionalQuery { plan: Arc::new(plan.clone()), place }))
    }

    fn entity(&self, kind: Option<Kind>, name: &str) -> tantivy::Result<Box<dyn Query>> {
        let ids = matching_entities(self.searcher, self.fields, kind, name)?;
        let terms: Vec<Box<dyn Query>> = ids
            .iter()
            .map(|id| {
                let term = Term::from_field_text(self.fields.entity, id.as_str());
                Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) as Box<dyn Query>
            })
            .collect();
        Ok(if terms.is_empty() { Box::new(EmptyQuery) } else { Box::new(BooleanQuery::union(terms)) })
    }

    /// Days of publication; open at both ends it is every dated article.
    pub(crate) fn published(&self, days: Days) -> Box<dyn Query> {
        if days.from.is_none() && days.to.is_none() {
            return filter(Box::new(ExistsQuery::new("published".to_owned(), false)));
        }
        Box::new(Published(days))
    }

    /// First seen from one moment to before another, in microseconds since 1970.
    pub(crate) fn first_seen(&self, from: Option<i64>, to: Option<i64>) -> Box<dyn Query> {
        if from.is_none() && to.is_none() {
            return filter(Box::new(ExistsQuery::new("first_seen".to_owned(), false)));
        }
        let moment = |at: i64| Term::from_field_i64(self.fields.first_seen, at);
        let low = from.map_or(Bound::Unbounded, |at| Bound::Included(moment(at)));
        let high = to.map_or(Bound::Unbounded, |at| Bound::Excluded(moment(at)));
        filter(Box::new(RangeQuery::new(low, high)))
    }

    /// Figures in a range, of one entity when it is named.
    fn figure(&self, range: &FigureRange) -> tantivy::Result<Box<dyn Query>> {
        let Some(subject) = &range.subject else { return Ok(self.figure_of(range, &|key| key)) };
        let ids = matching_entities(self.searcher, self.fields, None, subject)?;
        Ok(Box::new(BooleanQuery::union(ids.iter().map(|id| self.figure_of(range, &|key| subject_key(id, &key))).collect())))
    }

    fn figure_of(&self, range: &FigureRange, whose: &dyn Fn(String) -> String) -> Box<dyn Query> {
        let key = |key: String| Term::from_field_text(self.fields.figure, &whose(key));
        let bound = |end: Option<(Decimal, bool)>, open: Bound<Term>| match end {
            None => open,
            Some((value, true)) => Bound::Included(key(bound_key(range.unit, Some(value)))),
            Some((value, false)) => Bound::Excluded(key(bound_key(range.unit, Some(value)))),
        };
        let low = bound(range.low, Bound::Included(key(bound_key(range.unit, None))));
        let high = bound(range.high, Bound::Excluded(key(end_key(range.unit))));
        Box::new(RangeQuery::new(low, high))
    }
}

/// Midnight of a civil day, in seconds since 1970, as if every article were written in one zone.
pub(crate) fn seconds(date: Date) -> i64 {
    annals_model::DateTime::from_date(date).unix_seconds()
}

/// The name of an access in the index.
pub(crate) fn access_name(access: Access) -> &'static str {
    match access {
        Access::Free => "free",
        Access::Metered => "metered",
        Access::Truncated => "truncated",
        Access::Unknown => "unknown",
    }
}

/// A condition that says nothing about rank.
fn filter(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

/// Every article but these.
fn absent(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(BooleanQuery::new(vec![(Occur::Must, filter(Box::new(AllQuery))), (Occur::MustNot, excluded(query))]))
}

fn term(field: Field, value: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, value), IndexRecordOption::Basic))
}

fn leaf_query(leaf: &Leaf, place: Place) -> Box<dyn Query> {
    match leaf {
        Leaf::Pattern(_) | Leaf::Regex(_) | Leaf::Fuzzy(..) => Box::new(WildcardQuery::new(leaf.clone(), place.exact)),
        _ => match whole_term(leaf, place) {
            Some(term) => Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)),
            None => Box::new(EmptyQuery),
        },
    }
}
