//! How many pages a second come from many hosts at once, and what memory that takes.

#![expect(clippy::unwrap_used, reason = "a test that fails says so by panicking")]

use annals_fetch::{AllowPrivate, CrawlState, Hooks, Keep, Plan, fetch};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

/// A server that keeps connections open; every page holds its path and so differs.
fn serve(size: usize) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || answer(stream, size).ok());
        }
    });
    port
}

fn answer(mut stream: TcpStream, size: usize) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
        while line != "\r\n" {
            line.clear();
            reader.read_line(&mut line)?;
        }
        let answer = if path == "/robots.txt" {
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned()
        } else {
            let body = format!("<p>{path}{}", "a page of news, ".repeat(size / 16));
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n{body}", body.len())
        };
        stream.write_all(answer.as_bytes())?;
    }
}

/// The most memory that this process has had, in MiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or_default() / 1024
}

fn crawl(hosts: usize, pages: usize, size: usize) -> (f64, u64) {
    let ports: Vec<u16> = (0..hosts).map(|_| serve(size)).collect();
    let urls = (0..pages).flat_map(|page| ports.iter().map(move |port| format!("http://127.0.0.1:{port}/{port}/{page}"))).collect();
    let plan = Plan { pages: urls, floor: Duration::ZERO, allow_private: AllowPrivate::All, max_pages: usize::MAX, ..Plan::default() };
    let folder = tempfile::tempdir().unwrap();
    let mut state = CrawlState::open(&folder.path().join("crawl.redb")).unwrap();
    let (mut kept, began) = (0_u64, Instant::now());
    let mut keep = |keep: Keep| {
        kept += u64::from(matches!(keep, Keep::Page { .. }));
        Ok(kept.to_be_bytes().to_vec())
    };
    let report = fetch(&plan, &mut state, Hooks { keep: &mut keep, tell: &mut |_| {}, stop: &|| false }).unwrap();
    assert_eq!((report.fetched, report.failed_count), (hosts * pages, 0), "{:?}", report.failures);
    ((hosts * pages) as f64 / began.elapsed().as_secs_f64(), peak())
}

#[test]
fn fifty_hosts_are_asked_at_once() {
    let (pace, _) = crawl(50, 10, 30_000);
    assert!(pace > 100.0, "{pace:.0} pages a second");
}

#[test]
#[ignore = "a measurement of 10,000 pages, for the release profile"]
fn ten_thousand_pages() {
    let (pace, peak) = crawl(50, 200, 30_000);
    writeln!(std::io::stdout(), "{pace:.0} pages/s, {peak} MiB at the most").unwrap();
    assert!(pace >= 400.0 && peak < 150, "{pace:.0} pages/s, {peak} MiB");
}

#[test]
#[ignore = "a measurement of 600 MB of pages, for the release profile"]
fn large_pages_do_not_pile_up() {
    let (pace, peak) = crawl(50, 4, 3_000_000);
    writeln!(std::io::stdout(), "{pace:.0} large pages/s, {peak} MiB at the most").unwrap();
    assert!(peak < 400, "{peak} MiB, of which the servers hold 150");
}
