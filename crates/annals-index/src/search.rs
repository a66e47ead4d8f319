//! Searching: a query and its conditions in, ranked hits with their words out.

use crate::best;
use crate::catalogue::matching_entities;
use crate::clauses::{Asked, Clause};
use crate::compile::Compiler;
use crate::content::Content;
use crate::error::{IndexError, engine_error};
use crate::facets::{Facet, FacetCounts, count};
use crate::highlight::{Match, Visible, matches, outermost, snippet, visible};
use crate::overlay::marks;
use crate::plan::{Leaf, Plan};
use crate::query::{Days, Node, Scope, parse};
use crate::rank::{self, Order, Page, Row, Token};
use crate::resolve::resolve;
use crate::store::Index;
use crate::view::View;
use annals_model::{Annotated, Annotations, Article, ArticleId, DateTime, EntityId, Kind, Span};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;
use tantivy::query::{BooleanQuery, Occur, Query};
use tantivy::schema::Value;
use tantivy::{DocAddress, Score, Searcher, TantivyDocument};

/// In which order hits come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The best first; equals by date, then id.
    #[default]
    Relevance,
    /// The latest first; equals by id, undated ones last.
    Date,
    /// The earliest first; equals by id, undated ones last.
    DateAscending,
    /// The last one received first; equals by id, those without that moment last.
    FirstSeen,
}

/// Which hits count as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collapse {
    /// Articles that print one text: an origin and those that took it over, and articles with the same words.
    Duplicate,
    /// Articles of one story.
    Story,
}

/// A score is halved for each so many days of age.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recency {
    /// Days after which half of the score is left.
    pub half_life: f64,
    /// The moment that ages are told from.
    pub now: Timestamp,
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
    /// Makes old articles count less; for the order by relevance.
    pub recency: Option<Recency>,
    /// Gives only the best hit of each group.
    pub collapse: Option<Collapse>,
    /// What the articles found are counted by.
    pub facets: Vec<Facet>,
    /// Values of a facet, at most; those of the calendar are all given.
    pub facet_limit: usize,
    /// Gives `next` for the page after this one. All that match are then ordered, not only the best.
    pub pages: bool,
    /// `next` of the page before, which was asked for with the same query and options.
    pub after: Option<String>,
    /// Says what each clause of the query adds to the score.
    pub explain: bool,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self {
            limit: 10,
            offset: 0,
            sort: Sort::Relevance,
            from: None,
            to: None,
            firms: Vec::new(),
            snippet_length: 240,
            as_of: None,
            recency: None,
            collapse: None,
            facets: Vec::new(),
            facet_limit: 10,
            pages: false,
            after: None,
            explain: false,
        }
    }
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hits {
    /// All articles that match, not only those given.
    pub total: usize,
    /// The page asked for.
    pub hits: Vec<Hit>,
    /// How many groups those are, when hits are collapsed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<usize>,
    /// What to go on after, when more hits follow and pages are asked for. It holds the place of the last hit, so that what
    /// is committed in between neither repeats nor hides a hit of the orders by date; scores may shift with new articles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The counts asked for, of all articles that match.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facets: Vec<FacetCounts>,
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
    /// How many more hits of its group match, when hits are collapsed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collapsed: Option<usize>,
    /// What each clause of the query adds, when asked for; with `recency` the score is this times a factor for its age.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explain: Option<Clause>,
}

/// A page of the result before its articles are read.
struct Rows {
    /// How many match.
    total: usize,
    /// In how many groups, when hits are collapsed.
    groups: Option<usize>,
    /// What to go on after.
    next: Option<String>,
    found: Vec<Found>,
}

/// A row of the result before its article is read.
struct Found {
    others: Option<usize>,
    score: Score,
    address: DocAddress,
}

