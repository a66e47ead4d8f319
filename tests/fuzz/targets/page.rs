//! Any bytes as a page: cleaning ends, its regions cover the text, and the article comes back from its JSON line.

#![no_main]

use annals_clean::{Publishers, clean};
use annals_model::{RawPage, article_from_json, article_to_json};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static PUBLISHERS: LazyLock<Publishers> = LazyLock::new(Publishers::embedded);

fuzz_target!(|bytes: &[u8]| {
    let url = "https://harbourpost.example/markets/2025/02/26/a.html".to_owned();
    let page = RawPage {
        final_url: url.clone(),
        url,
        status: 200,
        content_type: None,
        feed_date: None,
        headers: Vec::new(),
        fetched: "2025-04-01T00:00:00Z".parse().expect("a timestamp"),
        body: bytes.to_vec(),
    };
    let article = clean(&page, &PUBLISHERS).article;
    let mut end = 0;
    for region in &article.regions {
        assert_eq!(region.span.start, end, "a gap or an overlap");
        end = region.span.end;
        assert!(article.text.is_char_boundary(end as usize));
    }
    assert_eq!(end as usize, article.text.len(), "the regions do not cover the text");
    assert_eq!(article.text.is_empty(), article.reason.is_some());
    let again = article_from_json(&article_to_json(&article)).expect("our own line is read");
    assert_eq!(again, article);
});
