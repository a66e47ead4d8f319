//! The list beside each file that says where which page lies: CDXJ, as tools for web archives write and read it.
//!
//! A line is the address in its sorting form, the moment in fourteen digits, and a few facts as JSON. While a file
//! grows its lines are in the order of writing; when it is closed they are sorted. The list only saves reading the
//! archive: lost, torn or behind, it is built anew from the records.

mod surt;

pub(crate) use surt::host;

use crate::{ArchiveError, atomic};
use jiff::Timestamp;
use jiff::tz::Offset;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What is said of one record.
pub(crate) struct Entry<'a> {
    pub(crate) url: &'a str,
    pub(crate) date: Timestamp,
    pub(crate) mime: Option<&'a str>,
    pub(crate) status: Option<&'a str>,
    pub(crate) digest: Option<&'a str>,
    /// Bytes that the record takes in the file.
    pub(crate) length: u64,
    pub(crate) offset: u64,
    /// Name of the WARC file.
    pub(crate) file: &'a str,
}

/// The list that belongs to a WARC file: `annals-000001.cdxj` beside `annals-000001.warc.gz`.
pub(crate) fn beside(warc: &Path) -> PathBuf {
    let name = warc.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.strip_suffix(".gz").unwrap_or(&name);
    warc.with_file_name(format!("{}.cdxj", stem.strip_suffix(".warc").unwrap_or(stem)))
}

/// Appends an entry's line.
pub(crate) fn push(out: &mut Vec<u8>, entry: &Entry<'_>) {
    out.extend_from_slice(surt::surt(entry.url).as_bytes());
    let moment = Offset::UTC.to_datetime(entry.date);
    let digits = format!(
        " {:04}{:02}{:02}{:02}{:02}{:02} ",
        moment.year(),
        moment.month(),
        moment.day(),
        moment.hour(),
        moment.minute(),
        moment.second()
    );
    out.extend_from_slice(digits.as_bytes());
    let (length, offset) = (entry.length.to_string(), entry.offset.to_string());
    let fields = [
        ("url", Some(entry.url)),
        ("mime", entry.mime),
        ("status", entry.status),
        ("digest", entry.digest),
        ("length", Some(length.as_str())),
        ("offset", Some(offset.as_str())),
        ("filename", Some(entry.file)),
    ];
    let mut sign = "{";
    for (name, value) in fields {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            out.extend_from_slice(sign.as_bytes());
            out.extend_from_slice(format!("\"{name}\": ").as_bytes());
            push_text(out, value);
            sign = ", ";
        }
    }
    out.extend_from_slice(b"}\n");
}

/// A JSON string of ASCII alone, as other writers of such lists have it.
fn push_text(out: &mut Vec<u8>, value: &str) {
    out.push(b'"');
    for character in value.chars() {
        match character {
            '"' | '\\' => out.extend_from_slice(&[b'\\', character as u8]),
            '\n' => out.extend_from_slice(b"\\n"),
            '\r' => out.extend_from_slice(b"\\r"),
            '\t' => out.extend_from_slice(b"\\t"),
            ' '..='~' => out.push(character as u8),
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    out.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
                }
            }
        }
    }
    out.push(b'"');
}

/// The type that a `Content-Type` states, without its parameters.
pub(crate) fn mime(content_type: &str) -> &str {
    content_type.split([';', ' ', '\t', '\r', '\n']).next().unwrap_or_default()
}

/// A list that was read.
#[derive(Default)]
pub(crate) struct Listed {
    /// How far the file is listed: where the last listed record ends.
    pub(crate) end: u64,
    /// Whether a line is no line of such a list, or the last one is torn. Of a sorted list nobody knows then what is missing.
    pub(crate) broken: bool,
    /// Whether the lines stand in order.
    pub(crate) sorted: bool,
}

/// Looks through a list; `None` when there is none.
pub(crate) fn look(list: &Path) -> Result<Option<Listed>, ArchiveError> {
    let text = match fs::read(list) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(ArchiveError::io("read", list, error)),
    };
    let mut listed = Listed { sorted: true, ..Listed::default() };
    let mut before: &[u8] = b"";
    let mut rest = text.as_slice();
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let (line, behind) = rest.split_at(end);
        match (number(line, b"\"offset\": \""), number(line, b"\"length\": \"")) {
            (Some(offset), Some(length)) => listed.end = listed.end.max(offset.saturating_add(length)),
            _ => listed.broken = true,
        }
        listed.sorted &= before <= line;
        before = line;
        rest = behind.get(1..).unwrap_or_default();
    }
    listed.broken |= !rest.is_empty();
    Ok(Some(listed))
}

/// The number behind the last such key: no value holds a quotation mark that is not escaped, and these keys stand last.
fn number(line: &[u8], key: &[u8]) -> Option<u64> {
    let at = line.windows(key.len()).rposition(|window| window == key)? + key.len();
    let rest = line.get(at..)?;
    let digits = rest.get(..rest.iter().position(|byte| *byte == b'"')?)?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// Sorts a list's lines; the old list stays until the new one is whole.
pub(crate) fn sort(list: &Path) -> Result<(), ArchiveError> {
    let text = fs::read(list).map_err(|e| ArchiveError::io("read", list, e))?;
    let mut lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    if lines.is_sorted() {
        return Ok(());
    }
    lines.sort_unstable();
    atomic::write_atomically(list, &lines.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_as_other_tools_write_them() {
        let entry = Entry {
            url: "https://www.example.com/caf\u{e9}?q=\"1\"",
            date: "2025-03-11T10:05:00.25Z".parse().unwrap(),
            mime: Some(mime("text/html; charset=utf-8")),
            status: Some("200"),
            digest: Some("sha256:AA"),
            length: 12,
            offset: 345,
            file: "a.warc.gz",
        };
        let mut line = Vec::new();
        push(&mut line, &entry);
        assert_eq!(
            String::from_utf8(line).unwrap(),
            "com,example)/caf%c3%a9?q=\"1\" 20250311100500 {\"url\": \"https://www.example.com/caf\\u00e9?q=\\\"1\\\"\", \"mime\": \"text/html\", \
             \"status\": \"200\", \"digest\": \"sha256:AA\", \"length\": \"12\", \"offset\": \"345\", \"filename\": \"a.warc.gz\"}\n"
        );
    }

    #[test]
    fn a_list_tells_how_far_it_goes_and_what_is_torn() {
        let dir = tempfile::tempdir().unwrap();
        let list = dir.path().join("a.cdxj");
        assert!(look(&list).unwrap().is_none());
        fs::write(&list, "b {\"length\": \"5\", \"offset\": \"10\"}\na {\"length\": \"10\", \"offset\": \"0\"}\nc {\"len").unwrap();
        let listed = look(&list).unwrap().unwrap();
        assert_eq!((listed.end, listed.broken, listed.sorted), (15, true, false));
        fs::write(&list, "b {\"length\": \"5\", \"offset\": \"10\"}\na {\"length\": \"10\", \"offset\": \"0\"}\n").unwrap();
        let listed = look(&list).unwrap().unwrap();
        assert_eq!((listed.end, listed.broken, listed.sorted), (15, false, false));
        sort(&list).unwrap();
        assert!(fs::read(&list).unwrap().starts_with(b"a {"));
        fs::write(&list, "no list\n").unwrap();
        assert!(look(&list).unwrap().unwrap().broken);
    }
}
