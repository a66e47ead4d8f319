//! Searches in Elasticsearch's form, put to the index: fields become columns, dates as written become moments.

use super::serve::failure;
use annals_index::{
    Aggregate, Ask, Bucket, BucketOrder, Column, Comparison, Condition, Countable, Counted, Found, Index, Key, Node, Number, Passages,
    Period, Scope, SortBy, SortKey, SortValue, Tally, Text, Words, count_words, parse,
};
use annals_model::ArticleId;
use annals_serve::{
    Answer, EsAggregation, EsBucket, EsCounted, EsField, EsFound, EsHit, EsKey, EsOrder, EsQuery, EsSearch, EsSort, EsSource, EsTally,
    EsUnit, Failure, Least,
};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

/// Answers a search.
pub(super) fn search(index: &Index, asked: &EsSearch) -> Answer<EsFound> {
    let ask = Ask {
        condition: condition(&asked.query)?,
        sort: asked.sort.iter().map(sort).collect(),
        from: asked.from,
        size: asked.size,
        after: asked.after.as_ref().map(|values| after(&asked.sort, values)).transpose()?,
        count: asked.count > 0,
        aggregates: asked.aggregations.iter().map(aggregate).collect::<Answer<_>>()?,
        passages: asked
            .highlight
            .iter()
            .flat_map(|wanted| &wanted.fields)
            .map(|(_, field, length, number)| Passages { scope: scope(*field).unwrap_or_default(), length: *length, number: *number })
            .collect(),
        lines: asked.source != EsSource::None,
        most_bytes: asked.most_bytes,
    };
    let found = index.ask(&ask).map_err(failure)?;
    let hit = |hit: annals_index::AskedHit| EsHit {
        id: hit.id.0,
        score: hit.score,
        sort: hit.sort.iter().map(shown).collect(),
        source: hit.line,
        passages: hit.passages.into_iter().map(|part| part.into_iter().map(|passage| (passage.text, passage.matches)).collect()).collect(),
    };
    Ok(EsFound {
        total: found.total,
        hits: found.hits.into_iter().map(hit).collect(),
        tallies: found.tallies.into_iter().map(tally).collect(),
    })
}

/// How many articles match.
pub(super) fn count(index: &Index, query: &EsQuery) -> Answer<usize> {
    index.how_many(&condition(query)?).map_err(failure)
}

fn scope(field: EsField) -> Option<Scope> {
    match field {
        EsField::Text => Some(Scope::Everywhere),
        EsField::Headline => Some(Scope::Headline),
        EsField::Lead => Some(Scope::Lead),
        _ => None,
    }
}

fn number(field: EsField) -> Option<Number> {
    match field {
        EsField::Published => Some(Number::Published),
        EsField::PublishedAt => Some(Number::PublishedAt),
        EsField::FirstSeen => Some(Number::FirstSeen),
        _ => None,
    }
}

fn column(field: EsField) -> Answer<Column> {
    Ok(match field {
        EsField::Publisher | EsField::PublisherName => Column::Publisher,
        EsField::Id => Column::Id,
        EsField::Url => Column::Url,
        EsField::Lang => Column::Lang,
        EsField::Access => Column::Access,
        EsField::Section => Column::Section,
        EsField::Story => Column::Story,
        EsField::Entity(kind) => Column::Entity(kind),
        EsField::Text | EsField::Headline | EsField::Lead | EsField::Published | EsField::PublishedAt | EsField::FirstSeen => {
            return Err(Failure::Refused("this field has no whole values".to_owned()));
        }
    })
}

fn all(queries: &[EsQuery]) -> Answer<Vec<Condition>> {
    queries.iter().map(condition).collect()
}

fn any(should: Vec<Condition>, least: usize) -> Condition {
    Condition::Bool { must: vec![], should, filter: vec![], must_not: vec![], least }
}

