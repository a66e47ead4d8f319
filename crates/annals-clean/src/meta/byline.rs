//! Who wrote the article: as stated for machines, unless that is only the outlet's own name and the page shows a person's.

use super::{View, add_names};
use crate::hint::{Hint, hint_of};
use crate::text::key;
use crate::tree::{Node, Tag, What};

/// Elements with an author's name looked at on one page.
const MOST_ELEMENTS: usize = 200;

/// The authors, most trusted place first. `stated` are the names the page gives to machines.
pub(crate) fn byline(stated: Vec<String>, publisher: &str, host: &str, view: &View<'_>) -> Vec<String> {
    let outlet = |name: &String| is_outlet(name, publisher, host);
    if stated.iter().any(|name| !outlet(name)) {
        // Beside people the outlet itself is no author.
        return stated.into_iter().filter(|name| !is_host(name, host)).collect();
    }
    let mut shown = signed_line(view);
    if shown.is_empty() {
        shown = signed_element(view);
    }
    if shown.is_empty() { stated } else { shown }
}

/// Whether a name is the outlet's: "Harbour Post" on harbourpost.example.
fn is_outlet(name: &str, publisher: &str, host: &str) -> bool {
    let own = key(name);
    let outlet = key(publisher);
    is_host(name, host)
        || own.is_empty()
        || own == outlet
        || (outlet.len() >= 4 && own.starts_with(&outlet))
        || (own.len() >= 4 && outlet.starts_with(&own))
}

/// Whether a name is the site's address or the word before its ending.
fn is_host(name: &str, host: &str) -> bool {
    let own = key(name);
    let bare = host.strip_prefix("www.").unwrap_or(host);
    own == key(bare) || bare.split('.').any(|part| part.len() >= 3 && key(part) == own && !name.contains(' '))
}

/// The names of a line "By Jane Doe" around or at the end of the article.
fn signed_line(view: &View<'_>) -> Vec<String> {
    const OPENINGS: [&str; 12] =
        ["By ", "by ", "BY ", "By: ", "Von ", "VON ", "Par ", "Por ", "Written by ", "Posted by ", "Text: ", "Author: "];
    let first = view.chosen.first().map_or(0, |c| c.block).saturating_sub(8);
    let last = view.chosen.last().map_or(0, |c| c.block + 4).min(view.blocks.len());
    let line = view.blocks.get(first..last).unwrap_or_default().iter().find(|b| {
        let named = OPENINGS.iter().find_map(|opening| b.text.strip_prefix(opening));
        b.text.len() <= 80
            && !b.ends_sentence()
            && !matches!(b.hint, Some((Hint::Comments | Hint::Linked | Hint::Promo, _)))
            && named.is_some_and(|n| n.starts_with(char::is_uppercase) && !n.bytes().any(|c| c.is_ascii_digit()))
    });
    let mut names = Vec::new();
    if let Some(block) = line {
        add_names(&block.text, &mut names);
    }
    names
}

/// How clearly an element's own names say that it holds an author's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Clear {
    /// `rel="author"`, or a link into the outlet's list of authors.
    Link,
    /// "author-name".
    Name,
    /// "author", "byline".
    Line,
}

/// The names in elements called an author's, near the article.
fn signed_element(view: &View<'_>) -> Vec<String> {
    let owner = |block: usize| view.blocks.get(block).map(|b| b.owner);
    let Some(first) = view.chosen.first().and_then(|c| owner(c.block)) else { return Vec::new() };
    let last = view.chosen.last().and_then(|c| owner(c.block + 6)).unwrap_or(view.nodes.len());
    let from = view.chosen.first().and_then(|c| owner(c.block.saturating_sub(12))).unwrap_or(0);
    let mut found: Vec<(bool, Clear, usize, Vec<String>)> = Vec::new();
    let mut done = 0;
    let mut looked = 0;
    for index in from..last.min(view.nodes.len()) {
        let Some(node) = view.nodes.get(index) else { break };
        let Some(clear) = clear_of(node) else { continue };
        if index < done || node.end - index > 40 {
            continue;
        }
        looked += 1;
        if looked > MOST_ELEMENTS {
            break;
        }
        let text = super::words(view.nodes, index, 120);
        let mut names = Vec::new();
        add_names(&text, &mut names);
        names.retain(|name| is_person(name));
        if names.is_empty() || names.len() > 6 || text.len() > 100 || among_others(view.nodes, index) {
            continue;
        }
        // A link's or a name's own element may stand inside a line's: the inner one comes later and is the clearer.
        if clear != Clear::Line {
            done = node.end;
        }
        found.push((index > first, clear, index, names));
    }
    found.sort_by_key(|(after, clear, index, _)| (*after, *clear, *index));
    let Some((after, clear, at, _)) = found.first().map(|(after, clear, at, names)| (*after, *clear, *at, names.len())) else {
        return Vec::new();
    };
    let mut names: Vec<String> = Vec::new();
    // Several authors stand side by side, each in an element of its own.
    for (_, _, _, more) in found.iter().filter(|f| f.0 == after && f.1 == clear && f.2 < at + 60) {
        for name in more {
            if !names.iter().any(|known| known.to_lowercase() == name.to_lowercase()) {
                names.push(name.clone());
            }
        }
    }
    names
}

