//! The way of one page: decoded, made safe, cut into blocks, the article's blocks chosen and written as text with regions.

use crate::block::{Block, Sort, blocks, is_invisible};
use crate::body::{Chosen, Clues, choose};
use crate::guard::guard;
use crate::hint::Hint;
use crate::language::language;
use crate::meta::date::{day_in_url, find_day, read_date};
use crate::meta::{Metadata, metadata};
use crate::publishers::{Publisher, Publishers};
use crate::text::key;
use crate::tree::{Node, flatten};
use annals_model::{Access, Article, ArticleId, DateSource, DateTime, RawPage, Region, RegionKind, Span};
use scraper::{Html, Selector};
use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Fewer letters than this are no article.
const SHORTEST: usize = 140;

/// An article and what the reader of the log should know about how it was cleaned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cleaned {
    /// The article; `text` is empty and `reason` set when the page is none.
    pub article: Article,
    /// Remarks, one sentence each.
    pub notes: Vec<String>,
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
    let publisher = publishers.for_host(host);
    let mut meta = metadata(&guarded.linked_data, &nodes);
    if let Some(publisher) = publisher {
        heed_notes(publisher, &nodes, &mut meta);
    }
    let page_blocks = blocks(&nodes);
    let shown = crate::headline::headline(&meta, &nodes, &page_blocks.blocks, publisher)
        .map(|words| words.replace(is_invisible, ""))
        .filter(|words| !words.is_empty());
    let clues = Clues {
        headline: shown.as_deref().map(key).unwrap_or_default(),
        description: meta.description.as_deref().map(key).unwrap_or_default(),
        noted: publisher.and_then(|p| p.body.as_ref()).and_then(|s| matching(&nodes, s).next()),
        notes: &noted_nodes(&nodes, publisher),
    };
    let chosen = choose(&nodes, &page_blocks, &clues);
    let mut article = Article {
        url: page.url.clone(),
        canonical: canonical(meta.canonical.as_deref(), base.as_ref(), &page.url),
        publisher: meta.publisher.clone().unwrap_or_else(|| host.strip_prefix("www.").unwrap_or(host).to_owned()),
        headline: shown,
        byline: std::mem::take(&mut meta.byline),
        modified: meta.modified,
        first_seen: Some(page.fetched),
        section: meta.section.take(),
        access: meta.access,
        ..Article::default()
    };
    if article.byline.is_empty() {
        article.byline = shown_byline(&page_blocks.blocks, &chosen);
    }
    let published = published(&meta, page, address, &page_blocks.blocks, &chosen);
    article.published = published.map(|(date, _)| date);
    article.published_from = published.map(|(_, source)| source);
    write(&mut article, &page_blocks.blocks, &chosen);
    let letters: usize = article.regions.iter().filter(|r| r.kind == RegionKind::Body).map(|r| r.span.len()).sum();
    if letters < SHORTEST
        && let Some(body) = &meta.article_body
    {
        from_linked_data(&mut article, body);
        notes.push("the words come from the page's structured data".to_owned());
    }
    let stated = meta
        .lang
        .as_deref()
        .map(|l| l.chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase())
        .filter(|l| l.len() == 2);
    article.lang = language(&article.text).map(str::to_owned).or(stated).unwrap_or_else(|| "en".to_owned());
    if article.access == Access::Metered && letters < 1200 {
        article.access = Access::Truncated;
    }
    article.reason = no_article(&article, &meta, &page_blocks.blocks, &chosen);
    if article.reason.is_some() {
        article.text.clear();
        article.regions.clear();
    }
    article.id = ArticleId::of(&article.canonical, &article.text);
    Cleaned { article, notes }
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
    Cleaned { article, notes: Vec::new() }
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

