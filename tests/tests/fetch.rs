//! From a feed over the network to the archive and back, by plan, within limits, one run after the other.

#![expect(clippy::unwrap_used, reason = "a test that fails says so by panicking")]

use annals_archive::Archive;
use annals_fetch::{AllowPrivate, CrawlState, FetchError, Hooks, Keep, Outcome, Plan, Report, fetch};
use annals_model::RawPage;
use annals_tests::crawl::by_hand::{Crawled, crawl};
use annals_tests::server::{Answer, Server, sample};
use std::path::Path;
use std::time::{Duration, Instant};

const HTML: (&str, &str) = ("Content-Type", "text/html");
const A1: &str = "/harbourpost.example/markets/2025/02/26/hang-seng-three-year-high.html";
const FEED: &str = "/harbourpost.example/feed.xml";

/// A server without robots.txt, so that nothing slows the test down.
fn open_server() -> Server {
    let server = Server::start().unwrap();
    server.answer("/robots.txt", Answer::new("404 Not Found", &[], b""));
    server
}

fn plan() -> Plan {
    Plan {
        floor: Duration::from_millis(1),
        backoff: Duration::from_millis(10),
        timeout: Duration::from_secs(5),
        allow_private: AllowPrivate::All,
        ..Plan::default()
    }
}

fn pages(server: &Server, paths: &[&str]) -> Plan {
    Plan { pages: paths.iter().map(|path| server.url(path)).collect(), ..plan() }
}

fn feeds(server: &Server, paths: &[&str]) -> Plan {
    Plan { feeds: paths.iter().map(|path| server.url(path)).collect(), ..plan() }
}

fn run_into(plan: &Plan, folder: &Path) -> Report {
    crawl(plan, folder).unwrap().report.unwrap()
}

fn kept(folder: &Path) -> Vec<RawPage> {
    Archive::open(&folder.join("pages")).unwrap().pages().unwrap().map(Result::unwrap).collect()
}

/// Carries out a plan in a folder of its own.
fn run(plan: &Plan) -> (Crawled, Vec<RawPage>) {
    let folder = tempfile::tempdir().unwrap();
    let crawled = crawl(plan, folder.path()).unwrap();
    let pages = kept(folder.path());
    (crawled, pages)
}

#[test]
fn a_feed_leads_over_its_pages_into_the_archive_and_back() {
    let server = open_server();
    let folder = tempfile::tempdir().unwrap();
    let report = run_into(&feeds(&server, &[FEED]), folder.path());
    assert_eq!((report.fetched, report.failed_count, report.requested), (3, 0, 4), "{report:?}");
    let pages = kept(folder.path());
    let a1 = pages.iter().find(|page| page.url.ends_with("three-year-high.html")).unwrap();
    assert_eq!(a1.feed_date.unwrap().to_string(), "2025-02-26T17:42:00+08:00");
    assert_eq!(a1.body, std::fs::read(sample().join(A1.trim_start_matches('/'))).unwrap());
    assert_eq!(a1.content_type.as_deref(), Some("text/html; charset=utf-8"));
    assert_eq!(report.bytes, pages.iter().map(|page| page.body.len() as u64).sum::<u64>());
    let agent = &server.requests()[0].headers["user-agent"];
    assert!(agent.starts_with("annals/") && agent.contains("https://"), "{agent}");

    // Nothing has changed since.
    let again = run_into(&feeds(&server, &[FEED]), folder.path());
    assert_eq!((again.fetched, again.not_modified, again.requested), (0, 1, 1), "{again:?}");
    let again = run_into(&self::pages(&server, &[A1]), folder.path());
    assert_eq!((again.fetched, again.not_modified), (0, 1), "{again:?}");
    assert_eq!(server.requests().last().unwrap().headers["if-modified-since"], "Wed, 12 Mar 2025 01:10:00 GMT");
    assert_eq!(kept(folder.path()).len(), 3);
}

