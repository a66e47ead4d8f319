//! Learns the model of names from texts with marked names.

use super::{Engine, Listener};
use crate::{AnnalsError, Rejection};
use annals_extract::{Marked, Tagger};
use annals_model::Span;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// A record of marked names: JSON Lines.
#[derive(Deserialize)]
struct Record {
    text: String,
    spans: Vec<RecordSpan>,
}

#[derive(Deserialize)]
struct RecordSpan {
    start: u32,
    end: u32,
    #[serde(rename = "type")]
    kind: String,
}

/// Reads the files, in the order given, and learns from them. A file is JSON Lines of `{"text","spans":[{"start","end","type"}]}`,
/// or plain text in which names are marked `{ORG Acme Corp.}` and a blank line parts articles. Gives the model and the number of
/// texts it has learned from. Records and articles that cannot be read are rejected.
///
/// # Errors
/// When a file cannot be read, or there is nothing to learn from.
pub fn train(engine: &Engine, files: &[PathBuf], listener: &Listener<'_>) -> Result<(Tagger, usize), AnnalsError> {
    let mut texts = Vec::new();
    for file in files {
        let all = std::fs::read_to_string(file).map_err(|source| AnnalsError::Read { path: file.clone(), source })?;
        read(file, &all, &mut texts, listener);
    }
    if texts.is_empty() {
        return Err(AnnalsError::Input("there is no text with marked names to learn from".to_owned()));
    }
    Ok((annals_extract::train(&texts, &engine.knowledge), texts.len()))
}

fn read(file: &Path, all: &str, texts: &mut Vec<Marked>, listener: &Listener<'_>) {
    let reject = |line: usize, reason: String| {
        (listener.reject)(&Rejection { file: file.display().to_string(), line: Some(line as u64 + 1), reason });
    };
    if all.trim_start().starts_with('{') && all.trim_start()[1..].trim_start().starts_with('"') {
        for (number, line) in all.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            match serde_json::from_str::<Record>(line).map_err(|e| e.to_string()).and_then(of_record) {
                Ok(marked) => texts.push(marked),
                Err(reason) => reject(number, reason),
            }
        }
        return;
    }
    let mut begun = 0;
    let mut article = String::new();
    for (number, line) in all.lines().chain([""]).enumerate() {
        if !line.trim().is_empty() {
            begun = if article.is_empty() { number } else { begun };
            article.push_str(line.trim());
            article.push('\n');
        } else if !article.is_empty() {
            match marked(&article) {
                Ok(marked) => texts.push(marked),
                Err(reason) => reject(begun, reason),
            }
            article.clear();
        }
    }
}

fn of_record(record: Record) -> Result<Marked, String> {
    let fits = |span: &RecordSpan| span.start < span.end && record.text.get(span.start as usize..span.end as usize).is_some();
    match record.spans.iter().find(|span| !fits(span)) {
        Some(span) => Err(format!("{}..{} is no part of the text", span.start, span.end)),
        None => {
            let names = record.spans.into_iter().map(|s| (Span { start: s.start, end: s.end }, s.kind)).collect();
            Ok(Marked { text: record.text, names })
        }
    }
}

/// Takes the marks out of a text: `{PER Mei Tanaka} of {ORG Acme}`.
fn marked(text: &str) -> Result<Marked, String> {
    let mut out = Marked::default();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        out.text.push_str(&rest[..at]);
        let inside = rest[at..].strip_prefix('{').ok_or_else(|| format!("a `}}` without its `{{` near `{}`", near(&rest[..at])))?;
        let end = inside.find('}').ok_or_else(|| format!("a `{{` without its `}}` near `{}`", near(inside)))?;
        let (kind, name) = inside[..end].split_once(' ').ok_or_else(|| format!("no type in `{}`", &inside[..end]))?;
        if !kind.bytes().all(|b| b.is_ascii_uppercase()) || name.trim().is_empty() || name.contains('{') {
            return Err(format!("`{}` is no mark", &inside[..end]));
        }
        let start = out.text.len();
        out.text.push_str(name);
        out.names.push((Span::new(start, out.text.len()), kind.to_owned()));
        rest = &inside[end + 1..];
    }
    out.text.push_str(rest);
    Ok(out)
}

/// A few characters for a message.
fn near(text: &str) -> String {
    text.chars().take(30).collect()
}

#[cfg(test)]
mod tests {
    use super::marked;

    #[test]
    fn marks_are_taken_out() {
        let read = marked("{PER Mei Tanaka} of {ORG Acme Corp.} left {LOC Penang}.").expect("read");
        assert_eq!(read.text, "Mei Tanaka of Acme Corp. left Penang.");
        let names: Vec<_> = read.names.iter().map(|(span, kind)| (span.of(&read.text), kind.as_str())).collect();
        assert_eq!(names, [("Mei Tanaka", "PER"), ("Acme Corp.", "ORG"), ("Penang", "LOC")]);
        for wrong in ["a } b", "a {ORG b", "{Acme}", "{org Acme}", "{ORG {LOC x}}"] {
            assert!(marked(wrong).is_err(), "{wrong}");
        }
    }
}
