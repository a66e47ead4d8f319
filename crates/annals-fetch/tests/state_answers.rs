//! What the crawl's memory makes of an answer, and whether an address that turns up again is asked again.

use annals_fetch::{
    Arrival, CrawlState, Earlier, Enqueue, Outcome, PageFacts, Queued, Settled, Standing, Task, Validators, arrive, replay,
};
use annals_model::RawPage;
use jiff::Timestamp;

const DAY: i64 = 24 * 60 * 60;
const LISTED: Enqueue = Enqueue::Listed { updated: None };

fn opened() -> (tempfile::TempDir, CrawlState) {
    let folder = tempfile::tempdir().expect("a folder");
    let state = CrawlState::open(&folder.path().join("crawl.redb")).expect("opens");
    (folder, state)
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_760_000_000 + seconds).expect("a moment")
}

fn updated(seconds: i64) -> Enqueue {
    Enqueue::Listed { updated: Some(at(seconds)) }
}

fn facts(url: &str, byte: u8, now: Timestamp) -> PageFacts {
    PageFacts { final_url: url.to_owned(), sha256: Some(format!("{byte:02x}").repeat(32)), fetched: now, ..PageFacts::default() }
}

fn failed(outcome: Outcome) -> Settled {
    Settled::Failed { outcome, detail: "so it said".to_owned(), retry: None }
}

fn queued(state: &mut CrawlState, task: &Task, why: Enqueue, seconds: i64) -> Queued {
    state.enqueue(task, why, at(seconds)).expect("no damage")
}

fn settle(state: &mut CrawlState, task: &Task, how: Settled, seconds: i64) {
    state.settle(task, how, at(seconds)).expect("no damage");
}

fn page(url: &str, body: &str, headers: &[(&str, &str)], seconds: i64) -> RawPage {
    RawPage {
        url: url.to_owned(),
        final_url: url.to_owned(),
        status: 200,
        content_type: None,
        feed_date: None,
        headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        fetched: at(seconds),
        body: body.as_bytes().to_vec(),
    }
}

fn feed(numbers: &[u32]) -> String {
    let items: String = numbers
        .iter()
        .map(|number| format!("<item><title>{number}</title><link>https://eastquay.example/{number}</link></item>"))
        .collect();
    format!("<rss version=\"2.0\"><channel><title>East Quay</title>{items}</channel></rss>")
}

#[test]
fn passing_failures_come_back_later_each_time_until_given_up() {
    let (_folder, mut state) = opened();
    let task = Task::new("https://eastquay.example/a");
    let mut now = 0;
    assert_eq!(queued(&mut state, &task, LISTED, now), Queued::New);
    for (failure, wait) in (1_u8..).zip([30, 120, 480, 1920, 7680, 30_720, DAY]) {
        let handed = state.next("eastquay.example", at(now)).expect("reads").expect("it is due");
        assert_eq!(handed.attempts, failure - 1);
        settle(&mut state, &handed, failed(Outcome::Reset), now);
        let seen = state.seen(&task.url).expect("reads").expect("known");
        assert_eq!((seen.next, seen.attempts, seen.waiting), (Some(at(now + wait)), failure, true));
        assert_eq!(queued(&mut state, &task, LISTED, now + wait - 1), Queued::NotDue);
        assert!(state.hosts(at(now + wait - 1)).expect("reads").is_empty());
        assert_eq!(state.next_due(at(now)).expect("reads"), Some(at(now + wait)));
        now += wait;
        assert_eq!(queued(&mut state, &task, LISTED, now), Queued::Waiting);
    }
    let handed = state.next("eastquay.example", at(now)).expect("reads").expect("it is due");
    settle(&mut state, &handed, failed(Outcome::Stalled), now);
    let seen = state.seen(&task.url).expect("reads").expect("known");
    assert_eq!((seen.standing, seen.waiting), (Standing::GivenUp, false));
    assert_eq!(seen.reason.as_deref(), Some("stalled: so it said"));
    assert_eq!(state.counts().expect("counts").reasons.get("stalled"), Some(&1));
    assert_eq!(queued(&mut state, &task, updated(now + 9), now + 9 * DAY), Queued::Gone);
    assert_eq!(queued(&mut state, &task, Enqueue::Plan, now + 9), Queued::Gone);
    assert_eq!(queued(&mut state, &task, Enqueue::Plan, now + DAY), Queued::New, "the plan itself gets a chance a day");
    let handed = state.next("eastquay.example", at(now + DAY)).expect("reads").expect("it is due");
    settle(&mut state, &handed, Settled::Kept(facts(&task.url, 1, at(now))), now + DAY);
    let seen = state.seen(&task.url).expect("reads").expect("known");
    assert_eq!((seen.standing, seen.attempts, seen.reason), (Standing::Kept, 0, None));
}

