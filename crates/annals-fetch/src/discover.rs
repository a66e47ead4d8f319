//! Finds a site's feeds: what its pages declare, what they link, what its robots.txt names, and where feeds usually lie.

use crate::html::{self, Piece, Tag};
use crate::robots::Robots;
use url::Url;

/// Most feeds of one page that are given back.
const MOST: usize = 200;

/// A feed that a page tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its address.
    pub url: Url,
    /// Its title, or the text of the link to it; may be empty.
    pub title: String,
    /// What it is, as far as the page says.
    pub kind: FoundKind,
}

/// What a page says that a feed is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundKind {
    /// RSS, any version, or RDF.
    Rss,
    /// Atom.
    Atom,
    /// JSON Feed.
    Json,
    /// A sitemap.
    Sitemap,
    /// A link that looks like a feed; the page does not say of which kind.
    Unknown,
}

/// The feeds that a page declares or links, the likeliest first: declared ones in the page's order, then links that
/// look like feeds, then sitemaps, and last feeds of comments. At most 200; any bytes are read.
#[must_use]
pub fn feeds_of_page(html: &[u8], base: &Url) -> Vec<Found> {
    let text = html::decode(html);
    let page = base;
    let mut base = base.clone();
    let mut base_is_set = false;
    let mut found: Vec<(u8, Found)> = Vec::new();
    let mut linked: Option<Found> = None;
    for piece in html::pieces(&text) {
        match piece {
            Piece::Open(tag) if tag.is("base") && !base_is_set => {
                if let Some(url) = tag.get("href").and_then(|href| page.join(&href).ok()) {
                    (base, base_is_set) = (url, true);
                }
            }
            Piece::Open(tag) if tag.is("link") => {
                if let Some(declared) = declared(&tag, &base) {
                    let rank = if declared.kind == FoundKind::Sitemap { 2 } else { 0 };
                    add(&mut found, rank, declared);
                }
            }
            Piece::Open(tag) if tag.is("a") => {
                if let Some(linked) = linked.take() {
                    add(&mut found, 1, linked);
                }
                linked = address(&tag, &base).filter(looks_like_a_feed).map(|url| Found {
                    kind: kind_of_path(&url),
                    title: tag.get("title").unwrap_or_default().into_owned(),
                    url,
                });
            }
            Piece::Text(text) => {
                if let Some(linked) = linked.as_mut().filter(|linked| linked.title.len() < 200) {
                    let text = html::resolve(text.get(..400).unwrap_or(text));
                    for word in text.split_whitespace() {
                        linked.title.push_str(if linked.title.is_empty() { "" } else { " " });
                        linked.title.push_str(word);
                    }
                }
            }
            Piece::Close(name) if name.eq_ignore_ascii_case("a") => {
                if let Some(linked) = linked.take() {
                    add(&mut found, 1, linked);
                }
            }
            _ => {}
        }
    }
    if let Some(linked) = linked {
        add(&mut found, 1, linked);
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, found)| found).collect()
}

fn add(found: &mut Vec<(u8, Found)>, rank: u8, new: Found) {
    let rank = if is_of_comments(&new) { 3 } else { rank };
    if found.len() < MOST && found.iter().all(|(_, known)| known.url != new.url) {
        found.push((rank, new));
    }
}

/// What a `<link>` declares.
fn declared(tag: &Tag<'_>, base: &Url) -> Option<Found> {
    let kind = tag.get("type").unwrap_or_default().to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let url = address(tag, base)?;
    let kind = if tag.has_word("rel", "sitemap") {
        FoundKind::Sitemap
    } else if tag.has_word("rel", "alternate") || tag.has_word("rel", "feed") {
        match kind {
            "application/rss+xml" | "application/rss" | "text/rss" | "text/rss+xml" | "application/x-rss+xml" | "application/rdf+xml" => {
                FoundKind::Rss
            }
            "application/atom+xml" | "application/x.atom+xml" | "application/x-atom+xml" | "application/atom" => FoundKind::Atom,
            "application/feed+json" => FoundKind::Json,
            // Types that are given to much else beside.
            "application/json" if looks_like_a_feed(&url) => FoundKind::Json,
            "text/xml" | "application/xml" if looks_like_a_feed(&url) => kind_of_path(&url),
            "" if tag.has_word("rel", "feed") => kind_of_path(&url),
            _ => return None,
        }
    } else {
        return None;
    };
    Some(Found { url, title: tag.get("title").unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" "), kind })
}

