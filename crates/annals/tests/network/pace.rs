//! A host is kept at a distance whoever asks it: the reader of lists, the crawl, and who brings archives.

use crate::program::{annals, folder, server};
use annals_tests::server::{Answer, Server};
use std::time::Duration;

const FLOOR: Duration = Duration::from_millis(400);

/// The configuration's floor made long enough to be seen.
fn slower(folder: &tempfile::TempDir) {
    let path = folder.path().join("annals.toml");
    let text = std::fs::read_to_string(&path).expect("the configuration");
    std::fs::write(&path, text.replace("floor_seconds = 0.01", "floor_seconds = 0.4\nretries = 0")).expect("written");
}

#[track_caller]
fn assert_distance(server: &Server, told: &str) {
    let requests = server.requests();
    for pair in requests.windows(2) {
        let [before, after] = pair else { continue };
        let between = after.at - before.at;
        assert!(between >= FLOOR, "{between:?} between {} and {}: {told}", before.path, after.path);
    }
}

#[test]
fn lists_pages_and_archives_of_a_host_keep_one_distance() {
    let server = server();
    let page = server.url("/page");
    server.answer("/pages.txt", Answer::new("200 OK", &[], page.as_bytes()));
    server.answer("/page", Answer::new("200 OK", &[("Content-Type", "text/html")], b"<p>News"));
    let folder =
        folder(&format!("[[source]]\nlist = \"{}\"\n\n[[source]]\nwarc = \"{}\"\n", server.url("/pages.txt"), server.url("/none.warc.gz")));
    slower(&folder);
    let run = annals(folder.path(), &["fetch"], 3);
    assert_eq!(server.paths(), ["/robots.txt", "/pages.txt", "/page", "/none.warc.gz"], "{}", run.err);
    assert_distance(&server, &run.err);
}

#[test]
fn a_host_whose_robots_txt_cannot_be_read_is_kept_at_a_distance_too() {
    let server = Server::start().expect("a server");
    server.answer("/robots.txt", Answer::new("500 Broken", &[], b""));
    let folder =
        folder(&format!("[[source]]\nlist = \"{}\"\n\n[[source]]\npages = [\"{}\"]\n", server.url("/pages.txt"), server.url("/page")));
    slower(&folder);
    let run = annals(folder.path(), &["fetch"], 3);
    assert_eq!(server.paths(), ["/robots.txt", "/robots.txt"], "{}", run.err);
    assert_distance(&server, &run.err);
}

#[test]
fn a_redirect_asks_the_other_site_s_rules_first() {
    let (here, there) = (server(), Server::start().expect("a server"));
    there.answer("/robots.txt", Answer::new("200 OK", &[], b"User-agent: *\nDisallow: /closed"));
    there.answer("/open.warc.gz", Answer::new("404 Not Found", &[], b""));
    let to = |path: &str| Answer::new("302 Found", &[("Location", &there.url(path))], b"");
    here.answer("/pages.txt", to("/closed/pages.txt"));
    here.answer("/a.warc.gz", to("/closed/a.warc.gz"));
    here.answer("/b.warc.gz", to("/open.warc.gz"));
    let sources = [("list", "/pages.txt"), ("warc", "/a.warc.gz"), ("warc", "/b.warc.gz")];
    let folder = folder(&sources.map(|(kind, path)| format!("[[source]]\n{kind} = \"{}\"\n", here.url(path))).concat());
    slower(&folder);
    let run = annals(folder.path(), &["fetch"], 3);
    assert_eq!(there.paths(), ["/robots.txt", "/open.warc.gz"], "{}", run.err);
    assert_eq!(run.err.matches("robots.txt closes it").count(), 2, "{}", run.err);
    assert_distance(&here, &run.err);
    assert_distance(&there, &run.err);
    let refused = annals(folder.path(), &["feed", "add", &here.url("/pages.txt")], 2);
    assert!(refused.err.contains("robots.txt closes it"), "{}", refused.err);
}