#[test]
fn what_was_only_left_or_not_written_counts_as_no_failure() {
    let (_folder, mut state) = opened();
    let task = Task::new("https://eastquay.example/a");
    queued(&mut state, &task, LISTED, 0);
    for outcome in [Outcome::Left, Outcome::Disk, Outcome::NotDue] {
        settle(&mut state, &task, failed(outcome), 0);
        let seen = state.seen(&task.url).expect("reads").expect("known");
        assert_eq!((seen.attempts, seen.waiting, seen.standing), (0, true, Standing::Pending), "{outcome}");
    }
}

#[test]
fn a_retry_at_a_stated_time_goes_on_where_redirects_had_led() {
    let (_folder, mut state) = opened();
    let task = Task::new("https://eastquay.example/a");
    queued(&mut state, &task, LISTED, 0);
    queued(&mut state, &Task::new("https://harbour.example/x"), LISTED, 0);
    let mut handed = state.next("eastquay.example", at(0)).expect("reads").expect("it is due");
    handed.at = "https://harbour.example/a".to_owned();
    handed.behind = vec![task.url.clone()];
    state.moved(&handed, "eastquay.example").expect("moves");
    assert!(state.next("eastquay.example", at(0)).expect("reads").is_none());
    let again = state.next("harbour.example", at(0)).expect("reads").expect("it goes first");
    assert_eq!(again, handed);
    settle(&mut state, &again, Settled::Failed { outcome: Outcome::Unavailable, detail: String::new(), retry: Some(at(5)) }, 0);
    assert_eq!(state.next("harbour.example", at(5)).expect("reads").expect("due, and before what is fresh").at, handed.at);
    settle(&mut state, &handed, failed(Outcome::Unavailable), 5);
    let fresh = state.next("eastquay.example", at(5 + 120)).expect("reads").expect("a later run begins anew");
    assert_eq!((fresh.at, fresh.behind.len(), fresh.attempts), (task.url, 0, 2));
}

#[test]
fn lasting_failures_are_not_asked_again_missing_ones_after_a_week() {
    let (_folder, mut state) = opened();
    for (outcome, soon, in_a_week, planned) in [
        (Outcome::Missing, Queued::NotDue, Queued::New, Queued::New),
        (Outcome::Gone, Queued::Gone, Queued::Gone, Queued::Gone),
        (Outcome::Forbidden, Queued::Gone, Queued::Gone, Queued::New),
        (Outcome::MediaType, Queued::Gone, Queued::Gone, Queued::New),
        (Outcome::RedirectLoop, Queued::Gone, Queued::Gone, Queued::New),
        (Outcome::PrivateAddress, Queued::New, Queued::New, Queued::New),
    ] {
        for (why, seconds, expected) in
            [(LISTED, 60, soon), (LISTED, 7 * DAY, in_a_week), (Enqueue::Plan, DAY, planned), (Enqueue::Again, 60, Queued::New)]
        {
            let task = Task::new(format!("https://eastquay.example/{outcome}/{seconds}/{}", why == Enqueue::Again));
            queued(&mut state, &task, LISTED, 0);
            settle(&mut state, &task, failed(outcome), 0);
            assert_eq!(queued(&mut state, &task, why, seconds), expected, "{outcome} after {seconds} s by {why:?}");
        }
    }
    let task = Task::new("https://eastquay.example/drafts/");
    settle(&mut state, &task, Settled::Disallowed("Disallow: /drafts/".to_owned()), 0);
    assert_eq!(queued(&mut state, &task, Enqueue::Plan, DAY - 1), Queued::NotDue);
    assert_eq!(queued(&mut state, &task, LISTED, DAY), Queued::New);
    assert_eq!(queued(&mut state, &Task::new("eastquay.example/a"), LISTED, 0), Queued::BadAddress);
    assert_eq!(queued(&mut state, &Task::new("mailto:desk@eastquay.example"), LISTED, 0), Queued::BadAddress);
}

