//! Cases of configurations: what is read, and how what is wrong is named.

use super::*;
use std::time::Duration;

fn parse(text: &str) -> Result<Config, String> {
    Config::parse(text, Path::new("news/annals.toml")).map_err(|e| e.to_string())
}

#[test]
fn the_default_configuration_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("annals.toml");
    assert!(matches!(Config::read(&path), Err(AnnalsError::NoConfig { .. })));
    std::fs::write(&path, DEFAULT).expect("written");
    let config = Config::read(&path).expect("read");
    assert_eq!(config.sources.len(), 2, "a folder and a WARC file");
    assert!(!config.is_remote() && config.plan().feeds.is_empty() && config.plan().pages.is_empty());
    let (written, ours) = (&config.fetch, FetchConfig::default());
    let manners = |fetch: &FetchConfig| {
        (fetch.floor_seconds, fetch.delay_cap_seconds, fetch.timeout_seconds, fetch.stall_seconds, fetch.backoff_seconds)
    };
    assert_eq!(manners(written), manners(&ours), "the file shows what holds without it");
    assert_eq!((written.max_megabytes, written.max_pages, written.hosts_at_once, written.retries), (5, 1000, 64, 2));
    assert!(!ours.has_contact() && config.metrics.address.is_none());
}

#[test]
fn every_kind_of_source_finds_its_place_in_the_plan() {
    let config = parse(
        r#"
store = "store"
[[source]]
feed = "https://news.example/feed.xml"
[[source]]
sitemap = "https://news.example/sitemap.xml.gz"
[[source]]
section = "https://news.example/markets/"
[[source]]
pages = ["https://news.example/a", "http://news.example:8080/b"]
[[source]]
list = "addresses.txt"
[[source]]
warc = "archives/*.warc.gz"
hosts = ["News.example"]
from = 2025-02-24
to = "2025-03"
[[source]]
warc = "https://data.example/warc.paths.gz"
[fetch]
user_agent = "annals/0.1 (+https://you.example/robot)"
floor_seconds = 1
delay_cap_seconds = 5
timeout_seconds = 20
stall_seconds = 2.5
max_megabytes = 1
max_pages = 7
hosts_at_once = 3
retries = 1
backoff_seconds = 0.25
allow_private = ["intranet.example"]
[[fetch.host]]
name = "Slow.example"
floor_seconds = 30
[metrics]
address = "127.0.0.1:9464"
"#,
    )
    .expect("read");
    let plan = config.plan();
    assert_eq!(plan.feeds, ["https://news.example/feed.xml", "https://news.example/sitemap.xml.gz"]);
    assert_eq!((plan.sections.len(), plan.pages.len(), plan.max_pages, plan.hosts_at_once, plan.retries), (1, 2, 7, 3, 1));
    assert_eq!((plan.floor, plan.delay_cap), (Duration::from_secs(1), Duration::from_secs(5)));
    assert_eq!((plan.timeout, plan.stall), (Duration::from_secs(20), Duration::from_millis(2500)));
    assert_eq!((plan.backoff, plan.max_bytes), (Duration::from_millis(250), 1 << 20));
    assert_eq!(plan.allow_private, annals_fetch::AllowPrivate::Names(vec!["intranet.example".to_owned()]));
    assert_eq!(plan.floors.get("slow.example"), Some(&Duration::from_secs(30)));
    assert!(config.fetch.has_contact() && config.is_remote());
    let at = |number: usize| config.sources.get(number).expect("a source");
    assert_eq!(at(4).list.as_deref(), Some("news/addresses.txt"), "paths count from the file's folder");
    assert_eq!(at(5).warc.as_deref(), Some("news/archives/*.warc.gz"));
    assert_eq!(at(5).from.map(|day| day.to_string()).as_deref(), Some("2025-02-24"));
    assert_eq!(at(5).to.map(|day| day.to_string()).as_deref(), Some("2025-03-01"));
    assert!(!at(5).is_remote() && at(6).is_remote() && at(4).is_remote());
}

