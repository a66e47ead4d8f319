//! The crawl's memory does what a plain map in memory does, through any number of kills.

use annals_fetch::{CrawlState, Enqueue, Outcome, PageFacts, Queued, Settled, Task};
use jiff::Timestamp;
use proptest::prelude::*;
use std::collections::BTreeMap;

const DAY: i64 = 24 * 60 * 60;
const HOSTS: usize = 3;

#[derive(Clone, Copy, Debug)]
enum Step {
    Enqueue(u8, bool),
    Next(u8),
    Settle(u8, u8),
    Move(u8, u8),
    Advance(u32),
    Commit,
    Kill,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..24_u8, prop::bool::weighted(0.1)).prop_map(|(page, again)| Step::Enqueue(page, again)),
        5 => (0..3_u8).prop_map(Step::Next),
        5 => (any::<u8>(), 0..6_u8).prop_map(|(which, how)| Step::Settle(which, how)),
        1 => (any::<u8>(), 0..3_u8).prop_map(|(which, host)| Step::Move(which, host)),
        2 => prop_oneof![0..90_u32, 0..90_000_u32].prop_map(Step::Advance),
        1 => Just(Step::Commit),
        1 => Just(Step::Kill),
    ]
}

/// How an address stands, told plainly.
#[derive(Clone, Debug, Default, PartialEq)]
enum Stands {
    #[default]
    Never,
    Kept,
    Gone,
    Missing(i64),
    Disallowed(i64),
    GivenUp,
}

#[derive(Clone, Debug, Default)]
struct Page {
    stands: Stands,
    failures: u8,
    /// Host, due second (0: fresh, -1: first of all), number, whether handed out.
    place: Option<(usize, i64, u64, bool)>,
}

#[derive(Clone, Debug, Default)]
struct Model {
    pages: BTreeMap<u8, Page>,
    number: u64,
    /// Hosts that have a line, in the order in which they got it.
    turns: Vec<usize>,
}

impl Model {
    fn line(&self, host: usize) -> Vec<(i64, u64, u8)> {
        let mut line: Vec<(i64, u64, u8)> = self
            .pages
            .iter()
            .filter_map(|(page, row)| row.place.filter(|place| place.0 == host && !place.3).map(|(_, due, number, _)| (due, number, *page)))
            .collect();
        // First what was moved here or became due again, then what is fresh.
        line.sort_by_key(|(due, number, _)| (*due == 0, *due, *number));
        line
    }

    fn turn(&mut self) {
        for host in 0..HOSTS {
            let is_in = self.turns.contains(&host);
            match (self.line(host).is_empty(), is_in) {
                (false, false) => self.turns.push(host),
                (true, true) => self.turns.retain(|turn| *turn != host),
                _ => {}
            }
        }
    }

    fn stand(&mut self, page: u8, host: usize, due: i64) {
        self.number += 1;
        let number = self.number;
        self.pages.entry(page).or_default().place = Some((host, due, number, false));
    }

    fn enqueue(&mut self, page: u8, again: bool, now: i64) -> Queued {
        let row = self.pages.entry(page).or_default().clone();
        if let Some((_, due, _, handed)) = row.place {
            let asleep = due > now;
            assert!(!(asleep && handed));
            return match (asleep, again) {
                (false, _) => Queued::Waiting,
                (true, false) => Queued::NotDue,
                (true, true) => {
                    // It leaves the line before it stands there anew: a host that it was alone in loses its turn.
                    self.pages.entry(page).or_default().place = None;
                    self.turn();
                    self.stand(page, usize::from(page) % HOSTS, 0);
                    Queued::New
                }
            };
        }
        let verdict = match row.stands {
            _ if again => Queued::New,
            Stands::Never => Queued::New,
            Stands::Kept => Queued::Known,
            Stands::Gone | Stands::GivenUp => Queued::Gone,
            Stands::Missing(until) | Stands::Disallowed(until) => {
                if until <= now {
                    Queued::New
                } else {
                    Queued::NotDue
                }
            }
        };
        if verdict == Queued::New {
            self.stand(page, usize::from(page) % HOSTS, 0);
        }
        verdict
    }

    fn next(&mut self, host: usize, now: i64) -> Option<u8> {
        let (_, _, page) = self.line(host).into_iter().find(|(due, _, _)| *due <= now)?;
        if let Some(place) = self.pages.get_mut(&page).and_then(|row| row.place.as_mut()) {
            place.3 = true;
        }
        Some(page)
    }

    fn settle(&mut self, page: u8, how: u8, now: i64) {
        let row = self.pages.entry(page).or_default();
        row.place = None;
        match how {
            0 | 1 => (row.stands, row.failures) = (Stands::Kept, 0),
            2 => row.stands = Stands::Missing(now + 7 * DAY),
            3 => row.stands = Stands::Gone,
            4 => row.stands = Stands::Disallowed(now + DAY),
            _ => {
                row.failures += 1;
                if row.failures >= 8 {
                    row.stands = Stands::GivenUp;
                } else {
                    let wait = (30 * 4_i64.pow(u32::from(row.failures) - 1)).min(DAY);
                    self.stand(page, usize::from(page) % HOSTS, now + wait);
                }
            }
        }
    }

