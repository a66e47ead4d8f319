//! Everything that servers do wrong: each fault ends as its own outcome, and the run goes on to a page that is well.

#![expect(clippy::unwrap_used, reason = "a test that fails says so by panicking")]

mod site;

use annals_fetch::{Outcome, Plan};
use site::{Answer, Site, feeds, memory, pages, plan, run, run_with, whole};
use std::io::Write;
use std::net::TcpListener;
use std::time::{Duration, Instant};

const HTML: (&str, &str) = ("Content-Type", "text/html");

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// An answer as raw bytes: head lines, an empty line, a body.
fn raw(head: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n").as_bytes(), body].concat()
}

/// What becomes of a page that answers so; behind it, on the same host, a good page must still come.
fn outcome(answer: Answer) -> (Outcome, String) {
    let site = Site::start();
    site.answer("/page", answer).answer("/good", Answer::page("<p>good"));
    let run = run(&Plan { retries: 0, ..pages(&site, &["/page", "/good"]) });
    assert_eq!(run.outcome(&site.url("/good")), Some(Outcome::Fetched), "{:?}", run.told);
    let told = run.told.iter().find(|told| told.url == site.url("/page")).unwrap();
    assert_eq!(run.pages.len(), 1 + usize::from(!told.outcome.is_failure()), "{told:?}");
    (told.outcome, told.detail.clone())
}

