//! Feeds that are none, or not whole, or too much.

use super::{Exchange, Fault, Then};
use std::io;

const RSS: (&str, &str) = ("Content-Type", "application/rss+xml");

/// The beginning of a feed that lists the host's `/listed`.
fn opening(exchange: &Exchange<'_>) -> String {
    let base = exchange.base;
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>{base}</title><link>{base}/</link><description>x</description>\
         <item><title>Listed</title><link>{base}/listed</link></item>"
    )
}

fn feed(exchange: &mut Exchange<'_>, rest: &str) -> io::Result<Then> {
    let body = opening(exchange) + rest;
    exchange.answer("200 OK", &[RSS], body.as_bytes())
}

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault::feed("web page for a feed", |exchange| {
            let body = format!("<!DOCTYPE html><html><head><title>Not found</title></head><body><p>{}</p></body></html>", exchange.base);
            exchange.answer("200 OK", &[("Content-Type", "text/html")], body.as_bytes())
        })
        .lasting("not-a-feed"),
        Fault::feed("web page that says it is a feed", |exchange| {
            let body = format!("<!DOCTYPE html><html><body><p>{}</body></html>", exchange.base);
            exchange.answer("200 OK", &[RSS], body.as_bytes())
        })
        .lasting("not-a-feed"),
        Fault::feed("empty feed", |exchange| exchange.answer("200 OK", &[RSS], b"")).lasting("not-a-feed"),
        Fault::feed("picture for a feed", |exchange| exchange.answer("200 OK", &[("Content-Type", "image/png")], b"\x89PNG"))
            .lasting("media-type"),
        Fault::feed("feed without entries", |exchange| {
            let body = format!("<rss version=\"2.0\"><channel><title>{}</title></channel></rss>", exchange.base);
            exchange.answer("200 OK", &[RSS], body.as_bytes())
        })
        .kept("fetched", 1),
        Fault::feed("torn feed", |exchange| feed(exchange, "<item><title>Half an it")).kept("fetched", 1),
        Fault::feed("feed of fifty megabytes", |exchange| {
            let item = "<item><title>More</title><description>and more and more</description></item>";
            feed(exchange, &item.repeat((50 << 20) / item.len()))
        })
        .kept("truncated", 1),
        Fault::feed("feed gone", |exchange| exchange.answer("410 Gone", &[RSS], b"")).lasting("gone"),
        Fault::feed("feed with entities without end", |exchange| {
            let body = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaaaaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">\
                        <!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\"><!ENTITY e SYSTEM \"file:///etc/passwd\">]>";
            let body = format!(
                "{body}<rss version=\"2.0\"><channel><title>&d;&d;&e;</title><item><link>{}/listed</link></item></channel></rss>",
                exchange.base
            );
            exchange.answer("200 OK", &[RSS], body.as_bytes())
        })
        .kept("fetched", 1),
    ]
}
