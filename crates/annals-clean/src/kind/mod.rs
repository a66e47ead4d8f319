//! Why a page is no article: a front page, an error, a wall before the words, a film, an empty shell.
//!
//! A reason is only given where the article found is short or a list; a long running text is an article whatever its page says
//! around it. Each reason is one sentence that names what the page is.

mod lists;
mod walls;
mod words;

use crate::block::Block;
use crate::body::Chosen;
use crate::meta::Metadata;
use crate::tree::Node;
use annals_model::{Article, RawPage, RegionKind};

/// Fewer letters than this are no article.
pub(crate) const SHORTEST: usize = 140;
/// A running text of so many letters is one, whatever stands around it.
const SURELY_TEXT: usize = 900;

/// What a page is judged by.
pub(crate) struct Look<'a> {
    pub(crate) page: &'a RawPage,
    /// The page as it came, decoded.
    pub(crate) html: &'a str,
    pub(crate) nodes: &'a [Node<'a>],
    pub(crate) blocks: &'a [Block],
    pub(crate) chosen: &'a [Chosen],
    pub(crate) article: &'a Article,
    pub(crate) meta: &'a Metadata,
    /// Contents of the page's structured data.
    pub(crate) linked: &'a [&'a str],
}

/// Why the page is no article; `None` when it is one.
pub(crate) fn no_article(look: &Look<'_>) -> Option<String> {
    let (letters, sentences) = running(look.article);
    if let Some(reason) = answer(look.page.status, letters, look.meta.says_article) {
        return Some(reason);
    }
    let says = look.meta.says_article;
    if letters < SURELY_TEXT {
        // A short text counts as one where the page calls itself an article and the text ends its sentences.
        let wall = walls::wall(look, letters);
        if wall.is_some() {
            return wall;
        }
    }
    if letters == 0 || letters < SHORTEST && !says {
        let list = || if says { None } else { lists::index(look, letters, sentences) };
        return Some(walls::nothing(look).or_else(list).unwrap_or_else(|| match letters {
            0 => "no paragraph was found".to_owned(),
            _ => format!("only {letters} letters of running text"),
        }));
    }
    if says {
        return None;
    }
    let film = if letters < 300 && sentences <= 2 { walls::film(look) } else { None };
    film.or_else(|| lists::index(look, letters, sentences))
}

/// Letters of running text (a Chinese or Japanese character counts three) and sentences that end.
pub(crate) fn running(article: &Article) -> (usize, usize) {
    let body = article.regions.iter().filter(|r| r.kind == RegionKind::Body).map(|r| r.span.of(&article.text));
    let (mut letters, mut sentences) = (0usize, 0usize);
    for part in body {
        letters += part.chars().filter(|c| c.is_alphanumeric()).map(|c| if c >= '\u{2e80}' { 3 } else { 1 }).sum::<usize>();
        sentences += usize::from(part.trim_end().ends_with(['.', '!', '?', '…', '。', '！', '？', '"', '”', '।', '»', '“', ':', ')']));
    }
    (letters, sentences)
}

/// What the server's status says. A page that is refused may still show an article's opening to all.
fn answer(status: u16, letters: usize, says_article: bool) -> Option<String> {
    let teaser = says_article && letters >= 300;
    match status {
        404 | 410 => Some(format!("an error page: the server answered {status}, the page is gone")),
        500..=599 => Some(format!("an error page: the server answered {status}")),
        401..=403 | 407 | 429 | 451 if !teaser => Some(format!("the server answered {status}: it shows the page only to some")),
        400..=499 if !teaser => Some(format!("an error page: the server answered {status}")),
        _ => None,
    }
}
