//! The HTTP answer inside a response record: status, headers, and the body freed of its transfer's wrapping.

use super::headers::{Headers, block_end};
use brotli_decompressor::Decompressor;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::io::Read;

/// Longest unpacked body, in bytes; a page that unpacks to more is a bomb.
const MAX_BODY: u64 = 64 << 20;

/// How many packings round each other are taken off.
const MAX_CODINGS: usize = 4;

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) content_type: Option<String>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// Reads an answer's status and headers; the body is not looked at.
pub(super) fn head(block: &[u8]) -> Result<Answer, String> {
    let head = block_end(block, 0).unwrap_or(block.len());
    let headers = Headers::parse(block.get(..head).unwrap_or_default());
    Ok(answer(headers, Vec::new())?)
}

/// Reads an answer. A body whose wrapping was taken off already, as many archives keep it, is taken as it is.
/// Of a packed body that was `truncated` in fetching, what can be unpacked is kept.
pub(super) fn parse(block: &[u8], truncated: bool) -> Result<Answer, String> {
    let head = block_end(block, 0).unwrap_or(block.len());
    let headers = Headers::parse(block.get(..head).unwrap_or_default());
    let mut body = block.get(head..).unwrap_or_default().to_vec();
    if headers.get("transfer-encoding").is_some_and(|value| value.to_ascii_lowercase().contains("chunked"))
        && let Some(joined) = join_chunks(&body)
    {
        body = joined;
    }
    if let Some(codings) = headers.get("content-encoding") {
        // Codings are listed in the order they were put on.
        for (turn, coding) in codings.rsplit(',').enumerate() {
            if turn == MAX_CODINGS {
                return Err(format!("its body is packed more than {MAX_CODINGS} times"));
            }
            body = unpack(coding.trim(), body, truncated)?;
        }
    }
    Ok(answer(headers, body)?)
}

fn answer(headers: Headers, body: Vec<u8>) -> Result<Answer, &'static str> {
    let status = status(&headers.first_line).ok_or("its block is no HTTP answer")?;
    let content_type = headers.get("content-type").map(str::to_owned);
    let transfer = ["content-type", "content-length", "content-encoding", "transfer-encoding"];
    let headers = headers.lines.into_iter().filter(|(name, _)| !transfer.iter().any(|own| own.eq_ignore_ascii_case(name))).collect();
    Ok(Answer { status, content_type, headers, body })
}

fn status(line: &str) -> Option<u16> {
    let (version, rest) = line.split_once(' ')?;
    let code = rest.trim_start().get(..3)?;
    (version.starts_with("HTTP/") && code.bytes().all(|byte| byte.is_ascii_digit())).then(|| code.parse().ok())?
}

/// The body of a chunked transfer; `None` when these bytes are not chunks.
fn join_chunks(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    let mut chunks = 0;
    while let Some((size, behind)) = chunk_head(rest) {
        if size == 0 {
            return Some(out);
        }
        // A transfer that broke off keeps what came.
        out.extend_from_slice(behind.get(..size).unwrap_or(behind));
        rest = behind.get(size..).unwrap_or_default();
        if !rest.is_empty() && !rest.starts_with(b"\r\n") && !rest.starts_with(b"\n") {
            // No line ends here: these were no chunks, or the last size was wrong.
            return (chunks > 0).then_some(out);
        }
        rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        chunks += 1;
        if rest.is_empty() {
            return Some(out);
        }
    }
    (chunks > 0).then_some(out)
}

/// The size that a chunk states, and what is behind its line.
fn chunk_head(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let line_end = bytes.iter().take(1024).position(|byte| *byte == b'\n')?;
    let line = std::str::from_utf8(bytes.get(..line_end)?).ok()?;
    let digits = line.split(';').next().unwrap_or_default().trim();
    Some((usize::from_str_radix(digits, 16).ok()?, bytes.get(line_end + 1..)?))
}

fn unpack(coding: &str, body: Vec<u8>, truncated: bool) -> Result<Vec<u8>, String> {
    match coding.to_ascii_lowercase().as_str() {
        "" | "identity" => Ok(body),
        _ if body.is_empty() => Ok(body),
        "gzip" | "x-gzip" if !body.starts_with(&[0x1f, 0x8b]) => Ok(body),
        "gzip" | "x-gzip" => read_capped(MultiGzDecoder::new(body.as_slice()), truncated),
        "deflate" => match read_capped(ZlibDecoder::new(body.as_slice()), truncated) {
            // Some servers leave the zlib wrapping out.
            Err(Fault::Broken(_)) => match read_capped(DeflateDecoder::new(body.as_slice()), truncated) {
                Err(Fault::Broken(_)) => return Ok(body),
                unpacked => unpacked,
            },
            unpacked => unpacked,
        },
        // This packing has no mark at its beginning, but never reads as text for long.
        "br" if body.len() >= 32 && is_text(&body) && is_utf8(&body) => return Ok(body),
        "br" => match read_capped(Decompressor::new(body.as_slice(), 1 << 14), truncated) {
            // Text in some other alphabet.
            Err(Fault::Broken(_)) if is_text(&body) => return Ok(body),
            unpacked => unpacked,
        },
        other => return Err(format!("its body is packed with `{other}`, which is not read here")),
    }
    .map_err(|fault| match fault {
        Fault::Bomb => format!("its body unpacks to more than {MAX_BODY} bytes"),
        Fault::Broken(error) => format!("its packed body is broken: {error}"),
    })
}

enum Fault {
    Bomb,
    Broken(std::io::Error),
}

fn read_capped(reader: impl Read, truncated: bool) -> Result<Vec<u8>, Fault> {
    let mut out = Vec::new();
    match reader.take(MAX_BODY + 1).read_to_end(&mut out) {
        Ok(_) if out.len() as u64 > MAX_BODY => Err(Fault::Bomb),
        Ok(_) => Ok(out),
        Err(_) if truncated && !out.is_empty() => Ok(out),
        Err(error) => Err(Fault::Broken(error)),
    }
}

/// Whether bytes read as text in any of the usual ways: no control characters but white space.
fn is_text(bytes: &[u8]) -> bool {
    bytes.iter().take(1024).all(|byte| *byte >= 0x20 && *byte != 0x7f || byte.is_ascii_whitespace())
}

fn is_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes.get(..1024).unwrap_or(bytes)).map_or_else(|error| error.error_len().is_none(), |_| true)
}