fn condition(query: &EsQuery) -> Answer<Condition> {
    Ok(match query {
        EsQuery::All => Condition::Every,
        EsQuery::None => Condition::None,
        EsQuery::Language(text) => language(text)?,
        EsQuery::Match { field, text, least } => matching(*field, text, *least)?,
        EsQuery::Phrase { field, text, slop } => phrase(*field, text, *slop)?,
        EsQuery::Is(field, values) => is(*field, values)?,
        EsQuery::Exists(field) => match number(*field) {
            Some(number) => Condition::Between { number, from: None, to: None },
            None => Condition::Whole(column(*field)?, Comparison::There),
        },
        EsQuery::Prefix(field, value) => match scope(*field) {
            Some(scope) => pattern(scope, &format!("{value}*"))?,
            None => Condition::Whole(column(*field)?, Comparison::Begins(value.clone())),
        },
        EsQuery::Wildcard(field, value) => match scope(*field) {
            Some(scope) => pattern(scope, value)?,
            None => Condition::Whole(column(*field)?, Comparison::Like(value.clone())),
        },
        EsQuery::Range { field, from, to } => {
            let end = |end: &Option<(String, bool)>, upper: bool| end.as_ref().map(|(text, held)| edge(text, *held == upper)).transpose();
            between(*field, end(from, false)?, end(to, true)?)?
        }
        EsQuery::Bool { must, should, filter, must_not, least } => Condition::Bool {
            must: all(must)?,
            should: all(should)?,
            filter: all(filter)?,
            must_not: all(must_not)?,
            least: least.of(should.len()),
        },
        EsQuery::Best(queries, others) => Condition::Best(all(queries)?, *others),
        EsQuery::Constant(inner, worth) => Condition::Constant(Box::new(condition(inner)?), *worth),
        EsQuery::Boost(inner, factor) => Condition::Boost(Box::new(condition(inner)?), *factor),
    })
}

fn language(text: &str) -> Answer<Condition> {
    parse(text).map(Condition::Query).map_err(|error| Failure::Refused(format!("query, {error}")))
}

fn matching(field: EsField, text: &str, least: Least) -> Answer<Condition> {
    let words = count_words(text);
    if words == 0 && (scope(field).is_some() || field == EsField::Publisher) {
        return Ok(Condition::None);
    }
    let least = least.of(words).max(1);
    if let Some(scope) = scope(field) {
        return Ok(Condition::Words { scope, text: text.to_owned(), least: Some(least) });
    }
    if field == EsField::Publisher {
        let named = |word: &&str| count_words(word) > 0;
        let words = text.split_whitespace().filter(named).map(|word| Condition::Query(Node::Publisher(word.to_owned())));
        return Ok(any(words.collect(), least));
    }
    is(field, &[text.to_owned()])
}

fn phrase(field: EsField, text: &str, slop: u32) -> Answer<Condition> {
    if count_words(text) == 0 {
        return Ok(Condition::None);
    }
    Ok(match scope(field) {
        Some(scope) => {
            let words = if slop == 0 { Words::Exact(text.to_owned()) } else { Words::Sloppy(text.to_owned(), slop) };
            Condition::Query(Node::Text(Text { scope, words }))
        }
        None if field == EsField::Publisher && slop == 0 => Condition::Query(Node::Publisher(text.to_owned())),
        None if slop > 0 => return Err(Failure::Refused("[slop] is for text, headline and lead".to_owned())),
        None => is(field, &[text.to_owned()])?,
    })
}

fn is(field: EsField, values: &[String]) -> Answer<Condition> {
    if let Some(scope) = scope(field) {
        let word = |value: &String| {
            if value.split_whitespace().count() != 1 || count_words(value) != 1 {
                return Err(Failure::Refused(format!("a term of a text is one word, not [{value}]: use match or match_phrase")));
            }
            Ok(Condition::Query(Node::Text(Text { scope, words: Words::Exact(value.clone()) })))
        };
        return Ok(any(values.iter().map(word).collect::<Answer<_>>()?, 1));
    }
    if field.is_moment() {
        let day = |value: &String| between(field, Some(edge(value, false)?), Some(edge(value, true)?));
        return Ok(any(values.iter().map(day).collect::<Answer<_>>()?, 1));
    }
    if field == EsField::Id {
        return Ok(Condition::Ids(values.iter().map(|id| ArticleId(id.clone())).collect()));
    }
    Ok(Condition::Whole(column(field)?, Comparison::Is(values.to_vec())))
}

