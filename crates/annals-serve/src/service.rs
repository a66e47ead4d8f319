//! What the server needs, the routes it has, and its life from binding to ctrl-c.

use crate::error::ServeError;
use crate::{api, page};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The longest a request may take.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Requests carry no body of worth.
const BODY_LIMIT: usize = 64 * 1024;

/// Requests that may work at one time; more are told to come back.
const AT_ONCE: usize = 64;

/// No script, no foreign address: a page is text, forms and its own style.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Why a request has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The request cannot be honoured as written: 400.
    Refused(String),
    /// There is nothing of that name: 404.
    Missing(String),
    /// The service failed: 500.
    Failed(String),
}

/// What a function of the service gives.
pub type Answer<T> = Result<T, Failure>;

/// A function that the binary hands over; it may block.
pub type Function<Request, T> = Arc<dyn Fn(&Request) -> Answer<T> + Send + Sync>;

/// A search as asked over HTTP.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchRequest {
    /// In the query language.
    pub query: String,
    /// Hits at most, 1 to 100.
    pub limit: usize,
    /// Hits passed over.
    pub offset: usize,
    /// First day of publication, as written.
    pub from: Option<String>,
    /// Last day of publication, as written.
    pub to: Option<String>,
    /// Firms, by name or id; all must be named.
    pub firms: Vec<String>,
}

/// The form of a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigestFormat {
    /// As in the contract.
    Json,
    /// Markdown.
    Markdown,
    /// A page.
    Html,
}

/// The functions behind the routes. All may block; they run off the server's own threads.
#[derive(Clone)]
pub struct Service {
    /// `{"total","hits":[{"id","headline","published","publisher","url","snippet","snippet_matches","matches"}]}`.
    pub search: Function<SearchRequest, Value>,
    /// The joined line of an article.
    pub article: Function<String, Value>,
    /// The digest of one or more articles, written out in a form.
    pub digest: Function<(Vec<String>, DigestFormat), String>,
    /// The timeline of an entity, by name or id.
    pub timeline: Function<String, Value>,
    /// What is in the index.
    pub stats: Arc<dyn Fn() -> Answer<Value> + Send + Sync>,
}

/// What all requests share.
pub(crate) struct Shared {
    pub(crate) service: Service,
    pub(crate) requests: AtomicU64,
    pub(crate) refused: AtomicU64,
    pub(crate) failed: AtomicU64,
    pub(crate) working: Arc<tokio::sync::Semaphore>,
}

/// The routes over a service.
pub fn router(service: Service) -> Router {
    let shared = Arc::new(Shared {
        service,
        requests: AtomicU64::new(0),
        refused: AtomicU64::new(0),
        failed: AtomicU64::new(0),
        working: Arc::new(tokio::sync::Semaphore::new(AT_ONCE)),
    });
    Router::new()
        .route("/", get(page::search))
        .route("/digest/{id}", get(page::digest))
        .route("/healthz", get(api::health))
        .route("/metrics", get(api::metrics))
        .route("/api/search", get(api::search))
        .route("/api/article/{id}", get(api::article))
        .route("/api/digest", get(api::digest))
        .route("/api/timeline", get(api::timeline))
        .route("/api/stats", get(api::stats))
        .fallback(|| async { api::error(StatusCode::NOT_FOUND, "there is no such page") })
        .method_not_allowed_fallback(|| async { api::error(StatusCode::METHOD_NOT_ALLOWED, "this page is only read, with GET") })
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn(guard))
        .layer(from_fn_with_state(Arc::clone(&shared), count))
        .with_state(shared)
}

/// Ends what takes too long, and says to browsers what a page may do.
async fn guard(request: Request, next: Next) -> Response {
    let mut response = match tokio::time::timeout(TIME_LIMIT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => api::error(StatusCode::GATEWAY_TIMEOUT, "this took too long, ask for less").into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

async fn count(axum::extract::State(shared): axum::extract::State<Arc<Shared>>, request: Request, next: Next) -> Response {
    shared.requests.fetch_add(1, Ordering::Relaxed);
    let response = next.run(request).await;
    if response.status().is_server_error() {
        shared.failed.fetch_add(1, Ordering::Relaxed);
    } else if response.status().is_client_error() {
        shared.refused.fetch_add(1, Ordering::Relaxed);
    }
    response
}

/// Runs a function of the service off the server's threads. A slot is held until it has really ended, also when its
/// request has been given up.
pub(crate) async fn work<T: Send + 'static>(
    shared: &Arc<Shared>,
    job: impl FnOnce(&Service) -> Answer<T> + Send + 'static,
) -> Result<T, (StatusCode, String)> {
    let Ok(slot) = Arc::clone(&shared.working).try_acquire_owned() else {
        return Err((StatusCode::SERVICE_UNAVAILABLE, "too many requests at once, try again".to_owned()));
    };
    let service = shared.service.clone();
    let done = tokio::task::spawn_blocking(move || {
        let answer = job(&service);
        drop(slot);
        answer
    })
    .await;
    match done {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(Failure::Refused(why))) => Err((StatusCode::BAD_REQUEST, why)),
        Ok(Err(Failure::Missing(why))) => Err((StatusCode::NOT_FOUND, why)),
        Ok(Err(Failure::Failed(why))) => Err((StatusCode::INTERNAL_SERVER_ERROR, why)),
        Err(_) => Err((StatusCode::INTERNAL_SERVER_ERROR, "the service broke off".to_owned())),
    }
}

/// Serves until ctrl-c, then lets running requests end. The address is by custom one of 127.0.0.1.
///
/// # Errors
/// When the address cannot be listened on, or the connection breaks down.
pub async fn serve(address: SocketAddr, service: Service) -> Result<(), ServeError> {
    let listener = tokio::net::TcpListener::bind(address).await.map_err(|source| ServeError::Bind { address, source })?;
    axum::serve(listener, router(service))
        .with_graceful_shutdown(async {
            // Without a signal to wait for, serving goes on until the process ends.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        })
        .await
        .map_err(|source| ServeError::Serve { address, source })
}
