//! Reads JSON Feed, versions 1 and 1.1.

use super::{Feed, FeedEntry, absolute, date, title};
use serde_json::Value;
use url::Url;

/// Most items that are read of one feed.
const MAX_ENTRIES: usize = 50_000;

/// Reads a feed that is JSON. Entries that lack a part are read without it, of a torn feed those that are whole.
pub(super) fn parse(text: &str, base: Option<&Url>) -> Result<Feed, String> {
    let value = match document(text) {
        Ok(value) => value,
        Err(error) => document(&mended(text).ok_or_else(|| error.clone())?).map_err(|_| error)?,
    };
    let Some(items) = value.get("items").and_then(Value::as_array) else {
        return Err("json without a list of items".to_owned());
    };
    if !value.get("version").and_then(Value::as_str).is_some_and(|version| version.contains("jsonfeed.org/version/")) {
        return Err("json that does not say it is a json feed".to_owned());
    }
    let entries = items.iter().filter(|item| item.is_object()).take(MAX_ENTRIES).map(|item| entry(item, base)).collect();
    Ok(Feed { title: text_at(&value, "title").and_then(|text| title::plain(&text)), entries })
}

fn document(text: &str) -> Result<Value, String> {
    // A stream, because some servers append something.
    match serde_json::Deserializer::from_str(text).into_iter().next() {
        Some(Ok(value)) => Ok(value),
        Some(Err(error)) => Err(format!("json: {error}")),
        None => Err("json: nothing there".to_owned()),
    }
}

/// A torn feed, closed behind its last whole item.
fn mended(text: &str) -> Option<String> {
    let start = text.find("\"items\"")?;
    let open = start + text.get(start..)?.find('[')? + 1;
    let mut end = open;
    loop {
        let rest = text.get(end..)?;
        let item = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let mut items = serde_json::Deserializer::from_str(item).into_iter::<serde::de::IgnoredAny>();
        match items.next() {
            Some(Ok(_)) => end += rest.len() - item.len() + items.byte_offset(),
            _ => break,
        }
    }
    Some(format!("{}]}}", text.get(..end)?))
}

fn entry(item: &Value, base: Option<&Url>) -> FeedEntry {
    let title = text_at(item, "title").and_then(|text| title::plain(&text));
    let id = text_at(item, "id");
    let url = text_at(item, "url").or_else(|| text_at(item, "external_url")).or_else(|| id.clone().filter(|id| super::is_web(id)));
    let url = url.and_then(|url| absolute(&url, base));
    let date = |name| date::parse(&text_at(item, name)?);
    let updated = date("date_modified");
    let published = date("date_published").or(updated);
    FeedEntry { id: id.or_else(|| url.clone()).or_else(|| title.clone()).unwrap_or_default(), url, title, published, updated }
}

/// A string, or a number where a careless writer put one.
fn text_at(value: &Value, name: &str) -> Option<String> {
    match value.get(name)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
