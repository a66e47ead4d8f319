//! Whole crawls by the program: faults in its log, kills, manners, full disks, changed pages.

use annals_tests::crawl::kills::{self, Kills};
use annals_tests::crawl::{Program, Site, Stored, polite, reports, sites, stored, warcio};
use annals_tests::faulty::{Exchange, Host, Place, Then, faults};
use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

fn annals() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_annals"))
}

#[test]
fn the_log_says_of_every_fault_how_it_ended_and_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let staged: Vec<_> = faults(1).into_iter().map(|fault| (fault.start().expect("a host"), fault)).collect();
    let (mut list, mut sources) = (String::new(), "[[source]]\nlist = \"addresses.txt\"\n".to_owned());
    let url = |host: &Host, place: &Place| match place {
        Place::Elsewhere(url) => url.clone(),
        _ => host.url("/fault"),
    };
    for (host, fault) in &staged {
        match fault.place {
            Place::Feed => sources.push_str(&format!("[[source]]\nfeed = \"{}\"\n", host.url("/fault"))),
            _ => list.push_str(&format!("{}\n", url(host, &fault.place))),
        }
    }
    std::fs::write(folder.path().join("addresses.txt"), list).expect("written");
    let fetch = "allow_private = [\"127.0.0.1\"]\nfloor_seconds = 0.0\ntimeout_seconds = 4.0\nstall_seconds = 0.7\nbackoff_seconds = 0.05\n\
                 hosts_at_once = 200\n";
    let program = Program::new(annals(), folder.path(), fetch, &sources).expect("a folder");
    let used = program.run(&["fetch", "--json-log"]).expect("a run");
    let lines: Vec<serde_json::Value> =
        used.said.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect();
    let mut wrong = Vec::new();
    for (host, fault) in &staged {
        let url = url(host, &fault.place);
        let said = lines.iter().rfind(|line| line["url"] == *url && line["outcome"] != "redirected");
        let right = said.is_some_and(|line| {
            let reason = line["detail"].as_str().or(line["reason"].as_str()).unwrap_or_default();
            line["outcome"] == fault.end.outcome && (fault.end.kept || reason.len() >= 10)
        });
        if !right {
            wrong.push(format!("{}: {} expected, logged {said:?}", fault.name, fault.end.outcome));
        }
    }
    assert!(wrong.is_empty(), "{} of {}, exit {:?}:\n{}", wrong.len(), staged.len(), used.code, wrong.join("\n"));
}

#[test]
fn a_killed_crawl_goes_on_where_it_was() {
    let kills = Kills { trials: 3, seed: 11, hosts: 10, reports: 30 };
    let trials = kills::run(annals(), &kills, &mut |_| {}).expect("crawls");
    assert_eq!(trials.len(), 4);
    let told: Vec<String> = trials.iter().map(ToString::to_string).collect();
    assert!(trials.iter().all(kills::Trial::is_right), "{}", told.join("\n"));
    assert!(trials.iter().any(|trial| !trial.killed_after.is_empty()), "no crawl was killed in time:\n{}", told.join("\n"));
}

#[test]
fn hosts_are_given_the_rest_they_ask_for() {
    let measured = polite::run(annals(), 6).expect("a crawl");
    let told: Vec<String> = measured.iter().map(ToString::to_string).collect();
    assert!(measured.iter().all(|host| host.wrong.is_none()), "{}", told.join("\n"));
}

/// Whether the reports of these outlets are all stored, each once, in files that are whole.
fn all_are_stored(program: &Program, sites: &[Site]) {
    let Stored { pages, damaged, .. } = stored(&program.pages());
    assert!(damaged.is_empty(), "{damaged:?}");
    for url in sites.iter().flat_map(|site| (0..site.reports).map(|number| site.report(number))) {
        assert_eq!(pages.get(&url), Some(&1), "{url}");
    }
    assert!(warcio(&program.pages()).expect("a run of warcio").is_none_or(|wrong| wrong.is_empty()));
}

