//! Answers in the shape these clients read.

use super::INDEX;
use super::aggs::{EsAggregation, EsCounted, EsDay};
use super::body::{EsHighlight, EsSearch, EsSource};
use annals_model::Span;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EsFound {
    /// All articles that match, when they were counted.
    pub total: Option<usize>,
    /// The hits.
    pub hits: Vec<EsHit>,
    /// What was counted, in the order asked for.
    pub tallies: Vec<EsTally>,
}

/// A hit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EsHit {
    /// The article's id.
    pub id: String,
    /// Its score.
    pub score: Option<f32>,
    /// Its values in the order asked for.
    pub sort: Vec<Value>,
    /// Its line of articles.jsonl.
    pub source: Option<String>,
    /// Passages with their matches, for each field asked for.
    pub passages: Vec<Vec<(String, Vec<Span>)>>,
}

/// What was counted.
#[derive(Clone, Debug, PartialEq)]
pub enum EsTally {
    /// Buckets, and the articles of those left out.
    Buckets(Vec<EsBucket>, u64),
    /// A moment in milliseconds since 1970, and as text.
    Moment(Option<(i64, String)>),
    /// A number of values.
    Count(u64),
}

/// A bucket.
#[derive(Clone, Debug, PartialEq)]
pub struct EsBucket {
    /// The value, or the first day.
    pub key: EsKey,
    /// Articles.
    pub count: u64,
    /// What was counted among them.
    pub inside: Vec<EsTally>,
}

/// What the articles of a bucket have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EsKey {
    /// A value.
    Text(String),
    /// The first day of a stretch of the calendar as `2025-03-01`, and in milliseconds since 1970.
    Start(String, i64),
    /// The condition of this number.
    Filter(usize),
}

/// Parts of an index, of which there is one.
pub(super) fn shards() -> Value {
    json!({ "total": 1, "successful": 1, "skipped": 0, "failed": 0 })
}

/// The answer to a search, as JSON text: articles pass through as they are kept.
pub(super) fn search(asked: &EsSearch, found: EsFound, took: u128) -> Result<String, serde_json::Error> {
    #[derive(serde::Serialize)]
    struct Whole {
        took: u128,
        timed_out: bool,
        _shards: Value,
        hits: Hits,
        #[serde(skip_serializing_if = "Option::is_none")]
        aggregations: Option<Value>,
    }
    #[derive(serde::Serialize)]
    struct Hits {
        #[serde(skip_serializing_if = "Option::is_none")]
        total: Option<Value>,
        max_score: Option<f32>,
        hits: Vec<Hit>,
    }
    #[derive(serde::Serialize)]
    struct Hit {
        _index: &'static str,
        _id: String,
        _score: Option<f32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        _source: Option<Box<RawValue>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        highlight: Option<Value>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        sort: Vec<Value>,
    }
    let total = found.total.map(|total| {
        let relation = if total > asked.count { "gte" } else { "eq" };
        json!({ "value": total.min(asked.count), "relation": relation })
    });
    let max_score = found.hits.iter().filter_map(|hit| hit.score).reduce(f32::max);
    let mut hits = Vec::with_capacity(found.hits.len());
    for hit in found.hits {
        let highlight = asked.highlight.as_ref().map(|wanted| highlight(wanted, &hit.passages)).filter(|map| !map.is_empty());
        hits.push(Hit {
            _index: INDEX,
            _id: hit.id,
            _score: hit.score,
            _source: hit.source.map(|line| source(&asked.source, line)).transpose()?,
            highlight: highlight.map(Value::Object),
            sort: hit.sort,
        });
    }
    let aggregations = (!asked.aggregations.is_empty()).then(|| tallies(&asked.aggregations, found.tallies));
    let whole = Whole {
        took,
        timed_out: false,
        _shards: shards(),
        hits: Hits { total, max_score, hits },
        aggregations: aggregations.map(Value::Object),
    };
    serde_json::to_string(&whole)
}

/// An article with the fields asked for.
pub(super) fn source(wanted: &EsSource, line: String) -> Result<Box<RawValue>, serde_json::Error> {
    let EsSource::Fields(includes, excludes) = wanted else { return RawValue::from_string(line) };
    let map: Map<String, Value> = serde_json::from_str(&line)?;
    serde_json::value::to_raw_value(&picked(map, "", includes, excludes))
}

fn picked(map: Map<String, Value>, before: &str, includes: &[String], excludes: &[String]) -> Map<String, Value> {
    let mut out = Map::new();
    for (name, value) in map {
        let path = format!("{before}{name}");
        if excludes.iter().any(|form| covers(form, &path)) {
            continue;
        }
        let whole = includes.is_empty() || includes.iter().any(|form| covers(form, &path));
        let inner = format!("{path}.");
        match value {
            Value::Object(map) => {
                let map = picked(map, &inner, if whole { &[] } else { includes }, excludes);
                if whole || !map.is_empty() {
                    out.insert(name, Value::Object(map));
                }
            }
            other if whole => drop(out.insert(name, other)),
            _ => {}
        }
    }
    out
}

