//! Every route of the server in one list: its path, its methods, its parameters, and what they are for. The router and
//! its description are both made from it, so neither can know what the other does not.

use crate::api::{self, CONCORDANCE, DIGEST, SEARCH, TIMELINE, TREND};
use crate::es::handlers as es;
use crate::openapi::document;
use crate::page;
use crate::parameters::Parameter;
use crate::service::{Limits, Service, Shared, around};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any, get, post};
use std::sync::Arc;

/// A route.
pub(crate) struct Route {
    pub(crate) path: &'static str,
    /// `get`, `post`; `head` goes with `get`.
    pub(crate) methods: &'static [&'static str],
    pub(crate) about: &'static str,
    pub(crate) parameters: &'static [Parameter],
    /// What a body holds, for routes that read one.
    pub(crate) body: Option<&'static str>,
    /// Media type of the answer.
    pub(crate) answer: &'static str,
    handler: MethodRouter<Arc<Shared>>,
}

impl Route {
    fn new(path: &'static str, about: &'static str, handler: MethodRouter<Arc<Shared>>) -> Self {
        Self { path, methods: &["get"], about, parameters: &[], body: None, answer: "application/json", handler }
    }

    fn with(self, parameters: &'static [Parameter]) -> Self {
        Self { parameters, ..self }
    }

    fn gives(self, answer: &'static str) -> Self {
        Self { answer, ..self }
    }

    fn reads(self, methods: &'static [&'static str], body: &'static str) -> Self {
        Self { methods, body: Some(body), ..self }
    }
}

const BOTH: &[&str] = &["get", "post"];
const SEARCH_BODY: &str =
    "query, from, size, sort, search_after, highlight, _source, track_total_hits, aggs; any other part is refused by name";

/// All routes; those whose function the service lacks are not there.
pub(crate) fn routes(service: &Service) -> Vec<Route> {
    let mut all = vec![
        Route::new("/", "The search page; to a client that asks for JSON, the name and version of the search API", get(page::home))
            .with(SEARCH)
            .gives("text/html"),
        Route::new("/digest/{id}", "The digest of an article as a page", get(page::digest)).gives("text/html"),
        Route::new("/healthz", "Whether the server is there; never asks for a token", get(api::health)).gives("text/plain"),
        Route::new("/metrics", "Counts of requests and their times for Prometheus", get(api::metrics)).gives("text/plain"),
        Route::new("/openapi.json", "This description", get(api::openapi)),
        Route::new("/api/search", "Articles that match, the words that matched, and counts of them", get(api::search)).with(SEARCH),
        Route::new("/api/article/{id}", "An article with its annotations", get(api::article)),
        Route::new("/api/digest", "The digest of one article, or of several as one story", get(api::digest)).with(DIGEST),
        Route::new("/api/timeline", "What happened when", get(api::timeline)).with(TIMELINE),
        Route::new("/api/entity/{name}", "What is known of an entity: names, counts, latest articles", get(api::entity)),
        Route::new("/api/story/{id}", "A story, by its id or that of one of its articles", get(api::story)),
        Route::new("/api/verify", "Whether every line of a digest, timeline or ledger is found in its article", post(api::verify))
            .reads(&["post"], "a digest, timeline, story or annotations as annals writes them"),
        Route::new("/api/stats", "What is in the index", get(api::stats)),
        Route::new("/_search", "A search in Elasticsearch's form", get(es::search).post(es::search)).reads(BOTH, SEARCH_BODY),
        Route::new("/{index}/_search", "The same, of a named index", get(es::search).post(es::search)).reads(BOTH, SEARCH_BODY),
        Route::new("/_msearch", "Several searches", get(es::msearch).post(es::msearch))
            .reads(BOTH, "pairs of lines: a header and a search"),
        Route::new("/{index}/_msearch", "The same, of a named index", get(es::msearch).post(es::msearch))
            .reads(BOTH, "pairs of lines: a header and a search"),
        Route::new("/_count", "How many articles match a query in Elasticsearch's form", get(es::count).post(es::count))
            .reads(BOTH, "query"),
        Route::new("/{index}/_count", "The same, of a named index", get(es::count).post(es::count)).reads(BOTH, "query"),
        Route::new("/_mapping", "The fields of an article in Elasticsearch's form", get(es::mapping)),
        Route::new("/{index}/_mapping", "The same, of a named index", get(es::mapping)),
        Route::new("/_cluster/health", "That the one node is there", get(es::health)),
    ];
    if service.concordance.is_some() {
        all.push(Route::new("/api/concordance", "A query's matches in their context", get(api::concordance)).with(CONCORDANCE));
    }
    if service.trend.is_some() {
        all.push(Route::new("/api/trend", "Queries counted along the calendar", get(api::trend)).with(TREND));
    }
    all
}

/// The routes over a service.
pub(crate) fn router(service: Service, limits: Limits) -> Router {
    let routes = routes(&service);
    let body_bytes = limits.body_bytes;
    let shared = Shared::new(service, limits, document(&routes).to_string());
    let mut router = Router::new();
    for route in routes {
        let handler = route.handler.fallback(wrong_method).layer(from_fn_with_state((Arc::clone(&shared), route.path), around));
        router = router.route(route.path, handler);
    }
    let nowhere: MethodRouter<Arc<Shared>> = any(nowhere).layer(from_fn_with_state((Arc::clone(&shared), "other"), around));
    router.fallback_service(nowhere.with_state(Arc::clone(&shared))).layer(DefaultBodyLimit::max(body_bytes)).with_state(shared)
}

async fn nowhere(uri: Uri, headers: HeaderMap) -> Response {
    refuse(&uri, &headers, StatusCode::NOT_FOUND, "there is no such page, /openapi.json lists them all")
}

async fn wrong_method(uri: Uri, headers: HeaderMap) -> Response {
    refuse(&uri, &headers, StatusCode::METHOD_NOT_ALLOWED, "this page does not take that method, /openapi.json says which it takes")
}

fn refuse(uri: &Uri, headers: &HeaderMap, status: StatusCode, why: &str) -> Response {
    if es::is_own(uri.path()) {
        es::refused(headers, status, "illegal_argument_exception", why)
    } else {
        api::error(status, why).into_response()
    }
}
