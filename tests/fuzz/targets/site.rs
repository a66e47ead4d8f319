//! Any bytes as what a site says of itself: robots.txt, a front page, a page that names feeds.

#![no_main]

use annals_fetch::{article_links, canonical, feeds_of_page, robots, sitemaps_of};
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|bytes: &[u8]| {
    let base = Url::parse("https://harbourpost.example/markets/").expect("an address");
    let rules = robots(bytes, "annals/0.1 (+https://annals.example)");
    assert!(rules.allowed("/robots.txt").0, "the rules themselves may always be read");
    let text = String::from_utf8_lossy(bytes);
    let (allowed, rule) = rules.allowed(&text);
    assert!(allowed || rule.is_some(), "a rule forbids, or nothing does");
    let _ = (rules.delay(), sitemaps_of(&rules, &base));
    for link in article_links(bytes, &base) {
        let url = Url::parse(&link.url).expect("a whole address");
        assert!(matches!(url.scheme(), "http" | "https"), "{url}");
        // The form under which an address is known is its own.
        let form = canonical(&url);
        assert_eq!(Url::parse(&form).map(|url| canonical(&url)), Ok(form.clone()));
    }
    drop(feeds_of_page(bytes, &base));
});
