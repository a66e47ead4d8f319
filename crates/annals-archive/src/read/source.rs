//! The bytes of an archive file, unpacked member by member, going on behind damage.
//!
//! Web archives are gzip members set one behind another, usually one a record, so a broken one can be stepped
//! over: the next member is looked for, first inside the bytes that the broken one swallowed, then behind them.

use super::arc;
use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, Read};

/// How many compressed bytes of the current member are kept, so that they can be looked through again.
const KEPT: usize = 1 << 20;
/// How much of a file with a damaged beginning is looked at to tell what it is.
const LOOKED_AT: usize = 1 << 20;
const CHUNK: usize = 1 << 16;
const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];

/// What a source gives next.
pub(super) enum Piece {
    /// Unpacked bytes were appended.
    Bytes,
    /// A gzip member begins at this byte of the file.
    Member(u64),
    /// Damage; reading goes on behind it.
    Broken(u64, String),
    /// The file could not be read any further.
    Failed(io::Error),
    /// The end.
    End,
}

/// A file's bytes: as they are, or unpacked.
pub(super) struct Source {
    state: State,
    /// Whether the file is gzip.
    pub(super) packed: bool,
    /// Where the last member ended that was whole.
    pub(super) whole_until: u64,
    /// The file ends inside a member, or in zeros where one should begin.
    pub(super) torn: bool,
    member_start: u64,
    /// Bytes read in vain, against bytes read at all: bounds how often swallowed bytes are looked through again.
    in_vain: u64,
    /// Room for the bytes last unpacked.
    unpacked: Vec<u8>,
}

enum State {
    Between(Tape),
    Inside(Box<GzDecoder<Tape>>),
    /// Packed in a way that is not read here.
    Foreign,
    Lost,
}

impl Source {
    /// `base` is the offset in the file of the reader's first byte. The bytes are taken as gzip if they begin so, or if `packed` says so.
    pub(super) fn new(reader: Box<dyn Read + Send>, base: u64, packed: bool) -> io::Result<Self> {
        let mut tape = Tape { reader, bytes: Vec::new(), at: 0, mark: 0, base };
        let head = tape.peek(4)?;
        let foreign = is_zstd(head);
        let begins_well = head.is_empty() || head.starts_with(b"WARC") || arc::may_open(head);
        let packed = packed || head.starts_with(&MAGIC[..2]) || !begins_well && !foreign && looks_packed(tape.peek(LOOKED_AT)?);
        let state = if foreign { State::Foreign } else { State::Between(tape) };
        Ok(Self { state, packed, whole_until: base, torn: false, member_start: base, in_vain: 0, unpacked: vec![0; CHUNK] })
    }

    /// Appends the next bytes to `into`, or says what else comes.
    pub(super) fn next(&mut self, into: &mut Vec<u8>) -> Piece {
        match std::mem::replace(&mut self.state, State::Lost) {
            State::Between(tape) if !self.packed => self.plain(tape, into),
            State::Between(tape) => self.between(tape),
            State::Inside(decoder) => self.inside(decoder, into),
            State::Foreign => Piece::Broken(
                self.member_start,
                "the file is packed with zstd, which is not read here: unpack it first (`zstd -d`)".to_owned(),
            ),
            State::Lost => Piece::End,
        }
    }

    fn plain(&mut self, mut tape: Tape, into: &mut Vec<u8>) -> Piece {
        tape.mark = tape.at;
        let got = match tape.fill_buf() {
            Ok(bytes) => {
                into.extend_from_slice(bytes);
                bytes.len()
            }
            Err(error) => return Piece::Failed(error),
        };
        tape.consume(got);
        self.state = State::Between(tape);
        if got == 0 { Piece::End } else { Piece::Bytes }
    }

    fn between(&mut self, mut tape: Tape) -> Piece {
        let start = tape.offset();
        tape.mark = tape.at;
        let head = match tape.peek(MAGIC.len()) {
            Ok(head) => head,
            Err(error) => return Piece::Failed(error),
        };
        if head.is_empty() {
            self.state = State::Between(tape);
            return Piece::End;
        }
        if head == MAGIC {
            self.member_start = start;
            self.state = State::Inside(Box::new(GzDecoder::new(tape)));
            return Piece::Member(start);
        }
        let torn = MAGIC.starts_with(head);
        let padding = head.iter().all(|byte| *byte == 0);
        match tape.seek_magic() {
            Ok(found) => {
                self.state = State::Between(tape);
                // Zeros behind the last member are what a file system leaves after a power cut: the end, not damage.
                self.torn |= (padding || torn) && !found;
                if padding && !found { Piece::End } else { Piece::Broken(start, "no gzip member begins here".to_owned()) }
            }
            Err(error) => Piece::Failed(error),
        }
    }

