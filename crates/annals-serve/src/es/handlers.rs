//! The routes of the search API.

use super::body::{EsSearch, count as read_count, search as read_search, with_parameters};
use super::field::properties;
use super::response::{search as answer_search, shards};
use super::{EsError, INDEX};
use crate::parameters::pairs;
use crate::service::{Answer, Failure, Service, Shared, work};
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Instant;

/// The version whose clients are understood.
const VERSION: &str = "9.0.0";

/// Searches of one request at most.
const MOST_SEARCHES: usize = 100;

type Body = Result<Bytes, BytesRejection>;
type Index = Option<Path<String>>;

impl From<Failure> for EsError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(reason) => Self { status: 400, kind: "query_shard_exception", reason },
            Failure::Missing(reason) => Self { status: 404, kind: "resource_not_found_exception", reason },
            Failure::Failed(reason) => Self { status: 500, kind: "search_phase_execution_exception", reason },
        }
    }
}

/// An answer with the headers by which these clients know their server, in the media type they asked for.
fn reply(headers: &HeaderMap, status: u16, body: String) -> Response {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("");
    let version = ["8", "9"]
        .into_iter()
        .find(|version| accept.contains("vnd.elasticsearch+") && accept.contains(&format!("compatible-with={version}")));
    let kind = version
        .map_or_else(|| "application/json".to_owned(), |version| format!("application/vnd.elasticsearch+json;compatible-with={version}"));
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
    response.headers_mut().insert(HeaderName::from_static("x-elastic-product"), HeaderValue::from_static("Elasticsearch"));
    response
}

fn answer(headers: &HeaderMap, result: Result<String, EsError>) -> Response {
    match result {
        Ok(body) => reply(headers, 200, body),
        Err(error) => reply(headers, error.status, error.json().to_string()),
    }
}

/// Whether a client asks for JSON and not for a page.
pub(crate) fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("");
    !accept.contains("text/html") && (accept.contains("application/json") || accept.contains("vnd.elasticsearch"))
}

/// What stands at `/` for these clients.
pub(crate) fn info(headers: &HeaderMap) -> Response {
    let version = json!({ "number": VERSION, "build_flavor": "default", "minimum_wire_compatibility_version": "8.0.0", "minimum_index_compatibility_version": "8.0.0" });
    let body = json!({ "name": "annals", "cluster_name": "annals", "cluster_uuid": INDEX, "version": version, "annals": env!("CARGO_PKG_VERSION") });
    reply(headers, 200, body.to_string())
}

/// Whether a name, list of names or pattern stands for the one index.
fn named(index: Option<&str>) -> Result<(), EsError> {
    let Some(index) = index else { return Ok(()) };
    let fits = |name: &str| match name.split_once('*') {
        Some((start, end)) => INDEX.starts_with(start) && INDEX.ends_with(end) && start.len() + end.len() <= INDEX.len(),
        None => name == INDEX || name == "_all",
    };
    match index.split(',').find(|name| !fits(name)) {
        None => Ok(()),
        Some(name) => {
            let reason = format!("no such index [{name}], the only one is [{INDEX}]");
            Err(EsError { status: 404, kind: "index_not_found_exception", reason })
        }
    }
}

fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, EsError> {
    if headers.get(header::CONTENT_ENCODING).is_some_and(|value| value != "identity") {
        let reason = "compressed bodies are not read, send them plain".to_owned();
        return Err(EsError { status: 415, kind: "illegal_argument_exception", reason });
    }
    body.map_err(|rejection| {
        let status = rejection.status().as_u16();
        EsError {
            status,
            kind: "content_too_long_exception",
            reason: "the body cannot be read, or is longer than the server takes".to_owned(),
        }
    })
}

fn json_of(bytes: &[u8]) -> Result<Value, EsError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(json!({}));
    }
    serde_json::from_slice(bytes).map_err(|error| EsError {
        status: 400,
        kind: "x_content_parse_exception",
        reason: format!("no JSON: {error}"),
    })
}

