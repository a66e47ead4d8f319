//! Made-up outlets on this machine: reports of the size that news pages have, listed in a feed, a sitemap and by hand.

use crate::faulty::{Behaviour, Exchange, Host, Then};
use crate::generator::{Articles, Options, Seed};
use std::io;
use std::net::Ipv4Addr;
use std::ops::Range;
use std::sync::Arc;

/// An outlet.
pub struct Site {
    /// Its server.
    pub host: Host,
    /// How many reports it has.
    pub reports: usize,
    /// Reports in the feed; the next ones are in the sitemap, the rest nowhere.
    feed: usize,
    /// The end of those in the sitemap.
    sitemap: usize,
}

impl Site {
    /// The address of a report.
    #[must_use]
    pub fn report(&self, number: usize) -> String {
        self.host.url(&path(number))
    }

    /// Its part of a configuration: feed, sitemap, and the rest page by page.
    #[must_use]
    pub fn sources(&self) -> String {
        let mut text = String::new();
        if self.feed > 0 {
            text.push_str(&format!("[[source]]\nfeed = \"{}\"\n", self.host.url("/feed.xml")));
        }
        if self.sitemap > self.feed {
            text.push_str(&format!("[[source]]\nsitemap = \"{}\"\n", self.host.url("/sitemap.xml")));
        }
        if self.reports > self.sitemap {
            let pages: Vec<String> = (self.sitemap..self.reports).map(|number| format!("\"{}\"", self.report(number))).collect();
            text.push_str(&format!("[[source]]\npages = [{}]\n", pages.join(", ")));
        }
        text
    }
}

fn path(number: usize) -> String {
    format!("/reports/{number}.html")
}

/// Bodies of reports, 20 to 60 KB each, behind their opening tags; the same seed gives the same ones.
#[must_use]
pub fn reports(count: usize, seed: u64) -> Vec<Vec<u8>> {
    let mut articles = Articles::new(Seed(seed), Options::default());
    let menu: String =
        (0..120).map(|n| format!("<li class=\"menu-item item-{n}\"><a href=\"/section/{n}\">Section {n}</a></li>\n")).collect();
    (0..count)
        .map(|number| {
            let least = 20_000 + number * 39_000 / count.max(1);
            let mut html = format!("<nav><ul>{menu}</ul></nav><article>");
            while html.len() < least {
                let Some(article) = articles.next() else { break };
                for paragraph in article.text.split('\n').filter(|line| !line.trim().is_empty()) {
                    html.push_str(&format!("<p class=\"story-text\">{paragraph}</p>\n"));
                }
            }
            html.push_str("</article><footer>Terms and imprint</footer></body></html>");
            html.into_bytes()
        })
        .collect()
}

/// Starts so many outlets, each at an address of its own where the machine has several.
///
/// # Errors
/// When no port can be had.
pub fn sites(count: usize, reports: usize, listed: [usize; 2], bodies: &Arc<Vec<Vec<u8>>>) -> io::Result<Vec<Site>> {
    (0..count)
        .map(|number| {
            let (feed, sitemap) = (listed[0], listed[0] + listed[1]);
            let bodies = Arc::clone(bodies);
            let behaviour: Arc<Behaviour> = Arc::new(move |exchange| answer(exchange, number, reports, feed, sitemap, &bodies));
            let own = Ipv4Addr::new(127, 0, 0, u8::try_from(number + 2).unwrap_or(1));
            // Only Linux answers at every address that begins with 127.
            let host = Host::start(own, Arc::clone(&behaviour)).or_else(|_| Host::start(Ipv4Addr::LOCALHOST, behaviour))?;
            Ok(Site { host, reports, feed, sitemap })
        })
        .collect()
}

fn answer(exchange: &mut Exchange<'_>, site: usize, reports: usize, feed: usize, sitemap: usize, bodies: &[Vec<u8>]) -> io::Result<Then> {
    let wanted = exchange.visit.path.strip_prefix("/reports/").and_then(|name| name.strip_suffix(".html")?.parse::<usize>().ok());
    match (exchange.visit.path.as_str(), wanted) {
        (_, Some(number)) if number < reports => {
            let etag = format!("\"{site}-{number}\"");
            if exchange.visit.headers.get("if-none-match") == Some(&etag) {
                return exchange.send(format!("HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n").as_bytes()).map(|()| Then::Keep);
            }
            let opening = format!("<!DOCTYPE html>\n<html><head><title>Report {number} of outlet {site}</title></head><body>");
            let headers = [("Content-Type", "text/html; charset=utf-8"), ("ETag", etag.as_str())];
            let body = bodies.get((site * 31 + number) % bodies.len().max(1)).map_or(&[][..], Vec::as_slice);
            exchange.answer_in_two("200 OK", &headers, opening.as_bytes(), body)
        }
        ("/feed.xml", _) => {
            let body = rss(exchange.base, 0..feed);
            exchange.answer("200 OK", &[("Content-Type", "application/rss+xml")], body.as_bytes())
        }
        ("/sitemap.xml", _) => {
            let body = urlset(exchange.base, feed..sitemap);
            exchange.answer("200 OK", &[("Content-Type", "application/xml")], body.as_bytes())
        }
        _ => exchange.answer("404 Not Found", &[], b""),
    }
}

fn rss(base: &str, numbers: Range<usize>) -> String {
    let items: String = numbers.map(|n| format!("<item><title>Report {n}</title><link>{base}{}</link></item>\n", path(n))).collect();
    format!(
        "<rss version=\"2.0\"><channel><title>{base}</title><link>{base}/</link><description>News</description>\n{items}</channel></rss>"
    )
}

fn urlset(base: &str, numbers: Range<usize>) -> String {
    let urls: String = numbers.map(|n| format!("<url><loc>{base}{}</loc></url>\n", path(n))).collect();
    format!("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{urls}</urlset>")
}

#[cfg(test)]
mod tests {
    use super::reports;

    #[test]
    fn reports_have_the_size_of_news_pages() {
        let bodies = reports(8, 7);
        assert_eq!(bodies, reports(8, 7));
        assert!(bodies.iter().all(|body| (20_000..70_000).contains(&body.len())), "{:?}", bodies.iter().map(Vec::len).collect::<Vec<_>>());
    }
}
