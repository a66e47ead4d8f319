//! Fetches news pages from feeds and page lists, politely: asks each site what is allowed, waits between
//! requests, does not ask twice for what has not changed, and says who it is.
//!
//! `fetch` carries out a [`Plan`] and hands over every page as it arrives. [`parse_feed`] and [`robots()`] read
//! feeds and robots.txt files on their own, without the network.

// mod address;
// mod client;
mod canonical;
mod discover;
mod error;
mod feed;
mod html;
mod links;
mod plan;
// mod queue;
mod robots;
// mod run;

pub use canonical::{canonical, host_key};
pub use discover::{Found, FoundKind, feeds_of_page, likely_feeds, sitemaps_of};
pub use error::FetchError;
pub use feed::{Feed, FeedEntry, parse_feed};
pub use links::{Link, article_links};
pub use plan::{Plan, Report, Validators};
pub use robots::{Robots, robots};
// pub use run::fetch;
