//! The way of one page: decoded, made safe, cut into blocks, the article's blocks chosen and written as text with regions.

use crate::access::Shown;
use crate::block::{blocks, is_invisible};
use crate::body::{Clues, choose};
use crate::guard::guard;
use crate::hint::Hint;
use crate::kind::{Look, SHORTEST, no_article, running};
use crate::language::language;
use crate::meta::date::read_date;
use crate::meta::{Metadata, View, metadata};
use crate::pages::{Part, part_of};
use crate::publishers::{Publisher, Publishers};
use crate::text::key;
use crate::tree::{Node, flatten};
use crate::write::{from_linked_data, linked_lines, write};
use annals_model::{Access, Article, ArticleId, DateSource, RawPage, RegionKind};
use scraper::{Html, Selector};

/// Structured data must hold so many times the letters that the page shows to be the better text, in tenths.
const MUCH_MORE: usize = 16;

/// An article and what the reader of the log should know about how it was cleaned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cleaned {
    /// The article; `text` is empty and `reason` set when the page is none.
    pub article: Article,
    /// Remarks, one sentence each.
    pub notes: Vec<String>,
    /// The page's place among the pages of its article, when something says that there are more.
    pub part: Option<Part>,
}

/// Reads a page of HTML. Never fails, whatever the bytes: a page that is no article has an empty `text` and says why in `reason`.
#[must_use]
pub fn clean(page: &RawPage, publishers: &Publishers) -> Cleaned {
    let mut notes = Vec::new();
    if crate::charset::is_binary(&page.body) && !crate::charset::looks_like_html(&page.body) {
        return no_page(page, "binary data, no page");
    }
    let html = crate::charset::decode(&page.body, page.content_type.as_deref());
    if is_feed(&html) {
        return no_page(page, "a feed or sitemap, no page");
    }
    let guarded = guard(&html);
    if guarded.cut {
        notes.push("the page was too deep, too wide or too long and was cut".to_owned());
    }
    let tree = Html::parse_document(&guarded.html);
    let nodes = flatten(&tree);
    let address = if page.final_url.is_empty() { &page.url } else { &page.final_url };
    let base = url::Url::parse(address).ok();
    let host = base.as_ref().and_then(url::Url::host_str).unwrap_or_default();
    let publisher = publishers.for_host(host, day_of(page)).unwrap_or_else(|expired| {
        notes.push(expired);
        None
    });
    let mut meta = metadata(&guarded.linked_data, &nodes);
    if let Some(publisher) = publisher {
        heed_notes(publisher, &nodes, &mut meta);
    }
    let page_blocks = blocks(&nodes);
    let shown = crate::headline::headline(&meta, &nodes, &page_blocks.blocks, publisher)
        .map(|words| words.replace(is_invisible, ""))
        .filter(|words| !words.is_empty());
    let mut noted = noted_nodes(&nodes, publisher);
    crate::digest_box::mark(&nodes, &page_blocks.blocks, &mut noted);
    crate::mailbox::mark(&nodes, &page_blocks.blocks, &mut noted);
    let walls = crate::access::mark(&nodes, &page_blocks.blocks, &mut noted);
    let updates = crate::live::updates(&guarded.linked_data);
    let heads = [shown.as_deref(), meta.title.as_deref(), Some(address.as_str())];
    let heads: Vec<&str> = heads.into_iter().flatten().collect();
    let entries = crate::live::entries(&nodes, &page_blocks.blocks, &guarded.linked_data, &heads);
    let mut clues = Clues {
        headline: shown.as_deref().map(key).unwrap_or_default(),
        description: meta.description.as_deref().map(key).unwrap_or_default(),
        noted: publisher.and_then(|p| p.body.as_ref()).and_then(|s| matching(&nodes, s).next()),
        notes: &noted,
    };
    let mut chosen = choose(&nodes, &page_blocks, &clues);
    if let Some(entries) = entries.as_ref().filter(|entries| entries.missed(&nodes, &page_blocks.blocks, &chosen)) {
        // The choice fell on one entry or a few of them: all are the article, and the lines above them.
        clues.noted = Some(entries.container);
        let above = chosen;
        chosen = choose(&nodes, &page_blocks, &clues);
        let first = chosen.first().map_or(0, |c| c.block);
        chosen.splice(0..0, above.into_iter().filter(|c| c.block < first));
    }
    crate::digest_box::add(&page_blocks.blocks, &noted, &mut chosen);
    let mut article = Article {
        url: page.url.clone(),
        canonical: crate::meta::canonical(meta.canonical.as_deref(), base.as_ref(), &page.url),
        publisher: meta.publisher.clone().unwrap_or_else(|| host.strip_prefix("www.").unwrap_or(host).to_owned()),
        headline: shown,
        modified: meta.modified,
        first_seen: Some(page.fetched),
        section: meta.section.take(),
        ..Article::default()
    };
    let view = View {
        page,
        address,
        html: &html,
        nodes: &nodes,
        blocks: &page_blocks.blocks,
        chosen: &chosen,
        headline: article.headline.as_deref().unwrap_or_default(),
    };
    let byline = crate::meta::byline(&meta, &article.publisher, host, &view);
    let published = crate::meta::published(&meta, &view);
    article.byline = byline;
    article.published = published.map(|(date, _)| date);
    article.published_from = published.map(|(_, source)| source);
    let by_entries = entries
        .as_ref()
        .is_some_and(|entries| crate::live::write_entries(&mut article, &nodes, &page_blocks.blocks, &chosen, entries, &updates));
    if !by_entries && updates.is_empty() {
        write(&mut article, &page_blocks.blocks, &chosen);
    } else if !by_entries {
        crate::live::write_updates(&mut article, &page_blocks.blocks, &chosen, &updates);
        notes.push("the entries come from the page's structured data".to_owned());
    }
    let length: usize = article.regions.iter().filter(|r| r.kind == RegionKind::Body).map(|r| r.span.len()).sum();
    article.access = crate::access::access(&Shown {
        stated: meta.access,
        nodes: &nodes,
        blocks: &page_blocks.blocks,
        chosen: &chosen,
        linked: &guarded.linked_data,
        walls: &walls,
        length,
    });
    if let Some(body) = &meta.article_body
        && !article.extra.contains_key("live")
        && tells_more(&article, length, body)
    {
        from_linked_data(&mut article, body);
        notes.push("the words come from the page's structured data".to_owned());
        // Sold, and sent whole all the same.
        if article.access == Access::Truncated {
            article.access = Access::Metered;
        }
    }
    let stated = meta
        .lang
        .as_deref()
        .map(|l| l.chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase())
        .filter(|l| l.len() == 2);
    article.lang = language(&article.text).map(str::to_owned).or(stated).unwrap_or_else(|| "en".to_owned());
    article.reason = no_article(&Look {
        page,
        html: &html,
        nodes: &nodes,
        blocks: &page_blocks.blocks,
        chosen: &chosen,
        article: &article,
        meta: &meta,
        linked: &guarded.linked_data,
    });
    let mut part = None;
    if article.reason.is_some() {
        article.text.clear();
        article.regions.clear();
        article.extra.clear();
        article.access = Access::Unknown;
    } else {
        part = part_of(&nodes, &page_blocks.blocks, if address.is_empty() { &article.canonical } else { address });
    }
    article.id = ArticleId::of(&article.canonical, &article.text);
    Cleaned { article, notes, part }
}

