//! Unpacks bodies while they arrive, under bounds: a page of a few kilobytes may claim to hold gigabytes.

use crate::Outcome;
use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState, StandardAlloc};
use flate2::{Crc, Decompress, FlushDecompress, Status};

/// Bytes out for a byte in beyond which a body is a trap; text packs to a tenth, the emptiest honest table to a hundredth.
const MAX_RATIO: u64 = 200;
/// Bytes out before the ratio counts.
const FREE: u64 = 1 << 20;
/// Codings laid over each other, at the most.
const MAX_LAYERS: usize = 3;
/// Longest head of a gzip member.
const MAX_GZIP_HEAD: usize = 1 << 16;
const PIECE: usize = 1 << 14;

/// Why a body could not be unpacked.
pub(crate) type Trouble = (Outcome, String);

/// A body on its way in.
pub(crate) struct Unpacker {
    layers: Vec<Layer>,
    sink: Sink,
    /// Bytes that came over the wire.
    pub(crate) wire: u64,
}

struct Sink {
    body: Vec<u8>,
    limit: usize,
    /// Whether more came than is kept.
    cut: bool,
    /// Packed bytes read so far.
    read: u64,
}

enum Layer {
    Gzip(Box<Gzip>),
    Deflate(Box<Deflate>),
    Brotli(Box<Brotli>),
}

/// Whether the rest of a body is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum More {
    Wanted,
    /// The bound is reached.
    Enough,
}

/// What came of a body.
#[derive(Debug)]
pub(crate) struct Unpacked {
    pub(crate) body: Vec<u8>,
    /// Whether it is longer than its bound.
    pub(crate) cut: bool,
}

impl Unpacker {
    /// For a body with this `Content-Encoding`, of which `limit` bytes are kept after unpacking.
    pub(crate) fn new(encoding: &str, limit: u64) -> Result<Self, Trouble> {
        let mut layers = Vec::new();
        for coding in encoding.split(',').map(|coding| coding.trim().to_ascii_lowercase()) {
            match coding.as_str() {
                "" | "identity" => {}
                "gzip" | "x-gzip" => layers.push(Layer::Gzip(Box::default())),
                "deflate" => layers.push(Layer::Deflate(Box::default())),
                "br" => layers.push(Layer::Brotli(Box::new(Brotli::new()))),
                _ => return Err((Outcome::BadEncoding, format!("its coding is `{encoding}`, which is not known"))),
            }
        }
        if layers.len() > MAX_LAYERS {
            return Err((Outcome::BadEncoding, format!("it is packed {} times over", layers.len())));
        }
        // The coding named last was laid on last, so it comes off first.
        layers.reverse();
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(Self { layers, sink: Sink { body: Vec::new(), limit, cut: false, read: 0 }, wire: 0 })
    }

    /// Takes what arrived.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<More, Trouble> {
        self.wire += bytes.len() as u64;
        feed(&mut self.layers, bytes, &mut self.sink, true)?;
        Ok(if self.sink.cut { More::Enough } else { More::Wanted })
    }

    /// Bytes unpacked so far.
    pub(crate) fn len(&self) -> usize {
        self.sink.body.len()
    }

    /// What was unpacked, whether or not that is all.
    pub(crate) fn so_far(self) -> Vec<u8> {
        self.sink.body
    }

    /// The whole body, once all has arrived.
    pub(crate) fn finish(mut self) -> Result<Unpacked, Trouble> {
        if !self.sink.cut && self.wire > 0 && !self.layers.iter().all(Layer::is_whole) {
            return Err((Outcome::BodyBroken, format!("its packed form breaks off after {} bytes", self.wire)));
        }
        if self.sink.body.capacity() > self.sink.body.len() + self.sink.body.len() / 4 {
            self.sink.body.shrink_to_fit();
        }
        Ok(Unpacked { body: self.sink.body, cut: self.sink.cut })
    }
}

/// Sends bytes through the layers into the sink.
fn feed(layers: &mut [Layer], bytes: &[u8], sink: &mut Sink, outermost: bool) -> Result<(), Trouble> {
    if sink.cut {
        return Ok(());
    }
    let Some((layer, inner)) = layers.split_first_mut() else {
        sink.take(bytes);
        return Ok(());
    };
    layer.push(bytes, &mut |piece, read, written| {
        if outermost {
            sink.read = read;
        }
        if written > FREE && written > sink.read.saturating_mul(MAX_RATIO) {
            let reason = format!("{} packed bytes become more than {written}", sink.read);
            return Err((Outcome::Bomb, reason));
        }
        feed(inner, piece, sink, false)
    })
}

