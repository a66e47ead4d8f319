//! The brief of a day, from the index and the stories told.

use super::stories::Told;
use crate::AnnalsError;
use annals_index::Index;
use annals_model::{Annotated, Brief};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;

/// The stories of a day. Articles of no story stand alone. `as_of` leaves out what was first seen later.
///
/// # Errors
/// When index or stories cannot be read.
pub fn brief(index: &Index, store: &Path, day: Date, as_of: Option<Timestamp>) -> Result<Brief, AnnalsError> {
    let told = Told::below(store)?;
    let next = day.tomorrow().map_err(|_| AnnalsError::Input(format!("{day} has no day after it")))?;
    let mut articles: Vec<Annotated> = Vec::new();
    for id in index.ids_between(day, next)? {
        articles.extend(index.get(&id)?.filter(|item| known_at(item, as_of)));
    }
    // A revised article is told by its last version known.
    let revised: Vec<_> = articles.iter().filter_map(|item| item.article.revises.clone()).collect();
    articles.retain(|item| !revised.contains(&item.article.id));
    let mut groups: BTreeMap<String, Vec<&Annotated>> = BTreeMap::new();
    for item in &articles {
        let story = told.story(&item.article.id).unwrap_or_else(|| item.article.id.as_str()).to_owned();
        groups.entry(story).or_default().push(item);
    }
    Ok(annals_story::brief(day, &groups.into_iter().collect::<Vec<_>>()))
}

/// Whether an article had been seen by a moment; without a moment every one had.
pub(crate) fn known_at(item: &Annotated, as_of: Option<Timestamp>) -> bool {
    as_of.is_none_or(|moment| item.article.first_seen.is_some_and(|seen| seen <= moment))
}

/// The last day that an article of the index was published on.
///
/// # Errors
/// When the index cannot be read.
pub fn last_day(index: &Index) -> Result<Option<Date>, AnnalsError> {
    let options = annals_index::SearchOptions { limit: 1, sort: annals_index::Sort::Date, snippet_length: 0, ..Default::default() };
    Ok(index.search("*", &options)?.hits.first().and_then(|hit| hit.published).map(|published| published.date))
}