#[test]
fn heads_that_are_wrong() {
    let many: String = (0..400).map(|number| format!("X-{number}: {}\r\n", "h".repeat(20))).collect();
    let long = format!("X-Long: {}\r\n", "h".repeat(70_000));
    let longer = format!("X-Longer: {}\r\n", "h".repeat(600_000));
    for (answer, expected) in [
        (Answer::Bytes(b"\0\0 this is no http\r\n\r\n".to_vec()), Outcome::Protocol),
        (Answer::Bytes(b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n".to_vec()), Outcome::Protocol),
        (Answer::Bytes(Vec::new()), Outcome::Reset),
        (Answer::Bytes(b"HTTP/1.1 200 OK\r\nContent-Ty".to_vec()), Outcome::Reset),
        (Answer::Reset(Vec::new()), Outcome::Reset),
        (Answer::Reset(b"HTTP/1.1 200 OK\r\n".to_vec()), Outcome::Reset),
        (Answer::Silence(Vec::new(), Duration::from_secs(5)), Outcome::Stalled),
        (Answer::Silence(b"HTTP/1.1 200 OK\r\n".to_vec(), Duration::from_secs(5)), Outcome::Stalled),
        (Answer::Bytes(raw(&many, b"<p>")), Outcome::HeaderTooLarge),
        (Answer::Bytes(raw(&long, b"<p>")), Outcome::HeaderTooLarge),
        (Answer::Bytes(raw(&longer, b"<p>")), Outcome::HeaderTooLarge),
        (Answer::new("200 OK", &[("Content-Type", "image/png")], &[0; 100]), Outcome::MediaType),
        (Answer::new("206 Partial Content", &[HTML], b"<p>"), Outcome::Protocol),
        (Answer::new("304 Not Modified", &[], b""), Outcome::Protocol),
    ] {
        let shown = format!("{answer:?}").chars().take(80).collect::<String>();
        let (outcome, detail) = outcome(answer);
        assert_eq!(outcome, expected, "{shown}: {detail}");
    }
}

#[test]
fn every_status_has_its_meaning() {
    for (status, expected) in [
        ("400 Bad", Outcome::ClientError),
        ("401 Who", Outcome::Forbidden),
        ("403 No", Outcome::Forbidden),
        ("404 Not Found", Outcome::Missing),
        ("408 Slow", Outcome::Unavailable),
        ("410 Gone", Outcome::Gone),
        ("418 Teapot", Outcome::ClientError),
        ("429 Slow Down", Outcome::RateLimited),
        ("451 Law", Outcome::Forbidden),
        ("500 Oops", Outcome::ServerError),
        ("502 Gateway", Outcome::ServerError),
        ("503 Busy", Outcome::Unavailable),
    ] {
        assert_eq!(outcome(Answer::status(status)).0, expected, "{status}");
    }
}

#[test]
fn bodies_that_break_off() {
    let chunked = |body: &[u8]| raw("Transfer-Encoding: chunked\r\n", body);
    for (answer, expected) in [
        (Answer::Bytes(raw("Content-Length: 500\r\n", b"<p>cut")), Outcome::BadLength),
        (Answer::Bytes(raw("Content-Length: -1\r\n", b"<p>cut")), Outcome::BadLength),
        (Answer::Bytes(raw("Content-Length: 6\r\nContent-Length: 7\r\n", b"<p>cut")), Outcome::BadLength),
        (Answer::Reset(raw("Content-Length: 500\r\n", b"<p>cut")), Outcome::Reset),
        (Answer::Bytes(chunked(b"5\r\n<p>ab\r\n")), Outcome::BadChunk),
        (Answer::Bytes(chunked(b"5\r\n<p>ab\r\nzz\r\n")), Outcome::BadChunk),
        (Answer::Bytes(chunked(b"5\r\n<p>abcdefgh\r\n0\r\n\r\n")), Outcome::BadChunk),
        (Answer::Bytes(chunked(b"ffffffffffffffffff\r\n<p>")), Outcome::BadChunk),
        (Answer::Reset(chunked(b"5\r\n<p>ab\r\n")), Outcome::Reset),
        (Answer::Silence(raw("Content-Length: 500\r\n", b"<p>cut"), Duration::from_secs(5)), Outcome::Stalled),
        (Answer::Slowly(raw("Content-Length: 500\r\n", &[b'a'; 500]), 10, Duration::from_millis(100)), Outcome::TooSlow),
    ] {
        let shown = format!("{answer:?}").chars().take(80).collect::<String>();
        let began = Instant::now();
        let (outcome, detail) = outcome(answer);
        assert_eq!(outcome, expected, "{shown}: {detail}");
        assert!(began.elapsed() < Duration::from_secs(4), "{shown}: {:?}", began.elapsed());
    }
}

#[test]
fn packed_bodies_that_are_traps_or_broken() {
    let bomb = gzip(&vec![0; 64 << 20]);
    assert!(bomb.len() * 1000 < 65 << 20);
    let coded = |coding: &str, body: &[u8]| Answer::new("200 OK", &[HTML, ("Content-Encoding", coding)], body);
    for (answer, expected) in [
        (coded("gzip", &bomb), Outcome::Bomb),
        (coded("gzip, gzip", &gzip(&bomb)), Outcome::Bomb),
        (coded("gzip", b"<p>not packed"), Outcome::BodyBroken),
        (coded("gzip", &bomb[..bomb.len() / 100]), Outcome::BodyBroken),
        (coded("zstd", b"<p>"), Outcome::BadEncoding),
        (coded("gzip", &gzip(b"<p>in")), Outcome::Fetched),
    ] {
        let (outcome, detail) = outcome(answer);
        assert_eq!(outcome, expected, "{detail}");
    }
}

#[test]
fn a_long_body_is_cut_and_marked() {
    let site = Site::start();
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
    site.answer("/endless", Answer::Endless(head.to_vec()));
    site.answer("/long", Answer::Bytes(whole("200 OK", &[HTML], &[b'b'; 100_001])));
    site.answer("/packed", Answer::Bytes(whole("200 OK", &[HTML, ("Content-Encoding", "gzip")], &gzip(&[b'c'; 200_000]))));
    site.answer("/fits", Answer::Bytes(whole("200 OK", &[HTML], &[b'd'; 100_000])));
    let run = run(&Plan { max_bytes: 100_000, ..pages(&site, &["/endless", "/long", "/packed", "/fits"]) });
    let marked = |page: &annals_model::RawPage| page.headers.contains(&("warc-truncated".to_owned(), "length".to_owned()));
    let got: Vec<(usize, bool)> = run.pages.iter().map(|page| (page.body.len(), marked(page))).collect();
    assert_eq!(got, [(100_000, true), (100_000, true), (100_000, true), (100_000, false)], "{:?}", run.told);
    assert_eq!((run.report.truncated, run.report.fetched, run.report.bytes), (3, 4, 400_000));
}

#[test]
fn hosts_that_cannot_be_reached() {
    let closed = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    // Speaks no TLS: what it sends is no handshake.
    let plain = Site::start();
    plain.answer("/a", Answer::page("<p>a"));
    for (url, expected) in [
        ("http://no-such-host.invalid/a".to_owned(), Outcome::Dns),
        (format!("http://127.0.0.1:{closed}/a"), Outcome::Refused),
        ("http://not an address".to_owned(), Outcome::BadAddress),
        ("data:text/html,x".to_owned(), Outcome::Scheme),
        ("file:///etc/hostname".to_owned(), Outcome::Scheme),
        ("no address".to_owned(), Outcome::BadAddress),
        ("ftp://127.0.0.1/a".to_owned(), Outcome::Scheme),
    ] {
        let run = run(&Plan { pages: vec![url.clone()], ..plan() });
        assert_eq!(run.only().0, expected, "{url}: {:?}", run.told);
    }
}

#[test]
fn a_connection_that_is_not_to_be_trusted_is_not_used() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            // Reads the greeting and answers with an alert: no common cipher.
            let mut greeting = [0; 512];
            let _ = std::io::Read::read(&mut stream, &mut greeting);
            let _ = stream.write_all(&[0x15, 3, 3, 0, 2, 2, 40]);
        }
    });
    let run = run(&Plan { pages: vec![format!("https://127.0.0.1:{port}/a")], ..plan() });
    assert_eq!(run.only().0, Outcome::Tls, "{:?}", run.told);
}

#[test]
fn a_page_in_a_feeds_place_is_told_from_one() {
    let site = Site::start();
    site.answer("/feed", Answer::page("<!doctype html><html><body><p>We are moving house.</p></body></html>"));
    let (_folder, mut state) = memory();
    let run = run_with(&feeds(&site, &["/feed"]), &mut state);
    assert_eq!(run.only().0, Outcome::NotAFeed);
    assert!(run.pages.is_empty());
}