impl Sink {
    fn take(&mut self, bytes: &[u8]) {
        let room = self.limit.saturating_sub(self.body.len());
        self.body.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        self.cut |= bytes.len() > room;
    }
}

/// Receives a piece with the bytes read and written by the layer so far.
type Out<'a> = &'a mut dyn FnMut(&[u8], u64, u64) -> Result<(), Trouble>;

impl Layer {
    fn push(&mut self, bytes: &[u8], out: Out<'_>) -> Result<(), Trouble> {
        match self {
            Self::Gzip(gzip) => gzip.push(bytes, out),
            Self::Deflate(deflate) => deflate.push(bytes, out),
            Self::Brotli(brotli) => brotli.push(bytes, out),
        }
    }

    fn is_whole(&self) -> bool {
        match self {
            Self::Gzip(gzip) => matches!(gzip.state, Member::Between | Member::Junk) && gzip.members > 0,
            // Some servers leave the checksum out; the data itself ends by its own mark.
            Self::Deflate(deflate) => deflate.done,
            Self::Brotli(brotli) => brotli.done,
        }
    }
}

fn damaged(what: &str) -> Trouble {
    (Outcome::BodyBroken, format!("its packed form is damaged: {what}"))
}

/// Receives a piece with the stream that it came from.
type Inflated<'a> = &'a mut dyn FnMut(&[u8], &Decompress) -> Result<(), Trouble>;

/// Runs a piece through deflate; the bytes read, and whether the stream is at its end.
fn inflate(stream: &mut Decompress, bytes: &[u8], out: Inflated<'_>) -> Result<(usize, bool), Trouble> {
    let mut buffer = vec![0; PIECE];
    let mut used = 0;
    loop {
        let (read, written) = (stream.total_in(), stream.total_out());
        let rest = bytes.get(used..).unwrap_or_default();
        let status = stream.decompress(rest, &mut buffer, FlushDecompress::None).map_err(|error| damaged(&error.to_string()))?;
        let (read, written) = ((stream.total_in() - read) as usize, (stream.total_out() - written) as usize);
        used += read;
        out(buffer.get(..written).unwrap_or_default(), stream)?;
        match status {
            Status::StreamEnd => return Ok((used, true)),
            _ if written < buffer.len() && (used == bytes.len() || read + written == 0) => return Ok((used, false)),
            _ => {}
        }
    }
}

/// One or more gzip members behind each other; what follows them that is no member is passed over.
#[derive(Default)]
struct Gzip {
    state: Member,
    members: usize,
    /// Head or tail, as far as it came.
    held: Vec<u8>,
    read: u64,
    written: u64,
}

#[derive(Default)]
enum Member {
    /// Before a member; after one this is a good end.
    #[default]
    Between,
    Head,
    Body(Box<(Decompress, Crc)>),
    Tail(Crc),
    Junk,
}

