//! A page's place among the pages of its article: number, address without it, and links to its neighbours.

use crate::block::Block;
use crate::tree::{Node, Tag};
use regex::Regex;
use std::sync::LazyLock;
use url::Url;

/// Links to other pages kept.
const MOST_LINKS: usize = 40;

/// "Page 2 of 3", "Seite 2 von 3", "Page 2 sur 3", "Página 2 de 3", "2 / 3 pages".
static PRINTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^\W*(?:page|seite|p[áa]gina|pagina|sida|side|strona|страница|sayfa|第)\s*(\d{1,2})\s*(?:of|von|sur|de|di|van|av|af|z|из|/|\|)\s*(\d{1,2})\s*(?:页|ページ)?\W*$",
    )
    .ok()
});
/// What names a page in the last part of a path: "page-2", "seite-2", "p2".
static SEGMENT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)^(?:(?:page|seite|pagina|sida|side|strona)[-_]?|pp?|pg)(\d{1,2})$").ok());
/// A number at a file name's end: "story-2", "story_2", "story,2", "story-page2", "story-seite-2".
static ENDING: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)^(.+?)(?:[-_,.]|%2C)(?:(?:page|seite|pagina|p|pg)[-_]?)?(\d{1,2})$").ok());

/// Where a page stands among the pages of one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Its address, made plain: host without "www.", path and query without marks of campaigns, no ending of a file.
    pub whole: String,
    /// The same without a page number.
    pub stem: String,
    /// The number in the address.
    pub in_address: Option<u32>,
    /// The number printed on the page, and how many there are.
    pub printed: Option<(u32, u32)>,
    /// The page that this one calls the next, made plain.
    pub next: Option<String>,
    /// The page that this one calls the previous, made plain.
    pub previous: Option<String>,
    /// Pages of this article that the numbers under the text lead to, made plain.
    pub links: Vec<String>,
}

impl Part {
    /// The page's number, from 1: the printed one before the address's.
    #[must_use]
    pub fn number(&self) -> Option<u32> {
        self.printed.map(|(number, _)| number).or(self.in_address)
    }

    /// How many pages the article has, as printed.
    #[must_use]
    pub fn of(&self) -> Option<u32> {
        self.printed.map(|(_, of)| of)
    }
}

