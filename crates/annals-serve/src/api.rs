//! The routes for programs: JSON in the contract's shapes, errors as `{"error"}` with the right status.

use crate::parameters::{Form, Given, Parameter};
use crate::service::{ConcordanceRequest, DigestFormat, Failure, SearchRequest, Shared, TimelineRequest, TrendRequest, work};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::sync::Arc;

/// Hits on a page when none are asked for.
const USUAL_LIMIT: usize = 10;

/// Articles in a digest at most.
const MOST_ARTICLES: usize = 50;

const QUERY: Parameter = Parameter::new("q", Form::Text, "a query in the query language of annals");
const FROM: Parameter = Parameter::new("from", Form::Day, "the first day of publication");
const TO: Parameter = Parameter::new("to", Form::Day, "the last day of publication");

/// Parameters of a search; the page at `/` takes them too.
pub(crate) const SEARCH: &[Parameter] = &[
    QUERY,
    Parameter::new("limit", Form::Whole(1, 100), "hits at most, 10 when not given"),
    Parameter::new("offset", Form::Whole(0, 10_000), "hits passed over"),
    Parameter::new("pages", Form::Flag, "true: give `next` when more hits follow; all that match are then ordered"),
    Parameter::new("after", Form::Text, "the page after this `next`; query and options stay the same, `offset` is left out"),
    Parameter::new(
        "sort",
        Form::Choice(&["relevance", "date", "date-asc", "first_seen"]),
        "the best, the latest, the earliest or the last received first",
    ),
    Parameter::new("recency", Form::Above0, "halve the score for every so many days of age; in the order by relevance only"),
    Parameter::new("collapse", Form::Choice(&["duplicate", "story"]), "one hit for articles of one text or one story, the best"),
    Parameter::new("explain", Form::Flag, "true: say what each clause of the query adds to the score"),
    FROM,
    TO,
    Parameter::new("firm", Form::Text, "a firm that must be named, by name or id").many(),
    Parameter::new("as-of", Form::Text, "only what had been seen by then, as 2025-03-14T09:00:00Z"),
    Parameter::new("facet", Form::Choice(&FACETS), "count the articles found by this; weeks are those of ISO 8601, as 2025-W09").many(),
    Parameter::new(
        "facet-limit",
        Form::Whole(1, 1_000),
        "values of a facet at most, 10 when not given; those of the calendar are all given",
    ),
];

/// What articles can be counted by.
pub(crate) const FACETS: [&str; 22] = [
    "publisher",
    "access",
    "lang",
    "section",
    "story",
    "firm",
    "person",
    "index",
    "place",
    "agency",
    "regulator",
    "exchange",
    "media",
    "organisation",
    "product",
    "basket",
    "programme",
    "day",
    "week",
    "month",
    "quarter",
    "year",
];

/// Parameters of a digest.
pub(crate) const DIGEST: &[Parameter] = &[
    Parameter::new("id", Form::Text, "an article's id").needed().many(),
    Parameter::new("format", Form::Choice(&["json", "md", "html"]), "json when not given"),
];

/// Parameters of a timeline.
pub(crate) const TIMELINE: &[Parameter] = &[
    Parameter::new("entity", Form::Text, "an entity, by name or id").many(),
    Parameter::new("q", Form::Text, "only articles that match this query"),
    Parameter::new("story", Form::Text, "only the articles of this story, by its id or an article's"),
    Parameter::new("as-of", Form::Text, "only what had been seen by then, as 2025-03-14T09:00:00Z"),
    Parameter::new("from", Form::Day, "the first day told of"),
    Parameter::new("to", Form::Day, "the last day told of"),
    Parameter::new("dates", Form::Whole(1, 10_000), "dates at most"),
    Parameter::new("sentences", Form::Whole(1, 100), "lines a date at most"),
];

/// Parameters of a concordance.
pub(crate) const CONCORDANCE: &[Parameter] = &[
    QUERY.needed(),
    Parameter::new("context", Form::Whole(1, 100), "words on either side; the sentence when not given"),
    Parameter::new("sort", Form::Choice(&["left", "right", "date"]), "the order of the lines"),
    Parameter::new("limit", Form::Whole(1, 10_000), "lines at most, 100 when not given"),
    FROM,
    TO,
];

/// Queries of a trend at most: each is run over the whole index.
const MOST_QUERIES: usize = 10;

/// Parameters of a trend.
pub(crate) const TREND: &[Parameter] = &[
    Parameter::new("q", Form::Text, "a query in the query language of annals, each a column").needed().at_most(MOST_QUERIES),
    Parameter::new(
        "by",
        Form::Choice(&["day", "week", "month", "quarter", "year"]),
        "how long a row is, month when not given; weeks are those of ISO 8601, as 2025-W09",
    ),
    FROM,
    TO,
];

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

fn read(table: &[Parameter], query: &RawQuery) -> Result<Given, (StatusCode, String)> {
    Given::read(table, query.0.as_deref()).map_err(|why| (StatusCode::BAD_REQUEST, why))
}

