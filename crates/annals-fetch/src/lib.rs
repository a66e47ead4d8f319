//! Fetches news pages from feeds and page lists, politely: asks each site what is allowed, waits between
//! requests, does not ask twice for what has not changed, and says who it is.
//!
//! [`parse_feed`] and [`robots()`] read
//! feeds and robots.txt files on their own, without the network.

mod canonical;
mod error;
mod feed;
mod outcome;
mod plan;
mod robots;
mod state;

pub use canonical::{canonical, host_key};
pub use error::FetchError;
pub use feed::{Feed, FeedEntry, parse_feed};
pub use outcome::Outcome;
pub use plan::{Plan, Report, Validators};
pub use robots::{Robots, robots};
pub use state::{
    Arrival, Counts, CrawlState, Earlier, Enqueue, HostState, Listed, ListedEntry, PageFacts, Queued, Seen, Settled, Standing, Task,
    arrive, back_off, fresh_for, later, read_listing, replay, take_listing,
};
