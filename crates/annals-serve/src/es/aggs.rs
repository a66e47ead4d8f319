//! The `aggs` of a request: what is counted among the articles found.

use super::EsError;
use super::field::{EsField, Use};
use super::query::{EsQuery, read as read_query};
use super::reading::{Fields, refuse};
use serde_json::Value;

/// Aggregations inside each other at most.
const DEEPEST: usize = 5;

/// Buckets of terms at most.
const MOST_BUCKETS: usize = 10_000;

/// One aggregation.
#[derive(Clone, Debug, PartialEq)]
pub struct EsAggregation {
    /// Its name.
    pub name: String,
    /// What is counted.
    pub counted: EsCounted,
    /// What is counted inside its buckets.
    pub inside: Vec<EsAggregation>,
}

/// What is counted.
#[derive(Clone, Debug, PartialEq)]
pub enum EsCounted {
    /// Articles by value.
    Terms {
        /// Of this field.
        field: EsField,
        /// Buckets at most.
        size: usize,
        /// Their order.
        order: EsOrder,
        /// Articles of a bucket at least.
        least: u64,
    },
    /// Articles by the calendar of their days of publication.
    Calendar {
        /// How long a bucket is.
        unit: EsUnit,
        /// Their order.
        order: EsOrder,
        /// Articles of a bucket at least.
        least: u64,
        /// How days are written.
        format: EsDay,
    },
    /// Articles that meet a condition.
    Filter(EsQuery),
    /// Articles that meet each of these, by name or by number.
    Filters(Option<Vec<String>>, Vec<EsQuery>),
    /// The first moment.
    Min(EsField),
    /// The last moment.
    Max(EsField),
    /// How many values there are.
    ValueCount(EsField),
    /// How many different ones.
    Cardinality(EsField),
}

/// The order of buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EsOrder {
    /// The most articles first.
    MostFirst,
    /// The fewest first.
    FewestFirst,
    /// By key.
    KeyUp,
    /// By key, backwards.
    KeyDown,
}

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "plain words")]
pub enum EsUnit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// How a day is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EsDay {
    /// `2025-03-01T00:00:00.000Z`.
    Full,
    /// `2025-03-01`.
    Day,
    /// `2025-03`.
    Month,
    /// `2025`.
    Year,
    /// `1740787200000`.
    Milliseconds,
}

/// Reads the aggregations of a request.
pub(crate) fn read(value: Value) -> Result<Vec<EsAggregation>, EsError> {
    level(value, 1)
}

fn level(value: Value, depth: usize) -> Result<Vec<EsAggregation>, EsError> {
    if depth > DEEPEST {
        return Err(EsError::argument(format!("aggregations stand {DEEPEST} deep at most")));
    }
    Fields::of("aggs", value)?.rest().into_iter().map(|(name, value)| one(name, value, depth)).collect()
}

fn one(name: String, value: Value, depth: usize) -> Result<EsAggregation, EsError> {
    let mut fields = Fields::of(&name, value)?;
    let inside = match (fields.take("aggs"), fields.take("aggregations")) {
        (Some(inside), None) | (None, Some(inside)) => level(inside, depth + 1)?,
        (None, None) => Vec::new(),
        (Some(_), Some(_)) => return Err(refuse(&name, "takes [aggs] or [aggregations], not both")),
    };
    let (kind, value) = fields.single()?;
    let counted = counted(&kind, value)?;
    let leaf = matches!(counted, EsCounted::Min(_) | EsCounted::Max(_) | EsCounted::ValueCount(_) | EsCounted::Cardinality(_));
    if leaf && !inside.is_empty() {
        return Err(refuse(&name, &format!("[{kind}] has no buckets, nothing can stand inside it")));
    }
    Ok(EsAggregation { name, counted, inside })
}

