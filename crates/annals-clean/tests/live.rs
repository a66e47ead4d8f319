//! Live blogs: each entry begins with a line of its own, and `extra.live` says where it stands.

mod press;

use annals_model::{Article, RegionKind};
use press::{prose, read};

const URL: &str = "https://wexmoorpost.example/live/crane";

const TIMES: [(&str, &str, &str); 4] = [
    ("11:40", "2025-04-07T11:40:00+01:00", "Crane leaves Ulsan"),
    ("10:42", "2025-04-07T10:42:00+01:00", "Harbour master speaks"),
    ("10:05", "2025-04-07T10:05:00+01:00", "Owners ask for money"),
    ("9:30", "2025-04-07T09:30:00+01:00", "Quay stays closed"),
];

fn words(n: usize) -> String {
    format!("The news of this hour, number {n}, is that the crane has been seen by nobody, although the harbour paid for it twice.")
}

/// For every entry: the words from its start to its end, date and headline.
fn entries(article: &Article) -> Vec<(String, Option<String>, Option<String>)> {
    let live = article.extra.get("live").and_then(|l| l.as_array()).cloned().unwrap_or_default();
    live.iter()
        .map(|e| {
            let place = |name: &str| e[name].as_u64().and_then(|at| usize::try_from(at).ok()).expect("a place");
            let words = article.text.get(place("start")..place("end")).expect("a span on boundaries").to_owned();
            (words, e["published"].as_str().map(str::to_owned), e["headline"].as_str().map(str::to_owned))
        })
        .collect()
}

fn check(html: &str, name: &str) -> Article {
    let article = read(URL, &format!("<!doctype html><html><head><title>Live: the crane</title></head><body>{html}</body></html>")).article;
    let found = entries(&article);
    assert_eq!(found.len(), 4, "{name}: {}", article.text);
    for (at, ((text, published, headline), (time, stated, told))) in found.iter().zip(TIMES).enumerate() {
        assert_eq!(*text, format!("{time} {told}\n\n{}", words(at)), "{name}");
        assert_eq!(published.as_deref(), Some(stated), "{name}");
        assert_eq!(headline.as_deref(), Some(told), "{name}");
        let start = u32::try_from(article.text.find(text.as_str()).expect("there")).expect("small");
        assert_eq!(article.region_at(start), RegionKind::Heading, "{name}");
        assert_eq!(article.region_at(start + u32::try_from(text.len()).expect("small") - 3), RegionKind::Body, "{name}");
    }
    article
}

#[test]
fn entries_of_the_page() {
    let articles: String = TIMES
        .iter()
        .enumerate()
        .map(|(n, (t, d, h))| format!("<article class=live-post><time datetime='{d}'>{t}</time><h3>{h}</h3><p>{}</p></article>", words(n)))
        .collect();
    check(&format!("<main><h1>Live: the crane</h1>{articles}</main>"), "articles");
    let items: String = TIMES
        .iter()
        .enumerate()
        .map(|(n, (t, d, h))| format!("<li><p><time datetime='{d}'>{t}</time></p><h2>{h}</h2><div><p>{}</p></div></li>", words(n)))
        .collect();
    check(&format!("<article><h1>Live: the crane</h1><ul id=liveblog-entries>{items}</ul></article>"), "items");
    let divs: String = TIMES.iter().enumerate().map(|(n, (t, d, h))| format!("<div class='u {n}'><header><span class=stamp><time datetime='{d}'>{t}</time></span><strong>{h}</strong></header><p>{}</p></div><div class=ad>Advertisement</div>", words(n))).collect();
    check(&format!("<div class='liveticker'><h1>Live: the crane</h1>{divs}</div>"), "divs");
}

#[test]
fn the_lines_above_the_entries_stay() {
    let articles: String = TIMES
        .iter()
        .enumerate()
        .map(|(n, (t, d, h))| format!("<div class=entry><time datetime='{d}'>{t}</time><h3>{h}</h3><p>{}</p></div>", words(n)))
        .collect();
    let article =
        check(&format!("<main><h1>Live: the crane</h1>{}<section class=live-blog>{articles}</section></main>", prose(1)), "intro");
    assert!(article.text.starts_with("Live: the crane\n\nQuay number 1"), "{}", article.text);
}

