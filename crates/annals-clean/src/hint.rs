//! What a page's own class names say about a part of it: "share-bar", "RelatedStories", "article-body".

use crate::hint_names::{BODY, NAMES, STANDFIRST};
use crate::tree::{Node, Tag};
use std::sync::LazyLock;

/// What the names on an element say it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hint {
    /// The article's own words.
    Body,
    /// A machine's digest of the article.
    Digest,
    /// The paragraph under the headline.
    Standfirst,
    Caption,
    /// A citation mark or a list of sources.
    Citation,
    /// Links to other articles.
    Linked,
    /// Adverts, newsletters, subscriptions.
    Promo,
    /// Readers' letters under the article.
    Comments,
    /// Menus, share buttons, tags, bylines.
    Navigation,
    /// Terms, copyright.
    Disclaimer,
    /// Not shown.
    Hidden,
}

impl Hint {
    /// Whether the element is left out of the text.
    pub(crate) fn drops(self) -> bool {
        matches!(self, Self::Linked | Self::Promo | Self::Comments | Self::Navigation | Self::Disclaimer | Self::Hidden)
    }
}

/// Word lists, sorted for search.
struct Lists {
    names: Vec<(&'static str, Hint)>,
    body: Vec<&'static str>,
    standfirst: Vec<&'static str>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut names: Vec<(&str, Hint)> = NAMES.iter().flat_map(|(hint, list)| list.iter().map(|name| (*name, *hint))).collect();
    names.sort_by_key(|(name, _)| *name);
    let mut body = BODY.to_vec();
    body.sort_unstable();
    let mut standfirst = STANDFIRST.to_vec();
    standfirst.sort_unstable();
    Lists { names, body, standfirst }
});

/// What the names and attributes of `node` say; `None` when they say nothing.
pub(crate) fn hint_of(node: &Node<'_>, scratch: &mut String) -> Option<Hint> {
    let element = node.element()?;
    let tag = node.tag()?;
    let mut found: Option<Hint> = None;
    let mut body = false;
    let mut standfirst = false;
    // Words behind a paywall are sent hidden; they are the article's.
    let paid = element.attr("class").is_some_and(|c| c.contains("paywall"));
    for (name, value) in element.value().attrs() {
        match name {
            "class" if !paid && hidden_by_class(value) => return Some(Hint::Hidden),
            "hidden" if !paid => return Some(Hint::Hidden),
            "aria-hidden" if value.eq_ignore_ascii_case("true") && tag.is_block() => return Some(Hint::Hidden),
            "style" if hides(value) && !paid => return Some(Hint::Hidden),
            "itemprop" if value.eq_ignore_ascii_case("articlebody") => body = true,
            "itemprop" if matches!(value, "author" | "publisher" | "datePublished" | "dateModified" | "keywords") => {
                found = found.or(Some(Hint::Navigation))
            }
            "role" => match value {
                "navigation" | "banner" | "search" | "contentinfo" | "dialog" | "alertdialog" | "menu" | "menubar" | "toolbar"
                | "tablist" | "button" => {
                    found = found.or(Some(Hint::Navigation));
                }
                "complementary" => found = found.or(Some(Hint::Linked)),
                "doc-endnotes" | "doc-bibliography" | "doc-noteref" => found = found.or(Some(Hint::Citation)),
                _ => {}
            },
            "rel" if value == "author" => found = found.or(Some(Hint::Navigation)),
            "class" | "id" | "data-component" | "data-testid" | "data-test" | "data-block" | "data-module" | "data-type" | "data-name" => {
                for token in value.split_ascii_whitespace().take(24) {
                    // An anchor made of a heading's words speaks of the heading's matter: id="more-on-tides-and-tools".
                    if name == "id" && token.split(['-', '_']).filter(|word| word.len() > 1).count() > 3 {
                        continue;
                    }
                    if ["no-", "has-", "with-", "without-", "category-", "tag-"].iter().any(|opening| token.starts_with(opening))
                        || token.contains("label-visually")
                        || token.contains("label-hidden")
                    {
                        continue;
                    }
                    split_words(token, scratch);
                    body |= has_phrase(scratch, |phrase| LISTS.body.binary_search(&phrase).is_ok());
                    standfirst |= has_phrase(scratch, |phrase| LISTS.standfirst.binary_search(&phrase).is_ok());
                    if found.is_none() {
                        has_phrase(scratch, |phrase| match LISTS.names.binary_search_by_key(&phrase, |(name, _)| name) {
                            Ok(at) => {
                                found = LISTS.names.get(at).map(|(_, hint)| *hint);
                                true
                            }
                            Err(_) => false,
                        });
                    }
                }
            }
            _ => {}
        }
    }
    match found {
        // What a row or a cell is called says what it holds: a player, a rating, a category.
        Some(Hint::Navigation) if matches!(tag, Tag::Row | Tag::Cell) => None,
        Some(hint @ (Hint::Digest | Hint::Comments | Hint::Hidden | Hint::Citation)) => Some(hint),
        _ if body => Some(Hint::Body),
        _ if standfirst => Some(Hint::Standfirst),
        Some(hint) => Some(hint),
        None if tag == Tag::Caption => Some(Hint::Caption),
        None if tag == Tag::Furniture => Some(Hint::Navigation),
        None => None,
    }
}

