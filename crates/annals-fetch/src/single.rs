//! Asks for one address on somebody's behalf: a feed to be looked at, a robots.txt, a site's front page.

use crate::client::{Patience, Requester};
use crate::engine::{follow, runtime};
use crate::state::Task;
use crate::unpack::Trouble;
use crate::{FetchError, Outcome, Plan, clock};
use annals_model::RawPage;
use jiff::Timestamp;
use reqwest::header;
use std::time::Duration;
use url::Url;

/// Asks for an address once, over redirects, and gives the page; at most `max_bytes` of its body, marked by the header
/// `warc-truncated` if there is more. The plan's manners of one request apply: who asks, how long, which addresses
/// are public. robots.txt is not asked: a person stands behind this request.
///
/// # Errors
/// [`FetchError::Address`] when no page came; [`FetchError::Plan`] and [`FetchError::Client`] before anything is sent.
pub fn read_address(plan: &Plan, url: &str, max_bytes: u64) -> Result<RawPage, FetchError> {
    let requester = Requester::new(plan)?;
    let runtime = runtime()?;
    let mut task = Task::new(url.trim());
    let page = runtime.block_on(async {
        loop {
            if let Some(page) = read(&requester, plan, &mut task, max_bytes).await? {
                return Ok(page);
            }
        }
    });
    runtime.shutdown_background();
    page.map_err(|failure| failed(task.url, failure))
}

/// Sends one request for a task and gives the page; `None` when it was redirected. The task is then at the other address,
/// which may have rules of its own and belong to a host that was just asked.
///
/// # Errors
/// As [`read_address`].
pub fn read_once(plan: &Plan, task: &mut Task, max_bytes: u64) -> Result<Option<RawPage>, FetchError> {
    let requester = Requester::new(plan)?;
    let runtime = runtime()?;
    let page = runtime.block_on(read(&requester, plan, task, max_bytes));
    runtime.shutdown_background();
    page.map_err(|failure| failed(task.url.clone(), failure))
}

/// What went wrong, and how long the server asks to be left alone.
type Failure = (Trouble, Option<Duration>);

fn failed(url: String, ((outcome, reason), put_off): Failure) -> FetchError {
    FetchError::Address { url, outcome, reason, put_off }
}

/// How long a busy server asks to be left alone.
pub(crate) fn asked_to_wait(status: u16, retry_after: Option<String>) -> Option<Duration> {
    let asked = retry_after.filter(|_| matches!(status, 429 | 503))?;
    clock::retry_after(&asked, Timestamp::now())
}

async fn read(requester: &Requester, plan: &Plan, task: &mut Task, max_bytes: u64) -> Result<Option<RawPage>, Failure> {
    let now = |trouble| (trouble, None);
    let patience = Patience { stall: plan.stall, total: plan.timeout };
    let at = Url::parse(&task.at).map_err(|error| now((Outcome::BadAddress, format!("it is no address: {error}"))))?;
    let answer = requester.get(&at, None, patience).await.map_err(now)?;
    match answer.status {
        200..=299 => {
            let (content_type, mut headers) = (answer.header(&header::CONTENT_TYPE), answer.kept_headers());
            let (status, fetched) = (answer.status, answer.fetched);
            let (unpacked, _) = answer.body(max_bytes, usize::MAX, || std::future::ready(())).await.map_err(now)?;
            if unpacked.cut {
                headers.push(("warc-truncated".to_owned(), "length".to_owned()));
            }
            let (url, final_url, body) = (task.url.clone(), at.to_string(), unpacked.body);
            Ok(Some(RawPage { url, final_url, status, content_type, feed_date: None, headers, fetched, body }))
        }
        300..=303 | 307 | 308 => {
            follow(task, &at, answer.header(&header::LOCATION).as_deref(), plan.max_redirects).map_err(now)?;
            Ok(None)
        }
        status => {
            let put_off = asked_to_wait(status, answer.header(&header::RETRY_AFTER));
            Err(((Outcome::of_status(status), format!("status {status}")), put_off))
        }
    }
}
