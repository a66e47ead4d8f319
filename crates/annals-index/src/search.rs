//! Searching: a query and its conditions in, ranked hits with their words out.

use crate::catalogue::matching_entities;
use crate::compile::Compiler;
use crate::content::Content;
use crate::error::{IndexError, engine_error};
use crate::highlight::{Match, Visible, matches, outermost, snippet, visible};
use crate::overlay::marks;
use crate::plan::Leaf;
use crate::query::{Days, Node, parse};
use crate::resolve::resolve;
use crate::store::Index;
use annals_model::{Annotated, Annotations, Article, ArticleId, DateTime, EntityId, Kind, Span, article_from_json};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;
use tantivy::collector::sort_key::{SortBySimilarityScore, SortByStaticFastValue, SortByString};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, Occur, Query};
use tantivy::schema::Value;
use tantivy::{DocAddress, Order, Score, Searcher, TantivyDocument};

/// In which order hits come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The best first; equals by date, then id.
    #[default]
    Relevance,
    /// The latest first; equals by id, undated ones last.
    Date,
}

/// Conditions beside the query.
#[derive(Clone, Debug)]
pub struct SearchOptions {
    /// Hits given at most.
    pub limit: usize,
    /// Hits passed over.
    pub offset: usize,
    /// Their order.
    pub sort: Sort,
    /// First day of publication; leaves undated articles out.
    pub from: Option<Date>,
    /// The first day after; leaves undated articles out.
    pub to: Option<Date>,
    /// Firms, each by any of its names or its id; an article must name them all.
    pub firms: Vec<String>,
    /// Bytes of a snippet, about; 0 leaves snippets out.
    pub snippet_length: usize,
    /// Only what had been seen by then; articles without that moment are left out.
    pub as_of: Option<Timestamp>,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self { limit: 10, offset: 0, sort: Sort::Relevance, from: None, to: None, firms: Vec::new(), snippet_length: 240, as_of: None }
    }
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hits {
    /// All articles that match, not only those given.
    pub total: usize,
    /// The page asked for.
    pub hits: Vec<Hit>,
}

/// An article that matches.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// Its id.
    pub id: ArticleId,
    /// Its headline.
    pub headline: Option<String>,
    /// When it was published.
    pub published: Option<DateTime>,
    /// The outlet.
    pub publisher: String,
    /// Its address.
    pub url: String,
    /// BM25 with the headline boosted; only the order of one search's scores has a meaning.
    pub score: f32,
    /// A stretch of its text that shows matches, on one line; `…` where it was cut.
    pub snippet: String,
    /// Matches in the snippet, as bytes of it.
    pub snippet_matches: Vec<Span>,
    /// What matched, as bytes of the article's text, by start. A phrase is one match, both sides of NEAR are two. Empty
    /// when only a headline outside the text matched.
    pub matches: Vec<Span>,
}

/// A row of the result before its article is read.
struct Found {
    score: Score,
    published_at: Option<i64>,
    id: Option<String>,
    address: DocAddress,
}

impl Index {
    /// Searches the last commit.
    ///
    /// # Errors
    /// When the query cannot be honoured, or the index cannot be read.
    pub fn search(&self, query: &str, options: &SearchOptions) -> Result<Hits, IndexError> {
        let searcher = self.searcher();
        let failed = |error| engine_error(self.path(), error);
        let node = self.read_query(&searcher, query)?;
        let (total, found) = self.find(&searcher, &node, options).map_err(failed)?;
        let shown = visible(&node);
        let entities = self.shown_entities(&searcher, &shown).map_err(failed)?;
        let mut hits = Vec::with_capacity(found.len());
        for row in found {
            let doc = searcher.doc(row.address).map_err(failed)?;
            hits.push(self.hit(&doc, &row, &shown, &entities, options.snippet_length)?);
        }
        Ok(Hits { total, hits })
    }

