//! A window over unpacked bytes that knows where each gzip member began and what damage lies in front.

use super::arc;
use super::source::{Piece, Source};
use std::io::{self, Read};

/// In which words records are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// WARC, and all that has not shown itself to be something else.
    Warc,
    /// The older ARC.
    Arc,
}

/// Unpacked bytes that were read already but not used yet.
pub(super) struct Stream {
    pub(super) form: Form,
    source: Source,
    bytes: Vec<u8>,
    start: usize,
    /// Plain files: offset in the file of `bytes[0]`. Packed files: unused.
    base: u64,
    /// Packed files: where the member of `bytes[start]` begins.
    member: u64,
    /// A member begins at this index of `bytes`, and at this offset of the file.
    boundary: Option<(usize, u64)>,
    /// Damage that lies directly behind the bytes: where, what.
    broken: Option<(u64, String)>,
    failed: Option<io::Error>,
    ended: bool,
}

impl Stream {
    pub(super) fn new(reader: Box<dyn Read + Send>, base: u64, packed: bool) -> io::Result<Self> {
        let source = Source::new(reader, base, packed)?;
        Ok(Self {
            form: Form::Warc,
            source,
            bytes: Vec::new(),
            start: 0,
            base,
            member: base,
            boundary: None,
            broken: None,
            failed: None,
            ended: false,
        })
    }

    /// Where the next byte lies in the file; for gzip, where its member begins.
    pub(super) fn offset(&self) -> u64 {
        match (self.source.packed, self.boundary) {
            (false, _) => self.base + self.start as u64,
            (true, Some((index, offset))) if index == self.start => offset,
            (true, _) if self.start == self.bytes.len() => self.source.whole_until.max(self.member),
            (true, _) => self.member,
        }
    }

    /// Where the last whole gzip member ended.
    pub(super) fn whole_until(&self) -> u64 {
        self.source.whole_until
    }

    /// Whether the file ends inside a gzip member, or in zeros where one should begin.
    pub(super) fn torn(&self) -> bool {
        self.source.torn
    }

    /// Whether the file is gzip.
    pub(super) fn packed(&self) -> bool {
        self.source.packed
    }

    /// Whether all of a packed file was read, its last member whole.
    pub(super) fn closed(&self) -> bool {
        self.source.packed && self.ended && !self.source.torn
    }

    /// The bytes read ahead so far that belong to the current record.
    pub(super) fn ahead(&self) -> &[u8] {
        let end = match self.boundary {
            Some((index, _)) if index > self.start && self.begins_record(index) => index,
            _ => self.bytes.len(),
        };
        self.bytes.get(self.start..end).unwrap_or_default()
    }

    /// How many bytes ahead the next member begins, if that was reached.
    pub(super) fn member_ahead(&self) -> Option<usize> {
        self.boundary.and_then(|(index, _)| index.checked_sub(self.start))
    }

    /// Takes bytes away from the front.
    pub(super) fn skip(&mut self, count: usize) {
        self.start = self.bytes.len().min(self.start + count);
        if let Some((index, offset)) = self.boundary
            && self.start >= index
        {
            self.member = offset;
            self.boundary = None;
        }
        if self.start > 1 << 18 && self.start > self.bytes.len() / 2 {
            self.bytes.drain(..self.start);
            self.base += self.start as u64;
            if let Some((index, _)) = &mut self.boundary {
                *index -= self.start;
            }
            self.start = 0;
        }
    }

    /// Reads until `count` bytes of this record are ahead; false when it ends before that: at the end of the file,
    /// at damage, or where the next record's member begins.
    pub(super) fn want(&mut self, count: usize) -> bool {
        loop {
            if self.boundary.is_some_and(|(index, _)| index > self.start && self.begins_record(index)) {
                return self.ahead().len() >= count;
            }
            if self.bytes.len() - self.start >= count && !self.boundary_undecided(count) {
                return true;
            }
            if !self.read_on() {
                return self.ahead().len() >= count;
            }
        }
    }

    /// Goes to the next place that may begin a record; false when there is none.
    pub(super) fn seek_record(&mut self) -> bool {
        self.broken = None;
        self.skip(1);
        loop {
            let ahead = self.bytes.get(self.start..).unwrap_or_default();
            let line = self.find_record(ahead);
            let member = self.boundary.map(|(index, _)| index - self.start);
            if let Some(found) = [line, member].into_iter().flatten().min() {
                self.skip(found);
                return true;
            }
            // A line that is not all there yet may open a record.
            let kept = ahead.len().min(if self.form == Form::Arc { arc::MAX_LINE } else { 8 });
            self.skip(ahead.len() - kept);
            if !self.read_on() {
                // Damage inside damage says nothing new; go on behind it.
                if self.broken.take().is_none() {
                    self.skip(kept);
                    return false;
                }
            }
        }
    }

    /// Damage or a failure that lies directly in front, if the bytes are used up.
    pub(super) fn take_broken(&mut self) -> Option<(u64, String)> {
        self.broken.take()
    }

    /// As [`Stream::take_broken`], if it is the member beginning at this offset that is broken.
    pub(super) fn take_broken_at(&mut self, offset: u64) -> Option<(u64, String)> {
        self.broken.take_if(|(member, _)| self.source.packed && *member == offset)
    }

    /// A failure of the disk.
    pub(super) fn take_failed(&mut self) -> Option<io::Error> {
        self.failed.take()
    }

    /// Whether these bytes may be the beginning of a record, as far as they go.
    pub(super) fn may_begin(&self, bytes: &[u8]) -> bool {
        match self.form {
            Form::Warc => {
                let common = bytes.len().min(5);
                bytes.get(..common) == b"WARC/".get(..common)
            }
            Form::Arc => arc::may_open(bytes),
        }
    }

    fn begins_record(&self, index: usize) -> bool {
        self.bytes.get(index..).is_some_and(|rest| rest.len() >= 5 && self.may_begin(rest))
    }

    /// Whether the first bytes of a member inside the wanted stretch are still to be read.
    fn boundary_undecided(&self, count: usize) -> bool {
        self.boundary.is_some_and(|(index, _)| index > self.start && index < self.start + count && self.bytes.len() < index + 5)
    }

    fn read_on(&mut self) -> bool {
        if self.broken.is_some() || self.failed.is_some() || self.ended {
            return false;
        }
        loop {
            match self.source.next(&mut self.bytes) {
                Piece::Bytes => return true,
                Piece::Member(offset) => {
                    if let Some((index, earlier)) = self.boundary
                        && index <= self.start
                    {
                        self.member = earlier;
                    }
                    self.boundary = Some((self.bytes.len(), offset));
                }
                Piece::Broken(offset, reason) => {
                    self.broken = Some((offset, reason));
                    return false;
                }
                Piece::Failed(error) => {
                    self.failed = Some(error);
                    return false;
                }
                Piece::End => {
                    self.ended = true;
                    return false;
                }
            }
        }
    }

    /// Where a record may begin. The line end before it may be what is damaged, so the older form alone asks for one:
    /// its first words are met in any text.
    fn find_record(&self, bytes: &[u8]) -> Option<usize> {
        if self.form == Form::Warc {
            return bytes.windows(7).position(|window| window.starts_with(b"WARC/") && matches!(window, [.., b'0' | b'1', b'.']));
        }
        if arc::opens(bytes) {
            return Some(0);
        }
        let mut from = 0;
        while let Some(line_end) = bytes.get(from..)?.iter().position(|byte| *byte == b'\n') {
            from += line_end + 1;
            if bytes.get(from..).is_some_and(arc::opens) {
                return Some(from);
            }
        }
        None
    }
}
