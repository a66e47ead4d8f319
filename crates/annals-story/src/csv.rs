//! A timeline as a table for spreadsheets and programs: RFC 4180, one row for each receipt's event.

use crate::printed;
use crate::timeline::Timeline;
use annals_model::{ArticleId, Evidence, Line, Source};
use std::collections::BTreeMap;

/// The articles cited, by id.
type Sources<'a> = BTreeMap<&'a ArticleId, &'a Source>;

/// The names of the columns.
const HEADER: &str = "from,to,grain,basis,surface,text,entities,article,sha256,start,end,note,publisher,published,url\r\n";

/// A timeline as CSV: one row an event with its first receipt, further receipts in rows of their own with the same date
/// and text. `to` is the first day after; unknown ends are empty; entities are separated by blanks. Undated lines follow
/// with empty dates; `note` says why a line stands apart; who printed the receipt's article, when and where ends the row.
#[must_use]
pub fn timeline_csv(timeline: &Timeline) -> String {
    let mut out = HEADER.to_owned();
    let sources: Sources<'_> = timeline.sources.iter().map(|source| (&source.id, source)).collect();
    for event in &timeline.events {
        let day = |date: Option<jiff::civil::Date>| date.map_or_else(String::new, |date| date.to_string());
        let entities: Vec<&str> = event.entities.iter().map(annals_model::EntityId::as_str).collect();
        let dates = [day(event.from), day(event.to), name(&event.grain), name(&event.basis), event.surface.clone()];
        rows(&mut out, &dates, &event.line, &entities.join(" "), &sources);
    }
    for line in &timeline.undated {
        rows(&mut out, &[const { String::new() }; 5], line, "", &sources);
    }
    out
}

fn rows(out: &mut String, dates: &[String; 5], line: &Line, entities: &str, sources: &Sources<'_>) {
    let note = line.note.as_deref().unwrap_or_default();
    for Evidence { article, sha256, span } in &line.evidence {
        let (start, end) = (span.start.to_string(), span.end.to_string());
        let source = sources.get(article);
        let published = source.and_then(|source| source.published).map(|published| published.date.to_string()).unwrap_or_default();
        let (publisher, url) = source.map_or(("", ""), |source| (source.publisher.as_str(), source.url.as_str()));
        let cells = [line.text.as_str(), entities, article.as_str(), sha256, &start, &end, note, publisher, &published, url];
        let all = dates.iter().map(String::as_str).chain(cells).map(cell).collect::<Vec<_>>();
        out.push_str(&all.join(","));
        out.push_str("\r\n");
    }
}

/// The name that JSON gives a plain choice.
pub(crate) fn name<T: serde::Serialize>(choice: &T) -> String {
    serde_json::to_value(choice).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A cell, quoted where it must be. What a spreadsheet would run as a formula is made text by an apostrophe before it; numbers stay.
pub(crate) fn cell(words: &str) -> String {
    let formula = words.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number(words);
    let words = printed::tame(words);
    let mark = if formula { "'" } else { "" };
    if words.contains([',', '"', '\n']) { format!("\"{mark}{}\"", words.replace('"', "\"\"")) } else { format!("{mark}{words}") }
}

/// Whether a cell is a plain signed number: "-5", "+3.25".
fn is_number(words: &str) -> bool {
    let digits = words.strip_prefix(['-', '+']).unwrap_or(words);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, part].iter().all(|run| !run.is_empty() && run.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn no_cell_is_run_as_a_formula() {
        for (words, said) in [
            ("=SUM(A1:A9)", "'=SUM(A1:A9)"),
            ("+cmd", "'+cmd"),
            ("-2+3", "'-2+3"),
            ("@now, then", "\"'@now, then\""),
            ("\tx", "' x"),
            ("\rx", "' x"),
            ("=HYPERLINK(\"a\")", "\"'=HYPERLINK(\"\"a\"\")\""),
            ("-5", "-5"),
            ("+3.25", "+3.25"),
            ("-", "'-"),
            ("-inf", "'-inf"),
            ("2025-03-10", "2025-03-10"),
            ("a = b", "a = b"),
        ] {
            assert_eq!(cell(words), said);
        }
    }
}
