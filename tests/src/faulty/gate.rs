//! Faults of robots.txt.

use super::{Fault, Then};
use std::time::Duration;

pub(super) fn faults() -> Vec<Fault> {
    let mut long = b"User-agent: *\nDisallow: /fault\n".to_vec();
    while long.len() < 5 << 20 {
        long.extend_from_slice(b"Disallow: /nothing/of/the/kind/that/anybody/asks/for\n");
    }
    // Beyond what any robot must read.
    long.extend_from_slice(b"Disallow: /\n");
    vec![
        Fault::robots("robots.txt: 500", |exchange| exchange.answer("500 Oops", &[], b"")).passing("robots-unreachable").alone(),
        Fault::robots("robots.txt: 503 once", |exchange| match exchange.visit.nth {
            0 => exchange.answer("503 Busy", &[("Retry-After", "1")], b""),
            _ => exchange.answer("404 Not Found", &[], b""),
        })
        .kept("fetched", 2),
        Fault::robots("robots.txt: 429", |exchange| exchange.answer("429 Too Many Requests", &[], b""))
            .passing("robots-unreachable")
            .alone(),
        Fault::robots("robots.txt: black hole", |exchange| {
            exchange.wait(Duration::from_secs(60));
            Ok(Then::Close)
        })
        .passing("robots-unreachable")
        .alone(),
        Fault::robots("robots.txt: reset", |_| Ok(Then::Reset)).passing("robots-unreachable").alone(),
        Fault::robots("robots.txt: 403", |exchange| exchange.answer("403 Forbidden", &[], b"")).kept("fetched", 1),
        Fault::robots("robots.txt: redirects in a circle", |exchange| exchange.answer("302 Found", &[("Location", "/robots.txt")], b""))
            .kept("fetched", 1),
        Fault::robots("robots.txt: forbids", |exchange| {
            exchange.answer("200 OK", &[("Content-Type", "text/plain")], b"User-agent: *\nDisallow: /fault\n")
        })
        .lasting("disallowed"),
        Fault::robots("robots.txt: five megabytes", move |exchange| exchange.answer("200 OK", &[("Content-Type", "text/plain")], &long))
            .lasting("disallowed"),
        Fault::robots("robots.txt: a web page", |exchange| {
            exchange.answer("200 OK", &[("Content-Type", "text/html")], b"<html><p>Disallow: nothing</p></html>")
        })
        .kept("fetched", 1),
        Fault::robots("robots.txt: noise", |exchange| exchange.answer("200 OK", &[], &[0xff, 0xfe, 0, 1, 2, 3, b'\n', 0x80]))
            .kept("fetched", 1),
    ]
}