#[test]
fn a_full_disk_ends_the_crawl_and_a_larger_one_completes_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let sites = sites(4, 100, [30, 40], &Arc::new(reports(10, 3))).expect("outlets");
    let sources: String = sites.iter().map(Site::sources).collect();
    let program = Program::new(annals(), folder.path(), "allow_private = true\nfloor_seconds = 0.0\n", &sources).expect("a folder");
    // Room for the crawl's memory, and for some of the pages.
    let used = program.run_cramped(&["fetch"], 3500).expect("a run");
    assert!(used.code.is_some_and(|code| code != 0), "{used:?}");
    assert!(used.said.contains("store") && !used.said.contains("panicked"), "the place is not named: {}", used.said);
    let kept = stored(&program.pages()).pages.values().sum::<usize>();
    assert!(kept > 20 && kept < 400, "{kept} pages");
    let used = program.run(&["fetch"]).expect("a run");
    assert_eq!(used.code, Some(0), "{}", used.said);
    all_are_stored(&program, &sites);
}

#[test]
fn a_store_that_cannot_be_written_is_named_and_nobody_is_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let sites = sites(1, 10, [10, 0], &Arc::new(reports(2, 3))).expect("an outlet");
    let program =
        Program::new(annals(), folder.path(), "allow_private = true\nfloor_seconds = 0.0\n", &sites[0].sources()).expect("a folder");
    std::fs::write(program.store(), b"in the way").expect("written");
    let used = program.run(&["fetch"]).expect("a run");
    assert!(used.code.is_some_and(|code| code != 0) && used.said.contains("store"), "{used:?}");
    assert!(sites[0].host.visits().is_empty());
    std::fs::remove_file(program.store()).expect("removed");
    // A folder that may only be read; it stops everybody but the superuser.
    std::fs::create_dir(program.store()).expect("made");
    let mut rights = std::fs::metadata(program.store()).expect("a folder").permissions();
    rights.set_readonly(true);
    std::fs::set_permissions(program.store(), rights).expect("set");
    if std::fs::write(program.store().join("probe"), b"").is_err() {
        let used = program.run(&["fetch"]).expect("a run");
        assert!(used.code.is_some_and(|code| code != 0) && used.said.contains("store"), "{used:?}");
        assert!(sites[0].host.visits().is_empty());
    }
}

/// A host whose pages change when `version` does.
fn changing(version: Arc<AtomicUsize>) -> Host {
    let bodies = reports(4, 5);
    let answer = move |exchange: &mut Exchange<'_>| {
        let now = version.load(Ordering::SeqCst);
        let html = |title: &str, body: &[u8]| {
            [format!("<html><head><title>{title}</title></head><body><h1>{title}</h1>").as_bytes(), body].concat()
        };
        let media = ("Content-Type", "text/html; charset=utf-8");
        match exchange.visit.path.clone().as_str() {
            "/robots.txt" => exchange.answer("404 Not Found", &[], b""),
            "/feed.xml" => {
                let base = exchange.base;
                let entry = |name: &str, updated: &str| {
                    format!(
                        "<entry><title>{name}</title><id>{base}/{name}</id><link href=\"{base}/{name}\"/><updated>{updated}</updated></entry>"
                    )
                };
                let updated = if now == 0 { "2025-01-01T00:00:00Z".to_owned() } else { jiff::Timestamp::now().to_string() };
                let entries = entry("listed", &updated) + &entry("once", "2025-01-01T00:00:00Z");
                let body = format!(
                    "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>t</title><id>{base}</id><updated>{updated}</updated>{entries}</feed>"
                );
                exchange.answer("200 OK", &[("Content-Type", "application/atom+xml")], body.as_bytes())
            }
            // Another tag, the same bytes.
            "/steady" => {
                let tag = format!("\"s{now}\"");
                exchange.answer("200 OK", &[media, ("ETag", &tag)], &html("Steady", &bodies[0]))
            }
            "/tagged" if exchange.visit.headers.get("if-none-match").is_some_and(|tag| tag == "\"t\"") => {
                exchange.send(b"HTTP/1.1 304 Not Modified\r\nETag: \"t\"\r\n\r\n").map(|()| Then::Keep)
            }
            "/tagged" => exchange.answer("200 OK", &[media, ("ETag", "\"t\"")], &html("Tagged", &bodies[1])),
            "/once" => exchange.answer("200 OK", &[media], &html("Once", &bodies[2])),
            path => {
                let tag = format!("\"{path}{now}\"");
                let mut body = bodies[3].clone();
                body.splice(0..0, format!("<p>Version {now} of {path} says something that the other one does not say.</p>").into_bytes());
                exchange.answer("200 OK", &[media, ("ETag", &tag)], &html(&format!("Changing {path}"), &body))
            }
        }
    };
    Host::start(Ipv4Addr::LOCALHOST, Arc::new(answer)).expect("a host")
}

