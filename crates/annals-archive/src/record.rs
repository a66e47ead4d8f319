//! Writes one page as WARC records: what was asked, and the answer behind a few lines that say where and when it was got.

use crate::cdxj::mime;
use crate::digest::{Fingerprint, record_id};
use annals_model::RawPage;
use jiff::Timestamp;

/// The address that was asked for, when redirects led to another.
pub(crate) const REQUESTED: &str = "Annals-Requested-URI";
/// The publication date that the feed gave.
pub(crate) const FEED_DATE: &str = "Annals-Feed-Date";

/// Header names that the record says in its own way, or that were true of the transfer only.
const OWN: [&str; 4] = ["content-type", "content-length", "content-encoding", "transfer-encoding"];
/// Headers of a page that tell of its fetching and are the record's, not the answer's: as a page has them, as a record has them.
pub(crate) const OF_THE_RECORD: [(&str, &str); 2] = [("warc-truncated", "WARC-Truncated"), ("warc-ip-address", "WARC-IP-Address")];

const SAME_BYTES: &str = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest";
const NOT_MODIFIED: &str = "http://netpreserve.org/warc/1.1/revisit/server-not-modified";

/// An earlier capture with the same bytes, that a new one can point to instead of repeating them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The address that answered then.
    pub url: String,
    /// When.
    pub fetched: Timestamp,
    /// SHA-256 of the body, in 64 hex digits.
    pub sha256: String,
}

/// Who runs the crawl, for the record at each file's head.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crawler {
    /// Person or organisation with an address to write to.
    pub operator: Option<String>,
    /// The `User-Agent` that servers were told.
    pub user_agent: Option<String>,
}

/// A page as records, and what the index says of it.
pub(crate) struct Capture {
    pub(crate) request: Option<Vec<u8>>,
    pub(crate) record: Vec<u8>,
    pub(crate) url: String,
    pub(crate) mime: Option<String>,
    pub(crate) status: String,
    pub(crate) digest: Option<String>,
}

/// The record that opens each file: which program wrote it, and for whom.
pub(crate) fn opening(file_name: &str, date: &str, crawler: &Crawler) -> Vec<u8> {
    let mut block = String::new();
    push_line(&mut block, "software", concat!("annals/", env!("CARGO_PKG_VERSION")));
    push_line(&mut block, "format", "WARC File Format 1.1");
    push_line(&mut block, "conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/");
    if let Some(operator) = &crawler.operator {
        push_line(&mut block, "operator", operator);
    }
    if let Some(user_agent) = &crawler.user_agent {
        push_line(&mut block, "http-header-user-agent", user_agent);
    }
    let mut head = Head::new("warcinfo", &record_id(&[file_name.as_bytes(), date.as_bytes()]), date);
    head.line("WARC-Filename", file_name);
    head.line("WARC-Block-Digest", &Fingerprint::of(block.as_bytes()).labelled());
    head.line("Content-Type", "application/warc-fields");
    head.record(block.as_bytes())
}

/// The records of one page. One that says what an earlier capture says becomes a `revisit` without a body.
pub(crate) fn capture(page: &RawPage, request: Option<&str>, same_as: Option<&Earlier>) -> Capture {
    let body = Fingerprint::of(&page.body);
    // A body that is not what the earlier one was is never left out, whatever the caller believes.
    let same_as = same_as.filter(|earlier| page.body.is_empty() || Fingerprint::from_hex(&earlier.sha256) == Some(body));
    let not_modified = page.status == 304;
    let revisit = not_modified || same_as.is_some();
    let payload = match same_as {
        Some(earlier) => Fingerprint::from_hex(&earlier.sha256),
        None => (!not_modified).then_some(body),
    };
    let block = http_block(page, revisit, not_modified);
    let block_digest = Fingerprint::of(&block);
    let date = page.fetched.to_string();
    let kind = if revisit { "revisit" } else { "response" };
    let id = record_id(&[kind.as_bytes(), page.url.as_bytes(), date.as_bytes(), block_digest.bytes()]);
    let request = request.map(request_block);
    let request_id = request.as_ref().map(|block| record_id(&[b"request", page.url.as_bytes(), date.as_bytes(), block]));

    let mut head = Head::new(kind, &id, &date);
    head.line("WARC-Target-URI", &page.final_url);
    if let Some(request_id) = &request_id {
        head.line("WARC-Concurrent-To", request_id);
    }
    for (name, written) in OF_THE_RECORD {
        if let Some((_, value)) = page.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            head.line(written, value);
        }
    }
    if revisit {
        head.line("WARC-Profile", if not_modified { NOT_MODIFIED } else { SAME_BYTES });
    }
    if let Some(earlier) = same_as {
        head.line("WARC-Refers-To-Target-URI", &earlier.url);
        head.line("WARC-Refers-To-Date", &earlier.fetched.to_string());
    }
    if page.url != page.final_url {
        head.line(REQUESTED, &page.url);
    }
    if let Some(feed_date) = page.feed_date {
        head.line(FEED_DATE, &feed_date.to_string());
    }
    head.line("WARC-Block-Digest", &block_digest.labelled());
    let digest = payload.map(|payload| payload.labelled());
    if let Some(digest) = &digest {
        head.line("WARC-Payload-Digest", digest);
    }
    head.line("Content-Type", "application/http;msgtype=response");

    let request = request.map(|block| {
        let mut head = Head::new("request", request_id.as_deref().unwrap_or_default(), &date);
        head.line("WARC-Target-URI", &page.final_url);
        head.line("WARC-Concurrent-To", &id);
        head.line("WARC-Block-Digest", &Fingerprint::of(&block).labelled());
        head.line("Content-Type", "application/http;msgtype=request");
        head.record(&block)
    });
    let mime =
        if revisit { Some("warc/revisit".to_owned()) } else { page.content_type.as_deref().map(|stated| mime(&clean(stated)).to_owned()) };
    Capture { request, record: head.record(&block), url: clean(&page.final_url), mime, status: page.status.to_string(), digest }
}

