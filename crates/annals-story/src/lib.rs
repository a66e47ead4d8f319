//! From many articles to stories, claims, timelines and digests.
//!
//! Everything printed carries its receipt ([`annals_model::Evidence`]); [`verify_digest`] reads the receipts again.
//! Facts come from headline, headings, body and captions. The machine digest that some outlets print beside an article
//! adds to notes on firms and to the timeline only what the article itself does not say, marked so. Nothing here fails, reads a file, the
//! clock or the network; the same articles in any order give the same bytes.

mod alike;
mod apart;
mod axis;
mod brief;
mod check;
mod choice;
mod choose;
mod claim;
mod cluster;
mod compose;
mod csv;
mod dateline;
mod day;
mod digest;
mod duplicate;
mod event;
mod grammar;
mod happening;
mod html;
mod ledger;
mod ledger_csv;
mod link;
mod markdown;
mod page;
mod person;
mod point;
mod printed;
mod profile;
mod quotation;
mod reconcile;
mod record;
mod referent;
mod same;
mod section;
mod shared;
mod sheet;
mod sketch;
mod story;
mod stream;
mod synthesis;
mod timeline;
mod untold;
mod verify;
mod weight;
mod wording;

pub use brief::brief;
pub use check::check_notes;
pub use cluster::{cluster, cluster_sketches};
pub use csv::timeline_csv;
pub use digest::digest;
pub use duplicate::{Copies, copies, runs};
pub use html::{digest_html, timeline_html};
pub use ledger::{Ledger, by_series, ledger};
pub use ledger_csv::ledger_csv;
pub use markdown::{brief_markdown, digest_markdown, timeline_markdown};
pub use reconcile::{ClaimSource, reconcile};
pub use sketch::{Sketch, sketch, sort_sketches};
pub use story::{story, story_among};
pub use stream::Stream;
pub use timeline::{Timeline, TimelineOptions, timeline};
pub use verify::{verify_digest, verify_line, verify_words};
