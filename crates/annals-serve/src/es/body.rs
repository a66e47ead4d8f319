//! A whole search request: the body and the parameters of its address, joined.

use super::aggs::{EsAggregation, read as read_aggs};
use super::field::{EsField, Use};
use super::query::{EsQuery, read as read_query};
use super::reading::{Fields, list, refuse, scalar};
use super::{EsError, WINDOW};
use serde_json::{Map, Value, json};

/// A search.
#[derive(Clone, Debug, PartialEq)]
pub struct EsSearch {
    /// What articles are asked for.
    pub query: EsQuery,
    /// Hits passed over.
    pub from: usize,
    /// Hits at most.
    pub size: usize,
    /// Their order; empty is the best first.
    pub sort: Vec<EsSort>,
    /// Go on behind a hit with these values.
    pub after: Option<Vec<Value>>,
    /// Passages wanted.
    pub highlight: Option<EsHighlight>,
    /// Whether the articles are wanted, and which of their fields.
    pub source: EsSource,
    /// Count up to here; 0 does not count.
    pub count: usize,
    /// What to count.
    pub aggregations: Vec<EsAggregation>,
    /// Bytes of articles at most.
    pub most_bytes: usize,
}

/// What hits are put in order by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EsSort {
    /// `None` is the score.
    pub field: Option<EsField>,
    /// The greatest first.
    pub descending: bool,
}

/// Passages wanted of each hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EsHighlight {
    /// Name, field, bytes of a passage and passages at most (0: the whole field).
    pub fields: Vec<(String, EsField, usize, usize)>,
    /// Stands before a match.
    pub before: String,
    /// And behind it.
    pub behind: String,
}

/// Which fields of an article are given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EsSource {
    /// All.
    All,
    /// None.
    None,
    /// Those that fit one of the first names (or any, when there are none) and none of the second.
    Fields(Vec<String>, Vec<String>),
}

impl Default for EsSearch {
    fn default() -> Self {
        Self {
            query: EsQuery::All,
            from: 0,
            size: 10,
            sort: Vec::new(),
            after: None,
            highlight: None,
            source: EsSource::All,
            count: WINDOW,
            aggregations: Vec::new(),
            most_bytes: usize::MAX,
        }
    }
}

/// Parameters that change nothing here: there is one index, in one part, always open.
const WITHOUT_EFFECT: [&str; 14] = [
    "pretty",
    "human",
    "error_trace",
    "ignore_unavailable",
    "ignore_throttled",
    "allow_no_indices",
    "expand_wildcards",
    "preference",
    "request_cache",
    "allow_partial_search_results",
    "batched_reduce_size",
    "ccs_minimize_roundtrips",
    "max_concurrent_searches",
    "max_concurrent_shard_requests",
];

/// Reads the parameters of an address into a body that may set the same things; what both set, the address decides.
pub(crate) fn with_parameters(parameters: Vec<(String, String)>, body: Value) -> Result<Value, EsError> {
    let Value::Object(mut body) = body else { return Err(EsError::parsing("the body must be an object")) };
    let mut source = Map::new();
    let mut language = Map::new();
    for (name, value) in parameters {
        match name.as_str() {
            "q" => drop(language.insert("query".to_owned(), json!(value))),
            "default_operator" => drop(language.insert(name, json!(value))),
            "df" => drop(language.insert("default_field".to_owned(), json!(value))),
            "from" | "size" | "timeout" => drop(body.insert(name, json!(value))),
            "track_total_hits" => drop(body.insert(name, serde_json::from_str(&value).unwrap_or(Value::String(value)))),
            "track_scores" => drop(body.insert(name, json!(value == "true"))),
            "sort" => {
                let one = |part: &str| match part.split_once(':') {
                    Some((field, order)) => json!({ field: order }),
                    None => json!(part),
                };
                body.insert(name, value.split(',').map(one).collect());
            }
            "_source" if value == "true" || value == "false" => drop(body.insert(name, json!(value == "true"))),
            "_source" | "_source_includes" => drop(source.insert("includes".to_owned(), value.split(',').map(Value::from).collect())),
            "_source_excludes" => drop(source.insert("excludes".to_owned(), value.split(',').map(Value::from).collect())),
            "search_type" if value == "query_then_fetch" => {}
            other if WITHOUT_EFFECT.contains(&other) => {}
            _ => return Err(EsError::argument(format!("request contains unrecognized parameter: [{name}], it is not built here"))),
        }
    }
    if !source.is_empty() {
        body.insert("_source".to_owned(), Value::Object(source));
    }
    if language.contains_key("query") {
        body.insert("query".to_owned(), json!({ "query_string": language }));
    } else if let Some(name) = language.keys().next() {
        return Err(EsError::argument(format!("[{name}] needs [q] beside it")));
    }
    Ok(Value::Object(body))
}

