//! Answers that are no page: errors, requests to wait, pages that are gone.

use super::{Exchange, Fault, Then};
use jiff::{Timestamp, ToSpan};
use std::io;

fn bare(exchange: &mut Exchange<'_>, status: &str) -> io::Result<Then> {
    exchange.answer(status, &[("Content-Type", "text/html")], b"<p>no page")
}

/// Asks to wait at the first request, gives the page at the next.
fn later(exchange: &mut Exchange<'_>, status: &str, wait: Option<&str>) -> io::Result<Then> {
    match (exchange.visit.nth, wait) {
        (0, Some(wait)) => exchange.answer(status, &[("Retry-After", wait)], b""),
        (0, None) => exchange.answer(status, &[], b""),
        _ => exchange.page(),
    }
}

/// A moment so many seconds from now, as HTTP writes dates.
#[must_use]
fn http_date(seconds: i64) -> String {
    (Timestamp::now() + seconds.seconds()).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault::page("404", |exchange| bare(exchange, "404 Not Found")).lasting("missing"),
        Fault::page("410", |exchange| bare(exchange, "410 Gone")).lasting("gone"),
        Fault::page("401", |exchange| exchange.answer("401 Unauthorized", &[("WWW-Authenticate", "Basic realm=\"x\"")], b""))
            .lasting("forbidden"),
        Fault::page("403", |exchange| bare(exchange, "403 Forbidden")).lasting("forbidden"),
        Fault::page("418", |exchange| bare(exchange, "418 I'm a teapot")).lasting("client-error"),
        Fault::page("999", |exchange| bare(exchange, "999 Request denied")).passing("server-error"),
        Fault::page("500", |exchange| bare(exchange, "500 Oops")).passing("server-error"),
        Fault::page("500 once", |exchange| later(exchange, "500 Oops", None)).kept("fetched", 2),
        Fault::page("502 once", |exchange| later(exchange, "502 Bad Gateway", None)).kept("fetched", 2),
        Fault::page("503 with seconds", |exchange| later(exchange, "503 Busy", Some("1"))).kept("fetched", 2),
        Fault::page("503 with a date", |exchange| later(exchange, "503 Busy", Some(&http_date(2)))).kept("fetched", 2),
        Fault::page("503 until tomorrow", |exchange| later(exchange, "503 Busy", Some("86400"))).lasting("unavailable").alone(),
        Fault::page("503 with nonsense", |exchange| later(exchange, "503 Busy", Some("soon"))).kept("fetched", 2),
        Fault::page("503 always", |exchange| bare(exchange, "503 Busy")).passing("unavailable"),
        Fault::page("429 with seconds", |exchange| later(exchange, "429 Too Many Requests", Some("1"))).kept("fetched", 2),
        Fault::page("429 with a date", |exchange| later(exchange, "429 Too Many Requests", Some(&http_date(2)))).kept("fetched", 2),
        Fault::page("429 with a date that is past", |exchange| {
            later(exchange, "429 Too Many Requests", Some("Sun, 06 Nov 1994 08:49:37 GMT"))
        })
        .kept("fetched", 2),
        Fault::page("429 without", |exchange| later(exchange, "429 Too Many Requests", None)).kept("fetched", 2),
        Fault::page("429 always", |exchange| bare(exchange, "429 Too Many Requests")).passing("rate-limited"),
        Fault::page("304 that nobody asked for", bare_304).passing("protocol"),
        Fault::page("101", |exchange| {
            exchange.send(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: own\r\nConnection: upgrade\r\n\r\n").map(|()| Then::Close)
        })
        .passing("protocol"),
        Fault::page("a hundred times 100", |exchange| {
            exchange.send(&b"HTTP/1.1 100 Continue\r\n\r\n".repeat(100))?;
            exchange.page()
        })
        .kept("fetched", 1),
        Fault::page("204", |exchange| exchange.send(b"HTTP/1.1 204 No Content\r\n\r\n").map(|()| Then::Close)).kept("fetched", 1),
    ]
}

fn bare_304(exchange: &mut Exchange<'_>) -> io::Result<Then> {
    exchange.send(b"HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n").map(|()| Then::Close)
}
