//! A date that stands alone on a line ("Jan. 20, 2025:") and says when the lines below it happened.

use crate::event::{When, whens};
use crate::grammar;
use crate::page::{Page, Passage};
use annals_model::{RegionKind, Span, Timex};

/// The date of a line of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dateline {
    pub(crate) when: When,
    /// The words of the line without bullet and colon.
    pub(crate) surface: Span,
}

/// For every passage the date line that it stands under. A date governs the lines below it up to the next such line, a
/// heading, or words of another sort of region; after the last date of a list it governs one line only, for there is
/// nothing to tell where the list ends.
pub(crate) fn datelines(page: &Page<'_>) -> Vec<Option<Dateline>> {
    let mut found: Vec<Option<Dateline>> = vec![None; page.passages.len()];
    let heads: Vec<(usize, Dateline)> =
        page.passages.iter().enumerate().filter_map(|(i, passage)| Some((i, read(page, passage)?))).collect();
    for (n, (i, head)) in heads.iter().enumerate() {
        let next = heads.get(n + 1).map(|(next, _)| *next);
        let own = page.passages.get(*i);
        let below = page.passages.iter().enumerate().skip(i + 1).take_while(|(k, _)| next.is_none_or(|next| *k < next));
        let mut line = None;
        for (k, passage) in below {
            let same = own.is_some_and(|own| own.region == passage.region && unbroken(page, own.span, passage.span));
            let heading = !closed(page, passage) && !grammar::has_verb(&page.reading, passage.tokens.clone());
            let after_list = next.is_none() && line.is_some_and(|line| line != passage.paragraph);
            if !same || heading || after_list {
                break;
            }
            line = line.or(Some(passage.paragraph));
            found.get_mut(k).into_iter().for_each(|slot| *slot = Some(*head));
        }
    }
    found
}

/// Whether a passage is a date line.
pub(crate) fn is_dateline(page: &Page<'_>, passage: &Passage) -> bool {
    read(page, passage).is_some()
}

/// Reads a line that holds dates, their prepositions and a colon, and nothing else. In the outlet's own digest the colon
/// may be missing; in an article a bare date may be that of its publication.
fn read(page: &Page<'_>, passage: &Passage) -> Option<Dateline> {
    const JOINERS: &[&str] = &["and", "as", "the", "early", "late", "mid", "circa", "around", "starting", "beginning"];
    const SIGNS: &[&str] = &["-", "–", "—", ",", "(", ")", "/", "."];
    if passage.times.is_empty() || !passage.whole || passage.tokens.len() > 24 {
        return None;
    }
    let reading = &page.reading;
    let last = passage.tokens.end.checked_sub(1)?;
    let colon = matches!(reading.surface(last), ":" | "：");
    if !colon
        && (passage.region != RegionKind::SourceDigest
            || reading.tokens().get(last).is_some_and(|token| !token.is_word() && !token.is_number()))
    {
        return None;
    }
    let times = || passage.times.iter().filter_map(|i| page.annotations.times.get(*i));
    let dates = || times().filter(|time| matches!(time.kind, Timex::Date | Timex::Time | Timex::Duration));
    let words = passage.tokens.start..if colon { last } else { passage.tokens.end };
    let plain = |k: usize| {
        let inside =
            reading.tokens().get(k).is_some_and(|token| dates().any(|time| time.span.start <= token.start && token.end <= time.span.end));
        inside || grammar::is_preposition(reading.word(k)) || JOINERS.contains(&reading.word(k)) || SIGNS.contains(&reading.surface(k))
    };
    if words.is_empty() || !words.clone().all(plain) {
        return None;
    }
    let whens = whens(page, passage);
    let (first, end) = (whens.first()?, whens.last()?);
    let from = whens.iter().filter_map(|when| when.from).min();
    let to = whens.iter().filter_map(|when| when.to).max();
    let when = When { span: first.span.cover(end.span), from, to, grain: first.grain.min(end.grain), basis: first.basis };
    Some(Dateline { when, surface: reading.span(words) })
}

/// Whether no region of another sort with words of its own lies between two spans.
fn unbroken(page: &Page<'_>, a: Span, b: Span) -> bool {
    let kind = page.article.region_at(a.start);
    let regions = &page.article.regions;
    let first = regions.partition_point(|region| region.span.end <= a.start);
    let mut between = regions.iter().skip(first).take_while(|region| region.span.start < b.start);
    between.all(|region| region.kind == kind || page.words(region.span).trim().is_empty())
}

/// Whether a passage ends like a sentence.
fn closed(page: &Page<'_>, passage: &Passage) -> bool {
    page.words(passage.span).trim_end_matches(['"', '”', ')', '’']).ends_with(['.', '!', '。'])
}
