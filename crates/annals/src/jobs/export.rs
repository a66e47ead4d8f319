//! All articles of a query in one file, with the query and the state of the index they were taken from in its first line.

use crate::{AnnalsError, csv};
use annals_index::{Export, Index};
use annals_model::article_from_json;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use std::io::Write;

/// How articles are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// JSON Lines: the lines of articles.jsonl.
    Jsonl,
    /// Comma-separated values.
    Csv,
}

/// What is exported, and how.
#[derive(Clone, Debug)]
pub struct ExportJob {
    /// The query.
    pub query: String,
    /// First day of publication; leaves undated articles out.
    pub from: Option<Date>,
    /// The first day after; leaves undated articles out.
    pub to: Option<Date>,
    /// How articles are written.
    pub format: ExportFormat,
    /// Leave out the text and its regions.
    pub no_text: bool,
    /// The date in the first line.
    pub now: Timestamp,
}

const COLUMNS: [&str; 14] = [
    "id",
    "url",
    "canonical",
    "publisher",
    "headline",
    "byline",
    "published",
    "modified",
    "first_seen",
    "lang",
    "section",
    "access",
    "revises",
    "text",
];

/// Counts what will be exported and keeps the state of the index that was counted.
///
/// # Errors
/// When the query cannot be honoured, or the index cannot be read.
pub fn export_of<'a>(index: &'a Index, job: &ExportJob) -> Result<Export<'a>, AnnalsError> {
    Ok(index.export(&job.query, job.from, job.to)?)
}

/// Writes the first line and a row an article; gives their number, which is that of the first line. `stop` ends it early.
///
/// # Errors
/// When the index cannot be read, the output not written, or the user stopped it.
pub fn export(export: &Export<'_>, job: &ExportJob, stop: &dyn Fn() -> bool, out: &mut dyn Write) -> Result<u64, AnnalsError> {
    let head = head(export, job);
    match job.format {
        ExportFormat::Jsonl => writeln!(out, "{head}").map_err(AnnalsError::Output)?,
        ExportFormat::Csv => {
            // A comment, which readers of tables are told to pass over; a line break in a query is escaped in JSON.
            writeln!(out, "# {head}").map_err(AnnalsError::Output)?;
            csv::row(out, columns(job).iter().copied()).map_err(AnnalsError::Output)?;
        }
    }
    let given = export.lines(&mut |line| {
        if stop() {
            return Err(AnnalsError::Input("interrupted: the export is not complete".to_owned()));
        }
        match job.format {
            ExportFormat::Csv => csv_row(line, job, out),
            ExportFormat::Jsonl if job.no_text => writeln!(out, "{}", without_text(line)?).map_err(AnnalsError::Output),
            ExportFormat::Jsonl => writeln!(out, "{line}").map_err(AnnalsError::Output),
        }
    })?;
    out.flush().map_err(AnnalsError::Output)?;
    if given != export.articles {
        return Err(AnnalsError::Input(format!("{given} articles were written, {} were counted: run `annals index`", export.articles)));
    }
    Ok(given)
}

fn head(export: &Export<'_>, job: &ExportJob) -> Value {
    json!({ "v": 1, "export": {
        "query": job.query,
        "from": job.from,
        "to": job.to,
        "articles": export.articles,
        "text": !job.no_text,
        "snapshot": export.snapshot,
        "date": job.now,
        "program": concat!("annals ", env!("CARGO_PKG_VERSION")),
    } })
}

fn columns(job: &ExportJob) -> &'static [&'static str] {
    if job.no_text { COLUMNS.split_last().map_or(&[], |(_, rest)| rest) } else { &COLUMNS }
}

/// The line without text and regions; what stays is not touched.
fn without_text(line: &str) -> Result<String, AnnalsError> {
    let failed = |e: serde_json::Error| AnnalsError::Input(format!("a stored article cannot be read ({e}): run `annals index`"));
    let whole: Vec<(String, Box<RawValue>)> = serde_json::from_str::<Pairs>(line).map_err(failed)?.0;
    let mut out = String::with_capacity(1000);
    for (name, value) in whole.iter().filter(|(name, _)| name != "text" && name != "regions") {
        out.push(if out.is_empty() { '{' } else { ',' });
        out.push_str(&Value::String(name.clone()).to_string());
        out.push(':');
        out.push_str(value.get());
    }
    out.push('}');
    Ok(out)
}

/// The fields of an object in their order, values as written.
struct Pairs(Vec<(String, Box<RawValue>)>);

impl<'de> serde::Deserialize<'de> for Pairs {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Pairs;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

fn csv_row(line: &str, job: &ExportJob, out: &mut dyn Write) -> Result<(), AnnalsError> {
    let article =
        article_from_json(line).map_err(|e| AnnalsError::Input(format!("a stored article cannot be read ({e}): run `annals index`")))?;
    // The form of JSON: dates and plain choices are written as they are there.
    let whole: Map<String, Value> = serde_json::from_str(&annals_model::article_to_json(&annals_model::Article {
        text: String::new(),
        regions: Vec::new(),
        ..article.clone()
    }))
    .map_err(|e| AnnalsError::Output(e.into()))?;
    let cells = columns(job).iter().map(|name| match (*name, whole.get(*name)) {
        ("text", _) => article.text.clone(),
        ("byline", _) => article.byline.join("; "),
        (_, Some(Value::String(words))) => words.clone(),
        (_, None | Some(Value::Null)) => String::new(),
        (_, Some(other)) => other.to_string(),
    });
    csv::row(out, cells.collect::<Vec<String>>().iter().map(String::as_str)).map_err(AnnalsError::Output)
}
