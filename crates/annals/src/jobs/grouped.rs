//! Articles, of which only sketches are held, grouped into stories.

use crate::AnnalsError;
use annals_story::{Copies, Sketch, Stream, cluster_sketches, copies};

/// Articles grouped all at once, at the most; more join one another as a stream, whose memory grows with a window of days.
pub(super) const AT_ONCE: usize = 100_000;

/// Which articles are told together, and what they share with any other.
#[derive(Debug)]
pub(super) struct Grouped {
    /// Numbers of sketches, a list for each story.
    pub(super) groups: Vec<Vec<usize>>,
    /// Near-duplicates and wire copies among all of them.
    pub(super) copies: Copies,
}

impl Grouped {
    /// Groups all articles with all of them known. `runs` gives the runs of words of the article of a number.
    pub(super) fn at_once(sketches: &[Sketch], runs: impl FnMut(usize) -> Result<Vec<u64>, AnnalsError>) -> Result<Self, AnnalsError> {
        Ok(Self { groups: cluster_sketches(sketches), copies: copies(sketches, runs)? })
    }

    /// The groups that a stream has found among these articles.
    pub(super) fn of_stream(
        stream: Stream,
        sketches: &[Sketch],
        runs: impl FnMut(usize) -> Result<Vec<u64>, AnnalsError>,
    ) -> Result<Self, AnnalsError> {
        Ok(Self { groups: stream.finish(), copies: copies(sketches, runs)? })
    }
}
