//! The index behind the HTTP server: plain functions handed to annals-serve.

use super::{Engine, Listener, TimelineQuery, digest, open_index, timeline};
use crate::AnnalsError;
use crate::input::Given;
use annals_index::{Index, IndexError, SearchOptions};
use annals_model::{Annotated, ArticleId};
use annals_serve::{Answer, DigestFormat, Failure, SearchRequest, Service};
use jiff::civil::Date;
use serde_json::Value;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Serves the store's index until interrupted.
///
/// # Errors
/// When there is no index, or the address cannot be listened on.
pub fn serve(engine: Engine, root: &Path, address: SocketAddr) -> Result<(), AnnalsError> {
    let service = service(engine, root)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(AnnalsError::Output)?;
    runtime.block_on(annals_serve::serve(address, service))?;
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
    let (a, b, c, d) = (Arc::clone(&index), Arc::clone(&index), Arc::clone(&index), Arc::clone(&index));
    Ok(Service {
        search: Arc::new(move |request| search(&a, request)),
        article: Arc::new(move |id: &String| {
            let item = article(&b, id)?;
            let line = annals_model::article_with_annotations(&item.article, &item.annotations);
            serde_json::from_str(&line).map_err(|e| Failure::Failed(e.to_string()))
        }),
        digest: Arc::new(move |(ids, format): &(Vec<String>, DigestFormat)| {
            let articles: Vec<Annotated> = ids.iter().map(|id| article(&c, id)).collect::<Answer<_>>()?;
            let digest = digest(&articles.iter().collect::<Vec<_>>());
            Ok(match format {
                DigestFormat::Json => json(&digest)?.to_string(),
                DigestFormat::Markdown => annals_story::digest_markdown(&digest),
                DigestFormat::Html => annals_story::digest_html(&digest),
            })
        }),
        timeline: Arc::new(move |entity: &String| {
            let query = TimelineQuery { entities: vec![entity.clone()], ..TimelineQuery::default() };
            let listener = Listener { reject: &|_| {}, step: &|| {}, stop: &|| false };
            let told = timeline(&engine, &[], Given::default(), &query, &|| open_index(&root), &listener);
            json(&told.map_err(|e| Failure::Failed(e.to_string()))?)
        }),
        stats: Arc::new(move || {
            refresh(&d)?;
            json(&d.stats().map_err(failure)?)
        }),
    })
}

/// A query that cannot be honoured is the asker's, anything else is ours.
fn failure(error: IndexError) -> Failure {
    match error {
        IndexError::Query(refused) => Failure::Refused(refused.to_string()),
        IndexError::Refused { .. } => Failure::Refused(error.to_string()),
        other => Failure::Failed(other.to_string()),
    }
}

/// Sees what a run has committed since.
fn refresh(index: &Index) -> Answer<()> {
    index.refresh().map_err(failure)
}

fn article(index: &Index, id: &str) -> Answer<Annotated> {
    refresh(index)?;
    index.get(&ArticleId(id.to_owned())).map_err(failure)?.ok_or_else(|| Failure::Missing(format!("no article {id}")))
}

fn json<T: serde::Serialize>(value: &T) -> Answer<Value> {
    serde_json::to_value(value).map_err(|e| Failure::Failed(e.to_string()))
}

fn search(index: &Index, request: &SearchRequest) -> Answer<Value> {
    refresh(index)?;
    let day = |text: &Option<String>, name: &str| -> Answer<Option<Date>> {
        let parse = |text: &String| text.parse().map_err(|_| Failure::Refused(format!("`{name}` is no date: {text}")));
        text.as_ref().map(parse).transpose()
    };
    let last = day(&request.to, "to")?;
    let options = SearchOptions {
        limit: request.limit,
        offset: request.offset,
        from: day(&request.from, "from")?,
        // Readers name the last day they want; the index takes the first one after.
        to: last.and_then(|last| last.tomorrow().ok()),
        firms: request.firms.clone(),
        ..SearchOptions::default()
    };
    json(&index.search(&request.query, &options).map_err(failure)?)
}
