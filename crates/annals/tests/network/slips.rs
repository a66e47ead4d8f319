//! Slips of whoever configures or calls: what is wrong is named, the rest is done, and the exit code tells.

use crate::program::{annals, folder, server};
use annals_tests::server::{Answer, Server};

const PAGE: &str = "/eastquay.example/news/20250226-stocks-jump.html";

#[test]
fn a_source_that_is_not_there_leaves_the_others_alone() {
    let server = server();
    let sources = format!(
        "[[source]]\nwarc = \"nope.warc\"\n[[source]]\nwarc = \"no*ne.warc\"\n[[source]]\nfiles = \"nofolder\"\n[[source]]\npages = [\"{}\"]\n",
        server.url(PAGE)
    );
    let folder = folder(&sources);
    let run = annals(folder.path(), &["run"], 3);
    for name in ["nope.warc", "no*ne.warc", "nofolder"] {
        assert!(run.err.lines().any(|line| line.contains("rejected") && line.contains(name)), "{name}: {}", run.err);
    }
    assert!(run.err.contains("index      1 articles"), "{}", run.err);
}

#[test]
fn an_address_named_by_hand_that_robots_txt_closes_is_left_out() {
    let server = Server::start().expect("a server");
    server.answer("/robots.txt", Answer::new("200 OK", &[], b"User-agent: *\nDisallow: /account/\n"));
    let folder = folder("");
    let fetch = annals(folder.path(), &["fetch", &server.url("/account/z")], 3);
    assert!(fetch.err.contains("Disallow: /account/"), "{}", fetch.err);
}

#[test]
fn rules_read_from_another_place_are_told_apart() {
    let server = Server::start().expect("a server");
    server.answer("/robots.txt", Answer::new("200 OK", &[], b"User-agent: *\nDisallow: /account/\n"));
    server.answer("/kept/rules-7.txt", Answer::new("200 OK", &[], b"User-agent: *\nDisallow: /drafts/\n"));
    let folder = folder("");
    let asked =
        |path: &str, code: i32| annals(folder.path(), &["robots", &server.url(path), "--agent", "a", "/account/me", "/drafts/1"], code);
    let home = asked("/robots.txt", 0);
    assert!(home.out.contains("\"/account/me\",\"allowed\":false") && !home.err.contains("note"), "{home:?}");
    let other = asked("/kept/rules-7.txt", 0);
    assert!(other.out.contains("\"/drafts/1\",\"allowed\":false") && other.err.contains("/robots.txt"), "{other:?}");
    // Nothing there says nothing of the site.
    assert!(asked("/kept/none.txt", 2).out.is_empty());
}

#[test]
fn rounds_without_a_pause_and_a_store_without_a_name_are_refused() {
    let folder = folder("");
    assert!(annals(folder.path(), &["run", "--every", "0"], 2).err.contains("--every"));
    let path = folder.path().join("annals.toml");
    let text = std::fs::read_to_string(&path).expect("the configuration");
    std::fs::write(&path, text.replace("store = \"store\"", "store = \"\"")).expect("written");
    assert!(annals(folder.path(), &["fetch"], 2).err.contains("store: it is empty"));
}