#[test]
fn a_page_that_failed_comes_later_though_its_feed_has_not_changed() {
    let server = open_server();
    for _ in 0..3 {
        server.answer(A1, Answer::new("500 Oops", &[], b""));
    }
    server.answer(A1, Answer::new("200 OK", &[HTML], b"<p>late"));
    let folder = tempfile::tempdir().unwrap();
    let report = run_into(&feeds(&server, &[FEED]), folder.path());
    assert_eq!((report.fetched, report.failed_count, report.left), (2, 1, 1), "{report:?}");
    assert!(report.failed[0].1.starts_with("server-error"), "{report:?}");
    // The pause after a failed run is half a minute at least; nobody is asked before.
    let report = run_into(&feeds(&server, &[FEED]), folder.path());
    assert_eq!((report.fetched, report.not_modified, report.left), (0, 1, 1), "{report:?}");
    assert_eq!(server.paths().iter().filter(|path| *path == A1).count(), 3);
}

#[test]
fn robots_txt_is_obeyed_and_read_once_a_day() {
    let server = Server::start().unwrap();
    server.answer("/robots.txt", Answer::new("200 OK", &[], b"User-agent: *\nDisallow: /account/\n"));
    server.answer("/hop", Answer::new("302 Found", &[("Location", "/account/b")], b""));
    let folder = tempfile::tempdir().unwrap();
    let plan = pages(&server, &["/account/a", A1, "/hop"]);
    let report = run_into(&plan, folder.path());
    assert_eq!(kept(folder.path()).len(), 1);
    let rules: Vec<&str> = report.disallowed.iter().map(|(_, rule)| rule.as_str()).collect();
    assert!(rules.len() == 2 && rules.iter().all(|rule| rule.contains("/account/")), "{rules:?}");
    assert_eq!(server.paths(), ["/robots.txt", A1, "/hop"]);
    run_into(&plan, folder.path());
    assert_eq!(server.paths().iter().filter(|path| *path == "/robots.txt").count(), 1);
}

#[test]
fn requests_to_a_host_keep_their_distance() {
    let distances = |server: &Server| {
        let times: Vec<Instant> = server.requests().iter().map(|request| request.at).collect();
        times.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap()
    };
    let server = open_server();
    run(&Plan { floor: Duration::from_millis(150), ..pages(&server, &[A1, "/eastquay.example/index.html"]) });
    assert_eq!(server.requests().len(), 3);
    assert!(distances(&server) >= Duration::from_millis(149), "{:?}", distances(&server));
    // The site's own wish raises the floor.
    let server = Server::start().unwrap();
    server.answer("/robots.txt", Answer::new("200 OK", &[], b"User-agent: annals\nCrawl-delay: 0.3\n"));
    run(&pages(&server, &[A1]));
    assert!(distances(&server) >= Duration::from_millis(299), "{:?}", distances(&server));
}