fn pattern(scope: Scope, form: &str) -> Answer<Condition> {
    if let Some(sign) = form.chars().find(|c| !(c.is_alphanumeric() || matches!(c, '*' | '?'))) {
        return Err(Failure::Refused(format!("a word with wildcards holds letters and digits only, not `{sign}`")));
    }
    if form.trim_matches('*').is_empty() {
        return Err(Failure::Refused("a word with wildcards needs a letter".to_owned()));
    }
    language(&match scope {
        Scope::Everywhere => form.to_owned(),
        Scope::Headline => format!("headline:{form}"),
        Scope::Lead => format!("lead:{form}"),
    })
}

fn between(field: EsField, from: Option<i64>, to: Option<i64>) -> Answer<Condition> {
    let number = number(field).ok_or_else(|| Failure::Refused("a range is one of moments".to_owned()))?;
    Ok(Condition::Between { number, from, to })
}

/// The moment a date begins, or the first one after it: of a year, a month, a day, an instant with its offset, or
/// milliseconds since 1970.
fn edge(text: &str, after: bool) -> Answer<i64> {
    let refused = || {
        Failure::Refused(format!("[{text}] is no date: write 2025, 2025-03, 2025-03-14, 2025-03-14T09:00:00Z or milliseconds since 1970"))
    };
    let numbers: Vec<&str> = text.split('-').collect();
    let digits = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let period = numbers.iter().all(digits) && numbers.first().is_some_and(|year| year.len() == 4);
    if period && numbers.len() <= 3 {
        let part = |at: usize| numbers.get(at).map_or(Some(1), |text| if text.len() == 2 { text.parse::<i8>().ok() } else { None });
        let day = (|| Date::new(numbers.first()?.parse().ok()?, part(1)?, part(2)?).ok())().ok_or_else(refused)?;
        let length = [1.year(), 1.month(), 1.day()].into_iter().nth(numbers.len() - 1).unwrap_or_default();
        let day = if after { day.checked_add(length).map_err(|_| refused())? } else { day };
        return millis(day).ok_or_else(refused);
    }
    let at = if text.strip_prefix('-').unwrap_or(text).bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() {
        text.parse::<i64>().ok()
    } else if let Ok(instant) = text.parse::<Timestamp>() {
        Some(instant.as_millisecond())
    } else {
        let civil = text.parse::<DateTime>().ok().filter(|_| text.contains(['T', ' ']));
        civil.and_then(|civil| civil.to_zoned(TimeZone::UTC).ok()).map(|zoned| zoned.timestamp().as_millisecond())
    };
    at.map(|at| at.saturating_add(i64::from(after))).ok_or_else(refused)
}

fn millis(day: Date) -> Option<i64> {
    Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond())
}

fn sort(sort: &EsSort) -> SortBy {
    let key = match sort.field.map(|field| (field, number(field))) {
        None => SortKey::Score,
        Some((_, Some(number))) => SortKey::Moment(number),
        Some((_, None)) => SortKey::Id,
    };
    SortBy { key, descending: sort.descending }
}

fn after(sorts: &[EsSort], values: &[Value]) -> Answer<Vec<SortValue>> {
    let read = |(at, value): (usize, &Value)| {
        let key = sorts.get(at).map_or(SortKey::Id, |wanted| sort(wanted).key);
        let whole = || value.as_i64().or_else(|| value.as_str()?.parse().ok());
        #[expect(clippy::cast_possible_truncation, reason = "a score was written from single precision")]
        let found = match key {
            SortKey::Score => value.as_f64().map(|score| SortValue::Score(score as f32)),
            SortKey::Moment(_) if value.is_null() => Some(SortValue::Moment(None)),
            SortKey::Moment(_) => whole().map(|at| SortValue::Moment(Some(at))),
            SortKey::Id => value.as_str().map(|id| SortValue::Id(id.to_owned())),
        };
        found.ok_or_else(|| Failure::Refused(format!("[search_after] takes the sort values of a hit, not {value}")))
    };
    values.iter().enumerate().map(read).collect()
}

fn shown(value: &SortValue) -> Value {
    match value {
        SortValue::Score(score) => json!(score),
        SortValue::Moment(at) => json!(at),
        SortValue::Id(id) => json!(id),
    }
}

