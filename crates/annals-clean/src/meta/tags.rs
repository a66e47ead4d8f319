//! What a page says about itself in `<meta>`, `<link>`, microdata, `<time>` and its title.

use super::date::read_date;
use super::{Metadata, add_names, plain};
use crate::tree::{Node, Tag, What};
use annals_model::{Access, DateSource, DateTime};

const AUTHOR_NAMES: [&str; 10] = [
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "byl",
    "article:author_name",
    "citation_author",
    "twitter:data1",
    // Any other name that ends like one of these.
    "",
];

/// Fills what structured data left open.
pub(super) fn read(nodes: &[Node<'_>], meta: &mut Metadata) {
    let mut meta_dates: Vec<(DateName, DateTime)> = Vec::new();
    let mut authors: [Option<String>; AUTHOR_NAMES.len()] = std::array::from_fn(|_| None);
    let mut micro_authors: Vec<String> = Vec::new();
    let mut micro_scope = None;
    let mut micro_date = None;
    let mut site_name = None;
    let mut titles: [Option<String>; 3] = [None, None, None];
    for (index, node) in nodes.iter().enumerate() {
        let What::Element(tag, element) = node.what else { continue };
        match element.value().name() {
            "meta" => {
                let Some(content) = element.attr("content").filter(|c| !c.trim().is_empty()) else { continue };
                let Some(name) = element
                    .attr("property")
                    .or_else(|| element.attr("name"))
                    .or_else(|| element.attr("itemprop"))
                    .or_else(|| element.attr("http-equiv"))
                else {
                    continue;
                };
                let name = name.trim().to_ascii_lowercase();
                match name.as_str() {
                    "og:title" => titles[0] = titles[0].take().or_else(|| Some(plain(content))),
                    "twitter:title" => titles[1] = titles[1].take().or_else(|| Some(plain(content))),
                    "headline" | "dc.title" | "parsely-title" => titles[2] = titles[2].take().or_else(|| Some(plain(content))),
                    "og:image" | "twitter:image" if meta.picture.is_none() => meta.picture = Some(content.trim().to_owned()),
                    "og:site_name" => site_name = site_name.or_else(|| Some(plain(content))),
                    "og:type" => meta.says_article |= content.trim().eq_ignore_ascii_case("article"),
                    "og:url" if meta.canonical.is_none() => meta.canonical = Some(content.trim().to_owned()),
                    "og:locale" | "content-language" | "language" | "dc.language" if meta.lang.is_none() => {
                        meta.lang = Some(content.trim().to_owned())
                    }
                    "description" | "og:description" if meta.description.is_none() => meta.description = Some(plain(content)),
                    "article:section" | "section" | "parsely-section" | "articlesection" if meta.section.is_none() => {
                        meta.section = Some(plain(content))
                    }
                    "article:content_tier" if meta.access == Access::Unknown => {
                        meta.access = match content.trim().to_ascii_lowercase().as_str() {
                            "free" => Access::Free,
                            "metered" | "locked" => Access::Metered,
                            _ => Access::Unknown,
                        };
                    }
                    _ => {}
                }
                match date_name(&name) {
                    Some(DateName::Modified) if meta.modified.is_none() => meta.modified = read_date(content),
                    None | Some(DateName::Modified) => {}
                    Some(kind) => meta_dates.extend(read_date(content).map(|date| (kind, date))),
                }
                let last = AUTHOR_NAMES.len() - 1;
                let known = AUTHOR_NAMES.iter().position(|n| *n == name);
                // Outlets have names of their own for it: "news:author", "content_authors".
                let own = ["author", "authors", "authorname", "author_name", "byline"].iter().any(|end| name.ends_with(end));
                if let Some(rank) = known.or(own.then_some(last))
                    && let Some(slot) = authors.get_mut(rank)
                    && !content.contains("://")
                    && (name != "twitter:data1" || content.split(' ').count() <= 4 && !content.bytes().any(|b| b.is_ascii_digit()))
                {
                    // Several authors may each have a tag of the same name.
                    let before = slot.take().map_or_else(String::new, |names| names + "; ");
                    *slot = Some(before + &plain(content)).filter(|names| names.len() <= 1000);
                }
            }
            "link" if element.attr("rel").is_some_and(|r| r.eq_ignore_ascii_case("canonical")) => {
                if let Some(href) = element.attr("href").map(str::trim).filter(|h| !h.is_empty()) {
                    meta.canonical = Some(href.to_owned());
                }
            }
            "html" => {
                if let Some(lang) = element.attr("lang").or_else(|| element.attr("xml:lang")).filter(|l| !l.is_empty()) {
                    meta.lang = Some(lang.to_owned());
                }
            }
            "title" if meta.title.is_none() => meta.title = Some(plain(&words(nodes, index, 600))).filter(|t| !t.is_empty()),
            _ => {}
        }
        // RDFa says with `property` what microdata says with `itemprop`.
        let itemprop = element.attr("itemprop").or_else(|| element.attr("property").filter(|_| tag != Tag::Empty)).unwrap_or_default();
        for property in itemprop.split_ascii_whitespace().take(4) {
            let property = property.rsplit([':', '/']).next().unwrap_or_default();
            let value = || {
                ["content", "datetime", "title"]
                    .iter()
                    .find_map(|name| element.attr(name))
                    .map_or_else(|| words(nodes, index, 200), str::to_owned)
            };
            match property {
                "datePublished" | "dateCreated" if micro_date.is_none() && of_article(nodes, index) => micro_date = read_date(&value()),
                "dateModified" if meta.modified.is_none() && of_article(nodes, index) => meta.modified = read_date(&value()),
                "headline" if titles[2].is_none() && tag != Tag::Empty => titles[2] = Some(plain(&value())),
                "author" | "creator" if micro_authors.len() < 10 && of_article(nodes, index) => {
                    // Articles beside this one have authors too: those of the first thing described count.
                    let scope = scope_of(nodes, index);
                    if *micro_scope.get_or_insert(scope) != scope {
                        continue;
                    }
                    let end = node.end.min(index + 60);
                    let inner = nodes
                        .get(index..end)
                        .unwrap_or_default()
                        .iter()
                        .position(|n| n.attr("itemprop") == Some("name"))
                        .map(|k| index + k);
                    let name = match inner {
                        Some(at) => nodes.get(at).and_then(|n| n.attr("content")).map_or_else(|| words(nodes, at, 100), str::to_owned),
                        None => value(),
                    };
                    if name.len() <= 100 {
                        add_names(&name, &mut micro_authors);
                    }
                }
                _ => {}
            }
        }
    }
    // A stable sort: of names of one kind the first on the page.
    meta_dates.sort_by_key(|(kind, _)| *kind);
    let source = |kind| if kind == DateName::OpenGraph { DateSource::Opengraph } else { DateSource::Meta };
    meta.plain_date = meta_dates.iter().find(|(kind, _)| *kind >= DateName::Created).map(|(_, date)| *date);
    meta_dates.retain(|(kind, _)| *kind < DateName::Created);
    meta.stated.extend(meta_dates.into_iter().map(|(kind, date)| (date, source(kind))));
    meta.stated.extend(micro_date.map(|date| (date, DateSource::Microdata)));
    meta.stated.append(&mut meta.beside);
    meta.published = meta.stated.first().copied();
    meta.bylines.push(micro_authors);
    for author in authors.into_iter().flatten() {
        let mut names = Vec::new();
        add_names(&author, &mut names);
        meta.bylines.push(names);
    }
    meta.bylines.retain(|names| !names.is_empty());
    meta.publisher = meta.publisher.take().or(site_name.clone());
    let [og, twitter, other] = titles;
    meta.tag_headline = og.or(twitter).or(other).filter(|t| !t.is_empty());
}

/// What a `<meta>` name says of its date, the most trusted first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum DateName {
    OpenGraph,
    Published,
    Created,
    /// Just "date": mostly the publication.
    Plain,
    Modified,
}

