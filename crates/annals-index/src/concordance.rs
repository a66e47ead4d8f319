//! Concordance: every place where a query matched, with the words on both sides of it and its receipt.

use crate::error::IndexError;
use crate::highlight::Match;
use crate::query::Days;
use crate::store::Index;
use crate::visit::{Order, Seen};
use annals_model::{ArticleId, DateTime};
use annals_text::fold;
use jiff::civil::Date;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::ops::ControlFlow;

/// How much is shown on each side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// So many words at most, of the same paragraph.
    Words(usize),
    /// The sentence.
    Sentence,
}

/// In which order lines come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineOrder {
    /// As the articles lie in the index: nothing is held.
    #[default]
    Index,
    /// The latest article first, equals by id; undated ones last.
    Date,
    /// By the words before the match, the nearest first.
    Left,
    /// By the match and the words behind it.
    Right,
}

/// Conditions of a concordance.
#[derive(Clone, Debug)]
pub struct ConcordanceOptions {
    /// How much is shown on each side.
    pub context: Context,
    /// The order of lines.
    pub order: LineOrder,
    /// Lines at most: the first ones in that order.
    pub limit: Option<usize>,
    /// So many lines drawn by chance with this seed. The draw depends on ids and places alone, so it is the same for the
    /// same articles, however they lie in the index.
    pub sample: Option<(usize, u64)>,
    /// First day of publication; leaves undated articles out.
    pub from: Option<Date>,
    /// The first day after; leaves undated articles out.
    pub to: Option<Date>,
}

impl Default for ConcordanceOptions {
    fn default() -> Self {
        Self { context: Context::Words(8), order: LineOrder::Index, limit: None, sample: None, from: None, to: None }
    }
}

/// Where a match stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// In the article's text.
    Text,
    /// In a headline that the text does not hold.
    Headline,
}

/// One place where a query matched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What stands before, as printed.
    pub left: String,
    /// What matched: the bytes `start..end` of the text, or of the headline.
    pub node: String,
    /// What stands behind, as printed.
    pub right: String,
    /// The article.
    pub id: ArticleId,
    /// Which of its strings the bytes count in.
    #[serde(rename = "in")]
    pub part: Part,
    /// First byte of the match.
    pub start: u32,
    /// The byte behind it.
    pub end: u32,
    /// When the article was published.
    pub published: Option<DateTime>,
    /// The outlet.
    pub publisher: String,
    /// The headline.
    pub headline: Option<String>,
}

/// How much a concordance gave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Lines given.
    pub lines: u64,
    /// Articles looked at.
    pub articles: u64,
    /// All places where the query matched; `None` when the limit ended the search before all were seen.
    pub occurrences: Option<u64>,
}

/// What equal lines have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupBy {
    /// What matched.
    Node,
    /// The word before.
    Left,
    /// The word behind.
    Right,
    /// All that is shown, on both sides.
    Context,
}

/// Lines that are equal, letters' case and typography apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// What they have in common, folded.
    pub key: String,
    /// How many lines.
    pub occurrences: u64,
    /// In how many articles.
    pub articles: u64,
    /// One of them: the first by id and place.
    pub id: ArticleId,
    /// Which of its strings the bytes count in.
    #[serde(rename = "in")]
    pub part: Part,
    /// First byte of that match.
    pub start: u32,
    /// The byte behind it.
    pub end: u32,
}

type Key = (String, Reverse<Option<i64>>, String, u32);

/// A line and the key it is ordered by.
struct Keyed {
    key: (u64, Key),
    line: Line,
}