/// Does a job of the service, in the error shape of this API.
async fn done<T: Send + 'static>(shared: &Arc<Shared>, job: impl FnOnce(&Service) -> Answer<T> + Send + 'static) -> Result<T, EsError> {
    work(shared, job).await.map_err(|(status, reason)| match status {
        StatusCode::BAD_REQUEST => Failure::Refused(reason).into(),
        StatusCode::NOT_FOUND => Failure::Missing(reason).into(),
        StatusCode::SERVICE_UNAVAILABLE => EsError { status: 429, kind: "es_rejected_execution_exception", reason },
        _ => Failure::Failed(reason).into(),
    })
}

fn searched(service: &Service, search: &EsSearch) -> Result<String, EsError> {
    let begun = Instant::now();
    let found = (service.es_search)(search)?;
    answer_search(search, found, begun.elapsed().as_millis()).map_err(|error| Failure::Failed(error.to_string()).into())
}

pub(crate) async fn search(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    index: Index,
    RawQuery(query): RawQuery,
    body: Body,
) -> Response {
    let read = || {
        named(index.as_ref().map(|index| index.0.as_str()))?;
        let body = with_parameters(pairs(query.as_deref()), json_of(&read(&headers, body)?)?)?;
        Ok(EsSearch { most_bytes: shared.limits.result_bytes, ..read_search(body)? })
    };
    let search = match read() {
        Ok(search) => search,
        Err(error) => return answer(&headers, Err(error)),
    };
    let found = done(&shared, move |service| Ok(searched(service, &search))).await;
    answer(&headers, found.and_then(|found| found))
}

pub(crate) async fn count(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    index: Index,
    RawQuery(query): RawQuery,
    body: Body,
) -> Response {
    let read = || {
        named(index.as_ref().map(|index| index.0.as_str()))?;
        read_count(with_parameters(pairs(query.as_deref()), json_of(&read(&headers, body)?)?)?)
    };
    let wanted = match read() {
        Ok(wanted) => wanted,
        Err(error) => return answer(&headers, Err(error)),
    };
    let found = done(&shared, move |service| (service.es_count)(&wanted)).await;
    answer(&headers, found.map(|count| json!({ "count": count, "_shards": shards() }).to_string()))
}

/// Reads pairs of lines: which index, and a search.
fn searches(bytes: &[u8], index: Option<&str>, most_bytes: usize) -> Result<Vec<Result<EsSearch, EsError>>, EsError> {
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).collect();
    let end = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |at| at + 1);
    let (pairs, rest) = lines.get(..end).unwrap_or(&[]).as_chunks::<2>();
    if pairs.is_empty() || !rest.is_empty() {
        return Err(EsError::parsing("the body must be pairs of lines: a header such as {} and a search"));
    }
    if pairs.len() > MOST_SEARCHES {
        return Err(EsError::argument(format!("[{}] searches at once are too many, [{MOST_SEARCHES}] are the most", pairs.len())));
    }
    let one = |[head, body]: &[&[u8]; 2]| {
        let Value::Object(head) = json_of(head)? else { return Err(EsError::parsing("the header must be an object")) };
        named(index)?;
        let mut parameters = Vec::new();
        for (name, value) in head {
            match (name.as_str(), &value) {
                ("index", Value::String(index)) => named(Some(index))?,
                ("index", Value::Array(names)) => names.iter().try_for_each(|name| named(Some(name.as_str().unwrap_or("?"))))?,
                (_, Value::String(text)) => parameters.push((name, text.clone())),
                (_, other) => parameters.push((name, other.to_string())),
            }
        }
        Ok(EsSearch { most_bytes, ..read_search(with_parameters(parameters, json_of(body)?)?)? })
    };
    Ok(pairs.iter().map(one).collect())
}