/// Which date a `<meta>` of this name (lower case) holds, however the outlet spells it; `None` for any other name.
fn date_name(name: &str) -> Option<DateName> {
    let bare: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let has = |words: &[&str]| words.iter().any(|word| bare.contains(word));
    if has(&["expir", "unpublish", "build", "publisher", "embargo", "image", "video"]) {
        None
    } else if has(&["modif", "updat", "lastmod", "lastedit", "lastpubl", "moddate", "revis"]) {
        (has(&["date", "time", "modif"]) || bare == "updated").then_some(DateName::Modified)
    } else if has(&["articlepublished", "ogpublish", "ogpubdate", "ogreleasedate"]) && name.contains(':') {
        Some(DateName::OpenGraph)
    } else if has(&["publish", "publication", "pubdate", "pubday"])
        && (has(&["date", "time", "day"]) || matches!(bare.as_str(), "published" | "articlepublished") || bare.ends_with("publishedat"))
    {
        Some(DateName::Published)
    } else if has(&["dateissued", "datecreated", "createdate", "releasedate", "firstcreate", "uploaddate", "onlinedate"])
        || matches!(bare.as_str(), "dctermscreated" | "dccreated" | "created" | "articledateoriginal" | "dctermsissued")
    {
        Some(DateName::Created)
    } else {
        let plain = matches!(
            bare.as_str(),
            "date"
                | "dcdate"
                | "dctermsdate"
                | "sailthrudate"
                | "outbraindate"
                | "articledate"
                | "docdate"
                | "pdate"
                | "dateavailable"
                | "originaldate"
        );
        plain.then_some(DateName::Plain)
    }
}