#[test]
fn a_page_is_known_where_redirects_led_too() {
    let (_folder, mut state) = opened();
    let (short, long) = (Task::new("https://s.example/7"), Task::new("https://eastquay.example/seven"));
    queued(&mut state, &short, LISTED, 0);
    queued(&mut state, &long, LISTED, 0);
    settle(&mut state, &short, Settled::Kept(facts(&long.url, 7, at(1))), 1);
    assert!(state.next("eastquay.example", at(2)).expect("reads").is_none(), "it needs not be asked any more");
    assert_eq!(queued(&mut state, &long, LISTED, 2), Queued::Known);
    assert_eq!(state.counts().expect("counts").kept, 1, "one page, kept once");
    let earlier = Earlier { url: long.url.clone(), fetched: at(1), sha256: "07".repeat(32) };
    for url in [&short.url, &long.url, "https://other.example/"] {
        assert_eq!(state.earlier(url, &earlier.sha256).expect("reads"), Some(earlier.clone()), "{url}");
    }
    assert_eq!(state.earlier(&short.url, &"08".repeat(32)).expect("reads"), None);
    // And the other way round: it redirects to what is known.
    let other = Task::new("https://t.example/7");
    queued(&mut state, &other, LISTED, 3);
    settle(&mut state, &other, Settled::Known { final_url: long.url.clone() }, 3);
    assert_eq!(queued(&mut state, &other, LISTED, 4), Queued::Known);
    let counts = state.counts().expect("counts");
    assert_eq!((counts.kept, counts.waiting), (1, 0));
}

#[test]
fn a_resumed_run_asks_for_nothing_twice_and_a_new_run_asks_pages_of_the_plan_again() {
    let (folder, mut state) = opened();
    let (first, second) = (Task::new("https://eastquay.example/1"), Task::new("https://eastquay.example/2"));
    assert!(!state.begin(at(0)).expect("begins"));
    for task in [&first, &second] {
        assert_eq!(queued(&mut state, task, Enqueue::Plan, 0), Queued::New);
    }
    settle(&mut state, &first, Settled::Kept(facts(&first.url, 1, at(1))), 1);
    state.commit(b"1").expect("commits");
    drop(state);

    let mut state = CrawlState::open(&folder.path().join("crawl.redb")).expect("opens");
    assert!(state.begin(at(60)).expect("begins"), "the run before was cut off");
    assert_eq!(queued(&mut state, &first, Enqueue::Plan, 60), Queued::Known);
    assert_eq!(queued(&mut state, &second, Enqueue::Plan, 60), Queued::Waiting);
    settle(&mut state, &second, Settled::Kept(facts(&second.url, 2, at(61))), 61);
    state.finish();
    state.commit(b"2").expect("commits");
    drop(state);

    let mut state = CrawlState::open(&folder.path().join("crawl.redb")).expect("opens");
    assert!(!state.begin(at(90)).expect("begins"));
    assert_eq!(queued(&mut state, &first, Enqueue::Plan, 90), Queued::New);
    assert_eq!(queued(&mut state, &second, LISTED, 90), Queued::Known);
    state.commit(b"3").expect("commits");
    drop(state);

    let mut state = CrawlState::open(&folder.path().join("crawl.redb")).expect("opens");
    assert!(!state.begin(at(91 + DAY)).expect("begins"), "so old a run is not taken up");
}

#[test]
fn a_listing_whose_every_page_changed_just_now_is_not_believed_for_long() {
    let (_folder, mut state) = opened();
    let task = Task::new("https://eastquay.example/a");
    queued(&mut state, &task, updated(0), 0);
    settle(&mut state, &task, Settled::Kept(facts(&task.url, 1, at(0))), 0);
    let mut asked = 0;
    for quarter in 1..=7 * 96 {
        let now = quarter * 900;
        if queued(&mut state, &task, updated(now), now) == Queued::New {
            asked += 1;
            settle(&mut state, &task, Settled::Unchanged(PageFacts::default()), now);
        }
    }
    assert!((9..70).contains(&asked), "asked {asked} times in a week");
    settle(&mut state, &task, Settled::Kept(facts(&task.url, 2, at(8 * DAY))), 8 * DAY);
    assert_eq!(queued(&mut state, &task, updated(8 * DAY + 60), 8 * DAY + 60), Queued::New, "it did change: believed again");
}