/// Whether the text of the structured data is clearly the better one: the page shows none, or the opening of just this text.
fn tells_more(article: &Article, length: usize, body: &str) -> bool {
    if length < SHORTEST {
        return true;
    }
    if body.len() * 10 < length * MUCH_MORE {
        return false;
    }
    let lines = linked_lines(body);
    let told = key(&lines.join(" "));
    if told.len() * 10 < running(article).0 * MUCH_MORE {
        return false;
    }
    // Each of the paragraphs shown must stand in it: else the page has words of its own, or the data are of another text.
    let shown = article.regions.iter().filter(|r| r.kind == RegionKind::Body).flat_map(|r| r.span.of(&article.text).split("\n\n"));
    let (mut known, mut all) = (0, 0);
    for paragraph in shown.map(key).filter(|k| k.len() >= 24) {
        let opening: String = paragraph.chars().take(40).collect();
        all += 1;
        known += usize::from(told.contains(&opening));
    }
    // A long text in one line has lost its paragraphs: that is a loss where the page shows a good part of it.
    known * 3 >= all * 2 && (lines.len() >= 3 || article.access == Access::Truncated || body.len() >= 3 * length)
}

/// The day the page was received, UTC; `None` when nobody knows.
fn day_of(page: &RawPage) -> Option<jiff::civil::Date> {
    (page.fetched != jiff::Timestamp::MAX).then(|| page.fetched.to_zoned(jiff::tz::TimeZone::UTC).date())
}

