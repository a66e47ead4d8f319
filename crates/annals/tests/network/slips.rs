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

#[test]
fn what_is_named_by_hand_and_cannot_be_asked_is_told() {
    let folder = folder("");
    let names = ["file:///any.warc.gz", "ftp://x.example/y.warc.gz", "127.0.0.1:8801/feed.xml", "news.example/feed.xml", "localhost:1/a"];
    for name in names {
        let fetch = annals(folder.path(), &["fetch", name], 3);
        assert!(fetch.err.lines().any(|line| line.contains("rejected") && line.contains(name)), "{}", fetch.err);
        assert!(fetch.err.contains("1 failed"), "{}", fetch.err);
        assert_eq!(fetch.err.contains(&format!("http://{name} meant")), !name.contains("://"), "{}", fetch.err);
    }
    for command in [&["feed", "parse", "news.example/feed.xml"][..], &["robots", "news.example/feed.xml", "--agent", "a", "/"]] {
        let asked = annals(folder.path(), command, 2);
        assert!(asked.err.contains("http://news.example/feed.xml meant"), "{}", asked.err);
    }
    assert!(!annals(folder.path(), &["feed", "parse", "feed.xml"], 2).err.contains("http://"), "a file's name");
}

#[test]
fn lines_of_a_list_that_are_no_addresses_are_told_with_their_place() {
    let server = server();
    server.answer("/moved.txt", Answer::new("200 OK", &[], b"\n<!DOCTYPE html>\n<html><body><p>This list has moved</p></body></html>\n"));
    let moved = server.url("/moved.txt");
    let folder = folder(&format!("[[source]]\nlist = \"pages.txt\"\n[[source]]\nlist = \"{moved}\"\n"));
    let text = format!("# pages\n{}\nno address\n{} seen on Monday\nnews.example/a\n", server.url(PAGE), server.url("/other"));
    std::fs::write(folder.path().join("pages.txt"), text).expect("written");
    let fetch = annals(folder.path(), &["fetch"], 3);
    for (place, reason) in [("3", "no address"), ("4", "other words"), ("5", "http://news.example/a meant")] {
        let told = fetch.err.lines().any(|line| line.contains(&format!("pages.txt:{place}: ")) && line.contains(reason));
        assert!(told, "{place}: {}", fetch.err);
    }
    assert!(fetch.err.contains(&format!("{moved}: it is HTML, no list of addresses\n")), "{}", fetch.err);
    assert!(fetch.err.contains("1 fetched") && fetch.err.contains("4 failed"), "{}", fetch.err);
    assert!(!server.paths().iter().any(|path| path.starts_with("/other")), "{:?}", server.paths());
}

#[test]
fn fetching_says_that_sources_on_this_machine_are_read_by_run() {
    let folder = folder("[[source]]\nfiles = \"pages\"\n[[source]]\nwarc = \"none.warc\"\n");
    std::fs::create_dir(folder.path().join("pages")).expect("made");
    let fetch = annals(folder.path(), &["fetch"], 3);
    assert!(fetch.err.contains("sources on this machine are read by `annals run`"), "{}", fetch.err);
    assert!(fetch.err.contains("none.warc") && !fetch.err.contains("rejected pages"), "{}", fetch.err);
    let text = std::fs::read_to_string(folder.path().join("annals.toml")).expect("the configuration");
    std::fs::write(folder.path().join("annals.toml"), text.split("[[source]]").next().expect("a head")).expect("written");
    assert!(!annals(folder.path(), &["fetch"], 0).err.contains("this machine"));
}

#[test]
fn rules_without_a_question_say_what_to_add() {
    let folder = folder("");
    std::fs::write(folder.path().join("robots.txt"), "User-agent: *\nDisallow: /a\n").expect("written");
    let asked = annals(folder.path(), &["robots", "robots.txt", "--agent", "a"], 2);
    assert!(asked.err.contains("--info") && asked.out.is_empty(), "{asked:?}");
}
