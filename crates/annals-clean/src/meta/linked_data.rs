//! What a page says about itself in JSON-LD, also when the JSON is broken.

use super::Metadata;
use super::date::read_date;
use annals_model::{Access, DateSource};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Objects looked at on one page.
const MOST_OBJECTS: usize = 4000;

/// Reads the blocks in order; the first article found fills `meta`, other objects what it leaves open.
pub(super) fn read(blocks: &[&str], meta: &mut Metadata) {
    let mut found = Found::default();
    for block in blocks {
        for value in values(block) {
            collect(value, &mut found);
        }
    }
    let Found { mut articles, named } = found;
    articles.sort_by_key(|(rank, _)| *rank);
    for (_, article) in &mut articles {
        for field in ["author", "creator", "publisher"] {
            if let Some(value) = article.get_mut(field) {
                name_references(value, &named);
            }
        }
    }
    for (rank, article) in &articles {
        fill(article, *rank, meta);
    }
}

/// The objects of a page's blocks that tell something.
#[derive(Default)]
struct Found {
    /// Articles and pages, each with its rank.
    articles: Vec<(u8, Map<String, Value>)>,
    /// Names of people and organisations that other objects refer to by `@id`.
    named: BTreeMap<String, Value>,
}

/// Gives `{"@id": …}` the name that the object of this id has elsewhere on the page.
fn name_references(value: &mut Value, named: &BTreeMap<String, Value>) {
    match value {
        Value::Array(items) => {
            for item in items.iter_mut().take(50).filter(|item| item.is_object()) {
                name_references(item, named);
            }
        }
        Value::Object(object) if !object.contains_key("name") => {
            let name = object.get("@id").and_then(Value::as_str).and_then(|id| named.get(id)).cloned();
            if let Some(name) = name {
                object.insert("name".to_owned(), name);
            }
        }
        _ => {}
    }
}

/// The JSON values of a block: wrappers of comments are cut off, line breaks inside strings forgiven, and so is a comma too many.
pub(crate) fn values(block: &str) -> Vec<Value> {
    let mut text = block.trim();
    for (open, close) in [("<!--", "-->"), ("/*<![CDATA[*/", "/*]]>*/"), ("//<![CDATA[", "//]]>"), ("<![CDATA[", "]]>")] {
        text = text.strip_prefix(open).unwrap_or(text).trim();
        text = text.strip_suffix(close).unwrap_or(text).trim();
    }
    let text = text.trim_end_matches(';');
    let strict: Result<Vec<Value>, _> = serde_json::Deserializer::from_str(text).into_iter().collect();
    match strict {
        Ok(values) => values,
        Err(_) => {
            let mended = mend(text);
            serde_json::Deserializer::from_str(&mended).into_iter().map_while(Result::ok).collect()
        }
    }
}