/// `class="hidden"`, unless the same names show it on some screens: `hidden md:block`, `d-none d-md-flex`.
fn hidden_by_class(names: &str) -> bool {
    let mut hides = false;
    for name in names.split_ascii_whitespace() {
        hides |= matches!(name, "hidden" | "d-none" | "u-hidden" | "is-hidden");
        if name.contains(':') && !name.ends_with(":hidden") || name.len() > 6 && name.starts_with("d-") {
            return false;
        }
    }
    hides
}

/// `display: none` and `visibility: hidden`.
fn hides(style: &str) -> bool {
    let plain: String = style.chars().filter(|c| !c.is_whitespace()).take(400).collect::<String>().to_ascii_lowercase();
    plain.contains("display:none") || plain.contains("visibility:hidden")
}

/// `"RelatedStories__item-2"` as `"related stories item"`: words in lower case, digits left out.
fn split_words(token: &str, out: &mut String) {
    out.clear();
    let mut before_lower = false;
    let hashed = |at: usize| is_hash(token.get(at..).unwrap_or_default());
    let mut skip = hashed(0);
    for (at, c) in token.char_indices().take(80) {
        if !c.is_alphanumeric() {
            skip = hashed(at + c.len_utf8());
        } else if skip {
            continue;
        }
        if c.is_ascii_alphabetic() || c.is_alphabetic() {
            if c.is_uppercase() && before_lower && !out.ends_with(' ') {
                out.push(' ');
            }
            before_lower = c.is_lowercase();
            out.push(c.to_ascii_lowercase());
        } else {
            before_lower = false;
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        }
    }
    let length = out.trim_end().len();
    out.truncate(length);
}

/// Whether the name opens with a number in base 16 or 36: "element-5f18ad9" speaks of no advert.
fn is_hash(name: &str) -> bool {
    let part = name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().as_bytes();
    let changes = part.windows(2).filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit()).count();
    changes >= 3 && part.len() >= 6 || changes >= 2 && part.len() >= 6 && part.first().is_some_and(u8::is_ascii_digit)
}

/// Whether one, two, three or four neighbouring words of `words` make a phrase that `known` knows; the longest are asked first.
fn has_phrase(words: &str, mut known: impl FnMut(&str) -> bool) -> bool {
    let mut bounds = [(0usize, 0usize); 8];
    let mut count = 0;
    let mut start = 0;
    for word in words.split(' ').take(bounds.len()) {
        bounds[count] = (start, start + word.len());
        start += word.len() + 1;
        count += 1;
    }
    for length in (1..=count.min(4)).rev() {
        for window in bounds[..count].windows(length) {
            if let (Some((from, _)), Some((_, to))) = (window.first(), window.last())
                && words.get(*from..*to).is_some_and(&mut known)
            {
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_into_words() {
        let mut words = String::new();
        split_words("RelatedStories__item-2", &mut words);
        assert_eq!(words, "related stories item");
        assert!(has_phrase(&words, |p| p == "related"));
        assert!(has_phrase("td post content", |p| p == "post content"));
        assert!(!has_phrase("shadow", |p| p == "ad"));
    }
}
