//! Any text as an article: spans and indices fit, surfaces are what stands there, annotations come back from their line.

#![no_main]

use annals_extract::{Knowledge, annotate};
use annals_model::{Annotated, Article, ArticleId, DateTime, annotations_from_json, annotations_to_json};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(Knowledge::embedded);

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let id = ArticleId::of("", &text);
    let mut article = Article { id, text, published: DateTime::parse("2025-02-26T17:42:00+08:00"), ..Article::default() };
    annals_clean::mark_regions(&mut article);
    let annotations = annotate(&article, &KNOWLEDGE);
    let item = Annotated { article, annotations };
    item.check().expect("spans and indices fit");
    let line = annotations_to_json(&item.article, &item.annotations);
    let again = annotations_from_json(&line).expect("our own line is read");
    assert_eq!(annotations_to_json(&item.article, &again), line);
});