/// Where a tag points to, by http; `feed:` is an older way to write so.
fn address(tag: &Tag<'_>, base: &Url) -> Option<Url> {
    let href = tag.get("href").filter(|href| !href.is_empty())?;
    let plain = match href.strip_prefix("feed:") {
        Some(rest) if rest.starts_with("//") => format!("http:{rest}"),
        Some(rest) => rest.to_owned(),
        None => href.into_owned(),
    };
    let mut url = base.join(&plain).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())?;
    url.set_fragment(None);
    Some(url)
}

/// Whether an address is written as feeds' addresses are.
fn looks_like_a_feed(url: &Url) -> bool {
    let path = url.path().to_ascii_lowercase();
    // A reader's service that carries the feed's address within its own.
    if path.contains("http:")
        || path.contains("https:")
        || url.query().is_some_and(|query| query.contains("://") || query.contains("%3A%2F%2F"))
    {
        return false;
    }
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let named = matches!(
        last,
        "rss"
            | "rss2"
            | "atom"
            | "feed"
            | "feeds"
            | "rdf"
            | "rss.xml"
            | "rss2.xml"
            | "atom.xml"
            | "feed.xml"
            | "feeds.xml"
            | "index.xml"
            | "index.rdf"
            | "feed.json"
            | "rss.php"
            | "feed.php"
            | "rss.aspx"
    );
    let ends = [".rss", ".atom", ".rdf"].iter().any(|end| last.ends_with(end));
    let xml = last.ends_with(".xml") && ["/rss/", "/feed/", "/feeds/", "/rss-", "rss_"].iter().any(|part| path.contains(part));
    let asked = url.query_pairs().any(|(key, value)| {
        let (key, value) = (key.to_ascii_lowercase(), value.to_ascii_lowercase());
        let kinds = ["rss", "rss2", "atom", "rdf", "feed"].contains(&value.as_str());
        (key == "feed" && (kinds || value.is_empty()))
            || (kinds && ["format", "output", "type", "alt", "mode", "view", "outputtype"].contains(&key.as_str()))
    });
    named || ends || xml || asked
}

fn kind_of_path(url: &Url) -> FoundKind {
    let text = format!("{}?{}", url.path(), url.query().unwrap_or_default()).to_ascii_lowercase();
    match () {
        () if text.contains("atom") => FoundKind::Atom,
        () if text.contains("rss") || text.contains("rdf") => FoundKind::Rss,
        () if text.contains(".json") => FoundKind::Json,
        () => FoundKind::Unknown,
    }
}

/// Whether readers write in this feed, and not the site.
fn is_of_comments(found: &Found) -> bool {
    let title = found.title.to_lowercase();
    let words = ["comment", "kommentar", "comentario", "commentaire", "commenti", "reacties"];
    words.iter().any(|word| title.contains(word) || found.url.path().to_ascii_lowercase().contains(word))
}

