//! Web archives of others on the network are fetched piece by piece, read once, and thrown away.

use crate::program::{annals, folder, server, start};
use crate::ranges::RangeServer;
use annals_tests::server::{Answer, Server, sample};
use std::path::Path;
use std::time::{Duration, Instant};

fn warc() -> Vec<u8> {
    std::fs::read(sample().join("eastquay-april.warc.gz")).expect("the sample's WARC file")
}

fn whole(bytes: &[u8]) -> Answer {
    Answer::new("200 OK", &[("ETag", "\"one\""), ("Accept-Ranges", "bytes")], bytes)
}

/// The header lines with which a path was asked, in order.
fn asked(server: &Server, path: &str, header: &str) -> Vec<Option<String>> {
    server.requests().into_iter().filter(|request| request.path == path).map(|request| request.headers.get(header).cloned()).collect()
}

fn articles(folder: &Path) -> usize {
    std::fs::read_to_string(folder.join("store/articles.jsonl")).map_or(0, |text| text.lines().count())
}

#[test]
fn an_archive_is_gone_on_with_where_it_broke_off_and_read_once() {
    let server = server();
    let bytes = warc();
    let (first, rest) = bytes.split_at(bytes.len() / 3);
    let head = format!("HTTP/1.1 200 OK\r\nConnection: close\r\nETag: \"one\"\r\nContent-Length: {}\r\n\r\n", bytes.len());
    server.answer("/a.warc.gz", Answer::raw([head.as_bytes(), first].concat()));
    let range = format!("bytes {}-{}/{}", first.len(), bytes.len() - 1, bytes.len());
    server.answer("/a.warc.gz", Answer::new("206 Partial Content", &[("ETag", "\"one\""), ("Content-Range", &range)], rest));
    let folder = folder(&format!("[[source]]\nwarc = \"{}\"\n", server.url("/a.warc.gz")));
    let run = annals(folder.path(), &["run"], 0);
    assert!(run.err.contains("1 archive read"), "{}", run.err);
    let from = format!("bytes={}-", first.len());
    assert_eq!(asked(&server, "/a.warc.gz", "range"), [None, Some(from)], "{}", run.err);
    assert_eq!(asked(&server, "/a.warc.gz", "if-range"), [None, Some("\"one\"".to_owned())]);
    let read = articles(folder.path());
    assert!(read > 0, "{}", run.err);
    let left: Vec<_> = std::fs::read_dir(folder.path().join("store/remote")).expect("notes").flatten().collect();
    assert_eq!(left.len(), 1, "the bytes are thrown away, the note stays: {left:?}");
    let again = annals(folder.path(), &["run"], 0);
    assert_eq!((asked(&server, "/a.warc.gz", "range").len(), articles(folder.path())), (2, read), "{}", again.err);
    assert!(server.paths().contains(&"/robots.txt".to_owned()));
}

#[test]
fn a_list_names_archives_and_a_choice_is_made_of_their_pages() {
    let server = server();
    server.answer("/lists/crawl/warc.paths", Answer::new("200 OK", &[], b"crawl/b.warc.gz\ncrawl/X-20240101000000-1.warc.gz\n"));
    server.answer("/lists/crawl/b.warc.gz", whole(&warc()));
    let list = server.url("/lists/crawl/warc.paths");
    let none = folder(&format!("[[source]]\nwarc = \"{list}\"\nhosts = [\"other.example\"]\nfrom = 2025-01-01\n"));
    let run = annals(none.path(), &["run"], 0);
    assert!(run.err.contains("1 archive read (0 pages), 1 passed over"), "{}", run.err);
    assert_eq!(articles(none.path()), 0);
    assert!(!server.paths().iter().any(|path| path.contains("X-2024")), "the date in its name spares it");
    let dry = annals(none.path(), &["fetch", "--dry-run"], 0);
    assert!(!dry.out.contains("b.warc.gz"), "it was read: {}", dry.out);
    // With another choice it is read again.
    let text = std::fs::read_to_string(none.path().join("annals.toml")).expect("the configuration");
    std::fs::write(none.path().join("annals.toml"), text.replace("other.example", "eastquay.example")).expect("written");
    let dry = annals(none.path(), &["fetch", "--dry-run"], 0);
    assert_eq!(dry.out.trim(), server.url("/lists/crawl/b.warc.gz"));
    annals(none.path(), &["run"], 0);
    assert!(articles(none.path()) > 0);
}

