//! What is known of an entity, as the HTTP server gives it.

use super::serve::failure;
use annals_index::{
    Aggregate, Ask, BucketOrder, Column, Comparison, Condition, Counted, Found, Index, Key, Number, Period, SortBy, SortKey, Tally,
};
use annals_model::ArticleId;
use annals_serve::{Answer, Failure};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Articles named, the latest first.
const LATEST: usize = 10;

/// Buckets of a count.
const BUCKETS: usize = 10;

/// What is known of every entity that goes by a name.
pub(super) fn known(index: &Index, name: &str) -> Answer<Value> {
    let ids = index.entities_matching(name).map_err(failure)?;
    let known: Vec<Value> = ids.iter().map(|id| one(index, id.as_str())).collect::<Answer<_>>()?;
    if known.is_empty() {
        return Err(Failure::Missing(format!("no article names {name}")));
    }
    Ok(json!({ "asked": name, "entities": known }))
}

fn one(index: &Index, id: &str) -> Answer<Value> {
    let terms = |name: &str, column, size| Aggregate {
        name: name.to_owned(),
        counted: Counted::Terms { column, size, order: BucketOrder::MostFirst, least: 1 },
        inside: Vec::new(),
    };
    let months = Counted::Calendar { unit: Period::Month, least: 1, order: BucketOrder::KeyUp };
    let asked = Ask {
        condition: Condition::Whole(Column::Entity(None), Comparison::Is(vec![id.to_owned()])),
        sort: vec![SortBy { key: SortKey::Moment(Number::PublishedAt), descending: true }],
        size: LATEST,
        aggregates: vec![
            terms("publishers", Column::Publisher, BUCKETS),
            // The entity itself is among those named with it.
            terms("named_with", Column::Entity(None), BUCKETS + 1),
            Aggregate { name: "months".to_owned(), counted: months, inside: Vec::new() },
        ],
        lines: false,
        ..Ask::default()
    };
    let found = index.ask(&asked).map_err(failure)?;
    let (mut name, mut kind, mut tickers) = (None, None, Vec::new());
    let mut surfaces: BTreeMap<String, u64> = BTreeMap::new();
    let mut latest = Vec::new();
    for hit in &found.hits {
        let Some(item) = index.get(&ArticleId(hit.id.0.clone())).map_err(failure)? else { continue };
        let article = &item.article;
        latest.push(json!({
            "id": article.id, "headline": article.headline, "published": article.published, "publisher": article.publisher, "url": article.url,
        }));
        for entity in item.annotations.entities.iter().filter(|entity| entity.id.as_str() == id) {
            name.get_or_insert_with(|| entity.name.clone());
            kind.get_or_insert(entity.kind.name());
            if tickers.is_empty() {
                tickers.clone_from(&entity.tickers);
            }
        }
        for mention in item.annotations.mentions.iter().filter(|m| !m.nominal && m.entity.as_ref().is_some_and(|e| e.as_str() == id)) {
            *surfaces.entry(mention.span.of(&article.text).to_owned()).or_default() += 1;
        }
    }
    let mut surfaces: Vec<(String, u64)> = surfaces.into_iter().collect();
    surfaces.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let surfaces: Vec<Value> = surfaces.iter().map(|(surface, count)| json!({ "surface": surface, "count": count })).collect();
    let mut out = json!({
        "id": id, "name": name, "kind": kind, "tickers": tickers, "surfaces": surfaces, "articles": found.total, "latest": latest,
    });
    if let Some(out) = out.as_object_mut() {
        for tally in &found.tallies {
            let rows =
                buckets(tally).into_iter().filter(|row| row["value"] != id).take(if tally.name == "months" { usize::MAX } else { BUCKETS });
            out.insert(tally.name.clone(), rows.collect());
        }
    }
    Ok(out)
}

fn buckets(tally: &Tally) -> Vec<Value> {
    let Found::Buckets(buckets, _) = &tally.found else { return Vec::new() };
    let value = |key: &Key| match key {
        Key::Text(text) => text.clone(),
        Key::Start(day) => day.to_string(),
        Key::Filter(at) => at.to_string(),
    };
    buckets.iter().map(|bucket| json!({ "value": value(&bucket.key), "count": bucket.count })).collect()
}
