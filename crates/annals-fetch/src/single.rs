//! Asks for one address on somebody's behalf: a feed to be looked at, a robots.txt, a site's front page.

use crate::client::{Patience, Requester};
use crate::engine::{follow, runtime};
use crate::state::Task;
use crate::unpack::Trouble;
use crate::{FetchError, Outcome, Plan};
use annals_model::RawPage;
use reqwest::header;
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
    let page = runtime.block_on(read(&requester, plan, url, max_bytes));
    runtime.shutdown_background();
    page.map_err(|(outcome, reason)| FetchError::Address { url: url.to_owned(), outcome, reason })
}

async fn read(requester: &Requester, plan: &Plan, url: &str, max_bytes: u64) -> Result<RawPage, Trouble> {
    let mut task = Task::new(url.trim());
    let patience = Patience { stall: plan.stall, total: plan.timeout };
    loop {
        let at = Url::parse(&task.at).map_err(|error| (Outcome::BadAddress, format!("it is no address: {error}")))?;
        let answer = requester.get(&at, None, patience).await?;
        match answer.status {
            200..=299 => {
                let (content_type, mut headers) = (answer.header(&header::CONTENT_TYPE), answer.kept_headers());
                let (status, fetched) = (answer.status, answer.fetched);
                let (unpacked, _) = answer.body(max_bytes, usize::MAX, || std::future::ready(())).await?;
                if unpacked.cut {
                    headers.push(("warc-truncated".to_owned(), "length".to_owned()));
                }
                let (url, final_url, body) = (task.url, at.to_string(), unpacked.body);
                return Ok(RawPage { url, final_url, status, content_type, feed_date: None, headers, fetched, body });
            }
            300..=303 | 307 | 308 => follow(&mut task, &at, answer.header(&header::LOCATION).as_deref(), plan.max_redirects)?,
            status => return Err((Outcome::of_status(status), format!("status {status}"))),
        }
    }
}
