//! Reads web archives, ours and others': one page after another, stepping over what is damaged.

mod headers;
mod http;
mod source;
mod stream;

use crate::ArchiveError;
use crate::digest::contradicts;
use crate::record::{FEED_DATE, REQUESTED};
use annals_model::{DateTime, RawPage};
use headers::Headers;
use jiff::Timestamp;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use stream::Stream;

/// Longest header block of a record, in bytes.
const MAX_HEADERS: usize = 1 << 16;
/// Longest record that is held in memory, in bytes; news pages are a thousand times smaller.
const MAX_RECORD: usize = 64 << 20;

/// A place in an archive, to go on from later.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Position {
    /// The file's name, without its folder.
    pub file: String,
    /// Offset in the file of the first record not yet given; for gzip, of its member.
    pub offset: u64,
}

/// Opens one WARC file, packed or plain.
///
/// # Errors
/// When the file cannot be opened or its first bytes not read. Damage inside is reported record by record.
pub fn read_warc(path: &Path) -> Result<Pages, ArchiveError> {
    read_warc_at(path, 0)
}

/// As [`read_warc`], from a record's offset on.
pub(crate) fn read_warc_at(path: &Path, offset: u64) -> Result<Pages, ArchiveError> {
    let mut file = File::open(path).map_err(|e| ArchiveError::io("open", path, e))?;
    file.seek(SeekFrom::Start(offset)).map_err(|e| ArchiveError::io("read", path, e))?;
    // In the middle of a file its first bytes no longer tell what it is.
    let packed = offset > 0 && path.extension().is_some_and(|extension| extension == "gz");
    let stream = Stream::new(Box::new(file), offset, packed).map_err(|e| ArchiveError::io("read", path, e))?;
    Ok(Pages { stream, file: path.display().to_string(), damaged: false, done: false })
}

/// Reads WARC records, packed or plain, from anything; `name` stands for it in messages.
///
/// # Errors
/// When the first bytes cannot be read.
pub fn read_warc_from(reader: Box<dyn Read + Send>, name: &str) -> Result<Pages, ArchiveError> {
    let stream = Stream::new(reader, 0, false).map_err(|e| ArchiveError::io("read", Path::new(name), e))?;
    Ok(Pages { stream, file: name.to_owned(), damaged: false, done: false })
}

/// The pages of one WARC file in order: response and resource records; other kinds are passed over.
pub struct Pages {
    stream: Stream,
    file: String,
    /// Inside a damaged stretch that was reported already.
    damaged: bool,
    done: bool,
}

impl Pages {
    /// Where the next record begins; for gzip, where its member begins.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.stream.offset()
    }

    /// Where the last whole gzip member ended that was read.
    pub(crate) fn whole_until(&self) -> u64 {
        self.stream.whole_until()
    }

    fn bad(&self, offset: u64, reason: impl Into<String>) -> ArchiveError {
        ArchiveError::Record { file: self.file.clone(), offset, reason: reason.into() }
    }

    /// Steps behind damage. The first of several damages in a row is reported, the others are the same one.
    fn step_over(&mut self, offset: u64, reason: impl Into<String>) -> Option<ArchiveError> {
        let report = (!self.damaged).then(|| self.bad(offset, reason));
        self.damaged = true;
        self.done |= !self.stream.seek_record();
        report
    }

    /// Finds the next record; `None` at the end.
    fn next_record(&mut self) -> Option<Result<Record, ArchiveError>> {
        loop {
            if let Some(source) = self.stream.take_failed() {
                self.done = true;
                return Some(Err(ArchiveError::io("read", Path::new(&self.file), source)));
            }
            if self.done {
                return None;
            }
            match self.try_record() {
                Found::Record(record) => {
                    self.damaged = false;
                    return Some(Ok(record));
                }
                Found::Bad(offset, reason) => {
                    if let Some(report) = self.step_over(offset, reason) {
                        return Some(Err(report));
                    }
                }
                Found::End => return None,
            }
        }
    }

    fn try_record(&mut self) -> Found {
        while self.stream.want(1) && matches!(self.stream.ahead().first(), Some(b'\r' | b'\n')) {
            self.stream.skip(1);
        }
        let offset = self.stream.offset();
        if !self.stream.want(1) {
            return match self.stream.take_broken() {
                Some((offset, reason)) => Found::Bad(offset, reason),
                None => Found::End,
            };
        }
        self.stream.want(5);
        if !self.stream.ahead().starts_with(b"WARC/") {
            return Found::Bad(offset, "no WARC record begins here".to_owned());
        }
        let Some(head) = self.header_block() else {
            return self.cut(offset, "the header block has no end");
        };
        let headers = Headers::parse(self.stream.ahead().get(..head).unwrap_or_default());
        let length = match headers.get("content-length").map(str::parse::<usize>) {
            Some(Ok(length)) if length <= MAX_RECORD => length,
            Some(Ok(length)) => {
                return Found::Bad(offset, format!("its {length} bytes are more than the {MAX_RECORD} a record may have here"));
            }
            Some(Err(_)) => return Found::Bad(offset, "its content-length is no number".to_owned()),
            None => return Found::Bad(offset, "it has no content-length".to_owned()),
        };
        if !self.stream.want(head + length) {
            let there = self.stream.ahead().len().saturating_sub(head);
            return self.cut(offset, &format!("it states {length} bytes but {there} are there"));
        }
        let Some(blank) = self.ends_at(head + length) else {
            return Found::Bad(offset, format!("it states {length} bytes but goes on behind them"));
        };
        // Its bytes are there, but the checksum behind them is wrong or missing.
        if let Some((_, damage)) = self.stream.take_broken_at(offset) {
            return Found::Bad(offset, damage);
        }
        let block = self.stream.ahead().get(head..head + length).unwrap_or_default().to_vec();
        self.stream.skip(head + length + blank);
        Found::Record(Record { offset, headers, block })
    }

    /// A record that ends too early: damage in the file, if there is any, is the reason.
    fn cut(&mut self, offset: u64, reason: &str) -> Found {
        match self.stream.take_broken() {
            Some((_, damage)) => Found::Bad(offset, format!("{reason}: {damage}")),
            None => Found::Bad(offset, reason.to_owned()),
        }
    }

    /// Length of the header block with its empty line; `None` when there is none within the bounds.
    fn header_block(&mut self) -> Option<usize> {
        let mut looked = 0;
        let mut want = 1 << 10;
        loop {
            let more = self.stream.want(want);
            let ahead = self.stream.ahead();
            let ahead = ahead.get(..ahead.len().min(MAX_HEADERS)).unwrap_or_default();
            if let Some(end) = headers::block_end(ahead, looked) {
                return Some(end);
            }
            if !more || want >= MAX_HEADERS {
                return None;
            }
            looked = ahead.len().saturating_sub(4);
            want *= 2;
        }
    }

    /// Whether a record may end behind `end` bytes: there the file ends, a member ends, or another record begins.
    /// If so, the number of bytes of the line ends between.
    fn ends_at(&mut self, end: usize) -> Option<usize> {
        self.stream.want(end + 9);
        let rest = self.stream.ahead().get(end..).unwrap_or_default();
        let blank = rest.iter().take(4).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        if self.stream.member_ahead().is_some_and(|member| member == end + blank) {
            return Some(blank);
        }
        let rest = rest.get(blank..).unwrap_or_default();
        let common = rest.len().min(5);
        (rest.get(..common) == b"WARC/".get(..common)).then_some(blank)
    }
}