    fn inside(&mut self, mut decoder: Box<GzDecoder<Tape>>, into: &mut Vec<u8>) -> Piece {
        let read = loop {
            match decoder.read(&mut self.unpacked) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        into.extend_from_slice(self.unpacked.get(..read.as_ref().map_or(0, |n| *n)).unwrap_or_default());
        match read {
            Ok(0) => {
                let tape = decoder.into_inner();
                self.whole_until = tape.offset();
                self.torn = false;
                self.between(tape)
            }
            Ok(_) => {
                self.state = State::Inside(decoder);
                Piece::Bytes
            }
            Err(error) => self.behind_damage(decoder.into_inner(), &error),
        }
    }

    fn behind_damage(&mut self, mut tape: Tape, error: &io::Error) -> Piece {
        let torn = error.kind() == io::ErrorKind::UnexpectedEof;
        if !torn && !matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData) {
            return Piece::Failed(io::Error::new(error.kind(), error.to_string()));
        }
        self.torn = torn;
        let swallowed = tape.offset() - self.member_start;
        if tape.holds(self.member_start) && self.in_vain <= 2 * tape.offset() {
            self.in_vain += swallowed;
            tape.at = tape.mark + 1;
        }
        let start = self.member_start;
        if let Err(error) = tape.seek_magic() {
            return Piece::Failed(error);
        }
        self.state = State::Between(tape);
        let reason = if torn { "the file ends inside a gzip member".to_owned() } else { format!("gzip: {error}") };
        Piece::Broken(start, reason)
    }
}

/// Whether a file whose first bytes are damaged goes on as gzip does: a member begins before any record does.
fn looks_packed(bytes: &[u8]) -> bool {
    // The three highest bits of the byte behind the mark are always clear.
    let member = bytes.windows(4).position(|window| window.starts_with(&MAGIC) && window.last().is_some_and(|flags| flags & 0xe0 == 0));
    let record = bytes.windows(5).position(|window| window == b"WARC/");
    member.is_some_and(|member| record.is_none_or(|record| member < record))
}

/// Whether a file begins as zstd files do: with a frame, or with the dictionary that web archives put in front.
fn is_zstd(head: &[u8]) -> bool {
    matches!(head, [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

/// A reader that remembers the last stretch it read.
struct Tape {
    reader: Box<dyn Read + Send>,
    bytes: Vec<u8>,
    at: usize,
    /// Bytes before this one are not needed again.
    mark: usize,
    /// Offset in the file of `bytes[0]`.
    base: u64,
}

impl Tape {
    fn offset(&self) -> u64 {
        self.base + self.at as u64
    }

    /// Whether the byte at this offset is the one marked and still here.
    fn holds(&self, offset: u64) -> bool {
        self.base + self.mark as u64 == offset && self.mark < self.at
    }

    /// The next bytes, up to `count` of them; fewer only at the end.
    fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        while self.bytes.len() - self.at < count && self.read_on()? {}
        let end = self.bytes.len().min(self.at + count);
        Ok(self.bytes.get(self.at..end).unwrap_or_default())
    }

    /// Goes to the next place where a gzip member may begin; false at the end.
    fn seek_magic(&mut self) -> io::Result<bool> {
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            if let Some(found) = rest.windows(MAGIC.len()).position(|window| window == MAGIC) {
                self.at += found;
                self.mark = self.at;
                return Ok(true);
            }
            self.at += rest.len().saturating_sub(MAGIC.len() - 1);
            self.mark = self.at;
            if !self.read_on()? {
                self.at = self.bytes.len();
                self.mark = self.at;
                return Ok(false);
            }
        }
    }

    /// Reads a chunk more; false at the end.
    fn read_on(&mut self) -> io::Result<bool> {
        if self.at - self.mark > KEPT {
            self.mark = self.at;
        }
        if self.mark >= CHUNK {
            self.bytes.drain(..self.mark);
            self.base += self.mark as u64;
            self.at -= self.mark;
            self.mark = 0;
        }
        let length = self.bytes.len();
        self.bytes.resize(length + CHUNK, 0);
        let got = loop {
            match self.reader.read(self.bytes.get_mut(length..).unwrap_or_default()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.bytes.truncate(length + got.as_ref().map_or(0, |n| *n));
        got.map(|n| n > 0)
    }
}

impl Read for Tape {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let got = self.fill_buf()?.read(into)?;
        self.consume(got);
        Ok(got)
    }
}

impl BufRead for Tape {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.bytes.len() {
            self.read_on()?;
        }
        Ok(self.bytes.get(self.at..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.at = self.bytes.len().min(self.at + amount);
    }
}
