//! Articles in, annotations out, one line an article in input order.

use super::{Engine, Listener};
use crate::input::{self, Given, Raw};
use crate::{AnnalsError, Rejection, parallel};
use annals_extract::Wanted;
use annals_model::{Annotated, annotations_to_json, article_with_annotations};
use std::io::Write;

/// Which lists to write; all false means all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Only {
    /// Times.
    pub time: bool,
    /// Figures.
    pub figure: bool,
    /// Mentions, entities and roles.
    pub entity: bool,
    /// Attributions.
    pub attribution: bool,
}

impl Only {
    /// The names of the lists asked for; none means all.
    pub(super) fn lists(self) -> Vec<&'static str> {
        let Self { time, figure, entity, attribution } = self;
        let lists = [(time, "time"), (figure, "figure"), (entity, "entity"), (attribution, "attribution")];
        lists.into_iter().filter(|(wanted, _)| *wanted).map(|(_, name)| name).collect()
    }
}

/// How to annotate.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Date and time the inputs do not state.
    pub given: Given,
    /// The article's line with the annotations inside.
    pub with_article: bool,
    /// Which lists.
    pub only: Only,
}

/// Annotates all files; gives the number of articles.
///
/// # Errors
/// When a file cannot be opened or the output not written.
pub fn annotate(
    engine: &Engine,
    files: &[String],
    options: &Options,
    out: &mut dyn Write,
    listener: &Listener<'_>,
) -> Result<u64, AnnalsError> {
    let pieces = input::pieces(files)?.take_while(|_| !(listener.stop)());
    let mut done = 0;
    parallel::ordered(
        pieces,
        Raw::size,
        |raw| line(engine, raw, options),
        |line| {
            match line {
                Ok(line) => {
                    writeln!(out, "{line}").map_err(AnnalsError::Output)?;
                    done += 1;
                    (listener.step)();
                }
                Err(rejection) => (listener.reject)(&rejection),
            }
            Ok::<(), AnnalsError>(())
        },
    )?;
    out.flush().map_err(AnnalsError::Output)?;
    Ok(done)
}

/// An article's line.
pub(super) fn line(engine: &Engine, raw: Raw, options: &Options) -> Result<String, Rejection> {
    let only = options.only;
    // Dates and figures alone are read without looking for names.
    let wanted =
        Wanted { figures: only == Only::default() || only.figure, names: only == Only::default() || only.entity || only.attribution };
    let item = engine.annotated_only(input::article(raw, options.given, &engine.publishers)?, wanted);
    let item = keep(item, only);
    Ok(if options.with_article {
        article_with_annotations(&item.article, &item.annotations)
    } else {
        annotations_to_json(&item.article, &item.annotations)
    })
}

/// Empties the lists that were not asked for, and the indices that point into them.
fn keep(mut item: Annotated, only: Only) -> Annotated {
    if only == Only::default() {
        return item;
    }
    let found = &mut item.annotations;
    if !only.entity {
        found.mentions.clear();
        found.entities.clear();
        found.roles.clear();
        for figure in &mut found.figures {
            (figure.subject, figure.origin) = (None, None);
        }
        for attribution in &mut found.attributions {
            attribution.source = None;
        }
    }
    if !only.time {
        found.times.clear();
        found.figures.iter_mut().for_each(|figure| figure.period = None);
    }
    if !only.figure {
        found.figures.clear();
    }
    if !(only.entity && only.figure) {
        found.actions.clear();
    }
    if !only.attribution {
        found.attributions.clear();
    }
    item
}