fn counted(kind: &str, value: Value) -> Result<EsCounted, EsError> {
    match kind {
        "filter" => return read_query(value).map(EsCounted::Filter),
        "filters" => return filters(value),
        _ => {}
    }
    let mut fields = Fields::of(kind, value)?;
    let mut field = |wanted| match fields.text("field")? {
        Some(name) => EsField::of(&name, wanted),
        None => Err(refuse(kind, "needs [field]")),
    };
    let counted = match kind {
        "terms" => {
            let field = field(Use::Values)?;
            let size = fields.whole("size")?.unwrap_or(10);
            if !(1..=MOST_BUCKETS).contains(&size) {
                return Err(refuse(kind, &format!("[size] can be 1 to {MOST_BUCKETS}")));
            }
            // All values are counted, so how many a part of the index may give has no meaning here.
            fields.take("shard_size");
            fields.only("execution_hint", &["map", "global_ordinals"])?;
            let least = fields.whole("min_doc_count")?.unwrap_or(1);
            if least == 0 {
                return Err(refuse(kind, "[min_doc_count] must be 1 or more: values without articles are not known"));
            }
            EsCounted::Terms { field, size, order: order(&mut fields, EsOrder::MostFirst)?, least: least as u64 }
        }
        "date_histogram" => {
            if field(Use::Moments)? != EsField::Published {
                return Err(refuse(kind, "[field] can be [published] only: the calendar is that of the day of publication"));
            }
            calendar(&mut fields)?
        }
        "min" => EsCounted::Min(field(Use::Moments)?),
        "max" => EsCounted::Max(field(Use::Moments)?),
        "value_count" => EsCounted::ValueCount(countable(&mut fields, kind)?),
        "cardinality" => {
            let field = countable(&mut fields, kind)?;
            // Counted exactly, whatever the threshold.
            fields.take("precision_threshold");
            EsCounted::Cardinality(field)
        }
        _ => return Err(EsError::parsing(format!("unknown aggregation type [{kind}], it is not built here"))),
    };
    fields.done()?;
    Ok(counted)
}

fn countable(fields: &mut Fields, kind: &str) -> Result<EsField, EsError> {
    let Some(name) = fields.text("field")? else { return Err(refuse(kind, "needs [field]")) };
    EsField::of(&name, Use::Moments).or_else(|_| EsField::of(&name, Use::Values))
}

fn calendar(fields: &mut Fields) -> Result<EsCounted, EsError> {
    const KIND: &str = "date_histogram";
    if fields.take("fixed_interval").is_some() {
        return Err(refuse(KIND, "[fixed_interval] is not built here, use [calendar_interval]: day, week, month, quarter or year"));
    }
    let interval = fields.text("calendar_interval")?.ok_or_else(|| refuse(KIND, "needs [calendar_interval]"))?;
    let unit = match interval.as_str() {
        "day" | "1d" => EsUnit::Day,
        "week" | "1w" => EsUnit::Week,
        "month" | "1M" => EsUnit::Month,
        "quarter" | "1q" => EsUnit::Quarter,
        "year" | "1y" => EsUnit::Year,
        _ => return Err(refuse(KIND, &format!("[calendar_interval] can be day, week, month, quarter or year, not [{interval}]"))),
    };
    let format = match fields.text("format")?.as_deref() {
        None | Some("strict_date_optional_time" | "date_optional_time" | "strict_date_time" | "date_time") => EsDay::Full,
        Some("yyyy-MM-dd" | "strict_date" | "date") => EsDay::Day,
        Some("yyyy-MM" | "strict_year_month" | "year_month") => EsDay::Month,
        Some("yyyy" | "strict_year" | "year") => EsDay::Year,
        Some("epoch_millis") => EsDay::Milliseconds,
        Some(other) => return Err(refuse(KIND, &format!("[format] can be yyyy-MM-dd, yyyy-MM, yyyy or epoch_millis, not [{other}]"))),
    };
    fields.only("time_zone", &["UTC", "Z", "+00:00"])?;
    fields.only("keyed", &["false"])?;
    let least = fields.whole("min_doc_count")?.unwrap_or(0) as u64;
    Ok(EsCounted::Calendar { unit, order: order(fields, EsOrder::KeyUp)?, least, format })
}