impl PartialEq for Keyed {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Keyed {}

impl PartialOrd for Keyed {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Keyed {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.cmp(&other.key)
    }
}

/// The lines with the lowest keys.
struct Lowest {
    most: usize,
    held: BinaryHeap<Keyed>,
}

impl Lowest {
    fn offer(&mut self, key: (u64, Key), line: impl FnOnce() -> Line) {
        if self.held.len() < self.most {
            self.held.push(Keyed { key, line: line() });
        } else if let Some(mut highest) = self.held.peek_mut()
            && key < highest.key
        {
            *highest = Keyed { key, line: line() };
        }
    }
}

impl Index {
    /// Calls `each` with the lines of a query, in order.
    ///
    /// # Errors
    /// When the query cannot be honoured, the index cannot be read, or `each` fails.
    pub fn concordance<E: From<IndexError>>(
        &self,
        query: &str,
        options: &ConcordanceOptions,
        each: &mut dyn FnMut(&Line) -> Result<(), E>,
    ) -> Result<Given, E> {
        let held = options.sample.is_some() || matches!(options.order, LineOrder::Left | LineOrder::Right);
        if held { self.held_lines(query, options, each) } else { self.running_lines(query, options, each) }
    }

    /// Lines given as they are found.
    fn running_lines<E: From<IndexError>>(
        &self,
        query: &str,
        options: &ConcordanceOptions,
        each: &mut dyn FnMut(&Line) -> Result<(), E>,
    ) -> Result<Given, E> {
        let prepared = self.prepare(query, Days { from: options.from, to: options.to })?;
        let order = if options.order == LineOrder::Date { Order::Date } else { Order::Index };
        let most = options.limit.map_or(u64::MAX, |limit| limit as u64);
        let (mut given, mut whole) = (Given::default(), true);
        if !prepared.wanted.is_empty() {
            self.visit(&prepared, order, &mut |seen| {
                given.articles += 1;
                for found in &seen.matches {
                    if given.lines == most {
                        whole = false;
                        return Ok(ControlFlow::Break(()));
                    }
                    each(&seen.line(*found, options.context))?;
                    given.lines += 1;
                }
                Ok::<_, E>(ControlFlow::Continue(()))
            })?;
        }
        given.occurrences = whole.then_some(given.lines);
        Ok(given)
    }

    /// Lines that are drawn or sorted: no more than the limit are held.
    fn held_lines<E: From<IndexError>>(
        &self,
        query: &str,
        options: &ConcordanceOptions,
        each: &mut dyn FnMut(&Line) -> Result<(), E>,
    ) -> Result<Given, E> {
        let limit = options.limit.unwrap_or(usize::MAX);
        let mut lowest = Lowest { most: options.sample.map_or(limit, |(number, _)| number), held: BinaryHeap::new() };
        let (mut given, mut occurrences) = (Given::default(), 0);
        let prepared = self.prepare(query, Days { from: options.from, to: options.to })?;
        if !prepared.wanted.is_empty() {
            self.visit(&prepared, Order::Index, &mut |seen| {
                given.articles += 1;
                for found in &seen.matches {
                    occurrences += 1;
                    let lot = options.sample.map_or(0, |(_, seed)| lot(seed, seen.article.id.as_str(), found.start));
                    if lowest.held.len() == lowest.most && lowest.held.peek().is_none_or(|highest| lot > highest.key.0) {
                        continue;
                    }
                    let line = seen.line(*found, options.context);
                    lowest.offer((lot, key(&line, options.order)), || line);
                }
                Ok::<_, E>(ControlFlow::Continue(()))
            })?;
        }
        let mut lines = lowest.held.into_vec();
        lines.sort_unstable_by(|a, b| a.key.1.cmp(&b.key.1));
        for keyed in lines.iter().take(limit) {
            each(&keyed.line)?;
            given.lines += 1;
        }
        Ok(Given { occurrences: Some(occurrences), ..given })
    }