fn http_block(page: &RawPage, headers_only: bool, not_modified: bool) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {} {}\r\n", page.status, reason(page.status));
    if let Some(content_type) = &page.content_type {
        push_line(&mut head, "Content-Type", content_type);
    }
    for (name, value) in &page.headers {
        let own = OWN.iter().any(|own| own.eq_ignore_ascii_case(name));
        if !own && !OF_THE_RECORD.iter().any(|(own, _)| own.eq_ignore_ascii_case(name)) {
            push_line(&mut head, name, value);
        }
    }
    if !not_modified {
        push_line(&mut head, "Content-Length", &page.body.len().to_string());
    }
    head.push_str("\r\n");
    let mut block = head.into_bytes();
    if !headers_only {
        block.extend_from_slice(&page.body);
    }
    block
}

/// The words that belong to a status; the number alone counts.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        203 => "Non-Authoritative Information",
        206 => "Partial Content",
        304 => "Not Modified",
        404 => "Not Found",
        410 => "Gone",
        _ => "",
    }
}

/// The lines of a request, whatever their ends, as HTTP has them.
fn request_block(request: &str) -> Vec<u8> {
    let mut block = Vec::with_capacity(request.len() + 32);
    for line in request.trim().lines() {
        block.extend(line.trim_end().bytes().filter(|byte| *byte == b'\t' || !byte.is_ascii_control()));
        block.extend_from_slice(b"\r\n");
    }
    block.extend_from_slice(b"\r\n");
    block
}

/// A value as it stands in a header; what could end the line early is made harmless.
fn clean(value: &str) -> String {
    value.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn push_line(head: &mut String, name: &str, value: &str) {
    head.extend(name.chars().filter(|c| !c.is_control() && !c.is_whitespace() && *c != ':'));
    head.push_str(": ");
    head.push_str(&clean(value));
    head.push_str("\r\n");
}

struct Head(String);

impl Head {
    fn new(kind: &str, id: &str, date: &str) -> Self {
        let mut head = Self("WARC/1.1\r\n".to_owned());
        head.line("WARC-Type", kind);
        head.line("WARC-Record-ID", id);
        head.line("WARC-Date", date);
        head
    }

    fn line(&mut self, name: &str, value: &str) {
        push_line(&mut self.0, name, value);
    }

    fn record(mut self, block: &[u8]) -> Vec<u8> {
        self.line("Content-Length", &block.len().to_string());
        self.0.push_str("\r\n");
        let mut record = self.0.into_bytes();
        record.reserve(block.len() + 4);
        record.extend_from_slice(block);
        record.extend_from_slice(b"\r\n\r\n");
        record
    }
}

/// A page for tests.
#[cfg(test)]
pub(crate) fn sample() -> RawPage {
    let url = "https://eastquay.example/a".to_owned();
    RawPage {
        url: url.clone(),
        final_url: url,
        status: 200,
        content_type: None,
        feed_date: None,
        headers: Vec::new(),
        fetched: jiff::Timestamp::UNIX_EPOCH,
        body: b"<p>Shares rose.</p>".to_vec(),
    }
}
