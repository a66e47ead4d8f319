//! The `query` of a request: from its JSON to plain conditions, or to an error that names the part not known.

use super::EsError;
use super::field::{EsField, Use};
use super::reading::{Fields, list, refuse, scalar};
use serde_json::Value;

/// Conditions of one query at most.
const MOST_CLAUSES: usize = 1024;

/// What articles are asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum EsQuery {
    /// Every article.
    All,
    /// No article.
    None,
    /// A query in the query language of annals.
    Language(String),
    /// Words: all of them, or at least so many.
    Match {
        /// Where.
        field: EsField,
        /// The words.
        text: String,
        /// How many must be there.
        least: Least,
    },
    /// Words in a row, moved by so many places in all.
    Phrase {
        /// Where.
        field: EsField,
        /// The words.
        text: String,
        /// Places.
        slop: u32,
    },
    /// One of these values.
    Is(EsField, Vec<String>),
    /// Is there.
    Exists(EsField),
    /// Begins so.
    Prefix(EsField, String),
    /// Is of this form.
    Wildcard(EsField, String),
    /// Between two moments, each as written and with whether it belongs to the range.
    Range {
        /// Of what.
        field: EsField,
        /// Lower end.
        from: Option<(String, bool)>,
        /// Upper end.
        to: Option<(String, bool)>,
    },
    /// Several at once.
    Bool {
        /// Must hold.
        must: Vec<EsQuery>,
        /// Count when they hold.
        should: Vec<EsQuery>,
        /// Must hold, and do not count.
        filter: Vec<EsQuery>,
        /// Must not hold.
        must_not: Vec<EsQuery>,
        /// How many of `should` must hold.
        least: Least,
    },
    /// The best of these counts, and of the others this part.
    Best(Vec<EsQuery>, f32),
    /// This, all counting the same.
    Constant(Box<EsQuery>, f32),
    /// This, counting so many times as much.
    Boost(Box<EsQuery>, f32),
}

/// How many of several must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Least {
    /// So many.
    Number(usize),
    /// All but so many.
    Missing(usize),
    /// This part of them in percent, rounded down.
    Percent(usize),
    /// All but this part of them in percent, rounded down.
    PercentMissing(usize),
}

impl Least {
    /// Of so many.
    #[must_use]
    pub fn of(self, many: usize) -> usize {
        match self {
            Self::Number(number) => number,
            Self::Missing(number) => many.saturating_sub(number),
            Self::Percent(percent) => many * percent / 100,
            Self::PercentMissing(percent) => many - many * percent.min(100) / 100,
        }
    }

    const ALL: Self = Self::Missing(0);

    fn read(value: &Value, place: &str) -> Result<Self, EsError> {
        let text = scalar(value).unwrap_or_default();
        let (digits, percent) = text.strip_suffix('%').map_or((text.as_str(), false), |digits| (digits, true));
        let (digits, missing) = digits.strip_prefix('-').map_or((digits, false), |digits| (digits, true));
        let number: usize =
            digits.parse().map_err(|_| refuse(place, "[minimum_should_match] is read as a number or percentage only, such as 2 or 75%"))?;
        Ok(match (percent, missing) {
            (false, false) => Self::Number(number),
            (false, true) => Self::Missing(number),
            (true, false) => Self::Percent(number),
            (true, true) => Self::PercentMissing(number),
        })
    }
}

/// Reads a query.
pub(crate) fn read(value: Value) -> Result<EsQuery, EsError> {
    let mut clauses = 0;
    clause(value, &mut clauses)
}

