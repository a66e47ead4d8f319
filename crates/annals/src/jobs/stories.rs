//! Stories and their digests, told anew where new articles came in.

use super::grouped::{AT_ONCE, Grouped};
use super::{Listener, digest};
use crate::store::Store;
use crate::{AnnalsError, parallel};
use annals_index::{Beside, Index};
use annals_model::{Annotated, ArticleId, WireCopy};
use annals_story::{Sketch, Stream, story_among};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

/// A happening is reported within so many days: articles further apart are never of one story.
const WINDOW_DAYS: i32 = 14;

/// Why telling ended early: on demand (`None`), or for an error.
type Ended = Option<AnnalsError>;

/// Tells the stories around the articles that none was told of yet anew and keeps all others as they are.
/// Gives the number of stories told and of stories in all. An interrupt leaves the telling to the next run.
///
/// Of the articles only sketches are held; each is read from the index again when its story is told.
///
/// # Errors
/// When files or index cannot be read or written.
pub(crate) fn retell(store: &mut Store, index: &mut Index, listener: &Listener<'_>) -> Result<(u64, u64), AnnalsError> {
    let added = store.untold()?;
    let old = old_stories(&store.root().join("stories.jsonl"))?;
    if added.is_empty() || (listener.stop)() {
        return Ok((0, old.len() as u64));
    }
    let told = around(index, &added, &old).map_err(Some).and_then(|ids| {
        let (ids, sketches) = sketches(index, ids, listener)?;
        let grouped = if ids.len() > AT_ONCE {
            let mut stream = Stream::default();
            sketches.iter().for_each(|sketch| stream.push(sketch));
            Grouped::of_stream(stream, &sketches, |i| runs(index, ids.get(i)))
        } else {
            Grouped::at_once(&sketches, |i| runs(index, ids.get(i)))
        };
        drop(sketches);
        write_beside(store, index, &ids, &grouped.map_err(Some)?, listener)
    });
    if told.is_err() {
        // Half of them may be what the disk has no room for; if this fails too, opening the store removes them.
        let (stories, digests) = store.new_stories();
        let _ = (std::fs::remove_file(stories), std::fs::remove_file(digests));
    }
    let (told, in_all) = match told {
        Ok(told) => told,
        Err(None) => return Ok((0, old.len() as u64)),
        Err(Some(error)) => return Err(error),
    };
    // The index first: killed in between, these articles are still untold, and the next run tells the same.
    tell_index(store, index, &told)?;
    store.replace_stories()?;
    Ok((told.len() as u64, in_all))
}

/// The articles that the index holds of these, by publication, and their sketches.
fn sketches(index: &Index, ids: BTreeSet<ArticleId>, listener: &Listener<'_>) -> Result<(Vec<ArticleId>, Vec<Sketch>), Ended> {
    let mut sketches: Vec<Sketch> = Vec::with_capacity(ids.len());
    let work = |id: ArticleId| Ok::<_, AnnalsError>(index.get(&id)?.map(|item| annals_story::sketch(&item)));
    parallel::ordered(
        ids.into_iter(),
        |_| ARTICLE_BYTES,
        work,
        |sketch| {
            sketches.extend(sketch.map_err(Some)?);
            if (listener.stop)() { Err(None) } else { Ok(()) }
        },
    )?;
    annals_story::sort_sketches(&mut sketches);
    Ok((sketches.iter().map(|sketch| sketch.id().clone()).collect(), sketches))
}

/// What an article with its annotations takes, about.
const ARTICLE_BYTES: usize = 32 << 10;

fn runs(index: &Index, id: Option<&ArticleId>) -> Result<Vec<u64>, AnnalsError> {
    let item = id.map(|id| index.get(id)).transpose()?.flatten();
    Ok(item.map(|item| annals_story::runs(&item)).unwrap_or_default())
}

