//! The brief of a day, from the index and the stories told.

use super::known::{self, last_versions, seen_by};
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
    let articles = last_versions(seen_by(known::read(index, index.ids_between(day, next)?)?, as_of));
    let mut groups: BTreeMap<String, Vec<&Annotated>> = BTreeMap::new();
    for item in &articles {
        let story = told.story(&item.article.id).unwrap_or_else(|| item.article.id.as_str()).to_owned();
        groups.entry(story).or_default().push(item);
    }
    Ok(annals_story::brief(day, &groups.into_iter().collect::<Vec<_>>()))
}

/// The last day that an article of the index was published on.
///
/// # Errors
/// When the index cannot be read.
pub fn last_day(index: &Index) -> Result<Option<Date>, AnnalsError> {
    let options = annals_index::SearchOptions { limit: 1, sort: annals_index::Sort::Date, snippet_length: 0, ..Default::default() };
    Ok(index.search("*", &options)?.hits.first().and_then(|hit| hit.published).map(|published| published.date))
}
