//! What a site's robots.txt allows us, after RFC 9309.

use std::time::Duration;

/// The rules of one robots.txt for one asker.
#[derive(Clone, Debug)]
pub struct Robots(robotxt::Robots);

/// Reads a robots.txt for an asker, named as in its `User-Agent` header: `annals/0.1 (+https://…)` looks for `annals`,
/// and for `*` when no group bears that name. Any bytes are read; what is no rule is passed over. Only the first
/// 500 KiB count, as the RFC allows.
#[must_use]
pub fn robots(bytes: &[u8], user_agent: &str) -> Robots {
    let name = product(user_agent);
    Robots(robotxt::Robots::parse(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes), name))
}

/// The name an asker goes by: what comes before the slash.
pub(crate) fn product(user_agent: &str) -> &str {
    user_agent.trim().split(['/', ' ', '\t', '(']).next().unwrap_or_default()
}

impl Robots {
    /// The rules of a site without a robots.txt.
    pub(crate) fn allow_all() -> Self {
        Self(robotxt::Robots::allow_all())
    }

    /// Whether a path (with its query) or a whole address may be fetched, and the rule that says so, as `Disallow: /account/`;
    /// no rule when none speaks of the path.
    #[must_use]
    pub fn allowed(&self, path: &str) -> (bool, Option<String>) {
        let path = match url::Url::parse(path) {
            Ok(url) if url.has_host() => url[url::Position::BeforePath..url::Position::AfterQuery].to_owned(),
            _ => path.to_owned(),
        };
        let allowed = self.0.is_allowed(&path);
        let rule = self.0.matching_rule(&path).filter(|rule| rule.is_allow() == allowed);
        (allowed, rule.map(|rule| format!("{}: {}", if allowed { "Allow" } else { "Disallow" }, rule.pattern())))
    }

    /// The time to wait between requests, if the site asks for one.
    #[must_use]
    pub fn delay(&self) -> Option<Duration> {
        self.0.crawl_delay()
    }

    /// Addresses of the site's sitemaps, in order.
    #[must_use]
    pub fn sitemaps(&self) -> Vec<String> {
        self.0.sitemaps().iter().map(ToString::to_string).collect()
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
}
