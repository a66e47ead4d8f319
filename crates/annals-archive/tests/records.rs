//! What stands in the records: requests, revisits, truncation, and the place that a checkpoint gives.
#![expect(clippy::unwrap_used, reason = "a test that fails says so by panicking")]

use annals_archive::{Archive, Crawler, Earlier, Filter, Position};
use annals_model::RawPage;
use flate2::read::MultiGzDecoder;
use proptest::prelude::*;
use std::fs;
use std::io::Read;
use std::path::Path;

fn page(path: &str, body: &str) -> RawPage {
    let url = format!("https://eastquay.example/{path}");
    RawPage {
        final_url: url.clone(),
        url,
        status: 200,
        content_type: Some("text/html".to_owned()),
        feed_date: None,
        headers: vec![("ETag".to_owned(), "\"7\"".to_owned())],
        fetched: "2025-03-11T10:05:00Z".parse().unwrap(),
        body: body.as_bytes().to_vec(),
    }
}

fn unpacked(dir: &Path) -> String {
    let mut text = Vec::new();
    MultiGzDecoder::new(fs::File::open(dir.join("annals-000001.warc.gz")).unwrap()).read_to_end(&mut text).unwrap();
    String::from_utf8_lossy(&text).into_owned()
}

/// The records' texts, cut before each one's first line.
fn records(dir: &Path) -> Vec<String> {
    unpacked(dir).split("WARC/1.1\r\n").skip(1).map(str::to_owned).collect()
}

fn value<'a>(record: &'a str, name: &str) -> Option<&'a str> {
    record.split("\r\n\r\n").next()?.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[test]
fn a_request_and_its_answer_name_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(dir.path()).unwrap();
    archive.put(&page("a", "one"), Some("GET /a HTTP/1.1\nHost: eastquay.example\n"), None).unwrap();
    archive.put(&page("b", "two"), Some("GET /b HTTP/1.1\r\nHost: eastquay.example\r\n\r\n"), None).unwrap();
    archive.finish().unwrap();
    let records = records(dir.path());
    let kinds: Vec<_> = records.iter().map(|record| value(record, "WARC-Type").unwrap()).collect();
    assert_eq!(kinds, ["warcinfo", "request", "response", "request", "response"]);
    for pair in [&records[1..3], &records[3..5]] {
        assert_eq!(value(&pair[0], "WARC-Concurrent-To"), value(&pair[1], "WARC-Record-ID"));
        assert_eq!(value(&pair[1], "WARC-Concurrent-To"), value(&pair[0], "WARC-Record-ID"));
        assert_eq!(value(&pair[0], "WARC-Target-URI"), value(&pair[1], "WARC-Target-URI"));
        assert_eq!(value(&pair[0], "Content-Type"), Some("application/http;msgtype=request"));
        assert!(pair[0].contains(" HTTP/1.1\r\nHost: eastquay.example\r\n\r\n\r\n\r\n"), "{}", pair[0]);
    }
    let ids: std::collections::BTreeSet<_> = records.iter().map(|record| value(record, "WARC-Record-ID").unwrap()).collect();
    assert_eq!(ids.len(), 5);
}

#[test]
fn the_head_of_a_file_says_who_wrote_it() {
    let dir = tempfile::tempdir().unwrap();
    let crawler =
        Crawler { operator: Some("Desk <desk@eastquay.example>".to_owned()), user_agent: Some("annals/1 (+https://x)".to_owned()) };
    let mut archive = Archive::open(dir.path()).unwrap().crawler(crawler);
    archive.put(&page("a", "one"), None, None).unwrap();
    archive.finish().unwrap();
    drop(archive);
    let head = &records(dir.path())[0];
    for line in [
        "WARC-Filename: annals-000001.warc.gz",
        "software: annals/",
        "format: WARC File Format 1.1",
        "conformsTo: http",
        "operator: Desk <desk@eastquay.example>",
        "http-header-user-agent: annals/1 (+https://x)",
    ] {
        assert!(head.contains(&format!("\r\n{line}")), "{line} is not in {head}");
    }
    // A kill right behind the making of a file, or in the middle of its head.
    let whole = fs::read(dir.path().join("annals-000001.warc.gz")).unwrap();
    for there in [0, 2, 60] {
        let killed = tempfile::tempdir().unwrap();
        fs::write(killed.path().join("annals-000001.warc.gz"), &whole[..there]).unwrap();
        Archive::open(killed.path()).unwrap().put(&page("a", "one"), None, None).unwrap();
        let kinds: Vec<_> = records(killed.path()).iter().map(|record| value(record, "WARC-Type").unwrap().to_owned()).collect();
        assert_eq!(kinds, ["warcinfo", "response"], "{there} bytes there");
    }
}