pub(crate) async fn msearch(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    index: Index,
    RawQuery(query): RawQuery,
    body: Body,
) -> Response {
    let most_bytes = shared.limits.result_bytes;
    let read = || {
        with_parameters(pairs(query.as_deref()), json!({}))?;
        searches(&read(&headers, body)?, index.as_ref().map(|index| index.0.as_str()), most_bytes)
    };
    let wanted = match read() {
        Ok(wanted) => wanted,
        Err(error) => return answer(&headers, Err(error)),
    };
    let found = done(&shared, move |service| {
        let begun = Instant::now();
        let mut all = String::from("{\"responses\":[");
        for (at, wanted) in wanted.into_iter().enumerate() {
            let left = most_bytes.saturating_sub(all.len());
            let one = wanted.and_then(|wanted| searched(service, &EsSearch { most_bytes: wanted.most_bytes.min(left), ..wanted }));
            all.push_str(if at > 0 { "," } else { "" });
            match one {
                // Each answer says that it went well, as the errors say what did not.
                Ok(text) => all.extend([text.strip_suffix('}').unwrap_or(&text), ",\"status\":200}"]),
                Err(error) => all.push_str(&error.json().to_string()),
            }
        }
        all.push_str(&format!("],\"took\":{}}}", begun.elapsed().as_millis()));
        Ok(all)
    });
    answer(&headers, found.await)
}

/// Parameters that may stand behind a page without hits.
fn no_parameters(query: Option<&str>) -> Result<(), EsError> {
    with_parameters(pairs(query), json!({})).and_then(|body| match body.as_object().and_then(|body| body.keys().next().cloned()) {
        Some(name) => Err(EsError::argument(format!("request contains unrecognized parameter: [{name}]"))),
        None => Ok(()),
    })
}

pub(crate) async fn mapping(headers: HeaderMap, index: Index, RawQuery(query): RawQuery) -> Response {
    let name = index.as_ref().map(|index| index.0.as_str());
    let found = named(name).and_then(|()| no_parameters(query.as_deref()));
    answer(&headers, found.map(|()| json!({ INDEX: { "mappings": { "properties": properties() } } }).to_string()))
}

pub(crate) async fn health(headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    let body = json!({
        "cluster_name": "annals", "status": "green", "timed_out": false, "number_of_nodes": 1, "number_of_data_nodes": 1,
        "active_primary_shards": 1, "active_shards": 1, "relocating_shards": 0, "initializing_shards": 0, "unassigned_shards": 0,
    });
    answer(&headers, no_parameters(query.as_deref()).map(|()| body.to_string()))
}

/// What asks too little or too much, in the shape of this API.
pub(crate) fn refused(headers: &HeaderMap, status: StatusCode, kind: &'static str, reason: &str) -> Response {
    answer(headers, Err(EsError { status: status.as_u16(), kind, reason: reason.to_owned() }))
}

/// Whether a path belongs to this API.
pub(crate) fn is_own(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('_'))
}

#[cfg(test)]
mod tests {
    use super::{named, searches};

    #[test]
    fn the_index_goes_by_its_name_and_patterns() {
        for name in ["articles", "_all", "*", "art*", "*cles", "articles,a*"] {
            assert_eq!(named(Some(name)), Ok(()), "{name}");
        }
        for name in ["news", "articles2", "b*", "articlesarticles*", "articles,news"] {
            assert!(named(Some(name)).is_err_and(|error| error.status == 404), "{name}");
        }
    }

    #[test]
    fn searches_come_in_pairs_of_lines() {
        let read = |text: &str| searches(text.as_bytes(), None, 9).map(|all| all.iter().map(Result::is_ok).collect::<Vec<_>>());
        assert_eq!(read("{}\n{\"size\":1}\n{\"index\":\"news\"}\n{}\n"), Ok(vec![true, false]));
        assert_eq!(read("\n{}\n"), Ok(vec![true]));
        assert!(read("{}\n").is_err() && read("").is_err());
    }
}
