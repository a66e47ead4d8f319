//! What a run leaves alone: addresses that it is not about, lists beyond number.

mod site;

use annals_fetch::{CrawlState, Enqueue, Outcome, Plan, Queued, Task};
use site::{Answer, Site, bodies, feed, feeds, memory, pages, run_with};

fn wait(state: &mut CrawlState, task: &Task) {
    let queued = state.enqueue(task, Enqueue::Listed { updated: None }, jiff::Timestamp::now()).expect("no damage");
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

#[test]
fn of_lists_that_lists_name_so_many_are_read_in_a_run() {
    let site = Site::start();
    let maps: String = (0..250).map(|number| format!("<sitemap><loc>{}</loc></sitemap>", site.url(&format!("/map/{number}")))).collect();
    let xml = [("Content-Type", "application/xml")];
    site.answer("/maps", Answer::new("200 OK", &xml, format!("<sitemapindex>{maps}</sitemapindex>").as_bytes()));
    for number in 0..250 {
        let page = format!("/page/{number}");
        site.answer(&format!("/map/{number}"), feed(&[site.url(&page)])).answer(&page, Answer::page(&page));
    }
    let (_folder, mut state) = memory();
    let later = Plan { max_lists: 3, ..site::plan() };
    let first = Plan { feeds: vec![site.url("/maps")], ..later.clone() };
    for round in 0..2 {
        let run = run_with(if round == 0 { &first } else { &later }, &mut state);
        // The pages stand behind all the lists.
        let mut asked = site.paths();
        asked.retain(|path| path != "/robots.txt" && path != "/maps");
        let asked = asked.split_off(6 * round);
        let expected: Vec<String> =
            ["map", "page"].iter().flat_map(|kind| (3 * round..3 * round + 3).map(move |number| format!("/{kind}/{number}"))).collect();
        assert_eq!(asked, expected, "{:?}", run.told);
        assert_eq!(run.report.left, 247 - 3 * round as u64, "the rest waits");
        let left: Vec<_> = run.told.iter().filter(|told| told.outcome == Outcome::Left).collect();
        assert_eq!((left.len(), left[0].detail.contains("3 lists")), (1, true), "{left:?}");
    }
}
