//! What is asked when: only what is named, only what is new; and what becomes of a page that was cut.

use crate::program::{annals, folder, server};
use annals_tests::server::{Answer, Server, sample};

fn page(server: &Server, path: &str, title: &str) {
    let html = format!(
        "<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>Shares of Northgate Holdings rose 8.4% on Monday, \
         the highest close since June, traders in the city said after the market had closed.</p></article></body></html>"
    );
    server.answer(path, Answer::new("200 OK", &[("Content-Type", "text/html")], html.as_bytes()));
}

fn asked(server: &Server, path: &str) -> usize {
    server.paths().iter().filter(|asked| *asked == path).count()
}

#[test]
fn an_address_named_is_asked_alone_and_what_waits_waits_on() {
    let server = server();
    for path in ["/a", "/b", "/c", "/named", "/listed"] {
        page(&server, path, path);
    }
    let feed = |link: &str| {
        format!(
            "<rss version=\"2.0\"><channel><title>F</title><item><title>x</title><link>{}</link></item></channel></rss>",
            server.url(link)
        )
    };
    server.answer("/extra.xml", Answer::new("200 OK", &[("Content-Type", "text/xml")], feed("/listed").as_bytes()));
    let pages: Vec<String> = ["/a", "/b", "/c"].iter().map(|path| format!("\"{}\"", server.url(path))).collect();
    let folder = folder(&format!("[[source]]\npages = [{}]\n", pages.join(", ")));
    let first = annals(folder.path(), &["fetch", "--max-pages", "1"], 0);
    assert!(first.err.contains("1 fetched") && first.err.contains("2 left"), "{}", first.err);
    annals(folder.path(), &["fetch", &server.url("/named")], 0);
    assert_eq!((asked(&server, "/named"), asked(&server, "/b"), asked(&server, "/c")), (1, 0, 0));
    annals(folder.path(), &["fetch", &server.url("/extra.xml")], 0);
    assert_eq!((asked(&server, "/listed"), asked(&server, "/b")), (1, 0), "a feed named by hand is read as one");
    let rest = annals(folder.path(), &["fetch"], 0);
    assert_eq!((asked(&server, "/b"), asked(&server, "/c")), (1, 1), "{}", rest.err);
}

#[test]
fn a_cut_page_makes_an_article_that_says_so() {
    let server = server();
    let html = std::fs::read_to_string(sample().join("eastquay.example/news/20250226-stocks-jump.html")).expect("a page of the sample");
    let answer = |html: &str| Answer::new("200 OK", &[("Content-Type", "text/html; charset=utf-8")], html.as_bytes());
    server.answer("/whole", answer(&html));
    // Other words, so that it is no copy of the first.
    let long = format!("{}<!-- {} -->", html.replace("stocks", "equities"), "filler ".repeat(200_000));
    server.answer("/long", answer(&long));
    let folder = folder(&format!("[[source]]\npages = [\"{}\", \"{}\"]\n", server.url("/whole"), server.url("/long")));
    let path = folder.path().join("annals.toml");
    let text = std::fs::read_to_string(&path).expect("the configuration");
    std::fs::write(&path, text.replace("[fetch]", "[fetch]\nmax_megabytes = 1\n")).expect("written");
    let run = annals(folder.path(), &["run"], 0);
    let articles = std::fs::read_to_string(folder.path().join("store/articles.jsonl")).expect("articles");
    let access = |url: &str| {
        let line = articles.lines().find(|line| line.contains(url)).unwrap_or_else(|| panic!("{url}\n{articles}\n{}", run.err));
        serde_json::from_str::<serde_json::Value>(line).expect("JSON")["access"].clone()
    };
    assert_eq!(access("/long"), "truncated");
    assert_ne!(access("/whole"), "truncated");
}

#[test]
fn older_entries_are_passed_over_and_a_host_may_have_its_own_floor() {
    let server = server();
    page(&server, "/old", "old");
    page(&server, "/new", "new");
    let item = |path: &str, date: &str| format!("<item><title>x</title><link>{}</link><pubDate>{date}</pubDate></item>", server.url(path));
    let feed = format!(
        "<rss version=\"2.0\"><channel><title>F</title>{}{}</channel></rss>",
        item("/old", "Mon, 03 Feb 2025 08:00:00 GMT"),
        item("/new", "Mon, 03 Mar 2025 08:00:00 GMT")
    );
    server.answer("/feed.xml", Answer::new("200 OK", &[("Content-Type", "text/xml")], feed.as_bytes()));
    let host = server.url("").replace("http://", "");
    let folder =
        folder(&format!("[[fetch.host]]\nname = \"{host}\"\nfloor_seconds = 0.3\n\n[[source]]\nfeed = \"{}\"\n", server.url("/feed.xml")));
    annals(folder.path(), &["fetch", "--since", "2025-03"], 0);
    assert_eq!((asked(&server, "/old"), asked(&server, "/new")), (0, 1));
    let times: Vec<std::time::Instant> = server.requests().into_iter().map(|request| request.at).collect();
    assert_eq!(times.len(), 3);
    for pair in times.windows(2) {
        let between = pair[1] - pair[0];
        assert!(between.as_secs_f64() >= 0.29, "{between:?} between two requests");
    }
}
