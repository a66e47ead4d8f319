//! From a feed over the network to the archive and back, past everything that servers do wrong.

#![expect(clippy::unwrap_used, reason = "a test that fails says so by panicking")]

use annals_archive::Archive;
use annals_fetch::{FetchError, Plan, Report, Validators, fetch};
use annals_model::RawPage;
use annals_tests::server::{Answer, Server, sample};
use std::io::Write;
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
    Plan { floor: Duration::from_millis(1), timeout: Duration::from_secs(5), allow_private: true, ..Plan::default() }
}

fn pages(server: &Server, paths: &[&str]) -> Plan {
    Plan { pages: paths.iter().map(|path| server.url(path)).collect(), ..plan() }
}

fn feeds(server: &Server, paths: &[&str]) -> Plan {
    Plan { feeds: paths.iter().map(|path| server.url(path)).collect(), ..plan() }
}

fn run(plan: &Plan) -> (Report, Vec<RawPage>) {
    let mut got = Vec::new();
    let report = fetch(plan, &|_| None, &mut |page| {
        got.push(page);
        Ok(())
    });
    (report.unwrap(), got)
}

fn run_into(plan: &Plan, dir: &Path) -> Report {
    let mut archive = Archive::open(dir).unwrap();
    let before = Archive::open(dir).unwrap();
    let seen = |url: &str| before.validators(url).map(|known| Validators { etag: known.etag, last_modified: known.last_modified });
    let report = fetch(plan, &seen, &mut |page| archive.put(&page).map_err(|error| error.to_string())).unwrap();
    archive.finish().unwrap();
    report
}

fn only_failure(plan: &Plan) -> String {
    let (report, got) = run(plan);
    assert!(got.is_empty(), "{got:?}");
    assert_eq!(report.failed.len(), 1, "{report:?}");
    report.failed[0].1.clone()
}

#[test]
fn a_feed_leads_over_its_pages_into_the_archive_and_back() {
    let server = open_server();
    let dir = tempfile::tempdir().unwrap();
    let report = run_into(&feeds(&server, &[FEED]), dir.path());
    assert_eq!((report.fetched, report.failed.len(), report.requested), (3, 0, 4), "{report:?}");
    let kept: Vec<RawPage> = Archive::open(dir.path()).unwrap().pages().unwrap().map(Result::unwrap).collect();
    let a1 = kept.iter().find(|page| page.url.ends_with("three-year-high.html")).unwrap();
    assert_eq!(a1.feed_date.unwrap().to_string(), "2025-02-26T17:42:00+08:00");
    assert_eq!(a1.body, std::fs::read(sample().join(A1.trim_start_matches('/'))).unwrap());
    assert_eq!(a1.content_type.as_deref(), Some("text/html; charset=utf-8"));
    assert!(kept.last().unwrap().url.ends_with("feed.xml"), "the feed comes behind its pages");
    assert_eq!(report.bytes, kept.iter().map(|page| page.body.len() as u64).sum::<u64>());
    let agent = &server.requests()[0].headers["user-agent"];
    assert!(agent.starts_with("annals/") && agent.contains("https://"), "{agent}");

    // Nothing has changed since.
    let again = run_into(&feeds(&server, &[FEED]), dir.path());
    assert_eq!((again.fetched, again.not_modified, again.failed.len()), (0, 1, 0), "{again:?}");
    let again = run_into(&pages(&server, &[A1]), dir.path());
    assert_eq!((again.fetched, again.not_modified), (0, 1), "{again:?}");
    assert_eq!(server.requests().last().unwrap().headers["if-modified-since"], "Wed, 12 Mar 2025 01:10:00 GMT");
    assert_eq!(Archive::open(dir.path()).unwrap().pages().unwrap().count(), 3);
}

