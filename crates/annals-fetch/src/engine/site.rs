//! What a site's robots.txt says, asked once a day and before anything else.

use super::post::{Aside, Letter};
use super::worker::{LONGEST_PUT_OFF, MOST_CONNECTIONS, Worker, asked_to_wait};
use crate::client::Patience;
use crate::robots::{Robots, robots};
use crate::state::back_off;
use crate::unpack::Trouble;
use crate::{Outcome, host_key};
use jiff::Timestamp;
use reqwest::header;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use url::Url;

/// Time for a robots.txt, with all its bytes.
const TIME: Duration = Duration::from_secs(10);
/// Bytes of a robots.txt that count, after RFC 9309.
const MAX_BYTES: u64 = 500 << 10;
/// Redirects that are followed, after RFC 9309.
const MAX_REDIRECTS: usize = 5;

/// How long a worker goes by what it has learnt before it looks again: into the crawl's memory first, which keeps a
/// robots.txt for a day. A run may last for weeks.
const HELD_FOR: Duration = Duration::from_secs(60 * 60);

/// What is known of a site's rules.
pub(super) enum Rules {
    Known(Box<Robots>),
    /// They could not be read, so nothing is asked for now; how that is called, and the reason.
    Unknown(Outcome, String),
}

/// The rules of a worker's sites, by origin: scheme, host and port.
#[derive(Default)]
pub(super) struct RuleBook(BTreeMap<String, (Instant, Rules)>);

impl RuleBook {
    pub(super) fn get(&self, origin: &str) -> Option<&Rules> {
        self.0.get(origin).map(|(_, rules)| rules)
    }

    /// Whether an origin's rules were looked at lately.
    fn holds(&self, origin: &str, now: Instant) -> bool {
        self.0.get(origin).is_some_and(|(learnt, _)| now.duration_since(*learnt) < HELD_FOR)
    }

    fn put(&mut self, origin: String, rules: Rules, now: Instant) {
        self.0.insert(origin, (now, rules));
    }
}

/// What came of asking.
enum Read {
    Text(Vec<u8>),
    /// There is none, so everything is allowed.
    None,
    Unreachable(Trouble),
}

impl Worker {
    /// Learns the rules of an address's site, unless they are known; `None` when the run ends before.
    pub(super) async fn learn(&mut self, url: &Url) -> Option<()> {
        let origin = url.origin().ascii_serialization();
        if self.rules.holds(&origin, Instant::now()) {
            return Some(());
        }
        let body = match self.remembered(&origin, false).await? {
            Some(body) => Ok(body),
            None => match self.read_robots(url).await? {
                Read::Text(body) => {
                    self.note(&origin, Some(body.clone())).await?;
                    Ok(body)
                }
                Read::None => {
                    self.note(&origin, None).await?;
                    Ok(Vec::new())
                }
                // Rules of last week are better than none: they are kept to until the site can be asked again; which it
                // cannot while it wants to be left alone.
                Read::Unreachable(trouble) if !trouble.0.is_connection() && self.aside.is_none() => {
                    self.remembered(&origin, true).await?.ok_or(trouble)
                }
                Read::Unreachable(trouble) => Err(trouble),
            },
        };
        let rules = match body {
            Ok(body) => Rules::Known(Box::new(robots(&body, &self.shared.plan.user_agent))),
            Err((outcome, reason)) => {
                let outcome =
                    if outcome.is_connection() || outcome == Outcome::PrivateAddress { outcome } else { Outcome::RobotsUnreachable };
                Rules::Unknown(outcome, format!("{origin}/robots.txt {reason}"))
            }
        };
        if let Rules::Known(rules) = &rules
            && let Some(delay) = rules.delay()
        {
            let cap = self.shared.plan.delay_cap;
            if delay > cap {
                self.too_slow = Some(delay);
            }
            self.shared.paces.set(&self.host, |pace| pace.lengthen(delay.min(cap))).await;
        }
        self.rules.put(origin, rules, Instant::now());
        Some(())
    }

    async fn remembered(&self, origin: &str, old: bool) -> Option<Option<Vec<u8>>> {
        let (reply, answer) = oneshot::channel();
        self.shared.desk.send(Letter::Robots { origin: origin.to_owned(), old, reply }).await.ok()?;
        answer.await.ok()
    }

    async fn note(&self, origin: &str, body: Option<Vec<u8>>) -> Option<()> {
        let rules = body.as_deref().filter(|_| self.shared.plan.robots_sitemaps);
        let sitemaps = rules.map(|body| robots(body, &self.shared.plan.user_agent).sitemaps()).unwrap_or_default();
        self.shared.desk.send(Letter::Learnt { origin: origin.to_owned(), body, sitemaps }).await.ok()
    }