#[test]
fn what_is_wrong_is_named_with_file_and_field() {
    for (text, words) in [
        ("[[source]]\n", &["[[source]] 1", "exactly one of"] as &[&str]),
        ("[[source]]\nfeed = \"https://a.example/\"\npages = [\"https://a.example/\"]\n", &["[[source]] 1", "exactly one of"]),
        ("[[source]]\nfeeds = \"https://a.example/\"\n", &["feeds", "unknown field"]),
        ("[[source]]\nfeed = \"a.example/feed\"\n", &["[[source]] 1: feed", "no address"]),
        ("[[source]]\nfeed = \"ftp://a.example/feed\"\n", &["[[source]] 1: feed", "only http and https"]),
        ("[[source]]\nfiles = \"x\"\n[[source]]\npages = [\"https://a.example/\", \"nonsense\"]\n", &["[[source]] 2: pages", "nonsense"]),
        ("[[source]]\nwarc = \"s3://bucket/a.warc\"\n", &["[[source]] 1: warc", "only http and https"]),
        ("[[source]]\nfeed = \"https://a.example/\"\nhosts = [\"a.example\"]\n", &["[[source]] 1: hosts", "warc"]),
        ("[[source]]\nwarc = \"a.warc\"\nhosts = [\"https://a.example/\"]\n", &["[[source]] 1: hosts", "no host"]),
        ("[[source]]\nwarc = \"a.warc\"\nfrom = \"lately\"\n", &["from", "no date"]),
        ("[[source]]\nwarc = \"a.warc\"\nfrom = 2025-03-01\nto = 2025-03-01\n", &["[[source]] 1: to", "after 2025-03-01"]),
        ("[fetch]\nfloor_second = 1\n", &["floor_second", "unknown field"]),
        ("[fetch]\nfloor_seconds = -1\n", &["[fetch] floor_seconds", "no length of time"]),
        ("[fetch]\nfloor_seconds = nan\n", &["[fetch] floor_seconds", "no length of time"]),
        ("[fetch]\nstall_seconds = 0\n", &["[fetch] stall_seconds", "no length of time"]),
        ("[fetch]\nmax_megabytes = 0\n", &["[fetch] max_megabytes", "at least 1"]),
        ("[fetch]\nhosts_at_once = 0\n", &["[fetch] hosts_at_once", "at least 1"]),
        ("[fetch]\nallow_private = \"yes\"\n", &["allow_private", "true, false, or a list"]),
        ("[fetch]\nuser_agent = \"\"\n", &["[fetch] user_agent"]),
        ("[[fetch.host]]\nname = \"https://a.example\"\nfloor_seconds = 1\n", &["[[fetch.host]] name", "no host"]),
        ("[[fetch.host]]\nname = \"a.example\"\n", &["floor_seconds"]),
        ("[metrics]\naddress = \"9464\"\n", &["address"]),
    ] {
        let error = parse(&format!("store = \"s\"\n{text}")).expect_err(text);
        assert!(error.starts_with("news/annals.toml"), "{error}");
        for word in words {
            assert!(error.contains(word), "no `{word}` in: {error}");
        }
    }
    assert!(parse("").expect_err("no store").contains("store"));
}

#[test]
fn a_contact_is_an_address_of_the_web_or_of_mail() {
    for (agent, contact) in [
        ("annals/0.1", false),
        ("annals/0.1 (+https://you.example/robot)", true),
        ("annals/0.1 (robot@you.example)", true),
        ("annals/0.1 (@home)", false),
    ] {
        let fetch = FetchConfig { user_agent: agent.to_owned(), ..FetchConfig::default() };
        assert_eq!(fetch.has_contact(), contact, "{agent}");
    }
}

#[test]
fn pages_of_archives_are_chosen_by_host_and_day() {
    let text = "store = \"s\"\n[[source]]\nwarc = \"a.warc\"\nhosts = [\"*.news.example\"]\nfrom = 2025-02-24\nto = 2025-03\n";
    let config = parse(&text.replace("2025-03\n", "\"2025-03\"\n")).expect("read");
    let filter = config.sources.first().expect("a source").filter();
    assert_eq!(filter.hosts, ["news.example"]);
    assert_eq!(filter.from.map(|at| at.to_string()).as_deref(), Some("2025-02-24T00:00:00Z"));
    assert_eq!(filter.to.map(|at| at.to_string()).as_deref(), Some("2025-03-01T00:00:00Z"));
}
