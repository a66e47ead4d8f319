//! Stories of articles that come from files or from the index: articles in, a line for each story out.

use super::grouped::Grouped;
use super::known::was_seen;
use super::spool::Spool;
use super::{Engine, Listener};
use crate::input::{self, Given};
use crate::{AnnalsError, parallel};
use annals_index::Index;
use annals_model::Annotated;
use annals_story::{Sketch, Stream, copies, story_among};
use jiff::Timestamp;
use std::io::Write;

/// What an article with its annotations takes, about.
const ARTICLE_BYTES: usize = 32 << 10;

/// How stories are told.
#[derive(Clone, Copy, Debug, Default)]
pub struct StoryOptions {
    /// Each article joins a story as it is read.
    pub streaming: bool,
    /// All articles are one story.
    pub as_one: bool,
    /// Only articles seen by then.
    pub as_of: Option<Timestamp>,
}

/// Articles put aside until their stories are told: held are sketches, and of a stream those of the days at hand.
struct Telling {
    options: StoryOptions,
    articles: Spool,
    wordings: Spool,
    sketches: Vec<Sketch>,
    stream: Stream,
}

/// What is kept of an article: its sketch, its runs of words, its line.
type Kept = (Sketch, Vec<u8>, String);

fn kept(item: &Annotated) -> Kept {
    let runs = annals_story::runs(item).into_iter().flat_map(u64::to_le_bytes).collect();
    (annals_story::sketch(item), runs, annals_model::article_with_annotations(&item.article, &item.annotations))
}

/// Articles of files as stories, one JSON line each, by first publication; of a stream by first article.
///
/// # Errors
/// When a file cannot be opened, or the output or a temporary file cannot be written.
pub fn stories_of_files(
    engine: &Engine,
    files: &[String],
    options: StoryOptions,
    out: &mut dyn Write,
    listener: &Listener<'_>,
) -> Result<u64, AnnalsError> {
    let mut telling = Telling::new(options);
    let work = |raw| {
        let item = input::article_with_text(raw, Given::default(), &engine.publishers).map(|item| engine.annotated(item))?;
        Ok(options.as_of.is_none_or(|as_of| was_seen(&item.article, as_of)).then(|| kept(&item)))
    };
    parallel::ordered(input::pieces(files)?, input::Raw::size, work, |item| {
        (listener.step)();
        match item {
            Ok(Some(kept)) => telling.put(kept)?,
            Ok(None) => {}
            Err(rejection) => (listener.reject)(&rejection),
        }
        Ok::<_, AnnalsError>(())
    })?;
    telling.tell(out)
}

/// The stories that the articles of the index seen by `as_of` tell, told anew from these alone.
///
/// # Errors
/// When the index cannot be read, or the output or a temporary file cannot be written.
pub fn stories_as_of(index: &Index, as_of: Timestamp, out: &mut dyn Write) -> Result<u64, AnnalsError> {
    let mut telling = Telling::new(StoryOptions { as_of: Some(as_of), ..StoryOptions::default() });
    let work = |id| Ok::<_, AnnalsError>(index.get(&id)?.filter(|item| was_seen(&item.article, as_of)).map(|item| kept(&item)));
    parallel::ordered(index.all_ids()?.into_iter(), |_| ARTICLE_BYTES, work, |item| item?.map_or(Ok(()), |kept| telling.put(kept)))?;
    telling.tell(out)
}

impl Telling {
    fn new(options: StoryOptions) -> Self {
        Self { options, articles: Spool::default(), wordings: Spool::default(), sketches: Vec::new(), stream: Stream::default() }
    }

    fn put(&mut self, (mut sketch, runs, line): Kept) -> Result<(), AnnalsError> {
        if self.options.streaming {
            self.stream.push(&sketch);
            sketch.keep_wording_only();
        }
        self.sketches.push(sketch);
        self.wordings.put(&runs)?;
        self.articles.put(line.as_bytes())
    }

    fn tell(self, out: &mut dyn Write) -> Result<u64, AnnalsError> {
        let Self { options, articles, wordings, sketches, stream } = self;
        let runs = |i: usize| {
            let bytes = wordings.get(i)?;
            Ok(bytes.chunks_exact(8).filter_map(|run| run.try_into().ok()).map(u64::from_le_bytes).collect())
        };
        let grouped = if options.as_one {
            let all: Vec<usize> = (0..sketches.len()).collect();
            Grouped { groups: if all.is_empty() { Vec::new() } else { vec![all] }, copies: copies(&sketches, runs)? }
        } else if options.streaming {
            Grouped::of_stream(stream, &sketches, runs)?
        } else {
            Grouped::at_once(&sketches, runs)?
        };
        drop(sketches);
        let tell = |group: &Vec<usize>| {
            let mut members = Vec::with_capacity(group.len());
            for i in group {
                members.push(read_back(&articles.get(*i)?)?);
            }
            let members: Vec<&Annotated> = members.iter().collect();
            serde_json::to_string(&story_among(&members, &grouped.copies)).map_err(|e| AnnalsError::Input(e.to_string()))
        };
        parallel::ordered(
            grouped.groups.iter(),
            |group| group.len() * ARTICLE_BYTES,
            tell,
            |line| writeln!(out, "{}", line?).map_err(AnnalsError::Output),
        )?;
        out.flush().map_err(AnnalsError::Output)?;
        Ok(grouped.groups.len() as u64)
    }
}

/// An article with its annotations as it was put aside.
fn read_back(line: &[u8]) -> Result<Annotated, AnnalsError> {
    let failed = |error: annals_model::InputError| AnnalsError::Input(format!("an article put aside cannot be read again: {error}"));
    let line = std::str::from_utf8(line).map_err(|e| AnnalsError::Input(e.to_string()))?;
    let (article, annotations) = (annals_model::article_from_json(line), annals_model::annotations_from_json(line));
    Ok(Annotated { article: article.map_err(failed)?, annotations: annotations.map_err(failed)? })
}