#[test]
fn an_arrived_feed_puts_its_pages_in_line_once_and_the_archive_says_the_same_again() {
    let (folder, mut state) = opened();
    let list = Task::listing("https://eastquay.example/feed");
    assert_eq!(queued(&mut state, &list, Enqueue::Plan, 0), Queued::New);
    state.commit(b"0").expect("commits");
    let arrived = page(&list.url, &feed(&[1, 2, 1]), &[("ETag", "\"v1\""), ("cache-control", "public, max-age=600")], 1);
    let handed = state.next("eastquay.example", at(1)).expect("reads").expect("it is due");
    let arrival = arrive(&mut state, &handed, &arrived, at(1)).expect("no damage");
    assert_eq!(arrival, Arrival::Listing { new: 2, known: 1, bad: Vec::new() });
    let one = state.next("eastquay.example", at(1)).expect("reads").expect("a page");
    assert_eq!((one.url.as_str(), one.depth), ("https://eastquay.example/1", 1));
    drop(state);

    // Killed before a commit: both are in the archive already.
    let mut state = CrawlState::open(&folder.path().join("crawl.redb")).expect("opens");
    assert_eq!(state.seen(&one.url).expect("reads"), None);
    assert_eq!(replay(&mut state, &arrived).expect("no damage"), arrival);
    assert_eq!(replay(&mut state, &page(&one.url, "one", &[], 2)).expect("no damage"), Arrival::Page);
    let seen = state.seen(&list.url).expect("reads").expect("known");
    assert_eq!((seen.standing, seen.next, seen.fetched), (Standing::Kept, Some(at(601)), Some(at(1))));
    assert_eq!(seen.validators, Validators { etag: Some("\"v1\"".to_owned()), last_modified: None });
    assert_eq!(state.next("eastquay.example", at(3)).expect("reads").expect("a page").url, "https://eastquay.example/2");
    assert_eq!(state.next("eastquay.example", at(3)).expect("reads"), None);
    assert_eq!(queued(&mut state, &list, Enqueue::Plan, 600), Queued::NotDue);
    assert_eq!(queued(&mut state, &list, Enqueue::Again, 600), Queued::New, "unless it is forced");
    // Not modified, from the archive.
    let same = RawPage { status: 304, body: Vec::new(), fetched: at(700), ..arrived };
    replay(&mut state, &same).expect("no damage");
    let seen = state.seen(&list.url).expect("reads").expect("known");
    assert_eq!((seen.fetched, seen.visited, seen.waiting), (Some(at(1)), Some(at(700)), false));
    assert!(seen.sha256.is_some() && seen.validators.etag.is_some());
    // A whole archive without a memory.
    let (_other, mut state) = opened();
    replay(&mut state, &page("https://eastquay.example/old", "old", &[], 0)).expect("no damage");
    assert_eq!(queued(&mut state, &Task::new("https://eastquay.example/old"), LISTED, 9), Queued::Known);
}

#[test]
fn after_a_kill_the_archive_adds_nothing_that_the_run_passed_over() {
    let (folder, mut state) = opened();
    let list = Task::listing("https://eastquay.example/feed");
    queued(&mut state, &list, Enqueue::Plan, 0);
    state.begin(at(0)).expect("begins");
    state.only_since(Some("2025-03-05T00:00:00Z".parse().expect("a moment")));
    state.commit(b"0").expect("commits");
    drop(state);
    let mut state = CrawlState::open(&folder.path().join("crawl.redb")).expect("opens");
    let item = |number: u32, day: &str| format!("<item><link>https://eastquay.example/{number}</link><pubDate>{day}</pubDate></item>");
    let items = item(1, "Tue, 04 Mar 2025 08:00:00 GMT") + &item(2, "Wed, 05 Mar 2025 08:00:00 GMT");
    let body = format!("<rss version=\"2.0\"><channel><title>East Quay</title>{items}</channel></rss>");
    let arrival = replay(&mut state, &page(&list.url, &body, &[("ETag", "\"v1\"")], 1)).expect("no damage");
    assert_eq!(arrival, Arrival::Listing { new: 1, known: 0, bad: Vec::new() });
    assert_eq!(state.seen("https://eastquay.example/1").expect("reads"), None);
    assert_eq!(state.seen(&list.url).expect("reads").expect("known").validators, Validators::default());
    // A run that came to its end leaves nothing of it.
    state.finish();
    state.commit(b"1").expect("commits");
    let arrival = replay(&mut state, &page(&list.url, &body, &[], 2)).expect("no damage");
    assert_eq!(arrival, Arrival::Listing { new: 1, known: 1, bad: Vec::new() });
}

