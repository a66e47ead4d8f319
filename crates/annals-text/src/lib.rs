//! From a string to sentences and tokens, folded words, shingles, and the calendar's own words.
//!
//! ```
//! let reading = annals_text::read("Shares of Acme Corp. rose 5.6% on Monday. Analysts cheered.");
//! assert_eq!(reading.sentences().len(), 2);
//! assert_eq!(reading.word(5), "rose");
//! ```
//!
//! Offsets are bytes of the string read. Nothing here knows what a firm or a figure is.

mod calendar;
mod fold;
mod reading;
mod sentence;
mod shingle;
mod token;
mod words;

pub use calendar::{month_days, month_number, number_word, ordinal_word, weekday_number};
pub use fold::{fold, fold_into, slug};
pub use reading::{Reading, Sentence, read};
pub use shingle::{containment, jaccard, shingles};
pub use token::{Shape, Token, TokenKind};
pub use words::{Sieve, WordMap, WordSet, word_hash};