/// What is left of a response that is no page at all.
fn no_page(page: &RawPage, reason: &str) -> Cleaned {
    let article = Article {
        id: ArticleId::of(&page.url, ""),
        url: page.url.clone(),
        canonical: page.url.clone(),
        first_seen: Some(page.fetched),
        reason: Some(reason.to_owned()),
        ..Article::default()
    };
    Cleaned { article, ..Cleaned::default() }
}

/// Whether the document is a list of pages for machines: RSS, RDF, Atom, or a sitemap.
fn is_feed(document: &str) -> bool {
    let mut rest = document.trim_start_matches('\u{feff}').trim_start();
    // Declarations, comments and instructions may stand before the root; a lie about their end is no feed.
    while let Some(inside) = rest.strip_prefix("<?").or_else(|| rest.strip_prefix("<!")) {
        let Some(end) = inside.find('>').filter(|end| *end < 4096) else { return false };
        rest = inside[end + 1..].trim_start();
    }
    let name = rest.strip_prefix('<').and_then(|root| root.split(|c: char| c.is_whitespace() || c == '>').next());
    matches!(name, Some("rss" | "rdf:RDF" | "feed" | "urlset" | "sitemapindex"))
}

/// The words that go before those found in the page's head, by the notes on this outlet.
fn heed_notes(publisher: &Publisher, nodes: &[Node<'_>], meta: &mut Metadata) {
    if let Some(selector) = &publisher.byline {
        let mut names = Vec::new();
        for index in matching(nodes, selector).take(20) {
            crate::meta::add_names(&crate::meta::words(nodes, index, 200), &mut names);
        }
        if !names.is_empty() {
            meta.byline = names;
        }
    }
    if meta.published.is_none()
        && let Some(index) = publisher.date.as_ref().and_then(|s| matching(nodes, s).next())
    {
        let node = nodes.get(index);
        let stated = node
            .and_then(|n| n.attr("datetime").or_else(|| n.attr("content")))
            .map_or_else(|| crate::meta::words(nodes, index, 120), str::to_owned);
        meta.published = read_date(&stated).map(|d| (d, DateSource::Text));
    }
}

/// The nodes a selector matches, in order.
pub(crate) fn matching<'n>(nodes: &'n [Node<'_>], selector: &'n Selector) -> impl Iterator<Item = usize> + 'n {
    nodes.iter().enumerate().filter(|(_, n)| n.element().is_some_and(|e| selector.matches(&e))).map(|(i, _)| i)
}

/// For every node, what the notes on this outlet say of it or of what it stands in.
fn noted_nodes(nodes: &[Node<'_>], publisher: Option<&Publisher>) -> Vec<Option<Hint>> {
    let Some(publisher) = publisher else { return Vec::new() };
    let mut out: Vec<Option<Hint>> = vec![None; nodes.len()];
    for (selector, hint) in [(&publisher.drop, Hint::Navigation), (&publisher.digest, Hint::Digest)] {
        let Some(selector) = selector else { continue };
        for index in matching(nodes, selector) {
            let end = nodes.get(index).map_or(index, |n| n.end);
            if let Some(slice) = out.get_mut(index..end) {
                slice.fill(Some(hint));
            }
        }
    }
    out
}

#[cfg(test)]
mod feeds {
    use super::is_feed;

    #[test]
    fn feeds_and_sitemaps_are_no_pages() {
        assert!(is_feed("<?xml version=\"1.0\"?>\n<!-- made today -->\n<rss version=\"2.0\"><channel/></rss>"));
        assert!(is_feed("\u{feff}<feed xmlns=\"http://www.w3.org/2005/Atom\"></feed>"));
        assert!(is_feed("<urlset><url/></urlset>"));
        assert!(!is_feed("<!doctype html><html><body><p>The rss of it</p></body></html>"));
        assert!(!is_feed("<?xml version=\"1.0\"?><html></html>"));
        assert!(!is_feed("<?xml") && !is_feed("") && !is_feed("<feedback>"));
    }
}
