//! One host's worker: takes the host's tasks one after another, keeps its distance, tries again what may pass.

use super::post::{Arrived, Aside, Done, Job, Letter, Rest, Shared, What};
use super::redirect;
use super::site::{RuleBook, Rules};
use crate::client::{Answer, Patience, readable};
use crate::clock::retry_after;
use crate::state::{PageFacts, Task, back_off, read_listing};
use crate::unpack::Trouble;
use crate::{Outcome, Validators};
use annals_model::RawPage;
use jiff::Timestamp;
use reqwest::header;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use url::Url;

/// Failed connections in a row after which a host is left alone.
pub(super) const MOST_CONNECTIONS: u32 = 3;
/// Longest time a server may put us off within a run; a longer one waits for a later run.
pub(super) const LONGEST_PUT_OFF: Duration = Duration::from_secs(120);
/// Bytes of a body beyond which it needs a place among the large ones.
pub(super) const LARGE: usize = 256 << 10;

/// A host's worker.
pub(super) struct Worker {
    pub(super) host: String,
    pub(super) shared: Rc<Shared>,
    pub(super) rules: RuleBook,
    /// The delay that robots.txt asks for, when it is longer than the plan can keep.
    pub(super) too_slow: Option<Duration>,
    /// Failed connections in a row.
    pub(super) failures: u32,
    pub(super) reached: bool,
    /// Whether a page was asked for.
    asked: bool,
    pub(super) aside: Option<Aside>,
}

/// What an answer is.
enum Got {
    Page(Box<Arrived>),
    /// A redirect, and where to.
    Elsewhere(Option<String>),
    Failed {
        trouble: Trouble,
        /// How long to wait, says the server.
        put_off: Option<Duration>,
    },
}

impl Worker {
    pub(super) fn new(host: String, shared: Rc<Shared>) -> Self {
        Self { host, shared, rules: RuleBook::default(), too_slow: None, failures: 0, reached: false, asked: false, aside: None }
    }

    /// Works until the host has no more tasks, or is to be left alone, or the run ends.
    pub(super) async fn run(mut self) -> Rest {
        while self.aside.is_none()
            && let Some(job) = self.want().await
            && self.take(job).await.is_some()
        {}
        Rest { host: self.host, aside: self.aside, reached: self.reached }
    }

    async fn want(&self) -> Option<Job> {
        let (reply, answer) = oneshot::channel();
        self.shared.desk.send(Letter::Want { host: self.host.clone(), reply }).await.ok()?;
        answer.await.ok()?
    }

    /// Does one task's next step; `None` when the run ends before.
    async fn take(&mut self, Job { task, known }: Job) -> Option<()> {
        let url = match Url::parse(&task.at) {
            Ok(url) => url,
            Err(error) => return self.fail(task, (Outcome::BadAddress, format!("it is no address: {error}"))).await,
        };
        if let Some(refused) = self.shared.requester.refusal(&url) {
            return self.fail(task, refused).await;
        }
        self.learn(&url).await?;
        match self.rules.get(&url.origin().ascii_serialization()) {
            Some(Rules::Known(rules)) => {
                if let (false, rule) = rules.allowed(url.as_str()) {
                    let rule = rule.unwrap_or_else(|| "Disallow".to_owned());
                    return self.done(task, None, Duration::ZERO, What::Disallowed(rule)).await;
                }
            }
            Some(Rules::Unknown(outcome, reason)) => {
                let (outcome, reason) = (*outcome, reason.clone());
                if outcome == Outcome::RobotsUnreachable {
                    return self.done(task, None, Duration::ZERO, What::Stays { outcome, reason }).await;
                }
                if outcome.is_connection() && !self.reached {
                    self.aside = Some(Aside::Connection);
                }
                return self.fail(task, (outcome, reason)).await;
            }
            None => return None,
        }
        if let Some(delay) = self.too_slow.filter(|_| self.asked) {
            let (delay, cap) = (delay.as_secs_f64(), self.shared.plan.delay_cap.as_secs_f64());
            let reason = format!(
                "robots.txt asks for {delay} s between requests, more than the {cap} s that are kept to (delay_cap_seconds); \
                 one request a run is sent, the host's other addresses wait"
            );
            // Said once, for all that wait.
            self.aside = Some(Aside::Slow);
            return self.done(task, None, Duration::ZERO, What::Stays { outcome: Outcome::RobotsDelay, reason }).await;
        }
        if self.shared.plan.dry_run && !task.listing {
            return self.done(task, None, Duration::ZERO, What::Would).await;
        }
        self.ask(task, &url, known.as_ref()).await
    }