#[test]
fn what_an_archive_holds_of_refusals_is_no_page_that_we_have() {
    let (_folder, mut state) = opened();
    let task = Task::new("https://eastquay.example/a");
    queued(&mut state, &task, LISTED, 0);
    for status in [301, 404, 503] {
        let refusal = RawPage { status, ..page(&task.url, "sorry", &[], 1) };
        assert_eq!(replay(&mut state, &refusal).expect("no damage"), Arrival::NoPage(status));
        let unasked = RawPage { status, ..page("https://eastquay.example/b", "sorry", &[], 1) };
        replay(&mut state, &unasked).expect("no damage");
    }
    let seen = state.seen(&task.url).expect("reads").expect("in line");
    assert_eq!((seen.standing, seen.waiting), (Standing::Pending, true));
    assert_eq!(queued(&mut state, &Task::new("https://eastquay.example/b"), LISTED, 2), Queued::New);
    assert_eq!(replay(&mut state, &RawPage { status: 203, ..page(&task.url, "a", &[], 3) }).expect("no damage"), Arrival::Page);
}

#[test]
fn a_web_page_in_a_feeds_place_is_not_asked_again_and_a_page_cut_off_not_conditionally() {
    let (_folder, mut state) = opened();
    let list = Task::listing("https://eastquay.example/feed");
    queued(&mut state, &list, Enqueue::Plan, 0);
    let html = page(&list.url, "<!doctype html><title>Log in</title>", &[], 0);
    assert!(matches!(arrive(&mut state, &list, &html, at(0)).expect("no damage"), Arrival::NotAListing(_)));
    assert_eq!(state.counts().expect("counts").reasons.get("not-a-feed"), Some(&1));
    assert_eq!(queued(&mut state, &list, Enqueue::Plan, 60), Queued::Gone);
    for (why, expected) in [("time", None), ("disconnect", None), ("length", Some("x"))] {
        let task = Task::new(format!("https://eastquay.example/{why}"));
        let cut = page(&task.url, "beginning", &[("etag", "x"), ("warc-truncated", why)], 0);
        arrive(&mut state, &task, &cut, at(0)).expect("no damage");
        let seen = state.seen(&task.url).expect("reads").expect("known");
        assert_eq!(seen.validators.etag.as_deref(), expected, "{why}");
    }
}

#[test]
fn what_a_feed_says_of_changes_and_of_its_own_pace_is_heeded() {
    let (_folder, mut state) = opened();
    let list = Task::listing("https://eastquay.example/atom");
    let story = Task::new("https://eastquay.example/1");
    let atom = |updated: &str| {
        format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>East Quay</title><entry><id>1</id><title>One</title>\
             <link href=\"{}\"/><published>2025-10-09T08:00:00Z</published><updated>{updated}</updated></entry></feed>",
            story.url
        )
    };
    let read = |state: &mut CrawlState, updated: &str, seconds: i64| {
        let arrival = arrive(state, &list, &page(&list.url, &atom(updated), &[], seconds), at(seconds)).expect("no damage");
        let Arrival::Listing { new, .. } = arrival else { panic!("{arrival:?}") };
        new
    };
    assert_eq!(at(0).to_string(), "2025-10-09T08:53:20Z");
    assert_eq!(read(&mut state, "2025-10-09T08:00:00Z", 0), 1);
    settle(&mut state, &story, Settled::Kept(facts(&story.url, 1, at(5))), 5);
    assert_eq!(read(&mut state, "2025-10-09T08:00:00Z", 600), 0);
    assert_eq!(read(&mut state, "2025-10-09T10:00:00Z", 600), 0, "nothing has changed at a time that is still to come");
    assert_eq!(read(&mut state, "2025-10-09T09:00:00Z", 600), 1, "changed since it was fetched");
    settle(&mut state, &story, Settled::Unchanged(PageFacts::default()), 605);
    assert_eq!(read(&mut state, "2025-10-09T09:00:00Z", 1200), 0, "looked at since");

    let paced = Task::listing("https://eastquay.example/rss");
    let rss = feed(&[7]).replace("<title>East Quay</title>", "<title>East Quay</title><ttl>30</ttl>");
    arrive(&mut state, &paced, &page(&paced.url, &rss, &[("cache-control", "max-age=60")], 0), at(0)).expect("no damage");
    assert_eq!(state.seen(&paced.url).expect("reads").expect("known").next, Some(at(1800)));
}
