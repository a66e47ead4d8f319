//! Conditions as programs put them: queries joined with weights, lists of values, ranges of moments.
//!
//! A reader's query is one [`Node`]; here such queries are the leaves of a tree that says which must hold, which only
//! count, and which leave an article out.

use crate::compile::Compiler;
use crate::document::NAME_PART;
use crate::query::{Node, Scope, Text, Words};
use crate::resolve::resolve;
use annals_model::{ArticleId, EntityId, Kind};
use annals_text::fold;
use std::ops::Bound;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, ExistsQuery, Occur, Query, RangeQuery,
    RegexQuery, TermSetQuery,
};
use tantivy::schema::Field;
use tantivy::{DateTime, Term};

/// What an article must be like to be found.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Every article, each worth as much.
    Every,
    /// No article.
    None,
    /// A query of the query language.
    Query(Node),
    /// Words in any of their forms: all of them, or at least so many.
    Words {
        /// Where they are looked for.
        scope: Scope,
        /// The words; each stretch between spaces is one.
        text: String,
        /// How many must be there; `None` is all.
        least: Option<usize>,
    },
    /// The best of these counts, and of the others this part.
    Best(Vec<Condition>, f32),
    /// Several at once.
    Bool {
        /// Must hold, and count.
        must: Vec<Condition>,
        /// Count when they hold.
        should: Vec<Condition>,
        /// Must hold, and do not count.
        filter: Vec<Condition>,
        /// Must not hold.
        must_not: Vec<Condition>,
        /// How many of `should` must hold.
        least: usize,
    },
    /// This, counting so many times as much.
    Boost(Box<Condition>, f32),
    /// This, every article counting the same.
    Constant(Box<Condition>, f32),
    /// Articles of these ids.
    Ids(Vec<ArticleId>),
    /// A value compared as a whole.
    Whole(Column, Comparison),
    /// From one moment to before another, in milliseconds since 1970; `None` is open.
    Between {
        /// Of what.
        number: Number,
        /// The first moment.
        from: Option<i64>,
        /// The first one after.
        to: Option<i64>,
    },
}

/// A field whose values are compared and counted as wholes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Article id.
    Id,
    /// Address.
    Url,
    /// Outlet.
    Publisher,
    /// How much of the page was shown.
    Access,
    /// Language code.
    Lang,
    /// Section, folded.
    Section,
    /// Story id.
    Story,
    /// Ids of entities named, of one kind or of any.
    Entity(Option<Kind>),
}

/// How a value is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Is one of these; entities go by id or any of their names.
    Is(Vec<String>),
    /// Is there.
    There,
    /// Begins so.
    Begins(String),
    /// Is of this form: `*` any letters, `?` one letter, a backslash takes the next sign as it is.
    Like(String),
}

/// A moment of an article, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// Midnight of the day of publication, the day being the one in the article's own offset.
    Published,
    /// The instant of publication.
    PublishedAt,
    /// When it was received.
    FirstSeen,
}

impl Column {
    /// The name of the column of values in the index, when there is one.
    pub(crate) fn fast(self) -> Option<&'static str> {
        Some(match self {
            Self::Id => "id",
            Self::Url => return None,
            Self::Publisher => "publisher_name",
            Self::Access => "access",
            Self::Lang => "lang",
            Self::Section => "section",
            Self::Story => "story",
            Self::Entity(_) => "facet",
        })
    }
}

