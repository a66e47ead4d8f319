//! Whole runs against servers on this machine: the way from a plan to kept pages, and what is remembered of it.

mod site;

use annals_fetch::{AllowPrivate, CrawlState, FetchError, Hooks, Keep, Outcome, Plan, Standing, fetch, read_address};
use site::{Answer, Site, bodies, feed, feeds, memory, pages, plan, run, run_with, try_run};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

#[test]
fn a_feed_leads_to_its_pages_and_both_are_kept() {
    let site = Site::start();
    site.answer("/feed", feed(&[site.url("/a"), site.url("/b")])).answer("/a", Answer::page("<p>a")).answer("/b", Answer::page("<p>b"));
    let (_folder, mut state) = memory();
    let first = run_with(&feeds(&site, &["/feed"]), &mut state);
    assert_eq!(site.paths(), ["/robots.txt", "/feed", "/a", "/b"]);
    assert_eq!((first.report.fetched, first.report.requested, first.report.left), (3, 4, 0), "{:?}", first.report);
    assert_eq!(&bodies(&first)[1..], ["<p>a", "<p>b"]);
    assert!(first.checkpoints > 0);
    assert_eq!(state.position(), 3_u64.to_be_bytes());
    assert_eq!(state.seen(&site.url("/a")).unwrap().unwrap().standing, Standing::Kept);
    // The request is archived as it went over the wire.
    let sent = site.requests().into_iter().find(|request| request.path == "/a").unwrap();
    assert_eq!(format!("{}\r\n", first.requests[1]), sent.head);
    assert!(sent.header("user-agent").unwrap().starts_with("annals/") && sent.header("accept-encoding") == Some("gzip, deflate, br"));
    assert!(sent.header("cookie").is_none() && sent.header("referer").is_none());
    // Known pages are not asked again; robots.txt is remembered.
    let second = run_with(&feeds(&site, &["/feed"]), &mut state);
    assert_eq!((second.report.fetched, second.report.same_bytes, second.report.known), (0, 1, 2), "{:?}", second.report);
    assert_eq!(&site.paths()[4..], ["/feed"]);
    assert_eq!(second.same_as[0].as_ref().unwrap().url, site.url("/feed"));
}

#[test]
fn a_page_of_the_plan_is_asked_for_a_newer_version_only() {
    let site = Site::start();
    // Words of our own record, from a server's mouth.
    const OURS: [(&str, &str); 3] = [("WARC-Truncated", "length"), ("warc-ip-address", "192.0.2.1"), ("X-Crawler-Content-Encoding", "br")];
    let etag = ("ETag", "\"v1\"");
    site.answer("/a", Answer::new("200 OK", &[etag, ("Set-Cookie", "a=b"), ("X-Vary", "y"), OURS[0], OURS[1], OURS[2]], b"<p>one"));
    site.answer("/a", Answer::new("304 Not Modified", &[etag], b""));
    site.answer("/a", Answer::new("200 OK", &[], b"<p>two"));
    let (_folder, mut state) = memory();
    let plan = pages(&site, &["/a"]);
    let first = run_with(&plan, &mut state);
    let names: Vec<&str> = first.pages[0].headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["X-Crawler-Content-Length", "etag", "x-vary"]);
    let second = run_with(&plan, &mut state);
    assert_eq!(second.only().0, Outcome::NotModified);
    assert_eq!((second.pages[0].status, second.pages[0].body.len()), (304, 0));
    assert_eq!(second.same_as[0].as_ref().unwrap().fetched, first.pages[0].fetched);
    assert_eq!(site.requests().last().unwrap().header("if-none-match"), Some("\"v1\""));
    assert_eq!(bodies(&run_with(&plan, &mut state)), ["<p>two"]);
}