/// Where feeds usually lie, the likeliest first: beside the given page if it is a section's, then at the site's root.
#[must_use]
pub fn likely_feeds(base: &Url) -> Vec<Url> {
    const NEAR: [&str; 5] = ["feed", "rss", "rss.xml", "feed.xml", "index.xml"];
    const ROOT: [&str; 16] = [
        "feed",
        "rss",
        "rss.xml",
        "feed.xml",
        "atom.xml",
        "index.xml",
        "feed.json",
        "feeds",
        "feeds/news.xml",
        "index.rdf",
        "blog/feed",
        "?feed=rss2",
        "news-sitemap.xml",
        "sitemap_news.xml",
        "sitemap-news.xml",
        "sitemap.xml",
    ];
    let mut folder = base.clone();
    folder.set_query(None);
    folder.set_fragment(None);
    // `/markets` is a folder as `/markets/` is; `/markets/index.html` lies in one.
    let is_page = folder.path_segments().and_then(|mut parts| parts.next_back().map(|last| last.contains('.'))).unwrap_or(false);
    if !is_page && !folder.path().ends_with('/') {
        let path = format!("{}/", folder.path());
        folder.set_path(&path);
    }
    let near = NEAR.iter().filter_map(|place| folder.join(place).ok()).filter(|_| folder.path().matches('/').count() > 1);
    let root = ROOT.iter().filter_map(|place| base.join("/").ok()?.join(place).ok());
    let mut likely: Vec<Url> = Vec::new();
    for url in near.chain(root) {
        if matches!(url.scheme(), "http" | "https") && !likely.contains(&url) {
            likely.push(url);
        }
    }
    likely
}

