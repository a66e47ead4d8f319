//! Fetches news pages from feeds and page lists, politely: asks each site what is allowed, waits between
//! requests, does not ask twice for what has not changed, and says who it is.
//!
//! `fetch` carries out a [`Plan`] and hands over every page as it arrives. [`parse_feed`] and [`robots()`] read
//! feeds and robots.txt files on their own, without the network.

// mod address;
// mod client;
mod error;
mod feed;
mod plan;
// mod queue;
mod robots;
// mod run;

pub use error::FetchError;
pub use feed::{Feed, FeedEntry, parse_feed};
pub use plan::{Plan, Report, Validators};
pub use robots::{Robots, robots};
// pub use run::fetch;
