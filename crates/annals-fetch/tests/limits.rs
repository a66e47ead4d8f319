//! What a run leaves alone: addresses that it is not about, lists beyond number, entries beyond number.

mod site;

use annals_fetch::{CrawlState, Enqueue, Plan, Queued, Task};
use site::{Answer, Site, bodies, feed, feeds, memory, pages, run_with};

fn wait(state: &mut CrawlState, task: &Task) {
    let queued = state.enqueue(task, Enqueue::Listed { updated: None }, jiff::Timestamp::now()).unwrap();
    assert_eq!(queued, Queued::New);
}

#[test]
fn a_run_about_a_few_addresses_leaves_all_others_in_their_lines() {
    let (site, other) = (Site::start(), Site::start());
    for path in ["/a", "/b", "/c", "/d"] {
        site.answer(path, Answer::page(path));
    }
    site.answer("/feed", feed(&[site.url("/c"), site.url("/d")])).answer("/hop", Answer::redirect(&other.url("/e")));
    other.answer("/e", Answer::page("/e"));
    let (_folder, mut state) = memory();
    for number in 0..300 {
        wait(&mut state, &Task::new(site.url(&format!("/old/{number}"))));
        wait(&mut state, &Task::new(other.url(&format!("/old/{number}"))));
    }
    // Some of what is named waits already, far behind.
    for path in ["/b", "/c", "/hop"] {
        wait(&mut state, &Task::new(site.url(path)));
    }
    state.commit(b"").unwrap();
    let plan = Plan { only: true, pages: pages(&site, &["/a", "/b", "/hop"]).pages, ..feeds(&site, &["/feed"]) };
    let run = run_with(&plan, &mut state);
    let mut asked = bodies(&run).split_off(1);
    asked.sort();
    assert_eq!(asked, ["/a", "/b", "/c", "/d", "/e"], "{:?}", run.told);
    assert_eq!(run.report.left, 600);
    let now = jiff::Timestamp::now();
    for site in [&site, &other] {
        // Nobody went through the lines in search of the few.
        assert_eq!(state.next(&site.host(), now).unwrap().map(|task| task.url), Some(site.url("/old/0")));
        assert!(site.paths().iter().all(|path| !path.starts_with("/old")));
    }
}
