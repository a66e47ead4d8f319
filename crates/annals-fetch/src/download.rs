//! Brings a file too large for the memory here, piece by piece, going on where an earlier attempt broke off.

use crate::client::Requester;
use crate::engine::{follow, runtime};
use crate::single::asked_to_wait;
use crate::state::Task;
use crate::trouble::{Stage, explain};
use crate::unpack::Trouble;
use crate::{FetchError, Outcome, Plan, Told, Validators, host_key};
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Response, StatusCode};
use std::time::Duration;
use tokio::time::{Instant, timeout};
use url::Url;

/// The largest file, in bytes: an answer without end must not fill the disk.
const LARGEST: u64 = 16 << 30;
/// How often is looked whether to stop.
const TICK: Duration = Duration::from_millis(50);
/// In each such time so many bytes must come: a server that drips is left.
const WINDOW: Duration = Duration::from_secs(60);
const LEAST_IN_A_WINDOW: u64 = 64 << 10;

/// Takes a file as it comes. Its errors end the download.
pub trait Receiver {
    /// What the server said of the version of which bytes are here, or which is known as a whole.
    fn known(&self) -> Validators;

    /// Bytes follow that belong at this offset, `0` when the file begins anew; what was behind it is void. `length` is
    /// that of the whole file.
    ///
    /// # Errors
    /// When they cannot be taken.
    fn begins(&mut self, at: u64, length: Option<u64>, validators: &Validators) -> std::io::Result<()>;

    /// The next bytes.
    ///
    /// # Errors
    /// When they cannot be written.
    fn piece(&mut self, bytes: &[u8]) -> std::io::Result<()>;
}

/// What came of asking once for a file.
#[derive(Clone, Debug)]
pub struct Download {
    /// What became of its address.
    pub told: Told,
    /// How long its server asks to be left alone.
    pub put_off: Option<Duration>,
    /// Whether one more request is to be sent: the task was redirected, or the bytes that are here turned out void.
    pub again: bool,
}

