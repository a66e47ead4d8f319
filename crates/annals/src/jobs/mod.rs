//! One file a job: what the commands do, without arguments, printing or progress.

mod annotate;
mod annotate_into;
mod archives;
mod asked;
mod atom;
mod brief;
mod chart;
mod clean;
mod collocates;
mod concordance;
mod digest;
mod entity;
mod es;
mod eval;
mod export;
mod feeds;
mod fetch;
mod gazetteer;
mod grouped;
mod heard;
mod index;
mod known;
mod ledger;
mod queries;
mod run;
mod search;
mod serve;
mod spool;
mod stories;
mod story;
mod telling;
mod timeline;
mod train;
mod trend;
mod verify;
mod watch;

pub use annotate::{Only, Options as AnnotateOptions, annotate};
pub use annotate_into::{ARTICLES_A_SHARD, Sharded, annotate_into};
pub use brief::{brief, last_day};
pub use chart::trend_svg;
pub use clean::{Filter as CleanFilter, clean};
pub use collocates::{collocates, stop_words};
pub use concordance::{LineFormat, concordance, concordance_groups, concordance_per};
pub use digest::{digest, gather};
pub use eval::{Concept, Score, eval};
pub use export::{ExportFormat, ExportJob, export, export_of};
pub use feeds::{FeedFound, FeedsAdded, add_feeds};
pub use fetch::{Archives, FetchOptions, Fetched, fetch};
pub use gazetteer::gazetteer_tables;
pub use heard::{Hear, Heard};
pub use index::{add_files, rebuild};
pub use known::{last_versions, seen_by, was_seen};
pub use ledger::{LedgerQuery, ledger};
pub use queries::{AnswerFormat, Answered, queries};
pub use run::{Summary, run, run_heard, sources_here};
pub use search::{open_index, show};
pub use serve::{serve, service};
pub use telling::{StoryOptions, stories_as_of, stories_of_files};
pub use timeline::{TimelineQuery, timeline};
pub use train::train;
pub use trend::{TrendMeasure, trend_csv, trend_json};
pub use verify::{Verified, verify};
pub use watch::{Watch, WatchFormat, Watched, Watches};

use crate::{AnnalsError, Rejection, corrections};
use annals_clean::Publishers;
use annals_extract::{Knowledge, Wanted};
use annals_model::Annotated;
use std::path::Path;

/// What every job reads with: built once, shared by all threads.
#[derive(Debug)]
pub struct Engine {
    /// Gazetteer and name lists.
    pub knowledge: Knowledge,
    /// Notes on outlets.
    pub publishers: Publishers,
    /// SHA-256 of the model of names, when it is not the embedded one.
    pub model: Option<String>,
    /// SHA-256 of the user's corrections, when there are any.
    pub corrections: Option<String>,
}

impl Engine {
    /// The knowledge compiled into this program.
    #[must_use]
    pub fn new() -> Self {
        Self { knowledge: Knowledge::embedded(), publishers: Publishers::embedded(), model: None, corrections: None }
    }

    /// The same with the corrections beside the configuration file `config`, if there are any.
    ///
    /// # Errors
    /// When they cannot be read or a line is wrong.
    pub fn corrected(self, config: &Path) -> Result<Self, AnnalsError> {
        Ok(match corrections::beside(config, &self.knowledge)? {
            Some((corrections, sha256)) => {
                Self { knowledge: self.knowledge.with_corrections(corrections), corrections: Some(sha256), ..self }
            }
            None => self,
        })
    }

    /// Annotates an article, unless its input brought annotations.
    #[must_use]
    pub fn annotated(&self, item: Annotated) -> Annotated {
        self.annotated_only(item, Wanted { figures: true, names: true })
    }

    /// As [`Engine::annotated`], for a part of the concepts.
    pub(crate) fn annotated_only(&self, mut item: Annotated, wanted: Wanted) -> Annotated {
        if item.annotations.id.as_str().is_empty() {
            item.annotations = annals_extract::annotate_only(&item.article, &self.knowledge, wanted);
            if wanted.figures && wanted.names {
                // What an article's own numbers say against each other is known when all is read.
                let notes = annals_story::check_notes(&item);
                item.annotations.notes.extend(notes);
                item.annotations.notes.sort_by_key(|note| note.span.order());
            }
        }
        item
    }
}

impl Default for Engine {
    fn default() -> Self {
        Self::new()
    }
}

/// Where a job tells what happens while it works.
pub struct Listener<'a> {
    /// An input was left out.
    pub reject: &'a (dyn Fn(&Rejection) + Sync),
    /// One more item is done.
    pub step: &'a (dyn Fn() + Sync),
    /// Whether to stop after the item at hand: the user asked for it.
    pub stop: &'a (dyn Fn() -> bool + Sync),
}

impl std::fmt::Debug for Listener<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Listener")
    }
}