/// The sitemaps that a site's robots.txt names, those for news first. A relative one is meant from the robots.txt at `base`.
#[must_use]
pub fn sitemaps_of(robots: &Robots, base: &Url) -> Vec<Url> {
    let mut sitemaps: Vec<Url> = Vec::new();
    for written in robots.sitemaps() {
        let url = base.join("/robots.txt").and_then(|from| from.join(&written));
        if let Some(url) = url.ok().filter(|url| matches!(url.scheme(), "http" | "https") && !sitemaps.contains(url)) {
            sitemaps.push(url);
        }
        if sitemaps.len() == MOST {
            break;
        }
    }
    sitemaps.sort_by_key(|url| !url.path().to_ascii_lowercase().contains("news"));
    sitemaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::robots::robots;

    fn base() -> Url {
        Url::parse("https://www.eastquay.example/markets/index.html").expect("an address")
    }

    fn found(page: &str) -> Vec<(String, String, FoundKind)> {
        feeds_of_page(page.as_bytes(), &base()).into_iter().map(|found| (found.url.into(), found.title, found.kind)).collect()
    }

    #[test]
    fn declared_feeds_of_every_kind() {
        for (page, url, kind) in [
            ("<link rel=alternate type=application/rss+xml href=/rss>", "/rss", FoundKind::Rss),
            ("<LINK HREF='/a.xml' TITLE='A' TYPE='Application/Atom+XML' REL='ALTERNATE'>", "/a.xml", FoundKind::Atom),
            ("<link href=/f.json rel='home alternate' type='application/feed+json'/>", "/f.json", FoundKind::Json),
            ("<link rel='alternate' type='application/rdf+xml; charset=utf-8' href='/i.rdf'>", "/i.rdf", FoundKind::Rss),
            ("<link rel='alternate' type='text/xml' href='/feeds/rss.xml'>", "/feeds/rss.xml", FoundKind::Rss),
            ("<link rel='feed' href='/all'>", "/all", FoundKind::Unknown),
            ("<link rel='sitemap' type='application/xml' href='/map.xml'>", "/map.xml", FoundKind::Sitemap),
            ("<link rel='alternate' type='application/rss+xml' href='/r?a=1&amp;b=2'>", "/r?a=1&b=2", FoundKind::Rss),
            ("<base href='/x/'><link rel='alternate' type='application/rss+xml' href='r'>", "/x/r", FoundKind::Rss),
            ("<body><link rel='alternate' type='application/rss+xml' href='feed://www.eastquay.example/r'>", "-", FoundKind::Rss),
        ] {
            let url = if url == "-" { "http://www.eastquay.example/r".to_owned() } else { format!("https://www.eastquay.example{url}") };
            let said: Vec<_> = found(page).into_iter().map(|(url, _, kind)| (url, kind)).collect();
            assert_eq!(said, [(url, kind)], "{page}");
        }
    }

    #[test]
    fn what_declares_no_feed() {
        for page in [
            "<link rel='alternate' hreflang='de' href='/de/'>",
            "<link rel='alternate' type='application/json' href='/wp-json/wp/v2/pages/2'>",
            "<link rel='alternate' type='application/json+oembed' href='/oembed?url=x'>",
            "<link rel='stylesheet' type='text/css' href='/rss.css'>",
            "<link rel='alternate' media='handheld' href='/m/'>",
            "<link rel='alternate' type='application/rss+xml'>",
            "<link rel='alternate' type='application/rss+xml' href='file:///etc/rss'>",
            "<!-- <link rel='alternate' type='application/rss+xml' href='/rss'> -->",
            "<script>'<link rel=alternate type=application/rss+xml href=/rss>'</script>",
            "<a href='https://reader.example/subscribe?url=https://www.eastquay.example/rss.xml'>Read</a>",
            "<a href='https://reader.example/feed/https://www.eastquay.example/rss.xml'>Read</a>",
            "<a href='/feedback'>Feedback</a><a href='/prss/'>x</a><a href='/2025/data.xml'>Data</a>",
        ] {
            assert_eq!(found(page), [], "{page}");
        }
    }

    #[test]
    fn comments_come_last_and_links_after_what_is_declared() {
        let page = "<link rel=sitemap type=application/xml href=/map.xml>\
            <link rel=alternate type=application/rss+xml title='East Quay &raquo; Comments Feed' href=/comments/feed/>\
            <link rel=alternate type=application/rss+xml title='East Quay' href=/feed/>\
            <a href='/feed/'>again</a><a href='/markets.rss' title=''><b>Markets</b> feed</a><a href='?format=atom'>Atom</a>";
        let urls: Vec<_> =
            found(page).into_iter().map(|(url, title, kind)| (url.replace("https://www.eastquay.example", ""), title, kind)).collect();
        let expected = [
            ("/feed/", "East Quay", FoundKind::Rss),
            ("/markets.rss", "Markets feed", FoundKind::Rss),
            ("/markets/index.html?format=atom", "Atom", FoundKind::Atom),
            ("/map.xml", "", FoundKind::Sitemap),
            ("/comments/feed/", "East Quay » Comments Feed", FoundKind::Rss),
        ];
        assert_eq!(urls, expected.map(|(url, title, kind)| (url.to_owned(), title.to_owned(), kind)));
    }

    #[test]
    fn likely_places_begin_beside_the_section() {
        let likely = |url: &str| likely_feeds(&Url::parse(url).expect("an address")).into_iter().map(String::from).collect::<Vec<_>>();
        let root = likely("https://eastquay.example");
        assert_eq!(root[..3], ["https://eastquay.example/feed", "https://eastquay.example/rss", "https://eastquay.example/rss.xml"]);
        assert!(root.contains(&"https://eastquay.example/news-sitemap.xml".to_owned()));
        for section in
            ["https://eastquay.example/markets", "https://eastquay.example/markets/?x#y", "https://eastquay.example/markets/index.html"]
        {
            assert_eq!(likely(section)[0], "https://eastquay.example/markets/feed", "{section}");
        }
        assert_eq!(likely("https://eastquay.example/markets").len(), root.len() + 5);
        assert_eq!(likely("mailto:desk@eastquay.example"), Vec::<String>::new());
    }

    #[test]
    fn sitemaps_of_a_robots_txt_are_made_whole() {
        let rules = robots(
            b"Sitemap: /map.xml\nSitemap: https://maps.example/news.xml\nSitemap: ftp://x/y\nSitemap: /map.xml\nSitemap: http://[\n",
            "annals",
        );
        let urls: Vec<String> = sitemaps_of(&rules, &base()).into_iter().map(String::from).collect();
        assert_eq!(urls, ["https://maps.example/news.xml", "https://www.eastquay.example/map.xml"]);
    }
}