fn aggregate(asked: &EsAggregation) -> Answer<Aggregate> {
    let moment = |field: EsField| number(field).ok_or_else(|| Failure::Refused("this field has no moments".to_owned()));
    let countable = |field: EsField| match number(field) {
        Some(number) => Ok(Countable::Number(number)),
        None => column(field).map(Countable::Column),
    };
    let counted = match &asked.counted {
        EsCounted::Terms { field, size, order, least } => {
            Counted::Terms { column: column(*field)?, size: *size, order: bucket_order(*order), least: *least }
        }
        EsCounted::Calendar { unit, order, least, .. } => {
            let unit = match unit {
                EsUnit::Day => Period::Day,
                EsUnit::Week => Period::Week,
                EsUnit::Month => Period::Month,
                EsUnit::Quarter => Period::Quarter,
                EsUnit::Year => Period::Year,
            };
            Counted::Calendar { unit, least: *least, order: bucket_order(*order) }
        }
        EsCounted::Filter(query) => Counted::Filters(vec![condition(query)?]),
        EsCounted::Filters(_, queries) => Counted::Filters(all(queries)?),
        EsCounted::Min(field) => Counted::Least(moment(*field)?),
        EsCounted::Max(field) => Counted::Greatest(moment(*field)?),
        EsCounted::ValueCount(field) => Counted::Values(countable(*field)?),
        EsCounted::Cardinality(field) => Counted::Distinct(countable(*field)?),
    };
    Ok(Aggregate { name: asked.name.clone(), counted, inside: asked.inside.iter().map(aggregate).collect::<Answer<_>>()? })
}

fn bucket_order(order: EsOrder) -> BucketOrder {
    match order {
        EsOrder::MostFirst => BucketOrder::MostFirst,
        EsOrder::FewestFirst => BucketOrder::FewestFirst,
        EsOrder::KeyUp => BucketOrder::KeyUp,
        EsOrder::KeyDown => BucketOrder::KeyDown,
    }
}

fn tally(tally: Tally) -> EsTally {
    let bucket = |bucket: Bucket| EsBucket {
        key: match bucket.key {
            Key::Text(text) => EsKey::Text(text),
            Key::Start(day) => EsKey::Start(day.to_string(), millis(day).unwrap_or_default()),
            Key::Filter(at) => EsKey::Filter(at),
        },
        count: bucket.count,
        inside: bucket.inside.into_iter().map(self::tally).collect(),
    };
    match tally.found {
        Found::Buckets(buckets, others) => EsTally::Buckets(buckets.into_iter().map(bucket).collect(), others),
        Found::Moment(at) => {
            let instant = |at: i64| Timestamp::from_millisecond(at).map(|instant| instant.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string());
            EsTally::Moment(at.map(|at| (at, instant(at).unwrap_or_default())))
        }
        Found::Count(count) => EsTally::Count(count),
    }
}

#[cfg(test)]
mod tests {
    use super::{condition, edge};
    use annals_index::{Condition, Number};
    use annals_serve::{EsField, EsQuery};

    #[test]
    fn ranges_take_in_the_ends_they_say() {
        let (first, after) = (1_738_368_000_000, 1_740_787_200_000);
        for (held, from, to) in [(true, first, after), (false, after, first)] {
            let end = Some(("2025-02".to_owned(), held));
            let range = EsQuery::Range { field: EsField::Published, from: end.clone(), to: end };
            let found = Condition::Between { number: Number::Published, from: Some(from), to: Some(to) };
            assert_eq!(condition(&range), Ok(found), "{held}");
        }
    }

    #[test]
    fn dates_have_two_ends() {
        for (text, first, after) in [
            ("2025", 1_735_689_600_000, 1_767_225_600_000),
            ("2025-02", 1_738_368_000_000, 1_740_787_200_000),
            ("2025-02-28", 1_740_700_800_000, 1_740_787_200_000),
            ("2025-02-28T00:00:00Z", 1_740_700_800_000, 1_740_700_800_001),
            ("2025-02-28T08:00:00+08:00", 1_740_700_800_000, 1_740_700_800_001),
            ("2025-02-28T00:00:00", 1_740_700_800_000, 1_740_700_800_001),
            ("1740700800000", 1_740_700_800_000, 1_740_700_800_001),
        ] {
            assert_eq!((edge(text, false), edge(text, true)), (Ok(first), Ok(after)), "{text}");
        }
        for wrong in ["", "now-7d/d", "2025-2", "2025-13", "2025-01-01||/M", "soon", "9999"] {
            assert!(edge(wrong, true).is_err(), "{wrong}");
        }
    }
}
