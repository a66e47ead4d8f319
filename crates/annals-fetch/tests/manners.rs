//! Manners towards servers on this machine: what robots.txt says, how often each is asked, when it is left alone.

mod site;

use annals_fetch::{CrawlState, FetchError, HostState, Outcome, Plan, Standing};
use site::{Answer, Site, bodies, feed, memory, pages, plan, run, run_with, try_run};
use std::time::{Duration, Instant};

#[test]
fn robots_txt_is_obeyed_and_read_once() {
    let site = Site::start();
    site.answer("/robots.txt", Answer::new("200 OK", &[], b"User-agent: *\nDisallow: /account/\n"));
    site.answer("/hop", Answer::redirect("/account/b")).answer("/a", Answer::page("<p>a"));
    let run = run(&pages(&site, &["/account/a", "/a", "/hop"]));
    assert_eq!((run.report.fetched, run.report.disallowed_count), (1, 2), "{:?}", run.told);
    assert!(run.report.disallowed.iter().all(|(_, rule)| rule == "Disallow: /account/"));
    assert_eq!(site.paths(), ["/robots.txt", "/a", "/hop"]);
}

#[test]
fn robots_txt_that_cannot_be_read_closes_the_site_for_now() {
    let silence = Answer::Silence(Vec::new(), Duration::from_secs(4));
    for (answer, fetched) in [
        (Answer::status("500 Oops"), 0),
        (Answer::status("429 Slow"), 0),
        (silence, 0),
        (Answer::status("404 Not Found"), 1),
        (Answer::status("403 Forbidden"), 1),
        (Answer::redirect("/robots.txt"), 1),
    ] {
        let site = Site::start();
        site.answer("/robots.txt", answer.clone()).answer("/a", Answer::page("<p>a")).answer("/b", Answer::page("<p>b"));
        let run = run(&pages(&site, &["/a", "/b"]));
        assert_eq!(run.report.fetched, 2 * fetched, "{answer:?}: {:?}", run.told);
        if fetched == 0 {
            assert_eq!(run.report.failures[&site.host()][&Outcome::RobotsUnreachable], 2);
            assert_eq!(run.report.left, 2, "they wait for a better day");
        }
    }
}

#[test]
fn robots_txt_is_tried_again_before_a_site_is_closed() {
    let site = Site::start();
    site.answer("/robots.txt", Answer::new("503 Busy", &[("Retry-After", "1")], b"")).answer("/robots.txt", Answer::Reset(Vec::new()));
    site.answer("/robots.txt", Answer::new("200 OK", &[], b"User-agent: *\nDisallow: /b\n")).answer("/a", Answer::page("<p>a"));
    let began = Instant::now();
    assert_eq!(run(&pages(&site, &["/a"])).report.fetched, 1);
    assert!(began.elapsed() >= Duration::from_secs(1));
    assert_eq!(site.count("/robots.txt"), 3);
}

#[test]
fn an_old_robots_txt_is_kept_to_while_the_new_one_cannot_be_read() {
    let site = Site::start();
    site.answer("/robots.txt", Answer::status("500 Oops")).answer("/a", Answer::page("<p>a"));
    let (_folder, mut state) = memory();
    let before = |days: i64| jiff::Timestamp::now() - jiff::SignedDuration::from_hours(24 * days);
    let rules = Some(&b"User-agent: *\nDisallow: /b\n"[..]);
    state.set_robots(&format!("http://{}", site.host()), rules, before(2)).unwrap();
    let run = run_with(&pages(&site, &["/a", "/b"]), &mut state);
    assert_eq!((run.outcome(&site.url("/a")), run.outcome(&site.url("/b"))), (Some(Outcome::Fetched), Some(Outcome::Disallowed)));
    let (_folder, mut state) = memory();
    state.set_robots(&format!("http://{}", site.host()), rules, before(31)).unwrap();
    let run = run_with(&pages(&site, &["/a"]), &mut state);
    assert_eq!(run.only().0, Outcome::RobotsUnreachable);
}

#[test]
fn a_password_in_a_link_is_not_used() {
    let site = Site::start();
    site.answer("/a", Answer::page("<p>a"));
    run(&Plan { pages: vec![format!("http://reader:secret@{}/a", site.host())], ..plan() });
    assert!(site.requests().iter().all(|request| request.header("authorization").is_none()), "{:?}", site.requests());
    assert_eq!(site.count("/a"), 1);
}

#[test]
fn requests_to_a_host_keep_their_distance_and_hosts_do_not_wait_for_each_other() {
    let sites: Vec<Site> = (0..4).map(|_| Site::start()).collect();
    let mut plan = Plan { floor: Duration::from_millis(150), ..plan() };
    for site in &sites {
        site.answer("/hop", Answer::redirect("/b")).answer("/a", Answer::page(&site.url("/a"))).answer("/b", Answer::page(&site.host()));
        plan.pages.extend([site.url("/a"), site.url("/hop")]);
    }
    sites[0].answer("/robots.txt", Answer::new("200 OK", &[], b"User-agent: annals\nCrawl-delay: 0.3\n"));
    let began = Instant::now();
    let run = run(&plan);
    assert_eq!(run.report.fetched, 8, "{:?}", run.told);
    assert!(began.elapsed() < Duration::from_millis(4 * 3 * 150), "{:?}", began.elapsed());
    for (site, delay) in sites.iter().zip([300, 150, 150, 150]) {
        let times: Vec<Instant> = site.requests().iter().map(|request| request.at).collect();
        assert_eq!(times.len(), 4);
        let least = times.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap();
        assert!(least >= Duration::from_millis(delay), "{least:?} of {delay}");
    }
}