impl Index {
    /// Searches the last commit.
    ///
    /// # Errors
    /// When the query cannot be honoured, or the index cannot be read.
    pub fn search(&self, query: &str, options: &SearchOptions) -> Result<Hits, IndexError> {
        let view = self.view();
        let searcher = &view.searcher;
        let failed = |error| engine_error(self.path(), error);
        let node = self.read_query(searcher, query)?;
        let half_life = self.check_options(options)?;
        if options.limit == 0 && !options.facets.is_empty() && options.collapse.is_none() && options.after.is_none() {
            // What is counted by is counted in one pass, and there is nothing to show.
            let counted = self.with_conditions(searcher, &node, options).map_err(failed)?;
            let compiler = Compiler { fields: self.fields(), searcher };
            let (total, facets) = count(&compiler, counted.as_ref(), &options.facets, options.facet_limit).map_err(failed)?;
            return Ok(Hits { total, hits: Vec::new(), groups: None, next: None, facets });
        }
        let after = options.after.as_deref().map(|token| Token::read(token, options.sort, half_life)).transpose();
        let after = after.map_err(|reason| IndexError::Refused { option: "after", reason })?;
        let Rows { total, groups, next, found } = self.page(&view, &node, options, after.as_ref()).map_err(failed)?;
        let facets = match options.facets.as_slice() {
            [] => Vec::new(),
            facets => {
                let counted = self.with_conditions(searcher, &node, options).map_err(failed)?;
                let compiler = Compiler { fields: self.fields(), searcher };
                count(&compiler, counted.as_ref(), facets, options.facet_limit).map_err(failed)?.1
            }
        };
        let shown = visible(&node);
        let entities = self.shown_entities(searcher, &shown).map_err(failed)?;
        let compiler = Compiler { fields: self.fields(), searcher };
        let ask = |node: &Node, parts: bool| Asked::new(node, &compiler, parts).map_err(failed);
        let sides = shown.sides.iter().map(|side| ask(side, false)).collect::<Result<Vec<_>, _>>()?;
        let explained = if options.explain { Some(ask(&node, true)?) } else { None };
        let mut hits = Vec::with_capacity(found.len());
        for row in found {
            let doc = searcher.doc(row.address).map_err(failed)?;
            let hold = |side: &Asked| side.score(searcher, row.address).map(|score| score.is_some());
            let holding = sides.iter().map(hold).collect::<tantivy::Result<Vec<_>>>().map_err(failed)?;
            let mut hit = self.hit(&doc, &row, &shown, &holding, &entities, options.snippet_length)?;
            hit.explain = explained.as_ref().map(|asked| asked.explain(searcher, row.address)).transpose().map_err(failed)?;
            hits.push(hit);
        }
        Ok(Hits { total, hits, groups, next, facets })
    }

    /// Whether the options can be honoured together; the half-life, if there is one.
    fn check_options(&self, options: &SearchOptions) -> Result<Option<f64>, IndexError> {
        let refused = |option, reason: &str| Err(IndexError::Refused { option, reason: reason.to_owned() });
        match options.recency {
            Some(recency) if !(recency.half_life > 0.0 && recency.half_life.is_finite()) => {
                refused("recency", "the half-life must be a number of days above 0")
            }
            Some(_) if options.sort != Sort::Relevance => refused("recency", "age counts in the order by relevance only"),
            _ if options.after.is_some() && options.offset > 0 => {
                refused("after", "a page goes on after a hit or leaves hits out, not both")
            }
            recency => Ok(recency.map(|recency| recency.half_life)),
        }
    }

    /// One page, before its articles are read.
    fn page(&self, view: &View, node: &Node, options: &SearchOptions, after: Option<&Token>) -> tantivy::Result<Rows> {
        let plain = matches!(options.sort, Sort::Relevance | Sort::Date) && options.recency.is_none() && options.collapse.is_none();
        if plain && after.is_none() && !options.pages {
            let (total, found) = self.find(view, node, options)?;
            return Ok(Rows { total, groups: None, next: None, found });
        }
        let query = self.with_conditions(&view.searcher, node, options)?;
        let total = best::count(view, &*query)?;
        let half_life = options.recency.map(|recency| recency.half_life);
        // Ages are told from one moment through all pages.
        let now = options.recency.map(|recency| after.and_then(|token| token.now).unwrap_or(recency.now.as_second()));
        let order = Order { sort: options.sort, recency: half_life.zip(now) };
        let wanted = Page { order, collapse: options.collapse, after, offset: options.offset, limit: options.limit };
        let (rows, groups, more) = rank::page(view, &*query, &wanted)?;
        let token = |row: &Row| Token { key: row.key, id: view.ids.get(row.address), now }.write(options.sort, half_life);
        let next = rows.last().filter(|_| more).map(token);
        let found = |row: Row| Found {
            score: if options.sort == Sort::Relevance { row.score } else { 0.0 },
            others: options.collapse.map(|_| row.others),
            address: row.address,
        };
        Ok(Rows { total, groups, next, found: rows.into_iter().map(found).collect() })
    }