#[test]
fn a_feed_is_asked_for_in_full_until_all_its_pages_came() {
    let server = open_server();
    server.answer(A1, Answer::new("500 Oops", &[], b""));
    server.answer(A1, Answer::new("200 OK", &[HTML], b"<p>late"));
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(run_into(&feeds(&server, &[FEED]), dir.path()).fetched, 2);
    let second = run_into(&feeds(&server, &[FEED]), dir.path());
    assert_eq!((second.fetched, second.not_modified), (2, 1), "the feed and the late page; the other is unchanged: {second:?}");
    assert_eq!(run_into(&feeds(&server, &[FEED]), dir.path()).not_modified, 1);
}

#[test]
fn known_pages_can_be_left_alone() {
    let server = open_server();
    let dir = tempfile::tempdir().unwrap();
    run_into(&pages(&server, &[A1]), dir.path());
    let report = run_into(&Plan { revisit: false, ..feeds(&server, &[FEED]) }, dir.path());
    assert_eq!((report.known, report.fetched), (1, 2), "{report:?}");
    assert_eq!(server.paths().iter().filter(|path| *path == A1).count(), 1);
}

#[test]
fn robots_txt_is_obeyed_and_read_once() {
    let server = Server::start().unwrap();
    server.answer("/robots.txt", Answer::new("200 OK", &[], b"User-agent: *\nDisallow: /account/\n"));
    server.answer("/hop", Answer::new("302 Found", &[("Location", "/account/b")], b""));
    let (report, got) = run(&pages(&server, &["/account/a", A1, "/hop"]));
    assert_eq!(got.len(), 1);
    let rules: Vec<&str> = report.disallowed.iter().map(|(_, rule)| rule.as_str()).collect();
    assert_eq!(rules, ["Disallow: /account/", "Disallow: /account/"]);
    assert_eq!(server.paths(), ["/robots.txt", A1, "/hop"]);
}

