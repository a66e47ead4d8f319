//! What a page says about itself in `<meta>`, `<link>`, microdata, `<time>` and its title.

use super::date::read_date;
use super::{Metadata, add_names, plain};
use crate::tree::{Node, Tag, What};
use annals_model::{Access, DateSource, DateTime};

/// Names of `<meta>` that hold the publication date, the most trusted first.
const DATE_NAMES: [&str; 26] = [
    "article:published",
    "publish-date",
    "publishdate",
    "publish_date",
    "pubdate",
    "published",
    "publication_date",
    "publicationdate",
    "article_date_original",
    "article.published",
    "datepublished",
    "date_published",
    "sailthru.date",
    "parsely-pub-date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date.created",
    "dc.date",
    "dc.created",
    "cxenseparse:recs:publishtime",
    "cxense:publishtime",
    "originalpublicationdate",
    "shareaholic:article_published_time",
    "rnews:datepublished",
    "date",
];
const MODIFIED_NAMES: [&str; 7] =
    ["article:modified_time", "og:updated_time", "last-modified", "lastmod", "modified", "datemodified", "dcterms.modified"];
const AUTHOR_NAMES: [&str; 9] = [
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "byl",
    "article:author_name",
    "citation_author",
    "twitter:data1",
];

/// Fills what structured data left open.
pub(super) fn read(nodes: &[Node<'_>], meta: &mut Metadata) {
    let mut meta_date: Option<(usize, DateTime)> = None;
    let mut authors: [Option<String>; AUTHOR_NAMES.len()] = std::array::from_fn(|_| None);
    let mut micro_authors: Vec<String> = Vec::new();
    let mut og_date = None;
    let mut micro_date = None;
    let mut time_date: Option<(u8, DateTime)> = None;
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
                    "article:published_time"
                    | "og:article:published_time"
                    | "og:published_time"
                    | "og:pubdate"
                    | "article:publishedtime"
                        if og_date.is_none() =>
                    {
                        og_date = read_date(content)
                    }
                    "og:title" => titles[0] = titles[0].take().or_else(|| Some(plain(content))),
                    "twitter:title" => titles[1] = titles[1].take().or_else(|| Some(plain(content))),
                    "headline" | "dc.title" | "parsely-title" => titles[2] = titles[2].take().or_else(|| Some(plain(content))),
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
                if let Some(rank) = DATE_NAMES.iter().position(|n| *n == name)
                    && meta_date.is_none_or(|(best, _)| rank < best)
                    && let Some(date) = read_date(content)
                {
                    meta_date = Some((rank, date));
                }
                if meta.modified.is_none() && MODIFIED_NAMES.contains(&name.as_str()) {
                    meta.modified = read_date(content);
                }
                if let Some(rank) = AUTHOR_NAMES.iter().position(|n| *n == name)
                    && let Some(slot) = authors.get_mut(rank)
                    && slot.is_none()
                    && !content.contains("://")
                    && (name != "twitter:data1" || content.split(' ').count() <= 4 && !content.bytes().any(|b| b.is_ascii_digit()))
                {
                    *slot = Some(plain(content));
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
        let itemprop = element.attr("itemprop").unwrap_or_default();
        if !itemprop.is_empty() {
            let value =
                || element.attr("content").or_else(|| element.attr("datetime")).map_or_else(|| words(nodes, index, 200), str::to_owned);
            match itemprop {
                "datePublished" if micro_date.is_none() => micro_date = read_date(&value()),
                "dateModified" if meta.modified.is_none() => meta.modified = read_date(&value()),
                "headline" if titles[2].is_none() && tag != Tag::Empty => titles[2] = Some(plain(&value())),
                "author" | "creator" if micro_authors.len() < 10 => {
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
        if tag == Tag::Time && !itemprop.eq_ignore_ascii_case("dateModified") {
            let names = element.attr("class").unwrap_or_default().to_ascii_lowercase();
            let own = if element.attr("pubdate").is_some() || names.contains("publi") || names.contains("entry-date") {
                0
            } else if names.contains("updated") || names.contains("modified") {
                2
            } else {
                1
            };
            let value = element
                .attr("datetime")
                .filter(|d| !d.trim().is_empty())
                .and_then(read_date)
                .or_else(|| read_date(&words(nodes, index, 100)));
            if let Some(date) = value
                && time_date.is_none_or(|(best, _)| own < best)
            {
                time_date = Some((own, date));
            }
        }
    }
    let found = og_date
        .map(|d| (d, DateSource::Opengraph))
        .or(meta_date.map(|(_, d)| (d, DateSource::Meta)))
        .or(micro_date.map(|d| (d, DateSource::Microdata)))
        .or(time_date.map(|(_, d)| (d, DateSource::Time)));
    meta.published = meta.published.or(found);
    if meta.byline.is_empty() {
        meta.byline = micro_authors;
    }
    if meta.byline.is_empty() {
        for author in authors.into_iter().flatten() {
            add_names(&author, &mut meta.byline);
            if !meta.byline.is_empty() {
                break;
            }
        }
    }
    meta.publisher = meta.publisher.take().or(site_name.clone());
    let [og, twitter, other] = titles;
    meta.tag_headline = og.or(twitter).or(other).filter(|t| !t.is_empty());
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
