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
    let site = meta.publisher.as_deref();
    let bare = |stated: Option<&str>| stated.map(|s| without_site(s, site, meta.section.as_deref())).filter(|s| !s.is_empty());
    let linked = meta.linked_headline.as_deref().map(|s| site.and_then(|site| without_name(s, site)).unwrap_or(s).trim().to_owned());
    let linked = linked.filter(|s| !s.is_empty());
    let (tag, title) = (bare(meta.tag_headline.as_deref()), bare(meta.title.as_deref()));
    let keys: Vec<String> = [&linked, &tag, &title].into_iter().flatten().map(|s| key(s)).collect();
    // A news desk's structured data gives the headline as the desk wrote it, unless it only repeats the title made for search engines.
    if meta.says_news
        && let Some(linked) = &linked
        && (title.as_deref().map(key) != Some(key(linked)) || tag.as_deref().map(key) == Some(key(linked)))
    {
        return Some(linked.clone());
    }
    let shown = blocks.iter().filter(|b| b.sort == Sort::Heading(1) && b.text.len() <= 400);
    for block in shown.clone().chain(blocks.iter().filter(|b| b.sort == Sort::Heading(2)).take(6)) {
        let own = key(&block.text);
        // Shown and stated agree when one opens with the other: a title carries the outlet's name behind.
        if own.len() >= 8 && keys.iter().any(|k| !k.is_empty() && (k.starts_with(&own) || own.starts_with(k.as_str()) && k.len() >= 12)) {
            return Some(block.text.clone());
        }
    }
    // The page's one great heading says what readers see; a title may be made for search engines or for sharing.
    let mut ones = shown.filter(|b| b.link_share() < 0.5 && site.is_none_or(|s| key(s) != key(&b.text)));
    let only = ones.next().filter(|b| ones.next().is_none() && b.text.split_whitespace().count() >= 3);
    let told = [&linked, &tag, &title];
    if let Some(block) = only.filter(|b| told.iter().all(|s| s.is_none()) || told.into_iter().flatten().any(|s| share_words(&b.text, s))) {
        return Some(without_site(&block.text, site, None));
    }
    linked.or(tag).or_else(|| only.map(|b| b.text.clone())).or(title)
}

/// Whether two headlines tell of the same: two fifths of the shorter one's words are in the other.
fn share_words(one: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> { text.split(|c: char| !c.is_alphanumeric()).map(key).filter(|w| w.len() >= 3).collect() };
    let (mut few, mut many) = (words(one), words(other));
    if few.len() > many.len() {
        std::mem::swap(&mut few, &mut many);
    }
    let same = few.iter().filter(|word| many.contains(word)).count();
    same > 0 && same * 5 >= few.len() * 2
}

/// "Index up 3% | Harbour Post" without what stands behind the last sign, when that is the site's name or short.
fn without_site(title: &str, site: Option<&str>, section: Option<&str>) -> String {
    let named = site.and_then(|site| without_name(title, site));
    if let Some(rest) = named {
        return section.and_then(|section| without_name(rest, section)).unwrap_or(rest).to_owned();
    }
    for sign in [" | ", " – ", " — ", " - ", " :: ", " » ", " · ", " • "] {
        if let Some((before, after)) = title.rsplit_once(sign) {
            let short = sign == " | " || after.split_whitespace().count() <= 3 && after.chars().next().is_some_and(char::is_uppercase);
            if short && before.split_whitespace().count() >= 3 && after.len() < before.len() {
                return before.trim().to_owned();
            }
        }
    }
    title.trim().to_owned()
}

/// A title without a name at its end, set off by any sign: "Index up - Harbour Post", "지수 상승ㅣ항구일보".
fn without_name<'t>(title: &'t str, name: &str) -> Option<&'t str> {
    let name = name.trim();
    let from = title.len().checked_sub(name.len()).filter(|_| name.len() >= 3)?;
    let (before, after) = title.is_char_boundary(from).then(|| title.split_at(from))?;
    let set_off = before.trim_end().ends_with(['|', 'ㅣ', '｜', '-', '–', '—', ':', '·', '•', '»', '_', '/']);
    let rest = before.trim_end().trim_end_matches(['|', 'ㅣ', '｜', '-', '–', '—', ':', '·', '•', '»', '_', '/']).trim();
    (set_off && key(after) == key(name) && rest.len() >= 8).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::{share_words, without_site};

    #[test]
    fn the_outlets_name_is_cut_off() {
        assert_eq!(without_site("Index up 3% in a day | Harbour Post", None, None), "Index up 3% in a day");
        assert_eq!(without_site("Index up 3% in a day - Harbour Post", Some("Harbour Post"), None), "Index up 3% in a day");
        assert_eq!(
            without_site("Stocks rise - and nobody knows the reason for it", None, None),
            "Stocks rise - and nobody knows the reason for it"
        );
    }

    #[test]
    fn site_and_section_are_cut_off_whatever_sets_them_off() {
        assert_eq!(without_site("지수가 사흘째 올랐다-경제ㅣ항구일보", Some("항구일보"), Some("경제")), "지수가 사흘째 올랐다");
        assert_eq!(without_site("Index up again_Harbour Post", Some("harbour post"), None), "Index up again");
        // A name that is part of the sentence stays.
        assert_eq!(without_site("Nobody reads the Harbour Post", Some("Harbour Post"), None), "Nobody reads the Harbour Post");
    }

    #[test]
    fn headlines_that_tell_of_the_same() {
        assert!(share_words("Five banks that lend less this year", "Top 5 banks lending less: the year in loans"));
        assert!(!share_words("Welcome to our pages", "Index up 3% in a day"));
        assert!(!share_words("", "Index"));
    }
}