/// What the names on an element say about an author.
fn clear_of(node: &Node<'_>) -> Option<Clear> {
    let What::Element(tag, element) = node.what else { return None };
    if matches!(tag, Tag::Empty | Tag::Figure | Tag::Caption) {
        return None;
    }
    if element.attr("rel").is_some_and(|rel| rel.split_ascii_whitespace().any(|word| word == "author")) {
        return Some(Clear::Link);
    }
    if tag == Tag::Link
        && let Some(href) = element.attr("href")
        && ["/author/", "/authors/", "/autor/", "/autoren/", "/auteur/", "/profile/", "/people/"].iter().any(|part| href.contains(part))
    {
        return Some(Clear::Link);
    }
    let mut best = None;
    for name in ["class", "id", "itemprop", "data-testid"] {
        let Some(value) = element.attr(name).filter(|v| v.len() <= 300) else { continue };
        let lower = value.to_ascii_lowercase();
        if !["author", "byline", "autor", "auteur"].iter().any(|word| lower.contains(word)) {
            continue;
        }
        if ["authority", "authoriz", "bio", "avatar", "image", "photo", "about", "social", "desc", "title", "role", "job"]
            .iter()
            .any(|no| lower.contains(no))
        {
            continue;
        }
        let clear = if lower.contains("name") { Clear::Name } else { Clear::Line };
        best = Some(best.map_or(clear, |known: Clear| known.min(clear)));
    }
    best
}

/// Whether the words are a person's or a desk's name: a few words, each with a capital letter, no sentence.
fn is_person(name: &str) -> bool {
    const NOT: [&str; 22] = [
        "share",
        "follow",
        "about",
        "read",
        "more",
        "view",
        "posts",
        "written",
        "updated",
        "published",
        "contact",
        "email",
        "twitter",
        "facebook",
        "profile",
        "comments",
        "articles",
        "by",
        "author",
        "authors",
        "min",
        "subscribe",
    ];
    let words: Vec<&str> = name.split_whitespace().collect();
    let small = ["de", "la", "van", "von", "der", "den", "del", "di", "da", "el", "al", "bin", "le", "du", "y", "the", "of"];
    let wide = name.chars().next().is_some_and(|c| c >= '\u{2e80}');
    (1..=5).contains(&words.len())
        && name.len() <= 60
        && !name.bytes().any(|b| b.is_ascii_digit())
        && words.iter().all(|word| word.starts_with(char::is_uppercase) || wide || small.contains(word))
        && !words.iter().any(|word| NOT.contains(&word.to_lowercase().as_str()))
}

/// Whether the node stands among readers' comments or other articles.
fn among_others(nodes: &[Node<'_>], index: usize) -> bool {
    let mut scratch = String::new();
    let mut at = index;
    for _ in 0..30 {
        let Some(node) = nodes.get(at) else { return false };
        if matches!(hint_of(node, &mut scratch), Some(Hint::Comments | Hint::Linked | Hint::Promo | Hint::Caption)) {
            return true;
        }
        if matches!(node.tag(), Some(Tag::Figure | Tag::Caption)) {
            return true;
        }
        if node.parent == at {
            return false;
        }
        at = node.parent;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outlet_is_known_by_name_and_address() {
        assert!(is_outlet("Harbour Post", "Harbour Post", "www.harbourpost.example"));
        assert!(is_outlet("harbourpost", "", "www.harbourpost.example"));
        assert!(is_outlet("Harbour Post (www.harbourpost.example)", "Harbour Post", "harbourpost.example"));
        assert!(!is_outlet("Jane Harbour", "Harbour Post", "harbourpost.example"));
        assert!(!is_outlet("Ann Post", "Harbour Post", "www.post.example"));
    }

    #[test]
    fn people_have_few_words_with_capitals() {
        for name in ["Jane Doe", "Ludwig van Alm", "陈晓明", "ANN POE", "Mia"] {
            assert!(is_person(name), "{name}");
        }
        for name in ["Share on Post", "read more", "About Jane", "the quick brown fox", "Jane Doe 3 min", "One Two Three Four Five Six"] {
            assert!(!is_person(name), "{name}");
        }
    }
}
