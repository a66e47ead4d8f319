//! Reads sitemaps: plain ones, those for news with title and date, and lists of further sitemaps.

use super::{Feed, FeedEntry, Listing, absolute, date, title};
use quick_xml::Reader;
use quick_xml::events::Event;
use url::Url;

/// Most addresses one sitemap may list, after the protocol.
const MAX_URLS: usize = 50_000;

/// Reads a sitemap that was cut down already; what is broken ends it.
pub(super) fn parse(text: &str, base: Option<&Url>) -> Listing {
    let mut listing = Listing { feed: Feed::default(), sitemaps: Vec::new() };
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut fields = Fields::default();
    let mut words = String::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(_) => words.clear(),
            Event::Text(text) => words.push_str(&text),
            Event::CData(text) => words.push_str(&text),
            Event::GeneralRef(name) => {
                words.push('&');
                words.push_str(&name);
                words.push(';');
            }
            Event::End(tag) => {
                let name = tag.name().as_ref().to_ascii_lowercase();
                let value = title::plain(&words);
                words.clear();
                match name.rsplit(':').next().unwrap_or_default() {
                    "loc" => fields.url = fields.url.take().or(value),
                    "publication_date" => fields.published = value,
                    "title" => fields.title = value,
                    "url" => listing.feed.entries.extend(std::mem::take(&mut fields).entry(base)),
                    "sitemap" => listing.sitemaps.extend(std::mem::take(&mut fields).entry(base).and_then(|entry| entry.url)),
                    _ => {}
                }
                if listing.feed.entries.len() + listing.sitemaps.len() >= MAX_URLS {
                    break;
                }
            }
            _ => {}
        }
    }
    listing
}

#[derive(Default)]
struct Fields {
    url: Option<String>,
    title: Option<String>,
    published: Option<String>,
}

impl Fields {
    fn entry(self, base: Option<&Url>) -> Option<FeedEntry> {
        let url = absolute(&self.url?, base)?;
        // A day of last change is no publication date; it is not passed off as one.
        let published = self.published.as_deref().and_then(date::parse);
        Some(FeedEntry { id: url.clone(), url: Some(url), title: self.title, published })
    }
}
