//! From an annotated article to a document of the index.

use crate::compile::{access_name, seconds};
use crate::content::Content;
use crate::figure_key::figure_key;
use crate::schema::Fields;
use annals_model::{Annotated, annotations_to_json, article_to_json};
use annals_text::fold;
use std::collections::BTreeSet;
use tantivy::{DateTime, TantivyDocument};

/// Parts a name, a kind and an id in the field of names.
pub(crate) const NAME_PART: char = '\u{1f}';

/// Ids and names longer than this are not looked up: a term of the index has a length it cannot pass.
const LONGEST_KEY: usize = 2_000;

/// The document of an article, of a story when it is known.
pub(crate) fn document(annotated: &Annotated, story: Option<&str>, fields: Fields) -> TantivyDocument {
    let Annotated { article, annotations } = annotated;
    let content = Content::of(article);
    let mut doc = TantivyDocument::default();
    let mut key = |field, value: &str| {
        if !value.is_empty() && value.len() <= LONGEST_KEY {
            doc.add_text(field, value);
        }
    };
    key(fields.id, article.id.as_str());
    key(fields.url, &article.url);
    if article.canonical != article.url {
        key(fields.url, &article.canonical);
    }
    key(fields.publisher_name, &article.publisher);
    key(fields.access, access_name(article.access));
    key(fields.lang, &fold(&article.lang));
    key(fields.section, &article.section.as_deref().map(fold).unwrap_or_default());
    key(fields.story, story.unwrap_or_default());
    let mut names = BTreeSet::new();
    for mention in &annotations.mentions {
        let Some(id) = mention.entity.as_ref().filter(|_| article.region_at(mention.span.start).is_content()) else { continue };
        key(fields.entity, id.as_str());
        if !mention.nominal {
            names.insert(name_key(mention.span.of(&article.text), mention.kind.name(), id.as_str()));
        }
    }
    // A name counts only where a mention in the searched regions stands behind it.
    for entity in &annotations.entities {
        let named = entity.mentions.iter().filter_map(|i| annotations.mentions.get(*i as usize));
        if named.into_iter().any(|mention| article.region_at(mention.span.start).is_content()) {
            let kind = entity.kind.name();
            let forms = [entity.name.as_str(), entity.id.as_str()].into_iter().chain(entity.tickers.iter().map(String::as_str));
            names.extend(forms.map(|form| name_key(form, kind, entity.id.as_str())));
        }
    }
    for name in &names {
        key(fields.name, name);
    }
    let figures: BTreeSet<String> = annotations
        .figures
        .iter()
        .filter(|figure| article.region_at(figure.span.start).is_content())
        .flat_map(|figure| {
            [Some(figure.value), figure.low, figure.high].into_iter().flatten().filter_map(|value| figure_key(figure.unit, value))
        })
        .collect();
    for figure in &figures {
        key(fields.figure, figure);
    }
    doc.add_text(fields.publisher, &article.publisher);
    for (place, words) in [
        (fields.headline, content.text.get(content.headline.clone())),
        (fields.lead, content.text.get(content.lead.clone())),
        (fields.text, Some(content.text.as_str())),
    ] {
        let words = words.unwrap_or("");
        doc.add_text(place.stems, words);
        doc.add_text(place.exact, words);
    }
    if let Some(published) = article.published {
        doc.add_date(fields.published, DateTime::from_timestamp_secs(seconds(published.date)));
        doc.add_i64(fields.published_at, published.unix_seconds());
    }
    if let Some(first_seen) = article.first_seen {
        doc.add_i64(fields.first_seen, first_seen.as_microsecond());
    }
    doc.add_u64(fields.text_bytes, article.text.len() as u64);
    doc.add_text(fields.article, article_to_json(article));
    doc.add_text(fields.annotations, annotations_to_json(article, annotations));
    doc
}

fn name_key(name: &str, kind: &str, id: &str) -> String {
    format!("{}{NAME_PART}{kind}{NAME_PART}{id}", fold(name))
}
