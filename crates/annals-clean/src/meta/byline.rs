//! Who wrote the article: as stated for machines, unless that is only the outlet's own name and the page shows a person's.

use super::date::{Order, written_days};
use super::months::month;
use super::names::is_role_word;
use super::{Metadata, View, add_names};
use crate::hint::{Hint, hint_of};
use crate::text::key;
use crate::tree::{Node, Tag, What};
use regex::Regex;
use std::sync::LazyLock;

/// Elements with an author's name looked at on one page.
const MOST_ELEMENTS: usize = 200;

/// The authors, by the most trusted place that names more than the outlet itself.
pub(crate) fn byline(meta: &Metadata, publisher: &str, host: &str, view: &View<'_>) -> Vec<String> {
    let outlet = |name: &String| is_outlet(name, publisher, host);
    let mut stated = std::iter::once(&meta.byline).chain(&meta.bylines).filter(|names| !names.is_empty());
    if let Some(people) = stated.clone().find(|names| names.iter().any(|name| !outlet(name))) {
        // Beside people the outlet is no author.
        return people.iter().filter(|name| !is_host(name, host) && key(name) != key(publisher)).cloned().collect();
    }
    let shown =
        [signed_line, signed_element, dated_line].iter().map(|look| look(view)).find(|names| names.iter().any(|name| !outlet(name)));
    shown.or_else(|| stated.next().cloned()).unwrap_or_default()
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
    const LABELS: [&str; 9] = ["by", "written by", "author", "authors", "posted by", "words by", "von", "autor", "autorin"];
    const OPENINGS: [&str; 22] = [
        "Text by ",
        "Words by ",
        "By ",
        "by ",
        "BY ",
        "By: ",
        "Von ",
        "VON ",
        "Par ",
        "Por ",
        "Written by ",
        "Posted by ",
        "Text: ",
        "Author: ",
        "Author ",
        "Autor: ",
        "Autor ",
        "Autorin/Autor ",
        "Auteur : ",
        "Auteur: ",
        "Автор: ",
        "Текст: ",
    ];
    let first = view.chosen.first().map_or(0, |c| c.block).saturating_sub(8);
    let last = view.chosen.last().map_or(0, |c| c.block + 4).min(view.blocks.len());
    let lines = view.blocks.get(first..last).unwrap_or_default();
    let mut names = Vec::new();
    for (at, block) in lines.iter().enumerate() {
        if block.text.len() > 140 || block.ends_sentence() || matches!(block.hint, Some((Hint::Comments | Hint::Linked | Hint::Promo, _))) {
            continue;
        }
        if LABELS.contains(&block.text.trim_end_matches([':', ' ']).to_lowercase().as_str()) {
            // The label stands in a line of its own, and the name in the next.
            add_names(lines.get(at + 1).map_or("", |next| before_date(&next.text)), &mut names);
            names.retain(|name| is_person(name));
        } else if let Some(named) = OPENINGS.iter().find_map(|opening| block.text.strip_prefix(opening)) {
            let named = before_date(named);
            if named.starts_with(char::is_uppercase) && named.len() <= 76 && !named.bytes().any(|c| c.is_ascii_digit()) {
                add_names(named, &mut names);
            }
        }
        if !names.is_empty() {
            return names;
        }
    }
    // Some outlets sign at the end, on the right.
    let tail = view.chosen.last().map_or(0, |c| c.block.saturating_sub(1));
    for block in view.blocks.get(tail..last).unwrap_or_default() {
        let style = view.nodes.get(block.owner).and_then(|n| n.attr("style")).unwrap_or_default();
        let on_the_right = style.replace(' ', "").to_ascii_lowercase().contains("text-align:right");
        if on_the_right && is_person(&block.text) && block.text.contains(' ') {
            add_names(&block.text, &mut names);
        }
    }
    if names.is_empty() {
        for block in view.blocks.get(first..last).unwrap_or_default() {
            signed_in_han_or_hangul(&block.text, &mut names);
        }
    }
    names
}

/// What stands before the day or the reading time of a signed line.
fn before_date(line: &str) -> &str {
    let mut line = line;
    for sign in [" on ", " am ", ", in ", " ⋅", " | ", " · ", " • ", " / ", " Published", " Updated", " Posted", " \u{2013} ", " \u{2014} "]
    {
        line = line.split(sign).next().unwrap_or(line);
    }
    let digit = line.find(|c: char| c.is_ascii_digit()).unwrap_or(line.len());
    let before = line.get(..digit).unwrap_or(line).trim_end();
    // A month's name before the digit belongs to the day.
    match before.rsplit_once(' ') {
        Some((rest, last)) if digit < line.len() && month(last.trim_end_matches('.')).is_some() => rest.trim_end_matches([' ', ',']),
        _ => before,
    }
}

