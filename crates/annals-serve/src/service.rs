//! What the server needs from the binary, what all requests share, and its life from binding to the last answer.

use crate::error::ServeError;
use crate::es::body::EsSearch;
use crate::es::handlers::{is_own, refused};
use crate::es::query::EsQuery;
use crate::metrics::Metrics;
use crate::{EsFound, api, routes};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::serve::ListenerExt;
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// Requests that may wait for their turn; more are told to come back.
const WAITING: usize = 256;

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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SearchRequest {
    /// In the query language.
    pub query: String,
    /// Hits at most, 1 to 100.
    pub limit: usize,
    /// Hits passed over.
    pub offset: usize,
    /// What the page before gave as `next`; the page after it is wanted.
    pub after: Option<String>,
    /// Whether `next` is wanted.
    pub pages: bool,
    /// `relevance`, `date`, `date-asc` or `first_seen`; `None` is `relevance`.
    pub sort: Option<String>,
    /// Days after which half of a score is left, above 0.
    pub recency: Option<f64>,
    /// `duplicate` or `story`: only the best hit of each such group.
    pub collapse: Option<String>,
    /// Whether each hit says what the clauses of the query add to its score.
    pub explain: bool,
    /// First day of publication, as written.
    pub from: Option<String>,
    /// Last day of publication, as written.
    pub to: Option<String>,
    /// Firms, by name or id; all must be named.
    pub firms: Vec<String>,
    /// Only what had been seen by this moment, as written.
    pub as_of: Option<String>,
    /// Names of fields that the articles found are counted by.
    pub facets: Vec<String>,
    /// Values of a facet at most; `None` is the usual number.
    pub facet_limit: Option<usize>,
}

/// A timeline as asked over HTTP.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimelineRequest {
    /// Names or ids of entities.
    pub entities: Vec<String>,
    /// In the query language.
    pub query: Option<String>,
    /// The id of a story, or of an article in it.
    pub story: Option<String>,
    /// Only what had been seen by this moment, as written.
    pub as_of: Option<String>,
    /// First day, as written.
    pub from: Option<String>,
    /// Last day, as written.
    pub to: Option<String>,
    /// Dates at most.
    pub dates: Option<usize>,
    /// Lines a date at most.
    pub sentences: Option<usize>,
}

/// A concordance as asked over HTTP.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConcordanceRequest {
    /// In the query language.
    pub query: String,
    /// Words on either side; `None` is the sentence.
    pub context: Option<usize>,
    /// `left`, `right` or `date`; `None` is the order of the index.
    pub sort: Option<String>,
    /// Lines at most.
    pub limit: usize,
    /// First day of publication, as written.
    pub from: Option<String>,
    /// Last day of publication, as written.
    pub to: Option<String>,
}

/// A trend as asked over HTTP.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrendRequest {
    /// Queries in the query language, each a column.
    pub queries: Vec<String>,
    /// `day`, `week`, `month`, `quarter` or `year`.
    pub by: String,
    /// First day of publication, as written.
    pub from: Option<String>,
    /// Last day of publication, as written.
    pub to: Option<String>,
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
    /// `{"total","hits":[{"id","headline","published","publisher","url","snippet","snippet_matches","matches"}]}`, and what
    /// was asked for beside: `groups`, `next`, `facets`; in a hit `collapsed`, `explain`.
    pub search: Function<SearchRequest, Value>,
    /// The joined line of an article.
    pub article: Function<String, Value>,
    /// The digest of one or more articles, written out in a form.
    pub digest: Function<(Vec<String>, DigestFormat), String>,
    /// A timeline.
    pub timeline: Function<TimelineRequest, Value>,
    /// What is known of an entity, by name or id.
    pub entity: Function<String, Value>,
    /// A story, by its id or that of one of its articles.
    pub story: Function<String, Value>,
    /// Whether the receipts of a digest, timeline or ledger hold.
    pub verify: Function<Value, Value>,
    /// Words in context; without it there is no such route.
    pub concordance: Option<Function<ConcordanceRequest, Value>>,
    /// Counts along the calendar; without it there is no such route.
    pub trend: Option<Function<TrendRequest, Value>>,
    /// What is in the index.
    pub stats: Arc<dyn Fn() -> Answer<Value> + Send + Sync>,
    /// How many articles are in the index.
    pub articles: Arc<dyn Fn() -> Answer<u64> + Send + Sync>,
    /// A search of the other API.
    pub es_search: Function<EsSearch, EsFound>,
    /// A count of the other API.
    pub es_count: Function<EsQuery, usize>,
}

