//! Packed bodies, right and wrong: bombs, torn ones, packed twice, packed in ways that nobody knows.

use super::{Exchange, Fault, Then};
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use std::io::{self, Write};
use std::sync::Arc;

/// 40 MiB of the letter a after `<p>`, packed with brotli into 44 bytes.
const BROTLI_BOMB: [u8; 44] = [
    0xcf, 0xff, 0xff, 0x7f, 0xf8, 0xa5, 0x79, 0x7c, 0xc2, 0xe0, 0xc4, 0x69, 0x81, 0x80, 0xed, 0xfd, 0x3f, 0x1b, 0xff, 0xff, 0xff, 0xe1,
    0x97, 0x00, 0x88, 0xc3, 0x02, 0x00, 0xdd, 0xfb, 0xff, 0x14, 0x00, 0x00, 0xc4, 0x2f, 0x01, 0x10, 0x87, 0x45, 0x00, 0xbd, 0xf7, 0x7f,
];

/// A page of 907 bytes, packed with brotli.
const BROTLI_PAGE: [u8; 154] = [
    0x1b, 0x8a, 0x03, 0x40, 0x1c, 0x07, 0x6e, 0x4c, 0xcd, 0x7e, 0x63, 0xc2, 0xa9, 0x6d, 0x5b, 0xa9, 0x2e, 0x24, 0x65, 0xfb, 0x69, 0x71,
    0x77, 0xa0, 0x24, 0xe1, 0xc0, 0xe2, 0x81, 0x0a, 0x1f, 0x82, 0xdc, 0xe5, 0x31, 0x1e, 0x86, 0xf6, 0x2d, 0xa0, 0xa8, 0x15, 0xb5, 0x65,
    0x91, 0x05, 0x8e, 0xe9, 0x0d, 0x73, 0xb8, 0x94, 0xd3, 0x65, 0xe5, 0xa4, 0x4d, 0x23, 0xa2, 0x59, 0xd6, 0xfa, 0xc7, 0x99, 0x0f, 0xfc,
    0x7a, 0xd8, 0xd3, 0xee, 0xfb, 0x00, 0xcc, 0xb8, 0x7b, 0x0a, 0xc0, 0xcd, 0xa2, 0x5e, 0x15, 0x47, 0xcc, 0x3c, 0xd0, 0xdb, 0xda, 0x07,
    0xd8, 0x08, 0x6e, 0x6f, 0x90, 0xf0, 0xb8, 0x68, 0xff, 0xe6, 0x08, 0x8d, 0x91, 0xcd, 0xff, 0xc8, 0x76, 0xb9, 0x97, 0x35, 0x77, 0xbe,
    0x3b, 0xd7, 0x80, 0x92, 0x40, 0x10, 0x18, 0x02, 0x85, 0xc1, 0x11, 0xa8, 0x4f, 0x04, 0xf0, 0xc2, 0x10, 0x89, 0x25, 0x52, 0x99, 0x5c,
    0x81, 0x5a, 0xa2, 0x22, 0x14, 0x89, 0x25, 0x52, 0x99, 0x5c, 0x81, 0x5a, 0xe2, 0x22, 0x14, 0x89, 0x25, 0x52, 0x99, 0x5c, 0x91, 0x2b,
];

/// Packs bytes with gzip; never fails, since it writes to memory.
#[must_use]
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(bytes);
    written.and_then(|()| encoder.finish()).unwrap_or_default()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(bytes);
    written.and_then(|()| encoder.finish()).unwrap_or_default()
}

fn packed(exchange: &mut Exchange<'_>, encoding: &str, body: &[u8]) -> io::Result<Then> {
    exchange.answer("200 OK", &[("Content-Type", "text/html"), ("Content-Encoding", encoding)], body)
}

/// A page of this host alone, long enough to be torn.
fn text(exchange: &Exchange<'_>) -> Vec<u8> {
    let mut text = format!("<html><p>{}{}</p>", exchange.base, exchange.visit.path);
    for number in 0..400 {
        text.push_str(&format!("<p>Paragraph {number} of the market report.</p>"));
    }
    text.into_bytes()
}

pub(super) fn faults() -> Vec<Fault> {
    let bomb: Arc<Vec<u8>> = Arc::new(gzip(&vec![0; 64 << 20]));
    let twice = Arc::new(gzip(&bomb));
    vec![
        Fault::page("gzip bomb", {
            let bomb = Arc::clone(&bomb);
            move |exchange| packed(exchange, "gzip", &bomb)
        })
        .lasting("bomb"),
        Fault::page("gzip bomb in gzip", move |exchange| packed(exchange, "gzip, gzip", &twice)).lasting("bomb"),
        Fault::page("brotli bomb", |exchange| packed(exchange, "br", &BROTLI_BOMB)).lasting("bomb"),
        Fault::page("gzip in gzip", |exchange| {
            let body = gzip(&gzip(&text(exchange)));
            packed(exchange, "gzip, gzip", &body)
        })
        .kept("fetched", 1),
        Fault::page("gzip ten times", |exchange| {
            let body = (0..10).fold(text(exchange), |body, _| gzip(&body));
            packed(exchange, &["gzip"; 10].join(", "), &body)
        })
        .lasting("bad-encoding"),
        Fault::page("gzip", |exchange| {
            let body = gzip(&text(exchange));
            packed(exchange, "x-gzip", &body)
        })
        .kept("fetched", 1),
        Fault::page("deflate", |exchange| {
            let body = zlib(&text(exchange));
            packed(exchange, "deflate", &body)
        })
        .kept("fetched", 1),
        Fault::page("broken gzip", |exchange| {
            let mut body = gzip(&text(exchange));
            let middle = body.len() / 2;
            body[middle..middle + 8].fill(0xff);
            packed(exchange, "gzip", &body)
        })
        .passing("body-broken"),
        Fault::page("no gzip at all", |exchange| packed(exchange, "gzip", b"<p>not packed, whatever the head says")).passing("body-broken"),
        Fault::page("torn gzip", |exchange| {
            let mut body = gzip(&text(exchange));
            body.truncate(body.len() / 2);
            packed(exchange, "gzip", &body)
        })
        .passing("body-broken"),
        Fault::page("brotli", |exchange| packed(exchange, "br", &BROTLI_PAGE)).kept("fetched", 1),
        Fault::page("torn brotli", |exchange| packed(exchange, "br", &BROTLI_PAGE[..BROTLI_PAGE.len() / 2])).passing("body-broken"),
        Fault::page("broken brotli", |exchange| {
            let mut body = BROTLI_PAGE;
            body[40..60].fill(0xff);
            packed(exchange, "br", &body)
        })
        .passing("body-broken"),
        Fault::page("unknown packing", |exchange| packed(exchange, "x-our-own", b"<p>page")).lasting("bad-encoding"),
    ]
}