#[test]
fn no_more_hosts_are_asked_at_once_than_the_plan_says() {
    let sites: Vec<Site> = (0..6).map(|_| Site::start()).collect();
    let slow = Answer::Slowly(site::whole("200 OK", &[("Content-Type", "text/html")], b"<p>slow"), usize::MAX, Duration::from_millis(200));
    for site in &sites {
        site.answer("/a", slow.clone());
    }
    let began = Instant::now();
    let plan = Plan { hosts_at_once: 2, pages: sites.iter().map(|site| site.url("/a")).collect(), ..plan() };
    assert_eq!(run(&plan).report.failed_count, 0);
    assert!(began.elapsed() >= Duration::from_millis(600), "{:?}", began.elapsed());
}

#[test]
fn a_longer_delay_than_can_be_kept_leaves_one_request_a_run() {
    let site = Site::start();
    site.answer("/robots.txt", Answer::new("200 OK", &[], b"User-agent: *\nCrawl-delay: 3600\n"));
    site.answer("/a", Answer::page("<p>a")).answer("/b", Answer::page("<p>b")).answer("/c", Answer::page("<p>c"));
    let run = run(&Plan { delay_cap: Duration::from_millis(100), ..pages(&site, &["/a", "/b", "/c"]) });
    assert_eq!((run.report.fetched, run.report.left), (1, 2));
    assert_eq!(run.report.failures[&site.host()][&Outcome::RobotsDelay], 1, "told once for all");
    assert!(run.told.iter().any(|told| told.detail.contains("3600 s between requests, more than the 0.1 s")), "{:?}", run.told);
    assert_eq!(site.paths(), ["/robots.txt", "/a"]);
}

#[test]
fn a_busy_server_is_asked_again_when_it_says() {
    let site = Site::start();
    site.answer("/busy", Answer::new("503 Busy", &[("Retry-After", "1")], b"")).answer("/busy", Answer::page("<p>now"));
    let began = Instant::now();
    assert_eq!(bodies(&run(&pages(&site, &["/busy"]))), ["<p>now"]);
    assert!(began.elapsed() >= Duration::from_secs(1));
    // Too long to wait for: the host is left alone until then, in this run and the next.
    site.answer("/shut", Answer::new("429 Too Many", &[("Retry-After", "86400")], b"")).answer("/a", Answer::page("<p>a"));
    let (_folder, mut state) = memory();
    let plan = pages(&site, &["/shut", "/a"]);
    let began = Instant::now();
    let shut = run_with(&plan, &mut state);
    assert_eq!((shut.only().0, shut.report.left), (Outcome::RateLimited, 2));
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    assert_eq!(run_with(&plan, &mut state).report.requested, 0);
    assert_eq!((site.count("/shut"), site.count("/a")), (1, 0));
}

#[test]
fn a_host_is_left_alone_for_a_day_at_the_most_and_this_is_told() {
    let day = jiff::SignedDuration::from_hours(24);
    let site = Site::start();
    site.answer("/shut", Answer::new("503 Busy", &[("Retry-After", "999999999999999")], b"")).answer("/a", Answer::page("<p>a"));
    let (_folder, mut state) = memory();
    let plan = pages(&site, &["/shut", "/a"]);
    run_with(&plan, &mut state);
    assert_eq!((site.count("/shut"), site.count("/a")), (1, 0), "no number is too large to be heard");
    let next = |state: &CrawlState| state.host(&site.host()).unwrap().next.unwrap();
    assert!(next(&state) <= jiff::Timestamp::now() + day);
    // A clock that was years ahead once does not close the host for years.
    state.set_host(&site.host(), &HostState { next: Some(jiff::Timestamp::now() + day * 900), failures: 0 }).unwrap();
    let again = run_with(&plan, &mut state);
    assert_eq!(again.report.requested, 0);
    assert_eq!(again.outcome(&site.url("/a")), Some(Outcome::RateLimited), "{:?}", again.told);
    assert!(next(&state) <= jiff::Timestamp::now() + day);
}

