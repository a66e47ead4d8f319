//! Everything that goes wrong on the network ends as it should, says why, and stops nothing else.

use annals_archive::{Archive, read_warc};
use annals_fetch::{AllowPrivate, Outcome, Plan, Told};
use annals_model::RawPage;
use annals_tests::crawl::by_hand::{Crawled, crawl};
use annals_tests::faulty::{BrokenTls, Certificate, DeafPort, Fault, Host, Place, TRAP, faults};
use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Manners that do not keep a test waiting. Only `127.0.0.1` may be asked, by that name.
fn plan() -> Plan {
    Plan {
        floor: Duration::from_millis(1),
        connect: Duration::from_millis(1000),
        stall: Duration::from_millis(700),
        timeout: Duration::from_millis(4000),
        backoff: Duration::from_millis(50),
        hosts_at_once: 200,
        allow_private: AllowPrivate::Names(vec!["127.0.0.1".to_owned()]),
        ..Plan::default()
    }
}

fn pages(folder: &Path) -> Vec<RawPage> {
    let archive = Archive::open(&folder.join("pages")).expect("an archive");
    let pages = archive.pages().expect("pages");
    pages.collect::<Result<_, _>>().expect("whole records")
}

/// The last thing said of an address that is not just that it leads elsewhere.
fn last<'a>(told: &'a [Told], url: &str) -> Option<&'a Told> {
    told.iter().rfind(|told| told.url == url && told.outcome != Outcome::Redirected)
}

/// A fault with its host, where it has one.
struct Staged {
    fault: Fault,
    host: Host,
    url: String,
}

/// Starts every fault and writes the plan: before and after each, a good page of the same host.
fn stage(trap: u16) -> (Vec<Staged>, Plan) {
    let mut plan = plan();
    let staged: Vec<Staged> = faults(trap)
        .into_iter()
        .map(|fault| {
            let host = fault.start().expect("a host");
            let url = match &fault.place {
                Place::Elsewhere(url) => url.clone(),
                _ => host.url("/fault"),
            };
            plan.pages.push(host.url("/before"));
            match fault.place {
                Place::Feed => plan.feeds.push(url.clone()),
                _ => plan.pages.push(url.clone()),
            }
            plan.pages.push(host.url("/after"));
            Staged { fault, host, url }
        })
        .collect();
    (staged, plan)
}

/// What is wrong with how a fault ended, a line each.
fn wrong(staged: &Staged, crawled: &Crawled, kept: &BTreeMap<String, RawPage>) -> Vec<String> {
    let Staged { fault, host, url } = staged;
    let end = &fault.end;
    let mut wrong = Vec::new();
    match last(&crawled.told, url) {
        None => wrong.push("nothing was said of it".to_owned()),
        Some(told) => {
            if told.outcome.as_str() != end.outcome {
                wrong.push(format!("ended as {} ({}), not as {}", told.outcome, told.detail, end.outcome));
            }
            if told.outcome.is_failure() && told.detail.len() < 10 {
                wrong.push(format!("no reason was given: {told:?}"));
            }
        }
    }
    let counted = if fault.place == Place::Robots { "/robots.txt" } else { "/fault" };
    // A robots.txt that leads to itself is asked for as often as redirects are followed.
    let circle = fault.name.contains("circle") && fault.place == Place::Robots;
    if let Some(asked) = end.asked.filter(|_| !circle)
        && host.asked(counted) != if end.outcome == "disallowed" { 1 } else { asked }
    {
        wrong.push(format!("{counted} was asked for {} times, not {asked} times", host.asked(counted)));
    }
    if fault.place == Place::Robots && host.asked("/fault") != usize::from(end.kept) {
        wrong.push(format!("the page was asked for {} times", host.asked("/fault")));
    }
    if kept.contains_key(url) != end.kept {
        wrong.push(if end.kept { "not kept".to_owned() } else { "kept".to_owned() });
    }
    let failed = crawled.report.as_ref().is_ok_and(|report| report.failed.iter().any(|(address, _)| address == url));
    if failed == (end.kept || end.outcome == "disallowed") {
        wrong.push(format!("among the failures of the report: {failed}"));
    }
    for path in ["/before", "/after"] {
        let other = host.url(path);
        let expected = end.others || (path == "/before" && fault.place == Place::Page);
        if kept.contains_key(&other) != expected {
            wrong.push(format!("{path} was {}kept", if expected { "not " } else { "" }));
        }
        if expected && host.asked(path) != 1 {
            wrong.push(format!("{path} was asked for {} times", host.asked(path)));
        }
    }
    wrong
}

