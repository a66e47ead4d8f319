//! What of an article is searched: headline, headings, body and captions, joined into one text that remembers where each
//! byte came from.

use annals_model::{Article, RegionKind, Span};
use std::ops::Range;

/// The lead goes on over short paragraphs until it has this many words.
const LEAD_ENOUGH: usize = 20;

/// And is never longer than this.
const LEAD_WORDS: usize = 60;

/// The searched text of one article.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Content {
    /// The pieces, a blank line between them.
    pub(crate) text: String,
    pieces: Vec<Piece>,
    /// The headline, as bytes of `text`; empty when there is none.
    pub(crate) headline: Range<usize>,
    /// The opening of the body, as bytes of `text`; empty when there is none.
    pub(crate) lead: Range<usize>,
}

/// A stretch of the searched text that stands in the article as it is.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    /// Bytes of the searched text.
    at: Range<usize>,
    /// Its first byte in the article; `None` for a headline that the text does not hold.
    from: Option<u32>,
}

impl Content {
    /// Collects what is searched of an article.
    pub(crate) fn of(article: &Article) -> Self {
        let mut content = Self { text: String::with_capacity(article.text.len() + 64), ..Self::default() };
        let parts = parts(article);
        let printed = parts.iter().any(|(kind, _)| *kind == RegionKind::Headline);
        if !printed
            && let Some(headline) = article.headline.as_deref().map(str::trim).filter(|headline| !headline.is_empty())
            && first_line(article, &parts) != Some(headline)
        {
            content.push(headline, None, "");
            content.headline = 0..content.text.len();
        }
        let mut lead_from = None;
        let mut before = 0;
        for (kind, span) in parts {
            let words = span.of(&article.text);
            let between = article.text.get(before..span.start as usize).unwrap_or("");
            let runs_on = !between.contains('\n') && !content.text.ends_with('\n') && !words.starts_with('\n') && before > 0;
            let at = content.push(words, Some(span.start), if runs_on { " " } else { "\n\n" });
            if kind == RegionKind::Headline && content.headline.is_empty() {
                content.headline = at.clone();
            }
            if kind == RegionKind::Body && lead_from.is_none() && !words.trim().is_empty() {
                lead_from = Some(at.start);
            }
            before = span.end as usize;
        }
        if content.headline.is_empty() && !printed && article.headline.is_some() {
            let line = content.text.trim_start();
            let start = content.text.len() - line.len();
            let end = start + line.split('\n').next().unwrap_or("").len();
            content.headline = start..end;
            lead_from = lead_from.map(|from| from.max(end));
        }
        if let Some(from) = lead_from {
            content.lead = from..lead_end(&content.text, from);
        }
        content
    }

    fn push(&mut self, words: &str, from: Option<u32>, gap: &str) -> Range<usize> {
        if !self.text.is_empty() {
            self.text.push_str(gap);
        }
        let at = self.text.len()..self.text.len() + words.len();
        self.text.push_str(words);
        self.pieces.push(Piece { at: at.clone(), from });
        at
    }

    /// Where bytes of the searched text stand in the article; `None` when they do not, or reach over a gap.
    pub(crate) fn in_article(&self, span: Span) -> Option<Span> {
        let piece = self.piece_of(span.start as usize)?;
        let from = piece.from?;
        let start = span.start as usize - piece.at.start;
        // A phrase that runs on over a citation mark ends in a later piece.
        let last = self.piece_of((span.end as usize).saturating_sub(1))?;
        let end = last.from? as usize + (span.end as usize - last.at.start);
        Some(Span::new(from as usize + start, end))
    }

    /// Where bytes of the article stand in the searched text; `None` when they are not searched.
    pub(crate) fn place_of(&self, span: Span) -> Option<Span> {
        let piece = self
            .pieces
            .iter()
            .find(|piece| piece.from.is_some_and(|from| from <= span.start && span.end as usize <= from as usize + piece.at.len()))?;
        let start = piece.at.start + (span.start - piece.from?) as usize;
        Some(Span::new(start, start + span.len()))
    }

    /// The stretch around a byte that stands in the article without a gap, as bytes of the searched text.
    pub(crate) fn stretch(&self, byte: usize) -> Option<Range<usize>> {
        self.piece_of(byte).filter(|piece| piece.from.is_some()).map(|piece| piece.at.clone())
    }