#[test]
fn a_changed_page_becomes_an_article_that_revises_the_one_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let version = Arc::new(AtomicUsize::new(0));
    let host = changing(Arc::clone(&version));
    let pages = ["/changing", "/steady", "/tagged"].map(|path| format!("\"{}\"", host.url(path)));
    let sources = format!("[[source]]\nfeed = \"{}\"\n[[source]]\npages = [{}]\n", host.url("/feed.xml"), pages.join(", "));
    let program = Program::new(annals(), folder.path(), "allow_private = true\nfloor_seconds = 0.0\n", &sources).expect("a folder");
    let used = program.run(&["run"]).expect("a run");
    assert_eq!(used.code, Some(0), "{}", used.said);
    version.store(1, Ordering::SeqCst);
    // The feed says to the second when a page was updated.
    std::thread::sleep(Duration::from_millis(1100));
    let first = host.visits().len();
    let used = program.run(&["run"]).expect("a run");
    assert_eq!(used.code, Some(0), "{}", used.said);
    let mut asked: Vec<String> = host.visits().drain(first..).map(|visit| visit.path).collect();
    asked.sort();
    assert_eq!(asked, ["/changing", "/feed.xml", "/listed", "/steady", "/tagged"], "what is not due was asked for");

    let articles = std::fs::read_to_string(program.store().join("articles.jsonl")).expect("articles");
    let articles: Vec<serde_json::Value> = articles.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let mut by_url: BTreeMap<&str, Vec<&serde_json::Value>> = BTreeMap::new();
    for article in &articles {
        by_url.entry(article["url"].as_str().expect("an address")).or_default().push(article);
    }
    for (path, versions) in [("/changing", 2), ("/listed", 2), ("/steady", 1), ("/tagged", 1), ("/once", 1)] {
        let found = by_url.get(host.url(path).as_str()).map_or(&[][..], Vec::as_slice);
        assert_eq!(found.len(), versions, "{path}: {:?}", by_url.keys());
        if let [earlier, later] = found {
            assert_eq!(later["revises"], earlier["id"], "{path}");
            assert!(earlier["revises"].is_null());
        }
    }
    let kept = stored(&program.pages());
    assert_eq!((kept.pages.get(&host.url("/changing")), kept.pages.get(&host.url("/steady"))), (Some(&2), Some(&1)));
    assert!(warcio(&program.pages()).expect("a run of warcio").is_none_or(|wrong| wrong.is_empty()));
    let mut types = Vec::new();
    for entry in
        std::fs::read_dir(program.pages()).expect("a folder").flatten().filter(|e| e.path().to_string_lossy().ends_with(".warc.gz"))
    {
        let mut text = Vec::new();
        let file = std::fs::File::open(entry.path()).expect("a file");
        std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(file), &mut text).expect("unpacked");
        let text = String::from_utf8_lossy(&text).into_owned();
        types.extend(text.lines().filter_map(|line| line.strip_prefix("WARC-Type: ")).map(|kind| kind.trim().to_owned()));
    }
    assert_eq!(types.iter().filter(|kind| *kind == "revisit").count(), 2, "{types:?}");
}