/// Sends one request for the file of a task, of which the first `here` bytes are there; for a file that is known but not here
/// (`here` is 0) only whether it changed. A redirect turns the task to the other address; packed transfers are not asked
/// for, robots.txt and pauses are the caller's. The outcome is [`Outcome::Fetched`] when the file is whole, [`Outcome::NotModified`],
/// [`Outcome::Redirected`], [`Outcome::Left`] when it was stopped or is to begin anew, or a failure; what came stays with the receiver.
///
/// # Errors
/// [`FetchError::Plan`] and [`FetchError::Client`], before anything is sent.
pub fn download(
    plan: &Plan,
    task: &mut Task,
    here: u64,
    receiver: &mut dyn Receiver,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Download, FetchError> {
    let requester = Requester::new(plan)?;
    let runtime = runtime()?;
    let begun = Instant::now();
    let told = Told {
        host: Url::parse(&task.at).map(|at| host_key(&at)).unwrap_or_default(),
        url: task.url.clone(),
        outcome: Outcome::Fetched,
        status: None,
        bytes: 0,
        took: Duration::ZERO,
        detail: String::new(),
    };
    let mut came = Download { told, put_off: None, again: false };
    let done = runtime.block_on(bring(&requester, plan, task, here, &mut came, receiver, stop));
    let told = &mut came.told;
    runtime.shutdown_background();
    match done {
        Ok(outcome) => told.outcome = outcome,
        Err((outcome, detail)) => (told.outcome, told.detail) = (outcome, detail),
    }
    told.took = begun.elapsed();
    Ok(came)
}

async fn bring(
    requester: &Requester,
    plan: &Plan,
    task: &mut Task,
    mut here: u64,
    came: &mut Download,
    receiver: &mut dyn Receiver,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Outcome, Trouble> {
    let at = Url::parse(&task.at).map_err(|error| (Outcome::BadAddress, format!("it is no address: {error}")))?;
    let conditions = conditions(&receiver.known(), &mut here);
    let Some(answer) = unless(stop, requester.ask(&at, conditions, plan.stall)).await else { return Ok(Outcome::Left) };
    let answer = answer?;
    came.told.status = Some(answer.status().as_u16());
    let validators = Validators { etag: text(&answer, &header::ETAG), last_modified: text(&answer, &header::LAST_MODIFIED) };
    let (from, length) = match answer.status() {
        StatusCode::PARTIAL_CONTENT => {
            let range = text(&answer, &header::CONTENT_RANGE).unwrap_or_default();
            match content_range(&range) {
                Some((Some(from), length)) if from == here => (from, length),
                _ => return Err((Outcome::Protocol, format!("bytes from {here} on were asked for, not `{range}`"))),
            }
        }
        StatusCode::RANGE_NOT_SATISFIABLE if here > 0 => {
            let range = text(&answer, &header::CONTENT_RANGE).unwrap_or_default();
            if content_range(&range) == Some((None, Some(here))) {
                return Ok(Outcome::Fetched);
            }
            // It has another length than we thought: all of it anew.
            receiver.begins(0, None, &Validators::default()).map_err(|error| disk(&error))?;
            came.again = true;
            return Ok(Outcome::Left);
        }
        StatusCode::NOT_MODIFIED => return Ok(Outcome::NotModified),
        status if status.is_success() => (0, answer.content_length()),
        status if status.is_redirection() => {
            follow(task, &at, text(&answer, &header::LOCATION).as_deref(), plan.max_redirects)?;
            came.again = true;
            return Ok(Outcome::Redirected);
        }
        status => {
            came.put_off = asked_to_wait(status.as_u16(), text(&answer, &header::RETRY_AFTER));
            return Err((Outcome::of_status(status.as_u16()), format!("status {}", status.as_u16())));
        }
    };
    receiver.begins(from, length, &validators).map_err(|error| disk(&error))?;
    return body(answer, plan.stall, from, length, &mut came.told, receiver, stop).await;
}

async fn body(
    mut answer: Response,
    stall: Duration,
    from: u64,
    length: Option<u64>,
    told: &mut Told,
    receiver: &mut dyn Receiver,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Outcome, Trouble> {
    let too_large = || (Outcome::TooLarge, format!("it is longer than the {LARGEST} bytes that are taken"));
    if length.is_some_and(|length| length > LARGEST) {
        return Err(too_large());
    }
    let stage = if answer.headers().contains_key(header::TRANSFER_ENCODING) { Stage::Chunks } else { Stage::Body };
    let (mut window, mut in_window) = (Instant::now(), 0);
    loop {
        let Some(piece) = unless(stop, timeout(stall, answer.chunk())).await else { return Ok(Outcome::Left) };
        let silent = |_| (Outcome::Stalled, format!("it kept silent for {} s after {} bytes", stall.as_secs_f32(), told.bytes));
        let broken = |error: reqwest::Error| {
            let (outcome, reason) = explain(&error, stage);
            (outcome, format!("it broke off after {} bytes: {reason}", told.bytes))
        };
        let Some(piece) = piece.map_err(silent)?.map_err(broken)? else { break };
        told.bytes += piece.len() as u64;
        in_window += piece.len() as u64;
        if from + told.bytes > LARGEST {
            return Err(too_large());
        }
        receiver.piece(&piece).map_err(|error| disk(&error))?;
        if window.elapsed() >= WINDOW {
            if in_window < LEAST_IN_A_WINDOW {
                return Err((Outcome::TooSlow, format!("only {in_window} bytes came in {} s", WINDOW.as_secs())));
            }
            (window, in_window) = (Instant::now(), 0);
        }
    }
    match length {
        Some(length) if from + told.bytes != length => {
            Err((Outcome::BadLength, format!("{} bytes are here, {length} were announced", from + told.bytes)))
        }
        _ => Ok(Outcome::Fetched),
    }
}

/// Waits for something unless it is time to stop.
async fn unless<T>(stop: &(dyn Fn() -> bool + Sync), what: impl Future<Output = T>) -> Option<T> {
    tokio::pin!(what);
    loop {
        if stop() {
            return None;
        }
        if let Ok(done) = timeout(TICK, &mut what).await {
            return Some(done);
        }
    }
}

/// What the request says of the bytes that are here. Without a sure mark of their version they are void.
fn conditions(known: &Validators, here: &mut u64) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    let value = |text: &Option<String>| text.as_deref().and_then(|text| HeaderValue::from_str(text).ok());
    if *here == 0 {
        for (name, text) in [(header::IF_NONE_MATCH, &known.etag), (header::IF_MODIFIED_SINCE, &known.last_modified)] {
            if let Some(value) = value(text) {
                headers.insert(name, value);
            }
        }
        return headers;
    }
    let strong = known.etag.as_deref().is_some_and(|etag| !etag.starts_with("W/"));
    let mark = if strong { value(&known.etag) } else { value(&known.last_modified) };
    match (mark, HeaderValue::from_str(&format!("bytes={here}-"))) {
        (Some(mark), Ok(range)) => {
            headers.insert(header::IF_RANGE, mark);
            headers.insert(header::RANGE, range);
        }
        _ => *here = 0,
    }
    headers
}

/// First byte and whole length of `bytes 200-999/1000` or `bytes */1000`.
fn content_range(value: &str) -> Option<(Option<u64>, Option<u64>)> {
    let (range, length) = value.trim().strip_prefix("bytes")?.trim_start().split_once('/')?;
    let from = match range.split_once('-') {
        Some((from, _)) => Some(from.trim().parse().ok()?),
        None => None,
    };
    Some((from, length.trim().parse().ok()))
}

fn text(answer: &Response, name: &HeaderName) -> Option<String> {
    answer.headers().get(name)?.to_str().ok().map(|value| value.trim().to_owned())
}

fn disk(error: &std::io::Error) -> Trouble {
    (Outcome::Disk, format!("cannot be written: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_servers_write_them() {
        assert_eq!(content_range("bytes 200-999/1000"), Some((Some(200), Some(1000))));
        assert_eq!(content_range("bytes 0-9/*"), Some((Some(0), None)));
        assert_eq!(content_range("bytes */1000"), Some((None, Some(1000))));
        for wrong in ["", "200-999/1000", "bytes 200-999", "bytes x-9/10"] {
            assert_eq!(content_range(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_a_sure_mark_lets_a_download_go_on() {
        let known =
            |etag: Option<&str>, date: Option<&str>| Validators { etag: etag.map(str::to_owned), last_modified: date.map(str::to_owned) };
        for (validators, mark) in [
            (known(Some("\"a\""), None), Some("\"a\"")),
            (known(Some("W/\"a\""), Some("Wed, 26 Feb 2025 09:31:00 GMT")), Some("Wed, 26 Feb 2025 09:31:00 GMT")),
            (known(Some("W/\"a\""), None), None),
            (known(None, None), None),
        ] {
            let mut here = 100;
            let headers = conditions(&validators, &mut here);
            assert_eq!(headers.get(header::IF_RANGE).and_then(|value| value.to_str().ok()), mark);
            assert_eq!(here, if mark.is_some() { 100 } else { 0 });
            assert_eq!(headers.contains_key(header::RANGE), mark.is_some());
        }
        let headers = conditions(&known(Some("\"a\""), None), &mut 0);
        assert!(headers.contains_key(header::IF_NONE_MATCH) && !headers.contains_key(header::RANGE));
    }
}
