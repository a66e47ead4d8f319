//! Working folders full of made-up news.

use crate::program::{Ended, annals};
use annals_index::Index;
use annals_model::{annotations_to_json, article_to_json};
use annals_tests::generator::{Articles, Generated, Options, Seed};
use std::path::Path;

/// Where the runs of a working folder keep everything.
pub(crate) const STORE: &str = "store";

const CONFIGURATION: &str = "store = \"store\"\n[[source]]\nfiles = \"corpus/sample\"\n[[source]]\nfiles = \"generated\"\n";

/// A folder with the sample and so many generated pages as sources.
pub(crate) fn folder_with(articles: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fill(folder.path(), articles);
    folder
}

/// Makes `folder` a working folder with the sample and so many generated pages.
pub(crate) fn fill(folder: &Path, articles: usize) {
    annals(folder, &["init", "."]).expect_code(0);
    std::fs::write(folder.join("annals.toml"), CONFIGURATION).expect("written");
    let options = Options { median_words: 120.0, ..Options::default() };
    for article in Articles::new(Seed(7), options).take(articles) {
        let address = article.url.strip_prefix("https://").expect("an address");
        let path = folder.join("generated").join(address);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, page(&article)).expect("written");
    }
    std::fs::create_dir_all(folder.join("generated")).expect("made");
}

/// An article as its outlet would print it.
fn page(article: &Generated) -> String {
    let paragraphs: String = article.text.split("\n\n").map(|paragraph| format!("<p>{}</p>\n", escaped(paragraph))).collect();
    let (headline, author) = (escaped(&article.headline), escaped(&article.byline));
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{headline}</title>\n\
         <link rel=\"canonical\" href=\"{}\"><meta property=\"og:type\" content=\"article\">\n\
         <meta property=\"article:published_time\" content=\"{}\"><meta name=\"author\" content=\"{author}\"></head>\n\
         <body><article><h1>{headline}</h1>\n{paragraphs}</article></body></html>\n",
        article.url, article.published
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// Runs everything in a working folder, with the clock fixed.
#[track_caller]
pub(crate) fn run(folder: &Path, more: &[&str]) -> Ended {
    annals(folder, &[&["run", "--now", "2025-04-01T00:00:00Z"], more].concat())
}

/// Everything the index has stored, by id.
pub(crate) fn export(folder: &Path) -> Vec<(String, String, String)> {
    let index = Index::open(folder.join(STORE).join("index")).expect("an index");
    let mut rows: Vec<(String, String, String)> = index
        .all_ids()
        .expect("ids")
        .into_iter()
        .map(|id| {
            let item = index.get(&id).expect("read").expect("an article");
            (id.0, article_to_json(&item.article), annotations_to_json(&item.article, &item.annotations))
        })
        .collect();
    rows.sort();
    rows
}
