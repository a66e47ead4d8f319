//! Questions of programs: a condition, an order, a place to go on from, passages and counts.

use crate::aggregate::{Aggregate, Counted, Tally, finished, tally};
use crate::catalogue::matching_entities;
use crate::compile::Compiler;
use crate::condition::{Condition, Number, resolved};
use crate::error::{IndexError, engine_error};
use crate::passages::{Passage, Passages, Shown};
use crate::ranking::{First, Order, Place, Row, SortBy, SortKey, SortValue};
use crate::store::Index;
use annals_model::{Annotated, Annotations, ArticleId, Kind, article_to_json};
use tantivy::Searcher;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::Query;

/// A question.
#[derive(Clone, Debug)]
pub struct Ask {
    /// What an article must be like.
    pub condition: Condition,
    /// The order; empty is the best first, then the latest.
    pub sort: Vec<SortBy>,
    /// Hits passed over.
    pub from: usize,
    /// Hits given at most.
    pub size: usize,
    /// Go on behind a hit with these values of the order.
    pub after: Option<Vec<SortValue>>,
    /// Whether all articles that match are to be counted.
    pub count: bool,
    /// What to count among them.
    pub aggregates: Vec<Aggregate>,
    /// Passages to show of each hit.
    pub passages: Vec<Passages>,
    /// Whether the articles' lines are wanted.
    pub lines: bool,
    /// Bytes of lines at most; more is refused.
    pub most_bytes: usize,
}

impl Default for Ask {
    fn default() -> Self {
        Self {
            condition: Condition::Every,
            sort: Vec::new(),
            from: 0,
            size: 10,
            after: None,
            count: true,
            aggregates: Vec::new(),
            passages: Vec::new(),
            lines: true,
            most_bytes: usize::MAX,
        }
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// All articles that match, when they were counted.
    pub total: Option<usize>,
    /// The hits asked for.
    pub hits: Vec<AskedHit>,
    /// What was counted.
    pub tallies: Vec<Tally>,
}

/// A hit.
#[derive(Clone, Debug, PartialEq)]
pub struct AskedHit {
    /// The article's id.
    pub id: ArticleId,
    /// Its score, when the order goes by it.
    pub score: Option<f32>,
    /// Its values in the order, the id last; empty when no order was asked for.
    pub sort: Vec<SortValue>,
    /// Its line of articles.jsonl, when wanted.
    pub line: Option<String>,
    /// Its passages, as many lists as were wanted.
    pub passages: Vec<Vec<Passage>>,
}

impl Index {
    /// Answers a question on the last commit.
    ///
    /// # Errors
    /// When it cannot be honoured, or the index cannot be read.
    pub fn ask(&self, ask: &Ask) -> Result<Asked, IndexError> {
        let searcher = self.searcher();
        let failed = |error| engine_error(self.path(), error);
        let usual =
            [SortBy { key: SortKey::Score, descending: true }, SortBy { key: SortKey::Moment(Number::PublishedAt), descending: true }];
        let order = Order::new(if ask.sort.is_empty() { &usual } else { &ask.sort })
            .ok_or_else(|| IndexError::Unanswerable("an order has three keys at most, the id apart".to_owned()))?;
        let after = match &ask.after {
            None => None,
            Some(values) => Some(order.after(values).ok_or_else(|| {
                IndexError::Unanswerable("the values to go on from must be those of a hit: one for each key of the order".to_owned())
            })?),
        };
        let compiler = Compiler { fields: self.fields(), searcher: &searcher };
        let condition = self.looked_up(&searcher, &ask.condition)?;
        let query = compiler.condition(&condition).map_err(failed)?;
        let (tallies, mut total) = self.tallies(&searcher, &compiler, query.as_ref(), &ask.aggregates)?;
        let keep = ask.from.saturating_add(ask.size);
        let quick = order.best_first() && after.is_none();
        let rows = if ask.size == 0 {
            None
        } else if quick {
            best(&searcher, query.as_ref(), &order, keep).map_err(failed)?
        } else {
            None
        };
        let rows = match rows {
            Some(rows) => rows,
            None if ask.size == 0 => Vec::new(),
            None => {
                let (count, rows) = searcher.search(&query, &First { order: &order, keep, after: after.as_ref() }).map_err(failed)?;
                total = Some(count);
                rows
            }
        };
        if ask.count && total.is_none() {
            total = Some(searcher.search(&query, &Count).map_err(failed)?);
        }
        let shown = if ask.passages.is_empty() { None } else { Some(Shown::of(&condition, &searcher, self.fields()).map_err(failed)?) };
        let mut hits = Vec::with_capacity(rows.len());
        let mut bytes = 0;
        for row in rows.into_iter().skip(ask.from) {
            let hit = self.asked_hit(&searcher, row, &order, ask, shown.as_ref())?;
            bytes += hit.line.as_ref().map_or(0, String::len);
            if bytes > ask.most_bytes {
                return Err(IndexError::Unanswerable(format!(
                    "the articles asked for have more than {} bytes: ask for fewer at a time, or leave their fields out",
                    ask.most_bytes
                )));
            }
            hits.push(hit);
        }
        Ok(Asked { total: total.filter(|_| ask.count), hits, tallies })
    }

