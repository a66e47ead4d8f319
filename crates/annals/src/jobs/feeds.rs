//! A site's feeds into the configuration: looked for, tried, and written behind what stands there.

use crate::AnnalsError;
use crate::config::{Config, Source};
use crate::polite::Visitor;
use annals_archive::write_atomically;
use annals_fetch::{Plan, feeds_of_page, likely_feeds, parse_feed, sitemaps_of};
use annals_model::RawPage;
use std::path::Path;
use url::Url;

/// Feeds tried of one site, at the most: a page may claim hundreds.
const MOST_TRIED: usize = 20;

/// A feed that was found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FeedFound {
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: Option<String>,
    /// Entries in it.
    pub entries: usize,
    /// Whether it is a sitemap.
    pub sitemap: bool,
    /// Whether it is in the configuration already.
    pub known: bool,
    /// Whether it was added now.
    pub added: bool,
    /// The address that was asked and led to it.
    #[serde(skip)]
    pub asked: String,
}

/// What came of looking for feeds.
#[derive(Clone, Debug, Default)]
pub struct FeedsAdded {
    /// The feeds, the likeliest first.
    pub found: Vec<FeedFound>,
    /// Addresses that looked like feeds and are none, with the reason.
    pub refused: Vec<(String, String)>,
}

/// Looks for the feeds of a site, a page or a feed's own address and adds the first one, or all, to the configuration file.
/// With `dry_run` nothing is written.
///
/// # Errors
/// When the configuration cannot be read or written, or the site not be asked.
pub fn add_feeds(path: &Path, site: &str, all: bool, dry_run: bool, stop: &(dyn Fn() -> bool + Sync)) -> Result<FeedsAdded, AnnalsError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(AnnalsError::NoConfig { path: path.to_owned() }),
        Err(source) => return Err(AnnalsError::Read { path: path.to_owned(), source }),
    };
    let config = Config::parse(&text, path)?;
    let site = if site.contains("://") { site.to_owned() } else { format!("https://{site}") };
    let plan = config.plan();
    let mut added = look(&plan, &site, stop)?;
    for feed in &mut added.found {
        feed.known = config.sources.iter().any(|source| has(source, &feed.url) || has(source, &feed.asked));
    }
    let wanted = if all { added.found.len() } else { 1 };
    let new: Vec<&mut FeedFound> = added.found.iter_mut().take(wanted).filter(|feed| !feed.known).collect();
    if dry_run || new.is_empty() {
        return Ok(added);
    }
    let mut longer = text;
    let end = if longer.contains("\r\n") { "\r\n" } else { "\n" };
    if !longer.is_empty() && !longer.ends_with('\n') {
        longer.push_str(end);
    }
    for feed in new {
        let field = if feed.sitemap { "sitemap" } else { "feed" };
        let address = toml::Value::String(feed.url.clone());
        longer.push_str(&format!("{end}[[source]]{end}{field} = {address}{end}"));
        feed.added = true;
    }
    // A file in which sources are written otherwise would not be read any more.
    Config::parse(&longer, path)?;
    let place = std::fs::canonicalize(path).map_err(|source| AnnalsError::Read { path: path.to_owned(), source })?;
    write_atomically(&place, longer.as_bytes())?;
    Ok(added)
}

/// Looks for feeds: the address itself, what its page names, where feeds usually lie, and the sitemaps that robots.txt names.
/// Each is tried.
fn look(plan: &Plan, site: &str, stop: &(dyn Fn() -> bool + Sync)) -> Result<FeedsAdded, AnnalsError> {
    let mut visitor = Visitor::new(plan, stop);
    let page = visitor.read(None, site, plan.max_bytes).map_err(|reason| AnnalsError::Input(format!("cannot read {site}: {reason}")))?;
    let mut added = FeedsAdded::default();
    if let Some(feed) = tried(&page, site) {
        added.found.push(feed);
        return Ok(added);
    }
    let base = Url::parse(&page.final_url).map_err(|e| AnnalsError::Input(format!("`{}` is no address: {e}", page.final_url)))?;
    let named = feeds_of_page(&page.body, &base).into_iter().map(|found| found.url).collect();
    try_all(&mut visitor, plan, named, true, &mut added);
    if added.found.is_empty() {
        // Of these most are not there, which is no news.
        try_all(&mut visitor, plan, likely_feeds(&base), false, &mut added);
    }
    if added.found.is_empty() {
        let named = visitor.rules_of(&base).map(|rules| sitemaps_of(rules, &base)).unwrap_or_default();
        try_all(&mut visitor, plan, named, true, &mut added);
    }
    if stop() {
        return Err(AnnalsError::Input("interrupted: nothing was written".to_owned()));
    }
    Ok(added)
}

fn try_all(visitor: &mut Visitor<'_>, plan: &Plan, urls: Vec<Url>, named: bool, added: &mut FeedsAdded) {
    for url in urls.into_iter().take(MOST_TRIED) {
        let refused = match visitor.read(None, url.as_str(), plan.max_bytes) {
            Ok(page) => match tried(&page, url.as_str()) {
                // Two addresses may lead to one.
                Some(feed) if added.found.iter().any(|known| is_same(&known.url, &feed.url)) => continue,
                Some(feed) => {
                    added.found.push(feed);
                    continue;
                }
                None => "no feed can be read from it".to_owned(),
            },
            Err(reason) => reason,
        };
        if named {
            added.refused.push((url.into(), refused));
        }
    }
}

/// The feed that a page is, if it is one.
fn tried(page: &RawPage, asked: &str) -> Option<FeedFound> {
    let feed = parse_feed(&page.body, Some(&page.final_url)).ok()?;
    let head = String::from_utf8_lossy(page.body.get(..page.body.len().min(4096))?).into_owned();
    let sitemap = ["<urlset", "<sitemapindex", ":urlset", ":sitemapindex"].iter().any(|mark| head.contains(mark));
    // Under the address that answered, so that two that lead to one feed do not make two sources.
    let (url, asked) = (page.final_url.clone(), asked.to_owned());
    Some(FeedFound { url, title: feed.title, entries: feed.entries.len(), sitemap, known: false, added: false, asked })
}

/// Whether a source is this feed.
fn has(source: &Source, url: &str) -> bool {
    [&source.feed, &source.sitemap].into_iter().flatten().any(|known| is_same(known, url))
}

/// Whether two addresses mean one place.
fn is_same(known: &str, url: &str) -> bool {
    match (Url::parse(known), Url::parse(url)) {
        (Ok(known), Ok(url)) => annals_fetch::canonical(&known) == annals_fetch::canonical(&url),
        _ => known == url,
    }
}
