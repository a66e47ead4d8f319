//! The routes for programs: JSON in the contract's shapes, errors as `{"error"}` with the right status.

use crate::service::{DigestFormat, SearchRequest, Shared, work};
use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Hits on a page when none are asked for.
const USUAL_LIMIT: usize = 10;

/// Hits on a page at most.
const MOST_HITS: usize = 100;

/// Articles in a digest at most.
const MOST_ARTICLES: usize = 50;

/// An error as JSON.
pub(crate) fn error(status: StatusCode, message: &str) -> (StatusCode, Json<Value>) {
    (status, Json(json!({ "error": message })))
}

fn answer(result: Result<Value, (StatusCode, String)>) -> Response {
    match result {
        Ok(value) => Json(value).into_response(),
        Err((status, why)) => error(status, &why).into_response(),
    }
}

/// The names and values behind the question mark, in order.
pub(crate) fn parameters(query: Option<&str>) -> Vec<(String, String)> {
    query
        .unwrap_or("")
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// `%41` and `+` as the characters they stand for; broken UTF-8 is replaced.
fn decode(text: &str) -> String {
    let hex = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        let pair = (bytes.get(at + 1).copied().and_then(hex), bytes.get(at + 2).copied().and_then(hex));
        match (byte, pair) {
            (b'%', (Some(high), Some(low))) => {
                out.push(high * 16 + low);
                at += 3;
                continue;
            }
            (b'+', _) => out.push(b' '),
            _ => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Reads a search; what is not known or no number is refused, never passed over.
pub(crate) fn search_request(query: Option<&str>) -> Result<SearchRequest, String> {
    let mut request = SearchRequest { limit: USUAL_LIMIT, ..SearchRequest::default() };
    for (name, value) in parameters(query) {
        let number = || value.parse::<usize>().map_err(|_| format!("`{name}` is no number: {value}"));
        match name.as_str() {
            "q" => request.query = value,
            "limit" => request.limit = number()?,
            "offset" => request.offset = number()?,
            "from" if !value.is_empty() => request.from = Some(value),
            "to" if !value.is_empty() => request.to = Some(value),
            "firm" if !value.is_empty() => request.firms.push(value),
            "from" | "to" | "firm" => {}
            _ => return Err(format!("there is no parameter `{name}`, known are q, limit, offset, from, to, firm")),
        }
    }
    if (1..=MOST_HITS).contains(&request.limit) { Ok(request) } else { Err(format!("`limit` must be 1 to {MOST_HITS}")) }
}

pub(crate) async fn health() -> &'static str {
    "ok\n"
}

pub(crate) async fn metrics(State(shared): State<Arc<Shared>>) -> Response {
    let mut text = String::new();
    for (name, counter) in [
        ("annals_requests_total", &shared.requests),
        ("annals_requests_refused_total", &shared.refused),
        ("annals_requests_failed_total", &shared.failed),
    ] {
        let _ = writeln!(text, "# TYPE {name} counter\n{name} {}", counter.load(Ordering::Relaxed));
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}

pub(crate) async fn search(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Response {
    match search_request(query.as_deref()) {
        Err(why) => error(StatusCode::BAD_REQUEST, &why).into_response(),
        Ok(request) => answer(work(&shared, move |service| (service.search)(&request)).await),
    }
}

pub(crate) async fn article(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    answer(work(&shared, move |service| (service.article)(&id)).await)
}

pub(crate) async fn stats(State(shared): State<Arc<Shared>>) -> Response {
    answer(work(&shared, |service| (service.stats)()).await)
}

pub(crate) async fn timeline(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Response {
    let entity = parameters(query.as_deref()).into_iter().find(|(name, value)| name == "entity" && !value.is_empty());
    match entity {
        Some((_, entity)) => answer(work(&shared, move |service| (service.timeline)(&entity)).await),
        None => error(StatusCode::BAD_REQUEST, "`entity` is missing, give a name or an id").into_response(),
    }
}

pub(crate) async fn digest(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Response {
    let mut ids = Vec::new();
    let mut format = DigestFormat::Json;
    for (name, value) in parameters(query.as_deref()) {
        match (name.as_str(), value.as_str()) {
            ("id", _) if !value.is_empty() => ids.push(value),
            ("format", "json") => format = DigestFormat::Json,
            ("format", "md") => format = DigestFormat::Markdown,
            ("format", "html") => format = DigestFormat::Html,
            _ => return error(StatusCode::BAD_REQUEST, "give id=… once or more, and format=json, md or html").into_response(),
        }
    }
    if ids.is_empty() || ids.len() > MOST_ARTICLES {
        return error(StatusCode::BAD_REQUEST, &format!("give 1 to {MOST_ARTICLES} ids")).into_response();
    }
    let kind = match format {
        DigestFormat::Json => "application/json",
        DigestFormat::Markdown => "text/markdown; charset=utf-8",
        DigestFormat::Html => "text/html; charset=utf-8",
    };
    match work(&shared, move |service| (service.digest)(&(ids, format))).await {
        Ok(text) => ([(header::CONTENT_TYPE, kind)], text).into_response(),
        Err((status, why)) => error(status, &why).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::{decode, search_request};

    #[test]
    fn addresses_are_decoded() {
        assert_eq!(decode("a+b%20c%C3%A9%zz%"), "a b cé%zz%");
    }

    #[test]
    fn a_search_is_read_strictly() {
        let request = search_request(Some("q=a+b&firm=Acme&firm=Varn&limit=5")).unwrap_or_default();
        assert_eq!((request.query.as_str(), request.limit, request.firms.len()), ("a b", 5, 2));
        for wrong in ["limit=0", "limit=101", "limit=x", "colour=red", "offset=-1"] {
            assert!(search_request(Some(wrong)).is_err(), "{wrong}");
        }
    }
}