impl Compiler<'_> {
    /// Compiles a tree of conditions.
    pub(crate) fn condition(&self, condition: &Condition) -> tantivy::Result<Box<dyn Query>> {
        Ok(match condition {
            Condition::Every => constant(Box::new(AllQuery), 1.0),
            Condition::None => Box::new(EmptyQuery),
            Condition::Query(node) => self.compile(node)?,
            Condition::Words { scope, text, least } => self.loose_words(*scope, text, *least)?,
            Condition::Best(conditions, others) => Box::new(DisjunctionMaxQuery::with_tie_breaker(self.each(conditions)?, *others)),
            Condition::Bool { must, should, filter, must_not, least } => {
                let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
                clauses.extend(self.each(must)?.into_iter().map(|query| (Occur::Must, query)));
                clauses.extend(self.each(filter)?.into_iter().map(|query| (Occur::Must, constant(query, 0.0))));
                if clauses.is_empty() && *least == 0 {
                    let worth = if should.is_empty() && must_not.is_empty() { 1.0 } else { 0.0 };
                    clauses.push((Occur::Must, constant(Box::new(AllQuery), worth)));
                }
                clauses.extend(self.each(should)?.into_iter().map(|query| (Occur::Should, query)));
                clauses.extend(self.each(must_not)?.into_iter().map(|query| (Occur::MustNot, query)));
                at_least(clauses, should.len(), *least)
            }
            Condition::Boost(inner, factor) => Box::new(BoostQuery::new(self.condition(inner)?, *factor)),
            Condition::Constant(inner, worth) => constant(self.condition(inner)?, *worth),
            Condition::Ids(ids) => {
                let terms = ids.iter().map(|id| Term::from_field_text(self.fields.id, id.as_str()));
                constant(Box::new(TermSetQuery::new(terms)), 1.0)
            }
            Condition::Whole(column, comparison) => constant(self.whole(*column, comparison)?, 1.0),
            Condition::Between { number, from, to } => constant(self.between(*number, *from, *to), 1.0),
        })
    }

    fn each(&self, conditions: &[Condition]) -> tantivy::Result<Vec<Box<dyn Query>>> {
        conditions.iter().map(|condition| self.condition(condition)).collect()
    }

    fn loose_words(&self, scope: Scope, text: &str, least: Option<usize>) -> tantivy::Result<Box<dyn Query>> {
        let words = loose_words(scope, text);
        let queries = words.iter().map(|node| self.compile(node)).collect::<tantivy::Result<Vec<_>>>()?;
        let least = least.unwrap_or(queries.len()).max(1);
        let many = queries.len();
        Ok(at_least(queries.into_iter().map(|query| (Occur::Should, query)).collect(), many, least))
    }

    fn whole(&self, column: Column, comparison: &Comparison) -> tantivy::Result<Box<dyn Query>> {
        let field = self.column_field(column);
        // All kinds of entity share a field; each term begins with its kind.
        let before = match column {
            Column::Entity(Some(kind)) => format!("{}{NAME_PART}", kind.name()),
            _ => String::new(),
        };
        let folded = |text: &str| if matches!(column, Column::Lang | Column::Section) { fold(text) } else { text.to_owned() };
        Ok(match (column, comparison) {
            (Column::Entity(kind), Comparison::Is(names)) => {
                let named = names.iter().map(|name| self.compile(&Node::Entity { kind, name: name.clone() }));
                Box::new(BooleanQuery::union(named.collect::<tantivy::Result<_>>()?))
            }
            (_, Comparison::Is(values)) => {
                Box::new(TermSetQuery::new(values.iter().map(|value| Term::from_field_text(field, &folded(value)))))
            }
            (Column::Entity(Some(_)), Comparison::There) => {
                let after = before.replace(NAME_PART, "\u{20}");
                let bound = |text: &str| Term::from_field_text(field, text);
                Box::new(RangeQuery::new(Bound::Included(bound(&before)), Bound::Excluded(bound(&after))))
            }
            (_, Comparison::There) => match column.fast() {
                Some(name) => Box::new(ExistsQuery::new(name.to_owned(), false)),
                None => Box::new(AllQuery),
            },
            (_, Comparison::Begins(start)) => {
                Box::new(RegexQuery::from_pattern(&format!("{}{}.*", escaped(&before), escaped(&folded(start))), field)?)
            }
            (_, Comparison::Like(form)) => {
                Box::new(RegexQuery::from_pattern(&format!("{}{}", escaped(&before), like(&folded(form))), field)?)
            }
        })
    }

    fn column_field(&self, column: Column) -> Field {
        match column {
            Column::Id => self.fields.id,
            Column::Url => self.fields.url,
            Column::Publisher => self.fields.publisher_name,
            Column::Access => self.fields.access,
            Column::Lang => self.fields.lang,
            Column::Section => self.fields.section,
            Column::Story => self.fields.story,
            Column::Entity(Some(_)) => self.fields.facet,
            Column::Entity(None) => self.fields.entity,
        }
    }

    fn between(&self, number: Number, from: Option<i64>, to: Option<i64>) -> Box<dyn Query> {
        let name = match number {
            Number::Published => "published",
            Number::PublishedAt => "published_at",
            Number::FirstSeen => return self.first_seen(from.map(|at| at.saturating_mul(1000)), to.map(|at| at.saturating_mul(1000))),
        };
        if from.is_none() && to.is_none() {
            return Box::new(ExistsQuery::new(name.to_owned(), false));
        }
        // A second lies before a moment if it begins before it: both ends are rounded up.
        let second = |at: i64| at.div_euclid(1000) + i64::from(at.rem_euclid(1000) > 0);
        let term = |at: i64| match number {
            Number::Published => Term::from_field_date(self.fields.published, DateTime::from_timestamp_secs(second(at))),
            _ => Term::from_field_i64(self.fields.published_at, second(at)),
        };
        let low = from.map_or(Bound::Unbounded, |at| Bound::Included(term(at)));
        let high = to.map_or(Bound::Unbounded, |at| Bound::Excluded(term(at)));
        Box::new(RangeQuery::new(low, high))
    }
}

