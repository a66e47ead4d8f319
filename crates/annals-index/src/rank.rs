//! The order of hits: keys that can be compared, pages that go on where the last one ended, one hit for each group.

use crate::ids::Ids;
use crate::printed::Printed;
use crate::search::{Collapse, Sort};
use crate::view::View;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::Query;
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentOrdinal, SegmentReader};

/// Undated articles count as so many half-lives old.
const UNDATED_HALF_LIVES: f64 = 10.0;

/// How hits are ordered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Order {
    pub(crate) sort: Sort,
    /// Half-life in days, and the second since 1970 that ages are told from.
    pub(crate) recency: Option<(f64, i64)>,
}

/// An article that matches, with what places it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    pub(crate) score: Score,
    pub(crate) key: Key,
    pub(crate) address: DocAddress,
    /// How many others of its group match.
    pub(crate) others: usize,
}

/// Smaller keys come first; equals by id.
pub(crate) type Key = (i64, i64);

/// The factor of an article's score for its age.
pub(crate) fn recency_factor(half_life: f64, now: i64, published_at: Option<i64>) -> f64 {
    let half_lives = published_at.map_or(UNDATED_HALF_LIVES, |at| (now - at).max(0) as f64 / 86_400.0 / half_life);
    (-half_lives).exp2()
}

impl Order {
    fn key(self, score: Score, published_at: Option<i64>, first_seen: Option<i64>) -> Key {
        let latest = |at: Option<i64>| at.map_or(i64::MAX, |at| -at);
        match self.sort {
            // Scores are never below zero: their bits are in their order.
            Sort::Relevance => (-i64::from(score.max(0.0).to_bits()), latest(published_at)),
            Sort::Date => (latest(published_at), 0),
            Sort::DateAscending => (published_at.unwrap_or(i64::MAX), 0),
            Sort::FirstSeen => (latest(first_seen), 0),
        }
    }
}

/// Collects every match with its key.
struct Rows(Order);

struct SegmentRows {
    order: Order,
    segment: SegmentOrdinal,
    published_at: Column<i64>,
    first_seen: Column<i64>,
    rows: Vec<Row>,
}

impl Collector for Rows {
    type Fruit = Vec<Row>;
    type Child = SegmentRows;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentRows> {
        let fast = reader.fast_fields();
        let (published_at, first_seen) = (fast.i64("published_at")?, fast.i64("first_seen")?);
        Ok(SegmentRows { order: self.0, segment, published_at, first_seen, rows: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        self.0.sort == Sort::Relevance
    }

    fn merge_fruits(&self, fruits: Vec<Vec<Row>>) -> tantivy::Result<Vec<Row>> {
        Ok(fruits.into_iter().flatten().collect())
    }
}

impl SegmentCollector for SegmentRows {
    type Fruit = Vec<Row>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let published_at = self.published_at.first(doc);
        let score = match self.order.recency {
            Some((half_life, now)) => (f64::from(score) * recency_factor(half_life, now, published_at)) as Score,
            None => score,
        };
        let key = self.order.key(score, published_at, self.first_seen.first(doc));
        self.rows.push(Row { score, key, address: DocAddress::new(self.segment, doc), others: 0 });
    }

    fn harvest(self) -> Vec<Row> {
        self.rows
    }
}

/// What a page of hits is cut from.
pub(crate) struct Page<'a> {
    pub(crate) order: Order,
    pub(crate) collapse: Option<Collapse>,
    pub(crate) after: Option<&'a Token>,
    pub(crate) offset: usize,
    pub(crate) limit: usize,
}

/// The rows of a page; how many groups there are, when hits are collapsed; whether more follow.
pub(crate) fn page(view: &View, query: &dyn Query, page: &Page<'_>) -> tantivy::Result<(Vec<Row>, Option<usize>, bool)> {
    let (searcher, ids) = (&view.searcher, &view.ids);
    let mut rows = searcher.search(query, &Rows(page.order))?;
    let mut groups = None;
    if let Some(collapse) = page.collapse {
        rows = collapsed(searcher, rows, collapse, ids)?;
        groups = Some(rows.len());
    }
    if let Some(after) = page.after {
        // Only rows of the very same key need their ids.
        rows.retain(|row| match row.key.cmp(&after.key) {
            Ordering::Less => false,
            Ordering::Greater => true,
            Ordering::Equal => ids.get(row.address) > after.id,
        });
    }
    let more = rows.len() > page.offset.saturating_add(page.limit);
    let end = page.offset.saturating_add(page.limit).min(rows.len());
    if end <= page.offset {
        return Ok((Vec::new(), groups, more));
    }
    if end < rows.len() {
        let (_, last, _) = rows.select_nth_unstable_by_key(end - 1, |row| row.key);
        let last = last.key;
        rows.retain(|row| row.key <= last);
    }
    rows.sort_unstable_by(|a, b| a.key.cmp(&b.key).then_with(|| ids.compare(a.address, b.address)));
    Ok((rows.into_iter().take(end).skip(page.offset).collect(), groups, more))
}

