//! Stories and their digests, told anew where new articles came in.

use super::{Engine, Listener, digest, known};
use crate::input::{self, Given};
use crate::store::Store;
use crate::{AnnalsError, parallel};
use annals_index::{Beside, Index};
use annals_model::{Annotated, ArticleId, Digest, Story, WireCopy};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

/// A happening is reported within so many days: articles further apart are never of one story.
const WINDOW_DAYS: i32 = 14;

/// Articles clustered at once, at the most.
const MAX_ARTICLES: usize = 50_000;

/// Tells the stories around the articles that none was told of yet anew and keeps all others as they are.
/// Gives the number of stories told and of stories in all. An interrupt leaves the telling to the next run.
///
/// # Errors
/// When files or index cannot be read or written.
pub(crate) fn retell(store: &mut Store, index: &mut Index, listener: &Listener<'_>) -> Result<(u64, u64), AnnalsError> {
    let added = store.untold()?;
    let old = old_stories(&store.root().join("stories.jsonl"))?;
    if added.is_empty() || (listener.stop)() {
        return Ok((0, old.len() as u64));
    }
    let articles = around(index, &added, &old)?;
    let all: Vec<&Annotated> = articles.values().collect();
    let mut told: Vec<(Story, Digest)> = Vec::new();
    for group in annals_story::cluster(&all) {
        if (listener.stop)() {
            return Ok((0, old.len() as u64));
        }
        let group: Vec<&Annotated> = group.iter().filter_map(|i| all.get(*i).copied()).collect();
        told.push((annals_story::story(&group), digest(&group)));
    }
    let written = write_beside(store, &articles, &told);
    if written.is_err() {
        // Half of them may be what the disk has no room for; if this fails too, opening the store removes them.
        let (stories, digests) = store.new_stories();
        let _ = (std::fs::remove_file(stories), std::fs::remove_file(digests));
    }
    let in_all = written?;
    // The index first: killed in between, these articles are still untold, and the next run tells the same.
    tell_index(store, index, &articles, &told)?;
    store.replace_stories()?;
    Ok((told.len() as u64, in_all))
}

/// Notes in the index which story each article is told in and whose text it prints, where that has changed.
fn tell_index(
    store: &mut Store,
    index: &mut Index,
    articles: &BTreeMap<ArticleId, Annotated>,
    told: &[(Story, Digest)],
) -> Result<(), AnnalsError> {
    let mut changed = false;
    for (story, _) in told {
        for id in &story.articles {
            let (Some(item), Some(known)) = (articles.get(id), index.beside(id)?) else { continue };
            let wire = origin_of(story, id);
            if known.story.as_deref() == Some(story.id.as_str()) && known.wire.as_deref() == wire {
                continue;
            }
            index.add(item, Beside { story: Some(&story.id), wire, version: known.version })?;
            changed = true;
        }
    }
    if changed {
        index.commit()?;
        store.commit(index.articles())?;
    }
    Ok(())
}

