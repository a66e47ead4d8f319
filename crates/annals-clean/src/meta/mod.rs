//! What a page says about its article: headline, authors, dates, section, address, language, and who may read it.

pub(crate) mod date;
mod linked_data;
mod tags;

pub(crate) use linked_data::values;
pub(crate) use tags::words;

use annals_model::{Access, DateSource, DateTime};

/// Everything found about the article, the most trusted place first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Metadata {
    pub(crate) linked_headline: Option<String>,
    pub(crate) tag_headline: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) byline: Vec<String>,
    pub(crate) published: Option<(DateTime, DateSource)>,
    pub(crate) modified: Option<DateTime>,
    pub(crate) publisher: Option<String>,
    pub(crate) section: Option<String>,
    pub(crate) canonical: Option<String>,
    pub(crate) lang: Option<String>,
    pub(crate) access: Access,
    pub(crate) description: Option<String>,
    /// The article's text as JSON-LD gives it, HTML or plain.
    pub(crate) article_body: Option<String>,
    /// `og:type` or a JSON-LD type says that this is an article.
    pub(crate) says_article: bool,
}

/// Reads structured data, then tags, then the page's elements.
pub(crate) fn metadata(linked: &[&str], nodes: &[crate::tree::Node<'_>]) -> Metadata {
    let mut meta = Metadata::default();
    linked_data::read(linked, &mut meta);
    meta.says_article = meta.linked_headline.is_some();
    tags::read(nodes, &mut meta);
    meta
}

/// One line of plain words: tags cut out, entities read, white space collapsed.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let decoded = if text.contains('&') || text.contains('<') { unescape(text) } else { text.to_owned() };
    for word in decoded.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The words of a piece of HTML.
pub(crate) fn unescape(html: &str) -> String {
    let guarded = crate::guard::guard(html);
    let fragment = scraper::Html::parse_document(&guarded.html);
    crate::tree::flatten(&fragment)
        .iter()
        .filter_map(|node| match node.what {
            crate::tree::What::Text(text) => Some(text.to_owned()),
            crate::tree::What::Element(tag, _) if tag.is_block() || tag == crate::tree::Tag::Break => Some("\n".to_owned()),
            crate::tree::What::Element(..) => None,
        })
        .collect()
}

/// Adds the names in a byline: "By Jane Doe and John Roe" are two. Addresses and repeats are left out.
pub(crate) fn add_names(stated: &str, out: &mut Vec<String>) {
    let plain = plain(stated);
    let mut rest = plain.as_str();
    for opening in ["By ", "by ", "BY ", "Written by ", "Von ", "von ", "Par ", "Por ", "Di "] {
        rest = rest.strip_prefix(opening).unwrap_or(rest);
    }
    for name in rest.split([';', '|', '\n']).flat_map(|n| n.split(", ")).flat_map(|n| n.split(" and ")).flat_map(|n| n.split(" & ")) {
        let name = name.trim().trim_matches([',', '.', '-', '–']).trim();
        let lower = name.to_lowercase();
        let is_name = name.chars().any(char::is_alphabetic)
            && name.len() <= 80
            && !lower.contains("://")
            && !lower.starts_with("www.")
            && !name.contains('@')
            && !matches!(lower.as_str(), "admin" | "administrator" | "null" | "none" | "undefined" | "author" | "unknown" | "editor");
        if is_name && !out.iter().any(|known| known.to_lowercase() == lower) && out.len() < 20 {
            out.push(name.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_become_names() {
        let mut names = Vec::new();
        add_names("By Jane Doe and John Roe, Ann Poe", &mut names);
        add_names("https://a.example/jane", &mut names);
        add_names("JANE DOE", &mut names);
        assert_eq!(names, ["Jane Doe", "John Roe", "Ann Poe"]);
    }

    #[test]
    fn plain_words() {
        assert_eq!(plain("A &amp; B <b>rise</b>\n by 5%"), "A & B rise by 5%");
        assert_eq!(plain("x < y"), "x < y");
    }
}
