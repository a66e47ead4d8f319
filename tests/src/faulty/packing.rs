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
        Fault::page("torn brotli", |exchange| packed(exchange, "br", &BROTLI_BOMB[..20])).passing("body-broken"),
        Fault::page("unknown packing", |exchange| packed(exchange, "x-our-own", b"<p>page")).lasting("bad-encoding"),
    ]
}
