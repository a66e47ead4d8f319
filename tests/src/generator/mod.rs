//! News that never happened: any number of articles in the manner of market reports, with the truth about each.
//!
//! Firms, indices and places are real names of the gazetteer; outlets, people, figures and events are invented, and
//! nothing in these texts is a statement about anybody. Words follow Zipf's law, stories are of every size, some
//! articles copy or contain others, and some contradict them on purpose: the [`Truth`] says which.
//!
//! Articles come one after the other from a seed. Only stories that are still being told are held, so memory depends
//! on how much news there is in four days, not on how many articles are drawn; and an article does not depend on how
//! many follow it.

mod calendar;
mod draw;
mod edit;
mod figure;
mod outlet;
mod plan;
mod random;
mod story;
mod stream;
mod template;
mod truth;
mod vocabulary;
mod world;
mod writer;

pub use random::Random;
pub use stream::Articles;
pub use truth::{Conflict, DateTold, FigureTold, Generated, Truth};

use jiff::civil::Date;

/// The number from which all chance of a run comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed(pub u64);

/// How the news is made. Rates are probabilities from 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The first day; a Monday, so that news falls on working days.
    pub start: Date,
    /// The span in weeks. When a run fills it, the next articles start again at its beginning.
    pub weeks: u32,
    /// Articles a day, on average. Ten thousand articles fill two years at 14 a day.
    pub per_day: f64,
    /// The most articles in one story. Sizes follow Zipf's law: half the rank, twice the size.
    pub largest_story: usize,
    /// How many of a story's later articles copy an earlier one with a few words changed.
    pub copies: f64,
    /// How many of a story's later articles contain an earlier one in full.
    pub containing: f64,
    /// How many stories of three or more articles have one that differs in its main figure.
    pub conflicts: f64,
    /// How many articles round their figures.
    pub rounded: f64,
    /// Half of the articles told in own words are longer, in words.
    pub median_words: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            start: jiff::civil::date(2024, 1, 1),
            weeks: 104,
            per_day: 14.0,
            largest_story: 200,
            copies: 0.15,
            containing: 0.06,
            conflicts: 0.25,
            rounded: 0.15,
            median_words: 350.0,
        }
    }
}