#[test]
fn a_version_is_named_only_to_the_address_that_gave_it() {
    let (site, other) = (Site::start(), Site::start());
    let page = |etag| Answer::new("200 OK", &[("ETag", etag)], b"<p>new");
    site.answer("/old", Answer::redirect(&other.url("/new"))).answer("/old", Answer::redirect(&other.url("/new")));
    other.answer("/new", page("\"v1\"")).answer("/new", Answer::status("304 Not Modified"));
    let (_folder, mut state) = memory();
    let plan = pages(&site, &["/old"]);
    run_with(&plan, &mut state);
    let again = run_with(&plan, &mut state);
    assert_eq!(again.report.not_modified, 1, "{:?}", again.told);
    let asked = |site: &Site| site.requests().last().unwrap().header("if-none-match").map(str::to_owned);
    assert_eq!((asked(&site), asked(&other).as_deref()), (None, Some("\"v1\"")));
    // It moves on, with the same bytes: the new place's version says nothing to the old one.
    site.forget("/old");
    site.answer("/old", Answer::redirect(&other.url("/newer"))).answer("/old", Answer::redirect(&other.url("/new")));
    other.answer("/newer", page("\"w1\""));
    run_with(&plan, &mut state);
    assert_eq!((other.paths().last().map(String::as_str), asked(&other)), (Some("/newer"), None));
    run_with(&plan, &mut state);
    assert_eq!((other.paths().last().map(String::as_str), asked(&other)), (Some("/new"), None));
}

#[test]
fn a_list_is_left_alone_until_it_is_due() {
    let site = Site::start();
    let Answer::Bytes(plain) = feed(&[site.url("/a")]) else { panic!("bytes") };
    let fresh = String::from_utf8(plain).unwrap().replacen("\r\n", "\r\nCache-Control: max-age=3600\r\n", 1);
    site.answer("/feed", Answer::Bytes(fresh.into_bytes())).answer("/a", Answer::page("<p>a"));
    let (_folder, mut state) = memory();
    let plan = feeds(&site, &["/feed"]);
    assert_eq!(run_with(&plan, &mut state).report.fetched, 2);
    let second = run_with(&plan, &mut state);
    assert_eq!((second.only().0, second.report.not_due, second.report.requested), (Outcome::NotDue, 1, 0));
    assert_eq!(run_with(&Plan { force: true, ..plan }, &mut state).report.same_bytes, 1);
}

#[test]
fn redirects_are_followed_so_far_and_no_further() {
    let (site, other) = (Site::start(), Site::start());
    site.answer("/old", Answer::redirect("/older#top")).answer("/older", Answer::redirect(&other.url("/new")));
    other.answer("/new", Answer::page("<p>new"));
    let found = run(&pages(&site, &["/old"]));
    assert_eq!((found.pages[0].url.clone(), found.pages[0].final_url.clone()), (site.url("/old"), other.url("/new")));
    assert_eq!(other.paths(), ["/robots.txt", "/new"], "the other host's rules are asked first");
    site.answer("/ring", Answer::redirect("/ring2")).answer("/ring2", Answer::redirect("/ring"));
    for step in 0..9 {
        site.answer(&format!("/long{step}"), Answer::redirect(&format!("/long{}", step + 1)));
    }
    site.answer("/ftp", Answer::redirect("ftp://127.0.0.1/x")).answer("/nowhere", Answer::status("302 Found"));
    for (path, outcome) in [
        ("/ring", Outcome::RedirectLoop),
        ("/long0", Outcome::RedirectLimit),
        ("/ftp", Outcome::Scheme),
        ("/nowhere", Outcome::RedirectNowhere),
    ] {
        assert_eq!(run(&pages(&site, &[path])).only().0, outcome, "{path}");
    }
    // A redirect to what may not be asked costs a request, so it is not tried again at once.
    let (_folder, mut state) = memory();
    run_with(&pages(&site, &["/ftp"]), &mut state);
    let before = site.count("/ftp");
    run_with(&pages(&site, &["/ftp"]), &mut state);
    assert_eq!(site.count("/ftp"), before);
}

#[test]
fn an_article_behind_two_redirects_is_asked_once() {
    let site = Site::start();
    site.answer("/r1", Answer::redirect("/a")).answer("/r2", Answer::redirect("/a")).answer("/a", Answer::page("<p>one"));
    site.answer("/feed", feed(&[site.url("/r1"), site.url("/r2")]));
    let run = run(&feeds(&site, &["/feed"]));
    assert_eq!((run.report.fetched, site.count("/a")), (2, 1), "{:?}", run.told);
    assert_eq!(run.outcome(&site.url("/r2")), Some(Outcome::Known));
}

