//! One request and its answer: headers first, then a body that may not grow past its bound or its time.

use crate::address::{PublicResolver, refusal};
use crate::{FetchError, Plan, Validators};
use jiff::Timestamp;
use reqwest::blocking::{Client, Response};
use reqwest::header::{self, HeaderMap, HeaderName};
use std::error::Error as _;
use std::io::Read;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

const ACCEPT: &str = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,application/json;q=0.8,text/plain;q=0.7,*/*;q=0.1";

/// Headers that were true of the transfer only, are said elsewhere in a page, or are nobody's business.
const NOT_KEPT: [HeaderName; 7] = [
    header::CONTENT_TYPE,
    header::CONTENT_LENGTH,
    header::CONTENT_ENCODING,
    header::TRANSFER_ENCODING,
    header::CONNECTION,
    header::SET_COOKIE,
    header::UPGRADE,
];
/// Most bytes of headers kept of a page.
const MAX_KEPT_HEADERS: usize = 1 << 15;

/// Why a request gave no page.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) reason: String,
    /// Whether another day may bring it.
    pub(crate) passing: bool,
}

impl Failure {
    pub(crate) fn passing(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), passing: true }
    }

    pub(crate) fn lasting(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), passing: false }
    }
}

/// An answer whose body is still to be read.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) fetched: Timestamp,
    response: Response,
}

/// Sends requests as the plan says.
pub(crate) struct Requester {
    client: Client,
    allow_private: bool,
    timeout: Duration,
}

impl Requester {
    pub(crate) fn new(plan: &Plan) -> Result<Self, FetchError> {
        let agent =
            header::HeaderValue::from_str(plan.user_agent.trim()).ok().filter(|_| !crate::robots::product(&plan.user_agent).is_empty());
        let Some(agent) = agent else {
            let reason = "write a name, a slash, a version, and where to reach you, in plain ascii".to_owned();
            return Err(FetchError::Plan { field: "user_agent", value: plan.user_agent.clone(), reason });
        };
        // A provider that is set already serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(agent)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            // Configuration comes through the plan, not through the environment; and behind a proxy the names would be
            // resolved where the address policy cannot see them.
            .no_proxy()
            .dns_resolver(Arc::new(PublicResolver { allow_private: plan.allow_private }))
            .connect_timeout(plan.timeout.min(Duration::from_secs(10)))
            .pool_max_idle_per_host(1)
            .build()
            .map_err(|error| FetchError::Client(words(&error)))?;
        Ok(Self { client, allow_private: plan.allow_private, timeout: plan.timeout })
    }

    /// Asks for an address, and only for a version other than the one known.
    pub(crate) fn get(&self, url: &Url, known: Option<&Validators>) -> Result<Answer, Failure> {
        if let Some(reason) = refusal(url, self.allow_private) {
            return Err(Failure::lasting(reason));
        }
        let mut request = self.client.get(url.clone()).header(header::ACCEPT, ACCEPT).timeout(self.timeout);
        if let Some(known) = known {
            let conditions = [(header::IF_NONE_MATCH, &known.etag), (header::IF_MODIFIED_SINCE, &known.last_modified)];
            for (name, value) in conditions {
                if let Some(value) = value.as_deref().and_then(|value| header::HeaderValue::from_str(value).ok()) {
                    request = request.header(name, value);
                }
            }
        }
        let response = request.send().map_err(|error| Failure::passing(self.explain(&error)))?;
        Ok(Answer { status: response.status().as_u16(), fetched: Timestamp::now(), response })
    }

    fn explain(&self, error: &reqwest::Error) -> String {
        if error.is_timeout() {
            return format!("no full answer within {} s", self.timeout.as_secs_f32());
        }
        words(error)
    }

    /// Reads the body; a longer one than `max_bytes` is refused, or cut there if `cut`.
    pub(crate) fn body(&self, answer: Answer, max_bytes: u64, cut: bool) -> Result<Vec<u8>, Failure> {
        let too_long = || Failure::lasting(format!("its body is longer than {max_bytes} bytes"));
        if !cut && answer.response.content_length().is_some_and(|length| length > max_bytes) {
            return Err(too_long());
        }
        let mut body = Vec::new();
        let read = answer.response.take(max_bytes.saturating_add(1)).read_to_end(&mut body);
        if body.len() as u64 > max_bytes {
            if !cut {
                return Err(too_long());
            }
            body.truncate(usize::try_from(max_bytes).unwrap_or(usize::MAX));
            return Ok(body);
        }
        match read {
            Ok(_) => Ok(body),
            Err(error) => {
                let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<reqwest::Error>());
                let reason = inner.map_or_else(|| error.to_string(), |inner| self.explain(inner));
                Err(Failure::passing(format!("its body broke off after {} bytes: {reason}", body.len())))
            }
        }
    }
}

impl Answer {
    /// A header as text.
    pub(crate) fn header(&self, name: &HeaderName) -> Option<String> {
        self.response.headers().get(name).map(|value| text(value.as_bytes()))
    }

    /// The headers worth keeping, in order.
    pub(crate) fn kept_headers(&self) -> Vec<(String, String)> {
        let mut kept = Vec::new();
        let mut length = 0;
        let headers: &HeaderMap = self.response.headers();
        for (name, value) in headers {
            length += name.as_str().len() + value.len();
            if length > MAX_KEPT_HEADERS {
                break;
            }
            if !NOT_KEPT.contains(name) {
                kept.push((name.as_str().to_owned(), text(value.as_bytes()).trim().to_owned()));
            }
        }
        kept
    }
}

/// UTF-8 where it is, else byte for character as HTTP has it.
fn text(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect(), str::to_owned)
}

/// An error with its causes; the first says little, the last says what happened.
fn words(error: &reqwest::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words = error.to_string();
        cause = error.source();
    }
    words
}

/// Whether a page of this media type may hold news or a feed.
pub(crate) fn readable(content_type: Option<&str>) -> bool {
    let Some(content_type) = content_type else { return true };
    let media = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let Some((kind, subtype)) = media.split_once('/') else { return true };
    match kind {
        "text" => !matches!(subtype, "css" | "javascript" | "calendar" | "vcard" | "x-c"),
        "application" => {
            matches!(subtype, "xml" | "json" | "rss" | "atom" | "rdf") || subtype.ends_with("+xml") || subtype.ends_with("json")
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
            assert!(readable(Some(media)), "{media}");
        }
        for media in ["image/svg+xml", "video/mp4", "application/pdf", "application/octet-stream", "text/css", "application/zip"] {
            assert!(!readable(Some(media)), "{media}");
        }
        assert!(readable(None));
    }
}
