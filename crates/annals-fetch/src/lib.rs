//! Fetches news pages from feeds and page lists, politely: asks each site what is allowed, waits between
//! requests, does not ask twice for what has not changed, and says who it is.
//!
//! [`parse_feed`] and [`robots()`] read feeds and robots.txt files on their own, without the network.

mod address;
mod client;
mod clock;
mod error;
mod feed;
mod hooks;
mod outcome;
mod plan;
mod robots;
mod trouble;
mod unpack;

pub use error::FetchError;
pub use feed::{Feed, FeedEntry, parse_feed};
pub use hooks::{Earlier, Hooks, Keep, Told};
pub use outcome::Outcome;
pub use plan::{AllowPrivate, LISTED, Plan, Report, Validators};
pub use robots::{Robots, robots};
