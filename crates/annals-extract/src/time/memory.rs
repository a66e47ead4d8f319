//! What a reader keeps in mind from date to date: the publication, the last day, the last quarter, a story of old days.

use annals_model::{Basis, DateRange, DateTime, Grain};
use jiff::civil::Date;

/// A date so many days before the publication is long ago.
const LONG_AGO: i32 = 400;

/// So many old dates make an article a history, if there are few new ones.
const HISTORY: usize = 6;

/// For how many sentences a date of long ago keeps its year for the next.
const TOLD_FOR: usize = 10;

/// What is known while an article is read: its publication, and the dates already resolved.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Memory {
    /// When the article was published.
    pub(super) published: Option<DateTime>,
    /// The last date of the calendar.
    pub(super) last: Option<Stretch>,
    /// The last date named by its day.
    pub(super) last_day: Option<Stretch>,
    /// The last of the printed dates long past that the text is telling of, the number of its sentence, and how many there were in a row.
    pub(super) told: Option<(Stretch, usize, usize)>,
    /// Whether the years printed in the article show it to be a history.
    pub(super) history: bool,
    /// How many dates of long ago were printed, and how many were counted from the publication.
    pub(super) old: usize,
    pub(super) fresh: usize,
    /// The last day or month that was named by its month, and the number of its sentence.
    pub(super) dated: Option<(Stretch, usize)>,
    /// The last quarter, and the number of its sentence.
    pub(super) quarter: Option<(Stretch, usize)>,
    /// The sentence being read.
    pub(super) sentence: usize,
}

impl Memory {
    /// A printed date of long ago opens or goes on a story of its own; a date of these days ends it.
    pub(super) fn remember_told(&mut self, stretch: Stretch, spoken: bool) {
        let Some(today) = self.today() else { return };
        let old = (today - stretch.range.to).get_days() > LONG_AGO;
        let dated = matches!(stretch.grain, Grain::Day | Grain::Month | Grain::Season | Grain::Quarter | Grain::Year);
        if old && stretch.basis != Basis::Published && dated {
            self.old += 1;
            let row = self.told.map_or(0, |(_, _, row)| row);
            // Years alone are background ("hit since 2016"); what has a month is told.
            let row = row + usize::from(stretch.grain != Grain::Year || self.is_history());
            self.told = Some((stretch, self.sentence, row));
        } else if stretch.basis == Basis::Published && spoken {
            self.fresh += 1;
            if !self.is_history() {
                self.told = None;
            }
        }
    }

    /// The day of publication, from which relative dates count.
    pub(super) fn today(&self) -> Option<Date> {
        self.published.map(|published| published.date)
    }

    /// Whether the article tells of old days throughout, so that a word like "today" in it is no return to the present.
    fn is_history(&self) -> bool {
        self.history || self.old >= HISTORY && self.old > 4 * self.fresh
    }

    /// The date told last, while a story of long ago goes on.
    pub(super) fn story(&self) -> Option<Stretch> {
        let (last, sentence, row) = self.told?;
        // One old date is background in a story of today; several are a story of their own.
        let (least, within) = if self.is_history() { (1, 5 * TOLD_FOR) } else { (2, TOLD_FOR) };
        (row >= least && self.sentence.saturating_sub(sentence) <= within).then_some(last)
    }
}

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) range: DateRange,
    pub(super) grain: Grain,
    pub(super) basis: Basis,
}

impl Stretch {
    /// A stretch counted from the publication.
    pub(super) fn published(range: DateRange, grain: Grain) -> Self {
        Self { range, grain, basis: Basis::Published }
    }
}
