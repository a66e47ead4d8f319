//! An article set as a plain page again, and what must hold for every article whatever its page was.

use annals_clean::{Publishers, clean};
use annals_model::{Article, RawPage, RegionKind};

/// A page as a server would have sent it.
pub(crate) fn raw(url: &str, html: &str) -> RawPage {
    RawPage {
        url: url.to_owned(),
        final_url: url.to_owned(),
        status: 200,
        content_type: Some("text/html; charset=utf-8".to_owned()),
        feed_date: None,
        headers: Vec::new(),
        fetched: "2025-06-01T00:00:00Z".parse().expect("a timestamp"),
        body: html.as_bytes().to_vec(),
    }
}

/// The article as a page: headline in `h1`, headings in `h2`, captions in `figcaption`, what ends as no sentence ends in `li`,
/// the rest in `p`.
pub(crate) fn as_page(article: &Article) -> String {
    let headline = escaped(article.headline.as_deref().unwrap_or_default());
    let mut page = format!(
        "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=utf-8><meta property=\"og:type\" content=\"article\"><title>{headline}</title></head>\n<body><article>\n",
        article.lang
    );
    for region in &article.regions {
        for (index, part) in region.span.of(&article.text).split("\n\n").filter(|part| !part.trim().is_empty()).enumerate() {
            let words = escaped(part.trim()).replace('\n', "<br>");
            let item = part.len() < 140 && !part.trim_end().ends_with(['.', '!', '?', '"', '”', '。']);
            page.push_str(&match region.kind {
                RegionKind::Headline => format!("<h1>{words}</h1>\n"),
                RegionKind::Heading => format!("<h2>{words}</h2>\n"),
                RegionKind::Caption => format!("<figure><figcaption>{words}</figcaption></figure>\n"),
                RegionKind::Citation => format!("<div class=\"references\"><p>{words}</p></div>\n"),
                RegionKind::SourceDigest => format!("<div class=\"ai-summary\"><p>{words}</p></div>\n"),
                // A region's reason is that of its first paragraph.
                _ if index == 0 && region.reason == "the lines under the headline" => format!("<p class=\"standfirst\">{words}</p>\n"),
                _ if item => format!("<ul><li>{words}</li></ul>\n"),
                _ => format!("<p>{words}</p>\n"),
            });
        }
    }
    page.push_str("</article></body></html>\n");
    page
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Reads the article's own page.
pub(crate) fn clean_again(article: &Article, publishers: &Publishers) -> Article {
    clean(&raw(&article.url, &as_page(article)), publishers).article
}

/// What is wrong with an article's regions or its reason; nothing, when they are as the model says.
pub(crate) fn fault(article: &Article) -> Option<String> {
    let mut end = 0;
    for region in &article.regions {
        if region.span.start != end || region.span.end <= region.span.start {
            return Some(format!("a gap, an overlap or nothing at byte {end}"));
        }
        end = region.span.end;
        if !article.text.is_char_boundary(end as usize) {
            return Some(format!("byte {end} is inside a character"));
        }
    }
    if end as usize != article.text.len() {
        return Some(format!("regions end at byte {end} of {}", article.text.len()));
    }
    (article.text.is_empty() != article.reason.is_some()).then(|| format!("text of {end} bytes, reason {:?}", article.reason))
}