/// Reads a search.
pub(crate) fn search_request(query: Option<&str>) -> Result<SearchRequest, String> {
    let given = Given::read(SEARCH, query)?;
    Ok(SearchRequest {
        query: given.text("q").unwrap_or_default(),
        limit: given.whole("limit").unwrap_or(USUAL_LIMIT),
        offset: given.whole("offset").unwrap_or(0),
        after: given.text("after"),
        pages: given.flag("pages"),
        sort: given.text("sort"),
        recency: given.number("recency"),
        collapse: given.text("collapse"),
        explain: given.flag("explain"),
        from: given.text("from"),
        to: given.text("to"),
        firms: given.all("firm"),
        as_of: given.text("as-of"),
        facets: given.all("facet"),
        facet_limit: given.whole("facet-limit"),
    })
}

pub(crate) async fn health() -> &'static str {
    "ok\n"
}

pub(crate) async fn metrics(State(shared): State<Arc<Shared>>) -> Response {
    let articles = work(&shared, |service| (service.articles)()).await.ok();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], shared.metrics.text(articles)).into_response()
}

pub(crate) async fn openapi(State(shared): State<Arc<Shared>>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], shared.openapi.clone()).into_response()
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

pub(crate) async fn entity(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Response {
    answer(work(&shared, move |service| (service.entity)(&name)).await)
}

pub(crate) async fn story(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    answer(work(&shared, move |service| (service.story)(&id)).await)
}

pub(crate) async fn stats(State(shared): State<Arc<Shared>>) -> Response {
    answer(work(&shared, |service| (service.stats)()).await)
}

pub(crate) async fn timeline(State(shared): State<Arc<Shared>>, query: RawQuery) -> Response {
    let request = read(TIMELINE, &query).and_then(|given| {
        let request = TimelineRequest {
            entities: given.all("entity"),
            query: given.text("q"),
            story: given.text("story"),
            as_of: given.text("as-of"),
            from: given.text("from"),
            to: given.text("to"),
            dates: given.whole("dates"),
            sentences: given.whole("sentences"),
        };
        let narrow = !request.entities.is_empty() || request.query.is_some() || request.story.is_some();
        if narrow { Ok(request) } else { Err((StatusCode::BAD_REQUEST, "`entity` is missing: give it, `q` or `story`".to_owned())) }
    });
    answer(match request {
        Ok(request) => work(&shared, move |service| (service.timeline)(&request)).await,
        Err(refused) => Err(refused),
    })
}

pub(crate) async fn digest(State(shared): State<Arc<Shared>>, query: RawQuery) -> Response {
    let given = match read(DIGEST, &query) {
        Ok(given) => given,
        Err(refused) => return answer(Err(refused)),
    };
    let ids = given.all("id");
    if ids.len() > MOST_ARTICLES {
        return error(StatusCode::BAD_REQUEST, &format!("give 1 to {MOST_ARTICLES} ids")).into_response();
    }
    let (format, kind) = match given.text("format").as_deref() {
        Some("md") => (DigestFormat::Markdown, "text/markdown; charset=utf-8"),
        Some("html") => (DigestFormat::Html, "text/html; charset=utf-8"),
        _ => (DigestFormat::Json, "application/json"),
    };
    match work(&shared, move |service| (service.digest)(&(ids, format))).await {
        Ok(text) => ([(header::CONTENT_TYPE, kind)], text).into_response(),
        Err((status, why)) => error(status, &why).into_response(),
    }
}

pub(crate) async fn verify(State(shared): State<Arc<Shared>>, body: Result<Bytes, BytesRejection>) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(refused) => return error(refused.status(), "the body cannot be read, or is longer than the server takes").into_response(),
    };
    let value: Value = match serde_json::from_slice(&body) {
        Ok(value) => value,
        Err(why) => return error(StatusCode::BAD_REQUEST, &format!("no JSON: {why}")).into_response(),
    };
    answer(work(&shared, move |service| (service.verify)(&value)).await)
}

pub(crate) async fn concordance(State(shared): State<Arc<Shared>>, query: RawQuery) -> Response {
    answer(match read(CONCORDANCE, &query) {
        Err(refused) => Err(refused),
        Ok(given) => {
            let request = ConcordanceRequest {
                query: given.text("q").unwrap_or_default(),
                context: given.whole("context"),
                sort: given.text("sort"),
                limit: given.whole("limit").unwrap_or(100),
                from: given.text("from"),
                to: given.text("to"),
            };
            work(&shared, move |service| service.concordance.as_ref().map_or_else(missing, |ask| ask(&request))).await
        }
    })
}

pub(crate) async fn trend(State(shared): State<Arc<Shared>>, query: RawQuery) -> Response {
    answer(match read(TREND, &query) {
        Err(refused) => Err(refused),
        Ok(given) => {
            let request = TrendRequest {
                queries: given.all("q"),
                by: given.text("by").unwrap_or_else(|| "month".to_owned()),
                from: given.text("from"),
                to: given.text("to"),
            };
            work(&shared, move |service| service.trend.as_ref().map_or_else(missing, |ask| ask(&request))).await
        }
    })
}

fn missing() -> Result<Value, Failure> {
    Err(Failure::Missing("this server has no such function".to_owned()))
}
