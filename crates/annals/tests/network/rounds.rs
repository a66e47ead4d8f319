//! Rounds go on until the program is asked to stop, a failed one too, and tell Prometheus how they fare.

use crate::program::{annals, folder, server, start};
use annals_tests::server::Answer;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

const PAGE: &str = "/eastquay.example/news/20250226-stocks-jump.html";

/// Where the metrics are, as the program says it.
fn metrics_at(told: &str) -> Option<String> {
    let rest = told.split("metrics at http://").nth(1)?;
    rest.split_once("/metrics").map(|(address, _)| address.to_owned())
}

fn ask(address: &str, line: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("metrics are served");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("set");
    write!(stream, "{line}\r\nHost: {address}\r\n\r\n").expect("asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    answer
}

#[test]
fn a_round_is_told_to_prometheus_and_sleep_ends_when_asked_to() {
    let server = server();
    let sources = format!("[[source]]\npages = [\"{}\", \"{}\"]\n", server.url(PAGE), server.url("/missing"));
    let folder = folder(&sources);
    let running = start(folder.path(), &["run", "--every", "1h", "--metrics", "127.0.0.1:0"]);
    let told = running.until(|told| told.contains("index      1 articles"));
    let address = metrics_at(&told).expect("an address");
    let answer = ask(&address, "GET /metrics HTTP/1.1");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains("text/plain; version=0.0.4"), "{answer}");
    for line in [
        "annals_fetch_addresses_total{outcome=\"fetched\"} 1",
        "annals_fetch_addresses_total{outcome=\"missing\"} 1",
        "annals_fetch_answers_total{class=\"2xx\"} 1",
        "annals_fetch_answers_total{class=\"4xx\"} 1",
        "annals_fetch_answer_seconds_count 2",
        "annals_rounds_total{result=\"done\"} 1",
        "annals_last_round_success 1",
        "annals_articles_total 1",
        "annals_index_articles 1",
    ] {
        assert!(answer.lines().any(|found| found == line), "no {line} in\n{answer}");
    }
    assert!(!answer.contains("127.0.0.1"), "hosts are no labels: their number has no bound\n{answer}");
    assert!(ask(&address, "GET / HTTP/1.1").starts_with("HTTP/1.1 404"));
    assert!(ask(&address, "POST /metrics HTTP/1.1").starts_with("HTTP/1.1 405"));
    // Nothing is locked between rounds: another run may write, and others read. The address of metrics is taken, though.
    let path = folder.path().join("annals.toml");
    let text = std::fs::read_to_string(&path).expect("the configuration");
    std::fs::write(&path, format!("{text}\n[metrics]\naddress = \"{address}\"\n")).expect("written");
    let other = annals(folder.path(), &["run", "--quiet"], 3);
    assert!(other.err.contains("no metrics"), "{}", other.err);
    annals(folder.path(), &["run", "--metrics", &address], 2);
    annals(folder.path(), &["stats"], 0);
    let asked = Instant::now();
    running.signal("TERM");
    let ended = running.end();
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(ended.err.contains("stopped as asked"), "{}", ended.err);
}

#[test]
fn rounds_follow_each_other_and_a_failed_one_is_told() {
    let server = server();
    let folder = folder(&format!("[[source]]\npages = [\"{}\"]\n", server.url(PAGE)));
    let path = folder.path().join("annals.toml");
    let good = std::fs::read_to_string(&path).expect("the configuration");
    let running = start(folder.path(), &["run", "--every", "1s", "--metrics", "127.0.0.1:0"]);
    let rounds = |told: &str| told.matches("stories    ").count();
    running.until(|told| rounds(told) >= 1);
    std::fs::write(&path, "store = \"store\"\nnonsense = 1\n").expect("written");
    let told = running.until(|told| told.contains("this round failed"));
    assert!(told.contains("nonsense"), "{told}");
    let answer = ask(&metrics_at(&told).expect("an address"), "GET /metrics HTTP/1.1");
    assert!(answer.contains("annals_last_round_success 0\n"), "{answer}");
    std::fs::write(&path, good).expect("written");
    let before = rounds(&running.told());
    running.until(|told| rounds(told) > before);
    running.signal("INT");
    assert_eq!(running.end().code, Some(0));
}

#[test]
fn a_round_at_work_ends_soon_when_asked_to_and_is_gone_on_with() {
    let server = server();
    let mut pages = Vec::new();
    for number in 0..40 {
        let path = format!("/slow/{number}");
        let html =
            format!("<html><body><h1>Page {number}</h1><p>Shares rose {number}% on Monday, traders said in the city.</p></body></html>");
        server.answer(
            &path,
            Answer::new("200 OK", &[("Content-Type", "text/html")], html.as_bytes()).slowly(4096, Duration::from_millis(50)),
        );
        pages.push(format!("\"{}\"", server.url(&path)));
    }
    let folder = folder(&format!("[[source]]\npages = [{}]\n", pages.join(", ")));
    let running = start(folder.path(), &["run", "--every", "1h", "--json-log"]);
    running.until(|told| told.matches("\"kind\":\"fetch\"").count() >= 3);
    let asked = Instant::now();
    running.signal("TERM");
    let ended = running.end();
    assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let asked = server.paths().iter().filter(|path| path.starts_with("/slow/")).count();
    assert!(asked < 40, "it went on");
    annals(folder.path(), &["fetch"], 0);
    let mut paths: Vec<String> = server.paths().into_iter().filter(|path| path.starts_with("/slow/")).collect();
    paths.sort();
    paths.dedup();
    assert_eq!(paths.len(), 40, "all pages were asked in the end");
    for line in ended.err.lines() {
        let value: serde_json::Value = serde_json::from_str(line).expect("every line of the log is JSON");
        if value["kind"] == "fetch" {
            assert!(value["url"].is_string() && value["outcome"] == "fetched" && value["status"] == 200, "{line}");
            assert!(
                value["time"].is_string() && value["bytes"].is_u64() && value["milliseconds"].is_u64() && value["host"].is_string(),
                "{line}"
            );
        }
    }
}

#[test]
fn failures_are_told_by_host_and_reason() {
    let server = server();
    let sources = format!(
        "[[source]]\nlist = \"addresses.txt\"\n[[source]]\nlist = \"{}\"\n[[source]]\npages = [\"{}\"]\n",
        server.url("/list.txt"),
        server.url(PAGE)
    );
    let folder = folder(&sources);
    std::fs::write(folder.path().join("addresses.txt"), format!("# two\n{}\n{}\n", server.url("/gone"), server.url("/missing")))
        .expect("written");
    server.answer("/gone", Answer::new("410 Gone", &[], b""));
    server.answer("/list.txt", Answer::new("200 OK", &[("Content-Type", "text/plain")], server.url("/listed").as_bytes()));
    let ended = annals(folder.path(), &["fetch"], 3);
    for words in ["gone", "missing", "1 fetched", "3 failed"] {
        assert!(ended.err.contains(words), "no `{words}` in {}", ended.err);
    }
    assert!(server.paths().contains(&"/listed".to_owned()));
    let log = annals(folder.path(), &["fetch", "--json-log"], 3);
    let last: serde_json::Value = serde_json::from_str(log.err.lines().last().expect("a line")).expect("JSON");
    assert_eq!((&last["kind"], &last["not_modified"], &last["failed"]), (&"summary".into(), &1.into(), &3.into()), "{}", log.err);
}
