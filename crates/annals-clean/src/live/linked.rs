//! The entries of a live blog as structured data gives them: `liveBlogUpdate`.

use crate::meta::date::read_date;
use crate::text::key;
use annals_model::DateTime;
use memchr::memmem;
use serde_json::Value;

/// Entries read of one page.
const MOST: usize = 2000;
/// Values looked at on one page.
const MOST_VALUES: usize = 4000;

/// One entry.
#[derive(Clone, Debug)]
pub(crate) struct Update {
    pub(crate) headline: Option<String>,
    pub(crate) published: Option<DateTime>,
    /// Plain or HTML; may be empty.
    pub(crate) body: String,
}

impl Update {
    /// Letters and digits of headline and words.
    pub(crate) fn key(&self) -> String {
        let mut out = self.headline.as_deref().map(key).unwrap_or_default();
        for line in crate::write::linked_lines(&self.body) {
            out.push_str(&key(&line));
        }
        out
    }
}

/// All entries, in the order given; none when fewer than two hold words.
pub(crate) fn updates(linked: &[&str]) -> Vec<Update> {
    let mut out = Vec::new();
    for block in linked.iter().filter(|block| memmem::find(block.as_bytes(), b"liveBlogUpdate").is_some()) {
        let mut waiting = crate::meta::values(block);
        let mut seen = 0;
        while let Some(value) = waiting.pop() {
            seen += 1;
            if seen > MOST_VALUES {
                break;
            }
            match value {
                Value::Array(items) => waiting.extend(items.into_iter().filter(|i| i.is_object() || i.is_array()).rev()),
                Value::Object(object) => {
                    for (name, value) in object {
                        match value {
                            Value::Array(items) if name == "liveBlogUpdate" => {
                                out.extend(items.iter().filter_map(update).take(MOST - out.len().min(MOST)));
                            }
                            Value::Object(_) if name == "liveBlogUpdate" => out.extend(update(&value)),
                            Value::Object(_) | Value::Array(_) => waiting.push(value),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
    }
    if out.iter().filter(|u| !u.body.trim().is_empty()).count() < 2 { Vec::new() } else { out }
}

fn update(value: &Value) -> Option<Update> {
    let text = |name: &str| value.get(name).and_then(Value::as_str).filter(|t| !t.trim().is_empty());
    let headline = text("headline").or_else(|| text("name")).map(crate::meta::plain);
    let body = text("articleBody").or_else(|| text("text")).or_else(|| text("description")).unwrap_or_default().to_owned();
    if headline.is_none() && body.is_empty() {
        return None;
    }
    let published = text("datePublished").or_else(|| text("dateCreated")).or_else(|| text("dateModified")).and_then(read_date);
    Some(Update { headline, published, body })
}