#[test]
fn private_addresses_are_asked_only_when_allowed_by_name() {
    let site = Site::start();
    site.answer("/a", Answer::page("<p>a")).answer("/in", Answer::redirect(&format!("http://127.0.0.2:{}/a", site.port)));
    let named = AllowPrivate::Names(vec!["127.0.0.1".to_owned()]);
    assert_eq!(run(&Plan { allow_private: AllowPrivate::None, ..pages(&site, &["/a"]) }).only().0, Outcome::PrivateAddress);
    assert!(site.requests().is_empty());
    assert_eq!(run(&Plan { allow_private: named.clone(), ..pages(&site, &["/a"]) }).report.fetched, 1);
    assert_eq!(run(&Plan { allow_private: named, ..pages(&site, &["/in"]) }).only().0, Outcome::PrivateAddress);
    let by_name = Plan { pages: vec![format!("http://localhost:{}/a", site.port)], ..plan() };
    assert_eq!(run(&Plan { allow_private: AllowPrivate::None, ..by_name.clone() }).only().0, Outcome::PrivateAddress);
    assert_eq!(run(&Plan { allow_private: AllowPrivate::Names(vec!["localhost".to_owned()]), ..by_name }).report.fetched, 1);
}

#[test]
fn limits_leave_the_rest_for_later() {
    let site = Site::start();
    for path in ["/a", "/b", "/c"] {
        site.answer(path, Answer::page(path));
    }
    let (_folder, mut state) = memory();
    let plan = pages(&site, &["/a", "/b", "/c"]);
    let first = run_with(&Plan { max_pages: 2, ..plan.clone() }, &mut state);
    assert_eq!((bodies(&first), first.report.left), (vec!["/a".to_owned(), "/b".to_owned()], 1));
    let second = run_with(&Plan { pages: Vec::new(), ..plan.clone() }, &mut state);
    assert_eq!(bodies(&second), ["/c"]);
    let slow = Plan { time_limit: Some(Duration::from_millis(250)), floor: Duration::from_millis(400), ..plan };
    let (_folder, mut state) = memory();
    let cut = run_with(&slow, &mut state);
    assert_eq!((cut.report.fetched, cut.report.left), (0, 3));
}

#[test]
fn a_run_that_is_stopped_is_taken_up_where_it_ended() {
    let site = Site::start();
    let paths: Vec<String> = (0..30).map(|number| format!("/{number}")).collect();
    for path in &paths {
        site.answer(path, Answer::page(path));
    }
    let plan = Plan { floor: Duration::from_millis(20), ..pages(&site, &paths.iter().map(String::as_str).collect::<Vec<_>>()) };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("crawl.redb");
    let stop = AtomicBool::new(false);
    let first = std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(250));
            stop.store(true, Ordering::SeqCst);
        });
        let mut state = CrawlState::open(&file).unwrap();
        try_run(&plan, &mut state, usize::MAX, &|| stop.load(Ordering::SeqCst)).unwrap()
    });
    assert!((1..30).contains(&first.report.fetched), "{}", first.report.fetched);
    assert_eq!(first.report.left as usize + first.report.fetched, 30);
    let second = run_with(&plan, &mut CrawlState::open(&file).unwrap());
    assert_eq!(first.report.fetched + second.report.fetched, 30);
    let mut asked = site.paths();
    asked.retain(|path| path != "/robots.txt");
    asked.sort();
    let mut all = paths;
    all.sort();
    assert_eq!(asked, all, "each page was asked for once");
}

#[test]
fn a_keeper_without_room_ends_the_run_and_keeps_what_was_kept() {
    let site = Site::start();
    let paths: Vec<String> = (0..10).map(|number| format!("/{number}")).collect();
    for path in &paths {
        site.answer(path, Answer::page(path));
    }
    let plan = pages(&site, &paths.iter().map(String::as_str).collect::<Vec<_>>());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("crawl.redb");
    let mut state = CrawlState::open(&file).unwrap();
    match try_run(&plan, &mut state, 4, &|| false) {
        Err(FetchError::Sink { url, reason, report }) => {
            assert_eq!((url, reason.as_str(), report.fetched), (site.url("/4"), "no space left on device", 4));
            assert_eq!(report.failures[&site.host()][&Outcome::Disk], 1);
        }
        other => panic!("{other:?}"),
    }
    drop(state);
    let mut state = CrawlState::open(&file).unwrap();
    let rest = run_with(&plan, &mut state);
    assert_eq!(bodies(&rest), paths[4..]);
}