/// How much a request may ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a body.
    pub body_bytes: usize,
    /// Bytes of articles in an answer.
    pub result_bytes: usize,
    /// The time of a request.
    pub time: Duration,
    /// The time that running requests have to end when the server stops.
    pub grace: Duration,
    /// Requests that work at one time; others wait.
    pub at_once: usize,
    /// What a request must know, when it must: `Authorization: Bearer …`.
    pub token: Option<String>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 1 << 20,
            result_bytes: 32 << 20,
            time: Duration::from_secs(30),
            grace: Duration::from_secs(10),
            at_once: std::thread::available_parallelism().map_or(4, |cores| cores.get() * 2),
            token: None,
        }
    }
}

/// What all requests share.
pub(crate) struct Shared {
    pub(crate) service: Service,
    pub(crate) limits: Limits,
    pub(crate) metrics: Metrics,
    pub(crate) openapi: String,
    /// SHA-256 of the token: digests are of one length, and tell nothing of where a guess goes wrong.
    token: Option<String>,
    waiting: Semaphore,
    working: Arc<Semaphore>,
}

impl Shared {
    pub(crate) fn new(service: Service, limits: Limits, openapi: String) -> Arc<Self> {
        let token = limits.token.as_ref().map(|token| annals_model::sha256_hex(token.as_bytes()));
        let working = Arc::new(Semaphore::new(limits.at_once.max(1)));
        Arc::new(Self { service, limits, metrics: Metrics::default(), openapi, token, waiting: Semaphore::new(WAITING), working })
    }

    /// Whether a request may be answered.
    fn allows(&self, request: &Request) -> bool {
        let Some(token) = &self.token else { return true };
        let given = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let given = given.and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let digest = annals_model::sha256_hex(given.map_or("", |(_, given)| given.trim()).as_bytes());
        given.is_some() && token.bytes().zip(digest.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
    }
}

/// The routes over a service.
pub fn router(service: Service, limits: Limits) -> Router {
    routes::router(service, limits)
}

/// What happens around every request: who may ask, how long it may take, what browsers may do with the answer, and the
/// counts.
pub(crate) async fn around(State((shared, route)): State<(Arc<Shared>, &'static str)>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let own = is_own(request.uri().path());
    let headers = request.headers().clone();
    let fail = |status, kind, why: &str| if own { refused(&headers, status, kind, why) } else { api::error(status, why).into_response() };
    let mut response = if route != "/healthz" && !shared.allows(&request) {
        let mut response = fail(StatusCode::UNAUTHORIZED, "security_exception", "this server asks for its token: Authorization: Bearer …");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"annals\""));
        response
    } else {
        match tokio::time::timeout(shared.limits.time, next.run(request)).await {
            Ok(response) => response,
            Err(_) => fail(StatusCode::GATEWAY_TIMEOUT, "timeout_exception", "this took too long, ask for less"),
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    shared.metrics.took(route, response.status().as_u16(), begun.elapsed());
    response
}

/// Runs a function of the service off the server's threads, when its turn has come. A turn is held until the function has
/// really ended, also when its request has been given up.
pub(crate) async fn work<T: Send + 'static>(
    shared: &Arc<Shared>,
    job: impl FnOnce(&Service) -> Answer<T> + Send + 'static,
) -> Result<T, (StatusCode, String)> {
    let busy = || (StatusCode::SERVICE_UNAVAILABLE, "too many requests at once, try again".to_owned());
    let place = shared.waiting.try_acquire().map_err(|_| busy())?;
    let turn = Arc::clone(&shared.working).acquire_owned().await.map_err(|_| busy())?;
    drop(place);
    let service = shared.service.clone();
    let done = tokio::task::spawn_blocking(move || {
        let answer = job(&service);
        drop(turn);
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

/// Serves until ctrl-c or a request to end; running requests then have their time of grace. `listening` is told the address
/// as it is: with port 0 the system chooses one.
///
/// # Errors
/// When the address cannot be listened on, or the connection breaks down.
pub async fn serve(address: SocketAddr, service: Service, limits: Limits, listening: impl FnOnce(SocketAddr)) -> Result<(), ServeError> {
    let bind = |source| ServeError::Bind { address, source };
    let listener = tokio::net::TcpListener::bind(address).await.map_err(bind)?;
    listening(listener.local_addr().map_err(bind)?);
    // Answers go out at once: they are whole when they are written.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    let grace = limits.grace;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let mut asked = stopped.clone();
    let serving = axum::serve(listener, router(service, limits)).with_graceful_shutdown(async move {
        interrupted().await;
        stop.send_replace(true);
    });
    tokio::select! {
        ended = async { serving.await } => ended.map_err(|source| ServeError::Serve { address, source }),
        () = async {
            if asked.wait_for(|stop| *stop).await.is_err() {
                std::future::pending::<()>().await;
            }
            tokio::time::sleep(grace).await;
        } => Ok(()),
    }
}

/// Waits until the user or the system asks to end.
async fn interrupted() {
    // Without a signal to wait for, serving goes on until the process ends.
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let end = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let end = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = end => {}
    }
}
