//! Any bytes as a feed or list of pages, with and without an address of its own: reading ends, what is read is plain text and
//! no more of it than the bytes can hold.

#![no_main]

use annals_fetch::parse_feed;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for base in [None, Some("https://harbourpost.example/feeds/markets.xml")] {
        let Ok(feed) = parse_feed(bytes, base) else { continue };
        // A packed byte becomes a thousand at the most, and an entry takes several.
        assert!(feed.entries.len() <= bytes.len().saturating_mul(1_000), "{} entries", feed.entries.len());
        for entry in &feed.entries {
            let title = entry.title.as_deref().unwrap_or("none");
            assert!(!title.is_empty() && title.trim() == title && !title.contains("  "), "{title:?}");
        }
        serde_json::to_string(&feed).expect("a feed has a JSON form");
    }
});
