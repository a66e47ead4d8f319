//! Reads feeds: which pages a site has published, and when. RSS, Atom, RDF, JSON Feed and sitemaps.

mod date;
mod decode;
mod json;
mod prune;
mod sitemap;
mod title;

use crate::FetchError;
use annals_model::DateTime;
use serde::Serialize;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use url::Url;

/// A feed: its title and its entries in the feed's order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Feed {
    /// Its title, as plain text.
    pub title: Option<String>,
    /// What it lists.
    pub entries: Vec<FeedEntry>,
}

/// One entry of a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FeedEntry {
    /// The entry's own name; when it has none, its address, else its title.
    pub id: String,
    /// The page it leads to, absolute if the feed's own address is known.
    pub url: Option<String>,
    /// Its title, as plain text.
    pub title: Option<String>,
    /// When it was published; for want of that, when it was last changed.
    pub published: Option<DateTime>,
}

/// What a feed's bytes hold: entries, and further sitemaps.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    pub(crate) feed: Feed,
    pub(crate) sitemaps: Vec<String>,
}

/// Reads a feed. `base` is the feed's own address, which relative links are read against. A feed that breaks off or
/// is damaged gives the entries before the damage. A sitemap's addresses are given as entries.
///
/// # Errors
/// [`FetchError::Feed`] when the bytes are no feed at all.
pub fn parse_feed(bytes: &[u8], base: Option<&str>) -> Result<Feed, FetchError> {
    let listing = listing(bytes, base)?;
    let mut feed = listing.feed;
    feed.entries.extend(listing.sitemaps.into_iter().map(|url| FeedEntry {
        id: url.clone(),
        url: Some(url),
        title: None,
        published: None,
    }));
    Ok(feed)
}

/// As [`parse_feed`], telling sitemaps from pages.
pub(crate) fn listing(bytes: &[u8], base: Option<&str>) -> Result<Listing, FetchError> {
    let refuse = |reason: String| FetchError::Feed { feed: base.unwrap_or("the given bytes").to_owned(), reason };
    let text = decode::decode(bytes);
    let base = base.and_then(|base| Url::parse(base).ok());
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\0');
    if start.starts_with(['{', '[']) {
        return Ok(Listing { feed: json::parse(start, base.as_ref()).map_err(refuse)?, sitemaps: Vec::new() });
    }
    let pruned = prune::prune(&text).map_err(refuse)?;
    if pruned.sitemap {
        return Ok(sitemap::parse(&pruned.text, base.as_ref()));
    }
    Ok(Listing { feed: parse_xml(&pruned.text, base.as_ref()).map_err(refuse)?, sitemaps: Vec::new() })
}

fn parse_xml(text: &str, base: Option<&Url>) -> Result<Feed, String> {
    // feed-rs turns every date into UTC and so loses the publisher's own day. We read dates ourselves and hand feed-rs
    // a number in the place of each: so many seconds after 1970 as dates came before it.
    let dates = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&dates);
    let parser = feed_rs::parser::Builder::new()
        .base_uri(base.map(Url::as_str))
        .sanitize_content(false)
        .id_generator(|links, title, _| {
            links.first().map(|link| link.href.clone()).or_else(|| title.as_ref().map(|t| t.content.clone())).unwrap_or_default()
        })
        .timestamp_parser(move |text| {
            let date = date::parse(text)?;
            let mut dates = seen.lock().ok()?;
            dates.push(date);
            Some(ticket(dates.len() as u64 - 1))
        })
        .build();
    let parsed = parser.parse(text.as_bytes()).map_err(|error| error.to_string())?;
    let dates = dates.lock().map_err(|error| error.to_string())?;
    let entries = parsed.entries.into_iter().map(|entry| {
        let ticket = entry.published.or(entry.updated).and_then(|instant| usize::try_from(instant.timestamp()).ok());
        let published = ticket.and_then(|ticket| dates.get(ticket).copied());
        let link = best_link(&entry.links).map(str::to_owned).or_else(|| is_web(&entry.id).then(|| entry.id.clone()));
        let url = link.and_then(|link| absolute(&link, base));
        let title = entry.title.and_then(|text| title::plain(&text.content));
        FeedEntry { id: entry.id.trim().to_owned(), url, title, published }
    });
    let entries = entries.collect();
    Ok(Feed { title: parsed.title.and_then(|text| title::plain(&text.content)), entries })
}

/// The instant so many seconds after 1970, in the feed reader's own type.
fn ticket<Instant: Default + std::ops::Add<Duration, Output = Instant>>(seconds: u64) -> Instant {
    Instant::default() + Duration::from_secs(seconds)
}

/// The link to the page itself, rather than to comments, enclosures or the feed.
fn best_link(links: &[feed_rs::model::Link]) -> Option<&str> {
    let rank = |link: &feed_rs::model::Link| match link.rel.as_deref() {
        None | Some("alternate") => match link.media_type.as_deref() {
            None | Some("text/html" | "application/xhtml+xml") => 0,
            Some(_) => 1,
        },
        _ => 2,
    };
    links
        .iter()
        .filter(|link| link.target.is_none() && rank(link) < 2 && !link.href.trim().is_empty())
        .min_by_key(|link| rank(link))
        .map(|link| link.href.as_str())
}

fn is_web(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// A link made whole; kept as it stands when the feed's address is not known.
fn absolute(link: &str, base: Option<&Url>) -> Option<String> {
    let link = link.trim();
    match (Url::parse(link), base) {
        (Ok(url), _) => Some(url.to_string()),
        (Err(url::ParseError::RelativeUrlWithoutBase), Some(base)) => base.join(link).ok().map(|url| url.to_string()),
        (Err(url::ParseError::RelativeUrlWithoutBase), None) => Some(link.to_owned()).filter(|link| !link.is_empty()),
        (Err(_), _) => None,
    }
}