#[test]
fn entries_of_structured_data() {
    let updates: Vec<serde_json::Value> = TIMES
        .iter()
        .enumerate()
        .map(|(n, (_, d, h))| serde_json::json!({"@type":"BlogPosting","headline":h,"datePublished":d,"articleBody":format!("<p>{}</p>", words(n))}))
        .collect();
    let data = serde_json::json!({"@context":"https://schema.org","@graph":[{"@type":"LiveBlogPosting","headline":"The crane, hour by hour","datePublished":"2025-04-07T08:00:00+01:00","liveBlogUpdate":updates}]});
    let html = format!(
        "<html><head><title>x</title><script type='application/ld+json'>{data}</script></head><body><h1>The crane, hour by hour</h1>{}<div id=app></div></body></html>",
        prose(1)
    );
    let article = read(URL, &html).article;
    let found = entries(&article);
    assert_eq!(found.len(), 4, "{}", article.text);
    assert_eq!(found[1].0, format!("2025-04-07 10:42 Harbour master speaks\n\n{}", words(1)));
    assert_eq!(found[1].1.as_deref(), Some("2025-04-07T10:42:00+01:00"));
    assert!(article.text.contains("Quay number 1"));
    // The same shown on the page without a time: the data's dates are kept apart all the same, and nothing stands twice.
    let shown: String = TIMES.iter().enumerate().map(|(n, (_, _, h))| format!("<h3>{h}</h3><p>{}</p>", words(n))).collect();
    let article = read(URL, &html.replace("<div id=app></div>", &shown)).article;
    assert_eq!((entries(&article).len(), article.text.matches("number 2, is that").count()), (4, 1), "{}", article.text);
}

#[test]
fn a_time_without_a_day_is_not_completed() {
    let divs: String = TIMES
        .iter()
        .enumerate()
        .map(|(n, (t, _, h))| format!("<div class=entry><span class=entry-time>{t}</span><h3>{h}</h3><p>{}</p></div>", words(n)))
        .collect();
    let article =
        read(URL, &format!("<html><title>Live: the crane</title><main><h1>Live: the crane</h1><div class=live-blog>{divs}</div></main>"))
            .article;
    let found = entries(&article);
    assert_eq!(found.len(), 4, "{}", article.text);
    assert!(found.iter().all(|(_, published, _)| published.is_none()) && found[0].0.starts_with("11:40 Crane leaves Ulsan\n\n"));
}

#[test]
fn what_is_no_live_blog() {
    let url = "https://wexmoorpost.example/harbour/crane.html";
    let comments: String = TIMES
        .iter()
        .enumerate()
        .map(|(n, (t, d, _))| format!("<li class=comment><time datetime='{d}'>{t}</time><p>{}</p></li>", words(n)))
        .collect();
    let teasers: String = TIMES
        .iter()
        .enumerate()
        .map(|(n, (t, d, h))| {
            format!("<div class=card><time datetime='{d}'>{t}</time><h3><a href='/a/{n}'>{h}</a></h3><p>{}</p></div>", words(n))
        })
        .collect();
    for (name, html) in [
        ("comments", format!("<article><h1>The crane is late</h1>{}</article><ol class=comments>{comments}</ol>", prose(3))),
        ("teasers", format!("<article><h1>The crane is late</h1>{}</article><section>{teasers}</section>", prose(6))),
        (
            "dates in a text",
            format!(
                "<article><h1>The crane is late</h1>{}<p>On <time>7 April</time>, <time>8 April</time> and <time>9 April</time> the quay was closed, as the owners know.</p></article>",
                prose(4)
            ),
        ),
    ] {
        let article = read(url, &format!("<html><title>The crane is late</title><body>{html}</body></html>")).article;
        assert!(article.extra.is_empty() && article.text.contains("Quay number 2"), "{name}: {}", article.text);
    }
}
