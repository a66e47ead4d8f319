//! A site's feeds go into the configuration, which else stays as it is.

use crate::program::{annals, folder, server};
use annals_tests::server::Answer;

const FEED: &[u8] = b"<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Quay Markets</title>\
    <item><title>Shares rise</title><link>/a</link></item></channel></rss>";
const SITEMAP: &[u8] = b"<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
    <url><loc>http://127.0.0.1/a</loc></url></urlset>";

fn configured(folder: &std::path::Path) -> String {
    std::fs::read_to_string(folder.join("annals.toml")).expect("the configuration")
}

#[test]
fn feeds_that_a_page_names_are_tried_and_added_once() {
    let server = server();
    let page = "<html><head><link rel=\"alternate\" type=\"application/rss+xml\" href=\"/markets.xml\">\
        <link rel=\"alternate\" type=\"application/atom+xml\" href=\"/broken.xml\">\
        <link rel=\"alternate\" type=\"application/rss+xml\" href=\"/world.xml\"></head><body>News</body></html>";
    server.answer("/front", Answer::new("200 OK", &[("Content-Type", "text/html")], page.as_bytes()));
    for path in ["/markets.xml", "/world.xml"] {
        server.answer(path, Answer::new("200 OK", &[("Content-Type", "application/rss+xml")], FEED));
    }
    server.answer("/broken.xml", Answer::new("200 OK", &[("Content-Type", "text/html")], b"<html><body>sorry</body></html>"));
    let folder = folder("[serve]\nport = 0");
    let before = configured(folder.path());
    let site = server.url("/front");

    let dry = annals(folder.path(), &["feed", "add", &site, "--all", "--dry-run"], 0);
    assert!(dry.out.contains("/markets.xml") && dry.out.contains("Quay Markets"), "{dry:?}");
    assert_eq!(configured(folder.path()), before, "a dry run writes nothing");

    let one = annals(folder.path(), &["feed", "add", &site], 0);
    assert!(one.err.contains("1 added"), "{one:?}");
    let after = configured(folder.path());
    let expected = format!("{before}\n\n[[source]]\nfeed = \"{}\"\n", server.url("/markets.xml"));
    assert_eq!(after, expected, "every other byte is kept");

    let all = annals(folder.path(), &["feed", "add", &site, "--all"], 0);
    assert!(all.err.contains("1 added") && all.err.contains("1 there already"), "{all:?}");
    assert_eq!(configured(folder.path()), format!("{after}\n[[source]]\nfeed = \"{}\"\n", server.url("/world.xml")));
    assert!(!configured(folder.path()).contains("broken"));
    let full = configured(folder.path());
    let again = annals(folder.path(), &["feed", "add", &site, "--all"], 0);
    assert!(again.err.contains("0 added"), "{again:?}");
    assert_eq!(configured(folder.path()), full);
}

#[test]
fn a_feed_s_own_address_and_a_sitemap_are_taken_as_they_are() {
    let server = server();
    server.answer("/own.xml", Answer::new("200 OK", &[("Content-Type", "application/xml")], FEED));
    server.answer("/map.xml", Answer::new("200 OK", &[("Content-Type", "application/xml")], SITEMAP));
    server.answer("/nothing", Answer::new("200 OK", &[("Content-Type", "text/html")], b"<html><body>No feeds here</body></html>"));
    let folder = folder("");
    annals(folder.path(), &["feed", "add", &server.url("/own.xml")], 0);
    annals(folder.path(), &["feed", "add", &server.url("/map.xml")], 0);
    let text = configured(folder.path());
    assert!(text.contains(&format!("feed = \"{}\"", server.url("/own.xml"))), "{text}");
    assert!(text.contains(&format!("sitemap = \"{}\"", server.url("/map.xml"))), "{text}");
    let none = annals(folder.path(), &["feed", "add", &server.url("/nothing")], 1);
    assert!(none.err.contains("0 feeds found"), "{none:?}");
    assert_eq!(configured(folder.path()), text);
}

#[test]
fn robots_are_asked_before_a_site_is() {
    let server = annals_tests::server::Server::start().expect("a server");
    server.answer("/robots.txt", Answer::new("200 OK", &[("Content-Type", "text/plain")], b"User-agent: *\nDisallow: /closed\n"));
    let folder = folder("");
    let closed = annals(folder.path(), &["feed", "add", &server.url("/closed/front")], 2);
    assert!(closed.err.contains("robots"), "{closed:?}");
    assert_eq!(server.paths(), ["/robots.txt"]);
}

#[test]
fn feeds_and_robots_are_read_from_addresses() {
    let server = annals_tests::server::Server::start().expect("a server");
    server
        .answer("/robots.txt", Answer::new("200 OK", &[("Content-Type", "text/plain")], b"User-agent: *\nDisallow: /x\nCrawl-delay: 2\n"));
    server.answer("/feed.xml", Answer::new("200 OK", &[("Content-Type", "application/rss+xml")], FEED));
    let folder = folder("");
    let feed = annals(folder.path(), &["feed", "parse", &server.url("/feed.xml")], 0);
    let value: serde_json::Value = serde_json::from_str(&feed.out).expect("JSON");
    assert_eq!(value["entries"][0]["url"], server.url("/a"), "links are read against the feed's address");
    let robots = annals(folder.path(), &["robots", &server.url("/robots.txt"), "--agent", "annals", "/x/y", "/z", "--info"], 0);
    let lines: Vec<serde_json::Value> = robots.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!((&lines[0]["allowed"], &lines[1]["allowed"]), (&false.into(), &true.into()), "{robots:?}");
    assert_eq!(lines[2]["delay"], 2.0);
    let gone = annals(folder.path(), &["feed", "parse", &server.url("/missing.xml")], 2);
    assert!(gone.err.contains("missing"), "{gone:?}");
}

#[test]
fn a_feed_that_another_address_leads_to_is_one_source() {
    let server = server();
    server.answer("/feed.xml", Answer::new("200 OK", &[("Content-Type", "application/rss+xml")], FEED));
    server.answer("/old", Answer::new("301 Moved Permanently", &[("Location", "/feed.xml")], b""));
    server.answer("/older", Answer::new("302 Found", &[("Location", "/feed.xml?utm_source=x")], b""));
    server.answer("/feed.xml?utm_source=x", Answer::new("200 OK", &[("Content-Type", "application/rss+xml")], FEED));
    let folder = folder("");
    let first = annals(folder.path(), &["feed", "add", &server.url("/old")], 0);
    assert!(first.err.contains("1 feed found, 1 added"), "{}", first.err);
    let text = configured(folder.path());
    assert!(text.contains(&format!("feed = \"{}\"", server.url("/feed.xml"))), "{text}");
    for path in ["/feed.xml", "/old", "/older"] {
        let again = annals(folder.path(), &["feed", "add", &server.url(path)], 0);
        assert!(again.err.contains("0 added") && again.err.contains("1 there already"), "{}", again.err);
    }
    assert_eq!(configured(folder.path()), text);
    // One that was written down under its old address is known by it.
    std::fs::write(folder.path().join("annals.toml"), text.replace("/feed.xml", "/old")).expect("written");
    assert!(annals(folder.path(), &["feed", "add", &server.url("/old")], 0).err.contains("1 there already"));
}
