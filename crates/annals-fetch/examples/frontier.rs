//! Measures the crawl's memory with a frontier of any size: `frontier FILE PAGES HOSTS [PAGES A COMMIT]`.
#![allow(clippy::print_stdout, reason = "it prints what it measures")]

use annals_fetch::{CrawlState, Enqueue, PageFacts, Settled, Task};
use jiff::Timestamp;
use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().unwrap_or_else(|| "frontier.redb".to_owned());
    let pages: u64 = arguments.next().map_or(Ok(10_000), |pages| pages.parse())?;
    let hosts: u64 = arguments.next().map_or(Ok(50), |hosts| hosts.parse())?;
    let a_commit: u64 = arguments.next().map_or(Ok(5_000), |pages| pages.parse())?;
    let now = Timestamp::from_second(1_760_000_000)?;
    let mut state = CrawlState::open(Path::new(&file))?;
    let mut clock = Instant::now();
    let mut lap = |what: &str| {
        println!("{what}: {:?}; resident {} KiB", clock.elapsed(), resident());
        clock = Instant::now();
    };
    lap("opened");
    for number in 0..pages {
        let task = Task::new(format!("https://host{}.example/news/2025/03/05/a-headline-of-usual-length-{number}.html", number % hosts));
        state.enqueue(&task, Enqueue::Listed { updated: None }, now)?;
        if number % a_commit == a_commit - 1 {
            state.commit(b"")?;
        }
    }
    lap("enqueued");
    let names = state.hosts(now)?;
    lap(&format!("{} hosts", names.len()));
    let mut settled = 0_u64;
    'all: for host in names {
        while let Some(task) = state.next(&host, now)? {
            let facts = PageFacts {
                final_url: task.url.clone(),
                sha256: Some(format!("{:016x}", settled.wrapping_mul(0x9e37_79b9_7f4a_7c15)).repeat(4)),
                fetched: now,
                ..PageFacts::default()
            };
            state.settle(&task, Settled::Kept(facts), now)?;
            settled += 1;
            if settled.is_multiple_of(500) {
                state.commit(b"")?;
            }
            if settled == 100_000 {
                break 'all;
            }
        }
    }
    lap(&format!("handed out and settled {settled}"));
    state.commit(b"")?;
    drop(state);
    lap("closed");
    println!("file: {} bytes", std::fs::metadata(&file)?.len());
    let state = CrawlState::open(Path::new(&file))?;
    lap("opened again");
    println!("{:?}", state.counts()?);
    Ok(())
}

/// Memory of this process that is not of files, where the system tells.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