    /// Asks for an address, again if need be.
    async fn ask(&mut self, mut task: Task, url: &Url, known: Option<&Validators>) -> Option<()> {
        let mut attempt = 0;
        loop {
            let mut turn = self.shared.turn(&self.host).await?;
            self.asked = true;
            let began = Instant::now();
            let (status, got) = self.once(&task, url, known).await;
            let took = began.elapsed();
            let (trouble, put_off) = match got {
                Got::Failed { trouble, put_off } => (trouble, put_off),
                Got::Page(arrived) => {
                    turn.over(Duration::ZERO);
                    self.connected();
                    return self.done(task, status, took, What::Page(arrived)).await;
                }
                Got::Elsewhere(location) => {
                    turn.over(Duration::ZERO);
                    self.connected();
                    let what = match redirect::follow(&mut task, url, location.as_deref(), self.shared.plan.max_redirects) {
                        Ok(()) => What::Moved,
                        Err((outcome, reason)) => What::Failed { outcome, reason, retry: None },
                    };
                    return self.done(task, status, took, what).await;
                }
            };
            let outcome = trouble.0;
            let reachable = if outcome.is_connection() {
                self.not_connected()
            } else {
                self.connected();
                true
            };
            if outcome == Outcome::RateLimited && put_off.is_none() {
                turn.slow_down(self.shared.plan.delay_cap);
            }
            let later = put_off.is_some_and(|wait| wait > LONGEST_PUT_OFF);
            let again = outcome.is_passing() && reachable && !later && attempt < self.shared.plan.retries;
            if again {
                let wait = put_off.unwrap_or_else(|| back_off(self.shared.plan.backoff, u32::from(attempt), url.as_str()));
                turn.over(wait);
                attempt += 1;
                continue;
            }
            turn.over(put_off.filter(|_| !later).unwrap_or_default());
            let retry = put_off.and_then(|wait| Timestamp::now().checked_add(wait).ok());
            if !reachable {
                self.aside = Some(Aside::Connection);
            } else if let Some(until) = retry.filter(|_| later) {
                self.aside = Some(Aside::Until(until));
            }
            let (outcome, mut reason) = trouble;
            if let Some(wait) = put_off {
                reason.push_str(&format!("; it asks to come back in {} s", wait.as_secs()));
            }
            return self.done(task, status, took, What::Failed { outcome, reason, retry }).await;
        }
    }

    /// Sends one request and reads its answer.
    async fn once(&self, task: &Task, url: &Url, known: Option<&Validators>) -> (Option<u16>, Got) {
        let plan = &self.shared.plan;
        self.shared.requested.set(self.shared.requested.get() + 1);
        let patience = Patience { stall: plan.stall, total: plan.timeout };
        let answer = match self.shared.requester.get(url, known, patience).await {
            Ok(answer) => answer,
            Err(trouble) => return (None, Got::Failed { trouble, put_off: None }),
        };
        let status = answer.status;
        let got = match status {
            304 if known.is_some() => Got::Page(Box::new(unchanged(task, url, &answer))),
            200..=205 => match self.page(task, url, answer).await {
                Ok(arrived) => Got::Page(Box::new(arrived)),
                Err(trouble) => Got::Failed { trouble, put_off: None },
            },
            300..=303 | 307 | 308 => {
                let to = answer.header(&header::LOCATION);
                answer.discard().await;
                Got::Elsewhere(to)
            }
            _ => {
                let put_off = asked_to_wait(&answer);
                answer.discard().await;
                Got::Failed { trouble: (Outcome::of_status(status), format!("status {status}")), put_off }
            }
        };
        (Some(status), got)
    }

    /// Reads a page's body, and what it lists.
    async fn page(&self, task: &Task, url: &Url, answer: Answer) -> Result<Arrived, Trouble> {
        let content_type = answer.header(&header::CONTENT_TYPE);
        if !readable(content_type.as_deref(), task.listing) {
            return Err((Outcome::MediaType, format!("its type is {}, no text", content_type.unwrap_or_default())));
        }
        let (fetched, status, request) = (answer.fetched, answer.status, answer.request.clone());
        let mut headers = answer.kept_headers();
        let places = Arc::clone(&self.shared.large);
        let (unpacked, large) = answer.body(self.shared.plan.max_bytes, LARGE, || places.acquire_owned()).await?;
        let large: Option<OwnedSemaphorePermit> = large.and_then(Result::ok);
        if unpacked.cut {
            headers.push(("warc-truncated".to_owned(), "length".to_owned()));
        }
        let page = RawPage {
            url: task.url.clone(),
            final_url: url.to_string(),
            status,
            content_type,
            feed_date: task.feed_date,
            headers,
            fetched,
            body: unpacked.body,
        };
        let facts = PageFacts::of(&page);
        let (page, listed) = if task.listing {
            // A sitemap of 50,000 addresses takes a while, in which other hosts are to be heard.
            let task = task.clone();
            let read = tokio::task::spawn_blocking(move || (read_listing(&task, &page), page)).await;
            let (listed, page) = read.map_err(|error| (Outcome::NotAFeed, error.to_string()))?;
            (page, Some(listed.map_err(|reason| (Outcome::NotAFeed, reason))?))
        } else {
            (page, None)
        };
        Ok(Arrived { page, request, facts, listed, cut: unpacked.cut, large })
    }

    async fn fail(&self, task: Task, (outcome, reason): Trouble) -> Option<()> {
        self.done(task, None, Duration::ZERO, What::Failed { outcome, reason, retry: None }).await
    }

    async fn done(&self, task: Task, status: Option<u16>, took: Duration, what: What) -> Option<()> {
        let done = Done { host: self.host.clone(), task, status, took, what };
        self.shared.desk.send(Letter::Done(Box::new(done))).await.ok()
    }
}

/// How long a busy server asks us to wait.
pub(super) fn asked_to_wait(answer: &Answer) -> Option<Duration> {
    let asked = answer.header(&header::RETRY_AFTER).filter(|_| matches!(answer.status, 429 | 503))?;
    retry_after(&asked, answer.fetched)
}

/// Word that the version we have is still the newest.
fn unchanged(task: &Task, url: &Url, answer: &Answer) -> Arrived {
    let page = RawPage {
        url: task.url.clone(),
        final_url: url.to_string(),
        status: answer.status,
        content_type: answer.header(&header::CONTENT_TYPE),
        feed_date: task.feed_date,
        headers: answer.kept_headers(),
        fetched: answer.fetched,
        body: Vec::new(),
    };
    Arrived { facts: PageFacts::of(&page), page, request: answer.request.clone(), listed: None, cut: false, large: None }
}
