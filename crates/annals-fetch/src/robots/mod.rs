//! What a site's robots.txt allows us, after RFC 9309, and after Google's published reading where that is silent.
//!
//! The reading is our own. The crate at hand takes `Disallow: desk` for `/desk`, lets a misspelt `Alow` open what is
//! closed, and cuts lines at a NUL; on made-up files it stood against Google's reader and Scrapy's, where these two
//! agree, in nearly one verdict of a hundred.

mod lines;
mod pattern;

use lines::Line;
use pattern::{Path, Pattern};
use std::cmp::Reverse;
use std::time::Duration;

/// Longest `Crawl-delay` that is told apart from longer ones: a hundred years and more.
const LONGEST_DELAY: Duration = Duration::from_secs(u32::MAX as u64);

/// The rules of one robots.txt for one asker. Kept as the file's bytes and read again, which takes microseconds.
#[derive(Clone, Debug, Default)]
pub struct Robots {
    /// The one that decides stands first.
    rules: Vec<Rule>,
    delay: Option<Duration>,
    sitemaps: Vec<String>,
}

#[derive(Clone, Debug)]
struct Rule {
    pattern: Pattern,
    allow: bool,
    /// The value as written.
    written: String,
}

/// Reads a robots.txt for an asker, named as in its `User-Agent` header: `annals/0.1 (+https://…)` looks for `annals`,
/// and for `*` when no group bears that name. Any bytes are read; what is no rule is passed over. Only the first
/// 500 KiB count, as the RFC allows.
///
/// A file in another encoding than UTF-8 is read as far as it is ASCII.
#[must_use]
pub fn robots(bytes: &[u8], user_agent: &str) -> Robots {
    let name = product(user_agent);
    let (mut own, mut others) = (None, None);
    let mut sitemaps = Vec::new();
    // Which of the two collections the lines at hand go to, and whether the list of agents above them has ended.
    let (mut to_own, mut to_others, mut ended) = (false, false, true);
    for line in lines::lines(bytes) {
        match line {
            Line::Agent(value) => {
                if ended {
                    (to_own, to_others, ended) = (false, false, false);
                }
                to_own |= is_named(value, name);
                to_others |= is_everyone(value);
                if to_own {
                    own.get_or_insert_with(Group::default);
                }
                if to_others {
                    others.get_or_insert_with(Group::default);
                }
                continue;
            }
            // A sitemap belongs to the whole file and ends nothing, nor does a line that is not understood: the RFC
            // forbids it. A Crawl-delay is a rule of its group, for those who keep to it as we do: of
            // `User-agent: * / Crawl-delay: 9 / User-agent: others / Disallow: /` only the first two lines speak to us.
            Line::Sitemap(value) => {
                sitemaps.extend((!value.is_empty()).then(|| written(value)));
                continue;
            }
            Line::Allow(_) | Line::Disallow(_) | Line::Delay(_) | Line::Pace(_) => ended = true,
        }
        for group in [own.as_mut().filter(|_| to_own), others.as_mut().filter(|_| to_others)].into_iter().flatten() {
            group.add(line);
        }
    }
    let Group { mut rules, delay } = own.or(others).unwrap_or_default();
    rules.sort_by_key(|rule| (Reverse(rule.pattern.octets), Reverse(rule.allow)));
    Robots { rules, delay, sitemaps }
}

/// The rules of all groups that speak to one asker.
#[derive(Default)]
struct Group {
    rules: Vec<Rule>,
    delay: Option<Duration>,
}

impl Group {
    fn add(&mut self, line: Line<'_>) {
        match line {
            Line::Allow(value) => {
                self.rule(value, value, true);
                // An open index page is the folder's own page, for Google and Scrapy alike.
                if let Some(slash) = value.iter().rposition(|byte| *byte == b'/').filter(|slash| value[*slash..].starts_with(b"/index.htm"))
                {
                    self.rule(&[&value[..=slash], b"$"].concat(), value, true);
                }
            }
            Line::Disallow(value) => self.rule(value, value, false),
            // Where a delay is given twice, the later one stands, as Scrapy reads it.
            Line::Delay(value) => self.delay = seconds(value).or(self.delay),
            Line::Agent(_) | Line::Sitemap(_) | Line::Pace(_) => {}
        }
    }

    fn rule(&mut self, pattern: &[u8], as_written: &[u8], allow: bool) {
        self.rules.extend(Pattern::parse(pattern).map(|pattern| Rule { pattern, allow, written: written(as_written) }));
    }
}

fn written(value: &[u8]) -> String {
    String::from_utf8_lossy(value).into_owned()
}

/// A number of seconds, whole or not; no other unit, no sign of less than nothing.
fn seconds(value: &[u8]) -> Option<Duration> {
    let seconds: f64 = std::str::from_utf8(value).ok()?.parse().ok()?;
    (seconds.is_finite() && seconds >= 0.0).then(|| Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST_DELAY).min(LONGEST_DELAY))
}

