//! The days a page shows to its readers, and how much each says about the article's first appearance.

use super::View;
use super::date::{Order, read_date, written_days};
use crate::block::Sort;
use crate::hint::{Hint, hint_of};
use crate::text::key;
use crate::tree::{Node, Tag, What};
use annals_model::{DateSource, DateTime, RegionKind};
use std::ops::Range;

/// Elements with a date's name looked at on one page.
const MOST_ELEMENTS: usize = 400;
/// Bytes of a line that may be a date line.
const LONGEST_LINE: usize = 160;

/// How much a shown day says; the better comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// Beside the headline, called the publication.
    Called,
    /// Between the headline and the article's words.
    Beside,
    /// Somewhere around the article, called the publication, or a line with nothing but a day.
    Named,
    /// The day of the last change.
    Changed,
    /// On the page, outside the article, and not in a list of other articles.
    Elsewhere,
}

/// A day the page shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShownDay {
    pub(crate) rank: Rank,
    pub(crate) date: DateTime,
    pub(crate) source: DateSource,
    /// Before the headline: a page's head often shows today's date.
    before: bool,
    node: usize,
}

/// What the words or names around a day call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Called {
    Published,
    Nothing,
    Changed,
    /// The day of something else: an event, a member's first day, a right's beginning.
    Other,
}

const PUBLISHED: [&str; 32] = [
    "publish",
    "posted",
    "stand:",
    "originally",
    "created",
    "written on",
    "veroffentlicht",
    "veroeffentlicht",
    "erschienen",
    "erstellt",
    "publie",
    "en ligne",
    "publicad",
    "pubblicat",
    "gepubliceerd",
    "geplaatst",
    "opublikowan",
    "dodano",
    "опубликован",
    "опублікован",
    "публикаци",
    "julkaistu",
    "publicerad",
    "publisert",
    "udgivet",
    "publicat",
    "yayin",
    "eklenme",
    "发布",
    "發布",
    "公開",
    "입력",
];
const CHANGED: [&str; 28] = [
    "zuletzt",
    "updat",
    "modif",
    "edited",
    "revis",
    "last change",
    "reviewed",
    "aktualis",
    "geandert",
    "geaendert",
    "anderung",
    "aenderung",
    "a jour",
    "actualiz",
    "actualis",
    "aggiornat",
    "bijgewerkt",
    "gewijzigd",
    "aktualiz",
    "обновлен",
    "изменен",
    "оновлен",
    "oppdatert",
    "uppdaterad",
    "opdateret",
    "guncelle",
    "更新",
    "수정",
];
const OTHER: [&str; 24] = [
    "registriert",
    "inscrit",
    "beitritt",
    "copyright",
    "©",
    "(c)",
    "all rights",
    "joined",
    "member since",
    "registered",
    "anmeldedatum",
    "mitglied seit",
    "beigetreten",
    "born",
    "geboren",
    "expires",
    "deadline",
    "valid until",
    "gultig",
    "accessed",
    "abgerufen",
    "retrieved",
    "today",
    "heute",
];

/// The days the page shows, the most telling first; `beside`: only those by the headline.
pub(crate) fn shown_days(view: &View<'_>, order: Order, beside: bool) -> Vec<ShownDay> {
    let place = Places::of(view);
    let nodes = if beside { place.near..place.first } else { 0..view.nodes.len() };
    let mut days = Vec::new();
    from_elements(view, order, &place, nodes.clone(), &mut days);
    from_blocks(view, order, &place, &nodes, &mut days);
    days.sort_by_key(|day| (day.rank, day.before, day.node));
    days
}

/// Where on the page the article stands, in node numbers.
struct Places {
    /// A little before the headline.
    near: usize,
    headline: usize,
    /// A little after the article's first words.
    first: usize,
    /// A little after the article's last words.
    last: usize,
}

