//! Faults of bodies: their length, their pieces, their size, their kind.

use super::{Exchange, Fault, Then};
use std::io;

fn raw(exchange: &mut Exchange<'_>, headers: &str, body: &[u8]) -> io::Result<Then> {
    let media = if headers.contains("Content-Type") { "" } else { "Content-Type: text/html\r\n" };
    let head = format!("HTTP/1.1 200 OK\r\n{media}{headers}\r\n");
    exchange.send(&[head.as_bytes(), body].concat())?;
    Ok(Then::Close)
}

/// A page in pieces that are sent as they are written here.
fn pieces(exchange: &mut Exchange<'_>, body: &[u8]) -> io::Result<Then> {
    raw(exchange, "Transfer-Encoding: chunked\r\n", body)
}

/// Sends a page without end until the client has enough.
fn endless(exchange: &mut Exchange<'_>, headers: &str, piece: &[u8]) -> io::Result<Then> {
    raw(exchange, headers, b"")?;
    while exchange.goes_on() {
        exchange.send(piece)?;
    }
    Ok(Then::Close)
}

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault::page("length too long", |exchange| raw(exchange, "Content-Length: 500\r\n", b"<p>cut")).passing("bad-length"),
        Fault::page("length too short", |exchange| {
            let body = format!("<p>{}</p> and more than was said", exchange.base);
            raw(exchange, "Content-Length: 30\r\n", body.as_bytes())
        })
        .kept("fetched", 1),
        Fault::page("negative length", |exchange| raw(exchange, "Content-Length: -1\r\n", b"<p>page")).passing("bad-length"),
        Fault::page("length that is no number", |exchange| raw(exchange, "Content-Length: many\r\n", b"<p>page")).passing("bad-length"),
        Fault::page("two lengths", |exchange| raw(exchange, "Content-Length: 7\r\nContent-Length: 8\r\n", b"<p>pages"))
            .passing("bad-length"),
        Fault::page("length beyond 64 bits", |exchange| raw(exchange, "Content-Length: 99999999999999999999999\r\n", b"<p>page"))
            .passing("bad-length"),
        Fault::page("length of terabytes", |exchange| raw(exchange, "Content-Length: 9999999999999\r\n", b"<p>page")).passing("bad-length"),
        Fault::page("piece of no length", |exchange| pieces(exchange, b"zz\r\n<p>page\r\n0\r\n\r\n")).passing("bad-chunk"),
        Fault::page("piece longer than said", |exchange| pieces(exchange, b"2\r\n<p>page\r\n0\r\n\r\n")).passing("bad-chunk"),
        Fault::page("piece length beyond 64 bits", |exchange| pieces(exchange, b"ffffffffffffffffff\r\n<p>page\r\n0\r\n\r\n"))
            .passing("bad-chunk"),
        Fault::page("pieces cut off in the middle", |exchange| pieces(exchange, b"ff\r\n<p>page")).passing("bad-chunk"),
        Fault::page("pieces without the last", |exchange| pieces(exchange, b"7\r\n<p>page\r\n")).passing("bad-chunk"),
        Fault::page("piece of terabytes", |exchange| {
            pieces(exchange, b"fffffffffff\r\n").and_then(|_| {
                while exchange.goes_on() {
                    exchange.send(&[b'a'; 65536])?;
                }
                Ok(Then::Close)
            })
        })
        .kept("truncated", 1),
        Fault::page("endless body", |exchange| endless(exchange, "", &[b'e'; 65536])).kept("truncated", 1),
        Fault::page("endless pieces", |exchange| {
            let piece = [b"10000\r\n", &[b'b'; 65536][..], b"\r\n"].concat();
            endless(exchange, "Transfer-Encoding: chunked\r\n", &piece)
        })
        .kept("truncated", 1),
        Fault::page("body over the cap", |exchange| {
            let body = vec![b'c'; 6 << 20];
            exchange.answer("200 OK", &[("Content-Type", "text/html")], &body)
        })
        .kept("truncated", 1),
        Fault::page("picture", |exchange| exchange.answer("200 OK", &[("Content-Type", "image/png")], b"\x89PNG\r\n\x1a\n"))
            .lasting("media-type"),
        Fault::page("film", |exchange| {
            raw(exchange, "Content-Type: video/mp4\r\n", b"")?;
            exchange.send(&[0; 1000])?;
            Ok(Then::Close)
        })
        .lasting("media-type"),
        Fault::page("no media type", |exchange| {
            let body = format!("<html><p>{}", exchange.base);
            exchange.answer("200 OK", &[], body.as_bytes())
        })
        .kept("fetched", 1),
        Fault::page("a lie about characters", |exchange| {
            let body = [exchange.base.as_bytes(), b"<p>caf\xe9 \xff\xfe\0"].concat();
            exchange.answer("200 OK", &[("Content-Type", "text/html; charset=utf-8")], &body)
        })
        .kept("fetched", 1),
        Fault::page("cookies", |exchange| {
            let body = format!("<p>{}", exchange.base);
            exchange.answer("200 OK", &[("Content-Type", "text/html"), ("Set-Cookie", "id=4711; Path=/")], body.as_bytes())
        })
        .kept("fetched", 1),
    ]
}
