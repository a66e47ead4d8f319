//! Reads JSON Feed, versions 1 and 1.1.

use super::{Feed, FeedEntry, absolute, date, title};
use serde_json::Value;
use url::Url;

/// Reads a feed that is JSON. Entries that lack a part are read without it.
pub(super) fn parse(text: &str, base: Option<&Url>) -> Result<Feed, String> {
    // A stream, because some servers append something.
    let value: Value = match serde_json::Deserializer::from_str(text).into_iter().next() {
        Some(Ok(value)) => value,
        Some(Err(error)) => return Err(format!("json: {error}")),
        None => return Err("json: nothing there".to_owned()),
    };
    let Some(items) = value.get("items").and_then(Value::as_array) else {
        return Err("json without a list of items".to_owned());
    };
    if !value.get("version").and_then(Value::as_str).is_some_and(|version| version.contains("jsonfeed.org/version/")) {
        return Err("json that does not say it is a json feed".to_owned());
    }
    let entries = items.iter().filter(|item| item.is_object()).map(|item| entry(item, base)).collect();
    Ok(Feed { title: text_at(&value, "title").and_then(|text| title::plain(&text)), entries })
}

fn entry(item: &Value, base: Option<&Url>) -> FeedEntry {
    let title = text_at(item, "title").and_then(|text| title::plain(&text));
    let id = text_at(item, "id");
    let url = text_at(item, "url").or_else(|| text_at(item, "external_url")).or_else(|| id.clone().filter(|id| super::is_web(id)));
    let url = url.and_then(|url| absolute(&url, base));
    let published = ["date_published", "date_modified"].iter().find_map(|name| date::parse(&text_at(item, name)?));
    FeedEntry { id: id.or_else(|| url.clone()).or_else(|| title.clone()).unwrap_or_default(), url, title, published }
}

/// A string, or a number where a careless writer put one.
fn text_at(value: &Value, name: &str) -> Option<String> {
    match value.get(name)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
