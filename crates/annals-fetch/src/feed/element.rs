//! The words of feeds: which elements hold entries, which hold what is wanted of them, which are stepped over.

use super::entry::{Field, Relation};
use super::space::Space;

/// What is read of a tag's attributes, as printed.
#[derive(Default)]
pub(super) struct Attributes<'a> {
    pub(super) base: Option<&'a str>,
    pub(super) href: Option<&'a str>,
    pub(super) rel: Option<&'a str>,
    pub(super) kind: Option<&'a str>,
    pub(super) mode: Option<&'a str>,
    pub(super) permalink: Option<&'a str>,
    pub(super) about: Option<&'a str>,
    pub(super) changed: Option<&'a str>,
    pub(super) value: Option<&'a str>,
}

/// What an element is to us where it stands, inside an entry or beside.
pub(super) fn field(space: Space, local: &str, inside: bool, sitemap: bool) -> Option<Field> {
    let field = match (space, local) {
        (Space::Core | Space::News, "title") => Field::Title,
        (Space::Core, "link") => Field::Link,
        (Space::Dublin, "title") if !inside => Field::StandIn,
        (Space::Core, "ttl") if !inside => Field::Ttl,
        (Space::Syndication, "updateperiod") if !inside => Field::Period,
        (Space::Syndication, "updatefrequency") if !inside => Field::Frequency,
        _ if !inside => return None,
        (Space::Core, "guid") => Field::Guid,
        (Space::Core, "id") => Field::Id,
        (Space::Core, "loc") if sitemap => Field::Link,
        (Space::Core, "lastmod") => Field::Changed,
        (Space::News | Space::Core, "publication_date") if sitemap => Field::Published,
        (Space::Core, "pubdate" | "published" | "issued") => Field::Published,
        (Space::DublinTerms, "issued") => Field::Issued,
        (Space::Core | Space::Dublin | Space::DublinTerms, "date") => Field::Date,
        (Space::Core | Space::DublinTerms, "created") => Field::Created,
        (Space::Core | Space::DublinTerms, "updated" | "modified") => Field::Updated,
        (Space::Dublin | Space::DublinTerms | Space::Media | Space::Itunes, "title") => Field::StandIn,
        (Space::Dublin | Space::DublinTerms, "identifier") => Field::Identifier,
        (Space::Feedburner, "origlink") => Field::Origin,
        _ => return None,
    };
    Some(field)
}

/// What an element that is stepped over holds, which tells when its end was forgotten.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// Text alone: any word of a feed ends it.
    Text,
    /// A page, perhaps as bare tags: words that no page has end it.
    Html,
    /// Whatever; its own end alone ends it.
    Anything,
}

/// What an element that is stepped over holds.
pub(super) fn holds(local: &str, atom: bool) -> Holds {
    match local {
        "category" | "comments" | "author" | "enclosure" | "creator" | "subject" => Holds::Text,
        "source" | "rights" | "copyright" if !atom => Holds::Text,
        "description" | "encoded" | "summary" if !atom => Holds::Html,
        _ => Holds::Anything,
    }
}

/// Where a link leads; `None` for what is not the page.
pub(super) fn relation(attributes: &Attributes<'_>) -> Option<Relation> {
    let rel = attributes.rel.unwrap_or_default().trim();
    let rel = rel.rsplit('/').next().unwrap_or_default();
    if !rel.is_empty() && !rel.eq_ignore_ascii_case("alternate") {
        return None;
    }
    let kind = attributes.kind.map(|kind| kind.trim().to_ascii_lowercase()).unwrap_or_default();
    let page = kind.is_empty() || kind.starts_with("text/html") || kind.starts_with("application/xhtml+xml");
    Some(if page { Relation::Page } else { Relation::OtherForm })
}

pub(super) fn is_entry(local: &str, sitemap: bool) -> bool {
    if sitemap { matches!(local, "url" | "sitemap") } else { matches!(local, "item" | "entry") }
}

/// Elements that hold others which are wanted.
pub(super) fn is_frame(local: &str, sitemap: bool) -> bool {
    is_entry(local, sitemap)
        || if sitemap {
            matches!(local, "urlset" | "sitemapindex" | "news")
        } else {
            matches!(local, "rss" | "rdf" | "feed" | "channel" | "items")
        }
}

/// Elements that no text or simple element holds: where one begins, the one before was not ended.
pub(super) fn is_structural(local: &str) -> bool {
    matches!(
        local,
        "item"
            | "entry"
            | "title"
            | "link"
            | "guid"
            | "pubdate"
            | "description"
            | "id"
            | "updated"
            | "published"
            | "summary"
            | "content"
            | "author"
            | "category"
            | "comments"
            | "enclosure"
            | "source"
            | "rights"
            | "contributor"
            | "channel"
            | "issued"
            | "modified"
            | "created"
            | "loc"
            | "lastmod"
    )
}

/// Elements beside entries whose title and link are not the feed's.
pub(super) fn is_closed(local: &str) -> bool {
    matches!(
        local,
        "image"
            | "textinput"
            | "author"
            | "source"
            | "contributor"
            | "cloud"
            | "skiphours"
            | "skipdays"
            | "description"
            | "tagline"
            | "subtitle"
            | "rights"
            | "info"
            | "generator"
            | "category"
            | "copyright"
            | "logo"
            | "icon"
            | "schedule"
            | "abstract"
            | "script"
            | "style"
    )
}
