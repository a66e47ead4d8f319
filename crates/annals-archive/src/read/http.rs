//! The HTTP answer inside a response record: status, headers, and the body freed of its transfer's wrapping.

use super::headers::{Headers, block_end};
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::io::Read;

/// Longest unpacked body, in bytes; a page that unpacks to more is a bomb.
const MAX_BODY: u64 = 64 << 20;

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) content_type: Option<String>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// Reads an answer. A body whose wrapping was taken off already, as many archives keep it, is taken as it is.
pub(super) fn parse(block: &[u8]) -> Result<Answer, String> {
    let head = block_end(block, 0).unwrap_or(block.len());
    let headers = Headers::parse(block.get(..head).unwrap_or_default());
    let status = status(&headers.first_line).ok_or("its block is no HTTP answer")?;
    let mut body = block.get(head..).unwrap_or_default().to_vec();
    if headers.get("transfer-encoding").is_some_and(|value| value.to_ascii_lowercase().contains("chunked"))
        && let Some(joined) = join_chunks(&body)
    {
        body = joined;
    }
    if let Some(coding) = headers.get("content-encoding") {
        // Codings are listed in the order they were put on.
        for coding in coding.rsplit(',') {
            body = unpack(coding.trim(), body)?;
        }
    }
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
    loop {
        let line_end = rest.iter().take(1024).position(|byte| *byte == b'\n')?;
        let line = std::str::from_utf8(rest.get(..line_end)?).ok()?;
        let digits = line.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(digits, 16).ok()?;
        rest = rest.get(line_end + 1..)?;
        if size == 0 {
            return Some(out);
        }
        // A transfer that broke off keeps what came.
        out.extend_from_slice(rest.get(..size).unwrap_or(rest));
        rest = rest.get(size..).unwrap_or_default();
        rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        if rest.is_empty() {
            return Some(out);
        }
    }
}

fn unpack(coding: &str, body: Vec<u8>) -> Result<Vec<u8>, String> {
    let coding = coding.to_ascii_lowercase();
    match coding.as_str() {
        "" | "identity" => Ok(body),
        "gzip" | "x-gzip" if !body.starts_with(&[0x1f, 0x8b]) => Ok(body),
        "gzip" | "x-gzip" => read_capped(MultiGzDecoder::new(body.as_slice())),
        "deflate" => match read_capped(ZlibDecoder::new(body.as_slice())) {
            // Some servers leave the zlib wrapping out.
            Err(_) => read_capped(DeflateDecoder::new(body.as_slice())).or(Ok(body)),
            unpacked => unpacked,
        },
        other => Err(format!("its body is packed with `{other}`, which is not read here")),
    }
}

fn read_capped(reader: impl Read) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    match reader.take(MAX_BODY + 1).read_to_end(&mut out) {
        Ok(_) if out.len() as u64 > MAX_BODY => Err(format!("its body unpacks to more than {MAX_BODY} bytes")),
        Ok(_) => Ok(out),
        Err(error) => Err(format!("its packed body is broken: {error}")),
    }
}
