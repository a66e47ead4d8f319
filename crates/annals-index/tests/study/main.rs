//! Concordance, trend, collocates and export on a small corpus of our own, in several parts and with deletions.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps")]

mod collocates;
mod concordance;
mod export;
mod news;
mod trend;
