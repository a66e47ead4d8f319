//! Headlines and authors of pages, in the places where outlets put them.

use annals_clean::{Publishers, clean};
use annals_model::{Article, RawPage};

const WORDS: &str = "<p>The harbour authority raised its fees for the third time in two years, and the shipping lines that use its \
    quays said on Tuesday that they would pass the cost on to their customers.</p><p>Nobody at the authority could say when the new \
    crane would be ready, although the old one has been out of order since the storms of the winter before last.</p>";

fn read(head: &str, body: &str) -> Article {
    let page = RawPage {
        url: "https://www.harbourpost.example/fees?utm_source=mail&id=7".to_owned(),
        final_url: "https://www.harbourpost.example/fees?utm_source=mail&id=7".to_owned(),
        status: 200,
        content_type: Some("text/html; charset=utf-8".to_owned()),
        feed_date: None,
        headers: Vec::new(),
        fetched: "2025-06-01T12:00:00Z".parse().expect("a moment"),
        body: format!("<!doctype html><html><head>{head}</head><body>{body}</body></html>").into_bytes(),
    };
    clean(&page, &Publishers::embedded()).article
}

fn byline(head: &str, above: &str, below: &str) -> Vec<String> {
    read(&format!("<title>Fees rise</title>{head}"), &format!("<h1>Harbour fees rise again</h1>{above}<article>{WORDS}</article>{below}"))
        .byline
}

#[test]
fn authors_are_found_near_the_article() {
    for above in [
        "<p>By Jane Doe</p>",
        "<p>By Jane Doe on May 3, 2025</p>",
        "<div>Written by</div><div>Jane Doe</div>",
        "<div class=\"byline\">Jane Doe | 3 May 2025</div>",
        "<a rel=\"author\" href=\"/a/7\">Jane Doe</a>",
        "<div class=\"post-author-name\">Jane Doe</div><div>Harbour correspondent</div>",
        "<p>Jane Doe · 3 May 2025</p>",
        "<p>Published 3 May 2025 by Jane Doe</p>",
    ] {
        assert_eq!(byline("", above, ""), ["Jane Doe"], "{above}");
    }
    assert_eq!(byline("", "", "<p style=\"text-align: right\">Jane Doe</p>"), ["Jane Doe"]);
    assert_eq!(byline("", "<p>Von Ute Alm und Jan Beck, dpa</p>", ""), ["Ute Alm", "Jan Beck", "dpa"]);
}

#[test]
fn what_only_looks_like_an_author_is_none() {
    for (above, below) in [
        ("<div class=\"author-links\">Share on Post</div>", ""),
        ("<p>By the end of 2024 the quay was full</p>", ""),
        ("", "<div class=\"comments\"><div class=\"comment-author\">Bo Lind</div><p>Dear me.</p></div>"),
        ("<figure><figcaption class=\"author\">Bo Lind</figcaption></figure>", ""),
    ] {
        assert!(byline("", above, below).is_empty(), "{above}{below}");
    }
}

#[test]
fn a_person_goes_before_the_outlet() {
    let outlet = r#"<meta property="og:site_name" content="Harbour Post"><meta name="author" content="Harbour Post">"#;
    assert_eq!(byline(outlet, "<p>By Jane Doe</p>", ""), ["Jane Doe"]);
    assert_eq!(byline(outlet, "", ""), ["Harbour Post"], "where no person is named the outlet signs");
    let two = format!(r#"{outlet}<meta name="author" content="Jane Doe">"#);
    assert_eq!(byline(&two, "", ""), ["Jane Doe"]);
    let beside = r#"<meta property="og:site_name" content="Harbour Post"><meta name="author" content="Jane Doe, Harbour Post">"#;
    assert_eq!(byline(beside, "", ""), ["Jane Doe"]);
}

#[test]
fn authors_of_other_things_on_the_page_do_not_sign() {
    let above = r#"<div itemscope itemtype="https://schema.org/NewsArticle"><span itemprop="author">Jane Doe</span></div>"#;
    let below = r#"<div itemscope itemtype="https://schema.org/NewsArticle"><span itemprop="author">Bo Lind</span></div>
        <div itemscope itemtype="https://schema.org/ImageObject"><span itemprop="author">A Picture House</span></div>"#;
    assert_eq!(byline("", above, below), ["Jane Doe"]);
}

#[test]
fn a_news_desks_headline_goes_before_the_search_engines_title() {
    let linked =
        |kind: &str, headline: &str| format!(r#"<script type="application/ld+json">{{"@type":"{kind}","headline":"{headline}"}}</script>"#);
    let headline = |head: String, h1: &str| read(&head, &format!("<h1>{h1}</h1><article>{WORDS}</article>")).headline.unwrap_or_default();
    let title = "<title>Harbour fees: what you need to know - Harbour Post</title>";
    let other = "What the new harbour fees mean";
    assert_eq!(headline(format!("{title}{}", linked("NewsArticle", "Harbour fees rise again")), other), "Harbour fees rise again");
    // Where it repeats the title, or the page is no news, readers' heading is the headline.
    let repeats = linked("NewsArticle", "Harbour fees: what you need to know");
    assert_eq!(headline(format!("{title}{repeats}"), other), other);
    assert_eq!(headline(format!("{title}{}", linked("BlogPosting", "Harbour fees rise again")), other), other);
    // A heading that tells of something else is the site's.
    let shared = r#"<meta property="og:title" content="Harbour fees: what you need to know | Harbour Post">"#;
    assert_eq!(headline(format!("{title}{shared}"), "Welcome to our pages"), "Harbour fees: what you need to know");
}

#[test]
fn the_address_is_without_tracking() {
    assert_eq!(read("", WORDS).canonical, "https://www.harbourpost.example/fees?id=7");
    let head = r#"<link rel="canonical" href="https://www.harbourpost.example/fees?id=7&fbclid=x">"#;
    assert_eq!(read(head, WORDS).canonical, "https://www.harbourpost.example/fees?id=7");
}
