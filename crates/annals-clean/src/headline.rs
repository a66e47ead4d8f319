//! The article's headline: what the page shows as such, checked against what it says in its head.

use crate::block::{Block, Sort};
use crate::meta::Metadata;
use crate::publishers::Publisher;
use crate::text::key;
use crate::tree::Node;

/// The headline as shown; else as stated, without the outlet's name behind it.
pub(crate) fn headline(meta: &Metadata, nodes: &[Node<'_>], blocks: &[Block], publisher: Option<&Publisher>) -> Option<String> {
    if let Some(selector) = publisher.and_then(|p| p.headline.as_ref())
        && let Some(found) = crate::page::matching(nodes, selector).next()
    {
        return Some(crate::meta::words(nodes, found, 500)).filter(|h| !h.is_empty());
    }
    let stated = [meta.linked_headline.as_deref(), meta.tag_headline.as_deref(), meta.title.as_deref()];
    let keys: Vec<String> = stated.iter().flatten().map(|s| key(s)).collect();
    let shown = blocks.iter().filter(|b| b.sort == Sort::Heading(1) && b.text.len() <= 400);
    for block in shown.clone().chain(blocks.iter().filter(|b| b.sort == Sort::Heading(2)).take(6)) {
        let own = key(&block.text);
        // Shown and stated agree when one opens with the other: a title carries the outlet's name behind.
        if own.len() >= 8 && keys.iter().any(|k| !k.is_empty() && (k.starts_with(&own) || own.starts_with(k.as_str()) && k.len() >= 12)) {
            return Some(block.text.clone());
        }
    }
    let site = meta.publisher.as_deref();
    if let Some(stated) = meta.linked_headline.as_deref().or(meta.tag_headline.as_deref()) {
        return Some(without_site(stated, site)).filter(|h| !h.is_empty());
    }
    let mut ones = shown.filter(|b| b.link_share() < 0.5 && site.is_none_or(|s| key(s) != key(&b.text)));
    let only = ones.next().filter(|b| ones.next().is_none() && b.text.split_whitespace().count() >= 3);
    if let Some(block) = only {
        return Some(block.text.clone());
    }
    meta.title.as_deref().map(|t| without_site(t, site)).filter(|h| !h.is_empty())
}

/// "Index up 3% | Harbour Post" without what stands behind the last sign, when that is the site's name or short.
fn without_site(title: &str, site: Option<&str>) -> String {
    for sign in [" | ", " – ", " — ", " - ", " :: ", " » ", " · ", " • "] {
        if let Some((before, after)) = title.rsplit_once(sign) {
            let names_site = site.is_some_and(|s| key(s) == key(after));
            let short = sign == " | " || after.split_whitespace().count() <= 3 && after.chars().next().is_some_and(char::is_uppercase);
            if names_site || (short && before.split_whitespace().count() >= 3 && after.len() < before.len()) {
                return before.trim().to_owned();
            }
        }
    }
    title.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::without_site;

    #[test]
    fn the_outlets_name_is_cut_off() {
        assert_eq!(without_site("Index up 3% in a day | Harbour Post", None), "Index up 3% in a day");
        assert_eq!(without_site("Index up 3% in a day - Harbour Post", Some("Harbour Post")), "Index up 3% in a day");
        assert_eq!(
            without_site("Stocks rise - and nobody knows the reason for it", None),
            "Stocks rise - and nobody knows the reason for it"
        );
    }
}
