//! Tables of values with commas between them (RFC 4180), read record by record and written row by row.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{self, BufRead, Write};

/// A field in quotation marks that goes on over more lines is taken for one that is never closed.
const MOST_LINES: usize = 1_000;

/// A record and where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// Line of its first character, from 1.
    pub(crate) line: u64,
    /// Its fields, or what is wrong with it.
    pub(crate) fields: Result<Vec<String>, String>,
}

/// The records of a table; empty lines are none. After a record that is wrong, reading goes on with the line behind its first.
pub(crate) struct Records<'a> {
    table: &'a mut dyn BufRead,
    /// Lines read ahead.
    ahead: VecDeque<Vec<u8>>,
    line: u64,
}

impl<'a> Records<'a> {
    pub(crate) fn new(table: &'a mut dyn BufRead) -> Self {
        Self { table, ahead: VecDeque::new(), line: 0 }
    }

    /// The line so many behind the next one, with its end; `None` behind the last.
    fn line(&mut self, number: usize) -> std::io::Result<Option<&[u8]>> {
        while self.ahead.len() <= number {
            let mut line = Vec::new();
            if self.table.read_until(b'\n', &mut line)? == 0 {
                return Ok(None);
            }
            self.ahead.push_back(line);
        }
        Ok(self.ahead.get(number).map(Vec::as_slice))
    }

    fn record(&mut self) -> std::io::Result<Option<Record>> {
        let mut bytes = Vec::new();
        for lines in 0..MOST_LINES {
            let Some(line) = self.line(lines)? else {
                return Ok(if lines == 0 { None } else { Some(self.wrong("a quotation mark in this row is never closed")) });
            };
            bytes.extend_from_slice(line);
            let text = match std::str::from_utf8(&bytes) {
                Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
                Err(_) => return Ok(Some(self.wrong("this row is no UTF-8"))),
            };
            match fields(text) {
                Fields::Open => {}
                Fields::Wrong(reason) => return Ok(Some(self.wrong(reason))),
                Fields::Whole(fields) => {
                    let record = Record { line: self.line + 1, fields: Ok(fields) };
                    self.ahead.drain(..=lines);
                    self.line += lines as u64 + 1;
                    return Ok(Some(record));
                }
            }
        }
        Ok(Some(self.wrong("a quotation mark in this row is not closed within 1000 lines")))
    }

    fn wrong(&mut self, reason: &str) -> Record {
        self.ahead.pop_front();
        self.line += 1;
        Record { line: self.line, fields: Err(reason.to_owned()) }
    }
}

impl Iterator for Records<'_> {
    type Item = std::io::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.record().transpose()? {
                Ok(Record { fields: Ok(fields), .. }) if fields.iter().all(|field| field.trim().is_empty()) && fields.len() < 2 => {}
                record => return Some(record),
            }
        }
    }
}

enum Fields {
    Whole(Vec<String>),
    /// A quotation mark is open at the end.
    Open,
    Wrong(&'static str),
}

/// The fields of one record with the end of its last line.
fn fields(text: &str) -> Fields {
    let text = text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text));
    let mut fields = Vec::new();
    let mut rest = text;
    loop {
        let (field, behind) = match rest.strip_prefix('"') {
            Some(quoted) => {
                let mut field = String::new();
                let mut quoted = quoted;
                loop {
                    let Some(at) = quoted.find('"') else { return Fields::Open };
                    let (before, after) = quoted.split_at(at);
                    field.push_str(before);
                    match after.strip_prefix("\"\"") {
                        Some(after) => {
                            field.push('"');
                            quoted = after;
                        }
                        None => break (field, after.strip_prefix('"').unwrap_or(after)),
                    }
                }
            }
            None => {
                let (field, behind) = rest.split_at(rest.find(',').unwrap_or(rest.len()));
                if field.contains('"') {
                    return Fields::Wrong(
                        "a quotation mark stands inside a field; put the whole field in quotation marks and write it twice, as in \"\"share sale\"\"",
                    );
                }
                (field.to_owned(), behind)
            }
        };
        fields.push(field);
        if behind.is_empty() {
            return Fields::Whole(fields);
        }
        match behind.strip_prefix(',') {
            Some(next) => rest = next,
            None => return Fields::Wrong("something stands between a closing quotation mark and the next comma"),
        }
    }
}

/// Writes a row.
pub(crate) fn row<'a>(out: &mut dyn Write, cells: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
    for (number, cell) in cells.into_iter().enumerate() {
        if number > 0 {
            out.write_all(b",")?;
        }
        out.write_all(field(cell).as_bytes())?;
    }
    out.write_all(b"\r\n")
}

/// A value as it stands in a table: in quotation marks where it needs them.
pub(crate) fn field(value: &str) -> Cow<'_, str> {
    if value.contains(['"', ',', '\n', '\r']) { Cow::Owned(format!("\"{}\"", value.replace('"', "\"\""))) } else { Cow::Borrowed(value) }
}

#[cfg(test)]
mod tests {
    use super::{Records, field};

    /// Line and fields; of a wrong record the first words of what is wrong.
    fn read(table: &[u8]) -> Vec<(u64, Vec<String>)> {
        let mut table = table;
        let told = |record: super::Record| (record.line, record.fields.unwrap_or_else(|reason| vec![reason.chars().take(20).collect()]));
        Records::new(&mut table).map(|record| told(record.expect("bytes in memory can be read"))).collect()
    }

    fn row(line: u64, fields: &[&str]) -> (u64, Vec<String>) {
        (line, fields.iter().map(|field| (*field).to_owned()).collect())
    }

    #[test]
    fn records_are_read_as_the_rule_says() {
        assert_eq!(
            read("\u{feff}name,query\r\na,oil\r\n\r\nb,\"oil, gas\"\nc,\"a \"\"b c\"\"\nd\"\ne,".as_bytes()),
            [
                row(1, &["name", "query"]),
                row(2, &["a", "oil"]),
                row(4, &["b", "oil, gas"]),
                row(5, &["c", "a \"b c\"\nd"]),
                row(7, &["e", ""])
            ]
        );
        assert!(read(b"").is_empty());
    }

    #[test]
    fn a_wrong_record_costs_its_line_alone() {
        assert_eq!(
            read(b"a,\"oil\nb,gas\nc,x\"y\"\nd,\"x\" y\n\xff,z\ne,coal\n"),
            [
                row(1, &["something stands bet"]),
                row(2, &["b", "gas"]),
                row(3, &["a quotation mark sta"]),
                row(4, &["something stands bet"]),
                row(5, &["this row is no UTF-8"]),
                row(6, &["e", "coal"]),
            ]
        );
        assert_eq!(read(b"a,\"oil\nb,gas\n"), [row(1, &["a quotation mark in "]), row(2, &["b", "gas"])]);
        let long = format!("a,\"oil\n{}", "b,gas\n".repeat(3_000));
        assert_eq!(read(long.as_bytes()).len(), 3_001);
    }

    #[test]
    fn values_are_quoted_where_they_need_it() {
        for (value, written) in [("oil", "oil"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("a\nb", "\"a\nb\""), ("", "")] {
            assert_eq!(field(value), written);
        }
    }

    #[test]
    fn rows_end_as_the_rule_says() {
        let mut out = Vec::new();
        super::row(&mut out, ["a", "", "b,c", "d \"e\"", "f\ng"]).expect("written");
        assert_eq!(String::from_utf8(out).expect("UTF-8"), "a,,\"b,c\",\"d \"\"e\"\"\",\"f\ng\"\r\n");
    }
}