/// The name an asker goes by: the product before the slash, or the product named as compatible with a browser.
pub(crate) fn product(user_agent: &str) -> &str {
    let name = user_agent.trim().split(['/', ' ', '\t', '(']).next().unwrap_or_default();
    match user_agent.split_once("compatible;") {
        Some((_, inner)) if name.eq_ignore_ascii_case("mozilla") => product(inner),
        _ => name,
    }
}

/// Whether a `User-agent` line names this asker. `annals`, `annals/1.0`, `annals*` and `Annals, others` do;
/// `annalsbot` and `annals-news` are others.
fn is_named(value: &[u8], name: &str) -> bool {
    let end = value.iter().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')));
    !name.is_empty()
        && (value[..end.unwrap_or(value.len())].eq_ignore_ascii_case(name.as_bytes()) || value.eq_ignore_ascii_case(name.as_bytes()))
}

fn is_everyone(value: &[u8]) -> bool {
    value.strip_prefix(b"*").is_some_and(|rest| rest.first().is_none_or(u8::is_ascii_whitespace))
}

impl Robots {
    /// The rules of a site without a robots.txt.
    #[must_use]
    pub fn allow_all() -> Self {
        Self::default()
    }

    /// Whether a path (with its query) or a whole address may be fetched, and the rule that says so, as `Disallow: /account/`;
    /// no rule when none speaks of the path. The robots.txt itself is always open.
    #[must_use]
    pub fn allowed(&self, path: &str) -> (bool, Option<String>) {
        let path = match url::Url::parse(path) {
            Ok(url) if url.has_host() => Path::new(&url[url::Position::BeforePath..url::Position::AfterQuery]),
            _ => Path::new(path),
        };
        if path.is_robots_txt() {
            return (true, None);
        }
        match self.rules.iter().find(|rule| rule.pattern.fits(&path)) {
            Some(rule) => (rule.allow, Some(format!("{}: {}", if rule.allow { "Allow" } else { "Disallow" }, rule.written))),
            None => (true, None),
        }
    }

    /// The time to wait between requests, if the site asks for one.
    #[must_use]
    pub fn delay(&self) -> Option<Duration> {
        self.delay
    }

    /// Addresses of the site's sitemaps, in order and as written; one may be relative to the robots.txt.
    #[must_use]
    pub fn sitemaps(&self) -> Vec<String> {
        self.sitemaps.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = b"\xef\xbb\xbfUser-agent: *\nDisallow: /drafts/\nAllow: /drafts/open\nDisallow: /*.pdf$\nCrawl-delay: 2.5\n\n\
        User-agent: Annals\nDisallow: /market data/\n\nSitemap: https://eastquay.example/map.xml\n";

    #[test]
    fn the_longest_rule_decides_and_is_named() {
        let rules = robots(TEXT, "otherbot/2.0");
        for (path, allowed, rule) in [
            ("/drafts/7", false, Some("Disallow: /drafts/")),
            ("/drafts/open/7", true, Some("Allow: /drafts/open")),
            ("/reports/q1.pdf", false, Some("Disallow: /*.pdf$")),
            ("/reports/q1.pdf?page=2", true, None),
            ("/news", true, None),
            ("https://eastquay.example/drafts/7?a=b", false, Some("Disallow: /drafts/")),
        ] {
            assert_eq!(rules.allowed(path), (allowed, rule.map(str::to_owned)), "{path}");
        }
        assert_eq!(rules.delay(), Some(Duration::from_millis(2500)));
        assert_eq!(rules.sitemaps(), ["https://eastquay.example/map.xml"]);
    }

    #[test]
    fn an_asker_with_its_own_group_keeps_to_that_group_only() {
        let rules = robots(TEXT, "annals/0.1 (+https://annals.example)");
        assert!(rules.allowed("/drafts/7").0);
        assert!(!rules.allowed("/market%20data/x").0);
        assert_eq!(rules.delay(), None);
        assert!(!robots(TEXT, "annalsbot/1").allowed("/drafts/7").0, "a longer name is another name");
    }

    #[test]
    fn nothing_said_allows_everything() {
        for text in [&b""[..], b"<html>not found</html>", b"\0\xff\xfe", b"Disallow: /"] {
            assert_eq!(robots(text, "annals").allowed("/a"), (true, None));
        }
    }

    #[test]
    fn the_product_is_found_in_a_browsers_clothes() {
        for agent in
            ["annals", " annals/0.1", "annals (+https://annals.example)", "Mozilla/5.0 (compatible; annals/0.1; +https://annals.example)"]
        {
            assert_eq!(product(agent), "annals", "{agent}");
        }
        assert_eq!(product("Mozilla/5.0 (X11)"), "Mozilla");
    }
}