impl Places {
    fn of(view: &View<'_>) -> Self {
        let owner = |block: usize| view.blocks.get(block).map(|b| b.owner);
        let body = |kind: RegionKind| matches!(kind, RegionKind::Body);
        let first = view.chosen.iter().find(|c| body(c.kind)).or(view.chosen.first()).map(|c| c.block);
        let last = view.chosen.last().map(|c| c.block);
        let wanted = key(view.headline);
        let limit = first.map_or(view.blocks.len(), |f| f + 1);
        let mut headline = None;
        for (index, block) in view.blocks.iter().enumerate().take(limit) {
            let heads = matches!(block.sort, Sort::Heading(_));
            let same = heads && !wanted.is_empty() && key(&block.text) == wanted;
            let close = headline.is_none() && block.sort == Sort::Heading(1) && first.is_some_and(|f| index + 15 >= f);
            if same || close {
                headline = Some(index);
            }
        }
        let from = headline.map(|h| h.saturating_sub(5)).or(first.map(|f| f.saturating_sub(12)));
        let until = first.or(headline.map(|h| h + 6));
        let end = view.nodes.len();
        // What stands behind the article's last words is beside it no more.
        let done = last.and_then(owner).and_then(|o| view.nodes.get(o)).map_or(end, |n| n.end);
        Self {
            near: from.and_then(owner).unwrap_or(end),
            headline: headline.and_then(owner).unwrap_or(0),
            first: until.map_or(0, |u| owner(u + 3).unwrap_or(end)).min(done),
            last: last.map_or(0, |l| owner(l + 4).unwrap_or(end)),
        }
    }

    /// How much a day says. `alone`: its line holds little else; `named`: its element is called a date.
    fn rank(&self, node: usize, called: Called, alone: bool, named: bool) -> Option<Rank> {
        let near = (self.near..=self.first).contains(&node);
        let around = near || (self.near..=self.last).contains(&node);
        match called {
            Called::Other => None,
            Called::Published if near => Some(Rank::Called),
            // Above the headline stand also the day of the reader and those of other articles.
            Called::Nothing if near && alone && (named || node >= self.headline) => Some(Rank::Beside),
            Called::Published => Some(Rank::Named),
            Called::Nothing if near || around && alone => Some(Rank::Named),
            Called::Changed => Some(Rank::Changed),
            Called::Nothing => alone.then_some(Rank::Elsewhere),
        }
    }
}

/// The days in `<time>`, `<abbr>` and elements with a date's name.
fn from_elements(view: &View<'_>, order: Order, place: &Places, among: Range<usize>, days: &mut Vec<ShownDay>) {
    let mut looked = 0;
    let mut done = 0;
    for (index, node) in view.nodes.iter().enumerate().take(among.end).skip(among.start) {
        let What::Element(tag, element) = node.what else { continue };
        if index < done || matches!(tag, Tag::Empty) {
            continue;
        }
        let names = ["class", "id", "itemprop", "property"].map(|name| element.attr(name).unwrap_or_default());
        let time = tag == Tag::Time;
        if !time && !names.iter().any(|name| names_date(name)) {
            continue;
        }
        // A whole page may be called "up-to-date": only small elements are date lines.
        if node.end - index > 24 {
            continue;
        }
        looked += 1;
        if looked > MOST_ELEMENTS {
            return;
        }
        let text = super::words(view.nodes, index, LONGEST_LINE);
        let stated = element.attr("datetime").or_else(|| element.attr("content")).or_else(|| element.attr("title"));
        let written = || written_days(&text, order, true).next();
        let date = stated.and_then(read_date).or_else(|| written().map(|day| DateTime::from_date(day.date)));
        let Some(date) = date else { continue };
        done = node.end;
        let mut called = called_in(&folded_before(&text, written().map_or(text.len(), |d| d.start)));
        if called == Called::Nothing && !(time && element.attr("pubdate").is_some()) {
            called = called_by_name(&names);
        } else if called == Called::Nothing {
            called = Called::Published;
        }
        if called == Called::Nothing {
            called = called_in(&folded_before(&before(view.nodes, index), usize::MAX));
        }
        if elsewhere(view.nodes, index, place) {
            continue;
        }
        let source = if time { DateSource::Time } else { DateSource::Text };
        let source = if names.iter().any(|n| n.contains("datePublished")) { DateSource::Microdata } else { source };
        if let Some(rank) = place.rank(index, called, true, true) {
            days.push(ShownDay { rank, date, source, before: index < place.headline, node: index });
        }
    }
}

