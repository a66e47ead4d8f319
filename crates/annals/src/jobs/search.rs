//! The index opened for reading.

use crate::AnnalsError;
use crate::store::Store;
use annals_index::Index;
use annals_model::{ArticleId, article_with_annotations};
use std::path::Path;

/// Opens the index of a store that exists.
///
/// # Errors
/// When there is none, or it cannot be read.
pub fn open_index(root: &Path) -> Result<Index, AnnalsError> {
    let folder = Store::index(root);
    if !folder.exists() {
        return Err(AnnalsError::Input(format!("no index in {}: run `annals run` first", root.display())));
    }
    Ok(Index::read(&folder)?)
}

/// An article with its annotations inside, as one JSON line.
///
/// # Errors
/// When the index cannot be read.
pub fn show(index: &Index, id: &str) -> Result<Option<String>, AnnalsError> {
    Ok(index.get(&ArticleId(id.to_owned()))?.map(|item| article_with_annotations(&item.article, &item.annotations)))
}
