//! What happened when, across files or the store.

use super::known::{last_versions, read, seen_by};
use super::{Engine, Listener, story};
use crate::AnnalsError;
use crate::input::{self, Given};
use annals_index::{Index, SearchOptions};
use annals_model::{Annotated, ArticleId, EntityId};
use annals_story::{Timeline, TimelineOptions};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use std::collections::BTreeSet;

/// Articles read for one timeline, at the most: their sentences are held while they are ranked.
const MAX_ARTICLES: usize = 20_000;

/// Days around an article in which others of its story are looked for when they are told as of a moment.
const WINDOW_DAYS: i32 = 14;

/// What to tell the time of.
#[derive(Clone, Debug, Default)]
pub struct TimelineQuery {
    /// Names, aliases or ids; none: all.
    pub entities: Vec<String>,
    /// Only articles that match (store only).
    pub query: Option<String>,
    /// Only the articles of this story, by its id or that of one of its articles.
    pub story: Option<String>,
    /// Only what had been seen by then, each article in its version of then.
    pub as_of: Option<Timestamp>,
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
/// When a file or the index cannot be read, the query not be understood, or the story is not known.
pub fn timeline(
    engine: &Engine,
    files: &[String],
    given: Given,
    query: &TimelineQuery,
    index: &dyn Fn() -> Result<Index, AnnalsError>,
    listener: &Listener<'_>,
) -> Result<Timeline, AnnalsError> {
    if query.query.is_some() && !files.is_empty() {
        return Err(AnnalsError::Input("a query is put to the store: leave out the files, or index them first".to_owned()));
    }
    let articles = if files.is_empty() {
        from_index(&index()?, query)?
    } else {
        let articles = seen_by(from_files(engine, files, given, listener)?, query.as_of);
        match &query.story {
            Some(id) => group_of(articles, id).ok_or_else(|| no_story(id))?,
            None => articles,
        }
    };
    let articles = last_versions(articles);
    // By the names that the articles at hand give: a name that came up later says nothing of what was known before.
    let entities = named_in(&articles, &query.entities);
    if !query.entities.is_empty() && entities.is_empty() {
        return Ok(Timeline::default());
    }
    let options = TimelineOptions { entities, from: query.from, to: query.to, dates: query.dates, sentences: query.sentences };
    let named = |item: &&Annotated| {
        options.entities.is_empty() || item.annotations.entities.iter().any(|entity| options.entities.contains(&entity.id))
    };
    let all: Vec<&Annotated> = articles.iter().filter(named).collect();
    Ok(annals_story::timeline(&all, &options))
}

fn no_story(id: &str) -> AnnalsError {
    AnnalsError::Input(format!("no story {id}, and no article {id} in one"))
}

/// The articles told in one story with the article `id`, or in the story of this id: that of its first article.
fn group_of(articles: Vec<Annotated>, id: &str) -> Option<Vec<Annotated>> {
    let all: Vec<&Annotated> = articles.iter().collect();
    let holds = |group: &Vec<usize>| group.iter().any(|i| all.get(*i).is_some_and(|item| item.article.id.as_str() == id));
    let group: BTreeSet<usize> = annals_story::cluster(&all).into_iter().find(holds)?.into_iter().collect();
    Some(articles.into_iter().enumerate().filter(|(i, _)| group.contains(i)).map(|(_, item)| item).collect())
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

fn from_index(index: &Index, query: &TimelineQuery) -> Result<Vec<Annotated>, AnnalsError> {
    if let Some(id) = &query.story {
        return of_story(index, id, query.as_of);
    }
    let mut ids = BTreeSet::new();
    if let Some(words) = &query.query {
        let options = SearchOptions { limit: MAX_ARTICLES, as_of: query.as_of, ..SearchOptions::default() };
        ids.extend(index.search(words, &options)?.hits.into_iter().map(|hit| hit.id));
    } else if query.entities.is_empty() {
        ids.extend(index.all_ids()?);
    } else {
        for name in &query.entities {
            for entity in index.entities_matching(name)? {
                ids.extend(index.articles_about(&entity, None, None)?);
            }
        }
    }
    if ids.len() > MAX_ARTICLES {
        let many = ids.len();
        return Err(AnnalsError::Input(format!(
            "{many} articles are too many for one timeline ({MAX_ARTICLES}): name an --entity or a --query"
        )));
    }
    Ok(seen_by(read(index, ids)?, query.as_of))
}

/// The articles of a story as it was told last; as of a moment those that would have been told with it then.
fn of_story(index: &Index, id: &str, as_of: Option<Timestamp>) -> Result<Vec<Annotated>, AnnalsError> {
    let told = index.path().parent().map_or(Ok(None), |root| story::story(root, id))?.ok_or_else(|| no_story(id))?;
    let ids: Vec<ArticleId> =
        told["articles"].as_array().into_iter().flatten().filter_map(|id| id.as_str()).map(|id| ArticleId(id.to_owned())).collect();
    let articles = seen_by(read(index, ids)?, as_of);
    let Some(as_of) = as_of else { return Ok(articles) };
    let own = articles.iter().position(|item| item.article.id.as_str() == id).unwrap_or(0);
    let Some(seed) = articles.get(own).map(|item| item.article.clone()) else { return Ok(Vec::new()) };
    let Some(day) = seed.anchor() else { return Ok(articles.into_iter().filter(|item| item.article.id == seed.id).collect()) };
    let (from, to) = (day.saturating_sub(WINDOW_DAYS.days()), day.saturating_add((WINDOW_DAYS + 1).days()));
    let around = seen_by(read(index, index.ids_between(from, to)?)?, Some(as_of));
    Ok(group_of(around, seed.id.as_str()).unwrap_or_default())
}