    /// Asks for a robots.txt, over redirects; `None` when the run ends before.
    async fn read_robots(&mut self, url: &Url) -> Option<Read> {
        let Ok(mut at) = url.join("/robots.txt") else { return Some(Read::None) };
        let (mut redirects, mut attempt) = (0, 0);
        let total = TIME.min(self.shared.plan.timeout);
        let patience = Patience { stall: self.shared.plan.stall.min(total), total };
        loop {
            let host = host_key(&at);
            let turn = self.shared.turn(&host).await?;
            self.shared.requested.set(self.shared.requested.get() + 1);
            let answer = self.shared.requester.get(&at, None, patience).await;
            let mut put_off = None;
            let trouble = match answer {
                Ok(answer) => match answer.status {
                    200..=299 => match answer.body(MAX_BYTES, usize::MAX, || std::future::ready(())).await {
                        Ok((unpacked, _)) => {
                            turn.over(Duration::ZERO);
                            self.connected();
                            return Some(Read::Text(unpacked.body));
                        }
                        Err((outcome, reason)) => (outcome, format!("cannot be read: {reason}")),
                    },
                    300..=399 => {
                        let to = answer.header(&header::LOCATION).and_then(|to| at.join(&to).ok());
                        answer.discard().await;
                        turn.over(Duration::ZERO);
                        self.connected();
                        redirects += 1;
                        match to.filter(|_| redirects <= MAX_REDIRECTS) {
                            Some(to) => at = to,
                            None => return Some(Read::None),
                        }
                        continue;
                    }
                    // Too many requests: the site is there and wants less of us.
                    status @ (429 | 500..) => {
                        put_off = asked_to_wait(&answer);
                        (Outcome::of_status(status), format!("answered with status {status}"))
                    }
                    400..=499 => {
                        answer.discard().await;
                        turn.over(Duration::ZERO);
                        self.connected();
                        return Some(Read::None);
                    }
                    status => (Outcome::Protocol, format!("answered with status {status}")),
                },
                Err((outcome, reason)) => (outcome, format!("cannot be read: {reason}")),
            };
            let reachable = if trouble.0.is_connection() {
                self.not_connected()
            } else {
                self.connected();
                true
            };
            let later = put_off.filter(|wait| *wait > LONGEST_PUT_OFF);
            if !trouble.0.is_passing() || !reachable || later.is_some() || attempt >= self.shared.plan.retries {
                // Another host that a redirect led to has a worker of its own, which does not wait for hours.
                turn.over(put_off.unwrap_or_default().min(LONGEST_PUT_OFF));
                let (outcome, mut reason) = trouble;
                if let Some(wait) = put_off {
                    reason.push_str(&format!("; it asks to come back in {} s", wait.as_secs()));
                }
                if let Some(until) = later.filter(|_| host == self.host).and_then(|wait| Timestamp::now().checked_add(wait).ok()) {
                    self.aside = Some(Aside::Until(until));
                }
                return Some(Read::Unreachable((outcome, reason)));
            }
            turn.over(put_off.unwrap_or_else(|| back_off(self.shared.plan.backoff, u32::from(attempt), at.as_str())));
            attempt += 1;
        }
    }

    /// Notes a failed connection; whether the host is to be tried further.
    pub(super) fn not_connected(&mut self) -> bool {
        self.failures += 1;
        self.failures < MOST_CONNECTIONS
    }

    /// Notes an answer, of whatever kind.
    pub(super) fn connected(&mut self) {
        self.failures = 0;
        self.reached = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_looked_at_again_after_an_hour() {
        let mut book = RuleBook::default();
        let (origin, began) = ("https://eastquay.example", Instant::now());
        let rules = || Rules::Known(Box::new(robots(b"User-agent: *\nDisallow: /a\n", "annals/1")));
        assert!(!book.holds(origin, began));
        book.put(origin.to_owned(), rules(), began);
        let after = |minutes: u64| began + Duration::from_secs(60 * minutes);
        assert!(book.holds(origin, after(59)) && !book.holds(origin, after(60)) && !book.holds("https://other.example", began));
        // They are not lost meanwhile, and new ones count from their own moment.
        assert!(matches!(book.get(origin), Some(Rules::Known(_))));
        book.put(origin.to_owned(), rules(), after(60));
        assert!(book.holds(origin, after(119)));
    }
}