/// The names behind "作者：" or before "기자", in a line of their own or in brackets.
fn signed_in_han_or_hangul(line: &str, names: &mut Vec<String>) {
    static SIGNED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?:作者|记者|記者|撰文|责编|責編|责任编辑|文)\s?[：:/／]\s?(\p{Han}[\p{Han}、，,·\s]{1,30})|^\W{0,2}(\p{Hangul}{2,4})\s?기자(?:\W|$)").ok()
    });
    if line.len() > 120 {
        return;
    }
    if let Some(found) = SIGNED.as_ref().and_then(|signed| signed.captures(line))
        && let Some(signed) = found.get(1).or(found.get(2))
    {
        add_names(signed.as_str(), names);
    }
}

/// The name in a line with the day: "Jane Doe | 3 May 2024".
fn dated_line(view: &View<'_>) -> Vec<String> {
    let Some(first) = view.chosen.first().map(|c| c.block) else { return Vec::new() };
    for block in view.blocks.get(first.saturating_sub(6)..(first + 3).min(view.blocks.len())).unwrap_or_default() {
        let strange = matches!(block.hint, Some((Hint::Comments | Hint::Linked | Hint::Promo, _)));
        let dated = || written_days(&block.text, Order::DayFirst, false).next().is_some();
        if strange || block.text.len() > 120 || block.ends_sentence() || !dated() {
            continue;
        }
        if let Some((_, named)) = block.text.rsplit_once(" by ").filter(|(_, named)| is_person(named)) {
            return vec![named.trim().to_owned()];
        }
        if !block.text.contains(['|', '·', '•', '—', '–', '/']) {
            continue;
        }
        for part in block.text.split(['|', '·', '•', '—', '–', '/']) {
            let mut names = Vec::new();
            add_names(part, &mut names);
            names.retain(|name| is_person(name) && (2..=4).contains(&name.split_whitespace().count()));
            if names.len() == 1 && !part.contains(". ") && names.first().is_some_and(|name| part.trim().ends_with(name.as_str())) {
                return names;
            }
        }
    }
    Vec::new()
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
        add_names(before_date(&text), &mut names);
        // One word may be a desk or a subject; a link that is said to be an author's is not.
        names.retain(|name| {
            is_person(name) && (clear == Clear::Link || name.contains(' ') || name.chars().next().is_some_and(|c| c >= '\u{2e80}'))
        });
        if names.is_empty() || names.len() > 6 || text.len() > 100 || among_others(view.nodes, index, index > first) {
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
        && !words.iter().map(|word| word.to_lowercase()).any(|word| NOT.contains(&word.as_str()) || is_role_word(&word))
}

/// Whether the node stands among readers' comments, under a picture, or, below the article's begin, among other articles.
fn among_others(nodes: &[Node<'_>], index: usize, below: bool) -> bool {
    let mut scratch = String::new();
    let mut at = index;
    for _ in 0..30 {
        let Some(node) = nodes.get(at) else { return false };
        match hint_of(node, &mut scratch) {
            Some(Hint::Comments | Hint::Caption) => return true,
            Some(Hint::Linked | Hint::Promo) if below => return true,
            _ => {}
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
    fn names_in_han_and_hangul() {
        let names = |line| {
            let mut names = Vec::new();
            signed_in_han_or_hangul(line, &mut names);
            names
        };
        assert_eq!(names("（责编：陈晓、王小明）"), ["陈晓", "王小明"]);
        assert_eq!(names("文／林美玲"), ["林美玲"]);
        assert_eq!(names("김하늘 기자 sky@post.example"), ["김하늘"]);
        assert!(names("记者在现场看到，人群已经散去。").is_empty());
        assert!(names("그는 기자에게 말했다.").is_empty());
    }

    #[test]
    fn the_day_is_cut_from_a_signed_line() {
        for line in [
            "Jane Doe on May 3, 2024",
            "Jane Doe May 3, 2024",
            "Jane Doe | Markets",
            "Jane Doe 3 May 2024",
            "Jane Doe, 03.05.2024",
            "Jane Doe",
        ] {
            assert_eq!(before_date(line).trim_end_matches(','), "Jane Doe", "{line}");
        }
        assert_eq!(before_date("April May"), "April May", "no digit, no day");
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