fn clause(value: Value, clauses: &mut usize) -> Result<EsQuery, EsError> {
    *clauses += 1;
    if *clauses > MOST_CLAUSES {
        return Err(EsError::argument(format!("too many clauses, {MOST_CLAUSES} are the most")));
    }
    let (name, value) = Fields::of("query", value)?.single()?;
    match name.as_str() {
        "match_all" => boosted(Fields::of(&name, value)?, EsQuery::All),
        "match_none" => Fields::of(&name, value)?.done().map(|()| EsQuery::None),
        "query_string" => query_string(Fields::of(&name, value)?),
        "match" | "match_phrase" => words(&name, value),
        "multi_match" => multi(Fields::of(&name, value)?),
        "term" | "prefix" | "wildcard" => one_value(&name, value),
        "terms" => terms(Fields::of(&name, value)?),
        "range" => range(value),
        "ids" => {
            let mut fields = Fields::of(&name, value)?;
            let ids = texts("ids", fields.take("values").unwrap_or_default())?;
            boosted(fields, EsQuery::Is(EsField::Id, ids))
        }
        "exists" => {
            let mut fields = Fields::of(&name, value)?;
            let field = needed(fields.text("field")?, &name, "field")?;
            let found = match EsField::of(&field, Use::Find)? {
                EsField::Publisher => EsField::PublisherName,
                EsField::Url => return Err(EsError::argument("[exists] on [url] is not built")),
                text if text.is_text() => return Err(EsError::argument(format!("[exists] on the words of [{field}] is not built"))),
                other => other,
            };
            boosted(fields, EsQuery::Exists(found))
        }
        "bool" => group(Fields::of(&name, value)?, clauses),
        "constant_score" => {
            let mut fields = Fields::of(&name, value)?;
            let inner = clause(needed(fields.take("filter"), &name, "filter")?, clauses)?;
            let worth = fields.number("boost")?.unwrap_or(1.0);
            fields.done().map(|()| EsQuery::Constant(Box::new(inner), worth))
        }
        "dis_max" => {
            let mut fields = Fields::of(&name, value)?;
            let parts = list(needed(fields.take("queries"), &name, "queries")?);
            let parts = parts.into_iter().map(|part| clause(part, clauses)).collect::<Result<_, _>>()?;
            let others = fields.number("tie_breaker")?.unwrap_or(0.0);
            boosted(fields, EsQuery::Best(parts, others))
        }
        _ => Err(EsError::parsing(format!("unknown query [{name}], it is not built here"))),
    }
}

fn needed<T>(value: Option<T>, place: &str, name: &str) -> Result<T, EsError> {
    value.ok_or_else(|| refuse(place, &format!("needs [{name}]")))
}

/// Takes the boost, and refuses what else is left.
fn boosted(mut fields: Fields, query: EsQuery) -> Result<EsQuery, EsError> {
    let boost = fields.number("boost")?;
    fields.done()?;
    Ok(match boost {
        Some(boost) => EsQuery::Boost(Box::new(query), boost),
        None => query,
    })
}

fn texts(place: &str, value: Value) -> Result<Vec<String>, EsError> {
    list(value).iter().map(|value| scalar(value).ok_or_else(|| refuse(place, "takes texts and numbers only"))).collect()
}

fn query_string(mut fields: Fields) -> Result<EsQuery, EsError> {
    let query = needed(fields.text("query")?, "query_string", "query")?;
    // Words side by side are all wanted in this language; whoever asks for the other reading is told.
    fields.only("default_operator", &["and"])?;
    fields.only("default_field", &["text", "*"])?;
    fields.only("analyze_wildcard", &["true", "false"])?;
    boosted(fields, EsQuery::Language(query))
}

/// `{"field": value}` or `{"field": {name: value, …}}`.
fn on_field(place: &str, name: &str, value: Value) -> Result<(String, Option<Value>, Fields), EsError> {
    let (field, value) = Fields::of(place, value)?.single()?;
    match value {
        Value::Object(_) => {
            let mut fields = Fields::of(place, value)?;
            let value = fields.take(name);
            Ok((field, value, fields))
        }
        other => Ok((field, Some(other), Fields::of(place, Value::Object(serde_json::Map::new()))?)),
    }
}

fn words(place: &str, value: Value) -> Result<EsQuery, EsError> {
    let (name, text, mut fields) = on_field(place, "query", value)?;
    let text = needed(text.as_ref().and_then(scalar), place, "query")?;
    let field = EsField::of(&name, Use::Find)?;
    if place == "match_phrase" {
        let slop = fields.whole("slop")?.unwrap_or(0);
        return boosted(fields, phrase(field, text, slop)?);
    }
    let least = how_many(&mut fields)?;
    boosted(fields, EsQuery::Match { field, text, least })
}