    /// How many articles match, and the ids of the page asked for; reads none of them.
    ///
    /// # Errors
    /// When the query cannot be honoured, or the index cannot be read.
    pub fn ids(&self, query: &str, options: &SearchOptions) -> Result<(usize, Vec<ArticleId>), IndexError> {
        let searcher = self.searcher();
        let node = self.read_query(&searcher, query)?;
        let (total, found) = self.find(&searcher, &node, options).map_err(|error| engine_error(self.path(), error))?;
        Ok((total, found.into_iter().map(|row| ArticleId(row.id.unwrap_or_default())).collect()))
    }

    /// How many articles match.
    ///
    /// # Errors
    /// When the query cannot be honoured, or the index cannot be read.
    pub fn count(&self, query: &str, options: &SearchOptions) -> Result<usize, IndexError> {
        let searcher = self.searcher();
        let node = self.read_query(&searcher, query)?;
        let none = SearchOptions { limit: 0, ..options.clone() };
        Ok(self.find(&searcher, &node, &none).map_err(|error| engine_error(self.path(), error))?.0)
    }

    /// The tree of a query, entities among its words resolved.
    pub(crate) fn read_query(&self, searcher: &Searcher, query: &str) -> Result<Node, IndexError> {
        let ids = |kind: Option<Kind>, name: &str| matching_entities(searcher, self.fields(), kind, name);
        resolve(parse(query)?, &ids).map_err(|error| engine_error(self.path(), error))
    }

    fn find(&self, searcher: &Searcher, node: &Node, options: &SearchOptions) -> tantivy::Result<(usize, Vec<Found>)> {
        let counted = self.with_conditions(searcher, node, options)?;
        let total = searcher.search(&counted, &Count)?;
        let end = options.offset.saturating_add(options.limit).min(total);
        if end <= options.offset {
            return Ok((total, Vec::new()));
        }
        let mut found = match options.sort {
            Sort::Relevance => by_score(searcher, &counted, end)?,
            Sort::Date => by_date(searcher, &counted, end)?,
        };
        Ok((total, found.split_off(options.offset.min(found.len()))))
    }

    /// The query with the conditions of the options.
    fn with_conditions(&self, searcher: &Searcher, node: &Node, options: &SearchOptions) -> tantivy::Result<Box<dyn Query>> {
        let compiler = Compiler { fields: self.fields(), searcher };
        let mut clauses = vec![(Occur::Must, compiler.compile(node)?)];
        for firm in &options.firms {
            let named = compiler.compile(&Node::Entity { kind: Some(Kind::Firm), name: firm.clone() })?;
            clauses.push((Occur::Must, Box::new(tantivy::query::ConstScoreQuery::new(named, 0.0))));
        }
        if options.from.is_some() || options.to.is_some() {
            clauses.push((Occur::Must, compiler.published(Days { from: options.from, to: options.to })));
        }
        if let Some(as_of) = options.as_of {
            clauses.push((Occur::Must, compiler.first_seen(None, Some(as_of.as_microsecond().saturating_add(1)))));
        }
        Ok(match clauses.len() {
            1 => clauses.swap_remove(0).1,
            _ => Box::new(BooleanQuery::new(clauses)),
        })
    }

    fn shown_entities(&self, searcher: &Searcher, shown: &Visible) -> tantivy::Result<Vec<BTreeSet<EntityId>>> {
        let ids = |(kind, name): &(Option<Kind>, String)| matching_entities(searcher, self.fields(), *kind, name);
        shown.entities.iter().map(|wanted| ids(wanted).map(BTreeSet::from_iter)).collect()
    }

