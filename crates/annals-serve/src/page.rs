//! The pages for readers: a search form, hits with their words marked, and a link to each digest.

use crate::api::search_request;
use crate::es::handlers::{info, wants_json};
use crate::service::{DigestFormat, SearchRequest, Shared, work};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::Value;
use std::fmt::Write as _;
use std::sync::Arc;

const STYLE: &str = "body{font:1rem/1.5 serif;max-width:46rem;margin:2rem auto;padding:0 1rem}form{display:flex;gap:.5rem;flex-wrap:wrap}\
input[name=q]{flex:1 1 100%}input,button{font:inherit;padding:.3rem}.where{color:#555;font-size:.9rem}mark{background:#fe9}";

/// Text made safe for HTML, inside an element as inside a quoted attribute.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// A name as one part of a path.
fn encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{}</title><style>{STYLE}</style></head><body>{body}</body></html>\n",
        escape(title)
    );
    (status, Html(html)).into_response()
}

fn form(request: &SearchRequest) -> String {
    let value = |text: Option<&str>| escape(text.unwrap_or(""));
    format!(
        "<h1><a href=\"/\">annals</a></h1><form action=\"/\" method=\"get\"><input name=\"q\" value=\"{}\" aria-label=\"query\" placeholder=\"words, &quot;a phrase&quot;, firm:&quot;…&quot;\" autofocus>\
         <label>from <input name=\"from\" value=\"{}\" size=\"10\"></label><label>to <input name=\"to\" value=\"{}\" size=\"10\"></label>\
         <label>firm <input name=\"firm\" value=\"{}\"></label><button>Search</button></form>",
        escape(&request.query),
        value(request.from.as_deref()),
        value(request.to.as_deref()),
        value(request.firms.first().map(String::as_str)),
    )
}

/// The search page for readers; the name and version of the search API for clients that ask for JSON.
pub(crate) async fn home(State(shared): State<Arc<Shared>>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    if wants_json(&headers) {
        return info(&headers);
    }
    let request = match search_request(query.as_deref()) {
        Ok(request) => request,
        Err(why) => {
            return page(
                StatusCode::BAD_REQUEST,
                "annals",
                &format!("{}<p role=\"alert\">{}</p>", form(&SearchRequest::default()), escape(&why)),
            );
        }
    };
    let head = form(&request);
    if request.query.trim().is_empty() {
        return page(StatusCode::OK, "annals", &head);
    }
    let title = format!("{} - annals", request.query);
    match work(&shared, move |service| (service.search)(&request)).await {
        Ok(found) => page(StatusCode::OK, &title, &format!("{head}{}", hits(&found))),
        Err((status, why)) => page(status, &title, &format!("{head}<p role=\"alert\">{}</p>", escape(&why))),
    }
}

fn hits(found: &Value) -> String {
    let total = found.get("total").and_then(Value::as_u64).unwrap_or(0);
    let mut out = format!("<p>{total} {}</p>", if total == 1 { "article" } else { "articles" });
    for hit in found.get("hits").and_then(Value::as_array).into_iter().flatten() {
        let word = |name: &str| hit.get(name).and_then(Value::as_str).unwrap_or("");
        let headline = if word("headline").is_empty() { "(no headline)" } else { word("headline") };
        let _ = write!(
            out,
            "<article><h2><a href=\"/digest/{}\">{}</a></h2><p class=\"where\">{} {}</p><p>{}</p></article>",
            encode(word("id")),
            escape(headline),
            escape(word("publisher")),
            escape(word("published")),
            marked(word("snippet"), hit.get("snippet_matches")),
        );
    }
    out
}

/// A snippet with its matches marked; matches that do not fit it are passed over.
fn marked(snippet: &str, matches: Option<&Value>) -> String {
    let mut out = String::new();
    let mut at = 0;
    for span in matches.and_then(Value::as_array).into_iter().flatten() {
        let end = |name: &str| span.get(name).and_then(Value::as_u64).and_then(|byte| usize::try_from(byte).ok());
        let (Some(start), Some(end)) = (end("start"), end("end")) else { continue };
        if let (Some(before), Some(words)) = (snippet.get(at..start), snippet.get(start..end)) {
            let _ = write!(out, "{}<mark>{}</mark>", escape(before), escape(words));
            at = end;
        }
    }
    out.push_str(&escape(snippet.get(at..).unwrap_or("")));
    out
}

pub(crate) async fn digest(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    match work(&shared, move |service| (service.digest)(&(vec![id], DigestFormat::Html))).await {
        Ok(html) => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
        Err((status, why)) => page(status, "annals", &format!("<p role=\"alert\">{}</p><p><a href=\"/\">Search</a></p>", escape(&why))),
    }
}