fn order(fields: &mut Fields, usual: EsOrder) -> Result<EsOrder, EsError> {
    let Some(value) = fields.take("order") else { return Ok(usual) };
    let value = match value {
        // Equals are always by key: that much of a list can be honoured.
        Value::Array(mut values) if values.len() == 1 || (values.len() == 2 && values[1] == serde_json::json!({ "_key": "asc" })) => {
            values.swap_remove(0)
        }
        other => other,
    };
    let (key, direction) = Fields::of("order", value)?.single()?;
    match (key.as_str(), direction.as_str()) {
        ("_count", Some("desc")) => Ok(EsOrder::MostFirst),
        ("_count", Some("asc")) => Ok(EsOrder::FewestFirst),
        ("_key", Some("asc")) => Ok(EsOrder::KeyUp),
        ("_key", Some("desc")) => Ok(EsOrder::KeyDown),
        _ => Err(refuse("order", &format!("goes by _count or _key, asc or desc, not by [{key}] {direction}"))),
    }
}

fn filters(value: Value) -> Result<EsCounted, EsError> {
    let mut fields = Fields::of("filters", value)?;
    let wanted = fields.take("filters").ok_or_else(|| refuse("filters", "needs [filters]"))?;
    fields.done()?;
    Ok(match wanted {
        Value::Array(queries) => EsCounted::Filters(None, queries.into_iter().map(read_query).collect::<Result<_, _>>()?),
        Value::Object(named) => {
            let (names, queries): (Vec<String>, Vec<Value>) = named.into_iter().unzip();
            EsCounted::Filters(Some(names), queries.into_iter().map(read_query).collect::<Result<_, _>>()?)
        }
        _ => return Err(refuse("filters", "[filters] must be an object or a list")),
    })
}

#[cfg(test)]
mod tests {
    use super::{EsCounted, read};
    use serde_json::json;

    #[test]
    fn aggregations_are_read_inside_each_other() {
        let wanted = json!({ "by": { "terms": { "field": "publisher", "size": 3 }, "aggs": {
            "when": { "date_histogram": { "field": "published", "calendar_interval": "1M", "format": "yyyy-MM" } } } } });
        let found = read(wanted).expect("read");
        assert!(matches!(found[0].counted, EsCounted::Terms { size: 3, .. }));
        assert!(matches!(found[0].inside[0].counted, EsCounted::Calendar { .. }));
    }

    #[test]
    fn what_is_not_known_is_named() {
        for (wanted, named) in [
            (json!({"a": {"percentiles": {"field": "published"}}}), "[percentiles]"),
            (json!({"a": {"terms": {"field": "headline"}}}), "[headline]"),
            (json!({"a": {"terms": {"field": "firm", "include": "x"}}}), "[include]"),
            (json!({"a": {"terms": {"field": "firm", "order": {"other": "asc"}}}}), "[other]"),
            (json!({"a": {"date_histogram": {"field": "published", "fixed_interval": "1d"}}}), "[fixed_interval]"),
            (json!({"a": {"date_histogram": {"field": "published", "calendar_interval": "hour"}}}), "[hour]"),
            (json!({"a": {"date_histogram": {"field": "first_seen", "calendar_interval": "day"}}}), "[published]"),
            (json!({"a": {"min": {"field": "published"}, "aggs": {"b": {"max": {"field": "published"}}}}}), "[min]"),
            (json!({"a": {"terms": {"field": "firm"}, "max": {"field": "published"}}}), "[terms], [max]"),
        ] {
            let error = read(wanted.clone()).expect_err(&wanted.to_string());
            assert!(error.reason.contains(named), "{wanted}: {}", error.reason);
        }
    }
}