/// Reads a search.
pub(crate) fn search(body: Value) -> Result<EsSearch, EsError> {
    let mut fields = Fields::of("search", body)?;
    let mut search = EsSearch::default();
    if let Some(query) = fields.take("query") {
        search.query = read_query(query)?;
    }
    search.from = fields.whole("from")?.unwrap_or(0);
    search.size = fields.whole("size")?.unwrap_or(10);
    let reached = search.from.saturating_add(search.size);
    if reached > WINDOW {
        return Err(EsError::argument(format!(
            "Result window is too large: from + size must be at most [{WINDOW}] but was [{reached}]; go on with search_after"
        )));
    }
    if let Some(sort) = fields.take("sort") {
        search.sort = list(sort).into_iter().map(sort_of).collect::<Result<_, _>>()?;
    }
    if let Some(after) = fields.take("search_after") {
        if search.sort.is_empty() {
            return Err(EsError::argument("[search_after] needs [sort]"));
        }
        if search.from > 0 {
            return Err(EsError::argument("[from] must be 0 when [search_after] is used"));
        }
        search.after = Some(after.as_array().cloned().ok_or_else(|| refuse("search_after", "must be a list of values"))?);
    }
    search.highlight = fields.take("highlight").map(highlight).transpose()?;
    if let Some(source) = fields.take("_source") {
        search.source = source_of(source)?;
    }
    search.count = match fields.take("track_total_hits") {
        None | Some(Value::Bool(true)) => usize::MAX,
        Some(Value::Bool(false)) => 0,
        Some(value) => value
            .as_u64()
            .and_then(|number| usize::try_from(number).ok())
            .ok_or_else(|| refuse("track_total_hits", "must be true, false or a number"))?,
    };
    search.aggregations = match (fields.take("aggs"), fields.take("aggregations")) {
        (Some(aggs), None) | (None, Some(aggs)) => read_aggs(aggs)?,
        (None, None) => Vec::new(),
        (Some(_), Some(_)) => return Err(refuse("search", "takes [aggs] or [aggregations], not both")),
    };
    // Requests have a limit of their own, which is shorter than any that makes sense to ask for.
    if let Some(time) = fields.text("timeout")?
        && time.strip_suffix("ms").or_else(|| time.strip_suffix(['s', 'm'])).is_none_or(|digits| digits.parse::<u32>().is_err())
    {
        return Err(refuse("timeout", &format!("[{time}] is no length of time, write 500ms, 10s or 1m")));
    }
    fields.only("track_scores", &["false"])?;
    fields.only("explain", &["false"])?;
    fields.only("version", &["false"])?;
    fields.only("profile", &["false"])?;
    fields.done()?;
    Ok(search)
}

/// Reads the body of a count.
pub(crate) fn count(body: Value) -> Result<EsQuery, EsError> {
    let mut fields = Fields::of("count", body)?;
    let query = fields.take("query").map_or(Ok(EsQuery::All), read_query)?;
    fields.done()?;
    Ok(query)
}

fn sort_of(value: Value) -> Result<EsSort, EsError> {
    let (name, order) = match value {
        Value::String(name) => (name, None),
        other => {
            let (name, order) = Fields::of("sort", other)?.single()?;
            match order {
                Value::Object(_) => {
                    let mut fields = Fields::of("sort", order)?;
                    let order = fields.text("order")?;
                    fields.only("missing", &["_last"])?;
                    fields.only("unmapped_type", &["date", "long", "keyword"])?;
                    fields.only("format", &["epoch_millis"])?;
                    fields.done()?;
                    (name, order)
                }
                order => (name, Some(scalar(&order).ok_or_else(|| refuse("sort", "takes names and orders"))?)),
            }
        }
    };
    let field = match name.as_str() {
        "_score" => None,
        "_id" | "id" => Some(EsField::Id),
        _ => Some(EsField::of(&name, Use::Moments)?),
    };
    let descending = match order.as_deref() {
        None => field.is_none(),
        Some("asc") => false,
        Some("desc") => true,
        Some(other) => return Err(refuse("sort", &format!("goes asc or desc, not [{other}]"))),
    };
    Ok(EsSort { field, descending })
}

fn source_of(value: Value) -> Result<EsSource, EsError> {
    let texts = |value: Value| -> Result<Vec<String>, EsError> {
        list(value).iter().map(|name| scalar(name).ok_or_else(|| refuse("_source", "takes names of fields"))).collect()
    };
    Ok(match value {
        Value::Bool(true) => EsSource::All,
        Value::Bool(false) => EsSource::None,
        Value::Object(_) => {
            let mut fields = Fields::of("_source", value)?;
            let mut part = |long: &str, short: &str| fields.take(long).or_else(|| fields.take(short)).map_or_else(|| Ok(Vec::new()), texts);
            let (includes, excludes) = (part("includes", "include")?, part("excludes", "exclude")?);
            fields.done()?;
            EsSource::Fields(includes, excludes)
        }
        other => EsSource::Fields(texts(other)?, Vec::new()),
    })
}

