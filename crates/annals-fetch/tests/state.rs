//! The crawl's memory: what it hands out, what it remembers, and what is left of it after a kill.

use annals_fetch::{CrawlState, Enqueue, FetchError, HostState, Outcome, PageFacts, Queued, Settled, Task};
use jiff::Timestamp;
use std::path::PathBuf;

struct Store {
    folder: tempfile::TempDir,
}

impl Store {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("crawl.redb")
    }

    fn open(&self) -> CrawlState {
        CrawlState::open(&self.path()).expect("the memory opens")
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_760_000_000 + seconds).expect("a moment")
}

fn kept(url: &str, sha256: &str, now: Timestamp) -> Settled {
    Settled::Kept(PageFacts { final_url: url.to_owned(), sha256: Some(sha256.to_owned()), fetched: now, ..PageFacts::default() })
}

fn failed(outcome: Outcome) -> Settled {
    Settled::Failed { outcome, detail: "it was said".to_owned(), retry: None }
}

fn digest(seed: u8) -> String {
    format!("{seed:02x}").repeat(32)
}

#[test]
fn tasks_come_in_order_once_each_and_survive_a_kill() {
    let store = Store::new();
    let mut state = store.open();
    for url in ["https://b.example/1", "https://a.example/1", "https://b.example/2"] {
        assert_eq!(state.enqueue(&Task::new(url), Enqueue::Plan, at(0)).expect("in line"), Queued::New);
    }
    assert_eq!(state.enqueue(&Task::new("https://B.example:443/1#top"), Enqueue::Plan, at(1)).expect("known"), Queued::Waiting);
    assert_eq!(state.hosts(at(1)).expect("hosts"), ["b.example", "a.example"]);
    let first = state.next("b.example", at(1)).expect("reads").expect("a task");
    assert_eq!(first.url, "https://b.example/1");
    assert_eq!(state.next("b.example", at(1)).expect("reads").expect("a task").url, "https://b.example/2");
    assert_eq!(state.next("b.example", at(1)).expect("reads"), None);
    assert_eq!(state.hosts(at(1)).expect("hosts"), ["a.example"]);
    state.settle(&first, kept("https://b.example/1", &digest(1), at(2)), at(2)).expect("settles");
    state.commit(b"here").expect("commits");
    state.enqueue(&Task::new("https://c.example/"), Enqueue::Plan, at(3)).expect("in line");
    drop(state);

    let mut state = store.open();
    assert_eq!(state.position(), b"here");
    assert_eq!(state.seen("https://c.example/").expect("reads"), None, "what was not committed never happened");
    assert_eq!(state.hosts(at(4)).expect("hosts"), ["a.example", "b.example"], "what was handed out is in line again");
    assert_eq!(state.next("b.example", at(4)).expect("reads").expect("a task").url, "https://b.example/2");
    assert_eq!(state.next("b.example", at(4)).expect("reads"), None);
    assert_eq!(state.enqueue(&first, Enqueue::Listed { updated: None }, at(5)).expect("known"), Queued::Known);
    assert_eq!(state.enqueue(&first, Enqueue::Listed { updated: Some(at(1)) }, at(5)).expect("known"), Queued::Known);
    assert_eq!(state.enqueue(&first, Enqueue::Listed { updated: Some(at(3)) }, at(5)).expect("changed"), Queued::New);
    let counts = state.counts().expect("counts");
    assert_eq!((counts.waiting, counts.kept, counts.pending), (3, 1, 2));
}

#[test]
fn ten_thousand_addresses_take_little_time() {
    let store = Store::new();
    let mut state = store.open();
    let started = std::time::Instant::now();
    for number in 0..10_000_u32 {
        let task = Task::new(format!("https://host{}.example/news/2025/03/05/a-headline-of-usual-length-{number}.html", number % 50));
        state.enqueue(&task, Enqueue::Listed { updated: None }, at(0)).expect("in line");
    }
    let mut settled = 0_u32;
    for host in state.hosts(at(1)).expect("hosts") {
        while let Some(task) = state.next(&host, at(1)).expect("reads") {
            let sha256 = format!("{settled:064x}");
            state.settle(&task, kept(&task.url, &sha256, at(1)), at(1)).expect("settles");
            settled += 1;
            if settled.is_multiple_of(500) {
                state.commit(b"x").expect("commits");
            }
        }
    }
    // A quarter of a second of work when optimised; the bounds are for busy machines.
    let bound = if cfg!(debug_assertions) { 90 } else { 5 };
    assert!(started.elapsed().as_secs() < bound, "{:?}", started.elapsed());
    assert_eq!((settled, state.counts().expect("counts").kept), (10_000, 10_000));
}