/// The first row of every group, with how many others there are.
fn collapsed(searcher: &Searcher, rows: Vec<Row>, collapse: Collapse, ids: &Ids) -> tantivy::Result<Vec<Row>> {
    let columns: Vec<_> =
        searcher.segment_readers().iter().map(|reader| reader.fast_fields().str("story")).collect::<tantivy::Result<_>>()?;
    let mut printed = Printed::of(searcher)?;
    let mut groups: BTreeMap<String, (Row, String)> = BTreeMap::new();
    for row in rows {
        let id = ids.get(row.address);
        let group = match collapse {
            Collapse::Duplicate => format!("{:016x}", printed.text(row.address)?),
            // An article of no story is known by its own id.
            Collapse::Story => value(&columns, row.address)?.map_or_else(|| id.clone(), |story| format!("story {story}")),
        };
        match groups.get_mut(&group) {
            None => {
                groups.insert(group, (row, id));
            }
            Some((best, best_id)) => {
                let others = best.others + 1;
                if (row.key, &id) < (best.key, best_id) {
                    (*best, *best_id) = (row, id);
                }
                best.others = others;
            }
        }
    }
    Ok(groups.into_values().map(|(row, _)| row).collect())
}

fn value(columns: &[Option<StrColumn>], address: DocAddress) -> tantivy::Result<Option<String>> {
    let Some(column) = columns.get(address.segment_ord as usize).and_then(Option::as_ref) else { return Ok(None) };
    let Some(ord) = column.term_ords(address.doc_id).next() else { return Ok(None) };
    let mut text = String::new();
    column.ord_to_str(ord, &mut text)?;
    Ok(Some(text))
}

/// Where a page ended: the order, the key and the id of its last hit, as in `date:-1740787200:0:1f0c3ad2b7e94560`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) key: Key,
    pub(crate) id: String,
    /// The second that ages are told from.
    pub(crate) now: Option<i64>,
}

impl Token {
    /// Reads a token of this order; the message of an error says what is wrong.
    pub(crate) fn read(text: &str, sort: Sort, half_life: Option<f64>) -> Result<Self, String> {
        let name = name(sort, half_life);
        let mut parts = text.splitn(5, ':');
        let mut next = || parts.next().unwrap_or("");
        let (found, first, second, now, id) = (next(), next(), next(), next(), next());
        if found != name {
            return Err(format!("it goes on from a page in the order `{found}`, not `{name}`"));
        }
        let number = |text: &str| text.parse::<i64>().map_err(|_| "it is no token of a page, take `next` of the page before".to_owned());
        let now = if now.is_empty() { None } else { Some(number(now)?) };
        if id.is_empty() || now.is_some() != half_life.is_some() {
            return Err("it is no token of a page, take `next` of the page before".to_owned());
        }
        Ok(Self { key: (number(first)?, number(second)?), id: id.to_owned(), now })
    }

    /// Writes it for the next page.
    pub(crate) fn write(&self, sort: Sort, half_life: Option<f64>) -> String {
        let now = self.now.map_or_else(String::new, |now| now.to_string());
        format!("{}:{}:{}:{now}:{}", name(sort, half_life), self.key.0, self.key.1, self.id)
    }
}

fn name(sort: Sort, half_life: Option<f64>) -> String {
    let name = match sort {
        Sort::Relevance => "relevance",
        Sort::Date => "date",
        Sort::DateAscending => "date-asc",
        Sort::FirstSeen => "first_seen",
    };
    half_life.map_or_else(|| name.to_owned(), |days| format!("{name}/{days}"))
}

#[cfg(test)]
mod tests {
    use super::{Order, Sort, Token, recency_factor};

    #[test]
    fn tokens_are_read_back_and_belong_to_one_order() {
        for (sort, half_life, now) in [(Sort::Date, None, None), (Sort::Relevance, Some(30.5), Some(-7)), (Sort::FirstSeen, None, None)] {
            let token = Token { key: (-3, i64::MAX), id: "a:b".into(), now };
            assert_eq!(Token::read(&token.write(sort, half_life), sort, half_life), Ok(token));
        }
        for (text, says) in [
            ("relevance:1:2::a", "in the order `relevance`"),
            ("date:1:x::a", "no token"),
            ("date:1:2::", "no token"),
            ("", "in the order ``"),
            ("date:1:2:5:a", "no token"),
        ] {
            let refused = Token::read(text, Sort::Date, None).expect_err(text);
            assert!(refused.contains(says), "{text}: {refused}");
        }
    }

    #[test]
    fn better_later_and_earlier_articles_come_first_as_asked() {
        let order = |sort| Order { sort, recency: None };
        let relevance = |score, at| order(Sort::Relevance).key(score, at, None);
        assert!(relevance(2.0, None) < relevance(1.5, Some(9)) && relevance(1.0, Some(2)) < relevance(1.0, Some(1)));
        assert!(relevance(1.0, Some(1)) < relevance(1.0, None) && relevance(0.5, None) < relevance(0.0, Some(1)));
        let date = |sort, at| order(sort).key(0.0, at, None);
        assert!(date(Sort::Date, Some(2)) < date(Sort::Date, Some(1)) && date(Sort::Date, Some(-5)) < date(Sort::Date, None));
        assert!(date(Sort::DateAscending, Some(1)) < date(Sort::DateAscending, Some(2)));
        assert!(date(Sort::DateAscending, Some(2)) < date(Sort::DateAscending, None));
        let seen = |at| order(Sort::FirstSeen).key(0.0, Some(1), at);
        assert!(seen(Some(2)) < seen(Some(1)) && seen(Some(1)) < seen(None));
    }

    #[test]
    fn half_of_the_weight_is_left_after_a_half_life() {
        let day = 86_400;
        assert_eq!(recency_factor(30.0, 60 * day, Some(30 * day)), 0.5);
        assert_eq!(recency_factor(30.0, 60 * day, Some(0)), 0.25);
        assert_eq!(recency_factor(30.0, 60 * day, Some(90 * day)), 1.0);
        assert!(recency_factor(30.0, 60 * day, None) < 0.001);
    }
}
