//! Live blogs: an article that grows by dated entries, each kept apart.
//!
//! An entry begins with a line of its own in `text`, a heading: its time as printed, then its headline ("10:42 Banks lead the
//! fall"). Entries stand in the order the page shows them, newest first on most pages. `extra` says where they are:
//!
//! ```json
//! "live": [{"start": 310, "end": 702, "published": "2025-04-07T10:42:00+08:00", "headline": "Banks lead the fall"}]
//! ```
//!
//! `start` (the heading line's first byte) and `end` are bytes of `text`; `published` and `headline` are null where the page gives
//! none, and a time without a day is not completed. Entries come from the page's own elements, each with a time, or, where the page
//! shows none, from `liveBlogUpdate` in its structured data; there the line opens with the entry's day and time as stated.

mod entries;
mod linked;

pub(crate) use entries::{Entries, entries};
pub(crate) use linked::{Update, updates};

use crate::block::{Block, Sort};
use crate::body::Chosen;
use crate::text::key;
use crate::tree::Node;
use crate::write::Writer;
use annals_model::{Article, DateTime, RegionKind};
use serde_json::{Value, json};

const ENTRY_REASON: &str = "time and headline of an entry of a live blog";

/// Writes the blocks, a heading line before each entry. `false` when there is nothing to write.
pub(crate) fn write_entries(
    article: &mut Article,
    nodes: &[Node<'_>],
    blocks: &[Block],
    chosen: &[Chosen],
    entries: &Entries,
    updates: &[Update],
) -> bool {
    let mut writer = Writer::default();
    let headline_key = article.headline.as_deref().map(key).unwrap_or_default();
    if let Some(headline) = &article.headline {
        writer.push(headline, RegionKind::Headline, "the page's headline");
    }
    let mut live: Vec<Value> = Vec::new();
    let mut current: Option<usize> = None;
    let mut line_key = String::new();
    for part in chosen {
        let Some(block) = blocks.get(part.block) else { continue };
        let entry = entries.of(nodes, block.owner);
        let own = key(&block.text);
        if entry != current {
            current = entry;
            if let Some(entry) = entry.and_then(|at| entries.list.get(at)) {
                let clock = clock_of(nodes, blocks, entry);
                let headline = heading_of(nodes, blocks, entry.element, clock.as_deref().unwrap_or_default());
                let line = line(clock.as_deref(), headline.as_deref());
                line_key = key(&line);
                let start = writer.next_start();
                writer.push(&line, RegionKind::Heading, ENTRY_REASON);
                let told = headline.as_deref().map(key).unwrap_or_default();
                let same = |u: &&Update| !told.is_empty() && u.headline.as_deref().is_some_and(|h| key(h) == told);
                let published = entry.published.or_else(|| updates.iter().find(same).and_then(|u| u.published));
                live.push(span(start, writer.end(), published, headline.as_deref()));
            }
        }
        // The words of the line do not stand twice; nor does the page's headline.
        let repeats = current.is_some() && !own.is_empty() && own.len() >= 2 && line_key.contains(&own) && block.weight() <= 200;
        // Nor does the time, with an author's name or a place beside it.
        let repeats = repeats || current.is_some() && times_only(entries, current, block, &own);
        if repeats || current.is_none() && own == headline_key && !own.is_empty() {
            continue;
        }
        writer.block(block, part);
        if let (Some(_), Some(Value::Object(last))) = (current, live.last_mut()) {
            last.insert("end".to_owned(), json!(writer.end()));
        }
    }
    if live.len() < 2 {
        return false;
    }
    finish(article, writer, live);
    true
}

/// Writes the lines above the entries, then the entries that structured data gives.
pub(crate) fn write_updates(article: &mut Article, blocks: &[Block], chosen: &[Chosen], updates: &[Update]) {
    let mut writer = Writer::default();
    let headline_key = article.headline.as_deref().map(key).unwrap_or_default();
    if let Some(headline) = &article.headline {
        writer.push(headline, RegionKind::Headline, "the page's headline");
    }
    let told: String = updates.iter().map(Update::key).collect::<Vec<_>>().join("\n");
    for part in chosen {
        let Some(block) = blocks.get(part.block) else { continue };
        let own = key(&block.text);
        if own.len() >= 8 && told.contains(&own) {
            break;
        }
        if own != headline_key {
            writer.block(block, part);
        }
    }
    let mut live = Vec::new();
    for update in updates {
        let printed = update.published.map(|p| match p.time {
            Some(time) => format!("{} {:02}:{:02}", p.date, time.hour(), time.minute()),
            None => p.date.to_string(),
        });
        let start = writer.next_start();
        writer.push(&line(printed.as_deref(), update.headline.as_deref()), RegionKind::Heading, ENTRY_REASON);
        writer.linked(&update.body);
        live.push(span(start, writer.end(), update.published, update.headline.as_deref()));
    }
    finish(article, writer, live);
}

/// Whether a short line that is no sentence opens with its entry's time.
fn times_only(entries: &Entries, entry: Option<usize>, block: &Block, own: &str) -> bool {
    let time = entry.and_then(|at| entries.list.get(at)).and_then(|e| e.printed.as_deref()).map(key).unwrap_or_default();
    !time.is_empty() && own.starts_with(&time) && block.weight() <= 60 && !block.ends_sentence()
}

fn finish(article: &mut Article, writer: Writer, live: Vec<Value>) {
    (article.text, article.regions) = writer.done();
    article.extra.insert("live".to_owned(), Value::Array(live));
}

fn span(start: usize, end: usize, published: Option<DateTime>, headline: Option<&str>) -> Value {
    json!({"start": start, "end": end, "published": published.map(|p| p.to_string()), "headline": headline})
}

/// "10:42 Banks lead the fall"; a headline that tells the time itself stands alone.
fn line(printed: Option<&str>, headline: Option<&str>) -> String {
    match (printed, headline) {
        (Some(time), Some(headline)) if key(headline).contains(&key(time)) => headline.to_owned(),
        (Some(time), Some(headline)) => format!("{time} {headline}"),
        (time, headline) => time.or(headline).unwrap_or_default().to_owned(),
    }
}

/// An entry's time as printed; where its element names only the day, a short line that opens with this day and goes on with the clock.
fn clock_of(nodes: &[Node<'_>], blocks: &[Block], entry: &entries::Entry) -> Option<String> {
    let printed = entry.printed.as_deref()?;
    if entries::reads_as_time(printed) {
        return Some(printed.to_owned());
    }
    let (end, day) = (nodes.get(entry.element)?.end, key(printed));
    let inside = blocks.iter().filter(|b| b.owner >= entry.element && b.owner < end).take(4);
    let mut longer = inside.filter(|b| b.weight() <= 60 && entries::reads_as_time(&b.text) && key(&b.text).starts_with(&day));
    Some(longer.next().map_or_else(|| printed.to_owned(), |b| b.text.clone()))
}

/// The first heading of an entry, if it stands before its sentences.
fn heading_of(nodes: &[Node<'_>], blocks: &[Block], element: usize, clock: &str) -> Option<String> {
    let end = nodes.get(element)?.end;
    let inside = blocks.iter().skip_while(|b| b.owner < element || b.owner >= end).take_while(|b| b.owner < end).take(4);
    for block in inside {
        let after = block.text.strip_prefix(clock).unwrap_or(&block.text);
        let words = after.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '·' | '-' | '–' | ':'));
        if matches!(block.sort, Sort::Heading(_)) {
            return Some(words.to_owned()).filter(|w| !w.is_empty());
        }
        // A line in bold in front of the sentences is a heading without its mark-up; the time may stand in the same line.
        if block.bold * 10 >= words.len() * 9 && (12..=160).contains(&words.chars().count()) && !words.ends_with('.') {
            return Some(words.to_owned());
        }
        if block.weight() >= 80 {
            return None;
        }
    }
    None
}