/// The page's place; `None` when nothing says that its article has more pages.
pub(crate) fn part_of(nodes: &[Node<'_>], blocks: &[Block], address: &str) -> Option<Part> {
    let base = Url::parse(address).ok()?;
    let (whole, stem, in_address) = plain(&base);
    let mut part = Part { whole, stem, in_address, ..Part::default() };
    for (index, node) in nodes.iter().enumerate() {
        let Some(element) = node.element() else { continue };
        let link = node.tag() == Some(Tag::Link);
        if !link && element.value().name() != "link" {
            continue;
        }
        let Some(href) = element.attr("href") else { continue };
        let rel = element.attr("rel").unwrap_or_default();
        let is = |name: &str| rel.split_ascii_whitespace().any(|r| r.eq_ignore_ascii_case(name));
        let (next, previous) = (is("next"), is("prev") || is("previous"));
        // Among the links without a word of their place only short ones are numbers of pages.
        if !(next || previous || link && part.links.len() < MOST_LINKS && names_page(nodes, index)) {
            continue;
        }
        let Some(target) = base.join(href).ok().filter(|t| t.host_str() == base.host_str()) else { continue };
        let (whole, stem, _) = plain(&target);
        if next {
            part.next.get_or_insert(whole);
        } else if previous {
            part.previous.get_or_insert(whole);
        } else if whole != part.whole && (stem == part.stem || stem == part.whole || whole == part.stem) {
            part.links.push(whole);
        }
    }
    part.printed = blocks.iter().filter(|b| b.text.len() <= 48).find_map(|b| printed(&b.text));
    let of_stem = |address: &Option<String>| address.as_deref().is_some_and(|a| shares(a, &part));
    let any = part.printed.is_some() || !part.links.is_empty() || of_stem(&part.next) || of_stem(&part.previous);
    any.then_some(part)
}

/// Whether a plain address belongs to the article: its stem or its own address opens it.
fn shares(address: &str, part: &Part) -> bool {
    address != part.whole && (address.starts_with(part.stem.as_str()) || part.whole.starts_with(address))
}

/// "Page 2 of 3" as numbers.
fn printed(text: &str) -> Option<(u32, u32)> {
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let found = PRINTED.as_ref()?.captures(text)?;
    let number = |group: usize| found.get(group)?.as_str().parse::<u32>().ok();
    let (number, of) = (number(1)?, number(2)?);
    (number >= 1 && number <= of && of >= 2).then_some((number, of))
}

/// Whether a link's words are a number.
fn names_page(nodes: &[Node<'_>], link: usize) -> bool {
    // Few links hold so little; the others are not read.
    if nodes.get(link).is_none_or(|node| node.end > link + 8) {
        return false;
    }
    let words = crate::meta::words(nodes, link, 24);
    words.len() <= 2 && !words.is_empty() && words.bytes().all(|b| b.is_ascii_digit())
}

/// An address made plain, the same without a page number, and the number.
fn plain(url: &Url) -> (String, String, Option<u32>) {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let mut number = None;
    let (mut all, mut kept) = (String::new(), String::new());
    for (name, value) in url.query_pairs() {
        let lower = name.to_ascii_lowercase();
        if lower.starts_with("utm_") || matches!(lower.as_str(), "fbclid" | "gclid" | "ref" | "cmp") {
            continue;
        }
        let page = matches!(lower.as_str(), "page" | "p" | "pg" | "pageno" | "page_no" | "paged" | "pagenum" | "seite" | "pagina" | "sida");
        let counts = value.parse::<u32>().ok().filter(|n| page && (1..100).contains(n));
        all.push_str(&format!("&{name}={value}"));
        match counts {
            Some(counts) => number = Some(counts),
            None => kept.push_str(&format!("&{name}={value}")),
        }
    }
    let path = url.path().trim_end_matches('/');
    let lower = path.to_ascii_lowercase();
    let bare = [".html", ".htm", ".php", ".aspx", ".shtml"].iter().find(|ending| lower.ends_with(**ending));
    let path = bare.map_or(path, |ending| path.get(..path.len() - ending.len()).unwrap_or(path));
    let path = path.strip_suffix("/index").unwrap_or(path);
    let whole = format!("{host}{path}{all}");
    if number.is_some() {
        return (whole, format!("{host}{path}{kept}"), number);
    }
    let (above, last) = path.rsplit_once('/').unwrap_or(("", path));
    let number_of = |digits: &str| digits.parse::<u32>().ok().filter(|n| (1..100).contains(n));
    let alone = if last.len() <= 2 { number_of(last) } else { None };
    let named = SEGMENT.as_ref().and_then(|r| r.captures(last)).and_then(|c| number_of(c.get(1)?.as_str()));
    if let Some(number) = alone.or(named) {
        let lower = above.to_ascii_lowercase();
        let word = ["/page", "/seite", "/pagina", "/p"].iter().find(|word| lower.ends_with(**word));
        let above = word.map_or(above, |word| above.get(..above.len() - word.len()).unwrap_or(above));
        return (whole, format!("{host}{above}{kept}"), Some(number));
    }
    if let Some(found) = ENDING.as_ref().and_then(|r| r.captures(last))
        && let (Some(name), Some(number)) = (found.get(1), found.get(2).and_then(|n| number_of(n.as_str())))
    {
        return (whole, format!("{host}{above}/{}{kept}", name.as_str()), Some(number));
    }
    (whole.clone(), whole, None)
}

#[cfg(test)]
mod tests {
    use super::{plain, printed};

    #[test]
    fn addresses_lose_their_number() {
        for (address, stem, number) in [
            ("https://www.a.example/news/ships?page=2", "a.example/news/ships", Some(2)),
            ("https://a.example/news/ships/2/", "a.example/news/ships", Some(2)),
            ("https://a.example/news/ships/page/3", "a.example/news/ships", Some(3)),
            ("https://a.example/news/ships-2.html", "a.example/news/ships", Some(2)),
            ("https://a.example/news/ships/seite-2", "a.example/news/ships", Some(2)),
            ("https://a.example/news/ships.html?utm_source=x", "a.example/news/ships", None),
            ("https://a.example/2025/04/20250402", "a.example/2025/04/20250402", None),
        ] {
            let url = url::Url::parse(address).expect("an address");
            let (_, found, n) = plain(&url);
            assert_eq!((found.as_str(), n), (stem, number), "{address}");
        }
    }

    #[test]
    fn printed_numbers() {
        assert_eq!(printed("Page 2 of 3"), Some((2, 3)));
        assert_eq!(printed("Seite 2 von 4"), Some((2, 4)));
        assert_eq!(printed("Página 1 de 2"), Some((1, 2)));
        for other in ["Page 3 of 2", "Page 1 of 1", "He read page 2 of 3", "2 of 3"] {
            assert_eq!(printed(other), None, "{other}");
        }
    }
}
