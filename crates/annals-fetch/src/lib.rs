//! Fetches news pages from feeds and page lists, politely: asks each site what is allowed, waits between
//! requests, does not ask twice for what has not changed, and says who it is.
//!
//! [`parse_feed`] and [`robots()`] read
//! feeds and robots.txt files on their own, without the network.

mod address;
mod error;
mod feed;
mod plan;
mod robots;

pub use error::FetchError;
pub use feed::{Feed, FeedEntry, parse_feed};
pub use plan::{Plan, Report, Validators};
pub use robots::{Robots, robots};