#[test]
fn a_download_stopped_before_its_first_byte_begins_anew() {
    let server = server();
    let bytes = warc();
    // The head comes, then nothing.
    let head = format!("HTTP/1.1 200 OK\r\nConnection: close\r\nETag: \"one\"\r\nContent-Length: {}\r\n\r\n", bytes.len());
    server.answer("/a.warc.gz", Answer::raw(head.into_bytes()));
    server.answer("/a.warc.gz", whole(&bytes));
    let folder = folder(&format!("[[source]]\nwarc = \"{}\"\n", server.url("/a.warc.gz")));
    let path = folder.path().join("annals.toml");
    let text = std::fs::read_to_string(&path).expect("the configuration");
    std::fs::write(&path, text.replace("stall_seconds", "retries = 0\nstall_seconds")).expect("written");
    annals(folder.path(), &["fetch"], 3);
    let run = annals(folder.path(), &["run"], 0);
    assert!(run.err.contains("1 archive read"), "{}", run.err);
    assert_eq!(asked(&server, "/a.warc.gz", "if-none-match"), [None, None]);
    assert!(articles(folder.path()) > 0);
    // With --force it is asked whether there is another version.
    annals(folder.path(), &["fetch", "--force"], 0);
    assert_eq!(asked(&server, "/a.warc.gz", "if-none-match").last(), Some(&Some("\"one\"".to_owned())));
}

#[test]
fn what_came_of_an_archive_is_read_though_the_rest_did_not_come() {
    let server = server();
    let bytes = warc();
    let head = format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", bytes.len());
    for _ in 0..3 {
        server.answer("/a.warc.gz", Answer::raw([head.as_bytes(), bytes.get(..bytes.len() * 4 / 5).expect("a part")].concat()));
    }
    server.answer("/a.warc.gz", whole(&bytes));
    let folder = folder(&format!("[[source]]\nwarc = \"{}\"\n", server.url("/a.warc.gz")));
    let run = annals(folder.path(), &["run"], 3);
    assert!(run.err.contains("bad-length") && run.err.contains("0 archives read"), "{}", run.err);
    let some = articles(folder.path());
    assert!(some > 0, "{}", run.err);
    let run = annals(folder.path(), &["run"], 0);
    assert!(run.err.contains("1 archive read"), "{}", run.err);
    assert!(articles(folder.path()) > some);
    let lines = std::fs::read_to_string(folder.path().join("store/seen.jsonl")).expect("pages");
    let distinct: std::collections::BTreeSet<&str> = lines.lines().collect();
    assert_eq!(distinct.len(), lines.lines().count(), "no page is taken twice");
}

#[test]
fn a_cut_archive_keeps_its_good_records_and_is_told() {
    let server = server();
    let bytes = warc();
    server.answer("/cut.warc.gz", whole(bytes.get(..bytes.len() - 700).expect("long enough")));
    server.answer("/missing.warc.gz", Answer::new("404 Not Found", &[], b""));
    server.answer("/none.warc.gz", whole(b"<html><body>Our archive has moved</body></html>"));
    server.answer("/none.warc.gz", Answer::new("304 Not Modified", &[("ETag", "\"one\"")], b""));
    let sources =
        ["/cut.warc.gz", "/missing.warc.gz", "/none.warc.gz"].map(|path| format!("[[source]]\nwarc = \"{}\"\n", server.url(path)));
    let folder = folder(&sources.concat());
    let run = annals(folder.path(), &["run"], 3);
    assert!(run.err.contains("cut.warc.gz: at byte") && run.err.contains("missing"), "{}", run.err);
    assert!(run.err.contains("1 archive read") && run.err.contains("2 failed"), "{}", run.err);
    assert!(run.err.contains("none.warc.gz: it is no web archive"), "{}", run.err);
    // Later runs tell it, too, and do not ask for the one that was read; the other may have been put right since.
    let again = annals(folder.path(), &["fetch"], 3);
    assert_eq!(asked(&server, "/cut.warc.gz", "range").len(), 1);
    assert!(again.err.contains("cut.warc.gz: it was damaged at one place"), "{}", again.err);
    assert!(again.err.contains("none.warc.gz: it is no web archive; it has not changed"), "{}", again.err);
    assert_eq!(asked(&server, "/none.warc.gz", "if-none-match"), [None, Some("\"one\"".to_owned())]);
    assert!(articles(folder.path()) > 0);
}

#[test]
fn local_archives_are_a_folder_or_a_pattern_and_chosen_from() {
    let folder = folder(
        "[[source]]\nwarc = \"archives/*.warc.gz\"\nto = 2000-01-01\n\n[[source]]\nwarc = \"archives\"\nhosts = [\"eastquay.example\"]\n",
    );
    std::fs::create_dir(folder.path().join("archives")).expect("made");
    std::fs::write(folder.path().join("archives/a.warc.gz"), warc()).expect("written");
    annals(folder.path(), &["run"], 0);
    let all = articles(folder.path());
    assert!(all > 0);
    let text = std::fs::read_to_string(folder.path().join("annals.toml")).expect("the configuration");
    std::fs::write(folder.path().join("annals.toml"), text.replace("archives\"", "no-such-folder\"")).expect("written");
    let ended = annals(folder.path(), &["run"], 3);
    assert!(ended.err.contains("no-such-folder"), "{}", ended.err);
}