/// Whose text an article of the story prints.
fn origin_of<'a>(story: &'a Story, id: &ArticleId) -> Option<&'a str> {
    story.wire.iter().find(|copy| copy.article == *id).map(|copy| copy.origin_article.as_str())
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
fn around(index: &Index, added: &[ArticleId], old: &[Vec<ArticleId>]) -> Result<BTreeMap<ArticleId, Annotated>, AnnalsError> {
    let mut ids: BTreeSet<ArticleId> = added.iter().cloned().collect();
    let mut days = BTreeSet::new();
    for id in added {
        days.extend(index.get(id)?.and_then(|item| item.article.anchor()));
    }
    for (from, to) in windows(&days) {
        ids.extend(index.ids_between(from, to)?);
    }
    for story in old.iter().filter(|story| story.iter().any(|id| ids.contains(id))).cloned().collect::<Vec<_>>() {
        ids.extend(story);
    }
    let mut articles = BTreeMap::new();
    for id in ids.into_iter().take(MAX_ARTICLES) {
        if let Some(item) = index.get(&id)? {
            articles.insert(id, item);
        }
    }
    Ok(articles)
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

/// Writes both files new, beside the old: untouched lines first, in their order, then the told ones. Gives the number
/// of stories.
fn write_beside(store: &Store, articles: &BTreeMap<ArticleId, Annotated>, told: &[(Story, Digest)]) -> Result<u64, AnnalsError> {
    let (stories, digests) = (store.root().join("stories.jsonl"), store.root().join("digests.jsonl"));
    let (new_stories, new_digests) = store.new_stories();
    let create =
        |path: &Path| File::create(path).map(BufWriter::new).map_err(|source| AnnalsError::Write { path: path.to_owned(), source });
    let mut out = (create(&new_stories)?, create(&new_digests)?);
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| AnnalsError::Write { path: path.clone(), source }
    };
    let mut count = 0;
    let mut old_digests = lines(&digests)?;
    for line in lines(&stories)? {
        let line = line?;
        let digest = old_digests.next().transpose()?.unwrap_or_default();
        let head: StoryHead =
            serde_json::from_str(&line).map_err(|e| AnnalsError::Config { path: stories.clone(), message: format!("no story: {e}") })?;
        if head.articles.iter().any(|id| articles.contains_key(id)) {
            continue;
        }
        writeln!(out.0, "{line}").map_err(failed(&new_stories))?;
        writeln!(out.1, "{digest}").map_err(failed(&new_digests))?;
        count += 1;
    }
    for (story, digest) in told {
        let json = |value: serde_json::Result<String>| value.map_err(|e| AnnalsError::Input(e.to_string()));
        writeln!(out.0, "{}", json(serde_json::to_string(story))?).map_err(failed(&new_stories))?;
        writeln!(out.1, "{}", json(serde_json::to_string(digest))?).map_err(failed(&new_digests))?;
        count += 1;
    }
    for (file, path) in [(out.1, &new_digests), (out.0, &new_stories)] {
        file.into_inner().map_err(|e| e.into_error()).and_then(|file| file.sync_data()).map_err(failed(path))?;
    }
    Ok(count)
}

/// How stories are told from files.
#[derive(Clone, Copy, Debug, Default)]
pub struct StoryOptions {
    /// All articles as one story.
    pub as_one: bool,
    /// Only articles seen by then.
    pub as_of: Option<Timestamp>,
}

/// Articles of files as stories, one JSON line each, by first publication.
///
/// # Errors
/// When a file cannot be opened, there are too many articles, or the output cannot be written.
pub fn stories_of_files(
    engine: &Engine,
    files: &[String],
    options: StoryOptions,
    out: &mut dyn Write,
    listener: &Listener<'_>,
) -> Result<u64, AnnalsError> {
    let mut articles = Vec::new();
    let work = |raw| input::article_with_text(raw, Given::default(), &engine.publishers).map(|item| engine.annotated(item));
    parallel::ordered(input::pieces(files)?, input::Raw::size, work, |item| {
        (listener.step)();
        match item {
            Ok(item) => articles.push(item),
            Err(rejection) => (listener.reject)(&rejection),
        }
        if articles.len() > MAX_ARTICLES {
            return Err(AnnalsError::Input(format!(
                "more than {MAX_ARTICLES} articles at once: use `annals run`, which works by windows of time"
            )));
        }
        Ok(())
    })?;
    tell(&known::seen_by(articles, options.as_of), options.as_one, out)
}

/// The stories that the articles of the index seen by `as_of` tell, told anew from these alone.
///
/// # Errors
/// When the index cannot be read, there are too many articles, or the output cannot be written.
pub fn stories_as_of(index: &Index, as_of: Timestamp, out: &mut dyn Write) -> Result<u64, AnnalsError> {
    let articles = known::seen_by(known::read(index, index.all_ids()?)?, Some(as_of));
    if articles.len() > MAX_ARTICLES {
        return Err(AnnalsError::Input(format!("more than {MAX_ARTICLES} articles had been seen by then: too many at once")));
    }
    tell(&articles, false, out)
}

fn tell(articles: &[Annotated], as_one: bool, out: &mut dyn Write) -> Result<u64, AnnalsError> {
    let all: Vec<&Annotated> = articles.iter().collect();
    let one = || if all.is_empty() { Vec::new() } else { vec![(0..all.len()).collect()] };
    let groups: Vec<Vec<usize>> = if as_one { one() } else { annals_story::cluster(&all) };
    for group in &groups {
        let group: Vec<&Annotated> = group.iter().filter_map(|i| all.get(*i).copied()).collect();
        let line = serde_json::to_string(&annals_story::story(&group)).map_err(|e| AnnalsError::Input(e.to_string()))?;
        writeln!(out, "{line}").map_err(AnnalsError::Output)?;
    }
    out.flush().map_err(AnnalsError::Output)?;
    Ok(groups.len() as u64)
}