    fn hit(
        &self,
        doc: &TantivyDocument,
        row: &Found,
        shown: &Visible,
        entities: &[BTreeSet<EntityId>],
        length: usize,
    ) -> Result<Hit, IndexError> {
        let id = doc.get_first(self.fields().id).and_then(|value| value.as_str()).unwrap_or("").to_owned();
        let refused =
            |error: annals_model::InputError| IndexError::Stored { path: self.path().to_path_buf(), id: id.clone(), reason: error.0 };
        let article = article_from_json(self.line(doc, self.fields().article)).map_err(refused)?;
        let content = Content::of(&article);
        let wants_marks = shown.plans.iter().any(|(_, plan)| plan.leaves.iter().any(|leaf| matches!(leaf, Leaf::Slot(_))));
        let wants_entities = entities.iter().any(|ids| !ids.is_empty());
        let annotations = match wants_marks || wants_entities {
            true => self.annotations(doc).map_err(|reason| refused(annals_model::InputError(reason)))?,
            false => Annotations::default(),
        };
        let item = Annotated { article, annotations };
        let Annotated { article, annotations } = &item;
        let mut found = match shown.plans.as_slice() {
            [] => Vec::new(),
            plans => matches(&content, plans, &|words| marks(&item, &content, words.iter().map(|word| (word.span, word.position)))),
        };
        if wants_entities {
            for (part, ids) in (shown.plans.len()..).zip(entities) {
                let named = annotations.mentions.iter().filter(|mention| mention.entity.as_ref().is_some_and(|id| ids.contains(id)));
                found.extend(named.filter_map(|mention| content.place_of(mention.span)).map(|span| Match {
                    start: span.start,
                    end: span.end,
                    part,
                }));
            }
            found = outermost(found);
        }
        let cut = snippet(&content, &found, length);
        Ok(Hit {
            id: article.id.clone(),
            score: row.score,
            snippet: cut.text,
            snippet_matches: cut.matches,
            matches: spans(&content, &found),
            ..heading(item.article)
        })
    }
}

/// The fields of a hit that its article states.
fn heading(article: Article) -> Hit {
    Hit {
        id: article.id,
        headline: article.headline,
        published: article.published,
        publisher: article.publisher,
        url: article.url,
        score: 0.0,
        snippet: String::new(),
        snippet_matches: Vec::new(),
        matches: Vec::new(),
    }
}

fn spans(content: &Content, found: &[Match]) -> Vec<Span> {
    let mut spans: Vec<Span> = found.iter().filter_map(|found| content.in_article(Span { start: found.start, end: found.end })).collect();
    spans.sort_by_key(|span| span.order());
    spans.dedup();
    spans
}

/// The best `end` articles: by score, then date, then id.
fn by_score(searcher: &Searcher, query: &dyn Query, end: usize) -> tantivy::Result<Vec<Found>> {
    // The plain order by score passes over articles that cannot come in, but breaks ties by place in the index. It is
    // right when the last hit taken and the first one left out differ.
    let mut best = searcher.search(query, &TopDocs::with_limit(end + 1).order_by_score())?;
    let tied = match (best.get(end.wrapping_sub(1)), best.get(end)) {
        (Some((last, _)), Some((next, _))) => last == next,
        _ => false,
    };
    if tied {
        let order = (
            SortBySimilarityScore,
            ((SortByStaticFastValue::<i64>::for_field("published_at"), Order::Desc), (SortByString::for_field("id"), Order::Asc)),
        );
        let rows = searcher.search(query, &TopDocs::with_limit(end).order_by(order))?;
        return Ok(rows.into_iter().map(|((score, (published_at, id)), address)| Found { score, published_at, id, address }).collect());
    }
    best.truncate(end);
    let mut found = Vec::with_capacity(best.len());
    for (score, address) in best {
        let fast = searcher.segment_reader(address.segment_ord).fast_fields();
        let published_at = fast.i64("published_at")?.first(address.doc_id);
        let mut id = String::new();
        if let Some(column) = fast.str("id")?
            && let Some(ord) = column.term_ords(address.doc_id).next()
        {
            column.ord_to_str(ord, &mut id)?;
        }
        found.push(Found { score, published_at, id: Some(id), address });
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| b.published_at.cmp(&a.published_at)).then_with(|| a.id.cmp(&b.id)));
    Ok(found)
}

/// The latest `end` articles; equals by id.
fn by_date(searcher: &Searcher, query: &dyn Query, end: usize) -> tantivy::Result<Vec<Found>> {
    let order = ((SortByStaticFastValue::<i64>::for_field("published_at"), Order::Desc), (SortByString::for_field("id"), Order::Asc));
    let rows = searcher.search(query, &TopDocs::with_limit(end).order_by(order))?;
    Ok(rows.into_iter().map(|((published_at, id), address)| Found { score: 0.0, published_at, id, address }).collect())
}