enum Found {
    Record(Record),
    Bad(u64, String),
    End,
}

struct Record {
    offset: u64,
    headers: Headers,
    block: Vec<u8>,
}

impl Iterator for Pages {
    type Item = Result<RawPage, ArchiveError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.next_record()? {
                Err(error) => return Some(Err(error)),
                Ok(record) => match page(&record) {
                    Ok(Some(page)) => return Some(Ok(page)),
                    Ok(None) => {}
                    Err(reason) => return Some(Err(self.bad(record.offset, reason))),
                },
            }
        }
    }
}

/// The page that a record holds; `None` for records that hold none.
fn page(record: &Record) -> Result<Option<RawPage>, String> {
    let headers = &record.headers;
    let kind = headers.get("warc-type").unwrap_or_default().to_ascii_lowercase();
    let media = headers.get("content-type").unwrap_or_default();
    let is_response = match kind.as_str() {
        "response" if media.to_ascii_lowercase().starts_with("application/http") => true,
        "resource" => false,
        _ => return Ok(None),
    };
    // The first drafts of the format, still in use, put the address in angle brackets.
    let target = headers.get("warc-target-uri").unwrap_or_default().trim_start_matches('<').trim_end_matches('>').to_owned();
    if target.is_empty() {
        return Err("it names no address (WARC-Target-URI)".to_owned());
    }
    let date = headers.get("warc-date").unwrap_or_default();
    let fetched: Timestamp = date.parse().map_err(|_| format!("`{date}` is no date (WARC-Date)"))?;
    if let Some(stated) = headers.get("warc-block-digest")
        && contradicts(stated, &record.block) == Some(true)
    {
        return Err(format!("its bytes do not agree with their digest {stated}"));
    }
    let url = headers.get(REQUESTED).map_or_else(|| target.clone(), str::to_owned);
    let feed_date = headers.get(FEED_DATE).and_then(DateTime::parse);
    let mut page =
        RawPage { url, final_url: target, status: 200, content_type: None, feed_date, headers: Vec::new(), fetched, body: Vec::new() };
    if is_response {
        let answer = http::parse(&record.block)?;
        page.status = answer.status;
        page.content_type = answer.content_type;
        page.headers = answer.headers;
        page.body = answer.body;
    } else {
        page.content_type = Some(media.to_owned()).filter(|media| !media.is_empty());
        page.body.clone_from(&record.block);
    }
    if let Some(reason) = headers.get("warc-truncated") {
        page.headers.push(("warc-truncated".to_owned(), reason.to_owned()));
    }
    Ok(Some(page))
}