fn phrase(field: EsField, text: String, slop: usize) -> Result<EsQuery, EsError> {
    let slop = u32::try_from(slop).ok().filter(|slop| *slop <= 200);
    let slop = slop.ok_or_else(|| EsError::argument("[slop] can be 200 at most"))?;
    Ok(EsQuery::Phrase { field, text, slop })
}

/// `operator` and `minimum_should_match`.
fn how_many(fields: &mut Fields) -> Result<Least, EsError> {
    let operator = fields.text("operator")?.unwrap_or_else(|| "or".to_owned());
    let least = fields.take("minimum_should_match").map(|value| Least::read(&value, &fields.place)).transpose()?;
    match operator.to_ascii_lowercase().as_str() {
        "and" => Ok(Least::ALL),
        "or" => Ok(least.unwrap_or(Least::Number(1))),
        _ => Err(refuse(&fields.place, &format!("[operator] is and or or, not [{operator}]"))),
    }
}

fn multi(mut fields: Fields) -> Result<EsQuery, EsError> {
    let text = needed(fields.text("query")?, "multi_match", "query")?;
    let names = fields.take("fields").map_or_else(|| Ok(vec!["text".to_owned()]), |names| texts("multi_match", names))?;
    let kind = fields.text("type")?.unwrap_or_else(|| "best_fields".to_owned());
    let least = how_many(&mut fields)?;
    let slop = fields.whole("slop")?.unwrap_or(0);
    let tie = fields.number("tie_breaker")?;
    let mut parts = Vec::new();
    for name in names {
        let (name, weight) = match name.split_once('^') {
            Some((name, weight)) => {
                let weight = weight.parse().map_err(|_| refuse("multi_match", &format!("[{weight}] is no weight of [{name}]")))?;
                (name.to_owned(), Some(weight))
            }
            None => (name, None),
        };
        let field = EsField::of(&name, Use::Find)?;
        let part = match kind.as_str() {
            "best_fields" | "most_fields" => EsQuery::Match { field, text: text.clone(), least },
            "phrase" => phrase(field, text.clone(), slop)?,
            _ => return Err(refuse("multi_match", &format!("[type] can be best_fields, most_fields or phrase, not [{kind}]"))),
        };
        parts.push(match weight {
            Some(weight) => EsQuery::Boost(Box::new(part), weight),
            None => part,
        });
    }
    let whole = match kind.as_str() {
        "most_fields" => EsQuery::Bool { must: vec![], should: parts, filter: vec![], must_not: vec![], least: Least::Number(1) },
        _ => EsQuery::Best(parts, tie.unwrap_or(0.0)),
    };
    boosted(fields, whole)
}

fn one_value(place: &str, value: Value) -> Result<EsQuery, EsError> {
    let (name, value, mut fields) = on_field(place, "value", value)?;
    let value = match value {
        Some(value) => Some(value),
        None if place == "wildcard" => fields.take("wildcard"),
        None => None,
    };
    let value = needed(value.as_ref().and_then(scalar), place, "value")?;
    if place == "term" {
        return boosted(fields, is(&name, vec![value])?);
    }
    // Words of a text are folded as they are indexed; other values are compared as they are.
    let field = match EsField::of(&name, Use::Find)? {
        text if text.is_text() => text,
        _ => EsField::of(&name, Use::Values)?,
    };
    if field.is_text() {
        fields.only("case_insensitive", &["true", "false"])?;
    } else {
        fields.only("case_insensitive", &["false"])?;
    }
    boosted(fields, if place == "prefix" { EsQuery::Prefix(field, value) } else { EsQuery::Wildcard(field, value) })
}

fn is(name: &str, values: Vec<String>) -> Result<EsQuery, EsError> {
    let field = match EsField::of(name, Use::Find)? {
        EsField::Publisher => EsField::PublisherName,
        other => other,
    };
    Ok(EsQuery::Is(field, values))
}

fn terms(mut fields: Fields) -> Result<EsQuery, EsError> {
    let boost = fields.number("boost")?;
    let (name, values) = fields.single()?;
    let query = is(&name, texts("terms", values)?)?;
    Ok(match boost {
        Some(boost) => EsQuery::Boost(Box::new(query), boost),
        None => query,
    })
}

