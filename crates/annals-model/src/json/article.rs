//! articles.jsonl: strict in what is written, lenient in what is read.

use super::InputError;
use crate::{Access, Article, ArticleId, DateSource, DateTime, Region, RegionKind, Span, VERSION};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

#[derive(Serialize, Deserialize)]
pub(super) struct RegionRow {
    start: u32,
    end: u32,
    kind: RegionKind,
    #[serde(default)]
    reason: String,
}

/// The fields of a line, in the order they are written.
#[derive(Serialize)]
pub(super) struct ArticleRow<'a> {
    v: u32,
    id: &'a ArticleId,
    url: &'a str,
    canonical: &'a str,
    publisher: &'a str,
    headline: Option<&'a str>,
    byline: &'a [String],
    published: Option<DateTime>,
    published_from: Option<DateSource>,
    modified: Option<DateTime>,
    first_seen: Option<Timestamp>,
    lang: &'a str,
    section: Option<&'a str>,
    access: Access,
    revises: Option<&'a ArticleId>,
    text: &'a str,
    regions: Vec<RegionRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    extra: &'a Map<String, Value>,
}

impl<'a> From<&'a Article> for ArticleRow<'a> {
    fn from(article: &'a Article) -> Self {
        Self {
            v: VERSION,
            id: &article.id,
            url: &article.url,
            canonical: &article.canonical,
            publisher: &article.publisher,
            headline: article.headline.as_deref(),
            byline: &article.byline,
            published: article.published,
            published_from: article.published_from,
            modified: article.modified,
            first_seen: article.first_seen,
            lang: &article.lang,
            section: article.section.as_deref(),
            access: article.access,
            revises: article.revises.as_ref(),
            text: &article.text,
            regions: article
                .regions
                .iter()
                .map(|r| RegionRow { start: r.span.start, end: r.span.end, kind: r.kind, reason: r.reason.clone() })
                .collect(),
            reason: article.reason.as_deref(),
            extra: &article.extra,
        }
    }
}

/// One line of articles.jsonl, without the line end.
#[must_use]
pub fn article_to_json(article: &Article) -> String {
    serde_json::to_string(&ArticleRow::from(article)).unwrap_or_default()
}

/// Reads an article from one JSON object. Only `text` is needed; `title` stands for `headline`, `date` for `published`;
/// a publication date that cannot be read is none, and stays in `extra`, as unknown fields do (`annotations` is left out: read it with [`super::annotations_from_json`]).
///
/// # Errors
/// When the line is no object, holds no `text`, has a higher version, or a field is of the wrong form.
pub fn article_from_json(line: &str) -> Result<Article, InputError> {
    let value: Value = serde_json::from_str(line).map_err(|e| InputError(format!("no JSON: {e}")))?;
    let Value::Object(mut map) = value else { return Err(InputError("no JSON object".into())) };
    if let Some(v) = take(&mut map, "v")
        && v.as_u64().is_none_or(|v| v > u64::from(VERSION))
    {
        return Err(InputError(format!("version {v} is not known, this program reads up to {VERSION}")));
    }
    let Some(Value::String(text)) = map.shift_remove("text") else {
        return Err(InputError("no `text` of type string".into()));
    };
    if u32::try_from(text.len()).is_err() {
        return Err(InputError(format!("text of {} bytes is too long, 4 GiB is the most", text.len())));
    }
    map.shift_remove("annotations");
    let given_id = string(&mut map, "id")?;
    let url = string(&mut map, "url")?.unwrap_or_default();
    let canonical = string(&mut map, "canonical")?.unwrap_or_else(|| url.clone());
    let title = string(&mut map, "title")?;
    let headline = string(&mut map, "headline")?.or(title);
    let date = string(&mut map, "date")?;
    let stated = string(&mut map, "published")?.or(date).filter(|stated| !stated.trim().is_empty());
    let published = stated.as_deref().and_then(DateTime::parse);
    let regions: Vec<RegionRow> = field(&mut map, "regions")?.unwrap_or_default();
    let regions: Vec<Region> =
        regions.into_iter().map(|r| Region { span: Span { start: r.start, end: r.end }, kind: r.kind, reason: r.reason }).collect();
    check_regions(&regions, &text)?;
    let mut extra = match take(&mut map, "extra") {
        Some(Value::Object(extra)) => extra,
        Some(other) => Map::from_iter([("extra".to_owned(), other)]),
        None => Map::new(),
    };
    let article = Article {
        id: given_id.map_or_else(|| ArticleId::of(&canonical, &text), ArticleId),
        url,
        canonical,
        publisher: string(&mut map, "publisher")?.unwrap_or_default(),
        headline,
        byline: field(&mut map, "byline")?.unwrap_or_default(),
        published,
        published_from: field(&mut map, "published_from")?.or(published.map(|_| DateSource::Given)),
        modified: field(&mut map, "modified")?,
        first_seen: field(&mut map, "first_seen")?,
        lang: string(&mut map, "lang")?.unwrap_or_default(),
        section: string(&mut map, "section")?,
        access: field(&mut map, "access")?.unwrap_or_default(),
        revises: string(&mut map, "revises")?.map(ArticleId),
        reason: string(&mut map, "reason")?,
        text,
        regions,
        extra: Map::new(),
    };
    extra.append(&mut map);
    if let Some(stated) = stated.filter(|_| published.is_none()) {
        // "03-02-2009" may be a day of February or of March: the article stays, undated, and what was stated is kept.
        extra.insert("published".to_owned(), Value::String(stated));
    }
    Ok(Article { extra, ..article })
}

fn take(map: &mut Map<String, Value>, name: &str) -> Option<Value> {
    map.shift_remove(name).filter(|value| !value.is_null())
}

fn string(map: &mut Map<String, Value>, name: &str) -> Result<Option<String>, InputError> {
    match take(map, name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        Some(_) => Err(InputError(format!("`{name}` is no string"))),
    }
}

fn field<T: serde::de::DeserializeOwned>(map: &mut Map<String, Value>, name: &str) -> Result<Option<T>, InputError> {
    take(map, name).map(serde_json::from_value).transpose().map_err(|e| InputError(format!("`{name}`: {e}")))
}

/// Regions given must be sorted, apart, inside the text and on character boundaries.
fn check_regions(regions: &[Region], text: &str) -> Result<(), InputError> {
    let mut before = 0;
    for region in regions {
        let Span { start, end } = region.span;
        let fits = before <= start && start <= end && text.is_char_boundary(start as usize) && text.is_char_boundary(end as usize);
        if !fits {
            return Err(InputError(format!("region {start}..{end} does not fit the text")));
        }
        before = end;
    }
    Ok(())
}