    fn piece_of(&self, byte: usize) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.at.start <= byte);
        self.pieces.get(after.checked_sub(1)?).filter(|piece| byte < piece.at.end)
    }
}

/// The stretches taken, in order; bytes that no region covers are body.
fn parts(article: &Article) -> Vec<(RegionKind, Span)> {
    let mut parts: Vec<(RegionKind, Span)> = Vec::with_capacity(article.regions.len() + 1);
    let mut before = 0;
    let mut take = |kind: RegionKind, start: u32, end: u32| {
        let span = Span { start, end };
        if start < end && kind.is_content() && !span.of(&article.text).trim().is_empty() {
            parts.push((kind, span));
        }
    };
    for region in &article.regions {
        take(RegionKind::Body, before, region.span.start.max(before));
        take(region.kind, region.span.start.max(before), region.span.end);
        before = before.max(region.span.end);
    }
    take(RegionKind::Body, before, u32::try_from(article.text.len()).unwrap_or(u32::MAX));
    parts
}

fn first_line<'a>(article: &'a Article, parts: &[(RegionKind, Span)]) -> Option<&'a str> {
    parts.first().map(|(_, span)| span.of(&article.text).trim_start().split('\n').next().unwrap_or("").trim())
}

/// The end of the lead that begins at `from`: whole paragraphs until there are enough words.
fn lead_end(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or("");
    let mut words = 0;
    let mut end = 0;
    for line in rest.split_inclusive('\n') {
        let mut at = end;
        for word in line.split_inclusive(char::is_whitespace) {
            at += word.len();
            words += usize::from(!word.trim().is_empty());
            if words == LEAD_WORDS {
                return from + at;
            }
        }
        end = at;
        if words >= LEAD_ENOUGH {
            break;
        }
    }
    from + end
}

#[cfg(test)]
mod tests {
    use super::Content;
    use annals_model::{Article, Region, RegionKind, Span};

    fn article(parts: &[(RegionKind, &str)]) -> Article {
        let mut article = Article::default();
        for (kind, words) in parts {
            let start = article.text.len();
            article.text.push_str(words);
            article.regions.push(Region { span: Span::new(start, article.text.len()), kind: *kind, reason: String::new() });
        }
        article
    }

    #[test]
    fn furniture_is_left_out_and_places_are_kept() {
        let article = article(&[
            (RegionKind::Headline, "Mills reopen\n\n"),
            (RegionKind::Promo, "Sign up now\n\n"),
            (RegionKind::Body, "The mills of Varn reopened"),
            (RegionKind::Citation, "[1]"),
            (RegionKind::Body, " on Monday.\n\n"),
            (RegionKind::Disclaimer, "No advice."),
        ]);
        let content = Content::of(&article);
        assert!(!content.text.contains("Sign up") && !content.text.contains("advice"));
        assert_eq!(content.text.get(content.headline.clone()).map(str::trim), Some("Mills reopen"));
        assert!(content.text.get(content.lead.clone()).is_some_and(|lead| lead.starts_with("The mills of Varn")));
        let at = content.text.find("reopened  on Monday").map(|at| Span::new(at, at + "reopened  on".len()));
        let found = at.and_then(|span| content.in_article(span)).map(|span| span.of(&article.text));
        assert_eq!(found, Some("reopened[1] on"));
    }

    #[test]
    fn a_headline_outside_the_text_is_searched_but_has_no_place() {
        let article = Article { headline: Some("Mills reopen".into()), text: "The mills are open.".into(), ..Article::default() };
        let content = Content::of(&article);
        assert_eq!(content.headline, 0..12);
        assert_eq!(content.in_article(Span::new(0, 5)), None);
        let at = content.text.find("mills are").unwrap_or_default();
        assert_eq!(content.in_article(Span::new(at, at + 5)), Some(Span::new(4, 9)));
    }

    #[test]
    fn a_headline_that_is_the_first_line_is_not_doubled() {
        let article =
            Article { headline: Some("Mills reopen".into()), text: "Mills reopen\n\nThe mills are open.".into(), ..Article::default() };
        let content = Content::of(&article);
        assert_eq!(content.text, article.text);
        assert_eq!(content.headline, 0..12);
        assert_eq!(content.text.get(content.lead.clone()).map(str::trim), Some("The mills are open."));
    }

    #[test]
    fn an_empty_article_has_no_content() {
        assert_eq!(Content::of(&Article::default()), Content::default());
    }
}