fn range(value: Value) -> Result<EsQuery, EsError> {
    let (name, value) = Fields::of("range", value)?.single()?;
    let field = EsField::of(&name, Use::Moments)?;
    let mut fields = Fields::of("range", value)?;
    fields.only("format", &["yyyy-MM-dd", "strict_date", "date", "strict_date_optional_time", "date_optional_time", "epoch_millis"])?;
    fields.only("time_zone", &["UTC", "Z", "+00:00"])?;
    let mut end = |included: &str, excluded: &str| match (fields.text(included)?, fields.text(excluded)?) {
        (Some(_), Some(_)) => Err(refuse("range", &format!("takes [{included}] or [{excluded}], not both"))),
        (Some(value), None) => Ok(Some((value, true))),
        (None, Some(value)) => Ok(Some((value, false))),
        (None, None) => Ok(None),
    };
    let (from, to) = (end("gte", "gt")?, end("lte", "lt")?);
    boosted(fields, EsQuery::Range { field, from, to })
}

fn group(mut fields: Fields, clauses: &mut usize) -> Result<EsQuery, EsError> {
    let mut part = |name: &str| -> Result<Vec<EsQuery>, EsError> {
        let parts = fields.take(name).map(list).unwrap_or_default();
        parts.into_iter().map(|value| clause(value, clauses)).collect()
    };
    let (must, should, filter, must_not) = (part("must")?, part("should")?, part("filter")?, part("must_not")?);
    let least = match fields.take("minimum_should_match") {
        Some(value) => Least::read(&value, "bool")?,
        None => Least::Number(usize::from(must.is_empty() && filter.is_empty() && !should.is_empty())),
    };
    boosted(fields, EsQuery::Bool { must, should, filter, must_not, least })
}

#[cfg(test)]
mod tests {
    use super::{EsQuery, Least, read};
    use crate::es::field::EsField;
    use serde_json::json;

    #[test]
    fn short_and_long_forms_are_one() {
        for (short, long) in [
            (json!({"match": {"text": "a b"}}), json!({"match": {"text": {"query": "a b", "operator": "OR"}}})),
            (json!({"term": {"lang": "en"}}), json!({"term": {"lang": {"value": "en"}}})),
            (json!({"terms": {"lang": ["en"]}}), json!({"term": {"lang": "en"}})),
            (json!({"bool": {"must": {"match_all": {}}}}), json!({"bool": {"must": [{"match_all": {}}]}})),
        ] {
            assert_eq!(read(short), read(long));
        }
        assert_eq!(read(json!({"term": {"publisher": "Ledger"}})), Ok(EsQuery::Is(EsField::PublisherName, vec!["Ledger".into()])));
        assert_eq!(
            [Least::Number(2), Least::Missing(1), Least::Percent(75), Least::PercentMissing(25)].map(|least| least.of(5)),
            [2, 4, 3, 4]
        );
    }

    #[test]
    fn what_is_not_known_is_named() {
        for (query, named) in [
            (json!({"fuzzy": {"text": "a"}}), "[fuzzy]"),
            (json!({"match": {"text": {"query": "a", "fuzziness": "AUTO"}}}), "[fuzziness]"),
            (json!({"match": {"colour": "a"}}), "[colour]"),
            (json!({"match": {"text": "a", "lead": "b"}}), "[text], [lead]"),
            (json!({"query_string": {"query": "a", "default_operator": "or"}}), "[default_operator]"),
            (json!({"range": {"headline": {"gte": "a"}}}), "[headline]"),
            (json!({"range": {"published": {"gte": "2025", "gt": "2025"}}}), "[gte] or [gt]"),
            (json!({"bool": {"must": [{"nested": {}}]}}), "[nested]"),
            (json!({"bool": {"should": [], "minimum_should_match": "3<90%"}}), "[minimum_should_match]"),
            (json!({"multi_match": {"query": "a", "type": "cross_fields"}}), "[cross_fields]"),
            (json!({"exists": {"field": "headline"}}), "[headline]"),
            (json!([]), "object"),
            (json!({}), "needs a field"),
        ] {
            let error = read(query.clone()).expect_err(&query.to_string());
            assert!(error.reason.contains(named), "{query}: {}", error.reason);
        }
    }
}
