//! Carries out a plan: one request after another, each to the host whose turn it is.

use crate::client::{Answer, Failure, Requester, readable};
use crate::feed::listing;
use crate::queue::{Queue, Rules, Task};
use crate::robots::{Robots, robots};
use crate::{FetchError, Plan, Report, Validators};
use annals_model::{DateTime, RawPage};
use reqwest::header;
use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::{Duration, Instant};
use url::Url;

/// Longest time a server may put us off within a run; a longer one waits for the next run.
const LONGEST_PUT_OFF: Duration = Duration::from_secs(120);
/// How often one address may be put off.
const MOST_PUT_OFF: u8 = 2;
/// Longest `Crawl-delay` that is sat out; hosts that ask for more get one request a run.
const LONGEST_DELAY: Duration = Duration::from_secs(300);
/// Bytes of a robots.txt that count, after RFC 9309.
const MAX_ROBOTS: u64 = 500 << 10;
/// Redirects of a robots.txt that are followed, after RFC 9309.
const ROBOTS_REDIRECTS: usize = 5;
/// Lists of lists that are followed.
const MAX_DEPTH: u8 = 3;

/// Fetches what the plan names.
///
/// `seen` tells what is known of an address from earlier, so that an unchanged page is not sent again. `sink` gets
/// every page as it arrives; a feed comes after the pages it lists, so that a run that is stopped between them asks
/// for the feed in full the next time. A feed of whose pages some are still to come is handed over without its
/// `ETag` and `Last-Modified`, for the same reason. A page that fails stops nothing; [`Report::failed`] has it.
///
/// # Errors
/// [`FetchError::Plan`] and [`FetchError::Client`] before anything is sent; [`FetchError::Sink`] when `sink` refuses a
/// page, which ends the run and is the way to interrupt it.
pub fn fetch(
    plan: &Plan,
    seen: &dyn Fn(&str) -> Option<Validators>,
    sink: &mut dyn FnMut(RawPage) -> Result<(), String>,
) -> Result<Report, FetchError> {
    let requester = Requester::new(plan)?;
    let started = Instant::now();
    let mut run = Run {
        plan,
        seen,
        sink,
        requester,
        queue: Queue::new(plan.floor),
        report: Report::default(),
        pages: 0,
        ends: plan.time_limit.and_then(|limit| started.checked_add(limit)),
        outcomes: BTreeMap::new(),
        feeds: Vec::new(),
        awaited: BTreeMap::new(),
    };
    for (addresses, listing) in [(&plan.feeds, true), (&plan.pages, false)] {
        for address in addresses {
            run.add(address, listing, 0, None);
        }
    }
    match run.all() {
        Ok(()) => Ok(run.report),
        Err((url, reason)) => Err(FetchError::Sink { url, reason, report: Box::new(run.report) }),
    }
}

/// The receiver refused a page: its address, the receiver's words.
type Refused = (String, String);

/// A feed that waits for its pages.
struct Waiting {
    page: Option<RawPage>,
    /// The address that other feeds know it by.
    requested: String,
    pages: usize,
    /// Whether all its pages so far are settled for good.
    complete: bool,
}

struct Run<'a> {
    plan: &'a Plan,
    seen: &'a dyn Fn(&str) -> Option<Validators>,
    sink: &'a mut dyn FnMut(RawPage) -> Result<(), String>,
    requester: Requester,
    queue: Queue,
    report: Report,
    /// Pages asked for.
    pages: usize,
    ends: Option<Instant>,
    /// Every address taken up; whether it is settled for good, once it is settled.
    outcomes: BTreeMap<String, Option<bool>>,
    feeds: Vec<Waiting>,
    /// Addresses that feeds wait for.
    awaited: BTreeMap<String, Vec<usize>>,
}