    /// How many articles meet a condition.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn how_many(&self, condition: &Condition) -> Result<usize, IndexError> {
        let searcher = self.searcher();
        let compiler = Compiler { fields: self.fields(), searcher: &searcher };
        let condition = self.looked_up(&searcher, condition)?;
        let count = compiler.condition(&condition).and_then(|query| searcher.search(&query, &Count));
        count.map_err(|error| engine_error(self.path(), error))
    }

    fn looked_up(&self, searcher: &Searcher, condition: &Condition) -> Result<Condition, IndexError> {
        let ids = |kind: Option<Kind>, name: &str| matching_entities(searcher, self.fields(), kind, name);
        resolved(condition.clone(), &ids).map_err(|error| engine_error(self.path(), error))
    }

    fn looked_up_inside(&self, searcher: &Searcher, aggregates: &[Aggregate]) -> Result<Vec<Aggregate>, IndexError> {
        let one = |aggregate: &Aggregate| {
            let counted = match &aggregate.counted {
                Counted::Filters(filters) => {
                    Counted::Filters(filters.iter().map(|filter| self.looked_up(searcher, filter)).collect::<Result<_, _>>()?)
                }
                other => other.clone(),
            };
            Ok(Aggregate { name: aggregate.name.clone(), counted, inside: self.looked_up_inside(searcher, &aggregate.inside)? })
        };
        aggregates.iter().map(one).collect()
    }

    /// Counts among the articles found; gives also how many they are, when that is known by then.
    pub(crate) fn tallies(
        &self,
        searcher: &Searcher,
        compiler: &Compiler<'_>,
        query: &dyn Query,
        aggregates: &[Aggregate],
    ) -> Result<(Vec<Tally>, Option<usize>), IndexError> {
        if aggregates.is_empty() {
            return Ok((Vec::new(), None));
        }
        let failed = |error| engine_error(self.path(), error);
        let aggregates = &self.looked_up_inside(searcher, aggregates)?;
        let (total, sums) = tally(compiler, query, aggregates).map_err(failed)?;
        Ok((finished(aggregates, sums)?, Some(total)))
    }

    fn asked_hit(&self, searcher: &Searcher, row: Row, order: &Order, ask: &Ask, shown: Option<&Shown>) -> Result<AskedHit, IndexError> {
        let sort = if ask.sort.is_empty() { Vec::new() } else { order.values(&row) };
        let mut hit =
            AskedHit { id: ArticleId(row.id), score: order.by_score().then_some(row.score), sort, line: None, passages: Vec::new() };
        if !ask.lines && shown.is_none() {
            return Ok(hit);
        }
        let doc = searcher.doc(row.address).map_err(|error| engine_error(self.path(), error))?;
        let refused = |reason| IndexError::Stored { path: self.path().to_path_buf(), id: hit.id.0.clone(), reason };
        let article = self.article(&doc).map_err(refused)?;
        let line = ask.lines.then(|| article_to_json(&article));
        if let Some(shown) = shown {
            let annotations = match shown.names() {
                true => self.annotations(&doc).map_err(refused)?,
                false => Annotations::default(),
            };
            hit.passages = shown.passages(&Annotated { article, annotations }, &ask.passages);
        }
        hit.line = line;
        Ok(hit)
    }
}

/// The best articles by the library's shortcut, which passes over those that cannot come in; it breaks ties by place in
/// the index, so `None` when the last one taken and the first left out are alike.
fn best(searcher: &Searcher, query: &dyn Query, order: &Order, keep: usize) -> tantivy::Result<Option<Vec<Row>>> {
    let mut best = searcher.search(query, &TopDocs::with_limit(keep.saturating_add(1)).order_by_score())?;
    if let (Some((last, _)), Some((next, _))) = (best.get(keep.wrapping_sub(1)), best.get(keep))
        && last == next
    {
        return Ok(None);
    }
    best.truncate(keep);
    let places = searcher.segment_readers().iter().map(|reader| Place::open(order, reader)).collect::<tantivy::Result<Vec<_>>>()?;
    let mut rows = Vec::with_capacity(best.len());
    for (score, address) in best {
        if let Some(place) = places.get(address.segment_ord as usize) {
            rows.push(place.row(address.doc_id, score, address.segment_ord)?);
        }
    }
    order.sort(&mut rows);
    Ok(Some(rows))
}
