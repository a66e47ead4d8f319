//! One article on several pages: which page follows which, and the pages joined to one article.
//!
//! A page tells its place by its address (`?page=2`, `/2`, `-2.html`), by links to the pages before and behind (`rel="next"`,
//! `rel="prev"`, the numbers under the text) and by printed words ("Page 2 of 3"). Two pages are of one article when address,
//! headline and number agree and a link or the printed number says so; an address alone proves nothing.

mod place;

pub use place::Part;
pub(crate) use place::part_of;

use crate::text::key;
use crate::write::Writer;
use annals_model::{Access, Article, RegionKind};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Pages joined to one article, at the most.
pub const MOST_PAGES: usize = 50;

/// Whether `second` is the next page of the article that `first` is a page of.
#[must_use]
pub fn follows(first: (&Article, &Part), second: (&Article, &Part)) -> bool {
    let ((article, part), (next_article, next)) = (first, second);
    if article.text.is_empty() || next_article.text.is_empty() || !headlines_agree(article, next_article) {
        return false;
    }
    let (before, behind) = (part.number(), next.number());
    let in_order = match (before, behind) {
        (before, Some(behind)) => before.unwrap_or(1) + 1 == behind,
        // Without a number of its own the page must be linked as the next.
        (_, None) => false,
    };
    let linked_next = part.next.as_deref().is_some_and(|n| n == next.whole) || next.previous.as_deref().is_some_and(|p| p == part.whole);
    let linked = linked_next || part.links.contains(&next.whole) || next.links.contains(&part.whole);
    let printed = part.of().is_some() && part.of() == next.of();
    let one_stem = part.stem == next.stem || part.whole == next.stem;
    if one_stem { (in_order || behind.is_none() && linked_next) && (linked || printed) } else { in_order && linked_next && printed }
}

/// "Grain ships wait" and "Grain ships wait – Page 2" are one headline.
fn headlines_agree(first: &Article, second: &Article) -> bool {
    let (Some(first), Some(second)) = (&first.headline, &second.headline) else { return second.headline.is_none() };
    let (first, second) = (key(first), key(second));
    let (short, long) = if first.len() <= second.len() { (&first, &second) } else { (&second, &first) };
    !short.is_empty() && (short == long || short.len() >= 12 && long.contains(short.as_str()) && long.len() <= short.len() + 16)
}

/// The pages of one article as one: identity and head are the first page's, the texts follow each other. A headline or standfirst
/// that later pages repeat stands once; a sentence that a page's end cuts in two is whole again. `extra.pages` lists the addresses.
#[must_use]
pub fn join(pages: &[Article]) -> Article {
    let Some((first, later)) = pages.split_first() else { return Article::default() };
    let mut joined = first.clone();
    let mut writer = Writer::default();
    let mut live = Vec::new();
    let mut opening: Vec<String> = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        let mut moved: BTreeMap<usize, usize> = BTreeMap::new();
        let mut index = 0;
        for region in &page.regions {
            let mut at = region.span.start as usize;
            for block in region.span.of(&page.text).split("\n\n") {
                let words = block.trim();
                let own = key(words);
                let repeated = number > 0 && (region.kind == RegionKind::Headline || index < 6 && opening.contains(&own));
                if number == 0 && opening.len() < 6 {
                    opening.push(own);
                }
                if !words.is_empty() && !repeated {
                    let goes_on = number > 0 && moved.is_empty() && region.kind == RegionKind::Body;
                    let start = if goes_on { writer.push_on(words) } else { None };
                    let start = start.unwrap_or_else(|| {
                        let start = writer.next_start();
                        writer.push(words, region.kind, &region.reason);
                        start
                    });
                    moved.insert(at, start);
                    moved.insert(at + block.trim_end().len(), writer.end());
                }
                index += 1;
                at += block.len() + 2;
            }
        }
        if let Some(Value::Array(entries)) = page.extra.get("live") {
            live.extend(entries.iter().filter_map(|entry| moved_entry(entry, &moved)));
        }
    }
    (joined.text, joined.regions) = writer.done();
    for page in later {
        for name in &page.byline {
            if !joined.byline.contains(name) {
                joined.byline.push(name.clone());
            }
        }
        joined.modified = joined.modified.max(page.modified);
        joined.access = stricter(joined.access, page.access);
    }
    if !live.is_empty() {
        joined.extra.insert("live".to_owned(), Value::Array(live));
    }
    let address = |page: &Article| if page.url.is_empty() { page.canonical.clone() } else { page.url.clone() };
    joined.extra.insert("pages".to_owned(), json!(pages.iter().map(address).collect::<Vec<_>>()));
    joined
}

/// An entry of a live blog at its place in the joined text.
fn moved_entry(entry: &Value, moved: &BTreeMap<usize, usize>) -> Option<Value> {
    let place = |name: &str| entry.get(name)?.as_u64().and_then(|at| moved.get(&usize::try_from(at).ok()?).copied());
    let (start, end) = (place("start")?, place("end")?);
    let mut entry = entry.clone();
    let object = entry.as_object_mut()?;
    object.insert("start".to_owned(), json!(start));
    object.insert("end".to_owned(), json!(end));
    Some(entry)
}

/// Of two statements the one that shows less; silence says nothing.
fn stricter(a: Access, b: Access) -> Access {
    [Access::Truncated, Access::Metered, Access::Free].into_iter().find(|x| a == *x || b == *x).unwrap_or_default()
}

/// What is left of a later page: no words, and which article took them.
#[must_use]
pub fn joined_page(page: &Article, number: usize, first: &Article) -> Article {
    Article {
        text: String::new(),
        regions: Vec::new(),
        extra: serde_json::Map::new(),
        reason: Some(format!("page {number} of {}", first.id.as_str())),
        ..page.clone()
    }
}
