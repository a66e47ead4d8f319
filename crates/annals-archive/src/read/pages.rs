//! Finds one record after another in a file, and steps over what is damaged.

use super::headers::{self, Headers};
use super::record::{self, Listed, Record, disagrees};
use super::stream::{Form, Stream};
use super::{Filter, arc};
use crate::ArchiveError;
use crate::digest::contradicts;
use annals_model::RawPage;
use std::path::Path;

/// Longest header block of a record, in bytes.
const MAX_HEADERS: usize = 1 << 16;
/// Longest record that is held in memory, in bytes; news pages are a thousand times smaller.
const MAX_RECORD: usize = 64 << 20;
/// How much of a record that is passed over is looked at in one go.
const STRIDE: usize = 1 << 20;

/// The pages of one file in order: response and resource records; other kinds are passed over.
pub struct Pages {
    stream: Stream,
    file: String,
    /// Inside a damaged stretch that was reported already.
    damaged: bool,
    done: bool,
    revisits: bool,
    everything: bool,
    filter: Filter,
}

enum Found {
    Record(Record),
    /// A whole record that is not wanted.
    Passed,
    /// A whole record that cannot be given.
    Skipped(u64, String),
    Bad(u64, String),
    End,
}

/// What follows a record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// The end of its gzip member, whose checksum was right.
    Sealed,
    /// Another record, or the end of the file.
    Open,
    /// The empty lines that belong there, and then something else: damage behind the record, or a wrong length.
    Doubtful,
}

impl Pages {
    pub(super) fn new(stream: Stream, file: String) -> Self {
        Self { stream, file, damaged: false, done: false, revisits: false, everything: false, filter: Filter::default() }
    }

    /// Gives only what the filter takes in. Other records are passed over before anything in them is copied or unpacked.
    #[must_use]
    pub fn only(mut self, filter: Filter) -> Self {
        self.filter = filter;
        self
    }

    /// Gives `revisit` records too.
    pub(crate) fn with_revisits(mut self, revisits: bool) -> Self {
        self.revisits = revisits;
        self
    }

    /// Gives records of all kinds to [`Pages::next_listed`].
    pub(super) fn with_everything(mut self) -> Self {
        self.everything = true;
        self
    }

