//! Reads lists of pages: text files with one address a line, as sitemaps may be and as people keep them.

use super::{FeedEntry, Listing, is_web};

/// Most addresses that are read of one list, after the sitemap protocol.
const MAX_ENTRIES: usize = 50_000;

/// Reads a list; `None` when no line is an address. What follows an address, and lines that are none, are remarks.
pub(super) fn parse(text: &str) -> Option<Listing> {
    let addresses = text.lines().filter_map(|line| line.split_whitespace().next()).filter(|word| is_web(word));
    let entry = |address: &str| FeedEntry { id: address.to_owned(), url: Some(address.to_owned()), ..FeedEntry::default() };
    let mut listing = Listing::default();
    listing.feed.entries = addresses.take(MAX_ENTRIES).map(entry).collect();
    (!listing.feed.entries.is_empty()).then_some(listing)
}
