//! Plain text as it came: every byte stays, and each line is told apart as headline, article, advert, menu or note.

mod lexicon;
mod line;
mod lines;
mod offer;
#[cfg(test)]
mod tests;
mod title;

use line::furniture;
pub(crate) use line::{asks, fixture};
pub(crate) use title::key;

use crate::language::language;
use annals_model::{Article, Region, RegionKind, Span};
use lines::{Line, lines};

/// Fills the regions of an article whose `text` is kept byte for byte: sorted, disjoint, covering every byte.
/// Finds the headline when none is given, and the language when it is empty. Given regions that cover the text stay.
pub fn mark_regions(article: &mut Article) {
    if article.lang.is_empty() {
        article.lang = language(&article.text).unwrap_or("en").to_owned();
    }
    let covered = article.regions.first().is_some_and(|r| r.span.start == 0)
        && article.regions.last().is_some_and(|r| r.span.end as usize == article.text.len())
        && article.regions.windows(2).all(|pair| pair[0].span.end == pair[1].span.start);
    if covered {
        return;
    }
    let mut lines = lines(&article.text);
    mark(&mut lines, article.headline.as_deref());
    if article.headline.is_none() {
        article.headline = lines.iter().find(|l| l.kind == Some(RegionKind::Headline)).map(|l| l.bare().to_owned());
    }
    article.regions = regions(&lines, article.text.len());
}

