//! The day of a page: read wherever a page writes it, and left open where all there is says little.

use annals_clean::{Publishers, clean};
use annals_model::{Article, DateSource, RawPage};
use proptest::prelude::*;

const WORDS: &str = "<p>The harbour authority raised its fees for the third time in two years, and the shipping lines that use its \
    quays said on Tuesday that they would pass the cost on to their customers.</p><p>Nobody at the authority could say when the new \
    crane would be ready, although the old one has been out of order since the storms of the winter before last.</p>";

/// The page cleaned as if it had been fetched at noon on 1 June 2025.
fn read(url: &str, head: &str, above: &str, below: &str) -> Article {
    let body = format!(
        "<!doctype html><html><head><title>Harbour fees rise again</title>{head}</head><body><h1>Harbour fees rise again</h1>{above}\
         <article>{WORDS}</article>{below}</body></html>"
    );
    let page = RawPage {
        url: url.to_owned(),
        final_url: url.to_owned(),
        status: 200,
        content_type: Some("text/html; charset=utf-8".to_owned()),
        feed_date: None,
        headers: Vec::new(),
        fetched: "2025-06-01T12:00:00Z".parse().expect("a moment"),
        body: body.into_bytes(),
    };
    clean(&page, &Publishers::embedded()).article
}

fn published(url: &str, head: &str, above: &str, below: &str) -> String {
    let article = read(url, head, above, below);
    assert_eq!(article.published.is_some(), article.published_from.is_some());
    article.published.map_or_else(|| "none".to_owned(), |date| date.to_string())
}

const URL: &str = "https://post.example/fees";

#[test]
fn the_more_trusted_place_goes_first() {
    let linked = r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"Harbour fees rise again","datePublished":"2025-03-11T18:05:00+08:00","dateModified":"2025-03-20"}</script>"#;
    let graph = r#"<meta property="article:published_time" content="2025-03-11T09:00:00+01:00">"#;
    let name = r#"<meta name="publish-date" content="2025-03-11">"#;
    let time = r#"<div class="meta"><time datetime="2025-03-11">Tuesday</time></div>"#;
    let cases = [
        (format!("{linked}{graph}"), "", DateSource::Jsonld, "2025-03-11T18:05:00+08:00"),
        (format!("{graph}{name}"), time, DateSource::Opengraph, "2025-03-11T09:00:00+01:00"),
        (name.to_owned(), time, DateSource::Meta, "2025-03-11"),
        (String::new(), r#"<span itemprop="datePublished" content="2025-03-11">x</span>"#, DateSource::Microdata, "2025-03-11"),
        (String::new(), time, DateSource::Time, "2025-03-11"),
        (String::new(), "<p>Published on 11 March 2025</p>", DateSource::Text, "2025-03-11"),
    ];
    for (head, above, source, day) in cases {
        let article = read(URL, &head, above, "");
        assert_eq!(article.published_from, Some(source), "{head} {above}");
        assert_eq!(article.published.map(|d| d.to_string()).as_deref(), Some(day), "{head} {above}");
    }
    assert_eq!(read("https://post.example/2025/03/11/fees", "", "", "").published_from, Some(DateSource::Url));
}