    fn handed(&self) -> Vec<u8> {
        self.pages.iter().filter(|(_, row)| row.place.is_some_and(|place| place.3)).map(|(page, _)| *page).collect()
    }

    /// After a kill, what was handed out is in line again, in the order in which hosts are named.
    fn take_back(&mut self) {
        let mut handed: Vec<(usize, i64, u64, u8)> = self
            .pages
            .iter()
            .filter_map(|(page, row)| row.place.filter(|place| place.3).map(|(host, due, number, _)| (host, due, number, *page)))
            .collect();
        handed.sort_unstable();
        for (_, _, _, page) in handed {
            if let Some(place) = self.pages.get_mut(&page).and_then(|row| row.place.as_mut()) {
                place.3 = false;
            }
            self.turn();
        }
    }
}

fn url(page: u8) -> String {
    format!("https://host{}.example/{page}", usize::from(page) % HOSTS)
}

fn outcome(how: u8, page: u8, now: Timestamp) -> Settled {
    let failed = |outcome| Settled::Failed { outcome, detail: String::new(), retry: None };
    match how {
        0 | 1 => {
            Settled::Kept(PageFacts { final_url: url(page), sha256: Some(format!("{page:064x}")), fetched: now, ..PageFacts::default() })
        }
        2 => failed(Outcome::Missing),
        3 => failed(Outcome::Gone),
        4 => Settled::Disallowed("Disallow: /".to_owned()),
        _ => failed(Outcome::Unreachable),
    }
}

fn compare(state: &CrawlState, model: &Model, seconds: i64, now: Timestamp) -> Result<(), TestCaseError> {
    let turns: Vec<String> = model
        .turns
        .iter()
        .filter(|host| model.line(**host).iter().any(|(due, _, _)| *due <= seconds))
        .map(|host| format!("host{host}.example"))
        .collect();
    prop_assert_eq!(state.hosts(now).expect("hosts"), turns);
    let counts = state.counts().expect("counts");
    let waiting = model.pages.values().filter(|row| row.place.is_some()).count() as u64;
    let kept = model.pages.values().filter(|row| row.stands == Stands::Kept).count() as u64;
    prop_assert_eq!((counts.waiting, counts.kept), (waiting, kept));
    for (page, row) in &model.pages {
        let seen = state.seen(&url(*page)).expect("reads").expect("known");
        prop_assert_eq!((seen.waiting, seen.attempts), (row.place.is_some(), row.failures));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_memory_does_what_a_map_does_through_any_kills(steps in prop::collection::vec(step(), 1..90)) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("crawl.redb");
        let mut state = CrawlState::open(&path).expect("opens");
        let (mut model, mut lasting) = (Model::default(), Model::default());
        let mut position = Vec::new();
        let mut seconds = 1_760_000_000_i64;
        for (index, step) in steps.into_iter().enumerate() {
            let now = Timestamp::from_second(seconds).expect("a moment");
            match step {
                Step::Enqueue(page, again) => {
                    let why = if again { Enqueue::Again } else { Enqueue::Listed { updated: None } };
                    let queued = state.enqueue(&Task::new(url(page)), why, now).expect("in line");
                    prop_assert_eq!(queued, model.enqueue(page, again, seconds), "page {}", page);
                }
                Step::Next(host) => {
                    let task = state.next(&format!("host{host}.example"), now).expect("reads");
                    let page = model.next(usize::from(host), seconds);
                    prop_assert_eq!(task.map(|task| task.url), page.map(url));
                }
                Step::Settle(which, how) => {
                    let handed = model.handed();
                    if let Some(page) = handed.get(usize::from(which) % handed.len().max(1)).copied() {
                        state.settle(&Task::new(url(page)), outcome(how, page, now), now).expect("settles");
                        model.settle(page, how, seconds);
                    }
                }
                Step::Move(which, host) => {
                    let handed = model.handed();
                    if let Some(page) = handed.get(usize::from(which) % handed.len().max(1)).copied() {
                        let at = format!("https://host{host}.example/moved/{page}");
                        let task = Task { at, behind: vec![url(page)], ..Task::new(url(page)) };
                        state.moved(&task, &format!("host{}.example", usize::from(page) % HOSTS)).expect("moves");
                        model.stand(page, usize::from(host), -1);
                    }
                }
                Step::Advance(by) => seconds += i64::from(by),
                Step::Commit => {
                    position = index.to_be_bytes().to_vec();
                    state.commit(&position).expect("commits");
                    lasting = model.clone();
                }
                Step::Kill => {
                    drop(state);
                    state = CrawlState::open(&path).expect("opens again");
                    model = lasting.clone();
                    model.take_back();
                    prop_assert_eq!(state.position(), &position);
                }
            }
            model.turn();
            compare(&state, &model, seconds, Timestamp::from_second(seconds).expect("a moment"))?;
        }
    }
}