#[test]
fn robots_txt_that_cannot_be_read_closes_the_site_for_now() {
    for (status, fetched) in [("500 Oops", 0), ("429 Slow", 0), ("404 Not Found", 1), ("403 Forbidden", 1)] {
        let server = Server::start().unwrap();
        server.answer("/robots.txt", Answer::new(status, &[], b"User-agent: *\nDisallow: /"));
        let (report, got) = run(&pages(&server, &[A1]));
        assert_eq!(got.len(), fetched, "{status}");
        assert_eq!(report.failed.len(), 1 - fetched, "{status}");
        assert!(report.failed.iter().all(|(_, reason)| reason.contains("robots.txt answered with status")), "{report:?}");
    }
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
fn bodies_are_capped_when_unpacked_and_before() {
    let mut packed = flate2_gzip(&vec![b'a'; 200_000]);
    let server = open_server();
    server.answer("/bomb", Answer::new("200 OK", &[HTML, ("Content-Encoding", "gzip")], &packed));
    assert!(packed.len() < 10_000);
    let capped = |path| Plan { max_bytes: 100_000, ..pages(&server, &[path]) };
    assert!(only_failure(&capped("/bomb")).contains("longer than 100000 bytes"));
    server.answer("/long", Answer::new("200 OK", &[HTML], &vec![b'a'; 100_001]));
    assert!(only_failure(&capped("/long")).contains("longer than 100000 bytes"));
    server.answer("/fits", Answer::new("200 OK", &[HTML], &vec![b'a'; 100_000]));
    assert_eq!(run(&capped("/fits")).1[0].body.len(), 100_000);
    packed.truncate(packed.len() / 2);
    server.answer("/torn", Answer::new("200 OK", &[HTML, ("Content-Encoding", "gzip")], &packed));
    assert!(only_failure(&pages(&server, &["/torn"])).contains("broke off"));
    server.answer("/packed", Answer::new("200 OK", &[HTML, ("Content-Encoding", "gzip")], &flate2_gzip(b"<p>in")));
    assert_eq!(run(&pages(&server, &["/packed"])).1[0].body, b"<p>in");
}

fn flate2_gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn redirects_are_followed_so_far_and_no_further() {
    let server = open_server();
    server.answer("/old", Answer::new("301 Moved", &[("Location", "/older#top")], b""));
    server.answer("/older", Answer::new("307 Moved", &[("Location", &server.url(A1))], b""));
    let (_, got) = run(&pages(&server, &["/old"]));
    assert_eq!((got[0].url.clone(), got[0].final_url.clone()), (server.url("/old"), server.url(A1)));
    server.answer("/ring", Answer::new("302 Found", &[("Location", "/ring2")], b""));
    server.answer("/ring2", Answer::new("302 Found", &[("Location", "/ring")], b""));
    assert!(only_failure(&pages(&server, &["/ring"])).contains("in a circle"));
    for step in 0..9 {
        server.answer(&format!("/long{step}"), Answer::new("302 Found", &[("Location", &format!("/long{}", step + 1))], b""));
    }
    assert!(only_failure(&pages(&server, &["/long0"])).contains("more than 5 times"));
    for to in ["file:///etc/hosts", "ftp://127.0.0.1/x"] {
        server.answer(to, Answer::new("302 Found", &[("Location", to)], b""));
        server.answer(&format!("/to-{}", &to[..3]), Answer::new("302 Found", &[("Location", to)], b""));
        assert!(only_failure(&pages(&server, &[&format!("/to-{}", &to[..3])])).contains("only http and https"));
    }
    server.answer("/nowhere", Answer::new("302 Found", &[], b""));
    assert!(only_failure(&pages(&server, &["/nowhere"])).contains("nowhere"));
}

#[test]
fn private_addresses_are_asked_only_when_allowed() {
    let server = open_server();
    let reason = only_failure(&Plan { allow_private: false, ..pages(&server, &[A1]) });
    assert!(reason.contains("no public address"), "{reason}");
    assert!(server.requests().is_empty());
}

#[test]
fn slow_servers_run_out_of_time() {
    let server = open_server();
    let drip = Answer::new("200 OK", &[HTML], &[b'a'; 1000]);
    let head = drip.bytes.len() - 1000;
    server.answer("/silent", drip.clone().slowly(usize::MAX, Duration::from_secs(4)));
    server.answer("/drip", drip.slowly(head, Duration::from_millis(300)));
    for path in ["/silent", "/drip"] {
        let started = Instant::now();
        let reason = only_failure(&Plan { timeout: Duration::from_millis(700), ..pages(&server, &[path]) });
        assert!(reason.contains("within 0.7 s"), "{path}: {reason}");
        assert!(started.elapsed() < Duration::from_secs(3), "{path}: {:?}", started.elapsed());
    }
}

#[test]
fn a_page_that_fails_stops_nothing() {
    let server = open_server();
    server.answer("/broken", Answer::new("500 Oops", &[], b""));
    server.answer("/picture", Answer::new("200 OK", &[("Content-Type", "image/png")], &[0; 100]));
    server.answer("/short", Answer::raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n<p>cut".to_vec()));
    server.answer("/garbage", Answer::raw(b"\0\0 this is no http".to_vec()));
    server.answer("/unasked", Answer::new("304 Not Modified", &[], b""));
    // A charset that is a lie is no business of the fetcher's: the bytes are kept as they came.
    server.answer("/lie", Answer::new("200 OK", &[("Content-Type", "text/html; charset=utf-8")], b"caf\xe9"));
    let mut plan = pages(&server, &["/missing", "/broken", "/picture", "/short", "/garbage", "/unasked", "/lie", A1]);
    plan.pages.extend([
        "not an address".to_owned(),
        "http://".to_owned(),
        "data:text/html,x".to_owned(),
        "http://127.0.0.1:1/closed".to_owned(),
    ]);
    let (report, got) = run(&plan);
    assert_eq!(got.iter().map(|page| page.body.len()).collect::<Vec<_>>()[0], 4);
    assert_eq!(got.len(), 2);
    assert_eq!(got[0].body, b"caf\xe9");
    assert_eq!(report.failed.len(), 10, "{report:#?}");
    for (end, word) in [
        ("/missing", "404"),
        ("/broken", "500"),
        ("/picture", "image/png"),
        ("/short", "broke off"),
        ("/unasked", "304"),
        ("closed", "robots.txt"),
    ] {
        let (_, reason) = report.failed.iter().find(|(url, _)| url.ends_with(end)).unwrap();
        assert!(reason.contains(word), "{end}: {reason}");
    }
}

#[test]
fn a_busy_server_is_asked_again_when_it_says() {
    let server = open_server();
    server.answer("/busy", Answer::new("503 Busy", &[("Retry-After", "1")], b""));
    server.answer("/busy", Answer::new("200 OK", &[HTML], b"<p>now"));
    let started = Instant::now();
    let (_, got) = run(&pages(&server, &["/busy"]));
    assert_eq!(got[0].body, b"<p>now");
    assert!(started.elapsed() >= Duration::from_secs(1));
    server.answer("/shut", Answer::new("429 Too Many", &[("Retry-After", "86400")], b""));
    assert!(only_failure(&pages(&server, &["/shut"])).contains("86400 s"));
    assert_eq!(server.paths().iter().filter(|path| *path == "/shut").count(), 1);
}

#[test]
fn limits_leave_the_rest_for_later() {
    let server = open_server();
    let three = [A1, "/eastquay.example/index.html", "/tickerlane.example/story/2025/03/byd-rings-the-till.html"];
    let (report, got) = run(&Plan { max_pages: 2, ..pages(&server, &three) });
    assert_eq!((got.len(), report.left), (2, vec![server.url(three[2])]));
    let (report, got) =
        run(&Plan { time_limit: Some(Duration::from_millis(250)), floor: Duration::from_millis(400), ..pages(&server, &three) });
    assert_eq!((got.len(), report.left.len()), (0, 3));
}

#[test]
fn a_dry_run_only_says_what_it_would_fetch() {
    let server = Server::start().unwrap();
    server.answer("/robots.txt", Answer::new("200 OK", &[], b"User-agent: *\nDisallow: /*three-year\n"));
    let (report, got) = run(&Plan { dry_run: true, ..feeds(&server, &[FEED]) });
    assert!(got.is_empty());
    assert_eq!(report.would_fetch, [server.url("/harbourpost.example/markets/2025/03/11/mainland-buyers-record-day.html")]);
    assert_eq!(report.disallowed.len(), 1);
    assert_eq!(server.paths(), ["/robots.txt", FEED]);
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
    let (report, got) = run(&feeds(&server, &["/maps"]));
    let urls: Vec<&str> = got.iter().map(|page| page.url.as_str()).collect();
    assert_eq!(urls, [server.url(A1), server.url("/m1"), server.url("/maps")], "{report:?}");
    // Two that list each other end too.
    for (at, to) in [("/ring1", "/ring2"), ("/ring2", "/ring1")] {
        let list = format!("<sitemapindex><sitemap><loc>{}</loc></sitemap></sitemapindex>", server.url(to));
        server.answer(at, Answer::new("200 OK", &xml, list.as_bytes()));
    }
    assert_eq!(run(&feeds(&server, &["/ring1"])).1.len(), 2);
}

#[test]
fn a_receiver_that_refuses_ends_the_run_with_what_was_done() {
    let server = open_server();
    let mut count = 0;
    let error = fetch(&pages(&server, &[A1, "/eastquay.example/index.html", "/x"]), &|_| None, &mut |_| {
        count += 1;
        if count == 2 { Err("stopped by the user".to_owned()) } else { Ok(()) }
    });
    let FetchError::Sink { url, reason, report } = error.unwrap_err() else { panic!() };
    assert_eq!((url, reason.as_str(), report.fetched), (server.url("/eastquay.example/index.html"), "stopped by the user", 1));
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn a_plan_that_names_nobody_is_refused() {
    for user_agent in ["", "  ", "annals\r\nX: y", "/1.0"] {
        let plan = Plan { user_agent: user_agent.to_owned(), ..plan() };
        let error = fetch(&plan, &|_| None, &mut |_| Ok(())).unwrap_err();
        assert!(matches!(error, FetchError::Plan { field: "user_agent", .. }), "{error}");
    }
}