#[test]
fn lines_of_many_languages() {
    for (lang, line, day) in [
        ("en-US", "By Jane Doe | 3/4/2025", "2025-03-04"),
        ("en-GB", "Posted 3/4/2025", "2025-04-03"),
        ("de", "Stand: 03.04.2025, 18:05 Uhr", "2025-04-03"),
        ("fr", "Publié le 3 avril 2025 à 10h12", "2025-04-03"),
        ("es", "3 de abril de 2025 · 5 min", "2025-04-03"),
        ("pt-BR", "Publicado em 03/04/2025", "2025-04-03"),
        ("ru", "Опубликовано 3 апреля 2025", "2025-04-03"),
        ("pl", "Opublikowano: 3 kwietnia 2025", "2025-04-03"),
        ("tr", "3 Nisan 2025", "2025-04-03"),
        ("ja", "2025年4月3日 10:00", "2025-04-03"),
        ("ko", "입력 2025.04.03. 오후 2:08", "2025-04-03"),
        ("vi", "Thứ năm, 3/4/2025", "2025-04-03"),
        ("de", "03.04.25 / 0 Kommentare", "2025-04-03"),
    ] {
        let head = format!(r#"<meta http-equiv="content-language" content="{lang}">"#);
        assert_eq!(published(URL, &head, &format!("<p class=\"info\">{line}</p>"), ""), day, "{lang} {line}");
    }
}

#[test]
fn weak_signs_give_no_date() {
    for (above, below) in [
        ("", "<footer><p>© 2024 Harbour Post. All rights reserved.</p></footer>"),
        ("", "<footer>Copyright 11.03.2025 Harbour Post</footer>"),
        ("", "<div class=\"comments\"><div><b>Bo</b> <time datetime=\"2025-03-12\">12 March</time> <p>Dear me.</p></div></div>"),
        ("", "<aside class=\"related\"><ul><li><a href=\"/x\">Crane is late</a> <time>12 March 2025</time></li></ul></aside>"),
        ("<p>Updated when we know more</p>", ""),
        ("<p>3/4/2025</p>", ""),
        ("<p>31 February 2025</p>", ""),
        ("<p>12 March 2031</p>", ""),
    ] {
        assert_eq!(published(URL, r#"<meta http-equiv="content-language" content="en">"#, above, below), "none", "{above}{below}");
    }
    for stated in ["2025-01-01", "2025-01-01T00:00:00Z", "0000-00-00", "soon", "2031-05-05", "1899-05-05"] {
        let head = format!(r#"<meta property="article:published_time" content="{stated}">"#);
        assert_eq!(published(URL, &head, "", ""), "none", "{stated}");
    }
}

#[test]
fn a_default_gives_way_to_what_is_shown() {
    let head = r#"<meta property="article:published_time" content="2025-01-01T00:00:00Z">"#;
    assert_eq!(published(URL, head, "<p>11 March 2025</p>", ""), "2025-03-11");
    // A first of January with a time of day is one.
    let head = r#"<meta property="article:published_time" content="2025-01-01T09:41:07Z">"#;
    assert_eq!(published(URL, head, "", ""), "2025-01-01T09:41:07Z");
}

#[test]
fn first_publication_goes_before_the_last_change() {
    let both = read(URL, "", "<p>Last updated 20 March 2025, first published 11 March 2025</p>", "");
    assert_eq!(both.published.map(|d| d.to_string()).as_deref(), Some("2025-03-11"));
    let head = r#"<meta property="article:modified_time" content="2025-03-20T10:00:00Z">"#;
    let apart = read(URL, head, "<p>Published: March 11, 2025</p>", "");
    assert_eq!(apart.published.map(|d| d.to_string()).as_deref(), Some("2025-03-11"));
    assert_eq!(apart.modified.map(|d| d.to_string()).as_deref(), Some("2025-03-20T10:00:00Z"));
    // Where a page tells its last change alone, that is the day it is known by.
    assert_eq!(published(URL, head, "", ""), "2025-03-20T10:00:00Z");
}

#[test]
fn a_moment_in_utc_is_told_on_the_outlets_own_clock() {
    let head = r#"<meta property="article:published_time" content="2025-03-12T03:25:54Z">"#;
    assert_eq!(published("https://post.example/2025/03/11/fees", head, "", ""), "2025-03-11T23:25:54-04:00");
    let head = r#"<meta property="article:published_time" content="2025-03-11T23:10:00Z">"#;
    assert_eq!(published("https://post.example/2025/03/12/fees", head, "", ""), "2025-03-12T00:10:00+01:00");
    assert_eq!(published(URL, head, "<p>12 March 2025</p>", ""), "2025-03-12T00:10:00+01:00");
    // The moment itself stays; a day further off is another day.
    assert_eq!(published("https://post.example/2025/03/09/fees", head, "", ""), "2025-03-11T23:10:00Z");
    let offset = r#"<meta property="article:published_time" content="2025-03-11T23:10:00+02:00">"#;
    assert_eq!(published("https://post.example/2025/03/12/fees", offset, "", ""), "2025-03-11T23:10:00+02:00");
}

#[test]
fn two_stated_publications_are_settled_by_what_readers_see() {
    let head = r#"<script type="application/ld+json">{"@type":"Article","headline":"Harbour fees rise again","datePublished":"2025-03-04"}</script><meta property="article:published_time" content="2025-03-11">"#;
    assert_eq!(published(URL, head, "<p>11 March 2025</p>", ""), "2025-03-11");
    assert_eq!(published(URL, head, "", ""), "2025-03-04");
}

#[test]
fn a_page_that_is_no_article_has_its_day_all_the_same() {
    let html = r#"<html><head><meta name="date" content="2025-03-11"></head><body><p>Soon.</p></body></html>"#;
    let mut page = RawPage { url: URL.to_owned(), final_url: URL.to_owned(), ..empty() };
    page.body = html.as_bytes().to_vec();
    let article = clean(&page, &Publishers::embedded()).article;
    assert!(article.reason.is_some() && article.text.is_empty());
    assert_eq!(article.published.map(|d| d.to_string()).as_deref(), Some("2025-03-11"));
}

fn empty() -> RawPage {
    RawPage {
        url: String::new(),
        final_url: String::new(),
        status: 200,
        content_type: Some("text/html".to_owned()),
        feed_date: None,
        headers: Vec::new(),
        fetched: "2025-06-01T12:00:00Z".parse().expect("a moment"),
        body: Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_page_is_from_the_future(year in 1980i32..2060, month in 1u8..=13, day in 1u8..=32, hour in 0u8..26, zone in -14i32..=14, place in 0u8..5) {
        let stated = format!("{year}-{month:02}-{day:02}T{hour:02}:30:00{zone:+03}:00");
        let (url, head, above) = match place {
            0 => (URL.to_owned(), format!(r#"<meta property="article:published_time" content="{stated}">"#), String::new()),
            1 => (URL.to_owned(), format!(r#"<script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"{stated}"}}</script>"#), String::new()),
            2 => (URL.to_owned(), String::new(), format!("<time datetime=\"{stated}\">x</time>")),
            3 => (format!("https://post.example/{year}/{month:02}/{day:02}/fees"), String::new(), String::new()),
            _ => (URL.to_owned(), format!("<script>x = {{\"publishedAt\":\"{stated}\"}}</script>"), format!("<p>{day}.{month}.{year}</p>")),
        };
        let article = read(&url, &head, &above, "");
        let latest = jiff::Timestamp::from_second(1_748_779_200 + 2 * 86_400).expect("a moment").as_second();
        if let Some(date) = article.published {
            prop_assert!(date.unix_seconds() <= latest, "{date}");
            prop_assert!(i32::from(date.date.year()) >= 1990);
            // 5.13.2025 is a day to some: only the other places are always the year, the month, the day.
            prop_assert!(place == 4 || (month <= 12 && day <= 31));
        }
    }

    #[test]
    fn what_cannot_be_read_gives_no_date(words in "[a-zA-Z ,.:;|/-]{0,40}") {
        let head = format!("<meta property=\"article:published_time\" content=\"{words}\"><meta name=\"date\" content=\"{words}\">");
        prop_assert_eq!(published(URL, &head, &format!("<p class=\"date\">{words}</p><time datetime=\"{words}\">{words}</time>"), ""), "none");
    }
}
