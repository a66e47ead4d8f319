//! The index built anew from the store's files, or added to from others.

use super::{Engine, Listener};
use crate::input::{self, Given};
use crate::store::Store;
use crate::{AnnalsError, Rejection, parallel};
use annals_index::Index;
use annals_model::{Annotated, annotations_from_json, article_from_json};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Articles added between two commits.
const COMMIT_EVERY: u64 = 20_000;

/// Throws the index away and builds it from `articles.jsonl` and `annotations.jsonl`; gives the number of articles.
///
/// # Errors
/// When the store cannot be read or the index not written.
pub fn rebuild(root: &Path, listener: &Listener<'_>) -> Result<u64, AnnalsError> {
    // Holding the store keeps a run from writing meanwhile, and cuts off what is not committed.
    let _store = Store::open(root)?;
    let folder = Store::index(root);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|source| AnnalsError::Write { path: folder.clone(), source })?;
    }
    let mut index = Index::open(&folder)?;
    let lines = |name: &str| {
        let path = root.join(name);
        let owned = path.clone();
        File::open(&path)
            .map(|file| BufReader::new(file).lines().map(move |line| (owned.clone(), line)))
            .map_err(|source| AnnalsError::Read { path, source })
    };
    let mut done = 0;
    for (number, ((path, article), (_, annotations))) in lines("articles.jsonl")?.zip(lines("annotations.jsonl")?).enumerate() {
        let failed = |source| AnnalsError::Read { path: path.clone(), source };
        let (article, annotations) = (article.map_err(failed)?, annotations.map_err(failed)?);
        let item =
            article_from_json(&article).and_then(|article| Ok(Annotated { article, annotations: annotations_from_json(&annotations)? }));
        match item {
            Ok(item) => index.add(&item, None)?,
            Err(e) => {
                (listener.reject)(&Rejection { file: path.display().to_string(), line: Some(number as u64 + 1), reason: e.to_string() });
                continue;
            }
        }
        done += 1;
        (listener.step)();
        if done % COMMIT_EVERY == 0 {
            index.commit()?;
        }
    }
    index.commit()?;
    Ok(done)
}

/// Adds articles of files to store and index; gives their number.
///
/// # Errors
/// When a file cannot be opened or the index not written.
pub fn add_files(engine: &Engine, root: &Path, files: &[String], given: Given, listener: &Listener<'_>) -> Result<u64, AnnalsError> {
    let mut store = Store::open(root)?;
    let mut index = Index::open(Store::index(root))?;
    let mut done = 0;
    let work = |raw| input::article(raw, given, &engine.publishers).map(|item| engine.annotated(item));
    parallel::ordered(input::pieces(files)?.take_while(|_| !(listener.stop)()), input::Raw::size, work, |item| {
        (listener.step)();
        match item {
            Ok(item) if item.article.text.is_empty() => {}
            Ok(item) => {
                if !index.contains(&item.article.id)? {
                    store.add(&item)?;
                    index.add(&item, None)?;
                    done += 1;
                    if done % COMMIT_EVERY == 0 {
                        index.commit()?;
                        store.commit()?;
                    }
                }
            }
            Err(rejection) => (listener.reject)(&rejection),
        }
        Ok::<(), AnnalsError>(())
    })?;
    index.commit()?;
    store.commit()?;
    Ok(done)
}
