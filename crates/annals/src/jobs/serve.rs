//! The index behind the HTTP server: plain functions handed to annals-serve.

use super::{Engine, Listener, TimelineQuery, asked, digest, entity, es, open_index, story, timeline, verify};
use crate::AnnalsError;
use crate::input::Given;
use annals_index::{Index, IndexError};
use annals_model::{Annotated, ArticleId};
use annals_serve::{Answer, DigestFormat, Failure, Limits, Service, TimelineRequest};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

/// Serves the store's index until interrupted; `listening` is told the address as it is.
///
/// # Errors
/// When there is no index, or the address cannot be listened on.
pub fn serve(
    engine: Engine,
    root: &Path,
    address: SocketAddr,
    limits: Limits,
    listening: impl FnOnce(SocketAddr),
) -> Result<(), AnnalsError> {
    let service = service(engine, root)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(AnnalsError::Output)?;
    let served = runtime.block_on(annals_serve::serve(address, service, limits, listening));
    // What has not ended in its time of grace is given up.
    runtime.shutdown_timeout(Duration::from_millis(100));
    served?;
    Ok(())
}

/// The functions behind the routes.
///
/// # Errors
/// When there is no index.
pub fn service(engine: Engine, root: &Path) -> Result<Service, AnnalsError> {
    let index = Arc::new(open_index(root)?);
    let root: Arc<PathBuf> = Arc::new(root.to_owned());
    let engine = Arc::new(engine);
    let current = Arc::new(Current { meta: index.path().join("meta.json"), index, seen: Mutex::new(None) });
    let fresh = || {
        let current = Arc::clone(&current);
        move || -> Answer<Arc<Index>> { current.index() }
    };
    let (a, b, c, d, e) = (fresh(), fresh(), fresh(), fresh(), fresh());
    let (f, g, h, i, j, k) = (fresh(), fresh(), fresh(), fresh(), fresh(), fresh());
    let story_root = Arc::clone(&root);
    Ok(Service {
        search: Arc::new(move |request| asked::search(&*a()?, request)),
        article: Arc::new(move |id: &String| {
            let item = article(&*b()?, id)?;
            let line = annals_model::article_with_annotations(&item.article, &item.annotations);
            serde_json::from_str(&line).map_err(|e| Failure::Failed(e.to_string()))
        }),
        digest: Arc::new(move |(ids, format): &(Vec<String>, DigestFormat)| {
            let index = c()?;
            let articles: Vec<Annotated> = ids.iter().map(|id| article(&index, id)).collect::<Answer<_>>()?;
            let digest = digest(&articles.iter().collect::<Vec<_>>());
            Ok(match format {
                DigestFormat::Json => to_json(&digest)?.to_string(),
                DigestFormat::Markdown => annals_story::digest_markdown(&digest),
                DigestFormat::Html => annals_story::digest_html(&digest),
            })
        }),
        timeline: Arc::new(move |request: &TimelineRequest| {
            let query = TimelineQuery {
                entities: request.entities.clone(),
                query: request.query.clone(),
                story: request.story.clone(),
                as_of: moment(&request.as_of)?,
                from: day(&request.from, "from")?,
                to: day_after(&request.to)?,
                dates: request.dates,
                sentences: request.sentences,
            };
            let listener = Listener { reject: &|_| {}, step: &|| {}, stop: &|| false };
            let told = timeline(&engine, &[], Given::default(), &query, &|| open_index(&root), &listener);
            to_json(&told.map_err(job_failure)?)
        }),
        entity: Arc::new(move |name: &String| entity::known(&*e()?, name)),
        story: Arc::new(move |id: &String| {
            let told = story::story(&story_root, id).map_err(job_failure)?;
            told.ok_or_else(|| Failure::Missing(format!("no story {id}")))
        }),
        verify: Arc::new(move |value: &Value| {
            let index = f()?;
            let mut find = |id: &ArticleId| -> Result<_, AnnalsError> { Ok(index.get(id)?.map(|item| item.article)) };
            let found = verify(value, &mut find).map_err(job_failure)?;
            Ok(json!({ "held": found.held, "wrong": found.wrong, "verified": found.wrong.is_empty() && found.held > 0 }))
        }),
        concordance: Some(Arc::new(move |request| asked::concordance(&*j()?, request))),
        trend: Some(Arc::new(move |request| asked::trend(&*k()?, request))),
        stats: Arc::new(move || to_json(&d()?.stats().map_err(failure)?)),
        articles: Arc::new(move || Ok(g()?.articles())),
        es_search: Arc::new(move |asked| es::search(&*h()?, asked)),
        es_count: Arc::new(move |query| es::count(&*i()?, query)),
    })
}

