//! What one record holds: a page, word that a page is as it was, or nothing that is read here.

use super::headers::Headers;
use super::http;
use crate::cdxj::mime;
use crate::digest::{contradicts, hex_of_labelled};
use crate::record::{FEED_DATE, OF_THE_RECORD, REQUESTED};
use annals_model::{DateTime, RawPage};
use jiff::Timestamp;

/// A record, whole.
pub(super) struct Record {
    /// Where it begins in the file; for gzip, where its member begins.
    pub(super) offset: u64,
    /// Where it ends; for gzip, where its member ends.
    pub(super) end: u64,
    /// Its gzip member ends with it, so that the member's checksum vouches for its bytes.
    pub(super) sealed: bool,
    pub(super) headers: Headers,
    pub(super) block: Vec<u8>,
}

/// What a list says of a record.
pub(crate) struct Listed {
    pub(crate) kind: String,
    pub(crate) url: String,
    pub(crate) date: Timestamp,
    pub(crate) mime: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) digest: Option<String>,
    pub(crate) offset: u64,
    pub(crate) end: u64,
}

/// The kind of a record, in small letters.
pub(super) fn kind(headers: &Headers) -> String {
    headers.get("warc-type").unwrap_or_default().to_ascii_lowercase()
}

/// The address that a record is of; some writers put it in angle brackets, as the first drafts of the format had it.
pub(super) fn target(headers: &Headers) -> &str {
    let target = headers.get("warc-target-uri").unwrap_or_default();
    target.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(target)
}

/// When the page was got.
pub(super) fn date(headers: &Headers) -> Result<Timestamp, String> {
    let date = headers.get("warc-date").unwrap_or_default();
    date.parse().map_err(|_| format!("`{date}` is no date (WARC-Date)"))
}

/// Whether a record holds a page; revisits count if asked for.
pub(super) fn holds_page(headers: &Headers, revisits: bool) -> bool {
    match kind(headers).as_str() {
        "response" => is_http(headers),
        "revisit" => revisits,
        "resource" => true,
        _ => false,
    }
}

fn is_http(headers: &Headers) -> bool {
    headers.get("content-type").unwrap_or_default().to_ascii_lowercase().starts_with("application/http")
}

/// The page that a record holds, if [`holds_page`] says that it does.
pub(super) fn page(record: &Record) -> Result<RawPage, String> {
    let headers = &record.headers;
    let target = target(headers).to_owned();
    if target.is_empty() {
        return Err("it names no address (WARC-Target-URI)".to_owned());
    }
    let fetched = date(headers)?;
    if let Some(stated) = headers.get("warc-block-digest")
        // Where a checksum vouches for the bytes, a digest by SHA-1 that differs is its writer's slip, not damage. Where
        // none does, the digest was looked at already.
        && record.sealed
        && !stated.to_ascii_lowercase().starts_with("sha1")
        && contradicts(stated, &record.block) == Some(true)
    {
        return Err(disagrees(stated));
    }
    let url = headers.get(REQUESTED).map_or_else(|| target.clone(), str::to_owned);
    let feed_date = headers.get(FEED_DATE).and_then(DateTime::parse);
    let mut page =
        RawPage { url, final_url: target, status: 200, content_type: None, feed_date, headers: Vec::new(), fetched, body: Vec::new() };
    match kind(headers).as_str() {
        "resource" => {
            page.content_type = headers.get("content-type").filter(|media| !media.is_empty()).map(str::to_owned);
            page.body.clone_from(&record.block);
        }
        "revisit" => {
            page.status = 304;
            // The block may be empty, or hold the answer's headers.
            if let Ok(answer) = http::head(&record.block) {
                page.content_type = answer.content_type;
                page.headers = answer.headers;
            }
            if let Some(sha256) = headers.get("warc-payload-digest").and_then(hex_of_labelled) {
                page.headers.push(("warc-payload-digest".to_owned(), sha256));
            }
        }
        _ => {
            let answer = http::parse(&record.block, headers.get("warc-truncated").is_some())?;
            page.status = answer.status;
            page.content_type = answer.content_type;
            page.headers = answer.headers;
            page.body = answer.body;
        }
    }
    for (name, written) in OF_THE_RECORD {
        if let Some(value) = headers.get(written) {
            page.headers.push((name.to_owned(), value.to_owned()));
        }
    }
    Ok(page)
}

/// Says that a digest is wrong.
pub(super) fn disagrees(stated: &str) -> String {
    format!("its bytes do not agree with their digest {stated}")
}

/// What a list says of this record.
pub(super) fn listed(record: &Record) -> Result<Listed, String> {
    let headers = &record.headers;
    let kind = kind(headers);
    let (mut status, mut media) = (None, None);
    if kind == "revisit" || kind == "response" {
        if let Ok(answer) = http::head(&record.block) {
            status = Some(answer.status.to_string());
            media = answer.content_type;
        }
    } else {
        media = headers.get("content-type").map(str::to_owned);
    }
    let mime = if kind == "revisit" { Some("warc/revisit".to_owned()) } else { media.map(|media| mime(&media).to_owned()) };
    let digest = headers.get("warc-payload-digest").map(str::to_owned);
    Ok(Listed { kind, url: target(headers).to_owned(), date: date(headers)?, mime, status, digest, offset: record.offset, end: record.end })
}