/// Notes in the index which story each article is told in and whose text it prints, where that has changed.
fn tell_index(store: &mut Store, index: &mut Index, told: &[StoryHead]) -> Result<(), AnnalsError> {
    let mut changed = false;
    for story in told {
        for id in &story.articles {
            let Some(known) = index.beside(id)? else { continue };
            let wire = story.wire.iter().find(|copy| copy.article == *id).map(|copy| copy.origin_article.as_str());
            if known.story.as_deref() == Some(story.id.as_str()) && known.wire.as_deref() == wire {
                continue;
            }
            let Some(item) = index.get(id)? else { continue };
            index.add(&item, Beside { story: Some(&story.id), wire, version: known.version })?;
            changed = true;
        }
    }
    if changed {
        index.commit()?;
        store.commit(index.articles())?;
    }
    Ok(())
}

/// What the stories told so far say of an article.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// Ids of stories.
    stories: Vec<String>,
    /// For each article its story, an index into `stories`, and the article whose text it prints.
    articles: BTreeMap<ArticleId, (usize, Option<ArticleId>)>,
}

impl Told {
    /// Reads the told stories of a store.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn of(store: &Store) -> Result<Self, AnnalsError> {
        Self::below(store.root())
    }

    /// Reads the told stories of the store in a folder, without opening it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn below(root: &Path) -> Result<Self, AnnalsError> {
        let path = root.join("stories.jsonl");
        let mut told = Self::default();
        for line in lines(&path)? {
            let head: StoryHead =
                serde_json::from_str(&line?).map_err(|e| AnnalsError::Config { path: path.clone(), message: format!("no story: {e}") })?;
            let number = told.stories.len();
            for id in &head.articles {
                told.articles.insert(id.clone(), (number, None));
            }
            for copy in head.wire {
                told.articles.insert(copy.article, (number, Some(copy.origin_article)));
            }
            told.stories.push(head.id);
        }
        Ok(told)
    }

    /// The story an article is told in.
    pub(crate) fn story(&self, id: &ArticleId) -> Option<&str> {
        self.articles.get(id).and_then(|(number, _)| self.stories.get(*number)).map(String::as_str)
    }

    /// What stands beside an article in the index.
    pub(crate) fn beside(&self, id: &ArticleId, version: Option<u32>) -> Beside<'_> {
        let told = self.articles.get(id);
        let story = self.story(id);
        Beside { story, wire: told.and_then(|(_, wire)| wire.as_ref()).map(ArticleId::as_str), version }
    }
}

/// Articles published within the window around a new one, and all articles of the stories these were in.
fn around(index: &Index, added: &[ArticleId], old: &[Vec<ArticleId>]) -> Result<BTreeSet<ArticleId>, AnnalsError> {
    let mut ids: BTreeSet<ArticleId> = added.iter().cloned().collect();
    let mut days = BTreeSet::new();
    for id in added {
        days.extend(index.get(id)?.and_then(|item| item.article.anchor()));
    }
    for (from, to) in windows(&days) {
        ids.extend(index.ids_between(from, to)?);
    }
    let touched: Vec<&Vec<ArticleId>> = old.iter().filter(|story| story.iter().any(|id| ids.contains(id))).collect();
    ids.extend(touched.into_iter().flatten().cloned());
    Ok(ids)
}

/// Half-open ranges of days, each new day widened by the window, overlapping ones joined.
fn windows(days: &BTreeSet<Date>) -> Vec<(Date, Date)> {
    let mut windows: Vec<(Date, Date)> = Vec::new();
    for day in days {
        let from = day.saturating_sub(WINDOW_DAYS.days());
        let to = day.saturating_add((WINDOW_DAYS + 1).days());
        match windows.last_mut() {
            Some(last) if from <= last.1 => last.1 = to,
            _ => windows.push((from, to)),
        }
    }
    windows
}

/// The parts of a story's line that are needed to know whether it stays.
#[derive(Deserialize)]
struct StoryHead {
    #[serde(default)]
    id: String,
    articles: Vec<ArticleId>,
    #[serde(default)]
    wire: Vec<WireCopy>,
}

