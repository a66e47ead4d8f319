//! A month of visits to feeds of several rhythms: how often they are asked, and how late news is seen.
//!
//! Asking at every run sees all at once and costs 2,880 requests a month and feed. An interval that grows by half
//! after each visit in vain and is halved by news asks a desk with office hours 323 times, and sees its news 193
//! minutes late on average: the night's long interval lasts far into the morning. A twelfth of the silence asks it
//! 1,512 times and sees news 4 minutes late; an eighth 1,307 times and 24 minutes late.

use super::schedule::{interval, wait};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const MONTH: i64 = 30 * DAY;

/// What came of a month.
#[derive(Debug, Default)]
struct Month {
    runs: u32,
    requests: u32,
    changes: u32,
    /// News that an earlier run would have seen.
    late: u32,
    /// Seconds by which it was later than that run: in all, and at worst.
    lateness: i64,
    worst: i64,
}

/// Lets a month of runs go by, `every` so many seconds, each beginning up to 20 s early or late. `changes`: when the
/// feed has news, in order.
fn month(every: i64, changes: &[i64], max_age: Option<u64>) -> Month {
    let mut month = Month { changes: u32::try_from(changes.len()).expect("few"), ..Month::default() };
    let (mut news, mut next): (Option<i64>, i64) = (None, 0);
    let mut unseen = changes.iter().copied().peekable();
    let mut missed: Vec<(i64, i64)> = Vec::new();
    for run in 0..MONTH / every {
        let now = run * every + (run * 7919) % 41 - 20;
        month.runs += 1;
        // The run at which each change could first have been seen.
        while let Some(change) = unseen.next_if(|change| *change <= now) {
            missed.push((change, now));
        }
        if next > now * 1000 {
            continue;
        }
        month.requests += 1;
        if !missed.is_empty() {
            news = Some(now);
        }
        for (_, first) in missed.drain(..) {
            month.late += u32::from(now > first);
            month.lateness += now - first;
            month.worst = month.worst.max(now - first);
        }
        let silence = u64::try_from(now - *news.get_or_insert(now)).expect("time goes on");
        next = now * 1000 + wait(interval(silence), max_age, None);
    }
    month
}

/// News every so many seconds, with a deterministic sway of up to a third.
fn steady(every: i64) -> Vec<i64> {
    (1..MONTH / every).map(|number| number * every + (number * 2_654_435_761 % (every / 3 + 1))).collect()
}

/// News every 20 minutes from 8 to 18 o'clock on five days of the week.
fn office_hours() -> Vec<i64> {
    steady(20 * MINUTE).into_iter().filter(|moment| moment / DAY % 7 < 5 && (8..18).contains(&(moment % DAY / HOUR))).collect()
}

#[test]
fn a_month_of_visits_asks_quiet_feeds_seldom_and_sees_news_soon() {
    // Runs every so often; news; most requests; news seen late at most; by how many minutes on average and at worst.
    for (name, every, changes, requests, late, mean, worst) in [
        ("every 10 minutes, runs every 15", 15 * MINUTE, steady(10 * MINUTE), 2880, 0, 0, 0),
        ("hourly, runs every 15", 15 * MINUTE, steady(HOUR), 2880, 0, 0, 0),
        ("office hours, runs every 15", 15 * MINUTE, office_hours(), 1600, 80, 5, 160),
        ("four a day, runs every 15", 15 * MINUTE, steady(6 * HOUR), 2300, 60, 8, 31),
        ("daily, runs every 15", 15 * MINUTE, steady(DAY), 1100, 29, 60, 120),
        ("weekly, runs every 15", 15 * MINUTE, steady(7 * DAY), 260, 3, 300, 780),
        ("never, runs every 15", 15 * MINUTE, Vec::new(), 95, 0, 0, 0),
        ("hourly, runs every hour", HOUR, steady(HOUR), 720, 0, 0, 0),
        ("daily, runs every day", DAY, steady(DAY), 30, 0, 0, 0),
        ("never, runs every day", DAY, Vec::new(), 30, 0, 0, 0),
    ] {
        let month = month(every, &changes, None);
        assert!(month.requests <= requests && month.late <= late, "{name}: {month:?}");
        assert!(month.lateness / i64::from(month.changes.max(1)) <= mean * MINUTE && month.worst <= worst * MINUTE, "{name}: {month:?}");
        assert!(month.requests >= month.runs.min(29), "a feed is asked once a day at least: {name}: {month:?}");
    }
}

#[test]
fn what_the_publisher_says_goes_before_what_was_seen() {
    let month = month(15 * MINUTE, &steady(10 * MINUTE), Some(2 * 60 * 60));
    assert!((300..=360).contains(&month.requests), "{month:?}");
}