    /// How many articles match, and the ids of the page asked for; reads none of them.
    ///
    /// # Errors
    /// When the query cannot be honoured, or the index cannot be read.
    pub fn ids(&self, query: &str, options: &SearchOptions) -> Result<(usize, Vec<ArticleId>), IndexError> {
        let view = self.view();
        let node = self.read_query(&view.searcher, query)?;
        let Rows { total, found, .. } = self.page(&view, &node, options, None).map_err(|error| engine_error(self.path(), error))?;
        Ok((total, found.iter().map(|row| ArticleId(view.ids.get(row.address))).collect()))
    }

    /// How many articles match.
    ///
    /// # Errors
    /// When the query cannot be honoured, or the index cannot be read.
    pub fn count(&self, query: &str, options: &SearchOptions) -> Result<usize, IndexError> {
        let view = self.view();
        let node = self.read_query(&view.searcher, query)?;
        let none = SearchOptions { limit: 0, ..options.clone() };
        Ok(self.find(&view, &node, &none).map_err(|error| engine_error(self.path(), error))?.0)
    }

    /// The tree of a query, entities among its words resolved.
    pub(crate) fn read_query(&self, searcher: &Searcher, query: &str) -> Result<Node, IndexError> {
        let ids = |kind: Option<Kind>, name: &str| matching_entities(searcher, self.fields(), kind, name);
        resolve(parse(query)?, &ids).map_err(|error| engine_error(self.path(), error))
    }

    fn find(&self, view: &View, node: &Node, options: &SearchOptions) -> tantivy::Result<(usize, Vec<Found>)> {
        let query = self.with_conditions(&view.searcher, node, options)?;
        let end = if options.limit == 0 { 0 } else { options.offset.saturating_add(options.limit) };
        let best = match options.sort {
            Sort::Relevance => best::by_score(view, &*query, end)?,
            _ => best::by_date(view, &*query, end)?,
        };
        let found = |row: best::Row| Found { score: row.score, others: None, address: row.address };
        Ok((best.total, best.rows.into_iter().skip(options.offset).map(found).collect()))
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
        holding: &[bool],
        entities: &[BTreeSet<EntityId>],
        length: usize,
    ) -> Result<Hit, IndexError> {
        let id = doc.get_first(self.fields().id).and_then(|value| value.as_str()).unwrap_or("").to_owned();
        let refused = |reason| IndexError::Stored { path: self.path().to_path_buf(), id: id.clone(), reason };
        let article = self.article(doc).map_err(refused)?;
        let content = Content::of(&article);
        // A side of OR that does not hold as a whole has matched nothing.
        let holds = |sides: &Vec<usize>| sides.iter().all(|side| holding.get(*side).copied().unwrap_or(true));
        let plans: Vec<(Scope, Plan)> =
            shown.plans.iter().zip(&shown.plan_sides).filter(|(_, sides)| holds(sides)).map(|(plan, _)| plan.clone()).collect();
        let entities: Vec<&BTreeSet<EntityId>> =
            entities.iter().zip(&shown.entity_sides).filter(|(_, sides)| holds(sides)).map(|(ids, _)| ids).collect();
        let wants_marks = plans.iter().any(|(_, plan)| plan.leaves.iter().any(|leaf| matches!(leaf, Leaf::Slot(_))));
        let wants_entities = entities.iter().any(|ids| !ids.is_empty());
        let annotations = match wants_marks || wants_entities {
            true => self.annotations(doc).map_err(refused)?,
            false => Annotations::default(),
        };
        let item = Annotated { article, annotations };
        let Annotated { article, annotations } = &item;
        let mut found = match plans.as_slice() {
            [] => Vec::new(),
            plans => matches(&content, plans, &|words| marks(&item, &content, words.iter().map(|word| (word.span, word.position)))),
        };
        if wants_entities {
            for (part, ids) in (plans.len()..).zip(entities) {
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
            collapsed: row.others,
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
        collapsed: None,
        explain: None,
    }
}

fn spans(content: &Content, found: &[Match]) -> Vec<Span> {
    let mut spans: Vec<Span> = found.iter().filter_map(|found| content.in_article(Span { start: found.start, end: found.end })).collect();
    spans.sort_by_key(|span| span.order());
    spans.dedup();
    spans
}
