//! Which line is the article's own headline: the one that says what the article says.

use super::lines::Line;
use annals_model::RegionKind;
use std::collections::BTreeSet;

/// Words too small to say what a story is about.
const SMALL: &[&str] = &[
    "the", "and", "for", "that", "with", "from", "this", "have", "has", "had", "was", "were", "are", "but", "not", "its", "his", "her",
    "their", "they", "will", "would", "could", "can", "may", "more", "than", "into", "over", "about", "after", "as", "on", "in", "of",
    "to", "by", "at", "an", "is", "it", "be", "or", "up", "out", "new", "says", "how",
];

/// Share of a headline's words that its own article holds; other stories on the same page stay below.
const OWN: f32 = 0.45;

/// Marks the headline: the line equal to the one given, else the line above the first paragraph whose words the article holds most.
pub(super) fn mark_headline(lines: &mut [Line<'_>], given: Option<&str>) {
    if let Some(given) = given {
        let wanted = key(given);
        if wanted.is_empty() {
            return;
        }
        let found = lines.iter().position(|line| line.text.len() <= given.len() * 3 + 40 && key(line.bare()) == wanted);
        if let Some(line) = found.and_then(|i| lines.get_mut(i)) {
            line.set(RegionKind::Headline, "the headline given");
        }
        return;
    }
    let Some(first) = lines.iter().position(|l| l.kind.is_none() && l.is_prose()) else { return };
    if first == 0 {
        return;
    }
    let prose = lines.iter().filter(|l| l.kind.is_none() && l.is_prose()).take(40);
    let folded: Vec<String> = prose.map(|l| annals_text::fold(l.text)).collect();
    let mut body: Vec<&str> = folded.iter().flat_map(|l| content_words(l)).collect();
    body.sort_unstable();
    let mut best: Option<(f32, usize)> = None;
    for (index, line) in lines.iter().enumerate().take(first) {
        if line.kind.is_some() || line.is_item() || line.is_byline() || line.words() > 30 || line.text.ends_with(['.', ':', ';', ',']) {
            continue;
        }
        let own = annals_text::fold(line.text);
        let words: BTreeSet<&str> = content_words(&own).collect();
        if words.is_empty() || line.words() < 2 {
            continue;
        }
        let share = words.iter().filter(|w| body.binary_search(w).is_ok()).count() as f32 / words.len() as f32;
        // Of two that fit alike the one nearer to the article; a short one needs more.
        let floor = if words.len() <= 3 { 0.6 } else { OWN };
        if share >= floor && best.is_none_or(|(s, _)| share + 0.1 >= s) {
            best = Some((share, index));
        }
    }
    // A text that opens with one short line and then a paragraph opens with its headline, whatever the words.
    let alone = || {
        let mut above = (0..first).filter(|i| lines[*i].kind.is_none());
        let only = above.next()?;
        let line = &lines[only];
        let fits = above.next().is_none()
            && line.words() >= 3
            && line.words() <= 25
            && !line.ends_sentence()
            && !line.is_item()
            && !line.is_byline()
            && line.is_capitalised();
        fits.then_some(only)
    };
    if let Some(index) = best.map(|(_, i)| i).or_else(alone)
        && let Some(line) = lines.get_mut(index)
    {
        line.set(RegionKind::Headline, "its words are the article's");
    }
}

/// Letters and digits in lower case: what two spellings of a headline share.
pub(crate) fn key(text: &str) -> String {
    annals_text::fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A folded line's words, cut to their stems' length, without small ones.
fn content_words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() >= 2 && (w.len() > 5 || !SMALL.contains(w))).map(|word| {
        let letters = if word.len() > 6 { 6 } else { word.trim_end_matches('s').len().max(2) };
        let end = word.char_indices().nth(letters).map_or(word.len(), |(at, _)| at);
        word.get(..end).unwrap_or(word)
    })
}
