//! Addresses that failed in an earlier run: told again with the reason, asked again when that is wanted.

use crate::program::{annals, folder, server};
use annals_tests::server::{Answer, Server};

fn html() -> Answer {
    Answer::new("200 OK", &[("Content-Type", "text/html")], b"<p>News")
}

fn asked(server: &Server, path: &str) -> usize {
    server.paths().iter().filter(|asked| *asked == path).count()
}

#[test]
fn an_address_that_failed_is_told_with_its_reason_and_asked_again_by_force() {
    for (status, word) in [
        ("404 Not Found", "missing"),
        ("403 No", "forbidden"),
        ("410 Gone", "gone"),
        ("500 Oops", "server-error"),
        ("503 Busy", "unavailable"),
    ] {
        let server = server();
        server.answer("/a", Answer::new(status, &[], b""));
        server.answer("/a", html());
        let folder = folder("");
        let path = folder.path().join("annals.toml");
        let text = std::fs::read_to_string(&path).expect("the configuration");
        std::fs::write(&path, text.replace("floor_seconds = 0.01", "floor_seconds = 0.4\nretries = 0")).expect("written");
        let url = server.url("/a");
        annals(folder.path(), &["fetch", &url], 3);
        let again = annals(folder.path(), &["fetch", &url], 3);
        assert!(again.err.contains(&format!("{word}: status {}", &status[..3])) && again.err.contains("--force"), "{}", again.err);
        assert!(again.err.contains("0 known, 0 not due") && again.err.contains("1 failed"), "{}", again.err);
        assert_eq!(asked(&server, "/a"), 1);
        let forced = annals(folder.path(), &["fetch", "--force", &url], 0);
        assert!(forced.err.contains("1 fetched"), "{status}: {}", forced.err);
    }
}

#[test]
fn a_configured_address_that_stands_as_failed_is_told_in_every_run() {
    let server = server();
    server.answer("/feed.xml", Answer::new("403 No", &[], b""));
    server.answer("/a", Answer::new("404 Not Found", &[], b""));
    let folder = folder(&format!("[[source]]\nfeed = \"{}\"\n[[source]]\npages = [\"{}\"]\n", server.url("/feed.xml"), server.url("/a")));
    annals(folder.path(), &["fetch"], 3);
    let again = annals(folder.path(), &["fetch"], 3);
    for path in ["/feed.xml", "/a"] {
        let lines = again.err.lines().filter(|line| line.contains("rejected") && line.contains(&server.url(path))).count();
        assert_eq!((lines, asked(&server, path)), (1, 1), "{path}: {}", again.err);
    }
    annals(folder.path(), &["fetch", "--force"], 3);
    assert_eq!((asked(&server, "/feed.xml"), asked(&server, "/a")), (2, 2));
}

#[test]
fn a_host_that_asked_for_rest_keeps_it_though_forced_and_one_that_was_away_does_not() {
    let server = server();
    server.answer("/a", Answer::new("429 Slow", &[("Retry-After", "3600")], b""));
    let folder = folder("");
    annals(folder.path(), &["fetch", &server.url("/a")], 3);
    let forced = annals(folder.path(), &["fetch", "--force", &server.url("/a")], 3);
    assert!(forced.err.contains("rate-limited: its host asked to be left alone until 20"), "{}", forced.err);
    assert_eq!(asked(&server, "/a"), 1);
    let plain = annals(folder.path(), &["fetch", &server.url("/a")], 3);
    assert!(plain.err.contains("rate-limited"), "{}", plain.err);

    let closed = std::net::TcpListener::bind(("127.0.0.1", 0)).and_then(|open| open.local_addr()).expect("a port").port();
    let dead = |path: &str| format!("http://127.0.0.1:{closed}{path}");
    annals(folder.path(), &["fetch", &dead("/a")], 3);
    let other = annals(folder.path(), &["fetch", &dead("/b")], 3);
    assert!(other.err.contains("unreachable: its host could not be reached") && other.err.contains("--force"), "{}", other.err);
    let forced = annals(folder.path(), &["fetch", "--force", &dead("/a")], 3);
    assert!(forced.err.contains("refused: ") && !forced.err.contains("--force asks"), "{}", forced.err);
}

#[test]
fn a_fragment_is_no_part_of_the_address_that_is_kept() {
    let server = server();
    server.answer("/a", html());
    let folder = folder("");
    let fetch = annals(folder.path(), &["--json-log", "fetch", &server.url("/a#part")], 0);
    assert!(fetch.err.contains(&server.url("/a")) && !fetch.err.contains("#part"), "{}", fetch.err);
    let list = std::fs::read_to_string(folder.path().join("store/pages/annals-000001.cdxj")).expect("a list of what the archive holds");
    assert!(list.contains(&server.url("/a")) && !list.contains("#part"), "{list}");
}