impl Gzip {
    fn push(&mut self, mut bytes: &[u8], out: Out<'_>) -> Result<(), Trouble> {
        while let Some(&first) = bytes.first() {
            match &mut self.state {
                Member::Between if self.members > 0 && first != 0x1f => self.state = Member::Junk,
                Member::Between => self.state = Member::Head,
                Member::Junk => return Ok(()),
                Member::Head => {
                    self.held.push(first);
                    self.read += 1;
                    bytes = bytes.get(1..).unwrap_or_default();
                    if head_is_whole(&self.held)? {
                        self.held.clear();
                        self.state = Member::Body(Box::new((Decompress::new(false), Crc::new())));
                    }
                }
                Member::Body(body) => {
                    let (stream, crc) = body.as_mut();
                    let (read, written) = (self.read, self.written);
                    let (before_in, before_out) = (stream.total_in(), stream.total_out());
                    let (used, end) = inflate(stream, bytes, &mut |piece, stream| {
                        crc.update(piece);
                        out(piece, read + stream.total_in() - before_in, written + stream.total_out() - before_out)
                    })?;
                    self.read += used as u64;
                    self.written += stream.total_out() - before_out;
                    bytes = bytes.get(used..).unwrap_or_default();
                    if end {
                        let crc = std::mem::take(crc);
                        self.state = Member::Tail(crc);
                    }
                }
                Member::Tail(crc) => {
                    self.held.push(first);
                    self.read += 1;
                    bytes = bytes.get(1..).unwrap_or_default();
                    if let [a, b, c, d, e, f, g, h] = *self.held {
                        let stated = (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]));
                        if stated != (crc.sum(), crc.amount()) {
                            return Err(damaged("its checksum is another"));
                        }
                        self.held.clear();
                        self.members += 1;
                        self.state = Member::Between;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Whether these bytes are a whole gzip head (RFC 1952).
fn head_is_whole(head: &[u8]) -> Result<bool, Trouble> {
    if head.iter().zip([0x1f, 0x8b, 8]).any(|(is, must)| *is != must) {
        return Err(damaged("it is no gzip"));
    }
    if head.len() > MAX_GZIP_HEAD {
        return Err(damaged("its gzip head does not end"));
    }
    let Some(flags) = head.get(3).copied().filter(|_| head.len() >= 10) else { return Ok(false) };
    let mut at = 10;
    if flags & 4 != 0 {
        let Some([low, high]) = head.get(at..at + 2) else { return Ok(false) };
        at += 2 + usize::from(u16::from_le_bytes([*low, *high]));
    }
    // A name and a remark, each ended by a zero.
    for flag in [8, 16] {
        if flags & flag != 0 {
            let Some(end) = head.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == 0)) else { return Ok(false) };
            at += end + 1;
        }
    }
    at += if flags & 2 != 0 { 2 } else { 0 };
    Ok(head.len() >= at)
}

/// `deflate` means the zlib form; some servers send the bare one.
#[derive(Default)]
struct Deflate {
    stream: Option<Decompress>,
    held: Vec<u8>,
    done: bool,
}

impl Deflate {
    fn push(&mut self, bytes: &[u8], out: Out<'_>) -> Result<(), Trouble> {
        if self.done {
            return Ok(());
        }
        let mut taken = std::mem::take(&mut self.held);
        let bytes = if self.stream.is_none() {
            taken.extend_from_slice(bytes);
            let [first, second, ..] = *taken else {
                self.held = taken;
                return Ok(());
            };
            let zlib = first & 0x0f == 8 && (u16::from(first) * 256 + u16::from(second)) % 31 == 0;
            self.stream = Some(Decompress::new(zlib));
            taken.as_slice()
        } else {
            bytes
        };
        let Some(stream) = self.stream.as_mut() else { return Ok(()) };
        let (_, end) = inflate(stream, bytes, &mut |piece, stream| out(piece, stream.total_in(), stream.total_out()))?;
        self.done = end;
        Ok(())
    }
}

struct Brotli {
    state: BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>,
    read: u64,
    written: u64,
    done: bool,
}

impl Brotli {
    fn new() -> Self {
        let mut state = BrotliState::new(StandardAlloc::default(), StandardAlloc::default(), StandardAlloc::default());
        // HTTP's brotli has windows of 16 MiB at the most; larger ones would be a trap of their own.
        state.large_window = false;
        Self { state, read: 0, written: 0, done: false }
    }

    fn push(&mut self, bytes: &[u8], out: Out<'_>) -> Result<(), Trouble> {
        let mut buffer = vec![0; PIECE];
        let (mut left, mut at) = (bytes.len(), 0);
        while !self.done {
            let (mut room, mut written, mut total) = (buffer.len(), 0, 0);
            let before = at;
            let result =
                BrotliDecompressStream(&mut left, &mut at, bytes, &mut room, &mut written, &mut buffer, &mut total, &mut self.state);
            self.read += (at - before) as u64;
            self.written += written as u64;
            out(buffer.get(..written).unwrap_or_default(), self.read, self.written)?;
            match result {
                BrotliResult::ResultSuccess => self.done = true,
                BrotliResult::NeedsMoreInput => return Ok(()),
                BrotliResult::NeedsMoreOutput => {}
                BrotliResult::ResultFailure => return Err(damaged("it is no brotli")),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "unpack_tests.rs"]
mod tests;
