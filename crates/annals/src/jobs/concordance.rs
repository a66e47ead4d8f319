//! Concordances as lines of text: tab-separated values or JSON Lines.

use crate::AnnalsError;
use annals_index::{ConcordanceOptions, Given, Group, GroupBy, Index, Line, Part, Period, TrendOptions};
use std::io::Write;

/// How lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineFormat {
    /// Tab-separated values under a line of names; blanks in a cell are single spaces.
    Tsv,
    /// JSON Lines, as printed in the article.
    Jsonl,
}

/// Writes the lines of a query.
///
/// # Errors
/// When the query cannot be honoured, the index not read, or the output not written.
pub fn concordance(
    index: &Index,
    query: &str,
    options: &ConcordanceOptions,
    format: LineFormat,
    out: &mut dyn Write,
) -> Result<Given, AnnalsError> {
    let mut begun = false;
    let given = index.concordance(query, options, &mut |line: &Line| {
        if format == LineFormat::Tsv && !std::mem::replace(&mut begun, true) {
            tsv(out, ["left", "node", "right", "id", "in", "start", "end", "published", "publisher", "headline"])?;
        }
        write_line(line, format, out)
    })?;
    out.flush().map_err(AnnalsError::Output)?;
    Ok(given)
}

fn write_line(line: &Line, format: LineFormat, out: &mut dyn Write) -> Result<(), AnnalsError> {
    if format == LineFormat::Jsonl {
        return json(out, line);
    }
    let published = line.published.map(|published| published.to_string()).unwrap_or_default();
    let (start, end) = (line.start.to_string(), line.end.to_string());
    let headline = line.headline.as_deref().unwrap_or_default();
    tsv(out, [&line.left, &line.node, &line.right, line.id.as_str(), part(line.part), &start, &end, &published, &line.publisher, headline])
}

/// Writes how often equal lines are there; gives the number of groups.
///
/// # Errors
/// When the query cannot be honoured, the index not read, or the output not written.
pub fn concordance_groups(
    index: &Index,
    query: &str,
    by: GroupBy,
    options: &ConcordanceOptions,
    format: LineFormat,
    out: &mut dyn Write,
) -> Result<usize, AnnalsError> {
    let groups = index.concordance_groups(query, by, options)?;
    if format == LineFormat::Tsv && !groups.is_empty() {
        tsv(out, ["occurrences", "articles", "key", "id", "in", "start", "end"])?;
    }
    for group in groups.iter().take(options.limit.unwrap_or(usize::MAX)) {
        let Group { key, occurrences, articles, id, part: place, start, end } = group;
        match format {
            LineFormat::Jsonl => json(out, group)?,
            LineFormat::Tsv => tsv(
                out,
                [&occurrences.to_string(), &articles.to_string(), key, id.as_str(), part(*place), &start.to_string(), &end.to_string()],
            )?,
        }
    }
    out.flush().map_err(AnnalsError::Output)?;
    Ok(groups.len())
}

/// Writes how many lines each period has, undated ones last; gives the number of lines.
///
/// # Errors
/// When the query cannot be honoured, the index not read, or the output not written.
pub fn concordance_per(
    index: &Index,
    query: &str,
    by: Period,
    options: &ConcordanceOptions,
    format: LineFormat,
    out: &mut dyn Write,
) -> Result<u64, AnnalsError> {
    let trend = index.trend(&[query.to_owned()], TrendOptions { by, from: options.from, to: options.to })?;
    let lines = trend.total.counts.first().map_or(0, |count| count.occurrences);
    if lines > 0 {
        if format == LineFormat::Tsv {
            tsv(out, ["period", "occurrences", "articles"])?;
        }
        for row in trend.rows.iter().chain(&trend.undated) {
            let count = row.counts.first().copied().unwrap_or_default();
            match format {
                LineFormat::Jsonl => json(
                    out,
                    &serde_json::json!({ "period": row.period, "from": row.from, "occurrences": count.occurrences, "articles": count.articles }),
                )?,
                LineFormat::Tsv => tsv(out, [&row.period, &count.occurrences.to_string(), &count.articles.to_string()])?,
            }
        }
    }
    out.flush().map_err(AnnalsError::Output)?;
    Ok(lines)
}

fn part(part: Part) -> &'static str {
    match part {
        Part::Text => "text",
        Part::Headline => "headline",
    }
}

/// Writes one JSON line.
pub(super) fn json<T: serde::Serialize>(out: &mut dyn Write, value: &T) -> Result<(), AnnalsError> {
    let line = serde_json::to_string(value).map_err(|e| AnnalsError::Output(e.into()))?;
    writeln!(out, "{line}").map_err(AnnalsError::Output)
}

/// Writes tab-separated cells; blanks of any sort become single spaces, those at the ends go.
pub(super) fn tsv<const N: usize>(out: &mut dyn Write, cells: [&str; N]) -> Result<(), AnnalsError> {
    let mut line = String::with_capacity(200);
    for (number, cell) in cells.into_iter().enumerate() {
        if number > 0 {
            line.push('\t');
        }
        for (word, words) in cell.split_whitespace().enumerate() {
            if word > 0 {
                line.push(' ');
            }
            line.push_str(words);
        }
    }
    line.push('\n');
    out.write_all(line.as_bytes()).map_err(AnnalsError::Output)
}
