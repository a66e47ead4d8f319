//! The entries of a live blog on the page: like elements, one after the other, each with a time.

use crate::block::{Block, Sort};
use crate::body::Chosen;
use crate::hint::Hint;
use crate::meta::date::read_date;
use crate::tree::{Node, Tag};
use annals_model::DateTime;
use memchr::memmem;
use std::collections::BTreeMap;

/// Times looked at on one page.
const MOST_TIMES: usize = 3000;

/// What makes elements alike: their level (or parent, without a class), name and first class.
type Likeness<'a> = (usize, &'a str, &'a str);

/// One entry of the page.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Its element, an index into the nodes.
    pub(crate) element: usize,
    /// Its time as printed.
    pub(crate) printed: Option<String>,
    /// Its time as stated for machines.
    pub(crate) published: Option<DateTime>,
}

/// All entries of a page, in its order.
#[derive(Clone, Debug)]
pub(crate) struct Entries {
    pub(crate) list: Vec<Entry>,
    /// The element that holds them and the lines above them.
    pub(crate) container: usize,
}

impl Entries {
    /// The entry a block's owner stands in.
    pub(crate) fn of(&self, nodes: &[Node<'_>], owner: usize) -> Option<usize> {
        let at = self.list.partition_point(|entry| entry.element <= owner).checked_sub(1)?;
        let end = nodes.get(self.list.get(at)?.element)?.end;
        (owner < end).then_some(at)
    }

    /// Whether the choice of the article's blocks left out more than a fifth of the entries.
    pub(crate) fn missed(&self, nodes: &[Node<'_>], blocks: &[Block], chosen: &[Chosen]) -> bool {
        let mut seen = vec![false; self.list.len()];
        for at in chosen.iter().filter_map(|c| blocks.get(c.block)).filter_map(|b| self.of(nodes, b.owner)) {
            if let Some(seen) = seen.get_mut(at) {
                *seen = true;
            }
        }
        seen.iter().filter(|seen| **seen).count() * 5 < self.list.len() * 4
    }
}

/// The entries; `None` when the page is no live blog.
pub(crate) fn entries(nodes: &[Node<'_>], blocks: &[Block], linked: &[&str], heads: &[&str]) -> Option<Entries> {
    let declared = linked.iter().any(|block| memmem::find(block.as_bytes(), b"LiveBlogPosting").is_some());
    let live = declared || heads.iter().any(|head| says_live(head));
    let times = times(nodes, live);
    if times.len() < 3 {
        return None;
    }
    // Like elements on one level, each with a time in it: the first time counts.
    let depth = depths(nodes);
    let mut groups: BTreeMap<Likeness<'_>, Vec<(usize, usize)>> = BTreeMap::new();
    for time in &times {
        let mut element = *time;
        for _ in 0..8 {
            let Some(node) = nodes.get(element).filter(|_| element > 0) else { break };
            if let Some(e) = node.element() {
                let class = node.attr("class").and_then(|c| c.split_ascii_whitespace().next()).unwrap_or_default();
                let level = if class.is_empty() { node.parent } else { depth.get(element).copied().unwrap_or(0) };
                let group = groups.entry((level, e.value().name(), class)).or_default();
                if group.last().is_none_or(|(last, _)| *last != element) {
                    group.push((element, *time));
                }
            }
            element = node.parent;
        }
    }
    let whole: usize = blocks.iter().filter(|b| is_prose(b)).map(Block::weight).sum();
    let (group, words) = groups
        .into_values()
        .filter(|group| group.len() >= 3)
        .map(|group| {
            let words: Vec<usize> = group.iter().map(|(element, _)| prose_under(nodes, blocks, *element)).collect();
            (group, words)
        })
        .filter(|(group, words)| words.iter().filter(|w| **w > 0).count() * 5 >= group.len() * 3)
        .max_by_key(|(_, words)| words.iter().sum::<usize>())?;
    let sum: usize = words.iter().sum();
    if sum * 2 < whole || sum < 200 {
        return None;
    }
    let mut list: Vec<Entry> = group.iter().map(|(element, time)| entry(nodes, &times, *element, *time)).collect();
    list.sort_by_key(|entry| entry.element);
    let common = common_ancestor(nodes, &list)?;
    if !(live || named_live(nodes, common) || named_live(nodes, list.first()?.element) || grows_by_the_hour(nodes, blocks, &list)) {
        return None;
    }
    if list.iter().filter(|e| leads_away(nodes, blocks, e.element)).count() * 2 > list.len() {
        return None;
    }
    let holder = ancestors(nodes, common).take(8).find(|at| {
        nodes.get(*at).is_some_and(|n| n.tag() == Some(Tag::Article) || n.element().is_some_and(|e| e.value().name() == "main"))
    });
    Some(Entries { list, container: holder.unwrap_or(common) })
}

/// Elements that state a time: `<time>`; on pages that call themselves live also what is named so and reads like one.
fn times(nodes: &[Node<'_>], live: bool) -> Vec<usize> {
    let is_time = |index: usize, node: &Node<'_>| {
        node.tag() == Some(Tag::Time)
            || live
                && node.attr("class").is_some_and(|c| {
                    let lower = c.to_ascii_lowercase();
                    ["time", "stamp", "uhrzeit", "heure", "hora", "date"].iter().any(|name| lower.contains(name))
                })
                && reads_as_time(&crate::meta::words(nodes, index, 48))
    };
    nodes.iter().enumerate().filter(|(index, node)| is_time(*index, node)).map(|(index, _)| index).take(MOST_TIMES).collect()
}

/// "10:42", "10.42 am", "10h42", "7 April, 10:42 BST": short, with hours and minutes.
pub(crate) fn reads_as_time(words: &str) -> bool {
    let bytes = words.as_bytes();
    (4..=40).contains(&bytes.len())
        && bytes
            .windows(4)
            .any(|w| w[0].is_ascii_digit() && matches!(w[1], b':' | b'.' | b'h') && w[2].is_ascii_digit() && w[3].is_ascii_digit())
}

fn depths(nodes: &[Node<'_>]) -> Vec<usize> {
    let mut depth = vec![0usize; nodes.len()];
    for index in 1..nodes.len() {
        depth[index] = depth[nodes[index].parent] + 1;
    }
    depth
}

/// An entry: of its first times the one with a clock's, else the first.
fn entry(nodes: &[Node<'_>], times: &[usize], element: usize, first: usize) -> Entry {
    let end = nodes.get(element).map_or(element, |n| n.end);
    let own = times.get(times.partition_point(|t| *t < first)..).unwrap_or_default().iter().take_while(|t| **t < end).take(3);
    let time = own.copied().find(|t| reads_as_time(&crate::meta::words(nodes, *t, 60))).unwrap_or(first);
    let words = crate::meta::words(nodes, time, 60);
    let printed = words.trim_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '·' | '-' | '–')).to_owned();
    // A frame around `<time>` may be named so, too: the moment is stated by either.
    let inside = times.iter().filter(|t| **t >= time && nodes.get(time).is_some_and(|n| **t < n.end));
    let published = inside.filter_map(|t| nodes.get(*t)).find_map(|n| n.attr("datetime")).and_then(read_date);
    Entry { element, printed: Some(printed).filter(|p| !p.is_empty()), published }
}

/// A sentence of an article, not of a menu or of readers.
fn is_prose(block: &Block) -> bool {
    block.weight() >= 40
        && block.link_share() < 0.5
        && !matches!(block.sort, Sort::Heading(_) | Sort::Caption)
        && !block.hint.is_some_and(|(h, _)| h.drops())
}

fn prose_under(nodes: &[Node<'_>], blocks: &[Block], element: usize) -> usize {
    let end = nodes.get(element).map_or(element, |n| n.end);
    let from = blocks.partition_point(|b| b.owner < element);
    // Owners rise nearly always; a block behind a child belongs to its parent again.
    let near = blocks.get(from.saturating_sub(2)..).unwrap_or_default().iter().take_while(|b| b.owner < end);
    near.filter(|b| b.owner >= element && is_prose(b)).map(Block::weight).sum()
}

/// Whether an entry's heading is a link to another page: then it is a teaser.
fn leads_away(nodes: &[Node<'_>], blocks: &[Block], element: usize) -> bool {
    let end = nodes.get(element).map_or(element, |n| n.end);
    blocks.iter().filter(|b| b.owner >= element && b.owner < end).take(4).any(|b| {
        matches!(b.sort, Sort::Heading(_))
            && b.link_share() > 0.7
            && nodes
                .get(element..end)
                .unwrap_or_default()
                .iter()
                .filter(|n| n.tag() == Some(Tag::Link))
                .filter_map(|n| n.attr("href"))
                .any(|h| !h.contains('#') && h.len() > 1)
    })
}

fn ancestors<'n>(nodes: &'n [Node<'_>], element: usize) -> impl Iterator<Item = usize> + 'n {
    std::iter::successors(Some(element), |at| nodes.get(*at).map(|n| n.parent).filter(|parent| parent < at))
}

fn common_ancestor(nodes: &[Node<'_>], list: &[Entry]) -> Option<usize> {
    let (first, last) = (list.first()?.element, list.last()?.element);
    ancestors(nodes, first).skip(1).find(|at| nodes.get(*at).is_some_and(|n| last < n.end))
}

/// Whether an element or one not far above it is named a live blog.
fn named_live(nodes: &[Node<'_>], element: usize) -> bool {
    ancestors(nodes, element).take(5).any(|at| {
        nodes.get(at).and_then(Node::element).is_some_and(|e| {
            e.value().name() == "amp-live-list"
                || e.value().attrs().any(|(name, value)| {
                    matches!(name, "class" | "id" | "itemtype" | "data-component" | "data-testid" | "data-type") && names_live(value)
                })
        })
    })
}

/// "live-blog", "LiveBlogPosting", "liveticker", "live-updates", "en-direct".
fn names_live(name: &str) -> bool {
    let plain: String = name.chars().filter(|c| c.is_ascii_alphabetic()).map(|c| c.to_ascii_lowercase()).collect();
    [
        "liveblog",
        "liveticker",
        "liveupdate",
        "livefeed",
        "liveentr",
        "livepost",
        "livetext",
        "livestory",
        "tickerentry",
        "newsticker",
        "endirect",
        "minutobyminuto",
        "minutoaminuto",
        "minutebyminute",
        "livecoverage",
    ]
    .iter()
    .any(|known| plain.contains(known))
}

/// "Live: markets fall", "… – as it happened", "Liveticker", "en direct".
fn says_live(head: &str) -> bool {
    let folded = annals_text::fold(head);
    let opens = folded.split(|c: char| !c.is_alphanumeric()).find(|w| !w.is_empty()) == Some("live") && folded.contains(':');
    opens
        || [
            "live blog",
            "liveblog",
            "liveticker",
            "live ticker",
            "live updates",
            "as it happened",
            "minute by minute",
            "minute-by-minute",
            "en direct",
            "en vivo",
            "minuto a minuto",
            "ao vivo",
            "in diretta",
            "live-blog",
            "- live",
            "| live",
            "/live/",
        ]
        .iter()
        .any(|words| folded.contains(words))
}

/// Whether unnamed entries grow as a live blog does: at least four, each with a heading, times running one way within two days.
fn grows_by_the_hour(nodes: &[Node<'_>], blocks: &[Block], list: &[Entry]) -> bool {
    let times: Vec<i64> = list.iter().filter_map(|e| e.published.filter(|p| p.time.is_some())).map(DateTime::unix_seconds).collect();
    if times.len() < 4 || times.len() < list.len() {
        return false;
    }
    let rising = times.is_sorted_by(|a, b| a < b);
    let falling = times.is_sorted_by(|a, b| a > b);
    let spread = times.iter().max().zip(times.iter().min()).map_or(i64::MAX, |(a, b)| a - b);
    let headed = |e: &&Entry| {
        let end = nodes.get(e.element).map_or(0, |n| n.end);
        blocks.iter().any(|b| {
            b.owner >= e.element && b.owner < end && matches!(b.sort, Sort::Heading(_)) && !b.hint.is_some_and(|(h, _)| h == Hint::Comments)
        })
    };
    (rising || falling) && spread <= 2 * 86_400 && list.iter().filter(headed).count() * 4 >= list.len() * 3
}