/// Whether a name with `*` in it stands for this path.
fn covers(form: &str, path: &str) -> bool {
    let mut parts = form.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or(""),
            None => return false,
        }
    }
    rest.ends_with(last)
}

fn highlight(wanted: &EsHighlight, passages: &[Vec<(String, Vec<Span>)>]) -> Map<String, Value> {
    let mut out = Map::new();
    for ((name, ..), passages) in wanted.fields.iter().zip(passages).filter(|(_, passages)| !passages.is_empty()) {
        let marked = passages.iter().map(|(text, matches)| Value::String(marked(text, matches, &wanted.before, &wanted.behind)));
        out.insert(name.clone(), marked.collect());
    }
    out
}

fn marked(text: &str, matches: &[Span], before: &str, behind: &str) -> String {
    let mut out = String::with_capacity(text.len() + matches.len() * 9);
    let mut at = 0;
    for span in matches {
        let (start, end) = (span.start as usize, span.end as usize);
        if let (Some(plain), Some(words)) = (text.get(at..start), text.get(start..end)) {
            out.extend([plain, before, words, behind]);
            at = end;
        }
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

fn tallies(asked: &[EsAggregation], found: Vec<EsTally>) -> Map<String, Value> {
    asked.iter().zip(found).map(|(asked, found)| (asked.name.clone(), tally(asked, found))).collect()
}

fn tally(asked: &EsAggregation, found: EsTally) -> Value {
    match found {
        EsTally::Count(count) => json!({ "value": count }),
        EsTally::Moment(None) => json!({ "value": null }),
        EsTally::Moment(Some((at, shown))) => json!({ "value": at, "value_as_string": shown }),
        EsTally::Buckets(mut buckets, others) => match &asked.counted {
            EsCounted::Filter(_) if buckets.len() == 1 => bucket(asked, buckets.swap_remove(0)),
            EsCounted::Filters(Some(names), _) => {
                let named: Map<String, Value> = names.iter().cloned().zip(buckets.into_iter().map(|held| bucket(asked, held))).collect();
                json!({ "buckets": named })
            }
            EsCounted::Terms { .. } => {
                let buckets: Vec<Value> = buckets.into_iter().map(|held| bucket(asked, held)).collect();
                json!({ "doc_count_error_upper_bound": 0, "sum_other_doc_count": others, "buckets": buckets })
            }
            _ => json!({ "buckets": buckets.into_iter().map(|held| bucket(asked, held)).collect::<Vec<Value>>() }),
        },
    }
}

fn bucket(asked: &EsAggregation, held: EsBucket) -> Value {
    let mut out = Map::new();
    match held.key {
        EsKey::Text(key) => drop(out.insert("key".to_owned(), json!(key))),
        EsKey::Start(day, at) => {
            let EsCounted::Calendar { format, .. } = &asked.counted else { return Value::Null };
            let shown = match format {
                EsDay::Full => format!("{day}T00:00:00.000Z"),
                EsDay::Day => day,
                EsDay::Month => day.rsplit_once('-').map_or(day.clone(), |(month, _)| month.to_owned()),
                EsDay::Year => day.split('-').next().unwrap_or_default().to_owned(),
                EsDay::Milliseconds => at.to_string(),
            };
            out.insert("key_as_string".to_owned(), json!(shown));
            out.insert("key".to_owned(), json!(at));
        }
        EsKey::Filter(_) => {}
    }
    out.insert("doc_count".to_owned(), json!(held.count));
    out.extend(tallies(&asked.inside, held.inside));
    Value::Object(out)
}

#[cfg(test)]
mod tests {
    use super::{EsSource, covers, marked, source};
    use annals_model::Span;

    #[test]
    fn fields_are_picked_by_name() {
        for (form, path, fits) in
            [("a", "a", true), ("a", "ab", false), ("a*", "ab", true), ("*b*d", "abcd", true), ("*b*d", "abdc", false)]
        {
            assert_eq!(covers(form, path), fits, "{form} {path}");
        }
        let line = || r#"{"id":"x","text":"t","extra":{"a":1,"b":2}}"#.to_owned();
        let names = |includes: &[&str], excludes: &[&str]| {
            let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
            source(&EsSource::Fields(owned(includes), owned(excludes)), line()).map(|raw| raw.get().to_owned()).unwrap_or_default()
        };
        assert_eq!(names(&["id", "extra.b"], &[]), r#"{"id":"x","extra":{"b":2}}"#);
        assert_eq!(names(&[], &["te*", "extra.a"]), r#"{"id":"x","extra":{"b":2}}"#);
        assert_eq!(names(&["extra"], &[]), r#"{"extra":{"a":1,"b":2}}"#);
    }

    #[test]
    fn matches_are_marked() {
        assert_eq!(marked("a bé c", &[Span::new(2, 5), Span::new(90, 91)], "<b>", "</b>"), "a <b>bé</b> c");
    }
}