#[test]
fn a_stopped_or_killed_download_goes_on_from_the_bytes_that_are_here() {
    let bytes = warc();
    let total = bytes.len() as u64;
    // The whole takes about two seconds.
    let server = RangeServer::start(bytes, usize::try_from(total / 100).unwrap_or(1), Duration::from_millis(20));
    let folder = folder(&format!("[[source]]\nwarc = \"{}\"\n", server.url("/slow.warc.gz")));
    let here = || {
        let files = std::fs::read_dir(folder.path().join("store/remote")).into_iter().flatten().flatten();
        files
            .filter(|file| file.path().extension().is_some_and(|ending| ending == "part"))
            .map(|file| file.metadata().map_or(0, |m| m.len()))
            .sum::<u64>()
    };
    for (signal, at, code) in [("TERM", total / 10, Some(130)), ("KILL", total / 3, None)] {
        let running = start(folder.path(), &["fetch"]);
        running.until(|_| here() > at);
        let asked = Instant::now();
        running.signal(signal);
        let ended = running.end();
        assert_eq!(ended.code, code, "{}", ended.err);
        assert!(asked.elapsed() < Duration::from_secs(2), "{signal} took {:?}", asked.elapsed());
        assert!(here() < total);
    }
    let run = annals(folder.path(), &["run"], 0);
    assert!(run.err.contains("1 archive read"), "{}", run.err);
    let ranges = server.ranges();
    assert!(matches!(ranges.as_slice(), [None, Some(second), Some(third)] if 0 < *second && second < third), "{ranges:?}");
    assert!(articles(folder.path()) > 0);
}

#[test]
fn an_archive_that_always_breaks_off_at_the_same_place_is_left() {
    let server = server();
    // Without a mark of its version it begins anew each time, so what comes is much and never new.
    let head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9000000\r\n\r\n";
    server.answer("/a.warc.gz", Answer::raw([head.as_slice(), &warc(), &vec![b'x'; 2 << 20]].concat()));
    let folder = folder(&format!("[[source]]\nwarc = \"{}\"\n", server.url("/a.warc.gz")));
    let run = annals(folder.path(), &["fetch"], 3);
    assert_eq!(asked(&server, "/a.warc.gz", "range"), [None, None, None], "{}", run.err);
}

#[test]
fn a_server_that_asks_to_be_left_alone_is_left_alone() {
    let server = server();
    let busy = |seconds: &str| Answer::new("503 Busy", &[("Retry-After", seconds)], b"");
    server.answer("/soon.warc.gz", busy("1"));
    server.answer("/soon.warc.gz", whole(&warc()));
    server.answer("/late.warc.gz", busy("3600"));
    let sources = ["/soon.warc.gz", "/late.warc.gz", "/other.warc.gz"].map(|path| format!("[[source]]\nwarc = \"{}\"\n", server.url(path)));
    let folder = folder(&sources.concat());
    let run = annals(folder.path(), &["fetch"], 3);
    assert!(run.err.contains("1 archive read"), "{}", run.err);
    let expected = ["/robots.txt", "/soon.warc.gz", "/soon.warc.gz", "/late.warc.gz"];
    assert_eq!(server.paths(), expected, "{}", run.err);
    let times: Vec<Instant> = server.requests().iter().map(|request| request.at).collect();
    assert!(matches!(times.as_slice(), [_, first, second, ..] if *second - *first >= Duration::from_secs(1)), "{times:?}");
    let again = annals(folder.path(), &["fetch"], 3);
    assert!(again.err.contains("is left alone until"), "{}", again.err);
    assert_eq!(server.paths(), expected, "{}", again.err);
}

#[test]
fn a_door_shut_for_a_while_costs_no_bytes() {
    let server = server();
    let bytes = warc();
    let (first, rest) = bytes.split_at(bytes.len() / 3);
    let head = format!("HTTP/1.1 200 OK\r\nConnection: close\r\nETag: \"one\"\r\nContent-Length: {}\r\n\r\n", bytes.len());
    server.answer("/a.warc.gz", Answer::raw([head.as_bytes(), first].concat()));
    server.answer("/a.warc.gz", Answer::new("403 Forbidden", &[], b""));
    let range = format!("bytes {}-{}/{}", first.len(), bytes.len() - 1, bytes.len());
    server.answer("/a.warc.gz", Answer::new("206 Partial Content", &[("ETag", "\"one\""), ("Content-Range", &range)], rest));
    let folder = folder(&format!("[[source]]\nwarc = \"{}\"\n", server.url("/a.warc.gz")));
    annals(folder.path(), &["fetch"], 3);
    let run = annals(folder.path(), &["fetch"], 0);
    assert!(run.err.contains("1 archive read"), "{}", run.err);
    let from = Some(format!("bytes={}-", first.len()));
    assert_eq!(asked(&server, "/a.warc.gz", "range"), [None, from.clone(), from], "{}", run.err);
}