impl Run<'_> {
    /// Takes up an address; its normal form, if it is one.
    fn add(&mut self, address: &str, listing: bool, depth: u8, feed_date: Option<DateTime>) -> Option<String> {
        let mut url = match Url::parse(address.trim()) {
            Ok(url) => url,
            Err(error) => {
                self.report.failed.push((address.to_owned(), format!("it is no address: {error}")));
                return None;
            }
        };
        url.set_fragment(None);
        let requested = url.to_string();
        if self.outcomes.contains_key(&requested) {
            return Some(requested);
        }
        self.outcomes.insert(requested.clone(), None);
        if depth > 0 && !listing && !self.plan.revisit && (self.seen)(&requested).is_some() {
            self.report.known += 1;
            self.outcomes.insert(requested.clone(), Some(true));
            return Some(requested);
        }
        let task =
            Task { requested: requested.clone(), url, listing, depth, feed_date, behind: BTreeSet::new(), put_off: 0, counted: false };
        self.queue.push(task);
        Some(requested)
    }

    fn all(&mut self) -> Result<(), Refused> {
        while let Some(host) = self.queue.next() {
            let now = Instant::now();
            let wait = host.ready.saturating_duration_since(now);
            if self.ends.is_some_and(|ends| now + wait >= ends) {
                break;
            }
            thread::sleep(wait);
            let Some(task) = host.tasks.pop_front() else { continue };
            self.take(task)?;
        }
        for task in self.queue.drain() {
            self.report.left.push(task.requested.clone());
            self.settle(&task.requested, false)?;
        }
        // Sitemaps that list each other wait for each other.
        for index in 0..self.feeds.len() {
            self.hand_over_feed(index)?;
        }
        Ok(())
    }

    /// Does one task's next step.
    fn take(&mut self, mut task: Task) -> Result<(), Refused> {
        if let Some(reason) = crate::address::refusal(&task.url, self.plan.allow_private) {
            return self.fail(&task, Failure::lasting(reason));
        }
        let origin = task.url.origin().ascii_serialization();
        let Some(host) = self.queue.host(&task.url) else { return Ok(()) };
        let (allowed, rule) = match host.rules.get(&origin) {
            None => {
                let url = task.url.clone();
                self.queue.push_front(task);
                self.learn_rules(&url, origin);
                return Ok(());
            }
            Some(Rules::Unknown(reason)) => {
                let reason = reason.clone();
                return self.fail(&task, Failure::passing(reason));
            }
            Some(Rules::Known(rules)) => rules.allowed(task.url.as_str()),
        };
        if !allowed {
            self.report.disallowed.push((task.url.to_string(), rule.unwrap_or_else(|| "Disallow".to_owned())));
            return self.settle(&task.requested, true);
        }
        if !task.listing && !task.counted {
            if self.pages >= self.plan.max_pages {
                self.report.left.push(task.requested.clone());
                return self.settle(&task.requested, false);
            }
            self.pages += 1;
            task.counted = true;
            if self.plan.dry_run {
                self.report.would_fetch.push(task.url.to_string());
                return self.settle(&task.requested, true);
            }
        }
        self.ask(task)
    }

    /// Reads a site's robots.txt, once a run.
    fn learn_rules(&mut self, url: &Url, origin: String) {
        let rules = self.read_rules(url, &origin);
        let floor = self.plan.floor;
        if let Some(host) = self.queue.host(url) {
            if let Rules::Known(rules) = &rules
                && let Some(delay) = rules.delay()
            {
                host.delay = host.delay.max(delay).max(floor);
            }
            host.ready = Instant::now() + host.delay.min(LONGEST_DELAY);
            host.rules.insert(origin, rules);
        }
    }

    fn read_rules(&mut self, url: &Url, origin: &str) -> Rules {
        let unknown = |reason: String| Rules::Unknown(format!("{origin}/robots.txt {reason}, so nothing is asked of it in this run"));
        let Ok(mut at) = url.join("/robots.txt") else { return Rules::Known(Robots::allow_all()) };
        for _ in 0..=ROBOTS_REDIRECTS {
            self.report.requested += 1;
            let answer = match self.requester.get(&at, None) {
                Ok(answer) => answer,
                Err(failure) => return unknown(format!("cannot be read: {}", failure.reason)),
            };
            match answer.status {
                200..=299 => {
                    return match self.requester.body(answer, MAX_ROBOTS, true) {
                        Ok(body) => Rules::Known(robots(&body, &self.plan.user_agent)),
                        Err(failure) => unknown(format!("cannot be read: {}", failure.reason)),
                    };
                }
                300..=399 => match answer.header(&header::LOCATION).and_then(|to| at.join(&to).ok()) {
                    Some(to) => {
                        at = to;
                        thread::sleep(self.plan.floor);
                    }
                    None => return Rules::Known(Robots::allow_all()),
                },
                // Too many requests: the site is there and wants less of us.
                429 => return unknown("answered with status 429".to_owned()),
                400..=499 => return Rules::Known(Robots::allow_all()),
                status => return unknown(format!("answered with status {status}")),
            }
        }
        Rules::Known(Robots::allow_all())
    }

    /// Sends a page's request and deals with the answer.
    fn ask(&mut self, task: Task) -> Result<(), Refused> {
        // A dry run needs the whole feed to say what is in it.
        let known = if self.plan.dry_run { None } else { (self.seen)(task.url.as_str()) };
        self.report.requested += 1;
        let answer = self.requester.get(&task.url, known.as_ref());
        match answer {
            Ok(answer) => self.answered(task, known, answer),
            Err(failure) => {
                self.rest(&task.url, None);
                self.fail(&task, failure)
            }
        }
    }

    /// The host rests after a request: its delay, or as long as it asked for.
    fn rest(&mut self, url: &Url, asked: Option<Duration>) {
        let Some(host) = self.queue.host(url) else { return };
        host.ready = Instant::now() + host.delay.min(LONGEST_DELAY).max(asked.unwrap_or_default());
        if host.delay > LONGEST_DELAY {
            let reason = format!("robots.txt asks for {} s between requests; one request a run is sent", host.delay.as_secs());
            for rules in host.rules.values_mut() {
                *rules = Rules::Unknown(reason.clone());
            }
        }
    }

    fn answered(&mut self, task: Task, known: Option<Validators>, answer: Answer) -> Result<(), Refused> {
        let url = task.url.clone();
        match answer.status {
            304 if known.is_some_and(|known| known.etag.is_some() || known.last_modified.is_some()) => {
                self.rest(&url, None);
                self.report.not_modified += 1;
                self.settle(&task.requested, true)
            }
            301 | 302 | 303 | 307 | 308 => {
                self.rest(&url, None);
                self.redirect(task, answer.header(&header::LOCATION))
            }
            429 | 503 => self.put_off(task, &answer),
            200..=203 => {
                let page = self.page(&task, answer);
                self.rest(&url, None);
                match page {
                    Ok(page) => self.arrived(&task, page),
                    Err(failure) => self.fail(&task, failure),
                }
            }
            status => {
                self.rest(&url, None);
                let reason = format!("status {status}");
                self.fail(&task, if status >= 500 || status == 408 { Failure::passing(reason) } else { Failure::lasting(reason) })
            }
        }
    }

    fn redirect(&mut self, mut task: Task, location: Option<String>) -> Result<(), Refused> {
        let Some(mut to) = location.as_deref().and_then(|location| task.url.join(location).ok()) else {
            return self.fail(&task, Failure::lasting("it redirects to nowhere"));
        };
        to.set_fragment(None);
        task.behind.insert(task.url.to_string());
        if task.behind.contains(to.as_str()) {
            return self.fail(&task, Failure::lasting(format!("it redirects in a circle, back to {to}")));
        }
        if task.behind.len() > self.plan.max_redirects {
            return self.fail(&task, Failure::lasting(format!("it redirects more than {} times", self.plan.max_redirects)));
        }
        if task.url.scheme() == "https" && to.scheme() == "http" && to.host_str() == task.url.host_str() {
            // Back to the open wire on the same host is a mistake or a trap; the safe address is tried.
            let _ = to.set_scheme("https");
            if task.behind.contains(to.as_str()) {
                return self.fail(&task, Failure::lasting("it redirects from https to http and back"));
            }
        }
        task.url = to;
        self.queue.push_front(task);
        Ok(())
    }

    /// The server asks us to come back later.
    fn put_off(&mut self, mut task: Task, answer: &Answer) -> Result<(), Refused> {
        let status = answer.status;
        let asked = answer.header(&header::RETRY_AFTER).and_then(|value| retry_after(&value, answer.fetched));
        match asked {
            Some(asked) if asked <= LONGEST_PUT_OFF && task.put_off < MOST_PUT_OFF => {
                self.rest(&task.url, Some(asked));
                task.put_off += 1;
                self.queue.push_front(task);
                Ok(())
            }
            asked => {
                self.rest(&task.url, asked.map(|asked| asked.min(LONGEST_PUT_OFF)));
                if status == 429
                    && let Some(host) = self.queue.host(&task.url)
                {
                    host.delay = host.delay.saturating_mul(2);
                }
                let later = asked.map_or_else(String::new, |asked| format!("; it asks to come back in {} s", asked.as_secs()));
                self.fail(&task, Failure::passing(format!("status {status}{later}")))
            }
        }
    }

    fn page(&mut self, task: &Task, answer: Answer) -> Result<RawPage, Failure> {
        let content_type = answer.header(&header::CONTENT_TYPE);
        if !readable(content_type.as_deref()) {
            return Err(Failure::lasting(format!("its type is {}, no text", content_type.unwrap_or_default())));
        }
        let (status, fetched, headers) = (answer.status, answer.fetched, answer.kept_headers());
        let body = self.requester.body(answer, self.plan.max_bytes, false)?;
        let (url, final_url) = (task.requested.clone(), task.url.to_string());
        Ok(RawPage { url, final_url, status, content_type, feed_date: task.feed_date, headers, fetched, body })
    }

    /// Hands a page over; of a feed, takes up the pages first.
    fn arrived(&mut self, task: &Task, page: RawPage) -> Result<(), Refused> {
        if !task.listing {
            self.hand_over(page)?;
            return self.settle(&task.requested, true);
        }
        let listing = match listing(&page.body, Some(&page.final_url)) {
            Ok(listing) => listing,
            Err(error) => return self.fail(task, Failure::lasting(error.to_string())),
        };
        let index = self.feeds.len();
        self.feeds.push(Waiting { page: Some(page), requested: task.requested.clone(), pages: 1, complete: true });
        let pages = listing.feed.entries.into_iter().filter_map(|entry| Some((entry.url?, false, entry.published)));
        let lists = listing.sitemaps.into_iter().filter(|_| task.depth < MAX_DEPTH).map(|url| (url, true, None));
        for (url, is_list, date) in pages.chain(lists) {
            let Some(url) = self.add(&url, is_list, task.depth + 1, date) else { continue };
            match self.outcomes.get(&url).copied().flatten() {
                Some(complete) => self.feeds.get_mut(index).into_iter().for_each(|feed| feed.complete &= complete),
                None if url == task.requested => {}
                None => {
                    self.awaited.entry(url).or_default().push(index);
                    self.feeds.get_mut(index).into_iter().for_each(|feed| feed.pages += 1);
                }
            }
        }
        self.one_less(index, true)
    }

    fn fail(&mut self, task: &Task, failure: Failure) -> Result<(), Refused> {
        self.report.failed.push((task.requested.clone(), failure.reason));
        self.settle(&task.requested, !failure.passing)
    }

    /// An address is done with, for good or for this run.
    fn settle(&mut self, requested: &str, complete: bool) -> Result<(), Refused> {
        self.outcomes.insert(requested.to_owned(), Some(complete));
        for index in self.awaited.remove(requested).unwrap_or_default() {
            self.one_less(index, complete)?;
        }
        Ok(())
    }

    /// A feed waits for one page less, and is handed over behind its last one.
    fn one_less(&mut self, index: usize, complete: bool) -> Result<(), Refused> {
        let Some(feed) = self.feeds.get_mut(index) else { return Ok(()) };
        feed.pages -= 1;
        feed.complete &= complete;
        if feed.pages > 0 {
            return Ok(());
        }
        self.hand_over_feed(index)
    }

    /// Hands a feed over; what says which version it is goes along only if nothing of it is still to come.
    fn hand_over_feed(&mut self, index: usize) -> Result<(), Refused> {
        let Some(feed) = self.feeds.get_mut(index) else { return Ok(()) };
        let Some(mut page) = feed.page.take() else { return Ok(()) };
        let (requested, complete) = (feed.requested.clone(), feed.complete);
        if !complete {
            page.headers.retain(|(name, _)| name != "etag" && name != "last-modified");
        }
        self.hand_over(page)?;
        self.settle(&requested, complete)
    }

    fn hand_over(&mut self, page: RawPage) -> Result<(), Refused> {
        if self.plan.dry_run {
            return Ok(());
        }
        let (url, length) = (page.url.clone(), page.body.len() as u64);
        (self.sink)(page).map_err(|reason| (url, reason))?;
        self.report.fetched += 1;
        self.report.bytes += length;
        Ok(())
    }
}

/// `Retry-After`: seconds, or a moment.
fn retry_after(value: &str, now: jiff::Timestamp) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let moment = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(value).ok()?;
    Some(moment.duration_since(now).try_into().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_in_both_forms() {
        let now = "2025-02-26T09:30:00Z".parse().unwrap();
        assert_eq!(retry_after(" 90 ", now), Some(Duration::from_secs(90)));
        assert_eq!(retry_after("Wed, 26 Feb 2025 09:31:00 GMT", now), Some(Duration::from_secs(60)));
        assert_eq!(retry_after("Wed, 26 Feb 2025 09:00:00 GMT", now), Some(Duration::ZERO));
        assert_eq!(retry_after("soon", now), None);
    }
}
