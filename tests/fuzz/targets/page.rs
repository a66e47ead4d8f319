//! Any bytes as a page: cleaning ends, its regions cover the text, the article comes back from its JSON line, and so it is again
//! when the article is set as a page and cleaned a second time.

#![no_main]

#[path = "../../../crates/annals-clean/tests/odd_pages/wrap.rs"]
mod wrap;

use annals_clean::{Publishers, clean};
use annals_model::{Article, article_from_json, article_to_json};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static PUBLISHERS: LazyLock<Publishers> = LazyLock::new(Publishers::embedded);

fuzz_target!(|bytes: &[u8]| {
    let mut page = wrap::raw("https://harbourpost.example/markets/2025/02/26/a.html", "");
    page.content_type = None;
    page.body = bytes.to_vec();
    let first = clean(&page, &PUBLISHERS).article;
    holds(&first);
    let second = wrap::clean_again(&first, &PUBLISHERS);
    holds(&second);
    // Furniture may be seen through at the second look; words do not come from nowhere.
    assert!(second.text.len() <= 2 * first.text.len() + 1024, "{} bytes of {}", second.text.len(), first.text.len());
});

/// What must hold for every article.
fn holds(article: &Article) {
    assert_eq!(wrap::fault(article), None);
    let again = article_from_json(&article_to_json(article)).expect("our own line is read");
    assert_eq!(&again, article);
}
