//! Many queries from one table: a row is a name and a query, an answer is written as soon as it is found.

use super::Listener;
use crate::csv::{self, Records};
use crate::{AnnalsError, Rejection};
use annals_index::{Hits, Index, IndexError, SearchOptions};
use serde::Serialize;
use std::io::{BufRead, Write};

/// Form of the answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerFormat {
    /// A JSON object a line: name, query, and what a search gives.
    Jsonl,
    /// Name, how many articles match, the ids of the hits with spaces between them.
    Csv,
}

/// What the rows of a table found together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// Queries answered.
    pub queries: u64,
    /// Articles that match, over all queries.
    pub articles: u64,
}

#[derive(Serialize)]
struct Answer<'a> {
    name: &'a str,
    query: &'a str,
    #[serde(flatten)]
    hits: &'a Hits,
}

/// Answers every row of a table; one that is no row or no query is rejected by its line, and the rest are answered.
///
/// # Errors
/// When the table or the index cannot be read, or the answers cannot be written.
pub fn queries(
    index: &Index,
    (file, table): (&str, &mut dyn BufRead),
    options: &SearchOptions,
    format: AnswerFormat,
    out: &mut dyn Write,
    listener: &Listener<'_>,
) -> Result<Answered, AnnalsError> {
    let mut done = Answered::default();
    if format == AnswerFormat::Csv {
        writeln!(out, "name,total,hits").map_err(AnnalsError::Output)?;
    }
    let mut first = true;
    for record in Records::new(table) {
        if (listener.stop)() {
            break;
        }
        let record = record.map_err(|source| AnnalsError::Read { path: file.into(), source })?;
        let reject = |reason: String| (listener.reject)(&Rejection { file: file.to_owned(), line: Some(record.line), reason });
        let header = std::mem::take(&mut first);
        let fields = match &record.fields {
            Ok(fields) => fields.as_slice(),
            Err(reason) => {
                reject(reason.clone());
                continue;
            }
        };
        let [name, query] = fields else {
            reject(format!(
                "a row has two columns, name and query, this one has {}; a comma inside one needs quotation marks around it",
                fields.len()
            ));
            continue;
        };
        if header && name.trim().eq_ignore_ascii_case("name") && query.trim().eq_ignore_ascii_case("query") {
            continue;
        }
        match index.search(query, options) {
            Ok(hits) => {
                done.queries += 1;
                done.articles += hits.total as u64;
                write(name, query, &hits, format, out).map_err(AnnalsError::Output)?;
                (listener.step)();
            }
            Err(IndexError::Query(refused)) => reject(format!("query `{name}`, {refused}")),
            Err(other) => return Err(other.into()),
        }
    }
    Ok(done)
}

fn write(name: &str, query: &str, hits: &Hits, format: AnswerFormat, out: &mut dyn Write) -> std::io::Result<()> {
    match format {
        AnswerFormat::Jsonl => {
            serde_json::to_writer(&mut *out, &Answer { name, query, hits })?;
            writeln!(out)?;
        }
        AnswerFormat::Csv => {
            let ids: Vec<&str> = hits.hits.iter().map(|hit| hit.id.as_str()).collect();
            writeln!(out, "{},{},{}", csv::field(name), hits.total, csv::field(&ids.join(" ")))?;
        }
    }
    // Whoever reads the answers as they come need not wait.
    out.flush()
}