/// The days in lines around the article.
fn from_blocks(view: &View<'_>, order: Order, place: &Places, among: &Range<usize>, days: &mut Vec<ShownDay>) {
    let headline = key(view.headline);
    let heads = |block: &crate::block::Block| matches!(block.sort, Sort::Heading(_));
    for (index, block) in view.blocks.iter().enumerate() {
        if !among.contains(&block.owner) || !block.text.bytes().any(|b| b.is_ascii_digit()) {
            continue;
        }
        let near = (place.near..=place.first).contains(&block.owner);
        let short = block.text.len() <= LONGEST_LINE;
        let body = view.chosen.iter().any(|c| c.block == index && c.kind == RegionKind::Body);
        let strange = match block.hint {
            Some((Hint::Comments, _)) => true,
            Some((Hint::Linked | Hint::Promo, _)) => !near,
            _ => block.sort == Sort::Row && !near,
        };
        if !(short || (body && near)) || strange {
            continue;
        }
        let mut from = 0;
        for day in written_days(&block.text, order, block.text.len() <= 60).take(3) {
            let mut called = called_in(&folded_before(block.text.get(from..).unwrap_or_default(), day.start.saturating_sub(from)));
            if called == Called::Nothing
                && short
                && block.text.rsplit(' ').next().is_some_and(|last| called_in(&annals_text::fold(last)) == Called::Changed)
            {
                // "This page was last on 3 May 2024 changed", as some languages have it.
                called = Called::Changed;
            }
            if heads(block) && key(&block.text) == headline && !set_off(&block.text, day.start, day.end) {
                continue;
            }
            let dated = matches!(block.hint, Some((Hint::Navigation, _))) || block.text.contains(['|', '·', '•']);
            let alone = letters_beside(&block.text, day.start, day.end) <= if dated { 60 } else { 24 };
            let labelled = called == Called::Published && from == 0 && day.start <= 40;
            let opens = day.start <= 2 && from == 0;
            from = day.end.min(block.text.len());
            // In running words a day is a day told of, unless it opens the line or is called the publication.
            let telling = alone || opens || labelled || (!body && (called != Called::Nothing || block.text.len() <= 100));
            if !telling || (!short && !opens) || (body && !near && !labelled) {
                continue;
            }
            if elsewhere(view.nodes, block.owner, place) {
                break;
            }
            if let Some(rank) = place.rank(block.owner, called, alone, false) {
                let date = DateTime::from_date(day.date);
                days.push(ShownDay { rank, date, source: DateSource::Text, before: block.owner < place.headline, node: block.owner });
            }
        }
    }
}

/// Whether a headline's day ends it or is set off by a sign: other days in headlines are told of.
fn set_off(text: &str, start: usize, end: usize) -> bool {
    const SIGNS: [char; 3] = ['|', '·', '•'];
    let after = text.get(end..).unwrap_or_default().trim_start();
    let within = text.get(..end).unwrap_or(text);
    let bracketed = text.get(..start).is_some_and(|before| before.trim_end().ends_with('('));
    !bracketed && (after.is_empty() || after.starts_with(SIGNS) || within.trim_end().ends_with(SIGNS))
}

/// Letters of a line that are no part of its day.
fn letters_beside(text: &str, start: usize, end: usize) -> usize {
    let outside = [text.get(..start), text.get(end.min(text.len())..)];
    outside.into_iter().flatten().flat_map(str::chars).filter(|c| c.is_alphabetic()).count()
}

