//! Made-up news, annotated once and kept in a file.

use annals::input::Given;
use annals::jobs::{AnnotateOptions, Engine, Listener, annotate};
use annals_model::{Annotated, Annotations, annotations_from_json, article_from_json};
use annals_tests::generator::{Articles, Options, Seed};
use clap::ValueEnum;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Whether articles are annotated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Annotate {
    /// As `annals annotate` does it.
    All,
    /// Not at all: plain articles are indexed.
    None,
}

impl Annotate {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::None => "none",
        }
    }
}

/// Articles in a file, one a line.
pub(crate) struct Corpus {
    path: PathBuf,
    annotated: bool,
}

/// Makes the corpus, unless the folder holds it already.
pub(crate) fn make(folder: &Path, articles: usize, kind: Annotate) -> Result<Corpus, Box<dyn Error>> {
    let plain = folder.join(format!("articles-{articles}.jsonl"));
    let annotated = folder.join(format!("annotated-{articles}.jsonl"));
    if !plain.exists() {
        whole(&plain, |out| {
            // The news of two years, however many articles there are.
            let options = Options { per_day: articles as f64 / 730.0, ..Options::default() };
            for article in Articles::new(Seed(7), options).take(articles) {
                writeln!(out, "{}", article.json())?;
            }
            Ok(())
        })?;
    }
    if kind == Annotate::All && !annotated.exists() {
        let listener = Listener { reject: &|_| {}, step: &|| {}, stop: &|| false };
        let files = [plain.display().to_string()];
        let options = AnnotateOptions { given: Given::default(), with_article: true, ..AnnotateOptions::default() };
        whole(&annotated, |out| Ok(annotate(&Engine::new(), &files, &options, out, &listener).map(|_| ())?))?;
    }
    Ok(match kind {
        Annotate::All => Corpus { path: annotated, annotated: true },
        Annotate::None => Corpus { path: plain, annotated: false },
    })
}

/// A file that is there only when all of it is.
fn whole(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> Result<(), Box<dyn Error>>) -> Result<(), Box<dyn Error>> {
    let half = path.with_extension("half");
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&half)?);
    write(&mut out)?;
    out.flush()?;
    Ok(std::fs::rename(&half, path)?)
}

impl Corpus {
    /// The articles, one after the other.
    pub(crate) fn articles(&self) -> Result<impl Iterator<Item = Result<Annotated, Box<dyn Error>>> + '_, Box<dyn Error>> {
        Ok(BufReader::with_capacity(1 << 20, File::open(&self.path)?).lines().map(|line| {
            let line = line?;
            let annotations = if self.annotated { annotations_from_json(&line)? } else { Annotations::default() };
            Ok(Annotated { article: article_from_json(&line)?, annotations })
        }))
    }
}