/// Control characters inside strings become spaces, commas before a closing bracket go, wrong escapes lose their stroke.
fn mend(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_string = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                in_string = !in_string;
                out.push(c);
            }
            '\\' if in_string => match chars.next() {
                Some(next @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u')) => {
                    out.push('\\');
                    out.push(next);
                }
                Some(next) => out.push(next),
                None => {}
            },
            c if c.is_control() => out.push(' '),
            ']' | '}' if !in_string => {
                let end = out.trim_end().len();
                if out.get(..end).is_some_and(|o| o.ends_with(',')) {
                    out.truncate(end - 1);
                }
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// Finds the objects that describe an article (rank 0), the page it stands on (rank 1), or another dated work (rank 2).
fn collect(value: Value, out: &mut Found) {
    let mut waiting = vec![value];
    let mut seen = 0;
    while let Some(value) = waiting.pop() {
        seen += 1;
        if seen > MOST_OBJECTS || out.articles.len() > 40 {
            return;
        }
        match value {
            Value::Array(items) => waiting.extend(items.into_iter().rev()),
            Value::Object(mut object) => {
                for inner in ["mainEntity", "mainEntityOfPage", "@graph"] {
                    if matches!(object.get(inner), Some(Value::Object(_) | Value::Array(_)))
                        && let Some(inner) = object.shift_remove(inner)
                    {
                        waiting.push(inner);
                    }
                }
                match (rank(&object), object.get("@id").and_then(Value::as_str), object.get("name")) {
                    (Some(rank), ..) => out.articles.push((rank, object)),
                    (None, Some(id), Some(name)) => {
                        out.named.entry(id.to_owned()).or_insert_with(|| name.clone());
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

fn rank(object: &Map<String, Value>) -> Option<u8> {
    let kinds = match object.get("@type")? {
        Value::String(kind) => vec![kind.as_str()],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let bare = |kind: &str| kind.rsplit(['/', ':', '#']).next().unwrap_or_default().to_owned();
    if kinds.iter().any(|k| {
        bare(k).ends_with("Article")
            || matches!(bare(k).as_str(), "BlogPosting" | "LiveBlogPosting" | "Report" | "SocialMediaPosting" | "NewsItem" | "Review")
    }) {
        return Some(0);
    }
    if kinds.iter().any(|k| matches!(bare(k).as_str(), "WebPage" | "ItemPage")) {
        return Some(1);
    }
    // A recipe, a checked claim, a thread: whatever states when it was published is what the page is about.
    let other =
        kinds.iter().any(|k| matches!(bare(k).as_str(), "Person" | "Organization" | "ImageObject" | "Comment" | "Product" | "Event"));
    let dated = ["datePublished", "dateCreated", "uploadDate"].iter().any(|name| object.contains_key(*name));
    (dated && !other).then_some(2)
}

fn fill(article: &Map<String, Value>, rank: u8, meta: &mut Metadata) {
    let text = |name: &str| article.get(name).and_then(string).map(|s| super::plain(&s)).filter(|s| !s.is_empty());
    let stated = ["datePublished", "dateCreated", "uploadDate"].into_iter().find_map(text).and_then(|d| read_date(&d));
    let place = if rank > 1 { &mut meta.beside } else { &mut meta.stated };
    place.extend(stated.map(|date| (date, DateSource::Jsonld)));
    if meta.modified.is_none() {
        meta.modified = text("dateModified").and_then(|d| read_date(&d));
    }
    if rank > 0 {
        return;
    }
    if meta.linked_headline.is_none() {
        let kind = article.get("@type").map(Value::to_string).unwrap_or_default();
        meta.says_news = kind.contains("NewsArticle");
        meta.linked_headline = text("headline").or_else(|| text("name"));
    }
    if meta.byline.is_empty()
        && let Some(author) = article.get("author").or_else(|| article.get("creator"))
    {
        names(author, &mut meta.byline);
    }
    if meta.publisher.is_none() {
        meta.publisher = article.get("publisher").and_then(name_of).map(|n| super::plain(&n)).filter(|n| !n.is_empty());
    }
    if meta.section.is_none() {
        meta.section = text("articleSection");
    }
    if meta.description.is_none() {
        meta.description = text("description");
    }
    if meta.lang.is_none() {
        meta.lang = text("inLanguage");
    }
    if meta.article_body.is_none() {
        meta.article_body = article.get("articleBody").and_then(string).filter(|b| b.len() >= 200);
    }
    if meta.access == Access::Unknown {
        meta.access = match article.get("isAccessibleForFree") {
            Some(Value::Bool(free)) => access(*free),
            Some(Value::String(free)) if free.eq_ignore_ascii_case("true") || free.ends_with("/True") => Access::Free,
            Some(Value::String(free)) if free.eq_ignore_ascii_case("false") || free.ends_with("/False") => Access::Metered,
            _ => Access::Unknown,
        };
    }
}

fn access(free: bool) -> Access {
    if free { Access::Free } else { Access::Metered }
}

/// A string, the first of several, or the `@value` of an object.
fn string(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => items.iter().find_map(|i| i.as_str().map(str::to_owned)),
        Value::Object(object) => object.get("@value").or_else(|| object.get("name")).and_then(Value::as_str).map(str::to_owned),
        _ => None,
    }
}

fn name_of(value: &Value) -> Option<String> {
    match value {
        Value::Array(items) => items.iter().find_map(name_of_one),
        other => name_of_one(other),
    }
}

fn name_of_one(value: &Value) -> Option<String> {
    match value {
        Value::String(name) => Some(name.clone()),
        Value::Object(object) => match object.get("name") {
            Some(Value::String(name)) => Some(name.clone()),
            Some(Value::Array(items)) => items.iter().find_map(|i| i.as_str().map(str::to_owned)),
            _ => None,
        },
        _ => None,
    }
}

/// All names of an author field; a name may hold several.
fn names(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for item in items.iter().take(50) {
                match item {
                    Value::Array(_) => {}
                    other => names(other, out),
                }
            }
        }
        Value::Object(object) => match object.get("name") {
            Some(Value::Array(items)) => {
                for name in items.iter().filter_map(Value::as_str).take(50) {
                    super::add_names(name, out);
                }
            }
            Some(Value::String(name)) => super::add_names(name, out),
            _ => {}
        },
        Value::String(name) => super::add_names(name, out),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::Metadata;

    #[test]
    fn references_inside_a_graph_are_followed() {
        let block = r##"{"@graph":[
            {"@type":"NewsArticle","headline":"Ships wait","author":[{"@id":"#a"},{"name":"Bo Lind"}],"publisher":{"@id":"#org"}},
            {"@type":"Person","@id":"#a","name":"Ada Moss"},{"@type":"Organization","@id":"#org","name":"The Tide Table"}]}"##;
        let mut meta = Metadata::default();
        super::read(&[block], &mut meta);
        assert_eq!(meta.publisher.as_deref(), Some("The Tide Table"));
        assert_eq!(meta.byline, ["Ada Moss", "Bo Lind"]);
        let mut unknown = Metadata::default();
        super::read(&[r##"{"@type":"NewsArticle","headline":"x","publisher":{"@id":"#none"}}"##], &mut unknown);
        assert_eq!(unknown.publisher, None);
    }
}
