//! What happened when, across files or the store.

use super::{Engine, Listener};
use crate::AnnalsError;
use crate::input::{self, Given};
use annals_index::{Index, SearchOptions};
use annals_model::{Annotated, EntityId};
use annals_story::{Timeline, TimelineOptions};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Articles read for one timeline, at the most: their sentences are held while they are ranked.
const MAX_ARTICLES: usize = 20_000;

/// What to tell the time of.
#[derive(Clone, Debug, Default)]
pub struct TimelineQuery {
    /// Names, aliases or ids; none: all.
    pub entities: Vec<String>,
    /// Only articles that match (store only).
    pub query: Option<String>,
    /// First day.
    pub from: Option<Date>,
    /// The day after the last.
    pub to: Option<Date>,
    /// Dates, at the most.
    pub dates: Option<usize>,
    /// Lines a date, at the most.
    pub sentences: Option<usize>,
}

/// The timeline of files, or of the store when none is named.
///
/// # Errors
/// When a file or the index cannot be read, or the query not be understood.
pub fn timeline(
    engine: &Engine,
    files: &[String],
    given: Given,
    query: &TimelineQuery,
    index: &dyn Fn() -> Result<Index, AnnalsError>,
    listener: &Listener<'_>,
) -> Result<Timeline, AnnalsError> {
    let (articles, entities) = if files.is_empty() {
        from_index(&index()?, query)?
    } else {
        let articles = from_files(engine, files, given, listener)?;
        let entities = named_in(&articles, &query.entities);
        (articles, entities)
    };
    if !query.entities.is_empty() && entities.is_empty() {
        return Ok(Timeline::default());
    }
    let options = TimelineOptions { entities, from: query.from, to: query.to, dates: query.dates, sentences: query.sentences };
    let all: Vec<&Annotated> = articles.iter().collect();
    Ok(annals_story::timeline(&all, &options))
}

fn from_files(engine: &Engine, files: &[String], given: Given, listener: &Listener<'_>) -> Result<Vec<Annotated>, AnnalsError> {
    let mut articles = Vec::new();
    for raw in input::pieces(files)? {
        match input::article_with_text(raw, given, &engine.publishers) {
            Ok(item) => articles.push(engine.annotated(item)),
            Err(rejection) => (listener.reject)(&rejection),
        }
        (listener.step)();
        if articles.len() > MAX_ARTICLES {
            return Err(AnnalsError::Input(format!("more than {MAX_ARTICLES} articles: index them and name an --entity")));
        }
    }
    Ok(articles)
}

/// Ids of the entities whose id, canonical name or surface is one of `names`, folded.
fn named_in(articles: &[Annotated], names: &[String]) -> Vec<EntityId> {
    let wanted: Vec<String> = names.iter().map(|name| annals_text::fold(name)).collect();
    let mut found = BTreeSet::new();
    for Annotated { article, annotations } in articles {
        for entity in &annotations.entities {
            let surfaces = entity.mentions.iter().filter_map(|i| annotations.mentions.get(*i as usize));
            let mut names = vec![annals_text::fold(entity.id.as_str()), annals_text::fold(&entity.name)];
            names.extend(surfaces.map(|mention| annals_text::fold(mention.span.of(&article.text))));
            if names.iter().any(|name| wanted.contains(name)) {
                found.insert(entity.id.clone());
            }
        }
    }
    found.into_iter().collect()
}

fn from_index(index: &Index, query: &TimelineQuery) -> Result<(Vec<Annotated>, Vec<EntityId>), AnnalsError> {
    let mut entities = BTreeSet::new();
    for name in &query.entities {
        entities.extend(index.entities_matching(name)?);
    }
    let mut ids = BTreeSet::new();
    if let Some(words) = &query.query {
        let options = SearchOptions { limit: MAX_ARTICLES, ..SearchOptions::default() };
        ids.extend(index.search(words, &options)?.hits.into_iter().map(|hit| hit.id));
    } else if query.entities.is_empty() {
        ids.extend(index.all_ids()?);
    } else {
        for entity in &entities {
            ids.extend(index.articles_about(entity, None, None)?);
        }
    }
    if ids.len() > MAX_ARTICLES {
        let many = ids.len();
        return Err(AnnalsError::Input(format!(
            "{many} articles are too many for one timeline ({MAX_ARTICLES}): name an --entity or a --query"
        )));
    }
    let mut articles = Vec::with_capacity(ids.len());
    for id in &ids {
        articles.extend(index.get(id)?);
    }
    Ok((articles, entities.into_iter().collect()))
}