/// Decides every line, the surest first: what a line says by itself, the digest, the headline, where the article starts and ends,
/// and last what stands between.
fn mark(lines: &mut [Line<'_>], headline: Option<&str>) {
    for line in lines.iter_mut() {
        if let Some((kind, reason)) = furniture(line.text) {
            line.set(kind, reason);
        }
    }
    digests(lines);
    neighbours(lines);
    repeats(lines);
    title::mark_headline(lines, headline);
    let prose: Vec<usize> = (0..lines.len()).filter(|i| lines[*i].kind.is_none() && lines[*i].is_prose()).collect();
    let (Some(&first), Some(&last)) = (prose.first(), prose.last()) else {
        for line in lines.iter_mut() {
            line.or_set(RegionKind::Body, "the text has no paragraph to compare with");
        }
        return;
    };
    before(lines, first);
    inside(lines, first, last);
    after(lines, last);
}

/// A machine's digest: a label that says so, and the list under it.
fn digests(lines: &mut [Line<'_>]) {
    let mut at = 0;
    while at < lines.len() {
        if !is_digest_label(&lines[at]) {
            at += 1;
            continue;
        }
        let label = at;
        let mut end = label + 1;
        while end < lines.len() && lines[end].is_item() {
            end += 1;
        }
        // Labels of menus that follow the list are written like its items.
        let menu = |line: &Line<'_>| {
            matches!(line.kind, Some(RegionKind::Navigation | RegionKind::Promo | RegionKind::Disclaimer | RegionKind::LinkedHeadline))
        };
        while end > label + 1 && menu(&lines[end - 1]) {
            end -= 1;
        }
        if end > label + 1 {
            for line in &mut lines[label..end] {
                line.set(RegionKind::SourceDigest, "a list under the label of a digest");
            }
        }
        at = end.max(label + 1);
    }
}

/// Beside an advert a line that only asks is one, too.
fn neighbours(lines: &mut [Line<'_>]) {
    for second in 1..lines.len() {
        for (from, to) in [(second - 1, second), (second, second - 1)] {
            if lines[from].kind == Some(RegionKind::Promo)
                && lines[to].kind.is_none()
                && lines[to].words() <= 30
                && line::asks(lines[to].bare())
            {
                lines[to].set(RegionKind::Promo, "asks for something beside an advert");
            }
        }
    }
}

/// "STORY DIGEST", "- Key takeaways", "AI-generated summary:".
fn is_digest_label(line: &Line<'_>) -> bool {
    if line.words() > 7 || line.ends_sentence() {
        return false;
    }
    let folded = annals_text::fold(line.bare());
    let plain = folded.trim_end_matches([':', ' ']);
    const LABELS: [&str; 14] = [
        "key takeaways",
        "takeaways",
        "key points",
        "highlights",
        "key highlights",
        "at a glance",
        "in brief",
        "tl;dr",
        "tldr",
        "the gist",
        "quick read",
        "in short",
        "summary",
        "story highlights",
    ];
    LABELS.contains(&plain)
        || plain.split(|c: char| !c.is_alphanumeric()).any(|w| matches!(w, "digest"))
        || (plain.contains("summary") || plain.contains("overview") || plain.contains("recap") || plain.contains("highlights"))
            && plain
                .split(|c: char| !c.is_alphanumeric())
                .any(|w| matches!(w, "ai" | "generated" | "automated" | "machine" | "bot" | "smart" | "quick" | "gpt"))
}

/// Short lines that stand more than once are furniture.
fn repeats(lines: &mut [Line<'_>]) {
    let mut seen: std::collections::BTreeMap<&str, u32> = std::collections::BTreeMap::new();
    for line in lines.iter().filter(|l| l.kind.is_none() && l.words() <= 8 && !l.ends_sentence()) {
        *seen.entry(line.bare()).or_default() += 1;
    }
    let repeated: Vec<usize> = (0..lines.len())
        .filter(|i| {
            lines[*i].kind.is_none()
                && lines[*i].words() <= 8
                && !lines[*i].ends_sentence()
                && seen.get(lines[*i].bare()).is_some_and(|n| *n > 1)
        })
        .collect();
    for index in repeated {
        lines[index].set(RegionKind::Navigation, "a short line that stands more than once");
    }
}

/// Above the first paragraph: other stories' headlines, labels, bylines.
fn before(lines: &mut [Line<'_>], first: usize) {
    let headline = lines.iter().position(|l| l.kind == Some(RegionKind::Headline));
    let adjoins = lines.get(first).is_some_and(|l| !l.gap);
    for (index, line) in lines.iter_mut().enumerate().take(first) {
        if line.kind.is_some() {
            continue;
        }
        let after_headline = headline.is_some_and(|h| index > h);
        if line.ends_sentence() && line.words() >= 6 {
            line.set(RegionKind::Body, "a sentence above the first paragraph");
        } else if line.is_byline() {
            line.set(RegionKind::Navigation, "names the author");
        } else if after_headline && line.words() >= 8 {
            line.set(RegionKind::Body, "the line under the headline");
        } else if line.words() >= 5 {
            line.set(RegionKind::LinkedHeadline, "a headline above the article that is not its own");
        } else if adjoins && index + 1 == first || after_headline && line.words() >= 3 && line.is_capitalised() {
            line.set(RegionKind::Heading, "a short line before a paragraph");
        } else {
            line.set(RegionKind::Navigation, "a short line above the article");
        }
    }
}

/// From the first paragraph to the last: the article, with headings, citation marks and captions between.
fn inside(lines: &mut [Line<'_>], first: usize, last: usize) {
    for index in first..=last {
        if lines[index].kind.is_some() {
            continue;
        }
        let next_prose = Some(index + 1)
            .filter(|i| *i <= last)
            .is_some_and(|i| lines[i].kind.is_none() && (lines[i].is_prose() || lines[i].is_item() || lines[i].words() > 10));
        let line = &lines[index];
        let (kind, reason) = if line.is_caption() {
            (RegionKind::Caption, "words under a picture")
        } else if line.is_lone_sign() {
            (RegionKind::Citation, "a full stop left behind by citation marks")
        } else if line.is_byline() {
            (RegionKind::Navigation, "names the author")
        } else if next_prose && line.words() <= 10 && line.text.ends_with('?') && !line.is_item() && line.is_title_case() {
            (RegionKind::Heading, "a question before a paragraph")
        } else if line.is_item() || line.is_prose() || line.ends_sentence() {
            (RegionKind::Body, "a paragraph")
        } else if next_prose && line.words() <= 16 && !line.bare().ends_with([',', ':', ';', '-']) && line.is_capitalised() {
            (RegionKind::Heading, "a short line without a full stop before a paragraph")
        } else {
            (RegionKind::Body, "a line inside the article")
        };
        lines[index].set(kind, reason);
    }
}

/// Below the last paragraph: what is no sentence is furniture.
fn after(lines: &mut [Line<'_>], last: usize) {
    let mut open = true;
    for line in lines.iter_mut().skip(last + 1) {
        if let Some(kind) = line.kind {
            if !open && kind == RegionKind::Citation && line::citation_mark(line.text) {
                line.set(RegionKind::Navigation, "a number in a list below the article");
                continue;
            }
            open &= matches!(kind, RegionKind::Citation | RegionKind::SourceDigest);
            continue;
        }
        let (kind, reason) = if line.is_lone_sign() {
            (RegionKind::Citation, "a full stop left behind by citation marks")
        } else if line.is_caption() {
            (RegionKind::Caption, "words under a picture")
        } else if line.is_byline() {
            (RegionKind::Navigation, "names the author")
        } else if open && line.ends_sentence() && line.words() >= 3 {
            (RegionKind::Body, "a sentence that follows the last paragraph")
        } else if line.is_item() && line.words() <= 8 {
            (RegionKind::Promo, "a list of short lines after the article")
        } else if line::addresses_reader(&annals_text::fold(line.bare())) {
            (RegionKind::Promo, "speaks to the reader below the article")
        } else if line.words() >= 6 && !line.ends_sentence() {
            (RegionKind::LinkedHeadline, "a headline below the article")
        } else {
            (RegionKind::Navigation, "a short line below the article")
        };
        open &= kind == RegionKind::Body || kind == RegionKind::Citation;
        line.set(kind, reason);
    }
}

/// Lines as regions: neighbours of one kind joined, white space with the region before.
fn regions(lines: &[Line<'_>], length: usize) -> Vec<Region> {
    let mut out: Vec<Region> = Vec::new();
    for line in lines {
        let kind = line.kind.unwrap_or(RegionKind::Body);
        match out.last_mut() {
            Some(last) if last.kind == kind && last.reason == line.reason && kind != RegionKind::Headline => last.span.end = line.end,
            Some(last) => {
                last.span.end = line.start;
                out.push(Region { span: Span { start: line.start, end: line.end }, kind, reason: line.reason.to_owned() });
            }
            None => out.push(Region { span: Span { start: 0, end: line.end }, kind, reason: line.reason.to_owned() }),
        }
    }
    match out.last_mut() {
        Some(last) => last.span.end = Span::new(0, length).end,
        None if length > 0 => {
            out.push(Region { span: Span::new(0, length), kind: RegionKind::Body, reason: "white space only".to_owned() })
        }
        None => {}
    }
    out
}