#[test]
fn a_body_is_kept_up_to_the_cap_and_marked_beyond() {
    let server = open_server();
    server.answer("/long", Answer::new("200 OK", &[HTML], &vec![b'a'; 100_001]));
    server.answer("/fits", Answer::new("200 OK", &[HTML], &vec![b'b'; 100_000]));
    let (crawled, pages) = run(&Plan { max_bytes: 100_000, ..pages(&server, &["/long", "/fits"]) });
    let outcomes: Vec<Outcome> = crawled.told.iter().map(|told| told.outcome).collect();
    assert_eq!(outcomes, [Outcome::Truncated, Outcome::Fetched], "{:?}", crawled.told);
    assert_eq!(pages.iter().map(|page| page.body.len()).collect::<Vec<_>>(), [100_000; 2]);
    let marked = |page: &RawPage| page.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("warc-truncated"));
    assert_eq!(pages.iter().map(marked).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn a_page_behind_redirects_bears_both_addresses() {
    let server = open_server();
    server.answer("/old", Answer::new("301 Moved", &[("Location", "/older#top")], b""));
    server.answer("/older", Answer::new("307 Moved", &[("Location", &server.url(A1))], b""));
    let (crawled, pages) = run(&pages(&server, &["/old"]));
    assert_eq!(crawled.report.unwrap().requested, 4);
    assert_eq!((pages[0].url.clone(), pages[0].final_url.clone()), (server.url("/old"), server.url(A1)));
}

#[test]
fn private_addresses_are_asked_only_when_allowed() {
    let server = open_server();
    let (crawled, pages) = run(&Plan { allow_private: AllowPrivate::None, ..pages(&server, &[A1]) });
    let report = crawled.report.unwrap();
    assert!(report.failed.len() == 1 && report.failed[0].1.starts_with("private-address"), "{report:?}");
    assert!(server.requests().is_empty() && pages.is_empty());
    let names = AllowPrivate::Names(vec!["127.0.0.1".to_owned()]);
    assert_eq!(run(&Plan { allow_private: names, ..self::pages(&server, &[A1]) }).1.len(), 1);
}

#[test]
fn limits_leave_the_rest_for_later() {
    let server = open_server();
    let three = [A1, "/eastquay.example/index.html", "/tickerlane.example/story/2025/03/byd-rings-the-till.html"];
    let folder = tempfile::tempdir().unwrap();
    let report = run_into(&Plan { max_pages: 2, ..pages(&server, &three) }, folder.path());
    assert_eq!((report.fetched, report.left), (2, 1), "{report:?}");
    // The next run takes up what was left, though nobody names it.
    let report = run_into(&Plan { pages: vec![server.url(three[2])], ..plan() }, folder.path());
    assert_eq!((report.fetched, report.left), (1, 0), "{report:?}");
    let (crawled, _) =
        run(&Plan { time_limit: Some(Duration::from_millis(250)), floor: Duration::from_millis(400), ..pages(&server, &three) });
    let report = crawled.report.unwrap();
    assert_eq!((report.fetched, report.left), (0, 3), "{report:?}");
}

#[test]
fn a_dry_run_only_says_what_it_would_fetch() {
    let server = Server::start().unwrap();
    server.answer("/robots.txt", Answer::new("200 OK", &[], b"User-agent: *\nDisallow: /*three-year\n"));
    let folder = tempfile::tempdir().unwrap();
    let plan = Plan { dry_run: true, ..feeds(&server, &[FEED]) };
    for _ in 0..2 {
        let report = run_into(&plan, folder.path());
        assert_eq!(report.would_fetch, [server.url("/harbourpost.example/markets/2025/03/11/mainland-buyers-record-day.html")]);
        assert_eq!(report.disallowed.len(), 1);
    }
    // Nothing was remembered of the first time.
    assert_eq!(server.paths(), ["/robots.txt", FEED, "/robots.txt", FEED]);
    assert!(kept(folder.path()).is_empty());
}

#[test]
fn sitemaps_are_followed_to_their_pages() {
    let server = open_server();
    let xml = [("Content-Type", "application/xml")];
    let list = format!(
        "<sitemapindex><sitemap><loc>{}</loc></sitemap><sitemap><loc>{}</loc></sitemap></sitemapindex>",
        server.url("/m1"),
        server.url("/maps")
    );
    server.answer("/maps", Answer::new("200 OK", &xml, list.as_bytes()));
    let map = format!("<urlset><url><loc>{}</loc></url></urlset>", server.url(A1));
    server.answer("/m1", Answer::new("200 OK", &xml, map.as_bytes()));
    let (crawled, pages) = run(&feeds(&server, &["/maps"]));
    let mut urls: Vec<&str> = pages.iter().map(|page| page.url.as_str()).collect();
    urls.sort_unstable();
    let mut expected = [server.url(A1), server.url("/m1"), server.url("/maps")];
    expected.sort();
    assert_eq!(urls, expected, "{:?}", crawled.report);
    // Two that list each other end too.
    for (at, to) in [("/ring1", "/ring2"), ("/ring2", "/ring1")] {
        let list = format!("<sitemapindex><sitemap><loc>{}</loc></sitemap></sitemapindex>", server.url(to));
        server.answer(at, Answer::new("200 OK", &xml, list.as_bytes()));
    }
    assert_eq!(run(&feeds(&server, &["/ring1"])).1.len(), 2);
}

#[test]
fn a_section_page_leads_to_the_articles_it_links() {
    let server = open_server();
    let links: String = (1..=6)
        .map(|n| {
            format!("<h3><a href=\"/markets/2025/03/1{n}/exports-rise-for-the-{n}th-month.html\">Exports rise for the {n}th month</a></h3>")
        })
        .collect();
    let page = format!("<html><body><main>{links}</main><footer><a href=\"/imprint\">Imprint</a></footer></body></html>");
    server.answer("/markets/", Answer::new("200 OK", &[HTML], page.as_bytes()));
    for n in 1..=6 {
        let body = format!("<p>Exports rose for the {n}th month in a row.");
        server.answer(
            &format!("/markets/2025/03/1{n}/exports-rise-for-the-{n}th-month.html"),
            Answer::new("200 OK", &[HTML], body.as_bytes()),
        );
    }
    let (_, pages) = run(&Plan { sections: vec![server.url("/markets/")], ..plan() });
    let articles = pages.iter().filter(|page| page.url.contains("/exports-rise")).count();
    assert_eq!(articles, 6, "{:?}", server.paths());
    assert!(!server.paths().iter().any(|path| path == "/imprint"));
}

#[test]
fn a_receiver_that_refuses_ends_the_run_and_what_was_done_stays_done() {
    let server = open_server();
    let folder = tempfile::tempdir().unwrap();
    let mut state = CrawlState::open(&folder.path().join("crawl.redb")).unwrap();
    let plan = Plan { floor: Duration::from_millis(100), ..pages(&server, &[A1, "/eastquay.example/index.html", "/x"]) };
    let mut count = 0;
    let mut keep = |keep: Keep| {
        count += usize::from(matches!(keep, Keep::Page { .. }));
        let refused = count == 2 && matches!(keep, Keep::Page { .. });
        if refused { Err("no space left".to_owned()) } else { Ok(b"here".to_vec()) }
    };
    let hooks = Hooks { keep: &mut keep, tell: &mut |_| {}, stop: &|| false };
    let FetchError::Sink { url, reason, report } = fetch(&plan, &mut state, hooks).unwrap_err() else { panic!() };
    assert_eq!((url, reason.as_str(), report.fetched), (server.url("/eastquay.example/index.html"), "no space left", 1));
    assert!(server.requests().len() <= 4, "{:?}", server.paths());
    assert!(state.seen(&server.url(A1)).unwrap().is_some_and(|seen| seen.sha256.is_some()));
    assert!(state.seen(&server.url("/eastquay.example/index.html")).unwrap().is_none_or(|seen| seen.sha256.is_none()));
}

#[test]
fn a_run_ends_soon_when_it_is_told_to() {
    let server = open_server();
    let paths: Vec<String> = (0..50).map(|n| format!("/page{n}")).collect();
    for path in &paths {
        server.answer(path, Answer::new("200 OK", &[HTML], path.as_bytes()));
    }
    let folder = tempfile::tempdir().unwrap();
    let mut state = CrawlState::open(&folder.path().join("crawl.redb")).unwrap();
    let plan = Plan { floor: Duration::from_millis(100), pages: paths.iter().map(|path| server.url(path)).collect(), ..plan() };
    let started = Instant::now();
    let stop = || started.elapsed() > Duration::from_millis(700);
    let hooks = Hooks { keep: &mut |_| Ok(Vec::new()), tell: &mut |_| {}, stop: &stop };
    let report = fetch(&plan, &mut state, hooks).unwrap();
    assert!(started.elapsed() < Duration::from_millis(1200), "{:?}", started.elapsed());
    assert!((3..10).contains(&report.fetched) && report.left as usize + report.fetched == 50, "{report:?}");
}

#[test]
fn a_plan_that_names_nobody_is_refused() {
    for user_agent in ["", "  ", "annals\r\nX: y", "/1.0"] {
        let plan = Plan { user_agent: user_agent.to_owned(), ..plan() };
        let folder = tempfile::tempdir().unwrap();
        let error = crawl(&plan, folder.path()).unwrap().report.unwrap_err();
        assert!(matches!(error, FetchError::Plan { field: "user_agent", .. }), "{error}");
    }
}