    /// Counts lines that are equal, the most frequent first, equals by key. Limit, order and sample of the options do not
    /// matter.
    ///
    /// # Errors
    /// When the query cannot be honoured, or the index cannot be read.
    pub fn concordance_groups(&self, query: &str, by: GroupBy, options: &ConcordanceOptions) -> Result<Vec<Group>, IndexError> {
        let context = match by {
            GroupBy::Node => Context::Words(0),
            GroupBy::Left | GroupBy::Right => Context::Words(1),
            GroupBy::Context => options.context,
        };
        let prepared = self.prepare(query, Days { from: options.from, to: options.to })?;
        let mut groups: BTreeMap<String, Group> = BTreeMap::new();
        if !prepared.wanted.is_empty() {
            self.visit(&prepared, Order::Index, &mut |seen| {
                let mut keys: BTreeMap<String, ()> = BTreeMap::new();
                for found in &seen.matches {
                    let line = seen.line(*found, context);
                    let key = group_key(&line, by);
                    let first = keys.insert(key.clone(), ()).is_none();
                    let group = groups.entry(key).or_insert_with_key(|key| Group {
                        key: key.clone(),
                        occurrences: 0,
                        articles: 0,
                        id: line.id.clone(),
                        part: line.part,
                        start: line.start,
                        end: line.end,
                    });
                    group.occurrences += 1;
                    group.articles += u64::from(first);
                    if (&line.id, line.start) < (&group.id, group.start) {
                        (group.id, group.part, group.start, group.end) = (line.id, line.part, line.start, line.end);
                    }
                }
                Ok::<_, IndexError>(ControlFlow::Continue(()))
            })?;
        }
        let mut groups: Vec<Group> = groups.into_values().collect();
        groups.sort_by_key(|group| Reverse(group.occurrences));
        Ok(groups)
    }
}

impl Seen {
    /// The line of a match.
    pub(crate) fn line(&self, found: Match, context: Context) -> Line {
        let text = &self.content.text;
        let around = match context {
            Context::Words(reach) => self.wording.around(text, found.start, found.end, reach),
            Context::Sentence => sentence(text, found),
        };
        let (from, to) = (found.start as usize, found.end as usize);
        let piece = |range: std::ops::Range<usize>| text.get(range).unwrap_or("").to_owned();
        let (part, start, end, node) = match self.content.in_article(annals_model::Span { start: found.start, end: found.end }) {
            Some(span) => (Part::Text, span.start, span.end, span.of(&self.article.text).to_owned()),
            None => {
                // The searched text opens with the headline without the blanks around it.
                let headline = self.article.headline.as_deref().unwrap_or("");
                let blanks = u32::try_from(headline.len() - headline.trim_start().len()).unwrap_or(0);
                (Part::Headline, found.start + blanks, found.end + blanks, piece(from..to))
            }
        };
        Line {
            left: piece(around.start.min(from)..from),
            node,
            right: piece(to..around.end.max(to)),
            id: self.article.id.clone(),
            part,
            start,
            end,
            published: self.article.published,
            publisher: self.article.publisher.clone(),
            headline: self.article.headline.clone(),
        }
    }
}

/// The sentences a match begins and ends in.
fn sentence(text: &str, found: Match) -> std::ops::Range<usize> {
    let reading = annals_text::read(text);
    let at = |offset: u32| reading.sentence_at(offset).map(|sentence| sentence.span);
    let first = at(found.start).map_or(found.start, |span| span.start.min(found.start));
    let last = at(found.end.saturating_sub(1)).map_or(found.end, |span| span.end.max(found.end));
    first as usize..last as usize
}

fn key(line: &Line, order: LineOrder) -> Key {
    let words = match order {
        LineOrder::Left => words(&fold(&line.left)).rev().collect::<Vec<_>>().join(" "),
        LineOrder::Right => words(&fold(&format!("{}{}", line.node, line.right))).collect::<Vec<_>>().join(" "),
        LineOrder::Index | LineOrder::Date => String::new(),
    };
    (words, Reverse(line.published.map(DateTime::unix_seconds)), line.id.0.clone(), line.start)
}

fn group_key(line: &Line, by: GroupBy) -> String {
    let word = |text: &str| crate::analysis::exact_words(text).into_iter().map(|word| word.term).collect::<Vec<_>>().join(" ");
    match by {
        GroupBy::Node => spaced(&fold(&line.node)),
        GroupBy::Left => word(&line.left),
        GroupBy::Right => word(&line.right),
        GroupBy::Context => spaced(&fold(&format!("{}{}{}", line.left, line.node, line.right))),
    }
}

/// Words without their signs.
fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A match's lot: the lowest are drawn.
fn lot(seed: u64, id: &str, start: u32) -> u64 {
    // FNV-1a over the id, then the finish of splitmix64, so that near places draw far lots.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in id.bytes().chain(start.to_le_bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}