/// A state with some of everything in it, committed and closed.
fn filled(store: &Store) {
    let mut state = store.open();
    for number in 0..120_u8 {
        let task = Task::new(format!("https://host{}.example/{number}", number % 7));
        state.enqueue(&task, Enqueue::Listed { updated: None }, at(0)).expect("in line");
        match number % 4 {
            0 => state.settle(&task, kept(&task.url, &digest(number), at(1)), at(1)).expect("settles"),
            1 => state.settle(&task, failed(Outcome::Dns), at(1)).expect("settles"),
            _ => {}
        }
    }
    state.set_robots("https://host1.example", Some(b"User-agent: *\nDisallow: /x"), at(1)).expect("noted");
    state.set_host("host1.example", &HostState { next: Some(at(9)), failures: 2 }).expect("noted");
    state.commit(b"position").expect("commits");
}

#[test]
fn a_damaged_file_is_an_error_that_names_it_and_never_a_panic() {
    let store = Store::new();
    filled(&store);
    let whole = std::fs::read(store.path()).expect("a file");
    let mut seed = 7_u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).expect("a small number") % below
    };
    let (mut refused, mut opened) = (0, 0);
    for round in 0..200 {
        let mut bytes = whole.clone();
        match round % 4 {
            0 => bytes.truncate(random(whole.len())),
            1 => bytes[random(whole.len())] ^= 1 << random(8),
            2 => {
                let from = random(whole.len() - 64);
                bytes[from..from + 64].fill(0xff);
            }
            _ => {
                let from = random(whole.len() / 4096) * 4096;
                bytes[from..from + 4096].fill(0);
            }
        }
        std::fs::write(store.path(), &bytes).expect("written");
        match CrawlState::open(&store.path()) {
            Err(FetchError::State { path, reason }) => {
                assert_eq!(path, store.path());
                assert!(!reason.is_empty());
                refused += 1;
            }
            Err(error) => panic!("{error}"),
            Ok(mut state) => {
                opened += 1;
                for host in state.hosts(at(9)).expect("hosts") {
                    while state.next(&host, at(9)).expect("reads").is_some() {}
                }
                state.commit(b"again").expect("commits");
            }
        }
    }
    assert!(refused > 50 && opened > 10, "{refused} refused, {opened} opened");
}

#[test]
fn a_file_of_another_version_is_set_aside_and_a_new_one_begun() {
    const META: redb::TableDefinition<'_, &str, &[u8]> = redb::TableDefinition::new("meta");
    let store = Store::new();
    for round in 1..=2 {
        filled(&store);
        let file = redb::Database::open(store.path()).expect("opens");
        let writing = file.begin_write().expect("begins");
        writing.open_table(META).expect("a table").insert("schema", 999_u64.to_be_bytes().as_slice()).expect("written");
        writing.commit().expect("commits");
        drop(file);
        let state = store.open();
        assert!(state.position().is_empty());
        assert_eq!(state.counts().expect("counts").waiting, 0);
        let [note] = state.notes() else { panic!("{:?}", state.notes()) };
        assert!(note.contains(&format!("crawl.redb.aside-{round}")) && note.contains("999"), "{note}");
        assert!(store.folder.path().join(format!("crawl.redb.aside-{round}")).exists());
    }
}

#[test]
fn a_file_that_someone_has_open_is_refused_in_plain_words() {
    let store = Store::new();
    let first = store.open();
    let Err(error) = CrawlState::open(&store.path()) else { panic!("opened twice") };
    assert!(error.to_string().contains("another process"), "{error}");
    drop(first);
    store.open();
    let Err(error) = CrawlState::open(&store.folder.path().join("no/such/folder.redb")) else { panic!("opened") };
    assert!(!error.to_string().contains("damaged"), "{error}");
    std::fs::write(store.path(), b"<html>this is no memory</html>".repeat(400)).expect("written");
    let Err(error) = CrawlState::open(&store.path()) else { panic!("opened") };
    assert!(error.to_string().contains("damaged") && error.to_string().contains("crawl.redb"), "{error}");
}

#[test]
fn robots_and_hosts_are_remembered_robots_for_a_day() {
    let store = Store::new();
    let mut state = store.open();
    state.set_robots("https://a.example", Some(b"User-agent: *"), at(0)).expect("noted");
    state.set_robots("https://b.example", None, at(0)).expect("noted");
    state.set_host("a.example", &HostState { next: Some(at(40)), failures: 3 }).expect("noted");
    state.commit(b"").expect("commits");
    drop(state);
    let mut state = store.open();
    assert_eq!(state.robots("https://a.example", at(86_399)).expect("reads").as_deref(), Some(&b"User-agent: *"[..]));
    assert_eq!(state.robots("https://a.example", at(86_400)).expect("reads"), None);
    assert_eq!(state.robots("https://a.example", at(-1)).expect("reads"), None, "a clock that was set back");
    assert_eq!(state.robots("https://b.example", at(9)).expect("reads"), Some(Vec::new()));
    assert_eq!(state.robots("http://a.example", at(9)).expect("reads"), None);
    assert_eq!(state.host("a.example").expect("reads"), HostState { next: Some(at(40)), failures: 3 });
    state.set_host("a.example", &HostState::default()).expect("noted");
    assert_eq!(state.host("a.example").expect("reads"), HostState::default());
}