fn old_stories(path: &Path) -> Result<Vec<Vec<ArticleId>>, AnnalsError> {
    lines(path)?
        .map(|line| {
            let line = line?;
            let head: StoryHead = serde_json::from_str(&line)
                .map_err(|e| AnnalsError::Config { path: path.to_owned(), message: format!("no story: {e}") })?;
            Ok(head.articles)
        })
        .collect()
}

fn lines(path: &Path) -> Result<Box<dyn Iterator<Item = Result<String, AnnalsError>>>, AnnalsError> {
    let owned = path.to_owned();
    match File::open(path) {
        Ok(file) => Ok(Box::new(
            BufReader::new(file).lines().map(move |line| line.map_err(|source| AnnalsError::Read { path: owned.clone(), source })),
        )),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Box::new(std::iter::empty())),
        Err(source) => Err(AnnalsError::Read { path: owned, source }),
    }
}

/// Writes both files new, beside the old: untouched lines first, in their order, then the told ones. Gives the heads of
/// these and the number of stories.
fn write_beside(
    store: &Store,
    index: &Index,
    ids: &[ArticleId],
    grouped: &Grouped,
    listener: &Listener<'_>,
) -> Result<(Vec<StoryHead>, u64), Ended> {
    let (stories, digests) = (store.root().join("stories.jsonl"), store.root().join("digests.jsonl"));
    let (new_stories, new_digests) = store.new_stories();
    let create =
        |path: &Path| File::create(path).map(BufWriter::new).map_err(|source| AnnalsError::Write { path: path.to_owned(), source });
    let mut out = (create(&new_stories)?, create(&new_digests)?);
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| AnnalsError::Write { path: path.clone(), source }
    };
    let touched: BTreeSet<&ArticleId> = ids.iter().collect();
    let mut count = 0;
    let mut old_digests = lines(&digests)?;
    for line in lines(&stories)? {
        let line = line?;
        let digest = old_digests.next().transpose()?.unwrap_or_default();
        let head: StoryHead =
            serde_json::from_str(&line).map_err(|e| AnnalsError::Config { path: stories.clone(), message: format!("no story: {e}") })?;
        if head.articles.iter().any(|id| touched.contains(id)) {
            continue;
        }
        writeln!(out.0, "{line}").map_err(failed(&new_stories))?;
        writeln!(out.1, "{digest}").map_err(failed(&new_digests))?;
        count += 1;
    }
    let tell = |group: &Vec<usize>| -> Result<(String, String, StoryHead), AnnalsError> {
        let mut articles = Vec::with_capacity(group.len());
        for id in group.iter().filter_map(|i| ids.get(*i)) {
            articles.extend(index.get(id)?);
        }
        let articles: Vec<&Annotated> = articles.iter().collect();
        let json = |value: serde_json::Result<String>| value.map_err(|e| AnnalsError::Input(e.to_string()));
        let story = story_among(&articles, &grouped.copies);
        let lines = (json(serde_json::to_string(&story))?, json(serde_json::to_string(&digest(&articles)))?);
        Ok((lines.0, lines.1, StoryHead { id: story.id, articles: story.articles, wire: story.wire }))
    };
    let mut told = Vec::with_capacity(grouped.groups.len());
    parallel::ordered(
        grouped.groups.iter(),
        |group| group.len() * ARTICLE_BYTES,
        tell,
        |made| {
            let (story, digest, head) = made.map_err(Some)?;
            writeln!(out.0, "{story}").map_err(failed(&new_stories))?;
            writeln!(out.1, "{digest}").map_err(failed(&new_digests))?;
            told.push(head);
            if (listener.stop)() { Err(None) } else { Ok(()) }
        },
    )?;
    for (file, path) in [(out.1, &new_digests), (out.0, &new_stories)] {
        file.into_inner().map_err(|e| e.into_error()).and_then(|file| file.sync_data()).map_err(failed(path))?;
    }
    count += told.len() as u64;
    Ok((told, count))
}