/// Bytes of a passage, and passages, when none are asked for.
const USUAL_PASSAGE: (usize, usize) = (100, 5);

/// The longest passage and the most of them.
const MOST_PASSAGES: (usize, usize) = (10_000, 100);

fn highlight(value: Value) -> Result<EsHighlight, EsError> {
    let mut fields = Fields::of("highlight", value)?;
    let mut tag = |name: &str, usual: &str| -> Result<String, EsError> {
        match fields.take(name).map(list).unwrap_or_default().as_slice() {
            [] => Ok(usual.to_owned()),
            [Value::String(tag)] => Ok(tag.clone()),
            _ => Err(refuse("highlight", &format!("[{name}] takes one text"))),
        }
    };
    let (before, behind) = (tag("pre_tags", "<em>")?, tag("post_tags", "</em>")?);
    let usual = sizes(&mut fields, USUAL_PASSAGE)?;
    let wanted = fields.take("fields").ok_or_else(|| refuse("highlight", "needs [fields]"))?;
    fields.done()?;
    let named: Vec<(String, Value)> = match wanted {
        Value::Object(map) => map.into_iter().collect(),
        Value::Array(items) => items.into_iter().map(|item| Fields::of("fields", item)?.single()).collect::<Result<_, _>>()?,
        _ => return Err(refuse("highlight", "[fields] must be an object or a list")),
    };
    let one = |(name, value): (String, Value)| {
        let field = EsField::of(&name, Use::Highlight)?;
        let mut fields = Fields::of("highlight", value)?;
        let (length, number) = sizes(&mut fields, usual)?;
        fields.done()?;
        Ok((name, field, length, number))
    };
    Ok(EsHighlight { fields: named.into_iter().map(one).collect::<Result<_, EsError>>()?, before, behind })
}

fn sizes(fields: &mut Fields, usual: (usize, usize)) -> Result<(usize, usize), EsError> {
    // All ways of marking are the same one here.
    fields.only("type", &["unified", "plain", "fvh"])?;
    fields.only("order", &["none"])?;
    fields.only("require_field_match", &["true"])?;
    fields.only("encoder", &["default"])?;
    let sizes = (fields.whole("fragment_size")?.unwrap_or(usual.0), fields.whole("number_of_fragments")?.unwrap_or(usual.1));
    if sizes.0 == 0 || sizes.0 > MOST_PASSAGES.0 || sizes.1 > MOST_PASSAGES.1 {
        let (length, number) = MOST_PASSAGES;
        return Err(refuse("highlight", &format!("[fragment_size] can be 1 to {length}, [number_of_fragments] up to {number}")));
    }
    Ok(sizes)
}

#[cfg(test)]
mod tests {
    use super::{EsSource, search, with_parameters};
    use serde_json::json;

    #[test]
    fn an_address_adds_to_its_body() {
        let given =
            |pairs: &[(&str, &str)]| pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>();
        let body = with_parameters(
            given(&[
                ("q", "firm:BYD"),
                ("size", "3"),
                ("sort", "published:desc,_score"),
                ("_source_includes", "headline,url"),
                ("pretty", ""),
            ]),
            json!({ "size": 20, "from": 1 }),
        );
        let found = search(body.expect("joined")).expect("read");
        assert_eq!((found.size, found.from, found.sort.len()), (3, 1, 2));
        assert_eq!(found.source, EsSource::Fields(vec!["headline".into(), "url".into()], vec![]));
        for wrong in ["scroll", "routing", "filter_path"] {
            let error = with_parameters(given(&[(wrong, "1")]), json!({})).expect_err(wrong);
            assert!(error.reason.contains(&format!("[{wrong}]")));
        }
    }

    #[test]
    fn what_is_not_known_is_named() {
        for (body, named) in [
            (json!({"suggest": {}}), "[suggest]"),
            (json!({"post_filter": {"match_all": {}}}), "[post_filter]"),
            (json!({"from": 9_999, "size": 2}), "Result window is too large"),
            (json!({"search_after": [1]}), "[sort]"),
            (json!({"sort": [{"headline": "asc"}]}), "[headline]"),
            (json!({"sort": [{"published": {"order": "asc", "mode": "min"}}]}), "[mode]"),
            (json!({"highlight": {"fields": {"publisher": {}}}}), "[publisher]"),
            (json!({"highlight": {"fields": {"text": {"boundary_scanner": "word"}}}}), "[boundary_scanner]"),
            (json!({"track_total_hits": "yes"}), "[track_total_hits]"),
            (json!({"explain": true}), "[explain]"),
            (json!({"size": -1}), "[size]"),
        ] {
            let error = search(body.clone()).expect_err(&body.to_string());
            assert!(error.reason.contains(named), "{body}: {}", error.reason);
        }
    }
}