/// Whether a property's element tells of the article, and not of a comment, a picture, a person or another article beside it.
fn of_article(nodes: &[Node<'_>], index: usize) -> bool {
    let mut at = index;
    for _ in 0..40 {
        let Some(parent) = nodes.get(at).map(|n| n.parent) else { return true };
        if parent == at {
            return true;
        }
        at = parent;
        if let Some(kind) = nodes.get(at).and_then(|n| n.attr("itemtype").or_else(|| n.attr("typeof"))) {
            return !["Comment", "Image", "Photo", "Person", "Review", "Rating", "Organization", "Video", "Product"]
                .iter()
                .any(|no| kind.contains(no));
        }
    }
    true
}

/// The node of the thing that a property belongs to.
fn scope_of(nodes: &[Node<'_>], index: usize) -> usize {
    let mut at = index;
    for _ in 0..40 {
        let parent = nodes.get(at).map_or(at, |n| n.parent);
        if parent == at || nodes.get(parent).is_some_and(|n| n.attr("itemscope").is_some() || n.attr("typeof").is_some()) {
            return parent;
        }
        at = parent;
    }
    at
}

/// The words under node `index`, at most `limit` bytes.
pub(crate) fn words(nodes: &[Node<'_>], index: usize, limit: usize) -> String {
    let mut out = String::new();
    let end = nodes.get(index).map_or(index, |n| n.end);
    for node in nodes.get(index..end).unwrap_or_default() {
        if let What::Text(text) = node.what {
            for word in text.split_whitespace() {
                if out.len() + word.len() > limit {
                    return out;
                }
                if !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(word);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_dates_in_the_head() {
        for (name, kind) in [
            ("article:published_time", Some(DateName::OpenGraph)),
            ("og:pubdate", Some(DateName::OpenGraph)),
            ("w-published-date", Some(DateName::Published)),
            ("publish-date", Some(DateName::Published)),
            ("publisheddate", Some(DateName::Published)),
            ("published_at", Some(DateName::Published)),
            ("dc.date.issued", Some(DateName::Created)),
            ("dc.date", Some(DateName::Plain)),
            ("og:updated_time", Some(DateName::Modified)),
            ("last-modified", Some(DateName::Modified)),
            ("article:publisher", None),
            ("article:expiration_time", None),
            ("viewport", None),
            ("fb:app_id", None),
            ("unpublishdate", None),
        ] {
            assert_eq!(date_name(name), kind, "{name}");
        }
    }
}
