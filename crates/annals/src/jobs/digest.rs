//! The digest of one article, or of several as one story.

use super::{Engine, Listener};
use crate::AnnalsError;
use crate::input::{self, Given};
use annals_index::Index;
use annals_model::{Annotated, ArticleId, Digest};
use std::path::Path;

/// Articles from files, or by id from the index, annotated. What is neither a file nor an id is an error.
/// All are held: a digest is made of a few articles.
///
/// # Errors
/// When an input cannot be opened or found.
pub fn gather(
    engine: &Engine,
    inputs: &[String],
    given: Given,
    index: &dyn Fn() -> Result<Index, AnnalsError>,
    listener: &Listener<'_>,
) -> Result<Vec<Annotated>, AnnalsError> {
    let mut articles = Vec::new();
    let mut opened: Option<Index> = None;
    let standard_input = ["-".to_owned()];
    for name in if inputs.is_empty() { &standard_input } else { inputs } {
        if name == "-" || Path::new(name).exists() {
            for raw in input::pieces(std::slice::from_ref(name))? {
                match input::article_with_text(raw, given, &engine.publishers) {
                    Ok(item) if twice(&articles, &item) => {
                        let reason = format!("the id {} is another article's already", item.article.id);
                        (listener.reject)(&crate::Rejection { file: name.clone(), line: None, reason });
                    }
                    Ok(item) => articles.push(engine.annotated(item)),
                    Err(rejection) => (listener.reject)(&rejection),
                }
            }
            continue;
        }
        let store = match opened.take() {
            Some(store) => store,
            None => index().map_err(|_| AnnalsError::Input(format!("{name} is no file, and there is no index to look for it as an id")))?,
        };
        match store.get(&ArticleId(name.clone()))? {
            Some(item) => articles.push(item),
            None => return Err(AnnalsError::Input(format!("{name} is neither a file nor the id of an article in the index"))),
        }
        opened = Some(store);
    }
    Ok(articles)
}

/// Whether an article of this id but another text is there already: receipts could not tell them apart.
fn twice(articles: &[Annotated], item: &Annotated) -> bool {
    articles.iter().any(|other| other.article.id == item.article.id && other.article.text != item.article.text)
}

/// One digest over all articles, with the number of rules in its manifest.
#[must_use]
pub fn digest(articles: &[&Annotated]) -> Digest {
    let mut digest = annals_story::digest(articles);
    digest.manifest.rules = u32::try_from(annals_extract::rules().len()).unwrap_or(u32::MAX);
    digest
}
