//! Writes one page as one WARC record: the page's HTTP answer behind a few lines that say where and when it was got.

use crate::digest::{labelled, record_id};
use annals_model::RawPage;
use flate2::{Compression, GzBuilder};
use std::io::{self, Write};

/// The address that was asked for, when redirects led to another.
pub(crate) const REQUESTED: &str = "Annals-Requested-URI";
/// The publication date that the feed gave.
pub(crate) const FEED_DATE: &str = "Annals-Feed-Date";

/// Header names that the record says in its own way, or that were true of the transfer only.
const OWN: [&str; 4] = ["content-type", "content-length", "content-encoding", "transfer-encoding"];

/// The record that opens each file: which program wrote it.
pub(crate) fn opening(file_name: &str, date: &str) -> Vec<u8> {
    let block = format!("software: annals/{}\r\nformat: WARC File Format 1.1\r\n", env!("CARGO_PKG_VERSION"));
    let mut head = Head::new("warcinfo", &record_id(&[file_name.as_bytes(), date.as_bytes()]), date);
    head.line("WARC-Filename", file_name);
    head.line("Content-Type", "application/warc-fields");
    head.record(block.as_bytes())
}

/// The record of one page.
pub(crate) fn response(page: &RawPage) -> Vec<u8> {
    let block = http_block(page);
    let date = page.fetched.to_string();
    let mut head = Head::new("response", &record_id(&[page.url.as_bytes(), date.as_bytes(), &block]), &date);
    head.line("WARC-Target-URI", &page.final_url);
    if page.url != page.final_url {
        head.line(REQUESTED, &page.url);
    }
    if let Some(feed_date) = page.feed_date {
        head.line(FEED_DATE, &feed_date.to_string());
    }
    head.line("WARC-Block-Digest", &labelled(&block));
    head.line("WARC-Payload-Digest", &labelled(&page.body));
    head.line("Content-Type", "application/http;msgtype=response");
    head.record(&block)
}

/// One gzip member holding these bytes. No file name and no time go in, so that the same bytes come out.
pub(crate) fn compressed(record: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder =
        GzBuilder::new().mtime(0).operating_system(255).write(Vec::with_capacity(record.len() / 3 + 64), Compression::default());
    encoder.write_all(record)?;
    encoder.finish()
}

fn http_block(page: &RawPage) -> Vec<u8> {
    let reason = if page.status == 200 { "OK" } else { "" };
    let mut head = format!("HTTP/1.1 {} {reason}\r\n", page.status);
    if let Some(content_type) = &page.content_type {
        push_line(&mut head, "Content-Type", content_type);
    }
    for (name, value) in &page.headers {
        if !OWN.iter().any(|own| own.eq_ignore_ascii_case(name)) {
            push_line(&mut head, name, value);
        }
    }
    push_line(&mut head, "Content-Length", &page.body.len().to_string());
    head.push_str("\r\n");
    let mut block = head.into_bytes();
    block.extend_from_slice(&page.body);
    block
}

/// A header line; what could end it early is made harmless.
fn push_line(head: &mut String, name: &str, value: &str) {
    head.extend(name.chars().filter(|c| !c.is_control() && !c.is_whitespace() && *c != ':'));
    head.push_str(": ");
    head.extend(value.trim().chars().map(|c| if c.is_control() { ' ' } else { c }));
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
        record.extend_from_slice(block);
        record.extend_from_slice(b"\r\n\r\n");
        record
    }
}
