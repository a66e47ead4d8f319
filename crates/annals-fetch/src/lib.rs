//! Fetches news pages from feeds and page lists, politely: asks each site what is allowed, waits between
//! requests, does not ask twice for what has not changed, and says who it is.
//!
//! [`fetch`] carries out a [`Plan`] over many hosts at once, remembers in a [`CrawlState`] what it has seen, and hands
//! over every page as it arrives. [`read_address`] asks for a single address. [`parse_feed`] and [`robots()`] read
//! feeds and robots.txt files on their own, without the network.

mod address;
mod canonical;
mod client;
mod clock;
mod discover;
mod download;
mod engine;
mod error;
mod feed;
mod hooks;
mod html;
mod links;
mod outcome;
mod plan;
mod robots;
mod single;
mod state;
mod trouble;
mod unpack;

pub use canonical::{canonical, host_key};
pub use discover::{Found, FoundKind, feeds_of_page, likely_feeds, sitemaps_of};
pub use download::{Download, Receiver, download};
pub use engine::fetch;
pub use error::FetchError;
pub use feed::{Feed, FeedEntry, parse_feed};
pub use hooks::{Hooks, Keep, Told};
pub use links::{Link, article_links};
pub use outcome::Outcome;
pub use plan::{AllowPrivate, LISTED, Plan, Report, Validators};
pub use robots::{Robots, robots};
pub use single::{read_address, read_once};
pub use state::{
    Arrival, Counts, CrawlState, Earlier, Enqueue, HostState, Listed, ListedEntry, PageFacts, Queued, Seen, Settled, Standing, Task,
    arrive, back_off, fresh_for, later, read_listing, replay, take_listing,
};
