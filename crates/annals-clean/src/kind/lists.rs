//! Pages that lead to articles and are none: home pages, sections, search results, lists of links.

use super::Look;
use crate::block::{Block, Sort};
use crate::tree::Tag;
use annals_model::RegionKind;
use memchr::memmem;

/// Path segments that stand for a whole site.
const HOME: &[&str] = &[
    "",
    "home",
    "index",
    "index.html",
    "index.htm",
    "index.php",
    "home.html",
    "default.aspx",
    "startseite",
    "inicio",
    "accueil",
    "homepage",
];
/// Path segments of pages of search results.
const SEARCH: &[&str] = &["search", "suche", "buscar", "busca", "recherche", "ricerca", "zoeken", "arama", "szukaj"];

/// The reason when the page is a list of others.
pub(super) fn index(look: &Look<'_>, letters: usize, sentences: usize) -> Option<String> {
    let links = look.blocks.iter().filter(|b| b.link_share() > 0.7 && b.weight() >= 20).count();
    // Words that lead elsewhere outweigh the others: else the text is there and was not found.
    let (mut leading, mut others) = (0, 0);
    for block in look.blocks {
        *(if block.link_share() > 0.5 { &mut leading } else { &mut others }) += block.weight();
    }
    let many = leading > others && links >= 5 && links >= look.chosen.len();
    let url = url::Url::parse(&look.article.canonical).ok();
    let segment =
        url.as_ref().and_then(|u| u.path_segments()).and_then(|mut s| s.next_back().map(str::to_ascii_lowercase)).unwrap_or_default();
    let home = url.as_ref().is_some_and(|u| u.path().matches('/').count() <= 1 && u.query().is_none()) && HOME.contains(&segment.as_str());
    let declared = |name: &str| look.linked.iter().any(|block| memmem::find(block.as_bytes(), name.as_bytes()).is_some());
    let searched = url.as_ref().is_some_and(|u| {
        u.path_segments().is_some_and(|mut s| s.any(|s| SEARCH.contains(&s)))
            || u.query_pairs().any(|(name, _)| matches!(name.as_ref(), "q" | "query" | "s" | "search" | "keyword"))
    });
    if (declared("\"SearchResultsPage\"") || searched && many) && teasers(look).0 * 2 >= sentences {
        return Some("a page of search results".to_owned());
    }
    if many && letters < 300 && sentences <= 1 {
        return Some(
            if home { "the site's front page: it leads to articles" } else { "a list of links rather than an article" }.to_owned(),
        );
    }
    if leading > others && sentences <= 1 && letters < 300 && links >= 3 * look.chosen.len().max(1) {
        return Some("a list of links rather than an article".to_owned());
    }
    let (teasers, paragraphs, own) = teasers(look);
    // Most paragraphs stand right under a heading that leads elsewhere, and the others do not make an article.
    if teasers >= 4 && teasers * 2 >= paragraphs && own < 500 {
        return Some(
            if home { "the site's front page: headings that lead to articles" } else { "a front page: headings that lead to articles" }
                .to_owned(),
        );
    }
    if home && links >= 8 && (teasers >= 2 || links >= 2 * paragraphs) && own < 900 {
        return Some("the site's front page: it leads to articles".to_owned());
    }
    if declared("\"CollectionPage\"") && links >= 5 && teasers >= 3 && own < 900 {
        return Some("a section's page: it leads to articles".to_owned());
    }
    None
}

/// Paragraphs under headings that lead elsewhere, all paragraphs, and letters' worth of those under no such heading.
fn teasers(look: &Look<'_>) -> (usize, usize, usize) {
    let (mut teasers, mut paragraphs, mut own) = (0, 0, 0);
    for chosen in look.chosen.iter().filter(|c| c.kind == RegionKind::Body) {
        paragraphs += 1;
        // A line of date, section or name may stand between heading and teaser.
        let above = (1..=2)
            .filter_map(|up| chosen.block.checked_sub(up))
            .find(|i| look.blocks.get(*i).is_some_and(|b| matches!(b.sort, Sort::Heading(_)) || b.weight() > 60));
        let leads = above.and_then(|i| look.blocks.get(i)).is_some_and(|b| leads_elsewhere(look, b));
        let weight = look.blocks.get(chosen.block).map_or(0, Block::weight);
        if leads && weight < 600 {
            teasers += 1;
        } else {
            own += weight;
        }
    }
    (teasers, paragraphs, own)
}

/// Whether a heading is a link to another page; one that opens what stands under it is none.
fn leads_elsewhere(look: &Look<'_>, block: &Block) -> bool {
    if !matches!(block.sort, Sort::Heading(_)) || block.link_share() <= 0.7 {
        return false;
    }
    let Some(owner) = look.nodes.get(block.owner) else { return false };
    let inside = look.nodes.get(block.owner..owner.end).unwrap_or_default().iter().find(|n| n.tag() == Some(Tag::Link));
    let mut above = Some(owner);
    let around = || {
        for _ in 0..4 {
            match above {
                Some(node) if node.tag() == Some(Tag::Link) => return Some(node),
                Some(node) => above = look.nodes.get(node.parent),
                None => return None,
            }
        }
        None
    };
    inside.or_else(around).and_then(|link| link.attr("href")).is_some_and(|href| {
        let href = href.trim();
        !href.is_empty() && !href.starts_with('#') && !href.to_ascii_lowercase().starts_with("javascript:")
    })
}
