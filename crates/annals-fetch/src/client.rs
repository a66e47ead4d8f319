//! One request and its answer: headers first, then a body that may not grow past its bounds or its time.

use crate::address::{PublicResolver, refusal};
use crate::trouble::{Stage, explain};
use crate::unpack::{More, Trouble, Unpacked, Unpacker};
use crate::{AllowPrivate, FetchError, Outcome, Plan, Validators};
use jiff::Timestamp;
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Response};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use url::{Position, Url};

const ACCEPT: &str = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,application/json;q=0.8,text/plain;q=0.7,*/*;q=0.1";
const ACCEPT_ENCODING: &str = "gzip, deflate, br";

/// True of the transfer only; kept under another name, since the body is kept unpacked.
const OF_THE_TRANSFER: [(HeaderName, &str); 3] = [
    (header::CONTENT_ENCODING, "X-Crawler-Content-Encoding"),
    (header::CONTENT_LENGTH, "X-Crawler-Content-Length"),
    (header::TRANSFER_ENCODING, "X-Crawler-Transfer-Encoding"),
];
/// Said elsewhere in a page, true of the connection only, or nobody's business.
const NOT_KEPT: [HeaderName; 5] = [header::CONTENT_TYPE, header::CONNECTION, header::SET_COOKIE, header::UPGRADE, header::TRAILER];
/// How names of headers begin that say something about the record of a page; a server has no say in that.
const OURS: [&str; 2] = ["warc-", "x-crawler-"];
/// Longest head of an answer.
const MAX_HEAD: usize = 64 << 10;
/// Header lines of an answer, at the most.
const MAX_HEADERS: usize = 256;
/// Longest body that is passed over, in bytes.
const MAX_DISCARDED: usize = 32 << 10;
/// Longest time for that.
const DISCARD_WITHIN: Duration = Duration::from_millis(300);
/// Idle connections are closed after this time, so that thousands of hosts do not hold one each.
const IDLE: Duration = Duration::from_secs(2);

/// An answer whose body is still to be read.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) fetched: Timestamp,
    /// The request as sent: first line and headers, each ended by CR LF.
    pub(crate) request: String,
    response: Response,
    /// When its time is over.
    ends: Instant,
    stall: Duration,
}

/// How long an address may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    pub(crate) stall: Duration,
    pub(crate) total: Duration,
}

/// Sends requests as the plan says.
pub(crate) struct Requester {
    client: Client,
    agent: HeaderValue,
    allowed: AllowPrivate,
    connect: Duration,
}

impl Requester {
    pub(crate) fn new(plan: &Plan) -> Result<Self, FetchError> {
        let agent = HeaderValue::from_str(plan.user_agent.trim()).ok().filter(|_| !crate::robots::product(&plan.user_agent).is_empty());
        let Some(agent) = agent else {
            let reason = "write a name, a slash, a version, and where to reach you, in plain ascii".to_owned();
            return Err(FetchError::Plan { field: "user_agent", value: plan.user_agent.clone(), reason });
        };
        // A provider that is set already serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let connect = plan.connect.min(plan.stall).min(plan.timeout);
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            // Configuration comes through the plan, not through the environment; and behind a proxy the names would be
            // resolved where the address policy cannot see them.
            .no_proxy()
            .dns_resolver(Arc::new(PublicResolver { allowed: plan.allow_private.clone() }))
            .connect_timeout(connect)
            .http1_only()
            .http1_max_headers(MAX_HEADERS)
            // Old servers fold headers and leave spaces before the colon; every browser reads them.
            .http1_allow_obsolete_multiline_headers_in_responses(true)
            .http1_allow_spaces_after_header_name_in_responses(true)
            .pool_max_idle_per_host(1)
            .pool_idle_timeout(IDLE)
            .retry(reqwest::retry::never())
            .build()
            .map_err(|error| FetchError::Client(explain(&error, Stage::Head).1))?;
        Ok(Self { client, agent, allowed: plan.allow_private.clone(), connect })
    }

    /// Why this address is not asked; `None` when it may be.
    pub(crate) fn refusal(&self, url: &Url) -> Option<Trouble> {
        refusal(url, &self.allowed)
    }

    /// Asks for an address, and only for a version other than the one known.
    pub(crate) async fn get(&self, url: &Url, known: Option<&Validators>, patience: Patience) -> Result<Answer, Trouble> {
        if let Some(refused) = self.refusal(url) {
            return Err(refused);
        }
        let ends = Instant::now() + patience.total;
        let (headers, request) = self.head(url, known)?;
        let sent = self.client.get(without_password(url)?).headers(headers).send();
        // The library does not say when it is connected: a server may use up both its times, connecting and silent.
        let response = within(ends, self.connect + patience.stall, sent, "an answer").await?;
        let response = response.map_err(|error| explain(&error, Stage::Head))?;
        let length = response.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum::<usize>();
        if length > MAX_HEAD {
            return Err((Outcome::HeaderTooLarge, format!("its head is {length} bytes long")));
        }
        Ok(Answer { status: response.status().as_u16(), fetched: now(), request, response, ends, stall: patience.stall })
    }

    /// Asks for an address with further headers, which stand for ours of the same name. The body is the caller's to read.
    pub(crate) async fn ask(&self, url: &Url, more: HeaderMap, silence: Duration) -> Result<Response, Trouble> {
        if let Some(refused) = self.refusal(url) {
            return Err(refused);
        }
        let (mut headers, _) = self.head(url, None)?;
        for (name, value) in &more {
            headers.insert(name, value.clone());
        }
        let silence = self.connect + silence;
        let sent = self.client.get(without_password(url)?).headers(headers).send();
        within(Instant::now() + silence, silence, sent, "an answer").await?.map_err(|error| explain(&error, Stage::Head))
    }

    /// A request's headers, and its head as it goes over the wire.
    fn head(&self, url: &Url, known: Option<&Validators>) -> Result<(HeaderMap, String), Trouble> {
        let host = match (url.host_str(), url.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (host, _) => host.unwrap_or_default().to_owned(),
        };
        let host = HeaderValue::from_str(&host).map_err(|error| (Outcome::BadAddress, error.to_string()))?;
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host);
        headers.insert(header::USER_AGENT, self.agent.clone());
        headers.insert(header::ACCEPT, HeaderValue::from_static(ACCEPT));
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(ACCEPT_ENCODING));
        if let Some(known) = known {
            let conditions = [(header::IF_NONE_MATCH, &known.etag), (header::IF_MODIFIED_SINCE, &known.last_modified)];
            for (name, value) in conditions {
                if let Some(value) = value.as_deref().and_then(|value| HeaderValue::from_str(value).ok()) {
                    headers.insert(name, value);
                }
            }
        }
        let mut request = format!("GET {} HTTP/1.1\r\n", &url[Position::BeforePath..Position::AfterQuery]);
        for (name, value) in &headers {
            request.push_str(&format!("{name}: {}\r\n", text(value.as_bytes())));
        }
        Ok((headers, request))
    }
}

/// An address without user and password: a link that carries them would make us log in.
fn without_password(url: &Url) -> Result<Url, Trouble> {
    let mut plain = url.clone();
    if plain.set_username("").is_err() || plain.set_password(None).is_err() {
        return Err((Outcome::BadAddress, "it names no host".to_owned()));
    }
    Ok(plain)
}

/// Waits for something of a server, as long as its silence and its whole time allow.
async fn within<T>(ends: Instant, stall: Duration, what: impl Future<Output = T>, name: &str) -> Result<T, Trouble> {
    let began = Instant::now();
    let silent = began + stall;
    match timeout_at(silent.min(ends), what).await {
        Ok(done) => Ok(done),
        Err(_) if silent <= ends => Err((Outcome::Stalled, format!("it kept silent for {} s where {name} was due", stall.as_secs_f32()))),
        Err(_) => Err((Outcome::TooSlow, "its time was over".to_owned())),
    }
}

impl Answer {
    /// A header as text.
    pub(crate) fn header(&self, name: &HeaderName) -> Option<String> {
        self.response.headers().get(name).map(|value| text(value.as_bytes()).trim().to_owned())
    }

    /// The headers worth keeping, in order.
    pub(crate) fn kept_headers(&self) -> Vec<(String, String)> {
        let is_kept = |name: &HeaderName| !NOT_KEPT.contains(name) && !OURS.iter().any(|ours| name.as_str().starts_with(ours));
        let headers = self.response.headers().iter().filter(|(name, _)| is_kept(name));
        let named = |name: &HeaderName| {
            OF_THE_TRANSFER.iter().find(|(transfer, _)| transfer == name).map_or(name.as_str(), |(_, kept)| kept).to_owned()
        };
        headers.map(|(name, value)| (named(name), text(value.as_bytes()).trim().to_owned())).collect()
    }

    /// Passes over a short body that nobody wants, so that the connection can be used again.
    pub(crate) async fn discard(mut self) {
        let read = async {
            let mut read = 0;
            while let Ok(Some(piece)) = self.response.chunk().await {
                read += piece.len();
                if read > MAX_DISCARDED {
                    break;
                }
            }
        };
        // A body that takes longer costs more than another connection.
        let _ = timeout_at(self.ends.min(Instant::now() + DISCARD_WITHIN), read).await;
    }

    /// Reads and unpacks the body, of which `max_bytes` are kept. `grown` is asked once, when it grows large; the time
    /// that it takes does not count.
    pub(crate) async fn body<G: Future>(
        mut self,
        max_bytes: u64,
        large: usize,
        grown: impl FnOnce() -> G,
    ) -> Result<(Unpacked, Option<G::Output>), Trouble> {
        let encoding: Vec<String> = self.response.headers().get_all(header::CONTENT_ENCODING).iter().map(|v| text(v.as_bytes())).collect();
        let chunked = self.response.headers().contains_key(header::TRANSFER_ENCODING);
        let stage = if chunked { Stage::Chunks } else { Stage::Body };
        let mut unpacker = Unpacker::new(&encoding.join(","), max_bytes)?;
        let (mut grown, mut granted) = (Some(grown), None);
        loop {
            let piece = within(self.ends, self.stall, self.response.chunk(), "more of its body").await;
            let piece = piece.map_err(|(outcome, reason)| (outcome, format!("{reason}; {} bytes had come", unpacker.wire)))?;
            let piece = piece.map_err(|error| {
                let (outcome, reason) = explain(&error, stage);
                (outcome, format!("its body broke off after {} bytes: {reason}", unpacker.wire))
            })?;
            let Some(piece) = piece else { break };
            if unpacker.len() + piece.len() > large
                && let Some(grown) = grown.take()
            {
                let began = Instant::now();
                granted = Some(grown().await);
                self.ends += began.elapsed();
            }
            if unpacker.push(&piece)? == More::Enough {
                break;
            }
            // A packed body that stays small in spite of all that comes is of no use to anybody.
            if unpacker.wire > max_bytes.saturating_add(MAX_HEAD as u64) {
                return Err((Outcome::Bomb, format!("{} packed bytes hold {}", unpacker.wire, unpacker.len())));
            }
        }
        Ok((unpacker.finish()?, granted))
    }
}

/// The present moment, as finely as it is remembered.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

/// UTF-8 where it is, else byte for character as HTTP has it.
fn text(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect(), str::to_owned)
}

/// Whether an answer of this media type may hold news, or a list of it; lists may come packed as files.
pub(crate) fn readable(content_type: Option<&str>, listing: bool) -> bool {
    let Some(content_type) = content_type else { return true };
    let media = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let Some((kind, subtype)) = media.split_once('/') else { return true };
    match kind {
        "text" => !matches!(subtype, "css" | "javascript" | "calendar" | "vcard" | "x-c"),
        "application" => {
            matches!(subtype, "xml" | "json" | "rss" | "atom" | "rdf")
                || subtype.ends_with("+xml")
                || subtype.ends_with("json")
                || (listing && matches!(subtype, "gzip" | "x-gzip" | "octet-stream" | "x-octet-stream" | "unknown"))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn only_text_is_read() {
        for media in [
            "text/html; charset=big5",
            "TEXT/HTML",
            "application/xhtml+xml",
            "application/rss+xml",
            "application/feed+json",
            "application/ld+json",
            "text/plain",
            "html",
        ] {
            assert!(readable(Some(media), false), "{media}");
        }
        for media in ["image/svg+xml", "video/mp4", "application/pdf", "application/octet-stream", "text/css", "application/zip"] {
            assert!(!readable(Some(media), false), "{media}");
        }
        assert!(readable(None, false));
        assert!(readable(Some("application/x-gzip"), true) && !readable(Some("image/png"), true));
    }
}
