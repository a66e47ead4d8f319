//! The index built anew from the store's files, or added to from others.

use super::{Engine, Listener};
use crate::input::{self, Given};
use crate::store::Store;
use crate::{AnnalsError, Rejection, parallel};
use annals_index::{Beside, Index, IndexError};
use annals_model::{Annotated, ArticleId, annotations_from_json, article_from_json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Articles added between two commits.
const COMMIT_EVERY: u64 = 20_000;

/// Builds the index anew from `articles.jsonl` and `annotations.jsonl`; gives the number of articles. The old one counts
/// until the new one is whole; one that cannot be read, or is of another version, is set aside.
///
/// # Errors
/// When the store cannot be read or the index not written.
pub fn rebuild(root: &Path, listener: &Listener<'_>) -> Result<u64, AnnalsError> {
    // Holding the store keeps a run from writing meanwhile, and cuts off what is not committed.
    let mut store = Store::open(root)?;
    let mut index = open_or_set_aside(&Store::index(root))?;
    refill(&mut store, &mut index, listener)
}

/// Opens the index of a folder. One of another version, or a damaged one, is renamed to `….aside-N` and an empty one is
/// begun.
fn open_or_set_aside(folder: &Path) -> Result<Index, AnnalsError> {
    match Index::open(folder) {
        Err(IndexError::Version { .. } | IndexError::Damaged { .. } | IndexError::Engine { .. }) => {}
        other => return Ok(other?),
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let aside = (1..).map(|number: u32| folder.with_file_name(format!("{name}.aside-{number}"))).find(|aside| !aside.exists());
    let aside = aside.unwrap_or_else(|| folder.with_file_name(format!("{name}.aside")));
    std::fs::rename(folder, &aside).map_err(|source| AnnalsError::Write { path: aside, source })?;
    Ok(Index::open(folder)?)
}

/// Opens the store's index. One that is not of the store's last commit (somebody removed it, or a run was killed between
/// the two commits) is built anew, as is one that cannot be read or is of another version.
///
/// # Errors
/// When the store cannot be read or the index not written.
pub(super) fn in_step(store: &mut Store, listener: &Listener<'_>) -> Result<Index, AnnalsError> {
    let mut index = open_or_set_aside(&Store::index(store.root()))?;
    if index.articles() != store.indexed() {
        refill(store, &mut index, listener)?;
    }
    Ok(index)
}

/// Puts the store's articles, and nothing else, into the index, in one commit; gives their number. An interrupt leaves
/// the index as it was.
fn refill(store: &mut Store, index: &mut Index, listener: &Listener<'_>) -> Result<u64, AnnalsError> {
    index.clear()?;
    let lines = |name: &str| {
        let path = store.root().join(name);
        let owned = path.clone();
        File::open(&path)
            .map(|file| BufReader::new(file).lines().map(move |line| (owned.clone(), line)))
            .map_err(|source| AnnalsError::Read { path, source })
    };
    let mut done = 0;
    // Articles that are not the first of their address; a revision stands behind what it revises.
    let mut versions: BTreeMap<ArticleId, u32> = BTreeMap::new();
    for (number, ((path, article), (_, annotations))) in lines("articles.jsonl")?.zip(lines("annotations.jsonl")?).enumerate() {
        if (listener.stop)() {
            // What was cleared and added is forgotten with the writer.
            *index = Index::open(index.path())?;
            return Ok(0);
        }
        let failed = |source| AnnalsError::Read { path: path.clone(), source };
        let (article, annotations) = (article.map_err(failed)?, annotations.map_err(failed)?);
        let item =
            article_from_json(&article).and_then(|article| Ok(Annotated { article, annotations: annotations_from_json(&annotations)? }));
        match item {
            Ok(item) => {
                let version = item.article.revises.as_ref().map(|before| versions.get(before).copied().unwrap_or(1) + 1);
                if let Some(version) = version {
                    versions.insert(item.article.id.clone(), version);
                }
                index.add(&item, Beside { version, ..Beside::default() })?;
            }
            Err(e) => {
                (listener.reject)(&Rejection { file: path.display().to_string(), line: Some(number as u64 + 1), reason: e.to_string() });
                continue;
            }
        }
        done += 1;
        (listener.step)();
    }
    index.commit()?;
    store.commit(index.articles())?;
    Ok(done)
}

/// Adds articles of files to store and index; gives their number.
///
/// # Errors
/// When a file cannot be opened or the index not written.
pub fn add_files(engine: &Engine, root: &Path, files: &[String], given: Given, listener: &Listener<'_>) -> Result<u64, AnnalsError> {
    let mut store = Store::open(root)?;
    let mut index = in_step(&mut store, listener)?;
    if (listener.stop)() {
        return Ok(0);
    }
    let mut done = 0;
    // Ids added since the last commit, which the index does not show yet.
    let mut fresh = BTreeSet::new();
    let work = |raw| input::article_with_text(raw, given, &engine.publishers).map(|item| engine.annotated(item));
    parallel::ordered(input::pieces(files)?.take_while(|_| !(listener.stop)()), input::Raw::size, work, |item| {
        (listener.step)();
        match item {
            Ok(item) => {
                if !index.contains(&item.article.id)? && fresh.insert(item.article.id.clone()) {
                    store.add(&item)?;
                    index.add(&item, Beside::default())?;
                    done += 1;
                    if done % COMMIT_EVERY == 0 {
                        index.commit()?;
                        store.commit(index.articles())?;
                        fresh.clear();
                    }
                }
            }
            Err(rejection) => (listener.reject)(&rejection),
        }
        Ok::<(), AnnalsError>(())
    })?;
    index.commit()?;
    store.commit(index.articles())?;
    Ok(done)
}