/// However it looks, the index is opened anew after this time.
const OPEN_AT_MOST: Duration = Duration::from_secs(1);

/// The index as a run has last committed it. To open it anew takes longer than most searches, so it is done when the file
/// that lists its parts has changed.
struct Current {
    index: Arc<Index>,
    meta: PathBuf,
    /// When that file was written, its length, and when the index was opened.
    seen: Mutex<Option<(Option<SystemTime>, u64, Instant)>>,
}

impl Current {
    fn index(&self) -> Answer<Arc<Index>> {
        let found = std::fs::metadata(&self.meta).map_or((None, 0), |file| (file.modified().ok(), file.len()));
        // Whoever comes while another opens it searches what is there.
        let Ok(mut seen) = self.seen.try_lock() else { return Ok(Arc::clone(&self.index)) };
        let same = |(written, length, opened): (Option<SystemTime>, u64, Instant)| {
            (written, length) == found && written.is_some() && opened.elapsed() < OPEN_AT_MOST
        };
        if !seen.is_some_and(same) {
            self.index.refresh().map_err(failure)?;
            *seen = Some((found.0, found.1, Instant::now()));
        }
        Ok(Arc::clone(&self.index))
    }
}

/// A query that cannot be honoured is the asker's, anything else is ours.
pub(super) fn failure(error: IndexError) -> Failure {
    match error {
        IndexError::Query(_) | IndexError::Refused { .. } | IndexError::Unanswerable(_) => Failure::Refused(error.to_string()),
        other => Failure::Failed(other.to_string()),
    }
}

fn job_failure(error: AnnalsError) -> Failure {
    match error {
        AnnalsError::Index(error) => failure(error),
        AnnalsError::Input(why) => Failure::Refused(why),
        other => Failure::Failed(other.to_string()),
    }
}

fn article(index: &Index, id: &str) -> Answer<Annotated> {
    index.get(&ArticleId(id.to_owned())).map_err(failure)?.ok_or_else(|| Failure::Missing(format!("no article {id}")))
}

pub(super) fn to_json<T: serde::Serialize>(value: &T) -> Answer<Value> {
    serde_json::to_value(value).map_err(|e| Failure::Failed(e.to_string()))
}

pub(super) fn day(text: &Option<String>, name: &str) -> Answer<Option<Date>> {
    let parse = |text: &String| text.parse().map_err(|_| Failure::Refused(format!("`{name}` is no date: {text}")));
    text.as_ref().map(parse).transpose()
}

/// The moment of `as-of`, when it is given.
pub(super) fn moment(text: &Option<String>) -> Answer<Option<jiff::Timestamp>> {
    let read = |text: &String| text.parse().map_err(|_| Failure::Refused(format!("`as-of` is no moment: {text}")));
    text.as_ref().map(read).transpose()
}

/// Readers name the last day they want; the index takes the first one after.
pub(super) fn day_after(text: &Option<String>) -> Answer<Option<Date>> {
    Ok(day(text, "to")?.and_then(|last| last.tomorrow().ok()))
}

#[cfg(test)]
mod tests {
    use super::service;
    use crate::jobs::Engine;
    use crate::store::Store;
    use annals_index::{Beside, Index};
    use annals_model::{Annotated, Annotations, Article, ArticleId};
    use annals_serve::{ConcordanceRequest, TrendRequest};
    use serde_json::json;

    #[test]
    fn what_is_committed_is_seen_by_the_next_request() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut index = Index::open(Store::index(folder.path())).expect("an index");
        index.commit().expect("committed");
        let service = service(Engine::new(), folder.path()).expect("a service");
        for number in 0..3_u64 {
            assert_eq!((service.articles)(), Ok(number));
            let id = ArticleId(format!("n{number}"));
            let article = Article { id: id.clone(), text: "The mills reopened.".into(), ..Article::default() };
            index.add(&Annotated { article, annotations: Annotations { id, ..Annotations::default() } }, Beside::default()).expect("added");
            index.commit().expect("committed");
        }
        assert_eq!((service.articles)(), Ok(3));
        let asked = ConcordanceRequest { query: "mills".into(), limit: 2, ..ConcordanceRequest::default() };
        let lines = service.concordance.expect("a route")(&asked).expect("lines");
        assert_eq!(lines["lines"].as_array().map(Vec::len), Some(2));
        let asked = TrendRequest { queries: vec!["mills".into()], by: "year".into(), ..TrendRequest::default() };
        let counts = service.trend.expect("a route")(&asked).expect("counts");
        assert_eq!((&counts["by"], &counts["undated"]["queries"][0]["articles"]), (&json!("year"), &json!(3)));
    }
}
