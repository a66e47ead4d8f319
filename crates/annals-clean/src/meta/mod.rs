//! What a page says about its article: headline, authors, dates, section, address, language, and who may read it.

mod address;
mod byline;
pub(crate) mod date;
mod linked_data;
mod months;
mod names;
mod published;
mod shown;
mod tags;

pub(crate) use address::canonical;
pub(crate) use byline::byline;
pub(crate) use linked_data::values;
pub(crate) use names::add_names;
pub(crate) use published::published;
pub(crate) use tags::words;

use crate::block::Block;
use crate::body::Chosen;
use crate::tree::Node;
use annals_model::{Access, DateSource, DateTime, RawPage};

/// Everything found about the article, the most trusted place first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Metadata {
    pub(crate) linked_headline: Option<String>,
    /// The linked data calls the page news, not just an article.
    pub(crate) says_news: bool,
    pub(crate) tag_headline: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) byline: Vec<String>,
    /// Further bylines, of tags and microdata, the most trusted first.
    pub(crate) bylines: Vec<Vec<String>>,
    pub(crate) published: Option<(DateTime, DateSource)>,
    /// Every publication date stated for machines, the most trusted first.
    pub(crate) stated: Vec<(DateTime, DateSource)>,
    /// Dates that JSON-LD states of works beside the article: a film, a recipe. Moved to the end of `stated`.
    pub(crate) beside: Vec<(DateTime, DateSource)>,
    /// A date that a `<meta>` calls nothing but "date" or "created".
    pub(crate) plain_date: Option<DateTime>,
    pub(crate) modified: Option<DateTime>,
    pub(crate) publisher: Option<String>,
    pub(crate) section: Option<String>,
    pub(crate) canonical: Option<String>,
    pub(crate) lang: Option<String>,
    pub(crate) access: Access,
    pub(crate) description: Option<String>,
    /// The article's text as JSON-LD gives it, HTML or plain.
    pub(crate) article_body: Option<String>,
    /// Address of the picture that stands for the article.
    pub(crate) picture: Option<String>,
    /// `og:type` or a JSON-LD type says that this is an article.
    pub(crate) says_article: bool,
}

/// A page as it came, and the article found on it.
pub(crate) struct View<'a> {
    pub(crate) page: &'a RawPage,
    /// Where the page was found in the end.
    pub(crate) address: &'a str,
    /// The page's source, scripts and all.
    pub(crate) html: &'a str,
    pub(crate) nodes: &'a [Node<'a>],
    pub(crate) blocks: &'a [Block],
    pub(crate) chosen: &'a [Chosen],
    pub(crate) headline: &'a str,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words() {
        assert_eq!(plain("A &amp; B <b>rise</b>\n by 5%"), "A & B rise by 5%");
        assert_eq!(plain("x < y"), "x < y");
    }
}
