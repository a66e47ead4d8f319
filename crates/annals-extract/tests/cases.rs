//! Runs the cases of every rule: each is read by the whole of `annotate`, and what the rule found is compared.
//!
//! A case file:
//! ```toml
//! [[case]]
//! text = "The index rose 2.5% on Monday."
//! published = "2025-02-26"          # optional
//! finds = [{ surface = "2.5%", value = "2.5", unit = "percent" }]
//!
//! [[case]]                          # a miss: the rule finds nothing here
//! text = "The Magnificent 7 rose."
//! finds = []
//! ```
//! `finds` lists, in order, everything this rule finds in `text`. A field left out is not looked at; `"null"` means null.
//! Fields are those of annotations.jsonl; an index into mentions, times or figures, or a span, is compared by its words
//! (`subject = "Acme"`, `source = "Jane Roe"`, `content = ["“It grows,”"]`).

use annals_extract::{Knowledge, annotate, rules};
use serde_json::Value;

/// The list of annotations.jsonl that a rule's concept fills.
fn list_of(rule: &str) -> &'static str {
    match rule.split('/').next().unwrap_or_default() {
        "time" => "times",
        "figure" => "figures",
        "attribution" => "attributions",
        "action" => "actions",
        "role" => "roles",
        _ => "mentions",
    }
}

/// Which list an index field points into.
fn target_of(field: &str) -> Option<&'static str> {
    match field {
        "subject" | "origin" | "person" | "employer" | "source" | "actor" | "object" => Some("mentions"),
        "period" | "until" => Some("times"),
        "pair" | "from" | "to" => Some("figures"),
        _ => None,
    }
}

/// A field as words: indices and spans are replaced by what they point to.
fn words(text: &str, all: &Value, field: &str, value: &Value) -> Value {
    let slice = |v: &Value| Some(Value::from(text.get(v["start"].as_u64()? as usize..v["end"].as_u64()? as usize)?));
    match value {
        Value::Number(number) => match target_of(field) {
            Some(list) => all[list][number.as_u64().unwrap_or(u64::MAX) as usize]["surface"].clone(),
            None => Value::from(number.to_string()),
        },
        Value::Object(_) => value.get("value").cloned().or_else(|| slice(value)).unwrap_or(Value::Null),
        Value::Array(items) => items.iter().map(|item| words(text, all, field, item)).collect(),
        Value::Null => Value::from("null"),
        Value::Bool(b) => Value::from(*b),
        Value::String(_) => value.clone(),
    }
}

/// TOML's integers, floats and booleans as JSON, numbers as strings.
fn expected(value: &toml::Value) -> Value {
    match value {
        toml::Value::Boolean(b) => Value::from(*b),
        toml::Value::Array(items) => items.iter().map(expected).collect(),
        toml::Value::String(s) => Value::from(s.as_str()),
        other => Value::from(other.to_string()),
    }
}

#[test]
fn every_rule_keeps_its_cases() {
    let knowledge = Knowledge::embedded();
    let (mut run, mut failures) = (0, Vec::new());
    let only = std::env::var_os("RULE").and_then(|rule| rule.into_string().ok()).unwrap_or_default();
    for card in rules().iter().filter(|card| card.name.contains(&only)) {
        let file: toml::Table = card.cases.parse().unwrap_or_else(|e| panic!("{}: {e}", card.name));
        let cases = file.get("case").and_then(toml::Value::as_array).unwrap_or_else(|| panic!("{}: no [[case]]", card.name));
        let (mut hits, mut misses) = (0, 0);
        for case in cases {
            let text = case.get("text").and_then(toml::Value::as_str).unwrap_or_else(|| panic!("{}: a case without text", card.name));
            let finds = case.get("finds").and_then(toml::Value::as_array).unwrap_or_else(|| panic!("{}: no finds: {text}", card.name));
            if finds.is_empty() {
                misses += 1
            } else {
                hits += 1
            }
            let mut line = serde_json::json!({ "text": text });
            if let Some(published) = case.get("published").and_then(toml::Value::as_str) {
                line["published"] = published.into();
            }
            let article = annals_model::article_from_json(&line.to_string()).unwrap_or_else(|e| panic!("{}: {e}", card.name));
            let annotations = annotate(&article, &knowledge);
            let all: Value = serde_json::from_str(&annals_model::annotations_to_json(&article, &annotations)).expect("own JSON is read");
            let list = all[list_of(card.name)].as_array().cloned().unwrap_or_default();
            let found: Vec<&Value> = list.iter().filter(|item| item["rule"] == card.name).collect();
            run += 1;
            let same = found.len() == finds.len()
                && found.iter().zip(finds).all(|(item, want)| {
                    want.as_table().is_some_and(|want| {
                        want.iter().all(|(field, value)| words(text, &all, field, &item[field.as_str()]) == expected(value))
                    })
                });
            if !same {
                let got: Vec<String> = found
                    .iter()
                    .map(|item| {
                        let fields = item.as_object().expect("items are objects");
                        let shown = fields.iter().map(|(k, v)| format!("{k}={}", words(text, &all, k, v)));
                        shown.collect::<Vec<_>>().join(" ")
                    })
                    .collect();
                failures.push(format!("{}: {text}\n   want {finds:?}\n   got  {got:#?}", card.name));
            }
        }
        assert!(hits >= 2 && misses >= 1, "{}: a rule has at least two hits and one miss", card.name);
    }
    #[allow(clippy::print_stdout, reason = "the count is for whoever runs it")]
    {
        println!("{run} cases, {} failed", failures.len());
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
