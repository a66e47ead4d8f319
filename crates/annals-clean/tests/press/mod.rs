//! Pages of made-up outlets for the tests.

use annals_clean::{Cleaned, Publishers, clean};
use annals_model::RawPage;

/// Paragraphs of an article of `count` paragraphs, each a little over two hundred letters.
#[allow(dead_code, reason = "not every test needs it")]
pub(crate) fn prose(count: usize) -> String {
    (1..=count)
        .map(|n| {
            format!(
                "<p>Quay number {n} of the harbour at Wexmoor stayed closed on Tuesday, because the crane that was ordered in spring has \
                 not come, and the harbour master doubts that it will come before the ice. Owners of {n} ships have asked for money back.</p>"
            )
        })
        .collect()
}

/// A page as it came from a server.
pub(crate) fn raw(url: &str, status: u16, html: &str) -> RawPage {
    RawPage {
        url: url.to_owned(),
        final_url: url.to_owned(),
        status,
        content_type: Some("text/html; charset=utf-8".to_owned()),
        feed_date: None,
        headers: Vec::new(),
        fetched: "2025-05-01T00:00:00Z".parse().expect("a time"),
        body: html.as_bytes().to_vec(),
    }
}

/// A page cleaned.
#[allow(dead_code, reason = "not every test needs it")]
pub(crate) fn read(url: &str, html: &str) -> Cleaned {
    clean(&raw(url, 200, html), &Publishers::embedded())
}