#[test]
fn every_fault_ends_as_it_should_and_stops_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    // Nobody may ask this server, at either of its addresses.
    let trap = Host::start(TRAP, Arc::new(|exchange| exchange.page()))
        .or_else(|_| Host::start(Ipv4Addr::LOCALHOST, Arc::new(|exchange| exchange.page())))
        .expect("a trap");
    let certificate = Certificate::make(folder.path());
    let (self_signed, plain) = (BrokenTls::start(certificate.as_ref()).expect("a server"), BrokenTls::start(None).expect("a server"));
    let (mut staged, mut plan) = stage(trap.port());
    let deaf = DeafPort::start();
    plan.pages.extend(deaf.iter().map(|port| port.url("/fault")));
    plan.pages.extend([self_signed.url("/fault"), plain.url("/fault")]);
    let started = Instant::now();
    let crawled = crawl(&plan, folder.path()).expect("a crawl");
    let took = started.elapsed();
    let kept: BTreeMap<String, RawPage> = pages(folder.path()).into_iter().map(|page| (page.url.clone(), page)).collect();

    let mut faulty: Vec<String> = Vec::new();
    // The faults of redirects to private addresses and the like are told apart by name.
    staged.sort_by_key(|staged| staged.fault.name);
    let names: BTreeSet<&str> = staged.iter().map(|staged| staged.fault.name).collect();
    assert!(names.len() == staged.len() && names.len() > 90, "{} kinds of {} faults", names.len(), staged.len());
    for staged in &staged {
        let wrong = wrong(staged, &crawled, &kept);
        if !wrong.is_empty() {
            faulty.push(format!("{}: {}", staged.fault.name, wrong.join("; ")));
        }
    }
    for (name, server) in [("self-signed", &self_signed), ("plain text", &plain)] {
        let told = last(&crawled.told, &server.url("/fault"));
        if told.is_none_or(|told| told.outcome != Outcome::Tls) || !(1..=3).contains(&server.connections()) || server.answered() > 0 {
            faulty.push(format!("{name} tls: {told:?}, {} connections", server.connections()));
        }
    }
    if let Some(told) = deaf.iter().find_map(|port| last(&crawled.told, &port.url("/fault")))
        && told.outcome != Outcome::Unreachable
    {
        faulty.push(format!("deaf port: {told:?}"));
    }
    assert!(faulty.is_empty(), "{} of {} faults in {took:?}:\n{}", faulty.len(), staged.len() + 2, faulty.join("\n"));
    assert_eq!(trap.connections(), 0, "{:?}", trap.visits());
    assert!(took < Duration::from_secs(45), "{took:?}");

    let by_name = |name: &str| staged.iter().find(|staged| staged.fault.name == name).expect("a fault");
    // What was cut is marked as such, in the archive's own words, and has the length of the cap.
    for name in ["endless body", "endless pieces", "piece of terabytes", "body over the cap"] {
        let page = &kept[&by_name(name).url];
        assert_eq!(page.body.len() as u64, plan.max_bytes, "{name}");
        assert!(page.headers.iter().any(|(header, value)| header.eq_ignore_ascii_case("warc-truncated") && value == "length"), "{name}");
    }
    // Nothing that a server set was sent back to it, here or elsewhere.
    for staged in &staged {
        assert!(staged.host.visits().iter().all(|visit| !visit.headers.contains_key("cookie")), "{}", staged.fault.name);
        let agents: BTreeSet<_> = staged.host.visits().iter().map(|visit| visit.headers.get("user-agent").cloned()).collect();
        assert!(agents.iter().all(|agent| agent.as_ref().is_some_and(|agent| agent.starts_with("annals/"))), "{agents:?}");
    }
    // The pages that broken feeds list were fetched, and the rest that servers asked for was given.
    for name in ["torn feed", "feed of fifty megabytes", "feed with entities without end"] {
        assert!(kept.contains_key(&by_name(name).host.url("/listed")), "{name}");
    }
    for (name, seconds) in [("503 with seconds", 1), ("429 with seconds", 1), ("503 with a date", 1), ("429 with a date", 1)] {
        let visits = by_name(name).host.visits();
        let first = visits.iter().position(|visit| visit.path == "/fault").expect("a request");
        let rest = visits[first + 1].arrived - visits[first].ended.expect("answered");
        assert!(rest >= Duration::from_secs(seconds) && rest < Duration::from_millis(3500), "{name}: {rest:?}");
    }
    assert!(!crawled.told.iter().any(|told| told.detail.contains("root:") || told.detail.contains("secret</p>")));
    reads_whole(folder.path());
    a_second_run_asks_only_for_what_may_have_passed(&plan, folder.path(), &staged);
}

