//! Crawls of a made-up web that are killed again and again: in the end every page is in the archive, once.

use annals_fetch::{Arrival, CrawlState, Enqueue, Outcome, Queued, Settled, Task, arrive, replay};
use annals_model::RawPage;
use jiff::Timestamp;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

const HOSTS: u32 = 5;
const PAGES: u32 = 150;

fn url(number: u32) -> String {
    format!("https://host{}.example/{number}", number % HOSTS)
}

fn lists() -> Vec<String> {
    (0..3).map(|list| format!("https://host{list}.example/feed")).collect()
}

/// What the made-up web answers: three feeds that overlap, pages, some with the same bytes, and short addresses that
/// lead to the page after them.
fn answer(asked: &str, now: Timestamp) -> RawPage {
    let number = asked.rsplit('/').next().and_then(|number| number.parse::<u32>().ok());
    let (final_url, body) = match number {
        None => {
            let list = lists().iter().position(|list| list == asked).expect("a feed");
            let list = u32::try_from(list).expect("few");
            let items: String = (list * 40..list * 40 + 70).map(|number| format!("<item><link>{}</link></item>", url(number))).collect();
            (asked.to_owned(), format!("<rss version=\"2.0\"><channel>{items}</channel></rss>"))
        }
        Some(number) if number % 10 == 3 => (url(number + 1), format!("page {}", number + 1)),
        Some(number) if number % 10 == 7 => (asked.to_owned(), "the same in many places".to_owned()),
        Some(number) => (asked.to_owned(), format!("page {number}")),
    };
    RawPage {
        url: asked.to_owned(),
        final_url,
        status: 200,
        content_type: None,
        feed_date: None,
        headers: Vec::new(),
        fetched: now,
        body: body.into_bytes(),
    }
}

/// An archive that forgets, in a kill, some of what was not brought to the disk.
#[derive(Default)]
struct Archive {
    pages: Vec<RawPage>,
    synced: usize,
}

fn position(state: &CrawlState) -> usize {
    state.position().try_into().map_or(0, usize::from_be_bytes)
}

/// Begins or takes up a run.
fn opened(path: &Path, archive: &Archive, now: Timestamp) -> CrawlState {
    let mut state = CrawlState::open(path).expect("opens");
    for page in archive.pages.iter().skip(position(&state)) {
        replay(&mut state, page).expect("no damage");
    }
    state.begin(now).expect("begins");
    for list in lists() {
        state.enqueue(&Task::listing(list), Enqueue::Plan, now).expect("no damage");
    }
    for number in PAGES - 10..PAGES {
        state.enqueue(&Task::new(url(number)), Enqueue::Plan, now).expect("no damage");
    }
    let reached = archive.pages.len().to_be_bytes();
    state.commit(&reached).expect("commits");
    state
}

/// Crawls until all is done, with a kill, a commit or a failure where the choices say so; gives the archive.
fn crawl(path: &Path, choices: &[u8]) -> Archive {
    let mut archive = Archive::default();
    let mut seconds = 1_760_000_000;
    let mut choices = choices.iter().copied();
    let mut state = opened(path, &archive, Timestamp::from_second(seconds).expect("a moment"));
    archive.synced = archive.pages.len();
    loop {
        seconds += 1;
        let now = Timestamp::from_second(seconds).expect("a moment");
        let Some(host) = state.hosts(now).expect("no damage").first().cloned() else {
            match state.next_due(now).expect("no damage") {
                Some(due) => seconds = due.as_second() + 1,
                None => return archive,
            }
            continue;
        };
        let task = state.next(&host, now).expect("no damage").expect("the host has a task that is due");
        // Once the choices have run out, all goes well.
        let choice = choices.next().unwrap_or(255);
        if (16..40).contains(&choice) {
            let how = Settled::Failed { outcome: Outcome::Reset, detail: "reset".to_owned(), retry: None };
            state.settle(&task, how, now).expect("no damage");
            continue;
        }
        let page = answer(&task.at, now);
        let leads_to_known =
            page.final_url != task.at && state.seen(&page.final_url).expect("no damage").is_some_and(|seen| seen.sha256.is_some());
        if leads_to_known {
            state.settle(&task, Settled::Known { final_url: page.final_url }, now).expect("no damage");
            continue;
        }
        if choice < 16 {
            // A kill while it waits for an answer, or between the writing of the page and word of it. The disk has some
            // of what was not synced.
            if choice < 12 {
                archive.pages.push(page);
            }
            let ahead = archive.pages.len() - archive.synced;
            archive.pages.truncate(archive.synced + ahead * usize::from(choice) / 11);
            drop(state);
            state = opened(path, &archive, now);
            archive.synced = archive.pages.len();
            continue;
        }
        archive.pages.push(page.clone());
        let arrival = arrive(&mut state, &task, &page, now).expect("no damage");
        assert!(!matches!(arrival, Arrival::NotAListing(_)), "{arrival:?}");
        if choice < 60 {
            archive.synced = archive.pages.len();
            state.commit(&archive.synced.to_be_bytes()).expect("commits");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_page_is_kept_once_through_any_kills(choices in prop::collection::vec(any::<u8>(), 0..400)) {
        let folder = tempfile::tempdir().expect("a folder");
        let archive = crawl(&folder.path().join("crawl.redb"), &choices);
        let mut times: BTreeMap<String, u32> = BTreeMap::new();
        for page in &archive.pages {
            *times.entry(page.final_url.clone()).or_default() += 1;
        }
        for number in (0..PAGES).filter(|number| number % 10 != 3) {
            prop_assert_eq!(times.get(&url(number)).copied().unwrap_or_default(), 1, "page {}", number);
        }
        for list in lists() {
            prop_assert_eq!(times.get(&list).copied().unwrap_or_default(), 1, "{}", list);
        }
        // And nothing is asked for when the run is told again in full.
        let mut state = CrawlState::open(&folder.path().join("again.redb")).expect("opens");
        for page in &archive.pages {
            replay(&mut state, page).expect("no damage");
        }
        for number in 0..PAGES {
            let queued = state.enqueue(&Task::new(url(number)), Enqueue::Listed { updated: None }, Timestamp::UNIX_EPOCH).expect("no damage");
            prop_assert!(matches!(queued, Queued::Known) || number % 10 == 3, "{}: {:?}", number, queued);
        }
    }
}