    /// Where the next record begins; for gzip, where its member begins.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.stream.offset()
    }

    /// Where the last whole gzip member ended that was read.
    pub(crate) fn whole_until(&self) -> u64 {
        self.stream.whole_until()
    }

    /// Whether the file ends inside a gzip member, or in zeros where one should begin.
    pub(crate) fn torn(&self) -> bool {
        self.stream.torn()
    }

    /// What a list says of the next record.
    pub(crate) fn next_listed(&mut self) -> Option<Result<Listed, ArchiveError>> {
        Some(self.next_record()?.and_then(|record| record::listed(&record).map_err(|reason| self.bad(record.offset, reason))))
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

    /// Finds the next record that is wanted; `None` at the end.
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
                Found::Passed => self.damaged = false,
                Found::Skipped(offset, reason) => {
                    self.damaged = false;
                    return Some(Err(self.bad(offset, reason)));
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
        let Some((head, headers)) = self.headers() else {
            return match self.stream.ahead().starts_with(b"WARC/") {
                true => self.cut(offset, "the header block has no end"),
                false => self.cut(offset, "no WARC record begins here"),
            };
        };
        if headers.lines.iter().filter(|(name, _)| name.eq_ignore_ascii_case("warc-type")).count() > 1 {
            return Found::Bad(offset, "another record begins inside its header block".to_owned());
        }
        let wanted = self.everything || record::holds_page(&headers, self.revisits) && self.filter.wants(&headers);
        let length = match headers.get("content-length").map(str::parse::<usize>) {
            Some(Ok(length)) => length,
            Some(Err(_)) => return Found::Bad(offset, "its content-length is no number".to_owned()),
            None => return Found::Bad(offset, "it has no content-length".to_owned()),
        };
        if length > MAX_RECORD {
            return self.too_long(offset, head, length, wanted);
        }
        if !self.stream.want(head + length) {
            let there = self.stream.ahead().len().saturating_sub(head);
            return self.cut(offset, &format!("it states {length} bytes but {there} are there"));
        }
        let Some((blank, end)) = self.ends_at(head + length) else {
            return Found::Bad(offset, format!("it states {length} bytes but goes on behind them"));
        };
        // Where no checksum vouches for the bytes, a wrong digest may as well mean a wrong length: what is behind the
        // header is looked through again for records that it swallowed.
        if end != End::Sealed
            && let Some(stated) = headers.get("warc-block-digest")
            && contradicts(stated, self.stream.ahead().get(head..head + length).unwrap_or_default()) == Some(true)
        {
            return Found::Bad(offset, disagrees(stated));
        }
        // Its bytes are there, but the checksum behind them is wrong or missing.
        if let Some((_, damage)) = self.stream.take_broken_at(offset) {
            return Found::Bad(offset, damage);
        }
        let block = if wanted { self.stream.ahead().get(head..head + length).unwrap_or_default().to_vec() } else { Vec::new() };
        self.stream.skip(head + length + blank);
        if !wanted {
            return Found::Passed;
        }
        let sealed = end == End::Sealed;
        let end = if self.stream.packed() { self.stream.whole_until() } else { self.stream.offset() };
        Found::Record(Record { offset, end, sealed, headers, block })
    }

    /// A record too long to be held. Inside its own gzip member it can be passed over, for it cannot reach beyond.
    fn too_long(&mut self, offset: u64, head: usize, length: usize, wanted: bool) -> Found {
        let reason = format!("its {length} bytes are more than the {MAX_RECORD} a record may have here");
        if !self.stream.packed() {
            return Found::Bad(offset, reason);
        }
        // The last byte stays in front, so that what follows is not mistaken for a part of this record.
        let mut left = head.saturating_add(length);
        while left > 1 {
            let stride = left.min(STRIDE);
            if !self.stream.want(stride) {
                return self.cut(offset, &reason);
            }
            self.stream.skip(stride - 1);
            left -= stride - 1;
        }
        let Some((blank, _)) = self.ends_at(1) else {
            return Found::Bad(offset, reason);
        };
        if let Some((_, damage)) = self.stream.take_broken_at(offset) {
            return Found::Bad(offset, damage);
        }
        self.stream.skip(1 + blank);
        if !wanted {
            return Found::Passed;
        }
        // What follows is the next record already: no search for it.
        Found::Skipped(offset, reason)
    }

    /// A record that ends too early: damage in the file, if there is any, is the reason.
    fn cut(&mut self, offset: u64, reason: &str) -> Found {
        match self.stream.take_broken() {
            Some((_, damage)) => Found::Bad(offset, format!("{reason}: {damage}")),
            None => Found::Bad(offset, reason.to_owned()),
        }
    }

    /// The record's headers and their length in bytes; `None` when none begin here or they have no end within the bounds.
    fn headers(&mut self) -> Option<(usize, Headers)> {
        self.stream.want(5);
        if self.stream.form == Form::Warc && !self.stream.ahead().starts_with(b"WARC/") {
            self.stream.want(12);
            if !arc::may_open(self.stream.ahead()) {
                return None;
            }
            // The form decides where reading ahead ends, so it is tried on.
            self.stream.form = Form::Arc;
            self.stream.want(arc::MAX_LINE);
            if !arc::opens(self.stream.ahead()) {
                self.stream.form = Form::Warc;
                return None;
            }
        }
        if self.stream.form == Form::Arc {
            self.stream.want(arc::MAX_LINE);
            let line = arc::line(self.stream.ahead())?;
            return Some((line.len(), arc::parse(line)?));
        }
        let head = self.header_block()?;
        Some((head, Headers::parse(self.stream.ahead().get(..head).unwrap_or_default())))
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

    /// Whether a record may end behind `end` bytes; if so, how many bytes of line ends follow, and what behind them.
    fn ends_at(&mut self, end: usize) -> Option<(usize, End)> {
        self.stream.want(end + 9);
        let rest = self.stream.ahead().get(end..).unwrap_or_default();
        let blank = rest.iter().take(4).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let (lines, rest) = rest.split_at(blank);
        if self.stream.member_ahead().is_some_and(|member| member == end + blank) || rest.is_empty() && self.stream.closed() {
            return Some((blank, End::Sealed));
        }
        if self.stream.may_begin(rest) {
            return Some((blank, End::Open));
        }
        (self.stream.form == Form::Warc && lines == b"\r\n\r\n").then_some((blank, End::Doubtful))
    }
}

impl Iterator for Pages {
    type Item = Result<RawPage, ArchiveError>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.next_record()?.and_then(|record| record::page(&record).map_err(|reason| self.bad(record.offset, reason))))
    }
}