/// How many words [`Condition::Words`] sees in a text.
#[must_use]
pub fn count_words(text: &str) -> usize {
    loose_words(Scope::Everywhere, text).len()
}

/// The words of a text, each as a query.
pub(crate) fn loose_words(scope: Scope, text: &str) -> Vec<Node> {
    let words = text.split_whitespace().filter(|word| !crate::analysis::exact_words(word).is_empty());
    words.map(|word| Node::Text(Text { scope, words: Words::Stems(word.to_owned()) })).collect()
}

/// Looks up the entities named among the words of its queries.
pub(crate) fn resolved(
    condition: Condition,
    ids: &impl Fn(Option<Kind>, &str) -> tantivy::Result<Vec<EntityId>>,
) -> tantivy::Result<Condition> {
    let one = |inner: Box<Condition>| resolved(*inner, ids).map(Box::new);
    let all = |parts: Vec<Condition>| parts.into_iter().map(|part| resolved(part, ids)).collect::<tantivy::Result<Vec<_>>>();
    Ok(match condition {
        Condition::Query(node) => Condition::Query(resolve(node, ids)?),
        Condition::Best(parts, others) => Condition::Best(all(parts)?, others),
        Condition::Bool { must, should, filter, must_not, least } => {
            Condition::Bool { must: all(must)?, should: all(should)?, filter: all(filter)?, must_not: all(must_not)?, least }
        }
        Condition::Boost(inner, factor) => Condition::Boost(one(inner)?, factor),
        Condition::Constant(inner, worth) => Condition::Constant(one(inner)?, worth),
        other => other,
    })
}

/// The parts of a tree that can be shown in a text: what must be absent cannot.
pub(crate) fn shown_nodes(condition: &Condition, found: &mut Vec<Node>) {
    match condition {
        Condition::Query(node) => found.push(node.clone()),
        Condition::Words { scope, text, .. } => found.extend(loose_words(*scope, text)),
        Condition::Best(parts, _) => parts.iter().for_each(|part| shown_nodes(part, found)),
        Condition::Bool { must, should, filter, .. } => {
            must.iter().chain(should).chain(filter).for_each(|part| shown_nodes(part, found));
        }
        Condition::Boost(inner, _) | Condition::Constant(inner, _) => shown_nodes(inner, found),
        Condition::Whole(Column::Entity(kind), Comparison::Is(names)) => {
            found.extend(names.iter().map(|name| Node::Entity { kind: *kind, name: name.clone() }));
        }
        _ => {}
    }
}

/// Clauses of which so many optional ones must hold.
fn at_least(mut clauses: Vec<(Occur, Box<dyn Query>)>, optional: usize, least: usize) -> Box<dyn Query> {
    if least > optional {
        return Box::new(EmptyQuery);
    }
    if least == optional {
        for (occur, _) in clauses.iter_mut().filter(|(occur, _)| *occur == Occur::Should) {
            *occur = Occur::Must;
        }
        return Box::new(BooleanQuery::new(clauses));
    }
    Box::new(BooleanQuery::with_minimum_required_clauses(clauses, least))
}

fn constant(query: Box<dyn Query>, worth: f32) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, worth))
}

/// A text as a regular expression that stands for itself.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A form with `*` and `?` as a regular expression.
fn like(form: &str) -> String {
    let mut out = String::new();
    let mut letters = form.chars();
    while let Some(c) = letters.next() {
        match c {
            '*' => out.push_str(".*"),
            '?' => out.push('.'),
            '\\' => out.push_str(&escaped(&letters.next().map_or_else(|| "\\".to_owned(), String::from))),
            _ => out.push_str(&escaped(c.encode_utf8(&mut [0; 4]))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{escaped, like};

    #[test]
    fn forms_become_expressions() {
        assert_eq!(escaped("us:a.b"), "us\\:a\\.b");
        assert_eq!(like("us:*b?\\*"), "us\\:.*b.\\*");
    }
}