#[test]
fn what_was_seen_before_is_told_without_its_body() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(dir.path()).unwrap();
    let first = page("a", "the index rose");
    archive.put(&first, None, None).unwrap();
    let sha256 = sha256(&first.body);
    let earlier = Earlier { url: first.final_url.clone(), fetched: first.fetched, sha256: sha256.clone() };
    // The same bytes at another address; not modified; and a caller who is wrong about the bytes.
    archive.put(&page("copy", "the index rose"), None, Some(&earlier)).unwrap();
    archive.put(&RawPage { status: 304, ..page("a", "") }, None, Some(&earlier)).unwrap();
    archive.put(&RawPage { status: 304, ..page("b", "") }, None, None).unwrap();
    archive.put(&page("other", "the index fell"), None, Some(&earlier)).unwrap();
    archive.finish().unwrap();

    let records = records(dir.path());
    let kinds: Vec<_> = records.iter().map(|record| value(record, "WARC-Type").unwrap()).collect();
    assert_eq!(kinds, ["warcinfo", "response", "revisit", "revisit", "revisit", "response"]);
    let profile = |n: usize| value(&records[n], "WARC-Profile").unwrap().rsplit('/').next().unwrap();
    assert_eq!([profile(2), profile(3), profile(4)], ["identical-payload-digest", "server-not-modified", "server-not-modified"]);
    for n in [2, 3] {
        assert_eq!(value(&records[n], "WARC-Refers-To-Target-URI"), Some("https://eastquay.example/a"));
        assert_eq!(value(&records[n], "WARC-Refers-To-Date"), Some("2025-03-11T10:05:00Z"));
        assert_eq!(value(&records[n], "WARC-Payload-Digest"), value(&records[1], "WARC-Payload-Digest"));
        assert!(!records[n].contains("the index rose") && records[n].contains("\r\nETag: \"7\"\r\n"));
    }
    assert!(records[3].contains("HTTP/1.1 304 Not Modified\r\n"));
    assert_eq!(value(&records[4], "WARC-Payload-Digest"), None);

    let archive = Archive::open(dir.path()).unwrap();
    let pages: Vec<RawPage> = archive.pages().unwrap().map(Result::unwrap).collect();
    assert_eq!(pages, [first.clone(), page("other", "the index fell")]);
    let all: Vec<RawPage> = archive.replay(&Position::default()).unwrap().map(Result::unwrap).collect();
    assert_eq!(all.iter().map(|page| page.status).collect::<Vec<_>>(), [200, 304, 304, 304, 200]);
    assert_eq!(all[1].url, "https://eastquay.example/copy");
    assert!(all[1].body.is_empty());
    assert_eq!(all[1].headers, [("ETag".to_owned(), "\"7\"".to_owned()), ("warc-payload-digest".to_owned(), sha256)]);
    assert_eq!(all[3].headers, [("ETag".to_owned(), "\"7\"".to_owned())]);
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn truncation_and_the_server_s_address_are_the_record_s_own() {
    let dir = tempfile::tempdir().unwrap();
    let mut cut = page("long", "the index ro");
    cut.headers.push(("X-Crawler-Content-Length".to_owned(), "9000000".to_owned()));
    cut.headers.push(("warc-truncated".to_owned(), "length".to_owned()));
    cut.headers.push(("warc-ip-address".to_owned(), "192.0.2.7".to_owned()));
    let mut archive = Archive::open(dir.path()).unwrap();
    archive.put(&cut, None, None).unwrap();
    archive.finish().unwrap();
    let record = &records(dir.path())[1];
    assert_eq!((value(record, "WARC-Truncated"), value(record, "WARC-IP-Address")), (Some("length"), Some("192.0.2.7")));
    let answer = record.split_once("\r\n\r\n").unwrap().1;
    assert!(!answer.to_lowercase().contains("warc-") && answer.contains("X-Crawler-Content-Length: 9000000\r\n"), "{answer}");
    assert_eq!(archive.pages().unwrap().map(Result::unwrap).collect::<Vec<_>>(), [cut]);
}