/// Whether the node stands among readers' comments, other articles, adverts or the page's furniture.
fn elsewhere(nodes: &[Node<'_>], index: usize, place: &Places) -> bool {
    let near = (place.near..=place.first).contains(&index);
    let mut scratch = String::new();
    let mut at = index;
    for _ in 0..40 {
        let Some(node) = nodes.get(at) else { return false };
        // What holds the article itself says nothing about the line.
        if node.end > place.first && at < place.near {
            return false;
        }
        let furniture =
            matches!(node.tag(), Some(Tag::Furniture)) && !node.element().is_some_and(|e| matches!(e.value().name(), "footer" | "label"));
        if furniture && !near {
            return true;
        }
        match hint_of(node, &mut scratch) {
            Some(Hint::Comments) => return true,
            Some(Hint::Linked | Hint::Promo) if !near => return true,
            _ => {}
        }
        if node.parent == at {
            return false;
        }
        at = node.parent;
    }
    false
}

/// The words just before an element in the same line: `Published <time>`.
fn before(nodes: &[Node<'_>], index: usize) -> String {
    let parent = nodes.get(index).map_or(0, |n| n.parent);
    let mut words: Vec<&str> = Vec::new();
    for node in nodes.get(parent..index).unwrap_or_default().iter().rev().take(6) {
        if let What::Text(text) = node.what
            && !text.trim().is_empty()
        {
            words.push(text.trim());
            break;
        }
    }
    words.concat()
}

/// The folded words before byte `at`, the last sixty letters.
fn folded_before(text: &str, at: usize) -> String {
    let words = text.get(..at.min(text.len())).unwrap_or(text);
    let from = words.char_indices().rev().nth(59).map_or(0, |(k, _)| k);
    annals_text::fold(words.get(from..).unwrap_or_default())
}

/// What the words before a day call it; the last word decides.
fn called_in(folded: &str) -> Called {
    let last = |list: &[&str]| list.iter().filter_map(|word| folded.rfind(word).map(|at| at + 1)).max().unwrap_or(0);
    let (published, changed, other) = (last(&PUBLISHED), last(&CHANGED), last(&OTHER));
    match published.max(changed).max(other) {
        0 => Called::Nothing,
        most if most == changed => Called::Changed,
        most if most == other => Called::Other,
        _ => Called::Published,
    }
}

/// What an element's own names call its day.
fn called_by_name(names: &[&str]) -> Called {
    let lower = names.join(" ").to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["modif", "updated", "lastmod", "last-update", "lastupdate", "dateupdate"]) && !has(&["publi"]) {
        Called::Changed
    } else if has(&["publi", "pubdate", "posted", "created", "entry-date"]) {
        Called::Published
    } else if has(&["event", "birth", "expire", "today", "current"]) {
        Called::Other
    } else {
        Called::Nothing
    }
}

/// Whether a class or id is a date's: "post-date", "articleDate", "timestamp", "datum".
fn names_date(name: &str) -> bool {
    const WORDS: [&[u8]; 9] = [b"date", b"time", b"publi", b"posted", b"datum", b"fecha", b"stamp", b"created", b"modified"];
    let bytes = name.as_bytes();
    bytes.len() >= 4
        && bytes.len() <= 400
        && (0..bytes.len()).any(|at| WORDS.iter().any(|word| bytes.get(at..at + word.len()).is_some_and(|b| b.eq_ignore_ascii_case(word))))
        && !["update-", "updates", "validate", "candidate", "mandate"].iter().any(|no| name.contains(no))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_before_a_day_calls_it() {
        let called = |text: &str| called_in(&annals_text::fold(text));
        assert_eq!(called("First published on "), Called::Published);
        assert_eq!(called("Veröffentlicht am "), Called::Published);
        assert_eq!(called("Publié à Lyon, mis à jour le "), Called::Changed);
        assert_eq!(called("Zuletzt geändert: "), Called::Changed);
        assert_eq!(called("Copyright "), Called::Other);
        assert_eq!(called("Berlin, den "), Called::Nothing);
    }

    #[test]
    fn days_in_headlines() {
        let day = |text: &str| {
            let day = written_days(text, Order::DayFirst, false).next().expect("a day");
            set_off(text, day.start, day.end)
        };
        assert!(day("Crowds return to the quay 02.02.2022 • Sport"));
        assert!(day("Market report, 2 February 2022"));
        assert!(!day("What the storm of 2 February 2022 left behind"));
        assert!(!day("Winners (2.2.2022)"));
    }

    #[test]
    fn names_of_dates() {
        for name in ["post-date", "articleDate", "entry__timestamp", "datePublished", "meta Datum"] {
            assert!(names_date(name), "{name}");
        }
        for name in ["validate-form", "candidates", "post", "", "dat"] {
            assert!(!names_date(name), "{name}");
        }
    }
}
