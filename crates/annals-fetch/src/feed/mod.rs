//! Reads feeds: which pages a site has published, and when. RSS, Atom, RDF, CDF, JSON Feed, sitemaps and lists of pages.
//!
//! One path: bytes are unpacked and decoded (`decode`), then read as JSON (`json`), as XML by a forgiving reader of our own
//! (`scan`, `xml`; other readers refuse what is not well-formed, and much is not), or as a list of addresses (`list`).

mod codepage;
mod date;
mod decode;
mod element;
mod entry;
mod json;
mod list;
mod reference;
mod scan;
mod space;
mod title;
mod words;
mod xml;

use crate::FetchError;
use annals_model::DateTime;
use serde::Serialize;
use std::borrow::Cow;
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
    /// When it was last changed, where that is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<DateTime>,
}

/// What a feed's bytes hold: entries, and further sitemaps.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    pub(crate) feed: Feed,
    pub(crate) sitemaps: Vec<String>,
    /// For how many seconds it says it may be kept.
    pub(crate) ttl: Option<u64>,
}

impl Listing {
    fn len(&self) -> usize {
        self.feed.entries.len() + self.sitemaps.len()
    }
}

/// Reads a feed. `base` is the feed's own address, which relative links are read against. A feed that breaks off or
/// is damaged gives the entries before the damage. A sitemap's addresses are given as entries.
///
/// # Errors
/// [`FetchError::Feed`] when the bytes are no feed at all.
pub fn parse_feed(bytes: &[u8], base: Option<&str>) -> Result<Feed, FetchError> {
    let listing = listing(bytes, base)?;
    let mut feed = listing.feed;
    feed.entries.extend(listing.sitemaps.into_iter().map(|url| FeedEntry { id: url.clone(), url: Some(url), ..FeedEntry::default() }));
    Ok(feed)
}

/// As [`parse_feed`], telling sitemaps from pages.
pub(crate) fn listing(bytes: &[u8], base: Option<&str>) -> Result<Listing, FetchError> {
    let refuse = |reason: String| FetchError::Feed { feed: base.unwrap_or("the given bytes").to_owned(), reason };
    let bytes = decode::unpacked(bytes);
    let text = decode::decode(&bytes);
    let base = base.and_then(|base| Url::parse(base).ok());
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\0' | '\u{feff}'));
    if start.starts_with(['{', '[']) {
        return Ok(Listing { feed: json::parse(start, base.as_ref()).map_err(refuse)?, ..Listing::default() });
    }
    if !start.contains('<') {
        return list::parse(start).ok_or_else(|| refuse("neither xml nor json, nor a list of addresses".to_owned()));
    }
    match xml::parse(start, base.as_ref()) {
        Ok(listing) => Ok(listing),
        Err(reason) if start.starts_with('<') => Err(refuse(reason)),
        Err(reason) => list::parse(start).ok_or_else(|| refuse(reason)),
    }
}

fn is_web(text: &str) -> bool {
    let starts = |scheme: &str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    starts("http://") || starts("https://")
}

/// A link made whole; kept as it is printed when it is whole already or when no base is known. None of a script.
fn absolute(link: &str, base: Option<&Url>) -> Option<String> {
    let link = link.trim();
    match (Url::parse(link), base) {
        (Ok(url), _) => Some(link.to_owned()).filter(|_| !matches!(url.scheme(), "javascript" | "vbscript" | "data")),
        (Err(url::ParseError::RelativeUrlWithoutBase), Some(base)) => base.join(link).ok().map(|url| readable(url.as_str(), link)),
        (Err(url::ParseError::RelativeUrlWithoutBase), None) => Some(link.to_owned()).filter(|link| !link.is_empty()),
        (Err(_), _) => None,
    }
}

/// A joined address whose letters stand as the link prints them, like those of links that are whole.
fn readable(joined: &str, link: &str) -> String {
    let mut bytes = Vec::with_capacity(joined.len());
    let mut rest = joined.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let code = rest.get(1..3).filter(|_| *byte == b'%' && !link.is_ascii()).and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()).filter(|code| *code >= 0x80) {
            Some(code) => {
                bytes.push(code);
                rest = rest.get(3..).unwrap_or_default();
            }
            None => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| joined.to_owned())
}

/// A word in lower case.
fn word(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) { Cow::Owned(text.to_ascii_lowercase()) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::listing;

    #[test]
    fn a_listing_says_how_long_it_may_be_kept() {
        for (text, ttl) in [
            ("<rss><channel><ttl> 45 </ttl><item><ttl>9</ttl></item></channel></rss>", Some(2700)),
            (
                "<rss xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency></rss>",
                Some(1800),
            ),
            ("<rss><channel><sy:updatePeriod>Daily</sy:updatePeriod><ttl>5</ttl></channel></rss>", Some(86_400)),
            ("<rss><channel><sy:updateFrequency>4</sy:updateFrequency></channel></rss>", Some(21_600)),
            (
                "<rss><channel><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency></channel></rss>",
                Some(3600),
            ),
            ("<rss><channel><ttl>soon</ttl><sy:updatePeriod>often</sy:updatePeriod></channel></rss>", None),
            ("<rss><channel><ttl>99999999999999999999</ttl></channel></rss>", None),
            ("<feed/>", None),
        ] {
            assert_eq!(listing(text.as_bytes(), None).expect("a feed").ttl, ttl, "{text}");
        }
    }

    #[test]
    fn a_listing_says_when_pages_changed_and_which_lists_follow() {
        let updated = |text: &str| {
            let listing = listing(text.as_bytes(), None).expect("a listing");
            let entry = listing.feed.entries.first().cloned().unwrap_or_default();
            [entry.published, entry.updated].map(|date| date.map(|date| date.to_string()))
        };
        let some = |text: &str| Some(text.to_owned());
        let atom = "<feed><entry><id>1</id><published>2025-03-01</published><updated>2025-03-02T00:00:00Z</updated></entry></feed>";
        assert_eq!(updated(atom), [some("2025-03-01"), some("2025-03-02T00:00:00Z")]);
        let rss = "<rss><item><title>x</title><pubDate>1 Mar 2025</pubDate><dcterms:modified>2025-03-03</dcterms:modified></item></rss>";
        assert_eq!(updated(rss), [some("2025-03-01"), some("2025-03-03")]);
        let map = "<urlset><url><loc>https://q.example/</loc><lastmod>2025-03-04</lastmod></url></urlset>";
        assert_eq!(updated(map), [None, some("2025-03-04")]);
        let index = "<sitemapindex><sitemap><loc>https://q.example/1</loc></sitemap><sitemap><lastmod>2025-01-01</lastmod></sitemap></sitemapindex>";
        let index = listing(index.as_bytes(), None).expect("an index");
        assert_eq!((index.sitemaps, index.feed.entries.len()), (vec!["https://q.example/1".to_owned()], 0));
    }

    #[test]
    fn lists_end_at_their_caps() {
        let many: String = (0..50_010).map(|n| format!("<url><loc>https://q.example/{n}</loc></url>")).collect();
        assert_eq!(listing(format!("<urlset>{many}</urlset>").as_bytes(), None).expect("a sitemap").len(), 50_000);
        let many: String = (0..50_010).map(|n| format!("https://q.example/{n}\n")).collect();
        assert_eq!(listing(many.as_bytes(), None).expect("a list").len(), 50_000);
    }
}