#[test]
fn replay_gives_exactly_what_came_behind_the_checkpoint() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(dir.path()).unwrap().rotate_at(2_500);
    assert_eq!(archive.checkpoint().unwrap(), Position::default());
    let mut places = vec![Position::default()];
    for number in 0..12 {
        archive.put(&page(&number.to_string(), "one"), Some("GET / HTTP/1.1"), None).unwrap();
        places.push(archive.checkpoint().unwrap());
    }
    assert!(places.is_sorted() && places.last().unwrap().file.as_str() > "annals-000002", "{places:?}");
    archive.finish().unwrap();
    assert_eq!(&archive.checkpoint().unwrap(), places.last().unwrap());
    // A file of somebody else is read, but it was never put.
    fs::copy(dir.path().join("annals-000001.warc.gz"), dir.path().join("zz.warc.gz")).unwrap();
    for (put, place) in places.iter().enumerate() {
        let text = serde_json::to_string(place).unwrap();
        let place: Position = serde_json::from_str(&text).unwrap();
        let urls: Vec<String> = archive.replay(&place).unwrap().map(|page| page.unwrap().url).collect();
        assert_eq!(urls, (put..12).map(|number| format!("https://eastquay.example/{number}")).collect::<Vec<_>>());
    }
    let filter = Filter { hosts: vec!["eastquay.example".to_owned()], ..Filter::default() };
    assert!(archive.pages().unwrap().only(filter).count() > 12);
    let filter = Filter { to: Some("2025-03-11T10:05:00Z".parse().unwrap()), ..Filter::default() };
    assert_eq!(archive.pages().unwrap().only(filter).count(), 0);
}

/// Any page that fetching may give: what HTTP cannot say in a header is not in it.
fn any_page() -> impl Strategy<Value = RawPage> {
    let text = "[!-~\u{e9}\u{4f60}]([ -~\u{e9}\u{4f60}]{0,40}[!-~])?";
    let url = || "https?://[a-zA-Z0-9.-]{1,20}(:[0-9]{1,4})?/[!-~]{0,40}";
    let headers = prop::collection::vec(("X-[A-Za-z0-9-]{1,12}", text), 0..4);
    let body = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        "(WARC/1.1\r\n|\r\n\r\n|HTTP/1.1 200 OK|<p>|\u{1f}){0,30}".prop_map(String::into_bytes)
    ];
    let truncated = prop::option::of(prop::sample::select(vec!["length", "time", "disconnect"]));
    (
        url(),
        prop::option::of(url()),
        200_u16..600,
        prop::option::of(text),
        headers,
        -1_000_000_000_000_i64..4_000_000_000_000,
        body,
        truncated,
    )
        .prop_map(|(url, moved, status, content_type, mut headers, fetched, body, truncated)| {
            headers.extend(truncated.map(|why| ("warc-truncated".to_owned(), why.to_owned())));
            let status = if status == 304 { 200 } else { status };
            let fetched = jiff::Timestamp::from_millisecond(fetched).unwrap();
            RawPage { final_url: moved.unwrap_or_else(|| url.clone()), url, status, content_type, feed_date: None, headers, fetched, body }
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_pages_come_back_as_they_were_put(pages in prop::collection::vec((any_page(), prop::option::of("[ -~\r\n]{0,80}")), 1..6), rotate_at in 1_u64..4_000) {
        let dir = tempfile::tempdir().unwrap();
        let mut archive = Archive::open(dir.path()).unwrap().rotate_at(rotate_at);
        for (page, request) in &pages {
            archive.put(page, request.as_deref(), None).unwrap();
        }
        archive.finish().unwrap();
        let pages: Vec<RawPage> = pages.into_iter().map(|(page, _)| page).collect();
        let back: Vec<RawPage> = archive.pages().unwrap().map(Result::unwrap).collect();
        prop_assert_eq!(&back, &pages);
        drop(archive);
        let lists = || -> Vec<(String, Vec<u8>)> {
            let mut lists: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().path())
                .filter(|path| path.extension().is_some_and(|end| end == "cdxj"))
                .map(|path| (path.display().to_string(), fs::read(&path).unwrap())).collect();
            lists.sort();
            lists
        };
        // The lists made from the files are those that were written beside them.
        let written = lists();
        prop_assert_eq!(written.iter().map(|(_, list)| list.iter().filter(|byte| **byte == b'\n').count()).sum::<usize>(), pages.len());
        for (path, _) in &written {
            fs::remove_file(path).unwrap();
        }
        drop(Archive::open(dir.path()).unwrap());
        prop_assert_eq!(lists(), written);
    }
}