/// Why the page is no article; `None` when it is one.
fn no_article(article: &Article, meta: &Metadata, blocks: &[Block], chosen: &[Chosen]) -> Option<String> {
    let body = article.regions.iter().filter(|r| r.kind == RegionKind::Body).map(|r| r.span.of(&article.text));
    let (mut letters, mut sentences) = (0usize, 0usize);
    for part in body {
        letters += part.chars().filter(|c| c.is_alphanumeric()).map(|c| if c >= '\u{2e80}' { 3 } else { 1 }).sum::<usize>();
        sentences += usize::from(part.trim_end().ends_with(['.', '!', '?', '…', '。', '！', '？', '"', '”', '।', '»', '“', ':', ')']));
    }
    if letters == 0 {
        return Some("no paragraph was found".to_owned());
    }
    if letters < SHORTEST && !meta.says_article {
        return Some(format!("only {letters} letters of running text"));
    }
    let links = blocks.iter().filter(|b| b.link_share() > 0.7 && b.weight() >= 20).count();
    if !meta.says_article && sentences <= 1 && letters < 300 && links >= 3 * chosen.len().max(1) {
        return Some("a list of links rather than an article".to_owned());
    }
    // A front page: most paragraphs stand right under a heading that leads elsewhere.
    let paragraphs: Vec<usize> = chosen.iter().filter(|c| c.kind == RegionKind::Body).map(|c| c.block).collect();
    let leads = |i: usize| blocks.get(i).is_some_and(|b| matches!(b.sort, Sort::Heading(_)) && b.link_share() > 0.7);
    let teasers = paragraphs.iter().filter(|i| i.checked_sub(1).is_some_and(leads)).count();
    if !meta.says_article && teasers >= 4 && teasers * 2 >= paragraphs.len() {
        return Some("a front page: headings that lead to articles".to_owned());
    }
    None
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

/// The address the page calls its own, when it is one on the same site.
fn canonical(stated: Option<&str>, base: Option<&url::Url>, asked: &str) -> String {
    let Some(base) = base else { return stated.filter(|s| s.starts_with("http")).unwrap_or(asked).to_owned() };
    let found = stated.and_then(|s| base.join(s).ok()).filter(|u| matches!(u.scheme(), "http" | "https"));
    // A front page as the canonical address of every article is a fault of the site.
    let found = found.filter(|u| u.path() != "/" || base.path() == "/");
    let mut url = found.unwrap_or_else(|| base.clone());
    url.set_fragment(None);
    url.into()
}

/// The publication date: structured data, tags, address, the words near the headline, the feed.
fn published(meta: &Metadata, page: &RawPage, address: &str, blocks: &[Block], chosen: &[Chosen]) -> Option<(DateTime, DateSource)> {
    // No page is from after the day it was fetched; two days allow for clocks and zones.
    let latest = page.fetched.as_second() + 2 * 86_400;
    let possible = |date: &DateTime| date.unix_seconds() <= latest;
    let first = chosen.first().map_or(blocks.len(), |c| c.block);
    let near = || {
        let day_first = meta.lang.as_deref().is_some_and(|l| !l.starts_with("en"));
        let from = first.saturating_sub(12);
        let around = blocks.get(from..(first + 3).min(blocks.len())).unwrap_or_default();
        around.iter().filter(|b| b.text.len() <= 160).find_map(|b| find_day(&b.text, day_first)).map(DateTime::from_date)
    };
    meta.published
        .filter(|(date, _)| possible(date))
        .or_else(|| day_in_url(address).map(DateTime::from_date).filter(possible).map(|d| (d, DateSource::Url)))
        .or_else(|| near().filter(possible).map(|d| (d, DateSource::Text)))
        .or(page.feed_date.map(|d| (d, DateSource::Feed)))
}

/// The names of a line "By Jane Doe" around or at the end of the article.
fn shown_byline(blocks: &[Block], chosen: &[Chosen]) -> Vec<String> {
    let first = chosen.first().map_or(0, |c| c.block).saturating_sub(8);
    let last = chosen.last().map_or(0, |c| c.block + 4).min(blocks.len());
    let line = blocks.get(first..last).unwrap_or_default().iter().find(|b| {
        let named = b.text.strip_prefix("By ").or_else(|| b.text.strip_prefix("by ")).or_else(|| b.text.strip_prefix("BY "));
        b.text.len() <= 80
            && !b.ends_sentence()
            && named.is_some_and(|n| n.starts_with(char::is_uppercase) && !n.bytes().any(|c| c.is_ascii_digit()))
    });
    let mut names = Vec::new();
    if let Some(block) = line {
        crate::meta::add_names(&block.text, &mut names);
    }
    names
}

/// Writes headline and blocks as text, one blank line between, with their regions.
fn write(article: &mut Article, blocks: &[Block], chosen: &[Chosen]) {
    let headline = article.headline.clone().unwrap_or_default();
    let headline_key = key(&headline);
    let mut writer = Writer { text: String::new(), regions: Vec::new() };
    if !headline.is_empty() && !chosen.is_empty() {
        writer.push(&headline, RegionKind::Headline, "the page's headline");
    }
    for (at, part) in chosen.iter().enumerate() {
        let Some(block) = blocks.get(part.block) else { continue };
        if part.kind != RegionKind::Caption && at < 6 && !headline_key.is_empty() && key(&block.text) == headline_key {
            continue;
        }
        if part.kind == RegionKind::Body && !block.marks.is_empty() {
            writer.push(&without_marks(block), part.kind, part.reason);
        } else {
            writer.push(&block.text, part.kind, part.reason);
        }
    }
    (article.text, article.regions) = writer.done();
}

/// A block's words without its citation marks: they point at a list and say nothing.
fn without_marks(block: &Block) -> String {
    let mut out = String::with_capacity(block.text.len());
    let mut from = 0;
    for (start, end) in &block.marks {
        push_after_space(&mut out, block.text.get(from..*start).unwrap_or_default());
        from = *end;
    }
    push_after_space(&mut out, block.text.get(from..).unwrap_or_default());
    out
}

/// Appends words; where a mark stood between two spaces, one is left.
fn push_after_space(out: &mut String, words: &str) {
    let doubled = out.ends_with(' ') && words.starts_with(' ');
    out.push_str(words.get(usize::from(doubled)..).unwrap_or_default());
}

/// The text JSON-LD gives, when the page itself shows none.
fn from_linked_data(article: &mut Article, body: &str) {
    let plain = if body.contains('<') || body.contains('&') { Cow::Owned(crate::meta::unescape(body)) } else { Cow::Borrowed(body) };
    let mut writer = Writer { text: String::new(), regions: Vec::new() };
    if let Some(headline) = &article.headline {
        writer.push(headline, RegionKind::Headline, "the page's headline");
    }
    for line in plain.lines().map(str::trim).filter(|l| !l.is_empty()) {
        writer.push(&line.split_whitespace().collect::<Vec<_>>().join(" "), RegionKind::Body, "the text of the page's structured data");
    }
    (article.text, article.regions) = writer.done();
}

struct Writer {
    text: String,
    regions: Vec<Region>,
}

impl Writer {
    fn push(&mut self, words: &str, kind: RegionKind, reason: &str) {
        let words = match is_nfc_quick(words.chars()) {
            IsNormalized::Yes => Cow::Borrowed(words),
            _ => Cow::Owned(words.nfc().collect::<String>()),
        };
        let words = words.trim();
        if words.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        if let Some(last) = self.regions.last_mut() {
            last.span.end = Span::new(0, start).end;
        }
        self.text.push_str(words);
        let end = self.text.len();
        match self.regions.last_mut() {
            Some(last) if last.kind == kind && kind != RegionKind::Headline => last.span.end = Span::new(0, end).end,
            _ => self.regions.push(Region { span: Span::new(start, end), kind, reason: reason.to_owned() }),
        }
    }

    fn done(self) -> (String, Vec<Region>) {
        (self.text, self.regions)
    }
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