#[test]
fn a_host_that_puts_off_its_robots_txt_is_left_alone_though_old_rules_are_known() {
    let (long, short) = ([("Retry-After", "3600")], [("Retry-After", "1")]);
    let site = Site::start();
    site.answer("/robots.txt", Answer::new("503 Busy", &long, b"")).answer("/a", Answer::page("<p>a")).answer("/b", Answer::page("<p>b"));
    let (_folder, mut state) = memory();
    let before = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(48);
    state.set_robots(&format!("http://{}", site.host()), Some(b"User-agent: *\nDisallow: /c\n"), before).unwrap();
    let put_off = run_with(&pages(&site, &["/a", "/b"]), &mut state);
    assert_eq!((put_off.only().0, put_off.report.left), (Outcome::RobotsUnreachable, 2));
    assert!(put_off.only().1.ends_with("; it asks to come back in 3600 s"), "{:?}", put_off.told);
    assert!(state.host(&site.host()).unwrap().next.unwrap() > before + jiff::SignedDuration::from_mins(48 * 60 + 50));
    assert_eq!(site.paths(), ["/robots.txt"]);
    // A short one is kept to before the pages are asked by the old rules.
    site.forget("/robots.txt");
    site.answer("/robots.txt", Answer::new("503 Busy", &short, b""));
    state.set_host(&site.host(), &HostState::default()).unwrap();
    let short = run_with(&Plan { retries: 0, ..pages(&site, &["/a", "/b"]) }, &mut state);
    assert_eq!(short.report.fetched, 2, "{:?}", short.told);
    let times: Vec<Instant> = site.requests()[1..].iter().map(|request| request.at).collect();
    assert!(times[1] - times[0] >= Duration::from_secs(1), "{times:?}");
}

#[test]
fn what_may_pass_is_tried_again_and_then_later() {
    let site = Site::start();
    site.answer("/late", Answer::Reset(Vec::new())).answer("/late", Answer::status("500 Oops")).answer("/late", Answer::page("<p>late"));
    site.answer("/never", Answer::status("500 Oops"));
    let (_folder, mut state) = memory();
    let run = run_with(&pages(&site, &["/late", "/never"]), &mut state);
    assert_eq!(bodies(&run), ["<p>late"]);
    assert_eq!((site.count("/late"), site.count("/never"), run.report.left), (3, 3, 1));
    let seen = state.seen(&site.url("/never")).unwrap().unwrap();
    assert_eq!((seen.standing, seen.attempts), (Standing::Pending, 1));
    assert!(seen.next.unwrap() > jiff::Timestamp::now());
}

#[test]
fn a_dead_host_is_left_alone_after_three_failures() {
    let site = Site::start();
    let closed = { std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port() };
    let dead = |path: &str| format!("http://127.0.0.1:{closed}{path}");
    site.answer("/a", Answer::page("<p>a"));
    let mut plan = pages(&site, &["/a"]);
    plan.pages.extend((0..20).map(|number| dead(&format!("/{number}"))));
    let (_folder, mut state) = memory();
    let first = run_with(&plan, &mut state);
    assert_eq!((first.report.fetched, first.report.left, first.report.failed_count), (1, 20, 1), "{:?}", first.told);
    assert_eq!(first.outcome(&dead("/0")), Some(Outcome::Refused));
    let host = state.host(&format!("127.0.0.1:{closed}")).unwrap();
    assert!(host.failures == 1 && host.next.unwrap() > jiff::Timestamp::now());
    let began = Instant::now();
    let second = run_with(&plan, &mut state);
    assert_eq!((second.report.not_modified + second.report.same_bytes, second.report.left), (1, 20), "{:?}", second.told);
    assert!(began.elapsed() < Duration::from_secs(5), "it is not waited for");
}

#[test]
fn a_run_that_is_taken_up_begins_with_a_rest() {
    let site = Site::start();
    site.answer("/robots.txt", Answer::new("200 OK", &[], b"User-agent: *\nCrawl-delay: 0.4\n"));
    site.answer("/a", Answer::page("<p>a")).answer("/b", Answer::page("<p>b"));
    let plan = Plan { floor: Duration::from_millis(100), ..pages(&site, &["/a", "/b"]) };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("crawl.redb");
    // The disk fails at the second page: like a kill between two requests.
    let cut = try_run(&plan, &mut CrawlState::open(&file).unwrap(), 1, &|| false);
    assert!(matches!(cut, Err(FetchError::Sink { .. })));
    run_with(&plan, &mut CrawlState::open(&file).unwrap());
    let times: Vec<Instant> = site.requests().iter().filter(|request| request.path == "/b").map(|request| request.at).collect();
    assert!(times.len() == 2 && times[1] - times[0] >= Duration::from_millis(400), "{:?}", site.requests());
}

#[test]
fn sitemaps_of_robots_txt_are_read_only_when_asked_for() {
    let site = Site::start();
    let robots = format!("User-agent: *\nAllow: /\nSitemap: {}\n", site.url("/map"));
    site.answer("/robots.txt", Answer::new("200 OK", &[], robots.as_bytes())).answer("/a", Answer::page("<p>a"));
    site.answer("/map", feed(&[site.url("/b")])).answer("/b", Answer::page("<p>b"));
    run(&pages(&site, &["/a"]));
    assert_eq!(site.paths(), ["/robots.txt", "/a"]);
    run(&Plan { robots_sitemaps: true, ..pages(&site, &["/a"]) });
    assert_eq!(&site.paths()[2..], ["/robots.txt", "/a", "/map", "/b"]);
}