/// Every file of the archive is whole from its first byte to its last.
fn reads_whole(folder: &Path) {
    let mut files = 0;
    for entry in std::fs::read_dir(folder.join("pages")).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.to_string_lossy().ends_with(".warc.gz") {
            files += 1;
            assert!(read_warc(&path).expect("a file").all(|page| page.is_ok()), "{}", path.display());
        }
    }
    assert!(files > 0);
}

/// Right after the first run: what is gone, closed or broken for good is left alone, and so is what has a date later on.
fn a_second_run_asks_only_for_what_may_have_passed(plan: &Plan, folder: &Path, staged: &[Staged]) {
    let before: Vec<usize> = staged.iter().map(|staged| staged.host.asked("/fault")).collect();
    crawl(plan, folder).expect("a crawl");
    let mut again = Vec::new();
    for (staged, before) in staged.iter().zip(before) {
        let fault = &staged.fault;
        if matches!(fault.place, Place::Page) && !fault.end.kept && staged.host.asked("/fault") != before {
            again.push(fault.name);
        }
        // Pages of a page list are asked whether they have changed; without a version to compare they come as the same bytes.
        assert!(staged.host.asked("/before") <= 2, "{}", fault.name);
    }
    assert!(again.is_empty(), "asked for again at once: {again:?}");
    let kept = pages(folder);
    let addresses: BTreeSet<&str> = kept.iter().map(|page| page.url.as_str()).collect();
    assert_eq!(kept.len(), addresses.len(), "the same bytes were kept twice");
}

#[test]
fn a_page_that_has_not_changed_is_noted_and_not_kept_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let host = Host::start(
        Ipv4Addr::LOCALHOST,
        Arc::new(|exchange| match exchange.visit.path.as_str() {
            "/robots.txt" => exchange.answer("404 Not Found", &[], b""),
            "/tagged" if exchange.visit.headers.get("if-none-match").is_some_and(|tag| tag == "\"v1\"") => {
                exchange.send(b"HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n").map(|()| annals_tests::faulty::Then::Keep)
            }
            "/tagged" => exchange.answer("200 OK", &[("Content-Type", "text/html"), ("ETag", "\"v1\"")], b"<p>tagged"),
            // Another tag each time, and never a 304: the bytes tell.
            "/untrue" => {
                let tag = format!("\"v{}\"", exchange.visit.nth);
                exchange.answer("200 OK", &[("Content-Type", "text/html"), ("ETag", &tag)], b"<p>the same")
            }
            _ => {
                let body = format!("<p>Telling number {}", exchange.visit.nth);
                exchange.answer("200 OK", &[("Content-Type", "text/html")], body.as_bytes())
            }
        }),
    )
    .expect("a host");
    let paths = ["/tagged", "/untrue", "/changing"];
    let plan = Plan { pages: paths.iter().map(|path| host.url(path)).collect(), ..plan() };
    let ends = |crawled: &Crawled| -> Vec<&'static str> {
        paths.iter().map(|path| last(&crawled.told, &host.url(path)).map_or("nothing", |told| told.outcome.as_str())).collect()
    };
    assert_eq!(ends(&crawl(&plan, folder.path()).expect("a crawl")), ["fetched"; 3]);
    assert_eq!(ends(&crawl(&plan, folder.path()).expect("a crawl")), ["not-modified", "same-bytes", "fetched"]);
    let kept = pages(folder.path());
    let mut bodies: Vec<String> = kept.iter().map(|page| String::from_utf8_lossy(&page.body).into_owned()).collect();
    bodies.sort();
    assert_eq!(bodies, ["<p>Telling number 0", "<p>Telling number 1", "<p>tagged", "<p>the same"]);
    assert_eq!(host.asked("/robots.txt"), 1, "robots.txt holds for a day");
}