#[test]
fn after_a_crash_the_archive_tells_what_was_asked_already() {
    let site = Site::start();
    let urls: Vec<String> = (0..40).map(|number| site.url(&format!("/{number}"))).collect();
    site.answer("/feed", feed(&urls));
    for number in 0..40 {
        site.answer(&format!("/{number}"), Answer::page(&format!("<p>{number}")));
    }
    let plan = Plan { floor: Duration::from_millis(15), ..feeds(&site, &["/feed"]) };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("crawl.redb");
    let mut archive = Vec::new();
    let mut crashes = 0;
    loop {
        let mut state = CrawlState::open(&file).unwrap();
        // What came into the archive after the last commit is told again.
        let position = state.position().first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes) as usize);
        for page in &archive[position..] {
            annals_fetch::replay(&mut state, page).unwrap();
        }
        // The disk fails after some pages and stays so: nothing further is committed, as after a kill.
        let room = archive.len() + 15;
        let mut keep = |keep: Keep| match keep {
            _ if archive.len() >= room => Err("crash".to_owned()),
            Keep::Page { page, .. } => {
                archive.push(page);
                Ok(Vec::new())
            }
            Keep::Checkpoint => Ok((archive.len() as u64).to_be_bytes().to_vec()),
        };
        match fetch(&plan, &mut state, Hooks { keep: &mut keep, tell: &mut |_| {}, stop: &|| false }) {
            Ok(_) => break,
            Err(FetchError::Sink { .. }) => crashes += 1,
            Err(other) => panic!("{other}"),
        }
    }
    assert!(crashes >= 2, "{crashes}");
    let mut kept: Vec<&str> = archive.iter().map(|page| page.url.as_str()).filter(|url| !url.ends_with("feed")).collect();
    kept.sort_unstable();
    let mut all: Vec<&str> = urls.iter().map(String::as_str).collect();
    all.sort_unstable();
    assert_eq!(kept, all, "every page once");
}

#[test]
fn a_dry_run_only_says_what_it_would_fetch() {
    let site = Site::start();
    site.answer("/robots.txt", Answer::new("200 OK", &[], b"User-agent: *\nDisallow: /b\n"));
    site.answer("/feed", feed(&[site.url("/a"), site.url("/b")]));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("crawl.redb");
    let mut state = CrawlState::open(&file).unwrap();
    let dry = run_with(&Plan { dry_run: true, ..feeds(&site, &["/feed"]) }, &mut state);
    assert!(dry.pages.is_empty());
    assert_eq!((dry.report.would_fetch.clone(), dry.report.disallowed_count), (vec![site.url("/a")], 1));
    assert_eq!(site.paths(), ["/robots.txt", "/feed"]);
    assert_eq!(state.counts().unwrap().waiting, 0, "nothing of it is remembered");
    drop(state);
    assert_eq!(CrawlState::open(&file).unwrap().seen(&site.url("/feed")).unwrap(), None);
}

#[test]
fn sitemaps_are_followed_to_their_pages_and_since_passes_old_ones_over() {
    let site = Site::start();
    let xml = [("Content-Type", "application/xml")];
    let index = format!(
        "<sitemapindex><sitemap><loc>{}</loc></sitemap><sitemap><loc>{}</loc></sitemap></sitemapindex>",
        site.url("/m1"),
        site.url("/maps")
    );
    site.answer("/maps", Answer::new("200 OK", &xml, index.as_bytes()));
    let entry = |path: &str, day: &str| {
        let news = format!("<news:news><news:publication_date>{day}</news:publication_date></news:news>");
        format!("<url><loc>{}</loc>{news}</url>", site.url(path))
    };
    let map = format!(
        "<urlset xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">{}{}</urlset>",
        entry("/old", "2024-12-30"),
        entry("/new", "2025-01-02")
    );
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut packed, map.as_bytes()).unwrap();
    site.answer("/m1", Answer::new("200 OK", &[("Content-Type", "application/x-gzip")], &packed.finish().unwrap()));
    site.answer("/old", Answer::page("<p>old")).answer("/new", Answer::page("<p>new"));
    let since = Some("2025-01-01T00:00:00Z".parse().unwrap());
    let run = run(&Plan { since, ..feeds(&site, &["/maps"]) });
    assert_eq!(site.paths(), ["/robots.txt", "/maps", "/m1", "/new"], "{:?}", run.told);
}

#[test]
fn what_since_passed_over_is_found_by_a_run_without_it() {
    let site = Site::start();
    let entry = |path: &str, day: &str| format!("<item><link>{}</link><pubDate>{day}</pubDate></item>", site.url(path));
    let rss = format!(
        "<rss version=\"2.0\"><channel><title>Wire</title>{}{}</channel></rss>",
        entry("/old", "Mon, 30 Dec 2024 08:00:00 GMT"),
        entry("/new", "Thu, 02 Jan 2025 08:00:00 GMT")
    );
    let headers = [("Content-Type", "application/rss+xml"), ("ETag", "\"v1\"")];
    site.answer("/feed", Answer::new("200 OK", &headers, rss.as_bytes()));
    site.answer("/old", Answer::page("<p>old")).answer("/new", Answer::page("<p>new"));
    let (_folder, mut state) = memory();
    let plan = feeds(&site, &["/feed"]);
    let asked_with = |site: &Site| {
        let mut feeds = site.requests().into_iter().filter(|request| request.path == "/feed");
        feeds.next_back().unwrap().header("if-none-match").map(str::to_owned)
    };
    run_with(&Plan { since: Some("2025-01-01T00:00:00Z".parse().unwrap()), ..plan.clone() }, &mut state);
    assert_eq!((site.count("/new"), site.count("/old")), (1, 0));
    run_with(&plan, &mut state);
    assert_eq!((asked_with(&site), site.count("/old")), (None, 1), "a list that was read in part is asked for whole");
    run_with(&plan, &mut state);
    assert_eq!(asked_with(&site).as_deref(), Some("\"v1\""));
}

#[test]
fn a_section_page_leads_to_its_articles() {
    let site = Site::start();
    let paths = ["/markets/2025/02/26/index-closes-at-three-year-high.html", "/markets/2025/02/27/chipmaker-lifts-its-forecast.html"];
    let items: String =
        paths.iter().map(|path| format!("<article><h2><a href=\"{path}\">A heading of some length here</a></h2></article>")).collect();
    site.answer(
        "/markets/",
        Answer::page(&format!("<html><body><nav><a href=\"/about\">About</a></nav><main>{items}</main></body></html>")),
    );
    for path in paths {
        site.answer(path, Answer::page(path));
    }
    let run = run(&Plan { sections: vec![site.url("/markets/")], ..plan() });
    assert_eq!(site.paths(), ["/robots.txt", "/markets/", paths[0], paths[1]], "{:?}", run.told);
}

#[test]
fn a_plan_that_names_nobody_is_refused() {
    for agent in ["", "  ", "/1.0", "anna\nls/1"] {
        let (_folder, mut state) = memory();
        let refused = try_run(&Plan { user_agent: agent.to_owned(), ..plan() }, &mut state, 0, &|| false);
        assert!(matches!(refused, Err(FetchError::Plan { field: "user_agent", .. })), "{agent:?}");
    }
}

#[test]
fn a_single_address_is_read_over_redirects() {
    let site = Site::start();
    site.answer("/old", Answer::redirect("/new")).answer("/new", Answer::page("0123456789"));
    let page = read_address(&plan(), &site.url("/old"), 4).unwrap();
    assert_eq!((page.final_url, page.body), (site.url("/new"), b"0123".to_vec()));
    assert_eq!(site.paths(), ["/old", "/new"]);
    match read_address(&plan(), &site.url("/gone"), 4) {
        Err(FetchError::Address { outcome: Outcome::Missing, .. }) => {}
        other => panic!("{other:?}"),
    }
}
